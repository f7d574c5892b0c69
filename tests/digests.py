"""Digests of composed cases and of their outcomes, in a file of lines for each module."""

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "data" / "digests"
_BYTES: Final = 5


def digest_of(*texts: str) -> str:
    """Return the digest of some texts."""
    return blake2b("\n".join(texts).encode(), digest_size=_BYTES).hexdigest()


def read_digests(name: str) -> dict[str, str]:
    """Return the digests of outcomes by those of their cases; empty without a file."""
    path = FOLDER / f"{name}.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return dict(line.split(" ") for line in lines)


def write_digests(name: str, digests: Mapping[str, str]) -> None:
    """Write the digests of outcomes, in the order of those of their cases."""
    lines = (f"{case} {came}\n" for case, came in sorted(digests.items()))
    (FOLDER / f"{name}.txt").write_text("".join(lines), encoding="utf-8")


def unlike(name: str, told: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the cases whose outcome is not the one in the file of this name."""
    held = read_digests(name)
    for given, came in told:
        if held.get(digest_of(given)) != digest_of(came):
            yield given, came
