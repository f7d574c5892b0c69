"""Read a question for one of its places: by the clock there, and with what is asked of it alone."""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from bot.models.offline.reading import Reading
from bot.models.offline.reading.aspects import Aspect, tools_of
from bot.models.offline.reading.times import When, find_when
from bot.models.offline.reading.topics import Topic

_AND: Final = re.compile(r"(?i)^\W*(?:and|or|then)\s+")
"""Behind a day it would make another one of "and the night after?"."""


def read_times(
    reading: Reading, asked_at: datetime, day: date | None = None
) -> list[tuple[tuple[str, ...], Reading]]:
    """Return a reading for each time of a question, by another clock than the person's own.

    Each comes with the places that it belongs to; none for all of the question.

    Args:
        reading: The question.
        asked_at: By the clock of a place.
        day: The day of hours that name none; None for those that come next.
    """
    return [
        (part.places, replace(reading, when=_when_of(part.text, asked_at, day)))
        for part in reading.parts
    ]


def asked_of(reading: Reading, place: str) -> Reading:
    """Return a reading of one of its places alone, where they have asks or units of their own."""
    units = dict(reading.units_by_place).get(place, reading.units)
    reading = replace(reading, units=units)
    own = next((ask for places, ask in reading.ask.by_place if place in places), None)
    if not own:
        return reading
    tools = tools_of(own.aspects)
    is_wet = own.has(Aspect.RAIN, Aspect.SNOW, Aspect.FALLING, Aspect.UMBRELLA)
    others: set[Topic] = set() if is_wet else {Topic.RAIN, Topic.SNOW}
    if own.aspects and all(tools_of((each,)) for each in own.aspects):
        others |= {Topic.WEATHER}
    asked = tuple(name for name in reading.asked if name in tools)
    is_with_itself = all(each == own for _, each in reading.ask.by_place)  # "than yesterday"
    places = (place,) if is_with_itself else reading.places
    return replace(reading, ask=own, asked=asked, topics=reading.topics - others, places=places)


def _when_of(text: str, asked_at: datetime, day: date | None) -> When:
    when = find_when(text, asked_at)
    is_hour_alone = when.first_hour is not None and not when.has_day
    if not day or not is_hour_alone:
        return when
    return find_when(f"{day}, {_AND.sub('', text)}", asked_at)
