"""Tables whose rows are checked in one test: an item of pytest costs more than most rows do."""

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

Test = Callable[..., None]


def each_row(names: str | Sequence[str], rows: Iterable[Any]) -> Callable[[Test], Test]:
    """Return a decorator that calls a test with every row, where `parametrize` makes a test of it.

    Takes what `parametrize` takes; fixtures are shared by all rows. Every row is called, and those
    that failed are raised together, each with its values.
    """
    columns = [names] if isinstance(names, str) else list(names)
    table = [dict(zip(columns, [row] if len(columns) == 1 else row, strict=True)) for row in rows]
    assert table, "a table without rows checks nothing"

    def over_rows(test: Test) -> Test:
        @functools.wraps(test)
        def over_all(**fixtures: Any) -> None:
            failures = []
            for values in table:
                try:
                    test(**values, **fixtures)
                except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - no row hides another
                    error.add_note(f"in the row {values}")
                    failures.append(error)
            if failures:
                raise BaseExceptionGroup(f"{len(failures)} of {len(table)} rows failed", failures)

        signature = inspect.signature(test)
        fixtures = [each for name, each in signature.parameters.items() if name not in columns]
        over_all.__signature__ = signature.replace(parameters=fixtures)
        return over_all

    return over_rows
