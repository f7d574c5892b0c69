"""Questions about which of several places or days is more, and whether one is more than another."""

from collections.abc import Iterator
from itertools import product
from typing import Final

from ask_frames import TIMES, Ask, Frame, Time

_QUALITIES: Final = (
    ("day", "warm", "warmest", "warmer", "high+"),
    ("day", "hot", "hottest", "hotter", "high+"),
    ("day", "cold", "coldest", "colder", "low-"),
    ("day", "windy", "windiest", "windier", "wind+"),
    ("day", "gusty", "gustiest", "gustier", "gusts+"),
    ("rain", "wet", "wettest", "wetter", "precipitation+"),
    ("rain", "rainy", "rainiest", "rainier", "precipitation+"),
    ("hour", "humid", "most humid", "more humid", "humidity+"),
)
"""The group of calls of a word, its forms, and which figure decides between two."""
_OF_THREE: Final = (
    "which of {and} will be {est} _?",
    "which will be {est} _: {or}?",
    "where will it be {est} _: {or}?",
    "where will it be the {est} _, {or}?",
    "which place will be {est} _: {list}?",
    "_, which of {and} will be {est}?",
    "out of {and}, which will be {est} _?",
)
_OF_TWO: Final = (
    "which will be {er} _, {or}?",
    "where will it be {er} _, {or}?",
    "will {or} be {er} _?",
    "_, where will it be {er}: {or}?",
)
_AGAINST: Final = (
    "will it be {er} in {a} than in {b} _?",
    "will {a} be {er} than {b} _?",
    "_, will it be {er} in {a} than in {b}?",
    "is {a} going to be {er} than {b} _?",
)
_APART: Final = (
    "how much {er} will it be in {a} than in {b} _?",
    "how much {er} will {a} be than {b} _?",
)
_TIMES: Final = tuple(time for time in TIMES if (time.ahead or 0) > 0 and time.days == 1)
_THREES: Final = (
    ("Oslo", "Rome", "Paris"),
    ("Madrid", "Vienna", "Lisbon"),
    ("London", "Athens", "Tokyo"),
)
_TWOS: Final = (("Rome", "Oslo"), ("Oslo", "Rome"), ("Dublin", "Madrid"), ("Tokyo", "Athens"))
_DAYS: Final = (
    "which day will be {est} in {a} _?",
    "what's the {est} day in {a} _?",
    "_, which day will be the {est} in {a}?",
)
_SPANS: Final = (
    *(time for time in TIMES if time.days in (2, 3) and time.ahead in (0, 3)),
    Time("in the next 5 days", 0, 5),
    Time("next week", 2, 7),
)


_ASKS_OF_TWO: Final = (
    ("will it rain _", Ask("rain", "yes rain", "soon")),
    ("how windy will it be _", Ask("day", "figure wind", "soon")),
    ("what will the high be _", Ask("high", "figure high", "soon")),
    ("will it snow _", Ask("rain", "yes snow", "soon")),
    ("when is sunset _", Ask("sky", "figure sunset", "any")),
    ("what will the temperature be _", Ask("day", "figure temperature", "soon")),
    ("will it be windy _", Ask("day", "yes wind", "soon")),
)
_JOINED: Final = ("{} and {}?", "{}, and {}?", "{}? {}?", "{}? and {}?", "{} and also {}?")
_TIMES_OF_TWO: Final = ("tomorrow", "on Friday", "on 2 December")


def several_frames() -> Iterator[tuple[str, Frame]]:
    """Yield questions with what they mean: each way to ask of each quality, the rest in turn."""
    ways = (("most", _OF_THREE, _THREES), ("most", _OF_TWO, _TWOS), ("more", _AGAINST, _TWOS))
    number = 0
    for way, templates, groups in (*ways, ("apart", _APART, _TWOS)):
        for template, quality in product(templates, _QUALITIES):
            kind, _, _, _, decides = quality
            if way == "apart" and kind == "rain":
                continue
            for step in range(2):
                places, time = groups[number % len(groups)], _TIMES[number * 5 % len(_TIMES)]
                number += 1
                ask = Ask(kind, f"{way} {decides}", "soon")
                question = _worded(template, quality, places, time.words, step)
                yield question, Frame(ask, places, time)
    yield from _of_days()


def _of_days() -> Iterator[tuple[str, Frame]]:
    for at, (template, quality) in enumerate(product(_DAYS, _QUALITIES[:5])):
        time, place = _SPANS[at % len(_SPANS)], ("Rome", "Oslo", "Dublin")[at % 3]
        ask = Ask("day", f"days {quality[4]}", "soon")
        yield _worded(template, quality, (place,), time.words, 0), Frame(ask, (place,), time)


def _worded(
    template: str, quality: tuple[str, ...], places: tuple[str, ...], time: str, step: int
) -> str:
    *most, last = places
    listed = ", ".join(most)
    words = template.format(
        est=quality[2],
        er=quality[3],
        a=places[0],
        b=last,
        list=", ".join(places),
        **{"or": f"{listed} or {last}", "and": f"{listed}{'' if step else ','} and {last}"},
    ).replace("_", time)
    return words[0].upper() + words[1:] if step else words


def double_frames() -> Iterator[tuple[str, tuple[Frame, Frame]]]:
    """Yield two questions in one message, each of another place and of a day of its own."""
    times = [time for time in TIMES if time.words in _TIMES_OF_TWO]
    for at, ((one, first), (other, second)) in enumerate(product(_ASKS_OF_TWO, _ASKS_OF_TWO)):
        if first.told.split()[1] == second.told.split()[1]:
            continue  # nobody asks for the wind and whether it is windy
        days = (times[at % 3], times[(at + 1 + at // 7 % 2) % 3])
        places = (("Oslo",), ("Rome",)) if at % 2 else (("Madrid",), ("Dublin",))
        clauses = [
            text.replace("_", f"in {place[0]} {day.words}")
            for text, place, day in zip((one, other), places, days, strict=True)
        ]
        question = _JOINED[at % len(_JOINED)].format(*clauses)
        yield question, (Frame(first, places[0], days[0]), Frame(second, places[1], days[1]))
