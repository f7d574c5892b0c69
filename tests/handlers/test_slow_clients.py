"""Clients that take their time: none of them keeps others from being answered."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress

import pytest
from fakes.rows import each_row
from fakes.slack_posts import request
from fakes.waiting import PATIENCE_S
from slack_bolt import BoltResponse

from handlers.connection.bounded_server import most_connections
from handlers.connection.http_server import HttpServer

HALF_SENT = b"POST /page HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
ASKED = b"GET /page HTTP/1.1\r\nHost: x\r\n"
BEGUN = ASKED + b"Expect: 100-continue\r\nContent-Length: 1\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


@contextmanager
def serving(
    port: int, *, request_s: float = 10, most: int | None = None, threads: int = 2
) -> Iterator[str]:
    """Serve one page; yield where."""
    pages = {"GET /page": lambda _: BoltResponse(status=200, body="here")}
    at = {"host": "127.0.0.1", "port": port}
    server = HttpServer(pages, **at, threads=threads, request_s=request_s, most=most)
    with closing(server):
        server.start()
        yield f"http://127.0.0.1:{port}/page"


def clients(port: int, count: int, sent: bytes, until_then: ExitStack) -> list[socket.socket]:
    """Connect so many clients that send something and then wait."""
    made = []
    for _ in range(count):
        client = until_then.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
        client.sendall(sent)
        made.append(client)
    return made


def read_until(client: socket.socket, end: bytes) -> None:
    """Read what the server sends, in pieces of whatever length, up to this end."""
    said = b""
    while not said.endswith(end):
        more = client.recv(1000)
        assert more, said
        said += more


def is_closed(client: socket.socket) -> bool:
    """Return whether the server has closed a connection; it waits for that."""
    try:
        return client.recv(1000) == b""
    except ConnectionResetError:
        return True


def test_a_request_that_is_never_finished_is_closed(free_port: int) -> None:
    """Wherever it stopped."""
    with serving(free_port, request_s=0.2), ExitStack() as stack:
        never = [clients(free_port, 1, sent, stack) for sent in (b"", b"GET /pa", HALF_SENT)]

        assert [is_closed(client) for (client,) in never] == [True] * 3


@pytest.mark.parametrize("drop", [b"a", b"\r\n"], ids=["letters", "blank lines"])
def test_a_request_that_drips_in_is_closed_all_the_same(free_port: int, drop: bytes) -> None:
    """The time of the whole counts, not that since the last byte; also after an answer."""
    with serving(free_port, request_s=0.5), ExitStack() as stack:
        begun = b"" if drop == b"\r\n" else HALF_SENT[:-1]
        (kept,) = clients(free_port, 1, ASKED + b"\r\n", stack)
        read_until(kept, b"here")
        kept.sendall(begun + drop)
        (new,) = clients(free_port, 1, begun + drop, stack)
        is_over = threading.Event()

        def drip() -> None:
            for _ in range(600):
                for client in (kept, new):
                    with suppress(OSError):
                        client.sendall(drop)
                if is_over.wait(0.05):
                    return

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            closed = [is_closed(client) for client in (kept, new)]
        finally:
            is_over.set()
            thread.join()

    assert closed == [True, True]


def test_a_request_has_ten_seconds_and_an_answered_connection_thirty(free_port: int) -> None:
    """A proxy keeps some connections; each request on one has its whole time."""
    now_s, pages = 0.0, {"GET /page": lambda _: BoltResponse(status=200, body="here")}
    at = {"host": "127.0.0.1", "port": free_port}
    server = HttpServer(pages, **at, threads=1, monotonic=lambda: now_s)

    def begin(client: socket.socket) -> None:
        client.sendall(BEGUN)
        read_until(client, CONTINUE)  # so the server has read its head

    def end(client: socket.socket) -> None:
        client.sendall(b"x")
        read_until(client, b"here")
        (other,) = clients(free_port, 1, ASKED + b"Connection: close\r\n\r\n", stack)
        read_until(other, b"here")  # so the only thread is done with the one before
        assert is_closed(other)

    with closing(server), ExitStack() as stack:
        server.start()
        (slow,) = clients(free_port, 1, BEGUN, stack)
        read_until(slow, CONTINUE)
        now_s = 0.3
        quick, idle = clients(free_port, 2, b"", stack)
        begin(quick)
        begin(idle)
        end(idle)
        now_s = 10.1
        assert is_closed(slow)
        end(quick)
        now_s = 30.4
        assert is_closed(idle)
        begin(quick)
        now_s = 40.3

        end(quick)


def test_an_answer_may_take_longer_than_a_request(free_port: int) -> None:
    """Its client has done its part; so has one that waits until another is answered."""
    now_s, is_asked, may_answer = 0.0, threading.Event(), threading.Event()

    def slow(_: object) -> BoltResponse:
        is_asked.set()
        assert may_answer.wait(PATIENCE_S)
        return BoltResponse(status=200, body="here")

    at = {"host": "127.0.0.1", "port": free_port}
    server = HttpServer({"GET /page": slow}, **at, threads=1, monotonic=lambda: now_s)
    with closing(server), ExitStack() as stack:
        server.start()
        (asking,) = clients(free_port, 1, ASKED + b"\r\n", stack)
        assert is_asked.wait(PATIENCE_S)
        (waiting,) = clients(free_port, 1, ASKED + b"\r\n", stack)
        (late,) = clients(free_port, 1, BEGUN, stack)
        read_until(late, CONTINUE)
        now_s = 40.0
        assert is_closed(late)
        may_answer.set()

        read_until(asking, b"here")
        read_until(waiting, b"here")


def test_a_second_request_is_as_new_as_its_first_byte(free_port: int) -> None:
    """Whoever has been sending for longer has to go before it, though its connection is older."""
    with serving(free_port, most=2, threads=1), ExitStack() as stack:
        (kept,) = clients(free_port, 1, ASKED + b"\r\n", stack)
        read_until(kept, b"here")
        (other,) = clients(free_port, 1, ASKED + b"Connection: close\r\n\r\n", stack)
        read_until(other, b"here")  # so the only thread is done with the first
        assert is_closed(other)
        (slow,) = clients(free_port, 1, BEGUN, stack)
        read_until(slow, CONTINUE)  # so the server has read its head
        kept.sendall(BEGUN)
        read_until(kept, CONTINUE)
        clients(free_port, 1, HALF_SENT, stack)

        assert is_closed(slow)
        kept.sendall(b"x")
        read_until(kept, b"here")


def test_who_asks_nothing_makes_room_before_who_is_still_asking(free_port: int) -> None:
    """Though the request was begun before the other connection was answered."""
    with serving(free_port, most=3, threads=1), ExitStack() as stack:
        (slow,) = clients(free_port, 1, BEGUN, stack)
        read_until(slow, CONTINUE)  # so the server has read its head
        (idle,) = clients(free_port, 1, ASKED + b"\r\n", stack)
        read_until(idle, b"here")
        (other,) = clients(free_port, 1, ASKED + b"Connection: close\r\n\r\n", stack)
        read_until(other, b"here")  # so the only thread is done with the one before
        assert is_closed(other)
        clients(free_port, 2, HALF_SENT, stack)

        assert is_closed(idle)
        slow.sendall(b"x")
        read_until(slow, b"here")


def test_nobody_makes_room_where_there_is_some(free_port: int) -> None:
    """However few more could come."""
    with serving(free_port, most=5), ExitStack() as stack:
        slow = clients(free_port, 4, BEGUN, stack)
        for client in slow:
            read_until(client, CONTINUE)  # so all of them are counted
        for client in slow:
            client.sendall(b"x")
            read_until(client, b"here")


def test_where_there_are_too_many_the_slowest_make_room(free_port: int) -> None:
    """So whoever comes is answered, and those who came last are still waited for."""
    with serving(free_port, most=20) as url, ExitStack() as stack:
        first = clients(free_port, 20, HALF_SENT, stack)
        last = clients(free_port, 20, b"GET /page HTTP/1.1\r\nHost: x\r\n", stack)
        answers = {request(url, method="GET") for _ in range(5)}
        assert all(is_closed(client) for client in first)
        last[-1].sendall(b"\r\n")

        assert answers == {(200, "here")}
        assert last[-1].recv(1000).startswith(b"HTTP/1.1 200")


def test_clients_that_read_no_answers_make_room_as_well(free_port: int) -> None:
    """Though nothing more can be sent to them, not even the end of what they were sent."""
    pages = {
        "GET /long": lambda _: BoltResponse(status=200, body="x" * 12_000_000),
        "GET /page": lambda _: BoltResponse(status=200, body="here"),
    }
    server = HttpServer(pages, host="127.0.0.1", port=free_port, threads=2, most=2)
    with closing(server), ExitStack() as stack:
        server.start()
        for _ in range(8):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # it takes in little more
            client.connect(("127.0.0.1", free_port))
            client.sendall(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = request(f"http://127.0.0.1:{free_port}/page", method="GET")
            assert answer == (200, "here")


def test_whoever_comes_while_all_others_are_being_answered_is_answered_too(free_port: int) -> None:
    """Nobody has to go then, the new one least of all."""
    is_asked, may_answer = threading.Event(), threading.Event()

    def slow(_: object) -> BoltResponse:
        is_asked.set()
        assert may_answer.wait(PATIENCE_S)
        return BoltResponse(status=200, body="late")

    pages = {"GET /slow": slow, "GET /page": lambda _: BoltResponse(status=200, body="here")}
    server = HttpServer(pages, host="127.0.0.1", port=free_port, threads=2, most=1)
    with closing(server), ExitStack() as stack:
        server.start()
        (first,) = clients(free_port, 1, b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n", stack)
        assert is_asked.wait(PATIENCE_S)
        answer = request(f"http://127.0.0.1:{free_port}/page", method="GET")
        may_answer.set()

        assert answer == (200, "here")
        assert first.recv(1000).startswith(b"HTTP/1.1 200")


def test_whoever_has_just_been_answered_is_not_taken_for_one_that_asks_nothing(
    free_port: int,
) -> None:
    """Before the time of its answer is noted, its connection looks like one that only waits."""
    is_answered, may_be_noted = threading.Event(), threading.Event()

    def monotonic() -> float:
        if threading.current_thread().name != "http" and not is_answered.is_set():
            is_answered.set()
            assert may_be_noted.wait(PATIENCE_S)
        return 0.0

    pages = {"GET /page": lambda _: BoltResponse(status=200, body="here")}
    at = {"host": "127.0.0.1", "port": free_port}
    server = HttpServer(pages, **at, threads=2, most=1, monotonic=monotonic)
    with closing(server), ExitStack() as stack:
        server.start()
        (kept,) = clients(free_port, 1, ASKED + b"\r\n", stack)
        read_until(kept, b"here")
        assert is_answered.wait(PATIENCE_S)
        (other,) = clients(free_port, 1, ASKED + b"Connection: close\r\n\r\n", stack)
        read_until(other, b"here")
        assert is_closed(other)
        may_be_noted.set()
        kept.sendall(ASKED + b"\r\n")

        read_until(kept, b"here")


def test_requests_that_wait_for_a_thread_are_no_lines_in_the_log(
    free_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Anybody could fill the disk with them."""
    caplog.set_level(logging.WARNING)
    may_answer = threading.Event()

    def slow(_: object) -> BoltResponse:
        assert may_answer.wait(PATIENCE_S)
        return BoltResponse(status=200, body="late")

    server = HttpServer({"GET /slow": slow}, host="127.0.0.1", port=free_port, threads=1)
    with closing(server), ExitStack() as stack:
        server.start()
        waiting = clients(free_port, 5, b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n", stack)
        (last,) = clients(free_port, 1, b"G\r\n\r\n", stack)
        may_answer.set()
        answers = [client.recv(12) for client in (*waiting, last)]

    assert answers == [b"HTTP/1.1 200"] * 5 + [b"HTTP/1.0 400"]
    assert "waitress.queue" not in {record.name for record in caplog.records}


@each_row("count", [1, 99])
def test_of_requests_that_come_at_once_the_first_alone_is_answered(
    free_port: int, count: int
) -> None:
    """Its client is told to send the others again, on another connection."""
    with serving(free_port), ExitStack() as stack:
        others = b"GET /other HTTP/1.1\r\nHost: x\r\n\r\n" * count
        (client,) = clients(free_port, 1, ASKED + b"\r\n" + others, stack)
        answers = client.makefile("rb").read()

    assert answers.startswith(b"HTTP/1.1 200")
    assert answers.count(b"HTTP/1.1 ") == 1
    assert b"Connection: close" in answers


@each_row(("files", "most"), [(-1, 1000), (0, 1), (3, 1), (11, 2), (1024, 256), (1_000_000, 1000)])
def test_most_files_are_left_to_the_rest_of_the_bot(files: int, most: int) -> None:
    """A server without any left could not even refuse."""
    assert most_connections(files) == most
