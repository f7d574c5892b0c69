"""Queries and their outcomes: the weather that is wanted, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.reports import Kind, Place, Report

HORIZON_DAYS = 16
"""How many days a forecast has, today included."""


FIRST_PAST_DAY = date(1940, 1, 1)
"""The first day of which the weather is known."""


@dataclass(frozen=True, slots=True)
class Query:
    """One wish for weather at one place.

    Attributes:
        place: The name as it was asked, not yet resolved.
        first_day: By day or hour: days from the place's own day of asking, or a date there.
        days: For what is told by day: how many days from there on.
        first_hour: For hourly queries: from 0 to 23; None is the present one, or 0 when not today.
        hours: For hourly queries: how many hours from there on, 1 to 48.
        must_be_new: Whether what was looked up before is not good enough.
        asked_at: When it was asked, aware, which can be a day ago; None for now.
    """

    place: str
    kind: Kind
    first_day: int | date = 0
    days: int = 1
    first_hour: int | None = None
    hours: int = 0
    must_be_new: bool = False
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a request to a provider is about.

    Attributes:
        first_date: None is each place's own today.
    """

    days: int = 1
    first_date: date | None = None


@dataclass(frozen=True, slots=True)
class UnknownPlace:
    """Nobody knows a place of that name; `suggestions` are names that look alike."""

    name: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AmbiguousPlace:
    """Several places of that name are equally likely; `choices` are their labels."""

    name: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unavailable:
    """There is no report; `reason` is a plain sentence that the model and people may read."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class NotCovered:
    """No source tells this about a place, now or later, such as where nobody publishes warnings."""

    place: Place


Outcome = Report | UnknownPlace | AmbiguousPlace | Unavailable | NotCovered


def date_of(day: int | date, today: date) -> date:
    """Return the date of a first day, counted from this today."""
    if isinstance(day, date):
        return day
    try:
        return today + timedelta(days=day)
    except OverflowError:
        return date.max if day > 0 else date.min
