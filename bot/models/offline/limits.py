"""Say in a sentence what no tool can answer: days out of reach, no place, a day nobody knows."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.models.offline.reading import Reading
from bot.models.offline.reading.times import When
from bot.models.offline.reading.topics import Topic
from bot.models.offline.wishes import MAX_PAST_DAYS, PAST
from bot.queries import FIRST_PAST_DAY, HORIZON_DAYS
from bot.tools import Tool

_TOO_FAR = "Forecasts reach {horizon} days, up to {last}; {when}{places} is beyond them."
_TOO_LONG_AGO = "Past weather is known from {first} on; {when}{places} is before that."
_NO_PAST = "I know the weather of today and the next 15 days, not of the past: not {when}{places}."
_UNKNOWN_DAY = "I don't know the date of {name}. Which day do you mean{places}?"
_WHICH_PLACE = "Which place do you mean{when}? Name one or several, such as London and Paris."


def out_of_reach(reading: Reading, today: date, offered: Mapping[str, Tool]) -> str:
    """Return what to say about days that none of the tools covers; empty for all others."""
    when, places = reading.when, _in(reading.places)
    if when.unknown_day:
        places = f" for {_listed(reading.places)}" if reading.places else ""
        return _UNKNOWN_DAY.format(name=when.unknown_day, places=places)
    if when.first_day is None or _is_known(reading, when.first_day, today, offered):
        return ""
    said = describe(when, today)
    if when.first_day < FIRST_PAST_DAY:
        return _TOO_LONG_AGO.format(first=FIRST_PAST_DAY.year, when=said, places=places)
    if when.first_day < today and PAST not in offered:
        return _NO_PAST.format(when=said, places=places)
    last = _last(today)
    if when.first_day <= last:
        return ""
    text = _day(last, today)
    return _TOO_FAR.format(horizon=HORIZON_DAYS, last=text, when=said, places=places)


def shortfall(reading: Reading, today: date, offered: Mapping[str, Tool]) -> str:
    """Return what to say when the days of an answer end before those of the question."""
    when = reading.when
    if when.first_day is None:
        return ""
    last_day = when.first_day + timedelta(days=when.days - 1)
    if _is_known(reading, last_day, today, offered):
        return ""
    if when.first_day < today:
        is_short = min(when.days, (today - when.first_day).days) > MAX_PAST_DAYS
        return f"I can show {MAX_PAST_DAYS} past days at once." if is_short else ""
    last = _last(today)
    return f"Forecasts reach up to {_day(last, today)}." if last_day > last else ""


def which_place(when: When, today: date) -> str:
    """Return the question for a place; it repeats the time, so that it need not be said again."""
    said = f" for {describe(when, today)}" if when.first_day else ""
    return _WHICH_PLACE.format(when=said)


def describe(when: When, today: date) -> str:
    """Return a time as people say it: "Friday 27 November at 12:00", with the year of others."""
    assert when.first_day, "there is no time to describe"
    first, last = when.first_day, when.first_day + timedelta(days=when.days - 1)
    if when.first_hour is not None:
        return f"{_day(first, today)} at {when.first_hour:02}:00"
    return _day(first, today) if first == last else f"{_day(first, today)} to {_day(last, today)}"


def _is_known(reading: Reading, day: date, today: date, offered: Mapping[str, Tool]) -> bool:
    """Return whether only tools with words of their own are asked for, and these know the day."""
    if reading.topics - {Topic.AHEAD, Topic.WHEN}:
        return False
    reaches = [
        [kind.reach(today) for kind in offered[name].kinds]
        for name in reading.asked
        if name in offered
    ]
    return bool(reaches) and all(
        any(first <= day <= last for first, last in each) for each in reaches
    )


def _last(today: date) -> date:
    return today + timedelta(days=HORIZON_DAYS - 1)


def _day(day: date, today: date) -> str:
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day:%A} {day.day} {day:%B}{year}"


def _in(places: Sequence[str]) -> str:
    return f" in {_listed(places)}" if places else ""


def _listed(places: Sequence[str]) -> str:
    return " and ".join([", ".join(places[:-1]), places[-1]] if len(places) > 1 else places)
