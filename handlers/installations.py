"""Installations: the bot's account and its token in one workspace, or in one organisation."""

from dataclasses import dataclass
from typing import Protocol

from handlers.slack_clients import SlackWebClient
from handlers.web_api import Account, RateLimits, hurried


@dataclass(frozen=True, slots=True)
class Installation:
    """The bot as it is installed in one place.

    Attributes:
        account: The bot's own ids there.
        base: A client with the token of this place.
        limits: The pauses that Slack asks for, which it counts by installation.
        organisation: The organisation that it is for as a whole; "" for one workspace.
    """

    account: Account
    base: SlackWebClient
    limits: RateLimits
    organisation: str = ""

    def is_of(self, organisation: str) -> bool:
        """Return whether it is for this organisation as a whole.

        A token from the settings can be for one too, and then for no other.
        """
        return self.organisation == organisation if self.organisation else not self.account.team_id

    def client(self, timeout_s: int) -> SlackWebClient:
        """Return a client for calls that are not worth a longer wait."""
        return hurried(self.base, timeout_s)


class Installations(Protocol):
    """All places where the bot is installed; safe to share between threads."""

    def of(self, team: str) -> Installation:
        """Return the installation that serves a workspace, with a token that is valid now.

        Raises:
            RefusedError: The bot is not installed there.
            DeliveryError: There is no valid token at the moment.
        """
        ...

    def find(self, owner: str) -> Installation | None:
        """Return the installation of a workspace or an organisation, whatever its token's age.

        Raises:
            DatabaseError: What is stored can't be read.
        """
        ...

    def belongs_to(self, team: str, installation: Installation) -> None:
        """Remember which installation serves a workspace.

        Raises:
            DatabaseError: That can't be stored.
        """
        ...

    def leave(self, team: str) -> None:
        """Forget which organisation's installation served a workspace.

        Raises:
            DatabaseError: That can't be stored.
        """
        ...

    def workspaces_of(self, owner: str) -> tuple[str, ...]:
        """Return the workspaces that a workspace's or an organisation's installation serves.

        Raises:
            DatabaseError: What is stored can't be read.
        """
        ...

    def remove(self, owner: str) -> None:
        """Delete an installation that was ended in Slack.

        Raises:
            DatabaseError: It can't be deleted.
        """
        ...

    def start(self) -> None:
        """Keep tokens valid from now on."""
        ...

    def close(self) -> None:
        """Keep tokens valid no longer."""
        ...


@dataclass(frozen=True, slots=True)
class OneInstallation:
    """The one installation of a bot that has its token from the settings."""

    installation: Installation

    def of(self, team: str) -> Installation:  # noqa: ARG002 - the port's, as all others here
        """Return the one."""
        return self.installation

    def find(self, owner: str) -> Installation | None:  # noqa: ARG002
        """Return the one."""
        return self.installation

    def belongs_to(self, team: str, installation: Installation) -> None:
        """Do nothing: there is no other."""

    def leave(self, team: str) -> None:
        """Do nothing: it serves no organisation."""

    def workspaces_of(self, owner: str) -> tuple[str, ...]:
        """Return the workspace itself."""
        return (owner,)

    def remove(self, owner: str) -> None:
        """Do nothing: the token stays in the settings."""

    def start(self) -> None:
        """Do nothing: its token has no end."""

    def close(self) -> None:
        """Do nothing."""
