"""The whole world outside of the bot on loopback, and the whole bot inside of it."""

import json
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.bootstrap.engine import build_engine
from bot.cli import slack_bot
from bot.clock import Clock, system_clock
from bot.settings import load_settings
from bot.storage.tables import metadata
from fakes import slack_posts
from fakes.alerts import FakeAlerts
from fakes.chat_model import FakeChatModel
from fakes.databases import make_file
from fakes.ports import reserved_port
from fakes.serving import serve
from fakes.slack import APP_TOKEN, BOT_TOKEN, TEAM_ID, Delivery, FakeSlack, fake_slack
from fakes.transports import Transport
from fakes.waiting import PATIENCE_S, PROCESS_S, until
from fakes.weather import FakeWeather

_OPEN = "SELECT 1 FROM questions WHERE state IN ('ready', 'leased')"

# Calls that a program or a person costs once, not every answer.
ONCE = ("auth.test", "apps.connections.open", "users.info")


@dataclass(frozen=True)
class World:
    """Slack, the chat model, weather and warnings, and the settings that lead to them."""

    slack: FakeSlack
    model: FakeChatModel
    weather: FakeWeather
    alerts: FakeAlerts
    environ: dict[str, str]

    @contextmanager
    def bot(self, clock: Clock | None = None, **changed: str) -> Iterator[None]:
        """Run the bot as long as the context lasts, with some settings changed or another clock."""
        settings = load_settings({**self.environ, **changed}, needs_slack=True)
        engine = build_engine(settings, clock or system_clock(), may_simulate=False)
        with closing(engine), slack_bot(settings, engine):
            yield

    def begin_anew(self) -> None:
        """Let nothing have been said and asked yet, around a bot that goes on running.

        What the bot has in memory stays: a test that looks at it, or at calls that nobody waits
        for, needs a bot of its own. A note comes after its question is settled: a test that causes
        one waits for it, or it would be found in the next.
        """
        self.settle()
        at = self.slack.request_url
        self.slack.clear()
        self.slack.request_url = at
        for seen in (self.model, self.weather, self.alerts):
            seen.requests.clear()
        # Nothing of what was there can be read from the files either.
        with closing(sqlite3.connect(self._database, timeout=10, isolation_level=None)) as emptied:
            emptied.execute("PRAGMA secure_delete=ON")
            for table in metadata.sorted_tables:
                if table.name != "workspaces":
                    emptied.execute(f'DELETE FROM "{table.name}"')  # noqa: S608
            emptied.execute("VACUUM")
            emptied.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @property
    def _database(self) -> str:
        return self.environ["DATABASE_URL"].removeprefix("sqlite:///")

    @property
    def bot_url(self) -> str:
        """The address at which the bot listens while it runs."""
        return f"http://127.0.0.1:{self.environ['HTTP_PORT']}"

    def health(self) -> tuple[int, list[str]]:
        """Look at the bot's health; return the status and what is wrong."""
        status, body = slack_posts.request(f"{self.bot_url}/health", method="GET")
        return status, json.loads(body)["problems"]

    def readiness(self) -> dict[str, Any]:
        """Look at whether the bot is ready; one that has just ended is not."""
        try:
            status, body = slack_posts.request(f"{self.bot_url}/readyz", method="GET")
        except OSError:
            return {"is_ready": False}
        return {**json.loads(body), "status": status}

    def wait_until_connected(self, timeout_s: float = PROCESS_S) -> None:
        """Return as soon as events can come to a bot that is starting as a process of its own."""
        if not self.slack.request_url:
            self.slack.wait_for_connections(1, timeout_s)
            return
        until(lambda: self._listens() and self.health() == (200, []), timeout_s)

    def wait_until_disconnected(self, timeout_s: float = PROCESS_S) -> None:
        """Return as soon as no more events can come to a bot that is ending."""
        if not self.slack.request_url:
            self.slack.wait_for_connections(0, timeout_s)
            return
        until(lambda: not self._listens() or not self.readiness()["is_ready"], timeout_s)

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", int(self.environ["HTTP_PORT"])), 5).close()
        except OSError:
            return False
        return True

    def ask(self, text: str, **place: str) -> tuple[dict[str, Any], Delivery]:
        """Mention the bot; return the event and its delivery."""
        event = self.slack.mention(text, **place)
        return event, self.slack.send_event(event)

    def answer(self, text: str, **place: str) -> dict[str, Any]:
        """Mention the bot and return the newest message it has posted in that thread then."""
        before = len(self.slack.calls("chat.postMessage"))
        event, _ = self.ask(text, **place)
        self.slack.wait_for_calls("chat.postMessage", before + 1)
        return self.replies_to(event)[-1]

    def edit(self, message: dict[str, Any], text: str, at: str = "1999999999.000200") -> None:
        """Have the author edit a message, and return when the bot says that it has it."""
        new = {**message, "type": "message", "text": text, "edited": {"user": "U1", "ts": at}}
        new.pop("channel"), new.pop("channel_type", None)
        event = {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "channel": message["channel"],
            "channel_type": message.get("channel_type", "channel"),
            "ts": at,
            "message": new,
            "previous_message": dict(message),
        }
        body = {"type": "event_callback", "team_id": TEAM_ID, "event_id": f"Ev{at}", "event": event}
        assert self.slack.send_payload(body).acknowledged.wait(PATIENCE_S)

    def replies_to(self, event: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what the bot has posted in the thread of an event."""
        return self.slack.replies(event["channel"], event.get("thread_ts", event["ts"]))

    def settle(self, timeout_s: float = PATIENCE_S) -> None:
        """Return when no question is open any more."""
        with closing(sqlite3.connect(self._database, timeout=10)) as connection:
            until(lambda: not connection.execute(_OPEN).fetchone(), timeout_s)

    def answer_calls(self) -> list[str]:
        """Return the Web API methods that answers have cost, in order."""
        return [call.method for call in self.slack.calls() if call.method not in ONCE]


@contextmanager
def world(
    folder: Path,
    model: FakeChatModel | None = None,
    transport: Transport = "socket",
    kind: type[FakeSlack] = FakeSlack,
) -> Iterator[World]:
    """Set up a world whose bot keeps its database, which has its tables, in a folder."""
    chat, weather, alerts = model or FakeChatModel(), FakeWeather(), FakeAlerts()
    if not (folder / "bot.db").exists():
        make_file(folder / "bot.db", TEAM_ID)
    with (
        fake_slack(kind) as slack,
        serve(chat.app) as chat_url,
        serve(weather.app) as weather_url,
        alerts.serve() as alerts_url,
        reserved_port() as port,
    ):
        environ = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_API_URL": slack.api_url,
            "HTTP_PORT": str(port),
            "AZURE_OPENAI_ENDPOINT": chat_url,
            "AZURE_OPENAI_API_KEY": "test-key",
            "AZURE_OPENAI_DEPLOYMENT_NAME": "chat",
            "OPEN_METEO_URL": weather_url,
            "OPEN_METEO_GEOCODING_URL": weather_url,
            "OPEN_METEO_AIR_QUALITY_URL": weather_url,
            "OPEN_METEO_ARCHIVE_URL": weather_url,
            "OPEN_METEO_MARINE_URL": weather_url,
            "MET_NORWAY_URL": weather_url,
            "MET_NORWAY_CONTACT": "ops@example.org",
            "NWS_URL": alerts_url,
            "METEOALARM_URL": alerts_url,
            "MSC_GEOMET_URL": alerts_url,
            "DATABASE_URL": f"sqlite:///{folder}/bot.db",
        }
        around = World(slack, chat, weather, alerts, environ)
        if transport == "socket":
            environ["SLACK_APP_TOKEN"] = APP_TOKEN
        else:
            environ["SLACK_SIGNING_SECRET"] = slack_posts.SIGNING_SECRET
            slack.request_url = f"{around.bot_url}/slack/events"
        yield around
