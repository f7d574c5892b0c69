"""The pauses that a server asks for: in headers, in words, in an error's details."""

import contextlib
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Any, Final

from bot.untrusted import as_object, as_text, finite_number

_UNIT: Final = r"(?:ms|milli\w{0,8}|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)\b"
_PART: Final = rf"\s*+\d++(?:\.\d++)?\s*+(?:[smh](?=\d)|{_UNIT})"
_DURATIONS: Final = rf"((?>(?:{_PART})+))"
_ASKED = re.compile(
    r"(?:\b(?:re)?try|\bwait|\bresets?|\bavailable|\bback ?off|\bcool ?down|\bestimated[ _]time"
    r"|\b(?:next|another) request|\breplenished)"
    rf"[^\d.\n]{{0,48}}{_DURATIONS}",
    re.IGNORECASE,
)
# Azure's gateways write it as a clock does.
_ASKED_AS_CLOCK = re.compile(r"\breplenished in (\d\d):(\d\d):(\d\d)", re.IGNORECASE)
_ASKED_IN_SECONDS = re.compile(
    r"\b(?:retry[-_ ]?(?:after|in)|estimated[-_ ]time)[\"']?\s{0,2}[:=]?\s{0,2}"
    r"(\d++(?:\.\d++)?)(?![\d%:/-])",
    re.IGNORECASE,
)
_IN_A_MINUTE = re.compile(r"\b(?:re)?try\b[^\d.\n]{0,30}\b(?:a|one) minute\b", re.IGNORECASE)
_WHOLE = re.compile(_DURATIONS, re.IGNORECASE)
_DURATION = re.compile(r"(?<![\d.])(\d++(?:\.\d++)?)\s*+(ms|milli|s|m|h)")
_UNITS_S: Final = {"ms": 0.001, "milli": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}

# Fields are compared without what joins their words: retryDelay, retry_after_ms, Retry-After.
_IN_DETAILS: Final = re.compile(
    r"(?:(?:retry|resets?|wait)(?:delay|after|in|time)|wait|cooldown|backoff|estimatedtime)"
    r"(?:s|sec|seconds?|(?P<is_ms>ms|milliseconds?))?"
)
# The one header of the newest draft, which has the time beside the limit.
_RESET_BESIDE: Final = re.compile(r"\b(?:reset|t)=(\d{1,9})\b")
_MAX_DEPTH: Final = 4
_MAX_HEADERS: Final = 200
_MAX_CHARACTERS: Final = 80
_LONGEST_S: Final = 10_000_000
"""A larger number is no pause, but a moment in seconds, or in milliseconds, since 1970."""
_FIRST_MOMENT_S: Final = 1_000_000_000
"""A moment after which to retry is none before this one, in 2001: a year's pause is meant so."""


def pause_in_words_s(message: str) -> float | None:
    """Return the seconds that an error message asks to wait; None when it names no time.

    The words matter since some gateways pass on the message, but not the header.
    """
    if asked := _ASKED.search(message):
        return _seconds(asked[1])
    if asked := _ASKED_AS_CLOCK.search(message):
        hours, minutes, seconds = map(int, asked.groups())
        return hours * 3600.0 + minutes * 60.0 + seconds
    if asked := _ASKED_IN_SECONDS.search(message):
        return float(asked[1])
    return 60.0 if _IN_A_MINUTE.search(message) else None


def pause_in_details_s(error: Mapping[str, Any]) -> float | None:
    """Return the seconds that an error's fields ask to wait, such as Google's RetryInfo.

    None when there is no such field.
    """
    for name, value in _fields(error):
        asked = _IN_DETAILS.fullmatch(re.sub(r"[\W_]", "", name[:_MAX_CHARACTERS]).lower())
        pause_s = _length_s(value, 0.001 if asked["is_ms"] else 1.0) if asked else None
        if pause_s is not None and pause_s < _LONGEST_S:
            return pause_s
    return None


def headers_in(error: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers of the server behind a gateway, which has put them into its own error."""
    told = next((value for name, value in _fields(error) if name == "headers"), None)
    few = list(as_object(told).items())[:_MAX_HEADERS]
    return {name: value for name, value in few if isinstance(value, str)}


def pause_in_headers_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that the retry headers ask to wait; None when there are none.

    Gateways put names of their own before that of the header.
    """
    named = _named(headers)
    for ending, unit_s in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        for name in sorted((name for name in named if name.endswith(ending)), key=len):
            with contextlib.suppress(ValueError):
                pause_s = float(named[name]) * unit_s
                if pause_s < _FIRST_MOMENT_S and math.isfinite(pause_s):
                    return max(0.0, pause_s)
            if (until := _until_s(named[name], now)) is not None:
                return until
    return None


def pause_until_reset_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds until a rate limit that is used up is reset; None if no header tells.

    If no limit is marked as used up, the earliest reset counts: the other limit may be that of a
    whole day.
    """
    named = _named(headers)
    resets: dict[str, float] = {}
    for name, value in named.items():
        beside = _RESET_BESIDE.search(value) if name.endswith("ratelimit") else None
        if beside:
            resets[name] = float(beside[1])
        is_one = "ratelimit" in name.replace("-", "") and "reset" in name
        if is_one and (pause_s := _until_s(value, now)) is not None:
            resets[name] = pause_s
    used_up = [
        pause_s
        for name, pause_s in resets.items()
        if named.get(name.replace("reset", "remaining")) == "0"
    ]
    return max(used_up, default=min(resets.values(), default=None))


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers by their names in lower case, as far as a pause could be in them."""
    few = list(headers.items())[:_MAX_HEADERS]
    return {name.lower(): value[:_MAX_CHARACTERS] for name, value in few}


def _fields(value: object, depth: int = _MAX_DEPTH) -> Iterator[tuple[str, object]]:
    """Yield the fields of an object, and of those in it, whatever is nearest first."""
    if isinstance(value, dict):
        yield from islice(value.items(), _MAX_HEADERS)
    if isinstance(value, dict | list) and depth:
        inner = value.values() if isinstance(value, dict) else value
        for item in islice(inner, _MAX_HEADERS):
            yield from _fields(item, depth - 1)


def _length_s(value: object, unit_s: float) -> float | None:
    """Return the seconds of a field, be it a number, a text or Google's form in two parts."""
    if isinstance(value, dict):
        value = value.get("seconds")
    number = finite_number(value)
    if number is None:
        with contextlib.suppress(ValueError):
            number = finite_number(float(as_text(value)))
    if number is not None:
        return number * unit_s if number >= 0 else None
    whole = _WHOLE.fullmatch(as_text(value)[:_MAX_CHARACTERS])
    return _seconds(whole[1]) if whole else None


def _until_s(written: str, now: datetime) -> float | None:
    """Return the seconds until the end that a header names as a length or as a moment."""
    if whole := _WHOLE.fullmatch(written.strip()):
        return _seconds(whole[1])
    with contextlib.suppress(ValueError):
        number = finite_number(float(written))
        if number is None or number < 0:
            return None
        while number > _LONGEST_S * 1000:
            number /= 1000
        return number if number < _LONGEST_S else max(0.0, number - now.timestamp())
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        with contextlib.suppress(ValueError, OverflowError):
            moment = read(written.strip())
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return max(0.0, (aware - now).total_seconds())
    return None


def _seconds(written: str) -> float:
    return sum(
        float(number) * _UNITS_S[unit] for number, unit in _DURATION.findall(written.lower())
    )
