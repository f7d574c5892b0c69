"""Measure the offline model's reading of questions: places and times, in both sets.

The held-out set is kept apart from what the rules are tuned on: look at its figures only.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from question_sets import (
    ASKED_AT,
    HELD_OUT,
    TUNED_ON,
    Score,
    code_of,
    plain,
    samples,
    scores_from_outside,
    scores_of_reading,
)

from bot.bootstrap import TOOLS
from bot.models.offline.reading import read_question
from bot.places.gazetteer import Gazetteer


def show_errors(gazetteer: Gazetteer) -> None:
    """Print the misread questions of the set that the rules are tuned on."""
    for sample in samples(TUNED_ON):
        reading = read_question(sample.question, gazetteer, ASKED_AT, TOOLS)
        wanted, found = set(map(plain, sample.places)), set(map(plain, reading.places))
        if wanted != found or code_of(reading.when) != sample.time:
            print(f"{sample.question!r}: {sorted(found)} {code_of(reading.when)!r}")


def show(name: str, places: Score, times: Score) -> None:
    """Print one line of figures."""
    print(
        f"{name:32} places {places.precision:.3f} / {places.recall:.3f}"
        f"   times {times.precision:.3f} / {times.recall:.3f}"
    )


def main() -> None:
    """Print precision and recall of both sets, and the time that a question takes."""
    gazetteer = Gazetteer()
    show_errors(gazetteer)
    print(f"\n{'precision / recall':32}")
    for name, path in {"tuned on": TUNED_ON, "held out": HELD_OUT}.items():
        show(f"{name}, as read", *scores_of_reading(path, gazetteer))
        show(f"{name}, by calls and replies", *scores_from_outside(path, gazetteer))
    questions = [sample.question for sample in samples(HELD_OUT)]
    started_s = time.perf_counter()
    for question in questions:
        read_question(question, gazetteer, ASKED_AT, TOOLS)
    each_ms = (time.perf_counter() - started_s) * 1000 / len(questions)
    print(f"{each_ms:.1f} ms a question")
    gazetteer.close()


if __name__ == "__main__":
    main()
