"""Needs: queries whose place is known, cut to days that can be known, and met by a report."""

import math
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.queries import NotCovered, Outcome, Query, Unavailable, date_of
from bot.reports import Kind, Place, Report, zone_of

_HOUR = timedelta(hours=1)
_OVER = "These hours are over: it is {now:%H:%M} now in {place}."
_NO_DATA = "The weather service has no data for these days."


@dataclass(frozen=True, slots=True)
class Spot:
    """The key of a stored report; places within some hundred metres have the same one.

    Attributes:
        first_date: The first date of the report, for kinds that are requested by date; None for
            kinds whose reports begin with the place's today.
    """

    kind: Kind[Any]
    latitude: float
    longitude: float
    first_date: date | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A query that a provider can answer: its place, and its days or hours there.

    Attributes:
        first_day: The first day, by the place's clock.
        days: The number of days from there on.
        days_asked: The number of days that a request must ask for, from its own first day on.
        first_time: The moment after which the first hour begins, or at which, for hourly needs.
        hours: The number of hours from there on.
        must_be_new: Whether a report that was stored earlier is not good enough.
    """

    spot: Spot
    place: Place
    first_day: date
    days: int
    days_asked: int = 1
    first_time: datetime | None = None
    hours: int = 0
    must_be_new: bool = False

    @property
    def last_day(self) -> date:
        """The last day, by the place's clock."""
        return self.first_day + timedelta(days=self.days - 1)

    def is_met_by(self, report: Report) -> bool:
        """Return whether a report has all the needed days or hours."""
        kind = self.spot.kind
        if kind.shape == "hours":
            ends = (*report.records[:1], *report.records[-1:])
            times = [hour.time.astimezone(UTC) for hour in ends]
            return bool(times) and times[0] < self._first_end and self._end <= times[-1] + _HOUR
        dates = [day.date for day in report.records] if kind.shape == "days" else []
        return not dates or (dates[0] <= self.first_day and self.last_day <= dates[-1])

    def outcome(self, report: Report) -> Outcome:
        """Return the outcome that a report makes, with the need's own place, days and hours."""
        kind = self.spot.kind
        if kind.absent and report.is_blank:
            return NotCovered(self.place, kind.absent.format(place=self.place.label))
        own = replace(report, place=self.place)
        if kind.shape == "present":
            return own
        records = self._hours(report) if kind.shape == "hours" else self._days(report)
        return replace(own, records=records) if records else self._no_data()

    def _hours(self, report: Report) -> tuple[Any, ...]:
        begin, end = self._begin, self._end
        return tuple(hour for hour in report.records if begin <= hour.time < end)

    def _days(self, report: Report) -> tuple[Any, ...]:
        """Return the days, with a blank record for each one missing; none when all are missing."""
        known = {day.date: day for day in report.records}
        dates = [self.first_day + timedelta(days=number) for number in range(self.days)]
        if not any(day in known for day in dates):
            return ()
        blank = self.spot.kind.blank
        days = (known.get(day) or (blank(day) if blank else None) for day in dates)
        return tuple(day for day in days if day)

    @property
    def _begin(self) -> datetime:
        assert self.first_time, "an hourly need has its first hour"
        # By a local clock, one of the hours that come twice would not be the later one.
        return self.first_time.astimezone(UTC)

    @property
    def _first_end(self) -> datetime:
        """The moment at which the first hour must be over; no report begins before its day."""
        midnight = datetime.combine(self.first_day, time(), zone_of(self.place.timezone))
        return max(self._begin, midnight.astimezone(UTC)) + _HOUR

    @property
    def _end(self) -> datetime:
        return self._begin + timedelta(hours=self.hours)

    def _no_data(self) -> Unavailable:
        return Unavailable(self.place.label, _NO_DATA)


def need_of(query: Query, place: Place, now: datetime) -> Need | Unavailable:
    """Return the need of a query, cut to the days that can be known at all.

    It is Unavailable when none of the days or hours can be known.
    """
    local = now.astimezone(zone_of(place.timezone))
    if query.kind.shape == "hours":
        return _hourly(query, place, local)
    today = local.date()
    first = date_of(query.first_day, _day_of_asking(query, local))
    first_known, last_known = query.kind.reach(today)
    if query.kind.shape == "present":
        first = first_known  # The present is never asked for too late.
    begin = max(first, first_known)
    end = min(first + timedelta(days=query.days - 1), last_known)
    if begin > end:
        return _out_of_reach(query.kind, place, first_known, last_known)
    spot = _spot(query.kind, place, begin if query.kind.is_by_date else None)
    days = (end - begin).days + 1
    asked = days if query.kind.is_by_date else (end - today).days + 1
    return Need(spot, place, begin, days, asked, must_be_new=query.must_be_new)


def _hourly(query: Query, place: Place, local: datetime) -> Need | Unavailable:
    today = local.date()
    this_hour = local.replace(minute=0, second=0, microsecond=0)
    # The hour that runs: where clocks are half an hour off, services tell hours from half past.
    running = _later(local, timedelta(microseconds=1) - _HOUR)
    day_of_asking = _day_of_asking(query, local)
    first_day = date_of(query.first_day, day_of_asking)
    if query.first_hour is None and first_day in (today, day_of_asking):
        begin = running
    else:
        begin = datetime.combine(first_day, time(query.first_hour or 0), local.tzinfo)
    hours = query.hours
    if begin != running and (over := _between(begin, this_hour)) > 0:  # there is no forecast
        hours -= round(over)
        begin = running
    if hours <= 0 and first_day == today:
        return Unavailable(place.label, _OVER.format(place=place.label, now=local))
    first_known, last_known = query.kind.reach(today)
    if begin.date() > last_known or hours <= 0:
        return _out_of_reach(query.kind, place, first_known, last_known)
    beyond = datetime.combine(last_known + timedelta(days=1), time(), local.tzinfo)
    hours = min(hours, math.ceil(_between(begin, beyond)))
    # The last hour may begin just before the end of what is needed.
    last = _later(begin, hours * _HOUR - timedelta(microseconds=1)).date()
    first = max(begin.date(), today)
    return Need(
        spot=_spot(query.kind, place, None),
        place=place,
        first_day=first,
        days=(last - first).days + 1,
        days_asked=(last - today).days + 1,
        first_time=begin,
        hours=hours,
        must_be_new=query.must_be_new,
    )


def _later(moment: datetime, by: timedelta) -> datetime:
    """Return a moment that is later by so much; local days can have 23 or 25 hours."""
    return (moment.astimezone(UTC) + by).astimezone(moment.tzinfo)


def _between(begin: datetime, end: datetime) -> float:
    """Return the hours between two moments."""
    return (end.astimezone(UTC) - begin.astimezone(UTC)) / _HOUR


def _day_of_asking(query: Query, local: datetime) -> date:
    """Return the date at the place when somebody asked: an answer can be late."""
    return (query.asked_at or local).astimezone(local.tzinfo).date()


def _out_of_reach(kind: Kind[Any], place: Place, first: date, last: date) -> Unavailable:
    reason = kind.out_of_reach.format(place=place.label, first=first, last=last)
    return Unavailable(place.label, reason)


def _spot(kind: Kind[Any], place: Place, first_date: date | None) -> Spot:
    return Spot(kind, round(place.latitude, 3), round(place.longitude, 3), first_date)
