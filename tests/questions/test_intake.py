"""The intake stores what is asked, wakes whoever answers, and keeps no words of what is refused."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from fakes.databases import ready_database
from fakes.questions import question
from fakes.rows import each_row
from fakes.store import Store

from bot.languages import language_of
from bot.messages import Reply
from bot.questions.intake import STOPPED, Intake
from bot.storage.operation.limits import Limits

SECOND = "1763895601.000100"


@pytest.fixture
def store() -> Iterator[Store]:
    """An empty database."""
    with ready_database("sqlite") as url:
        store = Store(url)
        with closing(store.database):
            yield store


def intake(store: Store, woken: list[int] | None = None, **limits: object) -> Intake:
    """Return an intake with limits; `woken` grows whenever the workers are woken."""
    wakes: list[int] = [] if woken is None else woken
    held = Limits(store.database, store.time.clock, **limits)  # type: ignore[arg-type]
    return Intake(
        store.inbox, store.revisions, store.history, held, lambda: wakes.append(len(wakes))
    )


def test_the_workers_are_woken_by_whatever_there_is_to_do(store: Store) -> None:
    """A new question, an edit, a press and a stop; none of them waits for the next look."""
    woken: list[int] = []
    way_in = intake(store, woken)
    asked = question()

    counts = []
    way_in.accept(asked)
    counts.append(len(woken))
    assert way_in.revise(edited := replace(asked, text="and Rome?", revision=SECOND))
    counts.append(len(woken))
    store.settle(store.save(*store.inbox.claim(1)))
    assert way_in.ask_again(asked, "1763895602.000100", "U1")
    counts.append(len(woken))
    way_in.stop(asked.thread_key, "en")
    counts.append(len(woken))

    assert counts == [1, 2, 3, 4]
    assert not way_in.revise(edited)  # told of again


def test_whoever_is_woken_finds_what_there_is_to_do(store: Store) -> None:
    """It is committed by then; nobody would look again soon."""
    found: list[str] = []

    def look() -> None:
        for lease in store.inbox.claim(1):
            found.append("stopped" if lease.answer else lease.question.text)
            if lease.question.text != "Paris?":
                store.settle(store.save(lease))

    way_in = replace(intake(store), wake=look)
    asked, other = question("Oslo?"), question("Paris?", channel="C2")
    way_in.accept(asked)
    way_in.revise(replace(asked, text="Rome?", revision=SECOND))
    way_in.ask_again(asked, "1763895602.000100", "U1")
    way_in.accept(other)
    way_in.stop(other.thread_key, "en")

    assert found == ["Oslo?", "Rome?", "Rome?", "Paris?", "stopped"]


@pytest.mark.parametrize("limits", [{"channels": frozenset({"C9"})}, {"per_person": 1}], ids=str)
def test_the_words_of_what_is_refused_are_not_kept(store: Store, limits: dict[str, object]) -> None:
    """It is known by its key, so that it is refused once; nobody works on it."""
    way_in = intake(store, **limits)
    way_in.limits.refusal_of(question(), is_guest=False)
    asked = question("canary in Oslo?", thread="1763895500.000100")

    refusals = [way_in.accept(asked) for _ in range(2)]

    assert [bool(refusal) for refusal in refusals] == [True, False]
    assert asked.key in store.everything()
    assert "canary" not in store.everything()
    assert store.inbox.claim(1) == []


@each_row("limits", [{"channels": frozenset({"C9"})}, {"per_person": 1}])
def test_a_question_that_was_refused_can_be_put_in_other_words(limits: dict[str, object]) -> None:
    """Later, when nothing is in its way any more; its author is known."""
    with ready_database("sqlite") as url, closing((store := Store(url)).database):
        way_in = intake(store, **limits)
        way_in.limits.refusal_of(question(), is_guest=False)
        store.ask("elsewhere?", channel="C2", ts=question().ts, user="U2")
        assert way_in.accept(question("weather in Oslo?"))

        assert way_in.author_of(question()) == "U1"
        assert way_in.revise(replace(question("weather in Rome?"), revision=SECOND))

        open_ = sorted(lease.question.text for lease in store.inbox.claim(9))
        assert open_ == ["elsewhere?", "weather in Rome?"]


def test_a_press_counts_for_whoever_has_pressed(store: Store) -> None:
    """And is no question of its own."""
    way_in = intake(store, per_person=1)
    asked = question()

    refusals = [way_in.refusal_of_press(asked, user) for user in ("U2", "U2", "U3")]
    press = replace(asked, text="", revision=SECOND)

    assert [bool(refusal) for refusal in refusals] == [False, True, False]
    assert [way_in.is_first(press) for _ in range(2)] == [True, False]
    assert store.inbox.claim(1) == []


def test_what_addresses_nobody_is_heard_where_the_bot_takes_part(store: Store) -> None:
    """In a thread in which it has answered or is about to, and in no other one."""
    way_in = intake(store)
    answered, waiting = store.answer(channel="C1"), store.ask(channel="C2")
    elsewhere = question(channel="C3", ts=answered.ts)

    for asked in (answered, waiting, elsewhere):
        said = question("and now?", ts=store.ts(number=9), thread=asked.ts, channel=asked.channel)
        way_in.overhear(replace(said, surface="follow_up"))
    leases = store.inbox.claim(5)
    store.inbox.bury(next(lease for lease in leases if lease.question == waiting))
    leases += store.inbox.claim(5)

    heard = [lease.question.channel for lease in leases if lease.question.text == "and now?"]
    assert sorted(heard) == ["C1", "C2"]


def test_a_stop_is_for_what_was_asked_before_it(store: Store) -> None:
    """It is told in the person's language, and comes to nothing where nobody works."""
    way_in = intake(store)
    asked = question(ts=SECOND)
    way_in.accept(asked)
    store.inbox.claim(1)

    assert not way_in.stop(asked.thread_key, "de", pressed_at="1763895600.000100")
    assert way_in.stop(asked.thread_key, "de", pressed_at="1763895602.000100")
    (lease,) = store.inbox.claim(1)
    assert lease.answer
    assert lease.answer.reply == Reply(language_of("de").text(STOPPED), language="de")
    assert not way_in.stop(asked.thread_key, "de")
