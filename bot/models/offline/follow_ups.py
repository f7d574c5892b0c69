"""Questions that need those before them: "how much?", "and tomorrow?", "colder than Oslo?"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.models.offline.reading import Reading, asks_as_before
from bot.models.offline.reading.asks import Ask, Form

_MOST_BEFORE: Final = 6
"""The questions of a thread that one is read with, at most."""
_BARE_QUESTION = re.compile(
    r"(?:(?:and|but|ok|okay|so|cool|thanks)[ ,]+)*(?P<asked>how (?:much|many|long|likely|strong|bad"
    r"|hot|cold|warm|windy|wet|humid)|by how (?:much|many(?: degrees)?)|when(?: exactly)?"
    r"|when (?:will|does|is|did) (?:it|that|this) (?:start|begin|stop|end|be over)(?:ing)?"
    r"|(?:at )?what time|which days?|until when)(?: (?:is|was|will|does) (?:it|that)(?: be"
    r"| get)?)?\W*"
)
_STOPS = re.compile(
    r"(?i)\W*(?:(?:and|but|so|ok|okay) )*(?:will|does|is|when (?:will|does|is)) (?:it|that|this) "
    r"(?:going to )?(?:stop|ends?|let up|clear up|ease(?: off)?|be over|last)\b(?! \w+ing)"
)
"""Words that ask when what was told is over."""
_OF_THAT = re.compile(
    r"(?i)(?:\b(?:that|it|there|this)\b.{0,40}|^\W*(?:(?:and|or) )?(?:\w+er|(?:more"
    r"|less) \w+)) than "
    r"(?!(?:to|yester)day|last)"
)
_BY = re.compile(r"(?i)\W*(?:(?:and|now|what about|how about|or) )*by (?!how\b)\w")
_AMONG_PLACES = re.compile(
    r"(?i)\b(?:which(?! (?:days?|hours?|nights?|mornings?|afternoons?|evenings?|weekends?"
    r"|weeks?)\b)"
    r"|where|who|(?:of|between) (?:them|the two|those|these|both)|the difference)\b"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what it takes from those before it.

    Attributes:
        text: The words that asked, of an earlier question where this one has none of its own.
        is_whole: Whether these words name the places and the time too, as far as they are known.
        places: All that the questions up to this one named, from the last that began anew.
    """

    text: str
    reading: Reading
    places: tuple[str, ...]
    is_whole: bool = True


_Read = Callable[[str], Reading]


def asked_in(questions: Sequence[str], read: _Read) -> Asked | None:
    """Return the last of some questions of a thread; None where none is about weather."""
    asked: Asked | None = None
    for question in questions[-_MOST_BEFORE:]:
        reading = read(question)
        is_of_weather = reading.is_about_weather or reading.places or reading.when.spans
        if is_of_weather or _bare_question(question):
            asked = taking_up(question, reading, asked, read)
    return asked


def taking_up(question: str, reading: Reading, before: Asked | None, read: _Read) -> Asked:
    """Return a question with what the one before asked, where it asks nothing itself."""
    if reading.places == (question.strip(" ?!."),):
        reading = replace(reading, is_follow_up=True)  # "Galway?"
    if not before:
        return Asked(question, reading, reading.places)
    places = reading.places
    if reading.is_follow_up:
        places = tuple(dict.fromkeys((*before.places, *places)))
    if bare := _bare_question(question):
        return Asked(before.text, _asking_anew(bare, before, read), places, before.is_whole)
    if _STOPS.match(question):
        again = _asking_anew(question, before, read)
        return Asked(f"{question} {before.text}", again, places, before.is_whole)
    if _BY.match(question) and before.reading.ask.is_ranking:
        reading = replace(reading, ask=replace(reading.ask, form=Form.RANKING))
    elif _is_among(reading, question):
        among = replace(reading, places=places, is_about_weather=True)
        return Asked(question, among, places)
    is_of_that = compares_with_that(question) and not reading.ask.aspects
    if not (is_of_that or asks_as_before(reading)):
        return Asked(question, reading, places)
    taken = replace(
        reading,
        ask=_taken_up(before.reading.ask, reading.ask, is_compared=is_of_that),
        topics=reading.topics | before.reading.topics,
        asked=reading.asked or before.reading.asked,
        is_about_weather=True,
    )
    return Asked(before.text, _at_the_time(before.reading, taken), places, is_whole=False)


def compares_with_that(question: str) -> bool:
    """Return whether a question compares what was told with another place."""
    return bool(_OF_THAT.search(question))


def _bare_question(question: str) -> str:
    """Return the words that ask anew what was asked before, as "how much"; "" for others."""
    match = _BARE_QUESTION.fullmatch(question.lower().strip())
    return match["asked"] if match else ""


def _asking_anew(words: str, before: Asked, read: _Read) -> Reading:
    """Return the reading of "how much?" by the words that asked before it."""
    reading = read(f"{words} {before.text}")
    if before.is_whole:
        return reading
    # Another question has named another place or time since, which the last calls know.
    own = read(words)
    return replace(reading, places=(), is_follow_up=True, when=own.when, parts=own.parts)


def _at_the_time(before: Reading, reading: Reading) -> Reading:
    """Return a reading at the time of the one before it, where it names none of its own."""
    is_timed = reading.when.spans or any(part.places for part in before.parts)
    return reading if is_timed else replace(reading, when=before.when, parts=before.parts)


def _is_among(reading: Reading, question: str) -> bool:
    """Return whether a question without a place compares those that were told of: "which is?"."""
    is_compared = reading.ask.form in (Form.CHOICE, Form.RANKING, Form.DIFFERENCE)
    return is_compared and not reading.places and bool(_AMONG_PLACES.search(question))


def _taken_up(earlier: Ask, ask: Ask, *, is_compared: bool) -> Ask:
    """Return the ask before a follow-up, at the time of that, or as a comparison."""
    form = Form.COMPARISON if is_compared else earlier.form
    return replace(earlier, at_sun=ask.at_sun, form=form)
