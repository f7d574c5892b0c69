"""A reply as Block Kit and as plain text, within Slack's limits; pure functions.

Limits: https://docs.slack.dev/reference/block-kit/blocks (checked 2026-11-23).
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from bot.messages import Credit, Reply
from handlers.escaping import cut, escape, harmless

MAX_MARKDOWN_CHARACTERS = 12_000
MAX_CONTEXT_CHARACTERS = 1_000
MAX_REMARK_CHARACTERS = 200

Block = dict[str, Any]

_CUT = "…\n\n(The rest of this answer is too long for one message.)"
_SEPARATOR = " · "
_OWN_URL = re.compile(r"https?://[^\s<>|\"'`]{1,400}")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.{1,500}?)(?<=\S)\1")
_HEADING = re.compile(r"^#{1,6}[ \t]+", re.MULTILINE)


def render(reply: Reply, below: Sequence[Block] = ()) -> tuple[str, list[Block]]:
    """Return the reply as fallback text, which is complete by itself, and as blocks.

    What is to stand below it, such as buttons, is for those who see blocks alone.
    """
    answer = cut(harmless(reply.text).strip() or "…", MAX_MARKDOWN_CHARACTERS, _CUT)
    context = _context(reply)
    blocks: list[Block] = [{"type": "markdown", "text": answer}]
    if context:
        elements = [{"type": "mrkdwn", "text": context}]
        blocks.append({"type": "context", "elements": elements})
    blocks += below
    plain = _BOLD.sub(r"*\2*", _HEADING.sub("", answer))
    return "\n\n".join(part for part in (plain, context) if part), blocks


def _context(reply: Reply) -> str:
    """Return where the figures come from, in one line; empty when there is nothing to say."""
    parts = [_credit(credit) for credit in reply.provenance.credits] + [
        _remark(note) for note in reply.provenance.notes
    ]
    return _SEPARATOR.join(_fitting(part for part in parts if part))


def _fitting(parts: Iterable[str]) -> list[str]:
    """Return as many of the parts as fit: half a link would be no link."""
    fitting: list[str] = []
    left = MAX_CONTEXT_CHARACTERS
    for part in parts:
        left -= len(part) + len(_SEPARATOR)
        if left < 0:
            break
        fitting.append(part)
    return fitting


def _credit(credit: Credit) -> str:
    text = _remark(credit.text)
    if not text or not _OWN_URL.fullmatch(credit.url):
        return text
    return f"<{escape(credit.url)}|{text}>"


def _remark(text: str) -> str:
    """Return text for the context line: one line, without characters that mean markup there."""
    return cut(" ".join(harmless(text.replace("|", "/")).split()), MAX_REMARK_CHARACTERS)
