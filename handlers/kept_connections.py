"""Connections to Slack that are kept for a while, since each call would open one anew.

Opening one takes TCP and TLS two journeys, before people see an answer, and more work than the rest
of a call. The library by itself keeps none.
"""

import select
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from ssl import SSLContext
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit
from urllib.request import Request

KEPT_S: Final = 20.0
"""Seconds for which a connection is kept that nobody uses: servers and proxies keep one for longer,
so that it is not closed in the moment in which it is used again."""
MOST_KEPT: Final = 32


class _Kept(NamedTuple):
    connection: HTTPConnection
    at: tuple[str, str]
    until_s: float


class KeptConnections:
    """The connections by one way out; safe to share between threads.

    Nothing is sent twice: a connection that is found closed is replaced before a request.
    """

    def __init__(
        self,
        proxy: str | None,
        tls: SSLContext | None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._proxy = proxy
        self._tls = tls
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._kept: list[_Kept] = []

    def __del__(self) -> None:
        for kept in self._kept:
            kept.connection.close()

    def send(self, request: Request, timeout_s: float) -> tuple[HTTPResponse, bytes]:
        """Send a request to where it says; return its answer, of whatever status, and the body.

        Raises:
            OSError: The server was not reached, or was silent for `timeout_s`.
            http.client.HTTPException: The answer is none of HTTP, or its end is missing.
        """
        at = (request.type, request.host)
        connection = self._take(at) or self._opened(*at)
        try:
            connection.timeout = timeout_s
            if connection.sock:
                connection.sock.settimeout(timeout_s)
            headers = dict(request.header_items())
            method, data = request.get_method(), request.data
            connection.request(method, request.selector, data, headers)
            response = connection.getresponse()
            body = response.read()
        except BaseException:
            connection.close()
            raise
        if connection.sock:  # it is closed where the server keeps none
            self._keep(connection, at)
        return response, body

    def _take(self, at: tuple[str, str]) -> HTTPConnection | None:
        """Return a kept connection to a host that can be used; None where there is none."""
        while True:
            with self._lock:
                self._close_all_until(self._monotonic())
                number = next((n for n, kept in enumerate(self._kept) if kept.at == at), None)
                connection = None if number is None else self._kept.pop(number).connection
            if connection is None or _is_open(connection):
                return connection
            connection.close()

    def _keep(self, connection: HTTPConnection, at: tuple[str, str]) -> None:
        with self._lock:
            now_s = self._monotonic()
            self._close_all_until(now_s)
            # The newest comes first, and is used again first.
            self._kept.insert(0, _Kept(connection, at, now_s + KEPT_S))
            too_many, self._kept = self._kept[MOST_KEPT:], self._kept[:MOST_KEPT]
        for kept in too_many:
            kept.connection.close()

    def _close_all_until(self, now_s: float) -> None:
        """Close what was kept for long enough; the caller holds the lock."""
        while self._kept and self._kept[-1].until_s <= now_s:
            self._kept.pop().connection.close()

    def _opened(self, kind: str, host: str) -> HTTPConnection:
        """Return a connection that is opened with its first request."""
        if kind == "http":
            return HTTPConnection(host)
        if not self._proxy:
            return HTTPSConnection(host, context=self._tls)
        proxy = urlsplit(self._proxy)
        connection = HTTPSConnection(proxy.hostname or "", proxy.port, context=self._tls)
        who = f"{unquote(proxy.username or '')}:{unquote(proxy.password or '')}"
        basic = f"Basic {b64encode(who.encode()).decode()}"
        connection.set_tunnel(
            host, headers={"Proxy-Authorization": basic} if proxy.username else {}
        )
        return connection


def _is_open(connection: HTTPConnection) -> bool:
    """Return whether a connection is still open: its end could be read, as could a word unasked."""
    poll = select.poll()
    poll.register(connection.sock, select.POLLIN)
    return not poll.poll(0)
