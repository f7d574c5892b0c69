"""The pages of an installation while the database fails: for people, and for the operator."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qs

import pytest
import sqlalchemy as sa
from fakes.clock import FakeTime
from fakes.databases import ready_database
from fakes.log import captured_log
from fakes.many_workspaces import CLIENT_ID, CLIENT_SECRET, KEYS
from fakes.rows import each_row
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


HEADERS = {
    "cache-control": ["no-store"],
    "content-security-policy": ["frame-ancestors 'none'"],
    "referrer-policy": ["no-referrer"],
    "x-content-type-options": ["nosniff"],
}
SCOPES = (
    "app_mentions:read,assistant:write,channels:history,chat:write,commands,groups:history,"
    "im:history,mpim:history,users:read"
)


def link_in(page: BoltResponse) -> tuple[str, dict[str, list[str]]]:
    """Return where the button of a page leads, and the parameters of that."""
    link = unescape(page.body.partition('<a href="')[2].partition('"')[0])
    address, _, query = link.partition("?")
    return address, parse_qs(query, keep_blank_values=True)


@each_row(
    ("query", "team"),
    [
        ("", None),
        ("team=T1", "T1"),
        ("team=E1ABC", "E1ABC"),
        ("team=t1", None),
        ("team=T1&team=t1", "T1"),
        ("team=t1&team=T1", None),
        ("team=X1", None),
        ("team=T1%0d%0aSet-Cookie:x", None),
        (f"team=T{'1' * 30}", f"T{'1' * 30}"),
        (f"team=T{'1' * 31}", None),
        ("team=T1" + "&x=1" * 19, "T1"),
        ("team=T1" + "&x=1" * 20, None),
        ("team=T1&scope=admin&user_scope=admin&redirect_uri=https://evil.test", "T1"),
    ],
)
def test_the_first_page_leads_to_slack_s_own(
    slack: FakeSlack, query: str, team: str | None
) -> None:
    """For the scopes that the bot needs, with a state that a cookie holds too, and no more."""
    with installing(slack) as begun:
        page = begun.pages.begin({"QUERY_STRING": query})

    address, asked = link_in(page)
    (state,) = asked.pop("state")
    (cookie,) = page.headers.pop("set-cookie")
    assert address == f"{slack.url}/oauth/v2/authorize"
    assert asked == {
        "client_id": [CLIENT_ID],
        "scope": [SCOPES],
        "user_scope": [""],
        **({"team": [team]} if team else {}),
    }
    assert cookie.startswith(f"slack-app-oauth-state={state}; Secure; HttpOnly; Path=/; Max-Age=")
    assert page.headers.pop("content-type") == ["text/html; charset=utf-8"]
    assert (page.status, page.headers) == (200, HEADERS)


GRANTED = {
    "ok": True,
    "token_type": "bot",
    "access_token": BOT_TOKEN,
    "bot_user_id": "UBOT",
    "scope": "chat:write,commands",
    "app_id": "A1",
    "team": {"id": "T1", "name": "Team"},
    "authed_user": {"id": "UPERSON", "access_token": "xoxp-canary", "scope": "chat:write"},
}


def test_an_installation_that_is_made_is_stored_and_told(slack: FakeSlack) -> None:
    """The bot's part alone; the bot reads it anew."""
    slack.fail("oauth.v2.access", Fault(body=json.dumps(GRANTED)))
    slack.fail("auth.test", Fault(body=json.dumps({"ok": True, "bot_id": "B1"})))
    with installing(slack) as begun, captured_log() as log:
        end = begun.end()
        stored = open_stores(begun.database, begun.time.clock, KEYS[:1]).records.find("T1")

    (grant,) = slack.calls("oauth.v2.access")
    assert (grant.method, grant.arguments["code"]) == ("oauth.v2.access", "c")
    assert (end.status, begun.installed) == (200, [None])
    assert {name: end.headers[name] for name in HEADERS} == HEADERS
    assert stored is not None
    assert stored.content["bot_token"] == BOT_TOKEN
    assert "canary" not in str(stored)
    assert [entry["owner"] for entry in log.entries("workspace.installed")] == ["T1"]


def test_a_slack_that_gives_no_answer_is_told_without_its_address(slack: FakeSlack) -> None:
    """Whoever installs may try again."""
    slack.fail("oauth.v2.access", Fault(is_lost=True))
    with installing(slack) as begun, captured_log() as log:
        end = begun.end()

    (entry,) = log.entries("workspace.not_installed")
    failed = "The app could not be installed. Whoever runs it finds the reason in its log."
    assert (end.status, end.body, begun.installed) == (502, failed, [])
    assert entry["reason"] in (
        "RemoteDisconnected",
        "ConnectionResetError: Connection reset by peer",
    )


@each_row(
    ("query", "cookie", "status", "reason"),
    [
        ("error=access_denied&state={state}", "{state}", 200, "access_denied"),
        (f"error={'x' * 201}&state={{state}}", "{state}", 200, "x" * 200),
        ("code=c&state=made-up", "made-up", 401, "invalid_state"),
        ("code=c&state={state}", "other", 400, "invalid_browser"),
        ("code=c&state={state}", None, 400, "invalid_browser"),
        ("state={state}", "{state}", 401, "missing_code"),
    ],
)
def test_an_end_that_is_none_is_told_to_the_operator(
    slack: FakeSlack, query: str, cookie: str | None, status: int, reason: str
) -> None:
    """In Slack's words; nothing is stored, and nobody's browser keeps the page."""
    slack.clear()
    with installing(slack) as begun, captured_log() as log:
        asked = {"QUERY_STRING": query.format(state=begun.state)}
        if cookie is not None:
            asked["HTTP_COOKIE"] = f"slack-app-oauth-state={cookie.format(state=begun.state)}"
        end = begun.pages.end(asked)

    (entry,) = log.entries("workspace.not_installed")
    assert (entry["reason"], entry["level"]) == (reason, "WARNING")
    assert end.status == status
    assert begun.installed == []
    assert {name: end.headers[name] for name in HEADERS} == HEADERS
    assert slack.calls() == []


def test_a_code_that_slack_does_not_take_is_told_with_what_else_may_be_wrong(
    slack: FakeSlack,
) -> None:
    """And nowhere by itself: it is as good as a key."""
    slack.fail("oauth.v2.access", Fault("bad_client_secret"))
    with installing(slack) as begun, captured_log() as log:
        cookie = f"slack-app-oauth-state={begun.state}"
        query = f"code=canary&state={begun.state}"
        end = begun.pages.end({"QUERY_STRING": query, "HTTP_COOKIE": cookie})

    (entry,) = log.entries("workspace.not_installed")
    hint = "if it comes again, check SLACK_CLIENT_ID and SLACK_CLIENT_SECRET"
    assert (entry["reason"], end.status, begun.installed) == (f"invalid_code; {hint}", 401, [])
    assert "canary" not in log.text


def test_who_installs_while_the_database_fails_reads_so(slack: FakeSlack) -> None:
    """The operator reads why, once a minute; nobody's browser keeps, frames or tells the page."""
    with installing(slack) as begun:
        begun.drop("oauth_states")
        with captured_log() as log:
            ends = [begun.end() for _ in range(2)]
            begun.time.pass_s(60)
            ends.append(begun.end())

    assert [end.status for end in ends] == [502] * 3
    failed = "The app could not be installed. Whoever runs it finds the reason in its log."
    assert {end.body for end in ends} == {failed}
    assert {name: ends[0].headers[name] for name in HEADERS} == HEADERS
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
