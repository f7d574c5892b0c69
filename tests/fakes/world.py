"""The whole world outside of the bot on loopback, and the whole bot inside of it."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.bootstrap import build_engine
from bot.cli import slack_bot
from bot.clock import system_clock
from bot.settings import load_settings
from fakes.alerts import FakeAlerts
from fakes.chat_model import FakeChatModel
from fakes.serving import serve
from fakes.slack import APP_TOKEN, BOT_TOKEN, Delivery, FakeSlack, fake_slack
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
    def bot(self, **changed: str) -> Iterator[None]:
        """Run the bot, with some settings changed, as long as the context lasts."""
        settings = load_settings({**self.environ, **changed}, needs_slack=True)
        engine = build_engine(settings, system_clock(), may_simulate=False)
        with closing(engine), slack_bot(settings, engine):
            yield

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

    def replies_to(self, event: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what the bot has posted in the thread of an event."""
        return self.slack.replies(event["channel"], event.get("thread_ts", event["ts"]))

    def settle(self, timeout_s: float = 5.0) -> None:
        """Return when no question is open any more."""
        give_up_at_s = time.monotonic() + timeout_s
        path = self.environ["DATABASE_URL"].removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, timeout=10)) as connection:
            while connection.execute(_OPEN).fetchone():
                assert time.monotonic() < give_up_at_s, "a question is still open"
                threading.Event().wait(0.005)

    def answer_calls(self) -> list[str]:
        """Return the Web API methods that answers have cost, in order."""
        return [call.method for call in self.slack.calls() if call.method not in ONCE]


@contextmanager
def world(folder: Path, model: FakeChatModel | None = None) -> Iterator[World]:
    """Set up a world whose bot keeps its database in a folder."""
    chat, weather, alerts = model or FakeChatModel(), FakeWeather(), FakeAlerts()
    with (
        fake_slack() as slack,
        serve(chat.app) as chat_url,
        serve(weather.app) as weather_url,
        alerts.serve() as alerts_url,
    ):
        environ = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_API_URL": slack.api_url,
            "AZURE_OPENAI_ENDPOINT": chat_url,
            "AZURE_OPENAI_API_KEY": "test-key",
            "AZURE_OPENAI_DEPLOYMENT_NAME": "chat",
            "OPEN_METEO_URL": weather_url,
            "OPEN_METEO_GEOCODING_URL": weather_url,
            "OPEN_METEO_AIR_QUALITY_URL": weather_url,
            "OPEN_METEO_ARCHIVE_URL": weather_url,
            "MET_NORWAY_URL": weather_url,
            "MET_NORWAY_CONTACT": "ops@example.org",
            "NWS_URL": alerts_url,
            "METEOALARM_URL": alerts_url,
            "DATABASE_URL": f"sqlite:///{folder}/bot.db",
        }
        yield World(slack, chat, weather, alerts, environ)
