"""Exhibits as Block Kit and as plain text, within Slack's limits; pure functions.

Limits: https://docs.slack.dev/reference/block-kit/blocks (checked 2026-11-23). The library has no
class for charts yet, so that all blocks are plain data.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.exhibits import Card, Chart, Exhibit, Notice, Series, Table
from bot.languages import Language, phrase
from handlers.escaping import cut, harmless

Block = dict[str, Any]

MAX_ROWS = 99  # besides the row of headings
MAX_COLUMNS = 20
MAX_TABLE_CHARACTERS = 10_000
MAX_CELL_CHARACTERS = 80
MAX_CARD_LINE = 150
MAX_CARD_BODY = 200
MAX_CHART_TITLE = 50
MAX_LABEL = 20
MAX_SERIES = 6
MAX_POINTS = 20
MAX_NOTICE = 300

MAX_TABLE_WIDTH = 64
"""Characters that stand side by side in a thread's pane; the columns beyond would be cut."""

_FEWEST_COLUMNS = 2
_WRAPPED_WIDTH = 14
_GAP = 2
_NOTHING = "-"
_FIGURE = re.compile(r"[-+]?\d[\d.,:]*(?:\s?[^\s\d]{1,6})?")
_LEVELS: Final = {
    "moderate": ("🟡", phrase("Moderate")),
    "severe": ("🟠", phrase("Severe")),
    "extreme": ("🔴", phrase("Extreme")),
}


def notice_block(notice: Notice, language: Language) -> Block:
    """Return a warning as a section; the block made for it, `alert`, is for modals alone.

    Source: https://github.com/slackapi/python-slack-sdk/issues/1865 (checked 2026-11-28).
    """
    level, text = _level(notice, language), _line(notice.text, MAX_NOTICE)
    return {"type": "section", "text": mrkdwn(f"*{level}* · {text}")}


def card_block(card: Card) -> Block:
    """Return a card."""
    lines = {
        "title": _line(card.title, MAX_CARD_LINE),
        "subtitle": _line(card.subtitle, MAX_CARD_LINE),
        "body": _line(card.body, MAX_CARD_BODY),
    }
    # Slack's types allow no plain text here: https://www.npmjs.com/package/@slack/types (3.2.0).
    return {"type": "card"} | {name: mrkdwn(text) for name, text in lines.items()}


def table_block(table: Table, room: int) -> Block | None:
    """Return a table with as many columns as there is room for; None for fewer than two.

    Args:
        table: Its columns are left out from the last one on.
        room: Characters that the block may take as JSON.
    """
    room = min(room, MAX_TABLE_CHARACTERS)
    rows = [[_line(text, MAX_CELL_CHARACTERS) for text in row] for row in table.rows[:MAX_ROWS]]
    rows.insert(0, [_line(text, MAX_CELL_CHARACTERS) for text in table.columns])
    columns = [_Layout.of(cells) for cells in zip(*rows, strict=False)][:MAX_COLUMNS]
    for count in range(len(columns), _FEWEST_COLUMNS - 1, -1):
        block = {
            "type": "table",
            "column_settings": [column.settings for column in columns[:count]],
            "rows": [[_cell(text) for text in row[:count]] for row in rows],
        }
        width = sum(column.width for column in columns[:count])
        is_narrow = width <= MAX_TABLE_WIDTH or count == _FEWEST_COLUMNS
        if is_narrow and size_of(block) <= room:
            return block
    return None


@dataclass(frozen=True, slots=True)
class _Layout:
    """The layout of a column: its width in characters, and Slack's settings for it."""

    width: int
    settings: Block

    @classmethod
    def of(cls, cells: Sequence[str]) -> "_Layout":
        """Return the layout for a heading and the cells below: figures right, words left."""
        longest = max(map(len, cells))
        if all(cell == _NOTHING or _FIGURE.fullmatch(cell) for cell in cells[1:]):
            return cls(longest + _GAP, {"align": "right"})
        width = min(longest, _WRAPPED_WIDTH) + _GAP
        return cls(width, {"align": "left", "is_wrapped": True})


def chart_block(chart: Chart) -> Block:
    """Return a line chart."""
    labels = _unique(_line(label, MAX_LABEL) for label in chart.categories[:MAX_POINTS])
    names = _unique(_line(series.name, MAX_LABEL) for series in chart.series[:MAX_SERIES])
    series = [
        {"name": name, "data": _points(labels, line)}
        for name, line in zip(names, chart.series, strict=False)
    ]
    axes = {"categories": labels, "y_label": _line(chart.unit, MAX_CHART_TITLE)}
    return {
        "type": "data_visualization",
        "title": _line(chart.title, MAX_CHART_TITLE),
        "chart": {"type": "line", "series": series, "axis_config": axes},
    }


def in_words(exhibit: Exhibit, language: Language) -> str:
    """Return an exhibit for those who can't see it, as escaped lines."""
    if isinstance(exhibit, Table):
        headings = [_line(text, MAX_CELL_CHARACTERS) for text in exhibit.columns[1:]]
        return "\n".join(_row_in_words(headings, row) for row in exhibit.rows[:MAX_ROWS])
    if isinstance(exhibit, Chart):
        return "\n".join(_series_in_words(exhibit, line) for line in exhibit.series[:MAX_SERIES])
    if isinstance(exhibit, Card):
        lines = (exhibit.title, exhibit.subtitle, exhibit.body)
        return "\n".join(_line(text, MAX_CARD_BODY) for text in lines if text)
    return f"{_level(exhibit, language)} · {_line(exhibit.text, MAX_NOTICE)}"


def size_of(block: Block) -> int:
    """Return the number of characters that a block takes in a request."""
    return len(json.dumps(block, ensure_ascii=False))


def _points(labels: Sequence[str], series: Series) -> list[dict[str, Any]]:
    # A chart's values are all known: see bot/presentation/charts.py.
    return [
        {"label": label, "value": value}
        for label, value in zip(labels, series.values, strict=False)
    ]


def _row_in_words(headings: Sequence[str], row: Sequence[str]) -> str:
    place, *figures = (_line(text, MAX_CELL_CHARACTERS) for text in row)
    named = (f"{name} {figure}" for name, figure in zip(headings, figures, strict=False))
    return f"{place}: {', '.join(named)}"


def _series_in_words(chart: Chart, series: Series) -> str:
    points = zip(chart.categories[:MAX_POINTS], series.values, strict=False)
    told = ", ".join(f"{_line(label, MAX_LABEL)} {value:g}" for label, value in points)
    return f"{_line(chart.title, MAX_CHART_TITLE)}, {_line(series.name, MAX_LABEL)}: {told}"


def _level(notice: Notice, language: Language) -> str:
    """Return a warning's severity as a coloured sign and a word."""
    # An earlier release may have stored another level.
    sign, word = _LEVELS.get(notice.level, _LEVELS["severe"])
    return f"{sign} {language.text(word)}"


def mrkdwn(text: str) -> Block:
    """Return an escaped text in which Slack makes no links of names."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _cell(text: str) -> Block:
    return {"type": "raw_text", "text": text}


def _line(text: str, limit: int) -> str:
    """Return one line of text, in which no markup is left that could name or link anything.

    An empty text becomes "-", since Slack refuses empty ones.
    """
    return cut(" ".join(harmless(text).split()), limit) or _NOTHING


def _unique(texts: Iterable[str]) -> list[str]:
    """Return the texts; one that was there before gets a number, such as "Oslo (2)"."""
    return list(_numbered(texts))


def _numbered(texts: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for text in texts:
        unique, number = text, 2
        while unique in seen:
            ending = f" ({number})"
            unique, number = cut(text, MAX_LABEL - len(ending)) + ending, number + 1
        seen.add(unique)
        yield unique
