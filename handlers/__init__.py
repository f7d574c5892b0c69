"""Slack: everything Slack-shaped, and the Bolt app that its surfaces are registered with."""

import logging
from concurrent.futures import ThreadPoolExecutor

from slack_bolt import App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient

from bot.clock import Clock
from bot.errors import DatabaseError, DeliveryError
from bot.telemetry import log_event
from handlers.delivery.agent_view import AgentView
from handlers.delivery.notes import Notes
from handlers.desk import Desk
from handlers.surfaces import buttons as actions
from handlers.surfaces import commands, edits, home, mentions, stops
from handlers.surfaces import deletions as deletion_events
from handlers.surfaces import messages as direct_messages
from handlers.surfaces import prompts as agent_view
from handlers.users import People
from handlers.web_api import RateLimits, call_when_allowed, cannot_start, quiet_logger, web_client

LISTENER_THREADS = 32

logger = logging.getLogger(__name__)


def build_app(*, bot_token: str, api_url: str, desk: Desk, clock: Clock) -> App:
    """Sign in and return the app that hands on every question and everything that is deleted.

    Slack's delivery is acknowledged when the desk has taken it, and is not when that raises, so
    that Slack delivers again. `app.client` is the client to answer with.

    Raises:
        SettingsError: Slack does not accept the token or can't be reached.
    """
    client = web_client(bot_token, api_url)
    account = _sign_in(client)
    app = App(
        name="weather-bot",
        logger=quiet_logger(),
        client=client,
        authorize=lambda: account,  # unlike a token, not overridden by SLACK_CLIENT_ID
        signing_secret="",
        process_before_response=True,  # acknowledge after the listener, not before it
        raise_error_for_unhandled_request=True,
        listener_executor=ThreadPoolExecutor(LISTENER_THREADS, thread_name_prefix="listener"),
        attaching_conversation_kwargs_enabled=False,
    )
    app.error(_respond_to)
    intake, user_id = desk.intake, account.bot_user_id
    limits = RateLimits(clock.monotonic)
    language_of = People(client, limits, clock).language
    agent = AgentView(client, limits)
    edits.register(app, intake.revise, desk.deletions.withdraw_remark, user_id)
    deletion_events.register(app, desk.deletions, agent.take_title, user_id)
    mentions.register(app, intake.accept)
    direct_messages.register(app, intake.accept, intake.overhear if desk.follow_threads else None)
    stops.register(app, intake.stop, agent.end_session, language_of)
    actions.register(app, desk.people, intake, Notes(client, limits), language_of)
    home.register(app, desk, language_of, clock)
    agent_view.register(app, agent, language_of)
    commands.register(app, intake.accept, clock)
    return app


def _respond_to(error: Exception) -> BoltResponse:
    """Acknowledge what nobody listens for; refuse what could not be accepted."""
    if isinstance(error, BoltUnhandledRequestError):
        return BoltResponse(status=200)
    is_expected = isinstance(error, DatabaseError)
    reason = str(error) if is_expected else type(error).__name__
    log_event(logger, logging.ERROR, "event.not_accepted", reason=reason)
    if not is_expected:
        logger.error("event.failure", exc_info=error)
    return BoltResponse(status=500)


def _sign_in(client: WebClient) -> AuthorizeResult:
    try:
        account = call_when_allowed("auth.test", client.auth_test)
    except DeliveryError as error:
        advice = "copy the bot token from the app's page 'OAuth & Permissions'"
        raise cannot_start("SLACK_BOT_TOKEN", error, advice) from None
    return AuthorizeResult(
        enterprise_id=account.get("enterprise_id"),
        team_id=account.get("team_id"),
        bot_user_id=account.get("user_id"),
        bot_id=account.get("bot_id"),
        bot_token=client.token,
    )
