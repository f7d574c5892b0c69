"""The days to come on which the sun is back, and the moon full or new."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from threading import Lock
from typing import Final

import ephem

from bot.kinds.sky import Sky
from bot.providers._heights import days_of, moment_of
from bot.providers._sky import Sunlight, is_known, sunlight_on
from bot.reports import Place, zone_of

_LONGEST_NIGHT_DAYS: Final = 200
"""More than the sun stays down, or up, at the poles."""
_STEP_DAYS: Final = 8
# The library finds phases with one sun and one moon for the whole process: two threads at once move
# them under each other, and can be told a new moon that is weeks away.
_PHASES: Final = Lock()


def with_days_ahead(place: Place, skies: Iterable[Sky]) -> Iterator[Sky]:
    """Yield the sky of days in a row with what is to come from each day on."""
    before: Sky | None = None
    for sky in skies:
        before = replace(
            sky,
            full_moon=_moon(place, sky, before.full_moon if before else None, ephem.next_full_moon),
            new_moon=_moon(place, sky, before.new_moon if before else None, ephem.next_new_moon),
            sun_back=_sun_back(place, sky, before.sun_back if before else None),
        )
        yield before


def _moon(place: Place, sky: Sky, known: date | None, find: Callable[[float], ephem.Date]) -> date:
    """Return the day on which the moon is full or new next; the known one until it has passed."""
    if known and known >= sky.date:
        return known
    zone = zone_of(place.timezone)
    begin = days_of(datetime.combine(sky.date, time(), zone))
    with _PHASES:
        found = find(begin)
    return moment_of(found).astimezone(zone).date()


def _sun_back(place: Place, sky: Sky, known: date | None) -> date | None:
    """Return the first day on which the sun does again what it doesn't do on this one."""
    if sky.sunrise or sky.sunset:
        return None
    if known and known > sky.date:
        return known
    if sky.day_length_s:
        return _first_day(sky.date, lambda day: _goes_down(sunlight_on(place, day)))
    return _first_day(sky.date, lambda day: sunlight_on(place, day).length_s > 0)


def _goes_down(sun: Sunlight) -> bool:
    """Return whether the sun sets on a day, or stays down: at the poles it sets once a year."""
    return sun.sunset is not None or not sun.length_s


def _first_day(day: date, holds: Callable[[date], bool]) -> date | None:
    """Return the first day for which something holds that goes on for weeks; None for none."""
    for ahead in range(_STEP_DAYS, _LONGEST_NIGHT_DAYS + _STEP_DAYS, _STEP_DAYS):
        at = day + timedelta(days=ahead)
        if is_known(at) and holds(at):
            days = (at - timedelta(days=back) for back in range(_STEP_DAYS - 1, -1, -1))
            return next(each for each in days if holds(each))
    return None
