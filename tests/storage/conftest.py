"""An empty database of each engine, which is open already."""

from collections.abc import Callable, Iterator

import pytest
from fakes.databases import Opened, kept_databases
from fakes.postgres import ENGINES, Engine


@pytest.fixture(scope="session")
def emptied() -> Iterator[Callable[[Engine], Opened]]:
    """Yield what gives the one database of an engine without any rows."""
    with kept_databases() as emptied:
        yield emptied


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    """What is promised holds on both engines."""
    named: Engine = request.param
    return named


@pytest.fixture
def opened(emptied: Callable[[Engine], Opened], engine: Engine) -> Opened:
    """An open database of each engine, without any rows."""
    return emptied(engine)
