"""Ask a running bot for a long time, and look whether memory, files and threads stay flat.

    python scripts/soak.py --minutes 60

It ends with 1 when they grow, when a question is lost or when one is answered twice.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from fakes.process import bot_process, resident_mib
from fakes.world import World, world

PER_S = 5
WARM_UP = 0.25
"""The part of the time until all threads have been busy and all caches have been filled."""
MOST_GROWTH = 1.05
MOST_MORE = 4
"""Files and threads by which two samples may differ at rest."""
PLACES = ("Bengaluru", "London", "Austin", "Oslo", "Nairobi", "Lima", "Sydney", "Rome")


@dataclass(frozen=True)
class Sample:
    """The size of the process at one moment."""

    memory_mib: float
    files: int
    threads: int


@dataclass(frozen=True)
class Soak:
    """The samples of a run after its warm-up, and its questions."""

    samples: list[Sample]
    asked: int
    answered: int

    def faults(self) -> list[str]:
        """Return a sentence for each thing that did not stay flat; empty when all did."""
        half = len(self.samples) // 2
        early, late = self.samples[:half], self.samples[half:]
        faults = []
        before, after = (statistics.median(s.memory_mib for s in part) for part in (early, late))
        if after > before * MOST_GROWTH:
            faults.append(f"memory grew from {before:.1f} to {after:.1f} MiB")
        for name in ("files", "threads"):
            before, after = (max(getattr(s, name) for s in part) for part in (early, late))
            if after > before + MOST_MORE:
                faults.append(f"{name} grew from {before} to {after}")
        if self.answered != self.asked:
            faults.append(f"{self.asked} questions have {self.answered} answers")
        return faults


def soak(minutes: float) -> Soak:
    """Ask a bot of its own, five questions a second, and return what became of it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        (Path(folder) / "log").open("w") as log,
        world(Path(folder)) as around,
        bot_process(around, Path(folder), log.fileno()) as process,
    ):
        return _asked(around, process, minutes * 60)


def _asked(around: World, process: subprocess.Popen[bytes], duration_s: float) -> Soak:
    started_s, asked, samples = time.monotonic(), 0, list[Sample]()
    next_sample_s = duration_s * WARM_UP
    while (now_s := time.monotonic() - started_s) < duration_s:
        while asked < now_s * PER_S:
            place = PLACES[asked % len(PLACES)]
            around.ask(f"weather in {place}?", channel=f"C{asked % 50}", user=f"U{asked % 20}")
            asked += 1
        if now_s >= next_sample_s:
            samples.append(_sample(process))
            next_sample_s += max(1.0, duration_s / 60)
        time.sleep(1 / PER_S)
    posts = around.slack.wait_for_calls("chat.postMessage", asked, timeout_s=60)
    return Soak(samples, asked, len(posts))


def _sample(process: subprocess.Popen[bytes]) -> Sample:
    about = Path(f"/proc/{process.pid}")
    threads = len(list((about / "task").iterdir()))
    return Sample(resident_mib(process), len(list((about / "fd").iterdir())), threads)


def main() -> None:
    """Run it from the command line."""
    parser = argparse.ArgumentParser(description="Ask a running bot for a long time.")
    parser.add_argument("--minutes", type=float, default=60.0)
    done = soak(parser.parse_args().minutes)
    for sample in done.samples:
        print(f"{sample.memory_mib:.1f} MiB, {sample.files} files, {sample.threads} threads")
    print(f"{done.asked} questions, {done.answered} answers")
    if faults := done.faults():
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
