"""Sun and moon at forty places in the course of two years, beside another library's values.

A week in each of four seasons is looked at each time, so that any three places have all twelve, and
every day of the two years in the long proofs.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest
from fakes import kinds
from fakes.clock import FakeTime
from fakes.rows import each_row
from fakes.sky_table import Seen, seen

from bot.kinds.sky import Sky
from bot.providers.almanac import Almanac
from bot.queries import Span
from bot.reports import Place, zone_of

FIRST, DAYS = date(2026, 1, 1), 730
Stretch = tuple[date, int]
Stretches = Callable[[str], list[Stretch]]
# Two months apart, and so in all seasons and at all phases of the moon.
WEEKS: list[Stretch] = [(FIRST + timedelta(days=61 * number), 8) for number in range(12)]
MOST = timedelta(minutes=3)
MOST_WHERE_IT_GRAZES = timedelta(minutes=5)
# A body that is up, or down, for so short a time hardly leaves the horizon.
GRAZES_FOR = timedelta(hours=2)
FAR = timedelta(days=99)


def some_weeks(name: str) -> list[Stretch]:
    """Return every third of the twelve weeks, beginning by the row of a place."""
    return WEEKS[list(seen()).index(name) % 3 :: 3]


def whole(_: str) -> list[Stretch]:
    """Return the two years of any place."""
    return [(FIRST, DAYS)]


LOOKS = [
    pytest.param(some_weeks, id="weeks"),
    pytest.param(whole, id="whole", marks=pytest.mark.slow),
]


@cache
def skies(place: Place, stretch: Stretch) -> Sequence[Sky]:
    """Return what is told of every day of a stretch."""
    first, days = stretch
    almanac, deadline = Almanac(FakeTime().clock), FakeTime().clock.deadline(5)
    (report,) = almanac.fetch(kinds.SKY, [place], Span(days, first), deadline)
    assert report
    return report.records


def told_by(days: Sequence[Sky]) -> dict[str, list[datetime]]:
    """Return all moments that are told, by their kind, day by day."""
    told = {
        "sun_rises": [day.sunrise for day in days],
        "sun_sets": [day.sunset for day in days],
        "moon_rises": [at for day in days for at in (day.moonrise, day.second_moonrise)],
        "moon_sets": [at for day in days for at in (day.moonset, day.second_moonset)],
    }
    return {event: [at.astimezone(UTC) for at in all_ if at] for event, all_ in told.items()}


def distance(moment: datetime, moments: Sequence[datetime]) -> timedelta:
    """Return how far the nearest of some moments in their order is."""
    at = bisect_left(moments, moment)
    return min((abs(moment - other) for other in moments[max(0, at - 1) : at + 1]), default=FAR)


def limit(moment: datetime, opposites: Sequence[datetime]) -> timedelta:
    """Return how far apart two libraries may be."""
    return MOST_WHERE_IT_GRAZES if distance(moment, opposites) < GRAZES_FOR else MOST


@each_row("name", seen)
@pytest.mark.parametrize("stretches_of", LOOKS)
def test_no_rise_and_no_set_is_missed_or_made_up(name: str, stretches_of: Stretches) -> None:
    """Each is told once, and at most three minutes from where the other library has it."""
    wrong = [each for stretch in stretches_of(name) for each in told_wrong(seen()[name], stretch)]

    assert wrong == []


def told_wrong(here: Seen, stretch: Stretch) -> list[tuple[str, datetime]]:
    """Return the events of a stretch that one library has and the other has not."""
    told = told_by(skies(here.place, stretch))
    first_day, days = stretch
    first, last = (
        datetime.combine(day, time(12), zone_of(here.place.timezone)).astimezone(UTC)
        for day in (first_day, first_day + timedelta(days=days - 1))
    )

    wrong = []
    for event, moments in told.items():
        expected, opposites = here.events[event], here.events[opposite(event)]
        own = [at for at in expected if first < at < last]
        wrong += [(event, at) for at in own if distance(at, moments) > limit(at, opposites)]
        wrong += [(event, at) for at in moments if distance(at, expected) > limit(at, opposites)]
        assert moments == sorted(set(moments))
        assert abs(len([at for at in moments if first < at < last]) - len(own)) <= 1
    return wrong


def opposite(event: str) -> str:
    """Return "sun_sets" for "sun_rises" and so on."""
    body, kind = event.split("_")
    return f"{body}_{'sets' if kind == 'rises' else 'rises'}"


@each_row(
    "name", ["Longyearbyen", "Tromso", "Murmansk", "Anadyr", "Kiritimati", "Chatham", "Vostok"]
)
@pytest.mark.parametrize("stretches_of", LOOKS)
def test_days_have_their_own_events(name: str, stretches_of: Stretches) -> None:
    """The moon's are between midnight and midnight, the sun's about the day's noon."""
    for day in (
        day for stretch in stretches_of(name) for day in skies(seen()[name].place, stretch)
    ):
        moon = (day.moonrise, day.second_moonrise, day.moonset, day.second_moonset)
        assert {at.date() for at in moon if at} <= {day.date}
        assert (day.moonrise or day.second_moonrise) is day.moonrise
        sun = [at.date() - day.date for at in (day.sunrise, day.sunset) if at]
        assert all(abs(apart) <= timedelta(days=1) for apart in sun)
        is_silent = not (day.sunrise or day.sunset)
        assert not is_silent or day.day_length_s in (0, 86_400)


def test_the_table_has_all_kinds_of_skies() -> None:
    """Polar day and night, sunsets after midnight, days with two moonrises, date-line zones."""
    places: list[Seen] = list(seen().values())

    assert len(places) == 40
    assert {place.place.timezone for place in places} >= {
        *("Pacific/Kiritimati", "Pacific/Chatham", "Pacific/Apia", "Asia/Kathmandu"),
        *("Australia/Eucla", "Australia/Lord_Howe", "Arctic/Longyearbyen"),
    }
    half_a_year = (FIRST, 190)
    days = [
        day for name in ("Reykjavik", "Tromso") for day in skies(seen()[name].place, half_a_year)
    ]
    assert any(day.sunset and day.sunset.date() > day.date for day in days)
    assert any(day.second_moonrise for day in days)
    assert {day.day_length_s for day in days if not (day.sunrise or day.sunset)} == {0, 86_400}
