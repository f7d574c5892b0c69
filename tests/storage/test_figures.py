"""Figures about what is stored: what failed, how long people waited, and who still waits."""

from datetime import timedelta

from fakes.databases import Opened
from fakes.questions import question
from fakes.store import Store

from bot.answering.conversation import apology
from bot.messages import Answer, Reply
from bot.storage.operation.figures import backlog_of, days_of


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
        lease = store.inbox.save_answer(lease, Answer(reply or apology(asked, "de")))
        reply_id = f"{float(asked.ts) + waited_s:.6f}" if waited_s else ""
        with store.database.transaction() as transaction:
            store.inbox.settle(transaction, lease, reply_id)
    store.ask(channel="C20")
    store.inbox.bury(*store.inbox.claim(1))
    store.inbox.put(question("", ts=store.ts(), channel="C21"), state="dead")
    store.ask(channel="C22")

    (day,) = days_of(store.database, now - timedelta(days=1))
    backlog = backlog_of(store.database, store.time.clock)

    assert (day.questions, day.failures, day.wait_s) == (7, 2, 2.5)
    assert (backlog.open, backlog.dead) == (1, 1)
