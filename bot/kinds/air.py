"""The kind "air": air quality, UV and pollen at this moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.kinds._columns import of_record
from bot.languages import phrase
from bot.reports import Climate, Kind


@dataclass(frozen=True, slots=True)
class Air:
    """The air at one moment: index values, amounts in µg/m³, and pollen grains per m³."""

    observed_at: datetime
    european_aqi: float | None = None
    us_aqi: float | None = None
    pm2_5_ugm3: float | None = None
    pm10_ugm3: float | None = None
    ozone_ugm3: float | None = None
    nitrogen_dioxide_ugm3: float | None = None
    uv_index: float | None = None
    birch_pollen_m3: float | None = None
    grass_pollen_m3: float | None = None
    ragweed_pollen_m3: float | None = None


_POLLEN_MONTHS: Final = {"birch": (3, 5), "grass": (5, 8), "ragweed": (8, 10)}


def _simulated(climate: Climate, moment: datetime) -> Air:
    """Return the air of the last full hour."""
    european_aqi = climate.between("air", 8, 70)
    return Air(
        observed_at=moment.replace(minute=0, second=0, microsecond=0),
        european_aqi=round(european_aqi),
        us_aqi=round(european_aqi * 1.5),
        pm2_5_ugm3=round(european_aqi / 3, 1),
        pm10_ugm3=round(european_aqi / 2, 1),
        ozone_ugm3=round(climate.between("ozone", 30, 90), 1),
        nitrogen_dioxide_ugm3=round(climate.between("nitrogen dioxide", 2, 40), 1),
        uv_index=round(climate.uv_index * climate.is_daylight(moment), 1),
        **_simulated_pollen(climate, moment.month),
    )


def _simulated_pollen(climate: Climate, month: int) -> dict[str, float]:
    """Return the pollen grains of each plant, by field; none outside of Europe.

    A plant has grains in the months of its season only.
    """
    place = climate.place
    if not (35 < place.latitude < 72 and -25 < place.longitude < 45):  # noqa: PLR2004
        return {}
    return {
        f"{plant}_pollen_m3": round(climate.between(plant, 0, 60 * (first <= month <= last)), 1)
        for plant, (first, last) in _POLLEN_MONTHS.items()
    }


AIR: Final = Kind(
    name="air",
    record=Air,
    shape="present",
    fresh_for_s=3600.0,
    good_for_s=3 * 3600.0,
    noted_as=phrase("air quality of {span}"),
    rank=3,
    columns=(
        of_record(phrase("Air quality"), "european_aqi"),
        of_record(phrase("US index"), "us_aqi"),
        of_record(phrase("PM2.5"), "pm2_5_ugm3"),
        of_record(phrase("PM10"), "pm10_ugm3"),
        of_record(phrase("UV"), "uv_index"),
    ),
    simulate=_simulated,
)
