"""The tool for the weather at this moment."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot import figures as units
from bot.kinds.current import CURRENT
from bot.languages import ENGLISH, phrase
from bot.messages import Asker
from bot.queries import Outcome, Query
from bot.reports import Kind, Report, Units
from bot.tools import PLACE_SCHEMA, UNITS_SCHEMA, own_units_of, place_of, schema_of, units_of
from bot.tools._results import result_of

_CLEAR_SKIES: Final = (0, 1, 2)
"""WMO codes, from a clear sky to a partly cloudy one."""


class CurrentWeather:
    """Current conditions at one place."""

    name = "get_weather"
    kinds: frozenset[Kind[Any]] = frozenset({CURRENT})
    can = phrase("the weather now")
    asked_by = ""
    description = "Weather now: conditions, temperature, wind, rain, humidity."
    parameters: Mapping[str, Any] = schema_of(place=PLACE_SCHEMA, units=UNITS_SCHEMA)

    def queries(self, arguments: Mapping[str, Any], asker: Asker) -> list[Query]:  # noqa: ARG002
        """Return the one query that a call needs.

        Raises:
            ToolError: An argument is missing or of the wrong form.
        """
        own_units_of(arguments)
        return [Query(place_of(arguments), CURRENT)]

    def render(
        self, arguments: Mapping[str, Any], outcomes: Sequence[Outcome], asker: Asker
    ) -> dict[str, Any]:
        """Return the conditions with their units, or why there are none; null is unknown."""
        (outcome,) = outcomes

        def figures(report: Report) -> dict[str, str | bool | None]:
            return _figures(report, units_of(arguments, asker, report.place))

        return result_of(outcome, asker, figures)


def _figures(report: Report, shown_in: Units) -> dict[str, str | bool | None]:
    (current,) = CURRENT.of(report)
    # A clear sky is no sunshine by night, which nothing else in words tells; other skies are none.
    is_dark = current.is_day is False and current.weather_code in _CLEAR_SKIES
    night = {"is_night": True} if is_dark else {}
    return {
        "local_time": units.moment(current.observed_at),
        "conditions": units.conditions(current.weather_code),
        "emoji": units.emoji(current.weather_code, is_day=current.is_day),
        "temperature": units.temperature(current.temperature_c, shown_in),
        "feels_like": units.temperature(current.feels_like_c, shown_in),
        "humidity": units.percent(current.humidity_pct),
        "wind": units.wind(current.wind_kmh, current.wind_from_deg, shown_in, ENGLISH),
        "gusts": units.speed(current.gusts_kmh, shown_in),
        "precipitation": units.precipitation(current.precipitation_mm, shown_in),
        "cloud_cover": units.percent(current.cloud_cover_pct),
        **night,
    }
