"""Sun and moon by computation, beside what almanacs say."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import ephem
import pytest
from fakes import kinds
from fakes.clock import MONDAY, FakeTime
from fakes.rows import each_row
from fakes.zones import machine_in

from bot.kinds.sky import Sky
from bot.providers._sky import is_daylight
from bot.providers.almanac import Almanac
from bot.queries import Span
from bot.reports import Place, Report

GREENWICH = Place("Greenwich", 51.4779, 0.0, "Europe/London")
NEW_YORK = Place("New York", 40.7128, -74.006, "America/New_York")
SYDNEY = Place("Sydney", -33.8688, 151.2093, "Australia/Sydney")
QUITO = Place("Quito", -0.22985, -78.52495, "America/Guayaquil")
URUMQI = Place("Ürümqi", 43.80096, 87.60046, "Asia/Shanghai")
REYKJAVIK = Place("Reykjavík", 64.13548, -21.89541, "Atlantic/Reykjavik")
TROMSO = Place("Tromsø", 69.6489, 18.95508, "Europe/Oslo")
POLE = Place("South Pole", -90.0, 0.0, "Antarctica/McMurdo")
MINUTE = timedelta(minutes=1)


def sky(place: Place, day: date) -> Sky:
    """Return the sky over a place on a day."""
    almanac, deadline = Almanac(FakeTime().clock), FakeTime().clock.deadline(5)
    (report,) = almanac.fetch(kinds.SKY, [place], Span(1, day), deadline)
    assert report
    (only,) = report.records
    return only


@each_row(
    ("place", "day", "sunrise", "sunset"),
    [
        (GREENWICH, date(2026, 6, 21), "04:43", "21:21"),
        (GREENWICH, date(2026, 12, 21), "08:03", "15:53"),
        (NEW_YORK, date(2026, 1, 1), "07:20", "16:39"),
        (SYDNEY, date(2026, 12, 21), "05:41", "20:05"),
        (QUITO, date(2026, 3, 20), "06:18", "18:25"),
        (URUMQI, date(2026, 11, 23), "09:14", "18:38"),
    ],
)
def test_the_sun_rises_and_sets_as_in_almanacs(
    place: Place, day: date, sunrise: str, sunset: str
) -> None:
    """To a minute, by the clocks of the place."""
    told = sky(place, day)

    assert told.sunrise
    assert told.sunset
    for moment, expected in ((told.sunrise, sunrise), (told.sunset, sunset)):
        hour, minute = map(int, expected.split(":"))
        assert abs(moment - moment.replace(hour=hour, minute=minute, second=0)) < 2 * MINUTE
        assert moment.date() == day
        assert str(moment.tzinfo) == place.timezone
    assert told.day_length_s == (told.sunset - told.sunrise).total_seconds()


@each_row(
    ("place", "day"),
    [
        *((place, date(2026, 11, 25)) for place in (GREENWICH, SYDNEY, QUITO)),
        (REYKJAVIK, date(2026, 11, 10)),  # thirteen seconds later on an Earth that is a ball
    ],
)
def test_rises_and_sets_are_those_of_the_library_to_two_seconds(place: Place, day: date) -> None:
    """Its own search takes ten times as long, and finds none where a body stays up or down."""
    observer = ephem.Observer()
    observer.lat, observer.lon = f"{place.latitude}", f"{place.longitude}"
    observer.pressure, observer.horizon = 0, "-0:34"
    midnight = datetime.combine(day, time(), ZoneInfo(place.timezone)).astimezone(UTC)
    observer.date = midnight.replace(tzinfo=None)
    told = sky(place, day)

    for body, rise, sets in (
        (ephem.Sun(), told.sunrise, told.sunset),
        (ephem.Moon(), told.moonrise, told.moonset),
    ):
        found = observer.next_rising(body), observer.next_setting(body)
        for moment, theirs in zip((rise, sets), found, strict=True):
            assert moment
            assert abs(moment - theirs.datetime().replace(tzinfo=UTC)) < timedelta(seconds=2)


def test_the_sky_is_the_same_in_whatever_zone_the_machine_is() -> None:
    """Fourteen hours ahead of Greenwich, in Kiritimati."""
    told = []
    for zone in ("UTC", "Pacific/Kiritimati"):
        with machine_in(zone):
            told.append(sky(GREENWICH, date(2026, 6, 21)))

    assert told[0] == told[1]


def test_a_sunset_after_midnight_belongs_to_the_day_before() -> None:
    """In Reykjavík at midsummer."""
    told = sky(REYKJAVIK, date(2026, 6, 21))

    assert told.sunrise
    assert told.sunset
    assert f"{told.sunrise:%d %H}" == "21 02"
    assert f"{told.sunset:%d %H}" == "22 00"
    assert 21 * 3600 < told.day_length_s < 21.5 * 3600


@each_row(
    ("place", "day", "day_length_s"),
    [
        (TROMSO, date(2026, 12, 21), 0),
        (TROMSO, date(2026, 6, 21), 86_400),
        (POLE, date(2026, 12, 21), 86_400),
        (POLE, date(2026, 6, 21), 0),
        (replace(POLE, latitude=-89.99, timezone="UTC"), date(2026, 9, 20), 0),
    ],
)
def test_polar_day_and_night_have_no_sunrise(place: Place, day: date, day_length_s: float) -> None:
    """Their length tells which of the two it is."""
    told = sky(place, day)

    assert (told.sunrise, told.sunset, told.day_length_s) == (None, None, day_length_s)


def test_a_day_whose_clocks_change_behind_its_sunrise_is_as_long_as_its_light() -> None:
    """On the ice north of Svalbard."""
    told = sky(Place("", 84.0, 33.0, "Arctic/Longyearbyen"), date(2026, 3, 29))

    assert told.sunrise
    assert told.sunset
    assert [f"{each:%H %Z}" for each in (told.sunrise, told.sunset)] == ["01 CET", "21 CEST"]
    assert told.day_length_s == pytest.approx(18.08 * 3600, abs=60)


def test_the_midnight_sun_begins_and_ends() -> None:
    """Day by day the length grows to 24 hours without a jump backwards."""
    lengths = [sky(TROMSO, date(2026, 5, 10) + timedelta(days=n)).day_length_s for n in range(14)]

    assert lengths == sorted(lengths)
    assert lengths[0] < 22 * 3600
    assert lengths[-1] == 86_400


@each_row(
    ("day", "phase"),
    [
        (date(2026, 8, 12), 0.0),  # a total eclipse of the sun
        (date(2026, 3, 3), 0.5),  # one of the moon
        (date(2026, 8, 28), 0.5),  # and another
        (date(2026, 11, 24), 0.5),
        (date(2026, 12, 9), 0.0),
        (date(2026, 12, 17), 0.25),
        (date(2026, 12, 30), 0.75),
    ],
)
def test_the_moon_has_its_phases(day: date, phase: float) -> None:
    """At noon of the day, to within half a day."""
    told = sky(GREENWICH, day).moon_phase

    assert 0 <= told < 1
    assert min(abs(told - phase), 1 - abs(told - phase)) < 0.5 / 29.5


def test_the_moon_skips_a_rise_about_once_in_a_month() -> None:
    """It rises some fifty minutes later each day, from midnight to midnight at most once."""
    days = [sky(NEW_YORK, date(2026, 11, 1) + timedelta(days=n)) for n in range(59)]

    rises = [told.moonrise for told in days if told.moonrise]
    sets = [told.moonset for told in days if told.moonset]
    assert len(days) - len(rises) == len(days) - len(sets) == 2
    assert all(told.moonrise.date() == told.date for told in days if told.moonrise)
    gaps_h = [(after - before).total_seconds() / 3600 for before, after in pairwise(rises)]
    assert all(24 < gap_h < 26 for gap_h in gaps_h)


OULU = Place("Oulu", 65.01236, 25.46816, "Europe/Helsinki")
NEAR_THE_POLE = Place("Near the pole", 89.95, 30.0, "UTC")


@each_row(
    ("place", "day", "rises"),
    [
        (REYKJAVIK, date(2026, 7, 28), ["23:14"]),
        (REYKJAVIK, date(2027, 6, 30), ["00:09", "23:55"]),
        (OULU, date(2026, 7, 28), ["23:29"]),
    ],
)
def test_the_moon_of_the_north_rises_when_it_hardly_does(
    place: Place, day: date, rises: list[str]
) -> None:
    """It stays down for most of a day, or rises at both of its ends; by Skyfield with DE421."""
    told = sky(place, day)

    found = [at for at in (told.moonrise, told.second_moonrise) if at]
    expected = [datetime.combine(day, time.fromisoformat(at), found[0].tzinfo) for at in rises]
    assert len(found) == len(expected)
    assert all(abs(at - it) < MINUTE for at, it in zip(found, expected, strict=True))


def test_the_moon_is_up_for_so_long() -> None:
    """None of a day, all of it, or from its rise to midnight."""
    days = [sky(TROMSO, date(2026, 12, 1) + timedelta(days=n)) for n in range(28)]

    silent = [day for day in days if not (day.moonrise or day.moonset)]
    rising = [day for day in days if day.moonrise and not day.moonset]
    assert {round(day.moon_up_s or 0) for day in silent} == {0, 86_400}
    assert rising
    for day in rising:
        midnight = datetime.combine(day.date + timedelta(days=1), time(), day.moonrise.tzinfo)
        assert day.moon_up_s == pytest.approx((midnight - day.moonrise).total_seconds(), abs=1)


@pytest.mark.slow
def test_the_sun_rises_once_a_year_at_the_pole() -> None:
    """And the moon once a month; neither is told twice."""
    year = [sky(NEAR_THE_POLE, date(2026, 1, 1) + timedelta(days=n)) for n in range(365)]

    sunrises = [day.sunrise for day in year if day.sunrise]
    sunsets = [day.sunset for day in year if day.sunset]
    moonrises = [day.moonrise for day in year if day.moonrise]
    assert [f"{at:%B}" for at in (*sunrises, *sunsets)] == ["March", "September"]
    assert len(moonrises) in (13, 14)
    assert len(set(moonrises)) == len(moonrises)


def test_a_sun_that_hardly_sets_rises_again() -> None:
    """Its lowest moment is found to some seconds: ten minutes beside it, it is up already."""
    told = sky(Place("Kemijärvi", 65.736, 25.0, "UTC"), date(2026, 6, 21))

    assert told.sunrise
    assert told.sunset
    assert f"{told.sunrise:%d %H:%M}" == "20 22:22"
    assert f"{told.sunset:%d %H:%M}" == "21 22:20"


def test_days_follow_each_other_from_today_on() -> None:
    """The place's own today, and any number of them."""
    almanac, deadline = Almanac(FakeTime().clock), FakeTime().clock.deadline(5)

    island = Place("Kiritimati", 1.87, -157.43, "Pacific/Kiritimati")  # 14 hours ahead

    reports = almanac.fetch(kinds.SKY, [NEW_YORK, island], Span(16), deadline)

    for report, begins_in_days in zip(reports, (0, 1), strict=True):
        assert report
        first = MONDAY.date() + timedelta(days=begins_in_days)
        assert [s.date for s in report.records] == [first + timedelta(days=n) for n in range(16)]


@each_row("first", [date(2026, 11, 23), date(2027, 1, 13)])
def test_days_in_a_row_are_told_as_each_of_them_alone(first: date) -> None:
    """Over a full moon, and the beginning or the end of the polar night."""
    almanac, deadline = Almanac(FakeTime().clock), FakeTime().clock.deadline(5)
    days = [first + timedelta(days=number) for number in range(7)]

    reports = almanac.fetch(kinds.SKY, [TROMSO, TROMSO], Span(7, first), deadline)

    alone = tuple(sky(TROMSO, day) for day in days)
    assert reports == [Report(TROMSO, Almanac.source, MONDAY, kinds.SKY, alone)] * 2


@each_row("day", [date.min, date(1799, 12, 31), date(2200, 1, 1), date.max])
def test_nobody_knows_the_sky_of_all_times(day: date) -> None:
    """There is no report, and no error."""
    almanac, deadline = Almanac(FakeTime().clock), FakeTime().clock.deadline(5)

    assert almanac.fetch(kinds.SKY, [QUITO], Span(1, day), deadline) == [None]
    assert all(sky(QUITO, known).sunrise for known in (date(1800, 1, 1), date(2199, 12, 31)))


@pytest.mark.parametrize(
    ("zone", "skipped"),
    [
        ("Pacific/Apia", date(2011, 12, 30)),
        ("Pacific/Kiritimati", date(1994, 12, 31)),
        ("Pacific/Kwajalein", date(1993, 8, 21)),
    ],
)
def test_a_day_that_the_date_line_took_is_left_out(zone: str, skipped: date) -> None:
    """The days beside it have a whole sun; asked for alone it has no report."""
    almanac, deadline = Almanac(FakeTime().clock), FakeTime().clock.deadline(5)
    island = Place("Island", 5.0, -171.8, zone)

    days = Span(3, skipped - timedelta(days=1))
    (report,) = almanac.fetch(kinds.SKY, [island], days, deadline)

    assert report
    assert [(each.date - skipped).days for each in report.records] == [-1, 1]
    for each in report.records:
        assert each.sunrise
        assert each.sunset
        assert each.sunrise.date() == each.sunset.date() == each.date
        assert each.day_length_s == pytest.approx(12 * 3600, abs=1800)
    assert almanac.fetch(kinds.SKY, [island], Span(1, skipped), deadline) == [None]


def test_day_and_night_are_told_apart() -> None:
    """By the upper limb of the sun at the horizon, where refraction lifts it."""
    told = sky(GREENWICH, date(2026, 11, 23))

    assert told.sunrise
    assert told.sunset
    assert not is_daylight(GREENWICH, told.sunrise - MINUTE)
    assert is_daylight(GREENWICH, told.sunrise + MINUTE)
    assert is_daylight(GREENWICH, told.sunset - MINUTE)
    assert not is_daylight(GREENWICH, datetime(2026, 11, 23, 23, tzinfo=UTC))


@each_row(
    ("place", "day", "back"),
    [
        (TROMSO, date(2026, 11, 28), date(2027, 1, 15)),
        (TROMSO, date(2027, 1, 14), date(2027, 1, 15)),
        (TROMSO, date(2026, 6, 21), date(2026, 7, 25)),
        (TROMSO, date(2026, 5, 18), None),  # it rises, and stays up
        (TROMSO, date(2026, 7, 25), None),  # it sets, and rises on the next day
        (TROMSO, date(2199, 12, 20), None),  # later than anybody knows
        (POLE, date(2026, 3, 24), date(2026, 9, 21)),
        (POLE, date(2026, 5, 1), date(2026, 9, 21)),
        (POLE, date(2026, 12, 21), date(2027, 3, 23)),
        (replace(POLE, latitude=90.0, timezone="UTC"), date(2026, 3, 19), date(2026, 9, 25)),
        (QUITO, date(2026, 6, 21), None),
    ],
)
def test_a_sun_that_stays_down_or_up_is_told_with_the_day_on_which_it_is_back(
    place: Place, day: date, back: date | None
) -> None:
    """Which is the first day on which it rises, or sets, again."""
    assert sky(place, day).sun_back == back


def test_the_next_full_and_new_moon_are_those_of_the_almanac() -> None:
    """By the local date of the place: the full moon of 24 December 2026 is at 01:28 UTC."""
    assert (
        sky(GREENWICH, date(2026, 11, 28)).full_moon,
        sky(NEW_YORK, MONDAY.date()).full_moon,
    ) == (
        date(2026, 12, 24),
        date(2026, 11, 24),
    )
    assert sky(NEW_YORK, date(2026, 11, 28)).full_moon == date(2026, 12, 23)
    assert sky(GREENWICH, date(2026, 12, 9)).new_moon == date(2026, 12, 9)


@pytest.mark.usefixtures("often_switching")
def test_the_next_moons_are_the_same_when_many_ask_at_once() -> None:
    """The library shares its sun and its moon between threads."""
    days = [date(2026, 1, 1) + timedelta(days=4 * number) for number in range(120)]
    alone = [sky(GREENWICH, day) for day in days]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda day: sky(GREENWICH, day), days)) == alone
