"""Whole answers of the offline model, word for word as they were reviewed."""

from pathlib import Path

import pytest
from answer_sets import conversing
from golden_answers import GOLDEN_FILES, language_of, read_golden


@pytest.mark.parametrize("path", GOLDEN_FILES, ids=lambda path: path.stem)
def test_answers_are_word_for_word_those_that_were_reviewed(path: Path) -> None:
    """After a change that is meant, `make golden` writes them anew: read what differs."""
    threads = read_golden(path)
    with conversing(language_of(path)) as answers:
        now = [thread.answered(answers) for thread in threads]

    assert "\n".join(map(str, now)) == "\n".join(map(str, threads))
