"""Questions made by rule from what is meant: an ask, places, a time and units.

What a frame means is known before its question is composed: `turn_of` tells the calls that it takes
and `frame_answers` what its answer has to say. Nothing here knows how a question is read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Final

from answer_sets import ASKED_AT
from told_calls import told

from bot.messages import ToolCall

TODAY: Final = ASKED_AT.date()
_TABLE: Final = Path(__file__).parent / "data" / "ask_frames.txt"
_FORECAST: Final = 7
_SEARCHED_HOURS: Final = 48
_FEWEST_HOURS: Final = 6
_TO_COME: Final = ("rain", "start", "end")
_A_DAY: Final = 24

PLACES: Final = {
    **dict.fromkeys(("Oslo", "Rome", "Paris", "Madrid", "Vienna", "Nice"), 1),
    **dict.fromkeys(("Lisbon", "Dublin", "London"), 0),
    "New York": -5,
    "Tokyo": 9,
    "Athens": 2,
}
"""Places with the hours that their clocks are ahead of UTC."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for, with the ways to word it; "_" stands for the places and the time.

    Attributes:
        kind: The group of asks that take the same calls, such as "rain" or "sea".
        told: What the answer has to say: a way and what it is about, such as "figure wind".
        tense: When it can be asked about: "soon", "now", "past", "so far" or "any".
        wordings: Empty where the question is worded elsewhere.
    """

    kind: str
    told: str
    tense: str
    wordings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Time:
    """A time as it is worded, and as it is meant at `ASKED_AT`.

    Attributes:
        ahead: The days until the first one; None where no day is meant.
        first_hour: None where whole days are meant; `hours` likewise.
    """

    words: str
    ahead: int | None = None
    days: int = 1
    first_hour: int | None = None
    hours: int = 0
    is_now: bool = False

    @property
    def day(self) -> date:
        """The first day."""
        return TODAY + timedelta(days=self.ahead or 0)

    @property
    def tenses(self) -> tuple[str, ...]:
        """The tenses of asks that it fits."""
        if self.ahead is None:
            return ("now", "any") if self.is_now else ("now", "soon", "any")
        is_today = self.ahead == 0 and self.days == 1
        return ("past",) if self.ahead < 0 else ("soon", "any", *("so far",) * is_today)


UNTIMED: Final = Time("")
TIMES: Final = (
    UNTIMED,
    Time("right now", is_now=True),
    Time("today", 0),
    Time("tomorrow", 1),
    Time("on Friday", 6),
    Time("this weekend", 0, 2),
    Time("for the next 3 days", 0, 3),
    Time("tomorrow morning", 1, first_hour=6, hours=6),
    Time("at 3 pm tomorrow", 1, first_hour=15, hours=3),
    Time("on Monday evening", 2, first_hour=18, hours=5),
    Time("from Tuesday to Thursday", 3, 3),
    Time("the day after tomorrow", 2),
    Time("on 2 December", 4),
    Time("yesterday", -1),
    Time("last weekend", -7, 2),
    Time("last Monday", -5),
)
LISTS: Final = (
    "Oslo",
    "Rome and Oslo",
    "Lisbon",
    "Paris, Rome and Oslo",
    "New York",
    "Dublin or Madrid",
    "Madrid, Vienna, Rome",
    "Tokyo",
    "Vienna & Paris",
    "Nice",
    "Athens, London or Lisbon",
)
SEAS: Final = ("Nice", "Nice and Lisbon", "Dublin", "Athens, Dublin or Lisbon", "Lisbon")
DRESSINGS: Final = ("{}", "{lower}", "please tell me: {}", "{bare}", "hi there, {}", "{} Thanks!")
POSITIONS: Final = ("in {places} {time}", "{time} in {places}", "in front")


@dataclass(frozen=True, slots=True)
class Frame:
    """What is meant by a question."""

    ask: Ask
    places: tuple[str, ...]
    time: Time
    units: str = ""


def asks() -> list[Ask]:
    """Return the rows of the table."""
    rows = [
        [part.strip() for part in line.split("|")]
        for line in _TABLE.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    return [Ask(kind, told, tense, tuple(words)) for kind, told, tense, *words in rows]


def each_wording(table: Sequence[Ask]) -> list[Ask]:
    """Return a row for each wording of a table."""
    return [replace(ask, wordings=(words,)) for ask in table for words in ask.wordings]


def places_in(listed: str) -> tuple[str, ...]:
    """Return the places of a list, in its order."""
    return tuple(sorted((each for each in PLACES if each in listed), key=listed.index))


def covering(first: int, second: int, *others: int) -> Iterator[tuple[int, ...]]:
    """Yield rows of indices in which each pair of the first two factors is met once.

    The others go on at paces of their own, so that each of their values meets each of the first
    two's, and of one another's.
    """
    for one, two in product(range(first), range(second)):
        more = ((one + (at + 1) * two + one * two) % size for at, size in enumerate(others))
        yield one, two, *more


def worded(template: str, listed: str, time: str, position: str, dressing: str = "{}") -> str:
    """Return a question by its template with the places and the time where they are to stand."""
    is_in_front = position == "in front" and bool(time)
    where = POSITIONS[0] if position == "in front" else position
    tail = where.format(places=listed, time="" if is_in_front else time)
    text = template.replace("_", " ".join(tail.split()))
    text = f"{time}, {text}" if is_in_front else text
    text = text[0].upper() + text[1:]
    plain = text if text[:2].isupper() else text[0].lower() + text[1:]
    if dressing.startswith("{} "):
        return dressing.format(text if text.endswith("?") else f"{text}.")
    return dressing.format(plain, lower=text.lower(), bare=plain.rstrip("?"))


def turn_of(frame: Frame) -> list[str]:
    """Return the calls that a frame takes, in their order, each in a line."""
    units = f" units={frame.units}" if frame.units else ""
    return [
        _line(f"{tool} {place}{arguments}{units if tool not in _WITHOUT_UNITS else ''}")
        for place in frame.places
        for tool, arguments in _calls(frame.ask, frame.time, place, len(frame.places))
    ]


def _calls(ask: Ask, time: Time, place: str, count: int) -> Iterator[tuple[str, str]]:
    is_later = (time.ahead or 0) > 0
    if ask.kind in ("sky", "sea"):
        if ask.kind == "sky" or time.ahead is not None:
            yield _OF_DAYS[ask.kind], _days(time)
        else:
            yield "sea", ""
        return
    if ask.kind in ("air", "alerts", "uv"):
        yield "alerts" if ask.kind == "alerts" else "air_quality", ""
        if ask.kind == "uv" or (is_later and time.first_hour is None):
            yield "forecast", _days(time)
        elif is_later:
            yield "hourly_forecast", _hours(time)
        return
    yield from _of_weather(ask, time, place, count)


_WITHOUT_UNITS: Final = ("sun_and_moon", "air_quality", "alerts")
_OF_DAYS: Final = {"sky": "sun_and_moon", "sea": "sea"}


def _of_weather(ask: Ask, time: Time, place: str, count: int) -> Iterator[tuple[str, str]]:
    """Yield the calls of the weather itself: the past, the present, hours or days."""
    hour = (ASKED_AT.hour + PLACES[place]) % _A_DAY
    rest = " first_day=today first_hour=None hours="
    rest_of_today = ("hourly_forecast", f"{rest}{max(_FEWEST_HOURS, _A_DAY - hour)}")
    first = _first(time)
    if (time.ahead or 0) < 0:
        yield "past_weather", f" first_day={time.day} days={time.days}"
    elif ask.kind in ("start", "end") and time.ahead is None:
        yield "hourly_forecast", f"{rest}{_SEARCHED_HOURS}"
        if ask.kind == "start":
            yield "forecast", f" first_day=today days={_FORECAST}"
    elif time.first_hour is not None and ask.kind != "sunscreen":
        yield "hourly_forecast", _hours(time)
    elif is_today(ask, time) and (ask.kind in _TO_COME or (ask.kind == "hour" and not time.words)):
        yield rest_of_today
    elif time.ahead is None and (time.is_now or _is_of_now(ask)):
        yield "weather", ""
    elif _is_of_hours(ask, time, count):
        hours = _A_DAY * time.days - (hour if time.ahead == 0 else 0)
        hour_now = None if time.ahead == 0 else 0
        yield "hourly_forecast", f" {first} first_hour={hour_now} hours={hours}"
    else:
        yield "forecast", _days(time)


def is_today(ask: Ask, time: Time) -> bool:
    """Return whether what is to come today is meant."""
    is_untimed = time.ahead is None and ask.tense == "soon" and not time.is_now
    return is_untimed or (time.ahead == 0 and time.days == 1)


def _is_of_now(ask: Ask) -> bool:
    """Return whether the present is meant without a time: a high or a low is one of the day."""
    return ask.tense in ("now", "any") and ask.kind != "high"


def _is_of_hours(ask: Ask, time: Time, count: int) -> bool:
    """Return whether hours tell it of days: when it ends, or begins in one place alone."""
    if ask.kind == "hour":
        return time.days <= 2
    return time.days == 1 and (ask.kind == "end" or (ask.kind == "start" and count == 1))


def _first(time: Time) -> str:
    return "first_day=" + {0: "today", 1: "tomorrow"}.get(time.ahead or 0, str(time.day))


def _days(time: Time) -> str:
    return f" {_first(time)} days={time.days}"


def _hours(time: Time) -> str:
    return f" {_first(time)} first_hour={time.first_hour} hours={time.hours}"


def called(calls: Sequence[ToolCall]) -> list[str]:
    """Return calls in their order, each in a line, in small letters and with sorted arguments."""
    return [_line(told(call)) for call in calls]


def _line(call: str) -> str:
    words = call.lower().split(" ")
    return " ".join(sorted(words, key=lambda word: ("=" in word, word if "=" in word else "")))


def _is_left_out(ask: Ask, time: Time, listed: str) -> bool:
    """Return whether nothing is promised: of the peak of several places over several days, or now.

    Their means decide then who wins, and no single day.
    """
    is_apart = time.days > 1 or time.ahead is None
    return ask.told.startswith("peak") and is_apart and len(places_in(listed)) > 1


def single_frames(table: Sequence[Ask]) -> Iterator[tuple[str, Frame]]:
    """Yield questions with what they mean: each ask at each time, the rest in turn."""
    for at, when, where, position, dressing in covering(
        len(table), len(TIMES), len(LISTS), len(POSITIONS), len(DRESSINGS)
    ):
        ask, time = table[at], TIMES[when]
        if ask.tense not in time.tenses or _is_left_out(ask, time, LISTS[where]):
            continue
        wording = ask.wordings[(at + when) % len(ask.wordings)]
        listed = SEAS[where % len(SEAS)] if ask.kind == "sea" else LISTS[where]
        question = worded(wording, listed, time.words, POSITIONS[position], DRESSINGS[dressing])
        units = "metric" if ask.told.endswith(("C", "km/h")) else ""
        yield question, Frame(ask, places_in(listed), time, units)
