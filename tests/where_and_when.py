"""Questions composed by rule of a time, places and a form, so that their meaning is known before.

A frame says what is meant: places, and days or hours. Tables in tests/data/where_and_when_*.txt say
how each part can be worded; the frame alone says which calls it must become at `ASKED_AT`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from question_sets import ASKED_AT

HOME: Final = "Lisbon"
"""The place of who asks."""
_FILES: Final = Path(__file__).parent / "data"
_HOUR: Final = 3
"""The hours that are told for one of them."""
_WEEK: Final = 7
_CODE: Final = re.compile(
    r"(?:\+(?P<later>\d+)|(?P<day>-?\d+)?(?:T(?P<hour>\d+))?)(?:/(?P<many>\d+))?"
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days, or some hours that begin on a day.

    Attributes:
        day: The first one, counted from today; None where the words name none.
        hour: The first hour, or how many hours it is until then; None for whole days.
        many: How many days or hours.
        is_from_now: Whether the hours are counted from the moment of asking.
    """

    day: int | None
    hour: int | None
    many: int
    is_from_now: bool = False

    @property
    def is_one_day(self) -> bool:
        """Whether it is a single day by its name, or a part of it."""
        return self.day is not None and (self.hour is not None or self.many == 1)

    def call(self, place: "Place") -> str:
        """Return the call for it as it is told: "forecast Oslo first_day=today days=1"."""
        day, hour, many = self.day or 0, self.hour, self.many
        if hour is None:
            tool = "past_weather" if day < 0 else "forecast"
            return f"{tool} {place.name} first_day={_told_day(day)} days={many}"
        now = ASKED_AT.hour + place.ahead
        if self.is_from_now:
            day, hour = divmod(now + hour, 24)
        elif day == 0 and now >= hour + many:  # it is over, and the rest of the day is not
            return f"forecast {place.name} first_day=today days=1"
        elif day == 0 and now > hour and many > _HOUR:
            hour, many = now, many - (now - hour)
            many += many == _HOUR
        first = f"first_day={_told_day(day)} first_hour={hour}"
        return f"hourly_forecast {place.name} {first} hours={many}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time with words for it: one stretch, or several that are told apart."""

    stretches: tuple[Stretch, ...]
    words: str

    @property
    def is_past(self) -> bool:
        """Whether it is over."""
        return (self.stretches[0].day or 0) < 0

    @property
    def names_day(self) -> bool:
        """Whether it means the same wherever it stands."""
        return self.stretches[0].day is not None or self.stretches[0].is_from_now

    def behind(self, before: "Time") -> "Time | None":
        """Return what it means behind another time; None where that can be doubted."""
        own, other = self.stretches[0], before.stretches[-1]
        if not self.names_day:
            if before.is_past or not other.is_one_day or len(before.stretches) > 1:
                return None
            return replace(self, stretches=(replace(own, day=other.day),))
        is_near = (before.stretches[0].day or 0) < _WEEK - 2  # else "on Friday" is the one behind
        return self if is_near and (own.hour is not None or other.hour is None) else None


@dataclass(frozen=True, slots=True)
class Place:
    """A place with words for it.

    Attributes:
        name: As the tools are asked for it.
        ahead: The hours of its clock ahead of Greenwich.
        words: As it is named by itself.
        where: The same as a part of a sentence: "in Oslo".
        marks: Signs of the table for where it can't stand.
    """

    name: str
    ahead: int
    words: str
    where: str
    marks: str

    @property
    def is_for_lists(self) -> bool:
        """Whether it can stand between the commas of a list."""
        return not self.marks and "," not in self.words


@dataclass(frozen=True, slots=True)
class Frame:
    """The questions of a thread, and the calls that the last one becomes."""

    questions: tuple[str, ...]
    calls: tuple[str, ...]


class Tables:
    """The tables of a language, and the frames that are composed of them.

    Two tables meet in all pairs; each other one is gone through at a step of its own, so that its
    values meet those of all others, too.
    """

    def __init__(self, language: str) -> None:
        """Read tests/data/where_and_when_LANGUAGE.txt."""
        text = (_FILES / f"where_and_when_{language}.txt").read_text(encoding="utf-8")
        parts = (part.splitlines() for part in text.removeprefix("# ").split("\n# "))
        self._lines = {title.split(":")[0]: lines for title, *lines in parts}
        self.times = [time for line in self._lines["Times"] for time in _times(line)]
        self.places = [place for line in self._lines["Places"] for place in _places(line)]

    def single(self, step: int) -> Iterator[Frame]:
        """Yield each time at each place, in all forms and manners."""
        manners = self._lines["Manners"]
        for i, j in _pairs(len(self.times), len(self.places), step):
            time, place = self.times[i], self.places[j]
            question = _filled(self._form("Questions", i + j), place, time)
            manner = manners[(i + 2 * j + i // len(manners)) % len(manners)]
            yield Frame((_put(manner, question, place),), _calls((place,), time))

    def listed(self, step: int) -> Iterator[Frame]:
        """Yield each time in front of lists of places, behind them and within a sentence."""
        lists = self._lines["Lists"]
        places = [place for place in self.places if place.is_for_lists]
        for i, j in _pairs(len(self.times), len(lists), step):
            time, join = self.times[i], lists[j]
            some = _some(places, i * len(lists) + j, 1 + i % 5, _size(join))
            words = _joined(join, [place.words for place in some])
            form = _in_tense(self._form("Questions of several places", i + j), time)
            yield Frame((form.format(place=words, time=time.words),), _calls(some, time))

    def parted(self, step: int) -> Iterator[Frame]:
        """Yield clauses that each have a place and a time of their own."""
        joins = self._lines["Between clauses"]
        places = [place for place in self.places if "," not in place.words]
        times = [time for time in self.times if time.names_day]
        for i, j in _pairs(len(times), len(joins), step):
            at, size = i * len(joins) + j, _size(joins[j])
            behind = [times[(at * 7 + 31 * each) % len(times)] for each in range(1, size)]
            some = _some(places, at, 1 + i % 5, size)
            asked = list(zip(some, [times[i], *behind], strict=True))
            form = self._form("Clauses", i + j)
            question = _joined(joins[j], [_filled(form, place, time) for place, time in asked])
            calls = [call for place, time in asked for call in _calls((place,), time)]
            yield Frame((question,), tuple(dict.fromkeys(calls)))

    def followed(self, step: int) -> Iterator[Frame]:
        """Yield questions with one behind them that changes the place, or the time, and no more."""
        places, times = self._lines["Another place"], self._lines["Another time"]
        changes = [*places, *times]
        for i, j in _pairs(len(self.times), len(changes), step):
            at, time = i * len(changes) + j, self.times[i]
            first, other = _some(self.places, at, 1 + i % 7, 2)
            place, then = other, time
            if j >= len(places):
                later = self.times[(at * 3 + 17) % len(self.times)].behind(time)
                if not later or later.stretches == time.stretches:
                    continue
                place, then = first, later
            question = _filled(self._form("Questions", i + j), first, time)
            yield Frame((question, _filled(changes[j], place, then)), _calls((place,), then))

    def _form(self, table: str, at: int) -> str:
        forms = self._lines[table]
        return forms[at % len(forms)]


def _pairs(rows: int, columns: int, step: int) -> Iterator[tuple[int, int]]:
    """Yield one of so many pairs, at a step that is no part of the columns' number."""
    return (divmod(at, columns) for at in range(0, rows * columns, step))


def _times(line: str) -> Iterator[Time]:
    code, words = line.split(": ", 1)
    stretches = tuple(map(_stretch, code.split(";")))
    return (Time(stretches, each) for each in words.split(" | "))


def _stretch(code: str) -> Stretch:
    found = _CODE.fullmatch(code)
    assert found, f"{code} is no stretch of time"
    later, day, hour, many = (int(each) if each else None for each in found.groups())
    return Stretch(day, hour if later is None else later, many or 1, later is not None)


def _places(line: str) -> Iterator[Place]:
    meant, words = line.split(": ", 1)
    name, ahead = meant.rsplit(" ", 1)
    for each in words.split(" | "):
        said = each.lstrip("~!^")
        marks = each.removesuffix(said)
        where = said if "~" in marks or said.startswith("at ") else f"in {said}"
        bare = where if "!" in marks else said
        bare = bare if "~" in marks else bare.removeprefix("at ")
        yield Place(name, int(ahead), bare, where, marks)


def _some(places: Sequence[Place], at: int, step: int, count: int) -> list[Place]:
    """Return so many places from one on, no two of one name."""
    chosen: dict[str, Place] = {}
    while len(chosen) < count:
        place = places[at % len(places)]
        chosen.setdefault(place.name, place)
        at += step if places[(at + step) % len(places)].name not in chosen else 1
    return list(chosen.values())


def _filled(form: str, place: Place, time: Time) -> str:
    return _in_tense(form, time).format(place=place.words, where=place.where, time=time.words)


def _in_tense(form: str, time: Time) -> str:
    """Return a form with the first of its "<will it be|was it>", or the second for the past."""
    return re.sub(r"<(.*?)\|(.*?)>", r"\2" if time.is_past else r"\1", form)


def _put(manner: str, question: str, place: Place) -> str:
    """Return a question as somebody puts it: politely, or without capitals or a question mark."""
    bare = question.rstrip("?")
    lower = question if "!" in place.marks else question.lower()
    return manner.format(question if manner == "{}" else bare, lower=lower, bare=bare)


def _joined(join: str, parts: Sequence[str]) -> str:
    return re.sub(r"[ABC]", lambda match: parts["ABC".index(match[0])], join)


def _size(join: str) -> int:
    return len(re.findall(r"[ABC]", join))


def _calls(places: Iterable[Place], time: Time) -> tuple[str, ...]:
    return tuple(stretch.call(place) for place in places for stretch in time.stretches)


def _told_day(ahead: int) -> str:
    told = {0: "today", 1: "tomorrow"}
    return told.get(ahead, str((ASKED_AT + timedelta(days=ahead)).date()))
