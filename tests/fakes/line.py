"""The bot's connection to the demo's workspace as the demo's own parts see it, without a bot."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from handlers.playground.workspace.sockets import Delivery, Sockets


class Taken(threading.Event):
    """Whether an envelope was taken: it is known at once, and who would have waited is noted."""

    def __init__(self, waits_s: list[float | None], *, is_taken: bool) -> None:
        super().__init__()
        self._waits_s = waits_s
        if is_taken:
            self.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Note the time that somebody would have waited."""
        self._waits_s.append(timeout)
        return self.is_set()


class Line(Sockets):
    """A connection over which everything is taken after 20 ms; it keeps what was sent.

    Attributes:
        waits_s: The times for which the acknowledgements were waited for, or a bot that is not
            there.
        on_deliver: Hears of each payload as it comes.
    """

    def __init__(self, taken_at: int = 1, *, is_there: bool = True) -> None:
        """Take each envelope from the delivery with this number on, if the bot is there at all."""
        super().__init__()
        self._is_there = is_there
        self.sent: list[dict[str, Any]] = []
        self.waits_s: list[float | None] = []
        self.on_deliver: Callable[[Mapping[str, Any]], object] = lambda _: None
        self._taken_at = taken_at

    def wait_for_any(self, timeout_s: float) -> bool:
        """Say whether there is a connection, and note the time that somebody would have waited."""
        if not self._is_there:
            self.waits_s.append(timeout_s)
        return self._is_there

    def deliver(
        self, payload: Mapping[str, Any], *, by: int | None = None, **envelope: Any
    ) -> Delivery:
        """Keep an envelope, and say whether it was taken."""
        self.on_deliver(payload)
        self.sent.append({"payload": payload, "by": by, **envelope})
        taken = Taken(self.waits_s, is_taken=envelope["retry_attempt"] + 1 >= self._taken_at)
        return Delivery(sent_at_s=1.0, acknowledged_at_s=1.02, acknowledged=taken)
