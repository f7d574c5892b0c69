"""Prove that no question is lost or answered twice, while processes and services fail at random.

Exit code 1 means that the bot has broken that promise.
"""

import argparse
import contextlib
import secrets
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from fakes.chaos.run import run
from fakes.postgres import ENGINES, Engine


def main() -> None:
    """Run on each engine and print the reports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--engine", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="repeats a plan")
    parser.add_argument("--logs", type=Path, help="a folder to keep logs in, and SQLite's file")
    asked = parser.parse_args()
    print(f"seed {asked.seed}", flush=True)
    reports = [
        one_run(engine, asked.questions, asked.seed, asked.logs)
        for engine in ENGINES
        if asked.engine in (engine, "both")
    ]
    sys.exit(not all(reports))


def one_run(engine: Engine, questions: int, seed: int, logs: Path | None) -> bool:
    """Run on one engine, print the report, and return whether it is good."""
    with contextlib.ExitStack() as at_end:
        folder = Path(at_end.enter_context(tempfile.TemporaryDirectory()))
        if logs:
            folder = logs.absolute() / engine
            folder.mkdir(parents=True)
        report = run(engine, questions, seed, folder)
    print(*report.lines(), sep="\n", flush=True)
    return report.is_good


if __name__ == "__main__":
    main()
