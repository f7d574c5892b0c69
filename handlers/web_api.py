"""Slack's Web API as this bot calls it: one attempt a call, every failure a DeliveryError."""

import http.client
import logging
import re
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot.errors import DeliveryError, RefusedError, SettingsError
from bot.settings.way_out import WayOut
from bot.telemetry import log_event
from handlers.refusals import failure_of
from handlers.slack_clients import SlackWebClient

TIMEOUT_S = 10

_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")

# A LookupError means that the answer names a character set that does not exist.
NO_ANSWER = (SlackClientError, OSError, http.client.HTTPException, ValueError, LookupError)
"""What Slack's client raises where there was no answer, or none that can be read."""

SlackMessage = Mapping[str, Any]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Account:
    """The bot's own account, as Slack named it at the sign-in; None for an id that it left out.

    Attributes:
        team_id: The workspace that it is installed in; None for a whole organisation.
    """

    user_id: str | None
    bot_id: str | None
    team_id: str | None = None


@cache
def quiet_logger() -> logging.Logger:
    """Return a logger for Slack's libraries, whose lines below errors hold bodies and URLs.

    It is made once: to set a level makes all loggers forget which of theirs are on.
    """
    logger = logging.getLogger("handlers.slack")
    logger.setLevel(logging.ERROR)
    return logger


def web_client(token: str, api_url: str, way_out: WayOut | None = None) -> SlackWebClient:
    """Return a client that never sends anything a second time by itself."""
    return SlackWebClient(
        token,
        base_url=api_url,
        way_out=way_out or WayOut(),
        timeout=TIMEOUT_S,
        logger=quiet_logger(),
    )


@lru_cache(maxsize=64)
def hurried(client: WebClient, timeout_s: int) -> SlackWebClient:
    """Return the same client with another timeout, for calls that are not worth a long wait."""
    return _like(client, client.token, timeout_s)


def with_token(client: WebClient, token: str) -> SlackWebClient:
    """Return the same client with another token."""
    return _like(client, token, client.timeout)


def _like(client: WebClient, token: str | None, timeout_s: int) -> SlackWebClient:
    return SlackWebClient(
        token,
        base_url=client.base_url,
        way_out=way_out_of(client),
        timeout=timeout_s,
        logger=client.logger,
    )


def way_out_of(client: WebClient) -> WayOut:
    """Return the way by which a client leaves this machine; the library passes bare ones on."""
    return client.way_out if isinstance(client, SlackWebClient) else WayOut()


def call(method: str, send: Callable[[], SlackResponse]) -> dict[str, Any]:
    """Make one call and return the fields of its response.

    Raises:
        RefusedError: Slack said no.
        DeliveryError: Slack was not reached, gave no clear answer or asks to wait.
    """
    try:
        data = send().data
    except SlackApiError as error:
        raise failure_of(method, error) from None  # The error's text holds the whole response.
    except NO_ANSWER as error:
        reason = reason_of(error)
        raise DeliveryError(f"{method} got no answer: {reason}", may_have_arrived=True) from error
    return data if isinstance(data, dict) else {}


def reason_of(error: Exception) -> str:
    """Return the reason why there was no answer, for the log, without an address or a token."""
    cause = getattr(error, "reason", error)
    cause = cause if isinstance(cause, Exception) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"the certificate is not trusted ({cause.verify_message}); see SSL_CERT_FILE"
    if isinstance(cause, OSError) and (found := _TUNNEL.search(str(cause))):
        return f"the proxy refused with status {found[1]}; see HTTPS_PROXY and NO_PROXY"
    if isinstance(cause, OSError) and cause.strerror:
        return f"{type(cause).__name__}: {cause.strerror}"
    return type(cause).__name__


def call_when_allowed(method: str, send: Callable[[], SlackResponse]) -> dict[str, Any]:
    """Make one call as `call` does, after every pause that Slack asks for.

    Raises:
        RefusedError: Slack said no.
        DeliveryError: Slack was not reached or gave no clear answer.
    """
    while True:
        try:
            return call(method, send)
        except DeliveryError as error:
            if error.retry_after_s is None:
                raise
            log_pause(method, error.retry_after_s)
            time.sleep(error.retry_after_s)


def thread_messages(
    read_page: Callable[[str | None], Mapping[str, Any]], *, max_pages: int
) -> Iterator[SlackMessage]:
    """Yield a thread's messages, oldest first.

    Args:
        read_page: Returns the page at a cursor, as conversations.replies gives it; None is the
            cursor of the first page.
        max_pages: After so many pages, the rest of the thread is left out.
    """
    cursor: str | None = None
    for _ in range(max_pages):
        page = read_page(cursor)
        messages = page.get("messages")
        if isinstance(messages, list):
            yield from (m for m in messages if isinstance(m, dict) and isinstance(m.get("ts"), str))
        cursor = _next_cursor(page)
        if not cursor:
            return


def log_pause(method: str, pause_s: float) -> None:
    """Log a pause that Slack asks for."""
    log_event(logger, logging.WARNING, "slack.asks_to_wait", method=method, pause_s=pause_s)


def cannot_start(setting: str, error: DeliveryError, advice: str) -> SettingsError:
    """Return the error for an operator whose token has failed in its first call."""
    if isinstance(error, RefusedError):
        return SettingsError([f"Slack does not accept {setting} ({error.code}); {advice}."])
    return SettingsError(
        [f"Slack can't be reached ({error}); check the network, HTTPS_PROXY and SLACK_API_URL."]
    )


def _next_cursor(page: Mapping[str, Any]) -> str | None:
    metadata = page.get("response_metadata")
    cursor = metadata.get("next_cursor") if isinstance(metadata, dict) else None
    return cursor if isinstance(cursor, str) else None


class RateLimits:
    """Fails calls of a method at once as long as Slack asks to wait with it.

    One is shared by all callers in a process. Replies do not go through it, since Slack limits
    posts by channel.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._not_before_s: dict[str, float] = {}

    def call(self, method: str, send: Callable[[], SlackResponse]) -> dict[str, Any]:
        """Make one call and return the fields of its response.

        Raises:
            RefusedError: Slack said no.
            DeliveryError: It is too early, or Slack was not reached, gave no clear answer or asks
                to wait.
        """
        with self._lock:
            left_s = self._not_before_s.get(method, 0.0) - self._monotonic()
        if left_s > 0:
            message = f"{method} was called too often"
            raise DeliveryError(message, may_have_arrived=False, retry_after_s=left_s)
        try:
            return call(method, send)
        except DeliveryError as error:
            if error.retry_after_s is not None:
                with self._lock:  # Of calls at the same time, each can be told to wait.
                    until_s = self._monotonic() + error.retry_after_s
                    self._not_before_s[method] = max(until_s, self._not_before_s.get(method, 0.0))
            raise
