"""A bot that runs for long stays as it is."""

import pytest
from fakes.rows import each_row
from soak import Sample, Soak, soak


@pytest.mark.slow
def test_memory_files_and_threads_stay_flat() -> None:
    """Over three minutes at five questions a second; `make soak` asks for an hour."""
    done = soak(3)

    assert done.asked >= 800
    assert done.faults() == []


@each_row(
    ("late", "answered", "said"),
    [
        (Sample(100, 20, 50), 10, ""),
        (Sample(110, 20, 50), 10, "memory grew"),
        (Sample(100, 30, 50), 10, "files grew"),
        (Sample(100, 20, 60), 10, "threads grew"),
        (Sample(100, 20, 50), 9, "10 questions have 9 answers"),
    ],
)
def test_growth_is_noticed(late: Sample, answered: int, said: str) -> None:
    """Of each, and a lost answer."""
    faults = Soak([Sample(100, 20, 50)] * 5 + [late] * 5, 10, answered).faults()

    assert "".join(faults).startswith(said)
    assert bool(faults) == bool(said)
