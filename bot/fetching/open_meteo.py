"""How long Open-Meteo's services are to be left alone after a failure.

Limits: https://open-meteo.com/en/terms (read 2026-11-23). What the page doesn't say: the scope of a
limit stands in the reason's text alone, and its counter begins anew with the minute, hour or day of
the clock (UTC); a refused request counts against the limits too.
"""

from datetime import datetime

from bot.errors import ProviderError

TOO_MANY_AT_ONCE = "too many concurrent requests"
"""The words, in small letters, for a refusal that is over within a second or two."""

_LIMITS_S = {"minutely": 60, "hourly": 3600, "daily": 86_400}
_CROWDED_REST_S = 2.0
_REFUSED_REST_S = 600.0


def rest_after(error: ProviderError, now: datetime) -> float:
    """Return how long asking is of no use; the reason tells it, some limits come as status 400."""
    reason = error.reason.casefold()
    if TOO_MANY_AT_ONCE in reason:
        return _CROWDED_REST_S
    for scope, length_s in _LIMITS_S.items():
        if scope in reason and "limit" in reason:
            return length_s - now.timestamp() % length_s
    if error.status == 429:  # noqa: PLR2004 - too many requests
        return _LIMITS_S["minutely"] - now.timestamp() % _LIMITS_S["minutely"]
    is_refused = error.status in (401, 403) or "api key" in reason
    return _REFUSED_REST_S if is_refused else error.rest_s
