"""One Socket Mode connection, from its handshake to its end."""

import logging
import re
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode.builtin.connection import Connection, ConnectionState

from bot.errors import DeliveryError
from handlers.web_api import reason_of, way_out_of

RECEIVE_BUFFER_BYTES = 16_384
MOST_MISSED_PONGS = 2
HANDSHAKE_S = 4.0

_REFUSED_BY_PROXY = re.compile(r"to the proxy \(.*connect status code: (\d{3})\)")
_REFUSED_BY_SLACK = re.compile(r"unexpected response for handshake \(status: (\d{3})")


class SocketLink:
    """A WebSocket to Slack that can tell whether its other end is still there.

    Attributes:
        has_to_go: Whether Slack has asked for another connection in its place.
        is_refused: Whether Slack will let no events through, and ends it.
    """

    def __init__(
        self, url: str, web_client: WebClient, *, handshake_s: float = HANDSHAKE_S
    ) -> None:
        self.has_to_go = False
        self.is_refused = False
        self._handshake_s = handshake_s
        self._made_at_s = time.monotonic()
        way_out = way_out_of(web_client)
        self._connection = Connection(
            url,
            _ReadLog(self._keep_refusal),
            proxy=way_out.proxy_for(url) or None,
            receive_buffer_size=RECEIVE_BUFFER_BYTES,
            on_error_listener=self._keep_error,
            ssl_context=way_out.tls if url.startswith("wss:") else None,
        )
        self._state = ConnectionState()  # type: ignore[no-untyped-call]  # the library's
        self._error = "the handshake was refused"
        self._pings = 0
        self._missed_pongs = 0
        self._last_pong: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether the connection is open, as far as is known."""
        return self._connection.is_active() and not self._state.terminated

    @property
    def age_s(self) -> float:
        """The age of the connection in seconds."""
        return time.monotonic() - self._made_at_s

    def open(self, *, on_message: Callable[[str], None], on_end: Callable[[], None]) -> None:
        """Connect, and hand every message on from a thread of its own until the connection ends.

        Raises:
            DeliveryError: The connection could not be made.
        """
        self._connection.on_message_listener = on_message
        self._connect()
        if not self._connection.is_active():
            raise DeliveryError(f"no Socket Mode connection: {self._error}", may_have_arrived=False)

        self._error = "Slack closed it"

        def read() -> None:
            try:
                self._connection.run_until_completion(self._state)
            finally:
                on_end()

        threading.Thread(target=read, name="socket-reader", daemon=True).start()

    def _connect(self) -> None:
        """Connect within `handshake_s`; the library limits each read, not the whole handshake."""
        is_too_late = threading.Event()

        def connect() -> None:
            self._connection.connect()  # The library's method raises nothing.
            if is_too_late.is_set():
                self.close()

        thread = threading.Thread(target=connect, name="socket-handshake", daemon=True)
        thread.start()
        thread.join(self._handshake_s)
        if thread.is_alive():
            is_too_late.set()
            self.close()  # The connection may have been made just now.
            raise DeliveryError(
                f"no Socket Mode connection within {self._handshake_s:g} s", may_have_arrived=False
            )

    def fault(self, *, is_ping_due: bool) -> str:
        """Return the reason to replace the connection, "" without one; send a ping when it is due.

        Pings are due at even intervals. After two without any pong the other end is gone, even
        when this end was told nothing.
        """
        if self.has_to_go:
            return "Slack asks for a new connection"
        if not self.is_open:
            return f"it has ended: {self._error}"
        if not is_ping_due:
            return ""
        pong = self._connection.last_ping_pong_time
        self._missed_pongs = 0 if pong != self._last_pong else self._missed_pongs + 1
        self._last_pong = pong
        if self._missed_pongs >= MOST_MISSED_PONGS:
            return "it went silent"
        self._pings += 1
        try:
            # Numbers in place of the time, since a clock that is set must not look like silence.
            self._connection.ping(f"{self._connection.session_id}:{self._pings}")
        except OSError as error:
            return f"it has ended: {type(error).__name__}"
        return ""

    def send(self, message: str) -> None:
        """Send a message.

        Raises:
            SlackClientNotConnectedError: The connection has ended.
        """
        if not self.is_open:
            raise SlackClientNotConnectedError
        self._connection.send(message)

    def close(self) -> None:
        """End the connection at once, whatever its threads are waiting for."""
        self._state.terminated = True
        # The library would first wait until its read times out, up to 3 s.
        raw = self._connection.sock
        if raw is not None:
            with suppress(OSError):
                raw.shutdown(socket.SHUT_RDWR)
        with suppress(OSError, AttributeError):  # The thread that reads may close it just now.
            self._connection.close()

    def _keep_error(self, error: Exception) -> None:
        self._error = _reason(error)

    def _keep_refusal(self, status: str) -> None:
        self._error = f"the handshake was answered with status {status}"


def _reason(error: Exception) -> str:
    """Return the reason for the log; the library tells of a proxy's refusal in words alone."""
    if found := _REFUSED_BY_PROXY.search(str(error)):
        return f"the proxy refused with status {found[1]}; see HTTPS_PROXY and NO_PROXY"
    return reason_of(error)


class _ReadLog(logging.Logger):
    """The library's log, which is read and never written, since its lines hold addresses.

    How Slack has answered a handshake that it refuses, the library tells its log alone.
    """

    def __init__(self, on_refusal: Callable[[str], None]) -> None:
        super().__init__("handlers.slack.socket", logging.WARNING)
        self._on_refusal = on_refusal

    def handle(self, record: logging.LogRecord) -> None:
        if found := _REFUSED_BY_SLACK.search(record.getMessage()):
            self._on_refusal(found[1])
