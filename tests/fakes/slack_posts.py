"""Slack's other way to the bot: requests that it signs and sends to an address."""

import hashlib
import hmac
import http.client
import json
import threading
import time
from collections.abc import Mapping
from contextlib import closing
from email.message import Message
from typing import Any
from urllib.parse import urlencode, urlsplit

from handlers.playground.workspace.sockets import Delivery

SIGNING_SECRET = "0123456789abcdef0123456789abcdef"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def signed(
    body: bytes, *, at_s: float | None = None, secret: str = SIGNING_SECRET
) -> dict[str, str]:
    """Return the headers that Slack adds to a request."""
    timestamp = str(int(time.time() if at_s is None else at_s))
    text = b":".join([b"v0", timestamp.encode(), body])
    digest = hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}


def encoded(payload: Mapping[str, Any], kind: str = "events_api") -> tuple[bytes, str]:
    """Return a payload as the body that Slack makes of it, and the body's type."""
    if kind == "events_api":
        return json.dumps(payload).encode(), JSON
    fields = {"payload": json.dumps(payload)} if kind == "interactive" else payload
    return urlencode(fields).encode(), FORM


def request(
    url: str, body: bytes = b"", headers: Mapping[str, str] | None = None, method: str = "POST"
) -> tuple[int, str]:
    """Send one request; return the status and the body of its response."""
    parts = urlsplit(url)
    assert parts.hostname
    with closing(http.client.HTTPConnection(parts.hostname, parts.port, timeout=15)) as connection:
        connection.request(method, parts.path, body, dict(headers or {}))
        response = connection.getresponse()
        return response.status, response.read().decode()


def get(url: str, headers: Mapping[str, str] | None = None) -> tuple[int, str, Message]:
    """Open a page; return the status, the text and the headers of its response."""
    parts = urlsplit(url)
    assert parts.hostname
    with closing(http.client.HTTPConnection(parts.hostname, parts.port, timeout=15)) as connection:
        connection.request("GET", f"{parts.path}?{parts.query}", headers=dict(headers or {}))
        response = connection.getresponse()
        return response.status, response.read().decode(), response.headers


def deliver(
    url: str,
    payload: Mapping[str, Any],
    *,
    type: str = "events_api",  # noqa: A002 - as in an envelope
    retry_attempt: int = 0,
    retry_reason: str = "",
) -> Delivery:
    """Send a payload beside the test; the delivery is acknowledged by a status of 2xx."""
    body, content_type = encoded(payload, type)
    headers = {"Content-Type": content_type, **signed(body)}
    if retry_attempt:
        headers["X-Slack-Retry-Num"] = str(retry_attempt)
        headers["X-Slack-Retry-Reason"] = retry_reason
    delivery = Delivery(time.monotonic())

    def post() -> None:
        try:
            delivery.status, _ = request(url, body, headers)
        except (OSError, http.client.HTTPException):
            delivery.is_cut_off = True
            return
        if 200 <= delivery.status < 300:
            delivery.acknowledged_at_s = time.monotonic()
            delivery.acknowledged.set()

    threading.Thread(target=post, name="signed-post", daemon=True).start()
    return delivery
