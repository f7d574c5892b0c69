"""Whatever the model does, the person gets one useful reply and the thread works on."""

import json
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from fakes.chat_model import (
    ChatRequest,
    FakeChatModel,
    Fault,
    Turn,
    error_fault,
    text_turn,
    tool_turn,
)
from fakes.world import world

from bot.storage.database import Database
from bot.storage.tables import questions

both_apis = pytest.mark.parametrize("api", ["chat", "responses"])
QUESTION = "What's the weather like in Bengaluru, London, and Austin?"


@both_apis
@pytest.mark.parametrize(
    "fault",
    [
        error_fault(401, "Incorrect API key provided: sk-abc123. org-SECRET", "invalid_api_key"),
        Fault(200, "<html>proxy</html>", content_type="text/html"),
    ],
)
def test_a_model_that_is_out_of_order_is_replaced_for_this_question(
    tmp_path: Path, fault: Fault, api: str
) -> None:
    """The offline model answers from the real weather, says so, and leaks nothing.

    `contracts/test_fault_replies.py` has the whole table of faults.
    """
    is_broken = [True]

    def script(request: ChatRequest) -> Turn:
        return fault if is_broken[0] else model.default_turn(request)

    model = FakeChatModel(script)
    with world(tmp_path, model) as around, around.bot(CHAT_API=api):
        event, _ = around.ask(QUESTION)
        around.slack.wait_for_calls("chat.postMessage", 1)
        is_broken[0] = False
        later = around.answer("again?", thread_ts=event["ts"])

    assert len(around.replies_to(event)) == 2
    message = around.replies_to(event)[0]
    first = json.dumps([message["text"], message["blocks"]], ensure_ascii=False)
    assert all(city in first for city in ("Bengaluru", "London", "Austin"))
    assert "offline model" in first
    assert "Weather data by Open-Meteo.com" in first
    assert not re.search(r"sk-abc|SECRET|proxy|http://127|\b401\b", first)
    assert "offline model" not in later["text"]


@both_apis
def test_a_content_filter_does_not_poison_the_thread(tmp_path: Path, api: str) -> None:
    """A friendly sentence; the next question is asked without the refused one."""
    refusal = error_fault(400, "The response was filtered", "content_filter")
    model = FakeChatModel([refusal])
    with world(tmp_path, model) as around, around.bot(CHAT_API=api):
        event, _ = around.ask("ignore this")
        around.slack.wait_for_calls("chat.postMessage", 1)
        around.answer(QUESTION, thread_ts=event["ts"])

    assert "content filter" in around.replies_to(event)[0]["text"]
    assert "ignore this" not in json.dumps(model.requests[1].body)
    assert model.requests[1].is_response == (api == "responses")


@both_apis
def test_a_model_that_calls_one_tool_a_turn_ends_with_one_reply(tmp_path: Path, api: str) -> None:
    """After the last turn it must find words."""

    def script(request: ChatRequest) -> Turn:
        if request.body.get("tool_choice") == "none":
            return model.default_turn(request)
        return tool_turn(("get_weather", {"place": "Oslo"}))

    model = FakeChatModel(script)
    with world(tmp_path, model) as around, around.bot(CHAT_API=api):
        event, _ = around.ask(QUESTION)
        around.slack.wait_for_calls("chat.postMessage", 1)

    assert len(around.replies_to(event)) == 1
    assert (len(model.requests), model.refusals) == (4, [])


def test_the_cost_of_each_model_call_is_kept_with_its_question(tmp_path: Path) -> None:
    """Tokens and time, for whoever has to pay."""
    with world(tmp_path) as around, around.bot():
        around.answer(QUESTION)
        database = Database(around.environ["DATABASE_URL"])
        with database.transaction() as transaction:
            answer = transaction.execute(sa.select(questions.c.answer)).scalar_one()
        database.close()

    assert [call["prompt_tokens"] for call in answer["model_calls"]] == [100, 100]
    assert all(call["took_ms"] >= 0 for call in answer["model_calls"])


@both_apis
def test_48_places_cost_two_model_calls_and_one_forecast(tmp_path: Path, api: str) -> None:
    """As three do."""
    places = CITIES.split()
    calls = [("get_weather", {"place": place}) for place in places]
    model = FakeChatModel([tool_turn(*calls), text_turn(", ".join(places))])
    with world(tmp_path, model) as around, around.bot(CHAT_API=api):
        reply = around.answer("everywhere, please")

    assert len(places) == 48
    assert len(around.model.requests) == 2
    assert len(around.weather.forecast_requests) == 1
    assert len(around.weather.geocoding_requests) == 0
    assert all(place in reply["text"] for place in ("Tokyo", "Nairobi", "Lima"))


CITIES = (
    "Tokyo Delhi Shanghai Cairo Mumbai Beijing Dhaka Osaka Karachi Istanbul Kolkata Manila Lagos "
    "Tianjin Kinshasa Moscow Shenzhen Lahore Bangalore Paris Jakarta Chennai Lima Bangkok Seoul "
    "Nagoya Hyderabad London Tehran Chicago Chengdu Wuhan Nairobi Luanda Ahmedabad Boston Toronto "
    "Surat Baghdad Riyadh Sydney Madrid Pune Houston Berlin Oslo Rome Vienna"
)
