"""The statement that leases due questions, of each thread only the first."""

from typing import Any

import sqlalchemy as sa

from bot.storage.tables import is_open, questions

# The statement is built once, since building it takes longer than running it.
_EARLIER = questions.alias()
_IS_FIRST = ~sa.exists().where(
    _EARLIER.c.thread_key == questions.c.thread_key,
    is_open(_EARLIER),
    sa.tuple_(_EARLIER.c.ts, _EARLIER.c.id) < sa.tuple_(questions.c.ts, questions.c.id),
)
_PASSED_OVER: sa.BindParameter[Any] = sa.bindparam("passed_over", expanding=True)
_DUE = (
    sa.select(questions.c.id)
    .where(is_open(questions), questions.c.due_at_s <= sa.bindparam("now_s"), _IS_FIRST)
    .where(sa.tuple_(questions.c.team, questions.c.user).not_in(_PASSED_OVER))
    .order_by(questions.c.rank_s, questions.c.ts)
    .limit(sa.bindparam("most"))
    # On PostgreSQL, claims at the same moment pass over each other's rows; on SQLite they wait.
    .with_for_update(skip_locked=True, of=questions)
    .cte("due")
    # The rows are found once: a plan that searched again for each row would lease too many.
    .prefix_with("MATERIALIZED")
)
CLAIM = (
    sa.update(questions)
    .where(questions.c.id.in_(sa.select(_DUE.c.id)))
    .values(state="leased", attempt=questions.c.attempt + 1, due_at_s=sa.bindparam("until_s"))
    .returning(*questions.c)
)
"""The statement; it takes `now_s`, `until_s`, `most` and `passed_over` (pairs of workspace and
user), and returns whole rows."""
