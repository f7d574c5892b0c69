"""An HTTP client with a time limit and a size limit for each whole exchange."""

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, InvalidStateError
from contextlib import closing
from functools import partial
from queue import SimpleQueue
from typing import Any

import httpx2

from bot.errors import ModelError

MAX_BODY_BYTES = 5_000_000
MAX_PIECES = 10_000
"""Pieces in which a body may come: the smallest costs as much as one of kilobytes."""
MAX_ABANDONED = 16

_ABOUT_ENCODING = frozenset({"content-encoding", "content-length", "transfer-encoding"})


class BoundedClient(httpx2.Client):
    """An HTTP client whose timeout is for the whole exchange; it follows no redirects.

    A timeout of httpx2 is for one read of a socket: a server that sends a byte now and then is
    never timed out, and the look-up of a host name has no timeout at all. Each exchange is made by
    a thread beside, therefore, and abandoned at the timeout; it ends by itself with the next piece
    of the body. Those that go on nevertheless are counted in `is_clogged`.
    """

    def __init__(
        self, limits: httpx2.Limits, *, verify: ssl.SSLContext, proxy: str | None = None
    ) -> None:
        super().__init__(
            follow_redirects=False, limits=limits, verify=verify, proxy=proxy, trust_env=False
        )
        self._lock = threading.Lock()
        self._abandoned: list[_Exchange] = []
        self._helpers = _Helpers()

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            self.close()

    @property
    def is_clogged(self) -> bool:
        """Whether 16 or more abandoned exchanges still go on; only closing the client ends them."""
        with self._lock:
            self._abandoned = [exchange for exchange in self._abandoned if not exchange.is_over]
            return len(self._abandoned) >= MAX_ABANDONED

    def close(self) -> None:
        """Close all connections, and let the threads end."""
        super().close()
        self._helpers.close()

    def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:  # noqa: ANN401 - as httpx2 takes them
        """Send a request and return its response with the whole body.

        Raises:
            httpx2.RequestError: The exchange failed; `httpx2.ReadTimeout` at its timeout.
            ModelError: The body is longer than `MAX_BODY_BYTES`, or comes in too many pieces.
        """
        send = super().send
        exchange = _Exchange(lambda: send(request, **{**options, "stream": True}))
        self._helpers.run(exchange.make)
        try:
            return exchange.answer.result(request.extensions["timeout"]["read"])
        except TimeoutError:
            exchange.answer.cancel()
            with self._lock:
                self._abandoned.append(exchange)
            raise httpx2.ReadTimeout("the time is over", request=request) from None


class _Exchange:
    """One request and the answer to it, which nobody may wait for any more.

    Attributes:
        answer: The response with its whole body; cancelled when the caller has gone.
    """

    def __init__(self, send: Callable[[], httpx2.Response]) -> None:
        self._send = send
        self.answer = Future[httpx2.Response]()
        self.is_over = False

    def make(self) -> None:
        """Send the request and read the answer."""
        # The caller may have stopped waiting, which cancels the future.
        with contextlib.suppress(InvalidStateError):
            try:
                with closing(self._send()) as response:
                    self.answer.set_result(_whole(response, self.answer))
            except Exception as error:  # noqa: BLE001 - the caller of `send` raises it
                self.answer.set_exception(error)
        self.is_over = True


class _Helpers:
    """Threads that are kept for later work: to start one takes longer than most of what they do.

    A thread pool of the standard library would hold up the end of the process until all work ends.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[SimpleQueue[Callable[[], None] | None]] = []
        self._is_closed = False

    def run(self, work: Callable[[], None]) -> None:
        """Have a thread do a piece of work, which must not raise."""
        with self._lock:
            own = self._idle.pop() if self._idle else None
        if own is None:
            own = SimpleQueue()
            serve = partial(self._serve, own)
            threading.Thread(target=serve, name="model-http", daemon=True).start()
        own.put(work)

    def close(self) -> None:
        """Let the threads end that have nothing to do, and the others after what they do."""
        with self._lock:
            self._is_closed = True
            for each in self._idle:
                each.put(None)
            self._idle.clear()

    def _serve(self, own: "SimpleQueue[Callable[[], None] | None]") -> None:
        while work := own.get():
            work()
            del work  # It would be kept in memory until there is more to do.
            with self._lock:
                if self._is_closed:
                    return
                self._idle.append(own)


def _whole(response: httpx2.Response, answer: "Future[httpx2.Response]") -> httpx2.Response:
    """Return the response with its whole body, or with a part of it if the caller has gone."""
    body = bytearray()
    assert isinstance(response.stream, httpx2.SyncByteStream)
    response.stream = _Pieces(response.stream, answer)
    for piece in response.iter_bytes():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            raise ModelError(f"the chat model's server sent more than {MAX_BODY_BYTES} bytes")
    # `iter_bytes` has decoded the body, so that these headers no longer describe it.
    headers = [item for item in response.headers.multi_items() if item[0] not in _ABOUT_ENCODING]
    return httpx2.Response(
        response.status_code, headers=headers, content=bytes(body), request=response.request
    )


class _Pieces(httpx2.SyncByteStream):
    """A body as it comes, still packed; it ends early once nobody waits for the answer.

    A piece can unpack to nothing, so that the unpacked ones can't be counted.
    """

    def __init__(self, stream: httpx2.SyncByteStream, answer: "Future[httpx2.Response]") -> None:
        self._stream = stream
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces; raise `ModelError` when there are too many."""
        for number, piece in enumerate(self._stream, 1):
            if self._answer.cancelled():
                return
            if number > MAX_PIECES:
                raise ModelError(
                    f"the chat model's server answered in more than {MAX_PIECES} pieces"
                )
            yield piece

    def close(self) -> None:
        """Close the body, and with it the connection."""
        self._stream.close()
