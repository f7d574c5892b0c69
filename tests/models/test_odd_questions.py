"""Questions as hardly anybody asks them: with huge numbers, and with letters like others."""

import re
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from fakes.rows import check_rows
from golden_answers import GOLDEN_FILES, language_of, read_golden

HUGE: Final = ("0", "99", "9999", "999999999", "3 billion", "9" * 40)
LOOK_ALIKES: Final = (("i", "\u0131"), ("s", "\u017f"), ("k", "\u212a"), ("i", "\u0130"))
"""Letters and others that are the same to a pattern that ignores case."""
FAR: Final = (
    *("5000 years ago", "9,999,999 days from now", "3 billion days before May 5", "0001-01-01"),
    *("9999-12-31", "5 may 0500", "3 billion weeks after christmas", "in the year 99999"),
)
"""Days at the ends of the calendar and behind them."""
AROUND: Final = (
    *("{}", "{} until yesterday", "from {} to today", "{} and the monday after", "{} for 3 days"),
    *("the week after {}", "2 days before {}", "since {}", "{} and the next day", "until {}"),
    *("{} and then 5 days in Oslo", "the friday before {}", "the weekend after {}", "at 5 pm {}"),
    *(
        "{} and a week later",
        "{} and the morning after",
        "every monday until {}",
        "by {} in kelvin",
    ),
)
"""What is counted from a day, up to it or beside it."""

Conversation = Callable[..., tuple[str, ...]]


def with_huge_numbers() -> Iterator[tuple[str, str]]:
    """Yield languages and questions of which each number is another one."""
    for path in GOLDEN_FILES:
        for thread in read_golden(path):
            for at, question in enumerate(thread.questions):
                if re.search(r"\d", question):
                    number = HUGE[(at + len(question)) % len(HUGE)]
                    yield language_of(path), re.sub(r"\d+", number, question)


def at_the_ends_of_time() -> Iterator[tuple[str, str]]:
    """Yield languages and questions of days that are hardly in the calendar."""
    for day in FAR:
        for words in AROUND:
            yield "en", f"weather in Rome {words.format(day)}"
            yield "en", f"was it warmer in Rome {words.format(day)} than today?"


def with_look_alikes() -> Iterator[tuple[str, str]]:
    """Yield languages and questions of which each letter of a kind is another one."""
    for path in GOLDEN_FILES:
        for at, thread in enumerate(read_golden(path)):
            letter, other = LOOK_ALIKES[at % len(LOOK_ALIKES)]
            yield language_of(path), thread.questions[0].replace(letter, other)


LONG: Final = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.mark.parametrize(
    "asked",
    [
        at_the_ends_of_time,
        pytest.param(with_huge_numbers, marks=LONG),
        pytest.param(with_look_alikes, marks=LONG),
    ],
)
def test_an_odd_question_is_answered(
    asked: Callable[[], Iterator[tuple[str, str]]],
    conversation_in: Callable[[str], Conversation],
) -> None:
    """With words, and in the end."""

    def check(language: str, question: str) -> None:
        assert conversation_in(language)(question)[-1].strip()

    check_rows(check, [(f"{row[0]}: {row[1]}", row) for row in asked()])
