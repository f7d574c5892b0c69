"""The demo's parts without a browser and without the bot: journal, courier, process, faults."""

import asyncio
import itertools
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from fakes.line import Line
from fakes.rows import each_row
from fakes.slack import APP_TOKEN, BOT_TOKEN, TEAM_ID, FakeSlack
from fakes.waiting import PATIENCE_S, until
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from starlette.applications import Starlette
from websockets.sync.client import connect

from bot.figures import units_of_locale
from bot.settings import Settings
from bot.zones import country_of
from handlers.playground import Playground
from handlers.playground.acts import Acts
from handlers.playground.bot_process import BotProcess
from handlers.playground.courier import Courier
from handlers.playground.faults import MODEL_FAULTS, Faults
from handlers.playground.journal import NEWS, Journal
from handlers.playground.page import News
from handlers.playground.people import USERS
from handlers.playground.server import Server
from handlers.playground.workspace import Workspace
from handlers.playground.workspace.rules import Call, SlackError

POST, UPDATE = "chat.postMessage", "chat.update"


# The journal


@pytest.fixture
def told() -> list[str]:
    """The lines that the journal has told."""
    return []


@pytest.fixture
def journal(told: list[str]) -> Journal:
    """A journal that has heard nothing yet."""
    return Journal(told.append)


def settled(ts: str, *, attempt: int = 1, revision: str = "", ago_s: float = 0.0) -> dict[str, Any]:
    """Return the entry of the log with which a question of 100 ms ends."""
    at = datetime.fromtimestamp(time.time() - ago_s, UTC).isoformat()
    turn = {"name": "model", "began_ms": 0.0, "took_ms": 90.0}
    question = f"{TEAM_ID}:C1:{ts}{revision and f':{revision}'}"
    about = {"event": "question.steps", "question": question, "time": at, "attempt": attempt}
    return {**about, "steps": [turn], "took_ms": 100.0}


def call(journal: Journal, method: str, **arguments: str) -> None:
    """Have the journal hear of a call that has taken 10 ms."""
    made = Call(method, {"channel": "C1", **arguments}, BOT_TOKEN)
    journal.hear_change({"type": "call", "call": made, "took_ms": 10.0, "is_lost": False})


def drawn_calls(journal: Journal, ts: str) -> list[str]:
    """Return the calls to Slack in the course of a question."""
    course = journal.course_of("C1", ts, ts)
    assert course is not None
    return [bar["label"] for bar in course["bars"] if bar["kind"] == "slack"]


def test_a_course_has_the_calls_and_deliveries_of_its_question_alone(journal: Journal) -> None:
    """Those of its thread, in its time; another question can begin with the same digits."""
    call(journal, POST, thread_ts="1.1")
    call(journal, POST, thread_ts="1.2")
    call(journal, POST, thread_ts="1.0")
    for channel in ("C0", "C2"):
        call(journal, POST, thread_ts="1.1", channel=channel)
    call(journal, UPDATE, ts="1.1")
    call(journal, "users.info")
    journal.hear_change({"type": "message"})
    for about, took_ms in (("1.1", 5.0), ("1.1", 7.0), ("1.12", 5.0)):
        journal.hear_delivery({"about": about, "took_ms": took_ms, "number": 1, "is_taken": True})
    journal.hear_entry(settled("1.12"))
    before = journal.course_of("C1", "1.1", "1.1")
    journal.hear_entry(settled("1.1"))

    assert before is None
    assert sorted(drawn_calls(journal, "1.1")) == ["Slack delivers the event", POST, UPDATE]
    for ts, more in (
        ("1.1", "; 2 envelopes came for this message, one question was kept"),
        ("1.12", ""),
    ):
        course = journal.course_of("C1", ts, ts)
        assert course is not None
        (delivered,) = [bar for bar in course["bars"] if "delivers" in bar["label"]]
        assert delivered["detail"] == f"acknowledged once the question is stored{more}"
        assert delivered["took_ms"] == 5.0  # that of the first

    journal.hear_entry(settled("1.3"))
    follow_up = journal.course_of("C1", "1.1", "1.3")
    assert follow_up is not None
    assert [bar["label"] for bar in follow_up["bars"] if bar["kind"] == "slack"] == [POST, UPDATE]


def test_what_the_journal_has_heard_is_a_course_on_one_scale(
    journal: Journal, told: list[str]
) -> None:
    """Each call, delivery and request where it began, though they are told of at their end."""
    about = {"channel_id": "C1", "channel": None, "thread_ts": "1.1"}
    made = Call("assistant.threads.setStatus", about, BOT_TOKEN)
    journal.hear_change({"type": "call", "call": made, "took_ms": 20_000.04, "is_lost": True})
    journal.hear_delivery({"about": "1.1", "took_ms": 50_000.0, "number": 1, "is_taken": True})
    now = datetime.fromtimestamp(time.time(), UTC)
    spot = ["Oslo, Norway", 59.91, 10.75]
    asked = {"event": "weather.requested", "kind": "daily", "service": "NWS", "places": [spot]}
    ended = (now - timedelta(seconds=10)).isoformat()
    for at in (ended, (now - timedelta(seconds=200)).isoformat(), (now + timedelta(9)).isoformat()):
        journal.hear_entry({**asked, "time": at, "took_ms": 30_000.0})
    weather = [["daily", "Oslo, Norway", "NWS", "asked"]]
    called = {"name": "get_forecast", "arguments": "{}", "weather": weather, "has_failed": False}
    steps = [
        {"name": "tool_calls", "began_ms": 70_000.0, "took_ms": 0.0, "calls": [called]},
        {"name": "batch", "began_ms": 50_000.0, "took_ms": 45_000.0},
    ]
    question = f"{TEAM_ID}:C1:1.1"
    entry = {"event": "question.steps", "question": question, "time": now.isoformat()}
    journal.hear_entry({**entry, "attempt": 2, "steps": steps, "took_ms": 100_000.0})

    course = journal.course_of("C1", "1.1", "1.1")
    assert course is not None
    bars = {bar["label"]: bar for bar in course.pop("bars")}
    began = {label: round(bar["began_ms"] / 1000) for label, bar in bars.items()}
    assert began == {  # in seconds, of which this test takes few
        "Slack delivers the event": pytest.approx(50, abs=5),
        "Batch": 50,
        "Weather request: daily, 1 place": 60,
        "assistant.threads.setStatus": pytest.approx(80, abs=5),
    }
    took = [(bar["label"], bar["took_ms"], bar["kind"]) for bar in bars.values()]
    assert sorted(took) == [
        ("Batch", 45_000.0, "batch"),
        ("Slack delivers the event", 50_000.0, "slack"),
        ("Weather request: daily, 1 place", 30_000.0, "weather"),
        ("assistant.threads.setStatus", 20_000.0, "slack"),
    ]
    assert "lost" in bars["assistant.threads.setStatus"]["detail"]
    counts = ("attempt", "turns", "requests", "slack_calls")
    assert [course[name] for name in counts] == [2, 0, 1, 1]
    assert told == ["", "Attempt 2 has settled the question."]


def test_what_the_journal_tells_of_is_there() -> None:
    """A page asks for it at once."""
    found: list[int | None] = []

    def look(_: str) -> None:
        course = journal.course_of("C1", "1.1", "1.1")
        found.append(course and len(course["bars"]))

    journal = Journal(look)
    journal.hear_entry(settled("1.1"))
    journal.hear_delivery({"about": "1.1", "took_ms": 5.0, "number": 1, "is_taken": True})

    assert found == [0, 1]


def test_calls_from_before_and_after_a_question_are_not_its_own(journal: Journal) -> None:
    """They belong to an earlier attempt or to a later wording."""
    call(journal, POST, thread_ts="1.1")
    journal.hear_entry(settled("1.1", ago_s=0.2))
    later = drawn_calls(journal, "1.1")
    journal.hear_entry(settled("1.1", revision="2.2"))

    assert (later, drawn_calls(journal, "1.1")) == ([], [POST])


def test_a_loop_beside_cached_answers_takes_the_last_request_of_a_while(journal: Journal) -> None:
    """Not one of long ago, nor one that was made since."""
    now = datetime.fromtimestamp(time.time(), UTC)
    asked = {"event": "weather.requested", "kind": "daily", "places": []}
    stored = [["daily", "Oslo, Norway", "NWS", "stored"]]
    called = {"name": "get_forecast", "weather": stored, "has_failed": False}
    steps = [{"name": "tool_calls", "began_ms": 0.0, "took_ms": 0.0, "calls": [called]}]
    question = {"event": "question.steps", "question": f"{TEAM_ID}:C1:1.1", "took_ms": 100.0}
    journal.hear_entry({**question, "steps": steps, "time": now.isoformat()})
    took = []
    for ago_s, took_ms in ((30.11, 1.0), (30.09, 2.0), (20, 3.0), (-0.008, 4.0), (-0.011, 5.0)):
        at = (now - timedelta(seconds=ago_s)).isoformat()
        journal.hear_entry({**asked, "time": at, "took_ms": took_ms})
        course = journal.course_of("C1", "1.1", "1.1")
        assert course is not None
        took.append(course["plain"]["total_ms"])

    assert took == [0.0, 2.0, 3.0, 4.0, 4.0]


def test_the_newest_course_of_a_question_is_shown(journal: Journal, told: list[str]) -> None:
    """Be it of a later attempt or of another wording; a later attempt is told of."""
    journal.hear_entry(settled("1.1", attempt=3, revision="9.9"))
    journal.hear_entry(settled("1.1", ago_s=60.0))
    course = journal.course_of("C1", "1.1", "1.1")

    assert course is not None
    assert course["attempt"] == 3
    assert told == ["Attempt 3 has settled the question.", ""]


def test_the_oldest_courses_are_forgotten_first(journal: Journal) -> None:
    """The page shows the newest; a question that was settled once more is one of them."""
    entry = settled("0.0")
    for number in (*range(2_000), 0, 2_000):
        journal.hear_entry({**entry, "question": f"{TEAM_ID}:C1:{number}.0"})
    times = ("0.0", "1.0", "2.0", "2000.0")
    found = [journal.course_of("C1", ts, ts) is not None for ts in times]
    drawn = []
    for number in range(2_001):
        about = "1.0" if number else "2000.0"
        call(journal, POST, thread_ts=about)
        journal.hear_delivery({"about": about, "took_ms": 5.0, "number": 1, "is_taken": True})
        if number == 0:
            journal.hear_entry(settled("2000.0"))
        drawn += [drawn_calls(journal, "2000.0")] if number > 1_998 else []

    assert found == [True, False, True, True]
    assert [sorted(calls) for calls in drawn] == [["Slack delivers the event", POST], []]


REASON = {"reason": "it is late"}


@each_row(
    ("event", "fields", "line"),
    [
        (
            "model.failed",
            REASON,
            "The chat model has failed, and the built-in one takes over: it is late",
        ),
        ("model.down", {"questions": 3}, "The chat model has failed 3 times in a row."),
        ("model.back", {}, "The chat model answers again."),
        ("weather.failed", {"source": "NWS", **REASON}, "NWS has failed: it is late"),
        ("weather.failed", {"source": "NWS"}, "NWS has failed: "),
        (
            "question.failed",
            {"attempt": 2, **REASON},
            "Attempt 2 has failed; the question is kept for another: it is late",
        ),
        (
            "question.overtaken",
            {},
            "The question was changed, stopped or taken over meanwhile.",
        ),
        ("question.stopped", {}, "The question was stopped."),
        (
            "slack.asks_to_wait",
            {"pause_s": 20.0, "method": POST},
            "Slack asks to wait 20.0 s before the next chat.postMessage.",
        ),
    ],
)
def test_people_are_told_what_the_log_says(
    journal: Journal, told: list[str], event: str, fields: dict[str, Any], line: str
) -> None:
    """In a sentence, also where a field is missing."""
    journal.hear_entry({"event": event, **fields})

    assert told[-1] == line
    assert event in NEWS


def test_a_line_of_news_is_short(journal: Journal, told: list[str]) -> None:
    """And most of the log is no news."""
    journal.hear_entry({"event": "model.failed", "reason": "x" * 1_000})
    journal.hear_entry({"event": "http.listening"})

    assert [len(line) for line in told] == [300]


# The bot's process


class Log(list[dict[str, Any]]):
    """The entries of a process' log."""

    def events(self) -> list[str]:
        """Return their events in order."""
        return [str(entry["event"]) for entry in self]

    def said(self) -> list[str]:
        """Return the lines that are no entries."""
        return [str(entry["text"]) for entry in self if entry["event"] == "process.said"]


@contextmanager
def process(log: Log, script: str, **environ: str) -> Iterator[BotProcess]:
    """Yield a shell in the bot's place."""
    bot = BotProcess(["sh", "-c", script], environ, lambda entry: log.append(dict(entry)))
    try:
        yield bot
    finally:
        bot.stop()


def test_the_log_of_a_process_is_read_line_by_line() -> None:
    """What is no entry is told as it is, and so is the end of the process."""
    log = Log()
    script = r"""printf '{"event": "x"}\n[7]\nnull\n \377 oops  \n' >&2; kill -9 $$"""
    with process(log, script) as bot:
        bot.start()
        until(lambda: "process.ended" in log.events())

    assert log.events()[:2] == ["x", "process.said"]
    assert log.said() == ["[7]", "null", " \ufffd oops"]
    assert log[4] == {"event": "process.ended", "level": "ERROR", "code": -9}


def test_a_process_that_is_killed_has_not_ended_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one has the settings of the last change."""
    monkeypatch.setenv("OTHER", "machine")
    monkeypatch.setenv("OWN", "machine")
    log = Log()
    with process(log, 'echo "$OTHER $OWN $CHANGED" >&2; exec cat', OWN="own", CHANGED="own") as bot:
        for changes in (None, {"CHANGED": "changed"}, None, {}):
            bot.start(changes)
            until(lambda: log.events()[-1:] == ["process.said"])
            bot.kill()
            bot.kill()

    changed = ["own", "changed", "changed", "own"]
    assert log.said() == [f"machine own {each}" for each in changed]
    assert log.events() == ["process.said", "process.ending"] * 4


def test_the_end_of_a_process_is_not_that_of_the_next_one() -> None:
    """Something that it has begun may keep its log open for a while."""

    def readers() -> int:
        return [each.name for each in threading.enumerate()].count("bot-log")

    log, others = Log(), readers()
    with process(log, "sleep 0.1 >&2 & echo . >&2; read _") as bot:
        for count in (1, 2):
            bot.start()
            until(lambda: log.said().count(".") == count)  # noqa: B023 - called at once
            if count == 1:
                bot.kill()
        until(lambda: readers() <= others + 1)

        assert "process.ended" not in log.events()


BYE = "trap 'echo bye >&2; exit' TERM; "
"""What a shell does that is asked to end by itself."""


def test_a_process_that_is_stopped_ends_by_itself() -> None:
    """It can put things in order, as one that is killed can't."""
    log = Log()
    with process(log, f"{BYE}echo . >&2; read _") as bot:
        for count, end in enumerate((bot.kill, bot.stop), 1):
            bot.start()
            until(lambda: log.said() == ["."] * count)  # noqa: B023 - called at once
            end()
        until(lambda: log.said()[-1:] == ["bye"])

    assert log.said() == [".", ".", "bye"]


def test_a_process_that_does_not_end_in_time_is_killed() -> None:
    """Nobody who closes the demo waits for ever."""
    log = Log()
    command = ["sh", "-c", "trap '' TERM; echo . >&2; while :; do sleep 0.05; done"]
    bot = BotProcess(command, {}, lambda entry: log.append(dict(entry)), stops_within_s=0.1)
    bot.start()
    until(lambda: log.said() == ["."])

    bot.stop()

    assert log.events() == ["process.said", "process.ending"]


# The courier and the people


@each_row(
    ("taken_at", "numbers"),
    [(1, [1]), (2, [1, 2]), (4, [1, 2, 3, 4]), (5, [1, 2, 3, 4])],
)
def test_what_is_not_acknowledged_within_three_seconds_comes_again(
    taken_at: int, numbers: list[int]
) -> None:
    """Three times more at most, as Slack does; a page shows each."""
    line, told = Line(taken_at=taken_at), list[dict[str, Any]]()
    earlier = set(threading.enumerate())
    Courier(line, told.append).send({}, about="1.1")
    for thread in set(threading.enumerate()) - earlier:
        thread.join(9)

    marks = ("type", "retry_attempt", "retry_reason")
    assert [tuple(each[mark] for mark in marks) for each in line.sent] == [
        ("events_api", number - 1, "timeout" if number > 1 else "") for number in numbers
    ]
    assert line.waits_s == [3.0] * len(numbers)
    assert told == [
        {
            "about": "1.1",
            "number": number,
            "is_taken": number == taken_at,
            "took_ms": 20.0 if number == taken_at else 0.0,
        }
        for number in numbers
    ]


def test_what_is_for_a_bot_that_does_not_come_is_not_sent() -> None:
    """It is waited for a minute, which a bot that is started anew does not take."""
    line, told = Line(is_there=False), list[dict[str, Any]]()
    earlier = set(threading.enumerate())
    Courier(line, told.append).send({}, about="1.1")
    for thread in set(threading.enumerate()) - earlier:
        thread.join(9)

    assert (line.sent, told, line.waits_s) == ([], [], [60.0])


def test_an_event_comes_as_often_as_is_wished_and_a_press_once() -> None:
    """Each repetition says that it is one."""
    line, told = Line(), list[dict[str, Any]]()
    courier = Courier(line, told.append)
    courier.copies = 2
    for count, type_ in enumerate(("interactive", "slash_commands"), 1):
        courier.send({}, type_, "1.1")
        until(lambda: len(told) == count)  # noqa: B023 - called at once
    courier.send({}, about="1.2")
    until(lambda: len(told) == 4)

    marks = ("type", "retry_attempt", "retry_reason")
    assert [tuple(each[mark] for mark in marks) for each in line.sent] == [
        ("interactive", 0, ""),
        ("slash_commands", 0, ""),
        ("events_api", 0, ""),
        ("events_api", 1, "timeout"),
    ]
    numbered = [("1.1", 1), ("1.1", 1), ("1.2", 1), ("1.2", 2)]
    assert told == [
        {"about": about, "number": number, "is_taken": True, "took_ms": 20.0}
        for about, number in numbered
    ]


ELEMENTS = [
    {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": {"value": "good"},
        "negative_button": {"value": "bad"},
    },
    {"type": "static_select", "action_id": "units", "options": [{"value": "a"}, {"value": "b"}]},
    {"type": "plain_text_input", "action_id": "place"},
    {"type": "button", "action_id": "refresh", "value": "T1:C1"},
]


@each_row(
    ("action_id", "value", "done"),
    [
        ("feedback", "good", {"value": "good"}),
        ("feedback", "bad", {"value": "bad"}),
        ("feedback", "worse", "option_not_found"),
        ("units", "a", {"selected_option": {"value": "a"}}),
        ("units", "b", {"selected_option": {"value": "b"}}),
        ("units", "c", "option_not_found"),
        ("place", " Oslo ", {"value": " Oslo "}),
        ("place", "", {"value": ""}),
        ("refresh", "T2:C2", {"value": "T1:C1"}),
        ("none", "", "action_not_found"),
    ],
)
def test_only_what_a_message_offers_can_be_chosen(
    action_id: str, value: str, done: dict[str, Any] | str
) -> None:
    """And it comes as an interaction, which names the message and who has pressed."""
    line, workspace = Line(), Workspace()
    acts = Acts(workspace, Courier(line, lambda _: None))
    blocks = [{"type": "actions", "elements": ELEMENTS}]
    workspace.keep({"channel": "CGENERAL", "ts": "1.1", "user": "UBOT", "blocks": blocks})
    where, action = {"channel": "CGENERAL", "ts": "1.1"}, {"action_id": action_id, "value": value}
    if isinstance(done, str):
        with pytest.raises(SlackError, match=done):
            acts.act("UADA", where, action)
        return

    acts.act("UADA", where, action)
    until(lambda: bool(line.sent))

    (sent,) = line.sent
    payload = sent["payload"]
    assert sent["type"] == "interactive"
    assert done.items() <= payload["actions"][0].items()
    assert (payload["user"]["id"], payload["container"]["message_ts"]) == ("UADA", "1.1")


# The faults


@contextmanager
def faults(slack: FakeSlack, log: Log, news: list[str], first: str = "") -> Iterator[Faults]:
    """Yield the switches of a workspace whose bot is a shell that tells its settings."""
    courier = Courier(slack.sockets, lambda _: None)
    with process(log, f"{first}env >&2; echo . >&2; read _") as bot:
        yield Faults(slack, courier, bot, news.append)
    slack.listeners.clear()


def posted(slack: FakeSlack) -> int:
    """Have the bot post; return the status of the answer, 0 without one."""
    body = {"channel": "C1", "text": "hi"}
    authorization = {"Authorization": f"Bearer {BOT_TOKEN}"}
    try:
        answer = requests.post(
            f"{slack.api_url}{POST}", json=body, headers=authorization, timeout=9
        )
    except requests.ConnectionError:
        return 0
    return answer.status_code


def test_a_fault_that_is_used_goes_back_by_itself(slack: FakeSlack) -> None:
    """With the next post, and with no other call; it can be taken back before."""
    log, news = Log(), list[str]()
    with faults(slack, log, news) as switches:
        for name in ("slack_rate_limited", "kill"):
            switches.switch(name, is_on=True)
            switches.switch(name, is_on=False)
        seen = [posted(slack)]
        switches.switch("lost_response", is_on=True)
        client = WebClient(BOT_TOKEN, base_url=slack.api_url)
        client.users_info(user="U1")
        client.chat_postEphemeral(channel="C1", user="U1", text="hi")
        seen.append(len(switches.on))
        seen += [posted(slack), posted(slack), len(switches.on)]
        switches.switch("lost_response", is_on=True)
        switches.switch("slack_rate_limited", is_on=True)
        switches.switch("slack_rate_limited", is_on=False)
        seen.append(posted(slack))
        with pytest.raises(SlackError, match="unknown_fault"):
            switches.switch("everything", is_on=True)

    assert seen == [200, 1, 0, 200, 0, 0]
    assert (log, [line for line in news if line]) == ([], [])
    # Eight times somebody has turned a switch, and two faults were used.
    assert len(news) == 8 + 2


def test_faults_that_are_on_together_are_used_one_after_the_other(slack: FakeSlack) -> None:
    """What is refused comes again, so that the refusal is the first; each goes back by itself."""
    with faults(slack, Log(), []) as switches:
        for name in ("kill", "lost_response", "slack_rate_limited"):
            switches.switch(name, is_on=True)
        used = [(posted(slack), sorted(switches.on)) for _ in range(4)]

    assert used == [(429, ["kill", "lost_response"]), (0, ["kill"]), (0, []), (200, [])]


def test_a_rate_limit_says_how_long_to_wait(slack: FakeSlack) -> None:
    """As Slack's does."""
    with faults(slack, Log(), []) as switches:
        switches.switch("slack_rate_limited", is_on=True)
        with pytest.raises(SlackApiError) as failure:
            WebClient(BOT_TOKEN, base_url=slack.api_url).chat_postMessage(channel="C1", text="hi")

    answer = failure.value.response
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    assert answer.headers["Retry-After"] == "2"


def test_the_bot_is_killed_when_its_post_has_been_carried_out(slack: FakeSlack) -> None:
    """What people write or the bot changes meanwhile does not count; a new process takes over."""
    log, ends = Log(), list[int]()

    class News(list[str]):
        def append(self, text: str) -> None:
            ends.append(log.events().count("process.ending"))
            super().append(text)

    news = News()
    client = WebClient(BOT_TOKEN, base_url=slack.api_url)
    earlier = client.chat_postMessage(channel="C1", text="hi")["ts"]
    with faults(slack, log, news, BYE) as switches:
        for count in (1, 2):
            switches.restart()
            until(lambda: log.said().count(".") == count)  # noqa: B023 - called at once
        switches.switch("kill", is_on=True)
        slack.say("hello")
        client.chat_update(channel="C1", ts=earlier, text="ho")
        client.auth_test()
        before = list(news)
        status = posted(slack)
        until(lambda: log.said().count(".") == 3)
        said = log.said()

    assert "bye" not in said  # it was killed each time
    restarted = ["The bot's process is killed (SIGKILL).", "A new process of the bot starts."]
    assert before == [*restarted, *restarted, ""]
    assert [line for line in news[5:] if line] == [
        "Slack has accepted the reply; the bot is killed before it hears so.",
        (
            "A new process starts; once the question's lease has run out, it looks into the"
            " thread first."
        ),
    ]
    assert (status, switches.on) == (0, set())
    assert ends == [0, 0, 0, 1, 1, 1, 2, *ends[7:]]  # each end is told of before it comes
    assert log.events().count("process.ending") == 3  # the last one is that of the test's end


def settings_of(log: Log) -> dict[str, str]:
    """Return the settings of the newest process, once it has told all of them."""

    def newest() -> list[str]:
        ends = [at for at, event in enumerate(log.events()) if event == "process.ending"]
        return Log(log[max(ends, default=0) :]).said()

    until(lambda: newest()[-1:] == ["."])
    named = (line.partition("=") for line in newest())
    return {name: value for name, _, value in named}


BROKEN = (
    *("WEATHER_PROVIDER", "OPEN_METEO_URL", "CHAT_MODEL", "OPENAI_MODEL", "OPENAI_API_KEY"),
    *("OPENAI_BASE_URL", "TURN_DEADLINE_S"),
)
"""Settings that the switches change."""


def test_the_services_that_are_down_are_all_of_them(slack: FakeSlack) -> None:
    """The bot starts anew with each switch; one fault of the model takes another's place."""
    services = {
        name.upper()
        for name in (field.name for field in fields(Settings))
        if name.endswith("_url")
        and name not in ("slack_api_url", "database_url", "openai_base_url")
    }
    log, news = Log(), list[str]()
    with faults(slack, log, news) as switches:
        for name in MODEL_FAULTS:
            switches.switch(f"model_{name}", is_on=True)
            settings_of(log)
            broken = (set(switches.on), switches.model)
            assert broken == ({f"model_{name}"}, name)
        switches.switch("weather_down", is_on=True)
        down = settings_of(log)
        on = set(switches.on)
        switches.switch(f"model_{MODEL_FAULTS[-1]}", is_on=False)
        up = settings_of(log)

    assert on == {"weather_down", f"model_{MODEL_FAULTS[-1]}"}
    assert {name for name, value in down.items() if "/broken/weather" in value} == services
    url = f"{slack.url}/broken"
    assert {name: down[name] for name in BROKEN} == {
        "WEATHER_PROVIDER": "open-meteo",
        "OPEN_METEO_URL": f"{url}/weather",
        "CHAT_MODEL": "openai",
        "OPENAI_MODEL": "broken",
        "OPENAI_API_KEY": "none",
        "OPENAI_BASE_URL": f"{url}/model/v1",
        "TURN_DEADLINE_S": "20",
    }
    assert [name for name in BROKEN if name in up] == ["WEATHER_PROVIDER", "OPEN_METEO_URL"]
    starts = "The bot starts anew, with the settings of these switches."
    assert news == [starts, ""] * (len(MODEL_FAULTS) + 2)


def test_an_event_comes_three_times_as_long_as_the_switch_is_on(slack: FakeSlack) -> None:
    """The bot is not started anew for that."""
    log, courier = Log(), Courier(slack.sockets, lambda _: None)
    with process(log, "exec cat") as bot:
        switches = Faults(slack, courier, bot, lambda _: None)
        copies = []
        for is_on in (True, False):
            switches.switch("thrice", is_on=is_on)
            copies.append(courier.copies)
    slack.listeners.clear()

    assert (copies, log) == ([3, 1], [])


# All of it


@contextmanager
def playground(script: str) -> Iterator[Playground]:
    """Yield a playground whose bot is a shell."""
    with closing(Playground(["sh", "-c", script], 0)) as ground:
        ground.start_bot({"WORKERS": "7", "SLACK_API_URL": "https://slack.com/api/"})
        yield ground


def about(ground: Playground) -> dict[str, Any]:
    """Return what the page says of the bot."""
    told: dict[str, Any] = requests.get(f"{ground.url}/page/state", timeout=10).json()["about"]
    return told


READY = """printf '{"event": "bot.ready", "model": "m", "weather": "w"}\\n' >&2; """
TOLD = "DATABASE_URL|HTTP_|LEASE_S|LOG_LEVEL|LOG_FORMAT|LOG_MESSAGES|NO_PROXY|WORKERS|SLACK_"
TELL = f"env | grep -E '^({TOLD})' >&2; "


def test_people_have_the_zone_and_the_units_of_the_country_of_their_language() -> None:
    """Which the bot takes them from as well; several languages are spoken."""
    for person in USERS.values():
        units = "°F, mph" if units_of_locale(person["locale"]) == "imperial" else "°C, km/h"
        country = person["locale"].rpartition("-")[2]
        assert (country_of(person["tz"]), person["units"]) == (country, units)

    spoken = {person["locale"].partition("-")[0] for person in USERS.values()}
    assert spoken >= {"en", "de", "ja"}


def test_the_last_port_of_all_can_be_named() -> None:
    """No other is left to try."""
    with closing(Server(Starlette(), 65_535)) as server:
        server.start()

        assert server.url == "http://127.0.0.1:65535"


def test_the_page_knows_the_bot_and_its_last_words(tmp_path: Path) -> None:
    """Its model and its weather, and that it has ended by itself, but not that it was ended."""
    mark = tmp_path / "over"
    wait = f"while ! test -e {mark}; do sleep 0.01; done; "
    back = """printf '{"event": "model.back"}\\n' >&2; """
    with playground(f"{back}{READY}{wait}yes oops | head -n 48 >&2; exit 7") as ground:
        until(lambda: about(ground)["state"] == "ready")
        ready, none_yet = about(ground), ground.failures()
        mark.touch()
        until(lambda: about(ground)["state"] == "ended")

        news = ready.pop("lines")
        lines = [line["text"] for line in news]
        assert all(time.strptime(line["at"], "%H:%M:%S") for line in news)
        assert ready == {"model": "m", "weather": "w", "state": "ready"}
        assert lines == ["The chat model answers again.", "The bot is connected."]
        assert none_yet == []
        assert ground.failures() == [
            "The bot is connected.",
            *["oops"] * 48,
            "The bot's process has ended with code 7.",
        ]
        assert ground.ask("weather?", threading.Event()) == ""


class Asked(threading.Event):
    """Counts how often somebody has asked whether to stop."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def is_set(self) -> bool:
        """Say so."""
        self.count += 1
        return super().is_set()


def test_the_first_question_is_answered_by_the_bot_alone() -> None:
    """Whatever people write below it; the answer is the first text that the bot has there.

    Until then the wait is an idle one, also when the bot has written elsewhere meanwhile. Nothing
    of it would keep the demo from ending.
    """
    must_stop = Asked()
    with playground("exec cat") as ground, ThreadPoolExecutor(1) as pool:
        app = WebClient(APP_TOKEN, base_url=f"{ground.url}/api/")
        with connect(app.apps_connections_open(app_token=APP_TOKEN)["url"]) as link:
            asked = pool.submit(ground.ask, "weather?", must_stop)
            link.recv()
            event = json.loads(link.recv())["payload"]["event"]
            ends = {each.name: each.daemon for each in threading.enumerate()}
            thread = {"channel": "CGENERAL", "thread_ts": event["ts"]}
            remark = {"do": "say", "user": "UMAX", "text": "Me too!", **thread}
            own = {"Origin": ground.url}
            requests.post(f"{ground.url}/page/do", json=remark, headers=own, timeout=9)
            bot = WebClient(BOT_TOKEN, base_url=f"{ground.url}/api/")
            bot.chat_postMessage(text="Elsewhere.", channel="CGENERAL")
            line = {"blocks": [{"type": "divider"}], **thread}
            drawn = bot.api_call("chat.postMessage", json=line)
            bot.chat_update(channel="CGENERAL", ts=drawn["ts"], text="Mild.")

            assert asked.result(9) == "Mild."
            assert must_stop.count < 100

    assert [ends.get(name) for name in ("playground", "bot-log", "courier")] == [True] * 3
    said = (event["user"], event["channel"], event["text"])
    assert said == ("UADA", "CGENERAL", "<@UBOT> weather?")


def test_the_bot_of_the_demo_keeps_its_data_apart_and_tells_what_it_does(tmp_path: Path) -> None:
    """Its folder is gone afterwards; of what it says, the newest lines are shown."""
    once = f"test -e {tmp_path}/mark || {{ touch {tmp_path}/mark; {READY} }}; "
    folder = '"$(dirname "${DATABASE_URL#sqlite:///}")"'
    ends = f"trap 'test -d {folder} && touch {tmp_path}/end; exit' TERM; "
    with playground(f"{once}{ends}seq {50} >&2; {TELL}echo . >&2; read _") as ground:
        until(lambda: about(ground)["lines"][-1:] and about(ground)["lines"][-1]["text"] == ".")
        lines, ready = [line["text"] for line in about(ground)["lines"]], about(ground)["state"]
        must_stop = threading.Event()
        must_stop.set()
        answer = ground.ask("weather?", must_stop)
        origin = {"Origin": ground.url}
        restart = requests.post(
            f"{ground.url}/page/do", b'{"do": "restart"}', headers=origin, timeout=9
        )
        statuses = [
            requests.post(f"{ground.url}/page/do", body, headers=origin, timeout=9).status_code
            for body in (b" " * 200_001, b" " * 200_000, b'["say"]')
        ]
        state = about(ground)["state"]

    told = dict(line.partition("=")[::2] for line in lines if "=" in line)
    database = Path(told.pop("DATABASE_URL").removeprefix("sqlite:///"))
    assert (len(lines), answer) == (50, "")
    assert (ready, state) == ("ready", "starting")
    assert (restart.json(), statuses) == ({"ok": True}, [403, 400, 400])
    assert told.pop("NO_PROXY") == "127.0.0.1,localhost"
    assert told.pop("SLACK_API_URL") == f"{ground.url}/api/"
    assert told.pop("SLACK_BOT_TOKEN") == BOT_TOKEN
    assert told.pop("SLACK_APP_TOKEN") == APP_TOKEN
    assert told.pop("HTTP_PORT") not in ("", "0", "8080", ground.url.rpartition(":")[2])
    assert told == {
        "HTTP_HOST": "127.0.0.1",
        "LEASE_S": "6",
        "LOG_LEVEL": "DEBUG",
        "LOG_FORMAT": "json",
        "LOG_MESSAGES": "true",
        "WORKERS": "7",
    }
    assert not database.parent.exists()
    assert (tmp_path / "end").exists()  # it was there for the bot until its end


def test_open_pages_are_told_which_switches_are_on_and_how_the_bot_is(tmp_path: Path) -> None:
    """Whoever has turned them; what is told of the bot is what is so by then."""
    wait = f"while ! test -e {tmp_path}/mark; do sleep 0.01; done; "
    with (
        playground(f"{wait}{READY}exit 7") as ground,
        requests.get(f"{ground.url}/page/news", stream=True, timeout=9) as stream,
    ):
        lines = stream.iter_lines()
        first, index = next(lines), requests.get(ground.url, timeout=9)
        news = (json.loads(line[6:]) for line in lines if line[:6] == b"data: ")
        told = []
        for name in ("thrice", "slack_rate_limited", "lost_response"):
            deed, own = {"do": "break", "name": name, "on": True}, {"Origin": ground.url}
            requests.post(f"{ground.url}/page/do", json=deed, headers=own, timeout=9)
            told.append(next(news))
        posted_with = {"channel": "CTRAVEL", "text": "hi", "token": BOT_TOKEN}
        answer = requests.post(f"{ground.url}/api/chat.postMessage", posted_with, timeout=9)
        left = next(news)["faults"]
        (tmp_path / "mark").touch()
        of_bot = [(each["text"], each["about"]) for each in itertools.islice(news, 2)]

    assert (answer.json()["error"], left) == ("ratelimited", ["lost_response", "thrice"])
    states = [(about["state"], about["model"], len(about["lines"])) for _, about in of_bot]
    assert states == [("ready", "m", 1), ("ended", "m", 2)]
    assert [text for text, _ in of_bot] == [
        "The bot is connected.",
        "The bot's process has ended with code 7.",
    ]
    about = {"model": "", "weather": "", "state": "starting", "lines": []}
    assert first == b": hello"
    assert stream.headers["Content-Type"].startswith("text/event-stream")
    kept = [each.headers["Cache-Control"] for each in (stream, index)]
    assert kept == ["no-store", "no-store"]
    on = [["thrice"], ["slack_rate_limited", "thrice"]]
    on.append(["lost_response", *on[-1]])
    assert told == [{"type": "news", "text": "", "about": about, "faults": each} for each in on]


def test_open_pages_are_told_of_changes_as_long_as_they_are_open() -> None:
    """Of calls they are not; nobody keeps what a closed page has missed; a quiet one is kept."""
    news, read = News(heartbeat_s=0.01), list[str]()

    async def page() -> None:
        stream = news.read()
        read.append(await anext(stream))
        news.tell({"type": "call"})
        news.tell({"type": "news", "text": "Grüße"})
        async with asyncio.timeout(PATIENCE_S / 2):
            read.extend([await anext(stream), await anext(stream)])
        await stream.aclose()

    asyncio.run(page())
    news.tell({"type": "news", "text": "nobody is there"})

    told = 'data: {"type": "news", "text": "Grüße"}\n\n'
    assert read == [": hello\n\n", told, ": still here\n\n"]


def test_a_page_that_a_server_left_open_at_its_end_keeps_no_other_from_its_changes() -> None:
    """Nor whoever makes them from going on."""
    news, loop = News(), asyncio.new_event_loop()
    left_open = news.read()
    loop.run_until_complete(anext(left_open))
    loop.close()

    async def page() -> str:
        stream = news.read()
        await anext(stream)
        news.tell({"type": "news", "text": "here"})
        async with asyncio.timeout(PATIENCE_S / 2):
            told = await anext(stream)
        await stream.aclose()
        await left_open.aclose()
        return told

    assert asyncio.run(page()) == 'data: {"type": "news", "text": "here"}\n\n'


def test_a_closed_page_is_forgotten_while_the_server_runs_on() -> None:
    """Else each reload of a page would cost memory, and time with every change."""
    news, woken = News(), Counter[str]()

    class CountingLoop(asyncio.SelectorEventLoop):
        def call_soon_threadsafe(self, *args: Any, **options: Any) -> asyncio.Handle:
            woken["loop"] += 1
            return super().call_soon_threadsafe(*args, **options)

    async def pages() -> None:
        closed, left_open = news.read(), news.read()
        for stream in (closed, left_open):
            await anext(stream)
        news.tell({"type": "news", "text": "to both"})
        await closed.aclose()
        news.tell({"type": "news", "text": "to one"})
        await left_open.aclose()
        news.tell({"type": "news", "text": "to nobody"})
        assert woken["loop"] == 3

    with asyncio.Runner(loop_factory=CountingLoop) as runner:
        runner.run(pages())
