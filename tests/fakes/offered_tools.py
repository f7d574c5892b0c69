"""Tools by the names that a model is offered, which look nothing up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.messages import Asker
from bot.queries import Outcome, Query
from bot.reports import Kind
from bot.tools import place_of

NAMES = (
    *("get_weather", "get_forecast", "get_hourly_forecast", "get_air_quality"),
    *("get_past_weather", "get_sun_and_moon", "get_alerts"),
)


@dataclass(frozen=True)
class OfferedTool:
    """A tool that takes any arguments beside its place."""

    name: str
    description: str = ""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """No schema."""
        return {}

    def queries(self, arguments: Mapping[str, Any], asker: Asker) -> list[Query]:
        """Return a query for the place."""
        del asker
        return [Query(place_of(arguments), Kind.CURRENT)]

    def render(
        self, arguments: Mapping[str, Any], outcomes: Sequence[Outcome], asker: Asker
    ) -> dict[str, Any]:
        """Return nothing."""
        del arguments, outcomes, asker
        return {}


def offered_tools(*names: str) -> tuple[OfferedTool, ...]:
    """Return the tools of these names, or all there are."""
    return tuple(OfferedTool(name) for name in names or NAMES)
