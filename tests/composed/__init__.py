"""Composed cases: thousands of inputs made by rule, whose outcomes are held by digests.

Each module is one part of the product seen through its public door. Its `told()` yields what was
given and what came of it, each as text and the same in every run, in a few seconds; no two cases
are given alike. A part that takes longer has a number of `SHARES`, yields one of them in
`told(share)`, and tells what is `given()` without trying it.

`threads`, `crossed_threads` and `foreign_places` are whole conversations with the offline model;
modules that begin with `model_`, `slack_` or `storage_` are about those rooms. Modules with an
underscore are what several or long ones stand on.

Nobody has read all of it: the digests hold that a change alters nothing that it isn't about.
`make composed` writes them anew and prints what differs.
"""

from collections.abc import Iterator
from types import ModuleType

Told = Iterator[tuple[str, str]]


def shares_of(module: ModuleType) -> range:
    """Return the numbers of a module's shares; one without has a single share."""
    return range(getattr(module, "SHARES", 1))


def told_in(module: ModuleType, share: int) -> Told:
    """Return the cases of a share of a module, each with its outcome."""
    told: Told = module.told(share) if hasattr(module, "SHARES") else module.told()
    return told
