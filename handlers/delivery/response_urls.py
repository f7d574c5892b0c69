"""Response URLs: addresses at which a command's answer is shown to its person alone.

Source: https://docs.slack.dev/interactivity/handling-user-interaction (checked 2026-11-25).
"""

import json
import re
import socket
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.errors import DeliveryError
from handlers.blocks.exhibits import Block
from handlers.slack_clients import SlackWebhookClient
from handlers.web_api import call, way_out_of

_SLACK = "https://slack.com/api/"
_URL = re.compile(r"(https?)://([\w.:\[\]-]+)/[!-~]*", re.ASCII)


def is_slacks(url: str, api_url: str) -> bool:
    """Return whether a URL leads to Slack, or to where its Web API is: no other may be called."""
    read = _URL.fullmatch(url)
    return read is not None and any(
        read[1] == home.scheme and f".{read[2].lower()}".endswith(f".{home.netloc.lower()}")
        for home in (urlsplit(_SLACK), urlsplit(api_url))
    )


def send(client: WebClient, url: str, text: str, blocks: Sequence[Block] | None) -> None:
    """Show a message to the person whom the URL was made for; the client says how to get there.

    Raises:
        DeliveryError: Slack did not confirm it.
    """
    webhook = SlackWebhookClient(
        url,
        way_out=way_out_of(client),
        timeout=client.timeout,
        logger=client.logger,
    )

    def post() -> SlackResponse:
        got = webhook.send(text=text, blocks=blocks, response_type="ephemeral")
        data = _data(got.status_code, got.body)
        response = SlackResponse(
            client=client,
            http_verb="POST",
            api_url="response_url",  # the address is as good as a key
            req_args={},
            data=data,
            headers=dict(got.headers),
            # The library knows no other success.
            status_code=HTTPStatus.OK if data["ok"] is True else got.status_code,
        )
        response.validate()  # type: ignore[no-untyped-call]  # the library's
        return response

    try:
        call("response_url", post)
    except DeliveryError as error:
        if _was_never_reached(error):
            error.may_have_arrived = False
        raise


def _data(status: int, body: str) -> dict[str, Any]:
    """Return a response as the Web API would give it: it may be JSON, one bare word, or nothing."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    if isinstance(data, dict) and "ok" in data:
        return data
    is_taken = HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
    return {"ok": is_taken, "error": body.strip()}


def _was_never_reached(error: DeliveryError) -> bool:
    return isinstance(error.__cause__, (ConnectionRefusedError, socket.gaierror))
