"""The guard: only this machine's own hosts and pages are served, under a strict policy."""

import re
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
_HOST: Final = re.compile(rf"(?:{'|'.join(map(re.escape, LOOPBACK))})(?::\d{{1,5}})?")
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Guard:
    """Refuses requests for other hosts, which a name in DNS can lead here, and of other pages."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it with status 403."""
        scope["playground.send"] = send  # the server's own, whose connection can be cut
        headers = Headers(scope=scope)
        if not _is_allowed(headers, scope):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
                return
            refusal = PlainTextResponse("This page is for this machine alone.", 403)
            await refusal(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self._app(scope, receive, send_guarded)


def _is_allowed(headers: Headers, scope: Scope) -> bool:
    # Slack's own client of Socket Mode leaves the port out of its host.
    host = _HOST.fullmatch(headers.get("host", ""))
    if host is None:
        return False
    port = (scope.get("server") or (None, None))[1]
    origin = headers.get("origin")
    if origin is not None and origin not in {f"http://{name}:{port}" for name in LOOPBACK}:
        return False
    # A page elsewhere may lead people to this one by a link. Whatever else it asks for, such as a
    # call of the Web API in the address of an image, browsers name as coming from another site.
    is_link = headers.get("sec-fetch-mode") == "navigate" and scope["path"] == "/"
    return headers.get("sec-fetch-site", "none") in ("none", "same-origin") or is_link
