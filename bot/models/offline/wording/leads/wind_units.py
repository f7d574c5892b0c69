"""Tell the wind in the unit that somebody asked for, whatever the report has it in."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from bot.models.offline.reading.wind_units import KNOT_KMH, METRE_A_SECOND_KMH, force_of_kmh
from bot.models.offline.wording.leads.stretches import Stretch, figure_of
from bot.models.offline.wording.parts import text

_FROM_KMH: Final[Mapping[str, Callable[[float], str]]] = {
    "kn": lambda speed_kmh: f"{speed_kmh / KNOT_KMH:.0f} kn",
    "m/s": lambda speed_kmh: f"{speed_kmh / METRE_A_SECOND_KMH:.1f} m/s",
    "Bft": lambda speed_kmh: f"{min(12, force_of_kmh(speed_kmh)):.0f} Bft",
}
_SPEEDS: Final = ("wind", "gusts")


def in_wind_unit(stretch: Stretch, unit: str) -> Stretch:
    """Return a stretch with its wind and gusts in a unit, by its sign; itself for none."""
    way = _FROM_KMH.get(unit)
    if not way:
        return stretch
    return replace(stretch, data=tuple(_converted(part, way) for part in stretch.data))


def _converted(part: Mapping[str, Any], way: Callable[[float], str]) -> Mapping[str, Any]:
    told = {name: text(part.get(name)) for name in _SPEEDS}
    speeds = {name: figure_of(shown) for name, shown in told.items()}
    return {
        **part,
        **{
            name: told[name].replace(speed.shown, way(speed.value), 1)
            for name, speed in speeds.items()
            if speed
        },
    }
