"""Find each time that a question names by itself: the days, the hours, and the present moment."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import accumulate

from bot.models.offline.reading.numbers import NUMBER, lower, number
from bot.models.offline.reading.times import LENGTH, NOW, days_of
from bot.models.offline.reading.times.dates import ANY_WEEKDAY
from bot.models.offline.reading.times.days import find_days
from bot.models.offline.reading.times.hours import find_hours
from bot.models.offline.reading.times.respelling import respelled
from bot.models.offline.reading.times.turns import days_on

Span = tuple[int, int]

_TRIP = re.compile(r"(?i)\b(?:then|followed by|after that|afterwards)\b")
_BARE_STAY = re.compile(
    rf"(?:\bfor (?=\S{{1,9}}\W{{0,3}}$)|(?<=then )|(?<=followed by )"
    rf"|(?<=after that )|(?<=afterwards ))(?<!\d )({NUMBER})(?= in _|\W{{0,3}}$)"
)
_STAY = re.compile(
    rf"\b{NUMBER} (?:day|night|week)s?(?=,? (?:in|from|then)\b|\W{{0,3}}$)"
    rf"|(?:(?<=then )|(?<=followed by )|(?<=after that )|(?<=afterwards )|(?<=\bfor )){NUMBER}"
    r"(?=,? (?:in|then)\b|\W{0,3}$)"
)
_FROM = re.compile(r"(?: in _+)?,? (?:from|starting|beginning|on)(?: on)?(?: the)? ?")
_BEGINS = re.compile(rf"(?:from|starting|beginning) (?:{ANY_WEEKDAY}|tomorrow|today),? ")
_BEGUN_STAY = re.compile(rf"(?:for )?{NUMBER} (?:day|week)s?,? (?:starting|beginning)\b")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as a question names it, and where.

    Attributes:
        days: The first and the last day; None where it names hours alone, or the present.
        has_hours: Whether it names hours.
        is_stay: Whether it says how long, from the day of asking on or from one beside it.
        is_from_now: Whether its hours are counted from the moment of asking.
        is_in_turn: Whether it is a weekday of another week than by itself, for those before it.
    """

    start: int
    end: int
    days: tuple[date, date] | None
    has_hours: bool = False
    is_in_turn: bool = False
    is_stay: bool = False
    is_from_now: bool = False

    @property
    def is_now(self) -> bool:
        """Whether it is the present moment."""
        return self.days is None and not self.has_hours


def moments_in(text: str, asked_at: datetime) -> list[Moment]:
    """Return the times of a question in its order; those that overlap are one."""
    common, today = respelled(lower(text), asked_at), asked_at.date()
    days = find_days(common.text, today)
    found = [
        Moment(
            each.start,
            each.end,
            (each.first, each.last),
            is_in_turn=each.is_in_turn,
            is_stay=bool(_BEGUN_STAY.match(common.text, each.start)),
        )
        for each in days
    ]
    is_another = any(each.first != today for each in days)
    for hours in find_hours(common.text, asked_at, is_another_day=is_another):
        day = hours.moment.date() if hours.moment else None
        on_day = (day, day) if day and day != today else None
        # The day of "tomorrow morning, at noon and in the evening" is that of all three.
        own_day = (
            each.end + 1 for each in days if each.start == hours.start and each.end < hours.end
        )
        start = max(own_day, default=hours.start)
        is_from_now = hours.moment is not None
        found.append(Moment(start, hours.end, on_day, has_hours=True, is_from_now=is_from_now))
    found += _stays(common.text, found, today)
    found += [Moment(*span, None) for span in _free(NOW, common.text, found)]
    whole = _with_their_beginnings(found, common.text)
    return [_in_original(each, common.original) for each in _joined(whole)]


def _stays(text: str, found: Sequence[Moment], today: date) -> list[Moment]:
    """Return the lengths of stays; of a trip also those that name no unit: "then Paris for 2"."""
    stays = [
        Moment(start, end, (today, days_on(today, days - 1)), is_stay=True)
        for start, end in _free(LENGTH, text, found)
        if (length := LENGTH.match(text, start)) and (days := days_of(length))
    ]
    others = [*stays, *(each for each in found if each.is_stay)]
    if others and is_trip(text):
        stays += [
            Moment(*match.span(), (today, days_on(today, number(match[1]) - 1)), is_stay=True)
            for match in _BARE_STAY.finditer(text)
            if all(match.end() <= each.start or each.end <= match.start() for each in others)
        ]
    return stays


def spans_of_stays(text: str) -> tuple[Span, ...]:
    """Return the spans of the lengths of stays in a trip's question, no names: "then five"."""
    low = lower(text)
    return tuple(match.span() for match in _STAY.finditer(low)) if is_trip(low) else ()


def is_trip(text: str) -> bool:
    """Return whether stays follow one another: "3 days in Rome, then 2 in Paris"."""
    return bool(_TRIP.search(text))


def _free(pattern: re.Pattern[str], text: str, found: Sequence[Moment]) -> Iterator[Span]:
    """Yield the spans of a pattern that meet none of the moments."""
    ordered = sorted(found, key=lambda each: each.start)
    starts = [each.start for each in ordered]
    reaches = list(accumulate((each.end for each in ordered), max))
    for match in pattern.finditer(text):
        before = bisect_left(starts, match.end())
        if not before or reaches[before - 1] <= match.start():
            yield match.span()


def _with_their_beginnings(found: Sequence[Moment], text: str) -> Iterator[Moment]:
    """Yield the length of a stay with the day from which it is: "3 days in Rome from Monday"."""
    ordered = sorted(found, key=lambda each: each.start)
    starts = [each.start for each in ordered]
    for moment in ordered:
        at = bisect_left(starts, moment.end)
        begin = _FROM.match(text, moment.end) if moment.is_stay and at < len(ordered) else None
        day = ordered[at] if begin and starts[at] <= begin.end() else None
        if moment.days and day and day.days and not day.has_hours:
            yield replace(moment, end=day.end, days=_from(day.days[0], moment.days))
            continue
        own = bisect_left(starts, moment.start)
        before = ordered[own - 1] if own else None
        is_behind = before and _BEGINS.fullmatch(text, before.start, moment.start)
        if before and is_behind and moment.is_stay and moment.days and before.days:
            days = _from(before.days[0], moment.days)
            yield replace(moment, start=before.start, days=days, is_stay=False)
        else:
            yield moment


def _from(first: date, days: tuple[date, date]) -> tuple[date, date]:
    """Return as many days as some others, from a first one on."""
    return first, days_on(first, (days[1] - days[0]).days)


def _joined(found: Iterable[Moment]) -> Iterator[Moment]:
    """Yield the times in their order, with those that overlap made one: "tonight"."""
    last: Moment | None = None
    for each in sorted(found, key=lambda moment: moment.start):
        if last and each.start < last.end:
            last = Moment(
                last.start,
                max(last.end, each.end),
                last.days or each.days,
                has_hours=last.has_hours or each.has_hours,
                is_in_turn=last.is_in_turn or each.is_in_turn,
                is_stay=last.is_stay and each.end <= last.end,
                is_from_now=last.is_from_now or each.is_from_now,
            )
            continue
        if last:
            yield last
        last = each
    if last:
        yield last


def _in_original(moment: Moment, original: Callable[[Span], Span]) -> Moment:
    start, end = original((moment.start, moment.end))
    return replace(moment, start=start, end=end)
