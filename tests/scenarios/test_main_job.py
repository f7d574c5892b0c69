"""The main job from event to Web API calls: a mention, one batch, one reply in the thread."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fakes.chat_model import FakeChatModel, error_fault, text_turn, tool_turn
from fakes.clock import slow_clock
from fakes.questions import question
from fakes.slack import Fault
from fakes.store import Store
from fakes.waiting import PATIENCE_S, PROCESS_S
from fakes.world import World, world

from bot.clock import system_clock
from bot.errors import SettingsError
from bot.tools import read_result

QUESTION = "What's the weather like in Bengaluru, London, and Austin?"


@pytest.fixture
def around(tmp_path: Path) -> Iterator[World]:
    """A world whose model asks for Bengaluru, London and Austin and repeats what it is told."""
    with world(tmp_path) as around:
        yield around


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The same with a bot that goes on running."""
    with world(tmp_path_factory.mktemp("kept")) as around, around.bot():
        yield around


@pytest.fixture
def running(kept: World) -> World:
    """The same with nothing asked yet."""
    kept.begin_anew()
    return kept


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The same world after one question, for tests that look at what it has cost and told."""
    # Who waits longer is told more often how far the answer is.
    clock = slow_clock(system_clock().now)
    with world(tmp_path_factory.mktemp("answered")) as around, around.bot(clock):
        around.answer(QUESTION)
    return around


def test_a_bot_that_can_not_connect_begins_no_work(around: World) -> None:
    """What waits is left to a process that can post its answer."""
    store, before = Store(around.environ["DATABASE_URL"]), set(threading.enumerate())
    with closing(store.database):
        store.inbox.put(question())
        around.slack.fail("apps.connections.open", Fault("invalid_auth"))
        with pytest.raises(SettingsError), around.bot():
            pass
        (lease,) = store.inbox.claim(1)

    assert lease.attempt == 1
    assert "dispatcher" not in [thread.name for thread in set(threading.enumerate()) - before]


def reply_in(around: World) -> dict[str, Any]:
    """Return the one reply that was posted."""
    (post,) = around.slack.calls("chat.postMessage")
    (reply,) = around.slack.replies(post.arguments["channel"], post.arguments["thread_ts"])
    return reply


def blocks_text(message: dict[str, Any]) -> str:
    """Return all blocks of a message as JSON text."""
    return json.dumps(message["blocks"], ensure_ascii=False)


def test_three_cities_cost_two_model_calls_one_forecast_and_one_post(answered: World) -> None:
    """However many places a question names."""
    reply, calls = reply_in(answered), answered.answer_calls()

    assert len(answered.model.requests) == 2
    assert len(answered.weather.forecast_requests) == 1
    assert len(answered.weather.geocoding_requests) == 0
    assert calls.count("chat.postMessage") == 1
    assert len(calls) <= 3
    positions = [reply["text"].index(city) for city in ("Bengaluru", "London", "Austin")]
    assert positions == sorted(positions)


def test_tool_results_come_back_in_call_order(answered: World) -> None:
    """One for each call id."""
    told = [m for m in answered.model.requests[1].messages if m["role"] == "tool"]
    assert [m["tool_call_id"] for m in told] == ["call_1", "call_2", "call_3"]
    places = [json.loads(m["content"])["place"].split(",")[0] for m in told]
    assert places == ["Bengaluru", "London", "Austin"]


def test_the_reply_says_where_its_figures_come_from(answered: World) -> None:
    """Source with link, time of observation and units, whatever the model says."""
    reply = reply_in(answered)

    (context,) = (block for block in reply["blocks"] if block["type"] == "context")
    line = context["elements"][0]["text"]
    assert "<https://open-meteo.com/|Weather data by Open-Meteo.com>" in line
    assert "observed" in line
    assert "°C, km/h, mm" in line
    assert "simulated" not in line


def test_a_second_question_in_a_thread_knows_the_first(running: World) -> None:
    """The model is shown the whole earlier turn; another thread's model is not."""
    first = running.slack.mention(QUESTION)
    running.slack.send_event(first)
    running.slack.wait_for_calls("chat.postMessage", 1)

    running.answer("and tomorrow?", thread_ts=first["ts"])
    running.answer("something else")

    roles = [m["role"] for m in running.model.requests[2].messages]
    assert roles == ["system", "user", "assistant", "tool", "tool", "tool", "assistant", "user"]
    assert running.model.requests[2].messages[1]["content"] == QUESTION
    elsewhere = [m["role"] for m in running.model.requests[4].messages]
    assert elsewhere == ["system", "user"]


def test_a_restart_forgets_nothing(around: World) -> None:
    """The history is in the database."""
    with around.bot():
        first = around.slack.mention(QUESTION)
        around.slack.send_event(first)
        around.slack.wait_for_calls("chat.postMessage", 1)

    with around.bot():
        around.answer("and tomorrow?", thread_ts=first["ts"])

    assert around.model.requests[2].messages[1]["content"] == QUESTION


def test_one_message_that_arrives_four_times_is_answered_once(running: World) -> None:
    """As a mention, as a message, and each of them twice."""
    event = running.slack.mention(QUESTION)
    as_message = {**event, "type": "message", "channel_type": "channel"}
    deliveries = [running.slack.send_event(e) for e in (event, as_message, event, as_message)]

    assert all(delivery.acknowledged.wait(PATIENCE_S) for delivery in deliveries)
    running.slack.wait_for_calls("chat.postMessage", 1)
    running.answer("another question, so that the first one is surely over")
    assert len(running.replies_to(event)) == 1


def test_what_needs_no_model_is_answered_without_one(around: World) -> None:
    """A mention or a file without words gets help, 5,000 characters get a sentence."""
    with around.bot():
        told = [around.answer(text)["text"] for text in ("", "   ")]
        assert ["weather" in text for text in told] == [True, True]
        assert around.answer_calls() == ["chat.postMessage"] * 2

        files = {"subtype": "file_share", "files": [{"id": "F1"}]}
        around.slack.send_event({**around.slack.direct_message(""), **files})
        around.slack.wait_for_calls("chat.postMessage", 3)
        assert "4,000" in around.answer("weather " * 625)["text"]

    assert around.model.requests == []


NO_QUESTIONS = [
    {"bot_id": "B2", "user": "UB2"},
    {"subtype": "message_changed"},
    {"subtype": "message_deleted"},
    {"subtype": "channel_join"},
    {"type": "reaction_added"},
    {"type": "something_new"},
    {"channel_type": "channel", "type": "message", "text": "no mention"},
]


def test_what_is_no_question_is_acknowledged_and_ignored(running: World) -> None:
    """Slack would deliver it again otherwise."""
    events = {str(change): {**running.slack.mention(QUESTION), **change} for change in NO_QUESTIONS}

    deliveries = {name: running.slack.send_event(event) for name, event in events.items()}

    assert [n for n, sent in deliveries.items() if not sent.acknowledged.wait(PATIENCE_S)] == []
    running.answer("a real question, so that the ignored ones are surely over")
    assert {n: running.replies_to(event) for n, event in events.items()} == {n: [] for n in events}


def test_a_status_shows_while_the_bot_works(tmp_path: Path) -> None:
    """First that it thinks, then what it looks up; the reply takes it away."""
    gate = threading.Event()
    with world(tmp_path, FakeChatModel(gate=gate)) as around, around.bot():
        event, _ = around.ask(QUESTION)
        first, *_ = around.slack.wait_for_calls("assistant.threads.setStatus", 1)
        gate.set()
        around.slack.wait_for_calls("chat.postMessage", 1)

        statuses = [
            c.arguments["status"] for c in around.slack.calls("assistant.threads.setStatus")
        ]
        assert first.arguments["status"] == "is thinking…"
        assert statuses[-1] in ("is thinking…", "is checking the weather in 3 places")
        assert around.slack.status(event["channel"], event["ts"]) == ""


def test_a_refused_status_costs_no_answer(running: World) -> None:
    """It is decoration."""
    running.slack.fail("assistant.threads.setStatus", *[Fault(error="missing_scope")] * 5)

    assert "London" in running.answer(QUESTION)["text"]


def test_nothing_hostile_gets_through(tmp_path: Path) -> None:
    """Neither a channel ping nor a mention nor a disguised link from the model."""
    hostile = "<!channel> <@U2> [bank](https://evil.example) <https://evil.example|bank> & more"
    model = FakeChatModel([text_turn(hostile)])
    with world(tmp_path, model) as around, around.bot():
        reply = around.answer("say something")

    for shown in (reply["text"], blocks_text(reply)):
        assert "<!channel>" not in shown
        assert "<@U2>" not in shown
        assert "evil.example" not in shown


def test_a_model_that_fails_gives_a_sentence_with_a_reference(tmp_path: Path) -> None:
    """Nothing of the error reaches Slack, and the thread works on afterwards."""
    refusal = error_fault(401, "Incorrect API key provided: sk-abc. org-SECRET", "invalid_api_key")
    model = FakeChatModel([refusal])
    with world(tmp_path, model) as around, around.bot(MODEL_FALLBACK="false"):
        event, _ = around.ask(QUESTION)
        around.slack.wait_for_calls("chat.postMessage", 1)
        later = around.answer(QUESTION, thread_ts=event["ts"])

    first = around.replies_to(event)[0]
    assert "reference" in first["text"]
    assert "SECRET" not in blocks_text(first) + first["text"]
    assert "401" not in first["text"]
    assert "London" in later["text"]


def test_an_unknown_place_leaves_the_others_answered(tmp_path: Path) -> None:
    """A result for every call, with an error in the one that failed."""
    model = FakeChatModel(places=("London", "Xyzzyville"))
    with world(tmp_path, model) as around, around.bot():
        around.answer("London and Xyzzyville?")

    told = [json.loads(m["content"]) for m in model.requests[1].messages if m["role"] == "tool"]
    assert told[0]["temperature"]
    assert told[1]["error"] == "unknown_place"


def test_current_weather_and_forecast_in_one_turn_are_one_request_each(tmp_path: Path) -> None:
    """One request for each endpoint and time span, with all places in it."""
    calls = [
        ("get_weather", {"place": "London"}),
        ("get_forecast", {"place": "London", "first_day": "tomorrow", "days": 3}),
        ("get_weather", {"place": "Oslo"}),
        ("get_forecast", {"place": "Oslo", "first_day": "today", "days": 2}),
    ]
    model = FakeChatModel([tool_turn(*calls)])
    with world(tmp_path, model) as around, around.bot():
        around.answer("now and then")

    assert len(around.weather.forecast_requests) == 2
    told = [m["content"] for m in model.requests[1].messages if m["role"] == "tool"]
    assert [len((read_result(item) or {}).get("days", [])) for item in told] == [0, 3, 0, 2]


def test_a_post_whose_response_is_lost_is_not_sent_twice(running: World) -> None:
    """The next attempt finds the message in the thread by its metadata."""
    running.slack.fail("chat.postMessage", Fault(is_lost=True))

    event, _ = running.ask(QUESTION)
    running.slack.wait_for_calls("conversations.replies", 1)
    running.answer("and now?", thread_ts=event["ts"])

    assert len(running.replies_to(event)) == 2
    assert len(running.model.requests) == 4


def test_a_post_that_failed_is_sent_again_without_asking_the_model_again(running: World) -> None:
    """The saved answer is posted by the next attempt."""
    running.slack.fail("chat.postMessage", Fault(status=500))

    event, _ = running.ask(QUESTION)
    running.slack.wait_for_calls("chat.postMessage", 2)

    assert len(running.replies_to(event)) == 1
    assert len(running.model.requests) == 2


def test_questions_of_one_thread_are_answered_in_their_order(running: World) -> None:
    """Even when they come within a moment."""
    first = running.slack.mention("one")
    others = [running.slack.mention(text, thread_ts=first["ts"]) for text in ("two", "three")]

    for event in (first, *others):
        running.slack.send_event(event)
    running.slack.wait_for_calls("chat.postMessage", 3)

    asked = [
        request.messages[-1]["content"]
        for request in running.model.requests
        if request.messages[-1]["role"] == "user"
    ]
    assert asked == ["one", "two", "three"]


def test_the_prompt_carries_the_time_and_zone_of_asking(running: World) -> None:
    """So that "tomorrow" is right for the person who asks."""
    running.slack.users["U_kolkata"] = {"tz": "Asia/Kolkata"}

    running.answer(QUESTION, user="U_kolkata")

    assert "Asia/Kolkata" in running.model.requests[0].messages[0]["content"]


def test_simulated_data_are_labelled(around: World) -> None:
    """By code, in the reply."""
    with around.bot(WEATHER_PROVIDER="simulated"):
        reply = around.answer(QUESTION)

    assert "simulated data, not real weather" in blocks_text(reply)
    assert around.weather.forecast_requests == []


def test_the_offline_model_does_the_same_job(around: World) -> None:
    """It is what answers when no model is configured, and it says so."""
    with around.bot(CHAT_MODEL="offline"):
        reply = around.answer(QUESTION)
        follow_up = around.answer("and in Oslo tomorrow?")

    assert "offline model" in reply["text"]
    assert len(around.weather.forecast_requests) == 2
    assert "Oslo" in follow_up["text"]
    assert around.model.requests == []


def test_32_threads_at_once_are_all_answered(around: World) -> None:
    """Each in its own thread, every event acknowledged."""
    with around.bot():
        asked = [around.ask(QUESTION) for _ in range(32)]
        acknowledged = [delivery.acknowledged.wait(PATIENCE_S) for _, delivery in asked]
        around.slack.wait_for_calls("chat.postMessage", 32, PROCESS_S)

    assert all(acknowledged)
    assert [len(around.replies_to(event)) for event, _ in asked] == [1] * 32
    assert len(around.model.requests) == 64
