"""Slack's side of the bot: signed in, wired once, connected and closed here."""

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from slack_bolt import App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient

from bot.clock import Clock
from bot.errors import DatabaseError, DeliveryError
from bot.questions.desk import Desk
from bot.settings import Settings
from bot.telemetry import log_event
from handlers.connection import Connection
from handlers.delivery import SlackChannel
from handlers.delivery.agent_view import AgentView
from handlers.delivery.notes import Notes
from handlers.surfaces import (
    Surface,
    SurfaceParts,
    buttons,
    commands,
    deletions,
    edits,
    home,
    mentions,
    messages,
    prompts,
    stops,
)
from handlers.users import Users
from handlers.web_api import (
    Account,
    RateLimits,
    call_when_allowed,
    cannot_start,
    quiet_logger,
    web_client,
)
from handlers.workspace import naming_workspace

# Bolt hands an event to the first listener that takes it. Changed messages are edits before they
# are deletions, and both come before the listener that hears all messages.
SURFACES: Final[tuple[Surface, ...]] = (
    edits,
    deletions,
    messages,
    mentions,
    commands,
    buttons,
    stops,
    home,
    prompts,
)
LISTENER_THREADS = 32

logger = logging.getLogger(__name__)


class SlackBot:
    """The bot in Slack: it takes events from `start` on, and answers through its channel.

    Attributes:
        channel: The way back to the people who ask; it works before the start, and until the end.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Sign in.

        Raises:
            SettingsError: Slack does not accept the token or can't be reached.
        """
        self._settings = settings
        self._clock = clock
        self._client = web_client(
            settings.slack_bot_token, settings.slack_api_url, settings.way_out
        )
        self._authorization, self._account = _sign_in(self._client)
        limits = RateLimits(clock.monotonic)
        self._users = Users(self._client, limits, clock, settings.default_units)
        self._notes = Notes(self._client, limits)
        self._agent_view = AgentView(self._client, limits)
        self.channel = SlackChannel(
            self._client,
            limits,
            clock,
            account=self._account,
            users=self._users,
            notes=self._notes,
            agent_view=self._agent_view,
            longest_post_s=settings.lease_s / 2,
        )
        self._connection: Connection | None = None

    def app_for(self, desk: Desk) -> App:
        """Return the Bolt app whose surfaces hand everything to a desk.

        The app acknowledges an event when the desk has taken it. When the desk raises, it does
        not, and Slack delivers the event again.
        """
        app = App(
            name="weather-bot",
            logger=quiet_logger(),
            client=self._client,
            authorize=lambda: self._authorization,  # a token would yield to SLACK_CLIENT_ID
            signing_secret="",
            process_before_response=True,  # acknowledge after the listener, not before it
            raise_error_for_unhandled_request=True,
            listener_executor=ThreadPoolExecutor(LISTENER_THREADS, thread_name_prefix="listener"),
            attaching_conversation_kwargs_enabled=False,
        )
        app.error(_respond_to)
        app.middleware(naming_workspace(self._account))
        parts = SurfaceParts(
            desk=desk,
            users=self._users,
            notes=self._notes,
            agent_view=self._agent_view,
            account=self._account,
            clock=self._clock,
            follows_threads=self._settings.follow_threads,
        )
        for surface in SURFACES:
            surface.register(app, parts)
        return app

    def start(self, desk: Desk) -> None:
        """Connect to Slack; events come in on threads of their own and go to the desk.

        Raises:
            SettingsError: Slack can't be reached or does not accept the token; or, without Socket
                Mode, this program can't listen at HTTP_HOST and HTTP_PORT.
            DatabaseError: What is stored can't be read.
        """
        if self._account.team_id:
            desk.move_in(self._account.team_id)
        app = self.app_for(desk)
        self._connection = Connection(app, self._settings, self._clock, desk)
        self._connection.start()

    def disconnect(self) -> None:
        """Take no more events; those being accepted are acknowledged, which takes 2 s at most."""
        if self._connection is not None:
            self._connection.close()

    def close(self) -> None:
        """Disconnect, and clear every status."""
        self.disconnect()
        self.channel.close()
        self._agent_view.close()


def _respond_to(error: Exception) -> BoltResponse:
    """Acknowledge an event that no surface listens to; refuse one that could not be accepted."""
    if isinstance(error, BoltUnhandledRequestError):
        return BoltResponse(status=200)
    is_expected = isinstance(error, DatabaseError)
    reason = str(error) if is_expected else type(error).__name__
    log_event(logger, logging.ERROR, "event.not_accepted", reason=reason)
    if not is_expected:
        logger.error("event.failure", exc_info=error)
    return BoltResponse(status=500)


def _sign_in(client: WebClient) -> tuple[AuthorizeResult, Account]:
    """Ask Slack whom the client's token belongs to; return that for Bolt and for ourselves.

    Raises:
        SettingsError: Slack does not accept the token or can't be reached.
    """
    try:
        account = call_when_allowed("auth.test", client.auth_test)
    except DeliveryError as error:
        advice = "copy the bot token from the app's page 'OAuth & Permissions'"
        raise cannot_start("SLACK_BOT_TOKEN", error, advice) from None
    user_id, bot_id, team_id = (account.get(name) for name in ("user_id", "bot_id", "team_id"))
    authorization = AuthorizeResult(
        enterprise_id=account.get("enterprise_id"),
        team_id=team_id,
        bot_user_id=user_id,
        bot_id=bot_id,
        bot_token=client.token,
    )
    is_org_wide = account.get("is_enterprise_install") is True
    return authorization, Account(user_id, bot_id, None if is_org_wide else team_id)
