"""Fair shares: one person's many questions don't hold up everybody else's."""

from collections.abc import Collection

import sqlalchemy as sa

from bot.messages import Question
from bot.storage.database import Transaction
from bot.storage.tables import is_open, questions

OWN_STEP_S = 300.0
"""Seconds by which a new question is moved back in line for each question that its author has
waiting. Time moves every question to the front, so that none waits for ever."""

WORKSPACE_STEP_S = 1.0
"""Seconds by which a new question is moved back for each person of its workspace who has a question
waiting."""

MOST_COUNTED = 1_000
"""Waiting questions that are counted at most for either step, so that storing one stays quick."""

RESERVED_PART = 4
"""One worker thread in this many is kept for people who have no question in work."""

Person = tuple[str, str]
"""The ids of a workspace and of a person in it."""

_IN_WORKSPACE = (is_open(questions), questions.c.team == sa.bindparam("workspace"))
_SOME = sa.select(questions.c.user).where(*_IN_WORKSPACE).limit(MOST_COUNTED).subquery()
_OWN = (
    sa.select(questions.c.id)
    .where(*_IN_WORKSPACE, questions.c.user == sa.bindparam("author"))
    .limit(MOST_COUNTED)
    .subquery()
)
_WAITING = sa.select(
    sa.select(sa.func.count(sa.distinct(_SOME.c.user))).scalar_subquery(),
    sa.select(sa.func.count(_OWN.c.id)).scalar_subquery(),
)


def rank_s(transaction: Transaction, question: Question, now_s: float) -> float:
    """Return a new question's rank in line: the present time, plus a step for each one waiting."""
    who = {"workspace": question.team, "author": question.user}
    people, own = transaction.execute(_WAITING, who).one()
    return now_s + float(people * WORKSPACE_STEP_S + own * OWN_STEP_S)


def share_of(
    free: int, threads: int, in_work: Collection[Question]
) -> tuple[int, frozenset[Person]]:
    """Return the number of questions to take up now, and the people whose questions to pass over.

    When only reserved threads are free, it is one question, of a person who has none in work.
    """
    unreserved = free - threads // RESERVED_PART
    if unreserved > 0 or not free:
        return max(unreserved, 0), frozenset()
    return 1, frozenset((question.team, question.user) for question in in_work)
