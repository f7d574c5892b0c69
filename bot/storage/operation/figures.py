"""Figures about the stored questions: the backlog, and what each day has brought."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from bot.clock import Clock
from bot.messages import reference_of
from bot.storage.database import Database
from bot.storage.tables import is_open, questions


@dataclass(frozen=True, slots=True)
class Backlog:
    """The questions that wait; `oldest_s` is the age of the oldest one, 0 when none waits.

    A message that is edited, or asked again by a button, waits since then.
    """

    open: int
    dead: int
    oldest_s: float


@dataclass(slots=True)
class Day:
    """The figures of a day (UTC).

    Attributes:
        date: The day, as in "2026-11-28".
        failures: Questions that were given up, or whose reply told a reference and no answer.
        waits_s: The time from each question to its reply.
    """

    date: str
    questions: int = 0
    failures: int = 0
    people: set[tuple[str, str]] = field(default_factory=set)
    input_tokens: int = 0
    output_tokens: int = 0
    waits_s: list[float] = field(default_factory=list)

    @property
    def wait_s(self) -> float:
        """The median time from a question to its reply; 0 without any."""
        from statistics import median  # noqa: PLC0415 - a bot that answers does without

        return median(self.waits_s) if self.waits_s else 0.0

    def cost(self, input_price: float, output_price: float) -> float:
        """Return the estimated cost, by the prices of a million tokens."""
        return (self.input_tokens * input_price + self.output_tokens * output_price) / 1e6


def backlog_of(database: Database, clock: Clock) -> Backlog:
    """Return the questions that wait, and the number of those given up."""
    waiting = sa.select(sa.func.count(), sa.func.min(_ASKED_TS)).where(is_open(questions))
    given_up = sa.select(sa.func.count()).where(questions.c.state == "dead", _HAS_WORDS)
    with database.transaction() as transaction:
        count, oldest = transaction.execute(waiting).one()
        dead = transaction.execute(given_up).scalar_one()
        now_s = database.now_s(transaction, clock)
    return Backlog(count, dead, max(0.0, now_s - _seconds(oldest)) if count else 0.0)


def days_of(database: Database, since: datetime) -> Iterator[Day]:
    """Yield the figures of each day with questions, the oldest first.

    A message that is edited, or asked again by a button, is one more question of that day.
    """
    columns = [questions.c[name] for name in ("key", "team", "user", "state", "reply_id")]
    asked_ts = _ASKED_TS.label("asked_ts")
    calls, reply = questions.c.answer["model_calls"], questions.c.answer["reply"]
    # Each engine has its own word for JSON's false.
    told = sa.case((sa.not_(reply["is_answer"].as_boolean()), reply["text"].as_string()), else_="")
    query = (
        sa.select(*columns, asked_ts, calls.label("calls"), told.label("told"))
        .where(asked_ts >= f"{since.timestamp():.6f}", _HAS_WORDS)
        .order_by(asked_ts)
    )
    with database.transaction() as transaction:
        rows = transaction.execute(query.execution_options(yield_per=200))
        for date, same in groupby(rows, key=lambda row: _date(row.asked_ts)):
            day = Day(date)
            for row in same:
                _add(day, row)
            yield day


def _add(day: Day, row: Any) -> None:  # noqa: ANN401 - a row with the columns of the query
    day.questions += 1
    day.people.add((row.team, row.user))
    day.failures += row.state == "dead" or reference_of(row.key) in row.told
    for call in row.calls or ():
        day.input_tokens += call["prompt_tokens"]
        day.output_tokens += call["completion_tokens"]
    if (replied_s := _seconds(row.reply_id)) > (asked_s := _seconds(row.asked_ts)):
        day.waits_s.append(replied_s - asked_s)


def _seconds(ts: str | None) -> float:
    try:
        return float(ts or 0)
    except ValueError:
        return 0.0


def _date(ts: str) -> str:
    return datetime.fromtimestamp(_seconds(ts), UTC).date().isoformat()


_SAID = questions.c.question
# Of a command, which is no message, the revision is no time.
_REVISED_TS = sa.case((_SAID["surface"].as_string() != "command", _SAID["revision"].as_string()))
_ASKED_TS = sa.func.coalesce(
    sa.func.nullif(_REVISED_TS, ""),
    sa.func.nullif(_SAID["asked_ts"].as_string(), ""),
    questions.c.ts,
)
# Presses and refusals are stored without words, so that they count once; they are no questions.
_HAS_WORDS = _SAID["text"].as_string() != ""
