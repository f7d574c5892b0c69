"""The operator's log, kept to be read."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.telemetry import configure_logging


class Log:
    """The entries that this process has logged as JSON."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self._taken = 0

    @property
    def text(self) -> str:
        """All of it."""
        return self.stream.getvalue()

    def taken(self) -> list[dict[str, Any]]:
        """Return the entries since the last call, in order."""
        new = self.text[self._taken :]
        self._taken += len(new)
        return [json.loads(line) for line in new.splitlines()]

    def entries(self, event: str) -> list[dict[str, Any]]:
        """Return the entries of an event, in order."""
        found = [json.loads(line) for line in self.text.splitlines()]
        return [entry for entry in found if entry["event"] == event]


@contextmanager
def captured_log() -> Iterator[Log]:
    """Keep this process's log from INFO up, and put logging back at the end."""
    log = Log()
    with logging_as_before():
        configure_logging(log.stream, level="INFO", log_format="json", secrets=())
        yield log


@contextmanager
def logging_as_before() -> Iterator[None]:
    """Put this process's logging back at the end."""
    loggers = [logging.getLogger(name) for name in ("", "bot", "handlers", "urllib3")]
    before = [(logger, logger.handlers[:], logger.level) for logger in loggers]
    try:
        yield
    finally:
        for logger, handlers, level in before:
            logger.handlers[:] = handlers
            logger.setLevel(level)
