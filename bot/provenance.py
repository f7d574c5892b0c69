"""Where the figures of a reply come from, said by code and never left to a model."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from bot.messages import Credit, Provenance
from bot.reports import Report, Units

SIMULATED = "simulated data, not real weather"

_UNITS: dict[Units, str] = {"metric": "°C, km/h, mm", "imperial": "°F, mph, in"}


def provenance_of(reports: Sequence[Report], units: Collection[Units]) -> Provenance:
    """Return what to say about the figures in these reports; empty when there are none.

    Each source is credited once, in the order of the reports; made-up data has nobody to credit.
    """
    if not reports:
        return Provenance()
    sources = dict.fromkeys(report.source for report in reports)
    notes = [_when(reports)]
    if units:
        notes.append(" and ".join(_UNITS[name] for name in sorted(units, reverse=True)))
    if any(source.is_simulated for source in sources):
        notes.append(SIMULATED)
    live = (source for source in sources if not source.is_simulated)
    return Provenance(
        credits=tuple(Credit(source.attribution, source.url) for source in live),
        notes=tuple(notes),
    )


def _when(reports: Sequence[Report]) -> str:
    observed = [report.current.observed_at for report in reports if report.current]
    if not observed:
        return f"forecast retrieved {_span([report.fetched_at for report in reports])}"
    return f"observed {_span(observed)}"


def _span(moments: Sequence[datetime]) -> str:
    """Return the first and last moment, in their common zone or else in UTC."""
    zones = {str(moment.tzinfo) for moment in moments}
    is_common = len(zones) == 1
    first, last = (
        limit if is_common else limit.astimezone(UTC) for limit in (min(moments), max(moments))
    )
    begin, end = f"{first:%d %b %H:%M}", f"{last:%d %b %H:%M}"
    if first.date() == last.date():
        end = f"{last:%H:%M}"
    span = begin if begin.endswith(end) else f"{begin} to {end}"
    return f"{span} ({zones.pop() if is_common else 'UTC'})"
