"""What a query needs to know, once its place is known, and what it makes of a report."""

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
    """What a stored report is found by: places within some hundred metres share it.

    Attributes:
        first_date: For what is asked for by date: the first one. None begins with today.
    """

    kind: Kind[Any]
    latitude: float
    longitude: float
    first_date: date | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """One query that can be asked: where, and from which of the place's days to which.

    Attributes:
        days_asked: How many days a request has to ask for, from its first one on.
        first_time: For hourly needs: the hour that they begin with.
        must_be_new: Whether what was looked up before is not good enough.
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
        """The last day that it is about."""
        return self.first_day + timedelta(days=self.days - 1)

    def is_met_by(self, report: Report) -> bool:
        """Return whether a report has all the days or hours that are needed."""
        kind = self.spot.kind
        if kind.shape == "hours":
            times = [hour.time for hour in report.records]
            return bool(times) and times[0] <= self._begin and self._end <= times[-1] + _HOUR
        dates = [day.date for day in report.records] if kind.shape == "days" else []
        return not dates or (dates[0] <= self.first_day and self.last_day <= dates[-1])

    def outcome(self, report: Report) -> Outcome:
        """Return a report as it was asked for: its own place, its own days or hours."""
        kind = self.spot.kind
        if kind.absent and report.is_blank:
            return NotCovered(self.place, kind.absent.format(place=self.place.label))
        own = replace(report, place=self.place)
        if kind.shape == "present":
            return own
        records = self._hours(report) if kind.shape == "hours" else self._days(report)
        return replace(own, records=records) if records else self._no_data()

    def _hours(self, report: Report) -> tuple[Any, ...]:
        return tuple(hour for hour in report.records if self._begin <= hour.time < self._end)

    def _days(self, report: Report) -> tuple[Any, ...]:
        """Return the days, with blank ones for those that are left out; none if all are."""
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
        return self.first_time

    @property
    def _end(self) -> datetime:
        # By the clock of the world: a local one has days of 23 and 25 hours.
        return self._begin.astimezone(UTC) + timedelta(hours=self.hours)

    def _no_data(self) -> Unavailable:
        return Unavailable(self.place.label, _NO_DATA)


def need_of(query: Query, place: Place, now: datetime) -> Need | Unavailable:
    """Return what a query needs, cut to the days that can be known at all."""
    local = now.astimezone(zone_of(place.timezone))
    if query.kind.shape == "hours":
        return _hourly(query, place, local)
    today = local.date()
    first = date_of(query.first_day, today)
    first_known, last_known = query.kind.reach(today)
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
    first_day = date_of(query.first_day, today)
    if query.first_hour is None and first_day == today:
        begin = this_hour
    else:
        begin = datetime.combine(first_day, time(query.first_hour or 0), local.tzinfo)
    hours = query.hours
    if begin < this_hour:  # what of it is over is no forecast
        hours -= round((this_hour - begin) / _HOUR)
        begin = this_hour
    if hours <= 0 and first_day == today:
        return Unavailable(place.label, _OVER.format(place=place.label, now=local))
    first_known, last_known = query.kind.reach(today)
    if begin.date() > last_known or hours <= 0:
        return _out_of_reach(query.kind, place, first_known, last_known)
    beyond = datetime.combine(last_known + timedelta(days=1), time(), local.tzinfo)
    hours = min(hours, round((beyond - begin) / _HOUR))
    last = (begin.astimezone(UTC) + timedelta(hours=hours - 1)).astimezone(local.tzinfo).date()
    return Need(
        spot=_spot(query.kind, place, None),
        place=place,
        first_day=begin.date(),
        days=(last - begin.date()).days + 1,
        days_asked=(last - today).days + 1,
        first_time=begin,
        hours=hours,
        must_be_new=query.must_be_new,
    )


def _out_of_reach(kind: Kind[Any], place: Place, first: date, last: date) -> Unavailable:
    reason = kind.out_of_reach.format(place=place.label, first=first, last=last)
    return Unavailable(place.label, reason)


def _spot(kind: Kind[Any], place: Place, first_date: date | None) -> Spot:
    return Spot(kind, round(place.latitude, 3), round(place.longitude, 3), first_date)
