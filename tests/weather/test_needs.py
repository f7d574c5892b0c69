"""Which days and hours a query means at its place, and what of a report it gets."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fakes import kinds
from fakes.rows import each_row

from bot.kinds.days import Day
from bot.kinds.hours import Hour
from bot.kinds.sky import Sky
from bot.queries import Query, Unavailable
from bot.reports import Kind, Place, Report, Source, zone_of
from bot.weather.needs import Need, need_of

LONDON = Place("London", 51.5085, -0.1257, "Europe/London", country="United Kingdom")
AUCKLAND = Place("Auckland", -36.85, 174.76, "Pacific/Auckland")
BERLIN = Place("Berlin", 52.52, 13.41, "Europe/Berlin", country="Germany")
NOW = datetime(2026, 11, 23, 11, 20, tzinfo=UTC)
SOURCE = Source("test", "", "")


def need(query: Query, place: Place = LONDON, now: datetime = NOW) -> Need:
    """Return the need of a query that has one."""
    found = need_of(query, place, now)
    assert isinstance(found, Need), found
    return found


def hourly(first_hour: int | None = None, hours: int = 3, first_day: int | date = 0) -> Query:
    """Return an hourly query."""
    return Query("x", kinds.HOURLY, first_day, first_hour=first_hour, hours=hours)


def hours_of(place: Place, first: date, days: int) -> Report:
    """Return a report with all hours of so many local days."""
    zone = ZoneInfo(place.timezone)
    begin = datetime.combine(first, datetime.min.time(), zone).astimezone(UTC)
    end = datetime.combine(first + timedelta(days=days), datetime.min.time(), zone).astimezone(UTC)
    count = round((end - begin) / timedelta(hours=1))
    times = [(begin + timedelta(hours=n)).astimezone(zone) for n in range(count)]
    return Report(place, SOURCE, NOW, kinds.HOURLY, tuple(Hour(time) for time in times))


def shown(query: Query, place: Place = LONDON, now: datetime = NOW) -> list[str]:
    """Return the hours that a query is answered with, in local time."""
    found = need(query, place, now)
    today = now.astimezone(ZoneInfo(place.timezone)).date()
    outcome = found.outcome(hours_of(place, today, found.days_asked))
    assert isinstance(outcome, Report)
    return [f"{hour.time:%a %H:%M}" for hour in outcome.records]


def test_places_within_some_hundred_metres_share_a_report() -> None:
    """A kilometre away, in either direction, is another spot."""
    here, near, *far = (
        need(Query("x", kinds.DAILY), replace(LONDON, latitude=51.5 + north, longitude=-0.1 - west))
        for north, west in ((0.0, 0.0), (0.0004, 0.0004), (0.004, 0.0), (0.0, 0.004))
    )

    assert here.spot == near.spot
    assert len({here.spot, *(each.spot for each in far)}) == 3


def test_what_must_be_new_is_needed_anew() -> None:
    """Be it of days, hours or the present."""
    for query in (hourly(), Query("x", kinds.DAILY), Query("x", kinds.CURRENT)):
        assert not need(query).must_be_new
        assert need(replace(query, must_be_new=True)).must_be_new


def test_hours_begin_with_the_present_one() -> None:
    """The hour that has begun is still of use, up to its last second."""
    for now in (NOW, NOW.replace(minute=0), NOW.replace(minute=59, second=59)):
        assert shown(hourly(), now=now) == ["Mon 11:00", "Mon 12:00", "Mon 13:00"]
    on_the_hour = NOW.replace(hour=23, minute=0)
    assert shown(hourly(hours=2), now=on_the_hour) == ["Mon 23:00", "Tue 00:00"]


def test_hours_can_begin_at_any_hour_of_any_day() -> None:
    """By the clock of the place."""
    assert shown(hourly(22, 4)) == ["Mon 22:00", "Mon 23:00", "Tue 00:00", "Tue 01:00"]
    assert shown(hourly(12, 1, 2)) == ["Wed 12:00"]
    assert shown(hourly(None, 2, 1)) == ["Tue 00:00", "Tue 01:00"]
    assert shown(hourly(None, 1), AUCKLAND) == ["Tue 00:00"]
    assert shown(Query("x", kinds.HOURLY, hours=1)) == ["Mon 11:00"]


def test_hours_that_are_over_are_left_out() -> None:
    """This morning, asked for at eleven, is one hour."""
    assert shown(hourly(6, 6)) == ["Mon 11:00"]
    assert shown(hourly(6, 7), now=NOW.replace(minute=50)) == ["Mon 11:00", "Mon 12:00"]


def test_hours_stop_at_the_end_of_the_forecast() -> None:
    """Sixteen days from today on."""
    last = date(2026, 12, 8)

    assert shown(hourly(22, 48, last)) == ["Tue 22:00", "Tue 23:00"]
    now = datetime(2026, 10, 10, 10, tzinfo=UTC)
    assert len(shown(hourly(0, 48, date(2026, 10, 25)), BERLIN, now)) == 25  # a day of so many


@each_row(
    "query",
    [hourly(0, 5, date(2026, 12, 9)), hourly(0, 5, -1), hourly(20, 15, -1), hourly(None, 5, -1)],
)
def test_hours_that_nobody_can_forecast_are_refused(query: Query) -> None:
    """Those of the past, and those beyond the horizon."""
    outcome = need_of(query, LONDON, NOW)

    assert isinstance(outcome, Unavailable)
    assert "2026-11-23 to 2026-12-08" in outcome.reason


def test_hours_of_today_that_are_over_are_said_to_be() -> None:
    """With the time that it is there, since no forecast reaches them."""
    over = Unavailable(
        "Berlin, Germany", "These hours are over: it is 12:20 now in Berlin, Germany."
    )

    assert [need_of(hourly(3, hours), BERLIN, NOW) for hours in (4, 9)] == [over, over]
    assert need_of(hourly(0, 12), BERLIN, NOW) == over  # from midnight on, not from now
    earlier = replace(hourly(3, 4), asked_at=NOW - timedelta(hours=1))
    assert need_of(earlier, BERLIN, NOW) == over
    assert shown(hourly(3, 10), BERLIN) == ["Mon 12:00"]


def test_a_day_with_a_changed_clock_has_its_own_length() -> None:
    """In Berlin the hour from two to three is there twice on 25 October 2026."""
    now = datetime(2026, 10, 24, 10, tzinfo=UTC)

    assert shown(hourly(1, 4, 1), BERLIN, now) == [
        "Sun 01:00",
        "Sun 02:00",
        "Sun 02:00",
        "Sun 03:00",
    ]
    assert shown(hourly(12, 1, 1), BERLIN, now) == ["Sun 12:00"]
    assert need(hourly(0, 25, 1), BERLIN, now).days_asked == 2
    spring = datetime(2026, 3, 28, 10, tzinfo=UTC)
    assert shown(hourly(0, 24, 1), BERLIN, spring)[-2:] == ["Sun 23:00", "Mon 00:00"]


@each_row(
    ("query", "days_asked"),
    [
        (hourly(), 1),
        (hourly(22, 4), 2),
        (hourly(12, 1, 5), 6),
        (Query("x", kinds.DAILY, 2, 3), 5),
        (Query("x", kinds.PAST, date(2026, 11, 1), 3), 3),
        (Query("x", kinds.SKY, date(2030, 1, 1), 2), 2),
        (Query("x", kinds.CURRENT), 1),
    ],
)
def test_a_request_asks_for_the_days_that_are_needed(query: Query, days_asked: int) -> None:
    """Forecasts from today on, all else from its own first day."""
    assert need(query).days_asked == days_asked


def test_past_days_end_with_yesterday() -> None:
    """And begin in 1940."""
    recent = need(Query("x", kinds.PAST, date(2026, 11, 20), 10))
    oldest = need(Query("x", kinds.PAST, date(1939, 12, 30), 4))
    today = need_of(Query("x", kinds.PAST, 0, 1), LONDON, NOW)

    assert (recent.first_day, recent.last_day) == (date(2026, 11, 20), date(2026, 11, 22))
    assert (oldest.first_day, oldest.days) == (date(1940, 1, 1), 2)
    assert oldest.spot.first_date == date(1940, 1, 1)  # from which on it is requested
    assert isinstance(today, Unavailable)
    assert "from 1940-01-01 to 2026-11-22" in today.reason


def test_what_begins_elsewhere_is_stored_elsewhere() -> None:
    """Forecasts all begin today; past days and the sky by their date."""
    spots = [
        need(Query("x", kinds.DAILY, 0, 2)).spot,
        need(Query("x", kinds.DAILY, 1, 2)).spot,
        need(Query("x", kinds.PAST, date(2026, 11, 1), 2)).spot,
        need(Query("x", kinds.PAST, date(2026, 11, 2), 2)).spot,
        need(Query("x", kinds.SKY, 0, 2)).spot,
        need(Query("x", kinds.SKY, 1, 2)).spot,
    ]

    assert len(set(spots)) == 5


def test_a_report_of_the_sky_is_cut_to_its_days() -> None:
    """A longer one may have been asked for by others."""
    skies = tuple(
        Sky(date(2026, 11, day), None, None, 0.0, None, None, 0.5) for day in (23, 24, 25)
    )
    outcome = need(Query("x", kinds.SKY, 0, 2)).outcome(
        Report(LONDON, SOURCE, NOW, kinds.SKY, skies)
    )

    assert isinstance(outcome, Report)
    assert [sky.date.day for sky in outcome.records] == [23, 24]
    torn = Report(LONDON, SOURCE, NOW, kinds.SKY, (skies[0], skies[2]))
    assert need(Query("x", kinds.SKY, 0, 3)).outcome(torn) == torn  # no day is made up


def test_a_report_without_the_hours_is_no_answer() -> None:
    """Nor one without the days."""
    other_day = Report(LONDON, SOURCE, NOW, kinds.DAILY, (Day(date(2026, 12, 24)),))
    nothing = Report(LONDON, SOURCE, NOW, kinds.HOURLY, ())

    no_data = Unavailable(LONDON.label, "The weather service has no data for these days.")
    assert need(hourly()).outcome(nothing) == no_data
    assert need(Query("x", kinds.DAILY)).outcome(other_day) == no_data
    full = hours_of(LONDON, NOW.date(), 1)
    late = replace(full, records=tuple(each for each in full.records if each.time.hour > NOW.hour))
    assert not need(hourly()).is_met_by(nothing)
    assert need(Query("x", kinds.CURRENT)).is_met_by(replace(nothing, kind=kinds.CURRENT))
    assert need(hourly()).is_met_by(full)
    assert not need(hourly()).is_met_by(late)
    assert need(hourly(12)).is_met_by(late)
    assert not need(hourly(11)).is_met_by(late)
    last = replace(full, records=full.records[:-1])
    assert need(hourly(hours=12)).is_met_by(last)  # until 23:00
    assert not need(hourly(hours=13)).is_met_by(last)
    assert [need(hourly(12, hours)).is_met_by(last) for hours in (11, 12)] == [True, False]
    assert [need(hourly(12, hours=count)).days for count in (12, 13)] == [1, 2]
    both = hours_of(LONDON, NOW.date(), 2)
    from_midnight = replace(both, records=both.records[24:])
    assert [need(hourly(22, 4)).is_met_by(each) for each in (both, from_midnight)] == [True, False]
    assert not need(Query("x", kinds.DAILY)).is_met_by(other_day)
    days = [Day(date(2026, 11, day)) for day in (23, 24, 25)]
    known = [replace(other_day, records=tuple(some)) for some in (days, days[1:], days[:2])]
    three = need(Query("x", kinds.DAILY, 0, 3))
    assert [three.is_met_by(each) for each in known] == [True, False, False]
    change = hours_of(BERLIN, date(2026, 10, 25), 1)
    until_two = replace(change, records=change.records[:3])  # the first of two hours from 02:00 on
    now = change.records[0].time.astimezone(UTC)
    met = [need(hourly(0, hours), BERLIN, now).is_met_by(until_two) for hours in (3, 4)]
    assert met == [True, False]


KATHMANDU = Place("Kathmandu", 27.7, 85.32, "Asia/Kathmandu")
KOLKATA = Place("Kolkata", 22.56, 88.36, "Asia/Kolkata")
CHATHAM = Place("Waitangi", -43.95, -176.56, "Pacific/Chatham")
KIRITIMATI = Place("Kiritimati", 1.87, -157.43, "Pacific/Kiritimati")


def hours_of_the_world(place: Place, first: date, days: int) -> Report:
    """Return a report as services tell it: full hours of UTC, from the place's midnight on."""
    zone = zone_of(place.timezone)
    begin, end = (
        datetime.combine(day, datetime.min.time(), zone).astimezone(UTC)
        for day in (first, first + timedelta(days=days))
    )
    begin += timedelta(minutes=-begin.minute % 60)
    count = -((begin - end) // timedelta(hours=1))
    times = [(begin + timedelta(hours=n)).astimezone(zone) for n in range(count)]
    return Report(place, SOURCE, NOW, kinds.HOURLY, tuple(Hour(time) for time in times))


@each_row(
    ("place", "now", "first"),
    [
        (KOLKATA, "03:40", "09:30 08:30"),  # 09:10 there
        (KOLKATA, "04:05", "09:30"),
        (KATHMANDU, "03:40", "09:25 08:45"),
        (KATHMANDU, "04:05", "09:50 09:45"),
        (CHATHAM, "20:10", "09:55 09:45"),
        (KIRITIMATI, "20:10", "10:10 10:00"),
        (LONDON, "09:00", "09:00"),
    ],
)
def test_the_hour_that_has_begun_is_told_by_any_clock(place: Place, now: str, first: str) -> None:
    """Also where the hours of the services begin at half past, or a quarter to."""
    at = datetime.fromisoformat(f"2026-11-23T{now}:00+00:00")
    local = at.astimezone(zone_of(place.timezone))
    wanted = need(hourly(hours=3), place, at)
    report = hours_of_the_world(place, local.date(), 2)

    outcome = wanted.outcome(report)

    assert isinstance(outcome, Report)
    times = [hour.time for hour in outcome.records]
    assert [f"{time:%H:%M}" for time in times[:1]] == first.split()[-1:]
    assert len(times) == 3
    assert times[0] <= local < times[0] + timedelta(hours=1)
    assert wanted.is_met_by(report)


def test_a_report_from_midnight_on_serves_the_first_minutes_of_a_day() -> None:
    """There is no half hour before its first one to be asked for again and again."""
    at = datetime(2026, 11, 23, 18, 40, tzinfo=UTC)  # 00:10 in Kolkata
    report = hours_of_the_world(KOLKATA, date(2026, 11, 24), 1)

    assert f"{report.records[0].time:%H:%M}" == "00:30"
    assert need(hourly(hours=3), KOLKATA, at).is_met_by(report)
    late = replace(report, records=report.records[1:])
    assert not need(hourly(hours=3), KOLKATA, at).is_met_by(late)


def test_an_hour_that_comes_twice_is_told_from_the_one_that_runs() -> None:
    """In Berlin at 02:20 on 25 October 2026, for the second time."""
    now = datetime(2026, 10, 25, 1, 20, tzinfo=UTC)
    begin = need(hourly(2, 3), BERLIN, now).outcome(hours_of(BERLIN, date(2026, 10, 25), 1))

    assert isinstance(begin, Report)
    assert [f"{hour.time:%H:%M %Z}" for hour in begin.records] == ["02:00 CET", "03:00 CET"]


FRIDAY_NIGHT = datetime(2026, 11, 27, 22, 30, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 9, 20, tzinfo=UTC)


@each_row(
    ("kind", "first_day", "place", "expected"),
    [
        (kinds.DAILY, 1, LONDON, date(2026, 11, 28)),
        (kinds.DAILY, 2, LONDON, date(2026, 11, 29)),
        (kinds.DAILY, 1, AUCKLAND, date(2026, 11, 29)),  # where it was Saturday already
        (kinds.DAILY, date(2026, 11, 30), LONDON, date(2026, 11, 30)),
        (kinds.PAST, -1, LONDON, date(2026, 11, 26)),
        (kinds.SKY, 0, LONDON, date(2026, 11, 27)),
        (kinds.SKY, 1, BERLIN, date(2026, 11, 28)),
        (kinds.CURRENT, 0, LONDON, date(2026, 11, 28)),
        (kinds.CURRENT, 3, LONDON, date(2026, 11, 28)),
        (kinds.AIR, 0, LONDON, date(2026, 11, 28)),
        (kinds.ALERTS, 0, LONDON, date(2026, 11, 28)),
    ],
)
def test_days_are_counted_from_the_time_of_asking(
    kind: Kind[Any], first_day: int | date, place: Place, expected: date
) -> None:
    """In the place's own zone, however late the answer comes; but what is now is now."""
    asked = Query("x", kind, first_day, asked_at=FRIDAY_NIGHT)

    assert need(asked, place, SATURDAY).first_day == expected


def test_hours_are_counted_from_the_time_of_asking() -> None:
    """The coming hours begin with the present one, and tomorrow's with the day after asking."""
    coming = replace(hourly(None, 2), asked_at=FRIDAY_NIGHT)
    by_date = replace(coming, first_day=SATURDAY.date())
    tomorrow = replace(hourly(18, 2, 1), asked_at=FRIDAY_NIGHT)

    for query in (coming, by_date):
        assert shown(query, now=SATURDAY) == ["Sat 09:00", "Sat 10:00"]
    assert shown(tomorrow, now=SATURDAY) == ["Sat 18:00", "Sat 19:00"]


def test_a_day_of_asking_that_is_over_is_said_to_be_over() -> None:
    """It is not another one's weather that was asked for."""
    queries = (Query("x", kinds.DAILY), hourly(22, 2), hourly(6, 4))
    outcomes = [
        need_of(replace(query, asked_at=FRIDAY_NIGHT), LONDON, SATURDAY) for query in queries
    ]

    reason = "For London, United Kingdom, forecasts reach from 2026-11-28 to 2026-12-13 only."
    assert outcomes == [Unavailable(LONDON.label, reason)] * 3
