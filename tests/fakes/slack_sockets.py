"""The far end of Socket Mode: connections, events on their way, acknowledgements."""

import asyncio
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect


@dataclass(slots=True)
class Delivery:
    """One envelope on its way to the bot; `acknowledged` is set when the bot says it has it."""

    sent_at_s: float
    acknowledged: threading.Event = field(default_factory=threading.Event)
    acknowledged_at_s: float = 0.0


class Sockets:
    """All connections of the bot; its methods may be called from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._deliveries: dict[str, Delivery] = {}
        self._open: list[WebSocket] = []
        self._tickets: set[str] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def issue_ticket(self) -> str:
        """Return a ticket that is good for one connection."""
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        return ticket

    async def serve(self, socket: WebSocket) -> None:
        """Serve one connection until it ends."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close()
            return
        self._tickets.discard(ticket)
        await socket.accept()
        hello = {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A1"}}
        await socket.send_json(hello)
        with self._changed:
            self._loop = asyncio.get_running_loop()
            self._open.append(socket)
            self._changed.notify_all()
        try:
            while True:
                self._acknowledge(await socket.receive_json())
        except WebSocketDisconnect:
            pass
        finally:
            with self._changed:
                self._open = [other for other in self._open if other is not socket]
                self._changed.notify_all()

    def wait_for(self, count: int, timeout_s: float) -> bool:
        """Return whether there are exactly so many connections before the time is over."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self._open) == count, timeout_s)

    def deliver(self, payload: Mapping[str, Any], **envelope: Any) -> Delivery:
        """Send an envelope over the newest connection."""
        envelope_id, delivery = uuid.uuid4().hex, Delivery(time.monotonic())
        self._deliveries[envelope_id] = delivery
        self.send(
            {
                "envelope_id": envelope_id,
                "type": "events_api",
                "payload": payload,
                "accepts_response_payload": False,
                "retry_attempt": 0,
                "retry_reason": "",
                **envelope,
            }
        )
        return delivery

    def replace(self) -> None:
        """Ask for a new connection, and close the old one when the new one is there."""
        with self._changed:
            old = self._open[-1]
        self.send({"type": "disconnect", "reason": "refresh_requested"})
        assert self.wait_for(2, 5), "the bot did not connect again"
        self._run(old.close())

    def send(self, frame: Mapping[str, Any]) -> None:
        """Send any frame over the newest connection."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._open, 5), "the bot is not connected"
            socket = self._open[-1]
        self._run(socket.send_json(frame))

    def cut(self) -> None:
        """Close all connections without a word."""
        with self._changed:
            sockets = list(self._open)
        for socket in sockets:
            self._run(socket.close())

    def _acknowledge(self, frame: Mapping[str, Any]) -> None:
        delivery = self._deliveries[frame["envelope_id"]]
        delivery.acknowledged_at_s = time.monotonic()
        delivery.acknowledged.set()

    def _run(self, coroutine: Any) -> None:
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(5)
