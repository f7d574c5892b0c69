"""The versions of the schema: each file in `versions` upgrades the schema by one version.

A change of a table in `bot/storage/tables.py` needs one more file there, and its name as `NEWEST`.
"""

import logging
from pathlib import Path

import sqlalchemy as sa

from bot.errors import DatabaseError
from bot.telemetry import log_event

logger = logging.getLogger(__name__)

OLDEST, NEWEST = "0001", "0009"

LOCK_KEY = 7_233_517_041
"""The advisory lock that a process holds on PostgreSQL while it looks at the schema."""

MAX_WAIT_S = 600

# The table is the one that Alembic makes; a new database is set up without Alembic, whose import
# takes long.
_VERSION = sa.Table(
    "alembic_version",
    sa.MetaData(),
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def bring_up_to_date(connection: sa.Connection, metadata: sa.MetaData) -> None:
    """Make the tables in an empty database, or upgrade those of an older version in place.

    All changes belong to the caller's transaction; other processes wait until that has ended.

    Raises:
        DatabaseError: A newer version of this program has written the schema.
    """
    _keep_others_out(connection)
    version = _version(connection)
    if version is None:
        metadata.create_all(connection)
        _VERSION.create(connection, checkfirst=True)
        connection.execute(sa.insert(_VERSION).values(version_num=NEWEST))
        return
    _refuse_newer(version)
    if version < NEWEST:
        _upgrade(connection, version)
        log_event(logger, logging.INFO, "schema.upgraded", old=version, new=NEWEST)


def look_at_version(connection: sa.Connection) -> None:
    """Do nothing if this program can use or upgrade the schema, which stays as it is.

    Raises:
        DatabaseError: A newer version of this program has written the schema.
    """
    _refuse_newer(_version(connection) or NEWEST)


def _refuse_newer(version: str) -> None:
    """Do nothing for a version of the schema that this program knows.

    Raises:
        DatabaseError: A newer version of this program has written the schema.
    """
    if version > NEWEST:
        raise DatabaseError(
            f"the database has schema {version!r} of a newer version of this program, which knows"
            f" none after {NEWEST!r}; start that version, or name another database"
        )


def _keep_others_out(connection: sa.Connection) -> None:
    """Let other processes wait for the end of this transaction.

    On SQLite the transaction itself has locked them out from its beginning.
    """
    if connection.dialect.name == "postgresql":
        # The second process waits for a whole upgrade.
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{MAX_WAIT_S}s'")
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{MAX_WAIT_S}s'")
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK_KEY)))


def _version(connection: sa.Connection) -> str | None:
    """Return the schema's version; None for an empty database."""
    inspector = sa.inspect(connection)
    if inspector.has_table(_VERSION.name):
        version = connection.execute(sa.select(_VERSION)).scalar()
        if version is not None:
            return str(version)
    # The first release did not write its version down.
    return OLDEST if inspector.has_table("questions") else None


def _upgrade(connection: sa.Connection, version: str) -> None:
    from alembic import command  # noqa: PLC0415 - slow, and hardly ever needed
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    if not sa.inspect(connection).has_table(_VERSION.name):
        command.stamp(config, version)
    command.upgrade(config, NEWEST)
