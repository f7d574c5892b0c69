"""Slack's errors read, each as a whole: what the call has done, when to try again, and whether."""

import errno
import http.client
import socket
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import monotonic
from typing import Any

import pytest
from fakes.raw_server import serve_raw
from fakes.rows import each_row
from fakes.waiting import PATIENCE_S
from slack_sdk.errors import SlackApiError, SlackClientNotConnectedError, SlackRequestError
from slack_sdk.web import SlackResponse

from bot.errors import DeliveryError, RefusedError
from bot.settings.way_out import WayOut
from handlers.delivery.response_urls import send
from handlers.refusals import failure_of, is_about_content
from handlers.slack_clients import SlackWebClient
from handlers.web_api import (
    NO_ANSWER,
    RateLimits,
    call,
    call_when_allowed,
    cannot_start,
    hurried,
    quiet_logger,
    reason_of,
    thread_messages,
    way_out_of,
    web_client,
    with_token,
)


def response_of(
    data: Any, status: int = 200, headers: dict[str, str] | None = None
) -> SlackResponse:
    """Return an answer as Slack's library has it."""
    return SlackResponse(
        client=None,
        http_verb="POST",
        api_url="https://slack.com/api/m",
        req_args={},
        data=data,
        headers=headers or {},
        status_code=status,
    )


def answered(
    code: object = "x", status: int = 200, headers: dict[str, str] | None = None, **fields: Any
) -> SlackApiError:
    """Return Slack's answer with an error, as its library raises it."""
    data = {"ok": False, "error": code, **fields}
    return SlackApiError("canary", response_of(data, status, headers))


MENDABLE = (
    *("account_inactive", "accesslimited", "invalid_auth", "not_authed", "org_login_required"),
    *("team_access_not_granted", "token_expired", "token_revoked", "two_factor_setup_required"),
    *("ekm_access_denied", "missing_scope", "not_allowed_token_type"),
)
PASSING = ("external_channel_migrating", "message_limit_exceeded", "team_added_to_org")
WHERE = (
    *("channel_not_found", "not_in_channel", "thread_not_found", "is_archived"),
    *("restricted_action", "cannot_reply_to_message", "messages_tab_disabled", "user_not_found"),
    *("users_not_found", "user_not_visible", "user_not_in_channel", "slack_connect_x"),
    *("team_not_found", "expired_url", "used_url", "access_denied", "no_permission"),
)
FINAL = (
    *("invalid_arguments", "invalid_arg_name", "invalid_blocks", "invalid_blocks_format"),
    *("msg_blocks_too_long", "msg_too_long", "no_text", "method_deprecated", "unknown_method"),
)
NOT_EDITABLE = ("cant_update_message", "edit_window_closed", "is_inactive", "update_failed")
OTHERS = (
    "brand_new",
    "as_user_not_supported",
    "no_permission_x",
    "url_x",
    "users_not_here",
    "x2_y",
)


@each_row(
    ("code", "is_final", "is_mendable", "is_content"),
    [
        *((code, False, True, False) for code in MENDABLE),
        *((code, False, False, False) for code in (*PASSING, *NOT_EDITABLE)),
        *((code, True, False, False) for code in (*WHERE, "message_not_found")),
        *((code, True, False, True) for code in FINAL),
        *((code, False, False, True) for code in OTHERS),
    ],
)
def test_a_refusal_says_whether_it_passes_and_what_it_is_about(
    code: str, *, is_final: bool, is_mendable: bool, is_content: bool
) -> None:
    """Every error that is known, and one of next year."""
    refusal = failure_of("m", answered(code))

    assert isinstance(refusal, RefusedError)
    assert (refusal.code, str(refusal)) == (code, f"m was refused: {code}")
    assert (refusal.is_final, refusal.is_mendable) == (is_final, is_mendable)
    assert (refusal.may_have_arrived, refusal.retry_after_s) == (False, None)
    assert is_about_content(refusal) is is_content


REDIRECTED = (
    "m was redirected, which Slack never does, and was not sent on: does a proxy want you to sign"
    " in, or does SLACK_API_URL name the wrong address? (HTTP status {})"
)


@each_row(
    ("code", "status", "said", "may_have_arrived"),
    [
        *(
            (code, 200, f"m failed: {code} (HTTP status 200)", True)
            for code in (
                *("fatal_error", "internal_error", "request_timeout", "service_unavailable"),
                "unreadable_response",
            )
        ),
        *(
            (odd, 200, "m failed: unreadable_response (HTTP status 200)", True)
            for odd in (None, 7, "", "Odd Code", "<x>", "a" * 62, "1a", "a\n")
        ),
        ("brand_new", 500, "m failed: brand_new (HTTP status 500)", True),
        ("channel_not_found", 503, "m failed: channel_not_found (HTTP status 503)", True),
        ("x", 300, REDIRECTED.format(300), False),
        ("x", 399, REDIRECTED.format(399), False),
        ("x", 429, "m was called too often", False),
        ("ratelimited", 200, "m was called too often", False),
        ("rate_limited", 503, "m was called too often", False),
    ],
)
def test_an_answer_that_is_none_says_whether_the_call_may_have_arrived(
    code: object, status: int, said: str, *, may_have_arrived: bool
) -> None:
    """It is looked for before it is made again."""
    failure = failure_of("m", answered(code, status))

    assert not isinstance(failure, RefusedError)
    assert (str(failure), failure.may_have_arrived) == (said, may_have_arrived)
    assert failure.retry_after_s == (1.0 if "too often" in said else None)


@each_row("status", [400, 404, 499])
def test_a_code_of_the_longest_kind_is_one_whatever_the_status(status: int) -> None:
    """Below those of servers that fail."""
    refusal = failure_of("m", answered("a" * 61, status))

    assert isinstance(refusal, RefusedError)
    assert refusal.code == "a" * 61


@each_row(
    ("told", "pause_s"),
    [
        ("20", 20.0),
        ("0.5", 0.5),
        ("0", 0.1),
        ("-3", 0.1),
        ("3600", 3600.0),
        ("3601", 3600.0),
        ("inf", 3600.0),
        ("nan", 1.0),
        ("soon", 1.0),
        ("", 1.0),
    ],
)
def test_a_pause_is_no_shorter_and_no_longer_than_makes_sense(told: str, pause_s: float) -> None:
    """However its header is spelled."""
    for name in ("Retry-After", "retry-after", "RETRY-AFTER"):
        assert failure_of("m", answered("x", 429, {name: told})).retry_after_s == pause_s


@each_row(
    ("metadata", "said"),
    [
        (
            {"messages": ["[ERROR] b", 7, None, "a\nc", "[a]"]},
            "m was refused: x ([ERROR] b; a c; [a])",
        ),
        ({"messages": ["a" * 300]}, f"m was refused: x ({'a' * 300})"),
        ({"messages": ["a" * 200, "b" * 99]}, f"m was refused: x ({'a' * 200}; {'b' * 97}…)"),
        ({"messages": "[ERROR] a"}, "m was refused: x"),
        ({"messages": []}, "m was refused: x"),
        *(
            (odd, "m was refused: x")
            for odd in ([], None, "[ERROR] a", ["[ERROR] a"], [{"messages": ["a"]}], 7, True)
        ),
    ],
)
def test_slack_s_own_words_are_told(metadata: object, said: str) -> None:
    """As far as they are words; nothing else of the answer is."""
    assert str(failure_of("m", answered(response_metadata=metadata))) == said


UNTRUSTED = ssl.SSLCertVerificationError(1, "certificate verify failed")
UNTRUSTED.verify_message = "self-signed certificate"
TUNNEL = OSError("Tunnel connection failed: 407 Proxy Authentication Required")


def below(reason: object) -> OSError:
    """Return an error that has another one as its reason."""
    error = OSError("https://canary")
    error.reason = reason  # type: ignore[attr-defined]
    return error


@each_row(
    ("error", "reason"),
    [
        (
            UNTRUSTED,
            "the certificate is not trusted (self-signed certificate); see SSL_CERT_FILE",
        ),
        (TUNNEL, "the proxy refused with status 407; see HTTPS_PROXY and NO_PROXY"),
        (below(TUNNEL), "the proxy refused with status 407; see HTTPS_PROXY and NO_PROXY"),
        (
            ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"),
            "ConnectionRefusedError: Connection refused",
        ),
        (below(TimeoutError()), "TimeoutError"),
        (
            below(socket.gaierror(socket.EAI_NONAME, "Name or service not known")),
            "gaierror: Name or service not known",
        ),
        (
            below(ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")),
            "ConnectionRefusedError: Connection refused",
        ),
        (below("https://canary"), "OSError"),
        (below(http.client.BadStatusLine("canary")), "BadStatusLine"),
        (ValueError("https://canary"), "ValueError"),
        (http.client.BadStatusLine("canary"), "BadStatusLine"),
        (SlackRequestError("canary"), "SlackRequestError"),
    ],
)
def test_the_reason_why_there_was_no_answer_names_no_address(error: Exception, reason: str) -> None:
    """It is for the log, and says which setting to look at where one is to blame."""
    assert reason_of(error) == reason
    assert isinstance(error, NO_ANSWER)

    def fail() -> SlackResponse:
        raise error

    with pytest.raises(DeliveryError) as failure:
        call("m", fail)
    assert str(failure.value) == f"m got no answer: {reason}"
    assert (failure.value.may_have_arrived, failure.value.retry_after_s) == (True, None)
    assert isinstance(SlackClientNotConnectedError(), NO_ANSWER)


@each_row(
    ("kind", "body"),
    [
        (b"application/json", '{"ok": true, "said": "é"}'.encode()),
        (b"application/json; charset=utf-8", '{"ok": true, "said": "é"}'.encode()),
        (b"application/json; charset=latin-1", '{"ok": true, "said": "é"}'.encode("latin-1")),
    ],
)
def test_an_answer_is_read_in_its_own_character_set(kind: bytes, body: bytes) -> None:
    """UTF-8 where it names none."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
    with serve_raw(head % (kind, len(body)) + body) as url:
        client = web_client("xoxb-1", f"{url}/api/")

        assert call("auth.test", client.auth_test) == {"ok": True, "said": "é"}


OK = b"HTTP/1.1 200 OK\r\n"


@each_row(
    ("sent", "said"),
    [
        (b"garbage\r\n\r\n", "got no answer: BadStatusLine"),
        (b"HTTP/1.1 2x0 OK\r\n\r\n", "got no answer: BadStatusLine"),
        (OK + b"x: " + b"y" * 70_000 + b"\r\n\r\n", "got no answer: LineTooLong"),
        (OK + b"Content-Length: 9\r\n\r\n{}", "got no answer: IncompleteRead"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab", "got no answer: IncompleteRead"),
        (OK + b"Content-Encoding: gzip\r\n\r\n{}", "got no answer: ConnectionError"),
        (OK + b"Content-Type: x/y; charset=z\r\n\r\n{}", "got no answer: LookupError"),
        *(
            (OK + b"\r\n" + body, "failed: unreadable_response (HTTP status 200)")
            for body in (b"{", b"[1]", b'"x"', b"7", b"[" * 60_000, b"9" * 5_000)
        ),
        (b"HTTP/1.1 500 Odd\r\n\r\n[1]", "failed: unreadable_response (HTTP status 500)"),
        (b'HTTP/1.1 404 Odd\r\n\r\n"x"', "failed: unreadable_response (HTTP status 404)"),
        (OK + b'\r\n{"ok": true, "ts": "\xff"}', "got no answer: UnicodeDecodeError"),
        (b"HTTP/1.1 103 Early\r\n\r\n", "failed: unreadable_response (HTTP status 103)"),
    ],
)
def test_what_is_no_answer_of_slack_s_is_told_by_its_kind(sent: bytes, said: str) -> None:
    """For the log; the call may have arrived all the same."""
    with serve_raw(sent) as url, pytest.raises(DeliveryError) as failure:
        call("auth.test", web_client("xoxb-1", f"{url}/api/").auth_test)

    assert (str(failure.value), failure.value.may_have_arrived) == (f"auth.test {said}", True)


@each_row(("data", "fields"), [({"ok": True}, {"ok": True}), (b"zip", {}), (None, {})])
def test_an_answer_without_fields_has_none(data: Any, fields: dict[str, Any]) -> None:
    """As a file that is downloaded."""
    assert call("m", lambda: response_of(data)) == fields


def test_a_bot_that_can_not_sign_in_says_what_to_do() -> None:
    """Whether it is the token or the way to Slack."""
    refused = RefusedError("auth.test", "invalid_auth", is_final=False, details="x")
    lost = DeliveryError("auth.test got no answer: TimeoutError", may_have_arrived=True)

    told = [cannot_start("SLACK_BOT_TOKEN", error, "copy it").problems for error in (refused, lost)]

    assert told == [
        ("Slack does not accept SLACK_BOT_TOKEN (invalid_auth); copy it.",),
        (f"Slack can't be reached ({lost}); check the network, HTTPS_PROXY and SLACK_API_URL.",),
    ]


def read(pages: list[dict[str, Any]], *, max_pages: int) -> tuple[list[str], list[str | None]]:
    """Return the times of the messages of pages, and the cursors that were asked for."""
    left, cursors = list(pages), list[str | None]()

    def read_page(cursor: str | None) -> dict[str, Any]:
        cursors.append(cursor)
        return left.pop(0)

    return [str(m["ts"]) for m in thread_messages(read_page, max_pages=max_pages)], cursors


def page(*times: object, cursor: object = None) -> dict[str, Any]:
    """Return a page with messages, and the cursor of the next one."""
    return {"messages": [{"ts": ts} for ts in times], "response_metadata": {"next_cursor": cursor}}


@each_row(
    ("pages", "max_pages", "found"),
    [
        (
            [page("1", "2", cursor="a"), page("3", cursor="b"), page("4")],
            9,
            (["1", "2", "3", "4"],),
        ),
        ([page("1", cursor="a"), page("2", cursor="b"), page("3")], 2, (["1", "2"], [None, "a"])),
        ([page(cursor="a"), page("1")], 9, (["1"], [None, "a"])),
        ([page("1", cursor="")], 9, (["1"], [None])),
        ([page("1", cursor=7)], 9, (["1"], [None])),
        ([{"messages": [{"ts": "1"}], "response_metadata": None}], 9, (["1"], [None])),
        ([page("1", 2, None, cursor="a"), {"messages": "x"}], 9, (["1"], [None, "a"])),
        *(([odd], 9, ([], [None])) for odd in ({}, {"messages": 7}, {"messages": [7, ["ts"]]})),
    ],
)
def test_a_thread_s_messages_come_page_by_page(
    pages: list[dict[str, Any]], max_pages: int, found: tuple[list[Any], ...]
) -> None:
    """Up to the last one that there is, or that may be read."""
    assert read(pages, max_pages=max_pages)[: len(found)] == found


def test_a_client_like_another_differs_in_one_thing_alone() -> None:
    """Its token, or how long it waits; the way out of this machine stays."""
    way_out = WayOut(proxy="http://proxy.example:3128")
    first = web_client("xoxb-1", "https://slack.example/api/", way_out)
    soon = hurried(first, 3)
    other = with_token(soon, "xoxb-2")

    def facts(client: SlackWebClient) -> tuple[object, ...]:
        kept = (client.base_url, client.logger, client.retry_handlers, way_out_of(client))
        return (client.token, client.timeout, *kept)

    same = ("https://slack.example/api/", quiet_logger(), [], way_out)
    assert facts(first) == ("xoxb-1", 10, *same)
    assert facts(soon) == ("xoxb-1", 3, *same)
    assert facts(other) == ("xoxb-2", 3, *same)
    assert hurried(first, 3) is soon


def test_a_client_waits_for_a_silent_slack_as_long_as_it_is_told() -> None:
    """Those of response URLs as well; a busy machine may take longer, but not each time."""
    told_s = 0.05
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/api/"
        client = SlackWebClient("xoxb-1", base_url=url, way_out=WayOut(), timeout=told_s)

        def waits_s(ask: Callable[[], object]) -> Iterator[float]:
            for _ in range(9):
                began_s = monotonic()
                with pytest.raises(DeliveryError, match=" got no answer: Timeout"):
                    ask()
                yield monotonic() - began_s

        for ask in (
            lambda: call("auth.test", client.auth_test),
            lambda: send(client, f"{url}answer", "Fine.", None),
        ):
            assert any(told_s <= each_s < 5 * told_s for each_s in waits_s(ask))


def test_a_call_that_fails_before_it_is_sent_is_not_made_again() -> None:
    """By itself; who makes it knows what it costs."""
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as pool:
        listener.settimeout(PATIENCE_S)
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/api/"
        client = hurried(web_client("xoxb-1", url), int(PATIENCE_S))
        calling = pool.submit(call, "auth.test", client.auth_test)
        far, _ = listener.accept()
        with far:
            far.sendall(b"This is no TLS.\r\n")
            with pytest.raises(DeliveryError, match="got no answer: SSLError"):
                calling.result(PATIENCE_S)
        listener.settimeout(0)

        with pytest.raises(BlockingIOError):
            listener.accept()


def test_a_call_that_can_wait_is_made_again_after_the_whole_pause() -> None:
    """However long it is that Slack asks for."""
    sent_at_s = list[float]()

    def send() -> SlackResponse:
        sent_at_s.append(monotonic())
        if len(sent_at_s) == 1:
            raise answered("ratelimited", 429, {"Retry-After": "0.15"})
        return response_of({"ok": True})

    assert call_when_allowed("a", send) == {"ok": True}
    first_s, second_s = sent_at_s
    assert second_s - first_s >= 0.15


def test_a_pause_of_one_method_is_over_when_slack_has_said() -> None:
    """Until then nothing is sent, and the caller is told how long it still is."""
    now_s, sent = [100.0], list[str]()
    limits = RateLimits(lambda: now_s[0])

    def send(name: str, *, is_busy: bool = False) -> SlackResponse:
        sent.append(name)
        if is_busy:
            raise answered("ratelimited", 429, {"Retry-After": "20"})
        return response_of({"ok": True, "ts": name})

    with pytest.raises(DeliveryError):
        limits.call("a", lambda: send("first", is_busy=True))
    now_s[0] += 19.5
    for _ in range(2):
        with pytest.raises(DeliveryError) as early:
            limits.call("a", lambda: send("early"))
    other = limits.call("b", lambda: send("other"))
    now_s[0] += 0.5
    late = limits.call("a", lambda: send("late"))

    assert (str(early.value), early.value.retry_after_s) == ("a was called too often", 0.5)
    assert not early.value.may_have_arrived
    assert (other, late) == ({"ok": True, "ts": "other"}, {"ok": True, "ts": "late"})
    assert sent == ["first", "other", "late"]


@each_row(("first_s", "last_s"), [(20, 5), (5, 20)])
def test_of_two_pauses_the_longer_one_is_kept(first_s: int, last_s: int) -> None:
    """Calls that are under way at once can each be told to wait."""
    limits = RateLimits(lambda: 100.0)

    def send(pause_s: int, *before: int) -> SlackResponse:
        for each_s in before:
            with pytest.raises(DeliveryError):
                limits.call("a", partial(send, each_s))
        raise answered("ratelimited", 429, {"Retry-After": f"{pause_s}"})

    told = []
    for _ in range(2):
        with pytest.raises(DeliveryError) as failure:
            limits.call("a", lambda: send(last_s, first_s))
        told.append(failure.value.retry_after_s)

    assert told == [last_s, 20]
