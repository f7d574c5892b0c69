"""Forgetting from the command line, with a bar for who watches."""

import time
from collections.abc import Mapping
from typing import TextIO

from bot.bootstrap import build_retention
from bot.bootstrap.progress import progress
from bot.clock import Clock
from bot.settings import Settings
from bot.storage.database import REMOVED_AT_ONCE, Database
from bot.storage.retention import PAUSE_S, Removed


def forget_owner(
    settings: Settings, clock: Clock, database: Database, owner: Mapping[str, str], stream: TextIO
) -> Removed:
    """Delete all rows of an owner, named by one or more of team, channel and user.

    Raises:
        DatabaseError: The database fails.
    """
    # What the numbers don't tell of, such as rewriting the file, is the last step.
    total = build_retention(settings, clock, database).count(owner) + 1
    with progress("Forgetting", total, stream) as advance:

        def pause() -> None:
            advance(REMOVED_AT_ONCE)
            time.sleep(PAUSE_S)

        removed = build_retention(settings, clock, database, pause).forget(owner)
        advance(total)
    return removed
