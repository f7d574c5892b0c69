"""The wait for parallel requests, in which failed ones don't affect the others."""

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
    """Return the results of requests to the named service by their keys, without failed requests.

    Raises:
        ProviderError: Every request failed.
        DeadlineError: The deadline passed before any request succeeded.
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
