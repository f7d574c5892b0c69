"""Checks of the Slack side before anybody asks: tokens, granted scopes, clock, Socket Mode."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, Final

from slack_sdk.web import SlackResponse, WebClient

from bot.clock import Clock
from bot.errors import DeliveryError, Finding, RefusedError, SettingsError
from bot.settings import Settings
from handlers.connection.http_server import can_listen
from handlers.web_api import call, hurried, web_client

NEEDED_SCOPES: Final = frozenset(
    {
        *("app_mentions:read", "assistant:write", "channels:history", "chat:write", "commands"),
        *("groups:history", "im:history", "mpim:history", "users:read"),
    }
)
"""The scopes of manifest.yml, each for a call or an event that the code uses."""
TIMEOUT_S: Final = 4
MOST_SKEW_S: Final = 120.0
"""Seconds by which this machine's clock may differ from Slack's; Slack's signatures last 300."""

_SIGNING_SECRET: Final = re.compile(r"[0-9a-f]{32}")
_INSTALL: Final = "Copy the bot token from the app's page 'OAuth & Permissions'."


def look_at_slack(settings: Settings, clock: Clock) -> list[Finding]:
    """Return the faults of the tokens, the scopes, the clock and the way in; empty if nothing.

    Nothing is posted, and no connection is held.
    """
    findings = _look_at_bot_token(settings, clock) if settings.slack_bot_token else []
    findings += _look_at_client(settings) if settings.has_many_workspaces else []
    if settings.slack_app_token:
        findings += _look_at_app_token(settings)
    elif settings.slack_signing_secret:
        if not _SIGNING_SECRET.fullmatch(settings.slack_signing_secret):
            findings.append(
                Finding(
                    "slack",
                    "SLACK_SIGNING_SECRET does not look like one: 32 digits and letters a to f.",
                    "Copy the signing secret from the app's page 'Basic Information'.",
                    is_warning=True,
                )
            )
        findings += _look_at_port(settings)
    return findings


def _client(settings: Settings, token: str) -> WebClient:
    return hurried(web_client(token, settings.slack_api_url, settings.way_out), TIMEOUT_S)


def _look_at_bot_token(settings: Settings, clock: Clock) -> list[Finding]:
    client = _client(settings, settings.slack_bot_token)
    headers: Mapping[str, Any] = {}

    def send() -> SlackResponse:
        nonlocal headers
        response = client.auth_test()
        headers = {name.lower(): value for name, value in response.headers.items()}
        return response

    if refused := _failure("SLACK_BOT_TOKEN", "auth.test", send, _INSTALL):
        return [refused]
    return [*_look_at_scopes(headers), *_look_at_time(headers, clock)]


def _look_at_client(settings: Settings) -> list[Finding]:
    """Ask for the token of a code that there is not: Slack says then whether it knows the app."""
    client = _client(settings, "")
    ids = {
        "client_id": settings.slack_client_id,
        "client_secret": settings.slack_client_secret,
    }
    refused = _failure(
        "SLACK_CLIENT_ID with SLACK_CLIENT_SECRET",
        "oauth.v2.access",
        lambda: client.oauth_v2_access(**ids, code="none"),
        "Copy both from the app's page 'Basic Information'.",
        expected="invalid_code",
    )
    return [refused] if refused else []


def _look_at_scopes(headers: Mapping[str, Any]) -> list[Finding]:
    granted = {scope.strip() for scope in str(headers.get("x-oauth-scopes") or "").split(",")}
    if granted == {""}:  # Slack has not said.
        return []
    missing = ", ".join(sorted(NEEDED_SCOPES - granted))
    if not missing:
        return []
    problem = f"The app was installed without the scopes {missing}."
    remedy = "Paste manifest.yml into the app's page 'App Manifest', then reinstall the app."
    return [Finding("slack", problem, remedy)]


def _look_at_time(headers: Mapping[str, Any], clock: Clock) -> list[Finding]:
    try:
        told = parsedate_to_datetime(str(headers.get("date", "")))
    except (ValueError, OverflowError):
        return []
    skew_s = abs((clock.now() - told.replace(tzinfo=told.tzinfo or UTC)).total_seconds())
    if skew_s <= MOST_SKEW_S:
        return []
    problem = f"This machine's clock differs from Slack's by {skew_s:.0f} s."
    remedy = "Set the clock, and keep it by NTP: signed requests are refused after 300 s."
    return [Finding("clock", problem, remedy)]


def _look_at_app_token(settings: Settings) -> list[Finding]:
    client = _client(settings, settings.slack_bot_token)
    remedy = (
        "Make an app-level token with the scope connections:write on the page 'Basic Information',"
        " and switch Socket Mode on."
    )
    refused = _failure(
        "SLACK_APP_TOKEN",
        "apps.connections.open",
        lambda: client.apps_connections_open(app_token=settings.slack_app_token),
        remedy,
    )
    return [refused] if refused else []


def _look_at_port(settings: Settings) -> list[Finding]:
    try:
        can_listen(settings.http_host, settings.http_port)
    except SettingsError as error:
        remedy = "End what listens there (the bot itself?), or change HTTP_PORT."
        return [Finding("http", problem, remedy, is_warning=True) for problem in error.problems]
    return []


def _failure(
    setting: str,
    method: str,
    send: Callable[[], SlackResponse],
    remedy: str,
    *,
    expected: str = "",
) -> Finding | None:
    """Return the fault that a call has met, with the remedy.

    None for a success, and for the refusal that is expected.
    """
    try:
        call(method, send)
    except RefusedError as error:
        if error.code == expected:
            return None
        problem = f"Slack does not accept {setting} ({error.code})."
        if not error.is_mendable:
            remedy = f"{remedy} Check SLACK_API_URL as well: it must end with /api/."
        return Finding("slack", problem, remedy)
    except DeliveryError as error:
        problem = f"Slack can't be reached: {error}."
        advice = "Check the network, HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE and SLACK_API_URL."
        return Finding("slack", problem, advice)
    return None
