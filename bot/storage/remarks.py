"""Remarks of other people that are stored with a question, found by their time or their people.

They are stored with the turn that was first shown them, and with an answer until it is settled.
"""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from bot.messages import Question
from bot.storage.database import REMOVED_AT_ONCE, Database, Transaction
from bot.storage.tables import belongs_to, is_open, questions, turns

Remarks = list[dict[str, Any]]


def withdraw_remark(transaction: Transaction, said: Question) -> bool:
    """Delete a remark wherever it is stored; return whether it was stored.

    A question in work that may have been shown the remark is worked on anew.
    """
    # Questions in work go first, then answers, then turns: at any moment one becomes the next.
    _start_anew(transaction, said)
    place = {"team": said.team, "channel": said.channel}
    ids: set[int] = set()
    for table, column, is_here in _STORES:
        where = [is_here, belongs_to(table, place), table.c.ts > said.ts, _names(column, said.ts)]
        rows = transaction.execute(_select(table, column).where(*where).with_for_update()).all()
        for row in rows:
            _keep(transaction, row, table, lambda remark: remark["ts"] != said.ts)
        ids |= {row.id for row in rows}
    return bool(ids)


def forget_remarks(
    database: Database, owner: Mapping[str, str], may_go_on: Callable[[], bool]
) -> None:
    """Delete the remarks that a user has made or is named in, a few rows at a time."""
    user = owner["user"]
    place = {name: value for name, value in owner.items() if name != "user"}
    for table, column, is_here in _STORES:
        where = [is_here, _names(column, user)]
        where += [belongs_to(table, place)] if place else []
        some = _select(table, column).where(*where).order_by(table.c.id).limit(REMOVED_AT_ONCE)
        last_id = -1
        while True:
            with database.transaction() as transaction:
                query = some.where(table.c.id > last_id).with_for_update()
                rows = transaction.execute(query).all()
                for row in rows:
                    _keep(transaction, row, table, lambda remark: user not in remark["people"])
            if len(rows) < REMOVED_AT_ONCE or not may_go_on():
                break
            last_id = rows[-1].id


_STORES: tuple[tuple[sa.Table, sa.Column[Any], sa.ColumnElement[bool]], ...] = (
    (
        questions,
        questions.c.answer,
        sa.and_(is_open(questions), questions.c.answer.is_not(sa.null())),
    ),
    (turns, turns.c.remarks, turns.c.remarks.is_not(sa.null())),
)


def _select(table: sa.Table, column: sa.Column[Any]) -> sa.Select[Any]:
    return sa.select(table.c.id, column.label("stored"))


def _names(column: sa.Column[Any], value: str) -> sa.ColumnElement[bool]:
    """Return the condition for JSON that has a text anywhere: a quick test before the exact one."""
    return sa.cast(column, sa.String).contains(f'"{value}"', autoescape=True)


def _keep(
    transaction: Transaction,
    row: sa.Row[Any],
    table: sa.Table,
    is_kept: Callable[[dict[str, Any]], bool],
) -> None:
    """Keep some of a row's remarks: a turn's whole column, or one part of an answer."""
    change = sa.update(table).where(table.c.id == row.id)
    if table is turns:
        change = change.values(remarks=_some(row.stored, is_kept) or None)
    else:
        left = _some(row.stored.get("remarks", []), is_kept)
        change = change.values(answer={**row.stored, "remarks": left})
    transaction.execute(change)


def _some(remarks: Remarks, is_kept: Callable[[dict[str, Any]], bool]) -> Remarks:
    return [remark for remark in remarks if is_kept(remark)]


def _start_anew(transaction: Transaction, said: Question) -> None:
    """Give the first question of a thread to a new attempt, if it is in work without an answer."""
    is_in_work = sa.and_(
        questions.c.thread_key == said.thread_key,
        questions.c.ts > said.ts,
        questions.c.state == "leased",
        questions.c.answer.is_(sa.null()),
    )
    has_turns = sa.exists().where(turns.c.thread_key == said.thread_key)
    first = sa.update(questions).where(is_in_work, ~has_turns)
    transaction.execute(first.values(state="ready", due_at_s=0.0))
