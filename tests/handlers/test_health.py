"""The page that says whether the bot can do its work."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from typing import Any

import pytest
from fakes.rows import each_row
from fakes.slack_posts import request
from slack_bolt import BoltResponse

from bot.errors import DatabaseError, SettingsError
from bot.questions.desk import Backlog
from handlers.connection.health import NO_DATABASE, NO_EVENTS, NO_MODEL, Health
from handlers.connection.http_server import HttpServer, Page, can_listen


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
        (False, fail, [NO_EVENTS, NO_DATABASE, NO_MODEL]),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(
    free_port: int, check: Callable[[], None], problems: list[str], *, is_connected: bool
) -> None:
    """And nothing that only the operator's log may hold."""
    is_down = NO_MODEL in problems
    parts = {"is_connected": is_connected, "check_database": check, "is_model_down": is_down}
    with looking(free_port, **parts) as look:
        assert look() == (503, problems)


def test_a_bot_without_its_language_model_goes_on(free_port: int) -> None:
    """It is told, and nobody starts the bot anew because of it."""
    for is_connected, seen in ((True, (200, [NO_MODEL])), (False, (503, [NO_EVENTS, NO_MODEL]))):
        with looking(free_port, is_connected=is_connected, is_model_down=True) as look:
            assert look() == seen


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
    assert len(checks) <= 2


def test_a_database_that_answers_again_is_asked_again(free_port: int) -> None:
    """Each look has one of its own."""
    checks = [fail, fail, lambda: None, fail]

    def check() -> None:
        checks.pop(0)()

    with looking(free_port, check_database=check) as look:
        seen = [look() for _ in range(4)]

    bad = (503, [NO_DATABASE])
    assert seen == [bad, bad, (200, []), bad]


def test_a_live_process_says_so_whatever_is_wrong(free_port: int) -> None:
    """Or it would be started anew for a fault that no restart mends."""
    health = Health(lambda: False, fail, lambda: True, patience_s=0.2)
    with closing(served(health, free_port)):
        answer = request(f"http://127.0.0.1:{free_port}/livez", method="GET")
        assert answer == (200, '{"is_live": true}')


@pytest.mark.parametrize(
    ("changed", "status", "told"),
    [
        ({}, 200, {}),
        ({"is_draining": lambda: True}, 503, {"is_ready": False, "is_draining": True}),
        ({"is_weather_failing": lambda: True}, 200, {"weather": "fails"}),
        ({"is_model_down": lambda: True}, 200, {"model": "fails"}),
        ({"is_connected": lambda: False}, 503, {"is_ready": False, "events": "don't come in"}),
        ({"backlog": lambda: Backlog(0, 0, 0.0)}, 200, {"open": 0, "oldest_open_s": 0.0}),
        ({"backlog": fail}, 200, {"open": None, "oldest_open_s": None}),
        (
            {"check_database": fail},
            503,
            {
                "is_ready": False,
                "database": "does not answer",
                "open": None,
                "oldest_open_s": None,
            },
        ),
    ],
)
def test_readiness_tells_of_every_part(
    free_port: int, changed: dict[str, Any], status: int, told: dict[str, Any]
) -> None:
    """Only what keeps questions from being taken makes it unready."""
    parts = {
        "is_connected": lambda: True,
        "check_database": lambda: None,
        "is_model_down": lambda: False,
        "backlog": lambda: Backlog(3, 1, 7.46),
        **changed,
    }
    health = Health(**parts)
    with closing(served(health, free_port)):
        got, body = request(f"http://127.0.0.1:{free_port}/readyz", method="GET")

    assert got == status
    well = {
        "is_ready": True,
        "is_draining": False,
        "events": "come in",
        "database": "answers",
        "model": "works",
        "weather": "works",
        "open": 3,
        "oldest_open_s": 7.5,
    }
    known = {name: value for name, value in {**well, **told}.items() if value is not None}
    assert json.loads(body) == known


def test_a_page_has_all_its_headers_and_a_long_head_is_refused(free_port: int) -> None:
    """Whoever sends one has not been asked who they are."""
    page = BoltResponse(status=200, headers={"x-a": ["1", "2"]})
    server = HttpServer({"GET /": lambda _: page}, host="127.0.0.1", port=free_port, threads=1)
    seen = []
    with closing(server):
        server.start()
        for size in (10, 40_000):
            with closing(HTTPConnection("127.0.0.1", free_port, timeout=10)) as connection:
                connection.request("GET", "/", headers={"x-b": "b" * size})
                response = connection.getresponse()
                seen.append((response.status, response.headers.get_all("x-a")))

    assert seen == [(200, ["1", "2"]), (431, None)]


@each_row(
    ("asked", "status", "body"),
    [
        ("GET /page", 200, "here"),
        ("GET /page?x=1", 200, "here"),
        ("POST /page", 404, ""),
        ("HEAD /page", 404, ""),
        ("GET /", 404, ""),
        ("GET /page/", 404, ""),
        ("GET /Page", 404, ""),
        ("GET /odd", 418, "Teekännchen"),
    ],
)
def test_a_page_is_served_by_its_method_and_path(
    free_port: int, asked: str, status: int, body: str
) -> None:
    """Whatever stands behind a question mark; its server tells no version."""
    pages: dict[str, Page] = {
        "GET /page": lambda _: BoltResponse(status=200, body="here"),
        "GET /odd": lambda _: BoltResponse(status=418, body="Teekännchen"),
    }
    method, path = asked.split(" ")
    server = HttpServer(pages, host="127.0.0.1", port=free_port, threads=1)
    with closing(server), closing(HTTPConnection("127.0.0.1", free_port, timeout=10)) as client:
        before = server.is_connected
        server.start()
        client.request(method, path)
        response = client.getresponse()

        assert (response.status, response.read().decode()) == (status, body)
        assert response.headers["Server"] == "weather-bot"
        assert (before, server.is_connected) == (False, True)
    assert not server.is_connected


def test_an_address_of_the_newer_kind_can_be_listened_at(free_port: int) -> None:
    """As in networks that have no other."""
    pages: dict[str, Page] = {"GET /": lambda _: BoltResponse(status=200, body="here")}
    server = HttpServer(pages, host="::1", port=free_port, threads=1)
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no such address")
    with closing(server):
        server.start()
        assert request(f"http://[::1]:{free_port}/", method="GET") == (200, "here")
        with pytest.raises(SettingsError) as failure:
            can_listen("::1", free_port)

    (problem,) = failure.value.problems
    begin, _, end = problem.partition("Address already in use")
    assert (
        begin
        == f"HTTP_HOST and HTTP_PORT name '::1' and {free_port}, where this program can't listen ("
    )
    assert end.endswith("); name a port that is free, and an address of this machine.")
    for host in ("::1", "::"):
        can_listen(host, free_port)


def served(health: Health, port: int) -> HttpServer:
    """Serve the pages for machines."""
    pages = {"GET /livez": health.live, "GET /readyz": health.ready}
    server = HttpServer(pages, host="127.0.0.1", port=port, threads=4)
    server.start()
    return server
