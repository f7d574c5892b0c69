"""Spell the years that people tell by today's: "in September last year", "last year in May"."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

from bot.models._patterns import late
from bot.models.offline.reading.times.dates import MONTH
from bot.models.offline.reading.times.holidays import HOLIDAY, NOT_A_NAME
from bot.models.offline.reading.times.names import SEASONS

Spell = Callable[[re.Match[str], datetime], str]
"""Return the common words for a match, by the clock of the place."""

_STEPS: Final = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1, "coming": 1}
_WHICH: Final = rf"(?P<which>{'|'.join(_STEPS)}) year"
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th)?"
_NAME: Final = (
    rf"(?P<name>(?:{_DAY} (?:of )?)?{MONTH}(?: {_DAY})?|{'|'.join(SEASONS)}"
    rf"|{HOLIDAY}{NOT_A_NAME}(?: week-?end)?)"
)


def of_year(match: re.Match[str], asked_at: datetime) -> str:
    """Return "in September last year" with the year in figures."""
    return f"{match['lead']}{match['name']} {asked_at.year + _STEPS[match['which']]}"


def of_both_years(match: re.Match[str], asked_at: datetime) -> str:
    """Return "July this year than last year" with both years in figures."""
    one, other = (asked_at.year + _STEPS[match[name]] for name in ("which", "other"))
    return f"{match['name']} {one} than in {match['name']} {other}"


YEARS: Final[tuple[tuple[re.Pattern[str], Spell], ...]] = (
    (
        late(
            rf"\b{_NAME},? {_WHICH} than (?:in )?(?:the )?"
            rf"(?P<other>{'|'.join(_STEPS)}) (?:year(?:'?s(?=\s*(?:$|[?!.,])))?|one)(?!\w|'s)"
        ),
        of_both_years,
    ),
    (late(rf"\b(?P<lead>){_NAME},? (?:of |in )?(?:the )?{_WHICH}(?!\w|'s)"), of_year),
    (late(rf"\b(?P<lead>)(?:the )?{_WHICH}'?s {_NAME}(?!\w)"), of_year),
    (
        late(
            rf"\b(?:(?:in|during) )?(?:the )?{_WHICH},? "
            rf"(?P<lead>(?:in|on|at|for|over|during) (?:the )?(?:(?:early|mid|late)[ -])?)"
            rf"{_NAME}(?!\w| ?\d)"
        ),
        of_year,
    ),
)
"""Patterns for text in lower case, and what spells each of them with the year in figures."""
