"""Word what special tools have found: the air, sun and moon, and warnings."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.languages import ENGLISH
from bot.models.offline.wording.parts import (
    day,
    items,
    joined,
    labelled,
    local_time,
    moment,
    options,
    place,
    sentence,
    text,
)
from bot.untrusted import as_object

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
_MAX_IN_SHORT: Final = 8
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
    """Yield the lines about warnings at one place, then those about others in its country.

    "There is none" and "nobody warns there" are different answers, and a hint is no warning.
    """
    alerts = items(data.get("alerts"))
    more = data.get("more_alerts")
    yield f"{place(data)}: {_own_count(data)}."
    yield from (f"- {_alert(alert)}" for alert in alerts)
    if isinstance(more, int) and more > 0:
        yield f"- and {more} more"
    yield from (f"- {_HINT}: {hint}" for hint in options(data.get("hints")))
    if elsewhere := _elsewhere(data):
        yield sentence(elsewhere)
        yield from (f"- {_alert(alert)}" for alert in _alerts_elsewhere(data))


def warnings_in_short(data: Mapping[str, Any]) -> str:
    """Return the warnings at one place on one line, for a list of places."""
    alerts = items(data.get("alerts"))
    told = [_alert(alert) for alert in alerts[:_MAX_IN_SHORT]]
    counted = [_own_count(data)] if not alerts or len(alerts) > _MAX_IN_SHORT else []
    hints = [f"{_HINT.lower()}: {hint}" for hint in options(data.get("hints"))]
    return joined([*counted, *told, *hints, _elsewhere(data)], "; ")


def _own_count(data: Mapping[str, Any]) -> str:
    """Return the number of warnings for the place itself, or the reason why none is known."""
    more = data.get("more_alerts")
    count = len(items(data.get("alerts"))) + (more if isinstance(more, int) else 0)
    return _counted(count) if count else _no_alert(data)


def _elsewhere(data: Mapping[str, Any]) -> str:
    """Return the number of warnings in other parts of a country; empty where there are none."""
    elsewhere = as_object(data.get("elsewhere"))
    count = elsewhere.get("count")
    if not isinstance(count, int) or not count:
        return ""
    told = len(_alerts_elsewhere(data))
    which = f", of which the most severe {told}" if told < count else ""
    return f"elsewhere in {text(elsewhere.get('country'))}: {_counted(count)}{which}"


def _alerts_elsewhere(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return items(as_object(data.get("elsewhere")).get("alerts"))


def _counted(count: int) -> str:
    return "1 official warning" if count == 1 else f"{count} official warnings"


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
    return f"there is no official warning{' that names this place' if _elsewhere(data) else ''}"


def _alert(alert: Mapping[str, Any]) -> str:
    severity = text(alert.get("severity"))
    known_severity = f"({severity})" if severity and severity != "unknown" else ""
    event = text(alert.get("event")) or "warning"
    headline = text(alert.get("headline"))
    opening = joined([event[:1].upper() + event[1:], known_severity], " ")
    begin, end = (moment(alert.get(name), ENGLISH) for name in ("from", "until"))
    begins = "" if alert.get("in_force") else labelled("from", begin)
    details = [
        labelled("for", alert.get("area")),
        joined([begins, labelled("until", end)], " "),
        labelled("by", alert.get("sender")),
    ]
    more = joined([headline if headline != event else "", joined(details, ", ")], "; ")
    return f"{opening}: {more}" if more else opening
