"""Slack's rules for blocks, as one validator: what it says is why Slack refuses.

Source: https://docs.slack.dev/reference/block-kit/blocks and the pages below it (checked
2026-11-23). Where a block may stand is from the same pages and from Slack's SDKs, which say that
alerts are refused outside of modals (python-slack-sdk issue 1865); the stricter text of cards is
that of @slack/types 3.2.0. The total of a message is measured, no page has it.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

MAX_CHARACTERS = 13_200

Block = dict[str, Any]
Where = Literal["message", "modal", "home"]
Check = Callable[[Block], Iterator[str]]

_MOST: dict[Where, int] = {"message": 50, "modal": 100, "home": 100}
_EVERYWHERE: tuple[Where, ...] = ("message", "modal", "home")
_TEXT_TYPES = ("plain_text", "mrkdwn")
_TEXT_FIELDS = {"plain_text": {"type", "text", "emoji"}, "mrkdwn": {"type", "text", "verbatim"}}


def faults_in(blocks: Sequence[Block], where: Where = "message") -> list[str]:
    """Return the faults of the blocks of a message or of a view, in words."""
    faults = [f"{len(blocks)} blocks"] if len(blocks) > _MOST[where] else []
    for at, block in enumerate(blocks):
        places, check = _RULES.get(block.get("type", ""), ((), _unknown))
        try:
            found = [*check(block), *_block_id(block)]
        except (AttributeError, KeyError, TypeError):
            found = [f"{block['type']} has a part of the wrong type"]
        if places and where not in places:
            found.append(f"{block['type']} is not for a {where}")
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
    words = sum(len(str(block.get("text"))) for block in blocks if block.get("type") == "markdown")
    if words > 12_000:
        yield f"{words} characters of Markdown"
    for name in ("block_id", "action_id"):
        ids = [item[name] for item in _all_objects(blocks) if name in item]
        if len(ids) != len(set(ids)):
            yield f"a {name} is there twice"


def _all_objects(value: Any) -> Iterator[Block]:
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list | tuple):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _all_objects(item)


def _unknown(block: Block) -> Iterator[str]:
    yield f"unknown type {block.get('type')!r}"


def _block_id(block: Block) -> Iterator[str]:
    if "block_id" in block:
        yield from _length(block["block_id"], 1, 255, "block_id")


def _length(value: object, shortest: int, longest: int, what: str) -> Iterator[str]:
    if not isinstance(value, str) or not shortest <= len(value) <= longest:
        yield f"{what} is no text of {shortest} to {longest} characters: {str(value)[:60]!r}"


def _text_object(value: Any, longest: int, what: str, *types: str) -> Iterator[str]:
    if not isinstance(value, dict) or value.get("type") not in (types or _TEXT_TYPES):
        yield f"{what} is no text object of {types or _TEXT_TYPES}"
        return
    if other := set(value) - _TEXT_FIELDS[value["type"]]:
        yield f"{what} has {other}"
    yield from _length(value.get("text"), 1, longest, what)


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
    yield from _text_object(block.get("text"), 200, "text")


def _card(block: Block) -> Iterator[str]:
    limits = {"title": 150, "subtitle": 150, "body": 200}
    if not any(name in block for name in limits):
        yield "an empty card"
    for name, longest in limits.items():
        if name in block:
            yield from _text_object(block[name], longest, name, "mrkdwn")
            if block[name].get("verbatim") is not True:
                yield f"{name} is not verbatim, so that names in it would become links"


def _table(block: Block) -> Iterator[str]:
    rows = block.get("rows", [])
    if not 1 <= len(rows) <= 100:
        yield f"{len(rows)} rows"
    if len({len(row) for row in rows}) > 1 or any(not 1 <= len(row) <= 20 for row in rows):
        yield "cells"
    settings = block.get("column_settings", [])
    if len(settings) > 20:
        yield "column settings"
    if any(column.get("align", "left") not in ("left", "center", "right") for column in settings):
        yield "align"
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
    axes = chart.get("axis_config", {})
    for name in ("x_label", "y_label"):
        if name in axes:
            yield from _length(axes[name], 1, 50, name)
    categories = axes.get("categories", [])
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
                if "accessibility_label" in button:
                    yield from _length(button["accessibility_label"], 1, 75, f"label of {name}")
        elif element.get("type") != "icon_button":
            yield f"element {element.get('type')!r}"


def _input(block: Block) -> Iterator[str]:
    yield from _text_object(block.get("label"), 2_000, "label", "plain_text")
    yield from _element(block.get("element", {}))


def _element(element: Block) -> Iterator[str]:
    yield from _length(element.get("action_id"), 1, 255, "action_id")
    if "placeholder" in element:
        yield from _text_object(element["placeholder"], 150, "placeholder", "plain_text")
    if element.get("type") == "button":
        yield from _text_object(element.get("text"), 75, "text of a button", "plain_text")
        if "value" in element:
            yield from _length(element["value"], 1, 2_000, "value of a button")
    elif element.get("type") in ("static_select", "radio_buttons"):
        yield from _options(element)
    elif element.get("type") == "plain_text_input":
        if "initial_value" in element:
            yield from _length(element["initial_value"], 1, 3_000, "initial_value")
    else:
        yield f"element {element.get('type')!r}"


def _options(element: Block) -> Iterator[str]:
    options = element.get("options", [])
    if not 1 <= len(options) <= (100 if element["type"] == "static_select" else 10):
        yield f"{len(options)} options"
    for option in options:
        yield from _text_object(option.get("text"), 75, "option")
        yield from _length(option.get("value"), 1, 150, "value of an option")
    if "initial_option" in element and element["initial_option"] not in options:
        yield "initial_option is none of the options"


_RULES: dict[str, tuple[tuple[Where, ...], Check]] = {
    "actions": (_EVERYWHERE, _actions),
    "alert": (("modal",), _alert),
    "card": (_EVERYWHERE, _card),
    "context": (_EVERYWHERE, _context),
    "context_actions": (("message",), _context_actions),
    "data_visualization": (("message",), _chart),
    "divider": (_EVERYWHERE, lambda _: iter(())),
    "header": (_EVERYWHERE, _header),
    "input": (_EVERYWHERE, _input),
    "markdown": (("message",), _markdown),
    "section": (_EVERYWHERE, _section),
    "table": (("message", "home"), _table),
}
