"""The memory of a process with many threads."""

import ctypes
import gc
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


def begin_collection() -> None:
    """Have Python search for garbage from now on, but not in what there is, which stays.

    A search through all that a process has imported holds up every thread for a tenth of a second.
    Nothing happens where the search goes on already.
    """
    if gc.isenabled():
        return
    gc.collect()
    gc.freeze()
    gc.enable()
