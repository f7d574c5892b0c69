"""JSON over HTTP within a deadline, for places and providers; the only user of `requests`."""

import json
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from bot.clock import Deadline
from bot.errors import ProviderError

CONNECT_TIMEOUT_S = 3.0
READ_TIMEOUT_S = 8.0
MAX_BODY_BYTES = 5_000_000

_POOL_SIZE = 32
_CHUNK_BYTES = 65_536
_MAX_REASON_CHARS = 200


class Fetcher:
    """A pool of connections; safe to share between threads.

    It follows no redirects, takes no cookies, repeats nothing and ignores the machine's proxy
    settings, so that a request costs the service exactly one call.
    """

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = HTTPAdapter(pool_connections=_POOL_SIZE, pool_maxsize=_POOL_SIZE, max_retries=0)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def get_json(
        self,
        url: str,
        params: Mapping[str, str],
        deadline: Deadline,
        headers: Mapping[str, str] | None = None,
    ) -> Any:  # noqa: ANN401 - JSON of any shape; the caller narrows it
        """Return the JSON that a service answers.

        Raises:
            ProviderError: It can't be reached, refuses, or answers something else than JSON; the
                message names the host, never the query.
            DeadlineError: The deadline passed first.
        """
        host = urlsplit(url).netloc
        deadline.check(host)
        left_s = deadline.left_s()
        try:
            with self._session.get(
                url,
                params=params,
                headers=headers,
                timeout=(min(CONNECT_TIMEOUT_S, left_s), min(READ_TIMEOUT_S, left_s)),
                allow_redirects=False,
                stream=True,
            ) as response:
                body = _body(response, host, deadline)
        except (requests.RequestException, HTTPError) as error:
            deadline.check(host)
            raise ProviderError(f"{host} can't be read: {type(error).__name__}") from error
        if response.status_code != requests.codes.ok:
            raise ProviderError(f"{host} answered {response.status_code}: {_reason(body)!r}")
        return _json(body, host)

    def close(self) -> None:
        """Close all connections."""
        self._session.close()


def _body(response: requests.Response, host: str, deadline: Deadline) -> bytes:
    """Read piece by piece as it arrives, so that a dripping body can't outlive the deadline."""
    body = bytearray()
    while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=True):
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise ProviderError(f"{host} answered more than {MAX_BODY_BYTES} bytes")
        deadline.check(host)
    return bytes(body)


def _reason(body: bytes) -> str:
    """Return the service's own words for an error; empty when it gave none that can be read."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    reason = data.get("reason") if isinstance(data, dict) else None
    return reason[:_MAX_REASON_CHARS] if isinstance(reason, str) else ""


def _json(body: bytes, host: str) -> Any:  # noqa: ANN401 - JSON of any shape
    try:
        return json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ProviderError(f"{host} answered 200 with something else than JSON") from error


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
