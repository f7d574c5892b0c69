"""Every surface through the real app, over Socket Mode and over signed HTTP."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.plugins import modules_in
from fakes.slack import RESPONSE_URL, Fault
from fakes.waiting import PATIENCE_S, PROCESS_S
from fakes.world import Transport, World, world

from handlers import slack_bot, surfaces

QUESTION = "What's the weather like in Bengaluru, London, and Austin?"


@pytest.fixture
def running(tmp_path: Path, transport: Transport) -> Iterator[World]:
    """Yield a world with the bot running, for each way of Slack's events to it."""
    with world(tmp_path, transport=transport) as around, around.bot():
        yield around


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


def test_a_mention_is_answered_in_its_thread(running: World) -> None:
    """Once, although it is delivered twice."""
    event, delivery = running.ask(QUESTION)
    again = running.slack.send_event(event, retry_attempt=1, retry_reason="timeout")
    running.slack.wait_for_calls("chat.postMessage", 1)

    assert delivery.acknowledged.wait(PATIENCE_S)
    assert again.acknowledged.wait(PATIENCE_S)
    running.answer("something else, so that a second answer would surely be there")
    (reply,) = running.replies_to(event)
    assert "London" in reply["text"]


def test_a_direct_message_is_answered_in_its_thread(running: World) -> None:
    """It needs no mention."""
    event = running.slack.direct_message(QUESTION)

    assert running.slack.send_event(event).acknowledged.wait(PATIENCE_S)
    running.slack.wait_for_calls("chat.postMessage", 1)

    (reply,) = running.replies_to(event)
    assert "London" in reply["text"]


def test_a_mention_in_a_group_direct_message_is_answered_once(running: World) -> None:
    """It comes as a mention and as a message."""
    event = running.slack.mention(QUESTION, channel="G1", channel_type="mpim")

    assert running.slack.send_event({**event, "type": "app_mention"}).acknowledged.wait(PATIENCE_S)
    assert running.slack.send_event(event).acknowledged.wait(PATIENCE_S)
    running.slack.wait_for_calls("chat.postMessage", 1)

    running.answer("something else, so that a second answer would surely be there")
    assert len(running.replies_to(event)) == 1


def test_a_command_is_answered_to_the_person_alone(running: World) -> None:
    """Once, although it is delivered twice; the channel hears and sees nothing of it."""
    command = running.slack.command(QUESTION)

    deliveries = [running.slack.send_command(command) for _ in range(2)]
    running.slack.wait_for_calls(RESPONSE_URL, 1)
    running.answer("something else, so that a second answer would surely be there", channel="C2")

    assert all(delivery.acknowledged.wait(PATIENCE_S) for delivery in deliveries)
    (answer,) = running.slack.answers_to(command)
    assert answer["response_type"] == "ephemeral"
    assert "London" in answer["text"]
    channels = [call.arguments.get("channel") for call in running.slack.calls("chat.postMessage")]
    assert channels == ["C2"]


def test_a_person_is_looked_up_once_for_all_surfaces(running: World) -> None:
    """Whoever opens the home tab and then asks has told their language and time zone already."""
    assert running.slack.open_home().acknowledged.wait(PATIENCE_S)
    running.slack.wait_for_calls("views.publish", 1)

    running.answer(QUESTION)
    assert running.slack.open_home("messages").acknowledged.wait(PATIENCE_S)
    running.slack.wait_for_calls("assistant.threads.setSuggestedPrompts", 1)

    (call,) = running.slack.calls("users.info")
    assert call.arguments["user"] == "U1"


def test_the_bot_asks_who_it_is_once_in_its_life(running: World) -> None:
    """The sign-in tells; a thread is read, and a lost reply looked for, without asking again."""
    first = running.slack.say("Shall we meet in Oslo?", user="U2")
    running.slack.fail("chat.postMessage", Fault(is_lost=True))

    event, _ = running.ask("how is it there?", thread_ts=first["ts"])
    running.slack.wait_for_calls("conversations.replies", 2)
    running.settle(PROCESS_S)

    assert len(running.replies_to(event)) == 1
    assert len(running.slack.calls("auth.test")) == 1


def test_a_deleted_question_is_not_answered(tmp_path: Path, transport: Transport) -> None:
    """When it is deleted while the bot works on it."""
    gate = threading.Event()
    with world(tmp_path, transport=transport) as around:
        around.model.gate = gate
        with around.bot():
            event, _ = around.ask(QUESTION)
            around.slack.wait_for_calls("assistant.threads.setStatus", 1)
            gone = {
                "type": "message",
                "subtype": "message_deleted",
                "channel": event["channel"],
                "deleted_ts": event["ts"],
                "previous_message": event,
            }
            deleted = around.slack.send_event(gone).acknowledged.wait(PATIENCE_S)
            gate.set()
            around.answer("something else, so that the first one is surely over")

    assert deleted
    assert around.replies_to(event) == []


def test_an_edited_question_is_answered_in_the_same_reply(running: World) -> None:
    """Anew."""
    event, _ = running.ask(QUESTION)
    running.slack.wait_for_calls("chat.postMessage", 1)
    running.settle()
    edited = {**event, "text": "<@UBOT> weather in Oslo?", "type": "message"}
    change = {
        "type": "message",
        "subtype": "message_changed",
        "channel": event["channel"],
        "channel_type": "channel",
        "message": {**edited, "edited": {"user": "U1", "ts": "1999999999.000100"}},
        "previous_message": event,
    }

    assert running.slack.send_event(change).acknowledged.wait(PATIENCE_S)

    running.slack.wait_for_calls("chat.update", 1)
    assert len(running.replies_to(event)) == 1


def test_work_can_be_stopped(tmp_path: Path, transport: Transport) -> None:
    """It ends with a word about it."""
    gate = threading.Event()
    with world(tmp_path, transport=transport) as around:
        around.model.gate = gate
        with around.bot():
            event, _ = around.ask(QUESTION)
            around.slack.wait_for_calls("assistant.threads.setStatus", 1)
            stop = {
                "type": "agent_session_stopped",
                "channel": event["channel"],
                "thread_ts": event["ts"],
                "user": "U1",
            }
            assert around.slack.send_event(stop).acknowledged.wait(PATIENCE_S)
            around.slack.wait_for_calls("chat.postMessage", 1)
            (reply,) = around.replies_to(event)
            gate.set()

    assert reply["text"].startswith("Stopped")


def test_the_buttons_below_an_answer_do_what_they_say(running: World) -> None:
    """New values in the same message, and other units."""
    reply = running.answer(QUESTION)
    running.settle()

    for number, button in enumerate(("refresh", "units_imperial"), 1):
        assert running.slack.press(reply, button).acknowledged.wait(PATIENCE_S)
        running.slack.wait_for_calls("chat.update", number)
        running.settle()

    assert len(running.slack.calls("chat.postMessage")) == 1


def test_the_home_tab_and_the_prompts_are_there_when_they_are_opened(running: World) -> None:
    """For each person and each conversation."""
    for tab in ("home", "messages"):
        assert running.slack.open_home(tab).acknowledged.wait(PATIENCE_S)

    running.slack.wait_for_calls("views.publish", 1)
    running.slack.wait_for_calls("assistant.threads.setSuggestedPrompts", 1)


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


def test_what_concerns_nobody_is_acknowledged(running: World) -> None:
    """Talk among people, a button that is unknown, an event that is new."""
    slack = running.slack
    remark = slack.say("lovely weather", channel_type="channel")
    button = {"type": "block_actions", "actions": [{"action_id": "a", "type": "button"}]}

    deliveries = [
        slack.send_event(remark),
        slack.send_payload(button, type="interactive"),
        slack.send_payload({"type": "event_callback", "event": {"type": "something_new"}}),
    ]

    assert all(delivery.acknowledged.wait(PATIENCE_S) for delivery in deliveries)
    assert slack.calls("chat.postMessage") == []


def test_a_bot_that_runs_is_healthy(running: World) -> None:
    """Whatever its events come by."""
    assert running.health() == (200, [])
