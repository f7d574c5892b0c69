"""The kind "air": air quality, UV and pollen at this moment."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot import figures
from bot.kinds._columns import of_record, record_of
from bot.languages import Language, phrase
from bot.reports import Climate, Column, Kind, Place, Shown


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


# The highest index value of each band, but for the worst band, which has no upper end.
_EUROPEAN: Final = (
    phrase("{word}, {index} (European index)"),
    (20, 40, 60, 80, 100),
    (
        *(phrase("good"), phrase("fair"), phrase("moderate"), phrase("poor")),
        *(phrase("very poor"), phrase("extremely poor")),
    ),
)
_AMERICAN: Final = (
    phrase("{word}, {index} (US index)"),
    (50, 100, 150, 200, 300),
    (
        *(phrase("good"), phrase("moderate"), phrase("unhealthy for sensitive groups")),
        *(phrase("unhealthy"), phrase("very unhealthy"), phrase("hazardous")),
    ),
)


@dataclass(frozen=True, slots=True)
class Quality:
    """The quality of the air by one index; `form` tells the word, the index and its name."""

    word: str
    index: float
    form: str


def quality_of(air: Air, place: Place) -> Quality | None:
    """Return the quality by the index that is usual at the place, else by the other one."""
    known = [
        Quality(words[bisect_left(bands, value)], value, form)
        for value, (form, bands, words) in (
            (air.european_aqi, _EUROPEAN),
            (air.us_aqi, _AMERICAN),
        )
        if value is not None
    ]
    is_american = figures.units_of_country(place.country_code) == "imperial"
    return known[-1 if is_american else 0] if known else None


def _quality(item: Shown, language: Language) -> str | None:
    quality = quality_of(record_of(item, Air), item.report.place)
    if quality is None:
        return None
    word = language.text(quality.word)
    return language.text(quality.form, word=word, index=f"{quality.index:.0f}")


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
        Column(phrase("Air quality"), _quality),
        of_record(phrase("US index"), "us_aqi"),
        of_record(phrase("PM2.5"), "pm2_5_ugm3"),
        of_record(phrase("PM10"), "pm10_ugm3"),
        of_record(phrase("UV"), "uv_index"),
    ),
    simulate=_simulated,
)
