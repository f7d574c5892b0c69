"""Tokens that end are renewed once, and Slack is not asked again and again when it fails."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

import pytest
from fakes.clock import FakeTime
from fakes.databases import ready_database
from fakes.log import captured_log
from fakes.many_workspaces import KEYS
from fakes.rows import each_row
from fakes.slack import FakeSlack, Fault
from fakes.waiting import until
from slack_sdk.oauth.installation_store import Bot

from bot.errors import DatabaseError
from bot.questions.desk import InstallationRecord, InstallationRecords, Renewal
from bot.storage.database import Database
from bot.storage.installations.key_ring import KeyRing
from handlers.installation_store import record_of
from handlers.token_rotation import REST_S, RIGHT_S, TokenRotation
from handlers.web_api import web_client

GRANT = "oauth.v2.access"
RENEWED = {
    "ok": True,
    "access_token": "xoxe.xoxb-2",
    "refresh_token": "xoxe-1-2",
    "expires_in": 43_200,
    "token_type": "bot",
}


@dataclass(frozen=True)
class BusyRecords(InstallationRecords):
    """Installations whose database fails when a new token comes, as long as there are faults."""

    faults: list[DatabaseError] = field(default_factory=list)

    def expiring(self, within_s: float) -> tuple[str, ...]:
        """Return whose tokens end soon, or fail."""
        if self.faults:
            raise self.faults.pop()
        return super().expiring(within_s)

    def end_renewal(self, renewal: Renewal, renewed: InstallationRecord | None) -> None:
        """Store a new token, or fail."""
        if self.faults:
            raise self.faults.pop()
        super().end_renewal(renewal, renewed)


@pytest.fixture
def time() -> FakeTime:
    """Give time that passes when a test says so."""
    return FakeTime()


@pytest.fixture
def records(time: FakeTime) -> Iterator[BusyRecords]:
    """Give installations with one whose token has just ended."""
    with ready_database("sqlite") as url, closing(Database(url)) as database:
        records = BusyRecords(database, time.clock, KeyRing(KEYS[:1]))
        records.put(installed(time, ends_in_s=0))
        yield records


def installed(time: FakeTime, *, ends_in_s: int | None) -> InstallationRecord:
    """Return an installation whose token ends after a while; None for never."""
    ends_at_s = None if ends_in_s is None else int(time.clock.now().timestamp()) + ends_in_s
    bot = Bot(
        team_id="T1",
        bot_token="xoxe.xoxb-1",
        bot_id="B1",
        bot_user_id="U1",
        bot_refresh_token="xoxe-1-1",
        bot_token_expires_at=ends_at_s,
        installed_at=0.0,
    )
    return record_of(bot)


def rotation_of(slack: FakeSlack, records: BusyRecords, time: FakeTime) -> TokenRotation:
    """Return what renews tokens at a workspace."""
    client = web_client("", slack.api_url)
    return TokenRotation(records, client, time.clock, client_id="1.2", client_secret="secret")


def test_after_a_failure_nobody_asks_at_once_again(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """However many need the token; a little later the next one does."""
    slack.fail(GRANT, *[Fault("internal_error")] * 2)
    rotation = rotation_of(slack, records, time)

    for _ in range(3):
        rotation.wait_for_renewal("T1")
    at_once = len(slack.calls(GRANT))
    time.pass_s(REST_S)
    rotation.wait_for_renewal("T1")

    assert (at_once, len(slack.calls(GRANT))) == (1, 2)


def test_a_new_token_outlasts_a_database_that_is_busy(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """Slack would not take the old refresh token a second time."""
    slack.fail(GRANT, Fault(body=json.dumps(RENEWED)))
    records.faults.extend([DatabaseError("it is locked")] * 2)

    assert rotation_of(slack, records, time).renew("T1", within_s=RIGHT_S)

    found = records.find("T1")
    assert found is not None
    assert found.content["bot_token"] == "xoxe.xoxb-2"


def test_a_database_that_is_busy_does_not_end_the_renewing(
    slack: FakeSlack, records: BusyRecords, time: FakeTime
) -> None:
    """The operator reads of it."""
    records.faults.append(DatabaseError("it is locked"))
    with captured_log() as log, closing(rotation_of(slack, records, time)) as rotation:
        rotation.start()
        until(lambda: bool(log.entries("token.not_renewed")))

    assert log.entries("token.not_renewed")[0]["reason"] == "it is locked"


@each_row(("ends_in_s", "has_ended"), [(None, False), (31, False), (29, True), (-1, True)])
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
