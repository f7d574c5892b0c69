"""Limits hold over all processes that share a database, and end when they say."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace

import pytest
from fakes.clock import FakeTime
from fakes.databases import Opened, ready_database
from fakes.postgres import Engine, fresh_database
from fakes.questions import question
from fakes.rows import each_row

from bot.messages import Question
from bot.questions.intake import Intake
from bot.storage.database import Database
from bot.storage.history import History
from bot.storage.inbox import Inbox
from bot.storage.operation.limits import Limits, Refusal
from bot.storage.revisions import Revisions

ASKER = """
import sys
from bot.clock import system_clock
from bot.messages import Question
from bot.questions.intake import Intake
from bot.storage.database import Database
from bot.storage.history import History
from bot.storage.inbox import Inbox
from bot.storage.operation.limits import Limits
from bot.storage.revisions import Revisions

url, name = sys.argv[1:]
database, clock = Database(url), system_clock()
inbox, history = Inbox(database, clock, lease_s=60), History(database, max_tokens=100)
limits = Limits(database, clock, per_person=30)
intake = Intake(inbox, Revisions(database, inbox, history), history, limits, lambda: None)
print("ready", flush=True)
sys.stdin.readline()
for number in range(100):
    ts = f"{number}.{name}"
    asked = Question("T1", "C1", ts, ts, "U1", "weather?", surface="mention")
    refusal = intake.accept(asked)
    print(refusal.until_s if refusal else 0, int(bool(refusal and refusal.is_first)), flush=True)
"""


@dataclass
class Desk:
    """An intake with limits, at a time that a test sets."""

    intake: Intake
    limits: Limits
    time: FakeTime
    asked: int = 0

    def ask(self, *, is_guest: bool = False, **fields: str) -> Refusal | None:
        """Have somebody ask something new."""
        self.asked += 1
        return self.intake.accept(self.question(**fields), is_guest=is_guest)

    def question(self, **fields: str) -> Question:
        """Return a question with a time of its own."""
        ts = f"{self.asked}.000000"
        return replace(question("weather?", ts=ts, thread=ts), **fields)


@pytest.fixture
def database(opened: Opened) -> Database:
    """A database of either engine."""
    return opened.database


def desk(database: Database, **limits: object) -> Desk:
    """Return a desk with limits, a quarter past midnight; SQLite takes the test's time."""
    time = FakeTime()
    inbox = Inbox(database, time.clock, lease_s=60)
    history = History(database, max_tokens=1000)
    held = Limits(database, time.clock, **limits)  # type: ignore[arg-type]
    revisions = Revisions(database, inbox, history)
    return Desk(Intake(inbox, revisions, history, held, lambda: None), held, time)


def test_without_limits_everything_is_taken(database: Database) -> None:
    """They are all off unless they are set."""
    open_desk = desk(database)

    assert [open_desk.ask(is_guest=True) for _ in range(50)] == [None] * 50


def test_a_question_too_many_is_told_once_with_the_end(database: Database) -> None:
    """The next ones in that minute are refused without a word; others go on."""
    held = desk(database, per_person=2)

    refusals = [held.ask() for _ in range(5)]

    reasons = [refusal.reason if refusal else "" for refusal in refusals]
    assert reasons in (
        ["", "", "rate", "rate", "rate"],
        ["", "", "", "", "rate"],
    )  # at a new minute
    told = [refusal for refusal in refusals if refusal and refusal.is_first]
    assert len(told) == 1
    assert told[0].until_s
    assert told[0].until_s % 60 == 0
    assert held.ask(user="U2") is None


def test_a_workspace_has_a_limit_of_its_own(database: Database) -> None:
    """Each person of it is told once; another workspace is not concerned."""
    held = desk(database, per_workspace=3)

    refusals = [held.ask(user=f"U{number % 4}") for number in range(8)]

    assert sum(refusal is None for refusal in refusals) in (3, 6)  # a new minute may begin
    assert held.ask(team="T2") is None
    asked = held.question(team="T3")
    presses = [held.limits.refusal_of(asked, is_guest=False) for _ in range(7)]
    assert sum(refusal is None for refusal in presses) in (3, 6)


def test_tokens_are_counted_for_a_day(database: Database) -> None:
    """Of one workspace; the refusal ends at midnight."""
    held = desk(database, tokens_per_day=100)
    held.limits.add_tokens("T1", 60)
    first = held.ask()
    held.limits.add_tokens("T1", 40)

    refusal = held.ask()

    assert first is None
    assert refusal
    assert (refusal.reason, refusal.is_first) == ("tokens", True)
    assert refusal.until_s
    assert refusal.until_s % 86_400 == 0
    assert held.ask(team="T2") is None
    assert desk(database, tokens_per_day=1).ask(team="T3") is None
    for owner in ({"team": "T1", "channel": "C1"}, {}):  # a channel has no counts of its own
        held.limits.forget(owner)
        assert held.ask() is not None
    held.limits.forget({"team": "T1"})
    assert held.ask() is None


def test_a_message_that_comes_twice_counts_once(database: Database) -> None:
    """And is refused once; a refused one is stored without its words."""
    held = desk(database, per_person=1)
    held.ask()
    first, again = (held.intake.accept(held.question()) for _ in range(2))
    assert first is None
    assert again is None

    held.asked += 1
    refusals = [held.intake.accept(held.question()) for _ in range(2)]

    assert [bool(refusal) for refusal in refusals] in ([True, False], [False, False])


@pytest.mark.parametrize(
    ("limits", "fields", "reason"),
    [
        ({"teams": frozenset({"T2"})}, {}, "place"),
        ({"teams": frozenset({"T1", "T2"})}, {}, ""),
        ({"channels": frozenset({"C2"})}, {"channel": "C1"}, "place"),
        ({"channels": frozenset({"C2", "C3"})}, {"channel": "C2"}, ""),
        ({"channels": frozenset({"C2"})}, {"channel": "D1", "surface": "direct_message"}, "place"),
        ({"channels": frozenset({"dm"})}, {"channel": "D1", "surface": "direct_message"}, ""),
        ({"channels": frozenset({"dm"})}, {"channel": "D1", "surface": "command"}, ""),
        ({"channels": frozenset({"dm"})}, {"channel": "C1", "surface": "direct_message"}, ""),
        ({"channels": frozenset({"dm"})}, {"channel": "C0D1"}, "place"),
        ({"channels": frozenset({"D1"})}, {"channel": "D1", "surface": "direct_message"}, ""),
        ({"are_guests_welcome": False, "teams": frozenset({"T2"})}, {}, "guest"),
    ],
)
def test_only_allowed_places_and_people_are_answered(
    database: Database, limits: dict[str, object], fields: dict[str, str], reason: str
) -> None:
    """Workspaces, channels, direct messages and guests, each by its own setting; presses too."""
    held = desk(database, **limits)
    asked = held.ask(is_guest=True, **fields)
    pressed = held.intake.refusal_of_press(held.question(**fields), "U2", is_guest=True)

    assert [each.reason if each else "" for each in (asked, pressed)] == [reason] * 2


@pytest.fixture
def by_own_clock(emptied: Callable[[Engine], Opened]) -> Database:
    """A database that goes by the clock of the test: SQLite's."""
    return emptied("sqlite").database


def test_a_minute_and_its_limits_end_together(by_own_clock: Database) -> None:
    """Whichever of the two is reached; whoever is refused again meanwhile is not told again.

    What is too much for one person is not counted for the others of the workspace.
    """
    held = desk(by_own_clock, per_person=1, per_workspace=3)
    until_s = int(held.time.clock.now().timestamp()) + 60
    held.time.pass_s(15)

    first, own, again, second, third, too_many = (
        held.ask(user=user) for user in ("U1", "U1", "U1", "U2", "U3", "U4")
    )
    held.time.pass_s(45)

    assert (first, own, again) == (
        None,
        Refusal("rate", until_s, is_first=True),
        Refusal("rate", until_s, is_first=False),
    )
    assert (second, third) == (None, None)
    assert too_many == Refusal("rate", until_s, is_first=True)
    assert held.ask(user="U1") is None
    assert held.ask(user="U1") == Refusal("rate", until_s + 60, is_first=True)
    elsewhere = [held.ask(user="U1", team="T2") for _ in range(2)]
    assert elsewhere == [None, Refusal("rate", until_s + 60, is_first=True)]


@each_row("names", [("team", "user"), ("user", "team")])
def test_the_counts_of_a_person_in_one_workspace_are_forgotten_alone(names: list[str]) -> None:
    """Those of others there, and of the same id elsewhere, go on."""
    people = [{"team": "T1", "user": "U1"}, {"team": "T1", "user": "U2"}]
    people.append({"team": "T2", "user": "U1"})
    with ready_database("sqlite") as url, closing(Database(url)) as database:
        held = desk(database, per_person=1)
        first = [held.ask(**person) for person in people]

        held.limits.forget({name: people[0][name] for name in names})

        assert first == [None] * 3
        assert [held.ask(**person) is None for person in people] == [True, False, False]


def test_a_day_of_tokens_ends_at_midnight(by_own_clock: Database) -> None:
    """It counts for presses too, and a purge leaves it as it is.

    Each person is told once, as is somebody of the same id in another workspace.
    """
    held = desk(by_own_clock, tokens_per_day=100)
    now_s = int(held.time.clock.now().timestamp())
    midnight_s = now_s - now_s % 86_400 + 86_400
    for team in ("T1", "T2"):
        held.limits.add_tokens(team, 100)
    held.limits.purge()

    first, other = held.ask(), held.ask(user="U2")
    elsewhere = held.ask(team="T2")
    held.time.pass_s(120)
    later = held.intake.refusal_of_press(held.question(), "U1")
    held.time.pass_s(midnight_s - now_s - 120)

    assert first == other == elsewhere == Refusal("tokens", midnight_s, is_first=True)
    assert later == Refusal("tokens", midnight_s, is_first=False)
    assert held.ask() is None


def test_whoever_reads_of_a_minutes_limit_reads_of_the_days_as_well(by_own_clock: Database) -> None:
    """Also where the minute is the first one of the day, and either may come first."""
    held = desk(by_own_clock, per_person=2, per_workspace=99, tokens_per_day=100)
    now_s = int(held.time.clock.now().timestamp())
    held.time.pass_s(86_400 - now_s % 86_400)
    midnight_s = int(held.time.clock.now().timestamp())

    by_minute = [held.ask() for _ in range(3)]
    held.limits.add_tokens("T1", 100)
    first, second, third = (held.ask(user="U2") for _ in range(3))
    held.time.pass_s(60)
    by_day = held.ask()

    minute, day = midnight_s + 60, midnight_s + 86_400
    assert by_minute == [None, None, Refusal("rate", minute, is_first=True)]
    assert by_day == first == Refusal("tokens", day, is_first=True)
    assert second == Refusal("tokens", day, is_first=False)
    assert third == Refusal("rate", minute, is_first=True)


@each_row(("is_guest", "is_taken"), [(True, False), (False, True)])
def test_a_guest_who_goes_on_with_a_thread_is_one_too(*, is_guest: bool, is_taken: bool) -> None:
    """Though nobody is addressed, and nobody is told."""
    with ready_database("sqlite") as url, closing(Database(url)) as database:
        held = desk(database, are_guests_welcome=False)
        inbox = held.intake.inbox
        asked = held.question()
        inbox.put(asked)
        said = replace(asked, ts="9.000000", surface="follow_up", user="U2")

        held.intake.overhear(said, is_guest=is_guest)
        (first,) = inbox.claim(2)
        inbox.bury(first)

        assert [lease.question for lease in inbox.claim(2)] == [said] * is_taken


@pytest.mark.slow
def test_a_limit_holds_over_two_processes_at_once() -> None:
    """Of 200 questions that two processes take at the same time, 30 a minute are let in."""
    with fresh_database("postgresql") as url:
        Database(url).close()
        processes = [
            subprocess.Popen(  # noqa: S603 - this project's own code
                [sys.executable, "-c", ASKER, url, name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for name in ("111111", "222222")
        ]
        for process in processes:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        outputs = []
        for process in processes:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        outputs = [process.communicate(timeout=25)[0].split() for process in processes]

    ends = [int(word) for output in outputs for word in output[::2]]
    told = sum(int(word) for output in outputs for word in output[1::2])
    minutes = {end for end in ends if end}
    assert len(ends) == 200
    assert 30 <= ends.count(0) <= 60  # a new minute may begin
    assert 1 <= len(minutes) <= 2
    assert told == len(minutes)
