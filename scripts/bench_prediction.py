"""Measure the time of a three-city question by the ways to answer it, side by side in one run.

The plain loop asks the model once more for each call, with one weather request for each.
"""

import json
import statistics
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any

from bench_builds import Build
from bench_load import Row
from fakes.chat_model import ChatRequest, Turn, text_turn, tool_turn
from fakes.world import World
from question_sets import ASKED_AT, HELD_OUT, code_of, plain, samples

from bot.bootstrap import TOOLS
from bot.models.offline.reading import read_question
from bot.places.gazetteer import Gazetteer

MODEL_S, WEATHER_S = 1.0, 0.6
ROUNDS = (
    ("Bengaluru", "London", "Austin"),
    ("Paris", "Oslo", "Rome"),
    ("Tokyo", "Seoul", "Lima"),
)
WAYS = {"off": "", "weather": "0.82 of the earlier build", "calls": ""}
"""The settings of PREDICTION with their goals; with `calls`, a model call follows the weather."""
_NAME = f"three cities, model {MODEL_S} s, weather {WEATHER_S} s"


def measure_ways(found: Sequence[Build]) -> Iterator[Row]:
    """Yield the median time of a question by the plain loop, and by each setting of PREDICTION."""
    now, *earlier = found
    with now.running() as bot:
        plain_s = _median_s(lambda places: _plain_loop(bot.around, places))
    yield f"{_NAME}, plain loop", "", f"{plain_s:.2f} s"
    before_s = 0.0
    for build in earlier:
        before_s, told = _way(build, "weather")
        yield f"{_NAME}, {build.name}", "", f"{before_s:.2f} s, {told}"
    for way, goal in WAYS.items():
        took_s, told = _way(now, way)
        ratio = f", {took_s / before_s:.2f} of the earlier build" if before_s else ""
        shown = f"{took_s:.2f} s, {took_s / plain_s:.2f} of the plain loop{ratio}, {told}"
        yield f"{_NAME}, PREDICTION={way}", goal, shown


def _way(build: Build, way: str) -> tuple[float, str]:
    """Return the median seconds of a question, and the calls that it took."""
    asked: list[tuple[str, ...]] = [()]

    def answer(request: ChatRequest) -> Turn:
        if not asked[0] or request.messages[-1]["role"] == "tool":
            return text_turn("As told.")
        return tool_turn(*(("get_weather", {"place": place}) for place in asked[0]))

    with build.running(PREDICTION=way) as bot:
        around = bot.around
        around.model.answer_with(answer)
        around.answer("hello")
        time.sleep(1)  # what the first answer needs is imported by now
        around.model.delay_s, around.weather.delay_s = MODEL_S, WEATHER_S
        before = len(around.model.requests), len(around.weather.forecast_requests)
        took_s = _median_s(lambda places: _ask(around, asked, places))
        models = (len(around.model.requests) - before[0]) / len(ROUNDS)
        weather = (len(around.weather.forecast_requests) - before[1]) / len(ROUNDS)
    return took_s, f"{models:.1f} model calls and {weather:.1f} weather requests"


def measure_hits() -> Row:
    """Return the share of the held-out questions with places whose calls are expected rightly."""
    hits = total = 0
    with closing(Gazetteer()) as gazetteer:
        for sample in samples(HELD_OUT):
            if not sample.places:
                continue
            reading = read_question(sample.question, gazetteer, ASKED_AT, TOOLS)
            is_right = set(map(plain, reading.places)) == set(map(plain, sample.places))
            hits += is_right and code_of(reading.when) == sample.time
            total += 1
    return f"right expectations, of {total} held-out questions", "", f"{hits / total:.0%}"


def _median_s(run: Callable[[tuple[str, ...]], None]) -> float:
    took_s = []
    for places in ROUNDS:
        started_s = time.perf_counter()
        run(places)
        took_s.append(time.perf_counter() - started_s)
    return statistics.median(took_s)


def _ask(around: World, asked: list[tuple[str, ...]], places: tuple[str, ...]) -> None:
    asked[0] = places
    around.answer(f"What's the weather like in {places[0]}, {places[1]}, and {places[2]}?")


def _plain_loop(around: World, places: tuple[str, ...]) -> None:
    """Ask the model N+1 times, and the weather service N times, as a first script does."""
    around.model.delay_s, around.weather.delay_s = MODEL_S, WEATHER_S
    messages: list[dict[str, Any]] = [{"role": "user", "content": "weather?"}]
    for number, _ in enumerate(places):
        _post(around, messages)
        call = {"name": "get_weather", "arguments": "{}"}
        calls = [{"id": f"call_{number}", "type": "function", "function": call}]
        messages.append({"role": "assistant", "content": None, "tool_calls": calls})
        address = f"{around.environ['OPEN_METEO_URL']}/v1/forecast?latitude=1&longitude=1"
        with urllib.request.urlopen(f"{address}&current=temperature_2m") as response:  # noqa: S310 - loopback
            told = response.read().decode()
        messages.append({"role": "tool", "tool_call_id": f"call_{number}", "content": told})
    _post(around, messages)


def _post(around: World, messages: list[dict[str, Any]]) -> None:
    request = urllib.request.Request(  # noqa: S310 - loopback
        f"{around.environ['AZURE_OPENAI_ENDPOINT']}/openai/v1/chat/completions",
        json.dumps({"model": "chat", "messages": messages}).encode(),
        {"Content-Type": "application/json", "api-key": "test-key"},
    )
    with urllib.request.urlopen(request) as response:  # noqa: S310 - loopback
        response.read()
