"""A reply as Block Kit and as plain text, within Slack's limits; pure functions.

Limits: https://docs.slack.dev/reference/block-kit/blocks (checked 2026-11-23).
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.exhibits import Card, Chart, Exhibit, Notice, Table
from bot.languages import language_of, phrase
from bot.messages import Credit, Reply
from handlers.blocks.exhibits import (
    Block,
    card_block,
    chart_block,
    in_words,
    mrkdwn,
    notice_block,
    size_of,
    table_block,
)
from handlers.blocks.gfm_tables import in_lines
from handlers.escaping import cut, escape, harmless

MAX_MARKDOWN_CHARACTERS = 12_000
MAX_WORDS_BESIDE_BLOCKS = 9_000
"""Characters of an answer that is cut; a table and buttons need the rest."""
MAX_ROWS_TOLD_TWICE = 10
MAX_CONTEXT_CHARACTERS = 1_000
MAX_REMARK_CHARACTERS = 200
MAX_CHARACTERS = 13_000
"""Characters of all blocks together, as JSON; Slack refuses more as "msg_blocks_too_long".

Slack's pages do not name this limit.
"""
MAX_TEXT_CHARACTERS = 12_000
MAX_TABLES, MAX_CHARTS, MAX_CARDS, MAX_NOTICES = 1, 2, 1, 3

_CUT = phrase("(The rest of this answer is too long for one message.)")
_SEPARATOR = " · "
_BETWEEN = ", "  # two blocks, as JSON
_NOTHING = "…"
_OWN_URL = re.compile(r"https?://[^\s<>|\"'`]{1,400}")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.{1,500}?)(?<=\S)\1")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•]|\d+[.)])\s")
_HEADING = re.compile(r"^#{1,6}[ \t]+", re.MULTILINE)


def render(reply: Reply, below: Sequence[Block] = ()) -> tuple[str, list[Block]]:
    """Return the reply as fallback text, which is complete by itself, and as blocks.

    The blocks are, from the top: warnings, the answer, cards, tables and charts, the context line,
    and the blocks of `below`, such as buttons, which the text leaves out. An answer that is too
    long for a message is cut, in the blocks so far that the others keep their room; where it is
    only those that are too much, there are none, since plain text may be longer.
    """
    language = language_of(reply.language)
    ending = f"…\n\n{language.text(_CUT)}"
    said = harmless(reply.text).strip() or _NOTHING
    exhibits = _not_told_twice(reply.exhibits, said)
    has_table = any(isinstance(item, Table) for item in exhibits)
    said = in_lines(said, but_first=0 if has_table else MAX_TABLES).strip() or _NOTHING
    answer = cut(said, MAX_MARKDOWN_CHARACTERS, ending)
    words = said if said == answer else cut(said, MAX_WORDS_BESIDE_BLOCKS, ending)
    context = _context(reply)
    notices = [item for item in exhibits if isinstance(item, Notice)][:MAX_NOTICES]
    warnings = [notice_block(notice, language) for notice in notices]
    top = [*warnings, {"type": "markdown", "text": words}]
    bottom = [*([_context_block(context)] if context else []), *below]
    room = MAX_CHARACTERS - sum(map(_size, (*top, *bottom)))
    blocks = [*top, *_drawn(exhibits, room), *bottom] if room >= 0 else []
    return _text(reply, answer, context), blocks


def _not_told_twice(exhibits: Sequence[Exhibit], words: str) -> list[Exhibit]:
    """Return the exhibits without a long table whose every row is a list item in the words."""
    items = [line.casefold() for line in words.split("\n") if _LIST_ITEM.match(line)]
    return [item for item in exhibits if not (isinstance(item, Table) and _is_listed(item, items))]


def _is_listed(table: Table, items: Sequence[str]) -> bool:
    if not MAX_ROWS_TOLD_TWICE < len(table.rows) <= len(items):
        return False
    listed = "\n".join(items)
    return all(harmless(row[0]).casefold() in listed for row in table.rows if row)


def _drawn(exhibits: Sequence[Exhibit], room: int) -> Iterator[Block]:
    """Yield cards, tables and charts in their order, as many of each as a message holds."""
    left = {Table: MAX_TABLES, Chart: MAX_CHARTS, Card: MAX_CARDS, Notice: 0}
    for exhibit in exhibits:
        block = _block(exhibit, room - len(_BETWEEN)) if left[type(exhibit)] else None
        if block and (size := _size(block)) <= room:
            left[type(exhibit)] -= 1
            room -= size
            yield block


def _block(exhibit: Exhibit, room: int) -> Block | None:
    if isinstance(exhibit, Table):
        return table_block(exhibit, room)
    if isinstance(exhibit, Chart):
        return chart_block(exhibit)
    return card_block(exhibit) if isinstance(exhibit, Card) else None


def _text(reply: Reply, answer: str, context: str) -> str:
    """Return the reply in words: warnings, the answer, and exhibits as far as there is room."""
    plain = _BOLD.sub(r"*\2*", _HEADING.sub("", in_lines(answer).strip() or _NOTHING))
    told = [(item, in_words(item, language_of(reply.language))) for item in reply.exhibits]
    notices = [words for item, words in told if isinstance(item, Notice)][:MAX_NOTICES]
    parts = [*notices, plain]
    left = MAX_TEXT_CHARACTERS - sum(map(len, (*parts, context)))
    for words in (words for item, words in told if not isinstance(item, Notice)):
        if len(words) <= left:
            left -= len(words)
            parts.append(words)
    return "\n\n".join(part for part in (*parts, context) if part)


def _context_block(context: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(context)]}


def _size(block: Block) -> int:
    return size_of(block) + len(_BETWEEN)


def _context(reply: Reply) -> str:
    """Return the sources and notes of a reply in one line; empty without any."""
    parts = [_credit(credit) for credit in reply.provenance.credits] + [
        _remark(note) for note in reply.provenance.notes
    ]
    return _SEPARATOR.join(_fitting(part for part in parts if part))


def _fitting(parts: Iterable[str]) -> list[str]:
    """Return the first parts that fit in the line, each of them whole: half a link is no link."""
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
