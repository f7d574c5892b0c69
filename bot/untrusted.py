"""Readers of values from outside, such as the JSON of services and models, of any type."""

import json
import math
from typing import Any, Final

MAX_PARTS: Final = 250_000
"""Parts that a JSON text may have: lists, objects and fields. Making one costs as much as reading
a long text, and no other thread runs meanwhile."""

_ITEMS_PER_PART: Final = 8
"""Items of a list that cost no more than one part."""


def read_json(body: bytes, *, most: int = MAX_PARTS) -> Any:  # noqa: ANN401 - JSON of any shape
    """Return the JSON of a body; a number that is none, such as NaN, counts as missing.

    Raises:
        ValueError: It is no JSON, or may have more than `most` parts; signs in texts count, too.
        RecursionError: They are nested too deeply.
    """
    parts = body.count(b"[") + body.count(b"{") + body.count(b":")
    if parts + body.count(b",") // _ITEMS_PER_PART > most:
        raise ValueError(f"more than {most} lists, objects and fields")
    return json.loads(body, parse_constant=lambda _: None)


def finite_number(value: object) -> float | None:
    """Return a finite number; None for anything else, and for true and false."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def as_object(value: object) -> dict[str, Any]:
    """Return a JSON object as it is; anything else counts as an empty one."""
    return value if isinstance(value, dict) else {}


def objects(value: object) -> list[dict[str, Any]]:
    """Return the JSON objects of a list, or a single object as a list; else an empty list."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def as_text(value: object) -> str:
    """Return a text that can be stored and sent; empty for anything else.

    Half a surrogate pair, which JSON can hold and UTF-8 can't, becomes a question mark.
    """
    return value.encode(errors="replace").decode() if isinstance(value, str) else ""


def one_line(value: object, most: int, *, end: str = "…") -> str:
    """Return a text on one line without unprintable characters; empty for anything else.

    A text of more than `most` characters is cut to `most`, with `end` as its last ones.
    """
    if not isinstance(value, str):
        return ""
    shown = value[: 10 * most]
    if not shown.isprintable():  # which seldom happens, and takes a step for each sign
        shown = "".join(sign if sign.isprintable() else " " for sign in shown)
    line = " ".join(shown.split())
    return line if len(line) <= most else f"{line[: most - len(end)]}{end}".strip()
