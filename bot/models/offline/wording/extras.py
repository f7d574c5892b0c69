"""Word what special tools have found: the air, sun and moon, and warnings."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.models.offline.wording.parts import (
    day,
    items,
    joined,
    labelled,
    local_time,
    options,
    place,
    sentence,
    text,
)

_FIGURES: Final = {"pm2_5": "PM2.5", "pm10": "PM10", "ozone": "ozone", "uv_index": "UV index"}
_SKY: Final = {
    "sunrise": "sunrise",
    "sunset": "sunset",
    "sun_note": "",
    "day_length": "daylight",
    "moon": "moon phase:",
    "moonrise": "moonrise",
    "moonset": "moonset",
    "moon_note": "",
}
_MAX_ALERTS: Final = 8
_HINT: Final = "A hint from the forecast, not an official warning"


def is_air(data: Mapping[str, Any]) -> bool:
    """Return whether a result is about the air."""
    return "air_quality" in data or "european_aqi" in data


def is_sky(data: Mapping[str, Any]) -> bool:
    """Return whether a result is about sun and moon."""
    return any("moon" in item or "day_length" in item for item in items(data.get("days")))


def is_warning(data: Mapping[str, Any]) -> bool:
    """Return whether a result is about warnings, be there any or not."""
    return "alerts" in data


def about_air(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines about the air at one place."""
    yield f"{place(data)}: {_air_quality(data) or 'the air quality is unknown'}{local_time(data)}."
    if more := joined(list(_air_figures(data)), ", "):
        yield sentence(more)


def air_in_short(data: Mapping[str, Any]) -> str:
    """Return the air at one place on one line, for a list of places."""
    return joined([_air_quality(data), *_air_figures(data)], ", ") or "no figures are known"


def about_sky(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines about sun and moon at one place, one for each day."""
    days = items(data.get("days"))
    if len(days) == 1:
        yield f"{place(data)}, {day(days[0].get('date'), data)}: {sky_of(days[0])}."
        return
    yield f"{place(data)}:"
    yield from (f"- {day(each.get('date'), data)}: {sky_of(each)}" for each in days)


def sky_of(data: Mapping[str, Any]) -> str:
    """Return sun and moon of one day, as far as they are known."""
    figures = [labelled(label, data.get(name)).strip() for name, label in _SKY.items()]
    return joined(figures, ", ") or "nothing is known of sun and moon"


def about_warnings(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines about warnings at one place.

    "There is none" and "nobody warns there" are different answers, and a hint is no warning.
    """
    alerts = items(data.get("alerts"))
    if alerts:
        count = "1 official warning" if len(alerts) == 1 else f"{len(alerts)} official warnings"
        yield f"{place(data)}: {count}."
        yield from (f"- {_alert(alert)}" for alert in alerts[:_MAX_ALERTS])
    else:
        yield f"{place(data)}: {_no_alert(data)}."
    yield from (f"- {_HINT}: {hint}" for hint in options(data.get("hints")))


def warnings_in_short(data: Mapping[str, Any]) -> str:
    """Return the warnings at one place on one line, for a list of places."""
    alerts = [_alert(alert) for alert in items(data.get("alerts"))[:_MAX_ALERTS]]
    hints = [f"{_HINT.lower()}: {hint}" for hint in options(data.get("hints"))]
    return joined([*(alerts or [_no_alert(data)]), *hints], "; ")


def _air_quality(data: Mapping[str, Any]) -> str:
    indices = [
        labelled("European index", data.get("european_aqi")),
        labelled("US index", data.get("us_aqi")),
    ]
    quality = labelled("air quality", data.get("air_quality"))
    known = joined(indices, ", ")
    return joined([quality or ("air quality" if known else ""), known and f"({known})"], " ")


def _air_figures(data: Mapping[str, Any]) -> Iterator[str]:
    yield from (labelled(label, data.get(name)) for name, label in _FIGURES.items())
    pollen = data.get("pollen")
    if isinstance(pollen, Mapping):
        kinds = [labelled(text(kind), amount) for kind, amount in pollen.items()]
        yield labelled("pollen:", joined(kinds, ", "))


def _no_alert(data: Mapping[str, Any]) -> str:
    if data.get("official") is False:
        return "there is no official feed of warnings here"
    if data.get("official") is None and data.get("alerts") is None:
        return "nothing is known of warnings"
    return "there is no official warning"


def _alert(alert: Mapping[str, Any]) -> str:
    severity = text(alert.get("severity"))
    known_severity = f"({severity})" if severity and severity != "unknown" else ""
    event = text(alert.get("event")) or "warning"
    headline = text(alert.get("headline"))
    opening = joined([event[:1].upper() + event[1:], known_severity], " ")
    details = [
        labelled("for", alert.get("area")),
        labelled("until", alert.get("until")),
        labelled("from", alert.get("sender")),
    ]
    more = joined([headline if headline != event else "", joined(details, ", ")], "; ")
    return f"{opening}: {more}" if more else opening
