"""The switches that break things on purpose: Slack, the chat model, the weather, the bot itself."""

import threading
from collections.abc import Callable
from typing import Final

from handlers.playground.bot_process import BotProcess
from handlers.playground.courier import Courier
from handlers.playground.workspace import Workspace
from handlers.playground.workspace.rules import Fault, Message, SlackError

POST: Final = "chat.postMessage"
COPIES: Final = 3
PAUSE_S: Final = 2
MODEL_FAULTS: Final = ("rate_limited", "hangs", "nonsense")
SETTINGS: Final = ("weather_down", *(f"model_{name}" for name in MODEL_FAULTS))
"""The switches that are settings of the bot, for which it starts anew."""

ONE_SHOT: Final = ("slack_rate_limited", "lost_response", "kill")
"""The switches for one post each; of several that are on, the first one here is used first."""

_KILLED: Final = "Slack has accepted the reply; the bot is killed before it hears so."
_TAKEN_OVER: Final = (
    "A new process starts; once the question's lease has run out, it looks into the thread first."
)
_WEATHER: Final = (
    "OPEN_METEO_URL",
    "OPEN_METEO_GEOCODING_URL",
    "OPEN_METEO_AIR_QUALITY_URL",
    "OPEN_METEO_ARCHIVE_URL",
    "OPEN_METEO_MARINE_URL",
    "MET_NORWAY_URL",
    "NWS_URL",
    "METEOALARM_URL",
    "MSC_GEOMET_URL",
)


class _Hold(threading.Event):
    """Is waited for once a post has been carried out: what is to happen then is done first."""

    def __init__(self, do: Callable[[], None]) -> None:
        super().__init__()
        self._do = do

    def wait(self, timeout: float | None = None) -> bool:
        self._do()
        self.set()
        return super().wait(timeout)


class Faults:
    """The switches; one that is set off once goes back by itself when it has been used.

    Attributes:
        on: The names of the switches that are on.
        model: The name of the model's fault; empty for none.
    """

    def __init__(
        self,
        workspace: Workspace,
        courier: Courier,
        bot: BotProcess,
        on_change: Callable[[str], None],
    ) -> None:
        self.on: set[str] = set()
        self.model = ""
        self._workspace = workspace
        self._courier = courier
        self._bot = bot
        self._on_change = on_change
        workspace.listeners.append(self._hear)
        self._armed: list[str] = []

    def switch(self, name: str, *, is_on: bool) -> None:
        """Turn a switch on or off.

        Raises:
            SlackError: There is no such switch.
        """
        if name not in ("thrice", *SETTINGS, *ONE_SHOT):
            raise SlackError("unknown_fault")
        if name in SETTINGS:
            self._bot.stop()
        if name.startswith("model_"):
            self.on -= {f"model_{other}" for other in MODEL_FAULTS}
        self.on = self.on | {name} if is_on else self.on - {name}
        if name == "thrice":
            self._courier.copies = COPIES if is_on else 1
        elif name in SETTINGS:
            self._start_with_settings()
        else:
            self._workspace.forgive(POST)
            self._armed = [each for each in ONE_SHOT if each in self.on]
            for each in self._armed:
                self._arm(each)
        self._on_change("")

    def restart(self) -> None:
        """Kill the bot and start it again."""
        self._on_change("The bot's process is killed (SIGKILL).")
        self._bot.kill()
        self._on_change("A new process of the bot starts.")
        self._bot.start()

    def _arm(self, name: str) -> None:
        if name == "lost_response":
            self._workspace.fail(POST, Fault(is_lost=True))
        elif name == "slack_rate_limited":
            self._workspace.fail(POST, Fault("ratelimited", 429, PAUSE_S))
        else:
            self._workspace.fail(POST, Fault(hold=_Hold(self._kill), is_lost=True))

    def _hear(self, change: Message) -> None:
        """Notice that a fault has been used."""
        if change["type"] == "call" and change["call"].method == POST and self._armed:
            self.on = self.on - {self._armed.pop(0)}
            self._on_change("")

    def _kill(self) -> None:
        self._on_change(_KILLED)
        self._bot.kill()
        self._on_change(_TAKEN_OVER)
        self._bot.start()

    def _start_with_settings(self) -> None:
        changes: dict[str, str] = {}
        self.model = next((name for name in MODEL_FAULTS if f"model_{name}" in self.on), "")
        if self.model:
            base_url = f"{self._workspace.url}/broken/model/v1"
            changes |= {"CHAT_MODEL": "openai", "OPENAI_MODEL": "broken", "OPENAI_API_KEY": "none"}
            changes |= {"OPENAI_BASE_URL": base_url, "TURN_DEADLINE_S": "20"}
        if "weather_down" in self.on:
            changes |= dict.fromkeys(_WEATHER, f"{self._workspace.url}/broken/weather")
            changes |= {"WEATHER_PROVIDER": "open-meteo"}
        self._on_change("The bot starts anew, with the settings of these switches.")
        self._bot.start(changes)
