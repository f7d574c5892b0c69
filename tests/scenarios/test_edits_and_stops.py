"""People who change their mind: an edited question, and work that somebody stops."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes.slack import TEAM_ID
from fakes.waiting import PATIENCE_S
from fakes.world import World, world

from handlers.playground.workspace.rules import Fault

POST, UPDATE = "chat.postMessage", "chat.update"


@pytest.fixture
def around(tmp_path: Path) -> Iterator[World]:
    """Give a world."""
    with world(tmp_path) as around:
        yield around


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give one with a bot that goes on running."""
    with world(tmp_path_factory.mktemp("kept")) as around, around.bot():
        yield around


@pytest.fixture
def running(kept: World) -> World:
    """Give it with nothing asked yet."""
    kept.begin_anew()
    return kept


def press_stop(around: World, message: dict[str, Any]) -> None:
    """Have somebody press Slack's Stop button in a thread."""
    event = {
        "type": "agent_session_stopped",
        "channel": message["channel"],
        "thread_ts": message.get("thread_ts", message["ts"]),
        "user": "U1",
        "streaming_message_ts": [],
        "event_ts": "1999999999.000300",
    }
    body = {"type": "event_callback", "team_id": TEAM_ID, "event_id": "EvStop", "event": event}
    assert around.slack.send_payload(body).acknowledged.wait(PATIENCE_S)


def test_an_edited_question_is_answered_anew_in_the_same_reply(running: World) -> None:
    """However often Slack tells of the edit."""
    event, _ = running.ask("weather in Oslo?")
    running.slack.wait_for_calls(POST, 1)
    first = dict(running.replies_to(event)[0])
    running.model.requests.clear()

    for _ in range(2):
        running.edit(event, "<@UBOT> weather in Rome?")
    running.slack.wait_for_calls(UPDATE, 1)

    (reply,) = running.replies_to(event)
    assert reply["ts"] == first["ts"]
    assert len(running.slack.calls(POST)) == len(running.slack.calls(UPDATE)) == 1
    assert "weather in Rome?" in str(running.model.requests[0].messages)
    assert "weather in Oslo?" not in str(running.model.requests[0].messages)


def test_an_edited_question_whose_reply_is_gone_gets_a_new_one(running: World) -> None:
    """Somebody has deleted it."""
    event, _ = running.ask("weather in Oslo?")
    running.slack.wait_for_calls(POST, 1)
    running.slack.fail(UPDATE, Fault("message_not_found"))

    running.edit(event, "<@UBOT> weather in Rome?")

    posts = running.slack.wait_for_calls(POST, 2)
    old, new = (post.arguments["metadata"]["event_payload"]["key"] for post in posts)
    assert old != new  # it is the answer to the new wording
    assert "weather in Rome?" in str(running.model.requests[-1].messages)


@pytest.mark.parametrize(
    "text", ["<@UBOT> weather in Oslo?", "weather in Rome? I did not mean the bot"]
)
def test_an_edit_that_asks_nothing_new_is_ignored(running: World, text: str) -> None:
    """The same words, as when Slack adds a preview, or words to somebody else."""
    event, _ = running.ask("weather in Oslo?")
    running.slack.wait_for_calls(POST, 1)

    running.edit(event, text)
    running.answer("weather in Bonn?")

    assert running.slack.calls(UPDATE) == []
    assert len(running.slack.calls(POST)) == 2


def test_an_edit_of_a_remark_is_ignored(running: World) -> None:
    """Even when it becomes a question: Slack sends a mention of its own for that."""
    remark = running.slack.say("lovely weather", channel_type="channel")

    running.edit(remark, "<@UBOT> lovely weather?")
    running.answer("weather in Bonn?")

    assert len(running.slack.calls(POST)) == 1


def test_stopped_work_ends_with_a_word_about_it(around: World) -> None:
    """At once, while the model still thinks; the thread goes on."""
    around.model.gate = threading.Event()
    with around.bot():
        event, delivery = around.ask("weather in Oslo?")
        assert delivery.acknowledged.wait(PATIENCE_S)
        around.slack.wait_for_calls("assistant.threads.setStatus", 1)

        press_stop(around, event)
        around.slack.wait_for_calls(POST, 1)
        stopped = dict(around.replies_to(event)[0])
        around.model.gate.set()
        answer = around.answer("weather in Rome?", thread_ts=event["ts"])

    assert stopped["text"].startswith("Stopped")
    assert [reply["ts"] for reply in around.replies_to(event)] == [stopped["ts"], answer["ts"]]


def test_stopped_work_goes_on_with_nothing(around: World) -> None:
    """What the model asks for then is not looked up, and no status says that it is."""
    around.model.gate = threading.Event()
    with around.bot(PREDICTION="off"):
        event, delivery = around.ask("weather in Oslo?")
        assert delivery.acknowledged.wait(PATIENCE_S)
        around.slack.wait_for_calls("assistant.threads.setStatus", 1)
        press_stop(around, event)
        around.slack.wait_for_calls(POST, 1)
        around.slack.wait_for_calls("agents.sessions.setStatus", 1)
        around.model.gate.set()
        around.answer("weather in Rome?", channel="C2")
        around.settle()

    assert len(around.model.requests) == 3
    assert len(around.weather.forecast_requests) == 1
    assert around.slack.status(event["channel"], event["ts"]) == ""
    assert around.slack.session(event["channel"], event["ts"]) == "active"


def test_a_stop_where_nothing_is_in_work_changes_nothing(running: World) -> None:
    """It came too late, or Slack delivered it twice; but its button goes."""
    event, _ = running.ask("weather in Oslo?")
    running.slack.wait_for_calls(POST, 1)
    running.settle()

    press_stop(running, event)
    running.slack.wait_for_calls("agents.sessions.setStatus", 1)
    running.answer("weather in Rome?", thread_ts=event["ts"])

    assert running.slack.session(event["channel"], event["ts"]) == "active"
    assert len(running.replies_to(event)) == 2
