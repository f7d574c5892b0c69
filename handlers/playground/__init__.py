"""A Slack workspace on this machine, with a page in the browser, and the bot connected to it."""

import tempfile
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette

from handlers.playground.acts import Acts
from handlers.playground.bot_process import BotProcess
from handlers.playground.courier import Courier
from handlers.playground.faults import Faults
from handlers.playground.guard import Guard
from handlers.playground.journal import Journal
from handlers.playground.page import News, Page
from handlers.playground.people import BOT_NAME, USERS
from handlers.playground.server import HOST, Server, free_port
from handlers.playground.workspace import APP_TOKEN, BOT_ID, BOT_TOKEN, Workspace
from handlers.playground.workspace.rules import Message

FIRST_CHANNEL: Final = "CGENERAL"
ANSWERED_WITHIN_S: Final = 60.0
PAUSE_S: Final = 0.2
LEASE_S: Final = 6
"""Seconds after which a killed bot's question is taken over; people are watching here."""

MOST_NEWS: Final = 50


class Playground:
    """A workspace that is served from the construction on, until it is closed.

    Attributes:
        url: The address of the page.
    """

    def __init__(self, command: Sequence[str], first_port: int) -> None:
        """Serve the page at the first free port; `command` is what runs the bot, later.

        Raises:
            SettingsError: No port is free.
        """
        self._lines: deque[Message] = deque(maxlen=MOST_NEWS)
        self._facts: dict[str, str] = {"model": "", "weather": "", "state": "starting"}
        self._has_ended = threading.Event()
        self._answers: dict[str, str] = {}
        self._is_answered = threading.Event()
        self._folder = tempfile.TemporaryDirectory(prefix="weather-bot-")
        self._news = News()
        self._workspace = workspace = Workspace()
        workspace.users.update(USERS)
        journal = Journal(self._say_news)
        courier = Courier(workspace.sockets, journal.hear_delivery)
        self._acts = Acts(workspace, courier)
        self._bot = BotProcess(command, self._environ(), self._hear_entry)
        self._faults = Faults(workspace, courier, self._bot, self._say_news)
        workspace.listeners += [self._news.tell, journal.hear_change, self._hear]
        self._journal = journal
        page = Page(workspace, self._acts, journal, self._faults, self._news, self._about)
        application = Starlette(routes=[*workspace.routes(), *page.routes()])
        self._server = Server(Guard(application), first_port)
        workspace.url = self.url = self._server.url
        self._server.start()

    def start_bot(self, settings: Mapping[str, str]) -> None:
        """Start the bot with some settings beside those of the environment."""
        self._bot.environ |= {**settings, "SLACK_API_URL": self._workspace.api_url}
        self._bot.start()

    def ask(self, text: str, must_stop: threading.Event) -> str:
        """Have the first person ask the bot in the first channel; return its answer in plain text.

        It is empty where the bot does not connect, ends, or takes more than a minute, or where the
        wait has to stop.
        """

        def is_over() -> bool:
            must_end = self._has_ended.is_set() or must_stop.is_set()
            return must_end or time.monotonic() > until_s

        until_s = time.monotonic() + ANSWERED_WITHIN_S
        while not self._workspace.sockets.wait_for_any(PAUSE_S):
            if is_over():
                return ""
        asked = self._acts.say(next(iter(USERS)), FIRST_CHANNEL, f"@{BOT_NAME} {text}")
        while not self._answers.get(asked):
            if is_over():
                return ""
            self._is_answered.wait(PAUSE_S)
            self._is_answered.clear()
        return self._answers[asked]

    def failures(self) -> list[str]:
        """Return the newest lines that the bot's process has left, when it has ended by itself."""
        return [line["text"] for line in self._lines] if self._has_ended.is_set() else []

    def close(self) -> None:
        """End the bot and the page."""
        self._bot.stop()
        self._server.close()
        self._folder.cleanup()

    def _environ(self) -> dict[str, str]:
        """Return the settings that lead the bot here, and make it tell what it does."""
        database = Path(self._folder.name) / "demo.db"
        return {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "DATABASE_URL": f"sqlite:///{database}",
            "HTTP_HOST": HOST,
            "HTTP_PORT": str(free_port()),
            "LEASE_S": str(LEASE_S),
            "LOG_LEVEL": "DEBUG",
            "LOG_FORMAT": "json",
            "LOG_MESSAGES": "true",
            "NO_PROXY": "127.0.0.1,localhost",
        }

    def _hear(self, change: Message) -> None:
        if change["type"] == "message" and change["message"].get("bot_id") == BOT_ID:
            message = change["message"]
            self._answers[message.get("thread_ts", "")] = str(message.get("text", ""))
            self._is_answered.set()

    def _hear_entry(self, entry: Mapping[str, Any]) -> None:
        event = entry.get("event")
        if event == "bot.ready":
            self._facts |= {"model": entry["model"], "weather": entry["weather"], "state": "ready"}
            self._say_news("The bot is connected.")
        elif event == "process.ending":
            self._facts["state"] = "starting"
        elif event == "process.ended":
            self._facts["state"] = "ended"
            self._say_news(f"The bot's process has ended with code {entry['code']}.")
            self._has_ended.set()
        elif event == "process.said":
            self._say_news(str(entry["text"]))
        else:
            self._journal.hear_entry(entry)

    def _say_news(self, text: str) -> None:
        if text:
            at = time.strftime("%H:%M:%S")
            self._lines.append({"at": at, "text": text})
        faults = sorted(self._faults.on)
        self._news.tell({"type": "news", "text": text, "about": self._about(), "faults": faults})

    def _about(self) -> Mapping[str, Any]:
        return {**self._facts, "lines": list(self._lines)}
