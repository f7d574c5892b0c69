"""Questions that need the one before them: "how much?", "and by wind?", "colder than Oslo?"."""

import re
from dataclasses import replace

from bot.models.offline.reading.asks import Ask, Form

_BARE_QUESTION = re.compile(
    r"(?:(?:and|but|ok|okay|so|cool|thanks)[ ,]+)*(?P<asked>how (?:much|many|long|likely|strong|bad"
    r"|hot|cold|warm|windy|wet|humid)|by how (?:much|many(?: degrees)?)|when(?: exactly)?"
    r"|when (?:will|does|is|did) (?:it|that|this) (?:start|begin|stop|end|be over)(?:ing)?"
    r"|(?:at )?what time|which days?|until when)(?: (?:is|was|will|does) (?:it|that)(?: be"
    r"| get)?)?\W*"
)
_OF_THAT = re.compile(
    r"(?i)(?:\b(?:that|it|there|this)\b.{0,40}|^\W*(?:(?:and|or) )?(?:\w+er|(?:more"
    r"|less) \w+)) than "
    r"(?!(?:to|yester)day|last)"
)
_BY = re.compile(r"(?i)\W*(?:(?:and|now|what about|how about|or) )*by (?!how\b)\w")


def bare_question(question: str) -> str:
    """Return the words that ask anew what was asked before, as "how much"; "" for others."""
    match = _BARE_QUESTION.fullmatch(question.lower().strip())
    return match["asked"] if match else ""


def compares_with_that(question: str) -> bool:
    """Return whether a question compares what was told with another place."""
    return bool(_OF_THAT.search(question))


def names_a_measure(question: str) -> bool:
    """Return whether a question names nothing but what to order by: "and by wind?"."""
    return bool(_BY.match(question))


def taken_up(earlier: Ask, ask: Ask, *, is_compared: bool) -> Ask:
    """Return the ask before a follow-up, at the time of that, or as a comparison."""
    form = Form.COMPARISON if is_compared else earlier.form
    return replace(earlier, at_sun=ask.at_sun, form=form)
