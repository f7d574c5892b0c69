"""Tables whose rows are checked by one test: an item of its own costs more than most rows do."""

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

Test = Callable[..., None]
Row = tuple[str, tuple[Any, ...]]
"""A row's label and its values."""

_PARAM = type(pytest.param())


def each_row(
    names: str | Sequence[str],
    rows: Iterable[Any] | Callable[[], Iterable[Any]],
    ids: Iterable[str] | Callable[[Any], Any] | None = None,
) -> Callable[[Test], Test]:
    """Decorate a test to check every row in one item; it takes what `parametrize` takes.

    All rows are checked, also after one that fails, and each failure names its row. They share the
    fixtures of the one test: a row that must not find what another has left there is a parameter.
    Rows that take long to make are given as a function, which is called when the test runs: every
    process that takes part in a run reads all tests and runs a few of them.
    """
    arguments = names.replace(",", " ").split() if isinstance(names, str) else list(names)

    @functools.cache
    def table() -> list[Row]:
        return _table(list(rows() if callable(rows) else rows), len(arguments), ids)

    if not callable(rows):
        table()

    def decorate(test: Test) -> Test:
        @functools.wraps(test)
        def check_all(**fixtures: Any) -> None:
            def check(*values: Any) -> None:
                test(**fixtures, **dict(zip(arguments, values, strict=True)))

            check_rows(check, table())

        taken = inspect.signature(test).parameters
        assert set(arguments) <= set(taken), f"{test.__name__} does not take {arguments}"
        left = [taken[name] for name in taken if name not in arguments]
        check_all.__signature__ = inspect.Signature(left)  # type: ignore[attr-defined]
        return check_all

    return decorate


def check_rows(check: Callable[..., None], rows: Sequence[Row]) -> None:
    """Check all rows, each a label and its values; a failure names its row and ends none other.

    Raises:
        BaseExceptionGroup: Rows that fail.
    """
    failures = []
    for label, values in rows:
        try:
            check(*values)
        except (Exception, pytest.fail.Exception) as failure:  # noqa: BLE001 - raised below
            failure.add_note(f"in the row {label}")
            failures.append(failure)
    if failures:
        raise BaseExceptionGroup(f"{len(failures)} of {len(rows)} rows fail", failures)


def _table(
    given: Sequence[Any], width: int, ids: Iterable[str] | Callable[[Any], Any] | None
) -> list[Row]:
    assert given, "a table without a row checks nothing"
    values = [_values(row, width) for row in given]
    return list(zip(_labels(given, values, ids), values, strict=True))


def _values(row: Any, width: int) -> tuple[Any, ...]:
    if isinstance(row, _PARAM):
        assert not row.marks, "a row with a mark is a parameter"
        return tuple(row.values)
    return (row,) if width == 1 else tuple(row)


def _labels(
    rows: Sequence[Any],
    table: Sequence[tuple[Any, ...]],
    ids: Iterable[str] | Callable[[Any], Any] | None,
) -> list[str]:
    if ids is not None and not callable(ids):
        return list(ids)
    shown = ids or _shown
    return [
        str(row.id)
        if isinstance(row, _PARAM) and row.id
        else ", ".join(str(shown(value)) for value in values)
        for row, values in zip(rows, table, strict=True)
    ]


def _shown(value: Any) -> str:
    return f"{value!r:.80}"
