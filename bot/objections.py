"""What a model is told about figures that it has made up, and the words that stand in for its own.

Those are made by code, from the results that the model was shown.
"""

import json
from collections.abc import Sequence
from typing import Final

from bot.answering.tool_calls import read_arguments
from bot.errors import ToolError
from bot.messages import Message
from bot.models.offline.wording import Finding, word_answer
from bot.tools import place_of

NOTHING_KNOWN: Final = (
    "I have no figures that I could vouch for. Please ask again, and name the place and the day."
)

_MAX_NAMED: Final = 20
# Mistakes in a call concern the model alone; it may have called again.
_MISTAKES: Final = frozenset({"bad_arguments", "unknown_tool", "cut_off", "failed", "lost"})


def objection(words: str, figures: Sequence[str]) -> tuple[Message, Message]:
    """Return a model's words and what it is told about the figures in them."""
    named = ", ".join(figures[:_MAX_NAMED])
    return (
        Message("assistant", words),
        Message(
            "user",
            f"These figures are in no tool result: {named}. Write the answer again, in the same "
            "language, with figures of the results alone. Look up what is missing with the tools, "
            "or leave it out. Don't mention this note.",
        ),
    )


def worded_by_code(messages: Sequence[Message]) -> str:
    """Return an answer from the results among these messages, in the order of their calls."""
    asked_for = {call.id: _place(call.arguments) for item in messages for call in item.tool_calls}
    findings = [
        Finding(asked_for.get(item.tool_call_id, ""), json.loads(item.content))
        for item in messages
        if item.role == "tool"
    ]
    findings = [finding for finding in findings if finding.data.get("error") not in _MISTAKES]
    return word_answer(findings, frozenset()) if findings else NOTHING_KNOWN


def _place(arguments: str) -> str:
    try:
        return place_of(read_arguments(arguments) or {})
    except ToolError:
        return "this place"
