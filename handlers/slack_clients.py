"""Slack's own clients, which go nowhere else: where they are redirected, nothing is sent after.

urllib would follow to any host, with the bot token, and whatever is found there would count as
Slack's answer. The library has no public switch for that.
"""

from functools import lru_cache
from ssl import SSLContext
from typing import Any
from urllib.request import (
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient, WebhookResponse

from bot.settings.way_out import WayOut


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
    with _opener(client.proxy, client.ssl).open(request, timeout=client.timeout) as response:
        charset = response.headers.get_content_charset() or "utf-8"
        body = response.read().decode(charset)
        return {"status": response.status, "headers": response.headers, "body": body}


@lru_cache(maxsize=16)
def _opener(proxy: str | None, tls: SSLContext | None) -> OpenerDirector:
    """Return the opener of requests; making one for each takes as long as sending it."""
    # Without a handler of ours, urllib would read the environment by rules of its own.
    proxies = {"https": proxy} if proxy else {}
    return build_opener(_NoRedirects(), HTTPSHandler(context=tls), ProxyHandler(proxies))


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401 - urllib's; none is an HTTPError
        return None
