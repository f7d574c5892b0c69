"""The command /weather: to the person alone, and at most once."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fakes.chat_model import FakeChatModel, error_fault
from fakes.log import captured_log
from fakes.rows import each_row
from fakes.slack import RESPONSE_URL, Fault
from fakes.waiting import PATIENCE_S, until
from fakes.world import World, world

from bot.answering.conversation import HELP
from bot.bootstrap import TOOLS
from bot.languages import ENGLISH
from bot.tools import capabilities


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Yield a world with a bot that goes on running."""
    with world(tmp_path_factory.mktemp("kept")) as around, around.bot():
        yield around


@pytest.fixture
def running(kept: World) -> World:
    """Give it with nothing asked yet."""
    kept.begin_anew()
    return kept


def given(around: World, text: str, calls: int = 1, **place: str) -> dict[str, Any]:
    """Give the command; return it when so many answers to commands have been tried."""
    command = around.slack.command(text, **place)
    assert around.slack.send_command(command).acknowledged.wait(PATIENCE_S)
    around.slack.wait_for_calls(RESPONSE_URL, calls)
    return command


def rows(around: World, query: str) -> list[tuple[Any, ...]]:
    """Return what a query finds in the bot's database."""
    path = around.environ["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, timeout=10)) as connection:
        return connection.execute(query).fetchall()


def test_an_answer_has_blocks_a_source_and_a_complete_text(running: World) -> None:
    """Like any other reply."""
    (answer,) = running.slack.answers_to(given(running, "Berlin tomorrow"))

    assert [block["type"] for block in answer["blocks"]] == ["markdown", "table", "context"]
    assert "Open-Meteo" in json.dumps(answer["blocks"])
    assert "Open-Meteo" in answer["text"]


def test_an_empty_command_is_answered_with_help(running: World) -> None:
    """It costs no model call."""
    (answer,) = running.slack.answers_to(given(running, "  "))

    assert answer["text"] == HELP.format(can=capabilities(TOOLS, ENGLISH))
    assert running.model.requests == []


def test_a_command_has_no_status_and_no_history(running: World) -> None:
    """It is no message and has no thread; the next one knows nothing of it."""
    given(running, "weather in Oslo?")
    given(running, "and tomorrow?", calls=2)

    assert running.slack.calls("assistant.threads.setStatus") == []
    assert running.slack.calls("conversations.replies") == []
    asked = [request.messages for request in running.model.requests]
    assert [m["role"] for m in asked[2]] == ["system", "user"]
    assert rows(running, "SELECT * FROM turns") == []


def test_two_equal_commands_are_both_answered(running: World) -> None:
    """They are told apart by their triggers."""
    first, second = (given(running, "weather in Oslo?", calls=n) for n in (1, 2))

    assert [len(running.slack.answers_to(command)) for command in (first, second)] == [1, 1]


def test_an_answer_that_may_have_arrived_is_not_sent_again(running: World) -> None:
    """It can't be looked for, and nobody wants it twice; it counts as posted."""
    running.slack.fail(RESPONSE_URL, Fault(is_lost=True))

    command = given(running, "Berlin")
    until(lambda: not rows(running, "SELECT 1 FROM questions WHERE state != 'done'"))

    assert len(running.slack.answers_to(command)) == 1
    assert running.answer_calls() == [RESPONSE_URL]


def test_an_answer_to_an_address_that_has_expired_is_given_up(running: World) -> None:
    """It works for half an hour; a note to the person takes its place."""
    running.slack.fail(RESPONSE_URL, Fault(body="expired_url", status=404))

    given(running, "Berlin")
    until(lambda: rows(running, "SELECT state FROM questions") == [("dead",)])

    (note,) = running.slack.wait_for_calls("chat.postEphemeral", 1)
    assert (note.arguments["channel"], note.arguments["user"]) == ("C1", "U1")
    assert "Open-Meteo" in note.arguments["text"]
    assert len(running.slack.calls(RESPONSE_URL)) == 1


@each_row(
    "change",
    [
        {"response_url": "http://169.254.169.254/latest/meta-data"},
        {"response_url": "https://slack.com.evil.example/commands/1"},
        {"response_url": "https://evil.example/?https://hooks.slack.com/commands/1"},
        {"response_url": ""},
        {"trigger_id": ""},
    ],
    ids=str,
)
def test_a_command_that_cannot_be_answered_in_slack_is_not_accepted(
    running: World, change: dict[str, str]
) -> None:
    """No other address is ever called; the log tells of it without the address."""
    with captured_log() as log:
        delivery = running.slack.send_command({**running.slack.command("Berlin"), **change})
        assert delivery.acknowledged.wait(PATIENCE_S)

    (told,) = log.entries("command.ignored")
    assert (told["level"], told["reason"]) == ("WARNING", "it can't be answered")
    assert "evil" not in log.text
    assert rows(running, "SELECT * FROM questions") == []


def test_a_model_that_fails_is_told_to_the_person_alone(tmp_path: Path) -> None:
    """With a reference."""
    model = FakeChatModel([error_fault(401, "Incorrect API key", "invalid_api_key")])
    with world(tmp_path, model) as around, around.bot(MODEL_FALLBACK="false"):
        (answer,) = around.slack.answers_to(given(around, "Berlin"))

    assert "reference" in answer["text"]
    assert around.slack.calls("chat.postMessage") == []
