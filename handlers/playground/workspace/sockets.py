"""The far end of Socket Mode: connections, events on their way, acknowledgements."""

import asyncio
import struct
import threading
import time
import uuid
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from socket import SO_LINGER, SOL_SOCKET
from typing import Any, Literal

from starlette.websockets import WebSocket, WebSocketDisconnect

PATIENCE_S = 25.0
"""Seconds that a delivery waits for a connection, and a call for this end's own loop."""

Cut = Literal["close", "fin", "reset", "silent"]
_RESET_AT_ONCE = struct.pack("ii", 1, 0)


@dataclass(slots=True)
class Delivery:
    """One envelope on its way to the bot; `acknowledged` is set when the bot says it has it.

    Attributes:
        age_s: How long the connection that it went by had been there.
        is_cut_off: Whether its connection ended before that.
        status: What a signed request was answered with.
    """

    sent_at_s: float
    connection: int = 0
    age_s: float = 0.0
    is_cut_off: bool = False
    status: int = 0
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
        self.made = 0
        # What every new connection is told at once; "" for nothing.
        self.farewell = ""

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
            self.made += 1
            socket.state.number = number = self.made
            socket.state.made_at_s = time.monotonic()
            self._changed.notify_all()
        if self.farewell:
            await socket.send_json({"type": "disconnect", "reason": self.farewell})
        try:
            while True:
                self._acknowledge(await socket.receive_json())
        except WebSocketDisconnect:
            pass
        finally:
            with self._changed:
                self._open = [other for other in self._open if other is not socket]
                for delivery in self._deliveries.values():
                    if delivery.connection == number and not delivery.acknowledged.is_set():
                        delivery.is_cut_off = True
                self._changed.notify_all()

    def wait_for(self, count: int, timeout_s: float) -> bool:
        """Return whether there are exactly so many connections before the time is over."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self._open) == count, timeout_s)

    def wait_for_any(self, timeout_s: float) -> bool:
        """Return whether there is a connection before the time is over."""
        with self._changed:
            return self._changed.wait_for(lambda: bool(self._open), timeout_s)

    @property
    def numbers(self) -> list[int]:
        """The numbers of the open connections, oldest first."""
        with self._changed:
            return [socket.state.number for socket in self._open]

    def deliver(
        self, payload: Mapping[str, Any], *, by: int | None = None, **envelope: Any
    ) -> Delivery:
        """Send an envelope over the newest connection, or by one that may have ended meanwhile."""
        envelope_id, delivery = uuid.uuid4().hex, Delivery(time.monotonic())
        frame = {
            "envelope_id": envelope_id,
            "type": "events_api",
            "payload": payload,
            "accepts_response_payload": False,
            "retry_attempt": 0,
            "retry_reason": "",
            **envelope,
        }
        with self._changed:
            socket = self._newest() if by is None else self._numbered(by)
            delivery.is_cut_off = socket is None
            if socket is None:
                return delivery
            delivery.connection = socket.state.number
            delivery.age_s = delivery.sent_at_s - socket.state.made_at_s
            self._deliveries[envelope_id] = delivery
        try:
            self._run(socket.send_json(frame))
        except (RuntimeError, WebSocketDisconnect):  # it ended just now
            delivery.is_cut_off = True
        return delivery

    def replace(self) -> None:
        """Ask for a new connection, and close the old one when the new one is there."""
        with self._changed:
            old = self._open[-1]
        self.send({"type": "disconnect", "reason": "refresh_requested"})
        with self._changed:
            is_there = self._changed.wait_for(
                lambda: self._open[-1:] not in ([], [old]), PATIENCE_S
            )
        assert is_there, "the bot did not connect again"
        with suppress(RuntimeError, WebSocketDisconnect):  # the bot may have closed it by now
            self._run(old.close())

    def send(self, frame: Mapping[str, Any]) -> None:
        """Send any frame over the newest connection."""
        self._run(self._newest().send_json(frame))

    def cut(self, how: Cut = "close") -> None:
        """End all connections: with a frame that says so, with TCP's FIN or RST alone, or unsaid.

        They are not counted any more. What is "silent" stays open as far as TCP can tell.
        """
        with self._changed:
            sockets, self._open = self._open, []
            self._changed.notify_all()
        for socket in sockets:
            self._run(socket.close() if how == "close" else _cut(socket, how))

    def _newest(self) -> WebSocket:
        with self._changed:
            assert self._changed.wait_for(lambda: self._open, PATIENCE_S), (
                "the bot is not connected"
            )
            return self._open[-1]

    def _numbered(self, number: int) -> WebSocket | None:
        return next((socket for socket in self._open if socket.state.number == number), None)

    def _acknowledge(self, frame: Mapping[str, Any]) -> None:
        delivery = self._deliveries[frame["envelope_id"]]
        delivery.acknowledged_at_s = time.monotonic()
        delivery.acknowledged.set()

    def _run(self, coroutine: Coroutine[Any, Any, None]) -> None:
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(PATIENCE_S)


async def _cut(socket: WebSocket, how: Cut) -> None:
    transport = socket.scope["playground.send"].__self__.transport
    if how == "silent":
        transport.pause_reading()
        return
    if how == "reset":
        raw = transport.get_extra_info("socket")
        raw.setsockopt(SOL_SOCKET, SO_LINGER, _RESET_AT_ONCE)
    transport.abort()
