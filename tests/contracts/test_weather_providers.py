"""What every weather provider must do, whatever its service answers; each is found by itself."""

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from fakes import kinds
from fakes.alerts import FakeAlerts
from fakes.clock import MONDAY, FakeTime
from fakes.plugins import classes_in
from fakes.rows import Test, each_row
from fakes.weather import SERVED, FakeWeather, Fault, hosts_at

from bot import providers
from bot.bootstrap import weather as wiring
from bot.bootstrap.weather import services
from bot.clock import system_clock
from bot.errors import DeadlineError, ProviderError
from bot.fetching import Fetcher
from bot.fetching.open_meteo import OpenMeteoClient
from bot.kinds.sea import SEA, SEA_DAYS
from bot.places.gazetteer import Gazetteer
from bot.providers import WeatherProvider
from bot.providers.open_meteo.services import SERVICES
from bot.queries import Span
from bot.reports import Kind, Place, Report, zone_of

LONDON = Place("London", 51.50853, -0.12574, "Europe/London", "GB")
LISBON = Place("Lisbon", 38.72509, -9.1498, "Europe/Lisbon", "PT")
AUSTIN = Place("Austin", 30.2672, -97.7431, "America/Chicago", "US")
AUCKLAND = Place("Auckland", -36.8485, 174.7635, "Pacific/Auckland", "NZ")
SVALBARD = Place("Longyearbyen", 78.2232, 15.6469, "Arctic/Longyearbyen", "SJ")
MCMURDO = Place("McMurdo", -77.8463, 166.6683, "Antarctica/McMurdo", "AQ")
EVERYWHERE = (LONDON, AUSTIN, AUCKLAND, SVALBARD, MCMURDO)

LAST_WEEK = date(2026, 11, 16)
FOUND = {found.__name__: found for found in classes_in(providers, "fetch", "covers")}
# Official warnings have tests of their own for whatever their services answer.
WARNS = {"Nws", "MeteoAlarm", "Msc"}


def kinds_of(name: str) -> Sequence[Kind[Any]]:
    """Return the kinds that a provider serves; made-up data are given theirs."""
    own = getattr(FOUND[name], "kinds", None)
    return [kind for kind in kinds.ALL if (kind in own if own else kind.simulate)]


def is_live(name: str) -> bool:
    """Return whether a provider speaks to a service."""
    means = inspect.signature(FOUND[name]).parameters
    return not means.keys().isdisjoint({"fetcher", "client"}) and name not in WARNS


def served(
    belongs: Callable[[str, Kind[Any]], bool] = lambda *_: True,
) -> Callable[[Test], Test]:
    """Check every provider with each of its kinds in a test, or those that belong."""
    pairs = [(name, kind) for name in FOUND for kind in kinds_of(name) if belongs(name, kind)]
    return each_row(("name", "kind"), pairs, [f"{name}-{kind.name}" for name, kind in pairs])


served_live = served(lambda name, _: is_live(name))


def span_of(kind: Kind[Any]) -> Span:
    """Return days that are usual for a kind."""
    if kind.reach(MONDAY.date())[1] < MONDAY.date():
        return Span(7, LAST_WEEK)
    return {"present": Span(), "hours": Span(2), "days": Span(7)}[kind.shape]


@dataclass
class World:
    """The services, and the means for providers to speak to them."""

    fake: FakeWeather
    warnings: FakeAlerts
    time: FakeTime
    means: Mapping[str, Any]
    at_end: ExitStack
    gazetteer: Gazetteer

    def provider(self, name: str) -> WeatherProvider:
        """Return a new provider, made of what its parameters are called by."""
        wanted = inspect.signature(FOUND[name]).parameters
        # A client remembers for how long it was told to rest: each provider has one of its own.
        means = {**self.means, "client": self.client()}
        given = {
            parameter: means[parameter]
            for parameter, declared in wanted.items()
            if parameter in means or declared.default is inspect.Parameter.empty
        }
        if name in WARNS:
            given["base_url"] = self.means["warnings_url"]
        made: WeatherProvider = FOUND[name](**given)
        if hasattr(made, "close"):
            self.at_end.callback(made.close)
        return made

    def client(self) -> OpenMeteoClient:
        """Return a new client of Open-Meteo, whose pauses pass at once."""
        fetcher, time = self.means["fetcher"], self.time
        return OpenMeteoClient(fetcher, time.clock, sleep=time.pass_s, spread=lambda: 0.0)

    def places(self, provider: WeatherProvider) -> tuple[Place, ...]:
        """Return five places at most that a provider covers, be it in one country alone."""
        covered = [place for place in EVERYWHERE if provider.covers(place)]
        if len(covered) < len(EVERYWHERE):
            covered += [place for place in self._capitals() if provider.covers(place)]
        assert covered, "a provider that covers no city of the gazetteer can't be tested"
        return tuple(covered[: len(EVERYWHERE)])

    def fetch(
        self, name: str, kind: Kind[Any], *places: Place, seconds: float = 10
    ) -> list[Report | None]:
        """Ask a provider about places, or all that it covers, for days that are usual."""
        provider, deadline = self.provider(name), self.time.clock.deadline(seconds)
        places = places or self.places(provider)
        return provider.fetch(kind, places, span_of(kind), deadline)

    def fail(self, fault: Fault) -> None:
        """Let every live service answer this."""
        self.fake.fault = fault
        self.fake.met_norway.status = fault.status
        self.fake.met_norway.body = fault.response().body.decode()

    def requests(self) -> int:
        """Return how many requests there were to live services."""
        return len(self.fake.requests) + len(self.fake.met_norway.requests)

    def _capitals(self) -> Iterator[Place]:
        rows = self.gazetteer.read(
            "SELECT known.* FROM known JOIN country ON country.seat = known.id", {}
        )
        for _, name, latitude, longitude, zone, code, *_ in rows:
            yield Place(name, latitude, longitude, zone, code)


@pytest.fixture
def world() -> Iterator[World]:
    """Set up the services as new, at eleven on a Monday, UTC."""
    fake, warnings, time = FakeWeather(now=lambda: MONDAY), FakeAlerts(), FakeTime()
    fake.zones[MCMURDO.latitude, MCMURDO.longitude] = zone_of(MCMURDO.timezone)
    fetcher = Fetcher()
    with ExitStack() as at_end:
        gazetteer = at_end.enter_context(closing(Gazetteer()))
        url = at_end.enter_context(fake.serve())
        at_end.enter_context(closing(fetcher))
        means = {
            "fetcher": fetcher,
            "clock": time.clock,
            "kinds": kinds.ALL,
            "hosts": hosts_at(url),
            "base_url": url,
            "warnings_url": at_end.enter_context(warnings.serve()),
            "contact": "ops@example.org",
            "sleep": time.pass_s,
            "gazetteer": gazetteer,
        }
        yield World(fake, warnings, time, means, at_end, gazetteer)


def present(reports: list[Report | None]) -> list[Report]:
    """Return the reports; there is one for each place."""
    assert all(reports)
    return [report for report in reports if report]


each_provider = each_row("name", FOUND)


def test_every_provider_is_named_in_the_wiring() -> None:
    """One that exists and is not named there is forgotten."""
    named = {**vars(wiring), **vars(services)}.values()

    assert [name for name in FOUND if FOUND[name] not in named] == []


@each_provider
def test_a_provider_says_what_it_is(world: World, name: str) -> None:
    """Made-up figures are marked, and link to nobody."""
    provider = world.provider(name)

    assert provider.kinds == set(kinds_of(name))
    assert provider.kinds
    assert provider.source.attribution
    assert provider.source.is_simulated == (name == "Simulated")
    assert provider.source.url.startswith("https://") != provider.source.is_simulated
    assert world.places(provider)
    for kind in provider.kinds:
        assert provider.fetch(kind, [], span_of(kind), world.time.clock.deadline(5)) == []
    assert (world.requests(), world.warnings.requests) == (0, [])


CREDITS = """\
OpenMeteo|Open-Meteo|Weather data by Open-Meteo.com|https://open-meteo.com/
MetNorway|MET Norway|Weather data from MET Norway|https://www.met.no/en
Nws|US National Weather Service|Warnings by the US National Weather Service\
|https://www.weather.gov/
MeteoAlarm|EUMETNET - MeteoAlarm\
|Warnings by EUMETNET - MeteoAlarm and the national weather services|https://meteoalarm.org/
Msc|Environment and Climate Change Canada|Warnings by Environment and Climate Change Canada\
|https://weather.gc.ca/
Almanac|almanac|PyEphem|https://rhodesmill.org/pyephem/
Simulated|simulated data|Simulated data, not real weather|
air|Open-Meteo\
|Air quality by Open-Meteo.com from the Copernicus Atmosphere Monitoring Service (CAMS)\
|https://open-meteo.com/en/docs/air-quality-api
sea|Open-Meteo|Sea by Open-Meteo.com with information of the E.U. Copernicus Marine Service\
|https://open-meteo.com/en/docs/marine-weather-api
"""
AT_ONCE = {"OpenMeteo": 100, "MetNorway": 1, "Nws": 1, "MeteoAlarm": 1, "Msc": 1}


def test_each_service_is_credited_in_the_words_of_its_terms() -> None:
    """And asked about no more places at once than it takes; what is computed takes any number."""
    sources = {name: vars(found)["source"] for name, found in FOUND.items()}
    sources |= {"air": SERVICES[kinds.AIR].source, "sea": SERVICES[SEA].source}
    told = {
        f"{name}|{source.name}|{source.attribution}|{source.url}"
        for name, source in sources.items()
    }

    assert told == set(CREDITS.splitlines())
    assert SERVICES[SEA_DAYS].source == SERVICES[SEA].source
    for name, found in FOUND.items():
        assert vars(found)["places_per_request"] == AT_ONCE.get(name, sys.maxsize)


def test_who_tells_what_is_known() -> None:
    """Of the services that are there, none has lost a kind."""
    told = {kinds.CURRENT, kinds.DAILY, kinds.HOURLY}

    assert told | {kinds.AIR, kinds.PAST} <= set(kinds_of("OpenMeteo"))
    assert told | {kinds.AIR, kinds.PAST} <= set(kinds_of("Simulated"))
    assert told == set(kinds_of("MetNorway"))
    assert {kinds.SKY} == set(kinds_of("Almanac"))
    assert all(set(kinds_of(name)) == {kinds.ALERTS} for name in WARNS)


@each_row("count", [1, 2, 5])
@served()
def test_reports_come_in_the_order_of_the_places(
    world: World, name: str, kind: Kind[Any], count: int
) -> None:
    """Each tells what was asked and nothing else, and says who says so; one may have two names."""
    provider = world.provider(name)
    places = world.places(provider)[:count]
    places = (*places, replace(places[0], name="The same"))

    reports = present(world.fetch(name, kind, *places))

    assert [report.place for report in reports] == list(places)
    for report in reports:
        assert report.kind is kind
        assert all(isinstance(record, kind.record) for record in report.records)
        assert report.records or kind is kinds.ALERTS
        assert report.source.name == provider.source.name
        assert report.source.is_simulated == provider.source.is_simulated
        assert timedelta() <= report.fetched_at - MONDAY < timedelta(seconds=1)


@served(lambda _, kind: kind.shape == "present" and kind is not kinds.ALERTS)
def test_the_present_is_told_in_each_place_s_own_zone(
    world: World, name: str, kind: Kind[Any]
) -> None:
    """Within the last hour."""
    for report in present(world.fetch(name, kind)):
        (observed,) = report.records
        assert str(observed.observed_at.tzinfo) == report.place.timezone
        assert timedelta() <= MONDAY - observed.observed_at < timedelta(hours=1)


@served(lambda _, kind: kind.shape == "days" and not kind.is_by_date)
def test_forecasts_begin_on_each_place_s_own_today(
    world: World, name: str, kind: Kind[Any]
) -> None:
    """On Monday at eleven in London it is Tuesday in Auckland."""
    for report in present(world.fetch(name, kind)):
        dates = [day.date for day in report.records]
        today = MONDAY.astimezone(zone_of(report.place.timezone)).date()
        assert dates == [today + timedelta(days=number) for number in range(len(dates))]
        assert len(dates) >= 7
        # By eleven the night is over, so that its low may be told no more.
        for day in report.records[1:7] if kind is kinds.DAILY else ():
            assert day.high_c is not None
            assert day.low_c is not None
            assert day.high_c >= day.low_c


@served(lambda _, kind: kind.shape == "hours")
def test_hours_follow_each_other_from_now_or_before(
    world: World, name: str, kind: Kind[Any]
) -> None:
    """In the place's own zone, and for two days at least."""
    for report in present(world.fetch(name, kind)):
        times = [hour.time for hour in report.records]
        assert times[0] <= MONDAY
        assert times[0].minute == 0
        assert {str(time.tzinfo) for time in times} == {report.place.timezone}
        assert {b.timestamp() - a.timestamp() for a, b in pairwise(times)} == {3600}
        last_day = MONDAY.astimezone(times[0].tzinfo).date() + timedelta(days=1)
        assert times[-1].date() >= last_day
        for hour in report.records if kind is kinds.HOURLY else ():
            assert hour.temperature_c is not None
            assert hour.precipitation_mm is not None
            assert hour.weather_code is not None


@each_row("first", [LAST_WEEK, date(2026, 11, 12), date(1940, 1, 1)])
@served(lambda _, kind: kind is kinds.PAST)
def test_the_past_is_told_from_its_first_day_to_its_last(
    world: World, name: str, kind: Kind[Any], first: date
) -> None:
    """In the archive, after it, and across both."""
    provider, deadline = world.provider(name), world.time.clock.deadline(5)

    reports = present(provider.fetch(kind, world.places(provider), Span(7, first), deadline))

    for report in reports:
        dates = [day.date for day in report.records]
        assert dates == [first + timedelta(days=number) for number in range(7)]
        assert all(day.high_c is not None for day in report.records)


@served()
def test_a_deadline_that_is_over_is_said(world: World, name: str, kind: Kind[Any]) -> None:
    """Before anything is fetched."""
    provider, deadline = world.provider(name), world.time.clock.deadline(1)
    world.time.pass_s(2)

    with pytest.raises(DeadlineError) as over:
        provider.fetch(kind, world.places(provider), span_of(kind), deadline)

    work = {"OpenMeteo": "127.0.0.1", "Simulated": "simulated weather"}
    assert str(over.value).startswith(f"no time is left for {work.get(name, provider.source.name)}")
    assert world.requests() == 0
    assert world.warnings.requests == []


FAULTS: dict[str, Fault] = {
    "minutely": Fault(429, "Minutely API request limit exceeded. Please try again in one minute."),
    "hourly": Fault(429, "Hourly API request limit exceeded. Please try again in the next hour."),
    "daily": Fault(429, "Daily API request limit exceeded. Please try again tomorrow."),
    "crowded": Fault(429, "Too many concurrent requests"),
    "bad request": Fault(400, "Cannot initialize WeatherVariable from invalid String value x."),
    "overloaded": Fault(503, "The service is overloaded"),
    "server error": Fault(500, "Something went wrong."),
    "proxy": Fault(502, body="<html>Bad gateway</html>", content_type="text/html"),
    "html": Fault(body="<html>Sign in to the network</html>", content_type="text/html"),
    "torn": Fault(body='[{"latitude": 51.5, "current": {"time": "2026-'),
    "streaming": Fault(body='[{"lat": 1}Unexpected error while streaming data: timeout'),
    "empty": Fault(body=""),
    "number": Fault(body="7"),
    "list": Fault(body="[]"),
    "null": Fault(body="null"),
}


@each_row("fault", FAULTS)
@served_live
def test_an_answer_without_weather_is_a_failure(
    world: World, name: str, kind: Kind[Any], fault: str
) -> None:
    """It is raised as what the chain of providers understands."""
    world.fail(FAULTS[fault])

    two = world.places(world.provider(name))[:2]

    with pytest.raises(ProviderError) as caught:
        world.fetch(name, kind, *two)

    assert caught.value.status == (0 if FAULTS[fault].status == 200 else FAULTS[fault].status)


@served_live
def test_figures_that_are_no_numbers_are_no_data(world: World, name: str, kind: Kind[Any]) -> None:
    """Such is answered, with status 200, for a point that the model doesn't cover."""
    world.fail(Fault(body='{"latitude":nan,"longitude":nan,"timezone":"GMT"}'))

    try:
        reports = world.fetch(name, kind)
    except ProviderError:
        reports = []

    assert not any(reports)


@served_live
def test_a_service_that_hangs_is_not_waited_for_beyond_the_deadline(
    world: World, name: str, kind: Kind[Any]
) -> None:
    """Whoever asks can turn to another one."""
    world.fake.gate.clear()
    world.fake.met_norway.gate.clear()
    clock = system_clock()
    provider = world.provider(name)
    (place, *_), started_s = world.places(provider), clock.monotonic()

    try:
        with pytest.raises(DeadlineError):
            provider.fetch(kind, [place], span_of(kind), clock.deadline(0.2))
        assert clock.monotonic() - started_s < 2
    finally:
        world.fake.gate.set()
        world.fake.met_norway.gate.set()


@served_live
def test_any_figure_may_be_missing(world: World, name: str, kind: Kind[Any]) -> None:
    """Unknown stays unknown, it is never zero; the sun of a day is known without any source."""
    tables = [table for sections in SERVED.values() for table in sections.values()]
    world.fake.null_fields |= {name for table in tables for name in table}
    world.fake.met_norway.null_fields |= {
        "air_temperature",
        "air_temperature_max",
        "air_temperature_min",
        "cloud_area_fraction",
        "precipitation_amount",
        "relative_humidity",
        "symbol_code",
        "wind_from_direction",
        "wind_speed",
        "wind_speed_of_gust",
    }

    for report in present(world.fetch(name, kind)):
        for item in report.records:
            known = {entry.name for entry in fields(item) if getattr(item, entry.name) is not None}
            assert known <= {"observed_at", "date", "time", "sunrise", "sunset", "day_length_s"}


@served(lambda name, _: name == "Simulated")
def test_no_figure_of_made_up_weather_is_missing(world: World, name: str, kind: Kind[Any]) -> None:
    """But for what no archive tells either."""
    for report in present(world.fetch(name, kind, LISBON)):
        for record in report.records:
            unknown = {e.name for e in fields(record) if getattr(record, e.name) is None}
            assert unknown <= {"precipitation_probability_pct", "uv_index"}
