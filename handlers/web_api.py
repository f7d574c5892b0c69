"""Slack's Web API as this bot calls it: one attempt a call, every failure a DeliveryError."""

import http.client
import logging
import re
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot.errors import DeliveryError, RefusedError, SettingsError
from bot.telemetry import log_event
from handlers.slack_clients import SlackWebClient

TIMEOUT_S = 10

SlackMessage = Mapping[str, Any]

logger = logging.getLogger(__name__)

# Errors after which the call may have taken effect all the same, or a part of it:
# https://docs.slack.dev/reference/methods/chat.postMessage#errors (checked 2026-11-23).
_UNSURE = ("fatal_error", "internal_error", "request_timeout", "service_unavailable")
SIGNED_OUT = (
    *("account_inactive", "invalid_auth", "not_authed", "org_login_required", "token_expired"),
    *("team_access_not_granted", "token_revoked", "two_factor_setup_required"),
)
"""Errors of a token that is no longer valid: every call fails until the app is installed again."""
# Errors of a token that lacks a permission: only this call fails.
_NOT_ALLOWED = (
    *("access_denied", "ekm_access_denied", "missing_scope", "no_permission"),
    "not_allowed_token_type",
)
# Errors that a repeated call would get again. An unknown error may pass.
_FINAL = (
    *("channel_not_found", "is_archived", "not_in_channel", "user_not_found", "users_not_found"),
    *("user_not_visible", "restricted_action", "restricted_action_non_threadable_channel"),
    *("restricted_action_read_only_channel", "restricted_action_thread_locked"),
    *("restricted_action_thread_only_channel", "cannot_reply_to_message", "thread_not_found"),
    *("messages_tab_disabled", "message_not_found", "invalid_arguments", "invalid_arg_name"),
    *("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "no_text"),
    *("method_deprecated", "unknown_method", "expired_url", "used_url"),
)
_TOO_OFTEN = ("rate_limited", "ratelimited")
_ERROR_CODE = re.compile(r"[a-z][a-z0-9_]{0,60}")
_UNREADABLE = "unreadable_response"
_REDIRECTED = (
    "{method} was redirected, which Slack never does, and was not sent on: does a proxy want you to"
    " sign in, or does SLACK_API_URL name the wrong address? (HTTP status {status})"
)


@dataclass(frozen=True, slots=True)
class Account:
    """The bot's own account, as Slack named it at the sign-in; None for an id that it left out."""

    user_id: str | None
    bot_id: str | None


def quiet_logger() -> logging.Logger:
    """Return a logger for Slack's libraries, whose lines below errors hold bodies and URLs."""
    logger = logging.getLogger("handlers.slack")
    logger.setLevel(logging.ERROR)
    return logger


def web_client(token: str, api_url: str) -> WebClient:
    """Return a client that never sends anything a second time by itself."""
    return SlackWebClient(
        token,
        base_url=api_url,
        timeout=TIMEOUT_S,
        # Made once, since it reads all certificates; of no use to a server on this machine.
        ssl=ssl.create_default_context() if api_url.startswith("https:") else None,
        retry_handlers=[],
        logger=quiet_logger(),
    )


def hurried(client: WebClient, timeout_s: int) -> WebClient:
    """Return the same client with another timeout, for calls that are not worth a long wait."""
    return SlackWebClient(
        client.token,
        base_url=client.base_url,
        timeout=timeout_s,
        ssl=client.ssl,
        proxy=client.proxy,
        retry_handlers=[],
        logger=client.logger,
    )


def call(method: str, send: Callable[[], SlackResponse]) -> dict[str, Any]:
    """Make one call and return the fields of its response.

    Raises:
        RefusedError: Slack said no.
        DeliveryError: Slack was not reached, gave no clear answer or asks to wait.
    """
    try:
        data = send().data
    except SlackApiError as error:
        raise _failure(method, error) from None  # The error's text holds the whole response.
    except (SlackClientError, OSError, http.client.HTTPException, ValueError) as error:
        reason = type(error).__name__
        raise DeliveryError(f"{method} got no answer: {reason}", may_have_arrived=True) from error
    return data if isinstance(data, dict) else {}


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
        [f"Slack can't be reached ({error}); check the network and SLACK_API_URL."]
    )


def _next_cursor(page: Mapping[str, Any]) -> str | None:
    metadata = page.get("response_metadata")
    cursor = metadata.get("next_cursor") if isinstance(metadata, dict) else None
    return cursor if isinstance(cursor, str) else None


def _error_code(error: SlackApiError) -> str:
    data = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    return code if isinstance(code, str) and _ERROR_CODE.fullmatch(code) else _UNREADABLE


def _failure(method: str, error: SlackApiError) -> DeliveryError:
    status, code = error.response.status_code, _error_code(error)
    if status == http.client.TOO_MANY_REQUESTS or code in _TOO_OFTEN:
        return DeliveryError(
            f"{method} was called too often",
            may_have_arrived=False,
            retry_after_s=_retry_after_s(error),
        )
    if http.client.MULTIPLE_CHOICES <= status < http.client.BAD_REQUEST:
        reason = _REDIRECTED.format(method=method, status=status)
        return DeliveryError(reason, may_have_arrived=False)
    if status >= http.client.INTERNAL_SERVER_ERROR or code in (*_UNSURE, _UNREADABLE):
        return DeliveryError(
            f"{method} failed: {code} (HTTP status {status})", may_have_arrived=True
        )
    is_mendable = code in (*SIGNED_OUT, *_NOT_ALLOWED)
    return RefusedError(method, code, is_final=code in _FINAL, is_mendable=is_mendable)


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
                with self._lock:
                    self._not_before_s[method] = self._monotonic() + error.retry_after_s
            raise


def _retry_after_s(error: SlackApiError) -> float:
    headers = {name.lower(): value for name, value in error.response.headers.items()}
    try:
        return min(max(float(headers.get("retry-after", "")), 0.1), 3600.0)
    except ValueError:
        return 1.0
