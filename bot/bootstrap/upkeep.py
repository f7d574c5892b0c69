"""The upkeep of what is stored: it is counted, shown and forgotten at the command line."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TextIO

from bot.bootstrap.forgetting import forget_owner
from bot.bootstrap.statistics import figures_by_day, table
from bot.clock import Clock
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.people import People, in_one_line


def forget(settings: Settings, clock: Clock, owner: Mapping[str, str], watched: TextIO) -> str:
    """Delete all that is stored of an owner; return a sentence on how much it was.

    The stream `watched` shows how far it is, where it is a terminal.

    Raises:
        DatabaseError: There is no database, or it has failed.
    """
    with _stored(settings) as database:
        removed = forget_owner(settings, clock, database, owner, watched)
    return f"Forgotten: {removed.questions} questions and {removed.turns} turns."


def feedback(settings: Settings, clock: Clock) -> list[str]:
    """Return the opinions of people on answers, the newest first, and a line with their number.

    Raises:
        DatabaseError: There is no database, or it has failed.
    """
    with _stored(settings) as database:
        opinions = People(database, clock).opinions()
    good = sum(opinion.is_good for opinion in opinions)
    total = f"{len(opinions)} opinions: {good} good, {len(opinions) - good} bad."
    return [*map(in_one_line, opinions), total]


def stats(settings: Settings, clock: Clock, days: int, *, as_json: bool) -> str:
    """Return the figures of each day, the oldest first, as a table or as JSON.

    Raises:
        DatabaseError: There is no database, or it has failed.
    """
    with _stored(settings) as database:
        figures = figures_by_day(settings, database, clock, days)
    return json.dumps(figures, indent=2) if as_json else table(figures)


@contextmanager
def _stored(settings: Settings) -> Iterator[Database]:
    with closing(Database(settings.database_url, must_exist=True)) as database:
        yield database
