"""What tests of models share: conversations that are opened once."""

from collections.abc import Callable, Iterator

import pytest
from answer_sets import conversing, opened_once


@pytest.fixture(scope="session")
def conversation_in() -> Iterator[Callable[[str], Callable[..., tuple[str, ...]]]]:
    """Yield what returns the answers to threads in a language; what it looked up stays known."""
    with opened_once(conversing) as conversations:
        yield conversations
