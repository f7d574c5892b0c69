"""Measure a running bot: its start, its own time, its throughput and its memory."""

import math
import statistics
import time
from collections.abc import Iterator

from bench_builds import QUESTION, Build, Running, asked_in_terminal
from bench_direct import ROUNDS, calls_of_an_answer, direct_s
from fakes.process import resident_mib

STARTS, ASKS, OWN_TIMES = 5, 7, 60
MODEL_S = 1.0
MODEL_CALLS = 2
LOADS = ((32, 32, "95 %"), (200, 64, "90 %"))
"""Threads at once, the setting WORKERS, and the goal."""
ANSWERS = 1000

Row = tuple[str, str, str]
"""The name of a figure, its goal, and the figure."""


def measure(build: Build) -> Iterator[Row]:
    """Yield the figures of one build."""
    yield from _starts(build)
    with build.running() as bot:
        bot.warm_up()
        yield from _own_time(bot)
    for threads, workers, goal in LOADS:
        with build.running(WORKERS=str(workers)) as bot:
            bot.warm_up()
            yield from _throughput(bot, threads, workers, goal)
    with build.running() as bot:
        yield from _memory(bot)


def _starts(build: Build) -> Iterator[Row]:
    ready = []
    for _ in range(STARTS):
        with build.running() as bot:
            ready.append((bot.ready_s, bot.cpu_s()))
    yield "ready after", "0.8 s", _seconds(ready)
    yield (
        "`ask` on the offline model",
        "0.5 s",
        _seconds([asked_in_terminal(build) for _ in range(ASKS)]),
    )


def _seconds(measured: list[tuple[float, float]]) -> str:
    wall_s, cpu_s = (statistics.median(each) for each in zip(*measured, strict=True))
    return f"{wall_s:.2f} s ({cpu_s:.2f} of a processor)"


def _own_time(bot: Running) -> Iterator[Row]:
    """Yield the time of an answer when all outside services answer at once."""
    took_ms, before_s = [], bot.cpu_s()
    for _ in range(OWN_TIMES):
        started_s = time.perf_counter()
        bot.around.answer(QUESTION)
        took_ms.append((time.perf_counter() - started_s) * 1000)
    cpu_ms = (bot.cpu_s() - before_s) / OWN_TIMES * 1000
    median_ms = statistics.median(took_ms)
    yield "own time of an answer", "40 ms", f"{median_ms:.0f} ms ({cpu_ms:.0f} of a processor)"


def _throughput(bot: Running, threads: int, workers: int, goal: str) -> Iterator[Row]:
    """Yield the throughput with a slow model, as a part of what could be.

    That is the most that its latency allows, and what the same calls take when they are made
    directly. The last of several rounds takes as long as the others, however few questions are left
    for it.
    """
    around = bot.around
    calls = calls_of_an_answer(around, QUESTION)
    around.model.delay_s = MODEL_S
    directly_s = direct_s(calls, threads, workers)
    answered = len(around.slack.calls("chat.postMessage"))
    took_s, deliveries = [], []
    for _ in range(ROUNDS):
        started_s = time.perf_counter()
        deliveries += [around.ask(QUESTION)[1] for _ in range(threads)]
        answered += threads
        around.slack.wait_for_calls("chat.postMessage", answered, timeout_s=100)
        took_s.append(time.perf_counter() - started_s)
    floor_s = MODEL_CALLS * MODEL_S * math.ceil(threads / workers)
    median_s = statistics.median(took_s)
    slowest_ms = max(math.ceil(1000 * (d.acknowledged_at_s - d.sent_at_s)) for d in deliveries)
    load = f"{threads} threads at once, {workers} workers"
    yield f"{load}: part of the floor", f">= {goal}", f"{floor_s / median_s:.0%}"
    yield f"{load}: part of the same calls made directly", "", f"{directly_s / median_s:.0%}"
    yield f"{load}: slowest acknowledgement", "1000 ms", f"{slowest_ms} ms"


def _memory(bot: Running) -> Iterator[Row]:
    """Yield the memory after many answers, and how it grew in the second half of them."""
    sizes_mib = []
    answered = 0
    for _ in range(ANSWERS // 100):
        for _ in range(100):
            bot.around.ask(QUESTION)
        answered += 100
        bot.around.slack.wait_for_calls("chat.postMessage", answered, timeout_s=100)
        sizes_mib.append(resident_mib(bot.process))
    grown_mib = sizes_mib[-1] - sizes_mib[len(sizes_mib) // 2 - 1]
    shown = f"{sizes_mib[-1]:.0f} MiB ({grown_mib:+.0f} since half of them)"
    yield f"memory after {ANSWERS} answers", "95 MiB", shown
