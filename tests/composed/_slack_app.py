"""Slack's side of the bot with all behind it but the workers, for nets of what Slack sends.

Each case has ids of its own, and a "~" in a body stands for what makes them its own: its calls are
told apart by it, though notes, titles and prompts are sent by threads of the bot.
"""

import json
import re
import sqlite3
import threading
from asyncio import sleep
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from fakes.clock import FakeTime
from fakes.desk import desk_with
from fakes.log import Log, captured_log
from fakes.many_workspaces import CLIENT_ID, CLIENT_SECRET, KEYS
from fakes.slack import BOT_ID, BOT_TOKEN, BOT_USER_ID, FakeSlack, fake_slack
from slack_bolt import App, BoltRequest
from slack_sdk.oauth.installation_store import Bot
from starlette.types import Receive, Scope, Send

from bot.messages import Answer, Message, Question, Remark, Reply
from bot.questions.desk import Desk
from bot.settings import load_settings
from bot.storage.installations import InstallationRecords
from bot.storage.installations.stores import open_stores
from bot.storage.operation.limits import Limits
from composed import Told
from handlers.installation_store import record_of
from handlers.slack_bot import SlackBot

TS: Final = "1763895600.000100"
EARLIER: Final = "1763895500.000100"
LATER: Final = "1763895700.000100"
LATEST: Final = "1763895900.000100"

Fields = Mapping[str, Any]

_SYNCHRONOUS = (
    *("question.refused", "question.revised", "question.stopped", "command.ignored"),
    *("workspace.forgotten", "answer.rated", "event.not_accepted", "home.failed"),
)
_HALT = "xoxb-halt"
_THREADS = 4
_EMPTIED = (
    "DELETE FROM questions; DELETE FROM turns; DELETE FROM people; DELETE FROM feedback;"
    " DELETE FROM usage;"
)
_INSTALLED = (
    "SELECT team, organisation FROM workspaces WHERE team || organisation LIKE :mark ORDER BY team",
    "SELECT owner FROM installations WHERE owner LIKE :mark ORDER BY owner",
)


@dataclass(frozen=True)
class Case:
    """Payloads from Slack, the workspace that they are for, and all that was there before.

    Attributes:
        given: What the case is about, unlike that of any other.
        bodies: The payloads, in order.
        owner: Where the app is installed beside T1: "T~", "E~" for an organisation, or "".
        before: What is stored of the message at TS of U~ in C~ of T1: "", "asked", "at work",
            "answered", "refused" or "told", before whose answer others have said something.
        rules: Whose rules hold: "", "follows" for threads too, "strict" for limits of all kinds.
        locale: The person's.
    """

    given: str
    bodies: Sequence[Fields]
    owner: str = "T1"
    before: str = ""
    rules: str = ""
    locale: str = "en-GB"


class TimelessSlack(FakeSlack):
    """A workspace in which all is posted at one time, which is no other in another run."""

    def next_ts(self) -> str:
        """Return that time."""
        return LATEST


class _Halting(TimelessSlack):
    """A workspace that answers calls with one token when it is told to."""

    def clear(self) -> None:
        super().clear()
        self.halted = threading.Semaphore(0)
        self.goes_on = threading.Event()  # set by another thread, so that asyncio has none

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sent = dict(scope.get("headers", ())).get(b"authorization", b"").decode()
        if sent.endswith(_HALT):
            self.halted.release()
            while not self.goes_on.is_set():  # noqa: ASYNC110 - as above
                await sleep(0.01)
        await super().__call__(scope, receive, send)


@dataclass
class _Bots:
    """The bots by their rules, over one database and one workspace."""

    slack: _Halting
    desk: Desk
    bots: dict[str, SlackBot]
    apps: dict[str, App]
    records: InstallationRecords
    rows: sqlite3.Connection

    def settle(self) -> None:
        """Wait until all notes, titles and prompts are sent.

        Their threads take them in order: once each thread is held up, all before are done.
        """
        asked = Question("THALT", "CHALT", TS, TS, "", "", surface="mention")
        opened = {"type": "app_home_opened", "tab": "messages", "channel": "CHALT"}
        for rules, bot in self.bots.items():
            for act in (
                lambda bot=bot: bot.channel.tell(asked, "U1", "?"),
                lambda rules=rules: _dispatch(self.apps[rules], event("THALT", opened)),
            ):
                self.slack.goes_on.clear()
                halted = 0
                while halted < _THREADS:
                    act()
                    halted += self.slack.halted.acquire(timeout=0.2)
                self.slack.goes_on.set()
                self._drain()

    def _drain(self) -> None:
        while self.slack.halted.acquire(blocking=False):
            pass


def event(team: str, fields: Fields, **more: Any) -> dict[str, Any]:
    """Return a body of the Events API in a workspace."""
    return {
        "type": "event_callback",
        "team_id": team,
        "event": dict(fields),
        "authorizations": [{"enterprise_id": None, "team_id": team}],
        **more,
    }


@contextmanager
def _bots() -> Iterator[_Bots]:
    clock = FakeTime().clock
    environ = {"SLACK_CLIENT_ID": CLIENT_ID, "SLACK_CLIENT_SECRET": CLIENT_SECRET}
    environ |= {"TOKEN_KEYS": KEYS[0]}
    with ExitStack() as opened:
        slack = opened.enter_context(fake_slack(_Halting))
        desk = opened.enter_context(desk_with(lambda _: None))
        database = desk.people.database
        stores = open_stores(database, clock, KEYS[:1])
        for team, token in (("T1", BOT_TOKEN), ("THALT", _HALT)):
            stores.records.put(record_of(Bot(team_id=team, bot_token=token, **_IDS)))
        strict = Limits(database, clock, per_person=1, are_guests_welcome=False, **_ALLOWED)
        bots, apps = {}, {}
        for rules in ("", "follows", "strict"):
            told = environ | {"SLACK_API_URL": slack.api_url}
            told["FOLLOW_THREADS"] = str(rules == "follows")
            settings = load_settings(told, needs_slack=False)
            bots[rules] = opened.enter_context(closing(SlackBot(settings, clock, stores)))
            own = replace(desk.intake, limits=strict) if rules == "strict" else desk.intake
            apps[rules] = bots[rules].app_for(replace(desk, intake=own))
        with database.transaction() as transaction:
            file = str(transaction.engine.url.database)
        rows = opened.enter_context(closing(sqlite3.connect(file)))
        rows.row_factory = sqlite3.Row
        yield _Bots(slack, desk, bots, apps, stores.records, rows)


def come_of(cases: Iterable[Case]) -> Told:
    """Yield each case with its responses, its log, its rows and its calls."""
    with _bots() as around, captured_log() as log:
        told, nobodys = dict[str, tuple[str, list[str]]](), list[str]()
        for number, case in enumerate(cases):
            mark = f"N{number:05d}N"
            told[mark] = (case.given, _lines_of(around, log, case, mark))
        around.settle()
        for call in around.slack.calls():
            sent = f"{call.method} {json.dumps(call.arguments, ensure_ascii=False)}"
            marks = set(_MARK.findall(sent))
            if not marks and "CHALT" not in sent:
                nobodys.append(sent)
            for mark in marks:
                told[mark][1].append(sent)
        for mark, (given, lines) in told.items():
            # Notes and titles overtake one another.
            came = sorted(line for line in lines if line.startswith(_CALLS))
            came = [line for line in lines if not line.startswith(_CALLS)] + came
            came_of = "\n".join(came).replace(around.slack.url, "http://slack")
            yield given, came_of.replace(mark, "")
        yield "calls about nobody of the cases", "\n".join(sorted(nobodys))


def _lines_of(around: _Bots, log: Log, case: Case, mark: str) -> list[str]:
    around.rows.executescript(_EMPTIED)
    owner = case.owner.replace("~", mark)
    if owner not in ("", "T1"):
        is_all = owner.startswith("E")
        named = {"enterprise_id": owner, "is_enterprise_install": True} if is_all else {}
        installed = Bot(team_id=owner, bot_token=BOT_TOKEN, **named, **_IDS)
        around.records.put(record_of(installed))
    around.slack.users |= {f"{who}{mark}": {"locale": case.locale} for who in ("U", "V")}
    _prepare(around.desk, case.before, mark)
    log.taken()
    lines = []
    for body in case.bodies:
        text = json.dumps(body).replace("~", mark).replace("http://slack", around.slack.url)
        lines.append(_dispatch(around.apps[case.rules], json.loads(text)))
    for entry in log.taken():
        if entry["event"] in _SYNCHRONOUS:
            dropped = ("time", "reference")
            lines.append(str({k: v for k, v in entry.items() if k not in dropped}))
    for table in ("questions", "turns", "people", "feedback"):
        found = around.rows.execute(f"SELECT * FROM {table} ORDER BY 1, 2")  # noqa: S608
        lines += [f"{table} {_told(row)}" for row in found]
    for query in _INSTALLED:
        lines += [_told(row) for row in around.rows.execute(query, {"mark": f"%{mark}%"})]
    return lines


def _prepare(desk: Desk, before: str, mark: str) -> None:
    """Store what was there before a case."""
    channel, user = f"C{mark}", f"U{mark}"
    asked = Question("T1", channel, TS, TS, user, "weather in Oslo?", surface="mention")
    if before:
        desk.intake.inbox.put(asked, state="dead" if before == "refused" else "ready")
    if before in ("at work", "answered", "told"):
        (lease,) = desk.intake.inbox.claim(1)
        if before == "at work":
            return
        turn = (Message("user", asked.text), Message("assistant", "3 °C"))
        said = Remark("Ann", "It is cold.", ts=EARLIER, people=(f"V{mark}",))
        remarks = (said,) if before == "told" else ()
        answer = Answer(Reply("3 °C", is_answer=True), turn, remarks=remarks)
        lease = desk.intake.inbox.save_answer(lease, answer)
        with desk.people.database.transaction() as transaction:
            assert desk.intake.inbox.settle(transaction, lease, LATER)
            desk.intake.history.append(transaction, lease.question, answer)


def _told(row: sqlite3.Row) -> str:
    """Return the fields of a row that say something; how questions stand in line is no promise."""
    dropped = ("id", "rank_s", "due_at_s", "given_at_s")
    fields = {name: row[name] for name in tuple(row.keys()) if row[name] and name not in dropped}
    if "question" in fields:
        fields["question"] = {k: v for k, v in json.loads(fields["question"]).items() if v}
    if "answer" in fields:
        fields["answer"] = json.loads(fields["answer"])["reply"]["text"]
    return str(fields)


def _dispatch(app: App, body: dict[str, Any]) -> str:
    """Return the response to a body, or what is raised by Bolt itself, which counts as none."""
    try:
        response = app.dispatch(BoltRequest(mode="socket_mode", body=body))
    except (AttributeError, TypeError) as error:
        return f"raised {type(error).__name__}"
    return f"{response.status} {response.body}".rstrip()


_IDS: Final[dict[str, Any]] = {"bot_id": BOT_ID, "bot_user_id": BOT_USER_ID, "installed_at": 0.0}
_ALLOWED: Final[dict[str, Any]] = {"channels": frozenset({"dm", "CALLOWED"})}
_MARK: Final = re.compile(r"N\d{5}N")
_CALLS: Final = ("agents.", "assistant.", "chat.", "users.", "views.")
