"""What every provider of official warnings must do, and what each makes of its service's words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fakes import kinds
from fakes.alerts import FakeAlerts, meteoalarm_warning, nws_warning
from fakes.clock import MONDAY, FakeTime
from fakes.msc import msc_warning
from fakes.plugins import classes_in
from fakes.weather import HTML, OVERLOADED, TORN, Fault
from hypothesis import given
from hypothesis import strategies as st

from bot import providers
from bot.errors import DeadlineError, ProviderError
from bot.fetching import Fetcher
from bot.kinds.alerts import Alert
from bot.places.gazetteer import Gazetteer
from bot.providers import WeatherProvider
from bot.providers.meteoalarm import FRESH_FOR_S, MeteoAlarm
from bot.providers.meteoalarm.areas import alerts_for, warnings_from
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
POINT = "38.5347,-105.9989"


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
    fake.requests.clear()
    fake.most_at_once = 0
    fake.gate.set()
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
    provider = MeteoAlarm(served[2], time.clock, base_url=served[1], names_of=gazetteer.names_of)
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


def fetched(provider: WeatherProvider, time: FakeTime, *places: Place) -> list[Report | None]:
    """Return what a provider reports on places."""
    return provider.fetch(kinds.ALERTS, places, Span(), time.clock.deadline(5))


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


@pytest.mark.parametrize(
    "fault",
    [OVERLOADED, HTML, TORN, *(Fault(body=body) for body in ("[]", "null", "{}", '"no"'))],
)
def test_a_place_that_can_t_be_read_concerns_itself_alone(
    case: Case, fake: FakeAlerts, time: FakeTime, fault: Fault
) -> None:
    """The other is answered; a failure is never taken for "no warning"."""
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


def test_a_service_that_was_down_is_asked_again(
    case: Case, fake: FakeAlerts, time: FakeTime
) -> None:
    """A failure is not kept."""
    fake.faults[case.keys[0]] = OVERLOADED
    with pytest.raises(ProviderError):
        fetched(case.provider, time, case.places[0])
    fake.faults.clear()

    assert alerts_at(case.provider, time, case.places[0])


def test_a_deadline_that_is_over_is_said(case: Case, fake: FakeAlerts, time: FakeTime) -> None:
    """Before anything is fetched."""
    deadline = time.clock.deadline(1)
    time.pass_s(2)

    with pytest.raises(DeadlineError):
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


# The US service


def test_a_point_is_asked_for_as_the_service_wants_it(
    nws: Nws, fake: FakeAlerts, time: FakeTime
) -> None:
    """Four decimals, no zeros at the end, and a User-Agent that says who asks."""
    fetched(nws, time, SALIDA, DENVER, SAN_JUAN)

    points = {request.params["point"] for request in fake.requests}
    assert points == {POINT, "39.74,-104.98", "18.4663,-66.1057"}
    for request in fake.requests:
        assert request.params["status"] == "actual"
        assert request.headers["user-agent"] == "slack-weather-bot (me@bot.example)"
        assert request.headers["accept"] == "application/geo+json"


def test_points_are_asked_for_at_the_same_time_but_not_too_many(
    nws: Nws, fake: FakeAlerts, time: FakeTime
) -> None:
    """Four at once, and each point once."""
    places = [replace(DENVER, latitude=30 + number / 10) for number in range(12)]
    fake.gate.clear()
    reports: list[Report | None] = []
    asking = Thread(target=lambda: reports.extend(fetched(nws, time, *places, *places)))
    asking.start()
    for _ in range(4):
        assert fake.arrivals.acquire(timeout=5)
    fake.gate.set()
    asking.join()

    assert fake.most_at_once == 4
    assert len(fake.requests) == 12
    assert [report and report.place for report in reports] == [*places, *places]


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
    """Tests are not told at all, and one that refers to itself stays."""

    def reference(number: int) -> dict[str, Any]:
        return {"references": [{"identifier": nws_warning(number)["id"]}]}

    fake.at_points[POINT] = [
        nws_warning(1, event="Old"),
        nws_warning(2, event="New", messageType="Update", **reference(1)),
        nws_warning(3, event="Over"),
        nws_warning(4, event="End", messageType="Cancel", **reference(3)),
        nws_warning(5, event="Trial", status="Test", **reference(2)),
        nws_warning(6, event="Itself", messageType="Update", **reference(6)),
    ]

    assert [alert.event for alert in alerts_at(nws, time, SALIDA)] == ["New", "Itself"]


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
        nws_warning(10, event="past", ends=None, expires="2026-11-23T10:59:00Z"),
    ]

    assert "".join(alert.event for alert in alerts_at(nws, time, SALIDA)) == "abcdefg"


def test_what_a_warning_leaves_out_is_unknown(nws: Nws, fake: FakeAlerts, time: FakeTime) -> None:
    """It is a warning all the same."""
    fake.at_points[POINT] = [{"status": "Actual", "areaDesc": "Yuma"}, {"headline": "Beware"}]

    assert set(alerts_at(nws, time, SALIDA)) == {
        Alert("weather warning", "unknown", area="Yuma"),
        Alert("Beware", "unknown", headline="Beware"),
    }


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("2026-11-23T12:00:00Z", 12),
        ("2026-11-23T12:00:00", 12),
        ("2026-11-23T12:00:00+02:00", 10),
        ("noon", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("0001-01-01T00:00:00+12:00", None),
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


def test_endless_texts_and_lists_are_cut(nws: Nws, fake: FakeAlerts, time: FakeTime) -> None:
    """And are on one line, without signs that can't be seen."""
    flood = [nws_warning(number, event=f"{number}") for number in range(100)]
    long = nws_warning(
        200, severity="Extreme", event="x" * 9_999, areaDesc="a\n\u202eb\x00 c" * 999
    )
    fake.at_points[POINT] = [*flood, long]

    first, *others = alerts_at(nws, time, SALIDA)

    assert len(others) == 19
    assert (len(first.event), len(first.area)) == (100, 200)
    assert first.area.startswith("a b ca b c")
    assert first.area.endswith("…")


# MeteoAlarm


def test_a_country_is_asked_for_once_however_many_places_it_has(
    meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime
) -> None:
    """Also by the next question, for a while."""
    fetched(meteoalarm, time, FULDA, MUNICH, FULDA, OSLO)
    fetched(meteoalarm, time, MUNICH)

    paths = sorted(request.path for request in fake.requests)
    assert paths == ["/api/v1/warnings/feeds-germany", "/api/v1/warnings/feeds-norway"]

    time.pass_s(FRESH_FOR_S)
    fetched(meteoalarm, time, MUNICH)
    assert len(fake.requests) == 3


def test_questions_at_the_same_time_share_a_feed(
    meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime
) -> None:
    """The second joins the first one's request."""
    fake.gate.clear()
    reports: list[Report | None] = []
    first = Thread(target=lambda: reports.extend(fetched(meteoalarm, time, FULDA)))
    second = Thread(target=lambda: reports.extend(fetched(meteoalarm, time, MUNICH)))
    first.start()
    assert fake.arrivals.acquire(timeout=5)
    second.start()
    fake.gate.set()
    first.join()
    second.join()

    assert len(reports) == 2
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


@pytest.mark.parametrize(
    ("place", "area"),
    [
        (MUNICH, "Stadt München"),
        (MUNICH, "MÜNCHEN"),
        (Place("Vienna", 48.20849, 16.37208, "Europe/Vienna", "DE"), "Vienna Innere Stadt"),
        (LONDON, "London & South East England"),
        (LONDON, "England"),
        (LONDON, "united kingdom"),
        (Place("Paris", 48.9, 2.3, "Europe/Paris", "FR", "France"), "Paris"),
    ],
)
def test_a_warning_for_a_region_of_the_place_s_name_is_the_place_s(place: Place, area: str) -> None:
    """In the language of the country too; its region and country count as a whole."""
    warnings = warnings_from({"warnings": [meteoalarm_warning(1, ("Elsewhere", area))]})

    (alert,) = alerts_for(warnings, place, {"munchen"}, MONDAY)

    assert alert.area == area


@pytest.mark.parametrize("area", ["South West England", "Londonderry", "New", "", "Lond"])
def test_any_other_warning_is_somewhere_in_the_country(area: str) -> None:
    """Which says so, with the name of the region."""
    warnings = warnings_from({"warnings": [meteoalarm_warning(1, (area,))]})

    (alert,) = alerts_for(warnings, LONDON, {"lon"}, MONDAY)

    assert alert.area == f"somewhere in United Kingdom: {area}".removesuffix(": ")


def test_warnings_elsewhere_are_told_together(
    meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime
) -> None:
    """One for each event and severity, from the first onset to the last end."""
    later = {
        "onset": "2026-11-23T20:00:00+01:00",
        "expires": "2026-11-24T06:00:00+01:00",
        "headline": "Another one",
    }
    fake.in_countries["germany"] = [
        meteoalarm_warning(1, ("Kreis Borken",)),
        meteoalarm_warning(2, ("Kreis Kleve", "Kreis Borken"), words=later),
        meteoalarm_warning(3, ("Kreis Wesel",), "4; red; Extreme", words={"event": "fog"}),
        meteoalarm_warning(4, ("Stadt München",)),
    ]

    red, own, others = alerts_at(meteoalarm, time, MUNICH)

    assert (red.event, red.severity) == ("fog", "extreme")
    assert red.area == "somewhere in Germany: Kreis Wesel"
    assert own.area == "Stadt München"
    assert others.area == "somewhere in Germany: Kreis Borken, Kreis Kleve"
    assert (others.headline, others.sender) == ("", "Deutscher Wetterdienst")
    assert others.onset
    assert others.ends
    assert others.ends - others.onset == timedelta(hours=15)


def test_a_country_full_of_warnings_leaves_room_for_the_place_s_own(
    meteoalarm: MeteoAlarm, fake: FakeAlerts, time: FakeTime
) -> None:
    """Of those elsewhere the five most severe kinds are told."""
    fake.in_countries["germany"] = [
        *(
            meteoalarm_warning(n, (f"Kreis {n}",), "4; red; Extreme", words={"event": f"event {n}"})
            for n in range(50)
        ),
        meteoalarm_warning(99),
    ]

    alerts = alerts_at(meteoalarm, time, FULDA)

    assert len(alerts) == 6
    assert [alert.area for alert in alerts if alert.severity == "moderate"] == ["Kreis Fulda"]


@pytest.mark.parametrize(
    ("level", "stated", "severity"),
    [
        ("1; green; Minor", "Severe", None),
        ("2; yellow; Moderate", "Minor", "moderate"),
        ("3; orange; Severe", "Moderate", "severe"),
        ("4; red; Extreme", None, "extreme"),
        ("4", None, "extreme"),
        ("", "Severe", "severe"),
        ("5; violet", "Extreme", "extreme"),
        ("", "Minor", None),
        ("", None, "unknown"),
    ],
)
def test_the_awareness_level_says_how_severe_a_warning_is(
    level: str, stated: str | None, severity: str | None
) -> None:
    """Where there is none, its severity does; the lowest level warns of nothing."""
    warning = meteoalarm_warning(1, level=level, words={"severity": stated})

    alerts = alerts_for(warnings_from({"warnings": [warning]}), FULDA, (), MONDAY)

    assert [alert.severity for alert in alerts] == ([severity] if severity else [])


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
    ]

    now = {alert.event for alert in alerts_at(meteoalarm, time, FULDA)}
    time.pass_s(60)
    later = {alert.event for alert in alerts_at(meteoalarm, time, FULDA)}

    assert (now, later) == ({"new", "soon over"}, {"new"})
    assert len(fake.requests) == 1


def test_thirty_eight_countries_have_a_feed(meteoalarm: MeteoAlarm) -> None:
    """By their ISO codes."""
    letters = [chr(letter) for letter in range(ord("A"), ord("Z") + 1)]
    codes = [one + other for one in letters for other in letters]

    covered = [code for code in codes if meteoalarm.covers(replace(OSLO, country_code=code))]

    assert len(covered) == 38
    assert {"GB", "GR", "CZ", "MK", "IL"} <= set(covered)


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
    whole = {"warnings": [meteoalarm_warning(1, ("a", "b")), meteoalarm_warning(2)]}
    payload = data.draw(spoilt(whole))

    try:
        alerts = alerts_for(warnings_from(payload), FULDA, (), MONDAY)
    except ProviderError:
        alerts = ()

    assert all(alert.event and alert.area for alert in alerts)
