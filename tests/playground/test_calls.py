"""The workspace's methods one by one: what each needs, gives back, and tells the open pages."""

import asyncio
import json
import threading
from collections.abc import Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, get_args

import pytest
import requests
from fakes.rows import each_row
from fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack, Fault
from fakes.waiting import PATIENCE_S, until
from slack_sdk import WebClient
from starlette.websockets import WebSocket
from websockets.exceptions import ConnectionClosed, ConnectionClosedOK
from websockets.sync.client import connect

from handlers.playground.workspace.rules import (
    Call,
    SlackError,
    check_blocks,
    check_call,
    page_of,
    refusal,
)
from handlers.playground.workspace.sockets import Cut, Delivery, Sockets

WRITE, HISTORY = ("chat:write",), ("channels:history", "groups:history", "im:history")
METHODS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "agents.sessions.setStatus": ({"channel_id": "C1", "status": "active"}, WRITE),
    "apps.connections.open": ({}, ()),
    "assistant.threads.setStatus": (
        {"channel_id": "C1", "thread_ts": "1.1", "status": "is thinking…"},
        WRITE,
    ),
    "assistant.threads.setSuggestedPrompts": (
        {"channel_id": "D1", "prompts": []},
        ("assistant:write",),
    ),
    "assistant.threads.setTitle": (
        {"channel_id": "D1", "thread_ts": "1.1", "title": "Oslo"},
        ("assistant:write",),
    ),
    "auth.test": ({}, ()),
    "chat.postEphemeral": ({"channel": "C1", "user": "U1"}, WRITE),
    "chat.postMessage": ({"channel": "C1"}, WRITE),
    "chat.update": ({"channel": "C1", "ts": "1.1"}, WRITE),
    "conversations.replies": ({"channel": "C1", "ts": "1.1"}, (*HISTORY, "mpim:history")),
    "users.info": ({"user": "U1"}, ("users:read",)),
    "views.publish": ({"user_id": "U1", "view": {}}, ()),
}
"""The arguments that each method needs, and the scopes of which it needs one."""

TYPES = {
    **dict.fromkeys(("channel", "channel_id", "user", "user_id", "text", "status", "title"), "str"),
    **dict.fromkeys(("thread_ts", "ts", "cursor"), "str"),
    **dict.fromkeys(("blocks", "prompts"), "list"),
    **dict.fromkeys(("view", "metadata"), "dict"),
}


def refused(
    method: str, arguments: dict[str, Any], token: str = "", scopes: tuple[str, ...] | None = None
) -> tuple[str, ...]:
    """Return the code and the words with which a call is refused; empty where it is not."""
    token = token or (APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN)
    allowed = METHODS.get(method, ({}, ()))[1] if scopes is None else scopes
    try:
        call = Call(method, arguments, token)
        check_call(call, bot_token=BOT_TOKEN, app_token=APP_TOKEN, scopes=allowed)
    except SlackError as error:
        return (str(error), *error.messages)
    return ()


@each_row("method", METHODS)
def test_a_method_has_its_token_its_scopes_and_its_arguments(method: str) -> None:
    """Without any of them it is refused, in Slack's words."""
    arguments, scopes = METHODS[method]
    wrong_token = BOT_TOKEN if method == "apps.connections.open" else APP_TOKEN

    assert refused(method, arguments) == ()
    assert refused(method, arguments, "xoxb-other") == ("invalid_auth",)
    assert refused(method, arguments, wrong_token) == ("not_allowed_token_type",)
    for scope in scopes:
        assert refused(method, arguments, scopes=(scope,)) == ()
    lacking = ("missing_scope", f"[ERROR] needed: {scopes[0]}") if scopes else ()
    assert refused(method, arguments, scopes=("other",)) == lacking
    if scopes:
        assert refused(method, {}, scopes=("other",)) == lacking  # they are looked at first
    for name in arguments:
        left = {other: value for other, value in arguments.items() if other != name}
        assert refused(method, left) == ("invalid_arguments",)
    for name, type_ in TYPES.items():
        told = refused(method, {**arguments, name: 7})
        assert told == ("invalid_arguments", f"[ERROR] must provide a {type_}: {name}")


def test_a_call_without_a_token_or_of_no_method_is_refused(slack: FakeSlack) -> None:
    """The method is looked at first."""
    assert refused("chat.delete", {}, "xoxb-other") == ("unknown_method",)
    for method, error in (("auth.test", "not_authed"), ("chat.delete", "unknown_method")):
        answer = requests.post(f"{slack.api_url}{method}", timeout=9)
        assert answer.json() == {"ok": False, "error": error}


SENT = {"channel": "C1", "text": "1 & 2"}


@pytest.fixture(scope="module")
def forms() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Ways in which arguments are sent, with what they are read as."""
    blocks, bearer = [{"type": "divider"}], {"Authorization": f"Bearer {BOT_TOKEN}"}
    other = {"Authorization": f"Bearer {APP_TOKEN}"}  # what the body says counts
    as_json = {"Content-Type": "application/json; charset=utf-8", **bearer}
    form = {**SENT, "blocks": json.dumps(blocks), "metadata": "{}", "mrkdwn": "1", "n": "10"}
    read = {**SENT, "blocks": blocks, "metadata": {}, "mrkdwn": 1, "n": "10"}
    return [
        ("", {"data": form, "headers": bearer}, read),
        ("", {"data": {**SENT, "token": BOT_TOKEN, "empty": ""}}, {**SENT, "empty": ""}),
        *(
            ("", {"data": {**SENT, "text": text}, "headers": bearer}, {**SENT, "text": text})
            for text in ("1", "[1]", "{x")
        ),
        ("", {"data": {**SENT, "token": BOT_TOKEN}, "headers": other}, SENT),
        ("", {"data": json.dumps(SENT), "headers": as_json}, SENT),
        ("", {"data": json.dumps({**SENT, "token": BOT_TOKEN})}, {}),
        ("?channel=C1&text=x", {"data": {"text": "1 & 2"}, "headers": bearer}, SENT),
    ]


def test_arguments_are_read_whichever_way_they_are_sent(
    slack: FakeSlack, forms: list[tuple[str, dict[str, Any], dict[str, Any]]]
) -> None:
    """As a form with JSON in it, as JSON, or in the address; the token in the body or beside it."""
    for query, sent, read in forms:
        answer = requests.post(f"{slack.api_url}chat.postMessage{query}", **sent, timeout=9)
        call = slack.calls()[-1]
        if read:
            assert (answer.json()["ok"], call.token) == (True, BOT_TOKEN)
            assert (call.method, call.arguments) == ("chat.postMessage", read)
        else:
            assert answer.json()["error"] == "not_authed"  # it is no JSON without a type


@pytest.fixture
def news(slack: FakeSlack) -> Iterator[list[dict[str, Any]]]:
    """What open pages are told, as it was then."""
    told: list[dict[str, Any]] = []

    def hear(change: dict[str, Any]) -> None:
        message = change.get("message")
        told.append({**change, "message": dict(message)} if message else change)

    slack.listeners.append(hear)
    yield told
    slack.listeners.clear()


def done(slack: FakeSlack, method: str, **arguments: Any) -> dict[str, Any]:
    """Make a call as the bot, and return what came back."""
    answer = WebClient(BOT_TOKEN, base_url=slack.api_url).api_call(method, json=arguments)
    data: dict[str, Any] = dict(answer.data)  # type: ignore[arg-type]  # JSON
    assert data.pop("ok") is True
    return data


def test_a_message_is_posted_changed_and_read_as_slack_does(
    slack: FakeSlack, news: list[dict[str, Any]]
) -> None:
    """With whatever was sent with it, and the status of its thread goes."""
    root = slack.say("hello")["ts"]
    slack_keeps = {"blocks": [{"type": "divider"}], "metadata": {"event_type": "x"}}
    given = {"channel": "C1", "thread_ts": root, "text": "y" * 40_001, "mrkdwn": True}
    status = {"channel_id": "C1", "thread_ts": root, "status": "is thinking…"}
    set_status = done(slack, "assistant.threads.setStatus", **status)
    posted = done(slack, "chat.postMessage", **given, **slack_keeps)
    message = {
        "type": "message",
        "user": "UBOT",
        "bot_id": "BBOT",
        "ts": posted["ts"],
        "text": "y" * 40_000,
        "thread_ts": root,
        **slack_keeps,
    }

    assert set_status == {}
    assert posted == {"channel": "C1", "ts": message["ts"], "message": message}
    assert message["ts"] > root
    assert [each for each in news if each["type"] != "call"][1:] == [
        {"type": "status", "channel": "C1", "thread": root, "status": "is thinking…"},
        {"type": "message", "channel": "C1", "message": message},
        {"type": "status", "channel": "C1", "thread": root, "status": ""},
    ]

    changed = {"channel": "C1", "ts": message["ts"], "text": "z", "metadata": {}}
    assert done(slack, "chat.update", **changed) == {
        "channel": "C1",
        "ts": message["ts"],
        "text": "z",
    }
    message |= {"text": "z", "metadata": {}}
    update, call = news[-2:]
    drawn = {"channel": "C1", "ts": message["ts"], "blocks": []}
    assert done(slack, "chat.update", **drawn) == {"channel": "C1", "ts": drawn["ts"], "text": "z"}
    assert update == {"type": "message", "channel": "C1", "message": message}
    assert (call["type"], call["channel"], call["call"].method) == ("call", "", "chat.update")
    assert (call["is_lost"], call["took_ms"] > 0) == (False, True)
    slack.fail("auth.test", Fault(delay_s=0.02))
    done(slack, "auth.test")
    assert news[-1]["took_ms"] >= 20
    slack.fail("auth.test", Fault("x"), Fault(is_lost=True))
    assert requests.post(f"{slack.api_url}auth.test", timeout=9).json()["error"] == "x"
    with pytest.raises(requests.ConnectionError):
        requests.post(f"{slack.api_url}auth.test", timeout=9)
    until(lambda: [each.get("is_lost") for each in news[-2:]] == [False, True])
    page = done(slack, "conversations.replies", channel="C1", ts=root, include_all_metadata=True)
    assert page["messages"][1] == {**message, "blocks": []}
    others = [done(slack, "chat.postMessage", channel=at, text="hi") for at in ("U7DA", "CUK")]
    assert [each["channel"] for each in others] == ["D7DA", "CUK"]
    assert list(slack.snapshot()["messages"]) == ["C1", "D7DA", "CUK"]


def test_what_is_told_of_is_so_by_then(slack: FakeSlack) -> None:
    """A page that is told of a change shows what it is told, and may ask for the rest."""
    found: list[Any] = []

    def look(change: dict[str, Any]) -> None:
        message, channel = change.get("message", change), change["channel"]
        if change["type"] in ("message", "deleted"):
            kept = slack.message(channel, message["ts"])
            found.append((change["type"], kept and kept["text"]))
        elif change["type"] == "home":
            found.append(slack.homes[change["user"]])

    slack.listeners.append(look)
    root, view = slack.say("hello"), {"type": "home", "blocks": []}
    slack.change(root, text="changed")
    done(slack, "chat.postMessage", channel="C1", text="hi")
    slack.delete("C1", root["ts"])
    done(slack, "views.publish", user_id="U1", view=view)
    slack.listeners.clear()

    assert found == [
        *(("message", text) for text in ("hello", "changed", "hi")),
        ("deleted", None),
        view,
    ]


def test_what_is_beside_the_messages_is_kept_and_told(
    slack: FakeSlack, news: list[dict[str, Any]]
) -> None:
    """Notes, the home tab, prompts, titles and sessions; nothing else comes back."""
    note = {"channel": "C1", "user": "U1", "text": "hi"}
    ts = done(slack, "chat.postEphemeral", **note)["message_ts"]
    view = {"type": "home", "blocks": []}
    assert done(slack, "views.publish", user_id="U1", view=view) == {"view": view}
    prompts = [{"title": "a", "message": "b"}] * 4
    at = {"channel_id": "D1", "thread_ts": "1.1"}
    offer = {"channel_id": "D1", "prompts": prompts}
    assert done(slack, "assistant.threads.setSuggestedPrompts", **offer) == {}
    assert done(slack, "assistant.threads.setTitle", **at, title="Oslo") == {}
    for state in ("processing", "suspended", "closed", "active"):
        assert done(slack, "agents.sessions.setStatus", **at, status=state) == {}
    for beside in ({"channel_id": "C1", "thread_ts": "0.1"}, {"channel_id": "C1"}):
        assert done(slack, "agents.sessions.setStatus", **beside, status="closed") == {}

    assert [each for each in news if each["type"] not in ("call", "session")] == [
        {"type": "note", "channel": "C1", "user": "U1", "number": ts, "message": note},
        {"type": "home", "channel": "", "user": "U1", "view": view},
        {"type": "prompts", "channel": "D1", "prompts": prompts},
    ]
    session = {"type": "session", "channel": "D1", "thread": "1.1", "state": "active"}
    assert [each for each in news if each["type"] == "session"][-3] == session
    assert slack.titles == {("D1", "1.1"): "Oslo"}
    assert slack.notes == [note]
    shown = slack.snapshot()
    assert shown == {
        "messages": {},
        "statuses": [],
        "sessions": [["D1", "1.1", "active"], ["C1", "0.1", "closed"], ["C1", "", "closed"]],
        "homes": {"U1": view},
        "prompts": {"D1": prompts},
    }
    done(slack, "views.publish", user_id="U2", view=view)
    assert shown["homes"] == {"U1": view}  # as it was then
    slack.fail("auth.test", Fault("x"))
    slack.sockets.farewell, slack.longest_page = "warning", 3
    slack.refused_blocks, slack.users["U1"] = {"card": "brand_new"}, {"tz": "Asia/Tokyo"}
    answer_url = slack.new_answer("U1", "C1")
    slack.clear()
    assert (slack.sockets.farewell, slack.longest_page) == ("", 1000)
    assert (slack.refused_blocks, slack.users) == ({}, {})
    assert requests.post(answer_url, json={}, timeout=9).status_code == 404
    slack.clear()
    nothing = {"messages": {}, "statuses": [], "sessions": [], "homes": {}, "prompts": {}}
    assert (slack.snapshot(), slack.notes, slack.titles, slack.calls()) == (nothing, [], {}, [])
    assert done(slack, "auth.test")["bot_id"] == "BBOT"


def test_the_bot_and_its_people_are_as_slack_tells_of_them(slack: FakeSlack) -> None:
    """Whoever is called like a bot is one; the scopes come with every answer."""
    slack.scopes = {"users:read", "chat:write"}
    client = WebClient(BOT_TOKEN, base_url=slack.api_url)
    signed_in = client.auth_test()
    slack.users["U2"] = {"tz": "Asia/Tokyo", "locale": "ja-JP", "profile": {}}
    people = [
        client.users_info(user=user, include_locale=True)["user"] for user in ("U1UB", "UB1", "U2")
    ]

    assert signed_in.headers["x-oauth-scopes"] == "chat:write,users:read"
    assert signed_in.data == {
        "ok": True,
        "url": "https://example.slack.com/",
        "team": "Example",
        "user": "weather",
        "team_id": "T1",
        "user_id": "UBOT",
        "bot_id": "BBOT",
    }
    here = {"tz": "Europe/London", "locale": "en-GB"}
    there = {"tz": "Asia/Tokyo", "locale": "ja-JP"}
    assert people == [
        {"id": "U1UB", "is_bot": False, "profile": {"display_name": "person U1UB"}, **here},
        {"id": "UB1", "is_bot": True, "profile": {"display_name": "person UB1"}, **here},
        {"id": "U2", "is_bot": False, "profile": {}, **there},
    ]


def test_what_a_response_url_is_sent_is_shown_to_its_person(
    slack: FakeSlack, news: list[dict[str, Any]]
) -> None:
    """Slack answers in bare words, and knows no other address."""
    command = slack.command("Oslo", channel="C2", user="U2")
    answer = {"text": "Mild.", "response_type": "ephemeral"}
    url = command["response_url"]
    slack.refused_blocks = {"card": "brand_new"}
    card = {"type": "card", "title": {"type": "mrkdwn", "text": "x", "verbatim": True}}

    answers = [
        requests.post(at, json=body, timeout=9)
        for at, body in (
            (url, answer),
            (url, {"blocks": [{"type": "poem"}]}),
            (url, {"blocks": [card]}),
            (f"{slack.url}/commands/none", answer),
        )
    ]

    number = url.rpartition("/")[2]
    assert [(each.status_code, each.text) for each in answers] == [
        (200, "ok"),
        (400, "invalid_blocks"),
        (400, "brand_new"),
        (404, "expired_url"),
    ]
    assert slack.answers_to(command) == [answer]
    assert [each for each in news if each["type"] == "note"] == [
        {"type": "note", "channel": "C2", "user": "U2", "number": number, "message": answer}
    ]
    assert [call.method for call in slack.calls()] == ["response_url"] * 4


def said(*times: str) -> list[dict[str, Any]]:
    """Return messages with metadata."""
    return [{"ts": ts, "metadata": {"key": ts}} for ts in times]


@each_row(
    ("arguments", "found", "more"),
    [
        ({}, "12345", None),
        ({"limit": "2"}, "12", "2"),
        ({"limit": 2, "cursor": "2"}, "34", "4"),
        ({"limit": 2, "cursor": "4"}, "5", None),
        ({"limit": 5}, "12345", None),
        ({"limit": 1000}, "12345", None),
        ({"cursor": ""}, "12345", None),
        ({"oldest": "3"}, "145", None),
        ({"oldest": "3", "inclusive": True}, "1345", None),
        ({"latest": "3"}, "12", None),
        ({"latest": "3", "inclusive": 1}, "123", None),
        ({"oldest": "2", "latest": "5"}, "134", None),
        ({"oldest": "3", "limit": 2}, "14", "2"),
        ({"limit": 0}, "invalid_limit", None),
        ({"limit": 1001}, "invalid_limit", None),
        ({"limit": "many"}, "invalid_limit", None),
        ({"cursor": "dXNlcg=="}, "invalid_cursor", None),
        ({"cursor": "dXNlcg"}, "invalid_cursor", None),
    ],
)
def test_a_thread_is_read_page_by_page(
    arguments: dict[str, Any], found: str, more: str | None
) -> None:
    """Within the times that are asked for; metadata come where they are wished."""
    if found.startswith("invalid"):
        with pytest.raises(SlackError, match=found):
            page_of(said(*"12345"), arguments, longest=1000)
        return

    page = page_of(said(*"12345"), arguments, longest=1000)
    messages = [{"ts": ts} for ts in found]
    metadata = {"next_cursor": more} if more else {}
    assert page == {
        "messages": messages,
        "has_more": more is not None,
        "response_metadata": metadata,
    }
    marked = page_of(said(*"12345"), {**arguments, "include_all_metadata": 1}, longest=1000)
    assert marked["messages"] == said(*found)


def test_a_workspace_can_have_shorter_pages() -> None:
    """Whatever is asked for."""
    page = page_of(said(*"12345"), {"limit": 4}, longest=3)

    assert [message["ts"] for message in page["messages"]] == [*"123"]
    assert page["response_metadata"] == {"next_cursor": "3"}


@each_row(
    ("fault", "told"),
    [
        (Fault(), None),
        (Fault(is_lost=True), None),
        (Fault(delay_s=1.0), None),
        (Fault(hold=threading.Event()), None),
        (Fault("x"), (200, b'{"ok":false,"error":"x"}', "application/json", None)),
        *(
            (Fault("x", 429, s), (429, b'{"ok":false,"error":"x"}', "application/json", f"{s}"))
            for s in (7, 0)
        ),
        (Fault(status=503), (503, b'{"ok":false,"error":""}', "application/json", None)),
        (Fault(body="<p>"), (200, b"<p>", None, None)),
        (Fault("x", 502, 3, body="<p>"), (502, b"<p>", None, "3")),
        (Fault(body="<p>", charset="x-none"), (200, b"<p>", "text/html; charset=x-none", None)),
    ],
)
def test_a_call_that_is_made_to_fail_is_answered_as_was_wished(
    fault: Fault, told: tuple[int, bytes, str | None, str | None] | None
) -> None:
    """Or carried out, where the fault comes after that."""
    answer = refusal(fault)

    if told is None or answer is None:
        assert told is answer is None
    else:
        headers = answer.headers
        got = (answer.status_code, answer.body, headers.get("content-type"))
        assert (*got, headers.get("retry-after")) == told


def test_faults_come_one_by_one_and_can_be_taken_back(slack: FakeSlack) -> None:
    """Each method has its own."""
    for method in ("users.info", "auth.test"):
        slack.fail(method, Fault("first"))
        slack.fail(method, Fault("second"), Fault("third"))

    def errors() -> list[str]:
        sent = {"token": BOT_TOKEN, "user": "U1"}
        urls = [f"{slack.api_url}{method}" for method in ("users.info", "auth.test")]
        answers = [requests.post(url, sent, timeout=9).json() for url in urls]
        return [answer.get("error", "") for answer in answers]

    seen = [errors(), errors()]
    slack.forgive("users.info")
    seen.append(errors())

    assert seen == [["first"] * 2, ["second"] * 2, ["", "third"]]


@each_row(
    ("blocks", "code", "messages"),
    [
        ([], "", ()),
        ([{"type": "divider"}], "", ()),
        (["x"], "invalid_blocks_format", ()),
        (
            [{"type": "poem"}, {"type": "ode"}],
            "invalid_blocks",
            ("[ERROR] block 0: unknown type 'poem'", "[ERROR] block 1: unknown type 'ode'"),
        ),
        ([{"type": "context", "elements": []}], "invalid_blocks", ("[ERROR] block 0: 0 elements",)),
        (
            [{"type": "header", "text": {"type": "plain_text", "text": "x"}}],
            "brand_new",
            ("[ERROR] unsupported type: header",),
        ),
        (
            [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2_900}}] * 5,
            "msg_blocks_too_long",
            (),
        ),
    ],
)
def test_blocks_are_refused_with_slack_s_reasons(
    blocks: list[dict[str, Any]], code: str, messages: tuple[str, ...]
) -> None:
    """All that is wrong with them, what this workspace does not know yet, then their length."""
    told: tuple[str, tuple[str, ...]] = ("", ())
    try:
        check_blocks(blocks, {"header": "brand_new"})
    except SlackError as error:
        told = (str(error), error.messages)

    assert told == (code, messages)


@each_row("is_closed_here", [True, False])
def test_an_envelope_for_a_connection_that_ends_just_now_is_cut_off(
    *, is_closed_here: bool
) -> None:
    """Whichever end has closed it: the envelope comes again by another one.

    It counts once it has been greeted.
    """
    sockets, counts = Sockets(), list[int]()

    async def deliver() -> Delivery:
        told, gone = asyncio.Queue[MutableMapping[str, Any]](), asyncio.Event()

        async def send(_: MutableMapping[str, Any]) -> None:
            counts.append(len(sockets.numbers))
            if gone.is_set():
                raise OSError

        scope = {"type": "websocket", "query_string": f"ticket={sockets.issue_ticket()}".encode()}
        link = WebSocket({**scope, "path": "/link", "headers": []}, told.get, send)
        told.put_nowait({"type": "websocket.connect"})
        serving = asyncio.create_task(sockets.serve(link))
        assert await asyncio.to_thread(sockets.wait_for, 1, PATIENCE_S)
        if is_closed_here:
            await link.close()
        else:
            gone.set()
        delivery = await asyncio.to_thread(sockets.deliver, {})
        told.put_nowait({"type": "websocket.disconnect", "code": 1006})
        await serving
        return delivery

    late = asyncio.run(deliver())

    assert counts[:2] == [0, 0]  # as it was accepted and greeted
    assert (late.connection, late.is_cut_off, late.acknowledged.is_set()) == (1, True, False)
    assert sockets.numbers == []


def test_connections_end_as_is_wished(slack: FakeSlack) -> None:
    """With a frame that says so, without one, or unsaid; none of them counts any more."""
    app = WebClient(APP_TOKEN, base_url=slack.api_url)
    slack.sockets.farewell = "link_disabled"
    ends: dict[str, tuple[str, str]] = {}
    for how in get_args(Cut):
        address = app.apps_connections_open(app_token=APP_TOKEN)["url"]
        with connect(address, close_timeout=0.01) as link:
            link.recv()
            assert json.loads(link.recv()) == {"type": "disconnect", "reason": "link_disabled"}
            slack.wait_for_connections(1)
            slack.sockets.cut(how)
            assert slack.connections == []
            with pytest.raises((ConnectionClosed, TimeoutError)) as end:
                link.recv(0.02 if how == "silent" else PATIENCE_S)
        ends[how] = (end.type.__name__, type(end.value.__cause__).__name__)

    assert ends == {
        "close": ("ConnectionClosedOK", "NoneType"),
        "fin": ("ConnectionClosedError", "EOFError"),
        "reset": ("ConnectionClosedError", "ConnectionResetError"),
        "silent": ("TimeoutError", "NoneType"),
    }


@each_row("frame", ['{"envelope_id": "nobody\'s"}', "{}", "hello"])
def test_a_connection_that_says_what_nobody_can_read_ends(slack: FakeSlack, frame: str) -> None:
    """And counts no more; what was sent by it is cut off."""
    app = WebClient(APP_TOKEN, base_url=slack.api_url)
    address = app.apps_connections_open(app_token=APP_TOKEN)["url"]
    with connect(address, close_timeout=0.01) as link:
        link.recv()
        slack.wait_for_connections(1)
        delivery = slack.sockets.deliver({})
        link.send(frame)
        until(lambda: slack.connections == [])

    assert delivery.is_cut_off


def test_an_envelope_is_what_slack_sends_and_is_acknowledged(slack: FakeSlack) -> None:
    """Over the newest connection, or by one that is named; one that ends cuts off what is open."""
    app = WebClient(APP_TOKEN, base_url=slack.api_url)

    def address() -> str:
        return str(app.apps_connections_open(app_token=APP_TOKEN)["url"])

    opened = address()
    assert opened.partition("?")[0] == f"{slack.url.replace('http', 'ws', 1)}/link"
    with connect(opened) as first, connect(address()) as second:
        hello = {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A1"}}
        assert json.loads(first.recv()) == json.loads(second.recv()) == hello
        slack.wait_for_connections(2)
        assert not slack.sockets.wait_for(1, 0.0)  # there are more
        older, newer = slack.connections
        plain = slack.sockets.deliver({"a": 1})
        again = {"retry_attempt": 3, "retry_reason": "timeout"}
        named = slack.sockets.deliver({"b": 2}, by=older, type="interactive", **again)
        gone = slack.sockets.deliver({}, by=newer + 1)
        frames = [json.loads(second.recv()), json.loads(first.recv())]
        ids = [frame.pop("envelope_id") for frame in frames]
        assert frames == [
            {
                "type": "events_api",
                "payload": {"a": 1},
                "accepts_response_payload": False,
                "retry_attempt": 0,
                "retry_reason": "",
            },
            {
                "type": "interactive",
                "payload": {"b": 2},
                "accepts_response_payload": False,
                **again,
            },
        ]
        assert len(set(ids)) == 2
        second.send(json.dumps({"envelope_id": ids[0]}))
        assert plain.acknowledged.wait(PATIENCE_S)
        connections = (plain.connection, named.connection, gone.connection)
        assert connections == (newer, older, 0)
        assert plain.acknowledged_at_s >= plain.sent_at_s > plain.age_s > 0
        assert (plain.is_cut_off, named.is_cut_off, gone.is_cut_off) == (False, False, True)

        with ThreadPoolExecutor(1) as pool:
            replaced = pool.submit(slack.sockets.replace)
            asked = json.loads(second.recv())
            assert asked == {"type": "disconnect", "reason": "refresh_requested"}
            new = address()
            assert second.ping().wait(PATIENCE_S)  # it stays until the new one is there
            with connect(new):
                replaced.result(PATIENCE_S)
                with pytest.raises(ConnectionClosedOK):
                    second.recv(PATIENCE_S)
                assert slack.connections == [older, newer + 1]
                assert not named.is_cut_off  # it came by another one
                assert slack.sockets.deliver({}, by=newer).is_cut_off
    until(lambda: slack.connections == [])
    assert (plain.is_cut_off, named.is_cut_off) == (False, True)
    assert not named.acknowledged.is_set()
