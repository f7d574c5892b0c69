"""Official warnings in the words that their feeds share, the Common Alerting Protocol.

https://docs.oasis-open.org/emergency/cap/v1.2/CAP-v1.2-os.html
All of it is outside text: any field may be missing, be of another type, or be endless.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from bot.kinds.alerts import Alert, Severity
from bot.untrusted import objects, one_line

Words = Mapping[str, Any]

MAX_ALERTS: Final = 20
MAX_AREA_CHARS: Final = 200

_MAX_TEXT_CHARS: Final = 300
_MAX_NAME_CHARS: Final = 100
_NAMELESS: Final = "weather warning"
# The most severe first.
_SEVERITIES: Final[tuple[Severity, ...]] = ("extreme", "severe", "moderate", "minor", "unknown")
_FIRST_YEAR, _LAST_YEAR = 1900, 9000
_LONG_AGO: Final = datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC)
# Messages that warn of nothing: they take another one back, or answer it.
_NO_WARNINGS: Final = ("cancel", "ack", "error")


def text(value: object, most: int = _MAX_TEXT_CHARS) -> str:
    """Return text on one line, cut where it is too long; empty for what is no text."""
    return one_line(value, most)


def severity(value: object) -> Severity:
    """Return how severe a warning is; unknown for any other word."""
    word = value.strip().lower() if isinstance(value, str) else ""
    return next((known for known in _SEVERITIES if known == word), "unknown")


def in_force(messages: Iterable[Words], *, id_field: str, type_field: str) -> list[Words]:
    """Return the real warnings that no other message updates or takes back."""
    real = [message for message in messages if message.get("status") in (None, "Actual")]
    replaced = {
        name
        for message in real
        for name in _references(message.get("references"))
        if name != message.get(id_field)
    }
    return [
        message
        for message in real
        if text(message.get(type_field)).lower() not in _NO_WARNINGS
        and text(message.get(id_field)) not in replaced
    ]


def alert_from(words: Words, *, level: Severity, area: str, sent: object) -> Alert:
    """Return the alert that an info block words; moments are in UTC.

    An event may have an end of its own; else it ends when the message expires.
    """
    headline = text(words.get("headline"))
    return Alert(
        event=text(words.get("event"), _MAX_NAME_CHARS) or headline or _NAMELESS,
        severity=level,
        headline=headline,
        area=area,
        sender=text(words.get("senderName"), _MAX_NAME_CHARS),
        onset=_moment(words.get("onset")) or _moment(words.get("effective")),
        ends=_moment(words.get("ends")) or _moment(words.get("expires")),
        issued_at=_moment(sent),
    )


def in_order(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """Return alerts without repetition, the most severe and then the earliest first.

    Where there are a great many, those at the end are left out.
    """

    def rank(alert: Alert) -> tuple[int, datetime]:
        return _SEVERITIES.index(alert.severity), alert.onset or _LONG_AGO

    return tuple(sorted(dict.fromkeys(alerts), key=rank)[:MAX_ALERTS])


def in_zone(alert: Alert, zone: tzinfo) -> Alert:
    """Return an alert with its moments in a time zone."""
    onset, ends, issued_at = (
        moment and moment.astimezone(zone) for moment in (alert.onset, alert.ends, alert.issued_at)
    )
    return replace(alert, onset=onset, ends=ends, issued_at=issued_at)


def joined(areas: Sequence[str]) -> str:
    """Return the names of areas as one text, cut where there are too many."""
    return text(", ".join(dict.fromkeys(areas)), MAX_AREA_CHARS)


def _references(value: object) -> set[str]:
    """Return the identifiers of other messages.

    CAP writes "sender,identifier,time" for each, with spaces between them; the US service has
    a list of objects.
    """
    if isinstance(value, str):
        return set(re.split(r"[\s,]+", value)) - {""}
    return {text(item.get("identifier")) for item in objects(value)} - {""}


def _moment(value: object) -> datetime | None:
    """Return a moment in UTC, which is also what one without an offset is taken for."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        if moment is None:
            return None
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        in_utc = aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return in_utc if _FIRST_YEAR <= in_utc.year <= _LAST_YEAR else None
