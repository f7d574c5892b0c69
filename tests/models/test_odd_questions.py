"""Questions as hardly anybody asks them: with huge numbers, and with letters like others."""

import re
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from answer_sets import conversing, opened_once
from fakes.rows import check_rows
from golden_answers import GOLDEN_FILES, language_of, read_golden

HUGE: Final = ("0", "99", "9999", "999999999", "3 billion", "9" * 40)
LOOK_ALIKES: Final = (("i", "\u0131"), ("s", "\u017f"), ("k", "\u212a"), ("i", "\u0130"))
"""Letters and others that are the same to a pattern that ignores case, and to nothing else."""

Conversation = Callable[..., tuple[str, ...]]


@pytest.fixture(scope="module")
def conversation_in() -> Iterator[Callable[[str], Conversation]]:
    """Yield what returns the answers to threads in a language."""
    with opened_once(conversing) as conversations:
        yield conversations


def with_huge_numbers() -> Iterator[tuple[str, str]]:
    """Yield languages and questions of which each number is another one."""
    for path in GOLDEN_FILES:
        for thread in read_golden(path):
            for at, question in enumerate(thread.questions):
                if re.search(r"\d", question):
                    number = HUGE[(at + len(question)) % len(HUGE)]
                    yield language_of(path), re.sub(r"\d+", number, question)


def with_look_alikes() -> Iterator[tuple[str, str]]:
    """Yield languages and questions of which each letter of a kind is another one."""
    for path in GOLDEN_FILES:
        for at, thread in enumerate(read_golden(path)):
            letter, other = LOOK_ALIKES[at % len(LOOK_ALIKES)]
            yield language_of(path), thread.questions[0].replace(letter, other)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("asked", [with_huge_numbers, with_look_alikes])
def test_an_odd_question_is_answered(
    asked: Callable[[], Iterator[tuple[str, str]]],
    conversation_in: Callable[[str], Conversation],
) -> None:
    """With words, and in the end."""

    def check(language: str, question: str) -> None:
        assert conversation_in(language)(question)[-1].strip()

    check_rows(check, [(f"{row[0]}: {row[1]}", row) for row in asked()])
