"""The workspace keeps Slack's rules: tokens, scopes, methods, and whose messages are whose."""

import asyncio
import http.client
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests
import yaml
from fakes.rows import each_row
from fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack
from fakes.waiting import Meeting, twice_at_once
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from bot.errors import SettingsError
from handlers.playground.server import HOST, Server, free_port
from handlers.playground.workspace import Workspace
from handlers.playground.workspace.rules import SCOPES, Message

MANIFEST = yaml.safe_load((Path(__file__).parents[2] / "manifest.yml").read_text())


def error_of(slack: FakeSlack, method: str, token: str = BOT_TOKEN, **arguments: Any) -> str:
    """Return the error that a call is answered with."""
    with pytest.raises(SlackApiError) as caught:
        WebClient(token, base_url=slack.api_url).api_call(method, json=arguments)
    error: str = caught.value.response["error"]
    return error


def test_calls_that_slack_refuses_are_refused(slack: FakeSlack) -> None:
    """By the token, the method and the arguments, in this order."""
    assert error_of(slack, "chat.delete", channel="C1", ts="1.0") == "unknown_method"
    assert error_of(slack, "auth.test", token="xoxb-other") == "invalid_auth"
    assert error_of(slack, "auth.test", token=APP_TOKEN) == "not_allowed_token_type"
    assert error_of(slack, "chat.postMessage", text="hello") == "invalid_arguments"
    assert error_of(slack, "chat.postMessage", channel="C1", text="") == "no_text"


@each_row(
    ("method", "arguments", "error"),
    [
        ("chat.postMessage", {"channel": 7, "text": "hi"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "C1", "blocks": "none"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "C1", "blocks": ["none"]}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": "C1", "blocks": [{"type": "alert"}]}, "invalid_blocks"),
        ("chat.postMessage", {"channel": "C1", "blocks": [{"type": "markdown"}]}, "invalid_blocks"),
        (
            "chat.postMessage",
            {"channel": "C1", "blocks": [{"type": "card", "title": "x"}]},
            "invalid_blocks",
        ),
        (
            "chat.postMessage",
            {"channel": "C1", "blocks": [{"type": "context_actions", "elements": []}]},
            "invalid_blocks",
        ),
        (
            "chat.postMessage",
            {"channel": "C1", "text": "x", "thread_ts": "9.9"},
            "thread_not_found",
        ),
        (
            "assistant.threads.setStatus",
            {"channel_id": "C1", "thread_ts": "9.9", "status": "x"},
            "thread_not_found",
        ),
        ("agents.sessions.setStatus", {"channel_id": "C1", "status": "x"}, "invalid_arguments"),
        ("conversations.replies", {"channel": "C1", "ts": "9.9"}, "thread_not_found"),
        ("chat.postEphemeral", {"channel": "C1", "user": "U1"}, "no_text"),
        (
            "chat.postEphemeral",
            {"channel": "C1", "user": "U1", "text": "x", "blocks": [{"type": "poem"}]},
            "invalid_blocks",
        ),
        ("views.publish", {"user_id": "U1", "view": {"type": "home"}}, "invalid_arguments"),
        (
            "views.publish",
            {
                "user_id": "U1",
                "view": {"type": "home", "blocks": [{"type": "markdown", "text": "x"}]},
            },
            "invalid_arguments",
        ),
        *(
            ("views.publish", {"user_id": "U1", "view": view}, "invalid_arguments")
            for view in (
                {"type": "home", "blocks": [{"type": "poem"}]},
                {"type": "home", "blocks": [{"type": "markdown", "text": "x"}]},
                {"type": "home", "blocks": [{"type": "divider"}, "none"]},
                {"type": "home", "blocks": [{"type": "divider"}] * 101},
                {"type": "modal", "blocks": [{"type": "divider"}]},
                {"type": "app_home", "blocks": [{"type": "divider"}]},
            )
        ),
        ("chat.update", {"channel": "C1", "ts": "9.9", "text": "x"}, "message_not_found"),
    ],
)
def test_what_a_method_can_not_take_is_refused(
    slack: FakeSlack, method: str, arguments: dict[str, Any], error: str
) -> None:
    """By its type, by what it names, and for blocks by the place where they are to stand.

    Nothing of it is kept.
    """
    slack.say("hello")
    before = slack.snapshot(), list(slack.notes)
    assert error_of(slack, method, **arguments) == error
    assert (slack.snapshot(), slack.notes) == before


def test_a_thread_is_read_with_its_root_from_any_time_on(slack: FakeSlack) -> None:
    """As Slack does; a message that is brought once more does not undo its change."""
    root = slack.say("hello")
    first, second = (slack.say(text, thread_ts=root["ts"]) for text in ("one", "two"))
    slack.change(second, text="two, edited")
    slack.payload_of(second)

    client = WebClient(BOT_TOKEN, base_url=slack.api_url)
    page = client.conversations_replies(channel="C1", ts=root["ts"], oldest=first["ts"])

    assert [message["text"] for message in page["messages"]] == ["hello", "two, edited"]
    assert {message["type"] for message in page["messages"]} == {"message"}


@each_row(
    "act",
    [
        lambda slack, _: slack.say("another"),
        lambda slack, event: slack.change(event, text="changed"),
        lambda slack, event: slack.delete(event["channel"], event["ts"]),
        lambda slack, _: WebClient(BOT_TOKEN, base_url=slack.api_url).chat_postMessage(
            channel="C1", text="posted"
        ),
    ],
)
def test_all_listeners_hear_of_one_change_before_any_hears_of_the_next(
    slack: FakeSlack, act: Callable[[FakeSlack, Message], object]
) -> None:
    """Whoever makes them, and at whatever moment."""
    event = slack.say("hello")
    begun: list[Message] = []
    heard: list[Message] = []

    def hinder(change: Message) -> None:
        if not begun:
            begun.append(change)
            other.start()
            other.join(0.05)

    other = Thread(target=slack.say, args=("meanwhile",))
    slack.listeners[:] = [hinder, heard.append]
    act(slack, event)
    other.join()
    slack.listeners.clear()

    assert heard[0] == begun[0]
    assert "meanwhile" in [change["message"]["text"] for change in heard if "message" in change]


def test_a_thread_is_read_up_to_a_time_and_with_it_where_that_is_wished(slack: FakeSlack) -> None:
    """The first message is there in any case."""
    texts = ("root", "one", "two", "three")
    said = [slack.say("root")]
    said += [slack.say(text, thread_ts=said[0]["ts"]) for text in texts[1:]]
    times = [each["ts"] for each in said]
    client, where = WebClient(BOT_TOKEN, base_url=slack.api_url), {"channel": "C1", "ts": times[0]}

    def read(**bounds: Any) -> list[str]:
        page = client.conversations_replies(**where, **bounds)
        return [message["text"] for message in page["messages"]]

    assert read(latest=times[2]) == ["root", "one"]
    assert read(latest=times[2], inclusive=True) == ["root", "one", "two"]
    assert read(oldest=times[2]) == ["root", "three"]
    assert error_of(slack, "conversations.replies", limit=0, **where) == "invalid_limit"
    assert error_of(slack, "conversations.replies", limit=1001, **where) == "invalid_limit"


@each_row(
    ("clock_us", "times"),
    [
        ([7, 7, 3, 8, 20], ["0.000007", "0.000008", "0.000009", "0.000010", "0.000020"]),
        ([1_999_999, 0, 60_000_000], ["1.999999", "2.000000", "60.000000"]),
    ],
)
def test_every_message_has_a_time_of_its_own(clock_us: list[int], times: list[str]) -> None:
    """Within a microsecond, and after the clock was set back; none takes another's place."""
    readings_ns = iter([us * 1000 + 999 for us in clock_us])
    workspace = Workspace(lambda: next(readings_ns))

    for number in range(len(clock_us)):
        workspace.keep({"channel": "C1", "ts": workspace.next_ts(), "text": f"{number}"})

    kept = workspace.snapshot()["messages"]["C1"]
    assert [(message["ts"], message["text"]) for message in kept] == [
        (ts, f"{number}") for number, ts in enumerate(times)
    ]


def test_two_threads_never_have_the_same_time() -> None:
    """However the clock stands."""
    meeting, times = Meeting(), list[str]()

    def now_ns() -> int:
        meeting.wait()
        return 7_000

    workspace = Workspace(now_ns)
    twice_at_once(lambda: times.append(workspace.next_ts()))

    assert sorted(times) == ["0.000007", "0.000008"]


def test_a_message_that_two_threads_bring_is_told_once() -> None:
    """As the one that a person writes, which the bot hears of twice."""
    workspace, told = Workspace(), list[Message]()
    workspace.listeners.append(told.append)
    brought = {"channel": "C1", "ts": Meeting().name("1.0"), "text": "hello"}

    twice_at_once(lambda: workspace.keep(brought))

    assert len(told) == 1


def test_whose_a_message_is_and_where_it_stands_counts(slack: FakeSlack) -> None:
    """Nobody's message is the bot's to change, and below a reply nothing stands."""
    root = slack.say("hello", user="UMAX")
    reply = slack.say("hi", thread_ts=root["ts"])
    below = {"channel": "C1", "thread_ts": reply["ts"]}
    slack.keep({"channel": "C1", "ts": "0.5", "thread_ts": "0.5", "text": "a thread's first"})
    client = WebClient(BOT_TOKEN, base_url=slack.api_url)
    assert client.chat_postMessage(channel="C1", text="x", thread_ts="0.5")["ok"]

    for each in (root, reply, slack.say_as_bot("hi", thread_ts=root["ts"])):
        other = {"channel": "C1", "ts": each["ts"], "text": "x"}
        assert error_of(slack, "chat.update", **other) == "cant_update_message"
    assert error_of(slack, "chat.postMessage", text="x", **below) == "cannot_reply_to_message"
    own = {"channel": "C1", "ts": client.chat_postMessage(channel="C1", text="x")["ts"]}
    assert error_of(slack, "chat.update", **own, blocks=[{"type": "poem"}]) == "invalid_blocks"


def test_the_bot_s_place_takes_four_prompts_and_none_in_a_thread(slack: FakeSlack) -> None:
    """Slack would ignore them there, and say nothing."""
    method, prompt = "assistant.threads.setSuggestedPrompts", {"title": "a", "message": "b"}

    def refused(count: int, **more: str) -> str:
        return error_of(slack, method, channel_id="D1", prompts=[prompt] * count, **more)

    assert refused(5) == refused(1, thread_ts="1.1") == "invalid_arguments"


def test_a_status_goes_with_the_next_post(slack: FakeSlack) -> None:
    """And a page shows only those that are there; a language is told to who asks for it."""
    later, root = slack.say("hello", channel="C2")["ts"], slack.say("hello")["ts"]
    client = WebClient(BOT_TOKEN, base_url=slack.api_url)
    for at, ts, status in (("C2", later, "is thinking…"), ("C1", root, "is checking…")):
        client.assistant_threads_setStatus(channel_id=at, thread_ts=ts, status=status)
    during = slack.snapshot()["statuses"]
    client.chat_postMessage(channel="C1", thread_ts=root, text="Mild.")

    thinking = ["C2", later, "is thinking…"]
    assert during == [thinking, ["C1", root, "is checking…"]]
    assert slack.snapshot()["statuses"] == [thinking]
    told = [client.users_info(user="U1", include_locale=wish)["user"] for wish in (True, False)]
    assert ["locale" in each for each in told] == [True, False]


@pytest.mark.parametrize(
    ("body", "kind", "error"),
    [
        (b"{", "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
        (b"blocks=%5B", "application/x-www-form-urlencoded", "invalid_form_data"),
        (b"text=\xff", "application/x-www-form-urlencoded", "invalid_form_data"),
    ],
)
def test_a_body_that_is_none_is_refused(
    slack: FakeSlack, body: bytes, kind: str, error: str
) -> None:
    """With Slack's own error, and not with a failure of the server."""
    url = f"{slack.api_url}chat.postMessage"

    answer = requests.post(url, body, headers={"Content-Type": kind}, timeout=10)

    assert answer.json() == {"ok": False, "error": error}


def test_a_ticket_is_good_for_one_connection(slack: FakeSlack) -> None:
    """Whoever reads it later gets none."""
    app = WebClient(APP_TOKEN, base_url=slack.api_url)
    url = app.apps_connections_open(app_token=APP_TOKEN)["url"]
    with connect(url) as first:
        assert json.loads(first.recv())["type"] == "hello"
        with pytest.raises(InvalidStatus), connect(url):
            pass


def test_the_manifest_asks_for_every_scope_that_the_workspace_demands() -> None:
    """The bot of the demo is allowed what the installed one is."""
    asked = set(MANIFEST["oauth_config"]["scopes"]["bot"])

    assert {scope for scopes in SCOPES.values() for scope in scopes} <= asked


def test_a_taken_port_leads_to_the_next_one_and_never_beyond_the_last() -> None:
    """Whoever starts the demo twice has two of them; and so have ten."""
    first = 18_790  # below those that the system gives to whoever asks for any
    with ExitStack() as others:
        for port in range(first, first + 10):
            other = others.enter_context(socket.socket())
            with suppress(OSError):  # Somebody else has it, which is as well.
                other.bind((HOST, port))
                other.listen()
        with closing(Server(Starlette(), first)) as server:
            server.start()
            found = int(server.url.rpartition(":")[2])
    with socket.socket() as last:
        last.bind((HOST, 65_535))
        last.listen()
        for beyond in (65_535, 65_536):
            with pytest.raises(SettingsError) as failure:
                Server(Starlette(), beyond)
            taken_all = f"none of the ports {beyond} to 65535 can be had"
            advice = "name another with --port, such as 0 for any that is free"
            assert failure.value.problems == (f"{taken_all}; {advice}",)

    assert first + 10 <= found < first + 50


def test_the_end_of_the_demo_ends_the_connections_that_are_open() -> None:
    """A page hears the news for as long as it is there, and is not waited for; nor is a socket."""

    async def stream(_: Request) -> Response:
        return StreamingResponse(news())

    async def news() -> AsyncIterator[str]:
        yield "news"
        await asyncio.Event().wait()

    async def listen(link: WebSocket) -> None:
        await link.accept()
        await asyncio.Event().wait()

    app = Starlette(routes=[Route("/news", stream), WebSocketRoute("/link", listen)])
    with closing(Server(app, free_port())) as server:
        server.start()
        host = server.url.removeprefix("http://")
        with (
            connect(f"ws://{host}/link") as link,
            closing(http.client.HTTPConnection(host, timeout=1)) as page,
        ):
            page.request("GET", "/news")
            response = page.getresponse()
            assert response.read(4) == b"news"
            server.close()
            with pytest.raises(http.client.IncompleteRead):
                response.read()
            with pytest.raises(ConnectionClosed):
                link.recv(timeout=1)


def test_the_demo_listens_at_one_address_of_this_machine_alone() -> None:
    """Any other is still free, those of its networks included."""
    with closing(Server(Starlette(), free_port())) as server, socket.socket() as other:
        server.start()
        other.bind(("127.0.0.2", int(server.url.rpartition(":")[2])))
