"""Slack's side of the bot: signed in, wired once, connected and closed here."""

import logging
from typing import Final

from slack_bolt import App, BoltResponse
from slack_bolt.error import BoltUnhandledRequestError

from bot.clock import Clock
from bot.errors import DatabaseError, DeliveryError
from bot.questions.desk import Desk, OAuthStores
from bot.settings import Settings
from bot.telemetry import log_event
from handlers.connection import Connection
from handlers.connection.install_pages import InstallPages
from handlers.delivery import SlackChannel
from handlers.delivery.agent_view import AgentView
from handlers.delivery.notes import Notes
from handlers.installation_store import RecordedInstallations, SignedStates
from handlers.installations import Installation, Installations, OneInstallation
from handlers.oauth_installations import OAuthInstallations
from handlers.slack_clients import SlackWebClient
from handlers.surfaces import (
    Surface,
    SurfaceParts,
    buttons,
    commands,
    deletions,
    departures,
    edits,
    home,
    mentions,
    messages,
    prompts,
    stops,
)
from handlers.token_rotation import TokenRotation
from handlers.users import Users
from handlers.web_api import (
    Account,
    RateLimits,
    call_when_allowed,
    cannot_start,
    quiet_logger,
    web_client,
)
from handlers.workspace import authorizing, naming_workspace

# Bolt hands an event to the first listener that takes it. Changed messages are edits before they
# are deletions, and both come before the listener that hears all messages.
SURFACES: Final[tuple[Surface, ...]] = (
    edits,
    deletions,
    departures,
    messages,
    mentions,
    commands,
    buttons,
    stops,
    home,
    prompts,
)
NOT_INSTALLED: Final = (
    "Weather Bot is not installed in this workspace any more. Please have it installed again."
)
"""The answer to people of a workspace without an installation; their language is unknown then."""

logger = logging.getLogger(__name__)


class SlackBot:
    """The bot in Slack: it takes events from `start` on, and answers through its channel.

    Attributes:
        channel: The way back to the people who ask; it works before the start, and until the end.
    """

    def __init__(self, settings: Settings, clock: Clock, stores: OAuthStores | None = None) -> None:
        """Sign in, or take what the stores have of several workspaces.

        Raises:
            SettingsError: Slack does not accept the token or can't be reached.
        """
        self._settings = settings
        self._clock = clock
        self._client = web_client(
            settings.slack_bot_token, settings.slack_api_url, settings.way_out
        )
        self._install_pages: InstallPages | None = None
        self._installations: Installations = self._installed(stores)
        self._users = Users(self._installations, clock, settings.default_units)
        self._notes = Notes(self._installations)
        self._agent_view = AgentView(self._installations)
        self.channel = SlackChannel(
            self._installations,
            clock,
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
            authorize=authorizing(self._installations),  # a token would yield to SLACK_CLIENT_ID
            user_facing_authorize_error_message=NOT_INSTALLED,
            signing_secret="",
            process_before_response=True,  # acknowledge after the listener, not before it
            raise_error_for_unhandled_request=True,
            attaching_conversation_kwargs_enabled=False,
        )
        app.error(_respond_to)
        app.middleware(naming_workspace(self._installations))
        parts = SurfaceParts(
            desk=desk,
            users=self._users,
            notes=self._notes,
            agent_view=self._agent_view,
            installations=self._installations,
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
        if self._home:
            desk.move_in(self._home)
        app = self.app_for(desk)
        self._connection = Connection(app, self._settings, self._clock, desk, self._install_pages)
        self._connection.start()
        self._installations.start()

    def disconnect(self) -> None:
        """Take no more events; those being accepted are acknowledged, which takes 1 s at most."""
        if self._connection is not None:
            self._connection.drain()

    def close(self) -> None:
        """Disconnect, serve no more pages, clear every status and send no more notes."""
        if self._connection is not None:
            self._connection.close()
        self.channel.close()
        self._agent_view.close()
        self._notes.close()
        self._installations.close()

    def _installed(self, stores: OAuthStores | None) -> Installations:
        """Return the installations: the one of the token, or those that people have made.

        Raises:
            SettingsError: Slack does not accept the token or can't be reached.
        """
        if stores is None:
            one = _sign_in(self._client, self._clock)
            self._home = one.installation.account.team_id or ""
            return one
        self._home = ""
        settings, client, clock = self._settings, self._client, self._clock
        rotation = TokenRotation(
            stores.records,
            client,
            clock,
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret,
        )
        installations = OAuthInstallations(stores.records, rotation, client, clock)
        self._install_pages = InstallPages(
            settings,
            client,
            clock,
            installations=RecordedInstallations(stores.records),
            states=SignedStates(stores.states),
            on_installed=installations.forget,
        )
        return installations


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


def _sign_in(client: SlackWebClient, clock: Clock) -> OneInstallation:
    """Ask Slack whom the client's token belongs to.

    Raises:
        SettingsError: Slack does not accept the token or can't be reached.
    """
    try:
        account = call_when_allowed("auth.test", client.auth_test)
    except DeliveryError as error:
        advice = "copy the bot token from the app's page 'OAuth & Permissions'"
        raise cannot_start("SLACK_BOT_TOKEN", error, advice) from None
    user_id, bot_id, team_id = (account.get(name) for name in ("user_id", "bot_id", "team_id"))
    is_org_wide = account.get("is_enterprise_install") is True
    return OneInstallation(
        Installation(
            Account(user_id, bot_id, None if is_org_wide else team_id),
            client,
            RateLimits(clock.monotonic),
        )
    )
