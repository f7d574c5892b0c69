"""The surface "home tab": an introduction to the bot, and a person's settings."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.errors import DeliveryError
from bot.messages import Question
from bot.reports import Units
from bot.telemetry import log_event
from handlers.blocks.home import EXAMPLE, EXAMPLES, PLACE, UNITS, HomeState, render
from handlers.payloads import id_in, team_in, time_of, user_in
from handlers.repeats import Repeats
from handlers.surfaces import SurfaceParts
from handlers.web_api import call

TIMEOUT_S: Final = 3
MAX_PLACE_CHARACTERS: Final = 100

logger = logging.getLogger(__name__)


def register(app: App, parts: SurfaceParts) -> None:
    """Publish the tab whenever somebody opens it, and keep the settings they choose there.

    What they do is acknowledged when it is carried out and shown.
    """
    tab = _HomeTab(parts, Repeats(parts.clock))

    def is_home(event: Mapping[str, Any]) -> bool:
        return event.get("tab") == "home"

    @app.event("app_home_opened", matchers=[is_home])
    def on_open(event: Mapping[str, Any], body: Mapping[str, Any]) -> None:
        if user := id_in(event, "user"):
            tab.publish(team_in(body), user)

    @app.action(UNITS)
    def on_units(ack: Ack, action: Mapping[str, Any], body: Mapping[str, Any]) -> None:
        option = action.get("selected_option")
        chosen = option.get("value") if isinstance(option, Mapping) else None
        units = next((units for units in get_args(Units) if units == chosen), None)
        if user := user_in(body):
            parts.desk.people.set_units(team_in(body), user, units)
            tab.publish(team_in(body), user)
        ack()

    @app.action(PLACE)
    def on_place(ack: Ack, action: Mapping[str, Any], body: Mapping[str, Any]) -> None:
        if user := user_in(body):
            tab.set_place(team_in(body), user, str(action.get("value") or ""))
        ack()

    def on_example(ack: Ack, action: Mapping[str, Any], body: Mapping[str, Any]) -> None:
        team, user = team_in(body), user_in(body)
        tab.ask(team, user, str(action.get("value") or ""), time_of(action))
        ack()

    for number in range(len(EXAMPLES)):
        app.action(f"{EXAMPLE}_{number}")(on_example)


@dataclass(frozen=True, slots=True)
class _HomeTab:
    """Publishes the tab and carries out its actions; Slack's failures are logged, never raised."""

    parts: SurfaceParts
    repeats: Repeats

    def publish(self, team: str, user: str, unknown_place: str = "") -> None:
        own = self.parts.desk.people.preferences(team, user)
        language = self.parts.users.language(team, user)
        can, about = self.parts.desk.can(language), self.parts.desk.about(language)
        state = HomeState(own.units or "", own.home, unknown_place, can, about)
        view = render(state, language)
        self._try(
            team, "views.publish", lambda client: client.views_publish(user_id=user, view=view)
        )

    def set_place(self, team: str, user: str, name: str) -> None:
        name = " ".join(name.split())[:MAX_PLACE_CHARACTERS]
        label = self.parts.desk.find_place(name) if name else ""
        if label is not None:
            self.parts.desk.people.set_home(team, user, label)
        self.publish(team, user, unknown_place=name if label is None else "")

    def ask(self, team: str, user: str, text: str, pressed_at: str) -> None:
        """Ask an example in the person's direct messages, as if they had written it.

        A press that is delivered again, or follows another at once, is the same wish.
        """
        if text not in EXAMPLES or not (user and pressed_at):
            return
        press = Question(team, user, pressed_at, pressed_at, user, "", surface="direct_message")
        wish = (team, user, text)
        if not self.parts.desk.intake.is_first(press) or self.repeats.is_one(wish):
            return
        text = self.parts.users.language(team, user).text(text)
        posted = self._try(
            team,
            "chat.postMessage",
            lambda client: client.chat_postMessage(channel=user, text=f"> {text}"),
        )
        channel, ts = str(posted.get("channel", "")), str(posted.get("ts", ""))
        if channel and ts:
            asked = Question(team, channel, ts, ts, user, text, surface="direct_message")
            self.parts.tell_refusal(self.parts.desk.intake.accept(asked), user, asked)
        else:
            self.repeats.forget(wish)

    def _try(self, team: str, method: str, send: Callable[[WebClient], Any]) -> Mapping[str, Any]:
        try:
            client = self.parts.installations.of(team).client(TIMEOUT_S)
            return call(method, lambda: send(client))
        except DeliveryError as error:
            log_event(logger, logging.WARNING, "home.failed", reason=str(error))
            return {}
