"""The client of Open-Meteo's hosts: the customer's key, crowded hosts, and pauses after a failure.

Limits: https://open-meteo.com/en/terms (read 2026-11-23). Three facts are not on that page: only
the text of the reason tells the scope of a limit; its counter begins anew with the minute, hour or
day of the clock (UTC); a refused request counts against the limits too.
"""

import random
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.clock import Clock, Deadline
from bot.errors import ProviderError
from bot.fetching import Fetcher

_TOO_MANY_AT_ONCE = "too many concurrent requests"
_LIMITS_S = {"minutely": 60, "hourly": 3600, "daily": 86_400}
_CROWDED_REST_S = 2.0
_REFUSED_REST_S = 600.0
_MAX_TRIES = 3
_PAUSE_S = 1.0


class OpenMeteoClient:
    """A client of Open-Meteo's hosts; safe to share between threads.

    A request is repeated only when the host refuses it because too many are under way.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        clock: Clock,
        api_key: str = "",
        *,
        sleep: Callable[[float], None] = time.sleep,
        spread: Callable[[], float] = random.random,
    ) -> None:
        """Take a customer's key, "" for none; `spread` returns a random number from 0 to 1."""
        self._fetcher = fetcher
        self._clock = clock
        # In a header the key stays out of every log and error message.
        self._headers = {"X-Api-Key": api_key} if api_key else {}
        self._sleep = sleep
        self._spread = spread

    def get_json(self, url: str, params: Mapping[str, str], deadline: Deadline) -> Any:  # noqa: ANN401 - JSON of any shape
        """Return the JSON of a host's answer.

        Raises:
            ProviderError: The host gave no usable answer; `rest_s` is the time, in seconds, for
                which it should not be asked again.
            DeadlineError: The deadline passed before the answer was complete.
        """
        for tried in range(1, _MAX_TRIES + 1):
            try:
                return self._fetcher.get_json(url, params, deadline, self._headers)
            except ProviderError as error:
                error.rest_s = _rest_after(error, self._clock.now())
                pause_s = _PAUSE_S * tried * (1 + self._spread()) / 2
                is_last = tried == _MAX_TRIES or deadline.left_s() <= pause_s
                if is_last or not _is_crowded(error):
                    raise
            self._sleep(pause_s)
        raise AssertionError("the last try returns or raises")


def _is_crowded(error: ProviderError) -> bool:
    return _TOO_MANY_AT_ONCE in error.reason.casefold()


def _rest_after(error: ProviderError, now: datetime) -> float:
    """Return the seconds for which asking again is of no use.

    The reason is read before the status, since some limits come as status 400.
    """
    reason = error.reason.casefold()
    if _is_crowded(error):
        return _CROWDED_REST_S
    for scope, length_s in _LIMITS_S.items():
        if scope in reason and "limit" in reason:
            return length_s - now.timestamp() % length_s
    if error.status == 429:  # noqa: PLR2004 - too many requests
        rest_s = _LIMITS_S["minutely"] - now.timestamp() % _LIMITS_S["minutely"]
        return max(rest_s, error.rest_s)
    is_refused = error.status in (401, 403) or "api key" in reason
    return _REFUSED_REST_S if is_refused else error.rest_s
