"""Say what speaks against being outdoors: the cold, the heat, the wind or the rain."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.wording.leads.falling import LIKELY_PCT

Band = tuple[float, float]
"""The lowest and the highest figure that suits."""

_TOO_COLD: Final = phrase("too cold")
_TOO_HOT: Final = phrase("too hot")
_TOO_CALM: Final = phrase("too little wind")
TOO_WINDY: Final = phrase("too windy")
_TOO_WET: Final = phrase("too wet")


@dataclass(frozen=True, slots=True)
class Suited:
    """The weather that suits: bands of its temperature in °C and of its wind in km/h."""

    celsius: Band
    kmh: Band

    def faults(
        self, celsius: float, kmh: float, percent: float, language: Language
    ) -> Sequence[str]:
        """Return in a few words each what is off the bands, or likelier wet than not."""
        return [
            language.text(said)
            for said, holds in (
                (_TOO_COLD, celsius < self.celsius[0]),
                (_TOO_HOT, celsius > self.celsius[1]),
                (_TOO_CALM, kmh < self.kmh[0]),
                (TOO_WINDY, kmh > self.kmh[1]),
                (_TOO_WET, percent > LIKELY_PCT),
            )
            if holds
        ]
