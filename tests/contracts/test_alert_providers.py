"""What every provider of official warnings must do, and what each makes of its service's words."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product
from string import ascii_uppercase
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fakes import kinds
from fakes.alerts import FakeAlerts, meteoalarm_area, meteoalarm_warning, nws_warning
from fakes.clock import MONDAY, FakeTime
from fakes.msc import msc_warning
from fakes.plugins import classes_in
from fakes.rows import each_row
from fakes.waiting import PATIENCE_S, Meeting, twice_at_once, until
from fakes.weather import HTML, OVERLOADED, TORN, Fault
from hypothesis import given
from hypothesis import strategies as st

from bot import providers
from bot.errors import DeadlineError, ProviderError
from bot.fetching import Fetcher
from bot.fetching.connections import REST_S
from bot.kinds.alerts import Alert
from bot.places.gazetteer import Gazetteer
from bot.providers import WeatherProvider
from bot.providers.meteoalarm import FRESH_FOR_S, MeteoAlarm
from bot.providers.meteoalarm.areas import AreaWarning, alerts_for, warnings_from
from bot.providers.meteoalarm.regions import Named, Region, Spot
from bot.providers.msc import Msc
from bot.providers.nws import Nws
from bot.queries import Span
from bot.reports import Place, Report

SALIDA = Place("Salida", 38.5347, -105.99891, "America/Denver", "US", "United States", "Colorado")
DENVER = Place("Denver", 39.74, -104.98, "America/Denver", "US", "United States", "Colorado")
SAN_JUAN = Place("San Juan", 18.46633, -66.10572, "America/Puerto_Rico", "PR", "Puerto Rico")
FULDA = Place("Fulda", 50.55162, 9.67518, "Europe/Berlin", "DE", "Germany", "Hesse")
MUNICH = Place("Munich", 48.13743, 11.57549, "Europe/Berlin", "DE", "Germany", "Bavaria")
OSLO = Place("Oslo", 59.91273, 10.74609, "Europe/Oslo", "NO", "Norway")
LONDON = Place("London", 51.5, -0.1, "Europe/London", "GB", "United Kingdom", "England")
TOKYO = Place("Tokyo", 35.7, 139.7, "Asia/Tokyo", "JP", "Japan")
OTTAWA = Place("Ottawa", 45.41117, -75.69812, "America/Toronto", "CA", "Canada", "Ontario")
CALGARY = Place("Calgary", 51.05, -114.09, "America/Edmonton", "CA", "Canada", "Alberta")
YORK = Place("York", 53.95763, -1.08271, "Europe/London", "GB", "United Kingdom", "England")
CARDIFF = Place("Cardiff", 51.48, -3.18, "Europe/London", "GB", "United Kingdom", "Wales")
BELFAST = Place("Belfast", 54.6, -5.93, "Europe/London", "GB", "United Kingdom", "Northern Ireland")
PERTH = Place("Perth", 56.3952, -3.4314, "Europe/London", "GB", "United Kingdom", "Scotland")
EDINBURGH = Place("Edinburgh", 55.95, -3.2, "Europe/London", "GB", "United Kingdom", "Scotland")
KIRKWALL = Place("Kirkwall", 58.9847, -2.9598, "Europe/London", "GB", "United Kingdom", "Scotland")
DULWICH = Place("Dulwich", 51.445, -0.0846, "Europe/London", "GB", "United Kingdom", "England")
BRNO = Place("Brno", 49.1952, 16.608, "Europe/Prague", "CZ", "Czechia", "South Moravian")
BUDWEIS = Place("Budweis", 48.9745, 14.4743, "Europe/Prague", "CZ", "Czechia", "Anywhere")
PECS = Place("Pécs", 46.0708, 18.2331, "Europe/Budapest", "HU", "Hungary", "Baranya", 145_000)
MILAN = Place("Milan", 45.46427, 9.18951, "Europe/Rome", "IT", "Italy", "Lombardy")
BOLOGNA = Place("Bologna", 44.4938, 11.3387, "Europe/Rome", "IT", "Italy", "Emilia-Romagna")
VENICE = Place("Venice", 45.4371, 12.3327, "Europe/Rome", "IT", "Italy", "Veneto")
KOBLENZ = Place("Koblenz", 50.3536, 7.5788, "Europe/Berlin", "DE", "Germany")
LEIPZIG = Place("Leipzig", 51.3396, 12.3713, "Europe/Berlin", "DE", "Germany", "Saxony")
FREIBERG = Place("Freiberg", 50.9108, 13.3388, "Europe/Berlin", "DE", "Germany", "Saxony", 40_000)
HAMM_IN_HAMBURG = Place("Hamm", 53.5608, 10.0579, "Europe/Berlin", "DE", "Germany", "Hamburg")
GRAZ = Place("Graz", 47.0667, 15.45, "Europe/Vienna", "AT", "Austria", "Styria")
MADRID = Place("Madrid", 40.4165, -3.7026, "Europe/Madrid", "ES", "Spain", "Madrid")
SAINT_MALO = Place("Saint-Malo", 48.6472, -2.0088, "Europe/Paris", "FR", "France", "Brittany")
GENEVA = Place("Genève", 46.2022, 6.1457, "Europe/Zurich", "CH", "Switzerland", "Geneva")
RIJEKA = Place("Rijeka", 45.3267, 14.4424, "Europe/Zagreb", "HR", "Croatia")
AALESUND = Place("Ålesund", 62.4723, 6.1549, "Europe/Oslo", "NO", "Norway", "Møre og Romsdal")
BERGEN = Place("Bergen", 60.393, 5.3242, "Europe/Oslo", "NO", "Norway", "Vestland")
ANDORRA = Place("Andorra la Vella", 42.5078, 1.5211, "Europe/Andorra", "AD", "Andorra")
MARIEHAMN = Place("Mariehamn", 60.0969, 19.9348, "Europe/Mariehamn", "AX", "Aland Islands")
VADUZ = Place("Vaduz", 47.1415, 9.5215, "Europe/Vaduz", "LI", "Liechtenstein")
IN_COUNTRIES = (FULDA, OSLO, GRAZ, MADRID, SAINT_MALO, GENEVA)
"""Six places, each in a country of its own."""

COUNTRIES = {
    "AD": "france",
    "AT": "austria",
    "AX": "finland",
    "CH": "switzerland",
    "CZ": "czechia",
    "DE": "germany",
    "ES": "spain",
    "FR": "france",
    "GB": "united-kingdom",
    "HR": "croatia",
    "HU": "hungary",
    "IT": "italy",
    "LI": "switzerland",
    "NO": "norway",
}
AskOf = Callable[..., Alert]
POINT = "38.5347,-105.9989"
UNREADABLE = '{"features": [{"properties": null}], "warnings": [{"cap": "1.3"}]}'


@dataclass(frozen=True)
class Case:
    """A provider with two places that it asks its service about one by one.

    `keys` are what the fake service knows them by.
    """

    provider: WeatherProvider
    places: tuple[Place, Place]
    keys: tuple[str, str]


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[FakeAlerts, str, Fetcher]]:
    """Serve all services for all tests."""
    fake, fetcher = FakeAlerts(), Fetcher()
    with fake.serve() as url:
        yield fake, url, fetcher
    fetcher.close()


@pytest.fixture
def fake(served: tuple[FakeAlerts, str, Fetcher]) -> FakeAlerts:
    """Give the services as if they were new; each has a warning for its first place."""
    fake = served[0]
    fake.at_points = {POINT: [nws_warning()]}
    fake.in_countries = {"germany": [meteoalarm_warning()]}
    fake.in_canada = [msc_warning()]
    fake.faults.clear()
    fake.gate.set()
    until(lambda: not fake.under_way)
    fake.requests.clear()
    fake.most_at_once = 0
    while fake.arrivals.acquire(blocking=False):
        pass
    return fake


@pytest.fixture
def time() -> FakeTime:
    """Give a clock that stands at eleven on a Monday, UTC."""
    return FakeTime()


@pytest.fixture
def nws(fake: FakeAlerts, time: FakeTime, served: tuple[FakeAlerts, str, Fetcher]) -> Iterator[Nws]:
    """Give the provider for the United States."""
    assert fake is served[0]
    provider = Nws(served[2], time.clock, base_url=served[1], contact="me@bot.example")
    yield provider
    provider.close()


@pytest.fixture
def meteoalarm(
    fake: FakeAlerts, time: FakeTime, served: tuple[FakeAlerts, str, Fetcher]
) -> Iterator[MeteoAlarm]:
    """Give the provider for Europe, with the committed gazetteer."""
    assert fake is served[0]
    gazetteer = Gazetteer()
    provider = MeteoAlarm(served[2], time.clock, base_url=served[1], gazetteer=gazetteer)
    yield provider
    provider.close()
    gazetteer.close()


@pytest.fixture
def msc(fake: FakeAlerts, time: FakeTime, served: tuple[FakeAlerts, str, Fetcher]) -> Iterator[Msc]:
    """Give the provider for Canada."""
    assert fake is served[0]
    provider = Msc(served[2], time.clock, base_url=served[1], contact="me@bot.example")
    yield provider
    provider.close()


@pytest.fixture(params=["nws", "meteoalarm", "msc"])
def case(request: pytest.FixtureRequest, nws: Nws, meteoalarm: MeteoAlarm, msc: Msc) -> Case:
    """Give each provider in turn."""
    boxes = ("-75.7081,45.4012,-75.6881,45.4212", "-114.1000,51.0400,-114.0800,51.0600")
    cases = {
        "nws": Case(nws, (SALIDA, DENVER), (POINT, "39.74,-104.98")),
        "meteoalarm": Case(meteoalarm, (FULDA, OSLO), ("germany", "norway")),
        "msc": Case(msc, (OTTAWA, CALGARY), boxes),
    }
    return cases[request.param]


def alerts_in(payload: Any) -> tuple[Alert, ...]:
    """Return what a place in Fulda is told of a feed."""
    known = {"DE248": frozenset({"DE248"})}
    spot = Spot(FULDA.longitude, FULDA.latitude, known["DE248"], lambda: frozenset({"fulda"}))
    return alerts_for(warnings_from(payload, known), FULDA, spot, MONDAY)


def fetched(provider: WeatherProvider, time: FakeTime, *places: Place) -> list[Report | None]:
    """Return what a provider reports on places."""
    return provider.fetch(kinds.ALERTS, places, Span(), time.clock.deadline(5))


def beside(place: Place, count: int) -> list[Place]:
    """Return places that lie to the north of one, and the place."""
    return [replace(place, latitude=place.latitude + number / 10) for number in range(count)]


def alerts_at(provider: WeatherProvider, time: FakeTime, place: Place) -> tuple[Alert, ...]:
    """Return the alerts at a place, whose report there is."""
    (report,) = fetched(provider, time, place)
    assert report
    assert report.records is not None
    return report.records


# All


def test_every_provider_of_warnings_is_tested_here(
    nws: Nws, meteoalarm: MeteoAlarm, msc: Msc
) -> None:
    """One that is added needs a service of its own in these tests."""
    found = classes_in(providers, "fetch", "covers")
    warning = [made for made in found if kinds.ALERTS in (getattr(made, "kinds", None) or ())]

    assert set(warning) == {type(nws), type(meteoalarm), type(msc)}


def test_warnings_come_in_the_order_of_the_places(case: Case, time: FakeTime) -> None:
    """No warning is an empty report, not a missing one; moments are in each place's zone."""
    warned, calm = fetched(case.provider, time, *case.places)

    assert warned
    assert warned.place == case.places[0]
    assert warned.source == case.provider.source
    assert warned.fetched_at == MONDAY
    assert warned.records
    (alert,) = warned.records
    assert alert.event
    assert alert.headline
    assert alert.sender
    assert alert.area
    for moment in (alert.issued_at, alert.onset, alert.ends):
        assert moment
        assert str(moment.tzinfo) == warned.place.timezone
    assert calm
    assert (calm.place, calm.records) == (case.places[1], ())


def test_a_provider_credits_its_service(case: Case) -> None:
    """And tells nothing but warnings."""
    assert case.provider.kinds == {kinds.ALERTS}
    assert case.provider.source.attribution
    assert case.provider.source.url.startswith("https://")
    assert not case.provider.source.is_simulated


def test_a_provider_covers_its_own_countries_alone(case: Case) -> None:
    """The places of the others are not its business, nor are those of the rest of the world."""
    others = {SALIDA, DENVER, FULDA, OSLO, OTTAWA, CALGARY} - set(case.places)

    assert all(case.provider.covers(place) for place in case.places)
    assert not any(case.provider.covers(place) for place in (*others, TOKYO))
    assert not case.provider.covers(replace(case.places[0], country_code=""))


@each_row(
    "fault",
    [OVERLOADED, HTML, TORN, *(Fault(body=body) for body in ("[]", "null", '"no"', UNREADABLE))],
)
def test_a_place_that_can_t_be_read_concerns_itself_alone(
    case: Case, fake: FakeAlerts, time: FakeTime, fault: Fault
) -> None:
    """The other is answered; a failure is never taken for "no warning"."""
    time.pass_s(FRESH_FOR_S)  # a feed is asked for again
    fake.faults[case.keys[1]] = fault

    warned, unknown = fetched(case.provider, time, *case.places)

    assert warned
    assert warned.records
    assert unknown is None


def test_when_nothing_can_be_read_it_is_said(case: Case, fake: FakeAlerts, time: FakeTime) -> None:
    """So that it isn't taken for good weather."""
    fake.faults |= dict.fromkeys(case.keys, OVERLOADED)

    with pytest.raises(ProviderError, match="503"):
        fetched(case.provider, time, *case.places)


def test_a_deadline_that_is_over_is_said(case: Case, fake: FakeAlerts, time: FakeTime) -> None:
    """Before anything is fetched."""
    deadline = time.clock.deadline(1)
    time.pass_s(2)

    with pytest.raises(DeadlineError, match=f"no time is left for {case.provider.source.name}"):
        case.provider.fetch(kinds.ALERTS, case.places, Span(), deadline)

    assert fake.requests == []


def test_a_service_that_hangs_costs_no_more_than_the_deadline(
    case: Case, fake: FakeAlerts, time: FakeTime
) -> None:
    """And is an error."""
    fake.gate.clear()

    with pytest.raises((DeadlineError, ProviderError)):
        case.provider.fetch(kinds.ALERTS, case.places, Span(), time.clock.deadline(0.2))

    fake.gate.set()


def test_no_places_need_no_request(case: Case, fake: FakeAlerts, time: FakeTime) -> None:
    """And have no reports."""
    assert fetched(case.provider, time) == []
    assert fake.requests == []


def test_a_report_is_as_old_as_the_answer(case: Case, fake: FakeAlerts, time: FakeTime) -> None:
    """What has ended while the service was silent is over."""
    end = "2026-11-23T11:00:20Z"
    fake.at_points[POINT].append(nws_warning(2, event="brief", ends=end))
    brief = meteoalarm_warning(2, words={"event": "brief", "expires": end})
    fake.in_countries["germany"].append(brief)
    ends = dict.fromkeys(("event_end_datetime", "expiration_datetime"), end)
    fake.in_canada.append(msc_warning(2, alert_name_en="brief", **ends))
    fake.gate.clear()

    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(
            case.provider.fetch, kinds.ALERTS, case.places[:1], Span(), time.clock.deadline(60)
        )
        assert fake.arrivals.acquire(timeout=PATIENCE_S)
        time.pass_s(20)
        fake.gate.set()
        (report,) = asking.result(PATIENCE_S)

    assert report
    assert report.fetched_at == MONDAY + timedelta(seconds=20)
    assert len(report.records) == 1


# The US service


def test_a_point_is_asked_for_as_the_service_wants_it(
    nws: Nws, fake: FakeAlerts, time: FakeTime
) -> None:
    """Four decimals, no zeros at the end, and a User-Agent that says who asks."""
    fetched(nws, time, SALIDA, DENVER, SAN_JUAN, replace(DENVER, latitude=40.0, longitude=-110.0))

    points = [POINT, "39.74,-104.98", "18.4663,-66.1057", "40,-110"]
    asked = sorted((request.params for request in fake.requests), key=lambda each: each["point"])
    assert asked == [{"point": point, "status": "actual"} for point in sorted(points)]
    for request in fake.requests:
        assert request.headers["user-agent"] == "slack-weather-bot (me@bot.example)"
        assert request.headers["accept"] == "application/geo+json"


def test_points_and_countries_are_asked_for_at_the_same_time_but_not_too_many(
    nws: Nws, meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime
) -> None:
    """Four at once, and each once."""
    points = [replace(DENVER, latitude=30 + number / 10) for number in range(12)]
    for provider, places in ((nws, points), (meteoalarm, IN_COUNTRIES)):
        fake.gate.clear()
        fake.requests.clear()
        fake.most_at_once = 0
        asked = (*places, *places)
        with ThreadPoolExecutor(1) as pool:
            asking = pool.submit(fetched, provider, time, *asked)
            for _ in range(4):
                assert fake.arrivals.acquire(timeout=PATIENCE_S)
            fake.gate.set()
            reports = asking.result(PATIENCE_S)
        while fake.arrivals.acquire(blocking=False):
            pass

        assert fake.most_at_once == 4
        assert len(fake.requests) == len(places)
        assert [report and report.place for report in reports] == [*asked]


def test_a_provider_that_is_closed_starts_no_more_requests(
    nws: Nws, msc: Msc, meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime
) -> None:
    """Those under way end by themselves, and nobody waits for them."""
    for provider, places in (
        *((each, beside(at, 8)) for each, at in ((nws, DENVER), (msc, OTTAWA))),
        (meteoalarm, IN_COUNTRIES),
    ):
        deadline = time.clock.deadline(0.5 if places is IN_COUNTRIES else PATIENCE_S)
        fake.gate.clear()
        fake.requests.clear()
        with ThreadPoolExecutor(2) as pool:
            asked = pool.submit(provider.fetch, kinds.ALERTS, places, Span(), deadline)
            for _ in range(4):
                assert fake.arrivals.acquire(timeout=PATIENCE_S)
            pool.submit(provider.close).result(6)
            fake.gate.set()
            asked.exception(PATIENCE_S)

        assert len(fake.requests) == 4


def test_a_us_warning_is_told_in_its_own_words(nws: Nws, time: FakeTime) -> None:
    """It ends when the event does, not when the message expires."""
    zone = ZoneInfo("America/Denver")

    assert alerts_at(nws, time, SALIDA) == (
        Alert(
            event="Flash Flood Warning",
            severity="severe",
            headline="Flash Flood Warning issued November 23 at 3:00AM MST by NWS Pueblo CO",
            area="Chaffee, CO",
            sender="NWS Pueblo CO",
            onset=datetime(2026, 11, 23, 3, 30, tzinfo=zone),
            ends=datetime(2026, 11, 23, 5, 15, tzinfo=zone),
            issued_at=datetime(2026, 11, 23, 3, 0, tzinfo=zone),
        ),
    )


def test_updates_replace_what_they_refer_to_and_cancellations_end_it(
    nws: Nws, fake: FakeAlerts, time: FakeTime
) -> None:
    """Tests and all-clears are not told at all, and one that refers to itself stays."""

    def reference(number: int) -> dict[str, Any]:
        return {"references": [{"identifier": nws_warning(number)["id"]}]}

    fake.at_points[POINT] = [
        nws_warning(1, event="Old"),
        nws_warning(2, event="New", messageType="Update", **reference(1)),
        nws_warning(3, event="Over"),
        nws_warning(4, event="End", messageType="Cancel", **reference(3)),
        nws_warning(5, event="Trial", status="Test", **reference(2)),
        nws_warning(6, event="Itself", messageType="Update", **reference(6)),
        nws_warning(7, event="Gone", messageType="Update", response="ALLCLEAR", **reference(9)),
        nws_warning(9, event="Cleared"),
        nws_warning(8, event="Small", status="actual"),
    ]

    told = {alert.event for alert in alerts_at(nws, time, SALIDA)}

    assert told == {"New", "Itself", "Small"}


def test_the_most_severe_warning_comes_first(nws: Nws, fake: FakeAlerts, time: FakeTime) -> None:
    """Then the earliest; equal ones are told once, and what has ended is not."""
    fake.at_points[POINT] = [
        nws_warning(1, event="e", severity="Minor"),
        nws_warning(2, event="f", severity="Unknown"),
        nws_warning(3, event="d", severity="Moderate", onset="2026-11-24T00:00:00Z"),
        nws_warning(4, event="c", severity="Moderate"),
        nws_warning(5, event="a", severity="Extreme"),
        nws_warning(6, event="b", severity="SEVERE "),
        nws_warning(7, event="b", severity="Severe"),
        nws_warning(8, event="g", severity="catastrophic"),
        nws_warning(9, event="past", ends=MONDAY.isoformat()),
    ]

    assert "".join(alert.event for alert in alerts_at(nws, time, SALIDA)) == "abcdefg"


def test_what_a_warning_leaves_out_is_unknown(nws: Nws, fake: FakeAlerts, time: FakeTime) -> None:
    """It is a warning all the same."""
    fake.at_points[POINT] = [{"status": "Actual", "areaDesc": "Yuma"}, {"headline": "Beware"}]

    assert set(alerts_at(nws, time, SALIDA)) == {
        Alert("weather warning", "unknown", area="Yuma"),
        Alert("Beware", "unknown", headline="Beware"),
    }


@each_row(
    ("written", "hour"),
    [
        ("2026-11-23T12:00:00Z", 12),
        ("2026-11-23T12:00:00", 12),
        ("2026-11-23T12:00:00+02:00", 10),
        ("noon", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("0001-01-01T00:00:00+12:00", None),
        ("9999-12-31T23:59:59Z", None),  # no clock east of Greenwich could show it
        ("0001-01-01T00:00:00Z", None),
        ("9000-12-31T23:59:59Z", 23),
        ("9001-01-01T00:00:00Z", None),
        ("1900-01-01T00:00:00Z", 0),
        ("1899-12-31T23:59:59Z", None),
        (1_795_435_200, None),
    ],
)
def test_a_time_that_can_t_be_read_is_unknown(
    nws: Nws, fake: FakeAlerts, time: FakeTime, written: object, hour: int | None
) -> None:
    """One without an offset is taken for UTC."""
    fake.at_points[POINT] = [nws_warning(effective=None, onset=written)]

    (alert,) = alerts_at(nws, time, replace(SALIDA, timezone="UTC"))

    assert (alert.onset and alert.onset.hour) == hour


def test_a_warning_without_a_begin_of_its_event_begins_as_it_takes_effect(
    nws: Nws, fake: FakeAlerts, time: FakeTime
) -> None:
    """Its message has both."""
    fake.at_points[POINT] = [nws_warning(onset=None, effective="2026-11-23T12:00:00Z", sent=None)]

    (alert,) = alerts_at(nws, time, replace(SALIDA, timezone="UTC"))

    assert (alert.onset, alert.issued_at) == (MONDAY + timedelta(hours=1), None)


def test_endless_texts_and_lists_are_cut(nws: Nws, fake: FakeAlerts, time: FakeTime) -> None:
    """And are on one line, without signs that can't be seen."""
    flood = [nws_warning(number, event=f"{number}") for number in range(200)]
    names = dict.fromkeys(("event", "headline", "senderName"), "x" * 9_999)
    long = nws_warning(300, severity="Extreme", areaDesc="a\n\u202eb\x00 c" * 999, **names)
    fake.at_points[POINT] = [*flood, long]

    first, *others = alerts_at(nws, time, SALIDA)

    assert len(others) == 99
    texts = (first.event, first.sender, first.area, first.headline)
    assert [len(text) for text in texts] == [100, 100, 200, 300]
    assert first.area.startswith("a b ca b c")
    assert first.area.endswith("…")


def test_a_us_warning_without_an_end_holds_for_as_long_as_it_is_listed(
    nws: Nws, fake: FakeAlerts, time: FakeTime
) -> None:
    """Its message is stale some hours after its issue, which ends nothing."""
    stale = {"ends": None, "expires": "2026-11-23T10:59:00Z"}
    fake.at_points[POINT] = [
        nws_warning(1, event="River Flood", **stale),
        nws_warning(2, event="past", ends="2026-11-23T11:00:00Z", expires="2026-11-24T00:00:00Z"),
    ]

    (alert,) = alerts_at(nws, time, SALIDA)

    assert (alert.event, alert.ends) == ("River Flood", None)


def test_a_us_service_that_was_down_is_asked_again(
    nws: Nws, fake: FakeAlerts, time: FakeTime
) -> None:
    """A failure of a small request is not kept."""
    fake.faults[POINT] = OVERLOADED
    with pytest.raises(ProviderError):
        fetched(nws, time, SALIDA)
    fake.faults.clear()

    assert alerts_at(nws, time, SALIDA)


def test_a_warning_that_is_issued_again_is_told_once(
    nws: Nws, fake: FakeAlerts, time: FakeTime
) -> None:
    """The newest issue of it; one for another end, of another sender or event is another one."""

    def issue(number: int, minute: int, **changes: Any) -> dict[str, Any]:
        sent = f"2026-11-23T09:{minute:02}:00Z"
        return nws_warning(number, sent=sent, headline=f"of {minute}", **changes)

    fake.at_points[POINT] = [
        issue(1, 10),
        issue(2, 40),
        issue(3, 20),
        issue(4, 5, ends="2026-11-24T00:00:00Z"),
        issue(5, 6, senderName="NWS Elsewhere"),
        issue(6, 7, event="Dense Fog Advisory"),
    ]

    told = {alert.headline for alert in alerts_at(nws, time, SALIDA)}

    assert told == {"of 40", "of 5", "of 6", "of 7"}


CODE = "/X.NEW.KPUB.%s."


def followed(number: int, vtec: str, **changes: Any) -> dict[str, Any]:
    """Return a US warning without an end, of an event that its office follows by a number."""
    sent = f"2026-11-23T09:{number:02}:00Z"
    parameters = {"VTEC": [f"/O.{vtec}.000000T0000Z-000000T0000Z/"]}
    words = {"ends": None, "sent": sent, "headline": str(number), "parameters": parameters}
    return nws_warning(number, **(words | changes))


@each_row(
    ("issues", "told"),
    [
        pytest.param(
            [
                *(followed(1, "NEW.KPUB.FL.W.0001"), followed(2, "CON.KPUB.FL.W.0001")),
                *(followed(3, "NEW.TJSJ.FF.W.0001"), followed(4, "CON.TJSJ.FF.W.0001")),
            ],
            {"2", "4"},
            id="continued",
        ),
        pytest.param(
            [followed(1, "NEW.KPUB.FL.W.0010"), followed(2, "NEW.KPUB.FL.W.0020")],
            {"1", "2"},
            id="two rivers",
        ),
        pytest.param(
            [
                followed(1, "NEW.KPUB.FL.W.0001", ends="2026-11-24T00:00:00Z"),
                followed(2, "EXT.KPUB.FL.W.0001", ends="2026-11-25T00:00:00Z"),
            ],
            {"2"},
            id="extended",
        ),
        pytest.param(
            [
                followed(1, "NEW.KPUB.FL.W.0001", ends="2026-11-24T00:00:00Z"),
                followed(2, "EXT.KPUB.FL.W.0001", ends="2026-11-23T10:00:00Z"),
            ],
            set(),
            id="shortened and over",
        ),
        pytest.param(
            [followed(1, "NEW.KPUB.FL.W.0001"), followed(2, "CAN.KPUB.FL.W.0001")],
            set(),
            id="cancelled",
        ),
        pytest.param(
            [
                followed(1, "NEW.KPUB.WS.A.0001", event="Winter Storm Watch"),
                followed(2, "UPG.KPUB.WS.A.0001", event="Winter Storm Watch"),
                followed(3, "NEW.KPUB.WS.W.0001", event="Winter Storm Warning"),
            ],
            {"3"},
            id="upgraded",
        ),
        pytest.param(
            [
                followed(1, "CAN.KPUB.FL.W.0001", areaDesc="Lake, CO"),
                followed(2, "NEW.KPUB.FL.W.0001"),
            ],
            {"2"},
            id="cancelled elsewhere",
        ),
        pytest.param(
            [
                followed(1, "NEW.KPUB.FL.W.0001"),
                followed(2, "CAN.KPUB.FL.W.0001", areaDesc="Lake, CO"),
            ],
            {"1"},
            id="cancelled elsewhere since",
        ),
        pytest.param(
            [
                followed(1, "NEW.KPUB.FL.W.0001"),
                followed(2, "", parameters={"VTEC": ["/O.CAN/", 5, "O.CAN.KPUB.FL.W.0001"]}),
                followed(3, "", parameters={"VTEC": "never"}),
                followed(4, "", event="Other", parameters={"VTEC": 7}),
            ],
            {"1", "3", "4"},
            id="torn",
        ),
        pytest.param(
            [
                followed(
                    1,
                    "",
                    parameters={
                        "VTEC": [
                            "/O.UPG.KPUB.FL.A.0001.",
                            "/O.CAN.KPUB.FL.A.0002.",
                            "/O.NEW.KPUB.FL.W.0002.",
                        ]
                    },
                )
            ],
            {"1"},
            id="upgraded and new",
        ),
        pytest.param(
            [
                followed(1, "", parameters={"VTEC": [CODE % "FF.W.0001", CODE % "FL.W.0002"]}),
                followed(2, "CON.KPUB.FF.W.0001"),
            ],
            {"2"},
            id="the first of two",
        ),
        pytest.param(
            [
                followed(number, f"NEW.{event}")
                for number, event in enumerate(
                    ("KPUB.FL.W.0001", "KBOU.FL.W.0001", "KPUB.FF.W.0001", "KPUB.FL.A.0001"), 1
                )
            ],
            {"1", "2", "3", "4"},
            id="of another office, kind or degree",
        ),
        pytest.param(
            [
                followed(number, f"{action}.KPUB.FL.W.{number:04}")
                for number, action in enumerate(("EXA", "EXB", "EXP", "COR", "ROU"), 1)
            ],
            {"1", "2", "3", "4", "5"},
            id="in force by any other word",
        ),
        pytest.param(
            [
                followed(1, "", parameters={"VTEC": [CODE % "FL.W.0001"]}),
                followed(2, "", parameters={"VTEC": ["/E.CAN.KPUB.FL.W.0001."]}),
            ],
            set(),
            id="an experimental code",
        ),
    ],
)
def test_an_event_with_a_number_is_told_once_by_its_newest_issue(
    nws: Nws, fake: FakeAlerts, time: FakeTime, issues: list[dict[str, Any]], told: set[str]
) -> None:
    """In an area; one with another number is another one, though all else is the same."""
    fake.at_points[POINT] = issues

    assert {alert.headline for alert in alerts_at(nws, time, SALIDA)} == told


def test_two_issues_for_different_areas_are_one_warning_for_both(
    nws: Nws, fake: FakeAlerts, time: FakeTime
) -> None:
    """In the words of the newer, and from when the first of them holds.

    What one message says of two severities stays apart.
    """
    later = "2026-11-23T10:30:00Z"
    fake.at_points[POINT] = [
        nws_warning(1, onset="2026-11-23T10:00:00Z"),
        nws_warning(2, areaDesc="Lake; Park, CO", sent=later, onset=later, headline="newer"),
        nws_warning(3, event="Wind", severity="Minor"),
        nws_warning(4, event="Wind", severity="Extreme"),
    ]

    extreme, flood, minor = alerts_at(nws, time, SALIDA)

    assert (flood.area, flood.headline) == ("Lake; Park, CO, Chaffee, CO", "newer")
    assert flood.onset == MONDAY - timedelta(hours=1)
    assert [alert.severity for alert in (extreme, minor)] == ["extreme", "minor"]
    assert extreme.event == minor.event == "Wind"


def test_one_of_several_areas_without_a_begin_is_warned_already(
    nws: Nws, fake: FakeAlerts, time: FakeTime
) -> None:
    """The place lies in all of them, so that the warning has begun there."""
    fake.at_points[POINT] = [
        nws_warning(1, onset="2026-11-23T12:00:00Z"),
        nws_warning(2, areaDesc="Lake, CO", onset=None, effective=None),
    ]

    (flood,) = alerts_at(nws, time, SALIDA)

    assert flood.onset is None
    assert flood.has_begun(MONDAY)


def test_what_can_t_be_read_is_never_taken_for_no_warning(
    nws: Nws, fake: FakeAlerts, time: FakeTime
) -> None:
    """Where another is over, too; a warning that holds is told beside it."""
    over, holds = nws_warning(1, ends="2026-11-23T10:59:59Z"), nws_warning(2)

    fake.at_points[POINT] = [over, "unreadable"]
    said = "US National Weather Service answered with warnings that can't be read"
    with pytest.raises(ProviderError, match=said):
        alerts_at(nws, time, SALIDA)

    fake.at_points[POINT] = [over, holds, "unreadable"]
    assert len(alerts_at(nws, time, SALIDA)) == 1


def test_more_us_warnings_than_a_point_can_have_are_no_answer(
    nws: Nws, fake: FakeAlerts, time: FakeTime
) -> None:
    """A thousand are read."""
    fake.at_points[POINT] = [{"headline": "same"}] * 999 + [{"headline": "last"}]
    assert {alert.event for alert in alerts_at(nws, time, SALIDA)} == {"same", "last"}

    fake.at_points[POINT] += [{"headline": "one more"}]
    with pytest.raises(ProviderError, match="US National Weather Service answered without a list"):
        alerts_at(nws, time, SALIDA)


def test_an_update_replaces_what_has_expired_since_too(
    nws: Nws, fake: FakeAlerts, time: FakeTime
) -> None:
    """The service names such messages among the parameters; an acknowledgement replaces nothing."""

    def expired(number: int) -> dict[str, Any]:
        name = f"w-nws.webmaster@noaa.example,{nws_warning(number)['id']},2026-11-23T09:00:00Z"
        return {"parameters": {"expiredReferences": [name]}}

    fake.at_points[POINT] = [
        nws_warning(1, event="Old", areaDesc="Lake, CO"),
        nws_warning(2, event="New", messageType="Update", **expired(1)),
        nws_warning(3, event="Kept"),
        nws_warning(4, messageType="Ack", **expired(3)),
        nws_warning(5, messageType="Error", **expired(3)),
    ]

    assert {alert.event for alert in alerts_at(nws, time, SALIDA)} == {"New", "Kept"}


# MeteoAlarm


def test_a_feed_that_can_t_be_read_is_left_alone_for_as_long_as_one_that_can(
    meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime
) -> None:
    """It has megabytes, which each question would load again."""
    fake.faults["germany"] = TORN
    said = []
    for place in (FULDA, MUNICH):
        with pytest.raises(ProviderError) as failure:
            fetched(meteoalarm, time, place)
        said.append(str(failure.value))
    fake.faults.clear()
    assert len(fake.requests) == 1
    assert said[1] == f"{said[0]}; not asked again since"

    time.pass_s(FRESH_FOR_S)

    assert alerts_at(meteoalarm, time, FULDA)


@pytest.mark.parametrize("fault", [None, TORN])
def test_a_feed_is_kept_from_its_end_on(
    meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime, fault: Fault | None
) -> None:
    """However long it took to come, and so is the failure to read it."""

    def ask() -> None:
        with suppress(ProviderError):
            fetched(meteoalarm, time, FULDA)

    fake.faults |= {"germany": fault} if fault else {}
    fake.gate.clear()
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(ask)
        assert fake.arrivals.acquire(timeout=PATIENCE_S)
        time.pass_s(4)
        fake.gate.set()
        asking.result(PATIENCE_S)
    counts = []
    for passed_s in (FRESH_FOR_S - 1, 1):
        time.pass_s(passed_s)
        ask()
        counts.append(len(fake.requests))

    assert counts == [1, 2]


def test_a_country_whose_turn_never_came_is_asked_for_by_the_next_question(
    meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime
) -> None:
    """No request was sent in the time that was left, so that the service has not failed."""
    fake.gate.clear()

    def ask(*places: Place) -> bool:
        with suppress(ProviderError, DeadlineError):
            return all(fetched(meteoalarm, time, *places))
        return False

    slow = Thread(target=ask, args=(GRAZ, MADRID, SAINT_MALO, GENEVA, FULDA))
    slow.start()
    for _ in range(4):
        assert fake.arrivals.acquire(timeout=PATIENCE_S)
    time.pass_s(6)
    fake.gate.set()
    slow.join()

    until(lambda: ask(FULDA))


def test_only_the_first_failure_is_a_reason_to_leave_the_service_alone(
    served: tuple[FakeAlerts, str, Fetcher], time: FakeTime
) -> None:
    """Else a feed that can't be had would keep all other countries from being asked for."""
    rests_s = []
    with closing(Gazetteer()) as gazetteer:
        provider = MeteoAlarm(
            served[2], time.clock, base_url="http://127.0.0.1:9", gazetteer=gazetteer
        )
        with closing(provider):
            for place in (FULDA, MUNICH):
                with pytest.raises(ProviderError) as failure:
                    fetched(provider, time, place)
                rests_s.append(failure.value.rest_s)

    assert rests_s == [REST_S, 0.0]


def test_a_country_s_feed_may_be_large(
    meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime
) -> None:
    """On the stormiest days it has the outlines of hundreds of warnings: twelve megabytes at most.

    Only the blanks between them take no time to read.
    """
    body = json.dumps({"warnings": [meteoalarm_warning()]})
    fake.faults["germany"] = Fault(body=body.ljust(12_000_000))
    assert [alert.area for alert in alerts_at(meteoalarm, time, FULDA)] == ["Kreis Fulda"]

    time.pass_s(FRESH_FOR_S)
    fake.faults["germany"] = Fault(body=body.ljust(12_000_001))
    with pytest.raises(ProviderError, match="more than 12000000 bytes"):
        alerts_at(meteoalarm, time, FULDA)


def test_a_country_is_asked_for_once_however_many_places_it_has(
    meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime
) -> None:
    """Also by the next question, for a while."""
    fetched(meteoalarm, time, FULDA, MUNICH, FULDA, OSLO)
    fetched(meteoalarm, time, MUNICH)

    paths = sorted(request.path for request in fake.requests)
    assert paths == ["/api/v1/warnings/feeds-germany", "/api/v1/warnings/feeds-norway"]

    time.pass_s(300)
    fetched(meteoalarm, time, MUNICH)
    assert len(fake.requests) == 3


def test_a_feed_that_is_kept_says_when_it_was_fetched(
    meteoalarm: MeteoAlarm, time: FakeTime
) -> None:
    """Each question is told how old its warnings are."""
    fetched(meteoalarm, time, FULDA)
    time.pass_s(299)

    (report,) = fetched(meteoalarm, time, MUNICH)

    assert report
    assert report.fetched_at == MONDAY


def test_questions_at_the_same_time_share_a_feed(
    meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime
) -> None:
    """The second joins the first one's request."""
    fake.gate.clear()
    reports: list[Report | None] = []
    first = Thread(target=lambda: reports.extend(fetched(meteoalarm, time, FULDA)))
    second = Thread(target=lambda: reports.extend(fetched(meteoalarm, time, MUNICH)))
    first.start()
    assert fake.arrivals.acquire(timeout=PATIENCE_S)
    second.start()
    fake.gate.set()
    first.join()
    second.join()

    assert len(reports) == 2
    assert len(fake.requests) == 1


def test_questions_at_the_same_moment_share_a_feed(
    meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime
) -> None:
    """Both look for it before either has asked."""
    fulda = replace(FULDA, country_code=Meeting().name("DE"))

    twice_at_once(lambda: fetched(meteoalarm, time, fulda))

    assert len(fake.requests) == 1


def test_a_european_warning_is_told_in_english_where_it_can_be(
    meteoalarm: MeteoAlarm, time: FakeTime
) -> None:
    """In the words of its sender, with the time of issue."""
    zone = ZoneInfo("Europe/Berlin")

    assert alerts_at(meteoalarm, time, FULDA) == (
        Alert(
            event="wind gusts",
            severity="moderate",
            headline="Official WARNING of WIND GUSTS",
            area="Kreis Fulda",
            sender="Deutscher Wetterdienst",
            onset=datetime(2026, 11, 23, 15, 0, tzinfo=zone),
            ends=datetime(2026, 11, 23, 23, 0, tzinfo=zone),
            issued_at=datetime(2026, 11, 23, 9, 0, tzinfo=zone),
        ),
    )


def test_without_english_the_first_language_is_told(
    meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime
) -> None:
    """All blocks of it, since they may be about different things."""
    blocks = [
        meteoalarm_warning(words={"language": language, "event": event})["alert"]["info"][1]
        for language, event in [("fr-BE", "vent"), ("nl-BE", "wind"), ("fr-BE", "neige")]
    ]
    fake.in_countries["germany"] = [meteoalarm_warning(info=blocks)]

    assert {alert.event for alert in alerts_at(meteoalarm, time, FULDA)} == {"vent", "neige"}


def awareness(level: str, kind: str) -> list[dict[str, str]]:
    """Return the parameters of an info block in German."""
    return [
        {"valueName": "awareness_level", "value": f"{level}; gelb"},
        {"valueName": "Awareness_Type", "value": f"{kind} ; Sturm"},
        *({"valueName": name, "value": level + kind} for name in ("color", "old awareness_level")),
    ]


GUSTS = {"event": "gusts"}


@each_row(
    ("blocks", "told"),
    [
        ([{"language": "de", "event": "Böen"}, {"event": "gusts"}], {"gusts"}),
        ([{"event": "Böen"}, {"language": "en-GB", "event": "gusts"}], {"gusts"}),
        ([{"language": "DE", "event": "Böen"}, {"language": "EN", "event": "gusts"}], {"gusts"}),
        ([{"language": "de_AT", "event": "Böen"}, {"language": "en_GB", **GUSTS}], {"gusts"}),
        (
            [
                {"language": "de", "event": "Böen"},
                {"language": "en", "event": "gusts"},
                {"language": "de", "event": "Schnee", "onset": "2026-11-23T18:00:00+01:00"},
            ],
            {"gusts", "Schnee"},
        ),
        (
            [
                {"language": "de", "event": "Böen"},
                {"language": "en", "event": "gusts", "area": [meteoalarm_area("far", "DE217")]},
            ],
            {"Böen", "gusts"},
        ),
        (
            [
                {"language": "de", "event": "Böen"},
                GUSTS | {"area": [meteoalarm_area("", code) for code in ("DE248", "DE217")]},
            ],
            {"Böen", "gusts"},
        ),
        *(
            (
                [{"language": "de", "event": "Böen", name: value}, {"event": "gusts"}],
                {"gusts"} if name == "headline" else {"Böen", "gusts"},
            )
            for name, value in (
                *((each, "2026-11-23T07:00:00+01:00") for each in ("onset", "effective")),
                *(("expires", "2026-11-23T23:30:00+01:00"), ("headline", "Amtliche WARNUNG")),
                *(("parameter", awareness(*each)) for each in (("2", "3"), ("3", "1"))),
            )
        ),
        *(
            ([{"language": "de", "event": "Böen", "parameter": awareness(*each)}, GUSTS], {"gusts"})
            for each in (("2", "1"), (" 2 ", "1"), ("2", " 1"))
        ),
        ([{"language": "de", "event": "Böen", "onset": None}, GUSTS | {"onset": None}], {"gusts"}),
        ([{"language": "en", "event": "gusts", "responseType": ["AllClear"]}], set()),
        ([{"event": "gusts", "responseType": ["Monitor", "AllClear"]}], {"gusts"}),
    ],
)
def test_what_is_not_translated_is_told_as_well(
    blocks: list[dict[str, Any]], told: set[str]
) -> None:
    """A translation has the same times, level, type and areas; no language means English."""
    plain = meteoalarm_warning(words={"area": [meteoalarm_area("Fulda", "DE248")]})
    common = plain["alert"]["info"][1]
    del common["language"]
    warning = meteoalarm_warning(info=[common | block for block in blocks])

    assert {alert.event for alert in alerts_in({"warnings": [warning]})} == told


@pytest.fixture
def ask(meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime) -> AskOf:
    """Give what a place is told of the one warning of its country, for these areas."""

    def ask(place: Place, *areas: dict[str, Any]) -> Alert:
        time.pass_s(FRESH_FOR_S)
        warning = meteoalarm_warning(words={"area": list(areas)})
        fake.in_countries[COUNTRIES[place.country_code]] = [warning]
        (alert,) = alerts_at(meteoalarm, time, place)
        return alert

    return ask


@each_row(
    ("place", "code", "neighbour"),
    [
        (FULDA, "DE248", "DE217"),
        (MILAN, "IT003", "IT005"),
        (replace(MILAN, name="Mediolanum", region="Lombardei"), "IT003", "IT005"),
        (KOBLENZ, "DE277", "DE351"),
        (GRAZ, "AT601", "AT606"),
        (MADRID, "ES219", "ES218"),
        (SAINT_MALO, "FR050", "FR051"),
    ],
)
def test_an_area_s_code_says_whose_warning_it_is(
    ask: AskOf, place: Place, code: str, neighbour: str
) -> None:
    """By where the place lies, whatever the area and the place are called."""
    own = ask(place, meteoalarm_area("Anywhere", code))
    other = ask(place, meteoalarm_area(place.name, neighbour))

    assert (own.area, own.elsewhere_in) == ("Anywhere", "")
    assert (other.area, other.elsewhere_in) == (place.name, place.country)


def test_an_outline_decides_before_codes_and_names(ask: AskOf) -> None:
    """CAP writes the latitude first; what can't be read as an outline or has no size is none."""
    around = "50.0,9.0 51.0,9.0 51.0,10.0 50.0,10.0 50.0,9.0"
    beside = "50.0,9.0 51.0,9.0 50.0,9.5"
    half = "50.0,9.0 51.0,9.0 51.0,10.0 50.0,9.0"
    areas = {
        "in": meteoalarm_area("in", "DE217", polygon=around),
        "in one without a name": meteoalarm_area("", polygon=around),
        "in its box alone": meteoalarm_area("Kreis Fulda", "DE248", polygon=half),
        "out": meteoalarm_area("Kreis Fulda", "DE248", polygon=beside),
        "in one of two": meteoalarm_area("in one of two", polygon=[beside, around]),
        "in the circle": meteoalarm_area("in the circle", polygon=beside, circle="50.6,9.7 9"),
        "out but for a torn one": meteoalarm_area("Kreis Fulda", "DE248", polygon=["x", beside]),
        "in one of three": meteoalarm_area("in one of three", polygon=["x", beside, around]),
        "in the first": meteoalarm_area("in the first", polygon=[around, beside]),
        "in lines": meteoalarm_area("in lines", "DE217", polygon=around.replace(" ", "\r\n ")),
        "far from both": meteoalarm_area("Kreis Fulda", circle=["50.6,9.7 5", "50.6,9.7 5.6"]),
        "near one": meteoalarm_area("near one", circle=["50.6,9.7 five", "50.6,9.7 5", "50,9 99"]),
        "near": meteoalarm_area("near", circle="50.6,9.7 5.7"),
        "far": meteoalarm_area("Kreis Fulda", circle="50.6,9.7 5.6"),
        "near one of two": meteoalarm_area("two", circle=["50.0,9.0 5", "50.6,9.7 5.7"]),
        "to the east": meteoalarm_area("to the east", circle="50.55,10.4 60"),
        "wide": meteoalarm_area("wide", circle="54.0,13.0 446"),
        "beyond": meteoalarm_area("Kreis Fulda", circle="54.0,13.0 443"),
        "torn": meteoalarm_area("torn", "DE248", polygon="50.0,9.0 north,south 1", circle="5"),
        "middle": meteoalarm_area("middle", "DE248", circle="50.0,9.0 0"),
        "inside out": meteoalarm_area("inside out", "DE248", circle="50.0,9.0 -5"),
        "ring": meteoalarm_area("ring", "DE248", circle="50.0,9.0 5 6"),
        "two": meteoalarm_area("two", "DE248", polygon="50.0,9.0 51.0,10.0"),
        "odd": meteoalarm_area("odd", "DE248", polygon="50.0,9.0 51.0,9.0 51.0,10.0 5"),
        "line": meteoalarm_area("Kreis Fulda", "DE248", polygon="50.0,9.0 50.0,9.5 50.0,9.2"),
        "endless": meteoalarm_area("endless", "DE248", polygon="50,9 51,9 nan,10 50,10 50,9"),
        "dot": meteoalarm_area("dot", "DE248", polygon="50.0,9.0 50.0,9.0 50.0,9.0 50.0,9.0"),
    }

    told = {name: ask(FULDA, area).elsewhere_in for name, area in areas.items()}

    out = ("out", "out but for a torn one", "in its box alone", "far", "far from both", "beyond")
    elsewhere = dict.fromkeys((*out, "line"), "Germany")
    assert told == dict.fromkeys(areas, "") | elsewhere


@each_row(
    ("place", "area", "told"),
    [
        (MUNICH, "Stadt München", "Stadt München"),
        (MUNICH, "MÜNCHEN", "MÜNCHEN"),
        (LEIPZIG, "Stadt Leipzig", "Stadt Leipzig"),
        (MILAN, "Lombardia", "Lombardia"),
        (BOLOGNA, "Emilia-Romagna", "Emilia-Romagna"),
        (LONDON, "Grampian | London & South East England | Wales", "London & South East England"),
        (CARDIFF, "North West England|Wales|West Midlands", "Wales"),
        (BELFAST, "Strathclyde; Northern Ireland", "Northern Ireland"),
        (LONDON, "England", "England"),
        (YORK, "Wales | Yorkshire and Humber", "Yorkshire and Humber"),
        (PERTH, "Grampian, Central, Tayside & Fife", "Central, Tayside & Fife"),
        (PERTH, "Grampian | Central, Tayside & Fife", "Central, Tayside & Fife"),
        (EDINBURGH, "SW Scotland, Lothian Borders", "SW Scotland, Lothian Borders"),
        (EDINBURGH, "Wales|SW Scotland, Lothian Borders", "SW Scotland, Lothian Borders"),
        (KIRKWALL, "Grampian | Orkney & Shetland", "Orkney & Shetland"),
        (DULWICH, "London & South East England", "London & South East England"),
        (BRNO, "Zlínský (Zlín, Vsetín), Kraj (Blansko, Brno)", "Kraj (Blansko, Brno)"),
        (BUDWEIS, "Jihočeský", "Jihočeský"),
        (AALESUND, "Moere og Romsdal", "Moere og Romsdal"),
        (MUNICH, "Muenchen", "Muenchen"),
        (LONDON, "united kingdom", "united kingdom"),
        (GENEVA, "Canton of Geneva", "Canton of Geneva"),
        (HAMM_IN_HAMBURG, "Freie und Hansestadt Hamburg", "Freie und Hansestadt Hamburg"),
        (RIJEKA, f"{', '.join(f'Far {n} region' for n in range(500))}, Rijeka region", None),
    ],
)
def test_without_codes_the_name_of_a_place_or_its_region_counts(
    ask: AskOf, place: Place, area: str, told: str | None
) -> None:
    """In its own language, without words of administration, as one of a list however long."""
    alert = ask(place, meteoalarm_area(area))

    assert (alert.area, alert.elsewhere_in) == (told or "Rijeka region", "")


@each_row(
    ("place", "area"),
    [
        (LONDON, "South West England"),
        (LONDON, "Londonderry"),
        (LONDON, "Lond"),
        (YORK, "Yorkshire"),
        (YORK, "North East England"),
        (PERTH, "SW Scotland, Lothian Borders"),
        (DULWICH, "East of England"),
        (BRNO, "Zlínský kraj (Brno-Vinohrady, Zlín)"),
        (FREIBERG, "Kreis Breisgau-Hochschwarzwald und Stadt Freiburg"),
        (FREIBERG, "Freiburg"),
        (LEIPZIG, "Kreis Leipzig"),
        (KOBLENZ, "Kreis Mayen-Koblenz"),
        (VENICE, "Friuli Venezia Giulia"),
        (BERGEN, "Bergen auf Rügen"),
        (HAMM_IN_HAMBURG, "Stadt Hamm"),
        (HAMM_IN_HAMBURG, "Hamm"),
        (PECS, "Somogy"),
        (replace(RIJEKA, name="Grad"), "Općina"),
        (LONDON, ""),
    ],
)
def test_any_other_warning_is_elsewhere_in_the_country(ask: AskOf, place: Place, area: str) -> None:
    """A name that contains the place's, or is a by-name of it and a larger place's, is not its."""
    alert = ask(place, meteoalarm_area(area))

    assert (alert.area, alert.elsewhere_in) == (area, place.country)


def test_own_warnings_come_first_and_those_elsewhere_together(
    meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime
) -> None:
    """These are one for each event and severity, from the first onset to the last end."""
    later = {
        "onset": "2026-11-23T20:00:00+01:00",
        "expires": "2026-11-24T06:00:00+01:00",
        "headline": "Another one",
    }
    over = {"onset": "2026-11-23T08:00:00+01:00", "expires": "2026-11-23T11:59:00+01:00"}
    fake.in_countries["germany"] = [
        meteoalarm_warning(1, ("Kreis Borken",)),
        meteoalarm_warning(
            2, ("Kreis Kleve", "Kreis Borken"), words=later, sent="2026-11-23T10:30:00+01:00"
        ),
        meteoalarm_warning(3, ("Kreis Wesel",), "4; red; Extreme", words={"event": "fog"}),
        meteoalarm_warning(4, ("Stadt München",)),
        meteoalarm_warning(5, ("Bayern",), "3; orange; Severe", words={"event": "ice"}),
        meteoalarm_warning(6, ("Stadt München",)),
        meteoalarm_warning(7, ("Kreis Wesel",), "3; orange; Severe"),
        meteoalarm_warning(8, ("Kreis Soest",), words=over),
    ]

    ice, own, red, orange, others = alerts_at(meteoalarm, time, MUNICH)

    assert (ice.event, ice.area, ice.elsewhere_in) == ("ice", "Bayern", "")
    assert (own.area, own.elsewhere_in) == ("Stadt München", "")
    assert (red.event, red.severity) == ("fog", "extreme")
    assert (red.area, red.elsewhere_in) == ("Kreis Wesel", "Germany")
    assert (orange.event, orange.severity, orange.area) == ("wind gusts", "severe", "Kreis Wesel")
    assert (others.area, others.elsewhere_in) == ("Kreis Borken, Kreis Kleve", "Germany")
    assert (others.headline, others.sender) == ("", "Deutscher Wetterdienst")
    assert others.onset
    assert others.ends
    assert others.ends - others.onset == timedelta(hours=15)
    assert others.issued_at
    assert f"{others.issued_at:%H:%M}" == "10:30"  # the newest issue


@each_row(
    ("name", "told"), [("onset", None), ("ends", None), ("issued_at", MONDAY), ("headline", "")]
)
def test_what_one_of_the_warnings_elsewhere_leaves_out_is_unknown_of_all(
    name: str, told: object
) -> None:
    """But for the time of issue, which is that of the newest."""
    known = Alert("gale", "severe", "Gale!", onset=MONDAY, ends=MONDAY + DAY, issued_at=MONDAY)
    later = {"onset": MONDAY + DAY / 3, "ends": MONDAY + DAY / 2, "issued_at": MONDAY - DAY}
    other = replace(known, sender="2", **(later | {name: "" if name == "headline" else None}))
    regions = [(Region((Named(area),)),) for area in ("Kreis Borken", "Kreis Kleve")]
    spot = Spot(FULDA.longitude, FULDA.latitude, frozenset(), frozenset)

    for both in ((known, other), (other, known)):
        (merged,) = alerts_for(map(AreaWarning, both, regions), FULDA, spot, MONDAY)

        assert merged == replace(
            known,
            sender=both[0].sender,
            **{name: told},
            area="Kreis Borken, Kreis Kleve",
            elsewhere_in="Germany",
        )


DAY = timedelta(days=1)


def test_many_areas_are_cut_between_two_of_them(
    meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime
) -> None:
    """With a sign that there are more."""
    names = tuple(f"Kreis Number {number}" for number in range(40))
    fake.in_countries["germany"] = [meteoalarm_warning(1, (" | ".join(names),))]

    (alert,) = alerts_at(meteoalarm, time, FULDA)

    *told, sign = alert.area.split(", ")
    assert len(alert.area) <= 200
    assert sign == "…"
    assert tuple(told) == names[: len(told)]
    assert len(told) > 8


def test_a_country_full_of_warnings_hides_none_of_the_place_s_own(
    meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime
) -> None:
    """They come before all others."""
    fake.in_countries["germany"] = [
        *(
            meteoalarm_warning(n, (f"Kreis {n}",), "4; red; Extreme", words={"event": f"event {n}"})
            for n in range(50)
        ),
        *(meteoalarm_warning(100 + n, words={"event": f"own {n}"}) for n in range(30)),
    ]

    alerts = alerts_at(meteoalarm, time, FULDA)

    assert len(alerts) == 80
    assert {alert.area for alert in alerts[:30]} == {"Kreis Fulda"}


@each_row(
    ("words", "changes", "is_told"),
    [
        ({}, {"sent": "2026-11-22T09:00:00Z"}, True),
        ({"onset": "2025-06-22T00:00:00Z"}, {"sent": "2025-06-21T12:00:00Z"}, False),
        ({"onset": "2026-11-25T00:00:00Z"}, {"sent": "2026-11-20T12:00:00Z"}, True),
        ({"onset": "2026-11-21T11:00:00Z"}, {"sent": "2026-11-21T09:00:00Z"}, False),
        ({"onset": "2026-11-21T11:00:01Z"}, {"sent": "2026-11-21T09:00:00Z"}, True),
        ({"onset": "2026-11-21T09:00:00Z"}, {"sent": "2026-11-21T11:00:01Z"}, True),
        ({"onset": None, "effective": None}, {"sent": None}, True),
    ],
)
def test_a_european_warning_without_an_end_holds_for_two_days(
    words: dict[str, Any], changes: dict[str, Any], *, is_told: bool
) -> None:
    """From its issue or its beginning; the feeds keep what is long over."""
    warning = meteoalarm_warning(words={"expires": None, **words}, **changes)

    assert bool(alerts_in({"warnings": [warning]})) is is_told


@each_row(
    ("level", "stated", "severity"),
    [
        ("1; green; Minor", "Severe", None),
        ("2; yellow; Moderate", "Minor", "moderate"),
        ("3; orange; Severe", "Moderate", "severe"),
        ("4; red; Extreme", None, "extreme"),
        ("2", None, "moderate"),
        ("3", None, "severe"),
        ("4", None, "extreme"),
        ("yellow", "Extreme", "moderate"),
        ("red", "Minor", "extreme"),
        ("", "Severe", "severe"),
        ("3;orange;Severe", None, "severe"),
        ("0 ; orange ; Severe", None, "severe"),
        ("5; violet", "Extreme", "extreme"),
        ("", "Minor", None),
        ("", None, "unknown"),
        (" GREEN ", "Severe", None),
        ("Orange", "Minor", "severe"),
        ("3; yellow", None, "severe"),
        (1, "Severe", None),
        (3, None, "severe"),
    ],
)
def test_the_awareness_level_says_how_severe_a_warning_is(
    level: str | int, stated: str | None, severity: str | None
) -> None:
    """Where there is none, its severity does; the lowest level warns of nothing."""
    names = ("old awareness_level", "awareness_level_before")
    others = [{"valueName": name, "value": "4; red"} for name in names]
    parameters = [*others, {"valueName": " Awareness_Level\n", "value": level}]
    warning = meteoalarm_warning(words={"severity": stated, "parameter": parameters})

    alerts = alerts_in({"warnings": [warning]})

    assert [alert.severity for alert in alerts] == ([severity] if severity else [])


@each_row(
    ("event", "stated", "severity"),
    [
        ("Green warning for thunderstorm", "Moderate", None),
        ("Yellow Wind Warning", "Minor", "moderate"),
        ("Greenhouse gales", "Moderate", "moderate"),
        ("Warning of a red tide", "Moderate", "moderate"),
        ("Toxic red tide", "Moderate", "moderate"),
        ("Evergreen green fire", "Severe", "severe"),
        ("Red", "Minor", "extreme"),
        ("", "Severe", "severe"),
    ],
)
def test_without_a_level_the_colour_of_the_event_says_how_severe_a_warning_is(
    event: str, stated: str, severity: str | None
) -> None:
    """Where it begins with one."""
    words = {"event": event, "severity": stated, "parameter": awareness("4", "1")}
    (red,) = alerts_in({"warnings": [meteoalarm_warning(words=words)]})
    assert red.severity == "extreme"

    unknown = {"valueName": "awareness_level", "value": "5; violet"}
    for parameters in ([], [unknown]):
        words = {"event": event, "severity": stated, "parameter": parameters}

        alerts = alerts_in({"warnings": [meteoalarm_warning(words=words)]})

        assert [alert.severity for alert in alerts] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("codes", "name", "is_here"),
    [
        (("DE111", "DE999"), "Fulda", True),
        (("DE999", "DE111"), "Fulda", True),
        (("DE111",), "Fulda", False),
        (("DE248", "DE999"), "Anywhere", True),
    ],
)
def test_codes_that_nobody_knows_leave_it_to_the_name_of_an_area(
    codes: tuple[str, ...], name: str, *, is_here: bool
) -> None:
    """One of them may be this place's; a warning too many is better than none."""
    known = {code: frozenset({code}) for code in ("DE111", "DE248")}
    spot = Spot(FULDA.longitude, FULDA.latitude, known["DE248"], lambda: frozenset({"fulda"}))
    warning = meteoalarm_warning(words={"area": [meteoalarm_area(name, *codes)]})

    (alert,) = alerts_for(warnings_from({"warnings": [warning]}, known), FULDA, spot, MONDAY)

    assert (alert.elsewhere_in == "") is is_here


@each_row(
    ("feed", "said"),
    [
        (json.loads(UNREADABLE), "MeteoAlarm answered with warnings that can't be read"),
        ({"warnings": None}, "MeteoAlarm answered without a list of warnings"),
        (None, "MeteoAlarm answered without a list of warnings"),
    ],
)
def test_a_feed_that_can_t_be_read_is_told_in_words(feed: Any, said: str) -> None:
    """One that has no warnings can be read."""
    with pytest.raises(ProviderError) as caught:
        warnings_from(feed, {})

    assert str(caught.value) == said
    assert warnings_from({"warnings": []}, {}) == ()


@each_row("unreadable", [{"cap": "1.3"}, {"alert": None}, {"alert": "a"}, "entry", None])
def test_an_entry_that_can_t_be_read_hides_no_other(unreadable: object) -> None:
    """Wherever in its feed it stands."""
    warning = meteoalarm_warning()
    told = warnings_from({"warnings": [warning]}, {})

    assert len(told) == 1
    for entries in ([unreadable, warning], [warning, unreadable]):
        assert warnings_from({"warnings": entries}, {}) == told


def test_all_areas_of_a_warning_that_hold_a_place_are_told() -> None:
    """And no others."""
    warning = meteoalarm_warning(1, ("Kreis Borken", "Kreis Fulda", "Stadt Fulda", "Fulda"))

    (alert,) = alerts_in({"warnings": [warning]})

    assert alert.area == "Kreis Fulda, Stadt Fulda, Fulda"


def test_a_single_block_or_area_needs_no_list() -> None:
    """It is read as a list of one."""
    listed = meteoalarm_warning(words={"area": [meteoalarm_area("Fulda", "DE248")]})
    block = listed["alert"]["info"][1]
    single = meteoalarm_warning(info=block | {"area": block["area"][0]})

    assert alerts_in({"warnings": [single]}) == alerts_in({"warnings": [listed]})


def test_a_list_of_parts_of_which_one_is_unknown_is_left_to_their_names() -> None:
    """The codes of the others alone would leave it out."""
    known = {"fulda": frozenset({"DE248"})}
    spot = Spot(7.0, 51.0, frozenset({"DE999"}), lambda: frozenset({"borken"}))
    listed = [meteoalarm_area(f"Kreise (Fulda, {other})") for other in ("Borken", "Fulda")]
    feed = {"warnings": [meteoalarm_warning(words={"area": [area]}) for area in listed]}

    own, other = alerts_for(warnings_from(feed, known), FULDA, spot, MONDAY)

    assert (own.area, own.elsewhere_in) == ("Kreise (Fulda, Borken)", "")
    assert (other.area, other.elsewhere_in) == ("Kreise (Fulda, Fulda)", "Germany")
    nameless = alerts_for(warnings_from(feed, known), replace(FULDA, country=""), spot, MONDAY)
    assert [alert.elsewhere_in for alert in nameless] == ["", "DE"]
    in_no_area = replace(spot, codes=frozenset(), names=lambda: frozenset({"fulda"}))
    told = alerts_for(warnings_from(feed, known), FULDA, in_no_area, MONDAY)
    assert [alert.elsewhere_in for alert in told] == [""]


def test_what_is_over_updated_or_cancelled_is_not_told(
    meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime
) -> None:
    """References are text here; what ends while a feed is kept is left out as well."""
    sender, sent = "opendata@dwd.example", "2026-11-23T09:00:00+01:00"

    def reference(*numbers: int) -> str:
        return " ".join(f"{sender},2.49.0.0.276.0.DWD.{number},{sent}" for number in numbers)

    fake.in_countries["germany"] = [
        meteoalarm_warning(1, words={"event": "old"}),
        meteoalarm_warning(2, words={"event": "over"}),
        meteoalarm_warning(3, words={"event": "new"}, msgType="Update", references=reference(1)),
        meteoalarm_warning(4, msgType="Cancel", references=reference(9, 2)),
        meteoalarm_warning(5, words={"event": "past", "expires": "2026-11-23T10:00:00Z"}),
        meteoalarm_warning(6, words={"event": "soon over", "expires": "2026-11-23T11:01:00Z"}),
        meteoalarm_warning(7, status="Exercise"),
        meteoalarm_warning(8, words={"event": "calmed"}),
        meteoalarm_warning(9, level="1; green", msgType="Update", references=reference(8)),
    ]

    now = {alert.event for alert in alerts_at(meteoalarm, time, FULDA)}
    time.pass_s(60)
    later = {alert.event for alert in alerts_at(meteoalarm, time, FULDA)}

    assert (now, later) == ({"new", "soon over"}, {"new"})
    assert len(fake.requests) == 1


@pytest.mark.parametrize(
    ("place", "area", "neighbour", "warner"),
    [
        (ANDORRA, ("Andorre", "FR001"), ("Andorra", "FR002"), "France"),
        (MARIEHAMN, ("Anywhere", "FI043"), ("Åland", "FI001"), "Finland"),
        (VADUZ, ("Liechtenstein",), ("Werdenberg",), "Switzerland"),
    ],
)
def test_a_small_country_is_warned_by_its_neighbour_s_service(
    ask: AskOf, place: Place, area: tuple[str, ...], neighbour: tuple[str, ...], warner: str
) -> None:
    """In whose feed it has an area; what holds elsewhere does so in the neighbour's country."""
    own, other = (ask(place, meteoalarm_area(*each)) for each in (area, neighbour))

    assert (own.area, own.elsewhere_in) == (area[0], "")
    assert (other.area, other.elsewhere_in) == (neighbour[0], warner)


CODES = [one + other for one, other in product(ascii_uppercase, repeat=2)]
FEEDS = """\
AT austria BA bosnia-herzegovina BE belgium BG bulgaria CH switzerland CY cyprus CZ czechia
DE germany DK denmark EE estonia ES spain FI finland FR france GB united-kingdom GR greece
HR croatia HU hungary IE ireland IL israel IS iceland IT italy LT lithuania LU luxembourg
LV latvia MD moldova ME montenegro MK republic-of-north-macedonia MT malta NL netherlands
NO norway PL poland PT portugal RO romania RS serbia SE sweden SI slovenia SK slovakia
UA ukraine AD france AX finland LI switzerland MC france VA italy
"""


def test_thirty_eight_countries_have_a_feed_and_warn_five_others(
    meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime
) -> None:
    """By their ISO codes."""
    feeds = dict(zip(FEEDS.split()[::2], FEEDS.split()[1::2], strict=True))

    for feed in feeds.values():
        elsewhere = meteoalarm_area(feed, polygon="0,0 0,1 1,1")
        fake.in_countries[feed] = [meteoalarm_warning(words={"area": [elsewhere]})]

    covered = [code for code in CODES if meteoalarm.covers(replace(OSLO, country_code=code))]
    places = [replace(OSLO, country_code=code) for code in covered]
    reports = meteoalarm.fetch(kinds.ALERTS, places, Span(), time.clock.deadline(10))

    told = [(report.place, report.records[0]) for report in reports if report]
    assert {place.country_code: alert.area for place, alert in told} == feeds
    assert [place for place, _ in told] == places
    neighbours = {"AD": "France", "AX": "Finland", "LI": "Switzerland", "MC": "France"}
    neighbours["VA"] = "Italy"
    for place, alert in told:
        assert alert.elsewhere_in == neighbours.get(place.country_code, "Norway")
    asked = [request.path.partition("feeds-")[2] for request in fake.requests]
    assert sorted(asked) == sorted(set(feeds.values()))


def test_a_place_in_no_country_with_a_feed_costs_no_other_place(
    meteoalarm: MeteoAlarm, time: FakeTime
) -> None:
    """Nor a request."""
    warned, unknown = fetched(meteoalarm, time, FULDA, TOKYO)

    assert warned
    assert (warned.place, unknown) == (FULDA, None)


def test_the_services_of_north_america_warn_their_own_countries(nws: Nws, msc: Msc) -> None:
    """The territories of the US have codes of their own."""
    for provider, codes in ((nws, {"US", "AS", "GU", "MP", "PR", "VI"}), (msc, {"CA"})):
        places = [replace(SALIDA, country_code=code) for code in CODES]
        assert {place.country_code for place in places if provider.covers(place)} == codes


# Whatever stands in a feed

odd = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False),
        st.text(st.characters(), max_size=20),
        st.sampled_from(["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "2026-11-24", "en"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=5,
)


@st.composite
def spoilt(draw: st.DrawFn, whole: Any) -> Any:
    """Return JSON in which parts have been replaced by something else, or are missing."""
    if draw(st.integers(0, 7)) == 0:
        return draw(odd)
    if isinstance(whole, dict):
        kept = draw(st.permutations([key for key in whole if draw(st.integers(0, 7))]))
        return {key: draw(spoilt(whole[key])) for key in kept}
    if isinstance(whole, list):
        return [draw(spoilt(item)) for item in whole]
    return whole


@given(data=st.data())
def test_whatever_stands_in_a_us_answer_can_be_read(
    served: tuple[FakeAlerts, str, Fetcher], data: st.DataObject
) -> None:
    """Any field, any type, any order: there is a report or a provider's error."""
    fake, url, fetcher = served
    whole = {"features": [{"properties": nws_warning(1)}, {"properties": nws_warning(2)}]}
    fake.faults[POINT] = Fault(body=json.dumps(data.draw(spoilt(whole))))
    time = FakeTime()
    provider = Nws(fetcher, time.clock, base_url=url, contact="me@bot.example")

    try:
        alerts = alerts_at(provider, time, SALIDA)
    except ProviderError:
        alerts = ()
    finally:
        provider.close()

    assert all(alert.event for alert in alerts)


@given(data=st.data())
def test_whatever_stands_in_a_feed_can_be_read(data: st.DataObject) -> None:
    """Any field, any type, any order: there are alerts or a provider's error."""
    area = meteoalarm_area("a | b", "DE248", polygon="1,2 3,4 5,6", circle="1,2 3")
    warning = meteoalarm_warning(1, words={"area": [area]})
    whole = {"warnings": [warning, meteoalarm_warning(2)]}
    payload = data.draw(spoilt(whole))

    try:
        alerts = alerts_in(payload)
    except ProviderError:
        alerts = ()

    assert all(alert.event for alert in alerts)
