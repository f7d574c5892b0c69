"""Official warnings for several countries in one turn: from the feeds to what the model reads."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from typing import Any

import pytest
from fakes.alerts import FakeAlerts, meteoalarm_warning, nws_warning
from fakes.clock import MONDAY, FakeTime
from fakes.weather import OVERLOADED, FakeWeather, hosts_at

from bot.answering.batch import BatchResolver
from bot.fetching import Fetcher
from bot.fetching.open_meteo import OpenMeteoClient
from bot.messages import Asker, ToolCall
from bot.places import Places
from bot.places.gazetteer import Gazetteer
from bot.providers.meteoalarm import MeteoAlarm
from bot.providers.nws import Nws
from bot.providers.open_meteo import OpenMeteo
from bot.tools.alerts import Alerts
from bot.weather import Weather
from bot.weather.failover import Failover

Ask = Callable[[Sequence[str]], list[dict[str, Any]]]


@pytest.fixture
def feeds() -> FakeAlerts:
    """Give the feeds: a warning in Denver, one in Munich, and Norway's is down."""
    return FakeAlerts(
        at_points={"39.7392,-104.9847": [nws_warning()]},
        in_countries={"germany": [meteoalarm_warning(1, ("Stadt München",))]},
        faults={"norway": OVERLOADED},
    )


@pytest.fixture
def ask(feeds: FakeAlerts) -> Iterator[Ask]:
    """Give what resolves one call for each place in one batch."""
    time, forecasts = FakeTime(), FakeWeather(now=lambda: MONDAY)
    with ExitStack() as at_end:
        url = at_end.enter_context(forecasts.serve())
        feeds_url = at_end.enter_context(feeds.serve())
        fetcher = at_end.enter_context(closing(Fetcher()))
        gazetteer = at_end.enter_context(closing(Gazetteer()))
        places = at_end.enter_context(closing(Places(gazetteer, None, time.clock)))
        nws = at_end.enter_context(
            closing(Nws(fetcher, time.clock, base_url=feeds_url, contact="me@bot.example"))
        )
        meteoalarm = at_end.enter_context(
            closing(MeteoAlarm(fetcher, time.clock, base_url=feeds_url, gazetteer=gazetteer))
        )
        live = OpenMeteo(OpenMeteoClient(fetcher, time.clock), time.clock, hosts=hosts_at(url))
        providers = Failover([live, nws, meteoalarm], time.clock)
        weather = at_end.enter_context(closing(Weather(places, providers, time.clock)))
        batch = BatchResolver([Alerts()], weather)

        def ask(names: Sequence[str]) -> list[dict[str, Any]]:
            calls = [ToolCall(name, "get_alerts", json.dumps({"place": name})) for name in names]
            result = batch.resolve(
                calls,
                Asker(asked_at=MONDAY),
                time.clock.deadline(10),
                on_places=lambda _: None,
                limit=64,
                count=lambda *_: None,
            )
            return [json.loads(item.content) for item in result.results]

        yield ask


def test_every_country_is_answered_by_its_own_service(ask: Ask, feeds: FakeAlerts) -> None:
    """A warning, none, no feed and a feed that is down, side by side; one request each."""
    denver, munich, berlin, tokyo, oslo = ask(["Denver", "Munich", "Berlin", "Tokyo", "Oslo"])

    assert denver["alerts"][0]["event"] == "Flash Flood Warning"
    assert denver["source"] == "US National Weather Service"
    assert munich["alerts"][0]["area"] == "Stadt München"
    assert munich["alerts"][0]["until"] == "Mon 2026-11-23 23:00"
    assert munich["source"] == "EUMETNET - MeteoAlarm"
    assert berlin["alerts"] == []
    assert (berlin["elsewhere"]["country"], berlin["elsewhere"]["count"]) == ("Germany", 1)
    assert berlin["elsewhere"]["alerts"][0]["area"] == "Stadt München"
    assert [place["official"] for place in (berlin, tokyo, oslo)] == [True, False, None]
    for place in (denver, munich, berlin, tokyo, oslo):
        assert (place["hints"], place["hints_from"]) == ([], {"source": "Open-Meteo"})
    assert len(feeds.requests) == 3


def test_a_service_that_is_slow_does_not_delay_the_other(ask: Ask, feeds: FakeAlerts) -> None:
    """Both are asked at the same time, each about its own countries."""
    feeds.after["39.7392,-104.9847"] = "germany"

    denver, munich = ask(["Denver", "Munich"])

    assert [len(place["alerts"]) for place in (denver, munich)] == [1, 1]


def test_asked_again_the_feeds_are_left_alone(ask: Ask, feeds: FakeAlerts) -> None:
    """Except for what could not be read."""
    ask(["Denver", "Munich"])
    again = ask(["Denver", "Munich", "Hamburg"])

    assert [place["official"] for place in again] == [True] * 3
    assert len(feeds.requests) == 2
