"""Statements that are compiled once in a run, however many databases it opens."""

from typing import Any

import sqlalchemy as sa


class _Compiled(dict[Any, Any]):
    """Compiled statements, which all databases of one kind use.

    A key of SQLAlchemy's begins with the dialect, an object of each database's own; here its name
    stands for it.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_shared(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(_shared(key), compiled)


def share_compiled_statements() -> None:
    """Let every database that is opened from now on use what another has compiled."""
    compiled = _Compiled()

    @sa.event.listens_for(sa.Engine, "engine_connect")
    def use(connection: sa.Connection) -> None:
        connection.execution_options(compiled_cache=compiled)


def _shared(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect, *statement = key
    return (dialect.name, *statement)
