"""An outage of the language model, as the log, the health page and replies report it."""

import logging
import threading
from typing import Final

from bot.telemetry import log_event

MANY: Final = 3
"""Failed questions in a row from which on the language model counts as down."""

logger = logging.getLogger(__name__)


class Outage:
    """Counts the questions in a row to which the language model has given no answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._in_a_row = 0

    @property
    def is_on(self) -> bool:
        """Whether the model has failed for the last three questions or more."""
        with self._lock:
            return self._in_a_row >= MANY

    def add_failure(self, reason: str) -> None:
        """Count a question that the model has failed to answer; the reason is for the log."""
        with self._lock:
            self._in_a_row += 1
            has_begun = self._in_a_row == MANY
        if has_begun:
            log_event(logger, logging.ERROR, "model.down", questions=MANY, reason=reason)

    def end(self) -> None:
        """Count from nought again: the model has answered."""
        with self._lock:
            was_on, self._in_a_row = self._in_a_row >= MANY, 0
        if was_on:
            log_event(logger, logging.WARNING, "model.back")
