"""What keeps one person's many questions from holding up everybody else's."""

from collections.abc import Collection

import sqlalchemy as sa

from bot.messages import Question
from bot.storage.database import Transaction
from bot.storage.tables import is_open, questions

OWN_STEP_S = 300.0
"""How much later a question stands in line for each one that its author has waiting. In the end
every question is the oldest, so that none waits for ever."""

WORKSPACE_STEP_S = 1.0
"""The same for each person of its workspace who has one waiting."""

MOST_COUNTED = 1_000
"""How many waiting questions are looked at for both: a new one must be stored in a moment."""

RESERVED_PART = 4
"""One in so many threads is kept for people who have nothing in work."""

Person = tuple[str, str]
"""The ids of a workspace and of somebody in it."""

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
    """Return where a new question stands in line: now, and later the more its people have there."""
    who = {"workspace": question.team, "author": question.user}
    people, own = transaction.execute(_WAITING, who).one()
    return now_s + float(people * WORKSPACE_STEP_S + own * OWN_STEP_S)


def share_of(
    free: int, threads: int, in_work: Collection[Question]
) -> tuple[int, frozenset[Person]]:
    """Return how many questions to take up now, and the people none of whose to take.

    So slow answers to one person leave threads free for the next.
    """
    unreserved = free - threads // RESERVED_PART
    if unreserved > 0 or not free:
        return max(unreserved, 0), frozenset()
    return 1, frozenset((question.team, question.user) for question in in_work)
