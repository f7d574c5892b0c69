"""Figures as people read them: converted to their units, rounded, and with a unit.

None stands for a figure that the source did not tell, and functions return None for it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final

from bot.languages import Language, phrase
from bot.reports import Kind, Units


@dataclass(frozen=True, slots=True)
class _Scale:
    """A unit for people: `value * factor + offset`, rounded to `digits`, followed by `sign`."""

    sign: str
    digits: int
    factor: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class _Measure:
    """A measure: the quantity and the units that the ending of a field's name stands for.

    Attributes:
        quantity: The quantity, in the unit of the ending; the figures of a text are compared with
            those of the same quantity.
        imperial: The imperial unit; None when it is the same in both systems.
    """

    quantity: str
    metric: _Scale
    imperial: _Scale | None = None


_KM_PER_MILE: Final = 1.609344
_MM_PER_INCH: Final = 25.4
_M_PER_FOOT: Final = 0.3048
# The keys are the last parts of fields' names: "wind_kmh" ends in "kmh".
_MEASURES: Final = {
    "c": _Measure("temperature", _Scale("°C", 1), _Scale("°F", 1, 9 / 5, 32)),
    "kmh": _Measure("speed", _Scale("km/h", 0), _Scale("mph", 0, 1 / _KM_PER_MILE)),
    "mm": _Measure("length", _Scale("mm", 1), _Scale("in", 2, 1 / _MM_PER_INCH)),
    "m": _Measure("height", _Scale("m", 1), _Scale("ft", 1, 1 / _M_PER_FOOT)),
    "s": _Measure("time", _Scale("s", 1)),
    "pct": _Measure("share", _Scale("%", 0)),
    "deg": _Measure("angle", _Scale("°", 0)),
    "ugm3": _Measure("concentration", _Scale("µg/m³", 1)),
    "m3": _Measure("pollen", _Scale("grains/m³", 0)),
}
_NO_UNIT: Final = _Measure("", _Scale("", 0))
_COMPASS: Final = phrase("N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW")

# The codes are Open-Meteo's selection of WMO 4677: https://open-meteo.com/en/docs
_CONDITIONS: Final = {
    0: (phrase("clear sky"), "☀️"),
    1: (phrase("mainly clear"), "🌤️"),
    2: (phrase("partly cloudy"), "⛅"),
    3: (phrase("overcast"), "☁️"),
    45: (phrase("fog"), "🌫️"),
    48: (phrase("freezing fog"), "🌫️"),
    51: (phrase("light drizzle"), "🌦️"),
    53: (phrase("drizzle"), "🌦️"),
    55: (phrase("heavy drizzle"), "🌧️"),
    56: (phrase("light freezing drizzle"), "🌧️"),
    57: (phrase("freezing drizzle"), "🌧️"),
    61: (phrase("light rain"), "🌦️"),
    63: (phrase("rain"), "🌧️"),
    65: (phrase("heavy rain"), "🌧️"),
    66: (phrase("light freezing rain"), "🌧️"),
    67: (phrase("freezing rain"), "🌧️"),
    71: (phrase("light snow"), "🌨️"),
    73: (phrase("snow"), "🌨️"),
    75: (phrase("heavy snow"), "❄️"),
    77: (phrase("snow grains"), "🌨️"),
    80: (phrase("light showers"), "🌦️"),
    81: (phrase("showers"), "🌧️"),
    82: (phrase("violent showers"), "⛈️"),
    85: (phrase("light snow showers"), "🌨️"),
    86: (phrase("heavy snow showers"), "❄️"),
    95: (phrase("thunderstorm"), "⛈️"),
    96: (phrase("thunderstorm with light hail"), "⛈️"),
    99: (phrase("thunderstorm with heavy hail"), "⛈️"),
}
_FROM: Final = phrase("{speed} from {direction}")
_HOURS: Final = phrase("{hours} h {minutes} min")
_MINUTES: Final = phrase("{minutes} min")
_AT_NIGHT: Final = {0: "🌙", 1: "🌙"}
_MOON: Final = (
    (phrase("new moon"), "🌑"),
    (phrase("waxing crescent"), "🌒"),
    (phrase("first quarter"), "🌓"),
    (phrase("waxing gibbous"), "🌔"),
    (phrase("full moon"), "🌕"),
    (phrase("waning gibbous"), "🌖"),
    (phrase("last quarter"), "🌗"),
    (phrase("waning crescent"), "🌘"),
)

# These countries tell the weather in °F: https://en.wikipedia.org/wiki/Fahrenheit#Usage
# The United Kingdom counts as metric: it tells °C and mm, and only its winds in mph.
_IMPERIAL_COUNTRIES: Final = frozenset(
    {
        *("US", "AS", "GU", "MP", "PR", "UM", "VI"),
        *("BS", "BZ", "FM", "KY", "LR", "MH", "PW"),
    }
)


def units_of_country(code: str) -> Units | None:
    """Return the units that are usual in a country, by its ISO code; None for an empty code."""
    if not code:
        return None
    return "imperial" if code.upper() in _IMPERIAL_COUNTRIES else "metric"


def units_of_locale(tag: str) -> Units | None:
    """Return the units of the country in a language tag, such as "en-US"; None without one."""
    country = re.search(r"-([a-z]{2})\b", tag, re.IGNORECASE)
    return units_of_country(country[1]) if country else None


def conditions(weather_code: int | None) -> str | None:
    """Return a weather code in English words; None for a code that is not defined."""
    return _CONDITIONS[weather_code][0] if weather_code in _CONDITIONS else None


def emoji(weather_code: int | None, *, is_day: bool | None = None) -> str | None:
    """Return the emoji for a weather code; by night, clear sky is a moon and not a sun."""
    if weather_code not in _CONDITIONS:
        return None
    by_day = _CONDITIONS[weather_code][1]
    return _AT_NIGHT.get(weather_code, by_day) if is_day is False else by_day


def shown(field: str, value: float | None, units: Units, language: Language) -> str | None:
    """Return a figure in the unit that its field's name ends in, such as "4.2 °C" for `high_c`.

    A field without a unit in its name gives a whole number, and a direction a point of the compass.
    """
    if value is not None and _ending(field) == "deg":
        return compass(value, language)
    figure = _with_unit(field, value, units)
    return figure and language.with_decimals(figure)


def bare(field: str, value: float | None, units: Units) -> float | None:
    """Return a figure as a number in the units that people read, for a chart."""
    if value is None:
        return None
    scale = _scale(field, units)
    return round(value * scale.factor + scale.offset, scale.digits) + 0.0


def sign(field: str, units: Units) -> str:
    """Return the sign of the unit that a field is shown in; "" for a field without a unit."""
    return _scale(field, units).sign


def quantity(field: str) -> str:
    """Return the quantity that a field measures, such as "speed"; "" for a field without a unit."""
    return _measure(field).quantity


def signs(kinds: Iterable[Kind[Any]], units: Units) -> list[str]:
    """Return the signs of the units of these kinds in one system, each once.

    Units that both systems share, such as per cent, are left out.
    """
    endings = {_ending(item.name) for kind in kinds for item in fields(kind.record)}
    return [
        _scale(ending, units).sign
        for ending, measure in _MEASURES.items()
        if ending in endings and measure.imperial
    ]


def temperature(celsius: float | None, units: Units) -> str | None:
    """Return a temperature to a tenth of a degree, such as "4.2 °C"."""
    return _with_unit("c", celsius, units)


def speed(kmh: float | None, units: Units) -> str | None:
    """Return a speed in whole units, such as "14 km/h"."""
    return _with_unit("kmh", kmh, units)


def wind(kmh: float | None, from_deg: float | None, units: Units, language: Language) -> str | None:
    """Return a wind with its direction, if that is known, such as "14 km/h from SW".

    Calm air comes from nowhere: a speed that is shown as zero has no direction.
    """
    shown = speed(kmh, units)
    if shown is None or from_deg is None or shown == speed(0, units):
        return shown
    return language.text(_FROM, speed=shown, direction=compass(from_deg, language))


def compass(degrees: float, language: Language) -> str:
    """Return the nearest of the sixteen points of the compass, such as "NNW"."""
    return language.text(_COMPASS).split()[round(degrees / 22.5) % 16]


def precipitation(mm: float | None, units: Units) -> str | None:
    """Return an amount of rain or melted snow, such as "0.2 mm" or "0.01 in"."""
    return _with_unit("mm", mm, units)


def percent(value: float | None) -> str | None:
    """Return a share in whole per cent, such as "81 %"."""
    return _with_unit("pct", value, "metric")


def concentration(ugm3: float | None) -> str | None:
    """Return an amount of some substance in the air, such as "12.3 µg/m³"."""
    return _with_unit("ugm3", ugm3, "metric")


def pollen(grains_m3: float | None) -> str | None:
    """Return an amount of pollen in the air, such as "12 grains/m³"."""
    return _with_unit("m3", grains_m3, "metric")


def index(value: float | None) -> int | None:
    """Return the value of an index, which has no unit and is told as a whole number."""
    return None if value is None else round(value)


def clock_time(moment: datetime | None, day: date, language: Language) -> str | None:
    """Return the time of day, such as "07:30"; with its weekday if that isn't the day's own."""
    if moment is None:
        return None
    is_own = moment.date() == day
    return f"{moment:%H:%M}" if is_own else f"{moment:%H:%M} ({language.weekday_in_full(moment)})"


def moment(at: datetime) -> str:
    """Return a local time with its day, such as "Mon 2026-11-23 12:00"."""
    return f"{at:%a %Y-%m-%d %H:%M}"


def duration(seconds: float, language: Language) -> str:
    """Return a duration in hours and minutes, such as "8 h 30 min"; a negative one counts as 0."""
    hours, minutes = divmod(round(max(0.0, seconds) / 60), 60)
    return language.text(_HOURS if hours else _MINUTES, hours=hours, minutes=minutes)


def moon(phase: float) -> tuple[str, str]:
    """Return a phase of the moon (0 new, 0.5 full) in English words and as an emoji."""
    return _MOON[round(phase * len(_MOON)) % len(_MOON)]


def _with_unit(field: str, value: float | None, units: Units) -> str | None:
    if value is None:
        return None
    scale = _scale(field, units)
    return f"{_rounded(value * scale.factor + scale.offset, scale.digits)} {scale.sign}".rstrip()


def _ending(field: str) -> str:
    return field.rpartition("_")[2]


def _measure(field: str) -> _Measure:
    return _MEASURES.get(_ending(field), _NO_UNIT)


def _scale(field: str, units: Units) -> _Scale:
    measure = _measure(field)
    return (measure.imperial if units == "imperial" else None) or measure.metric


def _rounded(value: float, digits: int) -> str:
    """Return a number rounded to `digits` after the point; a zero never has a minus."""
    return f"{round(value, digits) + 0.0:.{digits}f}"
