"""What every weather provider must do, whatever its service answers."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from fakes.clock import MONDAY, FakeTime
from fakes.weather import AIR, CURRENT, DAILY, HOURLY, FakeWeather, Fault

from bot.clock import system_clock
from bot.errors import DeadlineError, ProviderError
from bot.fetching import Fetcher
from bot.fetching.open_meteo import OpenMeteoClient
from bot.providers import WeatherProvider
from bot.providers.almanac import Almanac
from bot.providers.met_norway import MetNorway
from bot.providers.open_meteo import OpenMeteo
from bot.providers.open_meteo.answers import reports_from
from bot.providers.simulated import Simulated
from bot.queries import Span
from bot.reports import Kind, Place, Report

LONDON = Place("London", 51.50853, -0.12574, "Europe/London")
AUSTIN = Place("Austin", 30.2672, -97.7431, "America/Chicago")
AUCKLAND = Place("Auckland", -36.8485, 174.7635, "Pacific/Auckland")
SVALBARD = Place("Longyearbyen", 78.2232, 15.6469, "Arctic/Longyearbyen")
MCMURDO = Place("McMurdo", -77.8463, 166.6683, "Antarctica/McMurdo")
PLACES = (LONDON, AUSTIN, AUCKLAND, SVALBARD, MCMURDO)

LAST_WEEK = date(2026, 11, 16)
SPANS = {
    Kind.CURRENT: Span(),
    Kind.DAILY: Span(7),
    Kind.HOURLY: Span(2),
    Kind.AIR: Span(),
    Kind.PAST: Span(7, LAST_WEEK),
    Kind.SKY: Span(7),
}
NAMES = ("open_meteo", "met_norway", "simulated", "almanac")
LIVE = ("open_meteo", "met_norway")
KINDS = {
    "open_meteo": {Kind.CURRENT, Kind.DAILY, Kind.HOURLY, Kind.AIR, Kind.PAST},
    "met_norway": {Kind.CURRENT, Kind.DAILY, Kind.HOURLY},
    "simulated": {Kind.CURRENT, Kind.DAILY, Kind.HOURLY, Kind.AIR, Kind.PAST},
    "almanac": {Kind.SKY},
}
SERVED = [pytest.param(name, kind, id=f"{name}-{kind}") for name in NAMES for kind in KINDS[name]]
SERVED_LIVE = [
    pytest.param(name, kind, id=f"{name}-{kind}") for name in LIVE for kind in KINDS[name]
]


@dataclass
class World:
    """The services and the providers that speak to them."""

    fake: FakeWeather
    time: FakeTime
    providers: Mapping[str, WeatherProvider]

    def fetch(
        self, name: str, kind: Kind, *places: Place, seconds: float = 10
    ) -> list[Report | None]:
        """Ask a provider about places, for the days that are usual for the kind."""
        deadline = self.time.clock.deadline(seconds)
        return self.providers[name].fetch(kind, places, SPANS[kind], deadline)

    def fail(self, fault: Fault) -> None:
        """Let every live service answer this."""
        self.fake.fault = fault
        self.fake.met_norway.status = fault.status
        self.fake.met_norway.body = fault.response().body.decode()

    def requests(self) -> int:
        """Return how many requests there were to live services."""
        return sum(
            len(record)
            for record in (
                self.fake.forecast_requests,
                self.fake.air_quality_requests,
                self.fake.archive_requests,
                self.fake.met_norway.requests,
            )
        )


@pytest.fixture
def world() -> Iterator[World]:
    """Set up the services as new, at eleven on a Monday, UTC."""
    fake, time = FakeWeather(now=lambda: MONDAY), FakeTime()
    fetcher = Fetcher()
    client = OpenMeteoClient(fetcher, time.clock, sleep=time.pass_s, spread=lambda: 0.0)
    with fake.serve() as url, closing(fetcher):
        live = OpenMeteo(client, time.clock, forecast_url=url, air_quality_url=url, archive_url=url)
        norway = MetNorway(
            fetcher, time.clock, base_url=url, contact="ops@example.org", sleep=time.pass_s
        )
        with closing(norway):
            yield World(
                fake,
                time,
                {
                    "open_meteo": live,
                    "met_norway": norway,
                    "simulated": Simulated(reports_from, time.clock),
                    "almanac": Almanac(time.clock),
                },
            )


def present(reports: list[Report | None]) -> list[Report]:
    """Return the reports; there is one for each place."""
    assert all(reports)
    return [report for report in reports if report]


def told(report: Report) -> set[str]:
    """Return the fields of a report that tell something."""
    named = ("current", "days", "hours", "air", "sky", "alerts")
    return {name for name in named if getattr(report, name)}


FIELD = {
    Kind.CURRENT: "current",
    Kind.DAILY: "days",
    Kind.HOURLY: "hours",
    Kind.AIR: "air",
    Kind.PAST: "days",
    Kind.SKY: "sky",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_provider_says_what_it_is(world: World, name: str) -> None:
    """Made-up figures are marked, and link to nobody."""
    provider = world.providers[name]

    assert provider.kinds == KINDS[name]
    assert provider.source.attribution
    assert provider.source.is_simulated == (name == "simulated")
    assert provider.source.url.startswith("https://") != provider.source.is_simulated
    assert all(provider.covers(place) for place in PLACES)


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize(("name", "kind"), SERVED)
def test_reports_come_in_the_order_of_the_places(
    world: World, name: str, kind: Kind, count: int
) -> None:
    """Each tells what was asked and nothing else, and says who says so."""
    places = PLACES[:count]

    reports = present(world.fetch(name, kind, *places))

    assert [report.place for report in reports] == list(places)
    for report in reports:
        assert told(report) == {FIELD[kind]}
        assert report.source.name == world.providers[name].source.name
        assert report.source.is_simulated == world.providers[name].source.is_simulated
        assert timedelta() <= report.fetched_at - MONDAY < timedelta(seconds=1)


@pytest.mark.parametrize(
    ("name", "kind"), [(n, k) for n in NAMES for k in (Kind.CURRENT, Kind.AIR) if k in KINDS[n]]
)
def test_the_present_is_told_in_each_place_s_own_zone(world: World, name: str, kind: Kind) -> None:
    """Within the last hour."""
    for report in present(world.fetch(name, kind, *PLACES)):
        observed = report.current or report.air
        assert observed
        assert str(observed.observed_at.tzinfo) == report.place.timezone
        assert timedelta() <= MONDAY - observed.observed_at < timedelta(hours=1)


@pytest.mark.parametrize("name", ["open_meteo", "met_norway", "simulated"])
def test_forecasts_begin_on_each_place_s_own_today(world: World, name: str) -> None:
    """On Monday at eleven in London it is Tuesday in Auckland."""
    reports = present(world.fetch(name, Kind.DAILY, *PLACES))

    firsts = {report.place.name: report.days[0].date for report in reports}
    assert firsts["London"] == firsts["Austin"] == date(2026, 11, 23)
    assert firsts["Auckland"] == date(2026, 11, 24)
    for report in reports:
        dates = [day.date for day in report.days]
        assert dates == [dates[0] + timedelta(days=number) for number in range(len(dates))]
        assert len(dates) >= 7
        # By eleven the night is over, so that its low may be told no more.
        for day in report.days[1:7]:
            assert day.high_c is not None
            assert day.low_c is not None
            assert day.high_c >= day.low_c


@pytest.mark.parametrize("name", ["open_meteo", "met_norway", "simulated"])
def test_hours_follow_each_other_from_now_or_before(world: World, name: str) -> None:
    """In the place's own zone, and for two days at least."""
    for report in present(world.fetch(name, Kind.HOURLY, *PLACES)):
        times = [hour.time for hour in report.hours]
        assert times[0] <= MONDAY
        assert times[0].minute == 0
        assert {str(time.tzinfo) for time in times} == {report.place.timezone}
        assert {b.timestamp() - a.timestamp() for a, b in pairwise(times)} == {3600}
        last_day = MONDAY.astimezone(times[0].tzinfo).date() + timedelta(days=1)
        assert times[-1].date() >= last_day
        assert all(hour.temperature_c is not None for hour in report.hours)
        assert all(hour.precipitation_mm is not None for hour in report.hours)
        assert all(hour.weather_code is not None for hour in report.hours)


@pytest.mark.parametrize("name", ["open_meteo", "simulated"])
@pytest.mark.parametrize("first", [LAST_WEEK, date(2026, 11, 12), date(1940, 1, 1)])
def test_the_past_is_told_from_its_first_day_to_its_last(
    world: World, name: str, first: date
) -> None:
    """In the archive, after it, and across both."""
    deadline = world.time.clock.deadline(5)

    reports = present(world.providers[name].fetch(Kind.PAST, PLACES, Span(7, first), deadline))

    for report in reports:
        dates = [day.date for day in report.days]
        assert dates == [first + timedelta(days=number) for number in range(7)]
        assert all(day.high_c is not None for day in report.days)


@pytest.mark.parametrize(("name", "kind"), SERVED)
def test_a_deadline_that_is_over_is_said(world: World, name: str, kind: Kind) -> None:
    """Before anything is fetched."""
    deadline = world.time.clock.deadline(1)
    world.time.pass_s(2)

    with pytest.raises(DeadlineError):
        world.providers[name].fetch(kind, PLACES, SPANS[kind], deadline)

    assert world.requests() == 0


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


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("name", "kind"), SERVED_LIVE)
def test_an_answer_without_weather_is_a_failure(
    world: World, name: str, kind: Kind, fault: str
) -> None:
    """It is raised as what the chain of providers understands."""
    world.fail(FAULTS[fault])

    with pytest.raises(ProviderError) as caught:
        world.fetch(name, kind, LONDON, AUSTIN)

    assert caught.value.status == (0 if FAULTS[fault].status == 200 else FAULTS[fault].status)


@pytest.mark.parametrize(("name", "kind"), SERVED_LIVE)
def test_figures_that_are_no_numbers_are_no_data(world: World, name: str, kind: Kind) -> None:
    """Such is answered, with status 200, for a point that the model doesn't cover."""
    world.fail(Fault(body='{"latitude":nan,"longitude":nan,"timezone":"GMT"}'))

    try:
        reports = world.fetch(name, kind, LONDON)
    except ProviderError:
        reports = [None]

    assert reports == [None]


@pytest.mark.parametrize(("name", "kind"), SERVED_LIVE)
def test_a_service_that_hangs_is_not_waited_for_beyond_the_deadline(
    world: World, name: str, kind: Kind
) -> None:
    """Whoever asks can turn to another one."""
    world.fake.gate.clear()
    world.fake.met_norway.gate.clear()
    clock = system_clock()
    started_s = clock.monotonic()

    try:
        with pytest.raises(DeadlineError):
            world.providers[name].fetch(kind, [LONDON], SPANS[kind], clock.deadline(0.2))
        assert clock.monotonic() - started_s < 2
    finally:
        world.fake.gate.set()
        world.fake.met_norway.gate.set()


@pytest.mark.parametrize(("name", "kind"), SERVED_LIVE)
def test_any_figure_may_be_missing(world: World, name: str, kind: Kind) -> None:
    """Unknown stays unknown, it is never zero."""
    world.fake.null_fields |= {*CURRENT, *DAILY, *HOURLY, *AIR}
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

    (report,) = present(world.fetch(name, kind, LONDON))

    for item in (report.current, report.air, *report.days, *report.hours):
        for entry in fields(item) if item else ():
            known = entry.name in ("observed_at", "date", "time")
            assert known or getattr(item, entry.name) is None


def test_it_is_all_the_same_for_made_up_weather(world: World) -> None:
    """No figure of it is missing where the kind has one."""
    for kind in KINDS["simulated"]:
        for report in present(world.fetch("simulated", kind, LONDON)):
            known: Any = report.current or report.air or (report.days or report.hours)[0]
            unknown = {e.name for e in fields(known) if getattr(known, e.name) is None}
            assert unknown <= {"precipitation_probability_pct", "uv_index"}
