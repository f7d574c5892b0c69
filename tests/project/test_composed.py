"""Cases composed by rule: what a change is not about, it does not change."""

from itertools import islice
from types import ModuleType

import composed
import pytest
from digests import digest_of, read_digests, unlike
from fakes.plugins import modules_in

MOST_SHOWN = 10
MODULES = modules_in(composed)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_what_comes_of_composed_cases_is_what_it_was(module: ModuleType) -> None:
    """After a change that is meant, `make composed` tells what differs: read it."""
    name = module.__name__.rpartition(".")[2]

    told = dict(module.told())

    assert list(islice(unlike(name, iter(told.items())), MOST_SHOWN)) == []
    assert set(map(digest_of, told)) == set(read_digests(name))
