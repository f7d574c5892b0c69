"""Slack's own clients, which go nowhere else: where they are redirected, nothing is sent after.

urllib would follow to any host, with the bot token, and whatever is found there would count as
Slack's answer. The library has no public switch for that.
"""

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


class SlackWebClient(WebClient):
    """The client of the Web API; a redirect is an answer like any other that is no success."""

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:  # noqa: ARG002 - the library's
        return _sent(self, req)


class SlackWebhookClient(WebhookClient):
    """The client of response URLs; it treats redirects likewise."""

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
    with _opener(client).open(request, timeout=client.timeout) as response:
        charset = response.headers.get_content_charset() or "utf-8"
        body = response.read().decode(charset)
        return {"status": response.status, "headers": response.headers, "body": body}


def _opener(client: WebClient | WebhookClient) -> OpenerDirector:
    handlers = [_NoRedirects(), HTTPSHandler(context=client.ssl)]
    if client.proxy:
        handlers.append(ProxyHandler({"http": client.proxy, "https": client.proxy}))
    return build_opener(*handlers)


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401 - urllib's; none is an HTTPError
        return None
