"""Widen an hour that others lead up to or go on from: "before 6pm", "until noon", "after 3pm"."""

import re
from datetime import datetime
from typing import Final

from bot.models.offline.reading.times.dates import TOMORROW, WEEKDAY
from bot.models.offline.reading.times.hours import Hours

# "Before work" is the name of a part of the day.
_LEADS_UP: Final = re.compile(
    rf"(?:(?:on )?(?:{TOMORROW}|today|{WEEKDAY})(?:'?s)?,? )?"
    r"(?:before(?! (?:work|school|bed))|until|till?|up to)\b"
)
_GOES_ON: Final = re.compile(r"(?:after|from|past)\b")
_NOON: Final = re.compile(r"\b(?:noon|midday)\b")
_HOURS_OF_A_DAY: Final = 24
_DAY_BEGINS: Final = 6
_LATE: Final = 9
_LOOK: Final = 3


def is_until_midnight(hours: Hours, words: str) -> bool:
    """Return whether hours lead up to the end of the day that is named: "until midnight"."""
    return hours.is_next_night and not hours.first and bool(_LEADS_UP.match(words))


def widened(hours: Hours, words: str, asked_at: datetime, *, is_today: bool) -> tuple[int, int]:
    """Return the first hour and the number of hours that some hours stand for.

    Args:
        hours: As they were read.
        words: Where the text says so, in small letters.
        asked_at: By the clock of the place.
        is_today: Whether they are on the day of asking.
    """
    is_point = not hours.moment and hours.count <= _LOOK
    if is_point and _LEADS_UP.match(words):
        last = _HOURS_OF_A_DAY if is_until_midnight(hours, words) else hours.first
        begin = asked_at.hour if is_today else _DAY_BEGINS if last > _LATE else 0
        count = last - begin
        return (
            (begin, count if count == 1 else max(count, _LOOK + 1))
            if count > 0
            else _as_read(hours)
        )
    is_told = not hours.is_vague or _NOON.search(words)
    if is_point and is_told and hours.first and _GOES_ON.match(words):
        return hours.first, max(_HOURS_OF_A_DAY - hours.first, _LOOK)
    return _as_read(hours)


def _as_read(hours: Hours) -> tuple[int, int]:
    return hours.first, hours.count
