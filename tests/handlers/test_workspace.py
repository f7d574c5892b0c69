"""Which workspace an event belongs to, whoever it is from."""

from typing import Any

from fakes.rows import each_row

from handlers.installations import Installation
from handlers.web_api import Account, RateLimits, web_client
from handlers.workspace import workspace_of

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
        ({"event": {"type": "app_uninstalled"}}, ""),
        ({"authorizations": [{"team_id": None}], "view": None}, "T1"),
        ({"authorizations": {"team_id": "T7"}, "view": ["x"]}, "T1"),
        ({"authorizations": ["T7"]}, "T1"),
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


@each_row(
    ("account", "organisation", "is_of"),
    [
        (ORGANISATION, "E1", True),
        (ORGANISATION, "E2", False),
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
