"""The connection that Slack's events come in by: Socket Mode or signed HTTP, and a health page."""

import logging
import threading
from http import HTTPStatus
from typing import Final
from wsgiref.types import WSGIEnvironment

from slack_bolt import App, BoltResponse

from bot.clock import Clock
from bot.errors import SettingsError
from bot.questions.desk import Desk
from bot.settings import Settings
from bot.telemetry import log_event
from handlers.connection.health import Health
from handlers.connection.http_server import HttpServer, Page
from handlers.connection.install_pages import InstallPages
from handlers.connection.signed_requests import SignedRequests
from handlers.connection.socket_mode import SocketMode

EVENT_THREADS = 32
HEALTH_THREADS = 4
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"

logger = logging.getLogger(__name__)


class Connection:
    """Socket Mode with an app-level token, else signed HTTP; GET /health is served in both."""

    def __init__(
        self,
        app: App,
        settings: Settings,
        clock: Clock,
        desk: Desk,
        install_pages: InstallPages | None = None,
    ) -> None:
        """Prepare the connection; the desk knows how the engine is."""
        self._is_draining = threading.Event()
        health = Health(
            lambda: self.is_connected,
            desk.check_database,
            desk.is_model_down,
            is_weather_failing=desk.is_weather_failing,
            backlog=desk.backlog,
            is_draining=self._is_draining.is_set,
        )
        served: dict[str, Page] = {
            **(install_pages.pages if install_pages else {}),
            "GET /health": health,
            "GET /livez": health.live,
            "GET /readyz": health.ready,
            "GET /metrics": lambda _: _metrics(desk.metrics()),
        }
        token = settings.slack_app_token
        self._socket = SocketMode(app, token) if token else None
        if self._socket is None:
            secret = settings.slack_signing_secret
            served["POST /slack/events"] = self._until_draining(SignedRequests(app, secret, clock))
        self._server = HttpServer(
            served,
            host=settings.http_host,
            port=settings.http_port,
            threads=HEALTH_THREADS if self._socket else EVENT_THREADS,
        )

    @property
    def is_connected(self) -> bool:
        """Whether events can come in right now."""
        way_in = self._socket or self._server
        return way_in.is_connected and not self._is_draining.is_set()

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

    def drain(self) -> None:
        """Take no more events; those being accepted are acknowledged, which takes 1 s at most.

        The pages are served on, so that balancers read that this process is ending.
        """
        self._is_draining.set()
        if self._socket is not None:
            self._socket.close()

    def close(self) -> None:
        """Take no more events, and serve no more pages; that takes 2 s at most."""
        self.drain()
        self._server.close()

    def _until_draining(self, page: Page) -> Page:
        """Return a page that is refused as soon as this process takes no more events."""

        def answer(environ: WSGIEnvironment) -> BoltResponse:
            # Slack delivers the event again, to another process or to the next one.
            refusal = BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
            return refusal if self._is_draining.is_set() else page(environ)

        return answer


def _metrics(page: bytes) -> BoltResponse:
    return BoltResponse(
        status=HTTPStatus.OK, body=page.decode(), headers={"content-type": CONTENT_TYPE}
    )
