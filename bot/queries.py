"""Queries for weather, and their outcomes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.reports import Kind, Place, Report

HORIZON_DAYS = 16
"""The number of days in a forecast, today included."""


FIRST_PAST_DAY = date(1940, 1, 1)
"""The first day of which the weather is known."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query for one kind of data at one place.

    Attributes:
        place: The name in the call, not yet resolved.
        first_day: The first day, as a number of days from the place's own day of asking, or as a
            date there; kinds of the present ignore it.
        days: The number of days from there on, for kinds by day.
        first_hour: The first hour, 0 to 23, for kinds by hour; None is the present hour today, and
            hour 0 on another day.
        hours: The number of hours from there on, 1 to 48, for kinds by hour.
        is_aside: Whether its report only adds to the words of a tool, and is not drawn.
        must_be_new: Whether a report that was stored earlier is not good enough.
        asked_at: The aware time of asking, which can be a day ago; None for now.
    """

    place: str
    kind: Kind[Any]
    first_day: int | date = 0
    days: int = 1
    first_hour: int | None = None
    hours: int = 0
    is_aside: bool = False
    must_be_new: bool = False
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a request to a provider is about.

    Attributes:
        days: The number of days from the first one on.
        first_date: The first day; None is each place's own today.
    """

    days: int = 1
    first_date: date | None = None


@dataclass(frozen=True, slots=True)
class UnknownPlace:
    """The outcome for a name that no known place has.

    Attributes:
        suggestions: Similar names.
        is_of_towns: Whether the larger towns alone were searched, for want of a geocoder.
    """

    name: str
    suggestions: tuple[str, ...] = ()
    is_of_towns: bool = False


@dataclass(frozen=True, slots=True)
class AmbiguousPlace:
    """The outcome for a name of several equally likely places; `choices` are their labels."""

    name: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The outcome without a report; `reason` is a plain sentence for the model and for people.

    `place` is the label of the place, or its name if it was not resolved.
    """

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class NotCovered:
    """The outcome for a kind of data that no source ever has for a place, such as its warnings.

    Attributes:
        reason: A plain sentence when the place has no such thing at all, such as a sea; else "".
    """

    place: Place
    reason: str = ""


Outcome = Report | UnknownPlace | AmbiguousPlace | Unavailable | NotCovered


def date_of(day: int | date, today: date) -> date:
    """Return the date of a first day; a number counts days from `today`."""
    if isinstance(day, date):
        return day
    try:
        return today + timedelta(days=day)
    except OverflowError:
        return date.max if day > 0 else date.min
