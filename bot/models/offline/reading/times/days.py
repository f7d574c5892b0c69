"""Find the days in a question: those of the calendar and those counted from the day of asking."""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from bot.models._patterns import late
from bot.models.offline.reading.numbers import NUMBER
from bot.models.offline.reading.spans import Marks, first_of
from bot.models.offline.reading.times.counted import (
    FAR_YEAR,
    ago,
    ahead,
    days_read,
    in_a_while,
    last_days,
    looks_back,
    next_days,
    step,
)
from bot.models.offline.reading.times.dates import ANY_WEEKDAY, IMPOSSIBLE, TOMORROW, WEEKDAY
from bot.models.offline.reading.times.dates import NEEDED as CALENDAR_NEEDS
from bot.models.offline.reading.times.dates import RULES as CALENDAR_RULES
from bot.models.offline.reading.times.holidays import NOT_A_NAME
from bot.models.offline.reading.times.names import MONTHS, WEEKDAYS
from bot.models.offline.reading.times.needed import idle
from bot.models.offline.reading.times.ranges import NEEDED as RANGES_NEED
from bot.models.offline.reading.times.ranges import RULES as RANGE_RULES
from bot.models.offline.reading.times.readers import Asked, Range, Reader, one, spanning
from bot.models.offline.reading.times.short_weekdays import (
    BEHIND_ANOTHER,
    IN_A_ROW,
    NO_SUNSHINE,
    NOTHING_MORE,
    SHORT_WEEKDAY,
)
from bot.models.offline.reading.times.turns import THE_DAY_AFTER, Days, in_turn, weekday_from

_SATURDAY: Final = 5
_DAY_AND_MONTH: Final = 2
_LOOKS_BACK: Final = ("last", "past", "previous", "this past")


def find_days(text: str, today: date) -> list[Days]:
    """Return the days that a text in lower case names, in its order and without overlaps."""
    asked = Asked(today, is_past=looks_back(text))
    found: list[Days] = []
    weekdays: set[int] = set()
    marks = Marks(len(text))
    for match, read in _matches(text):
        start, end = match.span()
        if marks.overlap(start, end):
            continue
        try:
            first, last = days_read(match, read, asked)
        except (ValueError, OverflowError, LookupError):  # no such day: 31 November, year 0
            if not FAR_YEAR.search(match[0]):
                continue
            first = last = date.max
        if asked.is_past and first <= today < last:
            last = today  # "how much has it rained this month?"
        found.append(Days(first, last, start, end))
        marks.add(start, end)
        is_weekday = read is _weekday or (read is _weekend and match[0].startswith("sat"))
        if is_weekday and not match["which"]:
            weekdays.add(start)
    return in_turn(text, sorted(found, key=lambda days: days.start), weekdays)


def impossible_day(text: str, today: date) -> tuple[int, int] | None:
    """Return the span of a date in a text that there is not, such as 31 November."""
    asked = Asked(today, is_past=False)
    for match, read in _matches(text):
        if read in IMPOSSIBLE and _is_whole(match[0]):
            try:
                read(match, asked)
            except ValueError:
                return match.span()
            except (OverflowError, LookupError):
                continue
    return None


def _is_whole(text: str) -> bool:
    """Return whether a text can only be a date; "24/7" and "the 40th" are something else."""
    if FAR_YEAR.search(text):
        return False
    has_month = any(month in text for month in MONTHS)
    return has_month or "month" in text or len(re.findall(r"\d+", text)) > _DAY_AND_MONTH


@lru_cache(maxsize=8)
def _matches(text: str) -> tuple[tuple[re.Match[str], Reader], ...]:
    """Return the matches that may be days, rule by rule, which are the same on whatever day."""
    left_out = idle(NEEDED, text)
    return tuple(
        (match, read)
        for pattern, read in RULES
        if read not in left_out
        for match in first_of(pattern, text)
    )


def _ahead(days: int) -> Reader:
    return lambda _, asked: one(asked.today + timedelta(days=days))


def _for_days(days: int) -> Reader:
    return lambda _, asked: spanning(asked.today, days)


def _after_another(match: re.Match[str], asked: Asked) -> Range:
    """Return "a week from Friday", "a week on Friday" and "two weeks from tomorrow"."""
    start = asked.today + timedelta(days=1)
    if re.fullmatch(WEEKDAY, match["day"]):
        start = _coming(match["day"], asked.today, match["which"])
    return one(ahead(start, match["n"], match["unit"]))


def _before_another(match: re.Match[str], asked: Asked) -> Range:
    """Return "2 days before Friday" and "a week before Friday"."""
    day = _coming(match["day"], asked.today, match["which"])
    return one(day - step(match["n"], match["unit"]))


def _weeks_after(match: re.Match[str], asked: Asked) -> Range:
    """Return "Friday week", a week after the Friday that comes, and "Friday fortnight"."""
    return one(_coming(match["day"], asked.today) + step("1", match["unit"]))


def _week(match: re.Match[str], asked: Asked) -> Range:
    """Return a calendar week, Monday to Sunday; of this one what is left."""
    monday = asked.today - timedelta(days=asked.today.weekday())
    if match["which"] in _LOOKS_BACK:
        return spanning(monday - timedelta(days=7), 7)
    if match["which"] == "next":
        return spanning(monday + timedelta(days=7), 7)
    if asked.is_past:
        return monday, asked.today
    return asked.today, monday + timedelta(days=6)


def _weekday_of_week(match: re.Match[str], asked: Asked) -> Range:
    """Return a weekday of this calendar week, the next or the last one."""
    monday = asked.today - timedelta(days=asked.today.weekday())
    weeks = {"this": 0, "next": 1}.get(match["which"], -1)
    return one(weekday_from(monday, match["day"]) + timedelta(weeks=weeks))


def _weekdays(match: re.Match[str], asked: Asked) -> Range:
    """Return Monday to Friday of the week that comes, or what is left of them."""
    is_next = match["next"] or asked.today.weekday() >= _SATURDAY
    first = asked.today + timedelta(days=7 - asked.today.weekday()) if is_next else asked.today
    return first, first + timedelta(days=4 - first.weekday())


def _weekend(match: re.Match[str], asked: Asked) -> Range:
    """Return Saturday and Sunday, or what is left of them."""
    saturday = asked.today + timedelta(days=5 - asked.today.weekday())
    is_weekend = asked.today >= saturday
    if match["which"] in ("next", "following") or (match["which"] == "coming" and is_weekend):
        return spanning(saturday + timedelta(days=7), 2)
    if match["which"] in _LOOKS_BACK or asked.is_past:
        return spanning(saturday - timedelta(days=7), 2)
    return max(saturday, asked.today), saturday + timedelta(days=1)


def _coming(weekday: str, today: date, which: str | None = None) -> date:
    """Return the weekday that comes next, today included; "next" means the week after this."""
    next_monday = today + timedelta(days=7 - today.weekday())
    return weekday_from(next_monday if which in ("next", "following") else today, weekday)


def _weekday(match: re.Match[str], asked: Asked) -> Range:
    """Return the weekday that comes, or the one before today."""
    day = _coming(match["day"], asked.today, match["which"])
    if match["which"] in _LOOKS_BACK or (asked.is_past and not match["which"]):
        return one(day - timedelta(days=7))
    return one(day)


_N = rf"(?P<n>{NUMBER})"
_UNIT = r"(?P<unit>days?|weeks?|wks?|fortnights?|months?|years?|yrs?|decades?|century|centuries)"
_DAY_UNIT = r"(?P<unit>days?|weeks?|fortnights?|months?)"
_ABOUT = r"(?:(?:about|around|approximately|exactly|roughly|another) )?"
_OVER = r"(?:(?:in|over|for|during|within|through|on|at|later|sometime) )?(?:the )?"
_ON = r"(?:(?:on|for|by|come|this coming) )?(?:the )?"
_NEXT = r"(?:next|coming|following|upcoming)"
_WHICH = r"(?P<which>this past|this|next|following|coming|last|past|previous)"
_ANY = r"(?P<which>(?!))?"
_TEXTS: Final[tuple[tuple[str, Reader], ...]] = (
    (rf"(?:on )?(?:the )?day after {TOMORROW}", _ahead(2)),
    (r"(?:on )?(?:the )?day before yesterday", _ahead(-2)),
    (
        (
            rf"(?<!for ){_N} {_UNIT} (?:from|after|on) (?:(?P<which>this|next|coming) )?"
            rf"(?P<day>{WEEKDAY}|{TOMORROW})"
        ),
        _after_another,
    ),
    (
        rf"{_N} (?P<unit>days?|weeks?) before (?:(?P<which>this|next|coming) )?(?P<day>{WEEKDAY})",
        _before_another,
    ),
    (rf"{_ON}(?P<day>{ANY_WEEKDAY}) (?:in (?:a|one) )?(?P<unit>week|fortnight)", _weeks_after),
    (rf"{_N} (?P<unit>weeks?|fortnights?|months?|years?) today", in_a_while),
    (rf"{_N} (?P<unit>weeks?|fortnights?) (?P<day>{TOMORROW})", _after_another),
    (r"today week|(?:a )?week (?:from )?today", _ahead(7)),
    (rf"{TOMORROW} week|(?:a )?week (?:from )?{TOMORROW}", _ahead(8)),
    (rf"{_ABOUT}{_N} {_UNIT} (?:from (?:now|today|this day)|later|hence|ahead|out)", in_a_while),
    (rf"{_N} {_UNIT} (?:ago|earlier|back|before now)", ago),
    (rf"(?:after|in) {_ABOUT}{_N} {_UNIT}(?:'s?)?(?: time)?", in_a_while),
    (rf"{_OVER}(?:last|past|previous) {_N} {_DAY_UNIT}", last_days),
    (rf"{_OVER}(?:last|past|previous) (?P<n>)(?P<unit>fortnight)", last_days),
    (rf"{_OVER}{_NEXT} {_N} {_DAY_UNIT}", next_days),
    (rf"within (?:the )?{_N} {_DAY_UNIT}", next_days),
    (rf"{_N}[ -](?P<unit>day|week)s?(?: weather)? (?:forecast|outlook)", next_days),
    (rf"(?:at )?(?:the )?{_ANY}end of (?:the|this) week", _weekend),
    (rf"{_ANY}sat(?:urday)? ?(?:&|/|and|-) ?sun(?:day)?", _weekend),
    (rf"(?<!a long ){_OVER}(?:{_WHICH} )?week-?ends?", _weekend),
    (rf"(?:for|over|during|in) the {_NEXT} week", _for_days(7)),
    (r"(?:the |this )?coming week|(?:all|whole|entire) week|weekly|7-day", _for_days(7)),
    (
        rf"{_ON}(?P<day>{WEEKDAY}),? (?:of )?(?:the )?(?P<which>this|next|last|past|previous) week",
        _weekday_of_week,
    ),
    (
        rf"(?P<which>this|next|last|past|previous) week(?:'s)?,? (?:on )?(?P<day>{WEEKDAY})",
        _weekday_of_week,
    ),
    (THE_DAY_AFTER, _ahead(2)),
    (
        (
            r"(?:on )?the (?:next|following) day"
            r"(?! (?:with|without|that|when|it (?:won'?t|will|is|does|rains|snows|freezes))\b)"
        ),
        _ahead(1),
    ),
    (r"(?:on )?(?:next|following) day(?=\W*$| in\b)", _ahead(1)),
    (r"(?:on )?(?:the )?week-?days(?: of)?(?P<next> next week)?", _weekdays),
    (rf"{_OVER}(?P<which>next|last|past|previous) (?:calendar )?week", _week),
    (
        (
            rf"(?:(?<!day of )(?<!days of )|(?<=est day of )|(?<=orst day of )){_OVER}"
            r"(?:(?:rest|remainder) of )?(?P<which>this|the) week"
        ),
        _week,
    ),
    (rf"{_ON}(?:{_WHICH} )?(?P<day>{WEEKDAY})s?(?:'s)?{NOT_A_NAME}", _weekday),
    (
        (
            r"(?:on|by|(?<!\b(?:mon|tue|wed|thu|fri|sat) )(?:till?|until)|this"
            rf"|(?P<which>next|last)) {SHORT_WEEKDAY}\.?"
            r"(?! ?\d{1,2}[:/])"
            r"(?! (?:cream|screen|block|glasses|lotion|hat|protection|up|down|rise|set))"
        ),
        _weekday,
    ),
    (rf"{_ANY}(?P<day>tues|weds?|thurs?|thu|fri)\.?", _weekday),
    (rf"{_ANY}(?P<day>mon|tue|wed|sat)\.?{IN_A_ROW}", _weekday),
    (rf"{BEHIND_ANOTHER}{_ANY}(?P<day>mon|tue|wed|sat)\.?", _weekday),
    (rf"{NO_SUNSHINE}{_ANY}(?P<day>sun){NOTHING_MORE}", _weekday),
    (rf"(?:(?:on|for|by|come) )?{TOMORROW}(?:'?s)?", _ahead(1)),
    (r"yesterday(?:'?s)?|yest|last night|(?:the )?previous (?:day|night)", _ahead(-1)),
    (r"(?:(?:for|by) )?(?:today(?:'?s)?|2day)|tonight(?:'?s)?", _ahead(0)),
    (
        (
            r"(?:later )?this (?:very )?(?:morning|afternoon|evening|night|day)"
            r"|(?<!nset )(?<!n set )(?<!nrise )(?<!n rise )(?<!dusk |dawn )later(?: on)?"
            r"(?! (?:half|part) of)"
            rf"(?! (?:sun(?!day)|moon|dusk|dawn|{TOMORROW}|(?:on )?{WEEKDAY}\b))"
        ),
        _ahead(0),
    ),
    (rf"{_OVER}{_NEXT} (?:few )?days|(?<!how )soon|in the near future", _for_days(3)),
    (r"(?:(?:for|over) )?(?:a )?fortnight", _for_days(14)),
    (r"(?:between|from) now|(?:starting|beginning) (?:from )?(?:today|now)", _ahead(0)),
)
NEEDED: Final[dict[Reader, tuple[str, ...]]] = (
    CALENDAR_NEEDS
    | RANGES_NEED
    | {
        **dict.fromkeys((_week, _weekday_of_week, _weekdays), ("week",)),
        _weekend: ("week", "sat"),
        _weeks_after: ("fortnight", "week"),
        _weekday: WEEKDAYS,
        _before_another: (" before ",),
        ago: ("ago", "back", "before now", "earlier"),
    }
)
"""Words of which a text has one where there is anything for a reader to read."""
RULES: Final = (
    *RANGE_RULES,
    *CALENDAR_RULES,
    *((late(rf"(?<![\w'])(?:{text})(?!\w)"), read) for text, read in _TEXTS),
)
"""Patterns for text in lower case, and what reads each of them."""
