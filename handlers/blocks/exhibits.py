"""Exhibits as Block Kit and as plain text, within Slack's limits; pure functions.

Limits: https://docs.slack.dev/reference/block-kit/blocks (checked 2026-11-23). The library has no
class for charts yet, so that all blocks are plain data.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.exhibits import Card, Chart, Exhibit, Notice, Series, Table
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

_FEWEST_COLUMNS = 2
_NOTHING = "-"


def notice_block(notice: Notice) -> Block:
    """Return a warning as an alert block."""
    text = {"type": "plain_text", "text": _line(notice.text, MAX_NOTICE)}
    return {"type": "alert", "level": notice.level, "text": text}


def card_block(card: Card) -> Block:
    """Return a card."""
    lines = {
        "title": _line(card.title, MAX_CARD_LINE),
        "subtitle": _line(card.subtitle, MAX_CARD_LINE),
        "body": _line(card.body, MAX_CARD_BODY),
    }
    return {"type": "card"} | {
        name: {"type": "plain_text", "text": text} for name, text in lines.items()
    }


def table_block(table: Table, room: int) -> Block | None:
    """Return a table with as many columns as there is room for; None for fewer than two.

    Args:
        table: Its columns are left out from the last one on.
        room: Characters that the block may take as JSON.
    """
    room = min(room, MAX_TABLE_CHARACTERS)
    for count in range(min(len(table.columns), MAX_COLUMNS), _FEWEST_COLUMNS - 1, -1):
        rows = [table.columns[:count], *(row[:count] for row in table.rows[:MAX_ROWS])]
        align = [{"align": "left"}, *[{"align": "right"}] * (count - 1)]
        block = {
            "type": "table",
            "column_settings": align,
            "rows": [[_cell(text) for text in row] for row in rows],
        }
        if size_of(block) <= room:
            return block
    return None


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


def in_words(exhibit: Exhibit) -> str:
    """Return an exhibit for those who can't see it, as escaped lines."""
    if isinstance(exhibit, Table):
        return "\n".join(_row_in_words(exhibit.columns, row) for row in exhibit.rows[:MAX_ROWS])
    if isinstance(exhibit, Chart):
        return "\n".join(_series_in_words(exhibit, line) for line in exhibit.series[:MAX_SERIES])
    if isinstance(exhibit, Card):
        lines = (exhibit.title, exhibit.subtitle, exhibit.body)
        return "\n".join(_line(text, MAX_CARD_BODY) for text in lines if text)
    return _line(exhibit.text, MAX_NOTICE)


def size_of(block: Block) -> int:
    """Return the number of characters that a block takes in a request."""
    return len(json.dumps(block, ensure_ascii=False))


def _points(labels: Sequence[str], series: Series) -> list[dict[str, Any]]:
    # A chart's values are all known: see bot/presentation/charts.py.
    return [
        {"label": label, "value": value}
        for label, value in zip(labels, series.values, strict=False)
    ]


def _row_in_words(columns: Sequence[str], row: Sequence[str]) -> str:
    place, *figures = (_line(text, MAX_CELL_CHARACTERS) for text in row)
    headings = (_line(text, MAX_CELL_CHARACTERS) for text in columns[1:])
    named = (f"{name} {figure}" for name, figure in zip(headings, figures, strict=False))
    return f"{place}: {', '.join(named)}"


def _series_in_words(chart: Chart, series: Series) -> str:
    points = zip(chart.categories[:MAX_POINTS], series.values, strict=False)
    told = ", ".join(f"{_line(label, MAX_LABEL)} {value:g}" for label, value in points)
    return f"{_line(chart.title, MAX_CHART_TITLE)}, {_line(series.name, MAX_LABEL)}: {told}"


def _cell(text: str) -> Block:
    return {"type": "raw_text", "text": _line(text, MAX_CELL_CHARACTERS)}


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
