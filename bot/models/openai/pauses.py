"""The pauses that a server asks for: in headers, in words, in an error's details."""

import contextlib
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from bot.untrusted import as_text, finite_number, objects

_DURATIONS: Final = r"((?:\s*+\d++(?:\.\d++)?\s*+(?:ms|milli|s|m|h)[a-z]*+)++)"
_ASKED = re.compile(
    r"(?:\b(?:re)?try(?:ing)?(?: again| (?:your|the|this) request)? (?:after|in)|\bwait(?: for)?"
    rf"|\b(?:resets?|available)(?: again)? in){_DURATIONS}",
    re.IGNORECASE,
)
_WHOLE = re.compile(_DURATIONS, re.IGNORECASE)
_DURATION = re.compile(r"(?<![\d.])(\d++(?:\.\d++)?)\s*+(ms|milli|s|m|h)")
_UNITS_S: Final = {"ms": 0.001, "milli": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_IN_DETAILS: Final = ("retryDelay", "retry_delay", "retry_after", "retryAfter", "retry_after_s")
_LIMITED: Final = ("requests", "tokens")


def pause_in_words_s(message: str) -> float | None:
    """Return the seconds that an error message asks to wait; None when it names no time.

    The words matter since some gateways pass on the message, but not the header.
    """
    asked = _ASKED.search(message)
    return _seconds(asked[1]) if asked else None


def pause_in_details_s(error: Mapping[str, Any]) -> float | None:
    """Return the seconds that an error's fields ask to wait, such as Google's RetryInfo.

    None when there is no such field.
    """
    for part in (error, *objects(error.get("details")), *objects(error.get("metadata"))):
        for name in _IN_DETAILS:
            number = finite_number(part.get(name))
            if number is not None and number >= 0:
                return number
            if pause := _WHOLE.fullmatch(as_text(part.get(name))):
                return _seconds(pause[1])
    return None


def pause_in_headers_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that the retry headers ask to wait; None when there are none."""
    for name, unit_s in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        with contextlib.suppress(ValueError):
            pause_s = float(headers.get(name, "")) * unit_s
            if math.isfinite(pause_s):
                return max(0.0, pause_s)
    try:
        until = parsedate_to_datetime(headers.get("retry-after", ""))
    except (ValueError, OverflowError):
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def pause_until_reset_s(headers: Mapping[str, str]) -> float | None:
    """Return the seconds until a rate limit that is used up is reset; None if no header tells.

    If no limit is marked as used up, the earliest reset counts: the other limit may be that of a
    whole day.
    """
    resets = {
        limit: _seconds(reset[1])
        for limit in _LIMITED
        if (reset := _WHOLE.fullmatch(headers.get(f"x-ratelimit-reset-{limit}", "")[:40]))
    }
    used_up = [
        pause_s
        for limit, pause_s in resets.items()
        if headers.get(f"x-ratelimit-remaining-{limit}") == "0"
    ]
    return max(used_up, default=min(resets.values(), default=None))


def _seconds(written: str) -> float:
    return sum(
        float(number) * _UNITS_S[unit] for number, unit in _DURATION.findall(written.lower())
    )
