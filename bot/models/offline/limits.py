"""Say in a sentence what no tool can answer: days out of reach, no place, a day nobody knows."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from bot.languages import ENGLISH, Language, phrase
from bot.models.offline.reading import Reading
from bot.models.offline.reading.asks import Ask
from bot.models.offline.reading.times import When
from bot.models.offline.reading.topics import Topic
from bot.models.offline.timespans import MAX_HOURS, MAX_PAST_DAYS, PAST, in_days, spans_apart
from bot.models.offline.wishes import BY_DAY
from bot.models.offline.wording.at_sea import is_sea
from bot.models.offline.wording.extras import is_sky
from bot.models.offline.wording.parts import Finding
from bot.queries import FIRST_PAST_DAY, HORIZON_DAYS
from bot.tools import Tool

MOST_PLACES: Final = 40
"""The most places of one question that are answered."""

_NAMED_YEARS: Final = range(1000, 9000)
"""The years of which a date is told; others may stand for what no calendar has."""
_TOO_MANY: Final = phrase(
    "These are the first {count} places. Please ask for the other {rest} in another question."
)
_TOO_FAR = phrase("Forecasts reach {horizon} days, up to {last}; {asked} is beyond them.")
_TOO_LONG_AGO = phrase("Past weather is known from {first} on; {asked} is before that.")
_NO_PAST = phrase("I know the weather of today and the next 15 days, not of the past: not {asked}.")
_UNKNOWN_DAY = phrase("I don't know the date of {name}. Which day do you mean?")
_UNKNOWN_DAY_OF = phrase("I don't know the date of {name}. Which day do you mean for {places}?")
_WHICH_PLACE = phrase("Which place do you mean? Name one or several, such as London and Paris.")
_WHICH_PLACE_THEN = phrase(
    "Which place do you mean for {when}? Name one or several, such as London and Paris."
)


def out_of_reach(
    reading: Reading, today: date, offered: Mapping[str, Tool], language: Language
) -> str:
    """Return a sentence about days that none of the tools covers; empty for all others."""
    when = reading.when
    if when.unknown_day:
        places = language.listed(reading.places) if reading.places else ""
        known = _UNKNOWN_DAY_OF if places else _UNKNOWN_DAY
        return language.text(known, name=when.unknown_day, places=places)
    if when.first_day is None or _is_known(reading, when.first_day, today, offered):
        return ""
    asked, last = _asked(reading, today, language), _last(today)
    if when.first_day < FIRST_PAST_DAY:
        return language.text(_TOO_LONG_AGO, first=FIRST_PAST_DAY.year, asked=asked)
    if when.first_day < today and PAST not in offered:
        return language.text(_NO_PAST, asked=asked)
    if when.first_day <= last:
        return ""
    reach = _day(last, today, language)
    return language.text(_TOO_FAR, horizon=HORIZON_DAYS, last=reach, asked=asked)


def shortfall(
    reading: Reading, today: date, offered: Mapping[str, Tool], language: Language
) -> str:
    """Return a sentence for days of an answer that end before those of the question."""
    when = in_days(reading.when)
    if when.first_day is None:
        return ""
    last_day = when.first_day + timedelta(days=when.days - 1)
    if _is_known(reading, last_day, today, offered):
        return ""
    if when.first_day < today:
        spans = spans_apart(when, reading.ask, today) or [when]
        longest = max(spans, key=lambda span: span.days)
        is_short = min(longest.days, (today - when.first_day).days) > MAX_PAST_DAYS
        past = phrase("I can show {days} past days at once.")
        return language.text(past, days=MAX_PAST_DAYS) if is_short else ""
    last = _last(today)
    if last_day <= last:
        return ""
    return language.text(phrase("Forecasts reach up to {day}."), day=_day(last, today, language))


def hours_over(reading: Reading, findings: Sequence[Finding], language: Language) -> str:
    """Return a sentence about hours of today that are over, and told by their day; "" for none."""
    weather = [finding for finding in findings if not is_sky(finding.data)]
    days = [finding.data["days"] for finding in weather if "days" in finding.data]
    has_hours = any("hours" in finding.data for finding in findings)
    is_of_sea = bool(weather) and all(is_sea(finding.data) for finding in weather)
    is_by_day = reading.when.first_hour is not None and is_of_sea
    if (reading.when.has_more_hours or is_by_day) and days and not has_hours:
        return language.text(phrase("I know whole days of that time, not single hours."))
    when = reading.when
    is_by_hour = when.first_hour is not None and not when.sun and when.hours <= MAX_HOURS + 1
    if not is_by_hour or has_hours or not days or reading.ask.has(*BY_DAY):
        return ""
    return language.text(phrase("Those hours are over; this is the whole day."))


def beyond_most(reading: Reading, language: Language) -> str:
    """Return a sentence about the places of a question that are not answered; "" for none."""
    rest = len(reading.places) - MOST_PLACES
    return language.text(_TOO_MANY, count=MOST_PLACES, rest=rest) if rest > 0 else ""


def unknown(ask: Ask, language: Language) -> str:
    """Return a sentence about what was asked for and nobody can tell; "" where all is known."""
    if not ask.unknown:
        return ""
    what = language.listed([language.text(each) for each in ask.unknown])
    return language.text(phrase("I don't know {what}."), what=what)


def which_place(when: When, today: date, language: Language) -> str:
    """Return the question for a place; it repeats the time, so that it need not be said again."""
    if not when.first_day:
        return language.text(_WHICH_PLACE)
    return language.text(_WHICH_PLACE_THEN, when=describe(when, today, language))


def which_other(place: str, language: Language) -> str:
    """Return the question for the other place of a comparison: "hotter than Dubai?"."""
    return language.text(phrase("Which place do you want to compare with {place}?"), place=place)


def describe(when: When, today: date, language: Language = ENGLISH) -> str:
    """Return a time as people say it: "Friday 27 November at 12:00", with the year of others."""
    assert when.first_day, "there is no time to describe"
    if when.first_day.year not in _NAMED_YEARS:
        return language.text(phrase("that time"))
    first, last = when.first_day, when.first_day + timedelta(days=when.days - 1)
    day = _day(first, today, language)
    if when.first_hour is not None:
        return language.text(phrase("{day} at {hour}"), day=day, hour=f"{when.first_hour:02}:00")
    if first == last:
        return day
    return language.text(phrase("{begin} to {end}"), begin=day, end=_day(last, today, language))


def _is_known(reading: Reading, day: date, today: date, offered: Mapping[str, Tool]) -> bool:
    """Return whether only tools with words of their own are asked for, and these know the day."""
    if reading.topics - {Topic.AHEAD, Topic.WHEN, Topic.SO_FAR}:
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


def _day(day: date, today: date, language: Language) -> str:
    return language.full_day(day, with_year=day.year != today.year)


def _asked(reading: Reading, today: date, language: Language) -> str:
    """Return the time that is asked for, and where."""
    when = describe(reading.when, today, language)
    if not reading.places:
        return when
    places = language.listed(reading.places)
    return language.text(phrase("{day} in {places}"), day=when, places=places)
