"""Figures about what is stored: what failed, how long people waited, and who still waits."""

from datetime import timedelta

from fakes.databases import Opened
from fakes.questions import question
from fakes.store import Store

from bot.answering.conversation import apology
from bot.messages import Answer, ModelCall, Reply
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
        answer = Answer(reply or apology(asked, "de"), model_calls=(call,))
        lease = store.inbox.save_answer(lease, answer)
        reply_id = f"{float(asked.ts) + waited_s:.6f}" if waited_s else ""
        with store.database.transaction() as transaction:
            store.inbox.settle(transaction, lease, reply_id)
    store.ask(channel="C20")
    store.inbox.bury(*store.inbox.claim(1))
    store.inbox.put(question("", ts=store.ts(), channel="C21"), state="dead")
    for days_ago in (0, 0.1):
        store.ask(channel="C22", team="T2", ts=store.ts(days_ago=days_ago))

    (day,) = days_of(store.database, now - timedelta(days=1))
    backlog = backlog_of(store.database, store.time.clock)

    assert (day.date, day.questions, day.failures, day.wait_s) == ("2026-11-23", 8, 2, 2.5)
    assert day.people == {("T1", "U1"), ("T2", "U1")}
    assert (day.input_tokens, day.output_tokens, day.cost(10, 100)) == (1500, 100, 0.025)
    assert (backlog.open, backlog.dead) == (2, 1)
    if opened.url.startswith("sqlite"):  # PostgreSQL goes by a clock of its own
        assert backlog.oldest_s == 0.1 * 86_400 + 1


def test_nobody_waits_for_less_than_no_time(opened: Opened) -> None:
    """Though clocks of machines differ; and of nobody there is no age."""
    store = Store(opened.url, opened.database)
    assert backlog_of(store.database, store.time.clock) == Backlog(0, 0, 0.0)

    store.ask(ts="9999999999.000000")

    assert backlog_of(store.database, store.time.clock) == Backlog(1, 0, 0.0)
