"""Made-up weather: plausible, the same whenever it is asked for, under a true sun."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from fakes.clock import MONDAY, FakeTime

from bot.providers.open_meteo.answers import reports_from
from bot.providers.simulated import Simulated
from bot.queries import Span
from bot.reports import Kind, Place, Report

LONDON = Place("London", 51.50853, -0.12574, "Europe/London")
BERLIN = Place("Berlin", 52.52437, 13.41053, "Europe/Berlin")
AUSTIN = Place("Austin", 30.2672, -97.7431, "America/Chicago")
AUCKLAND = Place("Auckland", -36.8485, 174.7635, "Pacific/Auckland")
SVALBARD = Place("Longyearbyen", 78.2232, 15.6469, "Arctic/Longyearbyen")
MCMURDO = Place("McMurdo", -77.8463, 166.6683, "Antarctica/McMurdo")
PLACES = (LONDON, AUSTIN, AUCKLAND, SVALBARD, MCMURDO)


class World:
    """Made-up weather at a time that a test moves."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.time = FakeTime(now)
        self.simulated = Simulated(reports_from, self.time.clock)

    def fetch(
        self, kind: Kind, *places: Place, days: int = 1, first: date | None = None
    ) -> list[Report]:
        """Return a report for each place."""
        deadline = self.time.clock.deadline(5)
        reports = self.simulated.fetch(kind, places, Span(days, first), deadline)
        assert all(reports)
        return [report for report in reports if report]


def test_it_is_the_same_whenever_it_is_asked_for() -> None:
    """Two days hence becomes tomorrow without a change, and then the past."""
    world = World()

    (today,) = world.fetch(Kind.DAILY, LONDON, days=4)
    world.time.pass_s(24 * 3600)
    (tomorrow,) = world.fetch(Kind.DAILY, LONDON, days=4)
    world.time.pass_s(6 * 24 * 3600)
    (past,) = world.fetch(Kind.PAST, LONDON, days=4, first=MONDAY.date())

    assert today.days[1:] == tomorrow.days[:3]
    assert past.days == tuple(
        replace(day, precipitation_probability_pct=None, uv_index=None) for day in today.days
    )
    assert len({day.high_c for day in today.days}) > 1


def test_hours_and_days_tell_the_same_story() -> None:
    """The day's figures are those of its hours."""
    world = World()

    for place in PLACES:
        (days,) = world.fetch(Kind.DAILY, place, days=5)
        (hours,) = world.fetch(Kind.HOURLY, place, days=5)
        (now,) = world.fetch(Kind.CURRENT, place)
        for day in days.days:
            own = [hour for hour in hours.hours if hour.time.date() == day.date]
            assert max(hour.temperature_c or 0 for hour in own) == pytest.approx(day.high_c)
            assert min(hour.temperature_c or 0 for hour in own) == pytest.approx(day.low_c)
            rain_mm = sum(hour.precipitation_mm or 0 for hour in own)
            assert rain_mm == pytest.approx(day.precipitation_mm, abs=0.4)
            assert max(hour.weather_code or 0 for hour in own) == day.weather_code
            assert max(hour.gusts_kmh or 0 for hour in own) == day.gusts_kmh
        this_hour = next(hour for hour in hours.hours if hour.time == MONDAY)
        assert now.current
        assert this_hour.temperature_c == now.current.temperature_c
        assert this_hour.weather_code == now.current.weather_code


def test_a_day_has_as_many_hours_as_its_clocks_say() -> None:
    """23 when they are put forward and 25 when they are put back."""
    spring = World(datetime(2026, 3, 28, 9, tzinfo=UTC)).fetch(Kind.HOURLY, BERLIN, days=2)
    autumn = World(datetime(2026, 10, 24, 9, tzinfo=UTC)).fetch(Kind.HOURLY, BERLIN, days=2)

    for (report,), count in ((spring, 23), (autumn, 25)):
        sunday = [hour.time for hour in report.hours if hour.time.weekday() == 6]
        assert len(report.hours) == 24 + count
        assert len({time.astimezone(UTC) for time in sunday}) == len(sunday) == count


def test_it_knows_the_seasons() -> None:
    """November is colder in Svalbard than in Austin, and summer begins in Auckland."""
    reports = World().fetch(Kind.DAILY, *PLACES, days=16)

    highs = {r.place.name: sum(day.high_c or 0 for day in r.days) / 16 for r in reports}
    assert highs["Longyearbyen"] < 0 < highs["London"] < highs["Austin"] < 35
    assert 15 < highs["Auckland"] < 30


def test_the_sun_is_true() -> None:
    """London on 23 November: 07:32 to 16:01; polar night and midnight sun have no times."""
    reports = World().fetch(Kind.DAILY, *PLACES)

    sun = {report.place.name: report.days[0] for report in reports}
    sunrise, sunset = sun["London"].sunrise, sun["London"].sunset
    assert sunrise
    assert sunset
    assert abs(sunrise - datetime(2026, 11, 23, 7, 32, tzinfo=UTC)) < timedelta(minutes=2)
    assert abs(sunset - datetime(2026, 11, 23, 16, 1, tzinfo=UTC)) < timedelta(minutes=2)
    auckland = sun["Auckland"]
    assert auckland.sunrise
    assert auckland.sunrise.date() == auckland.date
    assert sun["Longyearbyen"].sunrise is sun["McMurdo"].sunset is None


def test_day_and_night_follow_the_sun() -> None:
    """Also where it stays up or down all day."""
    reports = World().fetch(Kind.CURRENT, *PLACES)

    by_day = {report.place.name: report.current and report.current.is_day for report in reports}
    assert by_day == {
        "London": True,
        "Austin": False,
        "Auckland": False,
        "Longyearbyen": False,
        "McMurdo": True,
    }


def test_snow_falls_when_it_is_cold() -> None:
    """And every code that comes up is a known one."""
    places = [Place(f"P{n}", n, n, "UTC") for n in range(-80, 81, 5)]

    reports = World().fetch(Kind.DAILY, *places, days=16)

    days = [day for report in reports for day in report.days]
    codes = {day.weather_code for day in days}
    assert codes == {0, 1, 2, 3, 61, 63, 65, 71, 73, 75}
    assert all((day.high_c or 0) < 6 for day in days if (day.weather_code or 0) > 70)


def test_pollen_is_counted_in_europe_and_in_its_season() -> None:
    """Elsewhere nobody knows, in November there is none."""
    november = World().fetch(Kind.AIR, LONDON, AUSTIN)
    june = World(datetime(2026, 6, 21, 11, tzinfo=UTC)).fetch(Kind.AIR, LONDON)

    grass = [report.air and report.air.grass_pollen_m3 for report in (*november, *june)]
    assert grass[:2] == [0.0, None]
    assert grass[2]
