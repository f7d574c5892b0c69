"""Wait for requests that run side by side: those that fail cost the others nothing."""

from collections.abc import Mapping
from concurrent.futures import Future
from typing import TypeVar

from bot.clock import Deadline
from bot.errors import DeadlineError, ProviderError

_Key = TypeVar("_Key")
_Loaded = TypeVar("_Loaded")


def gather(
    flights: Mapping[_Key, Future[_Loaded]], deadline: Deadline, name: str
) -> dict[_Key, _Loaded]:
    """Return what the requests to the service of this name have brought; failed ones are left out.

    Raises:
        ProviderError: All of them failed.
        DeadlineError: The deadline passed before any of them brought something.
    """
    loaded: dict[_Key, _Loaded] = {}
    failure: ProviderError | DeadlineError | None = None
    for key, flight in flights.items():
        try:
            loaded[key] = flight.result(timeout=deadline.left_s())
        except (ProviderError, DeadlineError) as error:
            failure = failure or error
        except TimeoutError:
            failure = failure or DeadlineError(f"no time is left for {name}")
    if failure and not loaded:
        raise failure
    return loaded
