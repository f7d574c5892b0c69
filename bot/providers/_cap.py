"""Readers of official warnings in the format that their feeds share, the Common Alerting Protocol.

https://docs.oasis-open.org/emergency/cap/v1.2/CAP-v1.2-os.html
All of it is outside text: any field may be missing, of another type, or endless.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from bot.kinds.alerts import Alert, Severity
from bot.untrusted import as_object, objects, one_line

Words = Mapping[str, Any]

MAX_ALERTS: Final = 100
MAX_MESSAGES: Final = 1_000
"""Messages in an answer for a point; a hundred would be many."""
MAX_AREA_CHARS: Final = 200

_MAX_TEXT_CHARS: Final = 300
_MAX_NAME_CHARS: Final = 100
_NAMELESS: Final = "weather warning"
# The most severe first.
_SEVERITIES: Final[tuple[Severity, ...]] = ("extreme", "severe", "moderate", "minor", "unknown")
_FIRST_YEAR, _LAST_YEAR = 1900, 9000
_LONG_AGO: Final = datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC)
_REAL: Final = ("", "actual")
# The response to a warning that is over ("AllClear": "no longer poses a threat").
_ALL_CLEAR: Final = "allclear"
# The types of messages that warn of nothing: they cancel another message, or answer it.
_ANSWERS: Final = ("ack", "error")
_NO_WARNINGS: Final = ("cancel", *_ANSWERS)
_BETWEEN: Final = ", "
_MORE: Final = "…"


def text(value: object, most: int = _MAX_TEXT_CHARS) -> str:
    """Return a text on one line, shortened to `most` characters; empty if the value is no text."""
    return one_line(value, most)


def severity(value: object) -> Severity:
    """Return the severity that a word names; "unknown" for any other word."""
    word = value.strip().lower() if isinstance(value, str) else ""
    return next((known for known in _SEVERITIES if known == word), "unknown")


def in_force(messages: Iterable[Words], *, id_field: str, type_field: str) -> list[Words]:
    """Return the warnings in force: no tests, and none that another message updates or cancels."""
    real = [message for message in messages if text(message.get("status")).lower() in _REAL]
    types = [text(message.get(type_field)).lower() for message in real]
    names = [text(message.get(id_field)) for message in real]
    replaced = {
        other
        for message, name, type_ in zip(real, names, types, strict=True)
        if type_ not in _ANSWERS
        for other in _replaced_by(message)
        if other != name
    }
    return [
        message
        for message, name, type_ in zip(real, names, types, strict=True)
        if type_ not in _NO_WARNINGS and name not in replaced
    ]


def is_all_clear(response: object) -> bool:
    """Return whether the only response to a warning is that its event poses no threat any more."""
    listed = response if isinstance(response, list) else [response]
    return {text(each).lower() for each in listed} == {_ALL_CLEAR}


def alert_from(words: Words, *, level: Severity, area: str, sent: object, end_field: str) -> Alert:
    """Return the alert in an info block of a message; its moments are in UTC.

    `end_field` names the field with the end of the event, which differs between services.
    """
    headline = text(words.get("headline"))
    return Alert(
        event=text(words.get("event"), _MAX_NAME_CHARS) or headline or _NAMELESS,
        severity=level,
        headline=headline,
        area=area,
        sender=text(words.get("senderName"), _MAX_NAME_CHARS),
        onset=_moment(words.get("onset")) or _moment(words.get("effective")),
        ends=_moment(words.get(end_field)),
        issued_at=_moment(sent),
    )


def in_order(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """Return at most 100 alerts without repetition, the most severe and then the earliest first."""

    def rank(alert: Alert) -> tuple[int, datetime]:
        return _SEVERITIES.index(alert.severity), alert.onset or _LONG_AGO

    return tuple(sorted(_joined_alike(_newest(alerts)), key=rank)[:MAX_ALERTS])


def _newest(alerts: Iterable[Alert]) -> list[Alert]:
    """Return the newest issue of each warning.

    Issues with the same event, sender, area and end are one warning: services issue it again
    without a reference to the earlier issue. Two severities in the same issue are two warnings, and
    so are events that their sender tells apart.
    """
    issues: dict[tuple[object, ...], list[Alert]] = defaultdict(list)
    for alert in alerts:
        issues[alert.event, alert.sender, alert.area, alert.ends, alert.event_id].append(alert)
    return [
        alert
        for same in issues.values()
        for newest in (max(map(issued, same)),)
        for alert in same
        if issued(alert) == newest
    ]


def _joined_alike(alerts: Iterable[Alert]) -> list[Alert]:
    """Return alerts in which those that differ only in their areas are joined to the newest.

    They begin with the first of them, since the place lies in the areas of all.
    """
    alike: dict[tuple[object, ...], list[Alert]] = defaultdict(list)
    for alert in alerts:
        key = (alert.event, alert.sender, alert.severity, alert.ends, alert.event_id)
        alike[key].append(alert)
    told = []
    for same in alike.values():
        same.sort(key=issued, reverse=True)
        area = joined(alert.area for alert in same if alert.area)
        onsets = [alert.onset for alert in same if alert.onset]
        onset = min(onsets) if len(onsets) == len(same) else None
        told.append(replace(same[0], area=area, onset=onset))
    return told


def issued(alert: Alert) -> datetime:
    """Return the time at which an alert was issued; long ago where that is not known."""
    return alert.issued_at or _LONG_AGO


def in_zone(alert: Alert, zone: tzinfo) -> Alert:
    """Return an alert with its moments in a time zone."""
    onset, ends, issued_at = (
        moment and moment.astimezone(zone) for moment in (alert.onset, alert.ends, alert.issued_at)
    )
    return replace(alert, onset=onset, ends=ends, issued_at=issued_at)


def joined(areas: Iterable[str]) -> str:
    """Return the names of areas in one text of 200 characters at most; "…" for the others."""
    told: list[str] = []
    left = MAX_AREA_CHARS - len(_MORE)
    for area in dict.fromkeys(areas):
        name = text(area, MAX_AREA_CHARS)
        left -= len(name) + len(_BETWEEN)
        if told and left < 0:
            told.append(_MORE)
            break
        told.append(name)
    return text(_BETWEEN.join(told), MAX_AREA_CHARS)


def _replaced_by(message: Words) -> set[str]:
    """Return the identifiers of the messages that a message updates or cancels.

    The US service names the expired ones among them in the parameters of the message.
    """
    expired = as_object(message.get("parameters")).get("expiredReferences")
    listed = expired if isinstance(expired, list) else [expired]
    named = (_references(value) for value in (message.get("references"), *listed))
    return set[str]().union(*named)


def _references(value: object) -> set[str]:
    """Return the identifiers of the messages in a list of references.

    CAP writes "sender,identifier,time" for each message, separated by spaces; the US service has
    a list of objects.
    """
    if isinstance(value, str):
        return set(re.split(r"[\s,]+", value)) - {""}
    return {text(item.get("identifier")) for item in objects(value)} - {""}


def _moment(value: object) -> datetime | None:
    """Return a moment in UTC; a time without an offset counts as UTC, None for no time."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        if moment is None:
            return None
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        in_utc = aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return in_utc if _FIRST_YEAR <= in_utc.year <= _LAST_YEAR else None
