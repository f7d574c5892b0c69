"""An HTTP client with a time limit and a size limit for each whole exchange."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as WaitTimeoutError
from contextlib import closing
from functools import partial
from typing import Any, Final

import httpcore2
import httpx2

from bot.errors import ModelError
from bot.settings.way_out import sign_in_at

MAX_BODY_BYTES = 5_000_000
MAX_PIECES = 10_000
"""Pieces in which a body may come: the smallest costs as much as one of kilobytes."""

LookUp = Callable[..., list[Any]]
"""What `socket.getaddrinfo` is; the type of its result is the standard library's own."""

_ABOUT_ENCODING = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_FAILURES: Final = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.ProxyError,
    httpcore2.UnsupportedProtocol,
)


class BoundedClient(httpx2.Client):
    """An HTTP client whose timeout is for the whole exchange; no redirects, no cookies.

    A timeout of httpx2 is for one read of a socket: a server that sends a byte now and then is
    never timed out, and the look-up of a host name has no timeout at all.

    Args:
        look_up: Takes a host's name and a port, and returns its addresses as `socket` does.
    """

    def __init__(
        self,
        limits: httpx2.Limits,
        *,
        verify: ssl.SSLContext,
        proxy: str | None = None,
        look_up: LookUp = socket.getaddrinfo,
    ) -> None:
        self._exchanges = _Exchanges(limits, verify, proxy, _BoundedNetwork(look_up))
        super().__init__(transport=self._exchanges, trust_env=False)

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            self.close()

    def send(self, request: httpx2.Request, **_options: Any) -> httpx2.Response:  # noqa: ANN401 - as httpx2 takes them
        """Send a request and return its response with the whole body.

        Raises:
            httpx2.TransportError: The exchange failed; a `TimeoutException` at its timeout.
            ModelError: The body is longer than `MAX_BODY_BYTES`, or comes in too many pieces.
            RuntimeError: The client is closed.
        """
        if self.is_closed:
            raise RuntimeError("the client is closed")
        # What httpx2 does between here and there, for redirects and cookies, takes half as long as
        # the exchange.
        return self._exchanges.handle_request(request)


class _Exchanges(httpx2.BaseTransport):
    """Requests over kept connections, each with the answer to it."""

    def __init__(
        self,
        limits: httpx2.Limits,
        verify: ssl.SSLContext,
        proxy: str | None,
        network: "_BoundedNetwork",
    ) -> None:
        self._network = network
        options: dict[str, Any] = {
            "ssl_context": verify,
            "max_connections": limits.max_connections,
            "max_keepalive_connections": limits.max_keepalive_connections,
            "keepalive_expiry": limits.keepalive_expiry,
            "network_backend": self._network,
        }
        if proxy:
            address = httpx2.URL(proxy).copy_with(userinfo=b"")
            self._pool: httpcore2.ConnectionPool = httpcore2.HTTPProxy(
                str(address), proxy_headers=[*sign_in_at(proxy).items()], **options
            )
        else:
            self._pool = httpcore2.ConnectionPool(**options)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request and return its response with the whole body; raise as `send` does."""
        url = request.url
        sent = httpcore2.Request(
            request.method,
            httpcore2.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=request.headers.raw,
            content=request.read(),
        )
        self._network.begin(request.extensions["timeout"]["read"])
        try:
            return self._answer(sent, request)
        except _FAILURES as error:
            # Both libraries have the same names for what fails.
            failure: type[httpx2.TransportError] = getattr(httpx2, type(error).__name__)
            raise failure(str(error), request=request) from error

    def _answer(self, sent: httpcore2.Request, request: httpx2.Request) -> httpx2.Response:
        received = self._pool.handle_request(sent)
        with closing(_Pieces(received)) as pieces:
            answer = httpx2.Response(
                received.status, headers=received.headers, stream=pieces, request=request
            )
            body = bytearray()
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > MAX_BODY_BYTES:
                    raise ModelError(
                        f"the chat model's server sent more than {MAX_BODY_BYTES} bytes"
                    )
        # `iter_bytes` has decoded the body, so that these headers no longer describe it.
        headers = [each for each in answer.headers.multi_items() if each[0] not in _ABOUT_ENCODING]
        return httpx2.Response(
            answer.status_code, headers=headers, content=bytes(body), request=request
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _Pieces(httpx2.SyncByteStream):
    """A body as it comes, still packed: a piece can unpack to nothing, and is counted here."""

    def __init__(self, received: httpcore2.Response) -> None:
        self._received = received

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces; raise `ModelError` when there are too many."""
        for number, piece in enumerate(self._received.iter_stream(), 1):
            if number > MAX_PIECES:
                raise ModelError(
                    f"the chat model's server answered in more than {MAX_PIECES} pieces"
                )
            yield piece

    def close(self) -> None:
        """Let the connection go, which is closed unless the body was read to its end."""
        self._received.close()


class _BoundedNetwork(httpcore2.NetworkBackend):
    """Connections whose steps all end with the time limit of the thread that takes them."""

    def __init__(self, look_up: LookUp) -> None:
        self._of_thread = threading.local()
        self._plain = httpcore2.SyncBackend()
        self._look_ups = _LookUps(look_up)

    def begin(self, limit_s: float) -> None:
        """Give this thread some seconds for all that it does from here on."""
        self._of_thread.ends_at_s = time.monotonic() + limit_s

    def left_s(self) -> float:
        """Return the seconds that this thread has left.

        Raises:
            httpcore2.ReadTimeout: There are none.
        """
        left_s: float = self._of_thread.ends_at_s - time.monotonic()
        if left_s <= 0:
            raise httpcore2.ReadTimeout("the time is over")
        return left_s

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the thread has its own
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address of a host that accepts, each in its share of the time."""
        failure: Exception = httpcore2.ConnectError(f"{host} has no address")
        addresses = self._look_ups.addresses(host, port, self.left_s())
        for more, address in zip(reversed(range(len(addresses))), addresses, strict=True):
            share_s = self.left_s() / (more + 1)
            try:
                stream = self._plain.connect_tcp(
                    address, port, share_s, local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
            else:
                return _BoundedStream(stream, self)
        raise failure


class _BoundedStream(httpcore2.NetworkStream):
    """A connection whose reads and writes end with the time limit of the thread."""

    def __init__(self, stream: httpcore2.NetworkStream, network: _BoundedNetwork) -> None:
        self._stream = stream
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the thread has its own
        """Return bytes that have come, or wait for some; none where the other end closed."""
        return self._stream.read(max_bytes, self._network.left_s())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the same
        """Send some bytes."""
        self._stream.write(buffer, self._network.left_s())

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the same
    ) -> httpcore2.NetworkStream:
        """Return the connection, encrypted from here on."""
        stream = self._stream.start_tls(ssl_context, server_hostname, self._network.left_s())
        return _BoundedStream(stream, self._network)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as httpcore2 has it
        """Return a detail of the connection, such as its socket; None where it is not known."""
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()


class _LookUps:
    """Look-ups of host names, each by a thread of its own: nothing else ends one.

    All who need the same name at a time wait for one look-up, so that hanging ones do not pile up.
    """

    def __init__(self, look_up: LookUp) -> None:
        self._look_up = look_up
        self._lock = threading.Lock()
        self._under_way: dict[tuple[str, int], Future[list[str]]] = {}

    def addresses(self, host: str, port: int, timeout_s: float) -> list[str]:
        """Return the addresses of a host in the order of the system.

        Raises:
            httpcore2.ConnectError: The host is not known.
            httpcore2.ConnectTimeout: The look-up takes too long.
        """
        try:
            return self._under_way_for(host, port).result(timeout_s)
        except WaitTimeoutError:
            raise httpcore2.ConnectTimeout(f"the look-up of {host} takes too long") from None
        except OSError as error:
            raise httpcore2.ConnectError(str(error)) from error

    def _under_way_for(self, host: str, port: int) -> Future[list[str]]:
        with self._lock:
            found = self._under_way.get((host, port))
            if found is None:
                found = Future()
                work = partial(self._find, host, port, found)
                threading.Thread(target=work, name="model-dns", daemon=True).start()
                self._under_way[host, port] = found  # now that it has begun
            return found

    def _find(self, host: str, port: int, found: Future[list[str]]) -> None:
        finish: Callable[[], None]
        try:
            told = self._look_up(host, port, type=socket.SOCK_STREAM)
            addresses = list(dict.fromkeys(str(address[0]) for *_, address in told))
            finish = partial(found.set_result, addresses)
        except Exception as error:  # noqa: BLE001 - those who wait raise it
            finish = partial(found.set_exception, error)
        with self._lock:
            del self._under_way[host, port]
        finish()
