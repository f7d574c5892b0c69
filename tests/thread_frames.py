"""Follow-ups and questions about several places, composed like those of `ask_frames`.

A follow-up changes exactly one part of the frame before it: places, time, ask or units.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ask_frames import LISTS, POSITIONS, SEAS, TIMES, UNTIMED, Ask, Frame, Time, places_in, worded

_TEMPERATURE: Final = Ask("day", "figure temperature", "any")
_WIND: Final = Ask("day", "figure wind", "any")
_BASES: Final = (
    ("weather _", Ask("plain", "weather", "any")),
    ("temperature _", _TEMPERATURE),
    ("how windy will it be _?", replace(_WIND, tense="soon")),
    ("wind _", _WIND),
    ("will it rain _?", Ask("rain", "yes rain", "soon")),
    ("chance of rain _", Ask("rain", "figure chance", "soon")),
    ("how much rain will fall _?", Ask("rain", "figure amount", "soon")),
    ("will it snow _?", Ask("rain", "yes snow", "soon")),
    ("when will it stop raining _?", Ask("end", "when", "soon")),
    ("humidity _", Ask("hour", "figure humidity", "any")),
    ("will it be windy _?", Ask("day", "yes wind", "soon")),
    ("should I wear a coat _?", Ask("day", "answer", "soon")),
    ("when is sunset _?", Ask("sky", "figure sunset", "any")),
    ("moonrise _", Ask("sky", "figure moonrise", "any")),
    ("waves _", Ask("sea", "figure waves", "any")),
    ("air quality _", Ask("air", "figure air", "any")),
    ("UV index _", Ask("uv", "figure uv", "any")),
)
"""Asks that open a thread."""

_PLACES: Final = (
    *("and Lisbon?", "what about Lisbon?", "how about Lisbon?", "Lisbon?", "and in Lisbon?"),
    *("what about in Lisbon", "same for Lisbon", "ok, and Lisbon?", "and Nice and Lisbon?"),
    *("what about Nice, Athens and Lisbon?", "and for Nice?", "okay and lisbon", "Lisbon"),
)
_DAYS: Final = (
    *("and _?", "what about _?", "how about _?", "_?", "and what about _?", "ok and _?"),
    "same question _",
)
_LATER: Final = (
    *("and the day after?", "and the day after that?", "the next day?", "and the following day?"),
    "what about the day after?",
)
_ASKS: Final = (
    ("what about the wind?", _WIND),
    ("and the wind?", _WIND),
    ("how windy will it be?", replace(_WIND, tense="soon")),
    ("and the temperature?", _TEMPERATURE),
    ("and the temperature there?", _TEMPERATURE),
    ("how about the gusts?", Ask("day", "figure gusts", "any")),
    ("and the humidity?", Ask("hour", "figure humidity", "any")),
    ("will it rain?", Ask("rain", "yes rain", "soon")),
    ("will it rain there?", Ask("rain", "yes rain", "soon")),
    ("and will it snow there?", Ask("rain", "yes snow", "soon")),
    ("and the chance of rain?", Ask("rain", "figure chance", "soon")),
    ("and the sunset?", Ask("sky", "figure sunset", "any")),
    ("what about the sunrise there?", Ask("sky", "figure sunrise", "any")),
    ("and the UV index?", Ask("uv", "figure uv", "any")),
    ("and the air quality?", Ask("air", "figure air", "any")),
    ("should I take an umbrella?", Ask("rain", "yes umbrella", "soon")),
    ("is it going to be windy there?", Ask("day", "yes wind", "soon")),
)
_UNITS: Final = {
    "temperature": (
        ("in Fahrenheit", "imperial"),
        ("in Fahrenheit please", "imperial"),
        ("and in Fahrenheit?", "imperial"),
        ("in Celsius", "metric"),
        ("can I have that in Fahrenheit?", "imperial"),
        ("what is that in Celsius?", "metric"),
    ),
    "wind": (
        ("in mph", "imperial"),
        ("in mph?", "imperial"),
        ("and in km/h?", "metric"),
        ("in miles per hour please", "imperial"),
    ),
    "amount": (("in inches", "imperial"), ("and in mm?", "metric")),
    "weather": (
        ("in imperial units please", "imperial"),
        ("in Celsius please", "metric"),
        ("in Fahrenheit", "imperial"),
    ),
}
"""By what was asked before, those in which people would want it."""


_WINNERS: Final = (
    ("which is warmest?", Ask("day", "most high+", "soon")),
    ("which one is windiest?", Ask("day", "most wind+", "soon")),
    ("where is it coldest?", Ask("day", "most low-", "soon")),
    ("and which of them is the warmest?", Ask("day", "most high+", "soon")),
)


_LEFT_OUT: Final = ("air", "uv", "alerts")
"""Kinds whose first call has no day, so that "and at 6 pm?" behind another day is today's."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a thread, and what it means."""

    question: str
    frame: Frame


def opening(number: int) -> Turn:
    """Return a question that opens a thread; each number has one of its own."""
    template, ask = _BASES[number % len(_BASES)]
    times = [time for time in TIMES if ask.tense in time.tenses]
    time = times[number // len(_BASES) % len(times)]
    lists = SEAS if ask.kind == "sea" else LISTS
    listed = lists[(number + number // len(_BASES)) % len(lists)]
    question = worded(template, listed, time.words, POSITIONS[number % len(POSITIONS)])
    return Turn(question, Frame(ask, places_in(listed), time))


def changes(frame: Frame, number: int) -> Iterator[Turn]:
    """Yield follow-ups on a frame, one of each sort that fits it."""
    yield from _other_time(frame, number)
    if frame.ask.told.startswith("most"):
        return  # another place is one more to choose from
    yield from _other_places(frame, number)
    yield from _other_ask(frame, number)
    yield from _other_units(frame, number)
    yield from _winner(frame, number)


def _other_places(frame: Frame, number: int) -> Iterator[Turn]:
    words = _PLACES[number % len(_PLACES)]
    yield Turn(words, replace(frame, places=places_in(words.replace("lisbon", "Lisbon"))))


def _other_time(frame: Frame, number: int) -> Iterator[Turn]:
    if frame.time.first_hour is not None and frame.ask.kind in _LEFT_OUT:
        return
    if frame.time.first_hour is not None:
        words = ("and at 6 pm?", "what about at 6 pm?")[number % 2]
        yield Turn(words, replace(frame, time=replace(frame.time, first_hour=18, hours=3)))
        return
    times = [
        time
        for time in TIMES
        if frame.ask.tense in time.tenses and time.words and time != frame.time
        if not time.is_now
    ]
    time = times[number % len(times)]
    words = _DAYS[number % len(_DAYS)].replace("_", time.words)
    yield Turn(words, replace(frame, time=time))
    if frame.time.ahead is not None and frame.time.ahead >= 0:
        later = Time("", (frame.time.ahead or 0) + frame.time.days)
        yield Turn(_LATER[number % len(_LATER)], replace(frame, time=later))


def _other_ask(frame: Frame, number: int) -> Iterator[Turn]:
    """Yield other asks; without a time what was asked decides what is meant, today or now."""
    if frame.ask.kind == "sea" or (frame.time == UNTIMED and frame.ask.tense == "soon"):
        return
    tenses = ("any",) if frame.time == UNTIMED else frame.time.tenses
    for step in (0, 5):
        words, ask = _ASKS[(number + step) % len(_ASKS)]
        if ask.tense in tenses and ask.told != frame.ask.told:
            yield Turn(words, replace(frame, ask=ask))


def _other_units(frame: Frame, number: int) -> Iterator[Turn]:
    _, _, what = frame.ask.told.rpartition(" ")
    for words, units in _UNITS.get(what, ())[number % 2 :: 2]:
        yield Turn(words, replace(frame, units=units))


def _winner(frame: Frame, number: int) -> Iterator[Turn]:
    """Yield the question which of several places has most of it, on one day."""
    if len(frame.places) < 2 or frame.time.days > 1 or (frame.time.ahead or 0) < 1:
        return
    words, ask = _WINNERS[number % len(_WINNERS)]
    if frame.ask.kind in ("plain", "day"):
        yield Turn(words, replace(frame, ask=ask))


def threads(count: int) -> Iterator[tuple[Turn, ...]]:
    """Yield threads of two and of three questions, each but the first a follow-up."""
    for number in range(count):
        first = opening(number)
        for at, second in enumerate(changes(first.frame, number)):
            yield first, second
            third = [
                each
                for each in changes(second.frame, number + at + 3)
                if second.frame.places == first.frame.places or not _is_choice(each)
            ]
            yield first, second, third[(number + at) % len(third)]
            yield from _of_both(first, second)
            yield first, second, opening(number + 11)  # which takes nothing over


def _is_choice(turn: Turn) -> bool:
    """Return whether it is a choice, which is among all the places that a thread has named."""
    return turn.frame.ask.told.startswith("most")


def _of_both(first: Turn, second: Turn) -> Iterator[tuple[Turn, ...]]:
    """Yield the question which of two places is warmer that were told of one after the other."""
    one, other = first.frame, second.frame
    is_one_day = one.time.days == 1 and (one.time.ahead or 0) > 0
    if one.ask.kind in ("plain", "day") and is_one_day and len(one.places) == 1:
        places = (*one.places, *other.places)
        if (
            "New York" not in places
            and one.ask == other.ask
            and one.time == other.time
            and len({*places}) == len(places) > 1
        ):
            ask = Ask("day", "most high+", "soon")
            told = replace(other, ask=ask, places=places)
            yield first, second, Turn("which is warmer?", told)
