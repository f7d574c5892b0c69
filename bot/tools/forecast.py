"""The tool for the weather of the coming days."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.kinds.days import DAILY
from bot.languages import phrase
from bot.messages import Asker
from bot.queries import HORIZON_DAYS, Outcome, Query
from bot.reports import Kind, Report
from bot.tools import PLACE_SCHEMA, UNITS_SCHEMA, own_units_of, place_of, schema_of, units_of
from bot.tools._days import (
    DAYS_SCHEMA,
    FIRST_DAY_SCHEMA,
    day_figures,
    days_of,
    first_day_of,
    missing_note,
    other_tool,
)
from bot.tools._results import result_of

_REACH = f"forecasts have {HORIZON_DAYS} days, from today on"


class Forecast:
    """A forecast by day for one place."""

    name = "get_forecast"
    kinds: frozenset[Kind[Any]] = frozenset({DAILY})
    can = phrase("forecasts by day up to 16 days ahead")
    asked_by = ""
    description = (
        "Forecast by day, today and 15 more: conditions, high, low, rain, wind, UV, sunrise and "
        "sunset."
    )
    parameters: Mapping[str, Any] = schema_of(
        place=PLACE_SCHEMA, first_day=FIRST_DAY_SCHEMA, days=DAYS_SCHEMA, units=UNITS_SCHEMA
    )

    def queries(self, arguments: Mapping[str, Any], asker: Asker) -> list[Query]:
        """Return the one query that a call needs.

        Raises:
            ToolError: An argument is missing or of the wrong form.
        """
        own_units_of(arguments)
        first_day, days = first_day_of(arguments, asker), days_of(arguments, asker)
        return [Query(place_of(arguments), DAILY, first_day, days)]

    def render(
        self, arguments: Mapping[str, Any], outcomes: Sequence[Outcome], asker: Asker
    ) -> dict[str, Any]:
        """Return the days with their units, or why there are none; null is unknown."""
        (outcome,) = outcomes

        def figures(report: Report) -> dict[str, Any]:
            shown_in = units_of(arguments, asker, report.place)
            days = DAILY.of(report)
            return {
                "days": [day_figures(day, shown_in) for day in days],
                **missing_note(days, days_of(arguments, asker), "days", _REACH),
            }

        hint = other_tool(outcome, first_day_of(arguments, asker), asker)
        return {**result_of(outcome, asker, figures), **hint}
