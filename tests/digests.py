"""Digests of texts, in files of lines: what stands for a case, and for what came of it."""

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "data" / "digests"
_BYTES: Final = 5


def digest_of(*texts: str) -> str:
    """Return what stands for some texts in a file."""
    return blake2b("\n".join(texts).encode(), digest_size=_BYTES).hexdigest()


def read_digests(name: str) -> dict[str, str]:
    """Return the digests of what came of cases, by those of the cases; empty without a file."""
    path = FOLDER / f"{name}.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return dict(line.split(" ") for line in lines)


def write_digests(name: str, digests: Mapping[str, str]) -> None:
    """Write the digests of what came of cases, in the order of those of the cases."""
    lines = (f"{case} {came}\n" for case, came in sorted(digests.items()))
    (FOLDER / f"{name}.txt").write_text("".join(lines), encoding="utf-8")


def unlike(name: str, told: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the cases of which something else came than the file of this name holds."""
    held = read_digests(name)
    for given, came in told:
        if held.get(digest_of(given)) != digest_of(came):
            yield given, came
