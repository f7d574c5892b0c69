"""Installations as the library has them, as they are stored, and as the bot uses them: whole."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import pytest
from fakes.clock import FakeTime
from fakes.databases import ready_database
from fakes.log import captured_log
from fakes.many_workspaces import KEYS
from fakes.rows import each_row
from slack_bolt import BoltContext, BoltResponse
from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store import Bot, Installation

from bot.errors import RefusedError
from bot.questions.desk import InstallationRecord
from bot.storage.database import Database
from bot.storage.installations.stores import OAuthStores, open_stores
from handlers import installations as port
from handlers.installation_store import RecordedInstallations, SignedStates, bot_of, record_of
from handlers.oauth_installations import OAuthInstallations
from handlers.token_rotation import TokenRotation
from handlers.web_api import Account, RateLimits, web_client
from handlers.workspace import account_in, authorizing, naming_workspace

API_URL = "https://slack.example/api/"
FIELDS: dict[str, Any] = {
    "app_id": "A1",
    "enterprise_id": "E1",
    "team_id": "T1",
    "bot_token": "xoxb-1",
    "bot_id": "B1",
    "bot_user_id": "U1",
    "bot_scopes": "chat:write,commands",
    "bot_refresh_token": "xoxe-1",
    "bot_token_expires_at": 1_800_000_000,
    "is_enterprise_install": False,
    "installed_at": 1_700_000_000.0,
}


@pytest.fixture
def stores() -> Iterator[OAuthStores]:
    """Empty stores."""
    with ready_database("sqlite") as url, closing(Database(url)) as database:
        yield open_stores(database, FakeTime().clock, KEYS[:1])


@pytest.fixture
def recorded(stores: OAuthStores) -> RecordedInstallations:
    """The library's store over them."""
    return RecordedInstallations(stores.records)


def test_an_installation_is_stored_without_anybody_s_name_or_own_token() -> None:
    """And read back as it was, with all that the bot needs."""
    names = {"team_name": "Team", "enterprise_name": "Org"}
    bot = Bot(**FIELDS, **names)

    record = record_of(bot)

    content = {**FIELDS, "bot_scopes": ["chat:write", "commands"]}
    assert record == InstallationRecord("T1", content, 1_800_000_000)
    read = bot_of(record.content)
    assert {name: getattr(read, name) for name in FIELDS} == content
    assert (read.team_name, read.enterprise_name) == (None, None)


@each_row(
    ("fields", "owner"),
    [
        ({}, "T1"),
        ({"is_enterprise_install": True}, "E1"),
        ({"is_enterprise_install": True, "team_id": None}, "E1"),
        ({"enterprise_id": None}, "T1"),
    ],
)
def test_whoever_has_installed_the_app_is_the_owner(
    stores: OAuthStores, recorded: RecordedInstallations, fields: dict[str, Any], owner: str
) -> None:
    """The operator reads of it; the person who has clicked is stored nowhere."""
    person = {"user_id": "UPERSON", "user_token": "xoxp-1", "user_scopes": "chat:write"}
    installed = Installation(**{**FIELDS, **person, **fields})

    with captured_log() as log:
        recorded.save(installed)

    found = stores.records.find(owner)
    assert found == record_of(installed.to_bot())
    assert "UPERSON" not in str(found)
    (entry,) = log.entries("workspace.installed")
    assert (entry["level"], entry["owner"]) == ("INFO", owner)
    recorded.delete_installation(enterprise_id="E1", team_id="T1", user_id="UPERSON")
    assert stores.records.find(owner) is not None
    stores.records.remove(owner)


NOBODY_S = {"team_id": None, "enterprise_id": None}


@each_row("fields", [NOBODY_S, {"bot_token": ""}, {"bot_user_id": ""}])
def test_an_installation_that_can_do_nothing_is_refused(
    recorded: RecordedInstallations, fields: dict[str, Any]
) -> None:
    """With a reason, and without a word in the log that it was made."""
    with captured_log() as log, pytest.raises(BoltError, match=r"names no workspace or no token"):
        recorded.save_bot(Bot(**{**FIELDS, **fields}))

    assert log.text == ""


@each_row(
    ("enterprise", "team", "is_org_wide", "token"),
    [
        ("E1", "T1", False, "xoxb-T1"),
        ("E1", "T1", True, "xoxb-E1"),
        ("E1", None, False, "xoxb-E1"),
        (None, "T1", None, "xoxb-T1"),
        ("E1", "T2", False, None),
        ("E2", "T1", True, None),
        (None, None, False, None),
    ],
)
def test_an_installation_is_found_by_its_owner(
    recorded: RecordedInstallations,
    enterprise: str | None,
    team: str | None,
    token: str | None,
    *,
    is_org_wide: bool | None,
) -> None:
    """A workspace's own is not its organisation's."""
    recorded.save_bot(Bot(**{**FIELDS, "bot_token": "xoxb-T1"}))
    whole = {"bot_token": "xoxb-E1", "is_enterprise_install": True, "team_id": None}
    recorded.save_bot(Bot(**{**FIELDS, **whole}))

    found = recorded.find_bot(
        enterprise_id=enterprise, team_id=team, is_enterprise_install=is_org_wide
    )

    assert (found.bot_token if found else None) == token


def test_an_installation_is_deleted_by_its_owner(recorded: RecordedInstallations) -> None:
    """A workspace's alone where one is named."""
    whole = Bot(**{**FIELDS, "is_enterprise_install": True})
    recorded.save_bot(Bot(**FIELDS))
    recorded.save_bot(whole)

    def left() -> list[bool]:
        owners: list[dict[str, Any]] = [{"team_id": "T1"}, {"team_id": None}]
        return [recorded.find_bot(enterprise_id="E1", **owner) is not None for owner in owners]

    seen = [left()]
    for team in ("T1", None):
        recorded.delete_bot(enterprise_id="E1", team_id=team)
        seen.append(left())

    assert seen == [[True, True], [False, True], [False, False]]


def test_a_state_comes_back_once(stores: OAuthStores) -> None:
    """And only one of ours."""
    states = SignedStates(stores.states)
    first, second = states.issue("x", y=1), states.issue()

    seen = [states.consume(state) for state in (first, first, "made-up", second)]

    assert first != second
    assert seen == [True, False, False, True]


def oauth(stores: OAuthStores, time: FakeTime | None = None, **options: int) -> OAuthInstallations:
    """Return the installations as the bot uses them."""
    clock, client = (time or FakeTime()).clock, web_client("", API_URL)
    rotation = TokenRotation(stores.records, client, clock, client_id="1.2", client_secret="secret")
    return OAuthInstallations(stores.records, rotation, client, clock, **options)


def test_the_installations_that_were_read_last_are_remembered(stores: OAuthStores) -> None:
    """The others are read anew; so many workspaces cost no more memory."""
    for owner in ("T1", "T2", "T3"):
        stores.records.put(record_of(Bot(**{**FIELDS, "team_id": owner})))
    time = FakeTime()
    installations = oauth(stores, time, max_kept=2)

    first = {owner: installations.find(owner) for owner in ("T1", "T2", "T3")}
    again = {owner: installations.find(owner) for owner in ("T3", "T2", "T1")}

    assert [owner for owner in first if again[owner] is first[owner]] == ["T2", "T3"]
    assert len({id(found.limits) for found in first.values() if found}) == 3
    time.pass_s(30)  # all are read anew
    read_anew, _ = installations.find("T3"), installations.find("T2")
    assert installations.find("T3") is read_anew is not again["T3"]


@each_row(
    ("fields", "account", "organisation"),
    [
        ({}, Account("U1", "B1", "T1"), ""),
        ({"is_enterprise_install": True}, Account("U1", "B1", None), "E1"),
        ({"bot_id": None}, Account("U1", None, "T1"), ""),
        ({"bot_id": ""}, Account("U1", None, "T1"), ""),
        ({"is_enterprise_install": None}, Account("U1", "B1", "T1"), ""),
    ],
)
def test_an_installation_has_its_account_its_token_and_its_pauses(
    stores: OAuthStores, fields: dict[str, Any], account: Account, organisation: str
) -> None:
    """Those of its own place; the way to Slack is that of all."""
    owner = organisation or "T1"
    stores.records.put(record_of(Bot(**{**FIELDS, "bot_token_expires_at": None, **fields})))
    installations = oauth(stores)

    found = installations.of(owner)

    assert (found.account, found.organisation) == (account, organisation)
    assert (found.base.token, found.base.base_url) == ("xoxb-1", API_URL)
    assert (found.client(3).timeout, found.client(3).token) == (3, "xoxb-1")
    assert installations.find(owner) is found
    assert installations.find("T9") is None
    assert installations.workspaces_of("T1") == ("T1",)
    with pytest.raises(RefusedError) as refused:
        installations.of("T9")
    said = "a call for T9 was refused: team_not_found (the app is not installed there)"
    assert (str(refused.value), refused.value.is_final) == (said, True)
    installations.remove(owner)
    assert installations.find(owner) is None


@dataclass(frozen=True)
class Remembering(port.OneInstallation):
    """Installations by owner, which remember what they are told."""

    others: dict[str, port.Installation] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)

    def find(self, owner: str) -> port.Installation | None:
        """Return that of an owner, if there is one."""
        return self.others.get(owner)

    def belongs_to(self, team: str, installation: port.Installation) -> None:
        """Remember a workspace and who serves it."""
        self.told.append((team, str(installation.base.token)))


def installed(owner: str) -> port.Installation:
    """Return the installation of a workspace, or of an organisation as a whole."""
    is_org_wide = owner.startswith("E")
    account = Account(f"U{owner}", f"B{owner}", None if is_org_wide else owner)
    limits, client = RateLimits(lambda: 0.0), web_client(f"xoxb-{owner}", API_URL)
    return port.Installation(account, client, limits, owner if is_org_wide else "")


@each_row(
    ("is_org_wide", "enterprise", "team", "owner"),
    [
        (False, "E1", "T1", "T1"),
        (True, "E1", "T1", "E1"),
        (False, "E1", None, "E1"),
        (False, None, "T1", "T1"),
        (True, None, "T1", "T1"),
        (False, "E1", "T9", None),
        (True, "E9", "T1", None),
        (False, None, None, None),
    ],
)
def test_an_event_is_authorized_by_the_installation_that_it_came_to(
    enterprise: str | None, team: str | None, owner: str | None, *, is_org_wide: bool
) -> None:
    """With the bot's own ids and token there; without one, nobody is."""
    all_of_them = {each: installed(each) for each in ("T1", "E1")}
    installations = Remembering(all_of_them["T1"], all_of_them)
    context = BoltContext({"is_enterprise_install": is_org_wide})

    result = authorizing(installations)(context, enterprise, team)

    if owner is None:
        assert result is None
        return
    known = {name: value for name, value in result.items() if value is not None}
    ids = {"enterprise_id": enterprise, "team_id": team}
    assert known == {
        **{name: value for name, value in ids.items() if value is not None},
        "bot_user_id": f"U{owner}",
        "bot_id": f"B{owner}",
        "bot_token": f"xoxb-{owner}",
    }


@each_row(
    ("owner", "body", "team", "told"),
    [
        ("T1", {"team_id": "T1"}, "T1", [("T1", "xoxb-T1")]),
        ("T1", {"team_id": "T9"}, "T1", [("T1", "xoxb-T1")]),
        ("T1", {"enterprise_id": "E1", "enterprise": {"id": "E1"}}, "T1", [("T1", "xoxb-T1")]),
        ("E1", {"team_id": "T2", "enterprise_id": "E1"}, "T2", [("T2", "xoxb-E1")]),
        ("E1", {}, "E1", [("E1", "xoxb-E1")]),
        ("T9", {"team_id": "T9"}, "T9", []),
        ("T9", {}, "", []),
        ("T1", {"event": {"type": "app_uninstalled"}}, "", []),
    ],
)
def test_the_workspace_of_a_body_is_remembered_with_who_serves_it(
    owner: str, body: dict[str, Any], team: str, told: list[tuple[str, str]]
) -> None:
    """And the body tells it from then on, with the bot's own ids there."""
    all_of_them = {each: installed(each) for each in ("T1", "E1")}
    installations = Remembering(all_of_them["T1"], all_of_them)
    context, said = BoltContext({"is_enterprise_install": owner == "E1"}), dict(body)
    authorizing(installations)(context, owner, owner)

    naming_workspace(installations)(said, context, lambda: BoltResponse(status=200))

    assert account_in(body) == Account(None, None)  # it is not told before
    assert (said["team_id"], installations.told) == (team, told)
    account = all_of_them[owner].account if owner in all_of_them else Account(None, None)
    assert account_in(said) == account


def test_one_installation_serves_every_workspace() -> None:
    """Its token stays in the settings, whatever is said of it."""
    own = installed("T1")
    one = port.OneInstallation(own)
    one.belongs_to("T2", own)
    one.leave("T1")
    one.remove("T1")
    one.start()
    one.close()

    assert one.of("T9") is one.find("T9") is own
    assert one.workspaces_of("T9") == ("T9",)
