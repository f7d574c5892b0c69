"""The surface "buttons": presses of the buttons below an answer."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from slack_bolt import Ack, App

from bot.languages import phrase
from bot.messages import Question
from bot.reports import Units
from bot.telemetry import log_event
from handlers.blocks.buttons import BAD, FEEDBACK, GOOD, REFRESH, UNITS, pressed
from handlers.payloads import channel_in_action, team_in, time_of, user_in
from handlers.surfaces import SurfaceParts
from handlers.workspace import is_guest

TOO_OLD: Final = phrase(
    "I no longer know that question, or am at it already. Ask me again in a new message."
)
SET: Final[Mapping[Units, str]] = {
    "metric": phrase("From now on I answer you in °C and km/h."),
    "imperial": phrase("From now on I answer you in °F and mph."),
}

logger = logging.getLogger(__name__)


def register(app: App, parts: SurfaceParts) -> None:
    """Carry out every press, then acknowledge it."""
    intake, people = parts.desk.intake, parts.desk.people

    def tell(user: str, asked: Question, text: str) -> None:
        parts.notes.tell(user, asked, parts.users.language(asked.team, user).text(text))

    @app.action(FEEDBACK)
    def on_feedback(ack: Ack, action: Mapping[str, Any], body: Mapping[str, Any]) -> None:
        opinion, asked = _pressed(action, body)
        if asked and opinion in (GOOD, BAD):
            people.rate(asked, user_in(body), is_good=opinion == GOOD)
            log_event(logger, logging.INFO, "answer.rated", reference=asked.reference, is_=opinion)
        ack()

    @app.action(REFRESH)
    def on_refresh(ack: Ack, action: Mapping[str, Any], body: Mapping[str, Any]) -> None:
        _, asked = _pressed(action, body)
        user, pressed_at = user_in(body), time_of(action)
        may_ask = asked and pressed_at and _may_ask(parts, asked, body)
        if asked and may_ask and not intake.ask_again(asked, pressed_at, user):
            tell(user, asked, TOO_OLD)
        ack()

    def on_units(ack: Ack, action: Mapping[str, Any], body: Mapping[str, Any]) -> None:
        chosen, asked = _pressed(action, body)
        units = next((units for units in SET if units == chosen), None)
        pressed_at = time_of(action)
        if asked and units and pressed_at:
            user = user_in(body)
            people.set_units(asked.team, user, units)
            # Others go on reading the answer in the units of the person who asked.
            _word_anew(parts, asked, pressed_at, body)
            press = Question(asked.team, user, pressed_at, pressed_at, user, "", surface="mention")
            if intake.is_first(press):
                tell(user, asked, SET[units])
        ack()

    for units in SET:
        app.action(f"{UNITS}_{units}")(on_units)


def _word_anew(
    parts: SurfaceParts, asked: Question, pressed_at: str, body: Mapping[str, Any]
) -> None:
    """Have a person's own answer worded anew, if they may ask."""
    intake, user = parts.desk.intake, user_in(body)
    if intake.author_of(asked) == user and _may_ask(parts, asked, body):
        intake.ask_again(asked, pressed_at, user)


def _may_ask(parts: SurfaceParts, asked: Question, body: Mapping[str, Any]) -> bool:
    """Count a press; return whether it may be answered, and tell its author when not."""
    user = user_in(body)
    refusal = parts.desk.intake.refusal_of_press(asked, user, is_guest=is_guest(body))
    parts.tell_refusal(refusal, user, asked)
    return refusal is None


def _pressed(action: Mapping[str, Any], body: Mapping[str, Any]) -> tuple[str, Question | None]:
    """Return a choice and the message it is about.

    None stands for one of another or an unnamed channel, and for a press that names nobody.
    Whether Slack compares a value with what the bot has written is unknown.
    """
    choice, asked = pressed(action)
    if asked is None or not user_in(body) or channel_in_action(body) != asked.channel:
        return choice, None
    # Earlier releases wrote the workspace of a guest who asked.
    return choice, replace(asked, team=team_in(body))
