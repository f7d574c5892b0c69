"""The pages of an installation while the database fails: for people, and for the operator."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from fakes.clock import FakeTime
from fakes.databases import ready_database
from fakes.log import captured_log
from fakes.many_workspaces import CLIENT_ID, CLIENT_SECRET, KEYS
from fakes.slack import BOT_TOKEN, FakeSlack, Fault
from slack_bolt import BoltResponse

from bot.settings import load_settings
from bot.storage.database import Database
from bot.storage.installations.stores import open_stores
from handlers.connection.install_pages import InstallPages
from handlers.installation_store import RecordedInstallations, SignedStates
from handlers.web_api import web_client


@dataclass
class Installing:
    """A browser that has begun an installation, and what became of it."""

    pages: InstallPages
    database: Database
    time: FakeTime
    state: str
    installed: list[None]

    def drop(self, table: str) -> None:
        """Have the database fail with this table from now on."""
        with self.database.transaction() as transaction:
            transaction.execute(sa.text(f"DROP TABLE {table}"))

    def end(self) -> BoltResponse:
        """Return the page that the browser is led to at the end."""
        return self.pages.end(
            {
                "QUERY_STRING": f"code=c&state={self.state}",
                "HTTP_COOKIE": f"slack-app-oauth-state={self.state}",
            }
        )


@contextmanager
def installing(slack: FakeSlack) -> Iterator[Installing]:
    """Yield an installation that somebody has begun."""
    time, installed = FakeTime(), list[None]()
    settings = load_settings(
        {
            "SLACK_API_URL": slack.api_url,
            "SLACK_CLIENT_ID": CLIENT_ID,
            "SLACK_CLIENT_SECRET": CLIENT_SECRET,
        },
        needs_slack=False,
    )
    with ready_database("sqlite") as url, closing(Database(url)) as database:
        stores = open_stores(database, time.clock, KEYS[:1])
        pages = InstallPages(
            settings,
            web_client("", slack.api_url),
            time.clock,
            installations=RecordedInstallations(stores.records),
            states=SignedStates(stores.states),
            on_installed=lambda: installed.append(None),
        )
        yield Installing(pages, database, time, stores.states.issue(), installed)


def test_who_installs_while_the_database_fails_reads_so(slack: FakeSlack) -> None:
    """The operator reads why, once a minute; nobody's browser keeps, frames or tells the page."""
    with installing(slack) as begun:
        begun.drop("oauth_states")
        with captured_log() as log:
            ends = [begun.end() for _ in range(2)]
            begun.time.pass_s(60)
            ends.append(begun.end())

    assert [end.status for end in ends] == [502] * 3
    assert "oauth_states" not in ends[0].body
    assert ends[0].headers["cache-control"] == ["no-store"]
    assert ends[0].headers["content-security-policy"] == ["frame-ancestors 'none'"]
    reasons = [entry["reason"] for entry in log.entries("workspace.not_installed")]
    assert len(reasons) == 2
    assert all("no such table" in reason for reason in reasons)
    assert begun.installed == []


@pytest.mark.parametrize(("given", "reason"), [({}, "no such table"), ({"team": None}, "names no")])
def test_an_installation_that_can_not_be_stored_is_not_told_as_made(
    slack: FakeSlack, given: dict[str, Any], reason: str
) -> None:
    """Be it that the database fails by then, or that Slack names nobody whom it belongs to."""
    bot = {"access_token": BOT_TOKEN, "bot_user_id": "UBOT", "scope": "chat:write"}
    granted = {"ok": True, "token_type": "bot", "team": {"id": "T1"}, **bot, **given}
    slack.fail("oauth.v2.access", Fault(body=json.dumps(granted)))
    with installing(slack) as begun, captured_log() as log:
        if not given:
            begun.drop("installations")
        end = begun.end()

    (entry,) = log.entries("workspace.not_installed")
    assert reason in entry["reason"]
    assert (end.status, begun.installed) == (500, [])
