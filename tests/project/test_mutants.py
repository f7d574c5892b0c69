"""The changes of meaning that `make mutants` makes: which there are, and which tests they meet."""

import ast
import random
from pathlib import Path

import pytest
from mutants import ROOT, Change, changes_in, drawn, nearest_tests

MODULE = '''"""Größe, in words."""

LIMIT = 3


def cut(values: list[int], *, is_strict: bool) -> list[int] | None:
    """Return the values, but for those that are too large."""
    if not values or min(values) < LIMIT and is_strict:
        values.sort()
    return values
'''


def test_each_change_is_one_of_meaning() -> None:
    """A limit off by one, another comparison, a condition or a result that is gone."""
    told = [(change.line, change.old, change.new) for change in changes_in(MODULE)]

    condition = "not values or min(values) < LIMIT and is_strict"
    assert (3, "3", "4") in told
    assert (8, "not values", "(values)") in told
    assert (8, "min(values) < LIMIT", "(min(values) <= LIMIT)") in told
    assert (8, "min", "max") in told
    assert {new for _, old, new in told if old == condition} == {
        "(not (not values or (min(values) < LIMIT and is_strict)))",
        "(not values and (min(values) < LIMIT and is_strict))",
    }
    assert (9, "values.sort()", "pass") in told
    assert (10, "return values", "return None") in told
    assert len(told) == 9


def test_every_change_can_be_read() -> None:
    """Each leaves a module, and another one than before."""
    for path in ("bot/weather/store.py", "bot/answering/figure_reading.py"):
        source = (ROOT / path).read_text()
        for change in changes_in(source):
            made = change.made_in(source)
            ast.parse(made)
            assert made != source


def test_a_seed_draws_the_same_changes_from_each_module_in_turn() -> None:
    """So that a run can be repeated."""
    sources = {"bot/a.py": MODULE, "bot/b.py": MODULE, "bot/c.py": "LIMIT = 3\n"}

    def draw(count: int) -> list[tuple[str, Change]]:
        return drawn(sources, count, random.Random(4))  # noqa: S311 - no secret

    first, again = draw(7), draw(7)

    assert first == again
    assert {name for name, _ in first[:3]} == set(sources)
    assert len(draw(99)) == 19


@pytest.mark.parametrize(
    ("module", "tests"),
    [
        ("bot/storage/inbox.py", [["tests/storage/test_inbox.py"], ["tests/storage"]]),
        (
            "bot/weather/store.py",
            [["tests/weather/test_store.py", "tests/weather/test_weather.py"], ["tests/weather"]],
        ),
        ("bot/zones.py", [["tests/shared/test_zones.py"], ["tests/shared"]]),
        ("handlers/delivery/progress.py", None),
    ],
)
def test_the_nearest_tests_a_module_come_before_those_of_its_room(
    module: str, tests: list[list[str]] | None
) -> None:
    """Most changes are seen by them."""
    own = ["tests/handlers/test_delivery.py", "tests/handlers/test_progress.py"]

    assert nearest_tests(module, Path(ROOT)) == (tests or [own, ["tests/handlers"]])
