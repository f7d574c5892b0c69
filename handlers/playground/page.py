"""The page's side of the server: its files, the state of the workspace, news, and deeds."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from handlers.playground.acts import Acts
from handlers.playground.faults import Faults
from handlers.playground.journal import Journal
from handlers.playground.people import BOT_NAME, CHANNELS, USERS
from handlers.playground.workspace import BOT_USER_ID, Workspace
from handlers.playground.workspace.rules import Message, SlackError

FOLDER: Final = Path(__file__).with_name("page")
HEARTBEAT_S: Final = 15.0
MAX_BODY_BYTES: Final = 200_000


class News:
    """The changes that open pages are told; its methods may be called from any thread."""

    def __init__(self, *, heartbeat_s: float = HEARTBEAT_S) -> None:
        """Write to a page where nothing changes every `heartbeat_s`, or it would be given up."""
        self._heartbeat_s = heartbeat_s
        self._lock = threading.Lock()
        self._readers: set[tuple[asyncio.AbstractEventLoop, asyncio.Queue[str]]] = set()

    def tell(self, change: Mapping[str, Any]) -> None:
        """Send a change to every open page."""
        if change["type"] == "call":
            return
        text = json.dumps(change, ensure_ascii=False)
        with self._lock:
            readers = list(self._readers)
        for loop, queue in readers:
            if not loop.is_closed():
                loop.call_soon_threadsafe(queue.put_nowait, text)

    async def read(self) -> AsyncIterator[str]:
        """Yield changes as server-sent events, and a comment now and then."""
        reader = (asyncio.get_running_loop(), asyncio.Queue[str]())
        with self._lock:
            self._readers.add(reader)
        try:
            yield ": hello\n\n"
            while True:
                try:
                    text = await asyncio.wait_for(reader[1].get(), self._heartbeat_s)
                    yield f"data: {text}\n\n"
                except TimeoutError:
                    yield ": still here\n\n"
        finally:
            with self._lock:
                self._readers.discard(reader)


@dataclass(frozen=True, slots=True)
class Page:
    """The routes of the page.

    Attributes:
        about: Returns what the page says of the bot: its model, its weather, and lines of news.
    """

    workspace: Workspace
    acts: Acts
    journal: Journal
    faults: Faults
    news: News
    about: Callable[[], Mapping[str, Any]]

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the browser's requests, and of the servers that are out of order."""
        return [
            Route("/", self._index),
            Route("/page/state", self._state),
            Route("/page/news", self._stream),
            Route("/page/course", self._course),
            Route("/page/do", self._do, methods=["POST"]),
            Route("/broken/model/v1/chat/completions", self._broken_model, methods=["POST"]),
            Route("/broken/weather/{rest:path}", self._broken_weather),
            Mount("/page", StaticFiles(directory=FOLDER)),
        ]

    def _index(self, _: Request) -> Response:
        # Read as a whole: a demo that ends while it is sent, as in tests, leaves no file open.
        page = (FOLDER / "index.html").read_bytes()
        return HTMLResponse(page, headers={"Cache-Control": "no-store"})

    async def _state(self, _: Request) -> Response:
        state = {
            "bot": {"id": BOT_USER_ID, "name": BOT_NAME},
            "channels": CHANNELS,
            "users": USERS,
            "faults": sorted(self.faults.on),
            "about": self.about(),
            **self.workspace.snapshot(),
        }
        return JSONResponse(state, headers={"Cache-Control": "no-store"})

    async def _stream(self, _: Request) -> Response:
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(self.news.read(), media_type="text/event-stream", headers=headers)

    def _course(self, request: Request) -> Response:
        names = ("channel", "thread", "ts")
        channel, thread, ts = (request.query_params.get(name, "") for name in names)
        return JSONResponse(self.journal.course_of(channel, thread, ts))

    async def _do(self, request: Request) -> Response:
        body = await request.body()
        if len(body) > MAX_BODY_BYTES or "origin" not in request.headers:
            return JSONResponse({"ok": False, "error": "refused"}, 403)
        try:
            deed = json.loads(body)
            result = await asyncio.to_thread(self._carry_out, deed)
        except (SlackError, ValueError, KeyError, TypeError, AttributeError) as error:
            code = str(error) if isinstance(error, SlackError) else "invalid_arguments"
            return JSONResponse({"ok": False, "error": code}, 400)
        return JSONResponse({"ok": True, **result})

    def _carry_out(self, deed: Mapping[str, Any]) -> Message:
        acts = self.acts
        deeds: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
            "say": (acts.say, ("user", "channel", "text", "thread_ts")),
            "edit": (acts.edit, ("user", "channel", "ts", "text")),
            "delete": (acts.delete, ("user", "channel", "ts")),
            "command": (acts.command, ("user", "channel", "text")),
            "home": (acts.open_home, ("user", "tab")),
            "stop": (acts.stop, ("user", "channel", "thread_ts")),
        }
        kind = deed["do"]
        if kind == "act":
            acts.act(str(deed["user"]), dict(deed["where"]), dict(deed["action"]))
        elif kind == "break":
            self.faults.switch(str(deed["name"]), is_on=deed["on"] is True)
        elif kind == "restart":
            self.faults.restart()
        else:
            carry_out, names = deeds[kind]
            made = carry_out(*(str(deed.get(name, "")) for name in names))
            return {"ts": made} if made else {}
        return {}

    async def _broken_model(self, _: Request) -> Response:
        if self.faults.model == "rate_limited":
            error = {"message": "Rate limit reached", "type": "requests", "code": "rate_limit"}
            return JSONResponse({"error": error}, 429, {"Retry-After": "1"})
        if self.faults.model == "hangs":
            await asyncio.sleep(60)
        return Response("<html>it is raining cats</html>", media_type="text/html")

    async def _broken_weather(self, _: Request) -> Response:
        return JSONResponse({"error": True, "reason": "out of service"}, 503)
