"""The stores of Slack's own library, for installations and for states, over the bot's database."""

import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt.error import BoltError
from slack_sdk.oauth import InstallationStore, OAuthStateStore
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store import Installation as SlackInstallation

from bot.errors import DatabaseError
from bot.questions.desk import InstallationRecord, InstallationRecords, States
from bot.telemetry import log_event

logger = logging.getLogger(__name__)

_KEPT = (
    *("app_id", "enterprise_id", "team_id", "bot_token", "bot_id", "bot_user_id", "bot_scopes"),
    *("bot_refresh_token", "bot_token_expires_at", "is_enterprise_install", "installed_at"),
)


def record_of(bot: Bot) -> InstallationRecord:
    """Return the record of an installation: nobody's name, and no token but the bot's."""
    content = {name: getattr(bot, name) for name in _KEPT}
    owner = bot.enterprise_id if bot.is_enterprise_install else bot.team_id
    return InstallationRecord(owner or "", content, bot.bot_token_expires_at)


def bot_of(content: Mapping[str, Any]) -> Bot:
    """Return a stored installation as the library has it."""
    return Bot(**content)


class RecordedInstallations(InstallationStore):
    """The store of installations; there is one of the bot's for each workspace or organisation."""

    def __init__(self, records: InstallationRecords) -> None:
        self._records = records

    def save(self, installation: SlackInstallation) -> None:
        """Store an installation that somebody has just made.

        Raises:
            BoltError: It can't be stored, or belongs to nobody.
        """
        self.save_bot(installation.to_bot())

    def save_bot(self, bot: Bot) -> None:
        """Store the bot's part of an installation.

        Raises:
            BoltError: It can't be stored, or belongs to nobody.
        """
        record = record_of(bot)
        if not (record.owner and bot.bot_token and bot.bot_user_id):
            raise BoltError("the installation names no workspace or no token")
        try:
            self._records.put(record)
        except DatabaseError as error:
            raise BoltError(str(error)) from error
        log_event(logger, logging.INFO, "workspace.installed", owner=record.owner)

    def find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """Return the bot's installation in a workspace or an organisation; None without one."""
        owner = enterprise_id if is_enterprise_install or not team_id else team_id
        record = self._records.find(owner or "")
        return bot_of(record.content) if record else None

    def delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Delete the installation of a workspace, or of an organisation without a workspace."""
        self._records.remove(team_id or enterprise_id or "")

    def delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Do nothing: no person's own installation is stored."""


class SignedStates(OAuthStateStore):
    """The store of the states that lead from the first page of an installation to its last."""

    def __init__(self, states: States) -> None:
        self._states = states

    def issue(self, *_: Any, **__: Any) -> str:  # noqa: ANN401 - the library's
        """Return a new state."""
        return self._states.issue()

    def consume(self, state: str) -> bool:
        """Return whether a state is a fresh one of ours that comes back for the first time."""
        return self._states.consume(state)
