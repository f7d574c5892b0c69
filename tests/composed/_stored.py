"""A database on SQLite with all that writes to it, and what each act has left there."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from functools import partial
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from fakes.clock import MONDAY, FakeTime
from fakes.databases import Opened
from fakes.draws import Draw
from fakes.log import Log, captured_log

from bot.errors import DatabaseError
from bot.storage.database import Database
from bot.storage.history import History
from bot.storage.inbox import Inbox, Lease
from bot.storage.installations import InstallationRecords, Renewal
from bot.storage.installations.key_ring import KeyRing
from bot.storage.installations.states import States
from bot.storage.operation.limits import Limits
from bot.storage.people import People
from bot.storage.retention import Retention
from bot.storage.revisions import Revisions
from bot.storage.tables import metadata
from bot.storage.workspaces import Workspaces
from composed._outcomes import outcome_of

if TYPE_CHECKING:
    from bot.messages import Question

KEYS = tuple(f"{letter * 42}A=" for letter in "abc")
DAYS = 2
_TABLES = [table.name for table in metadata.sorted_tables]

Act = Callable[["Stored", Draw], object]
"""Something that is done to a database; what is drawn for it becomes a part of the case."""


class Stored:
    """A database without rows, its rooms, and who has what in hand."""

    def __init__(self, opened: Opened, look: sqlite3.Connection, log: Log, lease_s: float) -> None:
        opened.empty()
        self.url, self.database, self._look, self._log = opened.url, opened.database, look, log
        self.time = FakeTime()
        clock = self.time.clock
        self.inbox = Inbox(self.database, clock, lease_s=lease_s)
        self.history = History(self.database, max_tokens=90)
        self.revisions = Revisions(self.database, self.inbox, self.history)
        self.people = People(self.database, clock)
        self.limits = Limits(self.database, clock)
        self.workspaces = Workspaces(self.database)
        self.messages: list[Question] = []
        self.held: list[Lease] = []
        self.over: list[Lease] = []
        self.renewals: list[Renewal] = []
        self.tokens: list[str] = []
        self.pauses = self.nonces = 0
        self.use_keys(KEYS[:1])
        self._before = self._rows()
        log.taken()

    def limited(
        self, person: int, workspace: int, tokens: int, where: tuple[str, ...], *, guests: bool
    ) -> None:
        """Set limits."""
        self.limits = Limits(
            self.database,
            self.time.clock,
            per_person=person,
            per_workspace=workspace,
            tokens_per_day=tokens,
            teams=frozenset(each for each in where if each.startswith("T")),
            channels=frozenset(each for each in where if not each.startswith("T")),
            are_guests_welcome=guests,
        )

    def use_keys(self, keys: tuple[str, ...]) -> None:
        """Encrypt by these keys from now on."""
        ring, clock = KeyRing(keys), self.time.clock
        self.records = InstallationRecords(self.database, clock, ring)
        self.states = States(self.database, clock, ring, self._nonce)

    @property
    def retention(self) -> Retention:
        """The room that deletes by age."""
        own = (self.database, self.inbox, self.history, self.people, self.limits)
        return Retention(*own, self.time.clock, DAYS, self._pause)

    def hold(self, lease: Lease) -> None:
        """Take a lease, in place of an older one of its question, which is remembered."""
        self.over += [held for held in self.held if held.id == lease.id]
        self.held = [held for held in self.held if held.id != lease.id] + [lease]

    def drop(self, lease: Lease) -> None:
        """Remember that a lease is over."""
        self.held = [held for held in self.held if held.id != lease.id]
        self.over.append(lease)

    def lease(self, number: int, *, is_held: bool) -> Lease | None:
        """Return one of the newest leases that workers have, or believe to have."""
        leases = self.held if is_held else self.over
        return leases[-1 - number % len(leases)] if leases else None

    def told(self, act: Act, draw: Draw) -> str:
        """Do something; return its name, its result or error, its log and the changes of rows."""
        draw.words.append(f"{act.__name__}:")
        came = outcome_of(partial(act, self, draw)).replace(self.url[10:-7], "")
        rows, entries = self._rows(), self._log.taken()
        lines = [f"{act.__name__}: {came}"]
        lines += [str({k: v for k, v in entry.items() if k != "time"}) for entry in entries]
        lines += [f"- {row}" for row in self._before if row not in rows]
        lines += [f"+ {row}" for row in rows if row not in self._before]
        self._before = rows
        return "\n  ".join(lines)

    def _rows(self) -> dict[str, None]:
        return dict.fromkeys(
            f"{name} {self._readable(row)}"
            for name in _TABLES
            for row in self._look.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2')  # noqa: S608
        )

    def _readable(self, row: tuple[object, ...]) -> str:
        return str(tuple(_unsealed(value) for value in row))

    def _pause(self) -> None:
        self.pauses += 1

    def _nonce(self) -> str:
        self.nonces += 1
        return f"nonce {self.nonces}"


def _unsealed(value: object) -> object:
    """Return a value, and in place of one that is encrypted which key opens it, and its content."""
    if not (isinstance(value, str) and value.startswith("gAAAA")):
        return value
    for number, key in enumerate(KEYS):
        try:
            return f"by key {number}: {KeyRing([key]).unseal(value)}"
        except DatabaseError:
            continue
    return "by an unknown key"


def at(seconds: float) -> str:
    """Return the ts of the moment so many seconds after Monday, 11:00."""
    moment = MONDAY + timedelta(seconds=seconds)
    return f"{int(moment.timestamp())}.{moment.microsecond:06d}"


def later(seconds: float) -> datetime:
    """Return the moment so many seconds after Monday, 11:00."""
    return MONDAY + timedelta(seconds=seconds)


@contextmanager
def storing() -> Iterator[Callable[[float], Stored]]:
    """Yield a function that gives one database without rows, with leases of so many seconds."""
    with (
        TemporaryDirectory() as folder,
        closing(Database(url := f"sqlite:///{folder}/bot.db")) as database,
        closing(sqlite3.connect(f"{folder}/bot.db")) as look,
        captured_log() as log,
    ):
        yield lambda lease_s: Stored(Opened(url, database), look, log, lease_s)
