"""The days and the hour that matter to what is asked: two spans to compare, the side of an hour."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.models.offline.reading.areas.in_front import Mention
from bot.models.offline.reading.asks import Ask, Form, Period, side_of
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.reading.numbers import lower
from bot.models.offline.reading.times import When, find_when
from bot.models.offline.reading.times.days import find_days
from bot.models.offline.reading.times.respelling import respelled
from bot.models.offline.reading.times.turns import Days

_TWO: Final = 2
_LEAD: Final = re.compile(r"(?:(?:in|on|at|the) )*")
_DAYS = r"(?:it|on|in|at|yesterday|today|tomorrow|last|the|this|mon|tue|wed|thu|fri|sat|sun)"
_ALL_DAYS = re.compile(
    r"(?i)\b(?:(?:every|each|all)(?: single)? (?:day|night|morning|afternoon|evening|weekday)s?"
    r"|(?:all|the whole|the entire) (?:of )?(?:(?:this|next|the) )?(?:week|weekend)|daily)\b"
)
_PART = re.compile(
    r"\b(?:\w+est|best|worst|most \w+|least \w+|which|what|next|first) "
    r"(?P<part>morning|afternoon|evening|night)s?\b"
)
_HOURS: Final = {"morning": (6, 6), "afternoon": (12, 6), "evening": (18, 5), "night": (21, 9)}
_A_DAY = re.compile(r"(?i)\bdays?\b")
_AGAINST = re.compile(
    rf"(?:^| )(?:than|against|vs\.?|versus|compared (?:to|with)|as(?= {_DAYS})) ", re.IGNORECASE
)
_UNTIL: Final = re.compile(r"(?i)\W*(?:until|till)\b")
_MOST_OF_A_MOMENT: Final = 3
"""The most hours that an answer about a clock time shows."""


def with_days(
    ask: Ask, text: str, when: When, asked_at: datetime, places: Sequence[Mention]
) -> Ask:
    """Return an ask of some places with the days and the hour that matter to it.

    Behind "than yesterday" each of the places is compared with itself.
    """
    if len(places) > 1 and _is_against_a_day(ask, text, asked_at, places):
        of_each = with_days(ask, text, when, asked_at, ())
        return replace(of_each, by_place=tuple(((each.place,), of_each) for each in places))
    is_of_places = len(places) > 1
    today = asked_at.date()
    is_of_two = ask.form.is_of_two
    is_compared = is_of_two or ask.form is Form.CHOICE
    common = respelled(lower(text), asked_at).text
    days = find_days(common, today) if is_compared else []
    periods: tuple[Period, ...] = tuple((each.first, each.last) for each in days)
    is_of_sums = is_of_two or (is_of_places and not _A_DAY.search(text))
    has_one_span = len(periods) == 1 and is_of_sums and when.days > 1
    if has_one_span and not is_of_places:
        is_behind = any(match.end() <= days[0].start for match in _AGAINST.finditer(common))
        own = (today, today)
        periods = (own, periods[0]) if is_behind else (periods[0], own)
    is_of_spans = is_compared and len(periods) == _TWO and any(a != b for a, b in periods)
    is_of_spans = is_of_spans or has_one_span
    sides = [side for span in when.spans if (side := side_of(text[slice(*span)]))]
    side = sides[0] if sides else side_of("")
    return replace(
        ask,
        form=Form.FIGURE if _is_of_light(ask, when, text, side) else ask.form,
        is_of_earlier=is_of_two and _is_of_earlier(days, common, asked_at),
        periods=periods if is_of_spans else (),
        part=_part_of_days(ask, text, when),
        is_of_all=ask.form is Form.VERDICT and when.days > 1 and bool(_ALL_DAYS.search(text)),
        hour=when.first_hour if side != "before" else (when.first_hour or 0) + when.hours,
        side=side,
    )


def _is_of_light(ask: Ask, when: When, text: str, side: str) -> bool:
    """Return whether it is asked if there is daylight for some hours, which is told in full."""
    is_until = any(_UNTIL.match(text, start) for start, _ in when.spans)
    is_long = is_until or (not side and when.hours > _MOST_OF_A_MOMENT)
    return ask.form is Form.VERDICT and ask.has(Aspect.DAYLIGHT) and is_long


def _is_against_a_day(ask: Ask, text: str, asked_at: datetime, places: Sequence[Mention]) -> bool:
    """Return whether a comparison has a day right behind "than", and all places on one side."""
    if not ask.form.is_of_two or ask.by_place or ask.is_against:
        return False
    common = respelled(lower(text), asked_at).text
    starts = {day.start for day in find_days(common, asked_at.date())}
    leads = [_LEAD.match(common, match.end()) for match in _AGAINST.finditer(common)]
    is_of_day = any(
        lead and not starts.isdisjoint(range(lead.start(), lead.end() + 1)) for lead in leads
    )
    than = _AGAINST.search(text)
    is_apart = than and len({place.start < than.start() for place in places}) > 1
    return is_of_day and not is_apart


def _part_of_days(ask: Ask, text: str, when: When) -> tuple[int, int] | None:
    """Return the part of a day of which several are compared, as its first hour and its length."""
    is_compared = ask.form in (Form.CHOICE, Form.RANKING) and when.days != 1
    match = _PART.search(lower(text)) if is_compared and when.first_hour is None else None
    return _HOURS[match["part"]] if match else None


def _is_of_earlier(days: Sequence[Days], text: str, asked_at: datetime) -> bool:
    """Return whether what stands before "than" in a comparison is the earlier of two days."""
    before, behind = (*_AGAINST.split(text, maxsplit=1), "")[:2]
    today = asked_at.date()
    named = [each for each in days if each.end <= len(before)]
    others = [each for each in days if each.start > len(before)]
    if named and others:
        return named[0].first < others[0].first
    if len(days) == 1:  # read with its "than", behind which a day may be one that was
        return (days[0].first < today) is (days[0].end <= len(before)) and days[0].first != today
    first, second = (find_when(part, asked_at).first_day or today for part in (before, behind))
    return first < second
