"""The reader of MeteoAlarm's feeds, and the choice of a country's warnings that hold at a place.

A warning that may or may not hold at a place is reported as one elsewhere in its country.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.errors import ProviderError
from bot.kinds.alerts import Alert, Severity
from bot.providers import _cap as cap
from bot.providers.meteoalarm.levels import level_of
from bot.providers.meteoalarm.regions import Known, Region, Spot, codes_of, region_from
from bot.reports import Place, zone_of
from bot.untrusted import objects

ENDLESS_FOR: Final = timedelta(days=2)
"""Time from the issue or the beginning of a warning without an end until it counts as over. All
recorded warnings have an end, so that a missing end is a mistake."""

_AWARENESS: Final = "awareness_"


@dataclass(frozen=True, slots=True)
class AreaWarning:
    """A warning of a country, with the areas where it holds."""

    alert: Alert
    regions: tuple[Region, ...]

    def is_over(self, now: datetime) -> bool:
        """Return whether the warning has ended; a warning without an end does after two days."""
        known = [at for at in (self.alert.onset, self.alert.issued_at) if at]
        is_endless = self.alert.ends is None and bool(known)
        return self.alert.is_over(now) or (is_endless and max(known) + ENDLESS_FOR <= now)

    def at(self, spot: Spot) -> Alert | None:
        """Return the warning with the names of the areas that a place lies in; None for none."""
        held = [names for region in self.regions if (names := region.told_at(spot)) is not None]
        if not held:
            return None
        return replace(self.alert, area=cap.joined([name for names in held for name in names]))


def warnings_from(payload: object, known: Known) -> tuple[AreaWarning, ...]:
    """Return the warnings in a feed above the lowest level, ended ones included.

    `known` has the codes of the country's areas.

    Raises:
        ProviderError: The payload is no feed, or none of its warnings can be read.
    """
    entries = payload.get("warnings") if isinstance(payload, dict) else None
    if not isinstance(entries, list):
        raise ProviderError("MeteoAlarm answered without a list of warnings")
    messages = [message for entry in objects(entries) for message in objects(entry.get("alert"))]
    if entries and not messages:
        raise ProviderError("MeteoAlarm answered with warnings that can't be read")
    return tuple(
        warning
        for message in cap.in_force(messages, id_field="identifier", type_field="msgType")
        for info in _in_one_language(objects(message.get("info")))
        for warning in _warning(info, message, known)
    )


def alerts_for(
    warnings: Iterable[AreaWarning], place: Place, spot: Spot, now: datetime
) -> tuple[Alert, ...]:
    """Return the alerts that hold at a place, then those elsewhere in its country.

    Alerts elsewhere are merged into one for each event and severity.
    """
    own: list[Alert] = []
    elsewhere: dict[tuple[str, Severity], list[AreaWarning]] = defaultdict(list)
    for warning in warnings:
        if warning.is_over(now):
            continue
        if alert := warning.at(spot):
            own.append(alert)
        else:
            elsewhere[warning.alert.event, warning.alert.severity].append(warning)
    country = place.country or place.country_code
    zone = zone_of(place.timezone)
    alerts = (
        *cap.in_order(own),
        *cap.in_order(_merged(alike, country) for alike in elsewhere.values()),
    )
    return tuple(cap.in_zone(alert, zone) for alert in alerts)


def _in_one_language(infos: Sequence[cap.Words]) -> Iterator[cap.Words]:
    """Yield the info blocks of a message in English, or else in the language of the first block.

    A block in another language is yielded where none of these is about the same: the service has
    not translated it. By the standard, a block without a language is in English.
    """
    languages = [cap.text(info.get("language")).lower()[:2] for info in infos]
    ranked = [language for language in ("en", "", *languages) if language in languages]
    told: dict[tuple[object, ...], str] = {}
    for language in dict.fromkeys(ranked):
        for info, own in zip(infos, languages, strict=True):
            if own == language and told.setdefault(_subject(info), language) == language:
                yield info


def _subject(info: cap.Words) -> tuple[object, ...]:
    """Return the subject of an info block, which it shares with its translations.

    It has its times, the numbers of its level and type, and the codes of its areas.
    """
    times = (cap.text(info.get(name)) for name in ("onset", "effective", "expires"))
    parameters = objects(info.get("parameter"))
    numbers = {
        (name, cap.text(parameter.get("value")).partition(";")[0].strip())
        for parameter in parameters
        if (name := cap.text(parameter.get("valueName")).lower()).startswith(_AWARENESS)
    }
    codes = {code for area in objects(info.get("area")) for code in codes_of(area)}
    return (*times, frozenset(numbers), frozenset(codes))


def _warning(info: cap.Words, message: cap.Words, known: Known) -> Iterator[AreaWarning]:
    """Yield the warning of an info block, unless its level is the lowest or it is over."""
    level = level_of(info)
    if level is None or cap.is_all_clear(info.get("responseType")):
        return
    alert = cap.alert_from(
        info, level=level, area="", sent=message.get("sent"), end_field="expires"
    )
    regions = tuple(region_from(area, known) for area in objects(info.get("area")))
    yield AreaWarning(alert, regions)


def _merged(warnings: Sequence[AreaWarning], country: str) -> Alert:
    """Return one alert for similar warnings, from the first onset to the last end."""
    alerts = [warning.alert for warning in warnings]
    onsets, ends, issues = (
        [moment for moment in moments if moment]
        for moments in zip(
            *((alert.onset, alert.ends, alert.issued_at) for alert in alerts), strict=True
        )
    )
    names = (name for warning in warnings for region in warning.regions for name in region.written)
    headlines = {alert.headline for alert in alerts}
    return replace(
        alerts[0],
        headline=headlines.pop() if len(headlines) == 1 else "",
        area=cap.joined(names),
        elsewhere_in=country,
        onset=min(onsets) if len(onsets) == len(alerts) else None,
        ends=max(ends) if len(ends) == len(alerts) else None,
        issued_at=max(issues, default=None),
    )
