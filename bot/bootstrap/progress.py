"""Progress bars in a terminal, for what takes long; nothing is shown where nobody can watch."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO, TypeVar

import typer

Item = TypeVar("Item")


@contextmanager
def progress(label: str, total: int, stream: TextIO) -> Iterator[Callable[[int], None]]:
    """Show a bar as long as the context lasts; yield the function that moves it on by a number."""
    is_hidden = not stream.isatty()
    with typer.progressbar(length=total, label=label, file=stream, hidden=is_hidden) as bar:
        yield bar.update


def with_progress(label: str, items: Sequence[Item], stream: TextIO) -> Iterator[Item]:
    """Yield items, and show a bar that moves on with each."""
    with progress(label, len(items), stream) as advance:
        for item in items:
            yield item
            advance(1)
