"""Word one answer, in Markdown, from the results of tool calls."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from bot.calls import read_arguments
from bot.errors import ToolError
from bot.languages import ENGLISH, Language
from bot.messages import Message
from bot.models.offline.reading.asks import PLAIN, Ask, Form
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.timespans import PAST
from bot.models.offline.wording.at_sun import hours_at_sun
from bot.models.offline.wording.extras import (
    about_air,
    about_sky,
    about_warnings,
    air_in_short,
    is_air,
    is_sky,
    is_warning,
    sky_of,
    warnings_in_short,
)
from bot.models.offline.wording.figures import (
    about_figures,
    figures_in_short,
    has_own_figures,
)
from bot.models.offline.wording.first import first_of_all, first_of_each
from bot.models.offline.wording.hours import about_hours, hours_in_short
from bot.models.offline.wording.leads.falling import POSSIBLE_PCT, likelihood, precipitation
from bot.models.offline.wording.leads.stretches import stretches_of
from bot.models.offline.wording.parts import (
    Finding,
    day,
    feeling,
    items,
    joined,
    labelled,
    local_time,
    number,
    of_towns_alone,
    options,
    place,
    rain,
    sentence,
    text,
)
from bot.models.offline.wording.translated import lines_about, localized
from bot.tools import place_of, read_result

__all__ = [
    "NOTHING_KNOWN",
    "findings_of",
    "word_answer",
    "word_results",
]

# An error's own message tells the model what to do; only why there is no report is for people too.
_PROBLEMS: Final = {
    "unavailable": "There is no data for {place} right now. {reason}",
    "not_covered": "Nobody tells this about {place}.",
    "not_there": "{reason}",
    "limit": "I can't look up so many places for one question; "
    "please ask for {place} in another one.",
    "failed": "Something went wrong while I looked up {place}.",
    "unknown_tool": "I have no way to look that up for {place}.",
    "bad_arguments": "I couldn't make out what to look up for {place}; please ask in other words.",
    "cut_off": "I was interrupted before I could look up {place}; please ask again.",
}
NOTHING_KNOWN: Final = (
    "I have no figures that I could vouch for. Please ask again, and name the place and the day."
)

# Mistakes in a call concern the model alone; it may have called again.
_MISTAKES: Final = frozenset({"bad_arguments", "unknown_tool", "cut_off", "failed", "lost"})
_UNKNOWN_PLACE: Final = "unknown_place"
_NO_WORDS: Final = "I can't say anything about {place} right now."
_LATEST_DAYS: Final = 7
_WINDY: Final = (Aspect.WIND, Aspect.STORM, Aspect.KITE)
_FALLING: Final = (Aspect.RAIN, Aspect.SNOW)


def word_answer(findings: Sequence[Finding], ask: Ask, language: Language) -> str:
    """Return one answer for all findings in their order: sentences for one, a list for several.

    It begins with what was asked for. Equal findings are told once.
    """
    different: list[Finding] = []
    for finding in findings:
        if not any(_say_the_same(finding, other) for other in different):
            different.append(finding)
    is_english = language.name == ENGLISH.name
    if not is_english:
        different = [localized(finding, language) for finding in different]
    event = ""
    if ask.at_sun:
        different, event = hours_at_sun(different, ask.at_sun, language)
    first = (
        first_of_each(different, ask, language)
        or first_of_all(different, ask, language)
        or (sentence(event) if event else "")
    )
    if not is_english:
        has_uv = ask.has(Aspect.UV)
        told = [line for each in different for line in lines_about(each, language, has_uv=has_uv)]
        listed = told if len(told) == 1 else [f"- {line}" for line in told]
        # A sentence can begin with a date, which has no capital in Spanish.
        told = [first[0].upper() + first[1:], *listed] if first else listed
        told += filter(None, [of_towns_alone(different, language)])
        return language.with_decimals("\n".join(told))
    if len(different) == 1:
        about = "\n".join(_about_one(different[0], ask))
        return joined([first, about, of_towns_alone(different, language)], " ")
    # Of coming days the UV index is what is known of the air.
    has_uv = ask.has(Aspect.UV) or any(is_air(finding.data) for finding in different)
    shown = _shown(different, ask)
    lines = [line for each in shown for line in _list_items(each, ask, has_uv=has_uv)]
    lines += filter(None, [of_towns_alone(different, language)])
    return "\n".join([first, *lines] if first else lines)


def _say_the_same(one: Finding, other: Finding) -> bool:
    """Return whether two results are equal; an error is about the place as it was asked for."""
    if "error" in one.data:
        return one.asked_for == other.asked_for and one.data == other.data
    return (one.data, one.is_past) == (other.data, other.is_past)


def _shown(findings: Sequence[Finding], ask: Ask) -> list[Finding]:
    """Return the results to list: of a search in hours and days, the days alone."""
    if ask.aspects == (Aspect.UV,):
        has_days = any("days" in finding.data for finding in findings)
        return [each for each in findings if not (has_days and is_air(each.data))]
    if ask.form is Form.LAST:
        return [_latest(finding) for finding in findings]
    if ask.form not in (Form.START, Form.END):
        return list(findings)
    by_day = [finding for finding in findings if "hours" not in finding.data]
    return by_day or list(findings)


def _latest(finding: Finding) -> Finding:
    """Return a result with no more than its latest days."""
    days = items(finding.data.get("days"))[-_LATEST_DAYS:]
    return replace(finding, data={**finding.data, "days": days}) if days else finding


def word_results(messages: Sequence[Message]) -> str:
    """Return an answer from the results among these messages, in the order of their calls."""
    findings = [
        finding for finding in findings_of(messages) if finding.data.get("error") not in _MISTAKES
    ]
    return word_answer(findings, PLAIN, ENGLISH) if findings else NOTHING_KNOWN


def findings_of(messages: Sequence[Message]) -> list[Finding]:
    """Return the tool results among these messages, each with the place that its call named."""
    calls = {call.id: call for item in messages for call in item.tool_calls}
    return [
        Finding(
            asked_for=_place(call.arguments) if call else "",
            is_past=call is not None and call.name == PAST,
            data=read_result(item.content) or {},
        )
        for item in messages
        if item.role == "tool"
        for call in (calls.get(item.tool_call_id),)
    ]


def _place(arguments: str) -> str:
    try:
        return place_of(read_arguments(arguments) or {})
    except ToolError:
        return "this place"


def _about_one(finding: Finding, ask: Ask) -> Iterator[str]:
    data = finding.data
    if "error" in data:
        yield _problem(finding)
    elif is_air(data):
        yield from about_air(data)
    elif is_warning(data):
        yield from about_warnings(data)
    elif is_sky(data):
        yield from about_sky(data)
    elif has_own_figures(data):
        yield from about_figures(data)
    elif "hours" in data:
        yield from about_hours(data)
    elif "days" in data:
        yield from _about_days(finding, ask)
    else:
        yield from _about_now(data)


def _about_now(data: Mapping[str, Any]) -> Iterator[str]:
    conditions = text(data.get("conditions"))
    opening = joined([text(data.get("temperature")), conditions], " and ")
    known = opening or "no temperature is known"
    yield f"{place(data)}: {known}{local_time(data)}."
    if more := joined([*feeling(data), *_details(data)], ", "):
        yield sentence(more)


def _about_days(finding: Finding, ask: Ask) -> Iterator[str]:
    days, has_uv, has_wind = _days(finding.data), ask.has(Aspect.UV), ask.has(*_WINDY)
    if len(days) > 1:
        yield f"{place(finding.data)}:"
        for each in days:
            date = day(each.get("date"), finding.data)
            yield f"- {date}: {_day(each, has_uv=has_uv, has_wind=has_wind)}"
        return
    (only,) = days
    date = day(only.get("date"), finding.data)
    yield f"{place(finding.data)}, {date}: {_day(only, has_uv=has_uv)}."
    if wind := labelled("wind", only.get("wind")):
        yield sentence(wind)


def _list_items(finding: Finding, ask: Ask, *, has_uv: bool) -> Iterator[str]:
    data = finding.data
    if "error" in data:
        yield f"- **{text(finding.asked_for)}**: {_problem(finding)}"
    elif is_air(data):
        yield f"- {place(data)}: {air_in_short(data)}"
    elif is_warning(data):
        yield f"- {place(data)}: {warnings_in_short(data)}"
    elif not is_sky(data) and has_own_figures(data):
        yield from (f"- {line}" for line in figures_in_short(data))
    elif "hours" in data:
        # The first words may tell of the other aspects alone.
        is_asked = ask.has(*_FALLING) and len(ask.aspects) > 1
        yield f"- {place(data)}, {hours_in_short(data, _falls(finding, is_asked=is_asked))}"
    elif "days" in data:
        for each in _days(data):
            is_of_sky, has_wind = is_sky(data), ask.has(*_WINDY)
            words = sky_of(each) if is_of_sky else _day(each, has_uv=has_uv, has_wind=has_wind)
            yield f"- {place(data)}, {day(each.get('date'), data)}: {words}"
    else:
        parts = [text(data.get("temperature")), text(data.get("conditions")), *feeling(data)]
        now = joined([*parts, labelled("wind", data.get("wind"))], ", ")
        yield f"- {place(data)}: {now or 'no figures are known'}"


def _falls(finding: Finding, *, is_asked: bool) -> str:
    """Return the rain or snow of some hours, where it is likely enough to be named or asked for."""
    said = []
    for stretch in stretches_of(finding):
        if (likelihood(stretch) or 0.0) >= POSSIBLE_PCT:
            said.append(precipitation(stretch, ENGLISH))
        elif is_asked and stretch.chance:
            said.append(labelled("rain", stretch.chance.shown))
    return ", ".join(said)


def _days(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return items(data.get("days")) or [{}]


def _details(data: Mapping[str, Any]) -> Iterator[str]:
    for name in ("wind", "gusts", "humidity"):
        yield labelled(name, data.get(name))
    if number(data.get("precipitation")):
        yield labelled("precipitation", data.get("precipitation"))


def _day(data: Mapping[str, Any], *, has_uv: bool = False, has_wind: bool = False) -> str:
    """Return conditions, low to high, rain, and UV and wind where they are asked for."""
    low, high = text(data.get("low")), text(data.get("high"))
    span = f"{low or 'up'} to {high}" if high else labelled("down to", low)
    uv = labelled("UV index", data.get("uv_index")) if has_uv else ""
    wind = labelled("wind", data.get("wind")) if has_wind else ""
    known = joined([text(data.get("conditions")), span, rain(data), wind, uv], ", ")
    return known or "no figures are known"


def _problem(finding: Finding) -> str:
    """Return an error result in words for the person who asked."""
    data, name = finding.data, text(finding.asked_for)
    error = str(data["error"])
    if error == _UNKNOWN_PLACE:
        guesses = options(data.get("suggestions"))
        hint = f"; did you mean {' or '.join(guesses)}?" if guesses else "."
        return f"I don't know a place called {name}{hint}"
    if error == "ambiguous_place":
        choices = "; ".join(options(data.get("choices")))
        return f"There are several places called {name}: {choices}. Which one do you mean?"
    reason = text(data.get("message"))
    return _PROBLEMS.get(error, _NO_WORDS).format(place=name, reason=reason).rstrip()
