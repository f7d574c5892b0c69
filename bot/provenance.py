"""Where the figures of a reply come from, said by code and never left to a model."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from bot.messages import Credit
from bot.reports import Report, Units

SIMULATED = "simulated data, not real weather"

_UNITS: dict[Units, str] = {"metric": "°C, km/h, mm", "imperial": "°F, mph, in"}


def credits_of(reports: Sequence[Report]) -> tuple[Credit, ...]:
    """Return each source once, in the order of the reports; made-up data has nobody to credit."""
    sources = dict.fromkeys(report.source for report in reports)
    return tuple(
        Credit(source.attribution, source.url) for source in sources if not source.is_simulated
    )


def notes_of(reports: Sequence[Report], units: Collection[Units]) -> tuple[str, ...]:
    """Return what to say about figures besides their source; empty when there are none."""
    if not reports:
        return ()
    notes = [_when(reports), " and ".join(_UNITS[name] for name in sorted(units, reverse=True))]
    if any(report.source.is_simulated for report in reports):
        notes.append(SIMULATED)
    return tuple(notes)


def _when(reports: Sequence[Report]) -> str:
    observed = [report.current.observed_at for report in reports if report.current]
    if not observed:
        return f"forecast retrieved {_span([report.fetched_at for report in reports])}"
    return f"observed {_span(observed)}"


def _span(moments: Sequence[datetime]) -> str:
    """Return the first and last moment, in their common zone or else in UTC."""
    zones = {str(moment.tzinfo) for moment in moments}
    zone = zones.pop() if len(zones) == 1 else "UTC"
    first, last = (
        limit if zone != "UTC" else limit.astimezone(UTC) for limit in (min(moments), max(moments))
    )
    span = f"{first:%d %b %H:%M}" if first == last else f"{first:%d %b %H:%M} to {last:%H:%M}"
    return f"{span} ({zone})"
