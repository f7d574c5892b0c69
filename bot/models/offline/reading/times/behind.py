"""Times that are told by a day before them: "two days later", "the next morning"."""

import re
from datetime import date, datetime
from typing import Final

from bot.models._patterns import late
from bot.models.offline.reading.numbers import NUMBER, number, ordinal
from bot.models.offline.reading.times.dates import MONTH, WEEKDAY
from bot.models.offline.reading.times.days import find_days
from bot.models.offline.reading.times.turns import BEFORE_A_PLACE, days_on, said_day, weekday_from
from bot.models.offline.reading.times.years import Spell

_WEEK: Final = 7
_LONGEST_MONTH: Final = 31
_LAST_HOUR: Final = 24
_NEAR_CHARACTERS: Final = 100
"""Characters to the day that is named before, at most: each match reads them once more."""
_JOINED: Final = r"(?:(?<=\band )|(?<=\bor )|(?<=& )|(?<=\bthen ))"
_ENDS: Final = rf"(?=\s*(?:$|[?!.,;:/])|{BEFORE_A_PLACE})"
_PART: Final = "morning|afternoon|evening|night"
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th)?"
_AND: Final = r",? (?:and|or|&) (?:on )?(?:the )?"
_MONTH_BEFORE: Final = re.compile(
    rf"(?<!between )(?P<month>{MONTH})\.? (?>(?:{_DAY}{_AND}(?=\d)){{0,6}})(?P<one>{_DAY}){_AND}$"
)
BEHIND_DAY: Final = re.compile(
    rf"(?P<n>{NUMBER}) (?P<unit>day|week)s? (?:later|after(?: that)?)"
    rf"|the (?P<many>{NUMBER}) days (?:after(?: that)?|following)"
    rf"|(?:on )?the (?P<weekday>{WEEKDAY}) after(?: that)?"
    rf"|(?:on |in )?(?:the )?(?:next|following) (?P<part>{_PART})"
    rf"|(?:on |in )?the (?P<other>{_PART}) after(?: that)?"
)
"""Words for a day by the one that is named before it; they may say which part of it."""


def _behind(match: re.Match[str], asked_at: datetime) -> str:
    """Return the day that is counted from the one before it; the words themselves without one."""
    start = match.start()
    words = match.string[max(0, start - _NEAR_CHARACTERS) : start]
    whole_words = words.partition(" ")[2] if start > _NEAR_CHARACTERS else words
    before = find_days(whole_words, asked_at.date())
    if not before:
        return match[0]
    return behind_said(match, *_behind_day(match, before[-1].last))


def _behind_day(match: re.Match[str], day: date) -> tuple[date, date]:
    if match["n"]:
        far = number(match["n"]) * (_WEEK if match["unit"] == "week" else 1)
        return days_on(day, far), days_on(day, far)
    if match["many"]:
        return days_on(day, 1), days_on(day, number(match["many"]))
    first = days_on(day, 1)
    if match["weekday"]:
        first = weekday_from(first, match["weekday"])
    return first, first


def behind_said(match: re.Match[str], first: date, last: date) -> str:
    """Return the days that a match says, as dates, with the part of the day that it names."""
    part = match["part"] or match["other"]
    if part:
        return f"{said_day(first)} {'at' if part == 'night' else 'in the'} {part}"
    return said_day(first) if first == last else f"{said_day(first)} to {said_day(last)}"


def _with_its_month(match: re.Match[str], _: datetime) -> str:
    """Return the "28" of "28 and 30 November" with its month; days in a row are a range."""
    days = (ordinal(match["one"]), ordinal(match["other"]))
    is_in_month = min(days) >= 1 and max(days) <= _LONGEST_MONTH
    is_of_two_months = days[0] > max(days[1], _LAST_HOUR)  # "30 and 5 december"
    if not is_in_month or is_of_two_months or days[1] - days[0] in (0, 1):
        return match[0]
    return f"{match[0]} {match['month']}{match['year'] or ''}"


def _of_the_month_before(match: re.Match[str], _: datetime) -> str:
    """Return the "30" of "November 28 and 30" with its month."""
    start = match.start()
    before = _MONTH_BEFORE.search(match.string, max(0, start - _NEAR_CHARACTERS), start)
    if not before or not 1 < ordinal(match[0]) - ordinal(before["one"]) < _LONGEST_MONTH:
        return match[0]
    return f"{before['month']} {match[0]}"


def _at_night(match: re.Match[str], _: datetime) -> str:
    """Return "two nights from now" by its day."""
    return f"in {match['n'] or match['far']} days at night"


_TEXTS: Final[tuple[tuple[str, Spell], ...]] = (
    (rf"{_JOINED}(?:{BEHIND_DAY.pattern}){_ENDS}", _behind),
    (rf"\bin (?P<n>{NUMBER}) nights\b|\b(?P<far>{NUMBER}) nights? from now\b", _at_night),
    (
        (
            rf"(?<![\w:./-])(?<!between )(?<!between the )(?P<one>{_DAY})"
            rf"(?={_AND}(?P<other>{_DAY})(?>(?:{_AND}{_DAY}){{0,6}})"
            rf"(?: of)? (?P<month>{MONTH})(?P<year>,? \d{{4}})?\b)"
        ),
        _with_its_month,
    ),
    (
        (
            rf"(?:(?<=and )|(?<=or )|(?<=& )|(?<=the )){_DAY}\b"
            rf"(?![:.]\d|,? \d{{4}}\b| ?(?:[ap]\.?m\b|{MONTH}|of\b))"
        ),
        _of_the_month_before,
    ),
)
BEHIND_OF_FIGURES: Final = frozenset({_with_its_month, _of_the_month_before})
"""Spells of what is told in figures."""
BEHIND_NEED: Final[dict[Spell, tuple[str, ...]]] = {_at_night: ("night",)}
"""Words of which a text has one where there is anything for a rule to spell."""
DAYS_BEHIND: Final = tuple((late(text), spell) for text, spell in _TEXTS)
"""Patterns for text in lower case, and what spells each of them as days of the calendar."""
