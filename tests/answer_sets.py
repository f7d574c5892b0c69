"""Questions with what an answer to them has to begin with, and how many answers do.

Each line of a set has a question and a class of answers: "verdict", a measure, "day", "hour",
"place" with those that can win, "compared", "difference", "wear", or "unknown" with what nobody
knows. They are asked on a Saturday at noon, and answered with simulated weather.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from fakes.clock import FakeTime

from bot.answering.batch import BatchResolver
from bot.bootstrap import TOOLS
from bot.clock import Clock
from bot.messages import Asker, Message, ToolCall
from bot.models.offline import OfflineModel
from bot.places import Places
from bot.places.gazetteer import Gazetteer
from bot.providers import WeatherProvider
from bot.providers.almanac import Almanac
from bot.providers.simulated import Simulated
from bot.reports import Kind
from bot.weather import Weather
from bot.weather.failover import Failover

T = TypeVar("T")

ASKED_AT = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
ANSWERS_HELD_OUT = Path(__file__).parent / "data" / "answers_held_out.txt"
ANSWERS_TUNED_ON = Path(__file__).parent / "data" / "answers_dev.txt"

_DAY: Final = (
    r"(?:today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day \d{1,2} \w+|not by |no\b)"
)
_CLASSES: Final = {
    "verdict": r"(?:yes|no|perhaps|partly)\b",
    "compared": r"(?:yes|no)\b.*\d",
    "difference": r"-?\d",
    "temperature": r"[^.]{0,60}?-?\d+(?:\.\d)? °[cf]",
    "humidity": r"[^.]{0,30}humidity (?:\d+ %|.*\d+ %)|i don't know the humidity",
    "wind": r"[^.]{0,30}wind \d+",
    "amount": r"[^.]{0,40}?\d+(?:\.\d+)? (?:mm|in|cm)\b",
    "chance": r"[^.]{0,30}?\d+ %",
    "day": rf"(?:perhaps |on |yes: |no: )?{_DAY}",
    "hour": rf"(?:perhaps |on )?{_DAY}.*\d\d:\d\d|it isn't|not by ",
    "sunset": r"[^.]{0,30}sunset \d\d:\d\d",
    "sunrise": r"[^.]{0,30}sunrise \d\d:\d\d",
    "daylight": r"[^.]{0,30}daylight \d",
    "moon": r"[^.]{0,60}moon|(?:waxing|waning|first|last)",
    "uv": r"[^.]{0,30}uv index (?:up to )?\d",
    "pollen": r"[^.]{0,30}pollen",
    "air": r"[^.]{0,30}air quality",
    "cloud": r"[^.]{0,20}(?:clouds?|cloudy|clear|overcast|rain|snow|fog)",
    "wear": r"(?:a |light)",
}


@dataclass(frozen=True, slots=True)
class AnswerSample:
    """A question and the class of what its answer begins with."""

    question: str
    kind: str

    def is_answered_by(self, words: str) -> bool:
        """Return whether an answer begins with what was asked."""
        first = words.replace("*", "").lower()
        name, *names = self.kind.lower().split()
        if name == "unknown":
            return first.startswith("i don't know") and " ".join(names) in first.split(".")[0]
        if name == "place":
            return first.startswith(tuple(names))
        return bool(re.match(_CLASSES[name], first, re.DOTALL))


@dataclass(frozen=True, slots=True)
class Exchange:
    """The calls for a question, the JSON that each gave, and the answer to it."""

    calls: tuple[ToolCall, ...]
    results: tuple[str, ...]
    words: str


@contextmanager
def answerer(language: str = "en") -> Iterator[Callable[..., str]]:
    """Yield what returns the answer to the last of some questions of one thread."""
    with conversing(language) as answers:
        yield lambda *questions: answers(*questions)[-1]


@contextmanager
def opened_once(
    opening: Callable[..., AbstractContextManager[T]],
) -> Iterator[Callable[..., T]]:
    """Yield what opens a thing for arguments at their first use; all stay open to the end."""
    with ExitStack() as stack:
        yield cache(lambda *arguments: stack.enter_context(opening(*arguments)))


@contextmanager
def conversing(language: str) -> Iterator[Callable[..., tuple[str, ...]]]:
    """Yield what answers the questions of a thread offline, without the signature.

    The weather is simulated; the language is that of who asks.
    """
    with exchanging(language) as exchanges:
        yield lambda *questions: tuple(each.words for each in exchanges(*questions))


@contextmanager
def exchanging(
    language: str,
    asked_at: datetime = ASKED_AT,
    *,
    home: str = "",
    units: Literal["metric", "imperial"] | None = None,
    weather_of: Callable[[Iterable[Kind[Any]], Clock], WeatherProvider] = Simulated,
) -> Iterator[Callable[..., list[Exchange]]]:
    """Yield what answers the questions of a thread as `conversing` does, with what it looked up."""
    clock = FakeTime(asked_at).clock
    asker = Asker(asked_at, language, units, home=home)
    kinds = {kind for tool in TOOLS for kind in tool.kinds}
    providers = Failover([weather_of(kinds, clock), Almanac(clock)], clock)
    with (
        closing(Gazetteer()) as gazetteer,
        closing(Places(gazetteer, None, clock)) as places,
        closing(Weather(places, providers, clock)) as weather,
    ):
        model, batch = OfflineModel(gazetteer, signs=False), BatchResolver(TOOLS, weather)

        def exchanges(*questions: str) -> list[Exchange]:
            thread: list[Message] = []
            made: list[Exchange] = []
            for question in questions:
                thread = [*thread, Message("user", question)]
                turn = model.complete(thread, TOOLS, asker, clock.deadline(20))
                calls, told = turn.tool_calls, list[Message]()
                if calls:
                    told = results(calls)
                    thread = [*thread, Message("assistant", "", calls), *told]
                    turn = model.complete(thread, TOOLS, asker, clock.deadline(20))
                thread = [*thread, Message("assistant", turn.content)]
                made.append(Exchange(calls, tuple(each.content for each in told), turn.content))
            return made

        def results(calls: Sequence[ToolCall]) -> list[Message]:
            outcome = batch.resolve(
                calls,
                asker,
                clock.deadline(20),
                lambda _: None,
                limit=64,
                count=lambda *_: None,
            )
            return [
                Message("tool", item.content, tool_call_id=item.call_id) for item in outcome.results
            ]

        yield exchanges


def answer_samples(path: Path) -> list[AnswerSample]:
    """Return the samples of a file."""
    lines = (line.split("|") for line in path.read_text().splitlines())
    return [AnswerSample(question.strip(), kind.strip()) for question, kind in lines]


def contradiction_in(question: str, words: str) -> str:
    """Return the part of an answer that its own figures contradict; "" where none does."""
    first = words.partition(". ")[0]
    for line in words.splitlines():
        if re.search(
            r"\bsnow(?: showers)?, [^;]*\brain [1-9]\d* %|\brain, [^;]*\bsnow [1-9]\d* %", line
        ):
            return line
        if re.search(r"from (\d\d:\d\d) to \1", line):
            return line
    share = re.match(r"(Yes|No|Perhaps): (?:but as snow: )?(\d+) %", first)
    if share and not re.search(r"\b(?:dry|water|humid|cloud|wash|laundry)", question):
        likely = int(share[2])
        limits = {"Yes": (61, 100), "Perhaps": (0, 60), "No": (0, 60)}[share[1]]
        if not limits[0] <= likely <= limits[1]:
            return first
        if share[1] == "No" and likely >= 30 and "snow" not in question:
            return first
    return ""
