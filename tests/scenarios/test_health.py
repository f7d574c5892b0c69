"""The bot's health while it runs: what stands between people and it is seen from outside."""

import socket
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from fakes.chat_model import error_fault
from fakes.log import captured_log
from fakes.slack import Fault
from fakes.waiting import until
from fakes.world import world

from handlers.connection.health import NO_DATABASE, NO_EVENTS, NO_MODEL


def test_a_lost_connection_shows_until_there_is_another(tmp_path: Path) -> None:
    """Over Socket Mode, where a bot without one hears nothing."""
    may_connect = threading.Event()
    with world(tmp_path) as around, around.bot():
        around.slack.fail("apps.connections.open", Fault(hold=may_connect))
        around.slack.cut_connections()
        until(lambda: around.health() == (503, [NO_EVENTS]))
        may_connect.set()

        until(lambda: around.health() == (200, []))


def test_a_locked_database_shows(tmp_path: Path) -> None:
    """Questions can't be stored then."""
    with world(tmp_path, transport="http") as around, around.bot():
        path = around.environ["DATABASE_URL"].removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            seen = around.health()

        assert seen == (503, [NO_DATABASE])
        until(lambda: around.health() == (200, []))


def test_a_port_that_is_taken_costs_no_answer_over_socket_mode(tmp_path: Path) -> None:
    """The log says that health is not served, and why."""
    with (
        world(tmp_path) as around,
        socket.create_server(("127.0.0.1", int(around.environ["HTTP_PORT"]))),
        captured_log() as log,
        around.bot(),
    ):
        reply = around.answer("weather in London?")

    assert "London" in reply["text"]
    (entry,) = log.entries("health.not_served")
    is_named = around.environ["HTTP_PORT"] in entry["reason"]
    assert (entry["level"], is_named) == ("WARNING", True)


def test_health_says_what_the_reply_says_of_the_language_model(tmp_path: Path) -> None:
    """Three questions in a row without it: then both say so, until it answers again."""
    with world(tmp_path) as around, around.bot(), captured_log() as log:
        around.model.fails_with = error_fault(401, "Incorrect API key provided")
        texts = [around.answer("weather in London?")["text"] for _ in range(3)]
        down = around.health()
        around.model.fails_with = None
        back = around.answer("weather in London?")["text"]

        assert around.health() == (200, [])
    assert ["is not working" in text for text in (*texts, back)] == [False, False, True, False]
    assert down == (200, [NO_MODEL])
    assert [len(log.entries(event)) for event in ("model.down", "model.back")] == [1, 1]
