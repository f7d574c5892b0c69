"""Slack with several workspaces, in which one app is installed by OAuth."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

from fakes import slack_posts
from fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack
from fakes.world import World
from handlers.blocks.home import UNITS
from handlers.playground.workspace.rules import Call, Message, SlackError

CLIENT_ID, CLIENT_SECRET = "1.2", "client-secret"
KEYS = tuple(base64.urlsafe_b64encode(bytes([n]) * 32).decode() for n in (1, 2))
"""Keys for TOKEN_KEYS."""


@dataclass(frozen=True)
class Place:
    """A workspace, or an organisation with its workspaces, in which the app can be installed.

    Attributes:
        lives_s: The seconds after which the first token ends, for an app with token rotation, and
            each that is renewed after 12 hours; 0 for never.
    """

    team: str
    organisation: str = ""
    is_org_wide: bool = False
    lives_s: int = 0

    @property
    def bot(self) -> Message:
        """The bot's ids there."""
        owner = self.organisation if self.is_org_wide else self.team
        return {"user": f"UBOT{owner}", "bot_id": f"B{owner}"}


class ManyWorkspaces(FakeSlack):
    """Workspaces whose channels end with their id; a token reaches those of its own alone."""

    def clear(self) -> None:
        """Start anew: the app is installed nowhere."""
        super().clear()
        self._codes: dict[str, Place] = {}
        self._tokens: dict[str, Place] = {}
        self._refresh_tokens: dict[str, Place] = {}

    def code_for(self, place: Place) -> str:
        """Return the code with which Slack leads back whoever has installed the app."""
        code = f"code.{next(self._counter)}"
        with self._changed:
            self._codes[code] = place
        return code

    def tokens_of(self, place: Place) -> list[str]:
        """Return the tokens that were given for a place, in order."""
        with self._changed:
            return [token for token, own in self._tokens.items() if own == place]

    def event_in(self, place: Place, text: str, **at: str) -> Message:
        """Return what brings a mention in a channel of a place to the bot."""
        channel = at.pop("channel", f"C1{place.team}")
        message = self.say(f"<@{place.bot['user']}> {text}", channel=channel, **at)
        return self.told(place, message)

    def told(self, place: Place, event: Mapping[str, Any]) -> Message:
        """Return what brings an event of a place to the bot."""
        owner = {
            "enterprise_id": place.organisation or None,
            "team_id": None if place.is_org_wide else place.team,
            "is_enterprise_install": place.is_org_wide,
            "user_id": place.bot["user"],
        }
        body = {**self.payload_of(event), "authorizations": [owner]}
        return body | {"team_id": place.team, "enterprise_id": place.organisation or None}

    def ends_in(self, place: Place, *, is_uninstalled: bool = True) -> Message:
        """Return what tells the bot that its app was removed from a place, or its token revoked."""
        kind = "app_uninstalled" if is_uninstalled else "tokens_revoked"
        event = {"type": kind, "tokens": {"bot": [place.bot["user"]]}}
        return self.told(place, event)

    def moves(self, organisation: Place, *teams: str, is_lost: bool) -> Message:
        """Return what tells the bot that it has lost workspaces of an organisation, or got them."""
        kind = "team_access_revoked" if is_lost else "team_access_granted"
        body = self.told(organisation, {"type": kind, "team_ids": [*teams, None, 7]})
        return body | {"team_id": None}

    def choose_units(self, place: Place, units: str, *, user: str = "U1") -> Message:
        """Return what tells the bot that somebody has chosen units in its home tab.

        For an organisation, Slack can leave out the workspace.
        """
        return {
            "type": "block_actions",
            "team": None if place.is_org_wide else {"id": place.team},
            "enterprise": {"id": place.organisation} if place.organisation else None,
            "is_enterprise_install": place.is_org_wide,
            "user": {"id": user, "team_id": place.team},
            "api_app_id": "A1",
            "actions": [
                {
                    "action_ts": self.next_ts(),
                    "block_id": "b",
                    "action_id": UNITS,
                    "selected_option": {"value": units},
                }
            ],
        }

    def replies_in(self, body: Mapping[str, Any]) -> list[Message]:
        """Return what bots have posted in the thread of an event, in order."""
        event = body["event"]
        with self._changed:
            thread = self._thread(event["channel"], event.get("thread_ts", event["ts"]))
            return [message for message in thread if message.get("bot_id")]

    def _result(self, call: Call) -> Message:
        try:
            if call.method == "oauth.v2.access":
                return {"ok": True, **self._grant(call)}
            if call.token == APP_TOKEN:
                return super()._result(call)
            self.bot = self._reached_by(call).bot
        except SlackError as error:
            return {"ok": False, "error": str(error)}
        return super()._result(replace(call, token=BOT_TOKEN))

    def _grant(self, call: Call) -> Message:
        """Return a token, for a code or for a refresh token; each of them counts once."""
        given = base64.b64decode(call.token.removeprefix("Basic ")).decode()
        if given != f"{CLIENT_ID}:{CLIENT_SECRET}":
            raise SlackError("bad_client_secret")
        kept = self._refresh_tokens if "grant_type" in call.arguments else self._codes
        name = "refresh_token" if "grant_type" in call.arguments else "code"
        place = kept.pop(str(call.arguments.get(name)), None)
        if place is None:
            raise SlackError(f"invalid_{name}")
        number = next(self._counter)
        token = f"xoxe.xoxb-{number}" if place.lives_s else f"xoxb-{number}"
        self._tokens[token] = place
        told: Message = {"access_token": token, "token_type": "bot", "app_id": "A1"}
        if place.lives_s:
            self._refresh_tokens[f"xoxe-1-{number}"] = place
            lives_s = 43_200 if "grant_type" in call.arguments else place.lives_s
            told |= {"refresh_token": f"xoxe-1-{number}", "expires_in": lives_s}
        organisation = {"id": place.organisation, "name": "Org"} if place.organisation else None
        team = None if place.is_org_wide else {"id": place.team, "name": "Team"}
        return told | {
            "bot_user_id": place.bot["user"],
            "scope": "chat:write",
            "team": team,
            "enterprise": organisation,
            "is_enterprise_install": place.is_org_wide,
            "authed_user": {"id": "UINSTALLER"},
        }

    def _reached_by(self, call: Call) -> Place:
        """Return the place of a call's token, which has no channel of another place."""
        place = self._tokens.get(call.token)
        if place is None:
            raise SlackError("invalid_auth")
        named = call.arguments.get("channel") or call.arguments.get("channel_id") or ""
        if named.startswith("C") and not (place.is_org_wide or named.endswith(place.team)):
            raise SlackError("channel_not_found")
        return place


@dataclass(frozen=True)
class Browser:
    """The browser of somebody who installs the app."""

    around: World

    def begin(self) -> tuple[str, str]:
        """Open the first page; return the state that leads to Slack, and the cookie with it."""
        status, body, headers = slack_posts.get(f"{self.around.bot_url}/slack/install")
        assert status == 200, body
        link = body.partition('<a href="')[2].partition('"')[0].replace("&amp;", "&")
        parts = urlsplit(link)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == (
            f"{self.around.slack.url}/oauth/v2/authorize"
        )
        cookie = headers["Set-Cookie"].partition(";")[0]
        return parse_qs(parts.query)["state"][0], cookie

    def end(self, state: str, cookie: str, code: str) -> tuple[int, str]:
        """Come back from Slack; return the status and the text of the last page."""
        url = f"{self.around.bot_url}/slack/oauth_redirect?code={code}&state={state}"
        status, body, _ = slack_posts.get(url, {"Cookie": cookie})
        return status, body

    def install(self, place: Place) -> None:
        """Install the app somewhere."""
        status, body = self.end(*self.begin(), slack_of(self.around).code_for(place))
        assert status == 200, body


def slack_of(around: World) -> ManyWorkspaces:
    """Return the Slack of a world with several workspaces."""
    return cast("ManyWorkspaces", around.slack)


def settings_for_many(around: World) -> dict[str, str]:
    """Return a world's settings for several workspaces in place of a bot token."""
    del around.environ["SLACK_BOT_TOKEN"]
    return {
        "SLACK_CLIENT_ID": CLIENT_ID,
        "SLACK_CLIENT_SECRET": CLIENT_SECRET,
        "TOKEN_KEYS": KEYS[0],
    }
