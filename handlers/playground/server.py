"""The server on loopback: the first free port from a given one on."""

import socket
import threading
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from bot.errors import SettingsError

HOST: Final = "127.0.0.1"
MOST_PORTS: Final = 50
HIGHEST_PORT: Final = 65_535
STARTS_WITHIN_S: Final = 10.0


class Server:
    """Serves an application on a thread until it is closed.

    Attributes:
        url: Its address, without a slash at the end.
    """

    def __init__(self, app: ASGIApp, first_port: int) -> None:
        """Listen.

        Raises:
            SettingsError: No port is free.
        """
        self._listener = _listener(first_port)
        self.url = f"http://{HOST}:{self._listener.getsockname()[1]}"
        config = uvicorn.Config(
            app,
            log_level="critical",
            lifespan="off",
            ws="websockets-sansio",
            timeout_graceful_shutdown=0,  # a page's news never ends by itself
        )
        self._server = _Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._listener],), name="playground", daemon=True
        )

    def start(self) -> None:
        """Begin to answer; connections that were made before are answered too."""
        self._thread.start()
        self._server.is_up.wait(STARTS_WITHIN_S)

    def close(self) -> None:
        """End all connections."""
        self._server.should_exit = True
        self._thread.join(STARTS_WITHIN_S)
        self._listener.close()


class _Server(uvicorn.Server):
    """Says when it is up: what else this process imports would make the first page wait."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.is_up.set()


def _listener(first_port: int) -> socket.socket:
    last_port = min(first_port + MOST_PORTS - 1, HIGHEST_PORT)
    for port in range(first_port, last_port + 1):
        # Only with the protocol named does asyncio send small answers at once.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen(128)
        except OSError:
            listener.close()
        else:
            return listener
    taken = f"none of the ports {first_port} to {last_port} can be had"
    raise SettingsError([f"{taken}; name another with --port, such as 0 for any that is free"])


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as holder:
        holder.bind((HOST, 0))
        port: int = holder.getsockname()[1]
        return port
