"""Outcomes of questions to a weather service, as text that is the same on all machines."""

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, tzinfo
from typing import Any, Final

from bot.errors import DeadlineError, ProviderError
from bot.reports import Place, Report

_ERROR_FIELDS: Final = ("status", "reason", "rest_s")


def told_value(value: object) -> str:
    """Return a value as text; moments to the second with their zone, records without what is None.

    Floats have seven digits, since mathematical functions differ in their last ones.
    """
    match value:
        case datetime():
            return f"{value.replace(microsecond=0).isoformat()}{_zone(value.tzinfo)}"
        case date():
            return value.isoformat()
        case float():
            return f"{value:.7g}"
        case tuple() | list():
            return f"[{', '.join(map(told_value, value))}]"
    if is_dataclass(value) and not isinstance(value, type):
        named = ((each.name, getattr(value, each.name)) for each in fields(value))
        told = (f"{name}={told_value(own)}" for name, own in named if own is not None)
        return f"{type(value).__name__}({' '.join(told)})"
    return repr(value)


def told_report(report: Report | None) -> str:
    """Return a report with a line for each record."""
    if report is None:
        return "no report"
    marks = f"{report.kind.name} {report.origin}{' last good' if report.is_last_good else ''}"
    head = f"{told_place(report.place)} by {report.source.attribution} {marks}"
    head += f" at {told_value(report.fetched_at)} as of {told_value(report.as_of)}"
    return "\n".join((head, *map(told_value, report.records)))


def told_place(place: Place) -> str:
    """Return a place by its label and its point."""
    return f"{place.label} {place.latitude:g},{place.longitude:g}"


def told_reports(fetch: Callable[[], Sequence[Report | None]], address: str) -> str:
    """Return the reports that a call brings, or its error; the address of the service is left out.

    A fault of the program is raised as it is.
    """
    try:
        return "\n".join(map(told_report, fetch()))
    except (ProviderError, DeadlineError) as error:
        return told_error(error, address)


def told_error(error: Exception, address: str) -> str:
    """Return an error by its class, its message and what it says of the service."""
    own: dict[str, Any] = {
        name: getattr(error, name) for name in _ERROR_FIELDS if getattr(error, name, None)
    }
    told = f"{type(error).__name__}: {error} {own}"
    return told.replace(address.removeprefix("http://"), "HOST")


def _zone(zone: tzinfo | None) -> str:
    return f"[{getattr(zone, 'key', zone)}]"
