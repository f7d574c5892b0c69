"""Word one answer, in Markdown, from the results of tool calls."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

_MAX_TEXT: Final = 200
_MAX_OPTIONS: Final = 8
_LIKELY_PCT: Final = 50
# An error's own message is never shown: it tells the model what to do.
_PROBLEMS: Final = {
    "unavailable": "There is no data for {place} right now.",
    "not_covered": "Nobody tells this about {place}.",
    "limit": "I can't look up so many places for one question; "
    "please ask for {place} in another one.",
    "failed": "Something went wrong while I looked up {place}.",
    "unknown_tool": "I have no way to look that up for {place}.",
    "bad_arguments": "I couldn't make out what to look up for {place}; please ask in other words.",
    "cut_off": "I was interrupted before I could look up {place}; please ask again.",
}
_NO_WORDS: Final = "I can't say anything about {place} right now."
_WET = re.compile(r"rain|drizzle|shower|thunder|sleet|snow|hail")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Finding:
    """The place as it was asked for and the JSON that its tool call gave."""

    asked_for: str
    data: Mapping[str, Any]


def word_answer(findings: Sequence[Finding], *, asks_about_rain: bool) -> str:
    """Return one answer for all findings in their order: sentences for one, a list for several."""
    if len(findings) == 1:
        return "\n".join(_about_one(findings[0], asks_about_rain=asks_about_rain))
    return "\n".join(line for finding in findings for line in _list_items(finding))


def _about_one(finding: Finding, *, asks_about_rain: bool) -> Iterator[str]:
    data, days = finding.data, _days(finding.data)
    if "error" in data:
        yield _problem(finding)
    elif "days" not in data:
        yes_or_no = _wet_now(data) if asks_about_rain else ""
        conditions = _text(data.get("conditions"))
        opening = _joined([_text(data.get("temperature")), conditions], " and ")
        at_time = _text(data.get("local_time"))[-5:]
        time = f" at {at_time} local time" if at_time else ""
        yield f"{yes_or_no}{_place(data)}: {opening or 'no temperature is known'}{time}."
        if more := _joined([*_feeling(data), *_details(data)], ", "):
            yield f"{more[0].upper()}{more[1:]}."
    elif len(days) == 1:
        yes_or_no = _wet_day(days[0]) if asks_about_rain else ""
        yield f"{yes_or_no}{_place(data)}, {_date(days[0])}: {_day(days[0])}."
        if wind := _wind(days[0]):
            yield f"{wind[0].upper()}{wind[1:]}."
    else:
        yield f"{_place(data)}:"
        yield from (f"- {_date(day)}: {_day(day)}" for day in days)


def _list_items(finding: Finding) -> Iterator[str]:
    data = finding.data
    if "error" in data:
        yield f"- **{_text(finding.asked_for)}**: {_problem(finding)}"
    elif "days" not in data:
        parts = [_text(data.get("temperature")), _text(data.get("conditions")), *_feeling(data)]
        now = _joined([*parts, _wind(data)], ", ")
        yield f"- {_place(data)}: {now or 'no figures are known'}"
    else:
        yield from (f"- {_place(data)}, {_date(day)}: {_day(day)}" for day in _days(data))


def _days(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    days: list[Mapping[str, Any]] = data.get("days") or [{}]
    return days


def _place(data: Mapping[str, Any]) -> str:
    others = _options(data.get("other_places_of_that_name"))
    label = f"**{_text(data.get('place'))}**"
    return f"{label} (not {' or '.join(others[:2])})" if others else label


def _feeling(data: Mapping[str, Any]) -> Iterator[str]:
    feels_like = _text(data.get("feels_like"))
    if feels_like:
        yield f"feels like {feels_like}"


def _details(data: Mapping[str, Any]) -> Iterator[str]:
    yield _wind(data)
    if gusts := _text(data.get("gusts")):
        yield f"gusts {gusts}"
    if humidity := _text(data.get("humidity")):
        yield f"humidity {humidity}"
    if _number(data.get("precipitation")):
        yield f"precipitation {_text(data.get('precipitation'))}"


def _wind(data: Mapping[str, Any]) -> str:
    wind = _text(data.get("wind"))
    return f"wind {wind}" if wind else ""


def _date(day: Mapping[str, Any]) -> str:
    try:
        return f"{(at := date.fromisoformat(_text(day.get('date')))):%A} {at.day} {at:%B}"
    except ValueError:
        return _text(day.get("date")) or "that day"


def _day(day: Mapping[str, Any]) -> str:
    """Return conditions, low to high and the probability of rain, as far as they are known."""
    low, high = _text(day.get("low")), _text(day.get("high"))
    probability = _text(day.get("precipitation_probability"))
    amount = _text(day.get("precipitation")) if _number(day.get("precipitation")) else ""
    rain = f"rain {probability}" if probability else ""
    rain = _joined([rain, f"({amount})" if rain and amount else amount], " ")
    return _joined([_text(day.get("conditions")), _joined([low, high], " to "), rain], ", ") or (
        "no figures are known"
    )


def _wet_now(data: Mapping[str, Any]) -> str:
    amount = _number(data.get("precipitation"))
    conditions = _text(data.get("conditions"))
    if amount is None and not conditions:
        return ""
    return "Yes. " if amount or _WET.search(conditions) else "No, not right now. "


def _wet_day(day: Mapping[str, Any]) -> str:
    """Return yes or no by the probability of rain, else by its amount; nothing when unknown."""
    probability = _number(day.get("precipitation_probability"))
    if probability is not None:
        return "Yes, probably. " if probability >= _LIKELY_PCT else "No, probably not. "
    amount = _number(day.get("precipitation"))
    if amount is None:
        return ""
    return "Yes, probably. " if amount > 0 else "No, probably not. "


def _problem(finding: Finding) -> str:
    """Return an error result in words for the person who asked."""
    data, name = finding.data, _text(finding.asked_for)
    error = str(data["error"])
    if error == "unknown_place":
        guesses = _options(data.get("suggestions"))
        hint = f"; did you mean {' or '.join(guesses)}?" if guesses else "."
        return f"I don't know a place called {name}{hint}"
    if error == "ambiguous_place":
        choices = "; ".join(_options(data.get("choices")))
        return f"There are several places called {name}: {choices}. Which one do you mean?"
    return _PROBLEMS.get(error, _NO_WORDS).format(place=name)


def _options(value: object) -> list[str]:
    texts = [_text(item) for item in value[:_MAX_OPTIONS]] if isinstance(value, list) else []
    return [text for text in texts if text]


def _joined(parts: Sequence[str], separator: str) -> str:
    return separator.join(part for part in parts if part)


def _number(value: object) -> float | None:
    """Return the number that a figure with its unit begins with ("0.2 mm")."""
    match = _NUMBER.match(_text(value))
    return float(match[0]) if match else None


def _text(value: object) -> str:
    """Return foreign text on one line, short and without marks that Markdown would read."""
    if value is None:
        return ""
    return " ".join(re.sub(r"[*_`~\[\]<>|]", "", str(value)[: 2 * _MAX_TEXT]).split())[:_MAX_TEXT]
