"""The tool for air quality, UV and pollen at this moment."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot import figures as units
from bot.kinds.air import AIR, quality_of
from bot.languages import phrase
from bot.messages import Asker
from bot.queries import Outcome, Query
from bot.reports import Kind, Report
from bot.tools import PLACE_SCHEMA, place_of, schema_of
from bot.tools._results import result_of


class AirQuality:
    """Air quality, UV and pollen at one place."""

    name = "get_air_quality"
    kinds: frozenset[Kind[Any]] = frozenset({AIR})
    can = phrase("air quality")
    asked_by = (
        r"air quality|air pollution|pollution"
        r"|(?:how(?:'s| is| clean is| bad is| good is) the|(?<!warm )(?<!cold )(?<!hot )(?<!cool )"
        r"(?<!humid )(?<!dry )is the) air(?! ?(?:(?:very|so|too|really|quite|that) )?(?:temp"
        r"|pressure"
        r"|port|show|cold|cool|chilly|warm|hot|humid|dry|damp|moist))|aqi|smog\w*|polluted"
        r"|unhealthy air|pollen"
        r"|ozone|allerg\w+|asthma\w*|hay ?fever|pm ?(?:2[.,]5|10)|uv|ultraviolet|particulate\w*"
    )
    description = (
        "Air now: quality in a word, European and US index, fine dust, ozone, nitrogen dioxide, UV "
        "index, pollen."
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
        """Return the state of the air, or why it is not known; null is unknown."""
        (outcome,) = outcomes
        return result_of(outcome, asker, _figures)


def _figures(report: Report) -> dict[str, Any]:
    (air,) = AIR.of(report)
    quality = quality_of(air, report.place)
    return {
        "local_time": units.moment(air.observed_at),
        "air_quality": quality.word if quality else None,
        "european_aqi": units.index(air.european_aqi),
        "us_aqi": units.index(air.us_aqi),
        "pm2_5": units.concentration(air.pm2_5_ugm3),
        "pm10": units.concentration(air.pm10_ugm3),
        "ozone": units.concentration(air.ozone_ugm3),
        "nitrogen_dioxide": units.concentration(air.nitrogen_dioxide_ugm3),
        "uv_index": units.index(air.uv_index),
        "pollen": {
            "birch": units.pollen(air.birch_pollen_m3),
            "grass": units.pollen(air.grass_pollen_m3),
            "ragweed": units.pollen(air.ragweed_pollen_m3),
        },
    }
