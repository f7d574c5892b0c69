"""The workspace that an event belongs to: the one where the bot is installed.

In a channel that is shared with other workspaces, the rest of a body names theirs as well: that of
the author, and for two events of one message not always the same.
https://docs.slack.dev/apis/slack-connect (checked 2026-11-28).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from slack_bolt import BoltContext, BoltResponse
from slack_bolt.authorization import AuthorizeResult

from handlers.installations import Installation, Installations
from handlers.payloads import id_in
from handlers.web_api import Account

_ABOUT_AN_INSTALLATION = (
    *("app_uninstalled", "tokens_revoked", "team_access_granted", "team_access_revoked"),
)

_ACCOUNT = "weather_bot.account"
_AUTHORS = "weather_bot.authors_workspace"
_IS_GUEST = "weather_bot.is_guest"
_INSTALLATION = "weather_bot.installation"
_NOBODY = Account(None, None)

Next = Callable[[], BoltResponse]


def authorizing(installations: Installations) -> Callable[..., Any]:
    """Return the function by which Bolt finds the installation that an event is for."""

    def authorize(
        context: BoltContext, enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult | None:
        is_for_all = context.is_enterprise_install or not team_id
        owner = enterprise_id if is_for_all else team_id
        found = installations.find(owner or team_id or "")
        if found is None:
            return None
        context[_INSTALLATION] = found
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=found.account.user_id,
            bot_id=found.account.bot_id,
            bot_token=found.base.token,
        )

    return authorize


def naming_workspace(installations: Installations) -> Callable[..., BoltResponse]:
    """Return a middleware that puts the installation's workspace into the field `team_id`."""

    def name_workspace(body: dict[str, Any], context: BoltContext, next_: Next) -> BoltResponse:
        theirs = _authors_workspace(body)
        found: Installation | None = context.get(_INSTALLATION)
        body[_ACCOUNT] = account = found.account if found else _NOBODY
        body["team_id"] = workspace_of(body, account)
        if found and found.organisation:
            body["team_id"] = _workspace_within(body, found.organisation, installations)
        body[_AUTHORS] = theirs
        body[_IS_GUEST] = bool(theirs) and theirs != body["team_id"] and _is_elsewhere(body)
        if found and body["team_id"]:
            installations.belongs_to(body["team_id"], found)
        return next_()

    return name_workspace


def _workspace_within(
    body: Mapping[str, Any], organisation: str, installations: Installations
) -> str:
    """Return the workspace of an organisation that a body belongs to, else the organisation.

    What somebody of another company does there belongs to the organisation: their own workspace
    can have an installation of its own.
    """
    team, user = workspace_of(body, _NOBODY), body.get("user")
    if team != organisation:
        return team if _is_within(body, organisation) else organisation
    # A press in a message can name the workspace of who pressed alone.
    theirs = id_in(user, "team_id") if isinstance(user, Mapping) else ""
    served = installations.find(theirs) if theirs else None
    return theirs if served and served.organisation == organisation else organisation


def _is_within(body: Mapping[str, Any], organisation: str) -> bool:
    """Return whether a body names a workspace of an organisation, and no guest's."""
    enterprise = body.get("enterprise")
    named = id_in(enterprise, "id") if isinstance(enterprise, Mapping) else ""
    first = _first_authorization(body)
    return bool(id_in(first, "team_id")) or organisation in (id_in(body, "enterprise_id"), named)


def told_to_each(
    body: Mapping[str, Any],
    teams: Callable[[], Sequence[str]],
    installations: Installations,
) -> Iterator[Mapping[str, Any]]:
    """Yield an event's body as it is told to its own workspace, then to other workspaces.

    Of a channel that workspaces with the app share, Slack tells each event to one of them alone:
    `teams` returns those that an event of such a channel can matter to.
    """
    yield body
    if body.get("is_ext_shared_channel") is not True:
        return
    for team in teams():
        if team != body["team_id"] and (found := installations.find(team)):
            is_guest = body[_AUTHORS] not in ("", team)
            yield {**body, "team_id": team, _ACCOUNT: found.account, _IS_GUEST: is_guest}


def account_in(body: Mapping[str, Any]) -> Account:
    """Return the bot's own ids in the workspace of a body, as `naming_workspace` has found them."""
    account = body.get(_ACCOUNT)
    return account if isinstance(account, Account) else _NOBODY


def is_guest(body: Mapping[str, Any]) -> bool:
    """Return whether a body's author belongs to another workspace, as `naming_workspace` found."""
    return body.get(_IS_GUEST) is True


def _authors_workspace(body: Mapping[str, Any]) -> str:
    """Return the workspace of who wrote, pressed or gave a command; "" when it is not told."""
    event, user = body.get("event"), body.get("user")
    if isinstance(event, Mapping):
        message = event.get("message")
        said = message if isinstance(message, Mapping) else event
        named = (id_in(said, name) for name in ("user_team", "source_team", "team"))
        return next(filter(None, named), "") or id_in(body, "team_id")
    return id_in(user, "team_id") if isinstance(user, Mapping) else id_in(body, "team_id")


def _is_elsewhere(body: Mapping[str, Any]) -> bool:
    """Return whether another workspace is another company's, and not one of the same organisation.

    Only an app that is installed for a whole organisation hears of its other workspaces.
    """
    return not is_for_organisation(body) or body.get("is_ext_shared_channel") is True


def is_for_organisation(body: Mapping[str, Any]) -> bool:
    """Return whether a body came to an installation for a whole organisation."""
    is_for_all = _first_authorization(body).get("is_enterprise_install") is True
    return is_for_all or body.get("is_enterprise_install") in (True, "true")


def workspace_of(body: Mapping[str, Any], account: Account) -> str:
    """Return the workspace where the bot is installed that a body came to; "" when unknown.

    An installation for a whole organisation has no workspace of its own: what the body says counts.
    """
    view = body.get("view")
    if isinstance(view, Mapping) and (team := id_in(view, "app_installed_team_id")):
        return team
    if team := id_in(_first_authorization(body), "team_id"):
        return team
    event = body.get("event")
    if isinstance(event, Mapping) and event.get("type") in _ABOUT_AN_INSTALLATION:
        return _named_in(
            body
        )  # Another workspace that removes the app must not take this one along.
    return account.team_id or _named_in(body)


def _first_authorization(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the installation that an event names as its receiver; empty when it names none."""
    authorizations = body.get("authorizations")
    first = authorizations[0] if isinstance(authorizations, list) and authorizations else None
    return first if isinstance(first, Mapping) else {}


def _named_in(body: Mapping[str, Any]) -> str:
    """Return the workspace that a body names for itself, else its organisation, else ""."""
    if named := id_in(body, "team_id"):
        return named
    places = (body.get(name) for name in ("team", "enterprise"))
    ids = (id_in(place, "id") for place in places if isinstance(place, Mapping))
    return next(filter(None, ids), "") or id_in(body, "enterprise_id")
