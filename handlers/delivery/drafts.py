"""A reply sent as fully as Slack takes it: what is refused is left out, and no more."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from bot.errors import RefusedError
from bot.telemetry import log_event
from handlers.blocks.exhibits import Block
from handlers.escaping import cut
from handlers.refusals import is_about_content

SHORT_TEXT_CHARACTERS: Final = 4_000
MOST_ATTEMPTS: Final = 4
"""In full, in blocks of long standing, as plain text, as short text."""

# Slack brings newer types to one workspace after another.
_LONG_STANDING: Final = ("actions", "context", "markdown", "section", "table")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it is about to be sent.

    Attributes:
        text: Complete by itself.
        blocks: Empty for plain text.
        is_marked: Whether it has the metadata that it is found by.
    """

    text: str
    blocks: tuple[Block, ...]
    is_marked: bool = True

    def without_what_was(self, refused: RefusedError) -> "Draft | None":
        """Return a draft with less, for what was refused; None where that is of no use."""
        if not is_about_content(refused):
            return None
        if "metadata" in refused.code and self.is_marked:
            return replace(self, is_marked=False)
        is_long = refused.code == "msg_too_long"
        sure = tuple(block for block in self.blocks if block["type"] in _LONG_STANDING)
        if len(sure) < len(self.blocks) and not is_long:
            return replace(self, blocks=sure)
        text = cut(self.text, SHORT_TEXT_CHARACTERS) if is_long else self.text
        less = replace(self, text=text, blocks=())
        return less if less != self else None


def send_as_taken(draft: Draft, send: Callable[[Draft], str], reference: str) -> str:
    """Send a draft, with less whenever Slack refuses what it says; return the message's ts.

    Raises:
        RefusedError: Slack takes not even its text.
        DeliveryError: Slack did not confirm it.
    """
    reason, now = "", draft
    while True:
        try:
            ts = send(now)
        except RefusedError as error:
            reason = reason or str(error)
            less = now.without_what_was(error)
            if less is None:
                raise
            now = less
        else:
            break
    if reason:
        fields = {"reference": reference, "reason": reason, "blocks_left": len(now.blocks)}
        log_event(logger, logging.WARNING, "reply.partly_refused", **fields)
    return ts
