"""The weather that people ask for, from a mention to the reply, whoever can tell it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fakes.alerts import nws_warning
from fakes.chat_model import FakeChatModel, text_turn, tool_turn
from fakes.msc import msc_warning
from fakes.weather import HTML, OVERLOADED, TORN, Fault
from fakes.world import World, world

from bot.tools import read_result

QUESTION = "What's the weather like in Bengaluru, London, and Austin?"


FORTY_EIGHT = (
    *("London", "Paris", "Berlin", "Madrid", "Rome", "Vienna", "Oslo", "Stockholm", "Helsinki"),
    *("Warsaw", "Prague", "Budapest", "Athens", "Lisbon", "Dublin", "Brussels", "Amsterdam"),
    *("Copenhagen", "Zurich", "Munich", "Hamburg", "Milan", "Naples", "Barcelona", "Istanbul"),
    *("Ankara", "Cairo", "Nairobi", "Lagos", "Mumbai", "Delhi", "Bengaluru", "Tokyo", "Osaka"),
    *("Seoul", "Beijing", "Shanghai", "Bangkok", "Jakarta", "Manila", "Sydney", "Melbourne"),
    *("Auckland", "Toronto", "Chicago", "Boston", "Denver", "Austin"),
)


@pytest.fixture
def around(tmp_path: Path) -> Iterator[World]:
    """Give a world."""
    with world(tmp_path) as around:
        yield around


def told(around: World) -> list[Any]:
    """Ask, and return what the model is told about the calls that it makes."""
    with around.bot():
        around.answer("weather?")
    results = [m for m in around.model.requests[-1].messages if m["role"] == "tool"]
    return [read_result(message["content"]) for message in results]


def calling(*calls: tuple[str, dict[str, Any]]) -> FakeChatModel:
    """Return a model that makes these calls and then says something."""
    return FakeChatModel([tool_turn(*calls), text_turn("There you are.")])


@pytest.mark.parametrize(
    "fault",
    [
        *(OVERLOADED, HTML, TORN, Fault(400, "Something is wrong")),
        Fault(429, "Daily API request limit exceeded. Please try again tomorrow."),
    ],
)
def test_met_norway_answers_where_open_meteo_does_not(around: World, fault: Fault) -> None:
    """The same three places; the reply credits who has answered."""
    around.weather.fault = fault
    with around.bot():
        reply = around.answer(QUESTION)

    assert all(city in reply["text"] for city in ("Bengaluru", "London", "Austin"))
    assert "Weather data from MET Norway" in reply["text"]
    assert "Open-Meteo" not in reply["text"]
    assert len(around.weather.met_norway.requests) == 3


def test_a_source_over_its_limit_is_left_alone(around: World) -> None:
    """Until tomorrow; each request would count."""
    reason = "Daily API request limit exceeded. Please try again tomorrow."
    around.weather.fault = Fault(429, reason)
    around.weather.met_norway.status = 503
    with around.bot():
        around.answer(QUESTION)
        around.answer(QUESTION)

    assert len(around.weather.forecast_requests) == 1
    assert len(around.weather.met_norway.requests) > 3


def test_without_any_source_it_is_said_plainly(tmp_path: Path) -> None:
    """Nothing is made up."""
    with world(tmp_path, calling(("get_weather", {"place": "London"}))) as around:
        around.weather.fault = OVERLOADED
        around.weather.met_norway.status = 503

        (result,) = told(around)

    assert result["error"] == "unavailable"
    assert result["message"] == "The weather service can't be reached at the moment."


def test_every_tool_answers_from_its_own_source(tmp_path: Path) -> None:
    """All of them in one turn, with one request for each endpoint."""
    yesterday = f"{datetime.now(UTC).date() - timedelta(days=40)}"
    asked = [
        ("get_weather", {"place": "Denver"}),
        ("get_forecast", {"place": "Denver", "days": 3}),
        ("get_hourly_forecast", {"place": "Denver", "hours": 6}),
        ("get_air_quality", {"place": "Denver"}),
        ("get_past_weather", {"place": "Denver", "first_day": yesterday}),
        ("get_sun_and_moon", {"place": "Denver"}),
        ("get_alerts", {"place": "Denver"}),
    ]

    with world(tmp_path, calling(*asked)) as around:
        now, days, hours, air, past, sky, alerts = told(around)

    assert "°C" in now["temperature"]  # the person's locale is British
    assert len(days["days"]) == 3
    assert len(hours["hours"]) == 6
    assert air["european_aqi"] is not None
    assert past["days"][0]["date"] == yesterday
    assert sky["days"][0]["sunrise"]
    assert (alerts["official"], alerts["alerts"]) == (True, [])
    paths = [request.path for request in around.weather.forecast_requests]
    assert len(paths) == 3
    assert len(around.weather.air_quality_requests) == 1
    assert len(around.weather.archive_requests) == 1
    assert len(around.alerts.requests) == 1


def test_official_warnings_reach_the_model(tmp_path: Path) -> None:
    """Those for its point alone."""
    soon = (datetime.now(UTC) + timedelta(hours=5)).isoformat()
    asked = ("Denver", "Boston", "Ottawa", "Calgary", "Tokyo")
    calls = [("get_alerts", {"place": place}) for place in asked]
    with world(tmp_path, calling(*calls)) as around:
        around.alerts.at_points["39.7392,-104.9847"] = [nws_warning(ends=soon, expires=soon)]
        around.alerts.in_canada = [msc_warning(event_end_datetime=soon)]
        denver, boston, ottawa, calgary, tokyo = told(around)

    assert [alert["event"] for alert in denver["alerts"]] == ["Flash Flood Warning"]
    assert (boston["official"], boston["alerts"]) == (True, [])
    assert [alert["event"] for alert in ottawa["alerts"]] == ["snowfall warning"]
    assert ottawa["source"] == "Environment and Climate Change Canada"
    assert (calgary["official"], calgary["alerts"]) == (True, [])
    assert tokyo["official"] is False


def test_48_places_are_one_request_and_none_when_asked_again(tmp_path: Path) -> None:
    """Within ten minutes."""
    calls = tool_turn(*(("get_weather", {"place": place}) for place in FORTY_EIGHT))
    model = FakeChatModel([calls, text_turn("Mild."), calls, text_turn("Still mild.")])
    with world(tmp_path, model) as around, around.bot():
        around.answer("weather in 48 places?")
        turns = len(around.model.requests)
        around.answer("again?")

    assert turns == 2
    assert len(around.weather.forecast_requests) == 1
    assert around.weather.geocoding_requests == []
    assert len(around.weather.forecast_requests[0].params["latitude"].split(",")) == 48
