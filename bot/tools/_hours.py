"""Hours of the day in the arguments of tools, as models write them."""

import re
from typing import Final

from bot.tools._days import whole_number

_HOUR_NAMES: Final = {"midnight": 0, "noon": 12}
_CLOCK_TIME: Final = re.compile(r"(\d{1,2})(?::\d\d){0,2} ?(?:([ap])\.?m\.?)?")
_HALF_DAY: Final = 12
_HOURS_A_DAY: Final = 24


def hour_of(value: object) -> int | None:
    """Return an hour from 0 to 23, also one written as text or as a time; None for all else."""
    text = value.strip().lower() if isinstance(value, str) else value
    hour = _HOUR_NAMES.get(text, _clock_hour(text)) if isinstance(text, str) else whole_number(text)
    return hour if hour is not None and 0 <= hour < _HOURS_A_DAY else None


def _clock_hour(text: str) -> int | None:
    """Return the hour of a time such as "18", "18:00" or "6 pm"; None for other words."""
    written = _CLOCK_TIME.fullmatch(text)
    if not written:
        return None
    hour, half = int(written[1]), written[2]
    if not half:
        return hour
    return hour % _HALF_DAY + (_HALF_DAY if half == "p" else 0) if hour <= _HALF_DAY else None
