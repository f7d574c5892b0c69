"""The workspace where the bot is installed, to which all stored rows belong.

Earlier releases stored a guest's questions under the guest's own workspace. Since such a database
serves one installation, with one bot token, all such rows are moved, once.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.storage.database import Database, Transaction
from bot.storage.engines import insert_of
from bot.storage.tables import feedback, is_closed, people, questions, turns, workspaces
from bot.telemetry import log_event

logger = logging.getLogger(__name__)

_Row = Mapping[str, Any]
_Change = Callable[[_Row, str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Workspaces:
    """The stored ids of the workspaces where the bot is or was installed."""

    database: Database

    def move_in(self, team: str) -> None:
        """Move all rows to this workspace, unless the bot's workspace is known already.

        Open questions stay as they are: their replies are looked for by the key they came with.
        """
        with self.database.transaction() as transaction:
            known = transaction.execute(sa.select(workspaces.c.team)).scalars().all()
            if team in known:
                return
            if not known:
                _move_all(transaction, team)
        with self.database.transaction() as transaction:
            named = insert_of(transaction.dialect.name)(workspaces).values(team=team)
            # Another process may have moved in at the same moment.
            transaction.execute(named.on_conflict_do_nothing())


def _move_all(transaction: Transaction, team: str) -> None:
    moved = [
        _move(transaction, questions, team, _question, is_closed(questions)),
        _move(transaction, turns, team, _turn),
        _move(transaction, feedback, team, _opinion),
        _move(transaction, people, team, _person),
    ]
    if any(moved):
        log_event(logger, logging.INFO, "workspace.moved_in", team=team, rows=sum(moved))


def _move(
    transaction: Transaction,
    table: sa.Table,
    team: str,
    change: _Change,
    condition: sa.ColumnElement[bool] | None = None,
) -> int:
    """Move the rows of other workspaces, and delete those that the workspace has already."""
    elsewhere = table.c.team != team
    if condition is not None:
        elsewhere = sa.and_(elsewhere, condition)
    names = [name for name in _NAMES if name in table.c]
    stored = sa.select(*(table.c[name] for name in names)).where(elsewhere)
    rows = [dict(row) for row in transaction.execute(stored).mappings()]
    for row in rows:
        this = sa.and_(*(column == row[column.name] for column in table.primary_key))
        new = change(row, team)
        if _is_there(transaction, table, {**row, **new}):
            transaction.execute(sa.delete(table).where(this))
        else:
            transaction.execute(sa.update(table).where(this).values(new))
    return len(rows)


_NAMES = ("id", "team", "user", "key", "thread_key", "ts", "question")
_UNIQUE = {
    "questions": ("key",),
    "turns": ("thread_key", "ts"),
    "feedback": ("key", "user"),
    "people": ("team", "user"),
}


def _is_there(transaction: Transaction, table: sa.Table, values: Mapping[str, Any]) -> bool:
    same = (table.c[name] == values[name] for name in _UNIQUE[table.name])
    return transaction.execute(sa.select(sa.literal(1)).where(*same)).first() is not None


def _person(_: _Row, team: str) -> dict[str, Any]:
    return {"team": team}


def _question(row: _Row, team: str) -> dict[str, Any]:
    stored = {**row["question"], "team": team} if row["question"] else row["question"]
    return {**_turn(row, team), **_opinion(row, team), "question": stored}


def _turn(row: _Row, team: str) -> dict[str, Any]:
    return {"team": team, "thread_key": _renamed(row["thread_key"], row["team"], team)}


def _opinion(row: _Row, team: str) -> dict[str, Any]:
    return {"team": team, "key": _renamed(row["key"], row["team"], team)}


def _renamed(key: str, old: str, new: str) -> str:
    return f"{new}{key.removeprefix(old)}" if key.startswith(f"{old}:") else key
