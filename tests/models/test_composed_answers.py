"""Answers to composed threads: what a change of the rules is not about, it does not change."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest
from answer_sets import conversing
from composed_threads import DIGESTS, composed_threads, name_of
from digests import digest_of, read_digests

Conversation = Callable[..., tuple[str, ...]]
SHARES = 8
MOST_SHOWN = 20


@pytest.fixture(scope="module")
def conversation_in() -> Iterator[Callable[[str], Conversation]]:
    """Yield what returns the answers to threads in a language."""
    with ExitStack() as stack:
        yield cache(lambda language: stack.enter_context(conversing(language)))


def test_the_digest_of_each_composed_thread_is_written() -> None:
    """By `make composed`, which tells the new answers."""
    assert set(map(name_of, composed_threads())) == set(read_digests(DIGESTS))


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("share", range(SHARES))
def test_answers_to_composed_threads_are_what_they_were(
    share: int, conversation_in: Callable[[str], Conversation]
) -> None:
    """After a change that is meant, `make composed` tells which have changed: read them."""
    digests = read_digests(DIGESTS)

    changed = []
    for language, questions in composed_threads()[share::SHARES]:
        answers = conversation_in(language)(*questions)
        if digest_of(*answers) != digests.get(name_of((language, questions))):
            changed.append((questions, answers))
        if len(changed) >= MOST_SHOWN:
            break

    assert changed == []
