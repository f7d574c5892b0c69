"""Take the times of a question apart: a day for each place of a trip, "now and tomorrow"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from bot.models.offline.reading.times.behind import BEHIND_DAY, behind_said
from bot.models.offline.reading.times.dates import ANY_WEEKDAY
from bot.models.offline.reading.times.moments import Moment, is_trip, moments_in
from bot.models.offline.reading.times.turns import NEXT_DAY, days_on
from bot.models.offline.reading.tokens import Span, masked

_SEPARATOR: Final = re.compile(r"\b(?:and|or|then|versus|vs|also|as well as)\b|[,;&+]")
_AND: Final = re.compile(r"\s*and(?: also)?(?: for| on| over)?(?: the)?\s*")
_HOURS: Final = re.compile(r"(?i)(at|in the)\b(?:(?!today|tonight).)*")
_RANGE: Final = re.compile(
    r"\b(?:to|until|till?|through|thru|between|leav(?:e|ing)|depart(?:ing)?|return(?:ing)?"
    r"|(?:fly(?:ing)?|head(?:ing)?|com(?:e|ing)|go(?:ing)?) (?:back|home|out)|check(?:ing)? out)\b"
    r"|[-\u2013]"
)
"""Words from the first day of some to their last: "arrive on Monday and leave on Thursday"."""
_UP_TO: Final = re.compile(r"(?i)(?:until|till?|thru|through|up to|up until|before)\W*")
"""What stands for today up to the day behind it: "dry until Monday"."""
_ANOTHER: Final = re.compile(r"(?i)(?:the )?(?:this|next|last|previous)(?: one)?")
"""Words for a weekend or a week by the one before it: "this weekend or the next"."""
_DAY: Final = r"(?:the )?\d{1,2}(?:st|nd|rd|th)?"
_OF_MONTH: Final = re.compile(
    rf"(?:(?:on|from) )?{_DAY}(?:(?: (?:to|until|till?|through|and) |-|, ){_DAY}){{0,6}}"
)
"""A day whose month only those beside it tell, or several in a row."""
_LEAD: Final = 13
_MOST_PARTS: Final = 8


@dataclass(frozen=True, slots=True)
class Part:
    """A time of a question with the places that it belongs to.

    Attributes:
        places: Empty for all of the question.
        text: The question with no other time left in it than this one.
    """

    places: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class PlaceAt:
    """A place as it is asked for, and where a question names it."""

    place: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Named:
    """A question with underscores for its names, and the places that they are, in their order."""

    text: str
    places: tuple[PlaceAt, ...]


_Group = list[Moment]


def parts_of(
    text: str, places: Sequence[PlaceAt], asked_at: datetime, *, is_compared: bool
) -> tuple[Part, ...]:
    """Return the times of a question that are asked for each by itself; one part for a single time.

    Args:
        text: The question, with underscores for its names.
        places: In the order of the question.
        asked_at: By the person's own clock.
        is_compared: Whether the times are compared with one another, and so belong together.
    """
    if parts := parts_by_place(Named(text, tuple(places)), asked_at):
        return parts
    moments = moments_in(text, asked_at)
    apart = _apart(text, moments) if len(moments) > 1 and not is_compared else []
    if not 1 < len(apart) <= _MOST_PARTS:
        return (Part((), text),)
    return tuple(Part((), _with_only(text, group, moments)) for group in apart)


def parts_by_place(named: Named, asked_at: datetime) -> tuple[Part, ...]:
    """Return the times of a question of which each place has its own; empty for all others."""
    moments = moments_in(named.text, asked_at)
    stays = [each for each in moments if each.is_stay]
    others = [each for each in moments if not each.is_stay or _begins(each) != asked_at.date()]
    are_days = all(each.days and not each.has_hours for each in others)
    is_begun = are_days and len(others) <= len(stays)
    is_of_stays = is_trip(named.text) and len(stays) > 1 and is_begun
    found = _by_place(named.places, stays if is_of_stays else moments) if len(moments) > 1 else []
    if not 1 < len(found) <= _MOST_PARTS:
        return ()
    if is_of_stays and all(_is_stay(group) for _, group in found):
        found = _one_after_another(found, asked_at.date(), _first_days(named.text, stays, others))
    return tuple(
        Part(names, _with_only(named.text, one, moments))
        for names, group in found
        for one in (_apart(named.text, group) if len(group) > 1 else [group])
    )


def _begins(moment: Moment) -> date | None:
    return moment.days[0] if moment.days else None


def _first_days(text: str, stays: Sequence[Moment], others: Sequence[Moment]) -> dict[int, date]:
    """Return the first days by their stays: one that is behind "then" is of the stay behind it."""
    found: dict[int, date] = {}
    for each in others:
        assert each.days, "a beginning has a day"
        before = [stay for stay in stays if stay.end <= each.start]
        at = len(found)
        if each.is_stay and found:
            at = stays.index(each)
        elif not each.is_stay and before and is_trip(text[before[-1].end : each.start]):
            at = len(before)
        found[at] = each.days[0]
    return found


def _is_stay(group: _Group) -> bool:
    return len(group) == 1 and group[0].is_stay


def _one_after_another(
    found: Sequence[tuple[tuple[str, ...], _Group]], first: date, begins: Mapping[int, date]
) -> list[tuple[tuple[str, ...], _Group]]:
    """Return the stays of a trip, each from its own day or from the end of the one before it."""
    trip: list[tuple[tuple[str, ...], _Group]] = []
    for at, (names, (stay,)) in enumerate(found):
        assert stay.days, "a stay has days"
        first = begins.get(at, first)
        last = days_on(first, (stay.days[1] - stay.days[0]).days)
        trip.append((names, [replace(stay, days=(first, last))]))
        first = days_on(last, 1)
    return trip


def _with_only(text: str, group: _Group, moments: Sequence[Moment]) -> str:
    own = {each.start for each in group}
    others: list[Span] = [(each.start, each.end) for each in moments if each.start not in own]
    alone = masked(text, others)
    for each in reversed(group):
        alone = (
            alone[: each.start]
            + _dated(alone[each.start : each.end], each, text)
            + alone[each.end :]
        )
    return alone


def _dated(text: str, moment: Moment, whole: str) -> str:
    """Return the words of a time with the date for one that is known by those before it."""
    behind = BEHIND_DAY.fullmatch(text.lower())
    if moment.days and behind:
        return behind_said(behind, *moment.days)
    is_later = moment.is_stay and is_trip(whole)
    is_of_month = moment.days and _OF_MONTH.fullmatch(text)
    is_next = is_of_month or (moment.is_in_turn and NEXT_DAY.fullmatch(text.lower()))
    if moment.days and (is_later or is_next or _ANOTHER.fullmatch(text)):
        return f"from {moment.days[0]} to {moment.days[1]}"
    if not (moment.is_in_turn and moment.days):
        return text
    return re.sub(rf"(?i)\b{ANY_WEEKDAY}", f"{moment.days[0]},", text, count=1)


def _by_place(
    places: Sequence[PlaceAt], moments: Sequence[Moment]
) -> list[tuple[tuple[str, ...], _Group]]:
    """Return each place with the time beside it, where every place has one; else nothing.

    A time without a day is on the day that is named before it.
    """
    named: list[Moment | PlaceAt] = sorted([*places, *moments], key=lambda each: each.start)
    runs = [list(run) for _, run in groupby(named, key=lambda each: isinstance(each, PlaceAt))]
    is_of_two = len(runs) == _T_PP_T and len(places) == _TWO
    if is_of_two and isinstance(runs[0][0], Moment):
        pairs = [(runs[1][:1], runs[0]), (runs[1][1:], runs[2])]
    elif is_of_two and len(moments) == _TWO and all(each.is_stay for each in moments):
        pairs = [(runs[0], runs[1][:1]), (runs[2], runs[1][1:])]
    elif len(runs) < 2 * _TWO or len(runs) % _TWO:
        return []
    else:
        first, second = (1, 0) if isinstance(runs[0][0], Moment) else (0, 1)
        pairs = list(zip(runs[first::2], runs[second::2], strict=True))
    found: list[tuple[tuple[str, ...], _Group]] = []
    day: _Group = []
    for some, times in pairs:
        group = [each for each in times if isinstance(each, Moment)]
        if not any(each.days or each.is_now or each.is_from_now for each in group):
            group = [*day, *group]
        day = [each for each in group if each.days and not each.has_hours]
        found.append((tuple(each.place for each in some if isinstance(each, PlaceAt)), group))
    return found


_TWO: Final = 2
_T_PP_T: Final = 3


def _apart(text: str, moments: Sequence[Moment]) -> list[_Group]:
    """Return the times in groups, each of which is asked for by itself."""
    groups: list[_Group] = []
    for moment in moments:
        between = _between(text, groups[-1][-1], moment) if groups else ""
        if groups and not _opens_another(groups[-1], moment, between.lower()):
            groups[-1].append(moment)
        elif groups and moment.has_hours and not moment.days and not groups[-1][-1].is_now:
            groups.append([*_day_of(groups[-1]), moment])
        else:
            groups.append([moment])
    return _merged(_on_days_behind(text, groups))


def _on_days_behind(text: str, groups: Sequence[_Group]) -> list[_Group]:
    """Return the groups, hours on the day behind those after them: "at 8 and at 10 on Tuesday"."""
    dated: list[_Group] = []
    for group in reversed(groups):
        behind = _day_of(dated[0]) if dated and _are_alike(text, group, dated[0][0]) else []
        dated.insert(0, [*group, *behind])
    return dated


def _are_alike(text: str, group: _Group, other: Moment) -> bool:
    """Return whether hours alone and others have the same word before them, or only the first."""
    own = group[0]
    lead = _HOURS.fullmatch(text, own.start, own.end) if len(group) == 1 and own.has_hours else None
    if not lead or not other.has_hours:
        return False
    next_lead = _HOURS.fullmatch(text, other.start, other.end)
    return not next_lead or next_lead[1] == lead[1]


def _between(text: str, one: Moment, other: Moment) -> str:
    """Return the words from one time to another, with a "between" or an "until" before it."""
    words = text[one.end : other.start]
    if _UP_TO.fullmatch(text, one.start, one.end):
        return f"to {words}"
    before = text[max(0, one.start - _LEAD) : one.end]
    return f"between {words}" if re.search(r"(?i)\bbetween\b", before) else words


def _day_of(group: _Group) -> _Group:
    return [each for each in group if each.days and not each.has_hours]


def _opens_another(group: _Group, moment: Moment, between: str) -> bool:
    """Return whether a time is another one than those before it, rather than says more of them."""
    is_list = between.isspace() and _is_one_day(moment) and _can_be_listed(group[-1], moment)
    if _RANGE.search(between) or not (_SEPARATOR.search(between) or is_list):
        return False
    if moment.is_now or any(each.is_now for each in group):
        return True
    days = [each.days for each in group if each.days]
    if moment.days and days and moment.days != days[-1]:
        return True
    if moment.days and not moment.has_hours and group[-1].has_hours and _AND.fullmatch(between):
        return True  # "at 5 pm and tomorrow"
    return moment.has_hours and any(each.has_hours for each in group)


def _is_one_day(moment: Moment) -> bool:
    """Return whether a time is a day alone, which a list may have: "Monday Wednesday"."""
    return bool(moment.days) and len(set(moment.days or ())) == 1 and not moment.has_hours


def _can_be_listed(one: Moment, day: Moment) -> bool:
    """Return whether a time is a day alone, or days that another one is far behind."""
    if not one.days or not day.days or one.has_hours:
        return False
    return _is_one_day(one) or days_on(one.days[1], 1) < day.days[0]


def _merged(groups: Sequence[_Group]) -> list[_Group]:
    """Return the groups with days in a row made one, where nothing but days is asked for."""
    merged: list[_Group] = []
    for group in groups:
        if merged and _are_in_a_row(merged[-1], group):
            merged[-1] += group
        else:
            merged.append(list(group))
    return merged


def _are_in_a_row(one: _Group, other: _Group) -> bool:
    both = [each for each in (*one, *other) if not (each.has_hours or each.is_stay)]
    days = [each.days for each in both if each.days]
    if len(days) != len(one) + len(other):
        return False
    (_, last), (first, _) = days[len(one) - 1], days[len(one)]
    return timedelta(0) <= first - last <= timedelta(days=1)
