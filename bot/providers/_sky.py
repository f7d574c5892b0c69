"""The sun and the moon at a place on a day, computed to a few seconds."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from bot.clock import elapsed_s
from bot.kinds.days import Day
from bot.kinds.sky import Sky
from bot.providers._heights import MOON, SUN, Height, days_of, ecliptic_longitude, moment_of
from bot.reports import Place, zone_of

# Moments are counted in days.
_HOUR = 1 / 24
_SECOND = _HOUR / 3600
_STEP = 3 * _HOUR
_HALF_DAY = timedelta(hours=12)
# Nearer to the poles the sun's declination shifts its highest and lowest moment by minutes.
_MILD_LATITUDE = 55.0
# Farthest that noon by the sun may be from noon by the clock; it is farther only at the poles.
_ODD_NOON = 9 * _HOUR
# Largest difference from 24 hours between two noons in a row.
_ODD_DAY = 12 * _HOUR
# Largest height, in radians, of a roughly estimated turning point that is computed exactly.
_NEAR = math.radians(2)
# Height in radians that counts as zero; the sun rises by it in some milliseconds.
_EXACT = 1e-7


# Outside of these years the rotation of the Earth is not known well enough for the times.
_FIRST_YEAR, _LAST_YEAR = 1800, 2199


@dataclass(frozen=True, slots=True)
class _Crossing:
    """The moment at which the upper limb of a body crosses the horizon."""

    at: float
    is_rise: bool


@dataclass(frozen=True, slots=True)
class Sunlight:
    """The sun on one local day, from its lowest moment before noon to its lowest moment after.

    Attributes:
        sunrise: The moment of sunrise; None when the sun doesn't rise.
        sunset: The moment of sunset; None when the sun doesn't set.
        length_s: Seconds for which the sun is up: 0 or a whole day when it doesn't rise or set.
    """

    sunrise: datetime | None
    sunset: datetime | None
    length_s: float


def is_known(day: date) -> bool:
    """Return whether the sun and the moon of a day can be computed."""
    return _FIRST_YEAR <= day.year <= _LAST_YEAR


def exists(place: Place, day: date) -> bool:
    """Return whether a place has a day; it skips one when the date line moves past it."""
    begin, end = _midnights(place, day)
    return begin < end


def sky_on(place: Place, day: date) -> Sky:
    """Return the sun and the moon of a local day that exists.

    The sun's times are those nearest to the day's noon, so that a sunset just after midnight
    belongs to the day before. The moon's times are those from midnight to midnight.
    """
    sun = sunlight_on(place, day)
    begin, end = _midnights(place, day)
    height = Height(place, MOON)
    moon = list(_crossings(height, _turning_points(height, begin, end)))
    moonrises, moonsets = _moments(place, moon, is_rise=True), _moments(place, moon, is_rise=False)
    return Sky(
        date=day,
        sunrise=sun.sunrise,
        sunset=sun.sunset,
        day_length_s=sun.length_s,
        moonrise=_first(moonrises),
        moonset=_first(moonsets),
        moon_phase=_moon_phase((begin + end) / 2),
        second_moonrise=_first(moonrises[1:]),
        second_moonset=_first(moonsets[1:]),
        moon_up_s=_time_up_s(height, moon, begin, end),
    )


def _midnights(place: Place, day: date) -> tuple[float, float]:
    """Return the begin and the end of a local day."""
    zone = zone_of(place.timezone)
    begin, end = (datetime.combine(day + timedelta(days=days), time(), zone) for days in (0, 1))
    return days_of(begin), days_of(end)


def sunlight_on(place: Place, day: date) -> Sunlight:
    """Return the sun of a local day."""
    height = Height(place, SUN)
    course = _course_of_sun(height, place, day)
    found = list(_crossings(height, course))
    rises, sets = (_moments(place, found, is_rise=is_rise) for is_rise in (True, False))
    sunrise, sunset = _first(rises), _first(sets[-1:])
    if not found and height(course[1]) <= 0:
        return Sunlight(None, None, 0.0)
    noon = moment_of(course[1])
    begin, end = sunrise or noon - _HALF_DAY, sunset or noon + _HALF_DAY
    return Sunlight(sunrise, sunset, elapsed_s(begin, end))


def with_sunlight(place: Place, days: Iterable[Day]) -> tuple[Day, ...]:
    """Return days with the computed times of the sun, which are then the same for all sources."""
    return tuple(_sunny(place, day) if is_known(day.date) else day for day in days)


def _sunny(place: Place, day: Day) -> Day:
    sun = sunlight_on(place, day.date)
    return replace(day, sunrise=sun.sunrise, sunset=sun.sunset, day_length_s=sun.length_s)


def is_daylight(place: Place, moment: datetime) -> bool:
    """Return whether a part of the sun is above the horizon."""
    return Height(place, SUN)(days_of(moment)) > 0


def _course_of_sun(height: Height, place: Place, day: date) -> list[float]:
    """Return the sun's lowest moment before a day's noon, its highest moment, and its next lowest.

    Each day ends where the next one begins, so that no sunrise or sunset is lost or told twice.
    """
    noon = _noon(height, place, day)
    begin, end = (noon + _half_way(height, place, day, noon, days) for days in (-1, 1))
    if abs(place.latitude) < _MILD_LATITUDE:
        return [begin, noon, end]
    return [
        _turning_point(height, at - _STEP, at + _STEP, sign)
        for at, sign in ((begin, -1), (noon, 1), (end, -1))
    ]


def _half_way(height: Height, place: Place, day: date, noon: float, days: int) -> float:
    """Return half of the time from a day's noon to that of the day before (-1) or after (1).

    Where the date line has moved between the two, the sun has not: it is half of 24 hours.
    """
    other = _noon(height, place, day + timedelta(days=days))
    return (other - noon) / 2 if abs(other - noon - days) < _ODD_DAY else days / 2


def _noon(height: Height, place: Place, day: date) -> float:
    """Return the sun's culmination on a local day; noon by the clock if the two are far apart."""
    noon = days_of(datetime.combine(day, time(12), zone_of(place.timezone)))
    culmination = height.culmination(noon)
    return culmination if abs(culmination - noon) < _ODD_NOON else noon


def _turning_points(height: Height, begin: float, end: float) -> list[float]:
    """Return the moments, with begin and end, between which a body only rises or only sinks.

    Turning points far from the horizon are left out.
    """
    count = math.ceil((end - begin) / _STEP)
    step = (end - begin) / count
    times = [begin + number * step for number in range(-1, count + 2)]
    heights = [height(at) for at in times]
    points = times[1:-1]
    for at, before, here, after in zip(points, heights, heights[1:], heights[2:], strict=False):
        sign = 1 if here >= max(before, after) else -1 if here <= min(before, after) else 0
        # The parabola through three heights gives about the height of the turning point.
        bend = before - 2 * here + after
        guess = here - (after - before) ** 2 / (8 * bend) if bend else here
        if sign and abs(guess) < _NEAR:
            points = [*points, _turning_point(height, at - step, at + step, sign)]
    return sorted(at for at in points if begin <= at <= end)


def _turning_point(height: Height, begin: float, end: float, sign: int) -> float:
    """Return a body's highest (sign 1) or lowest (-1) moment in a time, to a few seconds."""
    while end - begin > 10 * _SECOND:
        first, second = begin + (end - begin) / 3, end - (end - begin) / 3
        if sign * height(first) < sign * height(second):
            begin = first
        else:
            end = second
    return (begin + end) / 2


def _crossings(height: Height, points: Sequence[float]) -> Iterator[_Crossing]:
    """Yield the crossings of the horizon, given the turning points of a body's height."""
    known = [(at, height(at)) for at in points]
    for begin, end in pairwise(known):
        is_rise = end[1] > 0
        if (begin[1] > 0) != is_rise:
            yield _Crossing(_root(height, begin, end), is_rise)


def _root(height: Height, begin: tuple[float, float], end: tuple[float, float]) -> float:
    """Return the moment at which a body's height is 0.

    `begin` and `end` are pairs of a moment and its height, of which one height is above 0. The
    method is false position, with the Illinois remedy for an end that doesn't move.
    """
    (low, below), (high, above) = begin, end
    is_low_moved: bool | None = None
    while True:
        at = (low * above - high * below) / (above - below)
        here = height(at)
        if abs(here) < _EXACT or high - low < _SECOND:
            return at
        moves_low = (here > 0) == (begin[1] > 0)
        if moves_low:
            low, below = at, here
            above = above / 2 if is_low_moved is True else above
        else:
            high, above = at, here
            below = below / 2 if is_low_moved is False else below
        is_low_moved = moves_low


def _time_up_s(height: Height, crossings: Sequence[_Crossing], begin: float, end: float) -> float:
    """Return the seconds for which a body is above the horizon between two moments."""
    at, is_up, up = begin, height(begin) > 0, 0.0
    for crossing in crossings:
        up += crossing.at - at if is_up else 0.0
        at, is_up = crossing.at, crossing.is_rise
    return (up + (end - at if is_up else 0.0)) / _SECOND


def _moments(place: Place, crossings: Sequence[_Crossing], *, is_rise: bool) -> list[datetime]:
    """Return the moments of a body's rises, or of its sets, in the place's time zone."""
    zone = zone_of(place.timezone)
    return [
        moment_of(crossing.at).astimezone(zone)
        for crossing in crossings
        if crossing.is_rise == is_rise
    ]


def _first(moments: Sequence[datetime]) -> datetime | None:
    return next(iter(moments), None)


def _moon_phase(at: float) -> float:
    """Return the angle from the sun to the moon, in turns, from 0 to below 1."""
    phase = (ecliptic_longitude(MOON, at) - ecliptic_longitude(SUN, at)) / math.tau % 1
    return phase if phase < 1 else 0.0  # A tiny negative number modulo 1 is rounded to 1.
