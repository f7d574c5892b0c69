"""Questions of the sets that are known to be misunderstood, so that a change can't add one unseen.

A line of the file that begins with "# " names a set and how it is judged; its questions follow.
"""

from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parent / "data" / "known_misses.txt"


def known_misses(judged: str) -> set[str]:
    """Return the questions of a set that are known to be misunderstood."""
    misses: dict[str, set[str]] = {}
    heading = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            heading = line[2:]
        elif line:
            misses.setdefault(heading, set()).add(line)
    return misses.get(judged, set())
