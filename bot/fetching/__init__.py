"""Fetching of JSON over HTTP within a deadline, for places and providers.

No other room uses `requests`, whose import takes a tenth of a second: the first request imports it.
"""

import re
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.clock import Deadline
from bot.errors import DeadlineError, ProviderError
from bot.settings.way_out import WayOut
from bot.untrusted import read_json

if TYPE_CHECKING:
    from bot.fetching.connections import Connections, Exchange

MAX_BODY_BYTES = 5_000_000
AT_ONCE_PER_HOST = 5
"""Requests to one host at the same moment; Open-Meteo's free host refuses a sixth."""

_MAX_REASON_CHARS = 200
_MAX_REASON_BYTES = 65_536
"""Longest answer with an error status in which the service's words are looked for."""
_MAX_REST_S = 600.0
# Open-Meteo at times writes a bare nan for a missing value, which is not JSON.
_NO_VALUE = re.compile(rb"(?<=[\[:,])\s*-?nan(?=\s*[,\]}])")


@dataclass(frozen=True, slots=True)
class Response:
    """The answer of a service.

    Attributes:
        data: The JSON; None when it is unchanged.
        headers: The headers by name, in capitals or small letters.
        is_unchanged: Whether nothing has changed since the time in `If-Modified-Since`.
    """

    data: Any
    headers: Mapping[str, str]
    is_unchanged: bool = False

    @property
    def expires_at(self) -> datetime | None:
        """The moment until which the answer stays the same; None when the service doesn't say."""
        return _moment(self.headers.get("Expires", ""))


class Fetcher:
    """A pool of connections with a gate for each host; safe to share between threads.

    It follows no redirects and takes no cookies. It never repeats a request, so that each costs the
    service exactly one call.
    """

    def __init__(self, way_out: WayOut | None = None) -> None:
        """Go out this way; without one, directly, and trusting the system's certificates."""
        self._way_out = way_out or WayOut()
        self._lock = threading.Lock()
        self._gates: dict[str, threading.Semaphore] = defaultdict(
            lambda: threading.Semaphore(AT_ONCE_PER_HOST)
        )
        self._connections: Connections | None = None

    def get_json(
        self,
        url: str,
        params: Mapping[str, str],
        deadline: Deadline,
        headers: Mapping[str, str] | None = None,
        *,
        most_bytes: int = MAX_BODY_BYTES,
    ) -> Any:  # noqa: ANN401 - JSON of any shape; the caller narrows it
        """Return the JSON of a service's answer; raise as `get` does."""
        return self.get(url, params, deadline, headers, most_bytes=most_bytes).data

    def get(
        self,
        url: str,
        params: Mapping[str, str],
        deadline: Deadline,
        headers: Mapping[str, str] | None = None,
        *,
        most_bytes: int = MAX_BODY_BYTES,
    ) -> Response:
        """Return a service's answer, which can be "unchanged" if `If-Modified-Since` was sent.

        A body of more than `most_bytes` is no answer.

        Raises:
            ProviderError: The service can't be reached, refuses, or answers something else than
                JSON; the message names the host, never the query.
            DeadlineError: The deadline passed before the answer was complete.
        """
        host = urlsplit(url).netloc
        with self._admitted(host, deadline):
            exchange = self._opened().exchange(
                url, host, params, deadline, headers or {}, most_bytes=most_bytes
            )
        return _response(exchange, host)

    def warm_up(self) -> None:
        """Import the library, which the first request would wait for."""
        self._opened()

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            if self._connections:
                self._connections.close()

    def _opened(self) -> "Connections":
        with self._lock:
            if self._connections is None:
                from bot.fetching.connections import Connections  # noqa: PLC0415 - see above

                self._connections = Connections(self._way_out)
            return self._connections

    @contextmanager
    def _admitted(self, host: str, deadline: Deadline) -> Iterator[None]:
        """Wait until fewer than `AT_ONCE_PER_HOST` requests to a host are under way, and be one."""
        with self._lock:
            gate = self._gates[host]
        if not gate.acquire(timeout=deadline.left_s()):
            raise DeadlineError(f"no time is left for {host}: others are being served")
        try:
            yield
        finally:
            gate.release()


def _response(exchange: "Exchange", host: str) -> Response:
    status, sent, headers, body = exchange
    if status == HTTPStatus.NOT_MODIFIED and "If-Modified-Since" in sent:
        return Response(None, headers, is_unchanged=True)
    # MET Norway answers 203 from a version of its interface that it will take away one day.
    if status not in (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION):
        reason = _reason(body)
        message = f"{host} answered {status}: {reason!r}"
        raise ProviderError(message, status=status, reason=reason, rest_s=_rest_s(headers))
    return Response(_json(body, host), headers)


def _rest_s(headers: Mapping[str, str]) -> float:
    """Return the pause that a service asks for (Retry-After), at most ten minutes; 0 for none.

    It is in seconds, or a moment, which is compared with the service's own clock.
    """
    asked = headers.get("Retry-After", "").strip()
    if asked.isdecimal():
        return min(float(asked), _MAX_REST_S)
    now, until = _moment(headers.get("Date", "")), _moment(asked)
    rest_s = (until - now).total_seconds() if now and until else 0.0
    return min(max(rest_s, 0.0), _MAX_REST_S)


def _moment(written: str) -> datetime | None:
    """Return the moment in a header; None for one that can't be read."""
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - few services ask for a rest

    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _reason(body: bytes) -> str:
    """Return the service's own words for an error; "" when it gave none that can be read."""
    if len(body) > _MAX_REASON_BYTES:
        return ""
    try:
        data = read_json(body)
    except (ValueError, RecursionError):
        return ""
    reason = data.get("reason") if isinstance(data, dict) else None
    return reason[:_MAX_REASON_CHARS] if isinstance(reason, str) else ""


def _json(body: bytes, host: str) -> Any:  # noqa: ANN401 - JSON of any shape
    """Return the JSON of a body, with null for each "not a number"."""
    if b"nan" in body:
        body = _NO_VALUE.sub(b"null", body)
    try:
        return read_json(body)
    except (ValueError, RecursionError) as error:
        raise ProviderError(f"{host} answered 200 with something else than JSON") from error
