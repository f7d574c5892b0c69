"""Messages that are asked again: edits and refreshed answers, on both engines."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import pytest
from fakes.clock import FakeTime
from fakes.databases import Opened, is_waited_for
from fakes.questions import question
from fakes.waiting import PATIENCE_S, until

from bot.errors import DatabaseError, LeaseLostError
from bot.messages import Answer, Message, Question, Reply, Surface
from bot.storage.database import Database, Transaction
from bot.storage.history import History
from bot.storage.inbox import Inbox, Lease
from bot.storage.revisions import Revisions
from bot.storage.tables import questions, turns

LATER, LATEST = "1763895700.000100", "1763895800.000100"
STOPPED = Answer(Reply("Stopped."))


@dataclass
class Office:
    """An inbox with what is built on it, at a time that stands still."""

    database: Database
    inbox: Inbox
    history: History
    revisions: Revisions

    def take(self) -> Lease:
        """Lease the one question that is due."""
        (lease,) = self.inbox.claim(5)
        return lease

    def finish(self, reply_id: str, text: str = "Mild.") -> Question:
        """Answer the one question that is due."""
        lease = self.take()
        turn = (Message("user", lease.question.text), Message("assistant", text))
        answer = Answer(Reply(text), turn)
        lease = self.inbox.save_answer(lease, answer)
        with self.database.transaction() as transaction:
            self.inbox.settle(transaction, lease, reply_id)
            self.history.append(transaction, lease.question, answer)
        return lease.question


@pytest.fixture
def office(opened: Opened) -> Office:
    """Open it on a real database of each engine."""
    time, database = FakeTime(), opened.database
    inbox = Inbox(database, time.clock, lease_s=60, now_s=lambda _: time.clock.now().timestamp())
    history = History(database, max_tokens=8000)
    return Office(database, inbox, history, Revisions(database, inbox, history))


def edited(asked: Question, text: str, at: str = LATER) -> Question:
    """Return another wording of a question."""
    return replace(asked, text=text, revision=at)


def test_an_edited_question_is_answered_in_the_reply_that_it_has(office: Office) -> None:
    """Which is found by where and when the message was written."""
    asked = question("weather in Oslo?")
    office.inbox.put(asked)
    office.finish("reply-1")

    assert office.revisions.revise(edited(asked, "weather in Rome?"))

    lease = office.take()
    assert lease.question.text == "weather in Rome?"
    assert office.revisions.earlier_reply(lease.question) == "reply-1"
    office.inbox.release(lease, 0, may_be_posted=False)
    office.finish("reply-2")  # the first one was gone
    for number, other in enumerate((question(channel="C2"), question(ts=LATEST))):
        office.inbox.put(other)
        office.finish(f"reply-{3 + number}")
    assert office.revisions.earlier_reply(edited(asked, "Bonn?", LATEST)) == "reply-2"


def test_an_edit_back_to_the_first_words_is_one_too(office: Office) -> None:
    """The answer to the words between them is not what its author wants any more."""
    asked = question("weather in Oslo?")
    office.inbox.put(asked)
    first = office.take()

    assert office.revisions.revise(edited(asked, "weather in Rome?", LATER))
    assert office.revisions.revise(edited(asked, "weather in Oslo?", LATEST))

    with office.database.transaction() as transaction:
        assert office.inbox.settle(transaction, first, "reply-1")  # those words are the newest
    assert office.take().question == edited(asked, "weather in Oslo?", LATEST)


def test_an_edit_is_taken_once(office: Office) -> None:
    """However often Slack delivers it, and never after a later one."""
    asked = question("weather in Oslo?")
    office.inbox.put(asked)
    office.finish("reply-1")
    newest = edited(asked, "weather in Bonn?", LATEST)

    taken = [
        office.revisions.revise(item)
        for item in (newest, newest, edited(asked, "weather in Rome?", LATER))
    ]

    assert taken == [True, False, False]


def test_a_wording_that_nobody_has_begun_is_not_answered(office: Office) -> None:
    """Only the last one is; what others ask is another matter."""
    asked = question("weather in Olso?")
    others = [question(channel="C2"), question(team="T2"), question(ts=LATEST)]
    for each in (asked, *others):
        office.inbox.put(each)

    office.revisions.revise(again := edited(asked, "weather in Oslo?"))

    assert {lease.question for lease in office.inbox.claim(9)} == {again, *others}


def test_a_wording_in_work_is_finished_first(office: Office) -> None:
    """Its reply is then edited; two replies would be one too many. No older edit comes between."""
    asked = question("weather in Osol?")
    office.inbox.put(asked)
    lease = office.take()

    assert office.revisions.revise(edited(asked, "weather in Oslo?", LATEST))
    assert not office.revisions.revise(edited(asked, "weather in Rome?", LATER))
    meanwhile = office.inbox.claim(5)
    office.inbox.release(lease, 0, may_be_posted=False)
    assert office.revisions.revise(edited(asked, "weather in Bonn?", "1763895900.000100"))
    lease = office.take()  # once begun, it is, though it was given back
    assert lease.question == asked
    with office.database.transaction() as transaction:
        office.inbox.settle(transaction, lease, "reply-1")

    assert meanwhile == []
    assert office.revisions.earlier_reply(office.take().question) == "reply-1"


@pytest.mark.parametrize("text", ["weather in Oslo?", "weather in Rome?"])
def test_an_edit_of_what_was_no_question_is_none(office: Office, text: str) -> None:
    """Nor is one that was taken back, or that left the words as they are."""
    unknown, withdrawn, same = question(ts="1.1"), question(ts="1.2"), question(text, ts="1.3")
    office.inbox.put(withdrawn)
    office.inbox.put(same)
    with office.database.transaction() as transaction:
        office.inbox.withdraw(transaction, withdrawn, may_come=True)

    taken = [
        office.revisions.revise(item)
        for item in (edited(unknown, text), edited(withdrawn, text), edited(same, text))
    ]

    assert taken == [False, False, False]


@pytest.mark.parametrize(
    ("before", "after", "is_taken"),
    [
        ("mention", "follow_up", False),
        ("follow_up", "follow_up", True),
        ("follow_up", "mention", True),
    ],
)
def test_an_edit_that_addresses_the_bot_no_more_is_none(
    office: Office, before: Surface, after: Surface, *, is_taken: bool
) -> None:
    """The mention was taken out of it; what never had one is edited as it was written."""
    asked = replace(question(), surface=before)
    office.inbox.put(asked)

    assert office.revisions.revise(replace(edited(asked, "later?"), surface=after)) == is_taken

    again = replace(edited(asked, "and then?", LATEST), surface="follow_up")
    assert office.revisions.revise(again) == (before == after)


def test_the_thread_remembers_the_last_wording_alone(office: Office) -> None:
    """With its own answer."""
    asked = question("weather in Oslo?")
    office.inbox.put(asked)
    office.finish("reply-1", "Cold.")
    office.revisions.revise(edited(asked, "weather in Rome?"))
    office.finish("reply-1", "Warm.")

    later = question(ts=LATEST, thread=asked.thread)
    said = [message.content for turn in office.history.load(later).turns for message in turn]

    assert said == ["weather in Rome?", "Warm."]


def test_a_deleted_question_is_forgotten_in_all_its_wordings(office: Office) -> None:
    """And is not answered any more."""
    asked = question("weather in Oslo?")
    office.inbox.put(asked)
    office.finish("reply-1")
    office.revisions.revise(edited(asked, "weather in Rome?"))

    with office.database.transaction() as transaction:
        assert office.inbox.withdraw(transaction, asked, may_come=False)

    assert office.inbox.claim(5) == []
    assert not office.revisions.ask_again(asked, LATEST, "U1")


def test_an_answer_is_refreshed_by_asking_again(office: Office) -> None:
    """In the newest wording, once at a time."""
    asked = question("weather in Oslo?")
    office.inbox.put(asked)
    office.finish("reply-1")
    office.revisions.revise(edited(asked, "weather in Rome?"))
    too_soon = office.revisions.ask_again(asked, LATEST, "U1")
    office.finish("reply-1")

    assert not too_soon
    assert office.revisions.ask_again(asked, LATEST, "U1")
    assert not office.revisions.ask_again(question(ts="1.1"), LATEST, "U1")
    lease = office.take()
    assert (lease.question.text, lease.question.revision) == ("weather in Rome?", LATEST)


def test_a_message_s_author_is_known_until_it_is_deleted(office: Office) -> None:
    """In whatever wording; of a message elsewhere nobody is."""
    asked = replace(question(), user="U7")
    office.inbox.put(asked)
    office.revisions.revise(edited(asked, "weather in Rome?"))
    others = [question(ts=LATER), question(channel="C2"), question(team="T2")]

    known = [office.revisions.author_of(each) for each in (question(), *others)]
    with office.database.transaction() as transaction:
        office.inbox.withdraw(transaction, asked, may_come=True)
    late = edited(asked, "weather in Bonn?", LATEST)
    office.inbox.put(late)  # by a process that had looked at it a moment before

    assert not office.revisions.is_news(edited(asked, "weather in Kyiv?", LATEST))
    assert known == ["U7", None, None, None]
    assert office.revisions.author_of(asked) is None


def test_a_wording_without_a_reply_leaves_the_one_before_to_be_edited(office: Office) -> None:
    """Such as one that was closed by the answer to a command: two replies would be one too many."""
    asked = question("weather in Oslo?")
    office.inbox.put(asked)
    office.finish("reply-1")
    office.revisions.revise(edited(asked, "weather in Rome?"))
    office.finish("")
    office.revisions.revise(edited(asked, "weather in Bonn?", LATEST))

    assert office.revisions.earlier_reply(office.take().question) == "reply-1"


def test_a_question_without_a_reply_has_none_to_edit(office: Office) -> None:
    """Nor has one that is asked for the first time, or a command."""
    asked = question("weather in Oslo?")
    office.inbox.put(asked)
    command = replace(asked, surface="command", revision="trigger")

    found = [office.revisions.earlier_reply(item) for item in (asked, edited(asked, "x"), command)]
    office.finish("reply-1")  # nor are the first wording and a command of that moment an edit
    found += [office.revisions.earlier_reply(item) for item in (asked, command)]

    assert found == [None] * 5


def test_stopping_ends_the_work_on_a_thread(office: Office) -> None:
    """The answer says so, and whoever worked on it is too late; what waits there goes on."""
    asked, other = question("weather in Oslo?"), question(channel="C2")
    waiting = question("and then?", ts=LATER, thread=asked.ts)
    for each in (asked, other, waiting):
        office.inbox.put(each)
    leases = office.inbox.claim(5)

    stopped = office.revisions.stop(asked.thread_key, STOPPED)

    (first,) = (lease for lease in leases if lease.question == asked)
    with pytest.raises(LeaseLostError):
        office.inbox.save_answer(first, Answer(Reply("Mild.")))
    (again,) = office.inbox.claim(5)
    office.inbox.bury(again)
    assert [lease.answer for lease in office.inbox.claim(5)] == [None]
    assert stopped == 1
    assert (again.question, again.answer, again.attempt) == (asked, STOPPED, 2)
    assert {lease.question for lease in leases} == {asked, other}


@pytest.mark.parametrize(("pressed_at", "stopped"), [("1763895699.9", 0), ("1763895700.2", 1)])
def test_stopping_leaves_alone_what_was_asked_later(
    office: Office, pressed_at: str, stopped: int
) -> None:
    """The same press can be delivered again."""
    asked = question("weather in Oslo?", ts="1763895700.000100")
    office.inbox.put(asked)
    office.take()

    assert office.revisions.stop(asked.thread_key, STOPPED, pressed_at) == stopped


def test_stopping_leaves_alone_what_is_answered(office: Office) -> None:
    """It is on its way to its thread."""
    asked = question("weather in Oslo?")
    office.inbox.put(asked)
    lease = office.inbox.save_answer(office.take(), Answer(Reply("Mild.")))

    assert office.revisions.stop(asked.thread_key, STOPPED) == 0
    office.inbox.confirm(lease)


def test_stopping_an_edited_question_without_a_reply_says_so(office: Office) -> None:
    """Its first wording was closed before anybody began to answer it.

    No reply is looked for in the thread, whatever an earlier attempt has failed of.
    """
    asked = question("weather in Oslo?")
    office.inbox.put(asked)
    office.revisions.revise(edited(asked, "weather in Rome?"))
    office.inbox.release(office.take(), 0, may_be_posted=True)
    office.take()

    office.revisions.stop(asked.thread_key, STOPPED)

    stopped = office.take()
    assert (stopped.answer, stopped.may_be_posted) == (STOPPED, False)


def test_stopping_leaves_the_old_answer_of_what_is_asked_again(office: Office) -> None:
    """Words about a stop would take its place."""
    asked = question("weather in Oslo?")
    office.inbox.put(asked)
    office.finish("reply-1")
    office.revisions.ask_again(asked, LATEST, "U1")
    office.take()

    assert office.revisions.stop(asked.thread_key, STOPPED) == 1
    assert office.inbox.claim(5) == []


def words_of(office: Office) -> str:
    """Return all that is stored of questions and turns."""
    with office.database.transaction() as transaction:
        tables = (questions, turns)
        return str([transaction.execute(table.select()).all() for table in tables])


def test_of_an_older_wording_no_words_are_kept(office: Office) -> None:
    """Neither its answer, nor its turn, also when the new wording is never answered."""
    asked = question("canary in Oslo?")
    office.inbox.put(asked)
    office.finish("reply-1", "canary: mild")

    office.revisions.revise(edited(asked, "weather in Oslo?"))

    assert "canary" not in words_of(office)
    lease = office.take()
    assert lease.question.text == "weather in Oslo?"
    assert office.revisions.earlier_reply(lease.question) == "reply-1"


def test_an_edit_that_fails_is_one_when_it_comes_again(office: Office) -> None:
    """Nothing of it is stored by then: it would be no news, and its old answer would stay."""
    asked = question("canary in Oslo?")
    office.inbox.put(asked)
    office.finish("reply-1", "canary: mild")

    def rename(old: str, new: str) -> None:
        with office.database.transaction() as transaction:
            transaction.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")

    rename("turns", "mislaid")
    with pytest.raises(DatabaseError):
        office.revisions.revise(edited(asked, "weather in Oslo?"))
    rename("mislaid", "turns")

    assert office.revisions.revise(edited(asked, "weather in Oslo?"))
    assert "canary" not in words_of(office)


def test_an_older_wording_that_nobody_answered_is_not_kept(office: Office) -> None:
    """It was closed when the newer one came."""
    asked = question("canary in Oslo?")
    office.inbox.put(asked)

    office.revisions.revise(edited(asked, "weather in Oslo?"))

    assert "canary" not in words_of(office)


@pytest.mark.parametrize("is_given_up", [False, True])
def test_an_older_wording_in_work_goes_when_it_is_closed(
    office: Office, *, is_given_up: bool
) -> None:
    """Until then its words are needed, by an attempt after a crash as well."""
    asked = question("canary in Oslo?")
    office.inbox.put(asked)
    first = office.take()
    office.revisions.revise(edited(asked, "and in Oslo?"))
    office.inbox.release(first, 0, may_be_posted=False)

    if is_given_up:
        lease = office.take()
        office.inbox.bury(office.inbox.save_answer(lease, Answer(Reply("canary: mild"))))
    else:
        lease = office.inbox.save_answer(office.take(), Answer(Reply("canary: mild")))
        with office.database.transaction() as transaction:
            still_stands = office.inbox.settle(transaction, lease, "reply-1")
        assert not still_stands

    assert lease.question.text == "canary in Oslo?"
    assert "canary" not in words_of(office)
    assert office.take().question.text == "and in Oslo?"


def test_only_the_newest_of_many_wordings_is_kept(office: Office) -> None:
    """An answer that was made anew in between changes nothing about that."""
    asked = question("canary 1")
    office.inbox.put(asked)
    office.finish("reply-1", "canary")
    office.revisions.revise(edited(asked, "canary 2"))
    office.finish("reply-1", "canary")
    office.revisions.ask_again(asked, "1763895750.000100", "U2")
    office.finish("reply-1", "canary")

    office.revisions.revise(edited(asked, "weather in Rome?", LATEST))
    office.finish("reply-1", "Warm.")

    assert "canary" not in words_of(office)
    assert office.revisions.ask_again(asked, "1763895900.000100", "U2")
    assert office.take().question.text == "weather in Rome?"


def test_a_settled_question_says_no_more_where_its_answer_went(office: Office) -> None:
    """Nor who had it answered anew: the address is as good as a key."""
    command = replace(
        question("weather in Oslo?"),
        surface="command",
        revision="trigger",
        answer_url="https://hooks.example/canary",
    )
    asked = question("weather in Rome?", channel="C2")
    office.inbox.put(command)
    office.finish("")
    office.inbox.put(asked)
    office.finish("reply-1")
    office.revisions.ask_again(asked, LATER, "canary")
    assert "canary" in words_of(office)
    assert office.take().question.pressed_by == "canary"
    office.revisions.stop(asked.thread_key, STOPPED)

    assert "canary" not in words_of(office)


def test_a_question_that_is_given_up_says_no_more_where_its_answer_was_to_go(
    office: Office,
) -> None:
    """Slack had refused it for good."""
    asked = replace(
        question(), surface="command", revision="trigger", answer_url="https://hooks.example/canary"
    )
    office.inbox.put(asked)

    office.inbox.bury(office.take())

    assert "canary" not in words_of(office)


@dataclass(frozen=True)
class Meeting:
    """Work of another thread that begins in the middle of a transaction, and waits for its end."""

    threads: ThreadPoolExecutor
    work: Callable[[], object]
    begun: list[Future[object]] = field(default_factory=list)

    def begin(self, transaction: Transaction) -> None:
        """Begin the work; return as soon as it waits, or is over because it does not."""
        self.begun.append(other := self.threads.submit(self.work))
        until(lambda: other.done() or is_waited_for(transaction))

    def end(self) -> None:
        """Let the work end; raise what it has raised."""
        self.begun[0].result(PATIENCE_S)


@pytest.mark.parametrize("is_settled_first", [True, False])
def test_an_edit_at_the_end_of_the_work_leaves_no_old_words(
    office: Office, *, is_settled_first: bool
) -> None:
    """Whichever comes first, the other waits for it."""
    asked = question("canary in Oslo?")
    office.inbox.put(asked)
    answer = Answer(Reply("canary: mild"), (Message("user", asked.text),))
    lease = office.inbox.save_answer(office.take(), answer)

    def settle(begin: Callable[[Transaction], None] = lambda _: None) -> None:
        with office.database.transaction() as transaction:
            if office.inbox.settle(transaction, lease, "reply-1"):
                office.history.append(transaction, asked, answer)
            begin(transaction)

    def revise(begin: Callable[[Transaction], None] = lambda _: None) -> None:
        class Met(History):
            def withdraw(self, transaction: Transaction, question: Question) -> None:
                begin(transaction)
                super().withdraw(transaction, question)

        history = Met(office.database, max_tokens=8000)
        replace(office.revisions, history=history).revise(edited(asked, "weather in Oslo?"))

    with ThreadPoolExecutor(1) as threads:
        first, second = (settle, revise) if is_settled_first else (revise, settle)
        meeting = Meeting(threads, second)
        first(meeting.begin)
        meeting.end()

    assert "canary" not in words_of(office)
    assert office.take().question.text == "weather in Oslo?"


def test_an_edit_is_not_measured_by_the_clock_of_buttons(office: Office) -> None:
    """Which may be ahead: only an edit before the newest wording is too old."""
    asked = question("weather in Oslo?")
    office.inbox.put(asked)
    office.finish("reply-1")
    assert office.revisions.revise(edited(asked, "weather in Rome?", at="1763895610.0"))
    office.finish("reply-1")
    assert office.revisions.ask_again(asked, "1763895620.9", "U1")
    office.finish("reply-1")

    assert not office.revisions.revise(edited(asked, "weather in Bonn?", at="1763895609.0"))
    assert office.revisions.revise(edited(asked, "weather in Lima?", at="1763895620.1"))

    assert office.take().question.text == "weather in Lima?"


def test_a_press_that_is_delivered_twice_is_one(office: Office) -> None:
    """While it is answered, and after that."""
    asked = question("weather in Oslo?")
    office.inbox.put(asked)
    office.finish("reply-1")
    assert office.revisions.ask_again(asked, LATER, "U1")

    assert office.revisions.ask_again(asked, LATER, "U1")
    office.finish("reply-1")

    assert office.revisions.ask_again(asked, LATER, "U1")
    assert office.inbox.claim(5) == []
    assert office.revisions.ask_again(asked, LATEST, "U1")
    office.finish("reply-1")
    assert office.revisions.ask_again(asked, LATER, "U1")  # it was another that came since
    assert office.inbox.claim(5) == []
