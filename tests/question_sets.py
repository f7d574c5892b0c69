"""Questions with the places and times that people mean in them, and how well they are read.

Each line of a set has a question, its places, and its time, as a person would take them who is
asked on a Wednesday at half past ten: a day, "/" and a number of days, "T" and an hour; "now"; "?"
for a day by a name whose date nobody is expected to know; nothing where no time is said.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fakes.offered_tools import offered_tools

from bot.clock import Deadline
from bot.messages import Asker, Message
from bot.models.offline import OfflineModel
from bot.models.offline.reading import read_question
from bot.models.offline.reading.times import When
from bot.places.gazetteer import Gazetteer, fold

ASKED_AT = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
HELD_OUT = Path(__file__).parent / "data" / "questions_held_out.txt"
TUNED_ON = Path(__file__).parent / "data" / "questions_dev.txt"


@dataclass(frozen=True, slots=True)
class Sample:
    """A question and what is meant by it."""

    question: str
    places: tuple[str, ...]
    time: str


@dataclass(slots=True)
class Score:
    """How many things were found, rightly or wrongly, and how many were missed.

    Attributes:
        misread: The questions in which something was found wrongly, or was missed.
    """

    right: int = 0
    wrong: int = 0
    missed: int = 0
    misread: set[str] = field(default_factory=set)

    @property
    def precision(self) -> float:
        """Which share of what was found is right."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Which share of what is there was found."""
        return self.right / max(1, self.right + self.missed)

    def count(self, question: str, wanted: Iterable[str], found: Iterable[str]) -> None:
        """Compare what a question means with what was found in it."""
        wanted, found = set(wanted), set(found)
        if wanted != found:
            self.misread.add(question)
        self.right += len(wanted & found)
        self.wrong += len(found - wanted)
        self.missed += len(wanted - found)


def samples(path: Path) -> Iterator[Sample]:
    """Yield the samples of a file."""
    for line in path.read_text().splitlines():
        question, places, time = (part.strip() for part in line.split("|"))
        yield Sample(question, tuple(part for part in places.split(";") if part.strip()), time)


def scores_of_reading(path: Path, gazetteer: Gazetteer) -> tuple[Score, Score]:
    """Return how well the places and the times of a set are read."""
    places, times = Score(), Score()
    for sample in samples(path):
        reading = read_question(sample.question, gazetteer, ASKED_AT, offered_tools())
        wanted = map(plain, sample.places)
        places.count(sample.question, wanted, map(plain, reading.places))
        times.count(sample.question, {sample.time} - {""}, {code_of(reading.when)} - {""})
    return places, times


def scores_from_outside(path: Path, gazetteer: Gazetteer) -> tuple[Score, Score]:
    """Return how well a set is understood as far as tool calls and replies show it.

    A place counts when it is asked for or named in the reply, a time when its day is; where the
    question says no time, only another day than today is wrong.
    """
    model, places, times = OfflineModel(gazetteer), Score(), Score()
    for sample in samples(path):
        calls, words = _answer(model, sample.question)
        wanted = {plain(place) for place in sample.places}
        asked = {plain(call["place"]) for call in calls}
        named = {place for place in wanted if place in plain(words)}
        days = _days_shown(sample, calls, words)
        places.count(sample.question, wanted, asked or named)
        times.count(sample.question, {_day(sample.time)} - {""}, days)
    return places, times


def plain(place: str) -> str:
    """Return a place as it is compared: without case, punctuation and article."""
    return fold(re.sub(r"^\s*the ", "", place, flags=re.IGNORECASE))


def code_of(when: When) -> str:
    """Return a time in the notation of the sets."""
    if when.unknown_day:
        return "?"
    if when.first_day is None:
        return "now" if when.is_now else ""
    if when.first_hour is not None:
        return f"{when.first_day}T{when.first_hour}"
    return f"{when.first_day}/{when.days}" if when.days > 1 else str(when.first_day)


def _answer(model: OfflineModel, question: str) -> tuple[list[dict[str, Any]], str]:
    deadline = Deadline(10.0, lambda: 0.0)
    completion = model.complete(
        [Message("user", question)], offered_tools(), Asker(ASKED_AT), deadline
    )
    calls = [{"tool": call.name, **json.loads(call.arguments)} for call in completion.tool_calls]
    return calls, completion.content


def _day(time: str) -> str:
    return re.split("[T/]", time)[0]


def _days_shown(sample: Sample, calls: list[dict[str, Any]], words: str) -> set[str]:
    """Return the days that calls ask for, or the day that is meant where the reply names it."""
    wanted = _day(sample.time)
    if not calls:
        return {wanted} - {""} if _is_named(wanted, words) else set()
    today, named = str(ASKED_AT.date()), {"today": 0, "tomorrow": 1}
    days = set()
    for call in calls:
        first = call.get("first_day")
        if first is None:
            days.add("now" if wanted == "now" else today)
        else:
            days.add(
                str(ASKED_AT.date().replace(day=25 + named[first])) if first in named else first
            )
    return days if wanted else days - {today}


def _is_named(wanted: str, words: str) -> bool:
    if wanted in ("", "?", "now"):
        return wanted == "?" and "I don't know the date" in words
    day = datetime.fromisoformat(wanted)
    return f"{day.day} {day:%B}" in words
