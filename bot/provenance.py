"""Where the figures of a reply come from, said by code and never left to a model."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from bot.messages import Credit, Provenance
from bot.reports import Report, Shown, Units, zone_of
from bot.units import duration

SIMULATED = "simulated data, not real weather"
COMPUTED = "sun and moon computed"

_UNITS: dict[Units, str] = {"metric": "°C, km/h, mm", "imperial": "°F, mph, in"}


def provenance_of(shown: Sequence[Shown], asked_at: datetime) -> Provenance:
    """Return what to say about the figures in the reports that people were shown.

    Empty when there are none. Each source that asks for it is credited once, in the order of the
    reports; made-up data have nobody to credit.
    """
    sources = dict.fromkeys(item.report.source for item in shown)
    return Provenance(
        credits=tuple(
            Credit(source.attribution, source.url)
            for source in sources
            if source.attribution and not source.is_simulated
        ),
        notes=tuple(_notes(shown, asked_at)),
    )


def _notes(shown: Sequence[Shown], asked_at: datetime) -> Iterator[str]:
    reports = list(dict.fromkeys(item.report for item in shown))
    moments: dict[str, list[datetime]] = defaultdict(list)
    for report in reports:
        moments[_what(report)].append(report.as_of)
    for what, when in moments.items():
        yield what if what == COMPUTED else f"{what} {_span(when)}"
    if units := {item.units for item in shown if item.units}:
        yield " and ".join(_UNITS[name] for name in sorted(units, reverse=True))
    old = [report for report in reports if report.is_last_good]
    ages_s = [(asked_at - report.as_of).total_seconds() for report in old]
    if ages_s:
        upto = "up to " if len(ages_s) > 1 else ""
        yield f"last good values, {upto}{duration(max(ages_s))} old"
    if any(report.source.is_simulated for report in reports):
        yield SIMULATED


def _what(report: Report) -> str:
    """Return what a report tells, and what was done to know it."""
    if report.current:
        return "observed"
    if report.air:
        return "air quality of"
    if report.alerts is not None:
        return "warnings retrieved"
    if report.sky:
        return COMPUTED
    local = report.fetched_at.astimezone(zone_of(report.place.timezone))
    is_over = report.days and report.days[-1].date < local.date()
    return "past weather retrieved" if is_over else "forecast retrieved"


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
