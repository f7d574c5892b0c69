"""The memory of a process with many threads."""

import ctypes
from contextlib import suppress
from typing import Final

_M_ARENA_MAX: Final = -8
"""The parameter's number in glibc's malloc.h."""
_ARENAS: Final = 2


def limit_arenas() -> None:
    """Have glibc keep few pools of memory; elsewhere nothing happens.

    By default each thread gets a pool, up to eight for each processor, and keeps what it has freed.
    """
    with suppress(OSError, AttributeError, TypeError):  # another C library, or none by that name
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)
