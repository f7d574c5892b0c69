"""Messages of replies: their text and their blocks, within Slack's limits.

Composed are Markdown and hostile texts, tables, cards, charts and warnings of all sizes, near each
limit, alone and together, with credits, notes and blocks below. Told are the text and the blocks,
of a run of the same signs its length alone, and each exhibit by itself, with more and less room.
"""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, Final

from fakes.draws import drawn

from bot.exhibits import Card, Chart, Exhibit, Notice, Series, Table, exhibits_from_json
from bot.languages import language_of
from bot.messages import Credit, Provenance, Reply, to_json
from composed import Told
from handlers.blocks import MAX_CHARACTERS, render
from handlers.blocks.exhibits import (
    card_block,
    chart_block,
    in_words,
    notice_block,
    size_of,
    table_block,
)

TAGS: Final = ("en", "de", "ja", "es")
TEXTS: Final = (
    "**Oslo**: 4 °C",
    "# Oslo\n\n- __cold__ and **windy** \n## Rome #1\n* _mild_ ** not bold **",
    "|City|High|\n|--|:-:|\n|Oslo|4 °C|\n|**Rome**||\n|a\\|b|<b>|\nend",
    "a|b\n-|-\n1|2\n\n|x|y|\n|-|-|\n|3|4|5|\n\n```\n|a|b|\n|-|-|\n```\n|c|\n|:-|\n|7|",
    "See [here](https://evil.example/x) <!channel> @here & <@U1> www.evil.example",
    "\u200b \u202e",
    "1. Row 0: a\n2) row 1: b\n" + "\n".join(f"- Row {at}: 4 °C" for at in range(2, 13)),
)
BITS: Final = (
    "",
    "4 °C",
    "Oslo",
    "-0.4",
    "a & b",
    "<@U1>",
    "https://x.example/y",
    "-",
    "12:30",
    " ",
)
FILLS: Final = ("x" * 300, "&<>" * 40, "wörd " * 30, "@everyone " * 9)


def told() -> Told:
    """Yield replies with their messages, and exhibits by themselves."""
    for number, exhibit in enumerate(_exhibits()):
        for text in (TEXTS[number % 7], TEXTS[6 if isinstance(exhibit, Table) else -number % 7]):
            reply = Reply(text, _provenance(number), (exhibit,), TAGS[number % 4])
            yield f"reply {number} {text[:9]} {exhibit.kind}", _message(reply, [])
    for number in range(360):
        yield f"replies {number}", _message(*_long(number))
    for rows, beside in product((25, 60), range(-9, 10)):
        yield f"{rows} rows, {beside} beside the limit", _message(_near(rows, beside), [])
    for exhibit in _exhibits():
        for tag in ("en", "de") if isinstance(exhibit, Notice) else ("en",):
            yield f"{exhibit} {tag}", "\n".join(_one(exhibit, tag))


def _message(reply: Reply, below: Sequence[dict[str, Any]]) -> str:
    text, blocks = render(reply, below)
    written = [json.dumps(block, ensure_ascii=False) for block in blocks]
    return "\n".join((_ends(text), *map(_ends, written)))


def _ends(text: str) -> str:
    """Return a text; of a run of the same signs its length alone."""
    return re.sub(r"(.{1,10}?)\1{30,}", lambda run: f"{run[1]}*{len(run[0])}", text)


def _provenance(number: int) -> Provenance:
    urls = ("https://a.example/?b=1&c=2", "", "javascript:x", "https://a.example/ b", "http://a|b")
    text = drawn(f"{number} text", ("Data by A", "", "a | b", "<!here>\nx", "y" * 199, "z" * 300))
    given = [Credit(text, url) for url in urls[: number % 6]]
    notes = [("°C", "", "a\n b", "x" * 150)[at % 4] for at in range((number * 7) % 12)]
    return Provenance(tuple(given), tuple(notes))


def _exhibits() -> Iterator[Exhibit]:
    """Yield exhibits with odd texts, of each size around a limit."""
    for number, (rows, columns) in enumerate(
        product((0, 1, 2, 10, 11, 98, 99, 100), (1, 2, 3, 5, 19, 20, 21))
    ):
        heads = tuple(f"Head {at}" for at in range(columns))
        cells = [
            (
                f"Row {row}",
                *(BITS[(row * number + at) % (2 + number % 8)] for at in range(1, columns)),
            )
            for row in range(rows)
        ]
        yield Table(heads, tuple(cells[:-1] + [cell[:2] for cell in cells[-1:]]))
    for words in (60, 62, 63, 64, 65, 66, 99):
        heads = ("x" * (words - 28), "y" * 21, "1")
        yield Table(heads, (("a", "4 °C", "b"), ("c", "-", "d")))
        yield Table(heads, (("5", "4 °C", "6"), ("-", "-", "7")))
    for fill, size in product(FILLS, (19, 20, 21, 49, 50, 51, 149, 150, 151, 199, 200, 201, 300)):
        cut_to = fill[:size]
        yield Card(cut_to, cut_to, cut_to * 2)
        yield Notice("severe", cut_to * 2)
        yield Chart(cut_to, (cut_to, cut_to, "b"), (Series(cut_to, (1.0, -0.25, 2.5)),), cut_to)
    for bit in BITS:
        yield Card(bit, "", bit)
        yield Notice("moderate", bit)
        yield Notice("extreme", bit)
    for points, lines in product((0, 1, 9, 10, 19, 20, 21), (0, 1, 5, 6, 7)):
        names = tuple("Oslo" if at % 2 else f"Place {at}" for at in range(points))
        values = tuple(float(at) - 3 for at in range(points))
        yield Chart("T", names, tuple(Series("A", values) for _ in range(lines)), "°C")


def _long(number: int) -> tuple[Reply, Sequence[dict[str, Any]]]:
    """Return a reply near the limits of a message, and the blocks below it."""
    size = (100, 8_980, 9_000, 9_001, 10_500, 11_990, 12_000, 12_001, 15_000)[number % 9]
    size += (number * 37) % 90
    unit = ("x", "&", "wo ", "- a|b\n", "**b** ")[number // 9 % 5]
    rows = (3, 12, 40, 60, 99)[number // 5 % 5]
    cell = (5, 20, 60, 79, 80, 81)[number % 6]
    table = Table(("P", "A", "B"), tuple((f"r{at}", "4 °C", "c" * cell) for at in range(rows)))
    chart = Chart("T", tuple("abcd"), (Series("s", (1.0, 2.0, 3.0, 4.5)),), "°C")
    pool: Sequence[Exhibit] = (table, chart, Card("t", "s", "b"), Notice("severe", "n " * 140))
    exhibits = tuple(drawn(f"{number} {at}", pool) for at in range(number % 10))
    below = [{"type": "actions", "elements": ["x" * (number % 7 * 500)]}] * (number % 3)
    text = (unit * size)[:size]
    return Reply(text, _provenance(number), exhibits, TAGS[number % 4]), below


def _near(rows: int, beside: int) -> Reply:
    """Return a reply whose table has room, but for a few characters."""
    table = Table(("P", "A", "B"), tuple((f"r{at}", "4 °C", "c" * 30) for at in range(rows)))
    table_characters = size_of(table_block(table, MAX_CHARACTERS) or {})
    others = table_characters + size_of({"type": "markdown", "text": ""}) + len(", , ")
    return Reply("x" * (MAX_CHARACTERS - others + beside), exhibits=(table,))


def _one(exhibit: Exhibit, tag: str) -> Iterator[str]:
    language = language_of(tag)
    yield in_words(exhibit, language)
    yield f"{exhibits_from_json([json.loads(json.dumps(to_json(exhibit)))]) == (exhibit,)}"  # type: ignore[arg-type] # an answer has them as plain values, too
    if isinstance(exhibit, Table):
        for room in (20_000, 9_000, 700, 300, 0):
            block = table_block(exhibit, room)
            yield f"{block and (size_of(block), block['column_settings'], block['rows'][-1])}"
    elif isinstance(exhibit, Chart):
        yield f"{chart_block(exhibit)}"
    elif isinstance(exhibit, Card):
        yield f"{card_block(exhibit)}"
    else:
        yield f"{notice_block(exhibit, language)}"
