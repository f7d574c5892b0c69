"""Socket Mode: the connection that Slack's events come in by, watched and made anew when lost.

The connection itself is slack_sdk's, and its client is not used: that can take more than 10 s to
notice and end a silent connection, and watches nothing as long as a call of
`apps.connections.open` hangs.
"""

import json
import logging
import math
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from slack_bolt import App
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.errors import DeliveryError, RefusedError
from bot.telemetry import log_event
from bot.untrusted import as_object
from handlers.connection.lanes import Lanes
from handlers.connection.socket_link import HANDSHAKE_S, SocketLink
from handlers.web_api import call, cannot_start, hurried, log_pause, quiet_logger

CONNECT_TIMEOUT_S = 10.0
OPEN_TIMEOUT_S = 3
FIRST_ATTEMPT_S = HANDSHAKE_S  # Call and handshake together: each may be slow, not both in full.
PING_INTERVAL_S = 1.5  # A silent connection is noticed after three of them at the latest.
FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 4.0
CLOSE_S = 1.0
SHORT_LIFE_S = 3.0  # A connection that ends before is followed by a pause from the second one on.
MANY_SHORT_LIVES = 3  # So many in a row are no accident any more.
LONGEST_REST_S = 60.0  # Slack allows one call a minute of `apps.connections.open` for ever.
WAY_BACK_S = 1.0  # Slack delivers an event again after 3 s.
CONCURRENCY = 32
AT_ONCE = 6

_REFUSALS = {
    "link_disabled": "Socket Mode is switched off: switch it on in the app's settings, or remove"
    " SLACK_APP_TOKEN and set SLACK_SIGNING_SECRET for events over HTTP",
    "too_many_websockets": "other processes hold all connections that the app may have: end those"
    " that use the same SLACK_APP_TOKEN",
}
"""Slack's reasons to end a connection that a new one does not mend, and what an operator can do."""
_ENDS_AT_ONCE = (
    "each new connection ends at once: see whether a proxy cuts WebSockets, whether Slack has an"
    " incident, and whether other processes use the same SLACK_APP_TOKEN"
)

logger = logging.getLogger(__name__)


class SocketMode:
    """One connection to Slack, made anew by itself whenever it is lost."""

    def __init__(
        self,
        app: App,
        app_token: str,
        *,
        ping_interval_s: float = PING_INTERVAL_S,
        way_back_s: float = WAY_BACK_S,
        first_attempt_s: float = FIRST_ATTEMPT_S,
    ) -> None:
        """Ping every `ping_interval_s`; try for `way_back_s` to acknowledge by a new connection.

        The first attempt to replace a lost one takes `first_attempt_s` at most, the next ones what
        a slow network needs.
        """
        self._app = app
        self._app_token = app_token
        self._ping_interval_s = ping_interval_s
        self._way_back_s = way_back_s
        self._first_attempt_s = first_attempt_s
        self._web_client = hurried(app.client, OPEN_TIMEOUT_S)
        self._link: SocketLink | None = None
        self._short_lives = 0
        self._listeners = Lanes(CONCURRENCY, "event", quick_at_once=AT_ONCE)
        self._news = threading.Event()
        self._is_closed = threading.Event()
        self._watch = threading.Thread(target=self._keep_connected, name="socket", daemon=True)

    @property
    def is_connected(self) -> bool:
        """Whether events can come in right now."""
        link = self._link
        if link is None or not link.is_open or link.is_refused:
            return False
        # One that follows others which have ended at once has to show that it lives.
        is_unsure = self._short_lives >= MANY_SHORT_LIVES
        return not is_unsure or link.age_s >= SHORT_LIFE_S

    def start(self, timeout_s: float = CONNECT_TIMEOUT_S) -> None:
        """Connect and return; events come in on threads of their own.

        Raises:
            SettingsError: Slack does not accept the token or can't be reached; all is closed.
        """
        try:
            self._connect_within(timeout_s)
        except DeliveryError as error:
            self.close()
            advice = "it needs an app-level token with the scope connections:write"
            raise cannot_start("SLACK_APP_TOKEN", error, advice) from None
        self._watch.start()

    def close(self) -> None:
        """Take no more events, acknowledge those being accepted, and disconnect for good.

        It takes CLOSE_S at most. Slack delivers every event again that was not acknowledged.
        """
        self._is_closed.set()
        self._news.set()
        self._listeners.close(CLOSE_S)
        if self._link is not None:
            self._link.close()

    def _connect_within(self, timeout_s: float) -> None:
        give_up_at_s = time.monotonic() + timeout_s
        while True:
            try:
                self._link = self._new_link()
            except RefusedError:
                raise
            except DeliveryError as error:
                if error.retry_after_s is not None:  # Slack answers, and wants to be asked again.
                    give_up_at_s += error.retry_after_s
                    log_pause("apps.connections.open", error.retry_after_s)
                pause_s = error.retry_after_s or FIRST_PAUSE_S
                if time.monotonic() + pause_s >= give_up_at_s:
                    raise
                self._is_closed.wait(pause_s)
            else:
                return

    def _keep_connected(self) -> None:
        """Watch the connection, and replace it when it is lost, until `close`."""
        while not self._is_closed.is_set():
            has_news = self._news.wait(self._ping_interval_s)
            self._news.clear()
            link = self._link
            assert link is not None
            try:
                if (fault := link.fault(is_ping_due=not has_news)) and not self._is_closed.is_set():
                    self._replace(link, fault)
            except Exception:  # Without this loop no event would come in any more.
                logger.exception("socket.unwatched")
                link.has_to_go = True

    def _replace(self, old: SocketLink, fault: str) -> None:
        """Connect anew; the old connection works until then if Slack has asked for another."""
        log_event(logger, logging.INFO, "socket.lost", reason=fault)
        since_s = time.monotonic()
        if not old.has_to_go:
            old.close()
        rest_s = self._rest_s(old)
        if self._short_lives == MANY_SHORT_LIVES and not old.is_refused:
            fields = {"reason": fault, "advice": _ENDS_AT_ONCE}
            log_event(logger, logging.ERROR, "socket.refused", **fields)
        self._is_closed.wait(rest_s)
        self._link = self._new_link_at_last() or old
        old.close()
        if self._is_closed.is_set():
            self._link.close()
            return
        after_s = round(time.monotonic() - since_s, 1)
        log_event(logger, logging.INFO, "socket.connected", after_s=after_s)

    def _rest_s(self, old: SocketLink) -> float:
        """Return the pause before the next connection: it grows while each ends at once."""
        if old.age_s >= SHORT_LIFE_S:
            self._short_lives = 0
            return 0.0
        self._short_lives += 1
        return rest_after_s(self._short_lives)

    def _new_link_at_last(self) -> SocketLink | None:
        """Return a new connection, after as many attempts as it takes; None once closed."""
        failures, last_reason, within_s = 0, "", self._first_attempt_s
        while not self._is_closed.is_set():
            try:
                return self._new_link(within_s)
            except DeliveryError as error:
                if str(error) != last_reason:
                    last_reason = str(error)
                    log_event(logger, logging.ERROR, "socket.not_connected", reason=last_reason)
                failures += 1
                self._is_closed.wait(error.retry_after_s or pause_after_s(failures))
                within_s = math.inf
        return None

    def _new_link(self, within_s: float = math.inf) -> SocketLink:
        """Ask for an address and connect to it.

        Raises:
            DeliveryError: No connection could be made.
        """
        give_up_at_s = time.monotonic() + within_s
        response = call(
            "apps.connections.open",
            lambda: self._web_client.apps_connections_open(app_token=self._app_token),
        )
        handshake_s = min(HANDSHAKE_S, max(give_up_at_s - time.monotonic(), 0.0))
        link = SocketLink(str(response.get("url")), self._web_client, handshake_s=handshake_s)
        link.open(on_message=partial(self._take, link), on_end=self._news.set)
        return link

    def _take(self, link: SocketLink, message: str) -> None:
        """Hand an event on; called by the thread that reads the connection."""
        try:
            fields = as_object(json.loads(message))
            request = SocketModeRequest.from_dict(fields)
        except (ValueError, RecursionError):
            return  # An error would take along what else came in the same packet.
        if fields.get("type") == "disconnect":
            self._let_go(link, str(fields.get("reason")))
        elif request:
            work, is_alone = partial(self._accept, link, request), not _opens_thread(request)
            self._listeners.submit(_lane(request), work, is_alone=is_alone)

    def _let_go(self, link: SocketLink, reason: str) -> None:
        """Have a connection replaced, and say what to do where that will not help."""
        if advice := _REFUSALS.get(reason):
            link.is_refused = True
            log_event(logger, logging.ERROR, "socket.refused", reason=reason, advice=advice)
        link.has_to_go = True
        self._news.set()

    def _accept(self, link: SocketLink, request: SocketModeRequest) -> None:
        """Have an event accepted, and only then acknowledge it."""
        started_s = time.time()
        try:
            response = run_bolt_app(self._app, request)
            way_back = _WayBack(partial(self._send, link))
            send_response(way_back, request, response, started_s)
        except Exception as error:  # noqa: BLE001 - Slack delivers the event again
            reason = type(error).__name__
            log_event(logger, logging.WARNING, "event.not_acknowledged", reason=reason)

    def _send(self, link: SocketLink, message: str) -> None:
        """Send over the connection that the event came by, or over the one in its place."""
        give_up_at_s = time.monotonic() + self._way_back_s
        while True:
            for way in (link, self._link):
                with suppress(SlackClientNotConnectedError):
                    if way is not None:
                        way.send(message)
                        return
            if self._is_closed.wait(0.05) or time.monotonic() > give_up_at_s:
                raise SlackClientNotConnectedError


def rest_after_s(short_lives: int) -> float:
    """Return the seconds before the next connection, after so many that have ended at once."""
    return 0.0 if short_lives < 2 else pause_after_s(short_lives - 1, LONGEST_REST_S)  # noqa: PLR2004 - one can be chance


def pause_after_s(failures: int, longest_s: float = LONGEST_PAUSE_S) -> float:
    """Return the seconds before the next attempt to connect, after so many that have failed."""
    return min(FIRST_PAUSE_S * 2.0 ** min(failures - 1, 16), longest_s)


def _lane(request: SocketModeRequest) -> str:
    """Return a request's lane: its channel, whose events keep their order, or one of its own."""
    event = request.payload.get("event")
    channel = event.get("channel") if isinstance(event, dict) else None
    return channel if isinstance(channel, str) else str(request.envelope_id)


def _opens_thread(request: SocketModeRequest) -> bool:
    """Return whether a request is a new message that opens a thread of a channel.

    Many people may write one at the same moment, and none has to do with the others. In a direct
    message each continues the one before.
    """
    event = request.payload.get("event")
    if not isinstance(event, dict) or event.get("type") not in ("app_mention", "message"):
        return False
    is_direct = event.get("channel_type") in ("im", "mpim") or _lane(request).startswith("D")
    return not (is_direct or event.get("subtype") or event.get("thread_ts"))


class _WayBack(BaseSocketModeClient):
    """The client through which the library sends acknowledgements."""

    def __init__(self, send: Callable[[str], None]) -> None:
        self.logger = quiet_logger()
        self._send = send

    def send_message(self, message: str) -> None:
        self._send(message)
