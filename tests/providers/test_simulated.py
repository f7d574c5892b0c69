"""Made-up weather: plausible, the same whenever it is asked for, under a true sun."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fakes import kinds
from fakes.clock import MONDAY, FakeTime
from fakes.rows import each_row

from bot.kinds.air import Air
from bot.kinds.current import Current
from bot.kinds.days import Day
from bot.kinds.hours import Hour
from bot.kinds.sea import SEA, SEA_DAYS, Sea, SeaDay
from bot.providers.simulated import Simulated
from bot.queries import Span
from bot.reports import Kind, Place, Report

LONDON = Place("London", 51.50853, -0.12574, "Europe/London")
BERLIN = Place("Berlin", 52.52437, 13.41053, "Europe/Berlin")
AUSTIN = Place("Austin", 30.2672, -97.7431, "America/Chicago")
AUCKLAND = Place("Auckland", -36.8485, 174.7635, "Pacific/Auckland")
SVALBARD = Place("Longyearbyen", 78.2232, 15.6469, "Arctic/Longyearbyen")
MCMURDO = Place("McMurdo", -77.8463, 166.6683, "Antarctica/McMurdo")
NICE = Place("Nice", 43.70313, 7.26608, "Europe/Paris", "FR")
PLACES = (LONDON, AUSTIN, AUCKLAND, SVALBARD, MCMURDO)


KINDS = [
    *(kinds.CURRENT, kinds.DAILY, kinds.PAST, kinds.HOURLY, kinds.AIR, kinds.SKY),
    *(SEA, SEA_DAYS),
]


class World:
    """Made-up weather at a time that a test moves."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.time = FakeTime(now)
        self.simulated = Simulated(KINDS, self.time.clock)

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

    (today,) = world.fetch(kinds.DAILY, LONDON, days=4)
    world.time.pass_s(24 * 3600)
    (tomorrow,) = world.fetch(kinds.DAILY, LONDON, days=4)
    world.time.pass_s(6 * 24 * 3600)
    (past,) = world.fetch(kinds.PAST, LONDON, days=4, first=MONDAY.date())
    (month,) = world.fetch(kinds.PAST, LONDON, days=31, first=MONDAY.date() - timedelta(days=27))

    assert today.records[1:] == tomorrow.records[:3]
    assert past.records == tuple(
        replace(day, precipitation_probability_pct=None, uv_index=None) for day in today.records
    )
    assert month.records[-4:] == past.records
    assert len(month.records) == 31
    assert len({day.high_c for day in today.records}) > 1


def test_hours_and_days_tell_the_same_story() -> None:
    """The day's figures are those of its hours."""
    world = World()

    for place in PLACES:
        (days,) = world.fetch(kinds.DAILY, place, days=5)
        (hours,) = world.fetch(kinds.HOURLY, place, days=5)
        (now,) = world.fetch(kinds.CURRENT, place)
        for day in days.records:
            own = [hour for hour in hours.records if hour.time.date() == day.date]
            assert max(hour.temperature_c or 0 for hour in own) == pytest.approx(day.high_c)
            assert min(hour.temperature_c or 0 for hour in own) == pytest.approx(day.low_c)
            rain_mm = sum(hour.precipitation_mm or 0 for hour in own)
            assert rain_mm == pytest.approx(day.precipitation_mm, abs=0.4)
            assert max(hour.weather_code or 0 for hour in own) == day.weather_code
            assert max(hour.gusts_kmh or 0 for hour in own) == day.gusts_kmh
        this_hour = next(hour for hour in hours.records if hour.time == MONDAY)
        (current,) = now.records
        assert this_hour.temperature_c == current.temperature_c
        assert this_hour.weather_code == current.weather_code


def test_a_made_up_day_is_as_it_has_always_been() -> None:
    """In all that is told of it: rain for six hours, waves that follow the wind, grains in season.

    What is of a moment is of the last full hour, the conditions of the last full quarter.
    """
    world = World(datetime(2026, 8, 21, 11, 50, 30, tzinfo=UTC))
    zone = ZoneInfo(NICE.timezone)
    hour = datetime(2026, 8, 21, 13, tzinfo=zone)

    def last(kind: Kind, days: int = 1) -> Any:
        (report,) = world.fetch(kind, NICE, days=days)
        return report.records[-1]

    assert last(kinds.CURRENT) == Current(
        hour.replace(minute=45), 29.3, 28.2, 76, 0.0, 1, 48, 10.7, 2, 19.2, is_day=True
    )
    assert last(kinds.AIR) == Air(hour, 38, 57, 12.7, 19.0, 58.2, 36.0, 1.8, 0.0, 31.6, 4.8)
    assert last(SEA) == Sea(hour, 23.9, 1.2, 311, 7.5)
    assert last(SEA_DAYS, 2) == SeaDay(date(2026, 8, 22), 21.7, 2.0, 213, 8.6)
    day = last(kinds.DAILY, 2)
    assert replace(day, day_length_s=round(day.day_length_s)) == Day(
        *(date(2026, 8, 22), 63, 26.1, 16.1, 4.6, 36, 23.7, 42.7, 0.0),
        sunrise=datetime(2026, 8, 22, 6, 43, tzinfo=zone),
        sunset=datetime(2026, 8, 22, 20, 23, tzinfo=zone),
        day_length_s=49_234,
    )
    (hours,) = world.fetch(kinds.HOURLY, NICE, days=2)
    rain = [each for each in hours.records if each.precipitation_mm]
    assert rain[0] == Hour(
        *(hour.replace(day=22, hour=3), 16.1, 14.5, 78, 36, 0.8, 63, 94, 15.8, 28.4),
        is_day=False,
    )
    assert [each.time.hour for each in rain] == [3, 4, 5, 6, 7, 8]
    assert hours.records[-1].weather_code == 3


@each_row(
    ("place", "day"),
    [
        (AUCKLAND, Day(date(2026, 5, 22), 63, 22.6, 12.6, 7.7, 36, 11.6, 20.9, 1.4)),
        (MCMURDO, Day(date(2026, 5, 22), 73, -12.9, -22.9, 6.7, 41, 15.2, 27.3, 0.0)),
        (LONDON, Day(date(2026, 5, 22), 1, 22.3, 12.3, 0.0, 0, 33.3, 60.0, 1.2)),
        (SVALBARD, Day(date(2026, 5, 22), 1, 1.9, -8.1, 0.0, 0, 5.5, 9.9, 0.0)),
    ],
)
def test_a_day_of_late_may_is_one_of_the_autumn_in_the_south(place: Place, day: Day) -> None:
    """Where the year is half a year behind, and milder than in the north."""
    (report,) = World(datetime(2026, 5, 21, 11, 50, tzinfo=UTC)).fetch(kinds.DAILY, place, days=2)

    told = report.records[-1]
    assert replace(told, sunrise=None, sunset=None, day_length_s=None) == day


def test_a_day_has_as_many_hours_as_its_clocks_say() -> None:
    """23 when they are put forward and 25 when they are put back; begun ones count as whole."""
    half_an_hour = Place("Lord Howe", -31.55, 159.08, "Australia/Lord_Howe")
    changes = [(3, 28, BERLIN, 23), (10, 24, BERLIN, 25)]
    changes += [(10, 3, half_an_hour, 24), (4, 4, half_an_hour, 25)]

    for month, day, place, count in changes:
        world = World(datetime(2026, month, day, 9, tzinfo=UTC))
        (report,) = world.fetch(kinds.HOURLY, place, days=2)
        sunday = [hour.time for hour in report.records if hour.time.weekday() == 6]
        assert len(report.records) == 24 + count
        assert len({time.astimezone(UTC) for time in sunday}) == len(sunday) == count


def test_the_present_of_an_hour_that_comes_twice_is_that_of_its_second_time() -> None:
    """In Berlin at 02:20 on 25 October 2026, by winter's clocks."""
    (report,) = World(datetime(2026, 10, 25, 1, 20, tzinfo=UTC)).fetch(kinds.CURRENT, BERLIN)

    assert f"{report.as_of:%H:%M %Z}" == "02:15 CET"


def test_the_sea_freezes_before_it_gets_colder() -> None:
    """However cold the air is."""
    world = World(datetime(2026, 1, 20, 11, tzinfo=UTC))

    (sea,) = world.fetch(SEA, SVALBARD)

    assert sea.records[0].water_c == -1.8


def test_it_knows_the_seasons() -> None:
    """November is colder in Svalbard than in Austin, and summer begins in Auckland."""
    reports = World().fetch(kinds.DAILY, *PLACES, days=16)

    highs = {r.place.name: sum(day.high_c or 0 for day in r.records) / 16 for r in reports}
    assert highs["Longyearbyen"] < 0 < highs["London"] < highs["Austin"] < 35
    assert 15 < highs["Auckland"] < 30
    (winter,) = World(datetime(2026, 7, 20, 11, tzinfo=UTC)).fetch(kinds.DAILY, AUCKLAND, days=16)
    assert sum(day.high_c or 0 for day in winter.records) / 16 < highs["Auckland"] - 3


def test_the_sun_is_true() -> None:
    """London on 23 November: 07:32 to 16:01; polar night and midnight sun have a length alone."""
    reports = World().fetch(kinds.DAILY, *PLACES)

    sun = {report.place.name: report.records[0] for report in reports}
    sunrise, sunset = sun["London"].sunrise, sun["London"].sunset
    assert sunrise
    assert sunset
    assert abs(sunrise - datetime(2026, 11, 23, 7, 32, tzinfo=UTC)) < timedelta(minutes=2)
    assert abs(sunset - datetime(2026, 11, 23, 16, 1, tzinfo=UTC)) < timedelta(minutes=2)
    auckland = sun["Auckland"]
    assert auckland.sunrise
    assert auckland.sunrise.date() == auckland.date
    assert sun["Longyearbyen"].sunrise is sun["McMurdo"].sunset is None
    lengths_s = [sun[name].day_length_s for name in ("Longyearbyen", "McMurdo")]
    assert lengths_s == [0, 24 * 3600]


def test_day_and_night_follow_the_sun() -> None:
    """Also where it stays up or down all day."""
    reports = World().fetch(kinds.CURRENT, *PLACES)

    by_day = {report.place.name: report.records[0].is_day for report in reports}
    assert by_day == {
        "London": True,
        "Austin": False,
        "Auckland": False,
        "Longyearbyen": False,
        "McMurdo": True,
    }


def test_snow_falls_when_it_is_cold() -> None:
    """And every code that comes up is a known one; it rains from three to ten on."""
    places = [Place(f"P{n}", n, n, "UTC") for n in range(-80, 81, 5)]

    reports = World().fetch(kinds.DAILY, *places, days=16)

    days = [day for report in reports for day in report.records]
    codes = {day.weather_code for day in days}
    assert codes == {0, 1, 2, 3, 61, 63, 65, 71, 73, 75}
    highs_c: dict[bool, list[float]] = {True: [], False: []}
    for day in days:
        if day.precipitation_mm:
            highs_c[(day.weather_code or 0) > 70].append(day.high_c or 0)
    assert max(highs_c[True]) < 5.5 <= min(highs_c[False])
    by_rain: dict[bool, list[float]] = {True: [], False: []}
    for day in days:
        by_rain[bool(day.precipitation_mm)].append(day.precipitation_probability_pct or 0)
    assert min(by_rain[True]) == max(by_rain[False]) == 30
    assert min(by_rain[False]) == 0


def test_rain_ends_with_the_day() -> None:
    """Be it in its last six hours."""
    place, day = Place("At sea", -55, -55, "UTC"), date(2026, 12, 3)

    (hours,) = World().fetch(kinds.HOURLY, place, first=day)
    (days,) = World().fetch(kinds.DAILY, place, first=day)

    wet = [hour for hour in hours.records if hour.precipitation_mm]
    assert [hour.time.hour for hour in wet] == [18, 19, 20, 21, 22, 23]
    rain_mm = sum(hour.precipitation_mm or 0 for hour in wet)
    assert rain_mm == pytest.approx(days.records[0].precipitation_mm, abs=0.4)


@each_row(
    ("latitude", "longitude", "is_known"),
    [
        *((35.1, 10, True), (35, 10, False), (71.9, 10, True), (72, 10, False)),
        *((50, -24.9, True), (50, -25, False), (50, 44.9, True), (50, 45, False)),
    ],
)
def test_pollen_is_counted_as_far_as_europe_goes(
    latitude: float, longitude: float, *, is_known: bool
) -> None:
    """From Crete to the North Cape, and from the Azores to the Caucasus."""
    (report,) = World().fetch(kinds.AIR, Place("X", latitude, longitude, "UTC"))

    (air,) = report.records
    pollen = (air.birch_pollen_m3, air.grass_pollen_m3, air.ragweed_pollen_m3)
    assert pollen == ((0, 0, 0) if is_known else (None,) * 3)


def test_pollen_is_counted_in_europe_and_in_its_season() -> None:
    """Elsewhere nobody knows, in November there is none."""
    november = World().fetch(kinds.AIR, LONDON, AUSTIN)
    summers = [datetime(2026, month, 21, 11, tzinfo=UTC) for month in (5, 8)]
    summer = [World(at).fetch(kinds.AIR, LONDON)[0] for at in summers]

    grass = [report.records[0].grass_pollen_m3 for report in (*november, *summer)]
    assert grass[:2] == [0.0, None]
    assert all(grass[2:])
    year = [World(datetime(2026, month, 21, 11, tzinfo=UTC)) for month in range(1, 13)]
    airs = [world.fetch(kinds.AIR, LONDON)[0].records[0] for world in year]
    for plant, first, last in (("birch", 3, 5), ("grass", 5, 8), ("ragweed", 8, 10)):
        grains = [getattr(air, f"{plant}_pollen_m3") for air in airs]
        assert [month for month, count in enumerate(grains, 1) if count] == [
            *range(first, last + 1)
        ]
