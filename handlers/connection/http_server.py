"""A small HTTP server: a few pages, answered by a few threads."""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from slack_bolt import BoltResponse
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.task import ThreadedTaskDispatcher

from bot.errors import SettingsError
from bot.telemetry import log_event
from handlers.connection.bounded_server import REQUEST_S, BoundedServer

MAX_HEAD_BYTES = 32_768
MAX_BODY_BYTES = 1_000_000
MAX_BYTES_IN_MEMORY = 65_536
CLOSE_S = 1

_CANNOT_LISTEN = (
    "HTTP_HOST and HTTP_PORT name {host!r} and {port}, where this program can't listen ({reason});"
    " name a port that is free, and an address of this machine."
)

logger = logging.getLogger(__name__)

Page = Callable[[WSGIEnvironment], BoltResponse]


class HttpServer:
    """Serves pages by their method and path, such as "GET /health"; it never reads a long body."""

    def __init__(
        self,
        pages: Mapping[str, Page],
        *,
        host: str,
        port: int,
        threads: int,
        request_s: float = REQUEST_S,
        most: int | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Serve pages with a number of threads; what is behind them is for `BoundedServer`."""
        self._pages = pages
        self._host = host
        self._port = port
        self._threads = threads
        self._bounds: dict[str, Any] = {
            "request_s": request_s,
            "most": most,
            "monotonic": monotonic,
        }
        self._sockets: dict[int, socket.socket] = {}
        self._server: BoundedServer | None = None
        self._is_closed = threading.Event()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="http", daemon=True)

    @property
    def is_connected(self) -> bool:
        """Whether requests can come in right now."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Listen and return; requests are answered by threads of their own.

        Raises:
            SettingsError: Nobody can listen at this address.
        """
        listener = _listener(self._host, self._port)
        family = listener.family
        limits = Adjustments(
            ident="weather-bot",
            max_request_header_size=MAX_HEAD_BYTES,
            max_request_body_size=MAX_BODY_BYTES,
            inbuf_overflow=MAX_BYTES_IN_MEMORY,
            cleanup_interval=1,
            log_socket_errors=False,
        )
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(self._threads)
        # It would warn of each request that waits for a thread, and anybody can send a thousand.
        dispatcher.queue_logger.setLevel(logging.ERROR)
        self._server = BoundedServer(
            self._answer,
            map=self._sockets,
            _sock=listener,
            dispatcher=dispatcher,
            adj=limits,
            sockinfo=(family, listener.type, listener.proto, listener.getsockname()),
            bind_socket=False,
            **self._bounds,
        )
        self._thread.start()
        where = {"host": self._host, "port": self._port, "pages": ", ".join(self._pages)}
        log_event(logger, logging.INFO, "http.listening", **where)

    def close(self) -> None:
        """Stop listening, after the requests in work are answered, which takes CLOSE_S at most."""
        if self._server is None or self._is_closed.is_set():
            return
        self._is_closed.set()
        self._server.task_dispatcher.shutdown(timeout=CLOSE_S)
        self._is_over.set()
        self._server.pull_trigger()
        self._thread.join()
        self._server.close_connections()
        wasyncore.close_all(self._sockets)

    def _serve(self) -> None:
        """Wait for requests until `close`; the library's own loop is ended by a signal only."""
        while not self._is_over.is_set():
            wasyncore.loop(timeout=1, use_poll=True, map=self._sockets, count=1)

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        page = self._pages.get(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        response = page(environ) if page else BoltResponse(status=HTTPStatus.NOT_FOUND)
        status = HTTPStatus(response.status)
        body = response.body.encode()
        headers = [(name, value) for name, values in response.headers.items() for value in values]
        start_response(f"{status.value} {status.phrase}", headers)
        return [body]


def can_listen(host: str, port: int) -> None:
    """Do nothing if a server could listen at an address.

    Raises:
        SettingsError: Nobody can listen there.
    """
    _listener(host, port).close()


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        problem = _CANNOT_LISTEN.format(host=host, port=port, reason=error.strerror)
        raise SettingsError([problem]) from None
