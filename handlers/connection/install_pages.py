"""The pages by which people install the app in their workspace: Bolt's OAuth flow over HTTP.

Source: https://docs.slack.dev/authentication/installing-with-oauth (checked 2026-11-28).
"""

import logging
import re
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs, urljoin
from wsgiref.types import WSGIEnvironment

from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.callback_options import CallbackOptions, FailureArgs, SuccessArgs
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk import WebClient
from slack_sdk.oauth import InstallationStore, OAuthStateStore

from bot.clock import Clock
from bot.errors import DatabaseError
from bot.settings import Settings
from bot.telemetry import OnceAMinute, log_event
from handlers.connection.checks import NEEDED_SCOPES
from handlers.connection.http_server import Page
from handlers.web_api import NO_ANSWER, quiet_logger, reason_of

INSTALL_PATH: Final = "/slack/install"
REDIRECT_PATH: Final = "/slack/oauth_redirect"
MOST_PARAMETERS: Final = 20
MAX_REASON_CHARACTERS: Final = 200

_NAMES: Final = ("code", "error", "state", "team")
_TEAM: Final = re.compile(r"[TE][A-Z0-9]{1,30}")
_HEADERS: Final = {
    "cache-control": ["no-store"],
    "content-security-policy": ["frame-ancestors 'none'"],
    "referrer-policy": ["no-referrer"],
    "x-content-type-options": ["nosniff"],
}
"""Headers of every page: none is kept, framed, or told to the pages that it leads to."""
_HINTS: Final = {
    # The library says so of whatever Slack has against the call, and keeps Slack's own word.
    "invalid_code": "; if it comes again, check SLACK_CLIENT_ID and SLACK_CLIENT_SECRET",
}
_FAILED: Final = "The app could not be installed. Whoever runs it finds the reason in its log."

logger = logging.getLogger(__name__)


class InstallPages:
    """The first and the last page of an installation, and between them Slack's own."""

    def __init__(
        self,
        settings: Settings,
        client: WebClient,
        clock: Clock,
        *,
        installations: InstallationStore,
        states: OAuthStateStore,
        on_installed: Callable[[], None],
    ) -> None:
        """Call `on_installed` when an installation has been stored."""
        self._on_installed = on_installed
        self._may_complain = OnceAMinute(clock)
        self._flow = OAuthFlow(
            client=client,
            logger=quiet_logger(),
            settings=OAuthSettings(
                client_id=settings.slack_client_id,
                client_secret=settings.slack_client_secret,
                scopes=sorted(NEEDED_SCOPES),
                user_scopes=[],
                install_path=INSTALL_PATH,
                redirect_uri_path=REDIRECT_PATH,
                # Slack's pages are where its Web API is, also for governments.
                authorization_url=urljoin(settings.slack_api_url, "/oauth/v2/authorize"),
                installation_store=installations,
                state_store=states,
                logger=quiet_logger(),
            ),
        )
        default = self._flow.default_callback_options
        self._flow.success_handler = self._telling_bot(default)
        self._flow.failure_handler = self._telling_log(default)

    @property
    def pages(self) -> dict[str, Page]:
        """The pages by method and path."""
        return {f"GET {INSTALL_PATH}": self.begin, f"GET {REDIRECT_PATH}": self.end}

    def begin(self, environ: WSGIEnvironment) -> BoltResponse:
        """Return the page with the button that leads to Slack, and a cookie with the state."""
        return _with_headers(self._flow.handle_installation(_request(environ)))

    def end(self, environ: WSGIEnvironment) -> BoltResponse:
        """Return the page that Slack leads back to, after the installation is stored."""
        try:
            response = self._flow.handle_callback(_request(environ))
        except (DatabaseError, *NO_ANSWER) as error:
            is_ours = isinstance(error, DatabaseError)
            self._complain(str(error) if is_ours else reason_of(error))
            return _with_headers(BoltResponse(status=HTTPStatus.BAD_GATEWAY, body=_FAILED))
        return _with_headers(response)

    def _telling_bot(self, default: CallbackOptions) -> Callable[[SuccessArgs], BoltResponse]:
        def succeed(args: SuccessArgs) -> BoltResponse:
            self._on_installed()
            return default.success(args)

        return succeed

    def _telling_log(self, default: CallbackOptions) -> Callable[[FailureArgs], BoltResponse]:
        def fail(args: FailureArgs) -> BoltResponse:
            cause = f": {args.error}" if args.error else _HINTS.get(args.reason, "")
            self._complain(f"{args.reason}{cause}"[:MAX_REASON_CHARACTERS])
            return default.failure(args)

        return fail

    def _complain(self, reason: str) -> None:
        if self._may_complain():
            log_event(logger, logging.WARNING, "workspace.not_installed", reason=reason)


def _request(environ: WSGIEnvironment) -> BoltRequest:
    """Return a request as Bolt reads it, with the parameters that Slack sends alone."""
    try:
        given = parse_qs(environ.get("QUERY_STRING", ""), max_num_fields=MOST_PARAMETERS)
    except ValueError:  # so many come from nobody who installs the app
        given = {}
    query: dict[str, Any] = {name: given[name] for name in _NAMES if name in given}
    if "team" in query and not _TEAM.fullmatch(query["team"][0]):
        del query["team"]
    headers: dict[str, str | Sequence[str]] = {"cookie": [environ.get("HTTP_COOKIE", "")]}
    return BoltRequest(body="", query=query, headers=headers, mode="http")


def _with_headers(response: BoltResponse) -> BoltResponse:
    response.headers.update(_HEADERS)
    return response
