"""The decorator that checks a table's rows in one test hides no row and no failure."""

import inspect

import pytest
from fakes.rows import each_row


def test_every_row_is_checked_and_each_failure_names_its_own() -> None:
    """Also the rows after one that fails, whatever its failure is."""
    seen = []
    named = pytest.param(4, 0, id="d")

    @each_row("given, wanted", [(1, 1), (2, 3), (3, 3), named])
    def check(given: int, wanted: int) -> None:
        seen.append(given)
        if wanted == 0:
            pytest.fail("no zero")
        assert given == wanted

    with pytest.raises(BaseExceptionGroup, match="2 of 4 rows fail") as caught:
        check()

    assert seen == [1, 2, 3, 4]
    assert [failure.__notes__ for failure in caught.value.exceptions] == [
        ["in the row 2, 3"],
        ["in the row d"],
    ]
    assert "assert 2 == 3" in str(caught.value.exceptions[0])


def test_rows_leave_a_test_its_fixtures_and_its_other_tables() -> None:
    """Each row of the one meets each of the other."""
    seen = []

    @each_row("letter", "ab")
    @each_row(["number"], [1, 2])
    def check(fixture: str, letter: str, number: int) -> None:
        seen.append((fixture, letter, number))

    assert list(inspect.signature(check).parameters) == ["fixture"]
    check(fixture="f")
    assert seen == [("f", "a", 1), ("f", "a", 2), ("f", "b", 1), ("f", "b", 2)]


def test_rows_of_a_function_are_made_when_they_are_checked() -> None:
    """Once, and none at all is refused then."""
    made = []

    def numbers() -> list[int]:
        made.append("numbers")
        return [1, 2]

    @each_row("letter", "ab")
    @each_row("number", numbers)
    def check(letter: str, number: int) -> None:
        made.append(f"{letter}{number}")

    assert made == []
    check()
    assert made == ["numbers", "a1", "a2", "b1", "b2"]
    empty = each_row("number", list)(lambda number: None)  # noqa: ARG005
    with pytest.raises(AssertionError, match="checks nothing"):
        empty()


def test_a_table_without_rows_or_with_another_name_is_refused() -> None:
    """It would check nothing, or not what it says."""
    with pytest.raises(AssertionError, match="checks nothing"):
        each_row("given", [])
    with pytest.raises(AssertionError, match="does not take"):
        each_row("given", [1])(lambda wanted: None)  # noqa: ARG005
