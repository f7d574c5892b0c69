"""The inbox keeps every question until it is answered, and hands a thread's out in order."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa
from fakes.clock import FakeTime
from fakes.databases import Opened, Watched, ready_database
from fakes.postgres import Engine
from fakes.questions import question
from fakes.rows import each_row
from fakes.store import Store

from bot.errors import LeaseLostError
from bot.messages import (
    Answer,
    Credit,
    Message,
    Provenance,
    Question,
    Reply,
    ToolCall,
    answer_from_json,
)
from bot.storage.database import Database
from bot.storage.fair_share import share_of
from bot.storage.inbox import ARRIVAL_S, Inbox, Lease
from bot.storage.tables import questions

FIRST, SECOND = "1763895600.000100", "1763895601.000100"
ANSWER = Answer(
    Reply("Mild.", Provenance((Credit("Source", "https://source.example"),), ("°C",))),
    turn=(
        Message("user", "weather?"),
        Message("assistant", "", tool_calls=(ToolCall("1", "get_weather", "{}"),)),
        Message("tool", "{}", tool_call_id="1"),
        Message("assistant", "Mild."),
    ),
)


@pytest.fixture
def time() -> FakeTime:
    """A clock that the test moves."""
    return FakeTime()


@pytest.fixture
def url(opened: Opened) -> str:
    """A real database of each engine."""
    return opened.url


@pytest.fixture
def database(opened: Opened) -> Database:
    """The same, opened."""
    return opened.database


def inbox_in(database: Database, time: FakeTime) -> Inbox:
    """Return an inbox with leases of a minute, by a clock that the test moves."""
    return Inbox(database, time.clock, lease_s=60, now_s=lambda _: time.clock.now().timestamp())


@pytest.fixture
def inbox(database: Database, time: FakeTime) -> Inbox:
    """An empty inbox."""
    return inbox_in(database, time)


def test_a_question_that_arrives_twice_is_stored_once(inbox: Inbox) -> None:
    """Slack sends a mention as two events, and repeats both when it likes."""
    arrivals = [inbox.put(question()) for _ in range(3)]

    assert arrivals == [True, False, False]
    assert len(inbox.claim(10)) == 1


def test_a_command_is_known_by_its_trigger(inbox: Inbox) -> None:
    """Its time is that of its arrival, which is another one when it is repeated."""
    first, repeated, other = (
        replace(question(ts=ts), surface="command", revision=trigger)
        for ts, trigger in ((FIRST, "1"), (SECOND, "1"), (FIRST, "2"))
    )

    assert [inbox.put(asked) for asked in (first, repeated, other)] == [True, False, True]


def test_a_question_comes_back_as_it_went_in(inbox: Inbox) -> None:
    """Nothing of it is lost in the database."""
    asked = question("wie wird's in Zürich? ☂", channel="D7", thread=FIRST, ts=SECOND)
    inbox.put(asked)

    (lease,) = inbox.claim(1)

    assert lease.question == asked
    assert (lease.attempt, lease.answer) == (1, None)


def test_a_leased_question_is_not_handed_out_again(inbox: Inbox, time: FakeTime) -> None:
    """Until its lease runs out, one worker has it."""
    inbox.put(question())
    inbox.claim(1)

    before = inbox.claim(1)
    time.pass_s(60)
    (after,) = inbox.claim(1)

    assert before == []
    assert after.attempt == 2


def test_a_renewed_lease_lasts_longer(inbox: Inbox, time: FakeTime) -> None:
    """A slow answer is not taken away from its worker."""
    inbox.put(question())
    leases = inbox.claim(1)
    time.pass_s(50)

    inbox.renew(leases)
    time.pass_s(50)

    assert inbox.claim(1) == []


def test_questions_of_a_thread_are_handed_out_one_by_one(inbox: Inbox, database: Database) -> None:
    """The order is that of Slack's timestamps, even when they arrive the other way round."""
    second, first = question(ts=SECOND, thread=FIRST), question(ts=FIRST)
    other = question(ts=SECOND, channel="C2")
    for arrived in (second, first, other):
        inbox.put(arrived)

    round_one = inbox.claim(10)
    with database.transaction() as transaction:
        inbox.settle(transaction, round_one[0], "reply")
    round_two = inbox.claim(10)

    assert [lease.question for lease in round_one] == [first, other]
    assert [lease.question for lease in round_two] == [second]


def asked_by(user: str, count: int, *, first: int = 0, team: str = "T1") -> list[Question]:
    """Return questions of one person, a second apart, each in a thread of its own."""
    times = (f"{1_763_895_600 + first + number}.000100" for number in range(count))
    return [replace(question(ts=ts, team=team), user=user) for ts in times]


def askers(leases: Iterable[Lease]) -> list[str]:
    """Return whose questions were leased, in the order of the letters."""
    return sorted(lease.question.user for lease in leases)


def test_one_persons_many_questions_do_not_stand_before_anothers(
    inbox: Inbox, database: Database
) -> None:
    """Whoever comes later with one question is next, as long as the many are not in work."""
    later = [*asked_by("U2", 1, first=700), *asked_by("U3", 2, first=800)]
    with database.transaction() as transaction:  # one for all is quicker
        for asked in [*asked_by("U1", 600), *later]:
            inbox.put_within(transaction, asked)

    assert askers(inbox.claim(3)) == ["U1", "U2", "U3"]


def test_one_workspaces_many_people_do_not_stand_before_another_workspace(inbox: Inbox) -> None:
    """Sixty people with one question each are before themselves only."""
    for number in range(60):
        inbox.put(*asked_by(f"U{number}", 1, first=number))
    inbox.put(*asked_by("U_other", 1, first=100, team="T2"))

    assert "U_other" in askers(inbox.claim(2))


def test_nobodys_questions_wait_for_ever(inbox: Inbox, time: FakeTime) -> None:
    """Each stands five minutes behind the one before, so that it is the oldest at some time."""
    for team, waited_s, order in (("T1", 599, ["U1", "U1", "U2"]), ("T2", 600, ["U1"] * 3)):
        for asked in asked_by("U1", 3, team=team):
            inbox.put(asked)
        time.pass_s(waited_s)
        inbox.put(*asked_by("U2", 1, first=900, team=team))

        first = inbox.claim(3)
        for lease in [*first, *inbox.claim(1)]:
            inbox.bury(lease)
        assert askers(first) == order


def test_a_workspace_stands_a_second_behind_for_each_of_its_people(
    inbox: Inbox, time: FakeTime
) -> None:
    """However many questions each has waiting."""
    for asked in [
        *asked_by("U1", 2),
        *asked_by("U2", 1, first=5),
        *asked_by("U3", 1, first=10),
    ]:
        inbox.put(asked)
    for number, waited_s in enumerate((1.9, 0.2)):
        time.pass_s(waited_s)
        inbox.put(*asked_by(f"U_after_{number}", 1, first=20, team=f"T_{number}"))

    order = [askers(inbox.claim(1)) for _ in range(5)]

    assert order == [["U1"], ["U2"], ["U_after_0"], ["U3"], ["U_after_1"]]


def test_a_place_in_line_is_counted_up_to_a_thousand(
    inbox: Inbox, opened: Opened, time: FakeTime
) -> None:
    """Of the person's own questions and of people, so that storing one stays quick."""
    first = question(ts=FIRST)
    inbox.put(first)
    Store(opened.url, opened.database).repeat(first, 998)
    late = [question(channel=f"D{number}", ts=SECOND) for number in range(4)]
    for asked in late[:3]:
        inbox.put(asked)
    with opened.database.transaction() as transaction:
        own = sa.cast(questions.c.id, sa.String)
        transaction.execute(questions.update().values(user=own))
    inbox.put(late[3])

    now_s = time.clock.now().timestamp()
    with opened.database.transaction() as transaction:
        of_late = questions.select().where(questions.c.ts == SECOND).order_by(questions.c.id)
        steps_s = [row.rank_s - now_s for row in transaction.execute(of_late)]
    assert steps_s == [1 + 999 * 300, 1 + 1000 * 300, 1 + 1000 * 300, 1000]


def test_only_what_waits_in_the_same_workspace_counts_for_a_place_in_line(inbox: Inbox) -> None:
    """Neither questions that were answered, nor those of somebody with the same id elsewhere."""
    for asked in [*asked_by("U1", 3), *asked_by("U1", 3, team="T2")]:
        inbox.put(asked)
    for lease in inbox.claim(10):
        if lease.question.team == "T1":
            inbox.bury(lease)

    for asked in [*asked_by("U1", 1, first=10), *asked_by("U2", 1, first=20)]:
        inbox.put(asked)

    assert askers(inbox.claim(1)) == ["U1"]


def test_people_who_are_passed_over_keep_their_place(inbox: Inbox) -> None:
    """It is a question of this claim alone, and of people in their workspace."""
    for asked in [*asked_by("U1", 2), *asked_by("U1", 1, team="T2")]:
        inbox.put(asked)

    (other,) = inbox.claim(5, passed_over=[("T1", "U1")])

    assert other.question.team == "T2"
    assert askers(inbox.claim(5)) == ["U1", "U1"]


def test_a_saved_answer_is_handed_out_with_the_next_attempt(inbox: Inbox, time: FakeTime) -> None:
    """A crash after the model has answered costs no second model call."""
    inbox.put(question())
    (lease,) = inbox.claim(1)

    inbox.save_answer(lease, ANSWER)
    time.pass_s(61)
    (again,) = inbox.claim(1)

    assert again.answer == ANSWER


def test_an_overtaken_worker_cannot_change_the_question(
    inbox: Inbox, database: Database, time: FakeTime
) -> None:
    """The attempt's number is a fence against whoever wakes up too late."""
    inbox.put(question())
    (stale,) = inbox.claim(1)
    time.pass_s(61)
    (fresh,) = inbox.claim(1)

    with pytest.raises(LeaseLostError):
        inbox.save_answer(stale, ANSWER)
    with pytest.raises(LeaseLostError):
        inbox.release(stale, 0, may_be_posted=False)
    with pytest.raises(LeaseLostError), database.transaction() as transaction:
        inbox.settle(transaction, stale, "reply")
    with database.transaction() as transaction:
        inbox.settle(transaction, fresh, "reply")

    assert inbox.claim(1) == []


def test_an_overtaken_worker_neither_prolongs_nor_gives_back_a_lease(
    inbox: Inbox, time: FakeTime
) -> None:
    """It is somebody else's: a longer one would hold up an answer, and a shorter one double it."""
    inbox.put(question())
    (stale,) = inbox.claim(1)
    time.pass_s(61)
    (fresh,) = inbox.claim(1)
    time.pass_s(50)

    inbox.renew([stale])
    released = inbox.release_all([stale])
    meanwhile = inbox.claim(1)
    time.pass_s(10)
    (again,) = inbox.claim(1)

    assert (released, meanwhile) == (0, [])
    assert (fresh.attempt, again.attempt) == (2, 3)


def test_a_question_that_was_given_back_is_not_put_off_by_its_former_worker(
    inbox: Inbox, time: FakeTime
) -> None:
    """The renewal of leases runs beside the work, and may come a moment late."""
    inbox.put(question())
    (lease,) = inbox.claim(1)
    inbox.release(lease, 5, may_be_posted=False)

    inbox.renew([lease])
    released = inbox.release_all([lease])
    too_early = inbox.claim(1)
    time.pass_s(5)

    assert (released, too_early) == (0, [])
    assert len(inbox.claim(1)) == 1


def test_what_a_process_gives_back_with_an_answer_waits_for_its_arrival(
    inbox: Inbox, time: FakeTime
) -> None:
    """Its post may be under way, so that whoever looks at once would not find it yet."""
    inbox.put(question(ts=FIRST))
    inbox.put(question(ts=SECOND))
    answered, unanswered = inbox.claim(2)
    inbox.save_answer(answered, Answer(Reply("Mild.")))

    inbox.release_all([answered, unanswered])
    for given_back in (answered, unanswered):  # whoever works on still is too late
        with pytest.raises(LeaseLostError):
            inbox.confirm(given_back)
    at_once = inbox.claim(2)
    time.pass_s(2.9)
    too_soon = inbox.claim(2)
    time.pass_s(0.1)
    later = inbox.claim(2)

    assert [lease.question.ts for lease in at_once] == [SECOND]
    assert too_soon == []
    assert [lease.question.ts for lease in later] == [FIRST]


def test_questions_are_handed_out_in_the_order_of_their_time(inbox: Inbox) -> None:
    """Though whoever has fewer of them waiting is taken first."""
    many = [question(ts=f"{100 + number}.0") for number in range(5)]
    one = replace(question(ts="102.5"), user="U2")
    for asked in (*reversed(many), one):
        inbox.put(asked)

    leases = inbox.claim(9)

    assert [lease.question.ts for lease in leases] == sorted(q.ts for q in (*many, one))


def test_of_two_that_are_equal_in_line_the_older_is_first(inbox: Inbox) -> None:
    """Such as questions of two workspaces that arrive at one moment."""
    older, newer = question(ts=FIRST), question(ts=SECOND, team="T2")
    for asked in (newer, older):
        inbox.put(asked)

    assert [lease.question for lease in inbox.claim(1)] == [older]


def test_a_thread_is_busy_as_long_as_a_question_of_it_waits(inbox: Inbox) -> None:
    """In line or in work; what was answered or given up makes nobody wait."""
    asked = question(thread="1763895500.000100")
    inbox.put(asked)
    in_line = inbox.is_busy_with(asked.thread_key)
    (lease,) = inbox.claim(1)
    in_work = inbox.is_busy_with(asked.thread_key)
    inbox.bury(lease)

    assert (in_line, in_work) == (True, True)
    assert not inbox.is_busy_with(asked.thread_key)
    assert not inbox.is_busy_with(question(ts=SECOND).thread_key)


@each_row(
    ("free", "threads", "most", "is_passed_over"),
    [(0, 8, 0, False), (8, 8, 6, False), (3, 8, 1, False), (2, 8, 1, True), (1, 3, 1, False)],
)
def test_the_last_quarter_of_the_threads_is_for_those_without_any(
    free: int, threads: int, most: int, *, is_passed_over: bool
) -> None:
    """One question at a time; fewer threads than four have no such part."""
    in_work = [*asked_by("U1", threads - free), *asked_by("U1", 1, team="T2")][free < threads :]

    passed_over = frozenset({("T1", "U1"), ("T2", "U1")} if is_passed_over else ())
    assert share_of(free, threads, in_work) == (most, passed_over)


def test_a_released_question_comes_back_after_its_delay(inbox: Inbox, time: FakeTime) -> None:
    """And holds its thread's place in the meantime."""
    inbox.put(question(ts=FIRST))
    inbox.put(question(ts=SECOND, thread=FIRST))
    (lease,) = inbox.claim(1)

    inbox.release(lease, 5, may_be_posted=False)
    at_once = inbox.claim(10)
    time.pass_s(5)
    later = inbox.claim(10)

    assert at_once == []
    assert [(item.question.ts, item.attempt) for item in later] == [(FIRST, 2)]


def test_a_buried_question_frees_its_thread(inbox: Inbox) -> None:
    """One question that can't be answered does not silence the thread."""
    inbox.put(question(ts=FIRST))
    inbox.put(question(ts=SECOND, thread=FIRST))
    (lease,) = inbox.claim(10)

    inbox.bury(lease)

    assert [item.question.ts for item in inbox.claim(10)] == [SECOND]


@pytest.mark.parametrize("end", ["settled", "buried"])
def test_an_answer_at_its_end_is_kept_without_its_turn(
    inbox: Inbox, database: Database, end: str
) -> None:
    """That is the history's; the reply stays for feedback, and what the model has cost."""
    inbox.put(question(ts=FIRST))
    (lease,) = inbox.claim(1)
    lease = inbox.save_answer(lease, ANSWER)

    if end == "settled":
        with database.transaction() as transaction:
            inbox.settle(transaction, lease, "reply")
    else:
        inbox.bury(lease)

    with database.transaction() as transaction:
        (row,) = transaction.execute(questions.select()).all()
    assert answer_from_json(row.answer) == replace(ANSWER, turn=())
    assert "weather?" not in str(row.answer)


def test_a_question_survives_a_restart(url: str, time: FakeTime) -> None:
    """What was accepted is in the database."""
    database = Database(url)
    inbox_in(database, time).put(question())
    database.close()

    reopened = Database(url)
    leases = inbox_in(reopened, time).claim(1)
    reopened.close()

    assert [lease.question for lease in leases] == [question()]


def test_many_threads_never_get_the_same_question(inbox: Inbox) -> None:
    """Claims at the same moment share the questions out."""
    for number in range(40):
        inbox.put(question(channel=f"C{number}"))
    claimed: list[str] = []

    def claim_all() -> None:
        while leases := inbox.claim(3):
            claimed.extend(lease.question.channel for lease in leases)

    threads = [threading.Thread(target=claim_all) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(claimed) == sorted(f"C{number}" for number in range(40))


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_claim_passes_over_what_another_process_is_about_to_change(
    inbox: Inbox, database: Database
) -> None:
    """It would wait for the other's end; on SQLite there is one at a time."""
    for ts in (FIRST, SECOND):
        inbox.put(question(ts=ts))
    with database.transaction() as transaction:
        held = questions.select().where(questions.c.ts == FIRST).with_for_update()
        transaction.execute(held)

        assert [lease.question.ts for lease in inbox.claim(9)] == [SECOND]


@contextmanager
def listening_to_statements(keep: Callable[..., None]) -> Iterator[None]:
    """Hand on every statement that any database is sent, with its values."""
    sa.event.listen(sa.Engine, "before_cursor_execute", keep)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", keep)


def test_answered_questions_do_not_slow_the_claim_down(database: Database, engine: Engine) -> None:
    """The claim finds open questions by their index, however many have been answered."""
    sent = []

    def keep(_c: object, _k: object, statement: str, values: object, *_: object) -> None:
        sent.append((statement, values))

    inbox = Inbox(database, FakeTime().clock, lease_s=60, now_s=lambda _: 0.0)
    with listening_to_statements(keep):
        inbox.claim(1, passed_over=[("T1", "U1")])
    (claim,) = [statement for statement in sent if "UPDATE" in statement[0]]
    explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}[engine]
    with database.transaction() as transaction:
        if engine == "postgresql":
            transaction.exec_driver_sql("SET LOCAL enable_seqscan = off")  # an empty table's plan
        rows = transaction.exec_driver_sql(f"{explain} {claim[0]}", claim[1]).all()

    plan = [row.detail if engine == "sqlite" else row[0] for row in rows]
    scans = [step for step in plan if "SCAN questions" in step or "Scan on questions" in step]
    assert any("open_questions" in step for step in plan), plan
    assert all("open_questions" in step for step in scans if "questions_" not in step), plan


def test_what_may_be_on_its_way_is_not_taken_over_before_it_can_be_found(
    database: Database, time: FakeTime
) -> None:
    """However short the leases are: whoever looks too soon for a post makes a second one."""
    inbox = Inbox(database, time.clock, lease_s=1, now_s=lambda _: time.clock.now().timestamp())
    for channel, prolong in (
        ("C1", lambda _: None),
        ("C2", inbox.confirm),
        ("C3", lambda lease: inbox.renew([lease])),
    ):
        inbox.put(question(channel=channel))
        (lease,) = inbox.claim(1)
        prolong(inbox.save_answer(lease, ANSWER))

        time.pass_s(ARRIVAL_S - 0.1)
        too_soon = inbox.claim(1)
        time.pass_s(0.1)
        in_time = inbox.claim(1)
        inbox.bury(in_time[0])

        assert too_soon == []
        assert [lease.may_be_posted for lease in in_time] == [True]


def test_what_is_not_answered_is_taken_over_as_soon_as_its_lease_ends(
    database: Database, time: FakeTime
) -> None:
    """Nothing of it can be on its way, however short the lease is; renewed or not."""
    inbox = Inbox(database, time.clock, lease_s=1, now_s=lambda _: time.clock.now().timestamp())
    inbox.put(question())
    leases = inbox.claim(1)
    for renewed in (False, True):
        if renewed:
            inbox.renew(leases)
        time.pass_s(0.9)
        too_soon = inbox.claim(1)
        time.pass_s(0.1)
        leases = inbox.claim(1)

        assert (too_soon, len(leases)) == ([], 1)


def test_a_lease_goes_by_the_one_clock_of_all_machines(url: str, engine: Engine) -> None:
    """A machine whose clock is fast takes nothing away: PostgreSQL's own clock decides."""
    database, fast = Database(url), FakeTime()
    fast.pass_s(10_000_000_000)
    inbox = Inbox(database, FakeTime().clock, lease_s=60)
    inbox.put(question())
    inbox.claim(1)

    taken_away = Inbox(database, fast.clock, lease_s=60).claim(1)
    database.close()

    assert bool(taken_away) == (engine == "sqlite")


def test_a_question_can_be_found_by_where_and_by_whom_it_was_asked(
    inbox: Inbox, database: Database
) -> None:
    """So that it can be forgotten."""
    inbox.put(question(team="T9", channel="C9"))

    with database.transaction() as transaction:
        (row,) = transaction.execute(questions.select()).all()

    assert (row.team, row.channel, row.user) == ("T9", "C9", "U1")


def test_a_question_that_cannot_be_read_is_given_up(inbox: Inbox, database: Database) -> None:
    """As after a return to an older version, or its answer; the others are handed out."""
    unreadable = [question(channel=channel, ts=FIRST) for channel in ("question", "answer")]
    for asked in (*unreadable, question(ts=SECOND)):
        inbox.put(asked)
    with database.transaction() as transaction:
        for asked in unreadable:
            row = questions.update().where(questions.c.key == asked.key)
            transaction.execute(row.values({asked.channel: {"new": "form"}}))

    assert [lease.question.ts for lease in inbox.claim(10)] == [SECOND]
    assert [inbox.is_busy_with(asked.thread_key) for asked in unreadable] == [False, False]
    with database.transaction() as transaction:
        rows = transaction.execute(questions.select().order_by(questions.c.id)).all()
    assert [row.state for row in rows] == ["dead", "dead", "leased"]


def test_an_answer_that_may_be_posted_is_marked_so(inbox: Inbox, time: FakeTime) -> None:
    """From its saving on, unless the worker knows better."""
    inbox.put(question())
    (first,) = inbox.claim(1)
    inbox.save_answer(first, ANSWER)
    time.pass_s(61)
    (crashed,) = inbox.claim(1)
    inbox.release(crashed, 0, may_be_posted=False)
    (refused,) = inbox.claim(1)

    assert [lease.may_be_posted for lease in (first, crashed, refused)] == [False, True, False]


def test_what_others_have_seen_outlasts_a_loss_of_power(time: FakeTime) -> None:
    """That is a stored question and a saved answer; nothing else waits for the disk."""
    full, normal = 2, 1
    with ready_database("sqlite") as url, closing(Watched(url)) as database:
        inbox = inbox_in(database, time)
        database.levels.clear()
        inbox.put(question())
        (lease,) = inbox.claim(1)
        inbox.confirm(lease)
        inbox.save_answer(lease, ANSWER)
        inbox.renew([lease])

    assert database.levels == [full, normal, normal, full, normal]
