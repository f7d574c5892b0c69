"""Which workspace an event belongs to, whoever it is from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fakes.rows import each_row
from slack_bolt import BoltContext, BoltResponse

from handlers.installations import Installation, OneInstallation
from handlers.payloads import team_in
from handlers.web_api import Account, RateLimits, web_client
from handlers.workspace import (
    account_in,
    authorizing,
    is_guest,
    naming_workspace,
    told_to_each,
    workspace_of,
)

HERE = Account("UBOT", "BBOT", "T1")
ORGANISATION = Account("UBOT", "BBOT", None)


@each_row(
    ("body", "team"),
    [
        ({"team_id": "T1"}, "T1"),
        ({"team_id": "TGUEST"}, "T1"),
        ({"team_id": "TGUEST", "authorizations": [{"team_id": "T1"}]}, "T1"),
        ({"authorizations": [{"team_id": "T7"}, {"team_id": "T8"}]}, "T7"),
        ({"team": {"id": "TGUEST"}, "user": {"team_id": "TGUEST"}}, "T1"),
        ({"team": {"id": "TGUEST"}, "view": {"app_installed_team_id": "T7"}}, "T7"),
        ({}, "T1"),
        ({"team_id": "T2", "event": {"type": "app_mention"}}, "T1"),
        ({"team_id": "T2", "event": {"type": "app_uninstalled"}}, "T2"),
        ({"team_id": "T2", "event": {"type": "tokens_revoked"}}, "T2"),
        ({"team_id": "T2", "event": {"type": "team_access_granted"}}, "T2"),
        ({"team_id": "T2", "event": {"type": "team_access_revoked"}}, "T2"),
        ({"enterprise_id": "E2", "event": {"type": "team_access_revoked"}}, "E2"),
        (
            {"team": {"id": 7}, "enterprise": {"id": "E2"}, "event": {"type": "app_uninstalled"}},
            "E2",
        ),
        ({"event": {"type": "app_uninstalled"}}, ""),
        ({"authorizations": [{"team_id": None}], "view": None}, "T1"),
        ({"authorizations": {"team_id": "T7"}, "view": ["x"]}, "T1"),
        ({"authorizations": ["T7"]}, "T1"),
        ({"authorizations": []}, "T1"),
    ],
)
def test_it_is_where_the_bot_is_installed(body: dict[str, Any], team: str) -> None:
    """Never the author's."""
    assert workspace_of(body, HERE) == team


@each_row(
    ("body", "team"),
    [
        ({"team_id": "T2", "authorizations": [{"team_id": "T1"}]}, "T1"),
        ({"team_id": "T2", "enterprise_id": "E1"}, "T2"),
        ({"team": {"id": "T2"}, "enterprise": {"id": "E1"}}, "T2"),
        ({"team": None, "enterprise": {"id": "E1"}}, "E1"),
        ({"team_id": None, "enterprise_id": "E1"}, "E1"),
        ({}, ""),
    ],
)
def test_an_installation_for_an_organisation_is_told_by_the_body(
    body: dict[str, Any], team: str
) -> None:
    """It may get no workspace at all."""
    assert workspace_of(body, ORGANISATION) == team


@dataclass(frozen=True)
class SeveralInstallations(OneInstallation):
    """The installations of several workspaces."""

    others: Mapping[str, Installation] = field(default_factory=dict)

    def find(self, owner: str) -> Installation | None:
        """Return that of a workspace, if there is one."""
        return self.others.get(owner)


def installed(team: str, organisation: str = "") -> Installation:
    """Return the installation in a workspace, or in an organisation as a whole."""
    client = web_client("xoxb-1", "https://slack.com/api/")
    account = Account(f"UBOT{team}", None, None if organisation else team)
    return Installation(account, client, RateLimits(lambda: 0.0), organisation)


FOR_ALL = {"is_enterprise_install": True, "enterprise": {"id": "E1"}, "team": None}


@each_row(
    ("fields", "team", "guest"),
    [
        ({"team": {"id": "T2"}, "user": {"id": "U1", "team_id": "T2"}}, "T2", False),
        ({"team": {"id": "T2"}, "user": {"id": "U1", "team_id": "T3"}}, "T2", False),
        (
            {
                "team": {"id": "T2"},
                "is_ext_shared_channel": True,
                "user": {"id": "U1", "team_id": "T9"},
            },
            "T2",
            True,
        ),
        (
            {
                "is_enterprise_install": "true",  # as a form has it
                "team": {"id": "T2"},
                "user": {"id": "U1", "team_id": "T3"},
            },
            "T2",
            False,
        ),
        ({"user": {"id": "U1", "team_id": "T2"}}, "T2", False),
        ({"user": {"id": "U1", "team_id": "T9"}}, "E1", False),
        *(({"user": {"id": "U1", "team_id": f"T{n}"}}, "E1", False) for n in (0, 7, 8)),
        ({"user": {"id": "U1"}}, "E1", False),
        (
            {
                "is_enterprise_install": "false",
                "team": {"id": "T2"},
                "user": {"id": "U1", "team_id": "T9"},
            },
            "T2",
            True,
        ),
        ({"enterprise": None, "authorizations": [{"team_id": "T2"}]}, "T2", False),
        ({"enterprise": None, "team": {"id": "T2"}}, "E1", False),
        (
            {
                "enterprise": None,
                "authorizations": [{"team_id": None, "enterprise_id": "E1"}],
                "team": {"id": "T2"},
            },
            "E1",
            False,
        ),
        ({"enterprise_id": "E9", "team": {"id": "T2"}}, "T2", False),
        ({"enterprise_id": "E1", "enterprise": {"id": "E9"}, "team": {"id": "T2"}}, "T2", False),
        *(
            (
                {
                    "is_enterprise_install": None,
                    "authorizations": [{"team_id": "T2", "is_enterprise_install": is_for_all}],
                    "event": {"type": "message", "user_team": "T3"},
                },
                "T2",
                is_for_all is not True,
            )
            for is_for_all in (True, False, None, "false")
        ),
        ({"team": {"id": "T9"}, "enterprise": {"id": "E9"}, "enterprise_id": "E9"}, "E1", False),
    ],
)
def test_an_organisation_s_body_belongs_to_one_of_its_workspaces_or_to_itself(
    fields: dict[str, Any], team: str, *, guest: bool
) -> None:
    """Another company's workspace can have an installation of its own, and is not the place.

    Who writes from a sister workspace is no guest.
    """
    ours, others = installed("E1", "E1"), {f"T{n}": installed(f"E{n}", f"E{n}") for n in (0, 7)}
    installations = SeveralInstallations(
        ours, {"E1": ours, "T2": ours, "T3": ours, "T9": installed("T9"), **others}
    )
    body, context = {**FOR_ALL, **fields}, BoltContext()

    assert authorizing(installations)(context, "E1", None) is not None
    naming_workspace(installations)(body, context, lambda: BoltResponse(status=200))

    assert (team_in(body), is_guest(body)) == (team, guest)


def guest(**fields: Any) -> dict[str, Any]:
    """Return the event of a message that says so of its author's workspace."""
    return {"team_id": "T1", "event": {"type": "message", **fields}}


@each_row(
    ("body", "is_one"),
    [
        (guest(), False),
        (guest(user_team="T9", source_team="T1", team="T1"), True),
        (guest(user_team="T1", source_team="T9", team="T9"), False),
        (guest(source_team="T9", team="T1"), True),
        (guest(source_team="T1", team="T9"), False),
        (guest(team="T9"), True),
        (guest(team="T0"), True),
        (guest(team=["T9"]), False),
        (guest(message={"user_team": "T9"}, user_team="T1"), True),
        (guest(message={"user_team": "T1"}, user_team="T9"), False),
        (guest(message="x", user_team="T9"), True),
        (guest(user_team="T9") | {"is_ext_shared_channel": False}, True),
        ({**guest(), "team_id": "T9"}, True),
        ({"team_id": "T9"}, True),
        ({"team_id": "T9", "user": {"team_id": "T1"}}, False),
        ({"team_id": "T1", "user": {"team_id": "T9"}}, True),
        *(({"team_id": team, "user": {"id": "U1"}}, False) for team in ("T1", "T9")),
        ({}, False),
    ],
)
def test_whoever_is_of_another_workspace_is_a_guest(body: dict[str, Any], *, is_one: bool) -> None:
    """By what is said of the author of a message, of who presses, or of a command."""
    installations, context = (
        SeveralInstallations(installed("T1"), {"T1": installed("T1")}),
        BoltContext(),
    )
    authorizing(installations)(context, None, "T1")

    naming_workspace(installations)(body, context, lambda: BoltResponse(status=200))

    assert (team_in(body), is_guest(body)) == ("T1", is_one)


@each_row(
    ("author", "is_shared", "told"),
    [
        ("T1", True, [("T1", "UBOTT1", False), ("T2", "UBOTT2", True)]),
        ("T2", True, [("T1", "UBOTT1", True), ("T2", "UBOTT2", False)]),
        ("T9", True, [("T1", "UBOTT1", True), ("T2", "UBOTT2", True)]),
        ("T9", False, [("T1", "UBOTT1", True)]),
        ("", True, [("T1", "UBOTT1", False), ("T2", "UBOTT2", False)]),
    ],
)
def test_what_happens_in_a_shared_channel_is_told_to_each_workspace_with_the_app(
    author: str, told: list[tuple[str, str, bool]], *, is_shared: bool
) -> None:
    """With the bot's ids there, and with whether its author is a guest there.

    Its own comes first, whatever becomes of the others, and for it alone nobody looks for others.
    """
    installations = SeveralInstallations(
        installed("T1"), {team: installed(team) for team in ("T1", "T2")}
    )
    event = {"type": "message", "message": {"user_team": author}}
    body = {"team_id": author and "T1", "event": event, "is_ext_shared_channel": is_shared}
    context = BoltContext()
    authorizing(installations)(context, None, "T1")
    naming_workspace(installations)(body, context, lambda: BoltResponse(status=200))

    asked = list[str]()

    def teams() -> tuple[str, ...]:
        asked.append(author)
        return ("T1", "T2", "T3")

    telling = told_to_each(body, teams, installations)
    each, asked_before = [next(telling)], len(asked)
    each += telling

    assert (asked_before, len(asked)) == (0, is_shared)
    assert [(team_in(one), account_in(one).user_id, is_guest(one)) for one in each] == told


@each_row(
    ("account", "organisation", "is_of"),
    [
        (ORGANISATION, "E1", True),
        (ORGANISATION, "E2", False),
        (ORGANISATION, "E0", False),
        (ORGANISATION, "", True),
        (HERE, "", False),
    ],
)
def test_an_installation_is_of_one_organisation(
    account: Account, organisation: str, *, is_of: bool
) -> None:
    """That of the token in the settings is named nowhere, and there is no other."""
    limits, client = RateLimits(lambda: 0.0), web_client("xoxb-1", "https://slack.com/api/")

    assert Installation(account, client, limits, organisation).is_of("E1") == is_of
