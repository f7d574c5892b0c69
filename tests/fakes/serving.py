"""Servers on loopback: an ASGI application for as long as a test needs it."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

_LAST_ROUNDS = 10


class _Server(uvicorn.Server):
    """A server that tells when it listens and ends at once: nobody has to poll, or wait for it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_listening = threading.Event()
        self._must_end = asyncio.Event()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        self._loop = asyncio.get_running_loop()
        self.is_listening.set()
        await self._must_end.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002
        loop = asyncio.get_running_loop()
        # Nothing more is accepted. A connection that has just been takes some rounds of the loop
        # until it is known here, and would be left open if its server were closed already.
        for listening in (each for server in self.servers for each in server.sockets):
            loop.remove_reader(listening.fileno())
        for _ in range(_LAST_ROUNDS):
            for connection in list(self.server_state.connections):
                connection.transport.abort()
            for transport in _reading(loop):
                transport.abort()
            await asyncio.sleep(0)
        for server in self.servers:
            server.close()

    def end(self) -> None:
        """End the server, from any thread."""
        self._loop.call_soon_threadsafe(self._must_end.set)


def _reading(loop: asyncio.AbstractEventLoop) -> list[asyncio.Transport]:
    """Return the transports that a loop still reads from, known to the server or not."""
    selector = getattr(loop, "_selector", None)
    handles = (
        [handle for key in selector.get_map().values() for handle in key.data] if selector else []
    )
    owners = (getattr(getattr(handle, "_callback", None), "__self__", None) for handle in handles)
    return [owner for owner in owners if isinstance(owner, asyncio.Transport)]


@contextmanager
def serve(app: ASGIApp) -> Iterator[str]:
    """Serve the application and yield its base URL, without a slash at the end."""
    # Only with the protocol named does asyncio send small answers at once.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        server = _Server(
            uvicorn.Config(
                app,
                log_config=None,
                log_level="critical",
                access_log=False,
                proxy_headers=False,
                lifespan="off",
                ws="websockets-sansio",
                # A kept connection is not closed just when it is used again.
                timeout_keep_alive=120,
                timeout_graceful_shutdown=1,
            )
        )
        thread = threading.Thread(target=server.run, args=([listener],), name="fake", daemon=True)
        thread.start()
        assert server.is_listening.wait(10), "the fake server did not start"
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.end()
            thread.join(10)
            assert not thread.is_alive(), "the fake server did not stop"
