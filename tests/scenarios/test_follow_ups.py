"""Follow-ups that name nobody, in threads that the bot takes part in: FOLLOW_THREADS."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes.chat_model import ChatRequest, FakeChatModel, Json, error_fault, text_turn
from fakes.rows import each_row
from fakes.waiting import PATIENCE_S
from fakes.world import World, world

POST, STATUS = "chat.postMessage", "assistant.threads.setStatus"
ASK, NEXT = "weather in London?", "and tomorrow?"


def sensible(request: ChatRequest) -> Json:
    """Look up what a question asks for, and stay out of what people say to each other."""
    if request.messages[-1]["content"] == "see you at noon":
        return text_turn("silence")
    if request.messages[-1]["content"] == "what was that again?":
        return text_turn("It is 12.3 °C.")
    return FakeChatModel(places=["London"]).default_turn(request)


@pytest.fixture
def around(tmp_path: Path) -> Iterator[World]:
    """Give a world whose model is a sensible one."""
    with world(tmp_path, FakeChatModel(sensible)) as around:
        yield around


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give the same with a bot that follows threads and goes on running."""
    folder = tmp_path_factory.mktemp("kept")
    with world(folder, FakeChatModel(sensible)) as around, around.bot(FOLLOW_THREADS="on"):
        yield around


@pytest.fixture
def following(kept: World) -> World:
    """Give it with nothing asked yet."""
    kept.begin_anew()
    return kept


def opened(around: World, **place: str) -> dict[str, Any]:
    """Ask the bot a first question; return its message once it is answered."""
    before = len(around.slack.calls(POST))
    event, _ = around.ask(ASK, **place)
    around.slack.wait_for_calls(POST, before + 1)
    around.settle()
    return event


def overheard(around: World, text: str, thread_ts: str, kind: str = "channel") -> dict[str, Any]:
    """Say something in a thread, and return when the bot has heard and settled it."""
    event = around.slack.say(text, user="U2", thread_ts=thread_ts, channel_type=kind)
    assert around.slack.send_event(event).acknowledged.wait(PATIENCE_S)
    around.settle()
    return event


@each_row("kind", ["channel", "group", "mpim"])
def test_a_follow_up_needs_no_mention(following: World, kind: str) -> None:
    """It knows what was said before."""
    following.model.requests.clear()
    first = opened(following)

    overheard(following, NEXT, first["ts"], kind)

    assert len(following.replies_to(first)) == 2
    asked = [m["content"] for m in following.model.requests[2].messages if m["role"] == "user"]
    assert asked == [ASK, NEXT]
    assert "not addressed to you by name" in following.model.requests[2].messages[0]["content"]


def statuses(around: World) -> list[str]:
    """Return the statuses that were shown, without the calls that clear one, which may be late."""
    shown = (call.arguments["status"] for call in around.slack.calls(STATUS))
    return [status for status in shown if status]


def test_a_follow_up_shows_no_status(following: World) -> None:
    """Nobody may be waiting for the bot."""
    first = opened(following)
    before = statuses(following)

    overheard(following, NEXT, first["ts"])
    overheard(following, "see you at noon", first["ts"])

    assert statuses(following) == before
    assert following.slack.status("C1", first["ts"]) == ""


def test_a_follow_up_can_come_before_the_first_answer(around: World) -> None:
    """It waits for it, and knows it then."""
    around.model.gate = threading.Event()
    with around.bot(FOLLOW_THREADS="on"):
        first, delivery = around.ask(ASK)
        assert delivery.acknowledged.wait(PATIENCE_S)
        event = around.slack.say(NEXT, thread_ts=first["ts"], channel_type="channel")
        assert around.slack.send_event(event).acknowledged.wait(PATIENCE_S)
        around.model.gate.set()
        around.settle()

    assert len(around.replies_to(first)) == 2


def test_a_follow_up_can_be_answered_from_what_the_thread_knows(following: World) -> None:
    """With the source of its figures, and with buttons."""
    first = opened(following)

    overheard(following, "what was that again?", first["ts"])

    _, reply = following.replies_to(first)
    assert "Open-Meteo" in reply["text"]
    assert "actions" in [block["type"] for block in reply["blocks"]]


def test_an_edited_follow_up_is_answered_anew(following: World) -> None:
    """In the same reply; one that turns to somebody else is left as it is."""
    first = opened(following)
    said = overheard(following, NEXT, first["ts"])
    for at, text in (("1999999999.000100", f"{NEXT}?"), ("1999999999.000200", "<@U3> you?")):
        following.edit(said, text, at)
        following.settle()

    assert len(following.replies_to(first)) == 2
    (update,) = following.slack.calls("chat.update")
    assert update.arguments["ts"] == following.replies_to(first)[1]["ts"]


def test_people_who_talk_to_each_other_are_left_alone(following: World) -> None:
    """The model finds no question in it; what they said is no part of the history."""
    first = opened(following)

    overheard(following, "see you at noon", first["ts"])
    overheard(following, NEXT, first["ts"])

    assert len(following.replies_to(first)) == 2
    assert "see you at noon" not in str(following.model.requests[-1].messages)


@each_row("text", ["<@U3> and tomorrow?", "<!here> and tomorrow?", "", "\u200b"])
def test_words_to_somebody_else_do_not_reach_the_model(following: World, text: str) -> None:
    """Whoever is mentioned is meant."""
    following.model.requests.clear()
    first = opened(following)

    overheard(following, text, first["ts"])

    assert len(following.model.requests) == 2
    assert len(following.replies_to(first)) == 1


def test_a_thread_without_the_bot_is_left_alone(following: World) -> None:
    """And so is what is said outside of threads."""
    first = following.slack.say("lovely day", user="U2", channel_type="channel")
    overheard(following, NEXT, first["ts"])
    assert following.slack.send_event(first).acknowledged.wait(PATIENCE_S)
    following.settle()

    assert following.model.requests == []
    assert following.slack.calls(POST) == []


def test_other_apps_are_not_answered(following: World) -> None:
    """Two bots would talk for ever."""
    first = opened(following)
    event = following.slack.say(NEXT, user="UB2", thread_ts=first["ts"], channel_type="channel")
    assert following.slack.send_event({**event, "bot_id": "B2"}).acknowledged.wait(PATIENCE_S)
    following.settle()

    assert len(following.replies_to(first)) == 1


def test_a_mention_is_answered_once(following: World) -> None:
    """It arrives as a mention and as a message."""
    first = opened(following)
    event = following.slack.mention(NEXT, thread_ts=first["ts"], channel_type="channel")
    for kind in ("message", "app_mention"):
        assert following.slack.send_event({**event, "type": kind}).acknowledged.wait(PATIENCE_S)
    following.settle()

    assert len(following.replies_to(first)) == 2


def test_a_failure_is_no_reason_to_speak_up(tmp_path: Path) -> None:
    """Nobody has asked the bot."""
    broken = FakeChatModel(
        lambda request: (
            error_fault(400)
            if "by name" in request.messages[0]["content"]
            else FakeChatModel(places=["London"]).default_turn(request)
        )
    )
    with (
        world(tmp_path, broken) as around,
        around.bot(FOLLOW_THREADS="on", MODEL_FALLBACK="false"),
    ):
        first = opened(around)
        overheard(around, NEXT, first["ts"])

        assert len(around.replies_to(first)) == 1


def test_without_the_setting_a_follow_up_needs_a_mention(around: World) -> None:
    """The setting is off unless somebody wants it."""
    with around.bot():
        first = opened(around)
        overheard(around, NEXT, first["ts"])

    assert len(around.replies_to(first)) == 1
    assert len(around.model.requests) == 2
