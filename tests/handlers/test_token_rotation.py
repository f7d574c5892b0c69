"""Tokens that end are renewed once, and Slack is not asked again and again when it fails."""

import json
import threading
from base64 import b64decode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import pytest
from fakes.clock import FakeTime
from fakes.databases import ready_database
from fakes.log import captured_log
from fakes.many_workspaces import KEYS
from fakes.rows import each_row
from fakes.slack import FakeSlack, Fault
from fakes.waiting import PATIENCE_S, until
from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store import Bot

from bot.errors import DatabaseError, DeliveryError, RefusedError
from bot.questions.desk import InstallationRecord, InstallationRecords, Renewal
from bot.storage.database import Database
from bot.storage.installations.key_ring import KeyRing
from handlers.installation_store import RecordedInstallations, record_of
from handlers.oauth_installations import OAuthInstallations
from handlers.token_rotation import PAUSE_S, RIGHT_S, TokenRotation
from handlers.web_api import web_client

GRANT = "oauth.v2.access"
RENEWED = {
    "ok": True,
    "access_token": "xoxe.xoxb-2",
    "refresh_token": "xoxe-1-2",
    "expires_in": 43_200,
    "token_type": "bot",
}
ENDLESS = {**RENEWED, "expires_in": 10**10}
"""A token that has not ended by the time of these tests either."""


@dataclass(frozen=True)
class BusyRecords(InstallationRecords):
    """Installations whose database fails when a new token comes, as long as there are faults."""

    faults: list[Exception] = field(default_factory=list)
    served: list[tuple[str, str]] = field(default_factory=list)
    was_tried: threading.Event = field(default_factory=threading.Event)

    def begin_renewal(self, owner: str, *, within_s: float, for_s: float) -> Renewal | None:
        """Return the right to renew a token, and note that somebody has asked for it."""
        renewal = super().begin_renewal(owner, within_s=within_s, for_s=for_s)
        self.was_tried.set()
        return renewal

    def belongs_to(self, team: str, organisation: str) -> None:
        """Store which organisation serves a workspace, and note that somebody has."""
        self.served.append((team, organisation))
        super().belongs_to(team, organisation)

    def expiring(self, within_s: float) -> tuple[str, ...]:
        """Return whose tokens end soon, or fail."""
        if self.faults:
            raise self.faults.pop()
        return super().expiring(within_s)

    def find(self, owner: str) -> InstallationRecord | None:
        """Return an installation, or fail."""
        if self.faults:
            raise self.faults.pop()
        return super().find(owner)

    def end_renewal(self, renewal: Renewal, renewed: InstallationRecord | None) -> None:
        """Store a new token, or fail."""
        if self.faults:
            raise self.faults.pop()
        super().end_renewal(renewal, renewed)


@pytest.fixture
def time() -> FakeTime:
    """Give time that passes when a test says so, far from that of this machine's own clock."""
    return FakeTime(datetime(2100, 1, 1, tzinfo=UTC))


@pytest.fixture
def records(time: FakeTime) -> Iterator[BusyRecords]:
    """Give installations with one whose token has just ended."""
    with ready_database("sqlite") as url, closing(Database(url)) as database:
        records = BusyRecords(database, time.clock, KeyRing(KEYS[:1]))
        records.put(installed(time, ends_in_s=0))
        yield records


def installed(
    time: FakeTime,
    *,
    ends_in_s: int | None,
    token: str = "xoxe.xoxb-1",  # noqa: S107 - it opens nothing
    organisation: str = "",
) -> InstallationRecord:
    """Return an installation whose token ends after a while; None for never."""
    ends_at_s = None if ends_in_s is None else int(time.clock.now().timestamp()) + ends_in_s
    bot = Bot(
        team_id=None if organisation else "T1",
        enterprise_id=organisation,
        is_enterprise_install=bool(organisation),
        bot_token=token,
        bot_id="B1",
        bot_user_id="U1",
        bot_scopes="chat:write,commands",
        bot_refresh_token="xoxe-1-1",
        bot_token_expires_at=ends_at_s,
        installed_at=0.0,
    )
    return record_of(bot)


def rotation_of(slack: FakeSlack, records: BusyRecords, time: FakeTime) -> TokenRotation:
    """Return what renews tokens at a workspace."""
    client = web_client("", slack.api_url)
    return TokenRotation(records, client, time.clock, client_id="1.2", client_secret="secret")


def installations_of(slack: FakeSlack, records: BusyRecords, time: FakeTime) -> OAuthInstallations:
    """Return the installations at a workspace."""
    rotation, client = rotation_of(slack, records, time), web_client("", slack.api_url)
    return OAuthInstallations(records, rotation, client, time.clock)


def test_after_a_failure_nobody_asks_at_once_again(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """However many need the token; a little later the next one does."""
    slack.fail(GRANT, *[Fault("internal_error")] * 2)
    rotation = rotation_of(slack, records, time)

    with captured_log() as log:
        for _ in range(3):
            rotation.wait_for_renewal("T1")
        at_once = len(slack.calls(GRANT))
        time.pass_s(0.9)
        rotation.wait_for_renewal("T1")
        soon = len(slack.calls(GRANT))
        time.pass_s(0.1)
        for _ in range(2):  # after the second failure as after the first
            rotation.wait_for_renewal("T1")

    assert (at_once, soon, len(slack.calls(GRANT))) == (1, 1, 2)
    told = [(each["level"], each["owner"]) for each in log.entries("token.not_renewed")]
    assert told == [("ERROR", "T1")] * 2


ORDINARY = {"ok": True, "access_token": "xoxp-1", "token_type": "user"}


@each_row(
    ("fault", "reason"),
    [
        (Fault("internal_error"), "oauth.v2.access failed: internal_error (HTTP status 200)"),
        (
            Fault("invalid_refresh_token"),
            "oauth.v2.access was refused: invalid_refresh_token",
        ),
        (Fault("ratelimited", 429), "oauth.v2.access was called too often"),
        (Fault(body="<html>"), "oauth.v2.access failed: unreadable_response (HTTP status 200)"),
        (Fault(is_lost=True), "oauth.v2.access got no answer: "),
        (Fault(body=json.dumps(ORDINARY)), "oauth.v2.access gave no bot token"),
        *(
            (Fault(body=json.dumps({**RENEWED, name: None})), "oauth.v2.access gave no bot token")
            for name in ("access_token", "expires_in")
        ),
    ],
)
def test_a_renewal_that_fails_says_why_and_leaves_the_token(
    slack: FakeSlack, records: BusyRecords, time: FakeTime, fault: Fault, reason: str
) -> None:
    """The right to renew it is given back: the next one may try at once."""
    slack.clear()
    slack.fail(GRANT, fault)
    with captured_log() as log:
        seen = rotation_of(slack, records, time).renew("T1", within_s=RIGHT_S)

    (entry,) = log.entries("token.not_renewed")
    assert seen
    assert entry["reason"].startswith(reason)
    assert log.entries("token.renewed") == []
    assert records.find("T1") == installed(time, ends_in_s=0)
    again = records.begin_renewal("T1", within_s=RIGHT_S, for_s=RIGHT_S)
    assert again is not None
    records.end_renewal(again, None)


def test_a_new_token_outlasts_a_database_that_is_busy(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """Slack would not take the old refresh token a second time."""
    slack.fail(GRANT, Fault(body=json.dumps(RENEWED)))
    records.faults.extend([DatabaseError("it is locked")] * 2)

    began_s = monotonic()
    with captured_log() as log:
        assert rotation_of(slack, records, time).renew("T1", within_s=RIGHT_S)
    assert monotonic() - began_s >= 2 * PAUSE_S

    before, found = installed(time, ends_in_s=0).content, records.find("T1")
    assert found is not None
    content = {name: value for name, value in found.content.items() if not name.endswith("_at")}
    renewed = {"bot_token": "xoxe.xoxb-2", "bot_refresh_token": "xoxe-1-2"}
    kept = {name: value for name, value in before.items() if not name.endswith("_at")}
    assert content == {**kept, **renewed}
    (grant,) = slack.calls(GRANT)
    assert grant.arguments == {"grant_type": "refresh_token", "refresh_token": "xoxe-1-1"}
    assert b64decode(grant.token.removeprefix("Basic ")) == b"1.2:secret"
    assert [(each["level"], each["owner"]) for each in log.entries("token.renewed")] == [
        ("INFO", "T1")
    ]


def test_a_database_that_stays_busy_is_an_error(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """Tried three times."""
    slack.fail(GRANT, Fault(body=json.dumps(RENEWED)))
    records.faults.extend([DatabaseError("it is locked")] * 4)

    with captured_log() as log, pytest.raises(DatabaseError, match="it is locked"):
        rotation_of(slack, records, time).renew("T1", within_s=RIGHT_S)

    assert (len(records.faults), log.entries("token.renewed")) == (1, [])
    records.faults.clear()


def test_tokens_are_renewed_two_hours_before_their_end(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """By themselves, as soon as the bot starts; one that ends later waits."""
    records.put(installed(time, ends_in_s=7_199))
    records.put(installed(time, ends_in_s=7_200, organisation="E1"))
    records.put(installed(time, ends_in_s=None, organisation="E2"))
    records.put(installed(time, ends_in_s=100, organisation="E3"))
    slack.fail(GRANT, *[Fault(body=json.dumps(RENEWED))] * 3)
    with captured_log() as log, closing(rotation_of(slack, records, time)) as rotation:
        rotation.start()
        until(lambda: len(log.entries("token.renewed")) == 2)

    assert {each["owner"] for each in log.entries("token.renewed")} == {"T1", "E3"}
    assert [records.begin_renewal(each, within_s=7_200, for_s=1.0) for each in ("E1", "E2")] == [
        None,
        None,
    ]


@each_row(
    ("fault", "reason"),
    [(DatabaseError("it is locked"), "it is locked"), (ValueError("secret"), "ValueError")],
)
def test_a_database_that_is_busy_does_not_end_the_renewing(
    slack: FakeSlack, records: BusyRecords, time: FakeTime, fault: Exception, reason: str
) -> None:
    """Nor does anything else; the operator reads of it."""
    records.faults.append(fault)
    earlier = set(threading.enumerate())
    with captured_log() as log, closing(rotation_of(slack, records, time)) as rotation:
        rotation.start()
        new = set(threading.enumerate()) - earlier
        (renewing,) = (each for each in new if each.name == "token-rotation")
        until(lambda: bool(log.entries("token.not_renewed")))
        renewing.join(0.05)
        assert (renewing.is_alive(), slack.calls(GRANT)) == (True, [])  # some minutes later

    told = log.entries("token.not_renewed")[0]
    assert (told["level"], told["reason"]) == ("ERROR", reason)


def test_the_right_to_renew_a_token_is_over_when_the_call_must_be(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """A process that has died keeps no token from being renewed."""
    answered = threading.Event()
    slack.fail(GRANT, Fault("internal_error", hold=answered))
    rotation = rotation_of(slack, records, time)
    with ThreadPoolExecutor(1) as pool:
        renewed = pool.submit(rotation.renew, "T1", within_s=7_200)
        slack.wait_for_calls(GRANT, 1)
        rights = []
        for rest_s in (29.0, 1.5):
            time.pass_s(rest_s)
            rights.append(records.begin_renewal("T1", within_s=7_200, for_s=30.0))
        answered.set()

        assert renewed.result(PATIENCE_S)
    assert [right is not None for right in rights] == [False, True]


def test_who_waits_goes_on_as_soon_as_another_process_has_renewed(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """Slack is not asked a second time."""
    ended = records.begin_renewal("T1", within_s=RIGHT_S, for_s=RIGHT_S)
    assert ended is not None
    rotation = rotation_of(slack, records, time)
    waiting = threading.Thread(target=rotation.wait_for_renewal, args=("T1",), daemon=True)
    waiting.start()
    records.end_renewal(ended, installed(time, ends_in_s=43_200))

    waiting.join(PATIENCE_S)

    assert not waiting.is_alive()
    assert slack.calls(GRANT) == []


def test_nobody_waits_for_ever_for_another_process(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """One that has died keeps its right for a while."""
    assert records.begin_renewal("T1", within_s=RIGHT_S, for_s=24)
    rotation = rotation_of(slack, records, time)
    records.was_tried.clear()
    waiting = threading.Thread(target=rotation.wait_for_renewal, args=("T1",), daemon=True)
    waiting.start()
    assert records.was_tried.wait(PATIENCE_S)
    time.pass_s(11.9)  # it may still be at it: Slack's answer can take 10
    for _ in range(3):
        records.was_tried.clear()
        assert records.was_tried.wait(PATIENCE_S)
    time.pass_s(0.1)

    waiting.join(PATIENCE_S)
    is_waiting = waiting.is_alive()
    rotation.close()

    assert not is_waiting
    assert slack.calls(GRANT) == []


def test_nobody_waits_for_another_process_in_a_bot_that_ends(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """Nor is anything renewed by itself any more, but for what was begun."""
    assert records.begin_renewal("T1", within_s=RIGHT_S, for_s=24)
    for organisation in ("E1", "E2"):
        records.put(installed(time, ends_in_s=100, organisation=organisation))
    answered = threading.Event()
    slack.fail(GRANT, Fault("internal_error", hold=answered))
    rotation = rotation_of(slack, records, time)
    waiting = threading.Thread(target=rotation.wait_for_renewal, args=("T1",), daemon=True)
    rotation.start()
    slack.wait_for_calls(GRANT, 1)
    waiting.start()
    for _ in range(3):
        records.was_tried.clear()
        assert records.was_tried.wait(PATIENCE_S)

    closing = threading.Thread(target=rotation.close)
    closing.start()
    waiting.join(PATIENCE_S)
    is_waiting = waiting.is_alive()
    answered.set()
    closing.join(PATIENCE_S)

    assert "token-rotation" not in {thread.name for thread in threading.enumerate()}
    assert (is_waiting, len(slack.calls(GRANT))) == (False, 1)


@each_row(
    ("fields", "owner"),
    [
        ({"team_id": "T1"}, "T1"),
        ({"team_id": "T1", "enterprise_id": "E1"}, "T1"),
        ({"team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": True}, "E1"),
        ({"enterprise_id": "E1", "is_enterprise_install": True}, "E1"),
        ({}, ""),
        ({"enterprise_id": "E1"}, ""),
        ({"team_id": "T1", "bot_user_id": ""}, ""),
        ({"team_id": "T1", "bot_token": ""}, ""),
    ],
)
def test_an_installation_belongs_to_a_workspace_or_to_a_whole_organisation(
    records: BusyRecords, fields: dict[str, Any], owner: str
) -> None:
    """One that belongs to neither, or can do nothing, is not stored."""
    ids = {"bot_id": "B9", "bot_user_id": "U9", "bot_token": "xoxb-9", "installed_at": 0.0}
    bot, store = Bot(**{**ids, **fields}), RecordedInstallations(records)
    if not owner:
        with pytest.raises(BoltError):
            store.save_bot(bot)
        return

    store.save_bot(bot)

    found = records.find(owner)
    assert found is not None
    assert found.content["bot_user_id"] == "U9"


def test_a_token_that_has_ended_is_renewed_for_whoever_needs_it(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """At once, and for the next one as well."""
    slack.fail(GRANT, Fault(body=json.dumps(ENDLESS)))
    installations = installations_of(slack, records, time)

    tokens = [installations.of("T1").base.token for _ in range(2)]

    assert tokens == ["xoxe.xoxb-2"] * 2
    assert len(slack.calls(GRANT)) == 1


def test_a_token_is_renewed_for_all_who_need_it_at_the_same_time(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """By one of them; the others ask neither Slack nor the database for it."""
    answered = threading.Event()
    slack.fail(GRANT, Fault(body=json.dumps(ENDLESS), hold=answered))
    installations = installations_of(slack, records, time)
    with ThreadPoolExecutor(2) as pool:
        found = [pool.submit(installations.of, "T1")]
        slack.wait_for_calls(GRANT, 1)
        records.was_tried.clear()
        found.append(pool.submit(installations.of, "T1"))
        was_tried = records.was_tried.wait(0.05)
        answered.set()

        assert {each.result(PATIENCE_S).base.token for each in found} == {"xoxe.xoxb-2"}
    assert not was_tried


def test_a_token_of_an_organisation_is_renewed_for_each_of_its_workspaces(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """Under its own name, in the database as in what is said of a failure."""
    records.put(installed(time, ends_in_s=0, organisation="E1"))
    records.belongs_to("T2", "E1")
    slack.fail(GRANT, Fault("internal_error"), Fault(body=json.dumps(ENDLESS)))
    installations = installations_of(slack, records, time)

    with pytest.raises(DeliveryError, match=r"^the token of E1 has ended"):
        installations.of("T2")
    time.pass_s(1.0)

    assert installations.of("T2").base.token == "xoxe.xoxb-2"
    records.was_tried.clear()
    assert installations.of("T2").base.token == "xoxe.xoxb-2"
    assert not records.was_tried.is_set()  # whoever comes next knows of it


def test_nobody_is_given_a_token_that_has_ended_and_is_not_renewed(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """A little later it may be; the installation is known all the same."""
    slack.fail(GRANT, Fault("internal_error"), Fault(body=json.dumps(ENDLESS)))
    installations = installations_of(slack, records, time)

    with pytest.raises(DeliveryError, match=r"^the token of T1 has ended and could not be r") as no:
        installations.of("T1")
    known = installations.find("T1")
    time.pass_s(1.0)

    assert (isinstance(no.value, RefusedError), no.value.may_have_arrived) == (False, False)
    assert known is not None
    assert (known.base.token, installations.of("T1").base.token) == ("xoxe.xoxb-1", "xoxe.xoxb-2")


def test_an_app_that_is_removed_while_its_token_is_renewed_is_not_installed(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """That is final, unlike a token that could not be renewed."""
    answered = threading.Event()
    slack.fail(GRANT, Fault("internal_error", hold=answered))
    installations = installations_of(slack, records, time)
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(installations.of, "T1")
        slack.wait_for_calls(GRANT, 1)
        records.remove("T1")
        answered.set()

        with pytest.raises(RefusedError, match="team_not_found"):
            found.result(PATIENCE_S)


def test_what_another_process_has_installed_or_removed_is_known_soon(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """And the pauses that Slack asked for are kept all the same."""
    records.put(installed(time, ends_in_s=None))
    installations = installations_of(slack, records, time)
    before = installations.of("T1")
    records.put(installed(time, ends_in_s=None, token="xoxb-3"))

    at_once = installations.of("T1")
    time.pass_s(29.9)
    later = installations.of("T1")
    time.pass_s(0.1)
    after = installations.of("T1")
    records.remove("T1")
    time.pass_s(30)
    removed = installations.find("T1")

    tokens = [one.base.token for one in (at_once, later, after)]
    assert tokens == ["xoxe.xoxb-1", "xoxe.xoxb-1", "xoxb-3"]
    assert after.limits is before.limits
    assert removed is None


def test_a_database_that_fails_is_no_reason_to_give_a_question_up(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """Nothing was sent; unlike where the app is not installed, which is final.

    Be it that no installation can be read, or that a new token can't be stored.
    """
    installations = installations_of(slack, records, time)
    with pytest.raises(RefusedError) as unknown:
        installations.of("T2")
    records.faults.append(DatabaseError("it is locked"))

    with pytest.raises(DeliveryError, match="it is locked") as failure:
        installations.of("T1")

    installations.find("T1")
    slack.fail(GRANT, Fault(body=json.dumps(RENEWED)))
    records.faults.extend([DatabaseError("it is full")] * 3)
    with pytest.raises(DeliveryError, match="it is full") as unstored:
        installations.of("T1")

    assert unknown.value.is_final
    for each in (failure.value, unstored.value):
        assert (isinstance(each, RefusedError), each.may_have_arrived) == (False, False)


def test_a_workspace_goes_over_to_its_organisation_and_back(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """Whatever was remembered of it a moment ago, and whatever token it had of its own."""
    records.put(installed(time, ends_in_s=None))
    records.put(installed(time, ends_in_s=None, token="xoxb-e", organisation="E1"))
    installations = installations_of(slack, records, time)
    tokens = [installations.of("T1").base.token]

    installations.belongs_to("T1", installations.of("E1"))
    tokens.append(installations.of("T1").base.token)
    installations.leave("T1")
    tokens.append(installations.of("T1").base.token)
    installations.remove("T1")

    assert tokens == ["xoxe.xoxb-1", "xoxb-e", "xoxe.xoxb-1"]
    assert installations.find("T1") is None


def test_whom_an_installation_serves_is_stored_once(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """Not with each event; and it ends with the installation, for all whom it serves."""
    records.put(installed(time, ends_in_s=None))
    records.put(installed(time, ends_in_s=None, organisation="E1"))
    installations = installations_of(slack, records, time)
    for _ in range(2):
        for team, owner in (("T1", "T1"), ("T2", "E1"), ("E1", "E1")):
            installations.belongs_to(team, installations.of(owner))
    served = [installations.find(team) is not None for team in ("T1", "T2", "E1")]

    installations.remove("E1")

    assert records.served == [("T2", "E1")]
    left = [installations.find(team) is not None for team in ("T1", "T2", "E1")]
    assert (served, left) == ([True] * 3, [True, False, False])


def test_a_token_that_is_not_renewed_holds_up_no_other(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """Each has a rest of its own."""
    records.put(installed(time, ends_in_s=0, organisation="E1"))
    slack.fail(GRANT, Fault("internal_error"), Fault(body=json.dumps(ENDLESS)))
    rotation = rotation_of(slack, records, time)

    with captured_log() as log:
        for owner in ("T1", "E1", "T1"):
            rotation.wait_for_renewal(owner)

    assert [entry["owner"] for entry in log.entries("token.renewed")] == ["E1"]
    assert len(slack.calls(GRANT)) == 2


@each_row(
    ("ends_in_s", "has_ended"),
    [(None, False), (31, False), (30, False), (29, True), (-1, True)],
)
def test_a_token_that_ends_during_a_call_has_ended(
    slack: FakeSlack,
    records: BusyRecords,
    time: FakeTime,
    *,
    ends_in_s: int | None,
    has_ended: bool,
) -> None:
    """Some have no end."""
    rotation = rotation_of(slack, records, time)

    assert rotation.has_ended(installed(time, ends_in_s=ends_in_s)) == has_ended
    assert not rotation.has_ended(None)
    assert rotation.has_ended(InstallationRecord("T1", {}, 0))
