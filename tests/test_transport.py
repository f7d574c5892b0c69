"""Socket Mode against a workspace: connect, acknowledge, reconnect, disconnect."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack, Fault

from bot.errors import DatabaseError, SettingsError
from bot.messages import Question
from handlers import build_app
from handlers.transport import SocketMode


@contextmanager
def connected(slack: FakeSlack, accept: Callable[[Question], None]) -> Iterator[SocketMode]:
    """Connect the bot for as long as a test needs it."""
    socket_mode = socket_mode_for(slack, accept)
    socket_mode.start()
    try:
        slack.wait_for_connections(1)
        yield socket_mode
    finally:
        socket_mode.close()
        slack.wait_for_connections(0)


def socket_mode_for(
    slack: FakeSlack, accept: Callable[[Question], None], token: str = APP_TOKEN
) -> SocketMode:
    """Return the transport as the program builds it."""
    app = build_app(bot_token=BOT_TOKEN, api_url=slack.api_url, accept=accept)
    return SocketMode(app, token, ping_interval_s=0.2)


def test_an_event_is_acknowledged_after_it_was_accepted(slack: FakeSlack) -> None:
    """What is acknowledged will not come again."""
    accepting, may_accept = threading.Event(), threading.Event()

    def accept(_: Question) -> None:
        accepting.set()
        may_accept.wait(5)

    with connected(slack, accept):
        delivery = slack.send_event(slack.mention("weather in Oslo?"))
        assert accepting.wait(5)
        was_acknowledged_early = delivery.acknowledged.is_set()
        may_accept.set()

        assert delivery.acknowledged.wait(5)
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
        assert tried.wait(5)
        second = slack.send_event(event, retry_attempt=1, retry_reason="timeout")

        assert second.acknowledged.wait(5)
        assert not first.acknowledged.is_set()
        assert [question.text for question in accepted] == ["weather in Oslo?"]


def test_many_events_are_accepted_at_once(slack: FakeSlack) -> None:
    """Bolt's own five threads would make the sixth wait."""
    all_there = threading.Barrier(32)

    with connected(slack, lambda _: all_there.wait(5) and None):
        deliveries = [slack.send_event(slack.mention("hi", channel=f"C{n}")) for n in range(32)]

        assert all(delivery.acknowledged.wait(5) for delivery in deliveries)


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

        assert all(delivery.acknowledged.wait(5) for delivery in deliveries)


def test_the_bot_connects_anew_when_slack_asks_for_it(slack: FakeSlack) -> None:
    """Slack does so every few hours."""
    with connected(slack, lambda _: None):
        slack.replace_connection()
        slack.wait_for_connections(1)

        assert slack.send_event(slack.mention("hi")).acknowledged.wait(5)


def test_the_bot_connects_anew_when_the_connection_is_lost(slack: FakeSlack) -> None:
    """Within the time of a ping or two."""
    with connected(slack, lambda _: None) as socket_mode:
        slack.cut_connections()
        slack.wait_for_calls("apps.connections.open", 2)
        slack.wait_for_connections(1)

        assert slack.send_event(slack.mention("hi")).acknowledged.wait(5)
        assert socket_mode.is_connected


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
    socket_mode = socket_mode_for(slack, lambda _: None, token)

    with pytest.raises(SettingsError) as failure:
        socket_mode.start()

    (problem,) = failure.value.problems
    assert problem.startswith("Slack does not accept SLACK_APP_TOKEN (")
    assert token not in problem
    assert caplog.messages == []


UNREACHABLE = Fault(body='{"ok": true, "url": "ws://127.0.0.1:1/"}')


def test_a_first_attempt_that_fails_is_repeated(slack: FakeSlack) -> None:
    """Slack may be busy just then."""
    slack.fail("apps.connections.open", UNREACHABLE)

    with connected(slack, lambda _: None) as socket_mode:
        assert socket_mode.is_connected


def test_a_socket_that_can_t_be_opened_ends_the_start(slack: FakeSlack) -> None:
    """With a sentence, after a while."""
    slack.fail("apps.connections.open", *[UNREACHABLE] * 3)
    socket_mode = socket_mode_for(slack, lambda _: None)

    with pytest.raises(SettingsError, match=r"can't be reached \(no Socket Mode connection\)"):
        socket_mode.start(timeout_s=0.1)

    assert not socket_mode.is_connected
