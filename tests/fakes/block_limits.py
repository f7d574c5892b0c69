"""Slack's documented limits on blocks, as one validator: what it says is why Slack refuses.

Source: https://docs.slack.dev/reference/block-kit/blocks and the pages below it (checked
2026-11-23); the total is measured, no page has it.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

MAX_CHARACTERS = 13_200

Block = dict[str, Any]


def faults_in(blocks: Sequence[Block], *, most: int = 50) -> list[str]:
    """Return what is wrong with the blocks of a message, or of a view with its `most`."""
    faults = [f"{len(blocks)} blocks"] if len(blocks) > most else []
    for at, block in enumerate(blocks):
        check = _CHECKS.get(block.get("type", ""))
        found = check(block) if check else [f"unknown type {block.get('type')!r}"]
        faults += [f"block {at}: {fault}" for fault in found]
    faults += _too_many(blocks)
    return faults


def is_too_long(blocks: Sequence[Block]) -> bool:
    """Return whether a message of these blocks is refused as "msg_blocks_too_long"."""
    return len(json.dumps(blocks, ensure_ascii=False)) > MAX_CHARACTERS


def _too_many(blocks: Sequence[Block]) -> Iterator[str]:
    types = [block.get("type") for block in blocks]
    for type_, most in (("table", 1), ("data_visualization", 2)):
        if types.count(type_) > most:
            yield f"{types.count(type_)} of {type_}"
    words = sum(len(block["text"]) for block in blocks if block.get("type") == "markdown")
    if words > 12_000:
        yield f"{words} characters of Markdown"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        yield "a block_id is there twice"


def _length(value: object, shortest: int, longest: int, what: str) -> Iterator[str]:
    if not isinstance(value, str) or not shortest <= len(value) <= longest:
        yield f"{what} is no text of {shortest} to {longest} characters: {str(value)[:60]!r}"


def _text_object(value: Any, longest: int, what: str, *types: str) -> Iterator[str]:
    if not isinstance(value, dict) or value.get("type") not in (types or _TEXT_TYPES):
        yield f"{what} is no text object"
        return
    yield from _length(value.get("text"), 1, longest, what)


_TEXT_TYPES = ("plain_text", "mrkdwn")


def _markdown(block: Block) -> Iterator[str]:
    yield from _length(block.get("text"), 1, 12_000, "text")


def _context(block: Block) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 1 <= len(elements) <= 10:
        yield f"{len(elements)} elements"
    for element in elements:
        yield from _text_object(element, 3_000, "element")


def _section(block: Block) -> Iterator[str]:
    if "text" in block:
        yield from _text_object(block["text"], 3_000, "text")
    for field in block.get("fields", []):
        yield from _text_object(field, 2_000, "field")
    if len(block.get("fields", [])) > 10 or not ("text" in block or block.get("fields")):
        yield "fields"
    if "accessory" in block:
        yield from _element(block["accessory"])


def _header(block: Block) -> Iterator[str]:
    yield from _text_object(block.get("text"), 150, "text", "plain_text")


def _alert(block: Block) -> Iterator[str]:
    if block.get("level", "default") not in ("default", "info", "warning", "error", "success"):
        yield "level"
    yield from _text_object(block.get("text"), 3_000, "text")


def _card(block: Block) -> Iterator[str]:
    limits = {"title": 150, "subtitle": 150, "body": 200}
    if not any(name in block for name in limits):
        yield "an empty card"
    for name, longest in limits.items():
        if name in block:
            yield from _text_object(block[name], longest, name)


def _table(block: Block) -> Iterator[str]:
    rows = block.get("rows", [])
    if not 1 <= len(rows) <= 100:
        yield f"{len(rows)} rows"
    if len({len(row) for row in rows}) > 1 or any(not 1 <= len(row) <= 20 for row in rows):
        yield "cells"
    if len(block.get("column_settings", [])) > 20:
        yield "column settings"
    cells = [cell for row in rows for cell in row]
    for cell in cells:
        if cell.get("type") != "raw_text" or not cell.get("text"):
            yield f"cell {cell!r}"
    if sum(len(cell.get("text", "")) for cell in cells) > 10_000:
        yield "more than 10,000 characters in cells"


def _chart(block: Block) -> Iterator[str]:
    yield from _length(block.get("title"), 1, 50, "title")
    chart = block.get("chart", {})
    if chart.get("type") not in ("line", "bar", "area"):
        yield "type of chart"
    categories = chart.get("axis_config", {}).get("categories", [])
    if not 1 <= len(categories) <= 20 or len(set(categories)) != len(categories):
        yield f"categories {categories}"
    for category in categories:
        yield from _length(category, 1, 20, "category")
    yield from _series(chart.get("series", []), categories)


def _series(series: Sequence[Block], categories: Sequence[str]) -> Iterator[str]:
    names = [line.get("name") for line in series]
    if not 1 <= len(series) <= 6 or len(set(names)) != len(names):
        yield f"series {names}"
    for line in series:
        yield from _length(line.get("name"), 1, 20, "name of a series")
        labels = [point.get("label") for point in line.get("data", [])]
        if labels != list(categories):
            yield "a series needs one point for each category"
        if not all(isinstance(point.get("value"), int | float) for point in line.get("data", [])):
            yield "a point without a value"


def _actions(block: Block) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 1 <= len(elements) <= 25:
        yield f"{len(elements)} elements"
    ids = [element.get("action_id") for element in elements]
    if len(set(ids)) != len(ids):
        yield "an action_id is there twice"
    for element in elements:
        yield from _element(element)


def _context_actions(block: Block) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 1 <= len(elements) <= 5:
        yield f"{len(elements)} elements"
    for element in elements:
        yield from _length(element.get("action_id"), 1, 255, "action_id")
        if element.get("type") == "feedback_buttons":
            for name in ("positive_button", "negative_button"):
                button = element.get(name, {})
                yield from _text_object(button.get("text"), 75, name, "plain_text")
                yield from _length(button.get("value"), 1, 2_000, f"value of {name}")
        elif element.get("type") != "icon_button":
            yield f"element {element.get('type')!r}"


def _input(block: Block) -> Iterator[str]:
    yield from _text_object(block.get("label"), 2_000, "label", "plain_text")
    yield from _element(block.get("element", {}))


def _element(element: Block) -> Iterator[str]:
    yield from _length(element.get("action_id"), 1, 255, "action_id")
    if element.get("type") == "button":
        yield from _text_object(element.get("text"), 75, "text of a button", "plain_text")
        if "value" in element:
            yield from _length(element["value"], 1, 2_000, "value of a button")
    elif element.get("type") in ("static_select", "radio_buttons"):
        options = element.get("options", [])
        if not 1 <= len(options) <= (100 if element["type"] == "static_select" else 10):
            yield f"{len(options)} options"
        for option in options:
            yield from _text_object(option.get("text"), 75, "option")
            yield from _length(option.get("value"), 1, 150, "value of an option")
    elif element.get("type") == "plain_text_input":
        if len(element.get("initial_value", "")) > 3_000:
            yield "initial_value"
    else:
        yield f"element {element.get('type')!r}"


_CHECKS: dict[str, Callable[[Block], Iterator[str]]] = {
    "markdown": _markdown,
    "context": _context,
    "section": _section,
    "header": _header,
    "divider": lambda _: iter(()),
    "alert": _alert,
    "card": _card,
    "table": _table,
    "data_visualization": _chart,
    "actions": _actions,
    "context_actions": _context_actions,
    "input": _input,
}
