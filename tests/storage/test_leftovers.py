"""What a deletion leaves beside the rows that go: nothing of it, on both engines."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from fakes.databases import Opened, is_waited_for, make_file
from fakes.log import captured_log
from fakes.questions import question
from fakes.store import Store, readable
from fakes.waiting import PATIENCE_S, until

from bot.errors import LeaseLostError
from bot.messages import Answer, Question, Remark, Reply, to_json
from bot.storage.closed_questions import forget_presses
from bot.storage.database import REMOVED_AT_ONCE
from bot.storage.operation.limits import Limits
from bot.storage.remarks import forget_remarks
from bot.storage.retention import Removed
from bot.storage.tables import questions

CANARY = "canary-4711"
ADA_SAID, BOB_SAID = "1763895600.000100", "1763895601.000100"
ADA = Remark("Ada", "Shall we meet in Oslo?", ts=ADA_SAID, people=("U7",))
BOB = Remark("Bob", "With @Cleo!", ts=BOB_SAID, people=("U8", "U9"))
IN_THREAD = {"thread": ADA_SAID}


@pytest.fixture
def store(opened: Opened) -> Store:
    """An empty database of each engine."""
    return Store(opened.url, opened.database)


def thread_message(ts: str) -> Question:
    """Return a message of the thread, as an event names it."""
    return replace(question(ts=ts, thread=ADA_SAID), user="", text="")


# What others have left at a question, and what is left at those of others


def test_feedback_goes_when_its_question_is_withdrawn(store: Store) -> None:
    """Whoever gave it; that on other questions stays."""
    asked, other = store.answer("asked"), store.answer("other", ts=store.ts(number=1))
    for each in (asked, other):
        store.people.rate(each, "U2", is_good=True)

    store.retention.withdraw(asked, may_come=True)

    assert [opinion.question for opinion in store.people.opinions()] == ["other"]


@pytest.mark.parametrize("is_edited", [False, True])
def test_feedback_goes_when_the_asker_is_forgotten(store: Store, *, is_edited: bool) -> None:
    """With the question, in whatever wording."""
    revision = store.ts(number=5) if is_edited else ""
    asked = store.answer("asked", user="U7", revision=revision)
    other = store.answer("other", ts=store.ts(number=1))
    for each in (asked, other):
        store.people.rate(replace(each, revision=""), "U2", is_good=True)

    store.retention.forget({"user": "U7"})

    assert [opinion.question for opinion in store.people.opinions()] == ["other"]


def press(store: Store, asked: Question, user: str, number: int = 9) -> None:
    """Have somebody ask for new values."""
    assert store.revisions.ask_again(asked, store.ts(number=number), user)


def test_who_is_forgotten_has_pressed_no_button(store: Store) -> None:
    """A question of somebody else that they asked again keeps its answer."""
    asked = store.answer("weather in Oslo?")
    press(store, asked, CANARY)
    store.people.rate(asked, "U2", is_good=True)
    assert CANARY in store.everything()

    store.retention.forget({"user": CANARY})

    assert CANARY not in store.everything()
    assert [each.answer for each in store.people.opinions()] == ["answer to weather in Oslo?"]
    assert store.inbox.claim(9) == []
    press(store, asked, "U2", number=10)
    (lease,) = store.inbox.claim(9)
    assert (lease.question.user, lease.question.pressed_by) == ("U1", "U2")


def test_whoever_works_for_a_forgotten_press_is_too_late(store: Store) -> None:
    """Its end would be told to whoever is forgotten."""
    press(store, store.answer("weather in Oslo?"), CANARY)
    (lease,) = store.inbox.claim(1)

    store.retention.forget({"user": CANARY})

    with pytest.raises(LeaseLostError):
        store.inbox.save_answer(lease, Answer(Reply("rain")))
    assert CANARY not in store.everything()


def test_a_press_of_an_older_release_is_forgotten_too(store: Store) -> None:
    """It is stored with a question that is long answered; of another place nothing goes.

    Nor of another person who has pressed there, or waits.
    """
    pressed = [
        store.answer(channel=channel, ts=store.ts(number=number))
        for number, channel in enumerate(("C1", "C2"))
    ]
    with store.database.transaction() as transaction:
        for asked in pressed:
            old = to_json(replace(asked, pressed_by=CANARY))
            row = questions.update().where(questions.c.key == asked.key)
            transaction.execute(row.values(question=old))

    press(store, pressed[0], "U2", number=10)
    again = replace(pressed[0], revision=store.ts(number=10), pressed_by="U2")
    waiting = [again, store.ask(ts=store.ts(number=2))]

    store.retention.forget({"user": CANARY, "channel": "C1"})
    in_one_place = store.everything().count(CANARY)
    store.retention.forget({"user": CANARY})

    assert in_one_place == 1
    assert CANARY not in store.everything()
    assert store.everything().count("'done'") == 2  # as before: nobody has given them up
    assert [lease.question for lease in store.inbox.claim(9)] == waiting


def test_a_press_that_is_forgotten_while_its_question_is_deleted_brings_no_words_back(
    store: Store,
) -> None:
    """The one waits for the other."""
    press(store, asked := store.answer("weather in Oslo?"), CANARY)

    with ThreadPoolExecutor(1) as others:
        with store.database.transaction() as transaction:
            store.inbox.withdraw(transaction, asked, may_come=False)
            owner = {"user": CANARY}
            forgotten = others.submit(forget_presses, store.database, owner, lambda: True)
            until(lambda: forgotten.done() or is_waited_for(transaction))
        forgotten.result(PATIENCE_S)

    with store.database.transaction() as transaction:
        left = transaction.execute(sa.select(questions.c.question, questions.c.answer)).all()
    assert [tuple(row) for row in left] == [({}, None)] * 2


# Remarks beside the questions of others


@pytest.mark.parametrize("is_settled", [False, True])
@pytest.mark.parametrize("is_edited", [False, True])
def test_a_remark_that_is_taken_back_is_gone_and_the_others_stay(
    store: Store, *, is_settled: bool, is_edited: bool
) -> None:
    """Deleted or put in other words, also while an answer is on its way."""
    store.ask("how is it there?", **IN_THREAD)
    (lease,) = store.inbox.claim(1)
    lease = store.save(lease, ADA, BOB)
    asked = store.settle(lease) if is_settled else lease.question

    said = thread_message(ADA_SAID)
    if is_edited:
        store.retention.withdraw_remark(said)
    else:
        store.retention.withdraw(said, may_come=False)
    if not is_settled:
        store.inbox.release(lease, 0, may_be_posted=False)
        (lease,) = store.inbox.claim(1)
        store.settle(lease)

    told = store.told(asked)
    assert "Ada" not in store.everything()
    assert "Shall we meet" not in store.everything()
    assert "With @Cleo!" in told[0]
    assert told[-2:] == ["how is it there?", "answer to how is it there?"]


TAKEN_BACK: list[Callable[[Store], object]] = [
    lambda store: store.retention.withdraw_remark(thread_message(ADA_SAID)),
    lambda store: forget_remarks(store.database, {"user": "U7"}, lambda: True),
]


@pytest.mark.parametrize("take_back", TAKEN_BACK, ids=["edited", "forgotten"])
def test_a_remark_that_goes_while_its_answer_is_settled_leaves_nothing(
    store: Store, take_back: Callable[[Store], object]
) -> None:
    """Of the answer neither, whose turn the history has from then on."""
    store.ask("how is it there?", **IN_THREAD)
    (lease,) = store.inbox.claim(1)
    lease = store.save(lease, ADA)
    assert lease.answer

    with ThreadPoolExecutor(1) as others:
        with store.database.transaction() as transaction:
            store.inbox.settle(transaction, lease, "reply")
            store.history.append(transaction, lease.question, lease.answer)
            taken_back = others.submit(take_back, store)
            until(lambda: taken_back.done() or is_waited_for(transaction))
        taken_back.result(PATIENCE_S)

    assert "Ada" not in store.everything()
    with store.database.transaction() as transaction:
        (answer,) = transaction.execute(sa.select(questions.c.answer)).scalars()
    assert (answer["turn"], answer["reply"]["text"]) == ([], "answer to how is it there?")


def test_a_remark_stays_for_the_rest(store: Store) -> None:
    """Elsewhere, at another time, or as long as nobody takes it back."""
    asked = store.answer("how is it there?", ADA, BOB, **IN_THREAD)
    before = store.everything()

    for other in (
        thread_message("1763895600.000101"),
        replace(thread_message(ADA_SAID), channel="C2"),
        replace(thread_message(ADA_SAID), team="T2"),
    ):
        store.retention.withdraw_remark(other)
        store.retention.withdraw(other, may_come=False)
    store.retention.forget({"user": "U99"})
    store.retention.forget({"user": "U7", "channel": "C2"})

    assert store.everything() == before
    assert "Ada" in store.told(asked)[0]


def test_an_answer_of_a_release_without_remarks_is_read_all_the_same(store: Store) -> None:
    """Though it says what could be somebody's id: whoever is forgotten is, and it stays."""
    asked = store.ask("how is it there?", **IN_THREAD)
    (lease,) = store.inbox.claim(1)
    old = to_json(store.save(lease).answer) | {"model": "U7"}
    del old["remarks"]
    with store.database.transaction() as transaction:
        transaction.execute(questions.update().values(answer=old))

    forget_remarks(store.database, {"user": "U7"}, lambda: True)

    store.inbox.release(lease, 0, may_be_posted=False)
    (lease,) = store.inbox.claim(1)
    assert (lease.question, lease.answer is not None) == (asked, True)


def test_without_any_remark_left_nothing_is_said_of_them(store: Store) -> None:
    """The thread's turns are what they are without; the one before the other stays till then.

    No question was withdrawn, and so the log names none.
    """
    asked = store.answer("how is it there?", ADA, BOB, **IN_THREAD)

    with captured_log() as log:
        store.retention.withdraw(thread_message(BOB_SAID), may_come=False)
        assert "Shall we meet in Oslo?" in store.told(asked)[0]
        store.retention.withdraw(thread_message(ADA_SAID), may_come=False)

    assert log.entries("question.withdrawn") == []
    assert store.told(asked) == ["how is it there?", "answer to how is it there?"]


def test_a_question_that_may_know_a_deleted_remark_is_worked_on_anew(store: Store) -> None:
    """Whoever is at it would store the remark a moment later.

    What was answered in other threads of its channel, or elsewhere, does not matter.
    """
    store.answer("elsewhere?", channel="C2", **IN_THREAD)
    store.answer("in a thread beside?", ts=store.ts(number=2))
    store.answer("in an older one?", ts=store.ts(days_ago=1))
    asked = store.ask("how is it there?", **IN_THREAD)
    (lease,) = store.inbox.claim(1)

    store.retention.withdraw(thread_message(ADA_SAID), may_come=False)

    with pytest.raises(LeaseLostError):
        store.save(lease, ADA)
    assert [again.question for again in store.inbox.claim(9)] == [asked]


def test_work_that_can_t_know_a_deleted_message_goes_on(store: Store) -> None:
    """It was written later or in another thread, or the thread's history is known already."""
    first = store.answer("how is it there?", ADA, **IN_THREAD)
    store.ask("and tomorrow?", ts=store.ts(number=1), thread=first.thread)
    store.ask("elsewhere?", channel="C2", **IN_THREAD)
    store.ask("in a thread beside?", ts=store.ts(number=2))
    leases = store.inbox.claim(9)

    store.retention.withdraw(thread_message(BOB_SAID), may_come=False)
    late = replace(thread_message("9999999998.000000"), channel="C2")
    store.retention.withdraw(late, may_come=False)
    in_third = replace(thread_message(BOB_SAID), thread="1763895500.000100")
    store.retention.withdraw(in_third, may_come=False)

    assert len(leases) == 3
    for lease in leases:
        store.inbox.confirm(lease)


@pytest.mark.parametrize("is_settled", [False, True])
@pytest.mark.parametrize(
    ("user", "gone", "kept"),
    [("U7", ["Ada", "meet"], ["Bob", "Cleo"]), ("U9", ["Bob", "Cleo"], ["Ada", "meet"])],
)
def test_who_is_forgotten_has_said_nothing_and_is_not_named(
    store: Store, user: str, gone: list[str], kept: list[str], *, is_settled: bool
) -> None:
    """In the threads of others, settled or not; what was said elsewhere stays."""
    eve = Remark("Eve", "Good morning!", ts=BOB_SAID, people=("U6",))
    elsewhere = store.answer("and here?", eve, channel="C2", **IN_THREAD)
    store.ask("how is it there?", **IN_THREAD)
    (lease,) = store.inbox.claim(1)
    lease = store.save(lease, ADA, BOB)
    if is_settled:
        store.settle(lease)

    removed = store.retention.forget({"user": user})

    left = store.everything()
    assert removed == Removed(0, 0)
    assert [word for word in gone if word in left] == []
    assert [word for word in kept if word in left] == kept
    assert user not in left
    assert "Good morning!" in store.told(elsewhere)[0]


def test_remarks_go_with_the_question_that_was_told_of_them(store: Store) -> None:
    """Withdrawn, forgotten or put in other words."""
    asked = store.answer("how is it there?", ADA, **IN_THREAD)
    store.retention.withdraw(asked, may_come=False)
    withdrawn = store.everything()
    other = store.answer("how is it there?", ADA, channel="C2", **IN_THREAD)
    store.revisions.revise(replace(other, text="and here?", revision=store.ts(number=3)))

    assert "Ada" not in withdrawn
    assert "Ada" not in store.everything()


def test_many_remarks_and_presses_are_forgotten_a_few_rows_at_a_time(store: Store) -> None:
    """Nobody waits long for the database."""
    count = REMOVED_AT_ONCE + 2
    namesake = Remark("U7", "Hello!", ts=BOB_SAID, people=("U8",))
    asked = store.answer("q", ADA, namesake, **IN_THREAD)
    store.repeat(replace(asked, pressed_by="U7"), count - 1)
    told = store.everything().count("Ada")

    store.retention.forget({"user": "U7"})

    left = store.everything()
    assert told == count
    assert ("Ada" in left, left.count("U7")) == (False, count)
    assert len(store.stored()[1]) == count
    assert [store.pauses.acquire(blocking=False) for _ in range(3)] == [True, True, False]


# All of a person

TRACES = ("asked", "wording", "waiting", "home", "remark", "name", "named", "url")


@pytest.mark.parametrize("size", [20, 3000])
def test_nothing_of_a_forgotten_person_is_left_in_the_files(tmp_path: Path, size: int) -> None:
    """What they said, set, pressed, and what they were called: in the log's files neither."""
    make_file(tmp_path / "bot.db")
    store = Store(f"sqlite:///{tmp_path}/bot.db")
    canary = {kind: f"canary-{kind}-" * (size // 10) for kind in TRACES}
    leave_traces(store, canary)
    traces = [f"canary-{kind}-" for kind in TRACES] + ["UCANARY"]
    before = readable(store, *traces)

    store.retention.forget({"user": "UCANARY"})

    after = readable(store, *traces, "weather in Bonn?")
    store.database.close()
    assert set(before) >= set(traces) - {"canary-wording-"}
    assert after == ["weather in Bonn?"]


def test_nothing_of_a_forgotten_person_is_left_in_the_tables(store: Store) -> None:
    """On either engine."""
    leave_traces(store, {kind: f"canary-{kind}" for kind in TRACES})
    before = store.everything()

    store.retention.forget({"user": "UCANARY"})

    assert "canary-" in before
    assert "canary-" not in store.everything()
    assert "UCANARY" not in store.everything()
    assert "weather in Bonn?" in store.everything()


def leave_traces(store: Store, canary: Mapping[str, str]) -> None:
    """Have a person do all that is stored, in their own threads and in those of others."""
    own = {"user": "UCANARY"}
    asked = store.answer(canary["wording"], ts=store.ts(number=1), channel="C1", **own)
    store.revisions.revise(replace(asked, text=canary["asked"], revision=store.ts(number=2)))
    (lease,) = store.inbox.claim(1)
    store.settle(store.save(lease))
    store.people.set_home("T1", "UCANARY", canary["home"])
    said = Remark(canary["name"], canary["remark"], ts=ADA_SAID, people=("UCANARY",))
    naming = Remark("Bob", f"@{canary['named']}!", ts=BOB_SAID, people=("U8", "UCANARY"))
    others = {"channel": "C3", "thread": ADA_SAID, "ts": store.ts(number=3)}
    other = store.answer("weather in Bonn?", said, naming, **others)
    store.people.rate(other, "UCANARY", is_good=True)
    store.people.rate(asked, "U8", is_good=True)
    assert store.revisions.ask_again(other, store.ts(number=4), "UCANARY")
    Limits(store.database, store.time.clock, per_person=9).refusal_of(asked, is_guest=False)
    command = replace(
        store.ask(canary["waiting"], ts=store.ts(number=5), channel="C4", **own),
        surface="command",
        revision="trigger",
        answer_url=canary["url"],
    )
    store.inbox.put(command)
