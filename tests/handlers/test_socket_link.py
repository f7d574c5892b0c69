"""One Socket Mode connection: a handshake that comes too late, and an end that went silent."""

import base64
import hashlib
import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from queue import SimpleQueue

import pytest
from fakes.desk import desk_with
from fakes.log import captured_log
from fakes.raw_server import serve_raw
from fakes.rows import each_row
from fakes.slack import APP_TOKEN, FakeSlack, Fault
from fakes.slack_side import bot_at
from fakes.waiting import PATIENCE_S
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientNotConnectedError

from bot.errors import DeliveryError
from bot.settings.way_out import WayOut
from handlers.connection.socket_link import SocketLink
from handlers.connection.socket_mode import SocketMode
from handlers.web_api import web_client

# From https://www.rfc-editor.org/rfc/rfc6455#section-1.3 (read 2026-11-28).
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Listen as Slack would; what arrives is answered by the test alone."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE_S)
        yield listener


def link_to(listener: socket.socket, handshake_s: float) -> SocketLink:
    """Return a connection to a listener, not open yet."""
    url = f"ws://127.0.0.1:{listener.getsockname()[1]}/link"
    return SocketLink(url, WebClient(), handshake_s=handshake_s)


def accepted(listener: socket.socket) -> tuple[socket.socket, bytes]:
    """Return the next connection, and what a handshake with it has to be answered with."""
    far, _ = listener.accept()
    far.settimeout(PATIENCE_S)
    request = b""
    while b"\r\n\r\n" not in request:
        request += far.recv(4096)
    key = re.search(rb"Sec-WebSocket-Key: *(\S+)", request)
    assert key
    proof = base64.b64encode(hashlib.sha1(key[1] + _GUID, usedforsecurity=False).digest())
    head = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    return far, head + b"Sec-WebSocket-Accept: " + proof + b"\r\n\r\n"


def read_to_the_end(far: socket.socket) -> None:
    """Return when the other end has closed the connection."""
    with suppress(ConnectionResetError):  # It was told something afterwards.
        while far.recv(4096):
            pass


def test_a_handshake_that_ends_too_late_leaves_no_connection(listener: socket.socket) -> None:
    """Slack would send a part of the events into it, and nobody would read them."""
    link = link_to(listener, 0.05)
    with pytest.raises(DeliveryError, match=r"no Socket Mode connection within 0\.05 s"):
        link.open(on_message=print, on_end=lambda: None)

    far, answer = accepted(listener)
    with far:
        far.sendall(answer)
        read_to_the_end(far)

    assert not link.is_open


# The library leaves the socket of a handshake that failed to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@each_row(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "the handshake was answered with status 403"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "the handshake was answered with status 200"),
    ],
)
def test_a_handshake_that_is_refused_says_how(answer: bytes, reason: str) -> None:
    """And names no address, which holds a ticket."""
    with serve_raw(answer) as url:
        link = SocketLink(url.replace("http", "ws", 1) + "/link?ticket=canary", WebClient())
        with pytest.raises(DeliveryError) as failure:
            link.open(on_message=print, on_end=lambda: None)

    assert str(failure.value) == f"no Socket Mode connection: {reason}"
    assert (failure.value.may_have_arrived, link.is_open) == (False, False)
    assert link.fault(is_ping_due=True) == f"it has ended: {reason}"
    with pytest.raises(SlackClientNotConnectedError):
        link.send("{}")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_proxy_that_refuses_is_named_with_the_settings_that_lead_there() -> None:
    """And nothing of its address."""
    with serve_raw(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n") as proxy:
        client = web_client("xoxb-1", "https://slack.example/api/", WayOut(proxy=proxy))
        link = SocketLink("wss://slack.example/link?ticket=canary", client)
        with pytest.raises(DeliveryError) as failure:
            link.open(on_message=print, on_end=lambda: None)

    reason = "the proxy refused with status 407; see HTTPS_PROXY and NO_PROXY"
    assert str(failure.value) == f"no Socket Mode connection: {reason}"


@contextmanager
def opened(
    listener: socket.socket,
    on_message: Callable[[str], None] = print,
    on_end: Callable[[], None] = lambda: None,
) -> Iterator[tuple[SocketLink, socket.socket]]:
    """Yield a connection that is open, and its other end."""
    link = link_to(listener, PATIENCE_S)

    def answer_the_handshake() -> socket.socket:
        far, answer = accepted(listener)
        far.sendall(answer)
        return far

    with ThreadPoolExecutor(1) as pool:
        answering = pool.submit(answer_the_handshake)
        link.open(on_message=on_message, on_end=on_end)
        with answering.result(PATIENCE_S) as far:
            yield link, far
            link.close()
            read_to_the_end(far)


def test_an_end_that_closes_is_told_of_at_once(listener: socket.socket) -> None:
    """Nobody waits for the next ping, and what is to be sent goes another way."""
    ended = threading.Event()
    with opened(listener, on_end=ended.set) as (link, far):
        far.sendall(b"\x88\x02\x03\xe8")
        assert ended.wait(PATIENCE_S)
        fault = link.fault(is_ping_due=False)
        with pytest.raises(SlackClientNotConnectedError):
            link.send("{}")

    assert fault == "it has ended: Slack closed it"


def test_what_comes_after_the_end_is_not_heard(listener: socket.socket) -> None:
    """Whoever reads waits for nothing more, also where the other end goes on."""
    heard, ended = SimpleQueue[str](), threading.Event()
    with opened(listener, heard.put, ended.set) as (link, far), ThreadPoolExecutor(1) as pool:
        closing = pool.submit(link.close)
        read_to_the_end(far)
        far.sendall(b"\x81\x02{}")
        closing.result(PATIENCE_S)
        assert ended.wait(PATIENCE_S)

    assert heard.empty()


def text_frame(text: str) -> bytes:
    """Return a message of up to 64 KB as it is sent."""
    length, is_short = len(text), len(text) < 126
    return bytes((0x81, *((length,) if is_short else (126, *length.to_bytes(2))))) + text.encode()


def test_a_message_that_can_t_be_read_takes_no_other_along(
    slack: FakeSlack, listener: socket.socket
) -> None:
    """Several may come in one packet."""
    url = f"ws://127.0.0.1:{listener.getsockname()[1]}/link"
    slack.fail("apps.connections.open", Fault(body=json.dumps({"ok": True, "url": url})))
    odd_request = '{"type": "events_api", "envelope_id": "x", "payload": 7}'
    odd_id = '{"type": "events_api", "envelope_id": ["x"], "payload": {}}'
    said = ("", "hello", "[]", "[" * 5_000, odd_request, odd_id, '{"type": "disconnect"}')
    with bot_at(slack) as bot, desk_with(lambda _: None) as desk, ThreadPoolExecutor(1) as pool:
        socket_mode = SocketMode(bot.app_for(desk), APP_TOKEN)
        starting = pool.submit(socket_mode.start)
        far, answer = accepted(listener)
        with far, captured_log() as log:
            far.sendall(answer + b"".join(map(text_frame, said)))
            starting.result(PATIENCE_S)
            read_to_the_end(far)
            socket_mode.close()

    assert [each["reason"] for each in log.entries("socket.lost")] == [
        "Slack asks for a new connection"
    ]


def answer_a_ping(far: socket.socket) -> None:
    """Send the next ping back, and a message after it."""
    _, length = far.recv(2, socket.MSG_WAITALL)
    mask, text = far.recv(4, socket.MSG_WAITALL), far.recv(length & 0x7F, socket.MSG_WAITALL)
    pong = bytes(each ^ mask[number % 4] for number, each in enumerate(text))
    far.sendall(bytes((0x8A, len(pong))) + pong + b"\x81\x02{}")


def test_an_end_that_answers_no_ping_is_given_up_after_two(listener: socket.socket) -> None:
    """TCP may not tell for minutes that the other end is gone. One that never answered has less."""
    heard = SimpleQueue[str]()
    with opened(listener) as (link, _):
        at_first = [link.fault(is_ping_due=True) for _ in range(2)]
    with opened(listener, heard.put) as (link, far):
        link.fault(is_ping_due=True)
        answer_a_ping(far)
        heard.get(timeout=PATIENCE_S)
        later = [link.fault(is_ping_due=True) for _ in range(3)]

    assert at_first == ["", "it went silent"]
    assert later == ["", "", "it went silent"]


def test_pings_that_are_lost_now_and_then_are_forgiven(listener: socket.socket) -> None:
    """Only two in a row are a silence; and between pings there is nothing to miss."""
    heard = SimpleQueue[str]()
    with opened(listener, heard.put) as (link, far):
        faults = []
        for is_answered in (True, False, True, False, True, False, True):
            faults.append(link.fault(is_ping_due=True))
            if is_answered:
                answer_a_ping(far)
                heard.get(timeout=PATIENCE_S)
            faults += [link.fault(is_ping_due=False) for _ in range(2)]

    assert set(faults) == {""}
