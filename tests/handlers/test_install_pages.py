"""The pages of an installation while the database fails: for people, and for the operator."""

from contextlib import closing

import sqlalchemy as sa
from fakes.clock import FakeTime
from fakes.databases import ready_database
from fakes.log import captured_log
from fakes.many_workspaces import CLIENT_ID, CLIENT_SECRET, KEYS
from fakes.slack import FakeSlack

from bot.settings import load_settings
from bot.storage.database import Database
from bot.storage.installations.stores import open_stores
from handlers.connection.install_pages import InstallPages
from handlers.installation_store import RecordedInstallations, SignedStates
from handlers.web_api import web_client


def test_who_installs_while_the_database_fails_reads_so(slack: FakeSlack) -> None:
    """The operator reads why, once a minute; nobody's browser keeps, frames or tells the page."""
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
        state = stores.states.issue()
        environ = {
            "QUERY_STRING": f"code=c&state={state}",
            "HTTP_COOKIE": f"slack-app-oauth-state={state}",
        }
        with database.transaction() as transaction:
            transaction.execute(sa.text("DROP TABLE oauth_states"))
        with captured_log() as log:
            ends = [pages.end(environ) for _ in range(2)]
            time.pass_s(60)
            ends.append(pages.end(environ))

    assert [end.status for end in ends] == [502] * 3
    assert "oauth_states" not in ends[0].body
    assert ends[0].headers["cache-control"] == ["no-store"]
    assert ends[0].headers["content-security-policy"] == ["frame-ancestors 'none'"]
    reasons = [entry["reason"] for entry in log.entries("workspace.not_installed")]
    assert len(reasons) == 2
    assert all("no such table" in reason for reason in reasons)
    assert installed == []
