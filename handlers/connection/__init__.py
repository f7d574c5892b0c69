"""The connection that Slack's events come in by: Socket Mode or signed HTTP, and a health page."""

import logging
from collections.abc import Callable

from slack_bolt import App

from bot.clock import Clock
from bot.errors import SettingsError
from bot.settings import Settings
from bot.telemetry import log_event
from handlers.connection.health import Health
from handlers.connection.http_server import HttpServer, Page
from handlers.connection.signed_requests import SignedRequests
from handlers.connection.socket_mode import SocketMode

EVENT_THREADS = 32
HEALTH_THREADS = 4

logger = logging.getLogger(__name__)


class Connection:
    """Socket Mode with an app-level token, else signed HTTP; GET /health is served in both."""

    def __init__(
        self,
        app: App,
        settings: Settings,
        clock: Clock,
        check_database: Callable[[], None],
        is_model_down: Callable[[], bool],
    ) -> None:
        """Prepare the connection; `check_database` raises while the database can't be used."""
        health = Health(lambda: self.is_connected, check_database, is_model_down)
        pages: dict[str, Page] = {"GET /health": health}
        token = settings.slack_app_token
        self._socket = SocketMode(app, token) if token else None
        if self._socket is None:
            secret = settings.slack_signing_secret
            pages["POST /slack/events"] = SignedRequests(app, secret, clock)
        self._server = HttpServer(
            pages,
            host=settings.http_host,
            port=settings.http_port,
            threads=HEALTH_THREADS if self._socket else EVENT_THREADS,
        )

    @property
    def is_connected(self) -> bool:
        """Whether events can come in right now."""
        return (self._socket or self._server).is_connected

    def start(self) -> None:
        """Take events from now on; they come in on threads of their own.

        Raises:
            SettingsError: Slack can't be reached or does not accept the token; or, without Socket
                Mode, this program can't listen at the address.
        """
        try:
            self._server.start()
        except SettingsError as error:
            if self._socket is None:
                raise
            log_event(logger, logging.WARNING, "health.not_served", reason=str(error))
        if self._socket is not None:
            self._socket.start()

    def close(self) -> None:
        """Take no more events; those being accepted are acknowledged, which takes 2 s at most."""
        if self._socket is not None:
            self._socket.close()
        self._server.close()
