"""The bot's connection to the demo's workspace as the demo's own parts see it, without a bot."""

from collections.abc import Mapping
from typing import Any

from handlers.playground.workspace.sockets import Delivery, Sockets


class Line(Sockets):
    """A connection over which everything is taken after 20 ms; it keeps what was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[dict[str, Any]] = []

    def wait_for_any(self, timeout_s: float) -> bool:  # noqa: ARG002 - the original's
        """Say that there is a connection."""
        return True

    def deliver(
        self, payload: Mapping[str, Any], *, by: int | None = None, **envelope: Any
    ) -> Delivery:
        """Keep an envelope, and say that it was taken."""
        self.sent.append({"payload": payload, "by": by, **envelope})
        delivery = Delivery(sent_at_s=1.0, acknowledged_at_s=1.02)
        delivery.acknowledged.set()
        return delivery
