"""Conversion of a model's Markdown tables into lists; pure functions.

A Slack message can hold one table, and a table in a markdown block seems to count as that one.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

_RULE: Final = re.compile(r":?-+:?")
_FENCE: Final = "```"
_PIPE: Final = re.compile(r"(?<!\\)\|")
"""The sign between two cells; one behind a backslash is part of a cell."""
_LAST_PIPE: Final = re.compile(rf"{_PIPE.pattern}\Z")


def in_lines(markdown: str, *, but_first: int = 0) -> str:
    """Return Markdown in which each row of a table is a list item, "- **Oslo**: High 4 °C".

    The first `but_first` tables stay as they are, and so does code between fences.
    """
    if "|" not in markdown:
        return markdown
    return "\n".join(_told(markdown.split("\n"), but_first))


def _told(lines: Sequence[str], kept: int) -> Iterator[str]:
    heading: list[str] | None = None
    is_fenced, at = False, 0
    while at < len(lines):
        line = lines[at]
        is_fenced ^= line.lstrip().startswith(_FENCE)
        if heading is not None and "|" in line:
            yield _item(heading, _cells(line)) if heading else line
        elif not is_fenced and _begins_table(lines, at):
            heading = [] if kept > 0 else _cells(line)  # no headings: it stays as it is
            if kept > 0:
                yield from lines[at : at + 2]
            kept -= 1
            at += 1  # the rule below the headings
        else:
            heading = None
            yield line
        at += 1


def _begins_table(lines: Sequence[str], at: int) -> bool:
    """Return whether a line has a table's headings: the next line is a rule with its columns."""
    if not _PIPE.search(lines[at]) or at + 1 == len(lines):
        return False
    rules = _cells(lines[at + 1])
    return len(rules) == len(_cells(lines[at])) and all(map(_RULE.fullmatch, rules))


def _cells(line: str) -> list[str]:
    inner = _LAST_PIPE.sub("", line.strip().removeprefix("|"))
    return [cell.strip().replace(r"\|", "|") for cell in _PIPE.split(inner)]


def _item(headings: Sequence[str], cells: Sequence[str]) -> str:
    first, *others = cells
    name = first.strip("*_ ")
    named = [
        f"{heading} {cell}".strip()
        for heading, cell in zip(headings[1:], others, strict=False)
        if cell
    ]
    told = (f"**{name}**" if name else "", ", ".join(named))
    return f"- {': '.join(filter(None, told))}".rstrip()
