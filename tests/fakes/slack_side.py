"""Slack's side of the bot, wired to a workspace on loopback."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Protocol

from bot.clock import Clock
from bot.errors import DeliveryError
from bot.reports import Units
from bot.settings import load_settings
from fakes.clock import FakeTime
from fakes.slack import BOT_ID, BOT_TOKEN, BOT_USER_ID
from handlers.delivery import SlackChannel
from handlers.delivery.agent_view import AgentView
from handlers.delivery.notes import Notes
from handlers.installations import Installation, OneInstallation
from handlers.slack_bot import SlackBot
from handlers.users import Users
from handlers.web_api import Account, RateLimits, web_client


class Workspace(Protocol):
    """Whoever answers in Slack's place."""

    api_url: str


ACCOUNT = Account(BOT_USER_ID, BOT_ID)


@contextmanager
def bot_at(
    slack: Workspace, clock: Clock | None = None, *, token: str = BOT_TOKEN, **environ: str
) -> Iterator[SlackBot]:
    """Yield a bot that has signed in and is not connected."""
    settings = load_settings({"SLACK_API_URL": slack.api_url, **environ}, needs_slack=False)
    settings = replace(settings, slack_bot_token=token)
    with closing(SlackBot(settings, clock or FakeTime().clock)) as bot:
        yield bot


def installed_at(slack: Workspace, clock: Clock, *, account: Account = ACCOUNT) -> OneInstallation:
    """Return the one installation of a bot in a workspace."""
    client, limits = web_client(BOT_TOKEN, slack.api_url), RateLimits(clock.monotonic)
    return OneInstallation(Installation(account, client, limits))


class SignedOut(OneInstallation):
    """An installation whose token has ended and could not be renewed."""

    def of(self, team: str) -> Installation:
        """Have no token."""
        raise DeliveryError(f"the token of {team} has ended", may_have_arrived=False)


def signed_out_of(slack: Workspace, clock: Clock) -> OneInstallation:
    """Return the installation of a bot that has no valid token in a workspace."""
    return SignedOut(installed_at(slack, clock).installation)


@contextmanager
def channel_to(
    slack: Workspace,
    clock: Clock,
    *,
    default_units: Units = "metric",
    longest_post_s: float = 30.0,
    account: Account = ACCOUNT,
    installation: Installation | None = None,
) -> Iterator[SlackChannel]:
    """Yield a bot's channel alone, without the call that signs the bot in."""
    one = installed_at(slack, clock, account=account)
    if installation:
        one = OneInstallation(installation)
    with closing(AgentView(one)) as agent_view:
        channel = SlackChannel(
            one,
            clock,
            users=Users(one, clock, default_units),
            notes=Notes(one),
            agent_view=agent_view,
            longest_post_s=longest_post_s,
        )
        with closing(channel):
            yield channel
