"""Kinds of data: the declarations of each, and simulated weather.

Composed are places by the sea and far from it, in the tropics and beyond the polar circles, in all
seasons and at all hours. Told are the records, and each kind's reach and times.
"""

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from fakes import kinds
from fakes.clock import FakeTime

from bot.languages import language_of
from bot.providers.simulated import Simulated
from bot.queries import Span
from bot.reports import Kind, Place
from composed import Told
from composed._bent_reports import PLACES

MOMENTS: Final = (
    datetime(2026, 1, 5, 23, 59, 31, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 14, 59, tzinfo=UTC),
    datetime(2026, 5, 31, 6, 10, 0, tzinfo=UTC),
    datetime(2026, 8, 1, 12, 44, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 20, 0, tzinfo=UTC),
    datetime(2026, 11, 30, 17, 5, 0, tzinfo=UTC),
)
WHERE: Final = (
    *PLACES,
    Place("Longyearbyen", 78.2, 15.6, "Arctic/Longyearbyen", "SJ", "Svalbard"),
    Place("Vostok", -78.5, 106.8, "Antarctica/Vostok", "AQ", "Antarctica"),
    Place("Lisbon", 38.7, -9.1, "Europe/Lisbon", "PT", "Portugal"),
    Place("Cairo", 30.0, 31.2, "Africa/Cairo", "EG", "Egypt"),
    Place("Perth", -31.9, 115.9, "Australia/Perth", "AU", "Australia"),
)


def told() -> Told:
    """Yield the kinds, and the reports of each at a moment for several days."""
    for kind in kinds.ALL:
        yield f"kind {kind.name}", "\n".join(_declared(kind))
    for moment in MOMENTS:
        provider = Simulated(kinds.ALL, FakeTime(moment).clock)
        deadline = FakeTime(moment).clock.deadline(60)
        ahead = moment.date() + timedelta(days=2)
        spans = (Span(), Span(3), Span(9, ahead), Span(2, date(1999, 12, 31)))
        for kind in sorted(provider.kinds, key=lambda kind: kind.name):
            for span in spans[:1] if kind.shape == "present" else spans:
                reports = provider.fetch(kind, WHERE, span, deadline)
                for place, report in zip(WHERE, reports, strict=True):
                    given = f"{kind.name} {place.label} {moment} {span}"
                    yield given, "\n".join(map(_said, report.records)) if report else "none"


def _said(record: Any) -> str:
    """Return a record's figures, without the last digits of what is computed."""
    values = (getattr(record, field.name) for field in fields(record))
    return ", ".join(f"{value:.4g}" if isinstance(value, float) else f"{value}" for value in values)


def _declared(kind: Kind[Any]) -> Iterator[str]:
    yield f"{kind.shape} {kind.reach(date(2026, 2, 27))} {kind.is_by_date} {kind.days_per_request}"
    yield f"{kind.fresh_for_s} {kind.good_for_s} {kind.settled_after} {kind.rank}"
    yield f"{kind.blank and kind.blank(date(2026, 2, 27))} {kind.plots} {kind.comparison}"
    for tag in ("en", "de", "ja", "es"):
        said = language_of(tag)
        yield f"{said.text(kind.out_of_reach)} {said.text(kind.absent)} {said.text(kind.noted_as)}"
        columns = (*kind.columns, *kind.columns_of_several)
        yield f"{[(said.text(column.heading), column.needs_heading) for column in columns]}"
