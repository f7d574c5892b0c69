"""Results as a model reads them with few tokens: rows by hour or by day as a small table.

A table is a list of lines with "|" between their cells. Its head has each column's name, then its
unit, or the one value that all rows have: "time|temperature °C|wind: 9 km/h throughout".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

_KEYS: Final = ("time", "date")
"""What the rows of a table begin with."""
_UNTOLD: Final = ("emoji", "source", "simulated")
"""Fields that no rule of the prompt needs: code shows them beside the words."""
_LEAST_ROWS: Final = 2

_QUANTITY = re.compile(r"(-?\d+(\.\d+|)) (\S+)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_CLOCK = re.compile(r"\d\d:\d\d")
_SHORT = re.compile(r"\d\d(?::\d\d)?")
_THROUGHOUT = re.compile(r"(\w+): (.*) throughout")


def with_tables(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return a result with its rows by time as tables; what can't be a table stays as it is.

    What is unknown is left out.
    """
    if "alerts" in result:
        return dict(result)  # the service that says it counts, and whether it could be asked
    return {
        name: _as_table(value) or value
        for name, value in result.items()
        if name not in _UNTOLD and value is not None
    }


def without_tables(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return a result whose rows are objects again, as they also are in results of old.

    Columns in which nothing was known are missing.
    """
    return {
        name: list(_rows(value)) if _is_table(value) else value for name, value in result.items()
    }


def _as_table(value: object) -> list[str]:
    """Return rows as the lines of a table; none where they are no rows, or no line could say it."""
    if not isinstance(value, list) or len(value) < _LEAST_ROWS:
        return []
    if not all(isinstance(row, dict) and next(iter(row), "") in _KEYS for row in value):
        return []
    names = dict.fromkeys(name for row in value for name in row if name not in _UNTOLD)
    columns = {name: [row.get(name) for row in value] for name in names}
    if not all(_is_cell(cell) for cells in columns.values() for cell in cells):
        return []
    head: list[str] = []
    told: list[Sequence[str]] = []
    for name, cells in columns.items():
        title, texts = _column(name, cells)
        head += [title] if title else []
        told += [texts] if texts else []
    return ["|".join(head), *("|".join(line) for line in zip(*told, strict=True))]


def _is_cell(value: object) -> bool:
    if isinstance(value, str):
        return bool(value) and "|" not in value and "\n" not in value
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _column(name: str, cells: Sequence[Any]) -> tuple[str, list[str]]:
    """Return a column's title, and its cells unless the title says it all; "" for an empty one."""
    if name in _KEYS:
        return name, list(_shortened([str(cell) for cell in cells]))
    if all(cell is None for cell in cells):
        return "", []
    if isinstance(cells[0], str) and all(cell == cells[0] for cell in cells):
        return f"{name}: {cells[0]} throughout", []
    found = [_QUANTITY.fullmatch(str(cell)) for cell in cells if cell is not None]
    units = {match[3] if match else "" for match in found}
    digits = {len(match[2]) for match in found if match}
    unit = units.pop() if len(units) == len(digits) == 1 else ""
    texts = ["" if cell is None else str(cell).removesuffix(f" {unit}") for cell in cells]
    # The other cells tell that it is 0.0, if there are any.
    zero = "0.0" if any("." in text and text != "0.0" for text in texts) else None
    return f"{name} {unit}".rstrip(), ["0" if text == zero else text for text in texts]


def _shortened(times: Sequence[str]) -> Iterator[str]:
    """Yield times, with their day only where it is another than the one before: "17" is 17:00."""
    day_before = ""
    for time in times:
        day, _, clock = time.rpartition(" ")
        is_same_day = day and day == day_before and _CLOCK.fullmatch(clock)
        yield clock.removesuffix(":00") if is_same_day else time
        day_before = day


def _is_table(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) > _LEAST_ROWS
        and all(isinstance(line, str) for line in value)
        and value[0].split("|")[0] in _KEYS
    )


def _rows(lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table as objects, in the order of its columns."""
    titles = lines[0].split("|")
    cells = [line.split("|") for line in lines[1:]]
    columns = iter(zip(*cells, strict=False))
    read = dict(_read_column(title, columns, len(cells)) for title in titles)
    for at in range(len(cells)):
        yield {name: values[at] for name, values in read.items()}


def _read_column(
    title: str, columns: Iterator[Sequence[str]], rows: int
) -> tuple[str, Sequence[Any]]:
    if match := _THROUGHOUT.fullmatch(title):
        return match[1], [match[2]] * rows
    cells = next(columns, ("",) * rows)
    name, _, unit = title.partition(" ")
    if name in _KEYS:
        return name, list(_lengthened(cells))
    if not unit:
        return name, [_value(cell) for cell in cells]
    zero = "0.0" if any("." in cell for cell in cells) else "0"
    return name, [f"{zero if cell == '0' else cell} {unit}" if cell else None for cell in cells]


def _lengthened(times: Sequence[str]) -> Iterator[str]:
    """Yield times with their days."""
    day = ""
    for time in times:
        if _SHORT.fullmatch(time) and day:
            yield f"{day} {time}" if ":" in time else f"{day} {time}:00"
        else:
            day = time.rpartition(" ")[0]
            yield time


def _value(cell: str) -> str | int | float | None:
    if not _NUMBER.fullmatch(cell):
        return cell or None
    return float(cell) if "." in cell else int(cell)
