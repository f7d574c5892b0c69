"""The words without which a rule of times is left out: whatever it reads has one of them."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from fakes.pattern_attacks import words_of

from bot.models.offline.reading.times import days, spellings

TABLES = {"days": days, "spellings": spellings}
IN_THEIR_PLACE: Final = (
    *("all night", "fri night", "mon or tue", "in Rome fri, sat in __", "sat or sun in __"),
    *("28 and 30 november", "november 28 and 30", "28 or 30 november", "weather for 15 in Rome"),
    *(
        "at 0715",
        "from 10 to 2",
        "10 to 2 pm",
        "between 10 and 2",
        "from 10:30 to 2:30",
        "from 22 to 6",
    ),
)
"""What rules read only between certain others, which samples of the rules alone don't have."""


def read_by(table: Any) -> Iterator[tuple[re.Pattern[str], Callable[..., Any], str]]:
    """Yield each pattern and its reader with texts of which it matches something."""
    for pattern, reader in table.RULES:
        samples = [text for seed in range(2) for text in words_of(pattern, seed)]
        texts = (*samples, *IN_THEIR_PLACE)
        yield from ((pattern, reader, text) for text in texts if pattern.search(text))


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_whatever_a_rule_reads_has_one_of_its_words(table: Any) -> None:
    """Else a rule would be left out of a text that it reads."""
    told = set()
    for pattern, reader, text in read_by(table):
        words = table.NEEDED.get(reader, ("",))
        assert any(word in text for word in words), (reader, text)
        told.add(pattern)

    assert {pattern for pattern, reader in table.RULES if reader in table.NEEDED} <= told


def test_a_rule_of_figures_reads_nothing_else() -> None:
    """Each of them, and only with a figure in what it reads."""
    told = set()
    for pattern, reader, text in read_by(spellings):
        if reader in spellings.OF_FIGURES:
            assert re.search(r"\d", text), (reader, text)
            told.add(pattern)

    assert told == {rule[0] for rule in spellings.RULES if rule[1] in spellings.OF_FIGURES}
