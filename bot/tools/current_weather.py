"""The tool for the weather at this moment."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot import units
from bot.messages import Asker
from bot.reports import Current, Kind, Outcome, Query, Report, Units
from bot.tools import (
    PLACE_SCHEMA,
    UNITS_SCHEMA,
    identity_of,
    place_of,
    problem_of,
    provenance_of,
    units_of,
)


class CurrentWeather:
    """Current conditions at one place."""

    name = "get_weather"
    description = (
        "Get the current weather at one place: conditions, temperature, wind, rain, humidity. "
        "For several places call it once per place, all calls in the same turn. "
        "For later today or other days use get_forecast."
    )

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The JSON schema of its arguments."""
        return {
            "type": "object",
            "properties": {"place": PLACE_SCHEMA, "units": UNITS_SCHEMA},
            "required": ["place"],
            "additionalProperties": False,
        }

    def queries(self, arguments: Mapping[str, Any], asker: Asker) -> list[Query]:
        """Return the one query that a call needs.

        Raises:
            ToolError: An argument is missing or of the wrong form.
        """
        units_of(arguments, asker)
        return [Query(place_of(arguments), Kind.CURRENT)]

    def render(
        self, arguments: Mapping[str, Any], outcomes: Sequence[Outcome], asker: Asker
    ) -> dict[str, Any]:
        """Return the conditions with their units, or why there are none; null is unknown."""
        (outcome,) = outcomes
        if not isinstance(outcome, Report):
            return problem_of(outcome)
        assert outcome.current, "a report on current conditions has them"
        return {
            **identity_of(outcome),
            **_figures(outcome.current, units_of(arguments, asker)),
            **provenance_of(outcome),
        }


def _figures(current: Current, shown_in: Units) -> dict[str, str | None]:
    return {
        "local_time": f"{current.observed_at:%a %Y-%m-%d %H:%M}",
        "conditions": units.conditions(current.weather_code),
        "temperature": units.temperature(current.temperature_c, shown_in),
        "feels_like": units.temperature(current.feels_like_c, shown_in),
        "humidity": units.percent(current.humidity_pct),
        "wind": units.wind(current.wind_kmh, current.wind_from_deg, shown_in),
        "gusts": units.speed(current.gusts_kmh, shown_in),
        "precipitation": units.precipitation(current.precipitation_mm, shown_in),
        "cloud_cover": units.percent(current.cloud_cover_pct),
    }
