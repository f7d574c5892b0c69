"""The promise under fire: see `fakes.chaos`; `make chaos` is the same for longer."""

from pathlib import Path

import pytest
from fakes.chaos.run import run
from fakes.postgres import ENGINES, Engine

pytestmark = pytest.mark.slow

SEED = 20


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_is_lost_doubled_or_out_of_order(engine: Engine, tmp_path: Path) -> None:
    """Processes die, events come twice, calls fail, responses get lost, the database goes away."""
    report = run(engine, 150, SEED, tmp_path)

    print(*report.lines(), sep="\n")  # noqa: T201 - the times, for whoever asks with -rP
    assert report.is_good
