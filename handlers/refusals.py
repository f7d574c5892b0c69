"""Slack's errors read: what each says about the call, and whether it may be made again.

Source: https://docs.slack.dev/reference/methods/chat.postMessage#errors (checked 2026-11-28).
"""

import http.client
import math
import re
from typing import Any, Final

from slack_sdk.errors import SlackApiError

from bot.errors import DeliveryError, RefusedError
from bot.untrusted import one_line

SIGNED_OUT: Final = (
    *("account_inactive", "accesslimited", "invalid_auth", "not_authed", "org_login_required"),
    *("team_access_not_granted", "token_expired", "token_revoked", "two_factor_setup_required"),
)
"""Errors of a token that is no longer valid: every call fails until the app is installed again."""
NOT_EDITABLE: Final = (
    *("message_not_found", "cant_update_message", "edit_window_closed", "is_inactive"),
    "update_failed",
)
"""Errors of a message that can't be changed, or not any more."""

MAX_DETAILS_CHARACTERS: Final = 300

# Errors after which the call may have taken effect all the same, or a part of it.
_UNSURE: Final = ("fatal_error", "internal_error", "request_timeout", "service_unavailable")
# Errors of a token that lacks a permission: only this call fails.
_NOT_ALLOWED: Final = ("ekm_access_denied", "missing_scope", "not_allowed_token_type")
_TOO_OFTEN: Final = ("rate_limited", "ratelimited")
# Errors that pass by themselves.
_PASSING: Final = ("external_channel_migrating", "message_limit_exceeded", "team_added_to_org")
# Words of errors about where a message was to go: its channel, its thread, its person, its URL.
# They are the same whatever the message says, and however often it is sent. The last two are said
# of a conversation that the bot is no member of, among others.
_WHERE: Final = re.compile(
    r"channel|thread|archived|restricted|cannot_reply|messages_tab|users?_not_(found|visible|in_)|slack_connect"
    r"|team_not_found|(expired|used)_url|^(access_denied|no_permission)$"
)
# Other errors that a repeated call would get again. An unknown error may pass.
_FINAL: Final = (
    *("invalid_arguments", "invalid_arg_name", "invalid_blocks", "invalid_blocks_format"),
    *("message_not_found", "msg_blocks_too_long", "msg_too_long", "no_text"),
    *("method_deprecated", "unknown_method"),
)
_UNSAID_S: Final = 1.0
"""Seconds to wait where Slack asks to wait and says no time that can be read."""
_ERROR_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,60}")
_UNREADABLE: Final = "unreadable_response"
_REDIRECTED: Final = (
    "{method} was redirected, which Slack never does, and was not sent on: does a proxy want you to"
    " sign in, or does SLACK_API_URL name the wrong address? (HTTP status {status})"
)


def failure_of(method: str, error: SlackApiError) -> DeliveryError:
    """Return the failure that an answer of Slack's reports."""
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
    return RefusedError(
        method,
        code,
        is_final=code in _FINAL or _is_about_where(code),
        is_mendable=code in (*SIGNED_OUT, *_NOT_ALLOWED),
        details=_details(error),
    )


def is_about_content(refusal: RefusedError) -> bool:
    """Return whether a message may be taken if it says less; so may one for an unknown reason."""
    code = refusal.code
    is_other = code in (*SIGNED_OUT, *_NOT_ALLOWED, *_PASSING, *NOT_EDITABLE)
    return not is_other and not _is_about_where(code)


def _is_about_where(code: str) -> bool:
    return bool(_WHERE.search(code)) and code not in _PASSING


def _error_code(error: SlackApiError) -> str:
    code = _fields(error).get("error")
    return code if isinstance(code, str) and _ERROR_CODE.fullmatch(code) else _UNREADABLE


def _details(error: SlackApiError) -> str:
    """Return Slack's own explanation, such as the place of a block; "" without one."""
    metadata = _fields(error).get("response_metadata")
    messages = metadata.get("messages") if isinstance(metadata, dict) else None
    told = (
        [item for item in messages if isinstance(item, str)] if isinstance(messages, list) else []
    )
    return one_line("; ".join(told), MAX_DETAILS_CHARACTERS)


def _fields(error: SlackApiError) -> dict[str, Any]:
    data = getattr(error.response, "data", None)
    return data if isinstance(data, dict) else {}


def _retry_after_s(error: SlackApiError) -> float:
    headers = {name.lower(): value for name, value in error.response.headers.items()}
    try:
        pause_s = float(headers.get("retry-after", ""))
    except ValueError:
        return _UNSAID_S
    return _UNSAID_S if math.isnan(pause_s) else min(max(pause_s, 0.1), 3600.0)
