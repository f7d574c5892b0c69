"""The tool for the weather of the coming days."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot import units
from bot.errors import ToolError
from bot.messages import Asker
from bot.reports import HORIZON_DAYS, Day, Kind, Outcome, Query, Report, Units
from bot.tools import (
    PLACE_SCHEMA,
    UNITS_SCHEMA,
    identity_of,
    place_of,
    problem_of,
    provenance_of,
    units_of,
)

_OFFSETS = {
    **dict.fromkeys(("", "null", "today", "now", "tonight"), 0),
    "tomorrow": 1,
    "day after tomorrow": 2,
}
_WEEKEND = ("weekend", "this weekend", "the weekend")
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)($|[t ])")
_WHOLE = re.compile(r"[+-]?\d+")
_SHORTEST_WEEKDAY = 3
_SATURDAY = 5
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Forecast:
    """A forecast by day for one place."""

    name = "get_forecast"
    description = (
        "Get the daily forecast for one place: conditions, high and low, rain, wind, UV, sunrise "
        "and sunset, for today and up to 15 days after it. "
        "For several places call it once per place, all calls in the same turn. "
        "A span of days is one call: give its first day and the number of days."
    )

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The JSON schema of its arguments."""
        return {
            "type": "object",
            "properties": {
                "place": PLACE_SCHEMA,
                "first_day": {
                    "type": ["string", "null"],
                    "description": "today (default), tomorrow, an English weekday for the next "
                    "one, or a date as YYYY-MM-DD",
                },
                "days": {
                    "type": ["integer", "null"],
                    "minimum": 1,
                    "maximum": HORIZON_DAYS,
                    "description": "How many days from first_day on; 1 by default",
                },
                "units": UNITS_SCHEMA,
            },
            "required": ["place"],
            "additionalProperties": False,
        }

    def queries(self, arguments: Mapping[str, Any], asker: Asker) -> list[Query]:
        """Return the one query that a call needs.

        Raises:
            ToolError: An argument is missing or of the wrong form.
        """
        units_of(arguments, asker)
        first_day = _first_day(arguments.get("first_day"), asker.asked_at)
        days = _days(arguments.get("days"))
        return [Query(place_of(arguments), Kind.DAILY, first_day, days)]

    def render(
        self, arguments: Mapping[str, Any], outcomes: Sequence[Outcome], asker: Asker
    ) -> dict[str, Any]:
        """Return the days with their units, or why there are none; null is unknown."""
        (outcome,) = outcomes
        if not isinstance(outcome, Report):
            return problem_of(outcome)
        shown_in = units_of(arguments, asker)
        return {
            **identity_of(outcome),
            "days": [_figures(day, shown_in) for day in outcome.days],
            **_what_is_missing(arguments, outcome),
            **provenance_of(outcome),
        }


def _what_is_missing(arguments: Mapping[str, Any], report: Report) -> dict[str, str]:
    if len(report.days) >= _days(arguments.get("days")):
        return {}
    return {"note": f"Forecasts have {HORIZON_DAYS} days from today; the others are not known."}


def _first_day(value: object, asked_at: datetime) -> int | date:
    """Return days from the place's own today, or a date.

    The day that is today where the question was asked counts as the place's own today.
    """
    text = " ".join(value.lower().split()) if isinstance(value, str) else value
    if text is None:
        return 0
    today = asked_at.date()
    if isinstance(text, str):
        if (named := _named_day(text, today)) is not None:
            return named
        if (day := _date(text)) is not None:
            return 0 if day == today else day
    if (number := _whole(text)) is not None:
        if not 0 <= number < HORIZON_DAYS:
            most = HORIZON_DAYS - 1
            raise ToolError(f"'first_day' is {number} days from today; 0 to {most} exist.")
        return number
    raise ToolError(
        "'first_day' can't be read; write today, tomorrow, an English weekday or a date as "
        "YYYY-MM-DD."
    )


def _named_day(text: str, today: date) -> int | date | None:
    """Return the day of a word such as "tomorrow" or "next friday"; None for other words."""
    if text in _OFFSETS:
        return _OFFSETS[text]
    if text in _WEEKEND:
        text = _WEEKDAYS[max(today.weekday(), _SATURDAY)]
    which, _, name = text.rpartition(" ")
    weekday = next((at for at, day in enumerate(_WEEKDAYS) if _is_short_for(name, day)), None)
    if weekday is None or which not in ("", "this", "next", "coming"):
        return None
    ahead = (weekday - today.weekday()) % 7
    if which == "next" and ahead == 0:
        ahead = 7
    return today + timedelta(days=ahead) if ahead else 0


def _date(text: str) -> date | None:
    """Return a date, with or without a time behind it; None for other words."""
    written = _DATE.match(text)
    try:
        return date.fromisoformat(written[1]) if written else None
    except ValueError:
        return None


def _is_short_for(name: str, weekday: str) -> bool:
    return len(name) >= _SHORTEST_WEEKDAY and weekday.startswith(name.rstrip("."))


def _days(value: object) -> int:
    """Return how many days are wanted; more than there are counts as all of them."""
    days = 1 if value in (None, "", "null") else _whole(value)
    if days is None or days < 1:
        raise ToolError(f"'days' can't be read; write a whole number from 1 to {HORIZON_DAYS}.")
    return min(days, HORIZON_DAYS)


def _whole(value: object) -> int | None:
    """Return a whole number that may be written as text or with a zero fraction."""
    if isinstance(value, str) and (written := _WHOLE.fullmatch(value.strip())):
        return int(written[0][:10])
    if isinstance(value, bool) or not isinstance(value, int | float) or value % 1:
        return None
    return int(value)


def _figures(day: Day, shown_in: Units) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "weekday": f"{day.date:%A}",
        "conditions": units.conditions(day.weather_code),
        "high": units.temperature(day.high_c, shown_in),
        "low": units.temperature(day.low_c, shown_in),
        "precipitation": units.precipitation(day.precipitation_mm, shown_in),
        "precipitation_probability": units.percent(day.precipitation_probability_pct),
        "wind": units.speed(day.wind_kmh, shown_in),
        "gusts": units.speed(day.gusts_kmh, shown_in),
        "uv_index": day.uv_index,
        "sunrise": f"{day.sunrise:%H:%M}" if day.sunrise else None,
        "sunset": f"{day.sunset:%H:%M}" if day.sunset else None,
    }
