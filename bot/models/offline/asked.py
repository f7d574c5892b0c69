"""A question of a thread with what it takes from those before it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.models.offline.reading import Reading
from bot.models.offline.reading.times import When
from bot.models.offline.reading.times.parts import Part
from bot.models.offline.said import Said

_NO_TIME: Final = When()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what it takes from those before it.

    Attributes:
        said: The words that asked, of an earlier question where this one has none of its own.
        is_whole: Whether these words name the places and the time too, as far as they are known.
        is_of_several: Whether several places were asked about at once.
        when: The time that it is about, be it that of the question before; `parts` likewise.
        times: Those that the questions up to this one named, likewise.
        places: All that the questions up to this one named, from the last that began anew.
    """

    said: Said
    reading: Reading
    places: tuple[str, ...]
    is_whole: bool = True
    times: tuple[Part, ...] = ()
    when: When = _NO_TIME
    parts: tuple[Part, ...] = ()
    is_of_several: bool = False


Read = Callable[[Said], Reading]
"""Reads a question of the thread."""
