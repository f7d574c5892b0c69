"""The figures of a report as short texts with headings, as the columns of a table or a card."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot import units as figures
from bot.reports import Air, Current, Day, Shown, Sky, Units


@dataclass(frozen=True, slots=True)
class Column:
    """One figure: its heading, and its text for a report; None where it is unknown."""

    heading: str
    text: Callable[[Shown], str | None]


def _current(item: Shown) -> Current:
    assert item.report.current, "these columns are for current conditions"
    return item.report.current


def _day(item: Shown) -> Day:
    return item.report.days[0]


def _air(item: Shown) -> Air:
    assert item.report.air, "these columns are for what is in the air"
    return item.report.air


def _sky(item: Shown) -> Sky:
    return item.report.sky[0]


def _units(item: Shown) -> Units:
    return item.units or "metric"  # what has no units of its own is the same in both


def _place(item: Shown) -> str:
    return item.report.place.name


def _now(item: Shown) -> str | None:
    now = _current(item)
    icon = figures.emoji(now.weather_code, is_day=now.is_day)
    words = figures.conditions(now.weather_code)
    return _joined(icon, figures.temperature(now.temperature_c, _units(item)), words)


def _wind(item: Shown) -> str | None:
    return figures.wind(_current(item).wind_kmh, _current(item).wind_from_deg, _units(item))


def _conditions(item: Shown) -> str | None:
    code = _day(item).weather_code
    return _joined(figures.emoji(code), figures.conditions(code))


def _lowest(item: Shown) -> str | None:
    lows = [day.low_c for day in item.report.days if day.low_c is not None]
    return figures.temperature(min(lows), _units(item)) if lows else None


def _highest(item: Shown) -> str | None:
    highs = [day.high_c for day in item.report.days if day.high_c is not None]
    return figures.temperature(max(highs), _units(item)) if highs else None


def _chance_of_rain(item: Shown) -> str | None:
    chances = [day.precipitation_probability_pct for day in item.report.days]
    known = [chance for chance in chances if chance is not None]
    return figures.percent(max(known)) if known else None


def _moon(item: Shown) -> str | None:
    name, icon = figures.moon(_sky(item).moon_phase)
    return _joined(icon, name)


def _whole(value: float | None) -> str | None:
    return None if value is None else f"{value:.0f}"


def _joined(*parts: str | None) -> str | None:
    return " ".join(part for part in parts if part) or None


PLACE: Final = Column("Place", _place)

NOW: Final = (
    Column("Now", _now),
    Column("Feels like", lambda i: figures.temperature(_current(i).feels_like_c, _units(i))),
    Column("Wind", _wind),
    Column("Rain", lambda i: figures.precipitation(_current(i).precipitation_mm, _units(i))),
    Column("Humidity", lambda i: figures.percent(_current(i).humidity_pct)),
)
ONE_DAY: Final = (
    Column("Weather", _conditions),
    Column("Low", _lowest),
    Column("High", _highest),
    Column("Chance of rain", _chance_of_rain),
    Column("Rain", lambda i: figures.precipitation(_day(i).precipitation_mm, _units(i))),
    Column("Wind", lambda i: figures.speed(_day(i).wind_kmh, _units(i))),
)
DAYS: Final = (
    Column("Lowest", _lowest),
    Column("Highest", _highest),
    Column("Chance of rain", _chance_of_rain),
)
AIR: Final = (
    Column("Air quality", lambda i: _whole(_air(i).european_aqi)),
    Column("US index", lambda i: _whole(_air(i).us_aqi)),
    Column("PM2.5", lambda i: figures.concentration(_air(i).pm2_5_ugm3)),
    Column("PM10", lambda i: figures.concentration(_air(i).pm10_ugm3)),
    Column("UV", lambda i: _whole(_air(i).uv_index)),
)
SKY: Final = (
    Column("Sunrise", lambda i: figures.clock_time(_sky(i).sunrise)),
    Column("Sunset", lambda i: figures.clock_time(_sky(i).sunset)),
    Column("Day", lambda i: figures.duration(_sky(i).day_length_s)),
    Column("Moon", _moon),
)
