"""An HTTP server that slow clients can't take up: each has little time, the slowest make room."""

import resource
import socket
import time
from contextlib import suppress
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

REQUEST_S = 10.0
"""How long a client may take to send a request as a whole, however slowly it drips in."""

IDLE_S = 30.0
"""How long a connection is kept that has been answered and brings no other request."""

MOST_CONNECTIONS = 1_000
FILES_PER_CONNECTION = 4
"""A connection has a socket and perhaps a file; half of all must be left to the rest of the bot."""

_OWN_SOCKETS = 2
"""waitress counts the listener and what wakes its thread among the connections."""


class BoundedServer(TcpWSGIServer):
    """waitress' server with a limit on the time of a whole request, and none on new connections.

    Its own limits are two others: it counts from the last byte, so that one byte now and then keeps
    a connection for ever, and it takes no new connection as long as it has too many.
    """

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - waitress' own, as the options are
        request_s: float = REQUEST_S,
        most: int | None = None,
        **options: Any,  # noqa: ANN401
    ) -> None:
        """Keep so many connections, by default as many as the limit of open files allows."""
        self._request_s = request_s
        file_limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        self._most = most or most_connections(file_limit)
        super().__init__(*args, **options)
        self.channel_class = _TimedChannel
        # Some that make room are closed a moment later; the server's own sockets count too.
        self.adj.connection_limit = 2 * self._most + _OWN_SOCKETS

    def handle_accept(self) -> None:
        """Take a new connection, and make room for it where there are too many."""
        super().handle_accept()
        self._make_room()

    def maintenance(self, now: float) -> None:  # noqa: ARG002 - waitress' clock can be set
        """Close what has been waited for too long; called every second."""
        now_s = time.monotonic()
        for channel in self._all_channels():
            if channel.will_close and channel.is_waited_for:
                channel.shut_down()
            elif channel.is_late(now_s, self._request_s):
                channel.will_close = True
        self._make_room()

    def close_connections(self) -> None:
        """Close them all, once the server's own thread has ended."""
        for channel in self._all_channels():
            channel.handle_close()

    def _make_room(self) -> None:
        """Have those go that are too many; never the newest, nor any that is being answered."""
        channels = self._channels()
        surplus = len(channels) - self._most
        if surplus <= 0:
            return
        waiting = [channel for channel in channels if channel.is_waited_for]
        # Answered clients first: a flood of them must not cost a request that is just coming in.
        waiting.sort(key=lambda channel: (not channel.is_idle, channel.since_s))
        for channel in waiting[:-1][:surplus]:
            channel.will_close = True

    def _channels(self) -> "list[_TimedChannel]":
        return [channel for channel in self._all_channels() if not channel.will_close]

    def _all_channels(self) -> "list[_TimedChannel]":
        channels: Any = self.active_channels  # by file descriptor, other than its type says
        return list(channels.values())


def most_connections(file_limit: int) -> int:
    """Return the number of connections to keep under a limit of open files; -1 is no limit.

    Threads of the bot need files too, and a server that has none left can't even refuse.
    """
    if file_limit < 0:
        return MOST_CONNECTIONS
    return min(MOST_CONNECTIONS, max(1, file_limit // FILES_PER_CONNECTION))


class _TimedChannel(HTTPChannel):
    """A connection that knows since when its client has been waited for.

    Attributes:
        since_s: When it was made, its last answer was ready, or its unfinished request began.
        is_idle: Whether it was answered and has sent nothing since.
    """

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - waitress' own
        self.since_s = time.monotonic()
        self.is_idle = False
        super().__init__(*args, **options)

    @property
    def is_waited_for(self) -> bool:
        """Whether it is the client's turn, to send or to read, and nothing is being answered."""
        return not self.requests

    def is_late(self, now_s: float, request_s: float) -> bool:
        """Return whether its client has been waited for too long."""
        limit_s = IDLE_S if self.is_idle else request_s
        return self.is_waited_for and now_s - self.since_s > limit_s

    def shut_down(self) -> None:
        """Have it closed even if its client reads nothing.

        waitress closes a connection when more could be sent on it. After this that is always so.
        """
        connection: Any = self.socket
        with suppress(OSError):  # the client was faster
            connection.shutdown(socket.SHUT_RDWR)

    def received(self, data: bytes) -> bool:
        """Read on; the time of a request begins with the first byte of whatever comes."""
        if self.is_idle:
            self.is_idle = False
            self.since_s = time.monotonic()
        is_read: bool = super().received(data)
        return is_read

    def service(self) -> None:
        """Answer a request; then it is the client's turn again.

        What came with it is dropped and its connection ends, as HTTP allows (RFC 9112, 9.3.2): one
        packet can hold hundreds of requests, and neither Slack nor a proxy sends more than one.
        """
        channel: Any = self  # more than its types say
        with channel.requests_lock:
            while len(channel.requests) > 1:
                channel.requests.pop().close()
                channel.requests[0].headers["CONNECTION"] = "close"
        super().service()
        self.since_s = time.monotonic()
        self.is_idle = self.request is None
