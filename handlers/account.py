"""The bot's own account in Slack, by which it knows its own messages."""

from collections.abc import Callable
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from handlers.web_api import hurried

TIMEOUT_S = 3

MakeCall = Callable[[str, Callable[[], SlackResponse]], dict[str, Any]]


class Account:
    """Asks Slack for the bot's ids once, and only if they are ever needed."""

    def __init__(self, client: WebClient) -> None:
        self._client = hurried(client, TIMEOUT_S)
        self._ids: dict[str, Any] | None = None

    def ids(self, make_call: MakeCall) -> dict[str, Any]:
        """Return `user_id` and `bot_id`; None for one that Slack does not tell.

        Raises:
            DeliveryError: Slack was not reached or said no.
        """
        if self._ids is None:
            account = make_call("auth.test", self._client.auth_test)
            self._ids = {name: account.get(name) for name in ("user_id", "bot_id")}
        return self._ids
