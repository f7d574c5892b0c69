"""Cases composed by rule: what a change is not about, it does not change."""

from itertools import islice

import composed
import pytest
from composed import shares_of, told_in
from digests import digest_of, read_digests, unlike
from fakes.plugins import modules_in

MOST_SHOWN = 10
MODULES = {module.__name__.rpartition(".")[2]: module for module in modules_in(composed)}
IN_SHARES = [name for name, module in MODULES.items() if len(shares_of(module)) > 1]
ALL_SHARES = [(name, share) for name, module in MODULES.items() for share in shares_of(module)]


@pytest.mark.parametrize("name", IN_SHARES)
def test_each_composed_case_has_its_digest_and_no_other(name: str) -> None:
    """`make composed` gives new cases their digests, and drops those of cases that are gone."""
    given = MODULES[name].given()

    assert set(map(digest_of, given)) == set(read_digests(name))


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("name", "share"), ALL_SHARES)
def test_what_comes_of_composed_cases_is_what_it_was(name: str, share: int) -> None:
    """`make composed` tells all that differs: read it, and commit what the change is about.

    Nor is a digest of a case that is gone, or a case without one.
    """
    told = dict(told_in(MODULES[name], share))

    assert list(islice(unlike(name, iter(told.items())), MOST_SHOWN)) == []
    assert name in IN_SHARES or set(map(digest_of, told)) == set(read_digests(name))
