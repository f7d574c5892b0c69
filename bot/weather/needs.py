"""What a query needs to know, once its place is known, and what it makes of a report."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.queries import FIRST_PAST_DAY, HORIZON_DAYS, Outcome, Query, Unavailable, date_of
from bot.reports import Day, Kind, Place, Report, zone_of

_AHEAD = (Kind.DAILY, Kind.HOURLY)
_BY_DATE = (Kind.PAST, Kind.SKY)
_HOUR = timedelta(hours=1)
_OVER = "These hours are over: it is {now:%H:%M} now in {place}."
_NO_DATA = "The weather service has no data for these days."


@dataclass(frozen=True, slots=True)
class Spot:
    """What a stored report is found by: places within some hundred metres share it.

    Attributes:
        first_date: For what is asked for by date: the first one. None begins with today.
    """

    kind: Kind
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
        if self.spot.kind is Kind.HOURLY:
            times = [hour.time for hour in report.hours]
            return bool(times) and times[0] <= self._begin and self._end <= times[-1] + _HOUR
        dates = [day.date for day in report.days or report.sky]
        return not dates or (dates[0] <= self.first_day and self.last_day <= dates[-1])

    def outcome(self, report: Report) -> Outcome:
        """Return a report as it was asked for: its own place, its own days or hours."""
        own = replace(report, place=self.place)
        kind = self.spot.kind
        if kind is Kind.HOURLY:
            hours = tuple(hour for hour in own.hours if self._begin <= hour.time < self._end)
            return replace(own, hours=hours) if hours else self._no_data()
        dates = [self.first_day + timedelta(days=number) for number in range(self.days)]
        if kind is Kind.SKY:
            return replace(own, sky=tuple(sky for sky in own.sky if sky.date in dates))
        if kind not in (Kind.DAILY, Kind.PAST):
            return own
        by_date = {day.date: day for day in own.days}
        if not any(day in by_date for day in dates):
            return self._no_data()
        return replace(own, days=tuple(by_date.get(day, Day(day)) for day in dates))

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
    if query.kind is Kind.HOURLY:
        return _hourly(query, place, local)
    today = local.date()
    first = date_of(query.first_day, _day_of_asking(query, local))
    first_known, last_known = _known_days(query.kind, today)
    if first_known == last_known:
        first = first_known  # What is told of this moment alone is never too old a wish.
    begin = max(first, first_known)
    end = min(first + timedelta(days=query.days - 1), last_known)
    if begin > end:
        return _out_of_reach(query.kind, place, first_known, last_known)
    spot = _spot(query.kind, place, begin if query.kind in _BY_DATE else None)
    days = (end - begin).days + 1
    asked = (end - today).days + 1 if query.kind is Kind.DAILY else days
    return Need(spot, place, begin, days, asked, must_be_new=query.must_be_new)


def _hourly(query: Query, place: Place, local: datetime) -> Need | Unavailable:
    today = local.date()
    this_hour = local.replace(minute=0, second=0, microsecond=0)
    day_of_asking = _day_of_asking(query, local)
    first_day = date_of(query.first_day, day_of_asking)
    if query.first_hour is None and first_day in (today, day_of_asking):
        begin = this_hour
    else:
        begin = datetime.combine(first_day, time(query.first_hour or 0), local.tzinfo)
    hours = query.hours
    if begin < this_hour:  # what of it is over is no forecast
        hours -= round((this_hour - begin) / _HOUR)
        begin = this_hour
    if hours <= 0 and first_day == today:
        return Unavailable(place.label, _OVER.format(place=place.label, now=local))
    first_known, last_known = _known_days(Kind.HOURLY, today)
    if begin.date() > last_known or hours <= 0:
        return _out_of_reach(Kind.HOURLY, place, first_known, last_known)
    beyond = datetime.combine(last_known + timedelta(days=1), time(), local.tzinfo)
    hours = min(hours, round((beyond - begin) / _HOUR))
    last = (begin.astimezone(UTC) + timedelta(hours=hours - 1)).astimezone(local.tzinfo).date()
    return Need(
        spot=_spot(Kind.HOURLY, place, None),
        place=place,
        first_day=begin.date(),
        days=(last - begin.date()).days + 1,
        days_asked=(last - today).days + 1,
        first_time=begin,
        hours=hours,
        must_be_new=query.must_be_new,
    )


def _day_of_asking(query: Query, local: datetime) -> date:
    """Return the day it was at the place when somebody asked: an answer can be late."""
    return (query.asked_at or local).astimezone(local.tzinfo).date()


def _known_days(kind: Kind, today: date) -> tuple[date, date]:
    """Return the first and the last day of which a kind of report can tell."""
    if kind in _AHEAD:
        return today, today + timedelta(days=HORIZON_DAYS - 1)
    if kind is Kind.PAST:
        return FIRST_PAST_DAY, today - timedelta(days=1)
    return (date.min, date.max) if kind is Kind.SKY else (today, today)


def _out_of_reach(kind: Kind, place: Place, first: date, last: date) -> Unavailable:
    if kind is Kind.PAST:
        return Unavailable(place.label, f"Past weather is known from {first} to {last} only.")
    return Unavailable(
        place.label, f"For {place.label}, forecasts reach from {first} to {last} only."
    )


def _spot(kind: Kind, place: Place, first_date: date | None) -> Spot:
    return Spot(kind, round(place.latitude, 3), round(place.longitude, 3), first_date)
