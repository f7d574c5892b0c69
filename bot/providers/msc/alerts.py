"""The reader of the warnings in MSC GeoMet's collection `weather-alerts`.

The names of the fields are those of the service's own loader of this collection:
https://github.com/ECCC-MSC/msc-pygeoapi/blob/master/msc_pygeoapi/loader/alerts_realtime.py
The loader replaces all warnings at once. A warning has one feature for each region. A warning that
is over stays for hours; its `status_en` then says so, and before that "issued" or "continued". The
colours are those of November 2025: yellow, orange and red for warnings, watches and advisories; a
statement has no colour.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from bot.errors import ProviderError
from bot.kinds.alerts import Alert, Severity
from bot.providers import _cap as cap
from bot.providers.msc.outlines import contains
from bot.untrusted import finite_number

SENDER: Final = "Environment and Climate Change Canada"

_OVER: Final = ("ended", "expired", "cancelled")
_BY_COLOUR: Final[Mapping[str, Severity]] = {
    "red": "extreme",
    "orange": "severe",
    "yellow": "moderate",
}
_BY_TYPE: Final[Mapping[str, Severity]] = {
    "warning": "severe",
    "watch": "moderate",
    "advisory": "moderate",
    "statement": "minor",
}
_LONG_AGO: Final = datetime(1, 1, 1, tzinfo=UTC)


def alerts_at(
    payload: object, latitude: float, longitude: float, now: datetime
) -> tuple[Alert, ...]:
    """Return the alerts in force or announced at a point, the most severe first, in UTC.

    A warning whose outline can't be read is included, since only warnings nearby were asked for.

    Raises:
        ProviderError: The answer is no collection of warnings, or has no warning for the point
            while some of its features can't be read.
    """
    features = payload.get("features") if isinstance(payload, dict) else None
    if not isinstance(features, list) or len(features) > cap.MAX_MESSAGES:
        raise ProviderError(f"{SENDER} answered without a list of warnings for a point")
    assert isinstance(payload, dict), "it has features"
    read = [feature for feature in features if isinstance(feature, dict) and _words(feature)]
    near = (
        _words(feature)
        for feature in read
        if contains(feature.get("geometry"), latitude, longitude) is not False
    )
    alerts = cap.in_order(_told_once(_in_force(near, now)))
    there_are = finite_number(payload.get("numberMatched")) or 0
    if not alerts and max(there_are, len(features)) > len(read):
        raise ProviderError(f"{SENDER} answered with {len(read)} warnings, not with all")
    return alerts


def _words(feature: cap.Words) -> dict[str, Any]:
    """Return the properties of a feature, which describe its warning; empty if it has none."""
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _in_force(warnings: Iterable[cap.Words], now: datetime) -> Iterator[Alert]:
    for words in warnings:
        if _plain(words, "status_en") not in _OVER and (alert := _alert(words, now)):
            yield alert


def _alert(words: cap.Words, now: datetime) -> Alert | None:
    """Return the alert that a feature describes; None when it has ended.

    A feature has an end of the event and an end of the message, in any order. The later one
    counts; without either the alert is in force for as long as the service lists it.
    """
    colour, alert_type = _plain(words, "risk_colour_en"), _plain(words, "alert_type")
    said = {
        "event": _in_english(words, "alert_name") or _in_english(words, "alert_short_name"),
        "headline": f"{colour} {alert_type}" if colour and alert_type else "",
        "senderName": SENDER,
        "onset": words.get("validity_datetime"),
    }
    by_end = [
        cap.alert_from(
            {**said, end: words.get(end)},
            level=_BY_COLOUR.get(colour) or _BY_TYPE.get(alert_type) or "unknown",
            area=_in_english(words, "feature_name"),
            sent=words.get("publication_datetime"),
            end_field=end,
        )
        for end in ("event_end_datetime", "expiration_datetime")
    ]
    ending = [alert for alert in by_end if alert.ends]
    if not ending:
        return by_end[0]
    return next((alert for alert in ending if not alert.is_over(now)), None)


def _told_once(alerts: Iterable[Alert]) -> Iterator[Alert]:
    """Yield one alert for each event, severity and end: the newest, with the areas of all."""
    alike: dict[tuple[str, Severity, datetime | None], list[Alert]] = {}
    for alert in sorted(alerts, key=lambda alert: alert.issued_at or _LONG_AGO, reverse=True):
        alike.setdefault((alert.event, alert.severity, alert.ends), []).append(alert)
    for newest, *others in alike.values():
        areas = [alert.area for alert in (newest, *others) if alert.area]
        yield replace(newest, area=cap.joined(areas))


def _in_english(words: cap.Words, name: str) -> str:
    """Return a text in English, or else in French."""
    return cap.text(words.get(f"{name}_en")) or cap.text(words.get(f"{name}_fr"))


def _plain(words: cap.Words, name: str) -> str:
    return cap.text(words.get(name)).lower()
