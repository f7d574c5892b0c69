"""Find out in a process of its own whether a question can be read by rules at all."""

import logging
import resource
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Final

from bot.models.offline.reading import read_question
from bot.places.gazetteer import Gazetteer
from bot.telemetry import log_event

logger = logging.getLogger(__name__)

READ_WITHIN_CPU_S: Final = 10
"""Hundreds of times what the longest question takes, start included, in time of the processor."""
ENDED_WITHIN_S: Final = 40.0
"""Longer, since a machine that is busy gives a process its time of the processor late."""


def can_be_read(
    text: str, *, command: Sequence[str] = (), within_s: float = ENDED_WITHIN_S
) -> bool:
    """Return whether the reading of a question comes to an end in a process of its own.

    An attempt that left no answer may have ended with its whole process, which the reading had
    brought to a standstill; another process must not read the same text untried.

    Args:
        text: The question, which the process gets as its standard input.
        command: What reads it; by default this module.
        within_s: When the process is ended, however far it has come.
    """
    try:
        done = subprocess.run(  # noqa: S603 - this module, and the text is no part of the command
            [*command] or [sys.executable, "-m", __name__],
            input=text.encode(errors="replace"),
            timeout=within_s,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        reason = type(error).__name__
    else:
        reason = f"status {done.returncode}" if done.returncode else ""
    if reason:
        log_event(logger, logging.ERROR, "question.endless", reason=reason)
    return not reason


def main() -> None:
    """Read the question on standard input; the system ends this where the caller no longer can."""
    resource.setrlimit(resource.RLIMIT_CPU, (READ_WITHIN_CPU_S, READ_WITHIN_CPU_S))
    text = sys.stdin.buffer.read().decode()
    with closing(Gazetteer()) as gazetteer:
        read_question(text, gazetteer, datetime.now(UTC), ())


if __name__ == "__main__":
    main()
