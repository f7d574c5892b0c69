"""The words without which a rule of times is left out: whatever it reads has one of them."""

from typing import Any

import pytest
from fakes.pattern_attacks import words_of

from bot.models.offline.reading.times import days, spellings

TABLES = {"days": days, "spellings": spellings}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_whatever_a_rule_reads_has_one_of_its_words(table: Any) -> None:
    """Else a text would be left to no rule that another one would read."""
    told = 0
    for pattern, reader in table.RULES:
        words = table.NEEDED.get(reader, ("",))
        for sample in (text for seed in range(5) for text in words_of(pattern, seed)):
            if match := pattern.search(sample):
                assert any(word in sample for word in words), (reader, match[0])
                told += reader in table.NEEDED

    assert told > len(table.NEEDED)


def test_a_rule_of_figures_reads_nothing_else() -> None:
    """Whatever digits they are."""
    samples = [
        match[0]
        for pattern, reader in spellings.RULES
        if reader in spellings.OF_FIGURES
        for sample in words_of(pattern)
        if (match := pattern.search(sample))
    ]

    assert samples
    assert all(any(sign.isdecimal() for sign in sample) for sample in samples)
