"""The tool for what is in the air at this moment, and the sun's strength."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot import figures as units
from bot.kinds.air import AIR, Air
from bot.languages import phrase
from bot.messages import Asker
from bot.queries import Outcome, Query
from bot.reports import Kind, Place, Report
from bot.tools import PLACE_SCHEMA, place_of, schema_of
from bot.tools._results import result_of

# The last value of each band but the worst.
_EUROPEAN_BANDS: Final = (20, 40, 60, 80, 100)
_EUROPEAN_WORDS: Final = ("good", "fair", "moderate", "poor", "very poor", "extremely poor")
_US_BANDS: Final = (50, 100, 150, 200, 300)
_US_WORDS: Final = (
    "good",
    "moderate",
    "unhealthy for sensitive groups",
    "unhealthy",
    "very unhealthy",
    "hazardous",
)


class AirQuality:
    """Air quality, UV and pollen at one place."""

    name = "get_air_quality"
    kinds: frozenset[Kind[Any]] = frozenset({AIR})
    can = phrase("air quality")
    asked_by = (
        r"air quality|air pollution|pollution"
        r"|(?:how(?:'s| is| clean is| bad is| good is) the|is the) air"
        r"|aqi|smog|pollen|ozone|allerg\w+|pm ?(?:2[.,]5|10)|uv|ultraviolet|particulate\w*"
    )
    description = (
        "Get air quality, UV index and pollen at one place now: an overall word, the European and "
        "the US air quality index, fine dust, ozone, nitrogen dioxide; pollen in Europe only. "
        "For several places call it once per place, all calls in the same turn. "
        "For the UV index of coming days use get_forecast."
    )
    parameters: Mapping[str, Any] = schema_of(place=PLACE_SCHEMA)

    def queries(self, arguments: Mapping[str, Any], asker: Asker) -> list[Query]:  # noqa: ARG002
        """Return the one query that a call needs.

        Raises:
            ToolError: No place is named.
        """
        return [Query(place_of(arguments), AIR)]

    def render(
        self,
        arguments: Mapping[str, Any],  # noqa: ARG002
        outcomes: Sequence[Outcome],
        asker: Asker,
    ) -> dict[str, Any]:
        """Return what is in the air, or why it is not known; null is unknown."""
        (outcome,) = outcomes
        return result_of(outcome, asker, _figures)


def _figures(report: Report) -> dict[str, Any]:
    (air,) = AIR.of(report)
    return {
        "local_time": units.moment(air.observed_at),
        "air_quality": _in_words(air, report.place),
        "european_aqi": units.index(air.european_aqi),
        "us_aqi": units.index(air.us_aqi),
        "pm2_5": units.concentration(air.pm2_5_ugm3),
        "pm10": units.concentration(air.pm10_ugm3),
        "ozone": units.concentration(air.ozone_ugm3),
        "nitrogen_dioxide": units.concentration(air.nitrogen_dioxide_ugm3),
        "uv_index": units.index(air.uv_index, 1),
        "pollen": {
            "birch": units.pollen(air.birch_pollen_m3),
            "grass": units.pollen(air.grass_pollen_m3),
            "ragweed": units.pollen(air.ragweed_pollen_m3),
        },
    }


def _in_words(air: Air, place: Place) -> str | None:
    """Return the band of the index that people at the place know, or of the other one."""
    european = _band(air.european_aqi, _EUROPEAN_BANDS, _EUROPEAN_WORDS)
    american = _band(air.us_aqi, _US_BANDS, _US_WORDS)
    if units.units_of_country(place.country_code) == "imperial":
        return american or european
    return european or american


def _band(value: float | None, bands: Sequence[int], words: Sequence[str]) -> str | None:
    return None if value is None else words[bisect_left(bands, value)]
