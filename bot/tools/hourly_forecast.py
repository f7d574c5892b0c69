"""The tool for the weather of the coming hours."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot import figures as units
from bot.errors import ToolError
from bot.kinds.hours import HOURLY, Hour
from bot.languages import phrase
from bot.messages import Asker
from bot.queries import Outcome, Query
from bot.reports import Kind, Report, Units
from bot.tools import PLACE_SCHEMA, UNITS_SCHEMA, own_units_of, place_of, schema_of, units_of
from bot.tools._days import (
    FIRST_DAY_SCHEMA,
    count_of,
    first_day_of,
    missing_note,
    other_tool,
)
from bot.tools._hours import hour_of
from bot.tools._results import result_of

MAX_HOURS = 48
DEFAULT_HOURS = 12

_REACH = "hours that are over or too far ahead are left out"


class HourlyForecast:
    """A forecast by hour for one place."""

    name = "get_hourly_forecast"
    kinds: frozenset[Kind[Any]] = frozenset({HOURLY})
    can = phrase("forecasts by hour")
    asked_by = ""
    description = (
        "Forecast by hour, local time, 48 at most: conditions, temperature, rain, wind. For times "
        "of day, when rain starts or stops, umbrellas."
    )
    parameters: Mapping[str, Any] = schema_of(
        place=PLACE_SCHEMA,
        first_day=FIRST_DAY_SCHEMA,
        first_hour={
            "type": ["integer", "null"],
            "description": "0 to 23; null: now, or 0 on another day",
        },
        hours={
            "type": ["integer", "null"],
            "description": f"1 to {MAX_HOURS}; {DEFAULT_HOURS} by default",
        },
        units=UNITS_SCHEMA,
    )

    def queries(self, arguments: Mapping[str, Any], asker: Asker) -> list[Query]:
        """Return the one query that a call needs.

        Raises:
            ToolError: An argument is missing or of the wrong form.
        """
        own_units_of(arguments)
        return [
            Query(
                place_of(arguments),
                HOURLY,
                first_day_of(arguments, asker),
                first_hour=_first_hour(arguments.get("first_hour")),
                hours=_hours(arguments),
            )
        ]

    def render(
        self, arguments: Mapping[str, Any], outcomes: Sequence[Outcome], asker: Asker
    ) -> dict[str, Any]:
        """Return the hours with their units, or why there are none; null is unknown."""
        (outcome,) = outcomes

        def figures(report: Report) -> dict[str, Any]:
            shown_in = units_of(arguments, asker, report.place)
            hours = HOURLY.of(report)
            return {
                "hours": [_figures(hour, shown_in) for hour in hours],
                **missing_note(hours, _hours(arguments), "hours", _REACH),
            }

        hint = other_tool(outcome, first_day_of(arguments, asker), asker)
        return {**result_of(outcome, asker, figures), **hint}


def _first_hour(value: object) -> int | None:
    """Return an hour of the day, which may be written as a time; None is the present one."""
    text = value.strip().lower() if isinstance(value, str) else value
    if text in (None, "", "null", "now"):
        return None
    if (hour := hour_of(value)) is None:
        raise ToolError("'first_hour' can't be read; write a whole number from 0 to 23, or null.")
    return hour


def _hours(arguments: Mapping[str, Any]) -> int:
    return count_of(arguments, "hours", DEFAULT_HOURS, MAX_HOURS)


def _figures(hour: Hour, shown_in: Units) -> dict[str, str | None]:
    return {
        "time": units.moment(hour.time),
        "conditions": units.conditions(hour.weather_code),
        "emoji": units.emoji(hour.weather_code, is_day=hour.is_day),
        "temperature": units.temperature(hour.temperature_c, shown_in),
        "feels_like": units.temperature(hour.feels_like_c, shown_in),
        "precipitation": units.precipitation(hour.precipitation_mm, shown_in),
        "precipitation_probability": units.percent(hour.precipitation_probability_pct),
        "humidity": units.percent(hour.humidity_pct),
        "wind": units.speed(hour.wind_kmh, shown_in),
        "gusts": units.speed(hour.gusts_kmh, shown_in),
    }
