"""Every surface through the real app, over Socket Mode and over signed HTTP."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

import pytest
from fakes.plugins import modules_in
from fakes.slack import RESPONSE_URL, Fault
from fakes.transports import Transport
from fakes.waiting import PATIENCE_S, PROCESS_S, until
from fakes.world import World, world

from handlers import slack_bot, surfaces
from handlers.playground.workspace.rules import Message

QUESTION = "What's the weather like in Bengaluru, London, and Austin?"


@pytest.fixture(scope="module", params=get_args(Transport))
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Yield a world with the bot running, for each way of Slack's events to it.

    It is one for all: the tests find what they have caused among what was there before.
    """
    folder = tmp_path_factory.mktemp("surfaces")
    with world(folder, transport=request.param) as around, around.bot():
        yield around


@contextmanager
def in_work(around: World) -> Iterator[Message]:
    """Yield the event of a question that is in work; its model thinks as long as that lasts."""
    before, around.model.gate = len(around.model.requests), threading.Event()
    try:
        event, _ = around.ask(QUESTION)
        until(lambda: len(around.model.requests) > before)
        yield event
    finally:
        around.model.gate.set()


# The surfaces that are asked below.
TESTED = {
    "buttons",
    "commands",
    "deletions",
    "departures",
    "edits",
    "home",
    "mentions",
    "messages",
    "prompts",
    "stops",
}


def test_every_surface_is_registered_and_tested_here() -> None:
    """One that is added is asked over Socket Mode and over signed HTTP as well."""
    found = modules_in(surfaces)

    assert {module.__name__.rpartition(".")[2] for module in found} == TESTED
    assert [module.__name__ for module in found if module not in slack_bot.SURFACES] == []


def test_a_mention_is_answered_in_its_thread(shared: World) -> None:
    """Once, although it is delivered twice."""
    before = len(shared.slack.calls("chat.postMessage"))
    event, delivery = shared.ask(QUESTION)
    again = shared.slack.send_event(event, retry_attempt=1, retry_reason="timeout")
    shared.slack.wait_for_calls("chat.postMessage", before + 1)

    assert delivery.acknowledged.wait(PATIENCE_S)
    assert again.acknowledged.wait(PATIENCE_S)
    shared.answer("something else, so that a second answer would surely be there")
    (reply,) = shared.replies_to(event)
    assert "London" in reply["text"]


def test_a_direct_message_is_answered_in_its_thread(shared: World) -> None:
    """It needs no mention."""
    before = len(shared.slack.calls("chat.postMessage"))
    event = shared.slack.direct_message(QUESTION)

    assert shared.slack.send_event(event).acknowledged.wait(PATIENCE_S)
    shared.slack.wait_for_calls("chat.postMessage", before + 1)

    (reply,) = shared.replies_to(event)
    assert "London" in reply["text"]


def test_a_mention_in_a_group_direct_message_is_answered_once(shared: World) -> None:
    """It comes as a mention and as a message."""
    before = len(shared.slack.calls("chat.postMessage"))
    event = shared.slack.mention(QUESTION, channel="G1", channel_type="mpim")

    assert shared.slack.send_event({**event, "type": "app_mention"}).acknowledged.wait(PATIENCE_S)
    assert shared.slack.send_event(event).acknowledged.wait(PATIENCE_S)
    shared.slack.wait_for_calls("chat.postMessage", before + 1)

    shared.answer("something else, so that a second answer would surely be there")
    assert len(shared.replies_to(event)) == 1


def test_a_command_is_answered_to_the_person_alone(shared: World) -> None:
    """Once, although it is delivered twice; the channel hears and sees nothing of it."""
    posts, answers = (len(shared.slack.calls(m)) for m in ("chat.postMessage", RESPONSE_URL))
    command = shared.slack.command(QUESTION)

    deliveries = [shared.slack.send_command(command) for _ in range(2)]
    shared.slack.wait_for_calls(RESPONSE_URL, answers + 1)
    shared.answer("something else, so that a second answer would surely be there", channel="C2")

    assert all(delivery.acknowledged.wait(PATIENCE_S) for delivery in deliveries)
    (answer,) = shared.slack.answers_to(command)
    assert answer["response_type"] == "ephemeral"
    assert "London" in answer["text"]
    posted = shared.slack.calls("chat.postMessage")[posts:]
    assert [call.arguments.get("channel") for call in posted] == ["C2"]


def test_a_person_is_looked_up_once_for_all_surfaces(shared: World) -> None:
    """Whoever opens the home tab and then asks has told their language and time zone already."""
    publish, offer = "views.publish", "assistant.threads.setSuggestedPrompts"
    tabs, prompts = (len(shared.slack.calls(method)) for method in (publish, offer))
    assert shared.slack.open_home(user="U_new").acknowledged.wait(PATIENCE_S)
    shared.slack.wait_for_calls(publish, tabs + 1)

    shared.answer(QUESTION, user="U_new")
    assert shared.slack.open_home("messages", user="U_new").acknowledged.wait(PATIENCE_S)
    shared.slack.wait_for_calls(offer, prompts + 1)

    asked = [call.arguments["user"] for call in shared.slack.calls("users.info")]
    assert asked.count("U_new") == 1


def test_the_bot_asks_who_it_is_once_in_its_life(shared: World) -> None:
    """The sign-in tells; a thread is read, and a lost reply looked for, without asking again."""
    reads = len(shared.slack.calls("conversations.replies"))
    first = shared.slack.say("Shall we meet in Oslo?", user="U2")
    shared.slack.fail("chat.postMessage", Fault(is_lost=True))

    event, _ = shared.ask("how is it there?", thread_ts=first["ts"])
    shared.slack.wait_for_calls("conversations.replies", reads + 2)
    shared.settle(PROCESS_S)

    assert len(shared.replies_to(event)) == 1
    assert len(shared.slack.calls("auth.test")) == 1


def test_a_deleted_question_is_not_answered(shared: World) -> None:
    """When it is deleted while the bot works on it."""
    with in_work(shared) as event:
        gone = {
            "type": "message",
            "subtype": "message_deleted",
            "channel": event["channel"],
            "deleted_ts": event["ts"],
            "previous_message": event,
        }
        assert shared.slack.send_event(gone).acknowledged.wait(PATIENCE_S)
    shared.answer("something else, so that the first one is surely over")

    assert shared.replies_to(event) == []


def test_an_edited_question_is_answered_in_the_same_reply(shared: World) -> None:
    """Anew."""
    posts, edits = (len(shared.slack.calls(m)) for m in ("chat.postMessage", "chat.update"))
    event, _ = shared.ask(QUESTION)
    shared.slack.wait_for_calls("chat.postMessage", posts + 1)
    shared.settle()
    edited = {**event, "text": "<@UBOT> weather in Oslo?", "type": "message"}
    change = {
        "type": "message",
        "subtype": "message_changed",
        "channel": event["channel"],
        "channel_type": "channel",
        "message": {**edited, "edited": {"user": "U1", "ts": "1999999999.000100"}},
        "previous_message": event,
    }

    assert shared.slack.send_event(change).acknowledged.wait(PATIENCE_S)

    shared.slack.wait_for_calls("chat.update", edits + 1)
    assert len(shared.replies_to(event)) == 1


def test_work_can_be_stopped(shared: World) -> None:
    """It ends with a word about it."""
    posts = len(shared.slack.calls("chat.postMessage"))
    with in_work(shared) as event:
        stop = {
            "type": "agent_session_stopped",
            "channel": event["channel"],
            "thread_ts": event["ts"],
            "user": "U1",
        }
        assert shared.slack.send_event(stop).acknowledged.wait(PATIENCE_S)
        shared.slack.wait_for_calls("chat.postMessage", posts + 1)
        (reply,) = shared.replies_to(event)

    assert reply["text"].startswith("Stopped")


def test_the_buttons_below_an_answer_do_what_they_say(shared: World) -> None:
    """New values in the same message, and other units."""
    reply = shared.answer(QUESTION)
    shared.settle()
    posts, edits = (len(shared.slack.calls(m)) for m in ("chat.postMessage", "chat.update"))

    for number, button in enumerate(("refresh", "units_imperial"), 1):
        assert shared.slack.press(reply, button).acknowledged.wait(PATIENCE_S)
        shared.slack.wait_for_calls("chat.update", edits + number)
        shared.settle()

    assert len(shared.slack.calls("chat.postMessage")) == posts


def test_the_home_tab_and_the_prompts_are_there_when_they_are_opened(shared: World) -> None:
    """For each person and each conversation."""
    publish, offer = "views.publish", "assistant.threads.setSuggestedPrompts"
    tabs, prompts = (len(shared.slack.calls(method)) for method in (publish, offer))
    for tab in ("home", "messages"):
        assert shared.slack.open_home(tab).acknowledged.wait(PATIENCE_S)

    shared.slack.wait_for_calls(publish, tabs + 1)
    shared.slack.wait_for_calls(offer, prompts + 1)


def test_a_follow_up_needs_no_mention(tmp_path: Path, transport: Transport) -> None:
    """Where the setting says so."""
    with world(tmp_path, transport=transport) as around, around.bot(FOLLOW_THREADS="on"):
        event, _ = around.ask(QUESTION)
        around.slack.wait_for_calls("chat.postMessage", 1)
        around.settle()
        follow_up = around.slack.say("and tomorrow?", thread_ts=event["ts"], channel_type="channel")

        assert around.slack.send_event(follow_up).acknowledged.wait(PATIENCE_S)
        around.slack.wait_for_calls("chat.postMessage", 2)

    assert len(around.replies_to(event)) == 2


def test_what_concerns_nobody_is_acknowledged(shared: World) -> None:
    """Talk among people, a button that is unknown, an event that is new."""
    slack, posts = shared.slack, len(shared.slack.calls("chat.postMessage"))
    remark = slack.say("lovely weather", channel_type="channel")
    button = {"type": "block_actions", "actions": [{"action_id": "a", "type": "button"}]}

    deliveries = [
        slack.send_event(remark),
        slack.send_payload(button, type="interactive"),
        slack.send_payload({"type": "event_callback", "event": {"type": "something_new"}}),
    ]

    assert all(delivery.acknowledged.wait(PATIENCE_S) for delivery in deliveries)
    assert len(slack.calls("chat.postMessage")) == posts


def test_a_bot_that_runs_is_healthy(shared: World) -> None:
    """Whatever its events come by."""
    assert shared.health() == (200, [])
