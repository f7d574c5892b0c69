"""The figures of a report as short texts with headings, as the columns of a table or a card."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot import figures
from bot.languages import Language, phrase
from bot.reports import Air, Current, Day, Shown, Sky, Units


@dataclass(frozen=True, slots=True)
class Column:
    """One figure: its heading, and its text for a report; None where it is unknown."""

    heading: str
    text: Callable[[Shown, Language], str | None]


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


def _place(item: Shown, _: Language) -> str:
    return item.report.place.name


def _now(item: Shown, language: Language) -> str | None:
    now = _current(item)
    icon = figures.emoji(now.weather_code, is_day=now.is_day)
    words = _words(now.weather_code, language)
    return _joined(icon, figures.temperature(now.temperature_c, _units(item)), words)


def _words(weather_code: int | None, language: Language) -> str | None:
    words = figures.conditions(weather_code)
    return language.text(words) if words else None


def _wind(item: Shown, language: Language) -> str | None:
    now = _current(item)
    return figures.wind(now.wind_kmh, now.wind_from_deg, _units(item), language)


def _conditions(item: Shown, language: Language) -> str | None:
    code = _day(item).weather_code
    return _joined(figures.emoji(code), _words(code, language))


def _lowest(item: Shown, _: Language) -> str | None:
    lows = [day.low_c for day in item.report.days if day.low_c is not None]
    return figures.temperature(min(lows), _units(item)) if lows else None


def _highest(item: Shown, _: Language) -> str | None:
    highs = [day.high_c for day in item.report.days if day.high_c is not None]
    return figures.temperature(max(highs), _units(item)) if highs else None


def _chance_of_rain(item: Shown, _: Language) -> str | None:
    chances = [day.precipitation_probability_pct for day in item.report.days]
    known = [chance for chance in chances if chance is not None]
    return figures.percent(max(known)) if known else None


def _moon(item: Shown, language: Language) -> str | None:
    name, icon = figures.moon(_sky(item).moon_phase)
    return _joined(icon, language.text(name))


def _whole(value: float | None) -> str | None:
    return None if value is None else f"{value:.0f}"


def _joined(*parts: str | None) -> str | None:
    return " ".join(part for part in parts if part) or None


PLACE: Final = Column(phrase("Place"), _place)

NOW: Final = (
    Column(phrase("Now"), _now),
    Column(
        phrase("Feels like"), lambda i, _: figures.temperature(_current(i).feels_like_c, _units(i))
    ),
    Column(phrase("Wind"), _wind),
    Column(
        phrase("Rain"), lambda i, _: figures.precipitation(_current(i).precipitation_mm, _units(i))
    ),
    Column(phrase("Humidity"), lambda i, _: figures.percent(_current(i).humidity_pct)),
)
ONE_DAY: Final = (
    Column(phrase("Weather"), _conditions),
    Column(phrase("Low"), _lowest),
    Column(phrase("High"), _highest),
    Column(phrase("Chance of rain"), _chance_of_rain),
    Column(phrase("Rain"), lambda i, _: figures.precipitation(_day(i).precipitation_mm, _units(i))),
    Column(phrase("Wind"), lambda i, _: figures.speed(_day(i).wind_kmh, _units(i))),
)
DAYS: Final = (
    Column(phrase("Lowest"), _lowest),
    Column(phrase("Highest"), _highest),
    Column(phrase("Chance of rain"), _chance_of_rain),
)
AIR: Final = (
    Column(phrase("Air quality"), lambda i, _: _whole(_air(i).european_aqi)),
    Column(phrase("US index"), lambda i, _: _whole(_air(i).us_aqi)),
    Column(phrase("PM2.5"), lambda i, _: figures.concentration(_air(i).pm2_5_ugm3)),
    Column(phrase("PM10"), lambda i, _: figures.concentration(_air(i).pm10_ugm3)),
    Column(phrase("UV"), lambda i, _: _whole(_air(i).uv_index)),
)
SKY: Final = (
    Column(phrase("Sunrise"), lambda i, _: figures.clock_time(_sky(i).sunrise)),
    Column(phrase("Sunset"), lambda i, _: figures.clock_time(_sky(i).sunset)),
    Column(phrase("Day"), lambda i, language: figures.duration(_sky(i).day_length_s, language)),
    Column(phrase("Moon"), _moon),
)
