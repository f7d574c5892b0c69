"""The courier: it brings envelopes to the bot, again where they are not acknowledged, as Slack."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from handlers.playground.workspace.rules import Message
from handlers.playground.workspace.sockets import Delivery, Sockets

ACKNOWLEDGED_WITHIN_S: Final = 3.0
CONNECTED_WITHIN_S: Final = 60.0
MOST_TRIES: Final = 4
REDELIVERY_S: Final = 0.4
"""Seconds between the deliveries of one event when it is to come more than once."""


class Courier:
    """Delivers on threads of its own.

    Attributes:
        copies: The number of times that each event is delivered.
    """

    def __init__(self, sockets: Sockets, on_delivery: Callable[[Message], None]) -> None:
        self.copies = 1
        self._sockets = sockets
        self._on_delivery = on_delivery

    def send(self, payload: Mapping[str, Any], type_: str = "events_api", about: str = "") -> None:
        """Bring a payload to the bot; `about` is the ts of the message that it tells of."""
        copies = self.copies if type_ == "events_api" else 1
        arguments = (payload, type_, about, copies)
        threading.Thread(target=self._bring, args=arguments, name="courier", daemon=True).start()

    def _bring(self, payload: Mapping[str, Any], type_: str, about: str, copies: int) -> None:
        for copy in range(copies):
            if copy:
                time.sleep(REDELIVERY_S)
            for attempt in range(MOST_TRIES):
                if not self._sockets.wait_for_any(CONNECTED_WITHIN_S):
                    return
                number = copy or attempt
                reason = "timeout" if number else ""
                delivery = self._sockets.deliver(
                    payload, type=type_, retry_attempt=number, retry_reason=reason
                )
                is_taken = delivery.acknowledged.wait(ACKNOWLEDGED_WITHIN_S)
                self._tell(delivery, about, number, is_taken=is_taken)
                if is_taken:
                    break

    def _tell(self, delivery: Delivery, about: str, number: int, *, is_taken: bool) -> None:
        took_s = delivery.acknowledged_at_s - delivery.sent_at_s if is_taken else 0.0
        fields = {"about": about, "number": number + 1, "is_taken": is_taken}
        self._on_delivery({"took_ms": round(took_s * 1000, 1), **fields})
