"""Measure a running bot: a process of its own against Slack, model and weather on loopback.

Each figure is printed with its limit, or with the floor that the same run has.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from bench_inbox import measure_inbox
from bench_prediction import measure_hits, measure_ways
from fakes.process import bot_process, resident_mib
from fakes.world import World, world

QUESTION = "What's the weather like in Bengaluru, London, and Austin?"
THREADS = 32
ROUNDS = 4
MODEL_S = 1.0
ANSWERS = 1000


def measure_own_time(around: World) -> None:
    """Print the time of an answer when all outside services answer at once."""
    around.answer(QUESTION)  # the SDK is imported by now
    took_ms = []
    for _ in range(100):
        started_s = time.perf_counter()
        around.answer(QUESTION)
        took_ms.append((time.perf_counter() - started_s) * 1000)
    cuts = statistics.quantiles(took_ms, n=20)
    print(f"own time: median {statistics.median(took_ms):.1f} ms (limit 40), p95 {cuts[-1]:.1f} ms")


def measure_throughput(around: World) -> None:
    """Print the throughput with a slow model, as a part of the most that its latency allows."""
    around.model.delay_s = MODEL_S
    before = len(around.slack.calls("chat.postMessage"))
    deliveries = []
    started_s = time.perf_counter()
    for number in range(ROUNDS):
        deliveries += [around.ask(QUESTION)[1] for _ in range(THREADS)]
        expected = before + THREADS * (number + 1)
        around.slack.wait_for_calls("chat.postMessage", expected, timeout_s=60)
    took_s = time.perf_counter() - started_s
    around.model.delay_s = 0.0
    floor_s = 2 * MODEL_S * ROUNDS
    acknowledged = max(d.acknowledged_at_s - d.sent_at_s for d in deliveries)
    print(f"{THREADS} threads: {floor_s / took_s:.0%} of the floor (limit 85 %)")
    print(f"slowest acknowledgement {acknowledged * 1000:.0f} ms (limit 1000)")


def measure_memory(around: World, process: subprocess.Popen[bytes]) -> None:
    """Print the memory after many answers, and the part of it that half of them took."""
    sizes = []
    for _ in range(ANSWERS // 100):
        before = len(around.slack.calls("chat.postMessage"))
        for _ in range(100):
            around.ask(QUESTION)
        around.slack.wait_for_calls("chat.postMessage", before + 100, timeout_s=60)
        sizes.append(resident_mib(process))
    growth = sizes[-1] / sizes[len(sizes) // 2]
    print(f"memory after {ANSWERS} answers: {sizes[-1]:.0f} MiB (limit 110)")
    print(f"of that after half of them: {1 / growth:.0%}")


def main() -> None:
    """Run all measurements against one bot."""
    with (
        tempfile.TemporaryDirectory() as folder,
        world(Path(folder)) as around,
    ):
        around.environ["LOG_LEVEL"] = "ERROR"
        started_s = time.perf_counter()
        with bot_process(around, Path(folder)) as process:
            print(f"ready after {time.perf_counter() - started_s:.2f} s (limit 1.5)")
            measure(around, process)
    with tempfile.TemporaryDirectory() as folder, world(Path(folder)) as around:
        measure_ways(around)
    measure_hits()
    measure_inbox()


def measure(around: World, process: subprocess.Popen[bytes]) -> None:
    """Run all measurements, one after another."""
    measure_own_time(around)
    measure_throughput(around)
    measure_memory(around, process)


if __name__ == "__main__":
    main()
