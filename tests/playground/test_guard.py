"""The demo's guard without a server: whom it serves, and the headers of whatever is answered."""

import asyncio
from typing import Any

from fakes.rows import each_row
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from handlers.playground.guard import Guard

OWN = "127.0.0.1:80"
FOREIGN_LINK = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with a policy of its own, which is not the last word, and the status of its scope."""
    assert scope["playground.send"] is not send  # the server's own, not the guard's
    own = {"Referrer-Policy": "unsafe-url", "X-Own": "1"}
    answer = PlainTextResponse("here", scope.get("status", 200), headers=own)
    await answer(scope, receive, send)


def answered(headers: dict[str, str], **scope: Any) -> list[Message]:
    """Return what a server on port 80 is told to send."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    asked = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "server": ("127.0.0.1", 80),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        **scope,
    }
    asyncio.run(Guard(page)(asked, receive, send))
    return sent


@each_row(
    ("headers", "path", "is_served"),
    [
        *(({"host": host}, "/", True) for host in (OWN, "localhost:80", "[::1]:80", "[::1]")),
        *(({"host": host}, "/", True) for host in ("localhost", "127.0.0.1", "localhost:99999")),
        *(({"host": host}, "/", False) for host in ("", "::1", "127.0.0.2", "localhost:")),
        *(({"host": host}, "/", False) for host in ("localhost:123456", "localhost:8x", "evil")),
        *(({"host": host}, "/", False) for host in ("127.0.0.1.evil", "a.localhost", "127x0.0.1")),
        ({}, "/", False),
        ({"host": OWN, "origin": "http://127.0.0.1:80"}, "/page/do", True),
        ({"host": OWN, "origin": "http://localhost:80"}, "/page/do", True),
        ({"host": OWN, "origin": "http://[::1]:80"}, "/page/do", True),
        ({"host": OWN, "origin": "http://127.0.0.1"}, "/page/do", False),
        ({"host": OWN, "origin": "https://127.0.0.1:80"}, "/page/do", False),
        ({"host": OWN, "origin": "http://127.0.0.1:81"}, "/page/do", False),
        ({"host": OWN, "origin": ""}, "/", False),
        ({"host": OWN, "origin": "null"}, "/", False),
        ({"host": OWN, "sec-fetch-site": "none"}, "/page/state", True),
        ({"host": OWN, "sec-fetch-site": "same-origin"}, "/page/state", True),
        ({"host": OWN, "sec-fetch-site": "same-site"}, "/page/state", False),
        ({"host": OWN, "sec-fetch-site": "cross-site"}, "/", False),
        ({"host": OWN, **FOREIGN_LINK}, "/", True),
        *(({"host": OWN, **FOREIGN_LINK}, path, False) for path in ("/page/state", "/page/")),
        ({"host": OWN, **FOREIGN_LINK, "sec-fetch-mode": "no-cors"}, "/", False),
        ({"host": OWN, **FOREIGN_LINK, "origin": "http://evil"}, "/", False),
    ],
)
def test_only_this_machine_s_own_pages_are_served(
    headers: dict[str, str], path: str, *, is_served: bool
) -> None:
    """By the host that is asked for, the page that asks, and how it does."""
    start, *_ = answered(headers, path=path)

    assert start["status"] == (200 if is_served else 403)


def test_a_refusal_says_so_and_a_connection_is_closed() -> None:
    """With the code for what a policy forbids."""
    start, body = answered({"host": "evil"})
    closed = answered({"host": "evil"}, type="websocket")

    assert (start["status"], body["body"]) == (403, b"This page is for this machine alone.")
    assert answered({"host": OWN}, server=None)[0]["status"] == 200  # a port that is not known
    own = {"host": OWN, "origin": "http://127.0.0.1:80"}
    assert answered(own, server=None)[0]["status"] == 403  # is no page's own
    assert closed == [{"type": "websocket.close", "code": 1008}]


@each_row("status", [200, 206, 307, 404, 405, 500])
def test_the_guard_s_own_policy_is_the_last_word(status: int) -> None:
    """Whatever the page says, and whatever becomes of it; its other headers stay."""
    start, _ = answered({"host": OWN}, status=status)

    assert start["status"] == status
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    assert told == {
        "content-security-policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
        "content-length": "4",
        "content-type": "text/plain; charset=utf-8",
        "x-own": "1",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }
