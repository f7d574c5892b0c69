"""Requests that Slack signs: accepted before they are answered, and nobody else's at all."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from fakes.clock import FakeTime
from fakes.desk import desk_with
from fakes.log import captured_log
from fakes.ports import reserved_port
from fakes.rows import each_row
from fakes.slack import FakeSlack
from fakes.slack_posts import FORM, JSON, SIGNING_SECRET, encoded, get, request, signed
from fakes.slack_side import bot_at
from fakes.waiting import PATIENCE_S

from bot.clock import Clock, system_clock
from bot.errors import DatabaseError, SettingsError
from bot.messages import Question
from bot.settings import load_settings
from handlers.connection import Connection

Accept = Callable[[Question], None]


@contextmanager
def connection_for(
    slack: FakeSlack,
    port: int,
    accept: Accept,
    *,
    host: str = "127.0.0.1",
    clock: Clock | None = None,
) -> Iterator[Connection]:
    """Yield the connection as the program builds it without an app-level token."""
    clock = clock or system_clock()
    environ = {"SLACK_SIGNING_SECRET": SIGNING_SECRET, "HTTP_HOST": host, "HTTP_PORT": str(port)}
    settings = load_settings(environ, needs_slack=False)
    with bot_at(slack, clock) as bot, desk_with(accept) as desk:
        app = bot.app_for(desk)
        with closing(Connection(app, settings, clock, desk)) as connection:
            yield connection


@contextmanager
def listening(
    slack: FakeSlack, port: int, accept: Accept, clock: Clock | None = None
) -> Iterator[str]:
    """Have the bot listen for as long as a test needs it; yield where."""
    with connection_for(slack, port, accept, clock=clock) as connection:
        connection.start()
        yield f"http://127.0.0.1:{port}/slack/events"


@dataclass(frozen=True)
class Listener:
    """A bot that listens for many tests: where, what it has accepted, and its time."""

    url: str
    accepted: list[Question]
    passing: FakeTime


@pytest.fixture(scope="module")
def listener(workspace: FakeSlack) -> Iterator[Listener]:
    """Yield a bot for all tests that need none of their own; it accepts everything."""
    accepted: list[Question] = []
    passing = FakeTime()
    with (
        reserved_port() as port,
        listening(workspace, port, accepted.append, passing.clock) as url,
    ):
        yield Listener(url, accepted, passing)


@pytest.fixture
def url(listener: Listener) -> str:
    """Return where a bot listens that has accepted nothing, and complained of nothing lately."""
    listener.accepted.clear()
    listener.passing.pass_s(3600)
    return listener.url


@pytest.fixture
def accepted(listener: Listener) -> list[Question]:
    """Return the questions that the bot at `url` accepts."""
    return listener.accepted


def event_body(slack: FakeSlack, text: str = "weather in Oslo?") -> bytes:
    """Return the body that brings a mention of the bot."""
    return encoded(slack.payload_of(slack.mention(text)))[0]


def post(url: str, body: bytes, kind: str = JSON, **headers: str) -> tuple[int, str]:
    """Send a signed request, with some headers changed."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return request(url, body, {"Content-Type": kind, **signed(body), **named})


def test_a_signed_event_is_answered_after_it_was_accepted(slack: FakeSlack, free_port: int) -> None:
    """What is answered with 200 will not come again."""
    accepting, may_accept = threading.Event(), threading.Event()

    def accept(_: Question) -> None:
        accepting.set()
        may_accept.wait(PATIENCE_S)

    with listening(slack, free_port, accept) as slack.request_url:
        delivery = slack.send_event(slack.mention("weather in Oslo?"))
        assert accepting.wait(PATIENCE_S)
        was_answered_early = delivery.status != 0
        may_accept.set()

        assert delivery.acknowledged.wait(PATIENCE_S)
        assert not was_answered_early


def test_many_signed_events_are_accepted_at_once(slack: FakeSlack, free_port: int) -> None:
    """As many as by Socket Mode."""
    all_there = threading.Barrier(32)

    def accept(_: Question) -> None:
        all_there.wait(PATIENCE_S)

    with listening(slack, free_port, accept) as slack.request_url:
        deliveries = [slack.send_event(slack.mention("hi")) for _ in range(32)]

        assert all(delivery.acknowledged.wait(PATIENCE_S) for delivery in deliveries)


def test_an_event_that_could_not_be_accepted_is_answered_with_a_failure(
    slack: FakeSlack, free_port: int
) -> None:
    """Slack delivers it again; it is told no reason."""

    def accept(_: Question) -> None:
        raise DatabaseError("the database is full")

    with captured_log() as log, listening(slack, free_port, accept) as url:
        assert post(url, event_body(slack)) == (500, "")

    # What a bot of an earlier test still writes may be in the log, too.
    listens = [entry for entry in log.entries("http.listening") if entry["port"] == free_port]
    pages = "GET /health, GET /livez, GET /readyz, GET /metrics, POST /slack/events"
    expected = {"level": "INFO", "host": "127.0.0.1", "pages": pages}
    assert [expected.items() <= entry.items() for entry in listens] == [True]
    refused = {entry["reason"]: entry["level"] for entry in log.entries("event.not_accepted")}
    assert refused["the database is full"] == "ERROR"


def test_a_fault_of_the_bot_is_a_failure_with_its_trace_in_the_log(
    slack: FakeSlack, free_port: int
) -> None:
    """The line that counts them names its kind alone."""

    def accept(_: Question) -> None:
        raise LookupError("canary")

    with captured_log() as log, listening(slack, free_port, accept) as url:
        assert post(url, event_body(slack)) == (500, "")

    # What a bot of an earlier test still refuses may be in the log, too.
    refused = {entry["reason"]: entry["level"] for entry in log.entries("event.not_accepted")}
    failed = [each for each in log.entries("event.failure") if "canary" in each["exception"]]
    assert refused["LookupError"] == "ERROR"
    assert [each["level"] for each in failed] == ["ERROR"]
    assert "LookupError: canary" in failed[0]["exception"]


def test_a_bot_that_takes_no_more_events_says_so_on_its_pages(
    slack: FakeSlack, free_port: int
) -> None:
    """Until it ends; Slack delivers the event to another process."""
    with connection_for(slack, free_port, lambda _: None) as connection:
        connection.start()
        connection.drain()
        url = f"http://127.0.0.1:{free_port}"
        late = post(f"{url}/slack/events", event_body(slack))
        status, body = request(f"{url}/readyz", method="GET")
        told = [request(f"{url}{page}", method="GET") for page in ("/health", "/livez")]

        assert not connection.is_connected
    assert (late, status) == ((503, ""), 503)
    assert json.loads(body) == {
        "is_ready": False,
        "is_draining": True,
        "events": "don't come in",
        "database": "answers",
        "model": "works",
        "weather": "fails",
        "open": 3,
        "oldest_open_s": 7.5,
    }
    problem = "no events come in: there is no connection to Slack"
    assert told == [(503, json.dumps({"problems": [problem]})), (200, '{"is_live": true}')]


def test_the_metrics_are_what_prometheus_reads(url: str) -> None:
    """In its own type of text."""
    status, body, headers = get(url.replace("/slack/events", "/metrics"))

    assert (status, body) == (200, "")
    assert headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"


def test_a_command_that_could_not_be_accepted_is_answered_with_a_failure(
    slack: FakeSlack, free_port: int
) -> None:
    """Slack tells the person that it did not work."""

    def accept(_: Question) -> None:
        raise DatabaseError("the database is full")

    with listening(slack, free_port, accept) as url:
        body, kind = encoded(slack.command("Berlin"), "slash_commands")
        assert post(url, body, kind)[0] == 500


@pytest.mark.parametrize(
    "change",
    [
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0="},
        {"X-Slack-Signature": "v0=" + 64 * "0"},
        {"X-Slack-Signature": "v0=é"},
        {"X-Slack-Signature": "é" * 67},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "abc"},
        {"X-Slack-Request-Timestamp": "1e9"},
        {"X-Slack-Request-Timestamp": "nan"},
        {"X-Slack-Request-Timestamp": "²"},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "9" * 400},
        {"X-Slack-Request-Timestamp": "9" * 5000},
    ],
    ids=range(13),
)
def test_a_request_that_slack_has_not_signed_is_refused(
    slack: FakeSlack, url: str, accepted: list[Question], change: dict[str, str]
) -> None:
    """Nothing is accepted, nothing of it logged, and no trace of a fault."""
    body = event_body(slack, "my secret place")

    with captured_log() as log:
        refused = request(url, body, {"Content-Type": JSON, **signed(body), **change})

    assert refused == (401, "")
    assert accepted == []
    (entry,) = log.entries("request.not_signed")
    mended_by = "check SLACK_SIGNING_SECRET and this machine's time"
    advice = f"if it came from Slack, {mended_by}"
    assert (entry["level"], entry["advice"]) == ("WARNING", advice)
    assert "secret place" not in log.text
    assert "Traceback" not in log.text


def test_a_request_without_a_signature_is_refused(
    slack: FakeSlack, url: str, listener: Listener, accepted: list[Question]
) -> None:
    """Even an empty one; whoever sends many fills no log."""
    told = []
    for rest_s in (0, 59, 1):
        listener.passing.pass_s(rest_s)
        with captured_log() as log:
            for headers in ({}, {"Content-Type": JSON}):
                for body in (event_body(slack), b""):
                    assert request(url, body, headers) == (401, "")
        told.append(len(log.entries("request.not_signed")))

    assert (told, accepted) == ([1, 0, 1], [])


@pytest.mark.parametrize(("age_s", "status"), [(-302, 401), (-290, 200), (290, 200), (302, 401)])
def test_a_signature_holds_for_five_minutes(
    slack: FakeSlack, url: str, accepted: list[Question], age_s: int, status: int
) -> None:
    """Into the past and, since clocks differ, into the future."""
    body = event_body(slack)

    headers = {"Content-Type": JSON, **signed(body, at_s=time.time() - age_s)}

    assert request(url, body, headers)[0] == status
    assert len(accepted) == (status == 200)


def test_a_signature_is_of_one_body_one_time_and_one_secret(
    slack: FakeSlack, url: str, accepted: list[Question]
) -> None:
    """Of its very bytes."""
    body = event_body(slack)
    spaced = body.replace(b": ", b" :  ")

    assert request(url, spaced, {"Content-Type": JSON, **signed(body)})[0] == 401
    assert request(url, body, {"Content-Type": JSON, **signed(body, secret="other")})[0] == 401
    later = str(int(time.time()) + 10)
    assert post(url, body, X_Slack_Request_Timestamp=later)[0] == 401
    assert accepted == []
    assert post(url, spaced)[0] == 200
    assert post(url, b" \n" + body + b" \n")[0] == 200
    assert len(accepted) == 2


def test_an_address_is_verified_only_with_a_signature(url: str) -> None:
    """Slack asks so when the address is entered in the app's settings."""
    body = json.dumps({"type": "url_verification", "challenge": "c0ffee", "token": "x"}).encode()

    assert post(url, body) == (200, '{"challenge": "c0ffee"}')
    assert request(url, body, {"Content-Type": JSON}) == (401, "")


@each_row(
    ("body", "kind", "status"),
    [
        (b"{", JSON, 400),
        (b"", JSON, 400),
        (b"[]", JSON, 400),
        (b"7", JSON, 400),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, JSON, 400),
        (b"[" * 100_000, JSON, 400),
        (b"9" * 10_000, JSON, 400),
        (b"payload=%7B", FORM, 400),
        (b"payload=[]", FORM, 400),
        (b"payload=", FORM, 400),
        (b'{"type": "event_callback"}', "text/plain", 415),
        (b'{"type": "event_callback"}', "application/json-seq", 415),
        (b"payload={}", f"{FORM}-x", 415),
        (b'{"type": "event_callback"}', "multipart/form-data; boundary=x", 415),
        (b'{"type": "event_callback"}', "", 415),
        ('{"type": "é"}'.encode("latin-1"), JSON, 401),
    ],
)
def test_a_signed_body_that_cannot_be_read_is_refused(
    url: str, body: bytes, kind: str, status: int
) -> None:
    """It takes neither a thread nor the process down."""
    assert post(url, body, kind) == (status, "")
    assert post(url, b'{"type": "event_callback", "event": {"type": "new"}}')[0] == 200


@contextmanager
def begun(url: str, header: str, value: str) -> Iterator[http.client.HTTPConnection]:
    """Yield the connection of a request whose headers are sent, and whose body is still to come."""
    parts = urlsplit(url)
    assert parts.hostname
    with closing(http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)) as connection:
        connection.putrequest("POST", parts.path)
        connection.putheader(header, value)
        connection.endheaders()
        yield connection


def test_a_body_that_is_too_long_is_not_read(url: str) -> None:
    """Whatever it is; Slack's are small."""
    with begun(url, "Content-Length", "1000000") as connection:
        assert connection.getresponse().status == 413


@each_row(("length", "status"), [(30_000, 401), (32_768, 431)])
def test_a_head_that_is_too_long_is_not_read(url: str, length: int, status: int) -> None:
    """Nor are Slack's long, and nobody is known by then."""
    with begun(url, "X-Long", "x" * length) as connection:
        assert connection.getresponse().status == status


def test_a_body_of_unknown_length_is_not_read_to_its_end(url: str) -> None:
    """It is cut off at the same length."""
    with begun(url, "Transfer-Encoding", "chunked") as connection:
        with suppress(OSError):  # it may be cut off before all is sent
            for _ in range(20):
                connection.send(b"10000\r\n" + 0x10000 * b"x" + b"\r\n")
        with suppress(OSError, http.client.HTTPException):
            assert connection.getresponse().status == 413


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"1\r\n \r\n" * (65_536 // 5 - 1) + b"0\r\n\r\n", 401),
        (b"186a0\r\n" + b"x" * 100_000 + b"\r\n0\r\n\r\n", 401),
        (b"1\r\n \r\n" * (65_536 // 5) + b"0\r\n\r\n", 413),
        (b"1\r\n \r\n" * (65_536 // 5 + 1), 413),
        (b"\r\n" * (65_536 // 2 + 1), 413),
        (b"0" * (65_536 + 1), 413),
    ],
    ids=["not too many", "a long one", "an end too many", "chunks", "lines", "digits"],
)
def test_a_body_in_too_many_chunks_is_not_read(url: str, sent: bytes, status: int) -> None:
    """The smallest cost as much as large ones, before anybody has looked at a signature."""
    with begun(url, "Transfer-Encoding", "chunked") as connection:
        connection.send(sent)

        assert connection.getresponse().status == status


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/slack/events"), ("POST", "/health"), ("POST", "/"), ("GET", "/../etc/passwd")],
)
def test_there_are_no_other_pages(url: str, method: str, path: str) -> None:
    """Nor other ways to ask for them."""
    assert request(url.replace("/slack/events", path), method=method)[0] == 404


def test_commands_and_buttons_come_as_forms(
    slack: FakeSlack, url: str, accepted: list[Question]
) -> None:
    """A command may have any word in its text."""
    for text in ("payload=7 & weather in Oslo", "", "Zürich %41 + Bern"):
        body, kind = encoded(slack.command(text), "slash_commands")
        assert post(url, body, kind) == (200, "")
    button: dict[str, Any] = {"type": "block_actions", "actions": [{"action_id": "a"}]}
    assert post(url, urlencode({"payload": json.dumps(button)}).encode(), FORM)[0] == 200

    texts = [question.text for question in accepted]
    assert texts == ["payload=7 & weather in Oslo", "", "Zürich %41 + Bern"]


def test_headers_that_are_not_signed_change_nothing(
    slack: FakeSlack, url: str, accepted: list[Question]
) -> None:
    """Bolt would answer 200 to one of them without having accepted the event."""
    status, _ = post(url, event_body(slack), x_slack_bolt_lazy_only="1")

    assert (status, len(accepted)) == (200, 1)


def test_what_is_being_accepted_at_the_end_is_answered(slack: FakeSlack, free_port: int) -> None:
    """And nothing comes in any more."""
    accepting, may_accept = threading.Event(), threading.Event()

    def accept(_: Question) -> None:
        accepting.set()
        may_accept.wait(PATIENCE_S)

    with connection_for(slack, free_port, accept) as connection:
        connection.start()
        was_connected = connection.is_connected
        slack.request_url = f"http://127.0.0.1:{free_port}/slack/events"
        delivery = slack.send_event(slack.mention("weather in Oslo?"))
        assert accepting.wait(PATIENCE_S)
        closing_it = threading.Thread(target=connection.close)
        closing_it.start()
        may_accept.set()
        closing_it.join(PATIENCE_S)

        assert was_connected
        assert delivery.acknowledged.wait(PATIENCE_S)
        assert not connection.is_connected
        with pytest.raises(ConnectionRefusedError):
            request(slack.request_url)


def test_an_end_does_not_wait_for_what_hangs(slack: FakeSlack, free_port: int) -> None:
    """Its request is cut off, so that Slack delivers it again."""
    accepting, may_accept = threading.Event(), threading.Event()

    def accept(_: Question) -> None:
        accepting.set()
        may_accept.wait(PATIENCE_S)
        raise DatabaseError("it is closed")

    with listening(slack, free_port, accept) as slack.request_url:
        delivery = slack.send_event(slack.mention("weather in Oslo?"))
        assert accepting.wait(PATIENCE_S)
        started_s = time.monotonic()
    took_s = time.monotonic() - started_s
    may_accept.set()

    assert took_s < 3
    assert not delivery.acknowledged.is_set()


@pytest.mark.parametrize("host", ["127.0.0.1", "192.0.2.1", "no-such-host.invalid"])
def test_an_address_that_cannot_be_listened_at_is_named(
    slack: FakeSlack, unused_port: int, host: str
) -> None:
    """Somebody else has the port, or it is another machine's."""
    with connection_for(slack, unused_port, lambda _: None, host=host) as connection:
        with pytest.raises(SettingsError, match=rf"^HTTP_HOST and HTTP_PORT name '{host}' and "):
            connection.start()

        assert not connection.is_connected
        connection.close()


@pytest.mark.parametrize("sent", [b"", b"POST /slack/events HTTP/1.1\r\nHost: x\r\n"])
def test_half_sent_requests_keep_no_event_waiting(
    url: str, slack: FakeSlack, accepted: list[Question], sent: bytes
) -> None:
    """Five hundred of them, from anybody, silent or in the middle of a head."""
    healthy, alone_s = timed_health(url)
    address = (urlsplit(url).hostname or "", urlsplit(url).port or 0)
    with ExitStack() as stack:
        for _ in range(500):
            slow = stack.enter_context(socket.create_connection(address, timeout=10))
            slow.sendall(sent)
        began_s = time.monotonic()
        body = event_body(slack)
        answered = post(url, body)[0]
        took_s = time.monotonic() - began_s
        still_healthy, _ = timed_health(url)

    assert (answered, healthy, still_healthy, len(accepted)) == (200, 200, 200, 1)
    assert took_s < max(3, 20 * alone_s)  # Slack sends it again after 3 s


def test_an_organisation_s_press_has_no_team(url: str) -> None:
    """And the type of a body is written in any case."""
    press = b'{"type": "block_actions", "team": null, "actions": [{"action_id": "none"}]}'

    assert post(url, press, "Application/JSON ; charset=utf-8")[0] == 200


def timed_health(url: str) -> tuple[int, float]:
    """Return the status of the bot's health and how long it took to tell it."""
    began_s = time.monotonic()
    status, _ = request(url.replace("/slack/events", "/health"), method="GET")
    return status, time.monotonic() - began_s


OBJECTS = ("event", "team", "user", "channel", "container", "view", "message")


@each_row(
    "fields",
    [
        *({name: value} for name in OBJECTS for value in ([], ["x"], "U1", 7, False)),
        *({name: None} for name in OBJECTS if name != "team"),
        {"team_id": "\ud800"},
        {"event": {"type": "message", "text": "\udc00"}},
    ],
)
def test_rubbish_is_refused_without_a_traceback(
    url: str, accepted: list[Question], fields: dict[str, object]
) -> None:
    """Signed as it is: nobody need look into it."""
    with captured_log() as log:
        assert post(url, json.dumps({"type": "event_callback", **fields}).encode())[0] == 400

    assert "Traceback" not in log.text
    assert accepted == []
