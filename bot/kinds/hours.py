"""The kind "hourly": the weather of the coming hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.kinds._simulated import conditions_at
from bot.languages import phrase
from bot.queries import HORIZON_DAYS
from bot.reports import Climate, Comparison, Kind, Plot


@dataclass(frozen=True, slots=True)
class Hour:
    """A forecast for the hour that begins at `time`."""

    time: datetime
    temperature_c: float | None = None
    feels_like_c: float | None = None
    humidity_pct: float | None = None
    precipitation_probability_pct: float | None = None
    precipitation_mm: float | None = None
    weather_code: int | None = None
    cloud_cover_pct: float | None = None
    wind_kmh: float | None = None
    gusts_kmh: float | None = None
    is_day: bool | None = None


def _simulated(climate: Climate, moment: datetime) -> Hour:
    return Hour(
        time=moment,
        precipitation_probability_pct=round(climate.rain_pct),
        **conditions_at(climate, moment),
    )


HOURLY: Final = Kind(
    name="hourly",
    record=Hour,
    shape="hours",
    reach=lambda today: (today, today + timedelta(days=HORIZON_DAYS - 1)),
    days_per_request=(3, 7, HORIZON_DAYS),
    fresh_for_s=1800.0,
    good_for_s=12 * 3600.0,
    noted_as=phrase("forecast retrieved {span}"),
    rank=1,
    plots=(
        Plot(phrase("Temperature, {place}"), (("", "temperature_c"),)),
        Plot(
            phrase("Chance of rain, {place}"),
            ((phrase("Rain"), "precipitation_probability_pct"),),
        ),
    ),
    comparison=Comparison(
        phrase("Temperature"), "temperature_c", phrase("Temperature, {place} time")
    ),
    simulate=_simulated,
)
