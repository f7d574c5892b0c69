"""Slack's own clients, which go nowhere else: where they are redirected, nothing is sent after.

urllib would follow to any host, with the bot token, and whatever is found there would count as
Slack's answer. The library has no public switch for that.
"""

from functools import lru_cache
from io import BytesIO
from ssl import SSLContext
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import Request

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient, WebhookResponse

from bot.settings.way_out import WayOut
from handlers.kept_connections import KeptConnections

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
        return _sent(self, req)


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


def _sent(client: WebClient | WebhookClient, request: Request) -> dict[str, Any]:
    """Send a request and return the answer of a success as the library wants it.

    Raises:
        HTTPError: It is no success.
    """
    response, body = _connections(client.proxy, client.ssl).send(request, client.timeout)
    headers = response.headers
    if response.status // 100 != _SUCCESS:
        url, told = request.full_url, BytesIO(body)
        raise HTTPError(url, response.status, response.reason, headers, told)
    charset = headers.get_content_charset() or "utf-8"
    return {"status": response.status, "headers": headers, "body": body.decode(charset)}


@lru_cache(maxsize=16)
def _connections(proxy: str | None, tls: SSLContext | None) -> KeptConnections:
    """Return the connections of all clients that go out alike."""
    return KeptConnections(proxy, tls)
