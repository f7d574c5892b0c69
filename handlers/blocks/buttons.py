"""The buttons below an answer; pure functions. Presses go to `handlers/surfaces/buttons.py`."""

from collections.abc import Mapping
from typing import Any

from bot.languages import Language, phrase
from bot.messages import Question
from handlers.blocks.exhibits import Block

GOOD, BAD, REFRESH, UNITS = "good", "bad", "refresh", "units"
FEEDBACK = "feedback"

_GOOD, _BAD = phrase("Good answer"), phrase("Bad answer")
_REFRESH = phrase("Refresh")
_UNITS = {"metric": phrase("Use °C"), "imperial": phrase("Use °F")}


def answer_buttons(
    question: Question, language: Language, *, has_units: bool = True
) -> list[Block]:
    """Return the blocks below an answer: refresh, units where it has any, and feedback."""
    name = name_of(question)
    return [
        {
            "type": "actions",
            "elements": [
                _button(REFRESH, language.text(_REFRESH), name),
                *(
                    _button(f"{UNITS}_{units}", language.text(text), f"{units} {name}")
                    for units, text in (_UNITS.items() if has_units else ())
                ),
            ],
        },
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": FEEDBACK,
                    "positive_button": _choice(language.text(_GOOD), f"{GOOD} {name}"),
                    "negative_button": _choice(language.text(_BAD), f"{BAD} {name}"),
                }
            ],
        },
    ]


def name_of(question: Question) -> str:
    """Return the part of a button's value that names the question whose answer it is below."""
    return f"{question.team}:{question.channel}:{question.thread}:{question.ts}"


def pressed(action: Mapping[str, Any]) -> tuple[str, Question | None]:
    """Return the choice of a pressed button, and the question whose answer it was below.

    The question has no author and no text. It is None for a value that this bot has not written.
    """
    choice, _, name = str(action.get("value")).rpartition(" ")
    return choice, _question_named(name)


def _question_named(value: str) -> Question | None:
    parts = value.split(":")
    if len(parts) != len(("team", "channel", "thread", "ts")) or not all(parts):
        return None
    team, channel, thread, ts = parts
    return Question(team, channel, thread, ts, user="", text="", surface="mention")


def _button(action_id: str, text: str, value: str) -> Block:
    return {
        "type": "button",
        "action_id": action_id,
        "text": {"type": "plain_text", "text": text},
        "value": value,
    }


def _choice(text: str, value: str) -> Block:
    return {
        "text": {"type": "plain_text", "text": text},
        "accessibility_label": text,
        "value": value,
    }
