"""What the answer to a frame has to say, by the figures that the weather service gave for it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from answer_sets import Exchange
from ask_frames import Frame
from frame_parts import FIELDS, LOOK, Part, lead_of, parts_of, value_of

_VERDICT: Final = re.compile(r"\b(Yes|No|Perhaps|Partly)\b(?=[:,])")
_BOUND: Final = re.compile(r"(\w+)([<>])(-?\d+)")
_POSSIBLE_PCT: Final = 30
_LIKELY_PCT: Final = 60
_LIMITS: Final = {"hot": 27.0, "warm": 18.0}
_WINDY_KMH: Final = (29.0, 50.0)
_PER_MPH: Final = 1.609344
_HUMID_PCT: Final = 70
_NEAR: Final = 0.11

_RAIN: Final = re.compile("rain|drizzle|shower|thunder")


def faults_of(frame: Frame, exchange: Exchange) -> list[str]:
    """Return what an answer lacks of what its frame promises; empty for a right one."""
    way, _, what = frame.ask.told.partition(" ")
    parts = list(parts_of(exchange.results))
    lead = lead_of(exchange.words)
    faults = list(_listing(frame, exchange.words, parts))
    if "hours are over" in exchange.words:
        faults.append("calls hours over that are to come")
    told = [part for part in parts if any(_tells(row, way, what) for row in part.rows)]
    if way == "peak" or (what in ("high", "low") and _is_one_place(told) and len(told) > 1):
        faults += _peak(what, lead, told)
    elif way == "figure" and what != "pollen" and not (what == "amount" and _is_summed(told)):
        faults += _figures(what, lead, told)
    elif way in ("most", "more", "apart", "days"):
        faults += _compared(way, what, lead, told)
    elif way in ("yes", "answer"):
        faults += _verdicts(what, lead, told)
    elif way == "unknown" and not lead.startswith(f"I don't know the {_UNKNOWN.get(what, what)}"):
        faults.append(f"says nothing of the {what}")
    elif way == "weather" and lead and frame.ask.kind == "plain":
        faults.append("begins with more than was asked")
    elif way in ("advice", "when", "figure") and not lead:
        faults.append("answers nothing")
    return faults


_UNKNOWN: Final = {"pressure": "air pressure"}


def _tells(row: Mapping[str, Any], way: str, what: str) -> bool:
    """Return whether a row has what was asked: the air of coming days is that of now."""
    if way != "figure" or what not in FIELDS:
        return "european_aqi" not in row
    if what == "uv":
        return "date" in row
    return any(row.get(field) is not None for field in FIELDS[what])


def faults_of_two(frames: Sequence[Frame], exchange: Exchange) -> list[str]:
    """Return what an answer to two questions about a place each lacks of either."""
    parts, lead = list(parts_of(exchange.results)), lead_of(exchange.words)
    names = [part.name for part in parts]
    faults = []
    for frame, part in zip(frames, parts, strict=True):
        way, _, what = frame.ask.told.partition(" ")
        others = "|".join(map(re.escape, {*names} - {part.name}))
        start = lead.rfind(part.name)
        told = re.split(rf"\b(?:{others})\b", lead[start:])[0] if start >= 0 else ""
        verdicts = _VERDICT.findall(lead[: max(start, 0)])[-1:]
        if way == "figure" and not all(_has(told, each) for each in part.shown(what)):
            faults.append(f"{part.shown(what)} are not in {told!r}")
        if way == "yes" and not {*verdicts} & (wanted_verdicts(what, part) or {*verdicts}):
            faults.append(f"{part.name} has {verdicts} in {lead!r}")
    return faults


def _listing(frame: Frame, words: str, parts: Sequence[Part]) -> Iterator[str]:
    """Yield the places and days that are not told of exactly once below the lead."""
    if frame.ask.kind in ("start", "end", "uv", "sunscreen"):
        return
    below = words[len(lead_of(words)) :]
    labels = [part.label for part in parts]
    of_one = len({*labels}) == 1 and frame.ask.kind not in ("air", "alerts")
    for part in parts:
        wanted = 1 if of_one else labels.count(part.label)
        if below.count(f"**{part.label}**") != wanted:
            yield f"{part.label} is not told of {wanted} times"
        if part.day and part.day not in below:
            yield f"{part.day} is missing"


def _figures(what: str, lead: str, parts: Sequence[Part]) -> Iterator[str]:
    """Yield the figures that are missing where their place and day are told of.

    Days of one place whose figures are the same can be told of as one.
    """
    if not parts:
        if what == "feels":
            return  # days don't have it
        if not ("don't know" in lead or f"no {what}" in lead.lower()):
            yield f"nobody knows the {what}"
        return
    lead = lead.rpartition("this is how it is now. ")[2]
    names = list(dict.fromkeys(part.name for part in parts))
    if len(names) > 1 and not lead.startswith(names[0]) and f"no {what}" not in lead.lower():
        yield f"{lead!r} does not begin with {names[0]}"
    for name in names:
        days = [part for part in parts if part.name == name]
        told = _of_place(name, names, lead)
        if not told:
            yield f"{name} is not told of"
        same = all(day.shown(what) == days[0].shown(what) for day in days)
        for day in days:
            if len(days) > 1 and not same and told.count(day.day) != 1:
                yield f"{day.day} is not named once in {told!r}"
            of_day = bool(day.day) and day.day in told
            text = told.rpartition(day.day)[2].partition(";")[0] if of_day else told
            yield from (
                f"{shown} is not in {text!r}" for shown in day.shown(what) if not _has(text, shown)
            )


def _is_summed(parts: Sequence[Part]) -> bool:
    """Return whether an amount is that of several days or hours, which no result shows."""
    labels = {part.label for part in parts}
    return len(labels) < len(parts) or any(len(part.rows) > 1 for part in parts)


def _is_one_place(parts: Sequence[Part]) -> bool:
    return len({part.label for part in parts}) == 1


def _peak(what: str, lead: str, parts: Sequence[Part]) -> Iterator[str]:
    """Yield the highest or the lowest of all, where it is missing; of equal places one is told."""
    shown = sorted((each for part in parts for each in part.shown(what)), key=value_of)
    if not _has(lead, shown[0 if what == "low" else -1]):
        yield f"{shown} has its end not in {lead!r}"


def _of_place(name: str, names: Sequence[str], lead: str) -> str:
    """Return what a lead says of one of several places, from its name on up to the others'."""
    if len(names) == 1:
        return lead
    pattern = re.compile(rf"(?:^|; |\. ){re.escape(name)}\b")
    others = re.compile(rf"(?:; |\. )(?:{'|'.join(map(re.escape, {*names} - {name}))})\b")
    found = [others.split(lead[each.start() + 1 :])[0] for each in pattern.finditer(lead)]
    return "; ".join(dict.fromkeys(each.strip("; .") for each in found[:1]))


def _has(text: str, shown: str) -> bool:
    """Return whether a figure is in a text, and not as a piece of another."""
    low = text.lower()
    return bool(re.search(rf"(?<![\d.-]){re.escape(shown.lower())}(?!\d|\.\d)", low))


def _verdicts(what: str, lead: str, parts: Sequence[Part]) -> Iterator[str]:
    """Yield the places and days whose yes or no is missing or against their figures."""
    if lead.startswith("I don't know the humidity for that time") and what == "humid":
        return  # days don't have it
    found = list(_VERDICT.finditer(lead))
    if not found or found[0].start() != 0:
        yield f"no yes or no: {lead!r}"
        return
    ends = [each.start() for each in found[1:]] + [len(lead)]
    groups = [(each[1], lead[each.end() : end]) for each, end in zip(found, ends, strict=True)]
    alone = len(parts) == 1 or any(each in lead for each in ("not once", "on each of", "all "))
    several = len({part.name for part in parts}) > 1
    by_day = len(parts) > len({part.label for part in parts})
    for part in parts:
        key = ", ".join(filter(None, [part.name if several else "", part.day if by_day else ""]))
        said = {verdict for verdict, text in groups if alone or text.count(key) == 1}
        wanted = wanted_verdicts(what, part)
        if len(said) != 1:
            yield f"{key} has {len(said)} answers"
        elif wanted and not said <= wanted:
            yield f"{key or part.name}: {said} in place of {wanted}"


def _compared(way: str, what: str, lead: str, parts: Sequence[Part]) -> Iterator[str]:
    """Yield what is wrong of a winner, of a comparison of two or of how far they are apart."""
    sign = -1 if what.endswith("-") else 1
    values = [tuple(sign * each for each in _deciding(what[:-1], part)) for part in parts]
    if way == "apart":
        wanted = abs(values[0][0] - values[1][0])
        if not abs(abs(value_of(lead)) - wanted) < _NEAR:
            yield f"{lead!r} in place of {wanted:.1f}"
    elif way == "more":
        answer = "Yes" if values[0] > values[1] else "No"
        if not lead.startswith(answer) and values[0] != values[1]:
            yield f"{lead!r} in place of {answer}"
    else:
        best = [part for part, value in zip(parts, values, strict=True) if value == max(values)]
        names = [part.day if way == "days" else part.name for part in best]
        if not lead.startswith(tuple(names)):
            yield f"{lead!r} in place of {names}"
    for part in parts:
        if way in ("more", "apart") and part.name not in lead:
            yield f"{part.name} is missing in {lead!r}"


def _deciding(what: str, part: Part) -> list[float]:
    """Return the figure by which one of several is more, and what decides between equal ones."""
    rows = part.rows[:1] if len(part.rows) <= LOOK else part.rows
    few = Part(part.label, part.day, rows)
    fields = {"high": ("high",), "low": ("low",)}.get(what, (what,))
    known = few.values(*fields) or few.values("temperature")
    if what == "precipitation":
        return [sum(known), max(few.values("precipitation_probability"), default=0.0)]
    return [min(known) if what == "low" else max(known)]


def wanted_verdicts(what: str, part: Part) -> set[str]:
    """Return the verdicts that the figures allow; empty where they tell nothing of it."""
    if bound := _BOUND.match(what):
        name, sign, limit = bound.groups()
        fields = {"high": ("high", "temperature"), "low": ("low", "temperature")}
        known = part.values(*fields.get(name, (name,)))
        if name == "amount":
            known = [sum(part.values("precipitation"))]
        if not known:
            return set()
        holds = min(known) < float(limit) if sign == "<" else max(known) > float(limit)
        return {"Yes" if holds else "No"} if name != "amount" else _amount(part, holds=holds)
    if what in ("rain", "umbrella"):
        return _wet(part, _RAIN, but="snow")
    if what == "snow":
        return _wet(part, re.compile("snow"), but="rain|drizzle|shower")
    return _felt(what, part)


def _amount(part: Part, *, holds: bool) -> set[str]:
    chance = max(part.values("precipitation_probability"), default=100.0)
    return {"No"} if not holds else {"Yes"} if chance > _LIKELY_PCT else {"Yes", "Perhaps"}


def _wet(part: Part, kind: re.Pattern[str], but: str) -> set[str]:
    if re.search(but, part.conditions):
        return set()
    chances = part.values("precipitation_probability")
    if not chances:  # the past and the present
        return {"Yes"} if kind.search(part.conditions) else {"No"}
    if kind is not _RAIN and not kind.search(part.conditions):
        return set()  # it depends on the warmth
    is_possible, is_likely = max(chances) >= _POSSIBLE_PCT, max(chances) > _LIKELY_PCT
    return {"Yes" if is_likely else "Perhaps" if is_possible else "No"}


def _felt(what: str, part: Part) -> set[str]:
    high, low = part.values("high", "temperature"), part.values("low", "temperature")
    if "°F" in str(part.rows[0]):
        high, low = ([(each - 32) / 1.8 for each in ends] for ends in (high, low))
    per = _PER_MPH if "mph" in str(part.rows[0].get("wind", "")) else 1.0
    limits = zip(("wind", "gusts"), _WINDY_KMH, strict=True)
    rules = {
        "wind": any(max(part.values(each), default=0.0) * per >= limit for each, limit in limits),
        "freezing": min(low, default=1.0) <= 0,
        "humid": max(part.values("humidity"), default=0.0) >= _HUMID_PCT,
    } | {name: max(high, default=0.0) >= limit for name, limit in _LIMITS.items()}
    return {"Yes" if rules[what] else "No"} if what in rules else set()
