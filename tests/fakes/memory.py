"""Temporary files in memory, for tests: each commit to a database would wait for the disk."""

import os
import tempfile
from pathlib import Path
from typing import Final

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - what Linux calls it
_ROOM_BYTES: Final = 2 * 2**30
"""Room for all workers."""


def keep_files_in_memory() -> None:
    """Make temporary files in memory where that is possible and nobody has named a folder.

    No test needs them once the machine has failed.
    """
    if "TMPDIR" not in os.environ and _has_room(_MEMORY):
        tempfile.tempdir = os.environ["TMPDIR"] = str(_MEMORY)


def _has_room(folder: Path) -> bool:
    """Return whether files fit there, the programs of a database server among them."""
    if not os.access(folder, os.W_OK):
        return False
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize >= _ROOM_BYTES and not found.f_flag & os.ST_NOEXEC
