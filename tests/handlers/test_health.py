"""The page that says whether the bot can do its work."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest
from fakes.slack_posts import request

from bot.errors import DatabaseError
from handlers.connection.health import NO_DATABASE, NO_EVENTS, NO_MODEL, Health
from handlers.connection.http_server import HttpServer


@contextmanager
def looking(
    port: int,
    *,
    is_connected: bool = True,
    check_database: Callable[[], None] = lambda: None,
    is_model_down: bool = False,
) -> Iterator[Callable[[], tuple[int, list[str]]]]:
    """Serve the page; yield what looks at it and returns the status and what is wrong."""
    health = Health(lambda: is_connected, check_database, lambda: is_model_down, patience_s=0.2)

    def look() -> tuple[int, list[str]]:
        status, body = request(f"http://127.0.0.1:{port}/health", method="GET")
        return status, json.loads(body)["problems"]

    server = HttpServer({"GET /health": health}, host="127.0.0.1", port=port, threads=4)
    with closing(server):
        server.start()
        yield look


def fail() -> None:
    """Fail as a database does whose password is wrong."""
    raise DatabaseError("the database 'x' failed: no password for canary@db.example")


def test_all_is_well(free_port: int) -> None:
    """As a balancer wants to know it."""
    with looking(free_port) as look:
        assert look() == (200, [])


@pytest.mark.parametrize(
    ("is_connected", "check", "problems"),
    [
        (False, lambda: None, [NO_EVENTS]),
        (True, fail, [NO_DATABASE]),
        (False, fail, [NO_EVENTS, NO_DATABASE]),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(
    free_port: int, check: Callable[[], None], problems: list[str], *, is_connected: bool
) -> None:
    """And nothing that only the operator's log may hold."""
    with looking(free_port, is_connected=is_connected, check_database=check) as look:
        assert look() == (503, problems)


def test_a_bot_without_its_language_model_goes_on(free_port: int) -> None:
    """It is told, and nobody starts the bot anew because of it."""
    with looking(free_port, is_model_down=True) as look:
        assert look() == (200, [NO_MODEL])


def test_a_database_that_hangs_is_asked_once_and_waited_for_no_longer(free_port: int) -> None:
    """However many look; when it answers again, all is well."""
    answers, checks = threading.Event(), []

    def check() -> None:
        checks.append(1)
        answers.wait(10)

    with looking(free_port, check_database=check) as look:
        seen = [look() for _ in range(3)]
        count = len(checks)
        answers.set()

        assert look() == (200, [])
    assert seen == [(503, [NO_DATABASE])] * 3
    assert count == 1
