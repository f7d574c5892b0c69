"""States of installations: what begins in one browser is ended there, once, and soon."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from bot.clock import Clock
from bot.storage.database import Database
from bot.storage.engines import insert_of
from bot.storage.installations.key_ring import KeyRing
from bot.storage.tables import oauth_states

LIFE_S: Final = 600
"""Seconds from the beginning of an installation to its end at most."""

_PURPOSE: Final = "state:"


@dataclass(frozen=True, slots=True)
class States:
    """The states of all processes on one database.

    A state is stored when it comes back: a beginning costs nothing, since anybody can begin.

    Attributes:
        new_nonce: Returns a text that was never returned before, and that nobody can guess.
    """

    database: Database
    clock: Clock
    key_ring: KeyRing
    new_nonce: Callable[[], str]

    def issue(self) -> str:
        """Return a new state, in letters that need no escape in a URL or a cookie."""
        stamped = self.key_ring.stamp(f"{_PURPOSE}{self.new_nonce()}", self._now_s())
        return stamped.rstrip("=")

    def consume(self, state: str) -> bool:
        """Return whether a state was issued here, is fresh, and comes back for the first time."""
        padded = state + "=" * (-len(state) % 4)
        nonce = self.key_ring.unstamp(padded, self._now_s(), within_s=LIFE_S)
        if nonce is None or not nonce.startswith(_PURPOSE):
            return False
        with self.database.transaction() as transaction:
            over = oauth_states.c.used_at_s < self._now_s() - 2 * LIFE_S
            transaction.execute(sa.delete(oauth_states).where(over))
            insert = insert_of(transaction.dialect.name)(oauth_states)
            statement = insert.values(nonce=nonce, used_at_s=self._now_s())
            once = statement.on_conflict_do_nothing().returning(oauth_states.c.nonce)
            return transaction.execute(once).first() is not None

    def _now_s(self) -> int:
        return int(self.clock.now().timestamp())
