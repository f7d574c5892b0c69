"""A table that is checked in one test loses nothing by it: every row that fails is told."""

from pathlib import Path

import pytest
from fakes.rows import each_row

SQUARES = [(2, 4), (3, 8), (4, 16), (5, "none")]


def test_every_row_that_failed_is_raised_with_its_values() -> None:
    """Whether it was a comparison, an error or one that was awaited in vain."""

    @each_row(("number", "square"), SQUARES)
    def check(number: int, square: object) -> None:
        """Fail in three ways."""
        with pytest.raises(ValueError, match="none"):
            int(str(square))
        assert number**2 == int(str(square))

    with pytest.raises(BaseExceptionGroup, match="4 of 4 rows failed") as caught:
        check()

    kinds = [type(error) for error in caught.value.exceptions]
    assert kinds == [*[pytest.fail.Exception] * 3, ValueError]
    notes = [error.__notes__ for error in caught.value.exceptions]
    assert notes == [[f"in the row {{'number': {a}, 'square': {b!r}}}"] for a, b in SQUARES]


def test_a_row_that_fails_hides_no_other() -> None:
    """The rows behind it are called too, and those that hold are not told."""
    seen = []

    @each_row("number", range(6))
    def check(number: int) -> None:
        """Hold for three of them."""
        seen.append(number)
        assert number % 2, f"{number} is even"

    with pytest.raises(ExceptionGroup, match="3 of 6 rows failed") as caught:
        check()

    assert seen == [*range(6)]
    told = [str(error).splitlines()[0] for error in caught.value.exceptions]
    assert told == ["0 is even", "2 is even", "4 is even"]


@each_row("name", ["first", "second"])
def test_fixtures_are_given_beside_the_rows(tmp_path: Path, name: str) -> None:
    """They are the same for all rows."""
    (tmp_path / name).touch()
    assert len([*tmp_path.iterdir()]) == ["first", "second"].index(name) + 1


def test_a_table_has_rows_of_its_columns() -> None:
    """An empty one would check nothing; a row that is too short is no row."""
    with pytest.raises(AssertionError, match="checks nothing"):
        each_row("name", [])
    with pytest.raises(ValueError, match="shorter"):
        each_row(("name", "size"), [("a", 1), ("b",)])
