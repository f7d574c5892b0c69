"""Slack's signed HTTP requests: checked before they are read, then handled like those of a socket.

Source: https://docs.slack.dev/authentication/verifying-requests-from-slack (checked 2026-11-25).
"""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.types import WSGIEnvironment

from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.clock import Clock
from bot.telemetry import OnceAMinute, log_event

_OBJECTS = ("event", "team", "user", "channel", "container", "view", "message")
"""What Bolt reads as objects wherever they are, in events and in interactions."""

logger = logging.getLogger(__name__)


class SignedRequests:
    """The page to which Slack sends events, commands and button presses."""

    def __init__(self, app: App, signing_secret: str, clock: Clock) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)
        self._may_complain = OnceAMinute(clock)

    def __call__(self, environ: WSGIEnvironment) -> BoltResponse:
        """Return the app's response to a request that Slack has signed; refuse any other."""
        body = environ["wsgi.input"].read()
        if not self._is_signed(body, environ):
            if self._may_complain():
                advice = "if it came from Slack, check SLACK_SIGNING_SECRET and this machine's time"
                log_event(logger, logging.WARNING, "request.not_signed", advice=advice)
            return BoltResponse(status=HTTPStatus.UNAUTHORIZED)
        kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
        try:
            payload = _payload(kind, body.decode())
        except (ValueError, RecursionError):  # a nesting without end
            return BoltResponse(status=HTTPStatus.BAD_REQUEST)
        if payload is None:
            return BoltResponse(status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        # Bolt would read a body before it checks it, and lose a command with "payload" in its text.
        # In the mode "socket_mode" it takes a payload that was checked and read before.
        return self._app.dispatch(BoltRequest(body=payload, mode="socket_mode"))

    def _is_signed(self, body: bytes, environ: WSGIEnvironment) -> bool:
        """Return whether Slack signed this very body, within the last five minutes."""
        timestamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
        signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
        try:
            return self._verifier.is_valid(body, timestamp, signature)
        except (TypeError, ValueError, OverflowError):  # The verifier takes numbers and ASCII only.
            return False


def _payload(kind: str, text: str) -> dict[str, Any] | None:
    """Return the payload in a body; None for a content type that Slack does not send.

    Raises:
        ValueError: The body can't be read.
    """
    if kind == "application/json":
        return _fields(text)
    if kind != "application/x-www-form-urlencoded":
        return None
    form = dict(parse_qsl(text, keep_blank_values=True))
    return _fields(form["payload"]) if "payload" in form else form


def _fields(text: str) -> dict[str, Any]:
    value = json.loads(text)
    if not isinstance(value, dict) or not all(_is_object(value, name) for name in _OBJECTS):
        raise ValueError("not an object")
    # Half a character, which an escape can name, is no text that can be stored: a ValueError.
    json.dumps(value, ensure_ascii=False).encode()
    return value


def _is_object(fields: Mapping[str, Any], name: str) -> bool:
    """Return whether a field is an object if it is there; an organisation's press has no team."""
    value = fields.get(name, {})
    return isinstance(value, dict) or (name == "team" and value is None)
