"""The introduction: messages that show a model the remarks from before its first question."""

import json
from collections.abc import Sequence

from bot.messages import Message, Remark

HAS_READ = "I have read it."
YOU = "you"
"""The bot's own name in the list of remarks that a model reads."""

_SAID = f'Said in this thread so far, as JSON; "{YOU}" are Weather Bot:\n{{said}}'


def introduction_of(remarks: Sequence[Remark]) -> tuple[Message, ...]:
    """Return a thread's remarks as messages for a model; empty where there are none.

    The remarks are JSON, so that no name and no text can pass for somebody else's.
    """
    if not remarks:
        return ()
    said = [
        as_json({"by": YOU if remark.is_own else remark.name, "said": remark.text})
        for remark in remarks
    ]
    return as_read(_SAID.format(said="[" + ",\n".join(said) + "]"))


def as_read(text: str) -> tuple[Message, ...]:
    """Return a text as a user's message, followed by the assistant's word that it was read."""
    # Some servers take only conversations in which user and assistant alternate.
    return Message("user", text), Message("assistant", HAS_READ)


def as_json(value: object) -> str:
    """Return a value as JSON, with every quotation mark in its texts escaped."""
    return json.dumps(value, ensure_ascii=False)
