"""Fetching of JSON over HTTP within a deadline, for places and providers.

No other module uses `requests`.
"""

import re
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, ReadTimeoutError

from bot.clock import Deadline
from bot.errors import DeadlineError, ProviderError
from bot.settings.way_out import WayOut
from bot.untrusted import MAX_CONTAINERS, read_json

CONNECT_TIMEOUT_S = 3.0
READ_TIMEOUT_S = 8.0
MAX_BODY_BYTES = 5_000_000
AT_ONCE_PER_HOST = 5
"""Requests to one host at the same moment; Open-Meteo's free host refuses a sixth."""
REST_S = 10.0
"""Seconds for which a host that can't be connected to, or hangs, is not asked again."""

_BYTES_PER_CONTAINER = MAX_BODY_BYTES // MAX_CONTAINERS
_POOL_SIZE = 32
_CHUNK_BYTES = 65_536
_MAX_REASON_CHARS = 200
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
        try:
            expires_at = parsedate_to_datetime(self.headers.get("Expires", ""))
        except (ValueError, OverflowError):
            return None
        return expires_at if expires_at.tzinfo else expires_at.replace(tzinfo=UTC)


class _Adapter(HTTPAdapter):
    """An adapter that trusts what the way out trusts, in place of a list of its own."""

    def __init__(self, way_out: WayOut, **options: Any) -> None:  # noqa: ANN401 - requests' own
        self._way_out = way_out
        super().__init__(**options)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:  # noqa: ANN401
        """Leave the context as it is: the library would have it trust certifi's list as well."""

    def build_connection_pool_key_attributes(self, *arguments: Any) -> Any:  # noqa: ANN401
        """Return the library's attributes of a connection, with the way out's context."""
        host, _ = super().build_connection_pool_key_attributes(*arguments)
        is_secure = host["scheme"] == "https"
        return host, {"ssl_context": self._way_out.tls} if is_secure else {}


def session_for(way_out: WayOut) -> requests.Session:
    """Return connections that are kept open, without cookies and with what the way out trusts.

    Its proxy is named with each request.
    """
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = _Adapter(way_out, pool_connections=_POOL_SIZE, pool_maxsize=_POOL_SIZE, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


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
        self._session = session_for(self._way_out)

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
            return self._exchange(url, host, params, deadline, headers or {}, most_bytes=most_bytes)

    def close(self) -> None:
        """Close all connections."""
        self._session.close()

    @contextmanager
    def _admitted(self, host: str, deadline: Deadline) -> Iterator[None]:
        """Wait until fewer than `AT_ONCE_PER_HOST` requests to a host are under way, and be one."""
        deadline.check(host)
        with self._lock:
            gate = self._gates[host]
        if not gate.acquire(timeout=deadline.left_s()):
            raise DeadlineError(f"no time is left for {host}: others are being served")
        try:
            yield
        finally:
            gate.release()

    def _exchange(
        self,
        url: str,
        host: str,
        params: Mapping[str, str],
        deadline: Deadline,
        headers: Mapping[str, str],
        *,
        most_bytes: int,
    ) -> Response:
        deadline.check(host)
        left_s = deadline.left_s()
        try:
            with self._session.get(
                url,
                params=params,
                headers=headers,
                timeout=(min(CONNECT_TIMEOUT_S, left_s), min(READ_TIMEOUT_S, left_s)),
                allow_redirects=False,
                proxies={"https": self._way_out.proxy_for(url)},
                stream=True,
            ) as response:
                body = _body(response, host, deadline, most_bytes)
        except (requests.RequestException, HTTPError) as error:
            is_away = isinstance(
                error, requests.ConnectionError | requests.Timeout | ReadTimeoutError
            )
            # A host that was given little time may only be slow.
            if not is_away or left_s < CONNECT_TIMEOUT_S:
                deadline.check(host)
            message = f"{host} can't be read: {type(error).__name__}"
            raise ProviderError(message, rest_s=REST_S if is_away else 0.0) from error
        return _response(response, body, host, most_bytes // _BYTES_PER_CONTAINER)


def _body(response: requests.Response, host: str, deadline: Deadline, most_bytes: int) -> bytes:
    """Return the body, read piece by piece: one that only drips in can't outlive the deadline."""
    body = bytearray()
    while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=True):
        body += chunk
        if len(body) > most_bytes:
            raise ProviderError(f"{host} answered more than {most_bytes} bytes")
        deadline.check(host)
    return bytes(body)


def _response(
    response: requests.Response, body: bytes, host: str, most_containers: int
) -> Response:
    status = response.status_code
    was_conditional = "If-Modified-Since" in response.request.headers
    if status == requests.codes.not_modified and was_conditional:
        return Response(None, response.headers, is_unchanged=True)
    # MET Norway answers 203 from a version of its interface that it will take away one day.
    if status not in (requests.codes.ok, requests.codes.non_authoritative_info):
        reason = _reason(body)
        message = f"{host} answered {status}: {reason!r}"
        raise ProviderError(message, status=status, reason=reason)
    return Response(_json(body, host, most_containers), response.headers)


def _reason(body: bytes) -> str:
    """Return the service's own words for an error; "" when it gave none that can be read."""
    try:
        data = read_json(body)
    except (ValueError, RecursionError):
        return ""
    reason = data.get("reason") if isinstance(data, dict) else None
    return reason[:_MAX_REASON_CHARS] if isinstance(reason, str) else ""


def _json(body: bytes, host: str, most_containers: int) -> Any:  # noqa: ANN401 - JSON of any shape
    """Return the JSON of a body, with null for each "not a number"."""
    if b"nan" in body:
        body = _NO_VALUE.sub(b"null", body)
    try:
        return read_json(body, most=most_containers)
    except (ValueError, RecursionError) as error:
        raise ProviderError(f"{host} answered 200 with something else than JSON") from error
