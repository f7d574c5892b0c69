"""Measure the bot: processes of their own against Slack, model and weather on loopback.

The table has each figure with its goal, and beside it that of a git revision where one is named:
`make bench REVISION=v0.1.0`, whose libraries are then installed from PyPI. It takes about five
minutes, and ten with a revision.
"""

import argparse
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from bench_builds import builds
from bench_growth import measure_growth
from bench_inbox import measure_inbox
from bench_load import measure
from bench_prediction import measure_hits, measure_ways


def main() -> None:
    """Print the table line by line as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revision", nargs="?", default="", help="an earlier build, for comparison")
    with builds(parser.parse_args().revision) as found:
        where = f"{platform.machine()}, {os.cpu_count()} processors, Python"
        print(f"{datetime.now(UTC):%Y-%m-%d}, {where} {platform.python_version()}\n")
        _print_row("", "goal", *(build.name for build in found))
        _print_row("---", *("---" for _ in found), "---")
        for rows in zip(*(measure(build) for build in found), strict=True):
            name, goal, _ = rows[0]
            _print_row(name, goal, *(figure for _, _, figure in rows))
        for row in (*measure_ways(found), measure_hits(), *measure_growth(found[0])):
            _print_row(*row)
        for row in measure_inbox():
            _print_row(*row)


def _print_row(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
