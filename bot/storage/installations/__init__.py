"""Installations: what the bot was given in each workspace or organisation, encrypted."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.clock import Clock
from bot.storage.database import Database, Transaction
from bot.storage.engines import insert_of
from bot.storage.installations.key_ring import KeyRing
from bot.storage.tables import installations, workspaces
from bot.telemetry import log_event

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class InstallationRecord:
    """An installation as it is stored.

    Attributes:
        owner: The workspace, or the organisation where it is for all of its workspaces.
        content: Its ids and tokens, as JSON.
        expires_at_s: The moment at which its token ends, in seconds since 1970; None for never.
    """

    owner: str
    content: Mapping[str, Any]
    expires_at_s: float | None = None


@dataclass(frozen=True, slots=True)
class Renewal:
    """The right to renew a token, which one process has at a time.

    Attributes:
        until_s: The moment at which the right ends; it is the fence against an older one.
    """

    record: InstallationRecord
    until_s: float


@dataclass(frozen=True, slots=True)
class InstallationRecords:
    """All installations of one database; whoever reads it without the keys finds no token."""

    database: Database
    clock: Clock
    key_ring: KeyRing

    def put(self, record: InstallationRecord) -> None:
        """Store an installation in the place of an earlier one of its owner."""
        row = {**self._sealed(record), "renewed_until_s": 0.0}
        with self.database.transaction() as transaction:
            insert = insert_of(transaction.dialect.name)(installations)
            statement = insert.values(owner=record.owner, **row)
            transaction.execute(statement.on_conflict_do_update(index_elements=["owner"], set_=row))

    def find(self, owner: str) -> InstallationRecord | None:
        """Return the installation of a workspace or of its organisation; None without one.

        Raises:
            DatabaseError: No key opens it.
        """
        with self.database.transaction() as transaction:
            named = sa.select(workspaces.c.organisation).where(workspaces.c.team == owner)
            organisation = transaction.execute(named).scalar()
            return self._read(transaction, organisation or owner)

    def belongs_to(self, team: str, organisation: str) -> None:
        """Store the organisation whose installation a workspace is served by; "" for its own."""
        with self.database.transaction() as transaction:
            insert = insert_of(transaction.dialect.name)(workspaces)
            row = {"organisation": organisation}
            statement = insert.values(team=team, **row)
            transaction.execute(statement.on_conflict_do_update(index_elements=["team"], set_=row))

    def leave(self, team: str) -> None:
        """Delete what is known of the organisation that a workspace was served by."""
        with self.database.transaction() as transaction:
            transaction.execute(sa.delete(workspaces).where(workspaces.c.team == team))

    def workspaces_of(self, owner: str) -> tuple[str, ...]:
        """Return an owner, and before it the workspaces that were seen of an organisation."""
        with self.database.transaction() as transaction:
            named = sa.select(workspaces.c.team).where(workspaces.c.organisation == owner)
            members = transaction.execute(named.order_by(workspaces.c.team)).scalars().all()
        return (*(team for team in members if team != owner), owner)

    def remove(self, owner: str) -> None:
        """Delete an installation, and what is known of its workspaces; do nothing without one."""
        with self.database.transaction() as transaction:
            transaction.execute(sa.delete(installations).where(installations.c.owner == owner))
            served = sa.or_(workspaces.c.organisation == owner, workspaces.c.team == owner)
            transaction.execute(sa.delete(workspaces).where(served))

    def expiring(self, within_s: float) -> tuple[str, ...]:
        """Return the owners whose tokens end within a time, the first to end first."""
        with self.database.transaction() as transaction:
            last_s = self.database.now_s(transaction, self.clock) + within_s
            ends = installations.c.expires_at_s
            due = sa.select(installations.c.owner).where(ends < last_s).order_by(ends)
            return tuple(transaction.execute(due).scalars())

    def begin_renewal(self, owner: str, *, within_s: float, for_s: float) -> Renewal | None:
        """Return the right, for a time, to renew a token that ends within a time.

        None for a token that lives longer, and while another process has the right.
        """
        with self.database.transaction() as transaction:
            now_s = self.database.now_s(transaction, self.clock)
            is_free = installations.c.renewed_until_s < now_s
            is_due = installations.c.expires_at_s < now_s + within_s
            taken = (
                sa.update(installations)
                .where(installations.c.owner == owner, is_free, is_due)
                .values(renewed_until_s=now_s + for_s)
            )
            if transaction.execute(taken).rowcount == 0:
                return None
            record = self._read(transaction, owner)
        return Renewal(record, now_s + for_s) if record else None

    def end_renewal(self, renewal: Renewal, renewed: InstallationRecord | None) -> None:
        """Give the right back, with the renewed installation if there is one.

        An installation that was made or removed meanwhile stays as it is.
        """
        row = self._sealed(renewed) if renewed else {}
        is_mine = installations.c.renewed_until_s == renewal.until_s
        statement = sa.update(installations).where(
            installations.c.owner == renewal.record.owner, is_mine
        )
        with self.database.transaction() as transaction:
            transaction.execute(statement.values(renewed_until_s=0.0, **row))

    def encrypt_anew(self) -> int:
        """Encrypt by the newest key what an older one has encrypted; return their number.

        Raises:
            DatabaseError: No key opens one of them.
        """
        count = 0
        with self.database.transaction() as transaction:
            stored = sa.select(installations.c.owner, installations.c.content)
            stored = stored.order_by(installations.c.owner)
            rows = transaction.execute(stored).all()
            if not all(self.key_ring.is_by_newest(content) for _, content in rows):
                # On PostgreSQL, another process may be renewing one of the tokens. In one order,
                # so that those that start together don't wait for each other.
                rows = transaction.execute(stored.with_for_update()).all()
            for owner, content in rows:
                if not self.key_ring.is_by_newest(content):
                    anew = self.key_ring.seal(self.key_ring.unseal(content))
                    this = installations.c.owner == owner
                    transaction.execute(sa.update(installations).where(this).values(content=anew))
                    count += 1
        if count:
            log_event(logger, logging.INFO, "installations.encrypted_anew", count=count)
        return count

    def _read(self, transaction: Transaction, owner: str) -> InstallationRecord | None:
        stored = sa.select(installations).where(installations.c.owner == owner)
        row = transaction.execute(stored).mappings().first()
        if row is None:
            return None
        content = json.loads(self.key_ring.unseal(row["content"]))
        return InstallationRecord(owner, content, row["expires_at_s"])

    def _sealed(self, record: InstallationRecord) -> dict[str, Any]:
        content = self.key_ring.seal(json.dumps(dict(record.content)))
        return {"content": content, "expires_at_s": record.expires_at_s}
