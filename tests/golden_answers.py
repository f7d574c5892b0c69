"""Threads with the whole answers that were reviewed, kept in files.

A block of a file is a thread: lines that begin with "> " are questions, those below each are its
answer; an empty line ends the thread. The name of a file begins with the language of who asks. All
are asked on a Saturday at noon (`answer_sets.ASKED_AT`) and answered with simulated weather.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

GOLDEN_FILES: Final = tuple(sorted((Path(__file__).parent / "data" / "golden").glob("*.txt")))

_ASKS: Final = "> "


@dataclass(frozen=True, slots=True)
class GoldenThread:
    """Questions of one thread with an answer to each; an answer is "" before its first review."""

    questions: tuple[str, ...]
    answers: tuple[str, ...]

    def answered(self, answers: Callable[..., tuple[str, ...]]) -> "GoldenThread":
        """Return the thread with the answers that its questions get now."""
        return GoldenThread(self.questions, answers(*self.questions))

    def __str__(self) -> str:
        lines = (
            f"{_ASKS}{question}\n{words}\n"
            for question, words in zip(self.questions, self.answers, strict=True)
        )
        return "".join(lines)


def language_of(path: Path) -> str:
    """Return the language of who asks the questions of a file."""
    return path.stem.partition("-")[0]


def asking_in(language: str) -> Path:
    """Return the file of the questions that people with an English locale ask in a language."""
    return next(path for path in GOLDEN_FILES if path.stem == f"en-asking-in-{language}")


def read_golden(path: Path) -> list[GoldenThread]:
    """Return the threads of a file in its order."""
    return [_thread(block) for block in path.read_text(encoding="utf-8").split("\n\n") if block]


def write_golden(path: Path, threads: Sequence[GoldenThread]) -> None:
    """Write the threads of a file."""
    path.write_text("\n".join(map(str, threads)), encoding="utf-8")


def _thread(block: str) -> GoldenThread:
    turns = [turn.strip().partition("\n") for turn in f"\n{block}".split(f"\n{_ASKS}")[1:]]
    return GoldenThread(
        tuple(question for question, _, _ in turns), tuple(words for _, _, words in turns)
    )
