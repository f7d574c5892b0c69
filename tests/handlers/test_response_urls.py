"""Answers to commands: sent to Slack alone, and what its answers mean."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.request import Request

import pytest
from fakes.clock import MONDAY, FakeTime
from fakes.log import captured_log
from fakes.raw_server import serve_raw
from fakes.rows import each_row
from fakes.slack import RESPONSE_URL, FakeSlack, Fault
from fakes.slack_side import channel_to
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import DeliveryError, RefusedError
from bot.messages import Question, Reply
from handlers.delivery import SlackChannel
from handlers.delivery.response_urls import is_slacks, send
from handlers.surfaces.commands import command_in
from handlers.web_api import web_client

REPLY = Reply("**Oslo**: 3 °C")
API_URL = "https://slack.com/api/"


@pytest.fixture
def channel(slack: FakeSlack) -> Iterator[SlackChannel]:
    """Yield the channel to the workspace."""
    with channel_to(slack, FakeTime().clock) as channel:
        yield channel


def asked(command: dict[str, Any]) -> Question:
    """Return a command as the handlers read it."""
    question = command_in(command, "UBOT", MONDAY)
    assert question is not None
    return question


def test_an_answer_goes_to_the_person_alone(slack: FakeSlack, channel: SlackChannel) -> None:
    """One request, no token in it, nothing in the channel."""
    command = slack.command("weather in Oslo?")

    channel.show_progress(asked(command), "is thinking…")
    posted_id = channel.post(asked(command), REPLY)

    (call,) = slack.calls()
    (answer,) = slack.answers_to(command)
    assert (posted_id, call.token) == ("", "")
    assert (answer["response_type"], answer["text"]) == ("ephemeral", "*Oslo*: 3 °C")
    assert [block["type"] for block in answer["blocks"]] == ["markdown"]


def test_no_log_shows_where_an_answer_went(caplog: pytest.LogCaptureFixture) -> None:
    """The address is as good as a key, also in an answer with a head that can't be read.

    Nor does that of Slack's own library, which would tell of each request.
    """
    with serve_raw(b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n") as url:
        client, answer_url = web_client("xoxb-1", f"{url}/api/"), f"{url}/commands/T1/canary"
        with captured_log() as log:
            send(client, answer_url, "x", None)
        with caplog.at_level(logging.DEBUG, logger="slack_sdk"):
            send(client, answer_url, "x", None)

    assert "canary" not in log.text
    told = [each.getMessage() for each in caplog.records if each.name.startswith("slack_sdk")]
    assert "canary" not in str(told)


def test_an_answer_is_never_looked_for(slack: FakeSlack, channel: SlackChannel) -> None:
    """An attempt that may have sent it counts as one that has."""
    assert channel.find(asked(slack.command("weather in Oslo?"))) == ""
    assert slack.calls() == []


@pytest.mark.parametrize(
    "fault",
    [
        Fault(is_lost=True),
        Fault("internal_error", status=500),
        Fault(body="<html>Bad gateway</html>", status=502),
    ],
    ids=str,
)
def test_an_unclear_answer_may_mean_that_it_arrived(
    slack: FakeSlack, channel: SlackChannel, fault: Fault
) -> None:
    """One attempt, whatever Slack's library would do; the error names no address."""
    slack.fail(RESPONSE_URL, fault)

    with pytest.raises(DeliveryError, match=r"^response_url ") as failure:
        channel.post(asked(slack.command("weather in Oslo?")), REPLY)

    assert failure.value.may_have_arrived
    assert "http:" not in str(failure.value)
    assert len(slack.calls(RESPONSE_URL)) == 1


@pytest.mark.parametrize(
    "taken",
    [
        Fault(body=" ", status=201),
        Fault(body=" ", status=202),
        Fault(body=" "),
        Fault(body="[]"),
        Fault(body='{"text": "ok"}'),
        Fault(body="[" * 100_000),
    ],
    ids=str,
)
def test_whatever_says_success_is_success(
    slack: FakeSlack, channel: SlackChannel, taken: Fault
) -> None:
    """Slack's own word is "ok"; servers in its place say nothing at all."""
    slack.fail(RESPONSE_URL, taken)

    assert channel.post(asked(slack.command("weather in Oslo?")), REPLY) == ""
    assert len(slack.calls(RESPONSE_URL)) == 1


def test_a_slack_that_was_never_reached_has_shown_nothing(
    slack: FakeSlack, channel: SlackChannel, unused_port: int
) -> None:
    """So it can be sent again without harm: nobody listens there, or there is no such host."""
    question = asked(slack.command("weather in Oslo?"))
    for host in (f"127.0.0.1:{unused_port}", "no-such-host.invalid"):
        with pytest.raises(DeliveryError) as failure:
            channel.post(replace(question, answer_url=f"http://{host}/commands/1"), REPLY)

        assert not failure.value.may_have_arrived


@pytest.mark.parametrize("form", [Fault(body="ratelimited", status=429), Fault(status=429)])
def test_slack_may_ask_to_wait(slack: FakeSlack, channel: SlackChannel, form: Fault) -> None:
    """As with any method."""
    slack.fail(RESPONSE_URL, replace(form, retry_after_s=7))

    with pytest.raises(DeliveryError) as failure:
        channel.post(asked(slack.command("weather in Oslo?")), REPLY)

    assert (failure.value.retry_after_s, failure.value.may_have_arrived) == (7.0, False)


@pytest.mark.parametrize("code", ["expired_url", "used_url"])
@pytest.mark.parametrize("is_json", [True, False])
def test_an_address_that_is_spent_is_final(
    slack: FakeSlack, channel: SlackChannel, code: str, *, is_json: bool
) -> None:
    """It works for half an hour, and Slack says so in JSON or in one word."""
    slack.fail(RESPONSE_URL, Fault(code, 404) if is_json else Fault(body=f"\n{code}\n", status=404))

    with pytest.raises(RefusedError, match=rf"^response_url was refused: {code}$") as failure:
        channel.post(asked(slack.command("weather in Oslo?")), REPLY)

    assert failure.value.is_final


@pytest.mark.parametrize("code", ["invalid_blocks", "msg_blocks_too_long"])
def test_refused_blocks_are_followed_by_plain_text(
    slack: FakeSlack, channel: SlackChannel, code: str
) -> None:
    """As in a thread."""
    command = slack.command("weather in Oslo?")
    slack.fail(RESPONSE_URL, Fault(body=code, status=400))

    channel.post(asked(command), REPLY)

    (answer,) = slack.answers_to(command)
    assert answer["text"] == "*Oslo*: 3 °C"
    assert "blocks" not in answer


@each_row(
    ("url", "api_url"),
    [
        ("https://hooks.slack.com/commands/T1/2/abc", API_URL),
        ("https://HOOKS.Slack.COM/commands/T1/2/abc", API_URL),
        ("https://hooks.slack.com/commands/T1/2/abc", "https://slack.proxy.example/api/"),
        ("https://hooks.slack-gov.com/commands/T1/2/abc", "https://slack-gov.com/api/"),
        ("http://127.0.0.1:8080/commands/1", "http://127.0.0.1:8080/api/"),
        ("https://hooks.proxy.example/commands/1", "HTTPS://Proxy.Example/api/"),
    ],
)
def test_slack_s_own_addresses_are_known(url: str, api_url: str) -> None:
    """Its hosts, and wherever SLACK_API_URL leads."""
    assert is_slacks(url, api_url)


@each_row(
    "url",
    [
        "http://hooks.slack.com/commands/1",
        "https://proxy.example/commands/1",
        "http://proxy.example:80/commands/1",
        "https://slack.com.evil.example/commands/1",
        "https://evilslack.com/commands/1",
        "https://hooks.slack.com:8443/commands/1",
        "https://hooks.slack.com@evil.example/commands/1",
        "https://user@hooks.slack.com/commands/1",
        "https://evil.example\\@hooks.slack.com/commands/1",
        "https://evil.example\\.slack.com/commands/1",
        "https://evil.example/?.slack.com/",
        "https://evil.example#.slack.com/",
        "https://evil.example\t.slack.com/commands/1",
        "https://hooks.slack.com/commands/1\r\nHost: evil.example",
        "https://hooks.slack.com/commands/1 HTTP/1.1",
        "https://hooks.slack.com",
        "https:///commands/1",
        "file:///etc/passwd",
        "http://127.0.0.1:8080/commands/1",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/commands/1",
        "",
    ],
)
def test_no_other_address_is(url: str) -> None:
    """Neither this machine's own network, nor a host or a port that only looks like Slack's."""
    assert not is_slacks(url, API_URL)
    assert not is_slacks(url, "http://proxy.example/api/")


@given(
    st.from_regex(
        r"https?://[a-z@.:\[\]\\#?/%-]{0,30}slack\.com[a-z@.:\\#?/%-]{0,30}", fullmatch=True
    )
)
def test_what_is_taken_for_slack_s_is_read_so_by_others(url: str) -> None:
    """By the library that will call it."""
    if is_slacks(url, API_URL):
        host = Request(url).host  # noqa: S310 - it is not opened
        assert host is not None
        assert host.lower() == "slack.com" or host.lower().endswith(".slack.com")
