"""Socket Mode: the connection over which Slack's events come in."""

import socket
import time
from contextlib import suppress

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.errors import DeliveryError
from handlers.web_api import call, cannot_start

CONNECT_TIMEOUT_S = 10.0
PING_INTERVAL_S = 2.0  # a lost connection is noticed this soon
RECEIVE_BUFFER_BYTES = 16_384
CONCURRENCY = 32


class SocketMode:
    """One connection to Slack, made anew by itself whenever it is lost."""

    def __init__(
        self, app: App, app_token: str, *, ping_interval_s: float = PING_INTERVAL_S
    ) -> None:
        self._web_client = app.client
        self._app_token = app_token
        self._client = SocketModeHandler(
            app,
            app_token,
            ping_interval=ping_interval_s,
            receive_buffer_size=RECEIVE_BUFFER_BYTES,
            concurrency=CONCURRENCY,
        ).client

    @property
    def is_connected(self) -> bool:
        """Whether events can come in right now."""
        return self._client.is_connected()

    def start(self, timeout_s: float = CONNECT_TIMEOUT_S) -> None:
        """Connect and return; events come in on threads of their own.

        Raises:
            SettingsError: Slack does not accept the token or can't be reached; all is closed.
        """
        try:
            self._client.wss_uri = self._open()
            self._client.connect()
            self._wait_until_connected(timeout_s)
        except DeliveryError as error:
            self.close()
            advice = "it needs an app-level token with the scope connections:write"
            raise cannot_start("SLACK_APP_TOKEN", error, advice) from None

    def close(self) -> None:
        """Disconnect for good; what Slack was not told to be accepted, it will deliver again."""
        # The library would first wait for its reads to end: up to 3 s for the socket, 1 s for the
        # queue. So both are ended here.
        self._client.auto_reconnect_enabled = False
        self._client.closed = True
        self._client.message_queue.put(None)
        session = self._client.current_session
        if session is not None and session.sock is not None:
            with suppress(OSError):
                session.sock.shutdown(socket.SHUT_RDWR)
        self._client.close()

    def _open(self) -> str:
        """Return the address to connect to; asked for here since the library logs a bad token."""
        method = "apps.connections.open"
        response = call(
            method, lambda: self._web_client.apps_connections_open(app_token=self._app_token)
        )
        return str(response.get("url"))

    def _wait_until_connected(self, timeout_s: float) -> None:
        # A failed first attempt raises nothing: the library goes on trying in the background.
        give_up_at_s = time.monotonic() + timeout_s
        while not self.is_connected:
            if time.monotonic() >= give_up_at_s:
                raise DeliveryError("no Socket Mode connection", may_have_arrived=False)
            time.sleep(0.05)
