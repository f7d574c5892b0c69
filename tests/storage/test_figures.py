"""Figures about what is stored: what failed, how long people waited, and who still waits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import tzset

import pytest
from fakes.databases import Opened
from fakes.questions import question
from fakes.store import Store

from bot.answering.conversation import apology
from bot.bootstrap.statistics import figures_by_day, table
from bot.messages import Answer, ModelCall, Reply
from bot.settings import Settings
from bot.storage.operation.figures import Backlog, backlog_of, days_of


def test_a_day_tells_what_failed_and_how_long_people_waited(opened: Opened) -> None:
    """Apologies and what was given up are failures; notes are none, nor is a silent follow-up.

    A press of a button, which is stored without words, is no question.
    """
    store = Store(opened.url, opened.database)
    now = store.time.clock.now()
    replies = {
        1: Reply("Mild.", is_answer=True),
        9: Reply("Mild.", is_answer=True),
        2: None,
        3: Reply("Hello! Ask me about the weather."),
        0: Reply(""),
    }
    for waited_s, reply in replies.items():
        asked = store.ask(channel=f"C{waited_s}")
        (lease,) = store.inbox.claim(1)
        call = ModelCall("m", 900, prompt_tokens=300, completion_tokens=20, took_ms=1)
        answer = Answer(reply or apology(asked, "de"), model_calls=(call,) * 2)
        lease = store.inbox.save_answer(lease, answer)
        reply_id = f"{float(asked.ts) + waited_s:.6f}" if waited_s else ""
        with store.database.transaction() as transaction:
            store.inbox.settle(transaction, lease, reply_id)
    store.ask(channel="C20")
    store.inbox.bury(*store.inbox.claim(1))
    store.inbox.put(question("", ts=store.ts(), channel="C21"), state="dead")
    for days_ago in (0, 0.1):
        store.ask(channel="C22", team="T2", ts=store.ts(days_ago=days_ago))
    store.ask("", channel="C23")  # a mention and nothing else, which waits for a help text

    (day,) = days_of(store.database, now - timedelta(days=1))
    backlog = backlog_of(store.database, store.time.clock)

    assert (day.date, day.questions, day.failures, day.wait_s) == ("2026-11-23", 8, 2, 2.5)
    assert day.people == {("T1", "U1"), ("T2", "U1")}
    assert (day.input_tokens, day.output_tokens, day.cost(10, 100)) == (3000, 200, 0.05)
    assert (backlog.open, backlog.dead) == (3, 1)
    if opened.url.startswith("sqlite"):  # PostgreSQL goes by a clock of its own
        assert backlog.oldest_s == 0.1 * 86_400 + 1


def test_the_figures_of_days_are_told_with_their_sums_and_their_cost(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As numbers and as a table, by the prices of the settings; people are not summed up.

    The days are those of Greenwich, wherever the bot runs.
    """
    store = Store(opened.url, opened.database)
    clock = store.time.clock
    settings = Settings(model_input_price=10.04, model_output_price=100.0)
    for number, days_ago in enumerate((0, 0, 0, 1.9, 2.1)):
        asked = store.ask(channel="C1", ts=store.ts(days_ago=days_ago, number=number))
        (lease,) = store.inbox.claim(1)
        call = ModelCall("m", 900, prompt_tokens=3000, completion_tokens=20, took_ms=1)
        lease = store.inbox.save_answer(lease, Answer(Reply("Mild."), model_calls=(call,)))
        with store.database.transaction() as transaction:
            store.inbox.settle(transaction, lease, f"{float(asked.ts) + 1.25:.6f}")

    with monkeypatch.context() as machine:
        machine.setenv("TZ", "Pacific/Kiritimati")  # where it is tomorrow by then
        tzset()
        earlier, today = figures_by_day(settings, store.database, clock, 2)
    tzset()

    assert (earlier["date"], earlier["questions"], earlier["cost"]) == ("2026-11-21", 1, 0.0321)
    assert today == {
        "date": "2026-11-23",
        "questions": 3,
        "people": 1,
        "wait_s": 1.2,
        "input_tokens": 9000,
        "output_tokens": 60,
        "cost": 0.0964,
        "failures": 0,
    }
    assert table([earlier, today]).splitlines() == [
        "      date  questions  people   wait_s  input_tokens  output_tokens       cost  failures",
        "2026-11-21          1       1      1.2          3000             20     0.0321         0",
        "2026-11-23          3       1      1.2          9000             60     0.0964         0",
        "       all          4                          12000             80     0.1285         0",
    ]
    dear = [{**today, "cost": cost} for cost in (0.1, 0.2)]
    assert table(dear).splitlines()[-1].split() == ["all", "6", "18000", "120", "0.3", "0"]
    assert table([]) == "No questions are stored of that time."


def test_what_is_asked_again_belongs_to_the_day_on_which_it_was(opened: Opened) -> None:
    """With its cost; a reply that was there before tells nothing of how long its author waits."""
    store = Store(opened.url, opened.database)
    now_s = store.time.clock.now().timestamp()
    asked_s = now_s - 2 * 86_400

    def settle(replied_s: float) -> None:
        """Have what is asked answered by a reply of this time."""
        (lease,) = store.inbox.claim(2)
        call = ModelCall("m", 900, prompt_tokens=300, completion_tokens=20, took_ms=1)
        lease = store.inbox.save_answer(lease, Answer(Reply("Mild."), model_calls=(call,)))
        with store.database.transaction() as transaction:
            store.inbox.settle(transaction, lease, f"{replied_s:.6f}")

    asked = store.ask(ts=f"{asked_s:.6f}")
    settle(asked_s + 4)
    assert store.revisions.ask_again(asked, f"{now_s - 9:.6f}", "U1")
    settle(asked_s + 4)
    mistyped = store.ask("Rmoe?", ts=f"{asked_s:.6f}", channel="C2")
    edited = replace(mistyped, text="Rome?", revision=f"{now_s - 5:.6f}")
    assert store.revisions.revise(edited)
    settle(now_s)
    store.ask(ts=f"{now_s - 86_400:.6f}", channel="C3")

    days = list(days_of(store.database, store.time.clock.now() - timedelta(days=3)))
    assert [(day.date, day.questions, day.input_tokens, day.waits_s) for day in days] == [
        ("2026-11-21", 1, 300, [4]),
        ("2026-11-22", 1, 0, []),
        ("2026-11-23", 2, 600, [5]),
    ]
    assert list(days_of(store.database, store.time.clock.now() - timedelta(days=1))) == days[1:]


def test_who_asks_an_old_message_again_waits_since_then(opened: Opened) -> None:
    """An alarm on the age of the oldest question would go off for every refreshed answer."""
    store = Store(opened.url, opened.database)
    now_s = store.time.clock.now().timestamp()
    long_ago = store.answer(ts=store.ts(days_ago=2))
    assert store.revisions.ask_again(long_ago, f"{now_s - 5:.6f}", "U1")
    ages_s = [backlog_of(store.database, store.time.clock).oldest_s]
    command = question(ts=f"{now_s - 7:.6f}", channel="C2")
    named = question(ts=store.ts(days_ago=3), channel="C3")
    for asked in (
        replace(command, surface="command", revision="0.trigger"),
        replace(named, asked_ts=f"{now_s - 9:.6f}"),  # the mention was added by an edit
    ):
        store.inbox.put(asked)
        ages_s.append(backlog_of(store.database, store.time.clock).oldest_s)

    assert ages_s == pytest.approx([ages_s[0]] * 3, abs=600)
    if opened.url.startswith("sqlite"):  # PostgreSQL goes by a clock of its own
        assert ages_s == [5, 7, 9]


def test_nobody_waits_for_less_than_no_time(opened: Opened) -> None:
    """Though clocks of machines differ, or a reply has no time; and of nobody there is no age."""
    store = Store(opened.url, opened.database)
    assert backlog_of(store.database, store.time.clock) == Backlog(0, 0, 0.0)

    store.ask(ts="9999999999.000000")

    assert backlog_of(store.database, store.time.clock) == Backlog(1, 0, 0.0)
    (lease,) = store.inbox.claim(1)
    lease = store.inbox.save_answer(lease, Answer(Reply("Mild.")))
    with store.database.transaction() as transaction:
        store.inbox.settle(transaction, lease, "reply")
    (day,) = days_of(store.database, datetime.fromtimestamp(9_999_999_999, UTC))
    assert (day.questions, day.failures, day.waits_s) == (1, 0, [])
