"""The kinds "sea" and "sea_days": water and waves, at this moment and by day."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.kinds._columns import of_all, of_record
from bot.languages import phrase
from bot.queries import HORIZON_DAYS
from bot.reports import Climate, Comparison, Kind, Plot


@dataclass(frozen=True, slots=True)
class Sea:
    """The sea at one moment; `waves_from_deg` is the direction that waves come from, 0 to 360."""

    observed_at: datetime
    water_c: float | None = None
    wave_height_m: float | None = None
    waves_from_deg: float | None = None
    wave_period_s: float | None = None


@dataclass(frozen=True, slots=True)
class SeaDay:
    """The sea of one local day: its warmest water, its highest waves and their longest period.

    `waves_from_deg` is the direction that most waves come from, 0 to 360.
    """

    date: date
    water_c: float | None = None
    wave_height_m: float | None = None
    waves_from_deg: float | None = None
    wave_period_s: float | None = None


def _simulated(climate: Climate, moment: datetime) -> Sea:
    """Return the sea of the last full hour; without figures at a place that has no sea."""
    return Sea(moment.replace(minute=0, second=0, microsecond=0), **_figures(climate, 1.0))


def _simulated_day(climate: Climate, day: date) -> SeaDay:
    return SeaDay(day, **_figures(climate, 1.2))


def _figures(climate: Climate, highest: float) -> dict[str, float]:
    """Return made-up figures by field; none at a place that has no sea.

    The water is milder than the air, and the waves follow the wind. `highest` is the factor by
    which the waves exceed those of an average hour.
    """
    if not climate.is_by_the_sea:
        return {}
    height_m = (climate.wind_kmh / 15 + climate.between("swell", 0.1, 0.8)) * highest
    return {
        "water_c": round(max(-1.8, 8 + 0.65 * climate.mean_c), 1),
        "wave_height_m": round(height_m, 1),
        "waves_from_deg": round(climate.between("waves", 0, 359)),
        "wave_period_s": round(3 + 4 * math.sqrt(height_m), 1),
    }


_NO_SEA: Final = "There is no sea at {place}."
_COLUMNS: Final = (
    of_record(phrase("Water"), "water_c"),
    of_record(phrase("Waves"), "wave_height_m"),
    of_record(phrase("From"), "waves_from_deg"),
    of_record(phrase("Period"), "wave_period_s"),
)

SEA: Final = Kind(
    name="sea",
    record=Sea,
    shape="present",
    fresh_for_s=1800.0,
    good_for_s=6 * 3600.0,
    absent=_NO_SEA,
    noted_as=phrase("sea of {span}"),
    rank=5,
    columns=_COLUMNS,
    simulate=_simulated,
)
SEA_DAYS: Final = Kind(
    name="sea_days",
    record=SeaDay,
    shape="days",
    reach=lambda today: (today, today + timedelta(days=HORIZON_DAYS - 1)),
    days_per_request=(7, HORIZON_DAYS),
    fresh_for_s=3600.0,
    good_for_s=12 * 3600.0,
    blank=SeaDay,
    absent=_NO_SEA,
    noted_as=phrase("forecast retrieved {span}"),
    rank=6,
    columns=_COLUMNS,
    columns_of_several=(
        of_all(phrase("Warmest water"), "water_c", max),
        of_all(phrase("Highest waves"), "wave_height_m", max),
    ),
    plots=(Plot(phrase("Highest waves, {place}"), (("", "wave_height_m"),)),),
    comparison=Comparison(phrase("Highest waves"), "wave_height_m"),
    simulate=_simulated_day,
)
