"""MET Norway: how it is asked, what becomes of its steps, and what it lacks."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fakes import kinds
from fakes.clock import MONDAY, FakeTime
from fakes.met_norway import FakeMetNorway, temperature_c
from fakes.rows import each_row
from fakes.serving import serve
from fakes.waiting import PATIENCE_S, Meeting, twice_at_once, until
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from bot.clock import Clock, Deadline
from bot.errors import ProviderError
from bot.fetching import Fetcher, Response
from bot.kinds.current import Current
from bot.kinds.days import Day
from bot.kinds.hours import Hour
from bot.providers.met_norway import MetNorway
from bot.providers.met_norway.forecast import (
    Step,
    current_from,
    days_from,
    hours_from,
    steps_from,
)
from bot.queries import Span
from bot.reports import Kind, Place, Report

OSLO = Place("Oslo", 59.912731, 10.746092, "Europe/Oslo")
TOKYO = Place("Tokyo", 35.6895, 139.69171, "Asia/Tokyo")
LONDON = Place("London", 51.5085, -0.1257, "Europe/London")
DELHI = Place("Delhi", 28.65195, 77.23149, "Asia/Kolkata")


class World:
    """The service on loopback, and the provider that speaks to it, at a time that stands still."""

    def __init__(self, contact: str = "ops@example.org") -> None:
        self.time = FakeTime()
        self.paused_s: list[float] = []
        self.on_pause: Callable[[], object] = lambda: None
        self.fake = FakeMetNorway(self.time.clock.now)
        self.fetcher = Fetcher()
        self.contact = contact

    def open(self, url: str) -> None:
        """Speak to the service at an address."""
        self.norway = MetNorway(
            self.fetcher,
            self.time.clock,
            base_url=url,
            contact=self.contact,
            sleep=self._pause,
        )

    def fetch(self, kind: Kind, *places: Place) -> list[Report | None]:
        """Ask about places."""
        return self.norway.fetch(kind, places, Span(7), self.time.clock.deadline(10))

    def _pause(self, seconds: float) -> None:
        self.paused_s.append(seconds)
        self.on_pause()

    def days(self, place: Place) -> tuple[Day, ...]:
        """Return the days at a place."""
        (report,) = self.fetch(kinds.DAILY, place)
        assert report
        return report.records


@pytest.fixture
def world() -> Iterator[World]:
    """Serve the service as new, at eleven on a Monday, UTC."""
    made = World()
    with serve(Starlette(routes=made.fake.routes)) as url, closing(made.fetcher):
        made.open(url)
        with closing(made.norway):
            yield made


# How it is asked


def test_each_place_is_one_request_that_says_who_asks(world: World) -> None:
    """With no more decimals than are admitted."""
    world.fetch(kinds.CURRENT, OSLO, TOKYO)

    spots = {(r.params["lat"], r.params["lon"]) for r in world.fake.requests}
    agents = {r.headers["user-agent"] for r in world.fake.requests}
    assert spots == {("59.913", "10.746"), ("35.69", "139.692")}
    assert agents == {"slack-weather-bot (ops@example.org)"}


def test_nothing_is_asked_again_before_it_expires(world: World) -> None:
    """Whatever the kind: one answer has all of them."""
    for kind in world.norway.kinds:
        world.fetch(kind, OSLO)
    world.time.pass_s(1799)
    (report,) = world.fetch(kinds.HOURLY, OSLO)

    assert len(world.fake.requests) == 1
    assert report
    assert report.fetched_at == MONDAY


def test_afterwards_only_what_changed_is_sent(world: World) -> None:
    """An unchanged forecast is good for another while, and as new as its confirmation."""
    world.fake.changed_at = MONDAY - timedelta(minutes=20)
    world.fetch(kinds.DAILY, OSLO)
    world.time.pass_s(1800)
    unchanged = world.days(OSLO)
    (again,) = world.fetch(kinds.DAILY, OSLO)
    world.fake.changed_at = world.time.clock.now()
    world.time.pass_s(1800)
    world.fake.failing.add("59.913,10.746")
    with pytest.raises(ProviderError):
        world.days(OSLO)
    world.fake.failing.clear()
    changed = world.days(OSLO)
    world.time.pass_s(1800)
    world.fetch(kinds.DAILY, OSLO)

    conditions = [r.headers.get("if-modified-since") for r in world.fake.requests]
    times = ("10:40", "10:40", "10:40", "11:30")  # one of them has failed
    at = [f"Mon, 23 Nov 2026 {time}:00 GMT" for time in times]
    assert conditions == [None, *at]
    assert unchanged[0].date == changed[0].date == date(2026, 11, 23)
    assert again
    assert again.as_of == MONDAY + timedelta(minutes=30)


def test_four_requests_at_once_and_twenty_a_second_are_the_most(world: World) -> None:
    """However many places there are."""
    places = [Place(f"P{n}", n, n, "UTC") for n in range(1, 31)]

    world.fake.gate.clear()
    with ThreadPoolExecutor(1) as beside:
        asking = beside.submit(world.fetch, kinds.CURRENT, *places)
        until(lambda: len(world.fake.requests) == 4)
        world.fake.gate.set()
        reports = asking.result(10)

    assert [report and report.place for report in reports] == places
    assert world.fake.most_at_once == 4
    # The clock stands still: the last of thirty is told to wait for 29 times 50 ms.
    assert sorted(round(pause_s / 0.05) for pause_s in world.paused_s) == list(range(1, 30))

    world.paused_s.clear()
    world.time.pass_s(60)  # in which nobody asks, and nothing is saved up
    world.fetch(kinds.CURRENT, *(Place(f"P{n}", n, n, "UTC") for n in (31, 32, 33)))

    assert sorted(round(pause_s / 0.05) for pause_s in world.paused_s) == [1, 2]


def test_requests_wait_for_their_turns_beside_each_other(world: World) -> None:
    """And what needs none is not kept waiting."""
    world.fetch(kinds.CURRENT, OSLO)
    others_wait, stored = threading.Barrier(2, timeout=PATIENCE_S), list[Report | None]()

    def ask_meanwhile() -> None:
        if others_wait.wait() == 0:
            stored.extend(world.fetch(kinds.DAILY, OSLO))
        others_wait.wait()

    world.on_pause = ask_meanwhile

    assert all(world.fetch(kinds.CURRENT, TOKYO, LONDON))
    assert len(stored) == 1
    assert len(world.fake.requests) == 3


def test_requests_of_one_moment_have_different_turns() -> None:
    """Whatever each of them has seen of the other."""
    world, meeting = World(), Meeting()

    class Moment(float):
        def __lt__(self, other: float) -> bool:
            meeting.wait()
            return float(self) < other

    world.time.clock = Clock(lambda: MONDAY, lambda: Moment(5.0))
    world.fetcher = Answers({})
    world.open("http://127.0.0.1")
    with closing(world.norway):
        world.fetch(kinds.DAILY, OSLO, TOKYO)

    assert [round(pause_s, 6) for pause_s in world.paused_s] == [0.05]


def test_questions_of_one_moment_share_a_request(world: World) -> None:
    """Both look for it before either has asked."""
    meeting = Meeting()

    class Latitude(float):
        def __round__(self, _: int | None = None) -> "Latitude":  # type: ignore[override]
            return self

        def __str__(self) -> str:
            return meeting.name(f"{float(self)}")

    oslo = replace(OSLO, latitude=Latitude(59.913))
    twice_at_once(lambda: world.fetch(kinds.CURRENT, oslo))

    assert len(world.fake.requests) == 1


def test_kinds_that_are_asked_at_once_share_a_request(world: World) -> None:
    """The batch asks for all of them at the same time."""
    world.fake.gate.clear()
    deadline = world.time.clock.deadline(10)
    flights = [world.norway._flight(("1", "1"), deadline) for _ in range(3)]
    world.fake.gate.set()

    assert len({id(flight.result(10)) for flight in flights}) == 1
    assert len(world.fake.requests) == 1


def test_a_block_is_not_shortened_by_what_was_asked_before_it(world: World) -> None:
    """An answer to an older request can come later, with a shorter pause or none."""
    older, newer = world.fake.gate, threading.Event()
    older.clear()
    newer.set()
    with ThreadPoolExecutor(1) as beside:
        late = beside.submit(world.fetch, kinds.CURRENT, TOKYO)
        until(lambda: bool(world.fake.requests))
        world.fake.gate, world.fake.status = newer, 403
        with pytest.raises(ProviderError):
            world.fetch(kinds.CURRENT, OSLO)
        world.fake.status = 429
        older.set()
        assert isinstance(late.exception(10), ProviderError)

    world.fake.status = 200
    world.time.pass_s(599)
    with pytest.raises(ProviderError):
        world.fetch(kinds.CURRENT, LONDON)
    assert len(world.fake.requests) == 2


@pytest.mark.parametrize(
    ("status", "retry_after", "rest_s"),
    [(429, "", 60), (403, "", 600), (500, "", 0), (429, "8", 60), (429, "100", 100)],
)
def test_one_that_refuses_is_left_alone(
    world: World, status: int, retry_after: str, rest_s: float
) -> None:
    """Also by requests that stood in line; for longer where it says so."""
    world.fake.status, world.fake.retry_after = status, retry_after
    places = [Place(f"P{n}", n, n, "UTC") for n in range(1, 31)]

    with pytest.raises(ProviderError) as caught:
        world.fetch(kinds.CURRENT, *places)

    assert caught.value.rest_s == rest_s
    assert (len(world.fake.requests) < 10) == (rest_s > 0)
    world.fake.status = 200
    asked = len(world.fake.requests)
    world.time.pass_s(rest_s / 4)
    if rest_s:
        with pytest.raises(ProviderError) as again:
            world.fetch(kinds.CURRENT, OSLO)
        told = again.value.status, again.value.rest_s, len(world.fake.requests)
        assert told == (status, rest_s * 3 / 4, asked)
        assert str(again.value) == "MET Norway is left alone"
    world.time.pass_s(rest_s * 3 / 4)
    assert all(world.fetch(kinds.CURRENT, OSLO))


def test_a_pause_and_a_forecast_begin_with_the_answer(world: World) -> None:
    """However long it took to come."""

    def ask(status: int, place: Place) -> Future[list[Report | None]]:
        world.fake.gate.clear()
        count = len(world.fake.requests)
        asking = beside.submit(world.fetch, kinds.CURRENT, place)
        until(lambda: len(world.fake.requests) > count)
        world.time.pass_s(5)
        world.fake.status = status
        world.fake.gate.set()
        return asking

    with ThreadPoolExecutor(1) as beside:
        (report,) = ask(200, OSLO).result(PATIENCE_S)
        assert ask(429, TOKYO).exception(PATIENCE_S)
    world.fake.status = 200
    world.time.pass_s(59)
    with pytest.raises(ProviderError, match="is left alone"):
        world.fetch(kinds.CURRENT, LONDON)
    assert all(world.fetch(kinds.CURRENT, OSLO))  # nobody needs to be asked for it
    world.time.pass_s(1)

    assert report
    assert report.fetched_at == MONDAY + timedelta(seconds=5)
    assert all(world.fetch(kinds.CURRENT, LONDON))


def test_once_it_is_closed_no_more_requests_are_sent(world: World) -> None:
    """Those under way end by themselves."""
    world.fake.gate.clear()
    with ThreadPoolExecutor(2) as beside:
        places = [Place(f"P{n}", n, n, "UTC") for n in range(8)]
        asking = beside.submit(world.fetch, kinds.CURRENT, *places)
        until(lambda: len(world.fake.requests) == 4)
        beside.submit(world.norway.close).result(6)
        world.fake.gate.set()
        asking.exception(PATIENCE_S)

    assert len(world.fake.requests) == 4


class Answers(Fetcher):
    """Answers without a network, for more requests than a service on loopback is asked in time.

    Attributes:
        headers: What each answer comes with.
        asked: The latitudes that were asked for, with the headers of the requests.
    """

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__()
        self.headers = headers
        self.asked: list[tuple[str, Mapping[str, str] | None]] = []

    def get(
        self,
        _url: str,
        params: Mapping[str, str],
        _deadline: Deadline,
        headers: Mapping[str, str] | None = None,
        **_: Any,
    ) -> Response:
        """Return a forecast of one step."""
        self.asked.append((params["lat"], headers))
        return Response({"properties": {"timeseries": [six_hours(6, 3)]}}, self.headers)


def test_the_forecasts_of_five_hundred_spots_are_kept() -> None:
    """The one that was asked for longest ago goes first; one that was renewed is new again."""
    world = World()
    fetcher = Answers({"Expires": "Mon, 23 Nov 2026 11:30:00 GMT"})
    world.fetcher = fetcher
    world.open("http://127.0.0.1")
    spots = [Place("x", number / 10, 0, "UTC") for number in range(501)]
    world.fetch(kinds.CURRENT, *spots[:500])
    world.time.pass_s(1800)
    fetcher.headers = {"Expires": "Mon, 23 Nov 2026 12:30:00 GMT"}
    for spot in (*reversed(spots[1:500]), spots[0], spots[500]):
        world.fetch(kinds.CURRENT, spot)
    fetcher.asked.clear()

    for spot in (spots[0], spots[1], spots[500], spots[498], spots[499]):
        world.fetch(kinds.CURRENT, spot)
    world.norway.close()

    assert [latitude for latitude, _ in fetcher.asked] == ["49.9"]


def test_a_service_that_does_not_say_how_old_its_answer_is_gives_it_anew() -> None:
    """Nothing is known that it could be compared with, nor for how long it is good."""
    world = World()
    world.fetcher = fetcher = Answers({})
    world.open("http://127.0.0.1")

    for _ in range(2):
        world.fetch(kinds.DAILY, OSLO)
    world.norway.close()

    agent = {"User-Agent": "slack-weather-bot (ops@example.org)"}
    assert fetcher.asked == [("59.913", agent)] * 2


class Unchanged(Answers):
    """Answers that nothing has changed, as a cache on the way may do that mistakes one client."""

    def get(self, *_: Any, **__: Any) -> Response:
        """Return no forecast."""
        return Response(None, self.headers, is_unchanged=True)


def test_nothing_new_is_no_forecast_where_none_is_known() -> None:
    """It was not asked for."""
    world = World()
    world.fetcher = Unchanged({})
    world.open("http://127.0.0.1")

    with pytest.raises(ProviderError, match="MET Norway answered without a forecast"):
        world.fetch(kinds.DAILY, OSLO)
    world.norway.close()


def test_a_forecast_without_the_present_is_none_of_it() -> None:
    """Its only step is over; its days are told all the same."""
    world = World()
    world.fetcher = Answers({})
    world.open("http://127.0.0.1")

    (present,), (days,) = (world.fetch(kind, OSLO) for kind in (kinds.CURRENT, kinds.DAILY))
    world.norway.close()

    assert (present, days is not None) == (None, True)


def test_a_place_that_fails_costs_no_other_place(world: World) -> None:
    """The others are answered."""
    world.fake.failing.add("59.913,10.746")

    nothing, something = world.fetch(kinds.CURRENT, OSLO, TOKYO)

    assert nothing is None
    assert something


# What becomes of its steps


def test_this_hour_is_the_present(world: World) -> None:
    """Wind in km/h, local time, and nothing made up."""
    world.time.pass_s(40 * 60)

    (report,) = world.fetch(kinds.CURRENT, DELHI)

    assert report
    (current,) = report.records
    assert current
    assert f"{current.observed_at:%H:%M %Z}" == "16:30 IST"
    assert (current.temperature_c, current.humidity_pct) == (temperature_c(MONDAY), 76.6)
    assert (current.wind_kmh, current.wind_from_deg, current.gusts_kmh) == (18.0, 295.0, 32.4)
    assert (current.precipitation_mm, current.cloud_cover_pct) == (0.1, 87.5)
    assert (current.weather_code, current.is_day) == (80, True)
    assert current.feels_like_c is None


def test_the_present_moves_on_within_a_stored_forecast(world: World) -> None:
    """What was this hour when it was fetched is not this hour for half an hour more."""
    world.time.pass_s(40 * 60)
    world.fetch(kinds.DAILY, LONDON)
    world.time.pass_s(25 * 60)

    (report,) = world.fetch(kinds.CURRENT, LONDON)

    assert report
    assert f"{report.records[0].observed_at:%H:%M}" == "12:00"
    assert len(world.fake.requests) == 1


def test_no_more_days_are_told_than_any_forecast_has() -> None:
    """Should the service ever look further ahead."""
    steps = steps_of(*(six_hours(6 * number, 4) for number in range(4 * 20)))

    assert len(days_from(steps, LONDON)) == 16


def test_hours_are_those_that_are_told_one_by_one(world: World) -> None:
    """The first is this one, and there are some sixty."""
    (report,) = world.fetch(kinds.HOURLY, TOKYO)

    assert report
    assert f"{report.records[0].time:%a %H:%M %Z}" == "Mon 20:00 JST"
    assert 60 <= len(report.records) <= 66
    assert {hour.precipitation_probability_pct for hour in report.records} == {None}


def test_all_that_is_told_of_an_hour_is_told_of_it() -> None:
    """And of the present, and of the day where it is the only one; wind in km/h."""
    details = {"air_temperature": 7.0, "relative_humidity": 81.0, "cloud_area_fraction": 43.0}
    details |= {"wind_speed": 2.5, "wind_from_direction": 195.0, "wind_speed_of_gust": 5.0}
    ahead = {
        "summary": {"symbol_code": "rainshowers_night"},
        "details": {"precipitation_amount": 1.25, "probability_of_precipitation": 64.0},
    }
    data = {"instant": {"details": details}, "next_1_hours": ahead, "next_6_hours": {}}
    steps = steps_of({"time": "2026-11-23T23:00:00Z", "data": data})
    at = datetime(2026, 11, 23, 23, tzinfo=UTC)

    told = replace(days_from(steps, LONDON)[0], sunrise=None, sunset=None, day_length_s=None)

    assert hours_from(steps, LONDON) == (
        Hour(at, 7.0, None, 81.0, 64.0, 1.25, 81, 43.0, 9.0, 18.0, is_day=False),
    )
    assert current_from(steps, LONDON, at + timedelta(minutes=59)) == Current(
        at, 7.0, None, 81.0, 1.25, 81, 43.0, 9.0, 195.0, 18.0, is_day=False
    )
    assert told == Day(at.date(), 81, None, None, 1.2, 64.0, 9.0, 18.0)
    details |= {"wind_speed": 0.0, "wind_speed_of_gust": 0.0}
    (calm,) = hours_from(steps_of({"time": "2026-11-23T23:00:00Z", "data": data}), LONDON)
    assert (calm.wind_kmh, calm.gusts_kmh) == (0.0, 0.0)


def test_hours_end_where_steps_are_longer() -> None:
    """Six hours in one have no weather of each, and a moment alone has none."""
    hourly = {"data": {"next_1_hours": {}}}
    begin = [{"time": f"2026-11-23T0{hour}:00:00Z", **hourly} for hour in (4, 5)]
    steps = steps_of(*begin, six_hours(6, 3))

    nothing = {"time": "2026-11-23T06:00:00Z", "data": {"instant": {"details": {}}}}

    assert [hour.time.hour for hour in hours_from(steps, LONDON)] == [4, 5]
    assert len(hours_from(steps_of(*begin, nothing), LONDON)) == 2


def test_days_are_made_of_hours_and_of_six_hours(world: World) -> None:
    """Highs and lows of both kinds, sums to the hour, and no more days than are told."""
    days = world.days(OSLO)

    assert len(days) in (10, 11)
    tomorrow, later = days[1], days[5]
    assert (tomorrow.high_c, tomorrow.low_c) == (15.0, 5.0)
    assert tomorrow.precipitation_mm == 2.4
    assert (tomorrow.wind_kmh, tomorrow.gusts_kmh, tomorrow.weather_code) == (18.0, 32.4, 80)
    # 16 °C is what six hours from noon on are told to have, 15 °C the most at any of their times.
    assert later.high_c == max(temperature_c(MONDAY.replace(hour=h)) for h in (12, 18)) + 1
    assert later.low_c == min(temperature_c(MONDAY.replace(hour=h)) for h in (0, 6)) - 1
    assert (later.precipitation_mm, later.weather_code) == (2.4, 61)
    assert later.uv_index is later.precipitation_probability_pct is None
    assert later.sunrise
    assert f"{later.sunrise:%d %H:%M}" == "28 08:44"  # MET Norway tells no sun: it is computed


def test_a_day_that_is_half_over_tells_of_the_other_half(world: World) -> None:
    """At noon the low of the night isn't known any more, in the evening neither is the high.

    Rain and wind are those of the hours that are left.
    """
    noon = world.days(OSLO)[0]
    evening = world.days(TOKYO)[0]

    assert (noon.high_c, noon.low_c, noon.precipitation_mm) == (15.0, None, 1.2)
    assert (evening.high_c, evening.low_c, evening.precipitation_mm) == (None, None, 0.4)
    assert noon.weather_code == evening.weather_code == 80
    assert noon.wind_kmh == evening.wind_kmh == 18.0


def test_nothing_is_told_of_what_is_left_where_the_service_is_silent(world: World) -> None:
    """Not even at eleven at night, when an hour may be missing."""
    world.time.pass_s(11.5 * 3600)
    world.fake.null_fields.update(("precipitation_amount", "wind_speed"))

    today = world.days(OSLO)[0]

    assert today.date == MONDAY.date()
    assert (today.precipitation_mm, today.wind_kmh) == (None, None)


def six_hours(hour: int, wind_ms: float, more: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a step of six hours from some hours (UTC) after midnight of 23 November on."""
    at = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=hour)
    details = {"wind_speed": wind_ms, "wind_speed_of_gust": 2 * wind_ms, "air_temperature": 10.0}
    ahead = {"details": {"probability_of_precipitation": 10 * wind_ms}}
    return {
        "time": at.isoformat(),
        "data": {"instant": {"details": details | (more or {})}, "next_6_hours": ahead},
    }


def steps_of(*series: Any) -> Sequence[Step]:
    """Return the steps of an answer."""
    return steps_from({"properties": {"timeseries": list(series)}})


@each_row(
    ("now", "is_told"), [("06:00", True), ("07:59", True), ("08:00", False), ("11:00", False)]
)
def test_a_step_of_six_hours_is_the_present_for_two_and_its_rain_for_none(
    now: str, *, is_told: bool
) -> None:
    """Nobody knows in which of the six it falls."""
    long = six_hours(6, 3)
    long["data"]["next_6_hours"]["details"]["precipitation_amount"] = 6.0
    moment = datetime.fromisoformat(f"2026-11-23T{now}Z")

    current = current_from(steps_of(long, six_hours(12, 4)), LONDON, moment)

    assert (current is not None) == is_told
    if current:
        assert f"{current.observed_at:%H:%M}" == "06:00"
        assert (current.wind_kmh, current.precipitation_mm) == (10.8, None)


@each_row(
    ("zone", "of_monday", "of_tuesday"),
    [
        ("Asia/Dubai", False, True),  # two of its six hours are Monday's
        ("Europe/Istanbul", True, True),  # half of them
        ("Europe/Berlin", True, False),  # five
    ],
)
def test_a_step_in_two_days_tells_of_the_one_in_which_it_mainly_lies(
    zone: str, *, of_monday: bool, of_tuesday: bool
) -> None:
    """Its sky, high and low; of both where it lies as much in the one as in the other."""
    series = [six_hours(hour, 2) for hour in range(-6, 48, 6)]
    for step in series:
        step["data"]["next_6_hours"]["summary"] = {"symbol_code": "cloudy"}
    late = series[4]["data"]["next_6_hours"]
    late["summary"]["symbol_code"] = "heavyrain"
    late["details"] |= {"air_temperature_max": 30.0, "air_temperature_min": -5.0}
    place = Place("x", 25.1, 55.2, zone)

    days = [day for day in days_from(steps_of(*series), place) if day.date.day in (23, 24)]

    alone = [day.date.day for day in days_from(steps_of(*series[4:6]), place)]
    assert alone == [23] * of_monday + [24]
    plain, rainy = (3, 10.0, 10.0), (65, 30.0, -5.0)
    assert [(day.weather_code, day.high_c, day.low_c) for day in days] == [
        rainy if is_its else plain for is_its in (of_monday, of_tuesday)
    ]


@each_row(
    ("zone", "amounts_mm"),
    [
        ("Europe/London", [6.0, 0.0]),
        ("Europe/Istanbul", [3.0, 3.0]),
        ("Asia/Dubai", [2.0, 4.0]),
        ("Asia/Kolkata", [0.5, 5.5]),  # half an hour of it is Monday's
    ],
)
def test_the_rain_of_a_step_in_two_days_is_spread_over_its_hours(
    zone: str, amounts_mm: Sequence[float]
) -> None:
    """Six millimetres from 18:00 UTC on; of gusts, which nobody tells, there are none."""
    series = [six_hours(hour, 2, {"wind_speed_of_gust": None}) for hour in range(-6, 48, 6)]
    for step in series:
        step["data"]["next_6_hours"]["details"]["precipitation_amount"] = 0.0
    series[4]["data"]["next_6_hours"]["details"]["precipitation_amount"] = 6.0

    told = days_from(steps_of(*series), Place("x", 25.1, 55.2, zone))

    days = [day for day in told if day.date.day in (23, 24)]
    assert [day.precipitation_mm for day in days] == amounts_mm
    assert {(day.wind_kmh, day.gusts_kmh) for day in days} == {(7.2, None)}


def test_an_hour_is_told_nothing_of_what_longer_times_have() -> None:
    """Neither the rain of six hours nor the sky of twelve."""
    longer = {"summary": {"symbol_code": "rain"}, "details": {"precipitation_amount": 6.0}}
    at = {"time": "2026-11-23T11:00:00Z"}
    six, twelve = {"next_6_hours": longer}, {"next_12_hours": longer}

    (hour,) = hours_from(steps_of(at | {"data": {"next_1_hours": {}} | six | twelve}), LONDON)
    (moment,) = steps_of(at | {"data": twelve})

    assert (hour.precipitation_mm, hour.weather_code) == (None, None)
    assert (moment.hours, moment.precipitation_mm, moment.weather_code) == (0, None, None)


@each_row(
    ("hours", "low_c", "high_c"),
    [
        *(((0, 24), 1.0, 24.0), ((3, 24), 4.0, 24.0), ((4, 24), None, 24.0)),
        *(((7, 24), None, 24.0), ((13, 24), None, 24.0), ((14, 24), None, None)),
        *(((0, 17), 1.0, 17.0), ((0, 16), 1.0, None), ((0, 7), 1.0, None), ((0, 6), None, None)),
    ],
)
def test_a_low_or_high_is_told_as_long_as_night_or_afternoon_are_covered(
    hours: tuple[int, int], low_c: float | None, high_c: float | None
) -> None:
    """From two to eight and from noon to six, but for an hour: it may have been the coldest."""
    series = [
        {
            "time": f"2026-11-23T{hour:02}:00:00Z",
            "data": {
                "instant": {"details": {"air_temperature": hour + 1.0}},
                "next_1_hours": {"details": {}},
            },
        }
        for hour in range(*hours)
    ]

    (day,) = days_from(steps_of(*series), LONDON)

    assert (day.low_c, day.high_c) == (low_c, high_c)


def test_a_zero_is_a_figure_of_a_day() -> None:
    """Neither the frost nor the calm nor the dry sky of a day is unknown, nor in one of its hours.

    What is warmer or wetter in another hour is told.
    """
    names = ("air_temperature", "relative_humidity", "cloud_area_fraction", "wind_speed")
    details = dict.fromkeys((*names, "wind_from_direction", "wind_speed_of_gust"), 0.0)
    ahead = {
        "summary": {"symbol_code": "clearsky_day"},
        "details": {"precipitation_amount": 0.0, "probability_of_precipitation": 0.0},
    }
    data = {"instant": {"details": details}, "next_1_hours": ahead}
    series = [{"time": f"2026-11-23T{hour:02}:00:00Z", "data": data} for hour in range(24)]
    warm = data | {"instant": {"details": details | {"air_temperature": 3.0}}}
    zero = Day(date(2026, 11, 23), 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

    for hours, day in (
        (series, zero),
        ([*series[:13], series[13] | {"data": warm}, *series[14:]], replace(zero, high_c=3.0)),
    ):
        (told,) = days_from(steps_of(*hours), LONDON)
        assert replace(told, sunrise=None, sunset=None, day_length_s=None) == day
    at = datetime(2026, 11, 23, tzinfo=UTC)
    present = current_from(steps_of(*series), LONDON, at)
    assert present == Current(at, 0.0, None, 0.0, 0.0, 0, 0.0, 0.0, 0.0, 0.0, is_day=True)
    (hour, *_) = hours_from(steps_of(*series), LONDON)
    assert hour == Hour(at, 0.0, None, 0.0, 0.0, 0.0, 0, 0.0, 0.0, 0.0, is_day=True)


@each_row(
    "time",
    [
        *("0001-01-01T00:00:00+05:00", "9999-12-31T23:00:00-05:00", "2026-11-23T10:00:00", "noon"),
        *("", None, 7),
    ],
)
def test_a_time_that_cannot_be_read_costs_its_own_step_alone(time: object) -> None:
    """The others of the place are told."""
    assert steps_of({**six_hours(6, 1), "time": time}, six_hours(12, 2)) == steps_of(
        six_hours(12, 2)
    )


@each_row("data", [None, 7, "next_1_hours", ["next_1_hours"]])
def test_a_step_without_data_costs_itself_alone(data: object) -> None:
    """Whatever stands in their place."""
    steps = steps_of({**six_hours(6, 1), "data": data}, six_hours(12, 2))

    assert steps == steps_of(six_hours(12, 2))


@each_row(
    ("zone", "winds_ms"),
    [
        ("Asia/Dubai", [10.0, 9.0]),  # the step at 18:00 begins at 22:00
        ("Asia/Kolkata", [10.0, 9.0]),
        ("Europe/Istanbul", [10.0, 9.0]),  # half of it is Tuesday's
        ("Europe/London", [10.0, 9.0]),
        ("Pacific/Auckland", [2.0, 10.0]),  # at 12:00 it is 01:00 of Tuesday
    ],
)
def test_wind_is_that_of_the_day_in_which_a_step_begins(
    zone: str, winds_ms: Sequence[float]
) -> None:
    """So are its gusts and the probability of rain, by the clock of the place."""
    series = [six_hours(hour, ms) for hour, ms in ((0, 1), (6, 2), (12, 3), (18, 10))]
    series += [six_hours(hour, ms) for hour, ms in ((24, 6), (30, 7), (36, 8), (42, 9))]
    series += [six_hours(48, 1)]
    place = Place("x", 0, 0, zone)

    monday, tuesday = days_from(steps_from({"properties": {"timeseries": series}}), place)[:2]

    told = [(day.wind_kmh, day.gusts_kmh) for day in (monday, tuesday)]
    assert told == [(round(ms * 3.6, 1), round(ms * 7.2, 1)) for ms in winds_ms]
    chances = [day.precipitation_probability_pct for day in (monday, tuesday)]
    assert chances == [ms * 10 for ms in winds_ms]


def test_the_last_moment_of_all_counts() -> None:
    """Nothing comes after it, and it may be the warmest, the coldest or the windiest."""
    last = {
        "time": "2026-11-23T18:00:00Z",
        "data": {"instant": {"details": {"air_temperature": 11.5, "wind_speed": 5.0}}},
    }
    series = [six_hours(0, 1), six_hours(6, 2), six_hours(12, 3), last]

    (day,) = days_from(steps_from({"properties": {"timeseries": series}}), LONDON)

    assert (day.high_c, day.low_c) == (11.5, 10.0)


def test_the_last_day_tells_only_what_is_covered(world: World) -> None:
    """It ends at nine in the morning: the low of its night is known, its high isn't."""
    last = world.days(TOKYO)[-1]

    assert last.date == date(2026, 12, 3)
    assert (last.low_c, last.weather_code) == (12.5, 61)
    assert last.high_c is last.precipitation_mm is last.wind_kmh is None


@each_row(
    ("symbol", "code", "is_day"),
    [
        ("clearsky_day", 0, True),
        ("fair_night", 1, False),
        ("partlycloudy_polartwilight", 2, None),
        ("cloudy", 3, None),
        ("fog", 45, None),
        ("lightrain", 61, None),
        ("rain", 63, None),
        ("heavyrain", 65, None),
        ("lightrainshowers_day", 80, True),
        ("heavyrainshowers_night", 82, False),
        ("lightsleet", 71, None),
        ("sleetshowers_day", 85, True),
        ("lightsnow", 71, None),
        ("snow", 73, None),
        ("heavysnow", 75, None),
        ("heavysnowshowers_day", 86, True),
        ("rainandthunder", 95, None),
        ("lightssleetshowersandthunder_day", 95, True),
        ("lightssnowshowersandthunder_night", 95, False),
        ("rainshowers_day", 81, True),
        ("sleet", 73, None),
        ("heavysleet", 75, None),
        ("lightsleetshowers_night", 85, False),
        ("heavysleetshowers_day", 86, True),
        ("lightsnowshowers_day", 85, True),
        ("snowshowers_day", 85, True),
        ("rainandfrogs", None, None),
        ("frogs", None, None),
        ("", None, None),
        (7, None, None),
    ],
)
def test_symbols_become_codes(symbol: object, code: int | None, is_day: bool | None) -> None:  # noqa: FBT001
    """Unknown ones are unknown weather."""
    ahead = {"summary": {"symbol_code": symbol}, "details": {}}
    data = {"instant": {"details": {}}, "next_1_hours": ahead}
    series = [{"time": "2026-11-23T11:00:00Z", "data": data}]

    (step,) = steps_from({"properties": {"timeseries": series}})

    assert (step.weather_code, step.is_day) == (code, is_day)


def test_the_clocks_of_a_place_make_its_days() -> None:
    """The day on which they are put back has 25 hours, all of which count; one may be unknown."""
    first = datetime(2026, 10, 24, 22, tzinfo=UTC)
    series = [
        {
            "time": (first + timedelta(hours=n)).isoformat(),
            "data": {
                "instant": {"details": {"air_temperature": n}},
                "next_1_hours": {"details": {"precipitation_amount": 1.0}},
            },
        }
        for n in range(49)
    ]

    steps = steps_from({"properties": {"timeseries": series}})
    days, hours = days_from(steps, OSLO), hours_from(steps, OSLO)

    assert [(day.date.day, day.precipitation_mm, day.high_c) for day in days] == [
        (25, 25.0, 24.0),
        (26, 24.0, 48.0),
    ]
    assert len(hours) == 49
    assert [f"{hour.time:%H %Z}" for hour in hours[1:4]] == ["01 CEST", "02 CEST", "02 CET"]
    series[5]["data"] |= {"next_1_hours": {"details": {}}}
    (day, _) = days_from(steps_from({"properties": {"timeseries": series}}), OSLO)
    assert day.precipitation_mm == 24.0


def test_hours_end_where_one_is_missing() -> None:
    """There are no gaps, nor half hours between."""
    for third in ("14:00", "13:30", "12:30"):
        series = [
            {"time": f"2026-11-23T{time}:00Z", "data": {"next_1_hours": {}}}
            for time in ("11:00", "12:00", third)
        ]

        assert [hour.time.hour for hour in hours_from(steps_of(*series), TOKYO)] == [20, 21]


odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(10**400),
    st.floats(allow_nan=True),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=3),
)
times = st.sampled_from(
    ["2026-11-23T11:00:00Z", "2026-11-23T12:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:00:00Z"]
)
figures = st.dictionaries(
    st.sampled_from(["air_temperature", "wind_speed", "precipitation_amount", "symbol_code"]), odd
)
parts = st.one_of(odd, st.fixed_dictionaries({}, optional={"details": figures, "summary": figures}))
datas = st.one_of(
    odd,
    st.fixed_dictionaries(
        {}, optional={"instant": parts, "next_1_hours": parts, "next_6_hours": parts}
    ),
)
items = st.one_of(
    odd, st.fixed_dictionaries({}, optional={"time": st.one_of(odd, times), "data": datas})
)


@given(st.one_of(odd, st.lists(items, max_size=4)))
def test_whatever_stands_in_an_answer_can_be_read(series: Any) -> None:
    """Any value, any order, anything missing."""
    steps = steps_from({"properties": {"timeseries": series}})

    for place in (OSLO, TOKYO):
        assert len(days_from(steps, place)) <= 16
        assert len(hours_from(steps, place)) <= len(steps)
        current_from(steps, place, MONDAY)


@given(st.data())
def test_steps_are_the_same_in_any_order(data: st.DataObject) -> None:
    """Their times tell where they belong."""
    whole = FakeMetNorway(lambda: MONDAY)._properties()["timeseries"]
    mixed = data.draw(st.permutations(whole))

    assert steps_from({"properties": {"timeseries": mixed}}) == steps_from(
        {"properties": {"timeseries": whole}}
    )


def test_an_endless_forecast_is_read_up_to_a_limit() -> None:
    """It has some ninety steps; each takes time."""
    times = [(MONDAY + timedelta(hours=number)).isoformat() for number in range(600)]
    series = [{"time": time, "data": {"next_1_hours": {}}} for time in times]

    steps = steps_from({"properties": {"timeseries": series}})

    assert (len(steps), steps[0].time) == (500, MONDAY)


@each_row("payload", [None, [], 7, {}, {"properties": []}, json.loads('{"a": 1}')])
def test_another_form_has_no_steps(payload: object) -> None:
    """And then no days, hours or present."""
    steps = steps_from(payload)

    assert steps == ()
    assert days_from(steps, OSLO) == hours_from(steps, OSLO) == ()
    assert current_from(steps, OSLO, MONDAY) is None
