"""The health page, for programs that watch over the bot."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from http import HTTPStatus
from wsgiref.types import WSGIEnvironment

from slack_bolt import BoltResponse

from bot.errors import DatabaseError
from bot.questions.desk import Backlog

PATIENCE_S = 2.0

NO_EVENTS = "no events come in: there is no connection to Slack"
NO_DATABASE = "the database does not answer"
NO_MODEL = "the language model gives no answers; the log says why"


class Health:
    """The page that lists problems with taking, storing and answering questions.

    A language model that is down is listed, but doesn't make the page fail: the bot goes on
    without it, and a load balancer must not take it out.
    """

    def __init__(
        self,
        is_connected: Callable[[], bool],
        check_database: Callable[[], None],
        is_model_down: Callable[[], bool],
        *,
        is_weather_failing: Callable[[], bool] = lambda: False,
        backlog: Callable[[], Backlog] = lambda: Backlog(0, 0, 0.0),
        is_draining: Callable[[], bool] = lambda: False,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Call the functions at every request.

        `check_database` raises a DatabaseError while the database can't be used. However many
        requests come at once, one such check runs at a time, and each request waits for it
        `patience_s` at most.
        """
        self._is_connected = is_connected
        self._check_database = check_database
        self._is_model_down = is_model_down
        self._is_weather_failing = is_weather_failing
        self._backlog = backlog
        self._is_draining = is_draining
        self._patience_s = patience_s
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="health")
        self._lock = threading.Lock()
        self._check: Future[None] | None = None

    def live(self, _: WSGIEnvironment) -> BoltResponse:
        """Return status 200: a process that answers at all need not be started anew."""
        return BoltResponse(status=HTTPStatus.OK, body={"is_live": True})

    def ready(self, _: WSGIEnvironment) -> BoltResponse:
        """Return the parts as they were last seen, and status 200 while questions can be taken."""
        is_connected, has_database = self._is_connected(), self._database_answers()
        is_ready = is_connected and has_database and not self._is_draining()
        told: dict[str, object] = {
            "is_ready": is_ready,
            "is_draining": self._is_draining(),
            "events": "come in" if is_connected else "don't come in",
            "database": "answers" if has_database else "does not answer",
            "model": "fails" if self._is_model_down() else "works",
            "weather": "fails" if self._is_weather_failing() else "works",
        }
        if has_database:
            told |= self._waiting()
        status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
        return BoltResponse(status=status, body=told)

    def _waiting(self) -> dict[str, object]:
        try:
            backlog = self._backlog()
        except DatabaseError:
            return {}
        return {"open": backlog.open, "oldest_open_s": round(backlog.oldest_s, 1)}

    def __call__(self, _: WSGIEnvironment) -> BoltResponse:
        """Return the list of problems, and status 200 when the bot can work all the same."""
        problems = []
        if not self._is_connected():
            problems.append(NO_EVENTS)
        if not self._database_answers():
            problems.append(NO_DATABASE)
        status = HTTPStatus.SERVICE_UNAVAILABLE if problems else HTTPStatus.OK
        if self._is_model_down():
            problems.append(NO_MODEL)
        return BoltResponse(status=status, body={"problems": problems})

    def _database_answers(self) -> bool:
        with self._lock:
            if self._check is None or self._check.done():
                self._check = self._pool.submit(self._check_database)
            check = self._check
        try:
            check.result(self._patience_s)
        except (DatabaseError, TimeoutError):
            return False
        return True
