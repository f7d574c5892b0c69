"""Outcomes of calls, as text."""

from collections.abc import Callable

from bot.errors import WeatherBotError


def outcome_of(act: Callable[[], object]) -> str:
    """Return the result of a call, or its error by class and words."""
    try:
        return repr(act())
    except (WeatherBotError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
