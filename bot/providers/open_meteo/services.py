"""The table of Open-Meteo's services: the kinds of data that each has, and their variables."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.kinds.air import AIR
from bot.kinds.current import CURRENT
from bot.kinds.days import DAILY, PAST
from bot.kinds.hours import HOURLY
from bot.kinds.sea import SEA, SEA_DAYS
from bot.reports import Kind, Source

SOURCE: Final = Source("Open-Meteo", "Weather data by Open-Meteo.com", "https://open-meteo.com/")
AIR_SOURCE: Final = Source(
    "Open-Meteo",
    "Air quality by Open-Meteo.com from the Copernicus Atmosphere Monitoring Service (CAMS)",
    "https://open-meteo.com/en/docs/air-quality-api",
)
SEA_SOURCE: Final = Source(
    "Open-Meteo",
    "Sea by Open-Meteo.com with information of the E.U. Copernicus Marine Service",
    "https://open-meteo.com/en/docs/marine-weather-api",
)


@dataclass(frozen=True, slots=True)
class Service:
    """A service of Open-Meteo, with its variables for one kind of data.

    Attributes:
        name: The name of the service in the URL's path, such as "air-quality".
        section: The name of the variables' list in a request and of their values in an answer.
        fields: The fields of the kind's record by the variables that fill them. Ten at most: with
            more of them a place costs more than one unit of the service's quota.
        archive: The name of the service for older days; "" if there is none.
    """

    name: str
    section: str
    fields: Mapping[str, str]
    source: Source = SOURCE
    archive: str = ""


# Sunrise and sunset are computed by this project, since the service gives midnight for days
# without them.
_DAYS: Final = {
    "weather_code": "weather_code",
    "temperature_2m_max": "high_c",
    "temperature_2m_min": "low_c",
    "precipitation_sum": "precipitation_mm",
    "precipitation_probability_max": "precipitation_probability_pct",
    "wind_speed_10m_max": "wind_kmh",
    "wind_gusts_10m_max": "gusts_kmh",
    "uv_index_max": "uv_index",
}
_ONLY_AHEAD: Final = ("precipitation_probability_max", "uv_index_max")

SERVICES: Final[Mapping[Kind[Any], Service]] = {
    CURRENT: Service(
        "forecast",
        "current",
        {
            "temperature_2m": "temperature_c",
            "apparent_temperature": "feels_like_c",
            "relative_humidity_2m": "humidity_pct",
            "is_day": "is_day",
            "precipitation": "precipitation_mm",
            "weather_code": "weather_code",
            "cloud_cover": "cloud_cover_pct",
            "wind_speed_10m": "wind_kmh",
            "wind_direction_10m": "wind_from_deg",
            "wind_gusts_10m": "gusts_kmh",
        },
    ),
    DAILY: Service("forecast", "daily", _DAYS),
    PAST: Service(
        "forecast",
        "daily",
        {variable: field for variable, field in _DAYS.items() if variable not in _ONLY_AHEAD},
        archive="archive",
    ),
    # The service gives sums and gusts for the hour before their time; they are taken for those of
    # the hour after it, as on the service's own pages.
    HOURLY: Service(
        "forecast",
        "hourly",
        {
            "temperature_2m": "temperature_c",
            "apparent_temperature": "feels_like_c",
            "relative_humidity_2m": "humidity_pct",
            "is_day": "is_day",
            "precipitation_probability": "precipitation_probability_pct",
            "precipitation": "precipitation_mm",
            "weather_code": "weather_code",
            "cloud_cover": "cloud_cover_pct",
            "wind_speed_10m": "wind_kmh",
            "wind_gusts_10m": "gusts_kmh",
        },
    ),
    AIR: Service(
        "air-quality",
        "current",
        {
            "european_aqi": "european_aqi",
            "us_aqi": "us_aqi",
            "pm2_5": "pm2_5_ugm3",
            "pm10": "pm10_ugm3",
            "ozone": "ozone_ugm3",
            "nitrogen_dioxide": "nitrogen_dioxide_ugm3",
            "uv_index": "uv_index",
            "birch_pollen": "birch_pollen_m3",
            "grass_pollen": "grass_pollen_m3",
            "ragweed_pollen": "ragweed_pollen_m3",
        },
        AIR_SOURCE,
    ),
    SEA: Service(
        "marine",
        "current",
        {
            "sea_surface_temperature": "water_c",
            "wave_height": "wave_height_m",
            "wave_direction": "waves_from_deg",
            "wave_period": "wave_period_s",
        },
        SEA_SOURCE,
    ),
    SEA_DAYS: Service(
        "marine",
        "daily",
        {
            "sea_surface_temperature_max": "water_c",
            "wave_height_max": "wave_height_m",
            "wave_direction_dominant": "waves_from_deg",
            "wave_period_max": "wave_period_s",
        },
        SEA_SOURCE,
    ),
}
