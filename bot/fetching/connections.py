"""The connections to services: requests' pool, with the way out and the limits of one exchange."""

import zlib
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any, NamedTuple

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, ReadTimeoutError

from bot.clock import Deadline
from bot.errors import ProviderError
from bot.settings.way_out import WayOut, sign_in_at

CONNECT_TIMEOUT_S = 3.0
READ_TIMEOUT_S = 8.0
REST_S = 10.0
"""Seconds for which a host that can't be connected to, or hangs, is not asked again."""

MAX_PIECES = 20_000
"""Pieces in which a body may come: the smallest costs as much as one of kilobytes."""

_POOL_SIZE = 32
_CHUNK_BYTES = 65_536
_GZIP = 16 + zlib.MAX_WBITS  # as zlib names the format
_GZIP_NAMES = ("gzip", "x-gzip")


class Exchange(NamedTuple):
    """One request and its answer, of whatever status.

    Attributes:
        sent: The headers of the request.
        headers: The headers of the answer.
    """

    status: int
    sent: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


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

    def proxy_headers(self, proxy: str) -> dict[str, str]:
        """Return the headers for a proxy, whose password may have letters beyond Latin-1."""
        return sign_in_at(proxy)


def session_for(way_out: WayOut) -> requests.Session:
    """Return connections that are kept open, without cookies and with what the way out trusts.

    Its proxy is named with each request.
    """
    session = requests.Session()
    session.trust_env = False
    session.headers["Accept-Encoding"] = "gzip"
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = _Adapter(way_out, pool_connections=_POOL_SIZE, pool_maxsize=_POOL_SIZE, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


class Connections:
    """A pool of connections that are kept open; safe to share between threads."""

    def __init__(self, way_out: WayOut) -> None:
        self._way_out = way_out
        self._session = session_for(way_out)

    def exchange(
        self,
        url: str,
        host: str,
        params: Mapping[str, str],
        deadline: Deadline,
        headers: Mapping[str, str],
        *,
        most_bytes: int,
    ) -> Exchange:
        """Send a request and return it with its answer.

        Raises:
            ProviderError: The host can't be reached, or its body is longer than `most_bytes`, or in
                too many pieces.
            DeadlineError: The deadline passed before the answer was complete.
        """
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
        except (requests.RequestException, HTTPError, zlib.error) as error:
            is_away = isinstance(
                error, requests.ConnectionError | requests.Timeout | ReadTimeoutError
            )
            # A host that was given little time may only be slow.
            if not is_away or left_s < CONNECT_TIMEOUT_S:
                deadline.check(host)
            message = f"{host} can't be read: {type(error).__name__}"
            raise ProviderError(message, rest_s=REST_S if is_away else 0.0) from error
        return Exchange(response.status_code, response.request.headers, response.headers, body)

    def close(self) -> None:
        """Close all connections."""
        self._session.close()


class _Unpacker:
    """An unpacker of gzip, which may come as several members that follow one another."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP)
        self._members = 1

    def unpack(self, piece: bytes, most_bytes: int) -> bytes:
        """Return the bytes of the next piece, which end at `most_bytes`.

        Raises:
            zlib.error: It is no gzip, or has more than `MAX_PIECES` members.
        """
        found = bytearray()
        while piece and len(found) < most_bytes:
            if self._member.eof:
                self._member = zlib.decompressobj(_GZIP)
                self._members += 1
            if self._members > MAX_PIECES:
                raise zlib.error("too many members")
            found += self._member.decompress(piece, most_bytes - len(found))
            piece = self._member.unused_data
        return bytes(found)


def _body(response: requests.Response, host: str, deadline: Deadline, most_bytes: int) -> bytes:
    """Return the body, read piece by piece: one that only drips in can't outlive the deadline."""
    # The library would read on by itself as long as pieces unpack to nothing.
    is_packed = response.headers.get("Content-Encoding", "").lower() in _GZIP_NAMES
    unpacker = _Unpacker() if is_packed else None
    body, read_bytes = bytearray(), 0
    for _ in range(MAX_PIECES + 1):
        piece = response.raw.read1(_CHUNK_BYTES, decode_content=False)
        if not piece:
            return bytes(body)
        read_bytes += len(piece)
        body += unpacker.unpack(piece, most_bytes + 1 - len(body)) if unpacker else piece
        if max(read_bytes, len(body)) > most_bytes:
            raise ProviderError(f"{host} answered more than {most_bytes} bytes")
        deadline.check(host)
    raise ProviderError(f"{host} answered in more than {MAX_PIECES} pieces")
