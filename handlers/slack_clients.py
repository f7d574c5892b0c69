"""Slack's own clients, which go nowhere else: where they are redirected, nothing is sent after.

urllib would follow to any host, with the bot token, and whatever is found there would count as
Slack's answer. The library has no public switch for that.
"""

import json
from email.message import Message
from functools import lru_cache
from http.client import HTTPException
from io import BytesIO
from ssl import SSLContext
from typing import Any, Final, cast
from urllib.error import HTTPError
from urllib.request import Request

import urllib3
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient, WebhookResponse

from bot.settings.way_out import WayOut
from bot.untrusted import as_object
from handlers.kept_connections import kept_connections

_SUCCESS: Final = 2
"""The first digit of the statuses of a success."""


class SlackWebClient(WebClient):
    """The client of the Web API; a redirect is an answer like any other that is no success.

    The library by itself would read a proxy from the environment, without a look at NO_PROXY.

    Attributes:
        way_out: The proxy and the certificates, for clients that are made like this one.
    """

    def __init__(
        self,
        token: str | None,
        *,
        base_url: str,
        way_out: WayOut,
        **options: Any,  # noqa: ANN401 - the library's
    ) -> None:
        super().__init__(token, base_url=base_url, retry_handlers=[], **options)
        self.way_out = way_out
        self.proxy = way_out.proxy_for(base_url) or None
        # Of no use to a server on this machine.
        self.ssl = way_out.tls if base_url.startswith("https:") else None

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:  # noqa: ARG002 - the library's
        answer = _sent(self, req)
        # The library would take any JSON for an object.
        return answer | {"parsed_body": _object_in(answer["body"])}


class SlackWebhookClient(WebhookClient):
    """The client of response URLs; it treats redirects and the way out likewise."""

    def __init__(self, url: str, *, way_out: WayOut, **options: Any) -> None:  # noqa: ANN401 - the library's
        super().__init__(url, retry_handlers=[], **options)
        self.proxy = way_out.proxy_for(url) or None
        self.ssl = way_out.tls if url.startswith("https:") else None

    def _perform_http_request_internal(self, url: str, req: Request) -> WebhookResponse:
        answer = _sent(self, req)
        return WebhookResponse(
            url=url, status_code=answer["status"], body=answer["body"], headers=answer["headers"]
        )


def _object_in(body: str) -> dict[str, Any]:
    """Return the JSON object in an answer; an empty one, which is no success, for anything else."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return as_object(read)


def _sent(client: WebClient | WebhookClient, request: Request) -> dict[str, Any]:
    """Send a request and return the answer of a success as the library wants it.

    Raises:
        HTTPError: It is no success.
        OSError: Slack was not reached, or was silent.
        http.client.HTTPException: The answer is none of HTTP, or its end is missing.
    """
    try:
        response = _pool(client.proxy, client.ssl).request(
            request.get_method(),
            request.full_url,
            body=cast("bytes | None", request.data),
            headers=dict(request.header_items()),
            timeout=client.timeout,
            redirect=False,
            retries=False,  # whether to send again is for those to say who know what they send
        )
    except urllib3.exceptions.HTTPError as error:
        raise _cause_of(error) from error
    headers = Message()
    for name, value in response.headers.items():
        headers[name] = value
    if response.status // 100 != _SUCCESS:
        told = BytesIO(response.data)
        raise HTTPError(request.full_url, response.status, response.reason or "", headers, told)
    body = response.data.decode(headers.get_content_charset() or "utf-8")
    return {"status": response.status, "headers": headers, "body": body}


def _cause_of(error: urllib3.exceptions.HTTPError) -> OSError | HTTPException:
    """Return the error of the network below one of urllib3, which says what happened."""
    below: BaseException | None = error
    while below:
        if isinstance(below, OSError | HTTPException):
            return below
        below = below.__cause__ or below.__context__
    return ConnectionError(str(error))


@lru_cache(maxsize=16)
def _pool(proxy: str | None, tls: SSLContext | None) -> urllib3.PoolManager:
    """Return the connections of all clients that go out alike."""
    return kept_connections(proxy, tls)
