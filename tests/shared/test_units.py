"""Which units a country has, and how times, lengths of time and phases are shown."""

from datetime import UTC, date, datetime
from string import ascii_uppercase

import pytest
from fakes.rows import each_row

from bot import figures as units
from bot.kinds.air import AIR
from bot.kinds.current import CURRENT
from bot.kinds.sea import SEA
from bot.languages import ENGLISH, language_of
from bot.queries import date_of


@each_row(
    ("code", "expected"),
    [
        *[(code, "metric") for code in ("DE", "GB", "CA", "MX", "JP")],
        ("us", "imperial"),
        ("", None),
    ],
)
def test_a_country_has_units(code: str, expected: str | None) -> None:
    """None where no country is named."""
    assert units.units_of_country(code) == expected


def test_few_countries_tell_the_weather_in_fahrenheit() -> None:
    """The United States with their islands, and some beside them."""
    codes = {f"{one}{other}" for one in ascii_uppercase for other in ascii_uppercase}

    assert {code for code in codes if units.units_of_country(code) == "imperial"} == {
        *("US", "AS", "GU", "MP", "PR", "UM", "VI"),
        *("BS", "BZ", "FM", "KY", "LR", "MH", "PW"),
    }


@each_row(
    ("tag", "expected"),
    [
        ("en-US", "imperial"),
        ("es-us", "imperial"),
        ("en-GB", "metric"),
        ("zh-Hant-TW", "metric"),
        ("en-Latn-US", "imperial"),
        ("en-US-u-hc-h12", "imperial"),
        ("en", None),
        ("es-419", None),
        ("", None),
    ],
)
def test_a_locale_has_the_units_of_its_country(tag: str, expected: str | None) -> None:
    """None where it names a language alone."""
    assert units.units_of_locale(tag) == expected


@each_row(
    ("seconds", "text"),
    [
        *(
            (0, "0 min"),
            (-5, "0 min"),
            (-3600, "0 min"),
            (29, "0 min"),
            (31, "1 min"),
            (2280, "38 min"),
        ),
        *((3569, "59 min"), (3599, "1 h 0 min"), (30_600, "8 h 30 min"), (90_000, "25 h 0 min")),
    ],
)
def test_lengths_of_time(seconds: float, text: str) -> None:
    """To the minute."""
    assert units.duration(seconds, ENGLISH) == text


@each_row(
    ("phase", "word"),
    [
        (0.0, "🌑 new moon"),
        (0.06, "🌑 new moon"),
        (0.1, "🌒 waxing crescent"),
        (0.25, "🌓 first quarter"),
        (0.4, "🌔 waxing gibbous"),
        (0.5, "🌕 full moon"),
        (0.6, "🌖 waning gibbous"),
        (0.75, "🌗 last quarter"),
        (0.9, "🌘 waning crescent"),
        (0.99, "🌑 new moon"),
        (1.0, "🌑 new moon"),
    ],
)
def test_phases_of_the_moon(phase: float, word: str) -> None:
    """The nearest of eight."""
    said, emoji = units.moon(phase)

    assert f"{emoji} {said}" == word


def test_what_is_not_known_stays_unsaid() -> None:
    """Never zero."""
    nothing = [
        *(units.concentration(None), units.pollen(None), units.index(None)),
        units.clock_time(None, date(2026, 11, 23), ENGLISH),
        *(units.wind(None, from_deg, "metric", ENGLISH) for from_deg in (None, 225.0)),
    ]

    assert nothing == [None] * 6
    assert (units.concentration(0.0), units.pollen(0.0)) == ("0.0 µg/m³", "0 grains/m³")
    assert (units.percent(0.0), units.precipitation(0.0, "imperial")) == ("0 %", "0.00 in")
    assert units.wind(14.2, None, "metric", ENGLISH) == "14 km/h"
    assert units.wind(14.2, 225.0, "metric", ENGLISH) == "14 km/h from SW"
    assert units.wind(0.9, 0.0, "imperial", ENGLISH) == "1 mph from N"
    assert (units.index(0.0), units.index(2.6), units.index(-0.4)) == (0, 3, 0)


@each_row(
    ("field", "value", "metric", "imperial"),
    [
        ("high_c", 4.25, "4.2 °C", "39.6 °F"),
        ("low_c", -6.84, "-6.8 °C", "19.7 °F"),
        ("wind_kmh", 14.4, "14 km/h", "9 mph"),
        ("precipitation_mm", 12.7, "12.7 mm", "0.50 in"),
        ("precipitation_mm", 0.26, "0.3 mm", "0.01 in"),
        ("wave_height_m", 1.44, "1.4 m", "4.7 ft"),
        ("wave_period_s", 8.55, "8.6 s", "8.6 s"),
        ("humidity_pct", 80.6, "81 %", "81 %"),
        ("wave_from_deg", 293.0, "WNW", "WNW"),
        ("pm10_ugm3", 12.34, "12.3 µg/m³", "12.3 µg/m³"),
        ("us_aqi", 70.4, "70", "70"),
        ("birch_m3", 12.4, "12 grains/m³", "12 grains/m³"),
        ("wave_from_deg", 0.0, "N", "N"),
        ("high_c", None, None, None),
    ],
)
def test_a_figure_is_shown_by_the_unit_in_its_name(
    field: str, value: float | None, metric: str | None, imperial: str | None
) -> None:
    """Converted and rounded; unknown stays unknown."""
    assert units.shown(field, value, "metric", ENGLISH) == metric
    assert units.shown(field, value, "imperial", ENGLISH) == imperial
    for system, text in (("metric", metric), ("imperial", imperial)):
        number = text.partition(" ")[0] if text and "deg" not in field else None
        assert "deg" in field or units.bare(field, value, system) == (number and float(number))
    in_german = metric and metric.replace(".", ",")
    assert units.shown(field, value, "metric", language_of("de")) == in_german


@pytest.mark.parametrize("celsius", [-0.04, 0.04, -0.0])
def test_a_zero_has_no_minus(celsius: float) -> None:
    """Neither in words nor in a chart."""
    assert units.shown("high_c", celsius, "metric", ENGLISH) == "0.0 °C"
    assert str(units.bare("high_c", celsius, "metric")) == "0.0"


WEATHER = """\
0 ☀️ clear sky
1 🌤️ mainly clear
2 ⛅ partly cloudy
3 ☁️ overcast
45 🌫️ fog
48 🌫️ freezing fog
51 🌦️ light drizzle
53 🌦️ drizzle
55 🌧️ heavy drizzle
56 🌧️ light freezing drizzle
57 🌧️ freezing drizzle
61 🌦️ light rain
63 🌧️ rain
65 🌧️ heavy rain
66 🌧️ light freezing rain
67 🌧️ freezing rain
71 🌨️ light snow
73 🌨️ snow
75 ❄️ heavy snow
77 🌨️ snow grains
80 🌦️ light showers
81 🌧️ showers
82 ⛈️ violent showers
85 🌨️ light snow showers
86 ❄️ heavy snow showers
95 ⛈️ thunderstorm
96 ⛈️ thunderstorm with light hail
99 ⛈️ thunderstorm with heavy hail"""


def test_each_weather_code_has_its_words_and_its_emoji() -> None:
    """By night a clear sky has no sun; where day and night are not known, it is day."""
    codes = [code for code in range(-1, 101) if units.conditions(code)]
    told = [f"{code} {units.emoji(code)} {units.conditions(code)}" for code in codes]
    at_night = {code: units.emoji(code, is_day=False) for code in codes}

    assert told == WEATHER.splitlines()
    assert {code for code in codes if at_night[code] != units.emoji(code, is_day=True)} == {0, 1}
    assert (at_night[0], at_night[1], units.emoji(42, is_day=False)) == ("🌙", "🌙", None)


def test_the_compass_has_sixteen_points() -> None:
    """Each is the nearest one, all the way round."""
    points = [
        "N",
        "NNE",
        "NE",
        "ENE",
        "E",
        "ESE",
        "SE",
        "SSE",
        "S",
        "SSW",
        "SW",
        "WSW",
        "W",
        "WNW",
        "NW",
        "NNW",
    ]

    for off in (-11, 0, 11):
        told = [units.compass((22.5 * at + off) % 360, ENGLISH) for at in range(16)]
        assert told == points


MEASURES = {
    "high_c": ("°C", "°F", "temperature"),
    "wind_kmh": ("km/h", "mph", "speed"),
    "rain_mm": ("mm", "in", "length"),
    "wave_height_m": ("m", "ft", "height"),
    "wave_period_s": ("s", "s", "time"),
    "humidity_pct": ("%", "%", "share"),
    "waves_from_deg": ("°", "°", "angle"),
    "ozone_ugm3": ("µg/m³", "µg/m³", "concentration"),
    "birch_pollen_m3": ("grains/m³", "grains/m³", "pollen"),
    "us_aqi": ("", "", ""),
}


@each_row(("field", "told"), MEASURES.items(), ids=MEASURES)
def test_a_field_has_a_unit_in_each_system_and_a_quantity(
    field: str, told: tuple[str, str, str]
) -> None:
    """Known by the ending of its name."""
    signs = units.sign(field, "metric"), units.sign(field, "imperial")

    assert (*signs, units.quantity(field)) == told


def test_the_units_of_kinds_are_those_that_differ_between_systems() -> None:
    """Each once, in one order."""
    assert units.signs([SEA, CURRENT, CURRENT], "imperial") == ["°F", "mph", "in", "ft"]
    assert units.signs([AIR], "metric") == []


def test_a_time_of_another_day_has_its_weekday() -> None:
    """In the language of whoever reads it."""
    at = datetime(2026, 11, 25, 0, 3, tzinfo=UTC)

    assert units.clock_time(at, at.date(), ENGLISH) == "00:03"
    assert units.clock_time(at, date(2026, 11, 24), ENGLISH) == "00:03 (Wednesday)"
    assert units.clock_time(at, date(2026, 11, 26), ENGLISH) == "00:03 (Wednesday)"
    assert units.clock_time(at, date(2026, 11, 24), language_of("de")) == "00:03 (Mittwoch)"
    assert units.moment(at) == "Wed 2026-11-25 00:03"


@each_row(
    ("day", "expected"),
    [
        (0, date(2026, 11, 23)),
        (-1, date(2026, 11, 22)),
        (16, date(2026, 12, 9)),
        (date(2020, 1, 1), date(2020, 1, 1)),
        (10**9, date.max),
        (-(10**9), date.min),
    ],
)
def test_a_first_day_is_a_date_or_a_number_of_days_from_today(
    day: int | date, expected: date
) -> None:
    """Beyond all dates it is the last of them, or the first."""
    assert date_of(day, date(2026, 11, 23)) == expected
