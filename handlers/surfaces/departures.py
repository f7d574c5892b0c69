"""The surface "departure": a removed app, a revoked token, a workspace that leaves or comes."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import App

from bot.questions.desk import Desk
from bot.telemetry import log_event
from handlers.installations import Installations
from handlers.payloads import id_in, team_in
from handlers.surfaces import SurfaceParts
from handlers.workspace import is_for_organisation

logger = logging.getLogger(__name__)


def register(app: App, parts: SurfaceParts) -> None:
    """Delete what is stored of a workspace where the app is installed no more.

    An organisation can also take single workspaces from the app, and give it others.
    """
    departures = _Departures(parts.desk, parts.installations)
    app.event("app_uninstalled")(departures.on_uninstall)
    app.event("tokens_revoked")(departures.on_revocation)
    app.event("team_access_granted")(departures.on_grant)
    app.event("team_access_revoked")(departures.on_loss)


@dataclass(frozen=True, slots=True)
class _Departures:
    desk: Desk
    installations: Installations

    def on_uninstall(self, body: Mapping[str, Any]) -> None:
        self._forget_all(_owner(body))

    def on_revocation(self, body: Mapping[str, Any]) -> None:
        tokens = body["event"].get("tokens")
        bots = tokens.get("bot") if isinstance(tokens, Mapping) else None
        found = self.installations.find(_owner(body))
        if isinstance(bots, list) and found and found.account.user_id in bots:
            self._forget_all(_owner(body))

    def on_grant(self, body: Mapping[str, Any]) -> None:
        found = self.installations.find(team_in(body))
        for team in _teams_in(body):
            if found and found.organisation:
                self.installations.belongs_to(team, found)

    def on_loss(self, body: Mapping[str, Any]) -> None:
        for team in _teams_in(body):
            found = self.installations.find(team)
            if found and found.is_of(team_in(body)):
                self._forget(team)
                self.installations.leave(team)

    def _forget_all(self, owner: str) -> None:
        """Delete what is stored of a workspace, or of all workspaces of an organisation."""
        for team in self.installations.workspaces_of(owner) if owner else ():
            self._forget(team)
        # The installation goes last: if something fails before, Slack tells of its end again.
        self.installations.remove(owner)

    def _forget(self, team: str) -> None:
        self.desk.retention.forget({"team": team})
        log_event(logger, logging.INFO, "workspace.forgotten", team=team)


def _owner(body: Mapping[str, Any]) -> str:
    """Return the workspace whose installation has ended, or the organisation; "" for neither."""
    organisation = id_in(body, "enterprise_id") if is_for_organisation(body) else ""
    return organisation or team_in(body)


def _teams_in(body: Mapping[str, Any]) -> list[str]:
    """Return the workspaces that an organisation's installation has gained or lost.

    https://docs.slack.dev/reference/events/team_access_revoked (checked 2026-11-28).
    """
    teams = body["event"].get("team_ids")
    listed = teams if isinstance(teams, list) else ()
    return [team for each in listed if (team := id_in({"id": each}, "id"))]
