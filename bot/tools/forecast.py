"""The tool for the weather of the coming days."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot import units
from bot.errors import ToolError
from bot.messages import Asker
from bot.reports import Day, Kind, Outcome, Query, Report, Units
from bot.tools import (
    PLACE_SCHEMA,
    UNITS_SCHEMA,
    identity_of,
    place_of,
    problem_of,
    provenance_of,
    units_of,
)

MAX_DAYS = 16

_OFFSETS = {"": 0, "null": 0, "today": 0, "tonight": 0, "tomorrow": 1, "day after tomorrow": 2}
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
                    "maximum": MAX_DAYS,
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
            **provenance_of(outcome),
        }


def _first_day(value: object, asked_at: datetime) -> int | date:
    """Return days from the place's own today, or a date."""
    text = " ".join(value.lower().split()) if isinstance(value, str) else value
    if text is None:
        return 0
    if isinstance(text, str) and text in _OFFSETS:
        return _OFFSETS[text]
    if isinstance(text, str) and text.removeprefix("next ") in _WEEKDAYS:
        weekday = _WEEKDAYS.index(text.removeprefix("next "))
        return asked_at.date() + timedelta(days=(weekday - asked_at.weekday()) % 7)
    if (number := _whole(text)) is not None:
        if not 0 <= number < MAX_DAYS:
            raise ToolError(f"'first_day' is {number} days from today; 0 to {MAX_DAYS - 1} exist.")
        return number
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise ToolError(
            "'first_day' can't be read; write today, tomorrow, an English weekday or a date as "
            "YYYY-MM-DD."
        ) from None


def _days(value: object) -> int:
    days = 1 if value in (None, "", "null") else _whole(value)
    if days is None or not 1 <= days <= MAX_DAYS:
        raise ToolError(f"'days' can't be read; write a whole number from 1 to {MAX_DAYS}.")
    return days


def _whole(value: object) -> int | None:
    """Return a whole number that may be written as text or with a zero fraction."""
    if isinstance(value, str) and value.strip().lstrip("+-").isdecimal():
        return int(value[:10])
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
