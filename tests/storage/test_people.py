"""What people set for themselves and what they think of answers, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import tzset

import pytest
from fakes.clock import FakeTime
from fakes.databases import Opened, is_waited_for
from fakes.questions import question
from fakes.waiting import PATIENCE_S, until

from bot.messages import Answer, Asker, Question, Reply
from bot.storage.database import Database
from bot.storage.history import History
from bot.storage.inbox import Inbox
from bot.storage.people import Opinion, People, Preferences, in_one_line
from bot.storage.revisions import Revisions

NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@dataclass
class Office:
    """People and the questions they asked, at a time that moves when a test says so."""

    time: FakeTime
    database: Database
    inbox: Inbox
    people: People

    def answer(self, asked: Question, text: str) -> None:
        """Ask a question and save its answer."""
        self.inbox.put(asked)
        (lease,) = self.inbox.claim(5)
        lease = self.inbox.save_answer(lease, Answer(Reply(text)))
        with self.database.transaction() as transaction:
            self.inbox.settle(transaction, lease, "reply-1")

    def rate(self, asked: Question, user: str, *, is_good: bool) -> None:
        """Rate a question that was asked."""
        self.inbox.put(asked)
        self.people.rate(asked, user, is_good=is_good)

    def raters(self) -> list[tuple[str, str, bool]]:
        """Return where opinions come from and what they are, the newest first."""
        return [(item.channel, item.user, item.is_good) for item in self.people.opinions()]


@pytest.fixture
def office(opened: Opened) -> Office:
    """Open it on a real database of each engine."""
    time, database = FakeTime(NOW), opened.database
    inbox = Inbox(database, time.clock, lease_s=60, now_s=lambda _: time.clock.now().timestamp())
    return Office(time, database, inbox, People(database, time.clock))


def go_on() -> bool:
    """Take no pause between two transactions."""
    return True


def test_who_has_set_nothing_leaves_all_to_the_bot(office: Office) -> None:
    """The circumstances stay as the channel knows them."""
    asker = Asker(NOW, "en-GB", "imperial")

    assert office.people.preferences("T1", "U1") == Preferences()
    assert office.people.known(question(), asker) == asker


def test_what_somebody_sets_holds_for_their_questions_alone(office: Office) -> None:
    """Not for others, and not for the same id in another workspace."""
    office.people.set_units("T1", "U1", "imperial")
    office.people.set_home("T1", "U1", "Oslo, Norway")

    known = office.people.known(question(), Asker(NOW))

    assert (known.units, known.home) == ("imperial", "Oslo, Norway")
    assert office.people.preferences("T1", "U2") == Preferences()
    assert office.people.preferences("T2", "U1") == Preferences()


def test_units_that_nobody_knows_are_left_to_the_bot(office: Office) -> None:
    """Such as those of a newer version; the home stays."""
    office.people.set_home("T1", "U1", "Oslo, Norway")
    office.people.set_units("T1", "U1", "kelvin")  # type: ignore[arg-type] # a newer version's

    assert office.people.preferences("T1", "U1") == Preferences(home="Oslo, Norway")


def test_one_setting_leaves_the_other_alone(office: Office) -> None:
    """Each can be changed, and taken back, by itself."""
    office.people.set_home("T1", "U1", "Oslo, Norway")
    office.people.set_units("T1", "U1", "imperial")
    office.people.set_home("T1", "U1", "Rome, Italy")
    both = office.people.preferences("T1", "U1")
    office.people.set_units("T1", "U1", None)
    home_alone = office.people.preferences("T1", "U1")
    office.people.set_home("T1", "U1", "")

    assert both == Preferences("imperial", "Rome, Italy")
    assert home_alone == Preferences(None, "Rome, Italy")
    assert office.people.preferences("T1", "U1") == Preferences()
    office.people.set_units("T1", "U2", "metric")
    assert office.people.preferences("T1", "U2") == Preferences("metric")


def test_an_opinion_is_kept_with_its_question_and_answer(office: Office) -> None:
    """For whoever runs the bot to learn from."""
    asked = question("weather in Oslo?")
    office.answer(asked, "Mild.")

    office.people.rate(asked, "U2", is_good=False)

    (opinion,) = office.people.opinions()
    assert opinion == Opinion(
        is_good=False,
        team="T1",
        channel="C1",
        user="U2",
        given_at_s=NOW.timestamp(),
        question="weather in Oslo?",
        answer="Mild.",
    )


def test_an_opinion_is_on_the_newest_answer_to_a_message(office: Office) -> None:
    """The one in Slack: of an edited question, and not one given up or that is being answered."""
    asked = question("weather in Olso?")
    edited = replace(asked, text="weather in Oslo?", revision="1763895700.000100")
    for wording, text in ((asked, "Which place?"), (edited, "Mild.")):
        office.answer(wording, text)
    others = (question("Rome?", team="T2"), question("Bergen?", ts="1763895900.000100"))
    for other in (*others, question("Paris?", channel="C2")):
        office.answer(other, "Hot.")
    office.inbox.put(replace(edited, revision="1763895800.000100"))
    (lease,) = office.inbox.claim(1)
    office.inbox.bury(office.inbox.save_answer(lease, Answer(Reply("Never in its thread."))))
    office.inbox.put(replace(edited, revision="1763895900.000100"))

    office.rate(asked, "U2", is_good=True)

    (opinion,) = office.people.opinions()
    assert (opinion.question, opinion.answer) == ("weather in Oslo?", "Mild.")


def test_the_last_word_of_each_person_counts(office: Office) -> None:
    """The newest opinion comes first."""
    asked = question()
    office.answer(asked, "Mild.")
    for user, is_good in (("U1", True), ("U2", True), ("U1", False)):
        office.time.pass_s(1)
        office.rate(asked, user, is_good=is_good)

    assert office.raters() == [("C1", "U1", False), ("C1", "U2", True)]


def test_an_opinion_on_a_question_that_is_gone_is_not_kept(office: Office) -> None:
    """It was deleted, or there never was one: anybody may press what a client has forged."""
    deleted, unknown = question("weather in Oslo?"), question(channel="C9")
    for asked in (deleted, question(channel="C2")):
        office.answer(asked, "Mild.")
    with office.database.transaction() as transaction:
        office.inbox.withdraw(transaction, deleted, may_come=False)

    for asked in (deleted, unknown):
        office.people.rate(asked, "U2", is_good=True)

    assert office.people.opinions() == []


def test_an_opinion_that_meets_the_deletion_of_its_question_is_not_kept(office: Office) -> None:
    """Whoever presses at that moment waits for its end, on either engine."""
    asked = question("weather in Oslo?")
    office.answer(asked, "Mild.")

    with ThreadPoolExecutor(1) as presses:
        with office.database.transaction() as transaction:
            office.inbox.withdraw(transaction, asked, may_come=False)
            office.people.withdraw(transaction, asked)
            rated = presses.submit(office.people.rate, asked, "U2", is_good=True)
            until(lambda: rated.done() or is_waited_for(transaction))
        rated.result(PATIENCE_S)

    assert office.people.opinions() == []


def test_a_message_of_another_workspace_is_another_message(office: Office) -> None:
    """Should two ever have a channel of one id, as shared ones do."""
    here, there = question(), replace(question(), team="T2")
    for asked in (here, there):
        office.rate(asked, "U2", is_good=True)

    with office.database.transaction() as transaction:
        office.people.withdraw(transaction, there)

    assert [opinion.team for opinion in office.people.opinions()] == ["T1"]


def test_an_opinion_while_an_edit_is_answered_says_nothing_of_the_old_words(
    office: Office,
) -> None:
    """They are gone."""
    asked = question("weather in Olso?")
    office.answer(asked, "Which place?")
    office.people.rate(asked, "U2", is_good=False)
    revisions = Revisions(office.database, office.inbox, History(office.database, max_tokens=8000))
    revisions.revise(replace(asked, text="weather in Oslo?", revision="1763895700.000100"))

    (opinion,) = office.people.opinions()

    assert in_one_line(opinion) == "2026-11-23 11:00 bad  T1 C1 U2: (deleted) | (deleted)"


def test_an_opinion_is_one_short_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the answer, and however many lines it has; its time is that of Greenwich."""
    opinion = Opinion(
        is_good=False,
        team="T1",
        channel="C1",
        user="U1",
        given_at_s=0.0,
        question="a\nb",
        answer="x\n" * 1000,
    )

    with monkeypatch.context() as machine:
        machine.setenv("TZ", "Asia/Tokyo")
        tzset()
        line = in_one_line(opinion)
    tzset()

    assert line == f"1970-01-01 00:00 bad  T1 C1 U1: a b | {'x ' * 99}x…"
    # What a model has written could move the cursor of a terminal, or name its window.
    sly = replace(opinion, answer="Mild.\x1b[2J\x1b]0;now\x07 \u202eMild.\x9b1A")
    assert in_one_line(sly).endswith(": a b | Mild. [2J ]0;now Mild. 1A")
    liked = replace(opinion, is_good=True, given_at_s=86_399.9, answer=" \n ")
    assert in_one_line(liked) == "1970-01-01 23:59 good T1 C1 U1: a b | (deleted)"


@pytest.mark.parametrize(
    ("owner", "kept", "kept_home"),
    [
        ({"user": "U1"}, [("C1", "U2", True)], ""),
        ({"channel": "C1"}, [("C2", "U1", True)], "Oslo"),
        ({"team": "T1"}, [], ""),
        ({"team": "T1", "user": "U2"}, [("C2", "U1", True), ("C1", "U1", True)], "Oslo"),
        ({"channel": "C1", "user": "U1"}, [("C2", "U1", True), ("C1", "U2", True)], "Oslo"),
    ],
)
def test_forgetting_reaches_settings_and_opinions(
    office: Office, owner: dict[str, str], kept: list[tuple[str, str, bool]], kept_home: str
) -> None:
    """Settings belong to a person in a workspace, and opinions to a channel as well."""
    office.people.set_home("T1", "U1", "Oslo")
    for asked, user in ((question(), "U1"), (question(), "U2"), (question(channel="C2"), "U1")):
        office.inbox.put(asked)
        office.time.pass_s(1)
        office.rate(asked, user, is_good=True)

    office.people.forget(owner, go_on)

    assert office.raters() == kept
    assert office.people.preferences("T1", "U1").home == kept_home


def test_an_opinion_that_has_lost_its_question_goes_whoever_is_forgotten(office: Office) -> None:
    """Another workspace's message of that channel and time is not its question."""
    others = (question(team="T2"), question(ts="1763895700.000100"), question(channel="C2"))
    for asked in (question(), *(replace(other, user="U9") for other in others)):
        office.rate(asked, "U2", is_good=True)
        office.time.pass_s(1)
    office.inbox.forget({"user": "U9"}, go_on)

    office.people.forget({"team": "T9"}, go_on)

    assert [given.given_at_s for given in office.people.opinions()] == [NOW.timestamp()]


def test_opinions_are_purged_with_their_questions_and_settings_stay(office: Office) -> None:
    """A setting has no age."""
    office.people.set_home("T1", "U1", "Oslo")
    older = question(ts="1763895600.000100")
    newer = question(ts="1763895700.000100", channel="C2")
    for asked in (older, newer):
        office.answer(asked, "Mild.")
        office.people.rate(asked, "U1", is_good=True)

    office.people.purge("1763895650.000000", go_on)

    assert office.raters() == [("C2", "U1", True)]
    assert office.people.preferences("T1", "U1").home == "Oslo"


def test_who_refreshes_an_answer_gets_it_for_the_home_that_it_was_for(office: Office) -> None:
    """A new home of whoever asked is nobody else's business; they themselves get it."""
    asker = Asker(NOW, "en-GB")
    for revision, home in (("", "Rome, Italy"), ("1", "Oslo, Norway"), ("1.5", "")):
        office.people.set_home("T1", "U1", home)
        asked = replace(question(), revision=revision)
        office.inbox.put(asked)
        (lease,) = office.inbox.claim(1)
        # An answer of an earlier release tells of no home.
        answer = Answer(Reply("Mild."), home=office.people.known(asked, asker).home or None)
        lease = office.inbox.save_answer(lease, answer)
        with office.database.transaction() as transaction:
            office.inbox.settle(transaction, lease, "reply-1")
    office.people.set_home("T1", "U1", "Reykjavik, Iceland")

    presses = [replace(question(), revision="2", pressed_by=user) for user in ("U2", "U1")]
    office.inbox.put(presses[0], state="dead")  # which has no answer
    by_other, by_own = (office.people.known(press, asker) for press in presses)
    never_answered = replace(question(ts="1763895699.000100"), pressed_by="U2")
    unknown = office.people.known(never_answered, asker)

    homeless = replace(question(ts="1763895800.000100"), pressed_by="U2")
    office.inbox.put(replace(homeless, pressed_by=""))
    (lease,) = office.inbox.claim(1)
    office.inbox.save_answer(lease, Answer(Reply("Where?"), home=""))

    office.people.set_units("T1", "U1", "metric")

    by_locale = replace(asker, units="imperial")
    assert office.people.known(question(), by_locale).units == "metric"
    assert office.people.known(replace(question(), user="U9"), by_locale).units == "imperial"
    assert office.people.known(homeless, asker).home == ""
    assert by_other.home == "Oslo, Norway"
    assert (by_other.wants_new, by_own.wants_new) == (True, True)
    for revision in ("", "3"):
        assert not office.people.known(replace(question(), revision=revision), asker).wants_new
    assert by_own.home == "Reykjavik, Iceland"
    assert unknown.home == "Reykjavik, Iceland"
