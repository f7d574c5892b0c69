"""Batches of weather queries: what is asked of whom, and what comes of it."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from queue import Queue
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fakes import kinds
from fakes.clock import MONDAY, FakeTime
from fakes.scripted_provider import ScriptedProvider
from fakes.waiting import PATIENCE_S, until
from fakes.weather import HTML, OVERLOADED, FakeWeather, Fault, hosts_at

from bot.clock import Deadline
from bot.errors import DeadlineError, ProviderError
from bot.fetching import Fetcher
from bot.fetching.open_meteo import OpenMeteoClient
from bot.kinds.days import Day
from bot.kinds.sea import SEA_DAYS, SeaDay
from bot.places import Places, Resolved
from bot.places.gazetteer import Gazetteer
from bot.places.geocoder import Geocoder
from bot.providers import WeatherProvider
from bot.providers.open_meteo import SOURCE, OpenMeteo
from bot.queries import (
    AmbiguousPlace,
    NotCovered,
    Outcome,
    Query,
    Span,
    Unavailable,
    UnknownPlace,
)
from bot.reports import Kind, Place, Report
from bot.weather import Weather
from bot.weather.failover import UNREACHABLE, Failover

Served = tuple[FakeWeather, str, Fetcher, Gazetteer]
THREE = ("Bengaluru", "London", "Austin")


def uncounted(*_: Any) -> None:
    """Count nothing."""


def now(*names: str) -> list[Query]:
    """Return queries for current conditions."""
    return [Query(name, kinds.CURRENT) for name in names]


def days(name: str, first: int | date = 0, count: int = 1) -> Query:
    """Return a query for a forecast."""
    return Query(name, kinds.DAILY, first, count)


class World:
    """Weather over the real gazetteer and the loopback services, at a fixed time."""

    def __init__(self, served: Served) -> None:
        self.fake, url, fetcher, self.gazetteer = served
        self.time = FakeTime()
        self.fake.now = self.time.clock.now
        self.fake.fault = self.fake.geocoding_fault = None
        self.fake.values.clear()
        self.fake.arrivals = threading.Semaphore(0)
        self.fake.requests.clear()
        self.fake.geocoding_requests.clear()
        client = OpenMeteoClient(fetcher, self.time.clock)
        self.places = Places(self.gazetteer, Geocoder(client, url), self.time.clock)
        self.weather = self.over(
            OpenMeteo(
                client,
                self.time.clock,
                hosts=hosts_at(url),
            )
        )

    def over(self, provider: WeatherProvider) -> Weather:
        """Return weather from this provider alone."""
        return Weather(self.places, Failover([provider], self.time.clock), self.time.clock)

    def fetch(self, *queries: Query, seconds: float = 10) -> list[Outcome]:
        """Answer the queries."""
        deadline = self.time.clock.deadline(seconds)
        return self.weather.fetch(queries, language="en", deadline=deadline, count=uncounted)

    def report(self, query: Query) -> Report:
        """Return the report for a query that has one."""
        (outcome,) = self.fetch(query)
        assert isinstance(outcome, Report), outcome
        return outcome

    def params(self, name: str) -> list[str]:
        """Return one parameter of every forecast request."""
        return [request.params.get(name, "") for request in self.fake.forecast_requests]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """Serve the weather once for all tests."""
    fake, fetcher, gazetteer = FakeWeather(), Fetcher(), Gazetteer()
    with fake.serve() as url:
        yield fake, url, fetcher, gazetteer
    fetcher.close()
    gazetteer.close()


@pytest.fixture
def world(served: Served) -> Iterator[World]:
    """Give a world in which nothing has been asked yet."""
    world = World(served)
    yield world
    world.fake.gate.set()
    world.weather.close()
    world.places.close()


def test_the_clock_of_who_asks_says_which_of_two_places_is_meant(world: World) -> None:
    """The one in the person's own country; without it there is a choice."""
    zones = ("America/New_York", "Europe/London")
    moments = [MONDAY.astimezone(ZoneInfo(zone)) for zone in zones]
    query = Query("Cambridge", kinds.CURRENT)

    told = [world.report(replace(query, asked_at=moment)).place for moment in moments]
    ahead = [world.weather.prefetch([replace(query, asked_at=moment)]) for moment in moments]

    assert [place.country_code for place in told] == ["US", "GB"]
    assert ahead == [True, True]
    (nobody_s,) = world.fetch(query)
    assert isinstance(nobody_s, AmbiguousPlace)
    assert not world.weather.prefetch([query])
    _, beside = world.fetch(*now("London"), replace(query, asked_at=moments[0]))
    assert isinstance(beside, Report)
    assert beside.place.country_code == "US"


def test_an_unknown_place_is_looked_up_in_the_language_of_the_batch(world: World) -> None:
    """So that the geocoder tells its names as the person does."""
    deadline = world.time.clock.deadline(10)

    world.weather.fetch(now("Xqwertyx"), language="de-AT", deadline=deadline, count=uncounted)

    (request,) = world.fake.geocoding_requests
    assert (request.params["name"], request.params["language"]) == ("Xqwertyx", "de")


def test_three_cities_are_one_request_without_geocoding(world: World) -> None:
    """And three reports in the order of the queries."""
    world.fake.values["51.5085,-0.1257"] = {"temperature_2m": 5.5}

    outcomes = world.fetch(*now(*THREE))

    reports = [outcome for outcome in outcomes if isinstance(outcome, Report)]
    assert [report.place.name for report in reports] == list(THREE)
    temperatures = [report.records[0].temperature_c for report in reports]
    assert temperatures == [12.3, 5.5, 12.3]
    assert len(world.fake.forecast_requests) == 1
    assert world.fake.geocoding_requests == []


def test_a_request_is_in_the_log_with_its_places_and_its_service(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """For who watches the bot at work."""
    caplog.set_level("DEBUG", logger="bot.weather")

    world.fetch(days("London", count=3), days("Austin"))

    asked = ["London, England, United Kingdom", "Austin, Texas, United States"]
    records = [each for each in caplog.records if each.getMessage() == "weather.requested"]
    assert {record.levelname for record in records} == {"DEBUG"}
    entries = [vars(record)["fields"] for record in records]
    # A bot of an earlier test may still look something up.
    (entry,) = [each for each in entries if [label for label, *_ in each["places"]] == asked]
    points = [point for _, *point in entry["places"]]
    assert points == [[51.5085, -0.1257], [30.2672, -97.7431]]
    told = (entry["kind"], entry["days"], entry["service"])
    assert told == ("daily", 7, "Open-Meteo")
    assert [spot for _, *spot in entry["places"]] == [[51.5085, -0.1257], [30.2672, -97.7431]]
    assert entry["took_ms"] >= 0


def test_the_log_has_the_milliseconds_that_a_request_took(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Also of one that came to nothing."""
    caplog.set_level("DEBUG", logger="bot.weather")

    def tell(_: Sequence[Place]) -> list[Report | None]:
        world.time.pass_s(1.23456)
        raise ProviderError("no")

    with closing(world.over(ScriptedProvider(tell, name="Slow"))) as weather:
        deadline = world.time.clock.deadline(5)
        weather.fetch([days("London")], language="en", deadline=deadline, count=uncounted)

    entries = [vars(record)["fields"] for record in caplog.records if "fields" in vars(record)]
    assert [each["took_ms"] for each in entries if each.get("service") == "Slow"] == [1234.6]


def test_now_and_the_coming_days_are_two_requests(world: World) -> None:
    """One for each kind, whatever the mixture; all places in it."""
    outcomes = world.fetch(*now("London"), days("London"), days("Austin", 2, 3), *now("Paris"))

    assert all(isinstance(outcome, Report) for outcome in outcomes)
    assert sorted(map(bool, world.params("current"))) == [False, True]
    assert sorted(map(bool, world.params("daily"))) == [False, True]


def test_the_two_kinds_are_asked_for_at_the_same_time(world: World) -> None:
    """The second doesn't wait for the first."""
    world.fake.gate.clear()

    with ThreadPoolExecutor(1) as pool:
        fetching = pool.submit(world.fetch, *now("London"), days("London"))
        both = [world.fake.arrivals.acquire(timeout=5) for _ in range(2)]
        world.fake.gate.set()
        outcomes = fetching.result(10)

    assert both == [True, True]
    assert all(isinstance(outcome, Report) for outcome in outcomes)


@pytest.mark.parametrize(
    ("needs", "asked"),
    [
        ([(0, 1)], "7"),
        ([(0, 7)], "7"),
        ([(6, 1)], "7"),
        ([(7, 1)], "16"),
        ([(0, 16)], "16"),
        ([(0, 1), (3, 9), (1, 2)], "16"),
    ],
)
def test_different_spans_share_one_request(
    world: World, needs: list[tuple[int, int]], asked: str
) -> None:
    """Each query gets its own days of it."""
    names = ["London", "Austin", "Paris"]
    queries = [days(name, *need) for name, need in zip(names, needs, strict=False)]

    outcomes = world.fetch(*queries)

    assert world.params("forecast_days") == [asked]
    for outcome, (first, count) in zip(outcomes, needs, strict=True):
        assert isinstance(outcome, Report)
        start = date(2026, 11, 23) + timedelta(days=first)
        assert [day.date for day in outcome.records] == [
            start + timedelta(days=number) for number in range(count)
        ]


def test_different_spans_of_one_place_are_one_request_for_the_longest(world: World) -> None:
    """In whatever order they are asked for."""
    outcomes = world.fetch(days("London", 5, 3), days("London", 0, 7), days("London", 0, 1))

    assert world.params("forecast_days") == ["16"]
    assert [len(each.records) for each in outcomes if isinstance(each, Report)] == [3, 7, 1]


def test_days_are_the_places_own(world: World) -> None:
    """At eleven on Monday in London it is Tuesday in Auckland."""
    london = world.report(days("London", 1))
    auckland = world.report(days("Auckland", 1))
    dated = world.report(days("Auckland", date(2026, 11, 24)))

    assert london.records[0].date == date(2026, 11, 24)
    assert auckland.records[0].date == date(2026, 11, 25)
    assert dated.records[0].date == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("first", "count"),
    [
        (16, 1),
        (-1, 1),
        (0, 0),
        (10**30, 1),
        (date(2026, 11, 22), 1),
        (date(2026, 12, 9), 1),
        (date.max, 1),
    ],
)
def test_days_that_nobody_can_forecast_are_refused_with_those_that_exist(
    world: World, first: int | date, count: int
) -> None:
    """Without a request."""
    coming, past = world.fetch(days("London", first, count), Query("London", kinds.PAST, 0))

    assert coming == Unavailable(
        "London, England, United Kingdom",
        "For London, England, United Kingdom, forecasts reach from 2026-11-23 to 2026-12-08 only.",
    )
    assert isinstance(past, Unavailable)
    assert past.reason == "Past weather is known from 1940-01-01 to 2026-11-22 only."
    assert world.fake.forecast_requests == []


@pytest.mark.parametrize(
    ("first", "count", "told"),
    [
        (15, 2, ["2026-12-08"]),
        (0, 17, 16),
        (date(2026, 11, 22), 2, ["2026-11-23"]),
        (date(2026, 12, 7), 5, ["2026-12-07", "2026-12-08"]),
    ],
)
def test_days_are_cut_to_those_that_a_forecast_has(
    world: World, first: int | date, count: int, told: list[str] | int
) -> None:
    """Half an answer is better than none."""
    (outcome,) = world.fetch(days("London", first, count))

    assert isinstance(outcome, Report)
    dates = [day.date.isoformat() for day in outcome.records]
    assert dates == told or len(dates) == told


def test_of_the_days_of_a_question_of_yesterday_those_are_told_that_are_left(world: World) -> None:
    """Today is the day of asking, and what can be known is that of the answer."""
    late = replace(days("London", 0, 2), asked_at=MONDAY - timedelta(days=1))

    assert [day.date for day in world.report(late).records] == [MONDAY.date()]


def test_places_that_can_t_be_told_cost_the_others_nothing(world: World) -> None:
    """Each outcome is where its query was."""
    outcomes = world.fetch(*now("Springfield", "Qwertyx", "London"), days("London", 99))

    assert [type(outcome) for outcome in outcomes] == [
        AmbiguousPlace,
        UnknownPlace,
        Report,
        Unavailable,
    ]


def test_values_are_fresh_for_a_while(world: World) -> None:
    """Current ones for ten minutes, forecasts for thirty."""
    queries = [*now("London"), days("London")]
    counts = []

    for wait_s in (0, kinds.CURRENT.fresh_for_s - 1, 2, 1, kinds.DAILY.fresh_for_s):
        world.time.pass_s(wait_s)
        world.fetch(*queries)
        counts.append(len(world.fake.forecast_requests))

    assert counts == [2, 2, 3, 3, 5]


def test_new_values_are_asked_for_once_a_minute(world: World) -> None:
    """However often somebody presses; the first time whatever is in the cache."""
    (query,) = now("London")
    counts = []

    world.fetch(query)
    for wait_s in (1, 1, 58, 1, 1):
        world.time.pass_s(wait_s)
        world.fetch(replace(query, must_be_new=True))
        counts.append(len(world.fake.forecast_requests))

    assert counts == [2, 2, 2, 3, 3]


def test_what_came_with_new_values_is_not_called_new(world: World) -> None:
    """Only the place that had to be new is, wherever it stood in the batch."""
    london, austin, paris = now("London", "Austin", "Paris")
    counts = []

    world.fetch(london, replace(austin, must_be_new=True), paris)
    for query in (austin, london, paris, london):
        world.time.pass_s(1)
        world.fetch(replace(query, must_be_new=True))
        counts.append(len(world.fake.forecast_requests))

    assert counts == [1, 2, 3, 3]


def test_a_request_under_way_brings_new_values(world: World) -> None:
    """Whoever wants some joins it."""
    world.fake.gate.clear()
    counted: Queue[str] = Queue()

    def join() -> list[Outcome]:
        return world.weather.fetch(
            [replace(query, must_be_new=True) for query in now("London")],
            language="en",
            deadline=world.time.clock.deadline(PATIENCE_S),
            count=lambda what, number: counted.put(what) if number else None,
        )

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(world.fetch, *now("London"))
        assert world.fake.arrivals.acquire(timeout=PATIENCE_S)
        joined = pool.submit(join)
        assert counted.get(timeout=PATIENCE_S) == "weather_joined"
        world.fake.gate.set()
        assert joined.result(PATIENCE_S) == first.result(PATIENCE_S)

    assert len(world.fake.forecast_requests) == 1


def test_what_is_stored_waits_for_no_request_under_way(world: World) -> None:
    """Somebody else wants newer values, or more days."""
    london = now("London")
    first = world.fetch(*london)
    world.fake.gate.clear()
    assert world.fake.arrivals.acquire(timeout=PATIENCE_S)

    with ThreadPoolExecutor(1) as pool:
        anew = pool.submit(world.fetch, replace(london[0], must_be_new=True))
        assert world.fake.arrivals.acquire(timeout=PATIENCE_S)
        stored = world.fetch(*london, seconds=1)
        world.fake.gate.set()
        (new,) = anew.result(PATIENCE_S)

    assert stored == first  # and not the last good one for want of another
    assert getattr(new, "origin", new) == "asked"


def test_only_what_is_missing_is_asked_for(world: World) -> None:
    """The cache knows places, not requests."""
    world.fetch(*now("London", "Austin"))

    outcomes = world.fetch(*now("Austin", "Paris", "London"))

    assert [len(value.split(",")) for value in world.params("latitude")] == [2, 1]
    assert all(isinstance(outcome, Report) for outcome in outcomes)


def test_a_stored_forecast_serves_shorter_spans_only(world: World) -> None:
    """A longer one is asked for, and then serves both, also in one batch."""
    for name, spans in (("London", (1, 10)), ("Paris", (10, 1))):
        world.fetch(days(name, 0, 3))
        world.fetch(days(name, 5, 2))
        both = world.fetch(*(days(name, 0, count) for count in spans))
        world.fetch(days(name, 14, 2))

        told = [outcome.records for outcome in both if isinstance(outcome, Report)]
        assert tuple(map(len, told)) == spans
        assert all(day.high_c is not None for days_told in told for day in days_told)
    assert world.params("forecast_days") == ["7", "16"] * 2


def test_a_stored_forecast_goes_with_the_day(world: World) -> None:
    """After midnight, today is another day of the same forecast."""
    world.time.pass_s(12.8 * 3600)
    before = world.report(days("London"))
    world.time.pass_s(15 * 60)
    after = world.report(days("London"))

    assert (before.records[0].date, after.records[0].date) == (
        date(2026, 11, 23),
        date(2026, 11, 24),
    )
    assert len(world.fake.forecast_requests) == 1


def test_a_report_names_the_place_as_it_was_asked(world: World) -> None:
    """Also when its values were stored for another name of the point."""
    english = world.report(Query("Birmingham", kinds.CURRENT))
    qualified = world.report(Query("Birmingham, England", kinds.CURRENT))

    assert english.place.others == ("Birmingham, Alabama, United States",)
    assert qualified.place.others == ()
    assert len(world.fake.forecast_requests) == 1


def test_the_cache_is_bounded(world: World) -> None:
    """By what its reports hold: those that nobody has read for longest make room."""
    rows = world.places._gazetteer.read(
        "SELECT name FROM place WHERE length(name) > 8"
        " GROUP BY name HAVING count(*) = 1 ORDER BY population DESC LIMIT 210",
        (),
    )
    names = [row[0] for row in rows]
    many = (Day(MONDAY.date(), high_c=1.0),) * 999
    report = Report(Place("", 0, 0, "UTC"), SOURCE, MONDAY, kinds.DAILY, many)
    provider = ScriptedProvider([report] * len(names))
    weather = world.over(provider)

    def ask(*asked: str) -> None:
        queries = [days(name, MONDAY.date()) for name in asked]
        weather.fetch(
            queries, language="en", deadline=world.time.clock.deadline(10), count=lambda *_: None
        )

    ask(*names[:200])
    ask(names[0])
    ask(*names[200:])
    ask(names[0], names[-1])
    ask(names[1])
    weather.close()

    assert [len(request.places) for request in provider.requests] == [200, 10, 1]
    assert provider.requests[-1].places == (names[1],)


def test_past_days_are_kept_for_good_once_they_are_settled(world: World) -> None:
    """Which takes seven days: until then a source still corrects its figures.

    Of several days the last one decides.
    """
    today = MONDAY.date()
    settled, preliminary, partly = (today - timedelta(days=ago) for ago in (8, 7, 9))

    def reports(places: Sequence[Place]) -> list[Report]:
        days = tuple(Day(today - timedelta(days=ago)) for ago in (9, 8, 7))
        return [Report(place, SOURCE, MONDAY, kinds.PAST, days) for place in places]

    provider = ScriptedProvider(reports, kinds=frozenset({kinds.PAST}))
    weather = world.over(provider)

    for _ in range(2):
        outcomes = weather.fetch(
            [
                Query("London", kinds.PAST, day, count)
                for day, count in ((settled, 1), (preliminary, 1), (partly, 3))
            ],
            language="en",
            deadline=world.time.clock.deadline(10),
            count=lambda *_: None,
        )
        shown = [
            [day.date for day in each.records] for each in outcomes if isinstance(each, Report)
        ]
        assert shown == [[settled], [preliminary], [partly, settled, preliminary]]
        world.time.pass_s(kinds.PAST.fresh_for_s)
    weather.close()

    asked = {(request.span.first_date, request.span.days) for request in provider.requests[:3]}
    again = {request.span.first_date for request in provider.requests[3:]}
    assert asked == {(settled, 1), (preliminary, 1), (partly, 3)}
    assert again == {preliminary, partly}
    assert len(provider.requests) == 5


def test_equal_queries_in_flight_are_joined(world: World) -> None:
    """Eight threads that ask for the same share one request."""
    world.fake.gate.clear()

    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(world.fetch, *now(*THREE))
        assert world.fake.arrivals.acquire(timeout=5)
        others = [pool.submit(world.fetch, *now("Austin", "London")) for _ in range(7)]
        world.fake.gate.set()
        outcomes = [future.result(10) for future in (first, *others)]

    assert len(world.fake.forecast_requests) == 1
    reports = [outcome for batch in outcomes for outcome in batch if isinstance(outcome, Report)]
    assert len(reports) == 3 + 7 * 2
    assert {report.origin for report in reports[3:]} <= {"joined", "stored"}


def test_a_report_says_how_it_came(world: World) -> None:
    """By its batch's own request, by one that was begun ahead, or from what is stored."""
    assert world.weather.prefetch(now("London"))

    outcomes = world.fetch(*now(*THREE)) + world.fetch(*now("London"))

    origins = [outcome.origin for outcome in outcomes if isinstance(outcome, Report)]
    by_place = dict(zip(THREE, origins, strict=False))
    assert by_place == {"Bengaluru": "asked", "London": "ahead", "Austin": "asked"}
    assert origins[3] == "stored"


def test_the_reports_of_a_batch_are_counted_by_their_origin(world: World) -> None:
    """One for each place; one that was looked up ahead and has expired is asked for."""

    def counts(*names: str) -> str:
        counted: dict[str, int] = {}
        deadline = world.time.clock.deadline(10)
        world.weather.fetch(
            now(*names), language="en", deadline=deadline, count=counted.__setitem__
        )
        return ", ".join(
            f"{number} {what.removeprefix('weather_')}"
            for what, number in counted.items()
            if number
        )

    assert world.weather.prefetch(now("London", "Paris"))
    told = [counts(*THREE, "London", "Paris"), counts("London", "Austin", "Rome")]
    assert world.weather.prefetch(now("Oslo"))
    until(lambda: not world.weather._flights)
    world.time.pass_s(kinds.CURRENT.fresh_for_s)
    told += [counts("Oslo"), counts("Oslo")]

    assert told == ["2 asked, 2 ahead", "1 asked, 2 stored", "1 asked", "1 stored"]


class Numbered(Places):
    """Finds a place for each number, in no time."""

    def known(self, names: Sequence[str], zone: str = "") -> dict[str, Place]:  # noqa: ARG002 - a finder's
        """Return the places of numbers."""
        return {name: Place(name, int(name) / 100, 10, "UTC") for name in names}

    def resolve(
        self,
        names: Sequence[str],
        *,
        language: str,  # noqa: ARG002 - a finder's
        deadline: Deadline,  # noqa: ARG002
        zone: str = "",
    ) -> dict[str, Resolved]:
        """Return the same."""
        return {**self.known(names, zone)}


def numbered(world: World, provider: WeatherProvider) -> Weather:
    """Return weather of the places that numbers name."""
    clock = world.time.clock
    return Weather(Numbered(world.gazetteer, None, clock), Failover([provider], clock), clock)


def everywhere(place: Place) -> Report:
    """Return a report on a place."""
    day = Day(MONDAY.date(), high_c=9.0)
    return Report(place, SOURCE, MONDAY, kinds.DAILY, (day,))


def test_ahead_is_asked_for_what_takes_one_request_of_a_service_that_answers(world: World) -> None:
    """And never where a place is not known, or nothing is needed at all."""
    british, american = (
        ScriptedProvider(lambda places: list(map(everywhere, places)), name=code, countries=[code])
        for code in ("GB", "US")
    )
    of_air = ScriptedProvider([], kinds=frozenset({kinds.AIR}))
    of_air.places_per_request = 1
    services = Failover([of_air, british, american], world.time.clock)
    weather = Weather(world.places, services, world.time.clock)

    def is_coming(*names: str) -> bool:
        return weather.prefetch([days(name) for name in names])

    seen = [is_coming(), is_coming("Atlantis Harbour", "London"), is_coming("Oslo")]
    seen += [is_coming("London", "Austin"), is_coming("London", "Leeds")]
    weather.fetch(
        [days("London")], language="en", deadline=world.time.clock.deadline(9), count=uncounted
    )
    seen.append(is_coming("London", "Austin"))
    british.places_per_request = 1
    seen += [is_coming("York", "Bath"), is_coming("York")]
    british.told = ProviderError("429", rest_s=40)
    weather.fetch(
        [days("Bath")], language="en", deadline=world.time.clock.deadline(9), count=uncounted
    )
    seen.append(is_coming("Hull"))
    weather.close()

    assert seen == [False, False, False, False, True, True, False, True, False]
    assert [request.places for request in british.requests if len(request.places) > 1] == [
        ("London", "Leeds")
    ]


def test_of_what_was_asked_for_ahead_the_oldest_is_forgotten(world: World) -> None:
    """A thousand spots are remembered; what is forgotten counts as stored."""
    provider = ScriptedProvider(lambda places: list(map(everywhere, places)))
    provider.places_per_request = 2_000
    many = [days(f"{number}") for number in range(1_001)]

    def origin_of(query: Query) -> str:
        (outcome,) = weather.fetch(
            [query], language="en", deadline=world.time.clock.deadline(9), count=uncounted
        )
        assert isinstance(outcome, Report)
        return outcome.origin

    with closing(numbered(world, provider)) as weather:
        assert weather.prefetch(many)
        told = [origin_of(many[number]) for number in (-1, 1, 0)]

    assert told[:2] == ["ahead", "ahead"]
    assert told[2] in ("stored", "joined")


def test_requests_that_wait_for_a_thread_are_not_begun_after_the_end(world: World) -> None:
    """Those under way end by themselves, and are not waited for."""
    may_end, begun = threading.Event(), Queue[int]()
    were_let: list[bool] = []
    earlier = set(threading.enumerate())

    def told(places: Sequence[Place]) -> list[Report | None]:
        begun.put(len(places))
        were_let.append(may_end.wait(PATIENCE_S))
        return list(map(everywhere, places))

    weather = numbered(world, ScriptedProvider(told))
    for number in range(65):
        assert weather.prefetch([days(f"{number}")])
    for _ in range(64):
        begun.get(timeout=PATIENCE_S)
    weather.close()
    may_end.set()
    for thread in set(threading.enumerate()) - earlier:
        if thread.name.startswith("weather_"):
            thread.join(PATIENCE_S)

    assert begun.empty()
    assert were_let == [True] * 64


def test_a_last_good_report_of_other_days_is_no_answer(world: World) -> None:
    """The service is at fault, and not the days."""
    assert world.report(days("London"))
    world.fake.fault = OVERLOADED
    world.time.pass_s(kinds.DAILY.fresh_for_s)

    (outcome,) = world.fetch(days("London", 12, 2))

    assert outcome == Unavailable("London, England, United Kingdom", UNREACHABLE)


def test_a_flight_that_brings_too_few_days_is_not_joined(world: World) -> None:
    """A longer one takes off beside it, and both land."""
    world.fake.gate.clear()

    with ThreadPoolExecutor(2) as pool:
        short = pool.submit(world.fetch, days("London", 0, 2))
        assert world.fake.arrivals.acquire(timeout=5)
        late = pool.submit(world.fetch, days("London"), days("London", 9, 3))
        assert world.fake.arrivals.acquire(timeout=5)
        world.fake.gate.set()
        (two,), (one, three) = short.result(10), late.result(10)

    assert isinstance(two, Report)
    assert isinstance(one, Report)
    assert isinstance(three, Report)
    assert (len(one.records), len(two.records), len(three.records)) == (1, 2, 3)
    assert world.weather._flights == {}


def test_a_short_flight_that_lands_leaves_the_longer_one_to_be_joined(world: World) -> None:
    """Or an equal question would cost another request."""
    gates = {7: threading.Event(), 16: threading.Event()}
    counted: Queue[int] = Queue()

    class Held(ScriptedProvider):
        def fetch(
            self,
            kind: Kind[Any],
            places: Sequence[Place],
            span: Span,
            deadline: Deadline,  # noqa: ARG002 - a provider's
        ) -> list[Report | None]:
            assert gates[span.days].wait(PATIENCE_S)
            told = tuple(Day(MONDAY.date() + timedelta(days=day)) for day in range(span.days))
            return [Report(place, SOURCE, MONDAY, kind, told) for place in places]

    weather = world.over(Held([]))

    def ask(count: int) -> list[Outcome]:
        return weather.fetch(
            [days("London", 0, count)],
            language="en",
            deadline=world.time.clock.deadline(PATIENCE_S),
            count=lambda what, number: counted.put(number) if what == "weather_asked" else None,
        )

    with ThreadPoolExecutor(3) as pool:
        short = pool.submit(ask, 2)
        asked = [counted.get(timeout=PATIENCE_S)]
        long = pool.submit(ask, 12)
        asked.append(counted.get(timeout=PATIENCE_S))
        gates[7].set()
        outcomes = short.result(PATIENCE_S)
        again = pool.submit(ask, 12)
        asked.append(counted.get(timeout=PATIENCE_S))
        gates[16].set()
        outcomes += [*long.result(PATIENCE_S), *again.result(PATIENCE_S)]
    weather.close()

    assert all(isinstance(outcome, Report) for outcome in outcomes)
    assert asked == [1, 1, 0]


@pytest.mark.parametrize(("fault", "rest_s"), [(OVERLOADED, 0), (HTML, 0), (Fault(429, "No."), 60)])
def test_a_service_that_fails_is_said_plainly(
    world: World, fault: Fault, rest_s: int, caplog: pytest.LogCaptureFixture
) -> None:
    """No address, no status, no exception in the sentence; those are in the log, once."""
    world.time.pass_s(0.4)
    world.fake.fault = fault

    outcomes = world.fetch(*now("London", "Austin"))

    reason = "The weather service can't be reached at the moment."
    assert outcomes == [
        Unavailable("London, England, United Kingdom", reason),
        Unavailable("Austin, Texas, United States", reason),
    ]
    (record,) = (each for each in caplog.records if each.getMessage() == "weather.failed")
    fields = vars(record)["fields"]
    assert record.levelname == "WARNING"
    assert " answered " in fields.pop("reason")
    assert fields == {"source": "Open-Meteo", "kind": "current", "rest_s": rest_s}


def test_a_failure_is_not_remembered(world: World) -> None:
    """The next question is answered."""
    world.fake.fault = OVERLOADED
    world.fetch(*now("London"))
    world.fake.fault = None

    assert world.report(Query("London", kinds.CURRENT)).records


def test_what_is_stored_is_answered_while_the_service_fails(world: World) -> None:
    """Only the missing place is unavailable."""
    stored = world.report(Query("London", kinds.CURRENT))
    world.fake.fault = OVERLOADED

    london, austin = world.fetch(*now("London", "Austin"))

    assert london == stored
    assert austin == Unavailable("Austin, Texas, United States", UNREACHABLE)


def test_the_last_good_report_is_shown_as_long_as_its_kind_allows(world: World) -> None:
    """When no service answers: three hours for the present."""
    stored = world.report(Query("London", kinds.CURRENT))
    world.fake.fault = OVERLOADED
    told = []

    for wait_s in (kinds.CURRENT.fresh_for_s, 3 * 3600 - kinds.CURRENT.fresh_for_s - 1, 1):
        world.time.pass_s(wait_s)
        told += world.fetch(*now("London"))

    last_good = replace(stored, is_last_good=True)
    assert told == [
        last_good,
        last_good,
        Unavailable("London, England, United Kingdom", UNREACHABLE),
    ]
    assert [getattr(each, "origin", "") for each in told] == ["stored", "stored", ""]


def test_the_last_good_report_is_shown_for_whatever_reason_there_is_no_other(world: World) -> None:
    """Also where the service is too slow, or has lost the place."""
    provider = ScriptedProvider(lambda places: list(map(everywhere, places)))
    weather = world.over(provider)
    told = []
    for fault in (None, ProviderError("no"), DeadlineError("hangs"), KeyError("a bug"), [None]):
        provider.told = fault or provider.told
        deadline = world.time.clock.deadline(5)
        told += weather.fetch([days("London")], language="en", deadline=deadline, count=uncounted)
        world.time.pass_s(kinds.DAILY.fresh_for_s)
    weather.close()

    assert [getattr(each, "is_last_good", each) for each in told] == [False, *[True] * 4]


def test_a_service_that_hangs_is_not_waited_for_beyond_the_deadline(world: World) -> None:
    """Its answer is kept for the next question all the same."""
    world.fake.gate.clear()

    (outcome,) = world.fetch(*now("London"), seconds=0.05)
    world.fake.gate.set()
    report = world.report(Query("London", kinds.CURRENT))

    assert isinstance(outcome, Unavailable)
    assert outcome.reason == "The weather service took too long to answer."
    assert report.records
    assert len(world.fake.forecast_requests) == 1


def test_a_batch_is_over_after_twelve_seconds(world: World) -> None:
    """However much time the question has left."""
    provider = ScriptedProvider(ProviderError("no"))
    weather = world.over(provider)
    weather.fetch(
        [days("London")],
        language="en",
        deadline=world.time.clock.deadline(60),
        count=lambda *_: None,
    )
    weather.close()

    assert [request.given_s for request in provider.requests] == [12.0]


def test_what_no_provider_tells_is_not_covered(world: World) -> None:
    """Nobody is asked, and it is not the same as having no answer."""
    provider = ScriptedProvider(ProviderError("no"))
    weather = world.over(provider)

    (outcome,) = weather.fetch(
        now("London"), language="en", deadline=world.time.clock.deadline(5), count=lambda *_: None
    )
    weather.close()

    assert isinstance(outcome, NotCovered)
    assert outcome.place.label == "London, England, United Kingdom"
    assert provider.requests == []


def test_a_place_without_data_is_unavailable(world: World) -> None:
    """No report at all, or none of the days that were asked for."""
    fetched_at = datetime(2026, 11, 23, tzinfo=UTC)
    other_days = Report(
        Place("Austin", 30, -97, "UTC"), SOURCE, fetched_at, kinds.DAILY, (Day(date(2026, 12, 24)),)
    )
    weather = world.over(ScriptedProvider([None, other_days]))

    nothing, later = weather.fetch(
        [days("London"), days("Austin")],
        language="en",
        deadline=world.time.clock.deadline(5),
        count=lambda *_: None,
    )
    weather.close()

    assert isinstance(nothing, Unavailable)
    assert nothing.reason == "The weather service has no data for this place."
    assert isinstance(later, Unavailable)
    assert later.reason == "The weather service has no data for these days."


def test_days_that_are_missing_in_between_are_unknown(world: World) -> None:
    """A report has one entry a day; those at its ends may be missing as well."""
    monday, tuesday, wednesday = (date(2026, 11, day) for day in (23, 24, 25))
    known = [Day(monday, high_c=1.0), Day(tuesday, high_c=2.0), Day(wednesday, high_c=3.0)]

    for missing in (monday, tuesday, wednesday):
        told = tuple(day for day in known if day.date != missing)
        report = Report(Place("London", 51, 0, "UTC"), SOURCE, MONDAY, kinds.DAILY, told)
        with closing(world.over(ScriptedProvider([report]))) as weather:
            (outcome,) = weather.fetch(
                [days("London", 0, 3)],
                language="en",
                deadline=world.time.clock.deadline(5),
                count=uncounted,
            )
        assert isinstance(outcome, Report)
        assert list(outcome.records) == [
            Day(missing) if day.date == missing else day for day in known
        ]


def test_a_fault_in_a_provider_costs_its_own_places_alone(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """It is in the log with its traceback, and the next question starts anew."""
    weather = world.over(ScriptedProvider(ZeroDivisionError("a bug")))

    (outcome,) = weather.fetch(
        [days("London")],
        language="en",
        deadline=world.time.clock.deadline(5),
        count=lambda *_: None,
    )
    weather.close()

    assert isinstance(outcome, Unavailable)
    assert "ZeroDivisionError" in caplog.text
    (fault,) = [each for each in caplog.records if each.levelname == "ERROR"]
    assert (fault.getMessage(), bool(fault.exc_info)) == ("provider.raised", True)
    assert weather._flights == {}


def test_a_request_that_ended_in_a_fault_is_not_joined(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """A provider that answers for too few places is asked anew by the next question.

    The log says so, and has both requests.
    """
    caplog.set_level("DEBUG", logger="bot.weather")
    provider = ScriptedProvider([], name="Faulty")
    weather = world.over(provider)

    def ask() -> Outcome:
        (outcome,) = weather.fetch(
            [days("London")],
            language="en",
            deadline=world.time.clock.deadline(5),
            count=lambda *_: None,
        )
        return outcome

    faulty = ask()
    london = Place("London", 51, 0, "UTC")
    provider.told = [Report(london, SOURCE, MONDAY, kinds.DAILY, (Day(MONDAY.date()),))]
    sound = ask()
    weather.close()

    assert faulty == Unavailable("London, England, United Kingdom", UNREACHABLE)
    assert isinstance(sound, Report)
    told = [each for each in caplog.records if each.levelname == "ERROR"]
    assert [each.getMessage() for each in told] == ["weather.raised"]
    assert "must answer for each place" in caplog.text
    fields = [vars(each)["fields"] for each in caplog.records if "fields" in vars(each)]
    assert [each.get("service") for each in fields].count("Faulty") == 2


def test_what_names_have_taken_is_left_of_a_batch_for_no_service(world: World) -> None:
    """Twelve seconds are for both, also where the question has more and the request its own."""

    class SlowPlaces(Places):
        def resolve(
            self, names: Sequence[str], *, language: str, deadline: Deadline, zone: str = ""
        ) -> dict[str, Resolved]:
            world.time.pass_s(12)
            return super().resolve(names, language=language, deadline=deadline, zone=zone)

    def told(places: Sequence[Place]) -> list[Report | None]:
        may_answer.wait(1)
        return list(map(everywhere, places))

    may_answer = threading.Event()
    places = SlowPlaces(world.gazetteer, None, world.time.clock)
    weather = Weather(
        places, Failover([ScriptedProvider(told)], world.time.clock), world.time.clock
    )
    (outcome,) = weather.fetch(
        [days("London")], language="en", deadline=world.time.clock.deadline(60), count=uncounted
    )
    may_answer.set()
    weather.close()
    places.close()

    told_reason = "The weather service took too long to answer."
    assert outcome == Unavailable("London, England, United Kingdom", told_reason)


@pytest.mark.parametrize(("seconds", "given_s"), [(60, 5), (8, 4)])
def test_a_geocoder_that_hangs_leaves_time_for_the_places_that_are_known(
    world: World, seconds: float, given_s: float
) -> None:
    """Five seconds are enough for names, and half of what is left."""

    class TimedPlaces(Places):
        def resolve(
            self, names: Sequence[str], *, language: str, deadline: Deadline, zone: str = ""
        ) -> dict[str, Resolved]:
            times_s.append(deadline.left_s())
            return super().resolve(names, language=language, deadline=deadline, zone=zone)

    times_s: list[float] = []
    with closing(Gazetteer()) as gazetteer:
        places = TimedPlaces(gazetteer, None, world.time.clock)
        weather = Weather(
            places, Failover([ScriptedProvider([])], world.time.clock), world.time.clock
        )
        weather.fetch(
            now("London"),
            language="en",
            deadline=world.time.clock.deadline(seconds),
            count=lambda *_: None,
        )
        weather.close()
        places.close()

    assert times_s == [given_s]


def test_nothing_asked_is_nothing_answered(world: World) -> None:
    """Without a request."""
    assert world.fetch() == []
    assert world.fake.forecast_requests == []


def test_a_place_without_a_single_figure_has_none_of_what_is_not_everywhere(world: World) -> None:
    """Days of which nothing is known yet don't make a coast inland."""
    known = (SeaDay(date(2026, 11, 23), water_c=14.0), SeaDay(date(2026, 11, 24)))
    blank = tuple(SeaDay(day.date) for day in known)
    query = Query("London", SEA_DAYS, 1)

    def outcome(days: tuple[SeaDay, ...]) -> Outcome:
        report = Report(Place("London", 51, 0, "UTC"), SOURCE, MONDAY, SEA_DAYS, days)
        provider = ScriptedProvider([report], kinds=frozenset({SEA_DAYS}))
        deadline = world.time.clock.deadline(5)
        return world.over(provider).fetch(
            [query], language="en", deadline=deadline, count=lambda *_: None
        )[0]

    coast, inland = outcome(known), outcome(blank)

    assert isinstance(coast, Report)
    assert coast.records == known[1:]
    assert isinstance(inland, NotCovered)
    assert inland.place.label == "London, England, United Kingdom"
    assert inland.reason.startswith("There is no sea at London, England, United Kingdom")
