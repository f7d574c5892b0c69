"""Questions that need those before them: "how much?", "and tomorrow?", "colder than Oslo?"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from bot.models.offline.asked import Asked, Read
from bot.models.offline.compared import (
    against_day,
    against_told_or_today,
    among_told,
    by_order,
    by_what_was_asked,
    compared_again,
    is_among,
    judged_as_told,
    judges_that,
    of_all,
    of_both,
    set_beside,
)
from bot.models.offline.late_hours import late_hour
from bot.models.offline.reading import Reading, asks_as_before
from bot.models.offline.reading.asks import Ask, Form
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.reading.times import When
from bot.models.offline.reading.times.dates import ANY_WEEKDAY
from bot.models.offline.reading.times.parts import Part
from bot.models.offline.reading.times.turns import NEXT_DAY, days_on, follows_in_the_week
from bot.models.offline.said import Said

_WEEK: Final = 7
_MOST_WEEKS: Final = 2
"""The weeks ahead from which on "and on Thursday?" is this Thursday again."""
MOST_BEFORE: Final = 6
"""The questions of a thread that one is read with, at most."""
_BARE_QUESTION = re.compile(
    r"(?:(?:and|but|ok|okay|so|cool|thanks)[ ,]+)*(?P<asked>how (?:much|many|long(?: for)?|likely"
    r"|strong|bad)|hourly|hour by hour|by the hour|(?:each|every) hour"
    r"|for how long|by how (?:much|many(?: degrees)?)|when(?: exactly)?"
    r"|when (?:will|does|is|did) (?:it|that|this) (?:start|begin|stop|end|(?:be )?over)(?:ing)?"
    r"|(?:at )?what time|which days?|until when)(?: (?:is|was|will|does) (?:it|that)(?: be"
    r"| get)?)?(?: (?:there|in total|exactly))?\W*"
)
_STOPS = re.compile(
    r"(?i)\W*(?:(?:and|but|so|ok|okay) )*(?:will|does|is|when (?:will|does|is)) (?:it|that|this) "
    r"(?:going to )?(?:stop|ends?|let up|clear up|ease(?: off)?|(?:be )?over|last)\b(?! \w+ing)"
)
"""Words that ask when what was told is over."""
_OF_THAT = re.compile(
    r"(?i)(?:\b(?:that|it|there|this)\b.{0,40}|^\W*(?:(?:and|or) )?(?:\w+er|worse|(?:more"
    r"|less)(?: \w+)?)) than\b(?! (?:(?:to|yester)day|last))"
)
_FALLING: Final = (Aspect.RAIN, Aspect.SNOW, Aspect.FALLING)
_MORE_THAN = re.compile(
    r"(?i)\W*(?:(?:and|or|so|is|was|will|it|that|this|be) )*"
    r"(?:\w+er|worse|(?:more|less)(?: \w+)?) than\b"
)
_LESS_THAN: Final = re.compile(r"(?i)\bless than\b")
_LESS: Final = re.compile(r"(?i)\bless\b")
_BY = re.compile(
    r"(?i)\W*(?:(?:and|now|what about|how about|or) )*by (?!(?:how|the)\b)[^,.;:!?]+\W*"
)
_WEEKDAY = re.compile(rf"(?i)(?:on )?(?:the )?{ANY_WEEKDAY}\.?")


def asked_in(questions: Sequence[Said], read: Read, home: str) -> Asked | None:
    """Return the last of some questions of a thread; None where none is about weather.

    One that opens it without a place is about the person's own.
    """
    asked: Asked | None = None
    for question in questions[-MOST_BEFORE:]:
        reading = read(question)
        is_of_weather = reading.is_about_weather or reading.places or reading.when.spans
        is_of_those = asked and (  # "which is windiest?", "warmer?", "will I need a brolly?"
            is_among(reading, question.words)
            or by_order(question.words, reading, asked)
            or (reading.ask.asks_anything and not reading.is_about_people)
        )
        if is_of_weather or is_of_those or _bare_question(question.words):
            is_at_home = not asked and not reading.places and home
            asked = taking_up(question, reading, asked, read)
            asked = replace(asked, places=(home,)) if is_at_home else asked
    return asked


def taking_up(said: Said, reading: Reading, before: Asked | None, read: Read) -> Asked:
    """Return a question with what the one before asked, where it asks nothing itself."""
    question = said.words
    kept = _left(said, reading, before, read) if before else ()
    if kept:
        reading = replace(reading, places=kept, is_follow_up=True)
    elif before:
        reading = of_both(said, reading, before)
    is_of_that = before and (compares_with_that(question) or judges_that(said, reading, before))
    if is_of_that or reading.places == (question.strip(" ?!."),):
        reading = replace(reading, is_follow_up=True)  # "Galway?", "colder than Oslo?"
    if before and (both := _compared(said, reading, before, read)):
        places = both.places or before.places
        told = replace(before, said=said, reading=both, places=places)
        if both.when.spans:
            told = replace(told, when=both.when, parts=both.parts)
        return replace(told, is_of_several=len(places) > 1)
    if not before or not reading.is_follow_up:
        own = reading.parts if reading.when.spans else ()
        when, parts = reading.when, reading.parts
        told = Asked(said, reading, reading.places, times=own, when=when, parts=parts)
        return replace(told, is_of_several=len(reading.places) > 1)
    reading = _behind(question, reading, before)
    has_time = bool(reading.when.spans)
    told = replace(
        before,
        places=kept or tuple(dict.fromkeys((*before.places, *reading.places))),
        times=tuple(dict.fromkeys((*before.times, *reading.parts))) if has_time else before.times,
        when=reading.when if has_time else before.when,
        parts=reading.parts if has_time else before.parts,
    )
    asking, reading, is_whole = _taking_up(said, reading, before, told, read)
    is_of_several = len(reading.places) > 1 or compares_with_that(question)
    return replace(
        told, said=asking, reading=reading, is_whole=is_whole, is_of_several=is_of_several
    )


def _left(said: Said, reading: Reading, before: Asked, read: Read) -> tuple[str, ...]:
    """Return the places of a correction with those before that it does not take back, if any."""
    back = read(Said(said.without)).places if said.without else ()
    told = before.reading.places or before.places
    is_left_out = said.without in said.words  # "except Oslo" names no other place
    if not back or (set(back).isdisjoint(told) and not is_left_out):
        return ()
    named = () if is_left_out else reading.places
    return tuple(dict.fromkeys((*(each for each in told if each not in back), *named)))


def _compared(said: Said, reading: Reading, before: Asked, read: Read) -> Reading | None:
    beside = set_beside(said, reading, before, read) or among_told(said, reading, before)
    return beside or by_order(said.words, reading, before)


def _taking_up(
    said: Said, reading: Reading, before: Asked, told: Asked, read: Read
) -> tuple[Said, Reading, bool]:
    """Return the words that ask, the reading by them, and whether they name places and times."""
    question = said.words
    if bare := _bare_question(question):
        return before.said, _asking_anew(bare, before, read), before.is_whole
    if _STOPS.match(question):
        again = _asking_anew(question, before, read)
        return before.said.behind(question), again, before.is_whole
    if _orders(question, reading, before):
        reading = replace(reading, ask=replace(reading.ask, form=Form.RANKING))
    elif is_among(reading, question):
        return said, of_all(by_what_was_asked(reading, before, question), told), True
    if reading.ask.form is Form.COMPARISON:
        reading = by_what_was_asked(reading, before, question)  # "will it get worse?"
    reading = judged_as_told(reading, before)
    is_of_that = compares_with_that(question)
    if asks_as_before(reading) or (is_of_that and not reading.ask.aspects):
        asked = replace(
            reading,
            ask=_taken_up(before, reading, question),
            topics=reading.topics | before.reading.topics,
            asked=reading.asked or before.reading.asked,
            is_about_weather=True,
        )
        if _MORE_THAN.match(question) and (both := against_told_or_today(before, reading, read)):
            ask = replace(asked.ask, periods=both.ask.periods)
            asked = replace(asked, ask=ask, parts=both.parts)
        asked = compared_again(asked, told, before)
        return before.said, _at_the_time(before, asked), False
    if _MORE_THAN.match(question) and (both := against_day(before, reading)):
        return said, both, True
    return said, reading if reading.is_here else _at_the_time(before, reading), True


def _orders(question: str, reading: Reading, before: Asked) -> bool:
    """Return whether a follow-up puts what was told in an order: "and by rain?"."""
    is_list = before.reading.ask.is_ranking or len(before.places) > 1 or before.when.days > 1
    is_measured = reading.ask.aspects and not reading.ask.has(Aspect.OUTDOORS)  # "by bike?"
    return bool(is_list and is_measured and _BY.fullmatch(question))


def _behind(question: str, reading: Reading, before: Asked) -> Reading:
    """Return a follow-up with the day that is counted from those before: "the next day?".

    A weekday is the one behind them, as Saturday is where "and Saturday?" follows on a Friday, and
    an hour is late where that is nearer: "at 7?" behind 5 pm.
    """
    day = reading.when.first_day
    if len(reading.when.spans) != 1:
        return reading
    start, end = reading.when.spans[0]
    words = question[start:end].lower()
    later = _day_behind(words, day, before.when) if day else None
    told = f"on {later}" if later else late_hour(words, day, before)
    if not told:
        return reading
    parts = tuple(
        replace(part, text=f"{part.text[:start]}{told}{part.text[end:]}") for part in reading.parts
    )
    return replace(reading, when=replace(reading.when, first_day=later or day), parts=parts)


def _day_behind(said: str, day: date, before: When) -> date | None:
    """Return the date of a day that is told by those before it; None for others."""
    first = before.first_day
    if NEXT_DAY.fullmatch(said):
        return days_on(first, before.days) if first else day
    if not first or not _WEEKDAY.fullmatch(said) or not follows_in_the_week(first, day):
        return None
    weeks = -(-(first - day).days // _WEEK)
    return days_on(day, weeks * _WEEK) if weeks <= _MOST_WEEKS else None


def compares_with_that(question: str) -> bool:
    """Return whether a question compares what was told with another place."""
    return bool(_OF_THAT.search(question))


def _bare_question(question: str) -> str:
    """Return the words that ask anew what was asked before, as "how much"; "" for others."""
    match = _BARE_QUESTION.fullmatch(question.lower().strip())
    return match["asked"] if match else ""


def _asking_anew(words: str, before: Asked, read: Read) -> Reading:
    """Return the reading of "how much?" by the words that asked before it."""
    reading, ask = read(before.said.behind(words)), before.reading.ask
    if not ask.by_place:  # words in front of a question part it no more than it was
        reading = replace(reading, ask=replace(reading.ask, by_place=()))
    if reading.ask.form is Form.DIFFERENCE and ask.form is Form.CHOICE:
        reading = replace(reading, ask=replace(reading.ask, is_change=False))  # no word who wins
    is_of_times = reading.ask.form is Form.CHOICE and len(reading.places) < 2  # noqa: PLR2004 - each has its own
    is_kept = is_of_times or reading.ask.form is Form.START
    if words == "how much" and reading.ask.has(*_FALLING) and not is_kept:
        reading = replace(reading, ask=_amount_of(reading.ask))
    if before.is_whole:
        return reading
    # Another question has named another place or time since, which the last calls know.
    own = read(Said(words))
    return replace(reading, places=(), is_follow_up=True, when=own.when, parts=own.parts)


def _amount_of(ask: Ask) -> Ask:
    """Return the ask for how much of it falls."""
    return replace(ask, form=Form.FIGURE, aspects=(Aspect.AMOUNT, *ask.aspects))


def _at_the_time(before: Asked, reading: Reading) -> Reading:
    """Return a reading at the time of the question before it, where it names none of its own."""
    is_of_those = not reading.places and before.reading.parts == before.parts
    is_change = reading.ask.form is Form.COMPARISON and before.when.is_now
    searches = is_change or reading.ask.form is Form.START  # all days to come are searched
    # Where each place had a time of its own, another one has none.
    is_apart = not is_of_those and any(part.places for part in before.parts)
    parts = _of_one_place(before.parts, reading.places) if is_apart else before.parts
    if reading.when.spans or not before.when.spans or searches or not parts:
        return reading
    ask = replace(reading.ask, at_sun=before.when.sun)
    return replace(reading, ask=ask, when=before.when, parts=parts)


def _of_one_place(parts: Sequence[Part], places: Sequence[str]) -> tuple[Part, ...]:
    """Return the times that a place had, or the first one, for another; none for a single time."""
    own = [part for part in parts if not set(part.places).isdisjoint(places)]
    if len(places) > 1:
        named = {name for part in own for name in part.places}
        return tuple(own) if named.issuperset(places) else ()
    own = own or [part for part in parts if part.places == parts[0].places]
    return tuple(replace(part, places=()) for part in own) if len(own) > 1 else ()


def _taken_up(before: Asked, reading: Reading, question: str) -> Ask:
    """Return the ask before a follow-up, at its time and in its unit, or as a comparison."""
    earlier = before.reading.ask
    unit = reading.ask.wind_unit or ("" if reading.units else earlier.wind_unit)
    earlier = replace(earlier, at_sun=reading.ask.at_sun, wind_unit=unit)
    if not _MORE_THAN.match(question):
        return earlier
    # "Less windy? Less than Rome?" asks for less of it still, "drier? Less than Rome?" for more.
    is_turned = bool(_LESS_THAN.search(question)) and not _LESS.search(before.said.words)
    is_less = earlier.is_less != is_turned
    return replace(earlier, form=Form.COMPARISON, is_less=is_less, periods=())
