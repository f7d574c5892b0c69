"""An HTTP client with a time limit and a size limit for each whole exchange."""

import contextlib
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import Future, InvalidStateError
from contextlib import closing
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
    never timed out, and the look-up of a host name has no timeout at all. Each exchange therefore
    has a thread of its own, which is abandoned at the timeout and ends by itself with the next
    piece of the body. Threads that go on nevertheless are counted in `is_clogged`.
    """

    def __init__(
        self, limits: httpx2.Limits, *, verify: ssl.SSLContext, proxy: str | None = None
    ) -> None:
        super().__init__(
            follow_redirects=False, limits=limits, verify=verify, proxy=proxy, trust_env=False
        )
        self._lock = threading.Lock()
        self._abandoned: list[threading.Thread] = []

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            self.close()

    @property
    def is_clogged(self) -> bool:
        """Whether 16 or more abandoned exchanges still go on; only closing the client ends them."""
        with self._lock:
            self._abandoned = [thread for thread in self._abandoned if thread.is_alive()]
            return len(self._abandoned) >= MAX_ABANDONED

    def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:  # noqa: ANN401 - as httpx2 takes them
        """Send a request and return its response with the whole body.

        Raises:
            httpx2.RequestError: The exchange failed; `httpx2.ReadTimeout` at its timeout.
            ModelError: The body is longer than `MAX_BODY_BYTES`, or comes in too many pieces.
        """
        answer = Future[httpx2.Response]()
        thread = threading.Thread(
            target=self._exchange, args=(request, options, answer), name="model-http", daemon=True
        )
        thread.start()
        try:
            return answer.result(request.extensions["timeout"]["read"])
        except TimeoutError:
            answer.cancel()
            with self._lock:
                self._abandoned.append(thread)
            raise httpx2.ReadTimeout("the time is over", request=request) from None

    def _exchange(
        self,
        request: httpx2.Request,
        options: dict[str, Any],
        answer: "Future[httpx2.Response]",
    ) -> None:
        # The caller may have stopped waiting, which cancels the future.
        with contextlib.suppress(InvalidStateError):
            try:
                response = super().send(request, **{**options, "stream": True})
                with closing(response):
                    answer.set_result(_whole(response, answer))
            except Exception as error:  # noqa: BLE001 - the caller of `send` raises it
                answer.set_exception(error)


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
