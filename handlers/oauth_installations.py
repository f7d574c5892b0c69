"""The installations that people have made by OAuth, each with the token of its own workspace."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from slack_sdk import WebClient

from bot.clock import Clock
from bot.errors import DatabaseError, DeliveryError, RefusedError
from bot.questions.desk import InstallationRecord, InstallationRecords
from handlers.installations import Installation
from handlers.token_rotation import TokenRotation
from handlers.web_api import Account, RateLimits, with_token

KEPT_S: Final = 30.0
"""Seconds for which an installation is remembered that another process may change meanwhile."""
MAX_KEPT: Final = 10_000

_NOT_INSTALLED: Final = "the app is not installed there"


@dataclass(frozen=True, slots=True)
class _Kept:
    until_s: float
    record: InstallationRecord
    installation: Installation


class OAuthInstallations:
    """All installations of one database; safe to share between threads."""

    def __init__(
        self,
        records: InstallationRecords,
        rotation: TokenRotation,
        client: WebClient,
        clock: Clock,
        *,
        max_kept: int = MAX_KEPT,
    ) -> None:
        """Call Slack like a client, each time with the token of the place."""
        self._records = records
        self._rotation = rotation
        self._client = client
        self._clock = clock
        self._max_kept = max_kept
        self._lock = threading.Lock()
        self._renewing = threading.Lock()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._limits: dict[str, RateLimits] = {}

    def of(self, team: str) -> Installation:
        """Return the installation that serves a workspace, with a token that is valid now.

        Raises:
            RefusedError: The bot is not installed there.
            DeliveryError: There is no valid token at the moment.
        """
        try:
            kept = self._look_up(team)
            if kept and self._rotation.has_ended(kept.record):
                kept = self._renewed(team)
        except DatabaseError as error:
            raise DeliveryError(str(error), may_have_arrived=False) from error
        if kept is None:
            raise RefusedError(
                f"a call for {team}", "team_not_found", is_final=True, details=_NOT_INSTALLED
            )
        return kept.installation

    def find(self, owner: str) -> Installation | None:
        """Return the installation of a workspace or an organisation, whatever its token's age.

        Raises:
            DatabaseError: What is stored can't be read.
        """
        kept = self._look_up(owner)
        return kept.installation if kept else None

    def belongs_to(self, team: str, installation: Installation) -> None:
        """Remember which installation serves a workspace; one of its own need not be stored.

        Raises:
            DatabaseError: That can't be stored.
        """
        kept = self._look_up(team)
        if kept and kept.record.owner == (installation.organisation or team):
            return
        self._records.belongs_to(team, installation.organisation)
        with self._lock:
            self._kept.pop(team, None)

    def leave(self, team: str) -> None:
        """Forget which organisation's installation served a workspace.

        Raises:
            DatabaseError: That can't be stored.
        """
        self._records.leave(team)
        with self._lock:
            self._kept.pop(team, None)

    def workspaces_of(self, owner: str) -> tuple[str, ...]:
        """Return the workspaces that a workspace's or an organisation's installation serves.

        Raises:
            DatabaseError: What is stored can't be read.
        """
        return self._records.workspaces_of(owner)

    def remove(self, owner: str) -> None:
        """Delete an installation that was ended in Slack.

        Raises:
            DatabaseError: It can't be deleted.
        """
        self._records.remove(owner)
        self.forget()

    def forget(self) -> None:
        """Read every installation anew, since one was made or removed."""
        with self._lock:
            self._kept.clear()

    def start(self) -> None:
        """Keep tokens valid from now on."""
        self._rotation.start()

    def close(self) -> None:
        """Keep tokens valid no longer."""
        self._rotation.close()

    def _renewed(self, team: str) -> _Kept | None:
        """Return an installation whose token had ended; one thread at a time has it renewed.

        Raises:
            DeliveryError: It could not be renewed.
        """
        with self._renewing:
            kept = self._look_up(team)
            if kept and self._rotation.has_ended(kept.record):
                self._rotation.wait_for_renewal(kept.record.owner)
                kept = self._look_up(team, is_news=True)
        if kept and self._rotation.has_ended(kept.record):
            message = f"the token of {kept.record.owner} has ended and could not be renewed"
            raise DeliveryError(message, may_have_arrived=False)
        return kept

    def _look_up(self, owner: str, *, is_news: bool = False) -> _Kept | None:
        """Return an installation as it was read a moment ago; None without one."""
        with self._lock:
            kept = self._kept.get(owner)
        if kept and not is_news and self._clock.monotonic() < kept.until_s:
            return kept
        record = self._records.find(owner)
        with self._lock:
            self._kept.pop(owner, None)
            if record is None:
                return None
            installation = self._installation(record)
            kept = _Kept(self._clock.monotonic() + KEPT_S, record, installation)
            self._kept[owner] = kept
            while len(self._kept) > self._max_kept:
                self._kept.popitem(last=False)
            return kept

    def _installation(self, record: InstallationRecord) -> Installation:
        """Return an installation as it is used; the caller holds the lock."""
        named = partial(_text, record.content)
        is_org_wide = record.content.get("is_enterprise_install") is True
        account = Account(
            named("bot_user_id"), named("bot_id"), None if is_org_wide else record.owner
        )
        limits = self._limits.setdefault(record.owner, RateLimits(self._clock.monotonic))
        organisation = record.owner if is_org_wide else ""
        return Installation(
            account, with_token(self._client, named("bot_token") or ""), limits, organisation
        )


def _text(content: Any, name: str) -> str | None:  # noqa: ANN401 - JSON
    value = content.get(name)
    return value if isinstance(value, str) and value else None
