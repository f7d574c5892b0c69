"""An HTTP server with limits on the time and the number of its connections.

Slow clients can't block it: a request has a time limit, and a new connection ends an old one.
"""

import resource
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.utilities import RequestEntityTooLarge

REQUEST_S = 10.0
"""Seconds that a client may take to send a whole request."""

IDLE_S = 30.0
"""Seconds for which an answered connection without another request is kept open."""

MAX_FRAMING_BYTES = 65_536
"""Bytes beside the body itself that a body sent in chunks may have, five or more for each chunk: a
chunk of one byte costs as much as one of kilobytes, before anybody knows who sends it."""

MOST_CONNECTIONS = 1_000
FILES_PER_CONNECTION = 4
"""Files reckoned for each connection: a socket, perhaps a file, and as many for all other work."""

_OWN_SOCKETS = 2
"""waitress counts two more sockets as connections: its listener, and the trigger of its thread."""


class BoundedServer(TcpWSGIServer):
    """The server of waitress, always open to new connections, with a time limit for whole requests.

    The limits of waitress itself are no use here: its time counts from the last byte, so that one
    byte now and then keeps a connection for ever, and it accepts no new connection while it has
    too many.
    """

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - waitress' own, as the options are
        request_s: float = REQUEST_S,
        most: int | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        **options: Any,  # noqa: ANN401
    ) -> None:
        """Keep at most `most` connections, by default as many as the limit of open files allows."""
        self._request_s = request_s
        self.monotonic = monotonic
        file_limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        self._most = most or most_connections(file_limit)
        super().__init__(*args, **options)
        self.channel_class = _TimedChannel
        # Connections that make room close a moment later, so that there can be more for a while.
        self.adj.connection_limit = 2 * self._most + _OWN_SOCKETS

    def handle_accept(self) -> None:
        """Accept a new connection, and end the oldest if there are too many."""
        super().handle_accept()
        self._make_room()

    def maintenance(self, now: float) -> None:  # noqa: ARG002 - waitress' clock can be set
        """Close the connections whose clients are late; waitress calls it every second."""
        now_s = self.monotonic()
        for channel in self._all_channels():
            if channel.will_close and channel.is_waited_for:
                channel.shut_down()
            elif channel.is_late(now_s, self._request_s):
                channel.will_close = True
        self._make_room()

    def close_connections(self) -> None:
        """Close every connection; to be called after the server's own thread has ended."""
        for channel in self._all_channels():
            channel.handle_close()

    def _make_room(self) -> None:
        """Mark surplus connections for closing, but neither the newest nor one being answered."""
        channels = self._channels()
        surplus = len(channels) - self._most
        if surplus <= 0:
            return
        waiting = [channel for channel in channels if channel.is_waited_for]
        # Idle connections go first: a flood of them must not end a request that is being sent.
        waiting.sort(key=lambda channel: (not channel.is_idle, channel.since_s))
        for channel in waiting[:-1][:surplus]:
            channel.will_close = True

    def _channels(self) -> "list[_TimedChannel]":
        return [channel for channel in self._all_channels() if not channel.will_close]

    def _all_channels(self) -> "list[_TimedChannel]":
        channels: Any = self.active_channels  # They are by file descriptor, unlike their type.
        return list(channels.values())


def most_connections(file_limit: int) -> int:
    """Return the most connections to keep under a limit of open files; -1 stands for no limit.

    Other threads need files too, and a server without a free file can't even refuse a connection.
    """
    if file_limit < 0:
        return MOST_CONNECTIONS
    return min(MOST_CONNECTIONS, max(1, file_limit // FILES_PER_CONNECTION))


class _Parser(HTTPRequestParser):
    """A reader of one request that gives up on a body in too many small chunks."""

    def received(self, data: bytes) -> int:
        """Read data of the request; return the number of bytes that belong to it."""
        consumed: int = super().received(data)
        if self.chunked and self._framing_bytes > MAX_FRAMING_BYTES:
            self.error = RequestEntityTooLarge("too many chunks")
            self.completed = True
        return consumed

    @property
    def _framing_bytes(self) -> int:
        body: Any = self.body_rcv
        return self.body_bytes_received - len(body)


class _TimedChannel(HTTPChannel):
    """A connection with the time since which the server has waited for its client.

    Attributes:
        since_s: The time of the server's clock at which the connection was made, its last answer
            was ready, or its unfinished request began, whichever is the latest.
    """

    parser_class = _Parser

    def __init__(self, server: BoundedServer, *args: Any, **options: Any) -> None:  # noqa: ANN401 - waitress' own
        self._monotonic = server.monotonic
        self.since_s = self._monotonic()
        self._is_being_answered = False
        self._was_answered = False
        super().__init__(server, *args, **options)

    @property
    def is_idle(self) -> bool:
        """Whether its last request was answered, and nothing of another one has come."""
        return self._was_answered and self.request is None

    @property
    def is_waited_for(self) -> bool:
        """Whether the server waits for the client to send or to read, and answers no request."""
        # waitress takes an answered request away before `service` can note the time.
        return not (self.requests or self._is_being_answered)

    def is_late(self, now_s: float, request_s: float) -> bool:
        """Return whether the client has kept the server waiting for too long."""
        limit_s = IDLE_S if self.is_idle else request_s
        return self.is_waited_for and now_s - self.since_s > limit_s

    def shut_down(self) -> None:
        """Have the connection closed even if its client reads nothing.

        waitress closes a connection as soon as the socket is ready for sending, which it is after
        a shutdown.
        """
        connection: Any = self.socket
        with suppress(OSError):  # The client has closed the connection already.
            connection.shutdown(socket.SHUT_RDWR)

    def received(self, data: bytes) -> bool:
        """Read data of a request; its time begins with the first byte."""
        if self.is_idle:
            self._was_answered = False
            self.since_s = self._monotonic()
        is_read: bool = super().received(data)
        return is_read

    def service(self) -> None:
        """Answer one request, and wait for the client again.

        Further requests in the same packet are dropped and the connection ends, as HTTP allows (RFC
        9112, 9.3.2): a packet can hold hundreds of them, and neither Slack nor a proxy sends more
        than one.
        """
        channel: Any = self  # The types of waitress lack these attributes.
        self._is_being_answered = True
        with channel.requests_lock:
            while len(channel.requests) > 1:
                channel.requests.pop().close()
                channel.requests[0].headers["CONNECTION"] = "close"
        super().service()
        self.since_s = self._monotonic()
        self._was_answered = True
        self._is_being_answered = False
