"""Whole answers of the offline model, word for word as they were reviewed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from golden_answers import GOLDEN_FILES, language_of, read_golden

Conversation = Callable[..., tuple[str, ...]]


@pytest.mark.parametrize("path", GOLDEN_FILES, ids=lambda path: path.stem)
def test_answers_are_word_for_word_those_that_were_reviewed(
    path: Path, conversation_in: Callable[[str], Conversation]
) -> None:
    """After a change that is meant, `make golden` writes them anew: read what differs."""
    threads = read_golden(path)
    answers = conversation_in(language_of(path))

    now = [thread.answered(answers) for thread in threads]

    assert "\n".join(map(str, now)) == "\n".join(map(str, threads))
