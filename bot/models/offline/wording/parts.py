"""The small parts that worded answers are made of; whatever comes in is foreign text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bot.languages import Language, phrase
from bot.untrusted import one_line

_MAX_TEXT: Final = 300
_MAX_OPTIONS: Final = 8
_MARKS = re.compile(r"[*_`~\[\]<>|]")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_LENGTH = re.compile(r"(?P<hours>\d+) h (?P<minutes>\d+) min")
_YEAR = re.compile(r"\b\d{4}(?=-)")
_SNOWY = re.compile(r"snow|sleet|blizzard")
_MOMENT = re.compile(r"\w+ (?P<date>\d{4}-\d\d-\d\d) (?P<clock>\d\d:\d\d)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Finding:
    """The place as it was asked for and the JSON that its tool call gave.

    Attributes:
        is_past: Whether past weather was asked for, which leaves nothing to probability.
    """

    asked_for: str
    data: Mapping[str, Any]
    is_past: bool = False


def text(value: object) -> str:
    """Return foreign text on one line, without marks that Markdown would read.

    A long one is cut, with "…" at its end.
    """
    if value is None:
        return ""
    return one_line(_MARKS.sub("", str(value)[: 10 * _MAX_TEXT]), _MAX_TEXT)


def number(value: object) -> float | None:
    """Return the number that a figure with its unit begins with ("0.2 mm")."""
    match = _NUMBER.match(text(value))
    return float(match[0]) if match else None


def joined(parts: Sequence[str], separator: str) -> str:
    """Return the parts that aren't empty in one text."""
    return separator.join(part for part in parts if part)


def sentence(words: str) -> str:
    """Return words as a sentence: a capital letter and a full stop; empty when there are none."""
    stop = "\u3002" if _JAPANESE.search(words) else "."
    return f"{words[0].upper()}{words[1:]}{stop}" if words else ""


def without_stop(words: str) -> str:
    """Return a sentence without its full stop, to stand in another one."""
    return words.rstrip(".\u3002")


def in_words(figure: str, language: Language) -> str:
    """Return a figure of a tool's words in a language: "9 h 47 min", "good"; others as they are."""
    if length := _LENGTH.fullmatch(figure):
        return language.text(phrase("{hours} h {minutes} min"), **length.groupdict())
    return language.text(figure)


def items(value: object) -> list[Mapping[str, Any]]:
    """Return the objects of a list; none when it is no list."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def options(value: object) -> list[str]:
    """Return the first texts of a list; none when it is no list."""
    texts = [text(item) for item in value[:_MAX_OPTIONS]] if isinstance(value, list) else []
    return [each for each in texts if each]


def of_towns_alone(findings: Sequence[Finding], language: Language) -> str:
    """Return a sentence where a place is unknown, and smaller ones were not looked for; or ""."""
    said = phrase("I know larger towns, regions and countries here, and no smaller places.")
    is_told = any(each.data.get("only_towns_known") for each in findings)
    return language.text(said) if is_told else ""


def place(data: Mapping[str, Any]) -> str:
    """Return the label of a place, what it stands for, and which others of that name it is not."""
    others = options(data.get("other_places_of_that_name"))
    not_meant = f"not {' or '.join(others[:2])}" if others else ""
    more = joined([labelled("for", data.get("stands_for")), not_meant], "; ")
    label = f"**{text(data.get('place'))}**"
    return f"{label} ({more})" if more else label


def local_time(data: Mapping[str, Any]) -> str:
    """Return " at 14:00 local time"; empty when it is unknown."""
    at_time = text(data.get("local_time"))[-5:]
    return f" at {at_time} local time" if at_time else ""


def day(value: object, seen_from: Mapping[str, Any] | None = None) -> str:
    """Return "Friday 27 November" for an ISO date, and other text as it is.

    The year is said where the local time of a result is in another one.
    """
    try:
        at = date.fromisoformat(text(value))
    except ValueError:
        return text(value) or "that day"
    year = f" {at.year}" if is_of_another_year(at, seen_from or {}) else ""
    return f"{at:%A} {at.day} {at:%B}{year}"


def is_of_another_year(day: date, seen_from: Mapping[str, Any]) -> bool:
    """Return whether a day is in another year than the local time of a result."""
    this_year = _YEAR.search(text(seen_from.get("local_time")))
    return this_year is not None and this_year[0] != f"{day.year}"


def moment(value: object, language: Language) -> str:
    """Return "Friday 27 November, 18:00" for a moment of a tool, and other text as it is."""
    match = _MOMENT.fullmatch(text(value))
    if not match:
        return text(value)
    return f"{language.full_day(date.fromisoformat(match['date']))}, {match['clock']}"


def labelled(label: str, value: object) -> str:
    """Return a figure behind its label; empty when it is unknown."""
    figure = text(value)
    return f"{label} {figure}" if figure else ""


def feeling(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the temperature as it feels, where that is known."""
    if feels_like := labelled("feels like", data.get("feels_like")):
        yield feels_like


def rain(data: Mapping[str, Any]) -> str:
    """Return the probability and the amount of rain or snow, as far as they are known."""
    is_snow = bool(_SNOWY.search(text(data.get("conditions"))))
    name = "snow" if is_snow else "rain"
    probability = labelled(name, data.get("precipitation_probability"))
    amount = text(data.get("precipitation")) if number(data.get("precipitation")) else ""
    return joined([probability, f"({amount})" if probability and amount else amount], " ")
