"""Weather is looked up while the model thinks, by what the question leads to expect."""

import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from fakes.chat_model import (
    ChatRequest,
    FakeChatModel,
    Turn,
    error_fault,
    text_turn,
    tool_turn,
)
from fakes.waiting import PATIENCE_S
from fakes.weather import Fault
from fakes.world import world

QUESTION = "What's the weather like in Bengaluru, London, and Austin?"
Json = dict[str, Any]
APIS = pytest.mark.parametrize("api", ["chat", "responses"])


def calling(*places: str, tool: str = "get_weather", **arguments: object) -> Json:
    """Return a turn that calls one tool for each place."""
    return tool_turn(*((tool, {"place": place, **arguments}) for place in places))


def thinking(turn: Json) -> tuple[FakeChatModel, threading.Event]:
    """Return a model whose first turn waits for an event."""
    gate = threading.Event()
    return FakeChatModel([turn], gate=gate), gate


def results_in(request: ChatRequest) -> list[Json]:
    """Return the tools' results that a request tells."""
    return [json.loads(item["content"]) for item in request.messages if item["role"] == "tool"]


def told(request: ChatRequest) -> str:
    """Return the words of a model that repeats what it was told."""
    return "\n".join(json.dumps(result, ensure_ascii=False) for result in results_in(request))


def at_once(places: Sequence[str] = ()) -> Callable[[ChatRequest], Turn]:
    """Return a model that answers from results wherever it has some, and else calls tools."""

    def answer(request: ChatRequest) -> Turn:
        behind = request.messages[-1]["role"]
        return text_turn(told(request)) if behind == "tool" else calling(*places)

    return answer


def test_the_weather_is_asked_for_while_the_model_thinks(tmp_path: Path) -> None:
    """The batch finds it there: one request in all."""
    model, gate = thinking(calling("Bengaluru", "London", "Austin"))
    with world(tmp_path, model) as around, around.bot():
        event, _ = around.ask(QUESTION)
        assert around.weather.arrivals.acquire(timeout=10), "no weather before the model's turn"
        assert len(model.requests) <= 1
        gate.set()
        around.slack.wait_for_calls("chat.postMessage", 1)

        assert "Bengaluru" in around.replies_to(event)[-1]["text"]
        assert len(around.weather.forecast_requests) == 1
        assert len(model.requests) == 2


@pytest.mark.parametrize(
    "turn",
    [
        calling("Oslo"),
        calling("Bengaluru", "London", "Austin", tool="get_forecast", days=3),
        calling("London", "Rome"),
    ],
    ids=["other places", "other days", "some others"],
)
def test_a_wrong_guess_costs_one_request_more(tmp_path: Path, turn: Json) -> None:
    """And the answer is about what the model has asked for."""
    with world(tmp_path, FakeChatModel([turn])) as around, around.bot():
        around.answer(QUESTION)

        asked = [json.loads(call["function"]["arguments"])["place"] for call in _calls(turn)]
        results = results_in(around.model.requests[1])
        assert [result["place"].split(",")[0] for result in results] == asked
        assert len(around.weather.forecast_requests) == 2


DOUBTFUL = {
    "a geocoder": "weather in Riva",
    "a geocoder for one": "weather in Paris and Riva",
    "ambiguous": "weather in Springfield",
    "no weather": "who won the football match in London?",
    "two requests": "weather and air quality in London",
    "many": "any warnings in Austin, Denver and Boston?",
}


def test_nothing_is_asked_for_on_a_doubtful_guess(tmp_path: Path) -> None:
    """Places that take a search, and what would take more than one request."""
    asked = {}
    with world(tmp_path, FakeChatModel(lambda _: text_turn("Which one?"))) as around, around.bot():
        around.weather.places["riva"] = []
        for name, question in DOUBTFUL.items():
            assert around.answer(question)["text"].startswith("Which one?")
            weather = around.weather.requests, around.weather.geocoding_requests
            asked[name] = [*map(len, weather), len(around.alerts.requests)]

    assert asked == {name: [0, 0, 0] for name in DOUBTFUL}


def test_nothing_is_asked_for_where_it_is_switched_off(tmp_path: Path) -> None:
    """`PREDICTION=off`."""
    with world(tmp_path, FakeChatModel([text_turn("Hm.")])) as around:
        with around.bot(PREDICTION="off"):
            around.answer(QUESTION)
        assert around.weather.requests == []
        with around.bot():
            around.answer(QUESTION)
        assert len(around.weather.requests) == 1


def test_a_service_that_has_failed_last_is_asked_nothing_on_a_guess(tmp_path: Path) -> None:
    """Only what is needed goes there."""
    model = FakeChatModel([calling("Oslo"), text_turn("Sorry."), text_turn("Hm.")])
    with world(tmp_path, model) as around, around.bot():
        around.weather.fault = Fault(503)
        around.answer("how are things?")
        before = len(around.weather.requests)
        around.answer("weather in London")

        assert len(around.weather.requests) == before


@APIS
def test_one_model_call_is_enough_where_the_guess_was_right(tmp_path: Path, api: str) -> None:
    """The answer has its figures, its sources and its place in the thread like any other."""
    with (
        world(tmp_path, FakeChatModel(at_once())) as around,
        around.bot(PREDICTION="calls", CHAT_API=api),
    ):
        event, _ = around.ask(QUESTION)
        around.slack.wait_for_calls("chat.postMessage", 1)
        reply = around.replies_to(event)[-1]
        around.settle()
        around.answer("and in Rome?", thread_ts=event["ts"])

        assert "Open-Meteo" in json.dumps(reply["blocks"])
        assert len(around.model.requests) == 2
        assert len(around.weather.forecast_requests) == 2
        places = [result["place"].split(",")[0] for result in results_in(around.model.requests[1])]
        assert places == ["Bengaluru", "London", "Austin", "Rome"]
        assert around.model.refusals == []


@APIS
def test_a_model_that_needs_something_else_asks_as_ever(tmp_path: Path, api: str) -> None:
    """What was looked up in vain is not kept, and not shown."""

    def asks_for_tomorrow(request: ChatRequest) -> Turn:
        results = results_in(request)
        if len(around.model.requests) == 1:
            return calling("London", tool="get_forecast", days=1, first_day=1)
        return text_turn(str(results[-1]["days"][0]["high"]))

    with (
        world(tmp_path, FakeChatModel(asks_for_tomorrow)) as around,
        around.bot(PREDICTION="calls", CHAT_API=api),
    ):
        event, _ = around.ask("weather in London")
        around.slack.wait_for_calls("chat.postMessage", 1)
        around.settle()
        around.answer("thank you, that helps", thread_ts=event["ts"])

        first, second, third = around.model.requests
        assert [len(results_in(request)) for request in (first, second, third)] == [1, 2, 1]
        assert "days" in results_in(third)[0]
        assert around.model.refusals == []


@APIS
def test_a_server_that_refuses_such_a_turn_gets_one_in_its_life(tmp_path: Path, api: str) -> None:
    """Some want the thoughts back that stood beside the calls, and nobody has thought these."""

    def refuses_foreign_calls(request: ChatRequest) -> Turn:
        ids = [call["id"] for item in request.messages for call in item.get("tool_calls") or ()]
        if any(not name.startswith("call_own") for name in ids):
            return error_fault(400, "Function call is missing a thought_signature.")
        if request.messages[-1]["role"] == "tool":
            return text_turn(told(request))
        turn = calling("Bengaluru", "London", "Austin")
        for number, call in enumerate(_calls(turn)):
            call["id"] = f"call_own{len(around.model.requests)}{number}"
        return turn

    with (
        world(tmp_path, FakeChatModel(refuses_foreign_calls)) as around,
        around.bot(PREDICTION="calls", CHAT_API=api),
    ):
        first, second = around.answer(QUESTION), around.answer(QUESTION)

        assert "Bengaluru" in first["text"]
        assert "Bengaluru" in second["text"]
        assert len(around.model.requests) == 3 + 2
        assert len(around.weather.forecast_requests) == 1


def test_a_server_that_refuses_all_the_same_has_not_meant_the_turn(tmp_path: Path) -> None:
    """The next question may be told ahead again."""
    refusal = error_fault(400, "made up")
    turns = [refusal, refusal, text_turn("Never mind.")]
    with world(tmp_path, FakeChatModel(turns)) as around, around.bot(PREDICTION="calls"):
        around.answer(QUESTION)
        around.answer(QUESTION)

        assert len(results_in(around.model.requests[2])) == 3


def test_people_who_talk_to_each_other_are_told_nothing_ahead(tmp_path: Path) -> None:
    """A model that has weather in its hands would hardly be silent."""
    turns = [calling("Oslo"), text_turn("Mild."), text_turn("silence")]
    with (
        world(tmp_path, FakeChatModel(turns)) as around,
        around.bot(PREDICTION="calls", FOLLOW_THREADS="on"),
    ):
        event = around.slack.mention("hello")
        around.slack.send_event(event)
        around.slack.wait_for_calls("chat.postMessage", 1)
        around.settle()
        follow_up = around.slack.say(
            "The weather in London is fine", thread_ts=event["ts"], channel_type="channel"
        )
        assert around.slack.send_event(follow_up).acknowledged.wait(PATIENCE_S)
        around.settle()

        assert len(results_in(around.model.requests[-1])) == 1
        assert len(around.slack.calls("chat.postMessage")) == 1


def _calls(turn: Json) -> list[Json]:
    calls: list[Json] = turn["choices"][0]["message"]["tool_calls"]
    return calls
