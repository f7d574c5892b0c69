"""Socket Mode against a workspace: connect, acknowledge, reconnect, disconnect."""

import gc
import itertools
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any, get_args

import pytest
from fakes.desk import desk_with
from fakes.log import captured_log
from fakes.raw_server import serve_raw
from fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack, Fault
from fakes.slack_posts import get, request
from fakes.slack_side import bot_at
from fakes.waiting import PATIENCE_S, PROCESS_S, until

from bot.clock import system_clock
from bot.errors import DatabaseError, SettingsError
from bot.messages import Question
from bot.settings import load_settings
from handlers.connection import Connection
from handlers.connection.socket_mode import PING_INTERVAL_S, SocketMode
from handlers.playground.workspace.sockets import Cut


@contextmanager
def connected(
    slack: FakeSlack, accept: Callable[[Question], None], *, way_back_s: float = 10
) -> Iterator[SocketMode]:
    """Connect the bot for as long as a test needs it."""
    with socket_mode_for(slack, accept, way_back_s=way_back_s) as socket_mode:
        socket_mode.start()
        try:
            slack.wait_for_connections(1)
            yield socket_mode
        finally:
            socket_mode.close()
            join_watches()
            slack.wait_for_connections(0)


def join_watches() -> None:
    """Return when nobody connects any more: what comes too late would come into the next test."""
    join_threads("socket")


def collect_handshakes() -> None:
    """Collect the sockets of handshakes that failed, which the library never closes.

    Sooner or later the interpreter would, in another test, and warn of it there.
    """
    join_threads("socket-handshake")
    gc.collect()


def join_threads(name: str) -> None:
    """Return when no thread of that name is left."""
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(PATIENCE_S)


@contextmanager
def socket_mode_for(
    slack: FakeSlack,
    accept: Callable[[Question], None],
    token: str = APP_TOKEN,
    *,
    ping_interval_s: float = 0.5,
    way_back_s: float = 10,
    **times_s: float,
) -> Iterator[SocketMode]:
    """Yield the transport as the program builds it."""
    times_s |= {"ping_interval_s": ping_interval_s, "way_back_s": way_back_s}
    with bot_at(slack) as bot, desk_with(accept) as desk:
        yield SocketMode(bot.app_for(desk), token, **times_s)


def address(port: int) -> Fault:
    """Return how Slack names a port of this machine to connect to."""
    return Fault(body=json.dumps({"ok": True, "url": f"ws://127.0.0.1:{port}/"}))


UNREACHABLE = address(1)


def test_an_event_is_acknowledged_after_it_was_accepted(slack: FakeSlack) -> None:
    """What is acknowledged will not come again."""
    accepting, may_accept = threading.Event(), threading.Event()

    def accept(_: Question) -> None:
        accepting.set()
        may_accept.wait(PATIENCE_S)

    with connected(slack, accept):
        delivery = slack.send_event(slack.mention("weather in Oslo?"))
        assert accepting.wait(PATIENCE_S)
        was_acknowledged_early = delivery.acknowledged.is_set()
        may_accept.set()

        assert delivery.acknowledged.wait(PATIENCE_S)
        assert not was_acknowledged_early


def test_an_event_that_could_not_be_accepted_comes_again(slack: FakeSlack) -> None:
    """Slack takes silence for a no."""
    tried = threading.Event()
    accepted: list[Question] = []

    def accept(question: Question) -> None:
        if not tried.is_set():
            tried.set()
            raise DatabaseError("the database is full")
        accepted.append(question)

    with connected(slack, accept):
        event = slack.mention("weather in Oslo?")
        first = slack.send_event(event)
        assert tried.wait(PATIENCE_S)
        second = slack.send_event(event, retry_attempt=1, retry_reason="timeout")

        assert second.acknowledged.wait(PATIENCE_S)
        assert not first.acknowledged.is_set()
        assert [question.text for question in accepted] == ["weather in Oslo?"]


def test_many_events_are_accepted_at_once(slack: FakeSlack) -> None:
    """Bolt's own five threads would make the sixth wait; half of them are in one channel."""
    all_there = threading.Barrier(32)

    with connected(slack, lambda _: all_there.wait(PATIENCE_S) and None):
        channels = [f"C{max(n, 16)}D" for n in range(32)]  # direct messages begin with it
        deliveries = [slack.send_event(slack.mention("hi", channel=each)) for each in channels]

        assert all(delivery.acknowledged.wait(PATIENCE_S) for delivery in deliveries)


def test_the_events_of_a_thread_are_accepted_in_their_order(slack: FakeSlack) -> None:
    """Or its second question could be answered first, or its first one after its deletion.

    Other channels and commands go on meanwhile.

    In a direct message, where a new thread goes on with the last one, all of them are; so are those
    of a group. Slack can leave out what kind of channel it is.
    """
    may_accept = threading.Event()
    accepted = []

    def accept(question: Question) -> None:
        if question.text == "one":
            may_accept.wait(PATIENCE_S)
        accepted.append((question.channel, question.text))

    with connected(slack, accept):
        opening = slack.mention("one")
        channels: list[dict[str, str]] = [
            {"channel": "D1", "channel_type": "im"},
            {"channel": "G1", "channel_type": "mpim"},
            {"channel": "D2"},
        ]

        def said(text: str) -> list[dict[str, Any]]:
            return [slack.mention(text, **each) | {"type": "message"} for each in channels]

        deleted = {"type": "message", "subtype": "message_deleted", "deleted_ts": opening["ts"]}
        gone = {**deleted, "channel": "C1", "channel_type": "channel", "previous_message": opening}
        opened = [slack.send_event(each) for each in (opening, gone, *said("one"))]
        next_ones = slack.mention("two", thread_ts=opening["ts"]), *said("two")
        deliveries = [*opened, *map(slack.send_event, next_ones)]
        deliveries.append(slack.send_command(slack.command("one", channel="C9")))
        others = [
            slack.send_event(slack.mention("elsewhere", channel="C2")),
            slack.send_command(slack.command("two", channel="C9")),
        ]
        assert all(other.acknowledged.wait(PATIENCE_S) for other in others)
        assert not any(each.acknowledged.is_set() for each in opened)
        may_accept.set()

        assert all(delivery.acknowledged.wait(PATIENCE_S) for delivery in deliveries)
    assert set(accepted[:2]) == {("C2", "elsewhere"), ("C9", "two")}
    assert [text for channel, text in accepted if channel == "C1"] == ["one", "two"]
    for each in channels:
        told = [text for channel, text in accepted if channel == each["channel"]]
        assert told == ["one", "two"]


def test_whatever_slack_sends_is_acknowledged(slack: FakeSlack) -> None:
    """Commands and buttons as well as events."""
    with connected(slack, lambda _: None):
        deliveries = [
            slack.send_event({"type": "reaction_added", "user": "U1"}),
            slack.send_payload({"command": "/weather", "team_id": "T1"}, type="slash_commands"),
            slack.send_payload(
                {"type": "block_actions", "actions": [{"action_id": "a"}]}, type="interactive"
            ),
        ]

        assert all(delivery.acknowledged.wait(PATIENCE_S) for delivery in deliveries)


def test_the_bot_connects_anew_when_slack_asks_for_it(slack: FakeSlack) -> None:
    """Slack does so every few hours."""
    with connected(slack, lambda _: None), captured_log() as log:
        slack.replace_connection()
        slack.wait_for_connections(1)

        assert slack.send_event(slack.mention("hi")).acknowledged.wait(PATIENCE_S)
    (lost,) = log.entries("socket.lost")
    assert lost["reason"] == "Slack asks for a new connection"


@pytest.mark.parametrize("how", get_args(Cut))
def test_the_bot_connects_anew_when_the_connection_is_lost(slack: FakeSlack, how: Cut) -> None:
    """Within the time of a few pings, even when nothing and nobody says that it is."""
    with connected(slack, lambda _: None) as socket_mode, captured_log() as log:
        slack.cut_connections(how)
        slack.wait_for_calls("apps.connections.open", 2)
        slack.wait_for_connections(1)

        assert slack.send_event(slack.mention("hi")).acknowledged.wait(PATIENCE_S)
        until(lambda: socket_mode.is_connected)
        until(lambda: bool(log.entries("socket.connected")))
    (lost,), (again,) = log.entries("socket.lost"), log.entries("socket.connected")
    reasons = {"silent": "it went silent", "close": "it has ended: Slack closed it"}
    assert lost["reason"].startswith(reasons.get(how, "it has ended: "))
    assert (lost["level"], again["level"], again["after_s"] >= 0) == ("INFO", "INFO", True)


@pytest.mark.parametrize(
    "faults",
    [
        (Fault(error="internal_error", status=500),) * 2,
        (
            Fault(error="ratelimited", status=429, retry_after_s=0),
            Fault(error="internal_error", status=500),
        ),
        (Fault(is_lost=True),) * 2,
        (Fault(body="<html>"),) * 2,
        (UNREACHABLE,) * 2,
        (Fault(body='{"ok": true, "url": "ws://[/"}'),) * 2,
    ],
)
def test_the_bot_tries_to_connect_until_it_can(
    slack: FakeSlack, faults: tuple[Fault, Fault]
) -> None:
    """Whatever goes wrong with the first attempts, after ever longer pauses.

    The log says each thing once in a row.
    """
    with connected(slack, lambda _: None), captured_log() as log:
        slack.fail("apps.connections.open", *faults)
        slack.cut_connections()
        _, *calls = slack.wait_for_calls("apps.connections.open", 4)
        slack.wait_for_connections(1)

        assert slack.send_event(slack.mention("hi")).acknowledged.wait(PATIENCE_S)
    first, second, third = (call.at_s for call in calls)
    assert second - first >= (0.1 if faults[0].status == 429 else 0.25)
    assert third - second >= 0.5
    assert len(log.entries("socket.not_connected")) == (1 if faults[0] is faults[1] else 2)
    assert APP_TOKEN not in log.text
    assert "ticket" not in log.text


def test_the_next_connection_waits_as_long_as_slack_asks_for(slack: FakeSlack) -> None:
    """Sooner it would be refused again. The log says how long there was none."""
    with connected(slack, lambda _: None), captured_log() as log:
        slack.fail(OPEN, Fault("ratelimited", status=429, retry_after_s=1))
        slack.cut_connections()
        _, refused, accepted = slack.wait_for_calls(OPEN, 3)
        until(lambda: bool(log.entries("socket.connected")))

    assert accepted.at_s - refused.at_s >= 1
    (again,) = log.entries("socket.connected")
    assert 1 <= again["after_s"] < PATIENCE_S


def test_the_old_connection_works_until_there_is_a_new_one(slack: FakeSlack) -> None:
    """When Slack asks for another one and does not give it at once."""
    may_connect = threading.Event()
    with connected(slack, lambda _: None) as socket_mode:
        before = slack.connections
        slack.fail("apps.connections.open", Fault(hold=may_connect))
        slack.ask_for_another_connection()
        slack.wait_for_calls("apps.connections.open", 2)
        delivery = slack.send_event(slack.mention("hi"))
        was_acknowledged = delivery.acknowledged.wait(2) and socket_mode.is_connected
        may_connect.set()
        until(lambda: slack.connections[-1:] != before)

        assert slack.send_event(slack.mention("hi")).acknowledged.wait(PATIENCE_S)
    assert was_acknowledged
    assert [delivery.connection] == before


@pytest.mark.parametrize(("how", "is_replaced"), [("close", False), ("silent", True)])
def test_what_was_accepted_in_between_is_acknowledged_over_the_new_connection(
    slack: FakeSlack, how: Cut, *, is_replaced: bool
) -> None:
    """The one by which it came is gone by then, whether Slack has asked for others before or not.

    One that goes silent is noticed then as well.
    """
    accepting, may_accept = threading.Event(), threading.Event()

    def accept(_: Question) -> None:
        accepting.set()
        may_accept.wait(PATIENCE_S)

    with connected(slack, accept) as socket_mode:
        if is_replaced:
            slack.replace_connection()
            slack.wait_for_connections(1)
        delivery = slack.send_event(slack.mention("weather in Oslo?"))
        assert accepting.wait(PATIENCE_S)
        slack.cut_connections(how)
        slack.wait_for_calls("apps.connections.open", 2 + is_replaced)
        until(lambda: socket_mode.is_connected)
        was_acknowledged_early = delivery.acknowledged.is_set()
        may_accept.set()

        assert delivery.acknowledged.wait(PATIENCE_S)
    assert not was_acknowledged_early


def test_what_was_accepted_without_a_connection_is_acknowledged_over_the_next_one(
    slack: FakeSlack,
) -> None:
    """It need not come again when there is one soon."""
    accepting, may_accept, may_connect = (threading.Event() for _ in range(3))

    def accept(_: Question) -> None:
        accepting.set()
        may_accept.wait(PATIENCE_S)
        may_connect.set()  # not before Slack is to be told

    with connected(slack, accept):
        delivery = slack.send_event(slack.mention("weather in Oslo?"))
        assert accepting.wait(PATIENCE_S)
        slack.fail("apps.connections.open", Fault(hold=may_connect))
        slack.cut_connections()
        slack.wait_for_calls("apps.connections.open", 2)
        may_accept.set()

        assert delivery.acknowledged.wait(PATIENCE_S)


def test_what_can_t_be_acknowledged_comes_again(slack: FakeSlack) -> None:
    """It was accepted, and there was no connection to say so; its key tells that it is the same."""
    accepting, may_accept, may_connect = (threading.Event() for _ in range(3))
    keys = []

    def accept(question: Question) -> None:
        keys.append(question.key)
        accepting.set()
        may_accept.wait(PATIENCE_S)

    with connected(slack, accept, way_back_s=0.2), captured_log() as log:
        event = slack.mention("weather in Oslo?")
        first = slack.send_event(event)
        assert accepting.wait(PATIENCE_S)
        slack.fail("apps.connections.open", Fault(hold=may_connect))
        slack.cut_connections()
        slack.wait_for_calls("apps.connections.open", 2)
        may_accept.set()
        until(lambda: bool(log.entries("event.not_acknowledged")))
        told = log.entries("event.not_acknowledged")[0]
        assert (told["level"], told["reason"]) == ("WARNING", "SlackClientNotConnectedError")
        may_connect.set()
        slack.wait_for_connections(1)
        second = slack.send_event(event, retry_attempt=1, retry_reason="timeout")

        assert second.acknowledged.wait(PATIENCE_S)
        assert not first.acknowledged.is_set()
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_what_is_being_accepted_at_the_end_is_acknowledged(slack: FakeSlack) -> None:
    """The next process need not be given it again."""
    accepting, may_accept = threading.Event(), threading.Event()

    def accept(_: Question) -> None:
        accepting.set()
        may_accept.wait(PATIENCE_S)

    with connected(slack, accept) as socket_mode:
        delivery = slack.send_event(slack.mention("weather in Oslo?"))
        assert accepting.wait(PATIENCE_S)
        closing = threading.Thread(target=socket_mode.close)
        closing.start()
        may_accept.set()
        closing.join(PATIENCE_S)

        assert delivery.acknowledged.wait(PATIENCE_S)


def test_an_end_in_the_middle_of_connecting_is_an_end(slack: FakeSlack) -> None:
    """The connection that comes too late is closed, and no event waits for it."""
    accepting, may_accept, may_connect = (threading.Event() for _ in range(3))

    def accept(_: Question) -> None:
        accepting.set()
        may_accept.wait(PATIENCE_S)

    with connected(slack, accept, way_back_s=40) as socket_mode, captured_log() as log:
        slack.send_event(slack.mention("weather in Oslo?"))
        assert accepting.wait(PATIENCE_S)
        slack.fail("apps.connections.open", Fault(hold=may_connect))
        slack.cut_connections()
        slack.wait_for_calls("apps.connections.open", 2)
        may_accept.set()
        socket_mode.close()
        until(lambda: bool(log.entries("event.not_acknowledged")))
        may_connect.set()
        join_watches()

    assert log.entries("socket.connected") == []
    assert not socket_mode.is_connected


# The library leaves the socket of a handshake that failed to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_only_the_first_attempt_to_connect_anew_is_in_a_hurry(slack: FakeSlack) -> None:
    """It may hang, and there is a time to be kept; the next has what a slow network needs.

    What the call takes, the handshake has no more.
    """
    with (
        serve_raw(b"HTTP/1.1 101 ", drips=b"x") as dripping,
        socket_mode_for(slack, lambda _: None, first_attempt_s=0.1) as socket_mode,
        captured_log() as log,
    ):
        socket_mode.start()
        slack.wait_for_connections(1)
        drips = replace(address(int(dripping.rpartition(":")[2])), delay_s=0.1)
        slack.fail(OPEN, drips, Fault(delay_s=0.15))
        slack.cut_connections()
        slack.wait_for_calls(OPEN, 3)
        until(lambda: socket_mode.is_connected)
        attempts = len(slack.calls(OPEN)) - 1
        socket_mode.close()
        join_watches()
    collect_handshakes()

    (failed,) = log.entries("socket.not_connected")
    reason = "no Socket Mode connection within 0 s"
    assert (failed["level"], failed["reason"], attempts) == ("ERROR", reason, 2)


@pytest.mark.slow
# The same.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    "trouble",
    [
        *("none", "a call that hangs", "a handshake that hangs", "a handshake that drips"),
        "a call that is slow and a handshake that drips",
    ],
)
@pytest.mark.parametrize("how", get_args(Cut))
def test_a_lost_connection_is_there_again_within_10_s(
    slack: FakeSlack, how: Cut, trouble: str
) -> None:
    """At the real intervals, with an attempt that hangs on top."""
    never = threading.Event()
    with (
        socket_mode_for(slack, lambda _: None, ping_interval_s=PING_INTERVAL_S) as socket_mode,
        socket.create_server(("127.0.0.1", 0)) as mute,
        serve_raw(b"HTTP/1.1 101 ", drips=b"x") as dripping,
    ):
        drips = address(int(dripping.rpartition(":")[2]))
        faults = {
            "a call that hangs": [Fault(hold=never)],
            "a handshake that hangs": [address(mute.getsockname()[1])],
            "a handshake that drips": [drips],
            "a call that is slow and a handshake that drips": [replace(drips, delay_s=2.5)],
        }
        socket_mode.start()
        slack.wait_for_connections(1)
        slack.fail("apps.connections.open", *faults.get(trouble, []))
        started_s = time.monotonic()
        slack.cut_connections(how)
        slack.wait_for_connections(1, PROCESS_S)
        took_s = time.monotonic() - started_s
        socket_mode.close()
        never.set()
        join_watches()
    collect_handshakes()

    print(f"{how}, {trouble}: connected again after {took_s:.1f} s")  # noqa: T201 - a figure
    assert took_s < 10


def test_pages_that_wait_keep_no_other_from_being_answered(
    slack: FakeSlack, free_port: int
) -> None:
    """Up to three of them, beside a connection; a process that lives is not started anew.

    There is no page for events then, whatever secret there is.
    """
    may_answer, waiting = threading.Event(), threading.Semaphore(0)

    def is_model_down() -> bool:
        waiting.release()
        return not may_answer.wait(PATIENCE_S)

    environ = {"SLACK_APP_TOKEN": APP_TOKEN, "HTTP_PORT": str(free_port)}
    environ |= {"SLACK_SIGNING_SECRET": "0" * 32}
    settings, url = load_settings(environ, needs_slack=False), f"http://127.0.0.1:{free_port}"
    with bot_at(slack) as bot, desk_with(lambda _: None) as sound, ThreadPoolExecutor(3) as pool:
        desk = replace(sound, is_model_down=is_model_down)
        with closing(Connection(bot.app_for(desk), settings, system_clock(), desk)) as connection:
            connection.start()
            looks = [pool.submit(get, f"{url}/health") for _ in range(3)]
            assert all(waiting.acquire(timeout=PATIENCE_S) for _ in looks)
            live = get(f"{url}/livez")[0]
            are_waiting = not any(look.done() for look in looks)
            events = request(f"{url}/slack/events", b"{}")[0]
            may_answer.set()

            assert (live, are_waiting, events) == (200, True, 404)
            assert [look.result()[0] for look in looks] == [200] * 3
    slack.wait_for_connections(0)
    join_watches()


def test_a_closed_connection_stays_closed(slack: FakeSlack) -> None:
    """The bot says so as well; to close it twice does no harm."""
    with connected(slack, lambda _: None) as socket_mode:
        was_connected = socket_mode.is_connected
        socket_mode.close()

    assert was_connected
    assert not socket_mode.is_connected


@pytest.mark.parametrize("token", ["xapp-wrong", BOT_TOKEN])
def test_a_token_that_slack_does_not_accept_is_named(
    slack: FakeSlack, caplog: pytest.LogCaptureFixture, token: str
) -> None:
    """By its setting, never by its value, and once."""
    with socket_mode_for(slack, lambda _: None, token) as socket_mode:
        with pytest.raises(SettingsError) as failure:
            socket_mode.start()

        code = "invalid_auth" if token == "xapp-wrong" else "not_allowed_token_type"
        advice = "it needs an app-level token with the scope connections:write"
        problem = f"Slack does not accept SLACK_APP_TOKEN ({code}); {advice}."
        assert failure.value.problems == (problem,)
        assert caplog.messages == []
        assert len(slack.calls("apps.connections.open")) == 1  # no wait makes it a better one


def test_a_first_attempt_that_fails_is_repeated(slack: FakeSlack) -> None:
    """Slack may be busy just then."""
    slack.fail("apps.connections.open", UNREACHABLE)

    with connected(slack, lambda _: None) as socket_mode:
        until(lambda: socket_mode.is_connected)


def test_a_first_attempt_waits_as_long_as_slack_asks_for(slack: FakeSlack) -> None:
    """That is no reason to give up, though it is longer than the start may take otherwise.

    Whoever starts it reads what it waits for.
    """
    busy = Fault("ratelimited", status=429, retry_after_s=2)
    slack.fail("apps.connections.open", busy)
    with socket_mode_for(slack, lambda _: None) as socket_mode, captured_log() as log:
        socket_mode.start(timeout_s=1.9)

        slack.wait_for_connections(1)
        socket_mode.close()
        first, second = slack.calls("apps.connections.open")
    assert second.at_s - first.at_s >= 2
    (told,) = log.entries("slack.asks_to_wait")
    assert (told["level"], told["method"], told["pause_s"]) == ("WARNING", OPEN, 2.0)


def test_a_socket_that_can_t_be_opened_ends_the_start(slack: FakeSlack) -> None:
    """With a sentence, after a while."""
    slack.fail("apps.connections.open", *[UNREACHABLE] * 3)
    with socket_mode_for(slack, lambda _: None) as socket_mode:
        with pytest.raises(SettingsError, match=r"can't be reached \(no Socket Mode connection: "):
            socket_mode.start(timeout_s=0.1)

        assert not socket_mode.is_connected


OPEN = "apps.connections.open"
REFUSED = ("link_disabled", "too_many_websockets")


def test_why_slack_refuses_connections_is_told_with_what_to_do(slack: FakeSlack) -> None:
    """Each time; one that is refused counts as none, though Slack has not closed it yet."""
    while_refused = []
    with connected(slack, lambda _: None) as socket_mode, captured_log() as log:
        for count, reason in enumerate(REFUSED, 2):
            (before,) = slack.connections
            may_connect = threading.Event()
            slack.fail(OPEN, Fault(hold=may_connect))
            slack.sockets.send({"type": "disconnect", "reason": reason})
            slack.wait_for_calls(OPEN, count)
            while_refused.append(socket_mode.is_connected)
            may_connect.set()
            until(lambda old=before: len(slack.connections) == 1 and slack.connections != [old])
            until(lambda: socket_mode.is_connected)

    advice = {
        "link_disabled": "Socket Mode is switched off: switch it on in the app's settings, or"
        " remove SLACK_APP_TOKEN and set SLACK_SIGNING_SECRET for events over HTTP",
        "too_many_websockets": "other processes hold all connections that the app may have: end"
        " those that use the same SLACK_APP_TOKEN",
    }
    told = [{n: e[n] for n in ("level", "reason", "advice")} for e in log.entries("socket.refused")]
    assert told == [{"level": "ERROR", "reason": n, "advice": a} for n, a in advice.items()]
    assert while_refused == [False, False]


@pytest.mark.parametrize(
    "reason",
    [
        "link_disabled",
        pytest.param("too_many_websockets", marks=pytest.mark.slow),
        "refresh_requested",
    ],
)
def test_connections_that_end_at_once_are_made_ever_more_rarely(
    slack: FakeSlack, reason: str
) -> None:
    """Slack lets few be asked for; when it lets one live, events come in again.

    Meanwhile the health page says that there is none, and the log says what to do.
    """
    with captured_log() as log, socket_mode_for(slack, lambda _: None) as socket_mode:
        slack.end_connections_at_once(reason)
        socket_mode.start()
        try:
            calls = slack.wait_for_calls(OPEN, 5)
            until(lambda: not socket_mode.is_connected)
            slack.end_connections_at_once("")
            until(lambda: socket_mode.is_connected and slack.connections != [])
            delivery = slack.send_event(slack.mention("weather in Oslo?"))
            assert delivery.acknowledged.wait(PATIENCE_S)
            told = len(log.entries("socket.refused"))
            slack.end_connections_at_once(reason)
            slack.cut_connections()  # one that has lived, so that all begins anew
            until(lambda: len(log.entries("socket.refused")) > told)
        finally:
            socket_mode.close()
            join_watches()

    pauses = [after.at_s - before.at_s for before, after in itertools.pairwise(calls)][1:]
    assert all(pause >= least for pause, least in zip(pauses, (0.25, 0.5, 1.0), strict=True))
    errors = log.entries("socket.refused")
    said = reason if reason in REFUSED else "Slack asks for a new connection"
    assert {entry["reason"] for entry in errors} == {said}
    assert reason in REFUSED or len(errors) == 2  # once each time that they begin to end at once
    assert all("SLACK_APP_TOKEN" in entry["advice"] for entry in errors)
    assert {entry["level"] for entry in errors} <= {"ERROR"}
