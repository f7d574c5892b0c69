"""What every weather provider must do, and what the live one makes of its service's answers."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fakes.clock import MONDAY, FakeTime
from fakes.weather import CURRENT, DAILY, HTML, LIMITED, NAN, OVERLOADED, TORN, FakeWeather, Fault
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import DeadlineError, ProviderError
from bot.fetching import Fetcher
from bot.providers import WeatherProvider
from bot.providers.open_meteo import SOURCE, OpenMeteo, reports_from
from bot.providers.simulated import Simulated
from bot.reports import Kind, Place, Report

LONDON = Place("London", 51.50853, -0.12574, "Europe/London")
AUSTIN = Place("Austin", 30.2672, -97.7431, "America/Chicago")
AUCKLAND = Place("Auckland", -36.8485, 174.7635, "Pacific/Auckland")
SVALBARD = Place("Longyearbyen", 78.2232, 15.6469, "Arctic/Longyearbyen")
MCMURDO = Place("McMurdo", -77.8463, 166.6683, "Antarctica/McMurdo")
PLACES = (LONDON, AUSTIN, AUCKLAND, SVALBARD, MCMURDO)

Make = Callable[[], WeatherProvider]


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[FakeWeather, str, Fetcher]]:
    """Serve one forecast service for all tests."""
    fake, fetcher = FakeWeather(now=lambda: MONDAY), Fetcher()
    with fake.serve() as url:
        yield fake, url, fetcher
    fetcher.close()


@pytest.fixture
def fake(served: tuple[FakeWeather, str, Fetcher]) -> FakeWeather:
    """Give the service as if it were new."""
    fake = served[0]
    fake.fault = None
    fake.values.clear()
    fake.null_fields.clear()
    fake.forecast_requests.clear()
    return fake


@pytest.fixture
def time() -> FakeTime:
    """Give a clock that stands at eleven on a Monday, UTC."""
    return FakeTime()


@pytest.fixture
def live(fake: FakeWeather, time: FakeTime, served: tuple[FakeWeather, str, Fetcher]) -> OpenMeteo:
    """Give the live provider on the loopback service."""
    assert fake is served[0]
    return OpenMeteo(served[2], served[1], "key-1", time.clock)


@pytest.fixture(params=["open_meteo", "simulated"])
def provider(request: pytest.FixtureRequest, live: OpenMeteo, time: FakeTime) -> WeatherProvider:
    """Give each provider in turn."""
    return live if request.param == "open_meteo" else Simulated(reports_from, time.clock)


def present(reports: list[Report | None]) -> list[Report]:
    """Return the reports; there is one for each place."""
    assert all(reports)
    return [report for report in reports if report]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_current_conditions_come_in_the_order_of_the_places(
    provider: WeatherProvider, time: FakeTime, count: int
) -> None:
    """With the moment of observation in each place's own zone."""
    places = PLACES[:count]

    reports = present(provider.fetch(Kind.CURRENT, places, 1, time.clock.deadline(5)))

    assert [report.place for report in reports] == list(places)
    for report in reports:
        assert report.source == provider.source
        assert report.fetched_at == MONDAY
        assert report.current
        assert report.days == ()
        assert str(report.current.observed_at.tzinfo) == report.place.timezone
        assert timedelta() <= MONDAY - report.current.observed_at < timedelta(hours=1)
        assert report.current.temperature_c is not None
        assert report.current.weather_code is not None


@pytest.mark.parametrize("days", [1, 7, 16])
def test_forecasts_begin_on_each_place_s_own_today(
    provider: WeatherProvider, time: FakeTime, days: int
) -> None:
    """On Monday at eleven in London it is Tuesday in Auckland."""
    reports = present(provider.fetch(Kind.DAILY, PLACES, days, time.clock.deadline(5)))

    firsts = {report.place.name: report.days[0].date for report in reports}
    assert firsts["London"] == firsts["Austin"] == date(2026, 11, 23)
    assert firsts["Auckland"] == date(2026, 11, 24)
    for report in reports:
        assert report.current is None
        dates = [day.date for day in report.days]
        assert dates == [dates[0] + timedelta(days=number) for number in range(days)]
        assert all(day.high_c is not None and day.low_c is not None for day in report.days)
        assert all(day.high_c >= day.low_c for day in report.days if day.high_c and day.low_c)


def test_a_deadline_that_is_over_is_said(provider: WeatherProvider, time: FakeTime) -> None:
    """Before anything is fetched."""
    deadline = time.clock.deadline(1)
    time.pass_s(2)

    with pytest.raises(DeadlineError):
        provider.fetch(Kind.CURRENT, PLACES, 1, deadline)


def test_a_provider_says_what_it_is(provider: WeatherProvider) -> None:
    """Made-up figures are marked, and link to nobody."""
    assert provider.kinds == {Kind.CURRENT, Kind.DAILY}
    assert provider.source.attribution
    assert provider.source.is_simulated == (provider.source.url == "")


# The live service


def test_all_places_go_out_in_one_request(
    live: OpenMeteo, fake: FakeWeather, time: FakeTime
) -> None:
    """With ten variables at most and the key in a header."""
    live.fetch(Kind.DAILY, PLACES, 7, time.clock.deadline(5))

    (request,) = fake.forecast_requests
    assert request.params["latitude"].startswith("51.5085,30.2672,")
    assert request.params["forecast_days"] == "7"
    assert len(request.params["daily"].split(",")) == 10
    assert "current" not in request.params
    assert request.headers["x-api-key"] == "key-1"
    assert "key-1" not in str(request.params)


def test_more_than_a_hundred_places_go_out_in_chunks(
    live: OpenMeteo, fake: FakeWeather, time: FakeTime
) -> None:
    """And come back in one piece."""
    places = [Place(f"P{n}", n / 10, n / 10, "UTC") for n in range(230)]

    reports = present(live.fetch(Kind.CURRENT, places, 1, time.clock.deadline(10)))

    assert [report.place for report in reports] == places
    sizes = [len(r.params["latitude"].split(",")) for r in fake.forecast_requests]
    assert sizes == [100, 100, 30]


def test_a_chunk_that_fails_costs_only_its_own_places(
    live: OpenMeteo, fake: FakeWeather, time: FakeTime
) -> None:
    """The others are still answered."""
    off_the_map = Place("Nowhere", 95.0, 0, "UTC")
    places = [Place(f"P{n}", 1, 1, "UTC") for n in range(100)]

    reports = live.fetch(Kind.CURRENT, [*places, off_the_map], 1, time.clock.deadline(5))

    assert len(fake.forecast_requests) == 2
    assert present(reports[:100])
    assert reports[100] is None


def test_figures_reach_the_report(live: OpenMeteo, time: FakeTime) -> None:
    """Each under its own name."""
    (now,) = present(live.fetch(Kind.CURRENT, [LONDON], 1, time.clock.deadline(5)))
    (days,) = present(live.fetch(Kind.DAILY, [LONDON], 1, time.clock.deadline(5)))

    current, (day,) = now.current, days.days
    assert current
    assert (current.temperature_c, current.feels_like_c) == (12.3, 10.1)
    assert (current.humidity_pct, current.cloud_cover_pct, current.precipitation_mm) == (
        71,
        90,
        0.4,
    )
    assert (current.wind_kmh, current.wind_from_deg, current.gusts_kmh) == (18.4, 225, 33.1)
    assert (current.weather_code, current.is_day) == (61, True)
    assert (day.high_c, day.low_c, day.precipitation_mm) == (14.2, 6.8, 1.2)
    assert (day.precipitation_probability_pct, day.uv_index, day.weather_code) == (55, 2.35, 3)
    assert (day.wind_kmh, day.gusts_kmh) == (22.6, 41.0)
    assert day.sunrise == datetime(2026, 11, 23, 7, 31, tzinfo=UTC)
    assert day.sunset == datetime(2026, 11, 23, 16, 2, tzinfo=UTC)


def test_times_are_read_in_the_zone_that_the_service_used(time: FakeTime) -> None:
    """And given in the place's own."""
    payload = {
        "timezone": "Asia/Tokyo",
        "current": {"time": "2026-11-23T20:00", "temperature_2m": 9},
    }

    (report,) = present(reports_from(payload, Kind.CURRENT, [LONDON], SOURCE, time.clock.now()))

    assert report.current
    assert f"{report.current.observed_at:%H:%M %Z}" == "11:00 GMT"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (OVERLOADED, "503: 'The service is overloaded'"),
        (LIMITED, "429: 'Too many concurrent requests'"),
        (HTML, "else than JSON"),
        (TORN, "else than JSON"),
        (NAN, "else than JSON"),
        (Fault(body="[]"), "answered 0 of 2 places"),
        (Fault(body="null"), "answered 1 of 2 places"),
        (Fault(body="[{}, {}, {}]"), "answered 3 of 2 places"),
    ],
)
def test_an_answer_without_weather_is_a_failure(
    live: OpenMeteo, fake: FakeWeather, time: FakeTime, fault: Fault, said: str
) -> None:
    """Asked once, not again: a failed call counts against the quota."""
    fake.fault = fault

    with pytest.raises(ProviderError, match=said):
        live.fetch(Kind.CURRENT, [LONDON, AUSTIN], 1, time.clock.deadline(5))

    assert len(fake.forecast_requests) == 1


def test_any_figure_may_be_null(live: OpenMeteo, fake: FakeWeather, time: FakeTime) -> None:
    """Unknown stays unknown, it is never zero."""
    fake.null_fields.update(CURRENT, DAILY)

    (now,) = present(live.fetch(Kind.CURRENT, [LONDON], 1, time.clock.deadline(5)))
    (days,) = present(live.fetch(Kind.DAILY, [LONDON], 2, time.clock.deadline(5)))

    assert now.current
    assert now.current.temperature_c is now.current.is_day is now.current.weather_code is None
    assert [(day.high_c, day.sunrise) for day in days.days] == [(None, None)] * 2


def test_one_point_without_data_concerns_its_place_alone(
    live: OpenMeteo, fake: FakeWeather, time: FakeTime
) -> None:
    """The other is answered."""
    fake.fault = Fault(body=json.dumps([{}, {"current": {"time": "2026-11-23T11:00"}}]))

    nothing, something = live.fetch(Kind.CURRENT, [LONDON, AUSTIN], 1, time.clock.deadline(5))

    assert nothing is None
    assert something
    assert something.place == AUSTIN


def test_a_probe_tells_whether_the_service_answers(
    live: OpenMeteo, fake: FakeWeather, time: FakeTime
) -> None:
    """By a smallest request."""
    live.probe(time.clock.deadline(5))
    fake.fault = OVERLOADED

    with pytest.raises(ProviderError):
        live.probe(time.clock.deadline(5))


@pytest.mark.parametrize("value", [True, "12", 10**400, float("inf"), float("nan"), [1], {}])
def test_a_figure_that_is_no_number_is_unknown(value: object) -> None:
    """As one that is null."""
    section = {"time": "2026-11-23T11:00", "temperature_2m": value, "is_day": 0}

    (report,) = reports_from({"current": section}, Kind.CURRENT, [AUSTIN], SOURCE, MONDAY)

    assert report
    assert report.current
    assert (report.current.temperature_c, report.current.is_day) == (None, False)


def test_days_and_times_that_can_t_be_read_are_left_out() -> None:
    """The others stay."""
    section = {
        "time": ["someday", "2026-11-24", None],
        "temperature_2m_max": [1.0, 2.0],
        "sunrise": ["early", "early", "early"],
        "sunset": "late",
    }

    (report,) = reports_from({"daily": section}, Kind.DAILY, [AUSTIN], SOURCE, MONDAY)

    assert report
    assert [(day.date, day.high_c, day.sunrise, day.sunset) for day in report.days] == [
        (date(2026, 11, 24), 2.0, None, None)
    ]


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


@given(
    st.fixed_dictionaries(
        {"time": st.one_of(odd, times)}, optional=dict.fromkeys(CURRENT, st.one_of(odd, times))
    ),
    st.one_of(odd, st.just("Pacific/Auckland")),
)
def test_whatever_stands_in_current_conditions_can_be_read(section: Any, zone: Any) -> None:
    """Any value, any order, anything missing."""
    payload = {"current": section, "timezone": zone}

    (report,) = reports_from(payload, Kind.CURRENT, [AUSTIN], SOURCE, MONDAY)

    assert report is None or report.current


@given(
    st.dictionaries(
        st.sampled_from(["time", *DAILY]),
        st.one_of(odd, st.lists(st.one_of(odd, times), max_size=4)),
    )
)
def test_whatever_stands_in_a_forecast_can_be_read(section: Any) -> None:
    """Columns may be too short, of a wrong type, or not there."""
    (report,) = reports_from({"daily": section}, Kind.DAILY, [AUSTIN], SOURCE, MONDAY)

    assert report is None or report.days


# The simulated service


def test_simulated_weather_is_the_same_whenever_it_is_asked(time: FakeTime) -> None:
    """Two days hence becomes tomorrow without a change."""
    simulated = Simulated(reports_from, time.clock)

    (today,) = present(simulated.fetch(Kind.DAILY, [LONDON], 4, time.clock.deadline(5)))
    time.pass_s(24 * 3600)
    (tomorrow,) = present(simulated.fetch(Kind.DAILY, [LONDON], 4, time.clock.deadline(5)))

    assert today.days[1:] == tomorrow.days[:3]
    assert len({day.high_c for day in today.days}) > 1


def test_simulated_weather_knows_the_seasons(time: FakeTime) -> None:
    """November is colder in Svalbard than in Austin, and summer begins in Auckland."""
    simulated = Simulated(reports_from, time.clock)

    reports = present(simulated.fetch(Kind.DAILY, PLACES, 16, time.clock.deadline(5)))

    highs = {r.place.name: sum(day.high_c or 0 for day in r.days) / 16 for r in reports}
    assert highs["Longyearbyen"] < 0 < highs["London"] < highs["Austin"] < 35
    assert 15 < highs["Auckland"] < 30


def test_the_sun_is_true(time: FakeTime) -> None:
    """London on 23 November: 07:35 to 16:01; polar night and midnight sun have no times."""
    simulated = Simulated(reports_from, time.clock)

    reports = present(simulated.fetch(Kind.DAILY, PLACES, 1, time.clock.deadline(5)))

    sun = {report.place.name: report.days[0] for report in reports}
    sunrise, sunset = sun["London"].sunrise, sun["London"].sunset
    assert sunrise
    assert sunset
    assert abs(sunrise - datetime(2026, 11, 23, 7, 35, tzinfo=UTC)) < timedelta(minutes=6)
    assert abs(sunset - datetime(2026, 11, 23, 16, 1, tzinfo=UTC)) < timedelta(minutes=6)
    auckland = sun["Auckland"]
    assert auckland.sunrise
    assert auckland.sunrise.date() == auckland.date
    assert sun["Longyearbyen"].sunrise is sun["McMurdo"].sunset is None


def test_day_and_night_follow_the_sun(time: FakeTime) -> None:
    """Also where it stays up or down all day."""
    simulated = Simulated(reports_from, time.clock)

    reports = present(simulated.fetch(Kind.CURRENT, PLACES, 1, time.clock.deadline(5)))

    by_day = {report.place.name: report.current and report.current.is_day for report in reports}
    assert by_day == {
        "London": True,
        "Austin": False,
        "Auckland": False,
        "Longyearbyen": False,
        "McMurdo": True,
    }


def test_simulated_snow_falls_when_it_is_cold(time: FakeTime) -> None:
    """And every code that comes up is a known one."""
    simulated = Simulated(reports_from, time.clock)
    places = [Place(f"P{n}", n, n, "UTC") for n in range(-80, 81, 5)]

    reports = present(simulated.fetch(Kind.DAILY, places, 16, time.clock.deadline(5)))

    days = [day for report in reports for day in report.days]
    codes = {day.weather_code for day in days}
    assert codes == {0, 1, 2, 3, 61, 63, 65, 71, 73, 75}
    assert all((day.high_c or 0) < 6 for day in days if (day.weather_code or 0) > 70)
