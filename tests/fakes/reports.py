"""One report of every kind on Berlin, full of figures or without any."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.reports import Air, Current, Day, Hour, Kind, Place, Report, Sky, Source

ZONE = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)
SUNRISE = datetime(2026, 11, 24, 7, 30, tzinfo=ZONE)
SOURCE = Source("Test", "Data by Test", "https://test.example")
BERLIN = Place("Berlin", 52.5, 13.4, "Europe/Berlin", country_code="DE", country="Germany")

CURRENT = Current(
    NOON,
    temperature_c=4.2,
    feels_like_c=1.0,
    humidity_pct=81.0,
    precipitation_mm=0.2,
    weather_code=61,
    cloud_cover_pct=90.0,
    wind_kmh=14.2,
    wind_from_deg=225.0,
    gusts_kmh=30.0,
    is_day=True,
)
DAY = Day(
    date(2026, 11, 24),
    weather_code=3,
    high_c=14.2,
    low_c=-6.8,
    precipitation_mm=12.7,
    precipitation_probability_pct=55.0,
    wind_kmh=22.6,
    gusts_kmh=41.0,
    uv_index=2.35,
    sunrise=SUNRISE,
    sunset=SUNRISE + timedelta(hours=8.5),
)
HOUR = Hour(
    NOON + timedelta(hours=2),
    temperature_c=5.0,
    feels_like_c=2.5,
    humidity_pct=77.0,
    precipitation_probability_pct=40.0,
    precipitation_mm=0.0,
    weather_code=0,
    cloud_cover_pct=5.0,
    wind_kmh=9.0,
    gusts_kmh=18.0,
    is_day=False,
)
AIR = Air(
    NOON,
    european_aqi=32.4,
    us_aqi=70.0,
    pm2_5_ugm3=12.34,
    pm10_ugm3=20.0,
    ozone_ugm3=41.0,
    nitrogen_dioxide_ugm3=18.5,
    uv_index=0.85,
    birch_pollen_m3=0.0,
    grass_pollen_m3=12.4,
)
SKY = Sky(
    date(2026, 11, 24),
    sunrise=SUNRISE,
    sunset=SUNRISE + timedelta(hours=8.5),
    day_length_s=8.5 * 3600,
    moonrise=None,
    moonset=SUNRISE,
    moon_phase=0.49,
)

_EMPTY = Report(BERLIN, SOURCE, NOON)
REPORTS = {
    Kind.CURRENT: replace(_EMPTY, current=CURRENT),
    Kind.DAILY: replace(_EMPTY, days=(DAY,)),
    Kind.HOURLY: replace(_EMPTY, hours=(HOUR,)),
    Kind.AIR: replace(_EMPTY, air=AIR),
    Kind.PAST: replace(_EMPTY, days=(replace(DAY, date=date(2026, 11, 22)),)),
    Kind.SKY: replace(_EMPTY, sky=(SKY,)),
}
"""Full of figures, but for what a source does not know of Berlin."""

BARE = {
    Kind.CURRENT: replace(_EMPTY, current=Current(NOON)),
    Kind.DAILY: replace(_EMPTY, days=(Day(DAY.date),)),
    Kind.HOURLY: replace(_EMPTY, hours=(Hour(HOUR.time),)),
    Kind.AIR: replace(_EMPTY, air=Air(NOON)),
    Kind.PAST: replace(_EMPTY, days=(Day(date(2026, 11, 22)),)),
    Kind.SKY: replace(
        _EMPTY, sky=(replace(SKY, sunrise=None, sunset=None, day_length_s=0.0, moonset=None),)
    ),
}
"""With nothing but what can't be missing."""
