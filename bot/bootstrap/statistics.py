"""The figures of days, for `weather-bot stats`."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from bot.clock import Clock
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.operation.figures import days_of

_COLUMNS: Final = (
    ("date", 10),
    ("questions", 9),
    ("people", 6),
    ("wait_s", 7),
    ("input_tokens", 12),
    ("output_tokens", 13),
    ("cost", 9),
    ("failures", 8),
)


def figures_by_day(
    settings: Settings, database: Database, clock: Clock, days: int
) -> list[dict[str, Any]]:
    """Return the figures of each day with questions, the oldest first."""
    prices = (settings.model_input_price, settings.model_output_price)
    return [
        {
            "date": day.date,
            "questions": day.questions,
            "people": len(day.people),
            "wait_s": round(day.wait_s, 1),
            "input_tokens": day.input_tokens,
            "output_tokens": day.output_tokens,
            "cost": round(day.cost(*prices), 4),
            "failures": day.failures,
        }
        for day in days_of(database, clock.now() - timedelta(days=days))
    ]


def table(figures: Sequence[dict[str, Any]]) -> str:
    """Return figures as a table of text, with a row of sums; a sentence when there are none."""
    if not figures:
        return "No questions are stored of that time."
    sums = {name: round(sum(day[name] for day in figures), 4) for name in _SUMMED}
    rows = [{name: name for name, _ in _COLUMNS}, *figures, {"date": "all", **sums}]
    lines = (
        "  ".join(f"{row.get(name, '')!s:>{width}}" for name, width in _COLUMNS) for row in rows
    )
    return "\n".join(lines)


_SUMMED: Final = ("questions", "input_tokens", "output_tokens", "cost", "failures")
