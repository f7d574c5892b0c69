"""What is asked, where and when: made by dice, so that a seed repeats it."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from fakes.chat_model import ChatRequest, Turn, text_turn, tool_turn

THREADS = 40
QUESTIONS_PER_S = 6.0
LONGEST_BURST = 4
LATEST_COPY_S = 5.0

_CITIES = (
    *("Amsterdam", "Ankara", "Athens", "Bangkok", "Beijing", "Berlin", "Bogotá", "Brussels"),
    *("Budapest", "Cairo", "Copenhagen", "Dublin", "Hanoi", "Helsinki", "Jakarta", "Kyiv"),
    *("Lagos", "Lima", "Lisbon", "London", "Madrid", "Manila", "Nairobi", "Oslo", "Paris"),
    *("Prague", "Rome", "Seoul", "Sofia", "Stockholm", "Tokyo", "Vienna", "Warsaw", "Zagreb"),
)
_NUMBER = re.compile(r"\(no\. (\d+)\)")
_PLACES = re.compile(r"like in (.+), (.+), and (.+)\?")


@dataclass(frozen=True, slots=True)
class Planned:
    """One question; times are seconds after the start.

    Attributes:
        number: Unique, and part of the text; the model repeats it in its answer.
        copy_at_s: When its event is delivered a second time, whatever became of the first; at the
            same time means over the same connection as well.
    """

    number: int
    thread: int
    text: str
    at_s: float
    copy_at_s: float


def dice_of(seed: float) -> random.Random:
    """Return dice that fall the same way for the same seed."""
    return random.Random(seed)  # noqa: S311 - nothing secret


def plan(dice: random.Random, count: int) -> list[Planned]:
    """Return so many questions in the order of asking, in bursts over THREADS threads."""
    times = sorted(_times(dice, count))
    return [
        Planned(number, thread, _text(dice, number), at_s, _copy_at_s(dice, at_s))
        for number, (at_s, thread) in enumerate(times, 1)
    ]


def _times(dice: random.Random, count: int) -> Iterator[tuple[float, int]]:
    left = count
    while left:
        thread, at_s = dice.randrange(THREADS), dice.uniform(0, count / QUESTIONS_PER_S)
        burst = min(left, dice.randint(1, LONGEST_BURST))
        for _ in range(burst):
            yield at_s, thread
            at_s += dice.uniform(0.02, 0.3)
        left -= burst


def _copy_at_s(dice: random.Random, at_s: float) -> float:
    """Half of them come at once, or else a copy would bring back most of what a bot has lost."""
    return at_s if dice.random() < 0.5 else at_s + dice.uniform(0, LATEST_COPY_S)


def _text(dice: random.Random, number: int) -> str:
    first, second, third = dice.sample(_CITIES, 3)
    return f"What's the weather like in {first}, {second}, and {third}? (no. {number})"


def number_in(text: str) -> int | None:
    """Return the number of the question that a text repeats; None without one."""
    found = _NUMBER.search(text)
    return int(found[1]) if found else None


def answer(request: ChatRequest) -> Turn:
    """Answer as a sensible model does: calls for the places, then words with the number."""
    asked = next(m["content"] for m in reversed(request.messages) if m["role"] == "user")
    places = _PLACES.search(asked)
    assert places, asked
    if request.messages[-1]["role"] == "user":
        return tool_turn(*(("get_weather", {"place": place}) for place in places.groups()))
    return text_turn(f"Much the same in all three. (no. {number_in(asked)})")
