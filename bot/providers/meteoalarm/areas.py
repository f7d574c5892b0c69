"""What MeteoAlarm's feeds say: the warnings of a whole country, and which of them concern a place.

Regions are named in words, and where exactly they lie is not said: a warning whose region has
neither the name of the place nor that of its region or country is somewhere in the country.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.errors import ProviderError
from bot.kinds.alerts import Alert, Severity
from bot.places.gazetteer import fold
from bot.providers import _cap as cap
from bot.reports import Place, zone_of
from bot.untrusted import objects

_MAX_ELSEWHERE: Final = 5
_SHORTEST_BY_NAME: Final = 4
# Awareness levels: green says that all is well.
_LEVELS: Final[dict[str, Severity | None]] = {
    "1": None,
    "2": "moderate",
    "3": "severe",
    "4": "extreme",
}


@dataclass(frozen=True, slots=True)
class AreaWarning:
    """A warning and where it holds: the names of the regions as they are written, and folded."""

    alert: Alert
    areas: tuple[tuple[str, str], ...]


def warnings_from(payload: object) -> tuple[AreaWarning, ...]:
    """Return the warnings in a feed that are worth telling, those that have ended among them.

    Raises:
        ProviderError: It is no feed.
    """
    entries = payload.get("warnings") if isinstance(payload, dict) else None
    if not isinstance(entries, list):
        raise ProviderError("MeteoAlarm answered without a list of warnings")
    messages = [message for entry in objects(entries) for message in objects(entry.get("alert"))]
    return tuple(
        warning
        for message in cap.in_force(messages, id_field="identifier", type_field="msgType")
        for info in _in_one_language(objects(message.get("info")))
        for warning in _warning(info, message)
    )


def alerts_for(
    warnings: Iterable[AreaWarning], place: Place, names: Collection[str], now: datetime
) -> tuple[Alert, ...]:
    """Return the alerts that concern a place for certain, and those elsewhere in its country.

    `names` are what the place is called besides its own name, folded.
    """
    here: list[Alert] = []
    elsewhere: list[AreaWarning] = []
    is_named = _Naming(place, names)
    for warning in warnings:
        if warning.alert.is_over(now):
            continue
        own = [written for written, folded in warning.areas if is_named(folded)]
        if own:
            here.append(replace(warning.alert, area=cap.joined(own)))
        else:
            elsewhere.append(warning)
    zone = zone_of(place.timezone)
    alerts = cap.in_order([*here, *_somewhere(elsewhere, place.country or place.country_code)])
    return tuple(cap.in_zone(alert, zone) for alert in alerts)


class _Naming:
    """Tells whether the name of an area is one that a place goes by, or contains it."""

    def __init__(self, place: Place, names: Collection[str]) -> None:
        by_names = (name for name in names if len(name) >= _SHORTEST_BY_NAME)
        own = {fold(place.name), *by_names} - {""}
        self._parts = tuple(f" {name} " for name in own)
        # Not in part: "South East England" is not all of England.
        self._wholes = {fold(place.region), fold(place.country)} - {""}

    def __call__(self, folded_area: str) -> bool:
        padded = f" {folded_area} "
        return folded_area in self._wholes or any(part in padded for part in self._parts)


def _in_one_language(infos: Sequence[cap.Words]) -> list[cap.Words]:
    """Return the English blocks of a message, or else those in the language of the first."""
    languages = [cap.text(info.get("language")).lower()[:2] for info in infos]
    chosen = "en" if "en" in languages else next(iter(languages), "")
    return [info for info, language in zip(infos, languages, strict=True) if language == chosen]


def _warning(info: cap.Words, message: cap.Words) -> Iterator[AreaWarning]:
    """Yield the warning of an info block, unless it is one of the lowest level."""
    level = _severity(info)
    if level is None:
        return
    written = [
        cap.text(area.get("areaDesc"), cap.MAX_AREA_CHARS) for area in objects(info.get("area"))
    ]
    alert = cap.alert_from(info, level=level, area="", sent=message.get("sent"))
    yield AreaWarning(alert, tuple((name, fold(name)) for name in written if name))


def _severity(info: cap.Words) -> Severity | None:
    """Return the severity by the awareness level, which all countries use alike; None for green."""
    for parameter in objects(info.get("parameter")):
        if parameter.get("valueName") == "awareness_level":
            number = cap.text(parameter.get("value")).partition(";")[0].strip()
            if number in _LEVELS:
                return _LEVELS[number]
    stated = cap.severity(info.get("severity"))
    return None if stated == "minor" else stated


def _somewhere(warnings: Sequence[AreaWarning], country: str) -> tuple[Alert, ...]:
    """Return warnings of other parts of a country: one for each event and severity, a few."""
    alike: dict[tuple[str, Severity], list[AreaWarning]] = defaultdict(list)
    for warning in warnings:
        alike[warning.alert.event, warning.alert.severity].append(warning)
    return cap.in_order(_merged(same, country) for same in alike.values())[:_MAX_ELSEWHERE]


def _merged(warnings: Sequence[AreaWarning], country: str) -> Alert:
    """Return one alert for warnings of the same kind, from the first onset to the last end."""
    alerts = [warning.alert for warning in warnings]
    onsets, ends, issues = (
        [moment for moment in moments if moment]
        for moments in zip(
            *((alert.onset, alert.ends, alert.issued_at) for alert in alerts), strict=True
        )
    )
    areas = cap.joined([written for warning in warnings for written, _ in warning.areas])
    headlines = {alert.headline for alert in alerts}
    return replace(
        alerts[0],
        headline=headlines.pop() if len(headlines) == 1 else "",
        area=f"somewhere in {country}{': ' if areas else ''}{areas}",
        onset=min(onsets) if len(onsets) == len(alerts) else None,
        ends=max(ends) if len(ends) == len(alerts) else None,
        issued_at=max(issues, default=None),
    )
