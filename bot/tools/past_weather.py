"""The tool for the weather of days that are over."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.kinds.days import PAST
from bot.languages import phrase
from bot.messages import Asker
from bot.queries import FIRST_PAST_DAY, Outcome, Query
from bot.reports import Kind, Report
from bot.tools import PLACE_SCHEMA, UNITS_SCHEMA, own_units_of, place_of, schema_of, units_of
from bot.tools._days import day_figures, days_of, first_day_of, missing_note, other_tool
from bot.tools._results import result_of

MAX_DAYS = 31

_REACH = f"past weather reaches from {FIRST_PAST_DAY} to yesterday"


class PastWeather:
    """The weather that one place had, by day."""

    name = "get_past_weather"
    kinds: frozenset[Kind[Any]] = frozenset({PAST})
    can = phrase("past weather back to 1940")
    asked_by = ""
    description = (
        f"Weather of past days since {FIRST_PAST_DAY.year}: conditions, high, low, rain, wind."
    )
    parameters: Mapping[str, Any] = schema_of(
        place=PLACE_SCHEMA,
        first_day={
            "type": ["string", "null"],
            "description": "yesterday (default), weekday or YYYY-MM-DD",
        },
        days={
            "type": ["integer", "null"],
            "description": f"1 (default) to {MAX_DAYS}",
        },
        units=UNITS_SCHEMA,
    )

    def queries(self, arguments: Mapping[str, Any], asker: Asker) -> list[Query]:
        """Return the one query that a call needs.

        Raises:
            ToolError: An argument is missing or of the wrong form.
        """
        own_units_of(arguments)
        first_day = first_day_of(arguments, asker, looks_back=True)
        return [Query(place_of(arguments), PAST, first_day, _days(arguments, asker))]

    def render(
        self, arguments: Mapping[str, Any], outcomes: Sequence[Outcome], asker: Asker
    ) -> dict[str, Any]:
        """Return the days with their units, or why there are none; null is unknown."""
        (outcome,) = outcomes

        def figures(report: Report) -> dict[str, Any]:
            shown_in = units_of(arguments, asker, report.place)
            wanted, days = _days(arguments, asker), PAST.of(report)
            return {
                "days": [day_figures(day, shown_in) for day in days],
                **missing_note(days, wanted, "days", _REACH),
            }

        first_day = first_day_of(arguments, asker, looks_back=True)
        hint = other_tool(outcome, first_day, asker, looks_back=True)
        return {**result_of(outcome, asker, figures), **hint}


def _days(arguments: Mapping[str, Any], asker: Asker) -> int:
    return days_of(arguments, asker, MAX_DAYS, looks_back=True)
