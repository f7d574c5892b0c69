"""An HTTP client whose every exchange ends when its time is over and stays within a size."""

import contextlib
import ssl
import threading
from concurrent.futures import Future, InvalidStateError
from contextlib import closing
from typing import Any

import httpx2

from bot.errors import ModelError

MAX_BODY_BYTES = 5_000_000
MAX_ABANDONED = 16

_ABOUT_ENCODING = frozenset({"content-encoding", "content-length", "transfer-encoding"})


class BoundedClient(httpx2.Client):
    """A client that takes a request's timeout for all of it together, and follows no redirects.

    A timeout of httpx2 is for one read of a socket, so that a server which drips a byte now and
    then is never done, and a look-up of a host name has none at all. Each exchange therefore has a
    thread of its own, which is left behind when the time is over. It ends by itself at the next
    piece of the body; what outlives that shows in `is_clogged`.
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
        """Whether so many abandoned exchanges still go on that only closing the client helps."""
        with self._lock:
            self._abandoned = [thread for thread in self._abandoned if thread.is_alive()]
            return len(self._abandoned) >= MAX_ABANDONED

    def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:  # noqa: ANN401 - as httpx2 takes them
        """Send a request and return its response with the whole body.

        Raises:
            httpx2.RequestError: The exchange failed; `httpx2.ReadTimeout` when its time was over.
            ModelError: The body is longer than `MAX_BODY_BYTES`.
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
        # Whoever waited may have gone in the meantime.
        with contextlib.suppress(InvalidStateError):
            try:
                response = super().send(request, **{**options, "stream": True})
                with closing(response):
                    answer.set_result(_whole(response, answer))
            except Exception as error:  # noqa: BLE001 - it is raised where the answer is awaited
                answer.set_exception(error)


def _whole(response: httpx2.Response, answer: "Future[httpx2.Response]") -> httpx2.Response:
    """Return the response with its body, read piece by piece for as long as somebody waits."""
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if answer.cancelled():
            break
        if len(body) > MAX_BODY_BYTES:
            raise ModelError(f"the chat model's server sent more than {MAX_BODY_BYTES} bytes")
    # The body is decoded by now.
    headers = [item for item in response.headers.multi_items() if item[0] not in _ABOUT_ENCODING]
    return httpx2.Response(
        response.status_code, headers=headers, content=bytes(body), request=response.request
    )
