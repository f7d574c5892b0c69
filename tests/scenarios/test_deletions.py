"""What people delete in Slack, and what happens when the app is removed from a workspace."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fakes.command import weather_bot
from fakes.slack import BOT_USER_ID, TEAM_ID
from fakes.waiting import PATIENCE_S, until
from fakes.world import World, world

from handlers.playground.workspace.rules import Fault
from handlers.playground.workspace.sockets import Delivery

EventOf = Callable[[dict[str, Any]], dict[str, Any]]

CANARY = "canary-4711"
ASKED = f"weather in London, {CANARY}?"


@pytest.fixture
def around(tmp_path: Path) -> Iterator[World]:
    """A world."""
    with world(tmp_path) as around:
        yield around


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world with a bot that goes on running."""
    with world(tmp_path_factory.mktemp("kept")) as around, around.bot():
        yield around


@pytest.fixture
def running(kept: World) -> World:
    """The same with nothing asked yet, and nothing in its files."""
    kept.begin_anew()
    assert not is_stored(kept, CANARY)
    return kept


def send(around: World, event: dict[str, Any], team: str = TEAM_ID) -> Delivery:
    """Deliver an event that is no message, to the app as a workspace has it."""
    body = {"type": "event_callback", "team_id": team, "event_id": "Ev0", "event": event}
    body["authorizations"] = [{"team_id": team}]
    return around.slack.send_payload(body)


def deletion(message: dict[str, Any]) -> dict[str, Any]:
    """Return the event of a message that is gone."""
    told = {name: value for name, value in message.items() if name != "channel"}
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "channel": message["channel"],
        "channel_type": message.get("channel_type", "channel"),
        "deleted_ts": message["ts"],
        "ts": "1999999999.000100",
        "previous_message": {**told, "type": "message"},
    }


def entombment(message: dict[str, Any]) -> dict[str, Any]:
    """Return the event of a deleted message that others have replied to."""
    stone = {
        "type": "message",
        "subtype": "tombstone",
        "user": "USLACKBOT",
        "text": "This message was deleted.",
        "hidden": True,
        "ts": message["ts"],
        "thread_ts": message["ts"],
    }
    event = {**deletion(message), "subtype": "message_changed", "message": stone}
    del event["deleted_ts"]
    return event


def deliver(around: World, event: dict[str, Any]) -> None:
    """Deliver an event, and return when the bot says that it is done."""
    assert send(around, event).acknowledged.wait(PATIENCE_S)


def delete(around: World, message: dict[str, Any], event_of: EventOf = deletion) -> None:
    """Have somebody delete a message, and return when the bot says that it is done."""
    around.slack.change(message, subtype="tombstone", text="", user="USLACKBOT")
    deliver(around, event_of(message))


def answered(around: World, text: str, **place: str) -> dict[str, Any]:
    """Mention the bot; return the question's event as soon as it is answered and settled."""
    before = len(around.slack.calls("chat.postMessage"))
    event, delivery = around.ask(text, **place)
    # Kept, so that it is waited for also where the next post is an earlier question's.
    assert delivery.acknowledged.wait(PATIENCE_S)
    around.slack.wait_for_calls("chat.postMessage", before + 1)
    around.settle()
    return event


def database_path(around: World) -> Path:
    """Return where the bot keeps its database."""
    return Path(around.environ["DATABASE_URL"].removeprefix("sqlite:///"))


def rows(around: World, query: str) -> list[tuple[Any, ...]]:
    """Return what a query finds in the bot's database."""
    with closing(sqlite3.connect(database_path(around), timeout=10)) as connection:
        return connection.execute(query).fetchall()


def is_stored(around: World, text: str) -> bool:
    """Return whether a text can be read from the database's files."""
    path = database_path(around)
    return any(text.encode() in file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def prompts(around: World) -> str:
    """Return all that the model has been told so far."""
    return str([request.messages for request in around.model.requests])


@pytest.mark.parametrize("event_of", [deletion, entombment])
def test_a_deleted_question_and_its_answer_are_forgotten(running: World, event_of: EventOf) -> None:
    """With replies below it, a thread's first message leaves a tombstone; both mean the same."""
    event = answered(running, ASKED)
    assert is_stored(running, CANARY)

    delete(running, event, event_of)
    running.model.requests.clear()
    answered(running, "and tomorrow?", thread_ts=event["ts"])

    assert not is_stored(running, CANARY)
    assert CANARY not in prompts(running)
    assert "observed" not in prompts(running)
    assert len(running.replies_to(event)) == 2


def test_the_questions_around_a_deleted_one_stay(running: World) -> None:
    """In a direct message as well."""
    first = running.slack.direct_message("weather in Oslo?")
    running.slack.send_event(first)
    running.slack.wait_for_calls("chat.postMessage", 1)
    second = running.slack.direct_message(ASKED, thread_ts=first["ts"])
    running.slack.send_event(second)
    running.slack.wait_for_calls("chat.postMessage", 2)
    running.settle()

    delete(running, second)
    running.model.requests.clear()
    third = running.slack.direct_message("and tomorrow?", thread_ts=first["ts"])
    running.slack.send_event(third)
    running.slack.wait_for_calls("chat.postMessage", 3)

    assert "weather in Oslo?" in prompts(running)
    assert CANARY not in prompts(running)


def test_a_question_that_is_deleted_while_in_work_is_not_answered(around: World) -> None:
    """The thread goes on, and a late second delivery does not bring it back."""
    around.model.gate = threading.Event()
    with around.bot():
        event, delivery = around.ask(ASKED)
        assert delivery.acknowledged.wait(PATIENCE_S)
        around.slack.wait_for_calls("assistant.threads.setStatus", 1)
        delete(around, event)
        around.model.gate.set()
        around.slack.send_event(event)
        answered(around, "and in Oslo?", thread_ts=event["ts"])

    assert len(around.replies_to(event)) == 1
    assert not is_stored(around, CANARY)


def test_a_question_that_is_deleted_while_it_waits_is_not_answered(around: World) -> None:
    """Behind another one of its thread."""
    around.model.gate = threading.Event()
    with around.bot():
        first, _ = around.ask("weather in Oslo?")
        around.slack.wait_for_calls("assistant.threads.setStatus", 1)
        second, delivery = around.ask(ASKED, thread_ts=first["ts"])
        assert delivery.acknowledged.wait(PATIENCE_S)
        delete(around, second)
        around.model.gate.set()
        answered(around, "and in Rome?", thread_ts=first["ts"])

    assert len(around.replies_to(first)) == 2
    assert CANARY not in prompts(around)


def test_a_question_that_is_deleted_while_its_reply_is_looked_for_is_not_posted(
    around: World,
) -> None:
    """The post failed, and it is known before the next one that nobody wants it any more."""
    hold = threading.Event()
    around.slack.fail("chat.postMessage", Fault(status=500, body="oops"))
    around.slack.fail("conversations.replies", Fault(hold=hold))
    with around.bot():
        event, _ = around.ask(ASKED)
        around.slack.wait_for_calls("conversations.replies", 1)
        delete(around, event)
        hold.set()
        answered(around, "and in Oslo?", thread_ts=event["ts"])

    assert len(around.slack.calls("chat.postMessage")) == 2
    assert len(around.replies_to(event)) == 1


def test_a_deletion_that_overtakes_its_question_holds(running: World) -> None:
    """Events can arrive in any order."""
    event = running.slack.mention(ASKED)

    delete(running, event)
    assert running.slack.send_event(event).acknowledged.wait(PATIENCE_S)
    answered(running, "and in Oslo?", thread_ts=event["ts"])

    assert len(running.replies_to(event)) == 1
    assert CANARY not in prompts(running)
    assert not is_stored(running, CANARY)


def test_the_deletion_of_other_messages_changes_nothing(running: World) -> None:
    """Neither the bot's own reply, nor a remark, nor what was never seen; nor an edit."""
    event = answered(running, ASKED)
    reply = running.replies_to(event)[0]
    remark = running.slack.say("lovely!", thread_ts=event["ts"], user="U2")
    before = rows(running, "SELECT * FROM questions"), rows(running, "SELECT * FROM turns")

    edit = {**entombment(event), "message": {**event, "text": "other"}}
    strange: list[dict[str, Any]] = [
        deletion({**reply, "channel": "C1"}),
        deletion({**remark, "type": "message"}),
        deletion({**event, "channel": "C2", "text": "no mention"}),
        edit,
        {"type": "message", "subtype": "message_deleted", "channel": "C1"},
        {"type": "message", "subtype": "message_deleted", "channel": "C1", "deleted_ts": "1.1"},
        {"type": "message", "subtype": "message_changed", "channel": "C1", "message": None},
    ]
    for other in strange:
        deliver(running, other)
    elsewhere = send(running, deletion({**event, "text": "no mention"}), team="T2")
    assert elsewhere.acknowledged.wait(PATIENCE_S)

    assert (
        rows(running, "SELECT * FROM questions"),
        rows(running, "SELECT * FROM turns"),
    ) == before


def test_an_edited_question_leaves_no_old_words(running: World) -> None:
    """Nor its answer: the newest wording alone can be read from the files."""
    event = answered(running, ASKED)
    assert is_stored(running, CANARY)

    running.edit(event, "<@UBOT> weather in Rome?")

    assert not is_stored(running, CANARY)
    running.slack.wait_for_calls("chat.update", 1)
    running.settle()
    assert not is_stored(running, CANARY)
    assert is_stored(running, "weather in Rome?")


REMARK = f"Shall we meet in Oslo, {CANARY}?"
OTHER = "Rather in Rome."


def introduced(around: World, **root: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Have two people talk before the bot is asked; return the first remark and the second."""
    around.slack.users["U2"] = {"profile": {"display_name": "Ada"}}
    first = around.slack.say(REMARK, user="U2", channel_type="channel", **root)
    thread_ts = root.get("thread_ts", first["ts"])
    second = around.slack.say(OTHER, user="U3", channel_type="channel", thread_ts=thread_ts)
    answered(around, "how is it there?", thread_ts=thread_ts)
    assert is_stored(around, CANARY)
    assert CANARY in prompts(around)
    around.model.requests.clear()
    return first, second


@pytest.mark.parametrize("how", ["deleted", "entombed", "edited"])
def test_a_remark_that_its_author_takes_back_is_forgotten(running: World, how: str) -> None:
    """With its author's name; what others said before, the thread's first question still knows."""
    remark, other = introduced(running)

    if how == "edited":
        running.edit(remark, "Shall we meet?")
    else:
        delete(running, remark, deletion if how == "deleted" else entombment)
    answered(running, "and tomorrow?", thread_ts=remark["ts"])

    assert not is_stored(running, CANARY)
    assert not is_stored(running, "Ada")
    assert CANARY not in prompts(running)
    assert OTHER in prompts(running)
    assert "how is it there?" in prompts(running)
    delete(running, other)
    assert not is_stored(running, OTHER)


def test_a_remark_in_the_middle_of_a_thread_is_forgotten_too(running: World) -> None:
    """Also when Slack says no more of it than where and when it was written."""
    root = running.slack.say("Hello", user="U4", channel_type="channel")
    remark, _ = introduced(running, thread_ts=root["ts"])

    event = deletion(remark)
    del event["previous_message"]
    deliver(running, event)

    assert not is_stored(running, CANARY)


def test_a_preview_in_a_remark_changes_nothing(running: World) -> None:
    """Slack changes messages by itself as well."""
    remark, _ = introduced(running)

    running.edit(remark, REMARK)

    assert is_stored(running, CANARY)


def test_a_remark_that_is_deleted_while_its_question_is_in_work_is_not_stored(
    around: World,
) -> None:
    """The question is answered all the same, and once."""
    around.model.gate = threading.Event()
    with around.bot():
        first = around.slack.say(REMARK, user="U2")
        event, _ = around.ask("weather in Rome?", thread_ts=first["ts"])
        until(lambda: bool(around.model.requests))
        delete(around, first)
        around.model.gate.set()
        around.slack.wait_for_calls("chat.postMessage", 1)
        around.settle()

    assert len(around.replies_to(event)) == 1
    assert not is_stored(around, CANARY)


def test_remarks_are_forgotten_with_their_author(running: World) -> None:
    """Though somebody else's question is stored with them."""
    remark, _ = introduced(running)

    done = weather_bot("forget", "--user", "U2", **running.environ)
    answered(running, "and tomorrow?", thread_ts=remark["ts"])

    assert (done.code, done.out) == (0, "Forgotten: 0 questions and 0 turns.\n")
    assert not is_stored(running, CANARY)
    assert OTHER in prompts(running)


REVOKED = {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": [BOT_USER_ID]}}


@pytest.mark.parametrize("event", [{"type": "app_uninstalled"}, REVOKED], ids=lambda e: e["type"])
def test_a_workspace_without_the_app_is_forgotten(around: World, event: dict[str, Any]) -> None:
    """Before the event is acknowledged; what is in work is neither posted nor stored."""
    with around.bot():
        answered(around, ASKED)
        around.model.gate = threading.Event()
        before = len(around.model.requests)
        in_work, _ = around.ask(ASKED, channel="C2")
        until(lambda: len(around.model.requests) > before)

        deliver(around, event)

        assert rows(around, "SELECT * FROM questions") == []
        assert rows(around, "SELECT * FROM turns") == []
        assert not is_stored(around, CANARY)
        around.model.gate.set()

    assert around.replies_to(in_work) == []
    assert not is_stored(around, CANARY)


REVOKED_BY_OTHERS: list[dict[str, Any]] = [
    {"type": "tokens_revoked", "tokens": {"oauth": ["U1", BOT_USER_ID], "bot": []}},
    {"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}},
    {"type": "tokens_revoked", "tokens": {"bot": ["UOTHER"]}},
    {"type": "tokens_revoked", "tokens": None},
    {"type": "tokens_revoked"},
]


def test_nothing_is_forgotten_where_the_app_has_not_left_this_workspace(running: World) -> None:
    """People revoke their own tokens, another workspace goes, or one that is not named."""
    answered(running, ASKED)
    left = {}

    for event in REVOKED_BY_OTHERS:
        deliver(running, event)
        left[str(event)] = len(rows(running, "SELECT * FROM turns"))
    for team in ("T2", ""):
        assert send(running, {"type": "app_uninstalled"}, team=team).acknowledged.wait(PATIENCE_S)
        left[team] = len(rows(running, "SELECT * FROM turns"))

    assert left == dict.fromkeys([*map(str, REVOKED_BY_OTHERS), "T2", ""], 1)


def test_a_deletion_that_fails_is_not_acknowledged(
    around: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Slack delivers it again."""
    refused = []
    with around.bot():
        event = answered(around, ASKED)
        with closing(sqlite3.connect(database_path(around), isolation_level=None)) as admin:
            admin.execute("ALTER TABLE turns RENAME TO mislaid")
            for failing in (deletion(event), {"type": "app_uninstalled"}):
                refused.append(send(around, failing))
                until(lambda: len(refusals(caplog)) == len(refused))
            admin.execute("ALTER TABLE mislaid RENAME TO turns")

        deliver(around, {"type": "app_uninstalled"})

    assert not any(delivery.acknowledged.is_set() for delivery in refused)
    assert not is_stored(around, CANARY)


def refusals(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the lines of events that were not accepted."""
    return [line for line in caplog.messages if line.startswith("event.not_accepted")]


def test_what_is_too_old_is_purged_while_the_bot_runs(around: World) -> None:
    """HISTORY_DAYS says how old that is."""
    with around.bot():
        event = answered(around, ASKED)
    long_ago = "1600000000.000100"
    with closing(sqlite3.connect(database_path(around), isolation_level=None)) as admin:
        for table in ("questions", "turns"):
            admin.execute(f"UPDATE {table} SET ts = ?", (long_ago,))  # noqa: S608

    with around.bot(HISTORY_DAYS="3650"):
        answered(around, "weather in Rome?")
        assert len(rows(around, "SELECT * FROM turns")) == 2
    with around.bot(HISTORY_DAYS="1"):
        until(lambda: len(rows(around, "SELECT * FROM turns")) == 1)

    assert len(around.replies_to(event)) == 1
    kept = rows(around, "SELECT ts FROM questions") + rows(around, "SELECT ts FROM turns")
    assert len(kept) == 2
    assert (long_ago,) not in kept
