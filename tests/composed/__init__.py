"""Composed cases: what comes of thousands of inputs that are made by rule, held by digests.

Each module is one part of the product seen through its public door. Its `told()` yields what was
given and what came of it, each as text and the same in every run, in a few seconds. A part that
takes longer has a number of `SHARES`, yields one of them in `told(share)`, and tells what is
`given()` without trying it. Nobody has read all of it: the digests hold that a change alters
nothing that it isn't about. `make composed` writes them anew and prints what differs.
"""

from collections.abc import Iterator
from types import ModuleType

Told = Iterator[tuple[str, str]]


def shares_of(module: ModuleType) -> range:
    """Return the numbers of a module's shares; one without has a single share."""
    return range(getattr(module, "SHARES", 1))


def told_in(module: ModuleType, share: int) -> Told:
    """Return what a module tells in a share of its cases."""
    told: Told = module.told(share) if hasattr(module, "SHARES") else module.told()
    return told
