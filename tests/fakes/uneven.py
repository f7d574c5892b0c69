"""A provider of weather that is seldom plausible: ties, zeros, gaps, extremes, and warnings."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any, Final

from bot.clock import Clock, Deadline
from bot.kinds.alerts import ALERTS, Alert, Severity
from bot.providers.simulated import Simulated
from bot.queries import Span
from bot.reports import Kind, Place, Report
from fakes.draws import number_of

_OUT_OF_REACH: Final = 17
"""One of so many places has no report at all."""
_EVENTS: Final[tuple[tuple[str, Severity], ...]] = (
    ("Wind warning", "severe"),
    ("Orange rain warning", "moderate"),
    ("Winter storm", "extreme"),
    ("Fog advisory", "minor"),
    ("Heat", "unknown"),
)
_MOST_SEVERE_FIRST: Final = ("extreme", "severe", "moderate", "minor", "unknown")


class Uneven:
    """Simulated weather, bent for each place and day in one of several ways, always the same."""

    places_per_request = 100

    def __init__(self, kinds: Iterable[Kind[Any]], clock: Clock) -> None:
        self._simulated = Simulated(kinds, clock)
        self._clock = clock
        self.source = self._simulated.source
        self.kinds = self._simulated.kinds | {ALERTS}

    def covers(self, place: Place) -> bool:  # noqa: ARG002 - it is everywhere
        """Return True."""
        return True

    def fetch(
        self, kind: Kind[Any], places: Sequence[Place], span: Span, deadline: Deadline
    ) -> list[Report | None]:
        """Return the bent reports; none for a few places."""
        if kind is ALERTS:
            reports: list[Report | None] = [self._warned(place) for place in places]
        else:
            reports = self._simulated.fetch(kind, places, span, deadline)
        return [
            report and (None if _drawn(report.place.name, _OUT_OF_REACH) == 0 else _bent(report))
            for report in reports
        ]

    def _warned(self, place: Place) -> Report:
        now = self._clock.now()
        alerts = []
        for number in range(_drawn(f"{place.name} warnings", 3)):
            key = f"{place.name} {number}"
            event, severity = _EVENTS[_drawn(key, len(_EVENTS))]
            onset = now + timedelta(hours=_drawn(f"{key} onset", 60) - 12)
            ends = onset + timedelta(hours=_drawn(f"{key} end", 40) + 13)
            alerts.append(
                Alert(
                    event,
                    severity,
                    headline=f"{event} for the coast" if number else "",
                    area="The coast" if _drawn(key, 2) else "",
                    sender="The met office",
                    onset=onset if _drawn(f"{key} begun", 4) else None,
                    ends=ends if _drawn(f"{key} over", 4) else None,
                    issued_at=now - timedelta(hours=2),
                    elsewhere_in="Norway" if _drawn(f"{key} elsewhere", 5) == 0 else "",
                    event_id=key,
                )
            )
        alerts.sort(key=lambda alert: _MOST_SEVERE_FIRST.index(alert.severity))
        return Report(place, self.source, now, ALERTS, tuple(alerts))


def _bent(report: Report) -> Report:
    if report.kind is ALERTS:
        return report
    return replace(
        report, records=tuple(_bent_record(record, report.place) for record in report.records)
    )


def _bent_record(record: Any, place: Place) -> Any:
    moment = next(
        getattr(record, name) for name in ("date", "time", "observed_at") if hasattr(record, name)
    )
    key = f"{place.latitude:.2f} {place.longitude:.2f} {moment:%Y-%m-%d}"
    way = _WAYS[_drawn(key, len(_WAYS))]
    changed = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if type(value) in (int, float) and field.default is None:
            changed[field.name] = way(field.name, value, f"{key} {field.name}")
    return replace(record, **changed)


def _as_it_is(name: str, value: float, key: str) -> float | None:  # noqa: ARG001 - one of many
    return value


def _rounded(name: str, value: float, key: str) -> float | None:  # noqa: ARG001 - one of many
    return value if name == "weather_code" else type(value)(5 * round(value / 5))


def _with_gaps(name: str, value: float, key: str) -> float | None:  # noqa: ARG001 - one of many
    return None if _drawn(key, 3) == 0 else value


def _extreme(name: str, value: float, key: str) -> float | None:
    if name == "weather_code":
        return (95, 75, 45, 67, 82)[_drawn(key, 5)]
    if name.endswith("_c"):
        return value + (17.5, -21.5)[_drawn(key.rpartition(" ")[0], 2)]
    return 100 if name.endswith("_pct") else value * 4


def _nothing(name: str, value: float, key: str) -> float | None:  # noqa: ARG001 - one of many
    return type(value)(0)


def _just_beside(name: str, value: float, key: str) -> float | None:
    if name.endswith("_pct"):
        return (29, 30, 50, 60, 61)[_drawn(key, 5)]
    return value if name == "weather_code" else round(value) + (0.4, 0.5, 0.6)[_drawn(key, 3)]


_WAYS: Final = (_as_it_is, _rounded, _with_gaps, _extreme, _nothing, _just_beside)


def _drawn(words: str, count: int) -> int:
    return number_of(words) % count
