"""Closed questions: their rows stay, and the words and people in them are deleted."""

from collections.abc import Callable, Mapping

import sqlalchemy as sa

from bot.messages import Question
from bot.storage.database import REMOVED_AT_ONCE, Database, Transaction
from bot.storage.tables import belongs_to, is_closed, questions

# The statements of every answer are built once, since building one takes longer than running it.
_REVISIONS = (
    sa.select(
        *(questions.c.id, questions.c.question, questions.c.answer),
        is_closed(questions).label("is_closed"),
    )
    .where(*(questions.c[name] == sa.bindparam(f"of_{name}") for name in ("team", "channel", "ts")))
    .order_by(questions.c.id)
    # On PostgreSQL, storing an edit and settling the edited question wait for each other.
    .with_for_update()
)
_CHANGE = sa.update(questions).where(questions.c.id == sa.bindparam("of_id"))


def tidy(transaction: Transaction, question: Question) -> bool:
    """Delete from a message's closed questions all that is not needed any more.

    These are the response URL, the id of the person who pressed a button, and the answer's turn and
    remarks, which the history has; of an older wording also its text and its whole answer. An older
    wording that is still open is tidied when it is closed.

    Returns:
        Whether the question's text is the message's newest wording.
    """
    message = {"of_team": question.team, "of_channel": question.channel, "of_ts": question.ts}
    rows = transaction.execute(_REVISIONS, message).all()
    for row in rows:
        if not row.is_closed or not row.question:  # a withdrawn question is empty
            continue
        kept = {**row.question, "answer_url": "", "pressed_by": ""}
        answer = row.answer and {**row.answer, "turn": [], "remarks": []}
        if row.question["text"] != rows[-1].question.get("text"):
            kept["text"] = ""
            answer = None
        if (kept, answer) != (row.question, row.answer):
            values = {"question": kept, "answer": answer}
            transaction.execute(_CHANGE, {"of_id": row.id, **values})
    return bool(rows) and rows[-1].question.get("text") == question.text


def forget_presses(
    database: Database, owner: Mapping[str, str], may_go_on: Callable[[], bool]
) -> None:
    """Delete a user's id from the questions of others that they had answered anew by a button.

    Such a question that is still open is given up, and the message keeps its earlier answer.
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
