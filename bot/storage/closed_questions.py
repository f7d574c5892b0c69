"""Closed questions: what of their words and people goes while their rows stay."""

from collections.abc import Callable, Mapping

import sqlalchemy as sa

from bot.messages import Question
from bot.storage.database import REMOVED_AT_ONCE, Database, Transaction
from bot.storage.tables import belongs_to, is_closed, is_message, questions


def tidy(transaction: Transaction, question: Question) -> bool:
    """Take out of a message's closed questions what nobody needs any more.

    That is where its answer was to go, who pressed a button for it, and the answer's turn with its
    remarks, which the history has; of an older wording the words and the whole answer. An older
    wording that is still open goes when it is closed.

    Returns:
        Whether the question still says what the message says.
    """
    rows = transaction.execute(
        sa.select(
            *(questions.c.id, questions.c.question, questions.c.answer),
            is_closed(questions).label("is_closed"),
        )
        .where(is_message(questions, question))
        .order_by(questions.c.id)
        # On PostgreSQL, an edit and the end of the work on what is edited wait for each other.
        .with_for_update()
    ).all()
    for row in rows:
        if not row.is_closed or not row.question:  # else it is withdrawn
            continue
        kept = {**row.question, "answer_url": "", "pressed_by": ""}
        answer = row.answer and {**row.answer, "turn": [], "remarks": []}
        if row.question["text"] != rows[-1].question.get("text"):
            kept["text"] = ""
            answer = None
        if (kept, answer) != (row.question, row.answer):
            change = sa.update(questions).where(questions.c.id == row.id)
            transaction.execute(change.values(question=kept, answer=answer))
    return bool(rows) and rows[-1].question.get("text") == question.text


def forget_presses(
    database: Database, owner: Mapping[str, str], may_go_on: Callable[[], bool]
) -> None:
    """Take a user out of the questions of others that they have had answered anew.

    One that is not answered yet is given up: the answer that it has stays.
    """
    place = {name: value for name, value in owner.items() if name != "user"}
    pressed = questions.c.question["pressed_by"].as_string() == owner["user"]
    where = sa.and_(pressed, belongs_to(questions, place)) if place else pressed
    some = sa.select(questions.c.id, questions.c.question).where(where).limit(REMOVED_AT_ONCE)
    while True:
        with database.transaction() as transaction:
            rows = transaction.execute(some.with_for_update()).all()
            for row in rows:
                change = sa.update(questions).where(questions.c.id == row.id)
                state = sa.case((is_closed(questions), questions.c.state), else_="dead")
                kept = {**row.question, "pressed_by": ""}
                transaction.execute(change.values(question=kept, state=state))
        if len(rows) < REMOVED_AT_ONCE or not may_go_on():
            return
