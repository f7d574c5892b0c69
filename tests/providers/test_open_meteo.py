"""Open-Meteo: what is asked of which host, what comes of the answers, and of its refusals."""

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fakes import kinds
from fakes.clock import MONDAY, FakeTime
from fakes.rows import each_row
from fakes.weather import (
    AT_ONCE,
    INVALID_KEY,
    LIMITED,
    OVERLOADED,
    SERVED,
    FakeWeather,
    Fault,
    hosts_at,
)
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import DeadlineError, ProviderError
from bot.fetching import Fetcher
from bot.fetching.open_meteo import OpenMeteoClient
from bot.kinds.sea import SEA, SEA_DAYS
from bot.providers.open_meteo import OpenMeteo
from bot.providers.open_meteo.answers import reports_from
from bot.providers.open_meteo.services import AIR_SOURCE, SEA_SOURCE, SERVICES
from bot.queries import Span
from bot.reports import Kind, Place, Report

LONDON = Place("London", 51.50853, -0.12574, "Europe/London")
TROMSO = Place("Tromsø", 69.6489, 18.95508, "Europe/Oslo")
AUSTIN = Place("Austin", 30.2672, -97.74306, "America/Chicago")
BERLIN = Place("Berlin", 52.52437, 13.41053, "Europe/Berlin")
TODAY = Span()
SPANS = {kinds.PAST: Span(7, date(2026, 11, 2))}


class World:
    """The service on loopback, and the provider that speaks to it, at a time that stands still."""

    def __init__(self, url: str, fake: FakeWeather, now: datetime = MONDAY) -> None:
        self.fake = fake
        self.time = FakeTime(now)
        fake.now = self.time.clock.now
        self.paused_s: list[float] = []
        self.fetcher = Fetcher()
        self.client = OpenMeteoClient(
            self.fetcher, self.time.clock, "key-1", sleep=self._pause, spread=lambda: 0.0
        )
        self.hosts = hosts_at(url)
        self.live = OpenMeteo(self.client, self.time.clock, hosts=self.hosts)

    def fetch(
        self, kind: Kind[Any], *places: Place, span: Span = TODAY, seconds: float = 10
    ) -> list[Report | None]:
        """Ask about places."""
        return self.live.fetch(kind, places, span, self.time.clock.deadline(seconds))

    def one(self, kind: Kind[Any], place: Place, span: Span = TODAY) -> Report:
        """Return the one report on a place."""
        (report,) = self.fetch(kind, place, span=span)
        assert report
        return report

    def sizes(self) -> list[int]:
        """Return how many places each request for a forecast was about."""
        return [len(r.params["latitude"].split(",")) for r in self.fake.forecast_requests]

    def _pause(self, seconds: float) -> None:
        self.paused_s.append(seconds)
        self.time.pass_s(seconds)


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[FakeWeather, str]]:
    """Serve one service for all tests."""
    fake = FakeWeather()
    with fake.serve() as url:
        yield fake, url


@pytest.fixture
def world(served: tuple[FakeWeather, str]) -> Iterator[World]:
    """Give the service as if it were new, at eleven on a Monday, UTC."""
    yield from _fresh(served, MONDAY)


def _fresh(served: tuple[FakeWeather, str], now: datetime) -> Iterator[World]:
    fake, url = served
    fake.fault = None
    fake.most_at_once = 0
    fake.arrivals = threading.Semaphore(0)
    for things in (fake.values, fake.null_fields, fake.no_data, fake.not_covered):
        things.clear()
    fake.requests.clear()
    fake.next_faults.clear()
    world = World(url, fake, now)
    with closing(world.fetcher):
        yield world


@pytest.fixture
def before_winter(served: tuple[FakeWeather, str]) -> Iterator[World]:
    """The same, on the day before the clocks of Berlin are put back to winter time."""
    yield from _fresh(served, datetime(2026, 10, 24, 9, tzinfo=UTC))


def name_of(kind: Kind[Any]) -> str:
    """Return what tests call a kind."""
    return kind.name


# What is asked


@pytest.mark.parametrize("kind", SERVICES, ids=name_of)
def test_all_places_go_out_in_one_request(world: World, kind: Kind[Any]) -> None:
    """With ten variables at most and the key in a header."""
    world.fetch(kind, LONDON, AUSTIN, span=SPANS.get(kind, Span(7)))

    fake = world.fake
    (request,) = fake.requests
    assert request.params["latitude"] == "51.5085,30.2672"
    assert request.params["longitude"] == "-0.1257,-97.7431"
    assert request.params["timezone"] == "auto"
    assert len(request.params[SERVICES[kind].section].split(",")) <= 10
    assert request.headers["x-api-key"] == "key-1"
    assert "key-1" not in str(request.params)


def test_each_kind_goes_to_its_host(world: World) -> None:
    """Forecasts, air, archive and sea are four services; each kind is asked of one, once."""
    asked: dict[str, set[Kind[Any]]] = defaultdict(set)
    for kind in SERVICES:
        world.fake.requests.clear()
        world.fetch(kind, LONDON, span=SPANS.get(kind, Span(7)))
        (request,) = world.fake.requests
        asked[request.path].add(kind)

    assert {kinds.CURRENT, kinds.DAILY, kinds.HOURLY} <= asked["/v1/forecast"]
    assert kinds.AIR in asked["/v1/air-quality"]
    assert kinds.PAST in asked["/v1/archive"]
    assert {SEA, SEA_DAYS} <= asked["/v1/marine"]


def test_days_are_asked_for_from_today_on_or_by_date(world: World) -> None:
    """The two ways exclude each other."""
    world.fetch(kinds.DAILY, LONDON, span=Span(7))
    world.fetch(kinds.HOURLY, LONDON, span=Span(3))
    world.fetch(kinds.DAILY, LONDON, span=Span(2, date(2026, 11, 25)))
    world.fetch(kinds.CURRENT, LONDON)

    names = ("forecast_days", "past_days", "start_date", "end_date")
    asked = [
        {name: value for name, value in request.params.items() if name in names}
        for request in world.fake.forecast_requests
    ]
    assert asked == [
        {"forecast_days": "7"},
        {"forecast_days": "3"},
        {"start_date": "2026-11-25", "end_date": "2026-11-26"},
        {},
    ]


@pytest.mark.parametrize(
    ("first", "days", "archived", "forecast"),
    [
        (date(1940, 1, 1), 31, ("1940-01-01", "1940-01-31"), None),
        (date(2026, 11, 10), 7, ("2026-11-10", "2026-11-16"), None),
        (date(2026, 11, 14), 7, ("2026-11-14", "2026-11-16"), ("2026-11-17", "2026-11-20")),
        (date(2026, 11, 17), 6, None, ("2026-11-17", "2026-11-22")),
        (date(2026, 11, 22), 1, None, ("2026-11-22", "2026-11-22")),
    ],
)
def test_the_archive_is_asked_for_what_it_has(
    world: World,
    first: date,
    days: int,
    archived: tuple[str, str] | None,
    forecast: tuple[str, str] | None,
) -> None:
    """The last days, which it lacks, come from the forecast's host; the report has all of them."""
    (report,) = world.fetch(kinds.PAST, LONDON, span=Span(days, first))

    asked = [
        [(r.params["start_date"], r.params["end_date"]) for r in record]
        for record in (world.fake.archive_requests, world.fake.forecast_requests)
    ]
    assert asked == [[archived] if archived else [], [forecast] if forecast else []]
    assert report
    assert [d.date for d in report.records] == [first + timedelta(days=n) for n in range(days)]
    assert all(day.high_c == 14.2 for day in report.records)


def test_the_past_is_told_as_a_whole_or_not_at_all(world: World) -> None:
    """A report with a hole at its beginning would be taken for the whole."""
    world.fake.not_covered.add("51.5085,-0.1257")
    world.fake.next_faults[:] = [Fault(body='[{"daily": {"time": ["2026-11-16"]}}, {}]')]

    reports = world.fetch(kinds.PAST, LONDON, AUSTIN, span=Span(2, date(2026, 11, 16)))

    assert reports == [None, None]


def test_a_report_is_as_old_as_the_first_of_its_answers(world: World) -> None:
    """From when it was there, not from when it was asked for."""

    def told_slowly() -> datetime:
        """Take two seconds."""
        world.time.pass_s(2)
        return MONDAY

    world.fake.now = told_slowly

    present = world.one(kinds.CURRENT, LONDON)
    past = world.one(kinds.PAST, LONDON, Span(2, date(2026, 11, 16)))

    ages_s = [(report.fetched_at - MONDAY).total_seconds() for report in (present, past)]
    assert ages_s == [2, 4]
    assert world.time.clock.now() == MONDAY + timedelta(seconds=6)


def test_more_than_a_hundred_places_go_out_in_chunks(world: World) -> None:
    """And come back in one piece."""
    places = [Place(f"P{n}", n / 10, n / 10, "UTC") for n in range(230)]

    reports = world.fetch(kinds.CURRENT, *places)

    assert [report and report.place for report in reports] == places
    assert world.sizes() == [100, 100, 30]


def test_no_more_requests_are_under_way_than_the_host_admits(world: World) -> None:
    """Whoever comes while five are waits for one of them to end."""
    world.fake.gate.clear()
    with ThreadPoolExecutor(12) as pool:
        flights = [pool.submit(world.fetch, kinds.CURRENT, LONDON) for _ in range(12)]
        for _ in range(AT_ONCE):
            assert world.fake.arrivals.acquire(timeout=10)
        is_sixth_there = world.fake.arrivals.acquire(timeout=0.1)
        world.fake.gate.set()
        reports = [flight.result(10) for flight in flights]

    assert not is_sixth_there
    assert world.fake.most_at_once == AT_ONCE
    assert all(report for (report,) in reports)


# What comes of the answers


def test_figures_of_the_present_reach_the_report(world: World) -> None:
    """Each under its own name."""
    (current,) = world.one(kinds.CURRENT, LONDON).records

    assert current
    assert (current.temperature_c, current.feels_like_c) == (12.3, 10.1)
    assert (current.humidity_pct, current.cloud_cover_pct) == (71, 90)
    assert current.precipitation_mm == 0.4
    assert (current.wind_kmh, current.wind_from_deg, current.gusts_kmh) == (18.4, 225, 33.1)
    assert (current.weather_code, current.is_day) == (61, True)


def test_figures_of_days_reach_the_report(world: World) -> None:
    """Coming and past ones."""
    (day,) = world.one(kinds.DAILY, LONDON).records
    past = world.one(kinds.PAST, LONDON, SPANS[kinds.PAST]).records[0]

    for told in (day, past):
        assert (told.high_c, told.low_c, told.precipitation_mm) == (14.2, 6.8, 1.2)
        assert (told.wind_kmh, told.gusts_kmh, told.weather_code) == (22.6, 41.0, 3)
    assert (day.precipitation_probability_pct, day.uv_index) == (55, 2.35)
    assert (past.precipitation_probability_pct, past.uv_index) == (None, None)


@each_row(
    ("day", "told"),
    [
        ("2026-06-21", (None, None, 86_400.0)),
        ("2026-12-21", (None, None, 0.0)),
        ("2026-11-23", ("10:22", "12:37", pytest.approx(8070, abs=60))),
    ],
)
def test_the_sun_of_a_day_is_computed(day: str, told: tuple[object, ...]) -> None:
    """The service tells midnight for both in polar day and night alike."""
    midnight = f"{day}T00:00"
    section = {"time": [day], "sunrise": [midnight], "sunset": [midnight]}
    payload = {"timezone": "Europe/Oslo", "utc_offset_seconds": 7200, "daily": section}

    for kind in (kinds.DAILY, kinds.PAST):
        (report,) = reports_from(payload, kind, [TROMSO], MONDAY)
        assert report
        (only,) = report.records
        clocks = (only.sunrise and f"{only.sunrise:%H:%M}", only.sunset and f"{only.sunset:%H:%M}")
        assert (*clocks, only.day_length_s) == told


def test_figures_of_hours_reach_the_report(world: World) -> None:
    """All hours of the days from midnight on."""
    hours = world.one(kinds.HOURLY, AUSTIN, Span(2)).records

    assert len(hours) == 48
    assert f"{hours[0].time:%a %H:%M %Z}" == "Mon 00:00 CST"
    hour = hours[0]
    assert (hour.temperature_c, hour.feels_like_c, hour.humidity_pct) == (11.7, 9.3, 64)
    assert (hour.precipitation_probability_pct, hour.precipitation_mm) == (35, 0.3)
    assert (hour.weather_code, hour.cloud_cover_pct, hour.is_day) == (80, 75, True)
    assert (hour.wind_kmh, hour.gusts_kmh) == (15.8, 29.9)


def test_figures_of_the_air_reach_the_report(world: World) -> None:
    """And its makers are credited."""
    report = world.one(kinds.AIR, LONDON)

    (air,) = report.records
    assert air
    assert (air.european_aqi, air.us_aqi, air.pm2_5_ugm3, air.pm10_ugm3) == (44, 65, 22.1, 28.2)
    assert (air.ozone_ugm3, air.nitrogen_dioxide_ugm3, air.uv_index) == (42.0, 11.2, 2.1)
    assert (air.birch_pollen_m3, air.grass_pollen_m3, air.ragweed_pollen_m3) == (0.0, 1.4, 0.2)
    assert report.source == AIR_SOURCE
    assert "Open-Meteo" in report.source.attribution
    assert "CAMS" in report.source.attribution


def test_an_offset_holds_for_all_times_of_an_answer(before_winter: World) -> None:
    """The service writes also those after the change as if the clocks were never put back."""
    hours = before_winter.one(kinds.HOURLY, BERLIN, Span(2)).records
    days = before_winter.one(kinds.DAILY, BERLIN, Span(3)).records

    sunday = [hour.time for hour in hours if hour.time.day == 25]
    assert len(sunday) == 25
    assert [f"{time:%H %Z}" for time in sunday[1:5]] == ["01 CEST", "02 CEST", "02 CET", "03 CET"]
    assert f"{sunday[-1]:%H:%M %Z}" == "23:00 CET"
    assert hours[0].time <= datetime(2026, 10, 23, 22, tzinfo=UTC)
    assert [f"{day.sunrise:%d %H:%M}" for day in days] == ["24 07:47", "25 06:49", "26 06:51"]


def test_a_day_is_whole_after_its_clocks_were_changed(before_winter: World) -> None:
    """The service then begins it an hour late, and ends it too early on the night itself."""
    for passed, days in ((timedelta(hours=14), 1), (timedelta(hours=10), 2)):
        before_winter.time.pass_s(passed.total_seconds())

        for places in ([BERLIN], [AUSTIN, BERLIN, AUSTIN]):
            reports = before_winter.fetch(kinds.HOURLY, *places, span=Span(days))

            (berlin,) = [report for report in reports if report and report.place == BERLIN]
            assert len([hour for hour in berlin.records if hour.time.day == 25]) == 25


def test_no_more_days_are_asked_for_than_a_forecast_has(before_winter: World) -> None:
    """One more for the clocks, but never a seventeenth."""
    for days in (14, 15, 16):
        before_winter.one(kinds.HOURLY, BERLIN, Span(days))

    requests = before_winter.fake.forecast_requests
    asked = [request.params["forecast_days"] for request in requests]
    assert asked == ["15", "16", "16"]
    before_winter.time.pass_s(-2 * 86_400)
    for days in (2, 3):
        before_winter.one(kinds.HOURLY, BERLIN, Span(days))
    asked = [r.params["forecast_days"] for r in before_winter.fake.forecast_requests[3:]]
    assert asked == ["2", "4"]  # it is a change of the last of its days as well


def test_an_endless_answer_is_read_up_to_a_limit() -> None:
    """A year by the day has 366 rows; each takes time."""
    times = [MONDAY.replace(tzinfo=None) + timedelta(hours=number) for number in range(1_100)]
    payload = {"hourly": {"time": [time.isoformat() for time in times]}}

    (report,) = reports_from(payload, kinds.HOURLY, [LONDON], MONDAY)

    assert report
    assert (len(report.records), report.records[0].time) == (1_000, MONDAY)


def test_times_are_read_in_the_zone_that_the_service_used() -> None:
    """And given in the place's own, which is the one that was used where nobody says so."""
    payload = {
        "timezone": "Asia/Tokyo",
        "current": {"time": "2026-11-23T20:00", "temperature_2m": 9},
    }

    for more, told in (({}, "11:00 GMT"), ({"utc_offset_seconds": 0}, "20:00 GMT")):
        (report,) = reports_from(payload | more, kinds.CURRENT, [LONDON], MONDAY)

        assert report
        assert report.records
        assert f"{report.records[0].observed_at:%H:%M %Z}" == told
    for zone in ({}, {"timezone": None}, {"timezone": "Mars/Base"}):
        unsaid = _read(kinds.CURRENT, payload["current"], **zone)
        assert unsaid
        assert f"{unsaid.as_of:%H:%M %Z}" == "20:00 CST"


@each_row(
    ("offset_s", "told"),
    [
        (3600, "19:00 GMT"),  # Britain has stopped changing its clocks, and we don't know yet
        (-900, "20:15 GMT"),
        (50_400, "06:00 GMT"),
        (54_000, "20:00 GMT"),
        (-43_200, "08:00 GMT"),
        (-46_800, "20:00 GMT"),
        (0, "20:00 GMT"),
        (3599, "20:00 GMT"),
        (3900, "20:00 GMT"),
        (86_400, "20:00 GMT"),
        ("3600", "20:00 GMT"),
        (None, "20:00 GMT"),
    ],
)
def test_an_offset_that_clocks_can_have_is_believed(offset_s: object, told: str) -> None:
    """Whatever our own data of the zone say; any other is a mistake."""
    current = {"time": "2026-11-23T20:00", "temperature_2m": 9}
    payload = {"timezone": "Europe/London", "utc_offset_seconds": offset_s, "current": current}

    (report,) = reports_from(payload, kinds.CURRENT, [LONDON], MONDAY)

    assert report
    assert f"{report.records[0].observed_at:%H:%M %Z}" == told


@each_row("time", [None, "soon", 7, "0001-01-01T00:00"])
def test_a_present_without_its_time_is_that_of_the_request(time: object) -> None:
    """Its figures are told, and the sources say since when they are known."""
    current = {"time": time, "temperature_2m": 9}
    payload = {"timezone": "Europe/Berlin", "utc_offset_seconds": 3600, "current": current}

    (report,) = reports_from(payload, kinds.CURRENT, [BERLIN], MONDAY)

    assert report
    (present,) = report.records
    assert present.temperature_c == 9
    assert f"{present.observed_at:%d %H:%M %Z}" == "23 12:00 CET"


# What comes of refusals


@pytest.mark.parametrize("status", [429, 400])
@pytest.mark.parametrize(
    ("reason", "rest_s"),
    [
        ("Minutely API request limit exceeded. Please try again in one minute.", 45),
        ("Hourly API request limit exceeded. Please try again in the next hour.", 49 * 60 + 45),
        ("Daily API request limit exceeded. Please try again tomorrow.", 12.8291667 * 3600),
        ("Daily API request limit exceeded for this location.", 12.8291667 * 3600),
    ],
)
def test_a_limit_rests_until_its_counter_begins_anew(
    world: World, status: int, reason: str, rest_s: float
) -> None:
    """At ten past eleven and fifteen seconds; only the reason tells which limit it is.

    No smaller request is sent to find a place that was refused.
    """
    world.time.pass_s(10 * 60 + 15)
    world.fake.fault = Fault(status, reason)

    with pytest.raises(ProviderError) as caught:
        world.fetch(kinds.CURRENT, LONDON, AUSTIN)

    assert caught.value.rest_s == pytest.approx(rest_s, abs=1)
    assert caught.value.reason == reason
    assert len(world.fake.forecast_requests) == 1


@pytest.mark.parametrize(
    ("fault", "rest_s"),
    [
        (OVERLOADED, 0),
        (Fault(500, "Something went wrong."), 0),
        (Fault(400, "Forecast days is invalid. Allowed range 0 to 16. Given 30."), 0),
        (Fault(400, "Cannot initialize daily from invalid String value uv"), 0),
        (Fault(429, "Slow down"), 45),
        (Fault(429, "Slow down", retry_after="90"), 90),
        (Fault(429, "Slow down", retry_after="5"), 45),
        (INVALID_KEY, 600),
        (Fault(401, "Who are you?"), 600),
        (Fault(403, "Archive API access requires a professional plan"), 600),
    ],
)
def test_other_refusals_rest_as_long_as_they_last(
    world: World, fault: Fault, rest_s: float
) -> None:
    """An overload may be over at once, a wrong key needs somebody; none is asked again."""
    world.time.pass_s(15)
    world.fake.fault = fault

    with pytest.raises(ProviderError) as caught:
        world.fetch(kinds.CURRENT, LONDON)

    assert caught.value.rest_s == rest_s
    assert len(world.fake.forecast_requests) == 1


def test_a_host_that_is_away_rests_for_a_moment(world: World, unused_port: int) -> None:
    """The next question shouldn't wait for it again."""
    away = f"http://127.0.0.1:{unused_port}"
    live = OpenMeteo(
        world.client,
        world.time.clock,
        hosts=hosts_at(away),
    )

    with pytest.raises(ProviderError) as caught:
        live.fetch(kinds.CURRENT, [LONDON], TODAY, world.time.clock.deadline(5))

    assert caught.value.rest_s == 10


def test_what_is_refused_for_the_crowd_is_asked_again(world: World) -> None:
    """Twice, after a pause that grows."""
    world.fake.next_faults[:] = [LIMITED, LIMITED]

    assert world.one(kinds.CURRENT, LONDON).records
    assert world.paused_s == [0.5, 1.0]


def test_pauses_of_several_clients_are_spread(world: World) -> None:
    """Or those that were refused together would come together again."""
    client = OpenMeteoClient(
        world.fetcher, world.time.clock, sleep=world._pause, spread=lambda: 0.6
    )
    live = OpenMeteo(client, world.time.clock, hosts=world.hosts)
    world.fake.next_faults[:] = [LIMITED, LIMITED]

    live.fetch(kinds.CURRENT, [LONDON], TODAY, world.time.clock.deadline(10))

    assert world.paused_s == pytest.approx([0.8, 1.6])


def test_a_crowd_that_stays_is_a_failure(world: World) -> None:
    """After three tries, or when there is no time for another one."""
    world.fake.fault = LIMITED

    with pytest.raises(ProviderError) as caught:
        world.fetch(kinds.CURRENT, LONDON)
    with pytest.raises(ProviderError):
        world.fetch(kinds.CURRENT, LONDON, seconds=0.5)

    assert caught.value.rest_s == 2
    assert world.paused_s == [0.5, 1.0]
    assert len(world.fake.forecast_requests) == 4


@pytest.mark.parametrize("count", [2, 5, 48, 100])
@pytest.mark.parametrize("bad", [0, -1])
def test_places_that_are_refused_cost_no_other_place(world: World, count: int, bad: int) -> None:
    """They are found by halving."""
    places = [Place(f"P{n}", n / 10, n / 10, "UTC") for n in range(count)]
    world.fake.no_data.add(f"{places[bad].latitude},{places[bad].longitude}")

    reports = world.fetch(kinds.CURRENT, *places)

    expected = [place if place != places[bad] else None for place in places]
    assert [report and report.place for report in reports] == expected
    assert len(world.fake.forecast_requests) <= 15


def test_a_place_off_the_map_costs_no_other_place(world: World) -> None:
    """Nor is the service said to have failed when it was the only one."""
    for nowhere in (Place("Nowhere", 95.0, 0, "UTC"), Place("Nowhere", 0, 195.0, "UTC")):
        something, nothing = world.fetch(kinds.CURRENT, LONDON, nowhere)

        assert something
        assert nothing is None
        assert world.fetch(kinds.CURRENT, nowhere) == [None]


def test_a_service_that_fails_at_a_location_has_failed(world: World) -> None:
    """It is not the place that is wrong, so that another service is to be asked."""
    world.fake.fault = Fault(500, "No worker for this location.")

    with pytest.raises(ProviderError, match="500"):
        world.fetch(kinds.CURRENT, LONDON)


def test_the_search_for_refused_places_ends(world: World) -> None:
    """Each request counts against the limits."""
    places = [Place(f"P{n}", n / 10, n / 10, "UTC") for n in range(100)]
    world.fake.no_data |= {f"{place.latitude},{place.longitude}" for place in places}

    assert world.fetch(kinds.CURRENT, *places) == [None] * 100
    assert len(world.fake.forecast_requests) == 33


def test_a_chunk_that_fails_costs_only_its_own_places(world: World) -> None:
    """The others are still answered; once a limit is reached, nothing more is asked."""
    places = [Place(f"P{n}", n / 10, n / 10, "UTC") for n in range(250)]
    world.fake.next_faults[:] = [OVERLOADED]
    overloaded = world.fetch(kinds.CURRENT, *places)
    world.fake.next_faults[:] = [
        Fault(body="[{}]"),
        Fault(429, "Minutely API request limit exceeded."),
    ]

    with pytest.raises(ProviderError, match="429"):
        world.fetch(kinds.CURRENT, *places)

    assert overloaded[:100] == [None] * 100
    assert all(overloaded[100:])
    assert world.sizes() == [100, 100, 50, 100, 100]


def test_a_point_that_is_not_covered_concerns_its_place_alone(world: World) -> None:
    """Although its answer makes that of the others no JSON."""
    world.fake.not_covered.add("51.5085,-0.1257")

    nothing, something = world.fetch(kinds.CURRENT, LONDON, AUSTIN)

    assert nothing is None
    assert something
    assert something.place == AUSTIN


@pytest.mark.parametrize("body", ["[]", "[{}, {}, {}]", "null"])
def test_an_answer_about_other_places_is_a_failure(world: World, body: str) -> None:
    """Nobody would know whose figures are whose."""
    world.fake.fault = Fault(body=body)

    with pytest.raises(ProviderError, match="of 2 places"):
        world.fetch(kinds.CURRENT, LONDON, AUSTIN)


def test_a_point_of_another_form_is_none() -> None:
    """As one whose section is."""
    points = [7, None, [], "x", {"current": 7}, {"current": []}]

    assert reports_from(points, kinds.CURRENT, [LONDON] * 6, MONDAY) == [None] * 6


def test_a_deadline_in_the_middle_leaves_what_is_answered(world: World) -> None:
    """The places of the first chunk have their reports."""
    places = [Place(f"P{n}", n / 10, n / 10, "UTC") for n in range(150)]

    def told_slowly() -> datetime:
        """Take eight seconds for a hundred places."""
        world.time.pass_s(0.08)
        return MONDAY

    world.fake.now = told_slowly

    reports = world.fetch(kinds.CURRENT, *places, seconds=10)

    assert all(reports[:100])
    assert reports[100:] == [None] * 50


def test_a_probe_tells_whether_the_service_answers(world: World) -> None:
    """By a smallest request, with the key if there is one."""
    world.live.probe(world.time.clock.deadline(5))
    (request,) = world.fake.forecast_requests
    assert request.params == {"latitude": "0", "longitude": "0", "current": "is_day"}
    assert request.headers["x-api-key"] == "key-1"
    keyless = OpenMeteo(
        OpenMeteoClient(world.fetcher, world.time.clock), world.time.clock, hosts=world.hosts
    )
    keyless.probe(world.time.clock.deadline(5))
    assert "x-api-key" not in world.fake.forecast_requests[-1].headers
    world.fake.fault = OVERLOADED

    with pytest.raises(ProviderError):
        world.live.probe(world.time.clock.deadline(5))
    with pytest.raises(DeadlineError):
        world.live.probe(world.time.clock.deadline(0))


# Whatever stands in an answer

TABLES: Mapping[Kind[Any], Mapping[str, Any]] = {
    kind: {
        name: SERVED[service.archive or service.name][service.section][name]
        for name in service.fields
    }
    for kind, service in SERVICES.items()
}
odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(10**400),
    st.floats(allow_nan=True),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)
times = st.sampled_from(["2026-11-23", "2026-11-23T11:00", "0001-01-01T00:00", "9999-12-31T23:59"])


def _read(kind: Kind[Any], section: object, **more: object) -> Report | None:
    payload = {SERVICES[kind].section: section, **more}
    (report,) = reports_from(payload, kind, [AUSTIN], MONDAY)
    return report


PRESENT = [kind for kind in SERVICES if kind.shape == "present"]
SERIES = [kind for kind in SERVICES if kind.shape != "present"]


@pytest.mark.parametrize("kind", PRESENT, ids=name_of)
@given(st.data())
def test_whatever_stands_in_the_present_can_be_read(kind: Kind[Any], data: st.DataObject) -> None:
    """Any value, any order, anything missing."""
    section = data.draw(
        st.fixed_dictionaries(
            {"time": st.one_of(odd, times)},
            optional=dict.fromkeys(TABLES[kind], st.one_of(odd, times)),
        )
    )
    zone = data.draw(st.one_of(odd, st.just("Pacific/Auckland")))
    offset_s = data.draw(st.one_of(odd, st.just(46_800)))

    report = _read(kind, section, timezone=zone, utc_offset_seconds=offset_s)

    assert report
    assert len(report.records) == 1


@pytest.mark.parametrize("kind", SERIES, ids=name_of)
@given(st.data())
def test_whatever_stands_in_a_series_can_be_read(kind: Kind[Any], data: st.DataObject) -> None:
    """Columns may be too short, of a wrong type, or not there."""
    column = st.one_of(odd, st.lists(st.one_of(odd, times), max_size=4))
    section = data.draw(st.dictionaries(st.sampled_from(["time", *TABLES[kind]]), column))

    report = _read(kind, section)

    assert report is None or report.records


@pytest.mark.parametrize("kind", SERVICES, ids=name_of)
@given(st.data())
def test_a_null_costs_its_own_figure_alone_in_any_order(
    kind: Kind[Any], data: st.DataObject
) -> None:
    """All others are as they were."""
    table = TABLES[kind]
    nulls = data.draw(st.sets(st.sampled_from(sorted(table))))
    names = data.draw(st.permutations(["time", *table]))

    def section(without: Sequence[str] | set[str]) -> dict[str, Any]:
        figures = {"time": "2026-11-23T11:00", **table}
        if SERVICES[kind].section != "current":
            figures["time"] = (
                "2026-11-23" if SERVICES[kind].section == "daily" else "2026-11-23T11:00"
            )
        told = {name: None if name in without else figures[name] for name in names}
        is_series = SERVICES[kind].section != "current"
        return {name: [value] if is_series else value for name, value in told.items()}

    full, partial = _read(kind, section(())), _read(kind, section(nulls))

    assert full
    assert partial
    pairs = list(zip(_figures(full), _figures(partial), strict=True))
    assert all(now in (before, None) for before, now in pairs)
    assert sum(now != before for before, now in pairs) == len(nulls)


def _figures(report: Report) -> list[Any]:
    (told,) = report.records
    return [getattr(told, name) for name in type(told).__dataclass_fields__]


@each_row("value", [True, "12", 10**400, float("inf"), float("nan"), [1], {}])
def test_a_figure_that_is_no_number_is_unknown(value: object) -> None:
    """As one that is null."""
    section = {"time": "2026-11-23T11:00", "temperature_2m": value, "is_day": 0}

    report = _read(kinds.CURRENT, section)

    assert report
    (current,) = report.records
    assert (current.temperature_c, current.is_day) == (None, False)


KNOWN = 9.5, 20.0, 71.0
ALL_KNOWN = (*KNOWN, 0.5)


@each_row(
    ("units", "told"),
    [
        ({"temperature_2m": "°F", "wind_speed_10m": "mp/h"}, (None, None, 71.0, 0.5)),
        ({"temperature_2m": "°C", "wind_speed_10m": "m/s", "other": 5}, (9.5, None, 71.0, 0.5)),
        ({"time": "iso8601", "relative_humidity_2m": "percent"}, (9.5, 20.0, 71.0, 0.5)),
        ({"temperature_2m": None, "precipitation": "inch"}, (9.5, 20.0, 71.0, None)),
        ({"temperature_2m": 7, "wind_speed_10m": ["mp/h"], "precipitation": ""}, (*KNOWN, None)),
        ({"temperature_2m": "°C", "wind_speed_10m": "km/h", "precipitation": "mm"}, ALL_KNOWN),
        ("metric", ALL_KNOWN),
    ],
)
def test_a_figure_in_another_unit_is_unknown(units: object, told: tuple[object, ...]) -> None:
    """As a server that is set to it would answer; without stated units ours are meant."""
    section = {"temperature_2m": 9.5, "wind_speed_10m": 20.0, "relative_humidity_2m": 71}
    section["precipitation"] = 0.5

    report = _read(kinds.CURRENT, section, current_units=units)

    assert report
    (current,) = report.records
    figures = current.temperature_c, current.wind_kmh, current.humidity_pct
    assert (*figures, current.precipitation_mm) == told


@each_row(("unit", "height_m"), [("m", 2.5), ("ft", None)])
def test_waves_are_told_in_metres_alone(unit: str, height_m: float | None) -> None:
    """As the service has them unless it is set otherwise."""
    units = {"wave_height": unit, "wave_period": "s"}

    report = _read(SEA, {"wave_height": 2.5, "wave_period": 7.0}, current_units=units)

    assert report
    (sea,) = report.records
    assert (sea.wave_height_m, sea.wave_period_s) == (height_m, 7.0)


def test_days_and_times_that_can_t_be_read_are_left_out() -> None:
    """The others stay, also those behind the end of a row of figures."""
    section = {
        "time": ["someday", "2026-11-24", None, "2026-11-25"],
        "temperature_2m_max": [1.0, 2.0],
        "weather_code": "sunny",
    }

    report = _read(kinds.DAILY, section)

    assert report
    assert [(day.date, day.high_c, day.weather_code) for day in report.records] == [
        (date(2026, 11, 24), 2.0, None),
        (date(2026, 11, 25), None, None),
    ]
    assert _read(kinds.DAILY, {"time": ["someday", None], "temperature_2m_max": [1.0, 2.0]}) is None


@each_row("day", ["0001-01-01", "1799-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_of_another_age_is_told_without_its_sun(day: str) -> None:
    """Nobody knows how fast the Earth turned, or will turn."""
    report = _read(kinds.DAILY, {"time": [day], "temperature_2m_max": [1.0]})

    assert report
    assert [(day.high_c, day.sunrise, day.day_length_s) for day in report.records] == [
        (1.0, None, None)
    ]


def test_the_sea_is_told_with_its_waves(world: World) -> None:
    """With credit to who looks at it."""
    report = world.one(SEA, LONDON)

    assert report.source == SEA_SOURCE
    (sea,) = report.records
    assert (sea.water_c, sea.wave_height_m, sea.waves_from_deg) == (17.3, 1.46, 293.0)
    assert sea.wave_period_s == 9.15
    (day,) = world.one(SEA_DAYS, LONDON).records
    told = (day.water_c, day.wave_height_m, day.waves_from_deg, day.wave_period_s)
    assert (day.date, *told) == (MONDAY.date(), 17.9, 2.34, 301.0, 11.05)


def test_inland_every_figure_of_the_sea_is_null() -> None:
    """As in a recorded answer for two points, of which one lies in England's middle."""
    nothing = {"time": "2026-09-16T15:45", "interval": 900, "wave_height": None}
    nothing |= {"wave_direction": None, "wave_period": None, "sea_surface_temperature": None}
    waves = {"wave_height": 0.52, "wave_direction": 293, "wave_period": 3.05}
    margate = {"time": "2026-09-16T15:45", **waves, "sea_surface_temperature": 19.5}

    inland, coast = reports_from(
        [{"current": nothing}, {"location_id": 1, "current": margate}],
        SEA,
        [AUSTIN, LONDON],
        MONDAY,
    )

    assert inland
    assert inland.is_blank
    assert coast
    assert (coast.records[0].water_c, coast.records[0].wave_height_m) == (19.5, 0.52)
