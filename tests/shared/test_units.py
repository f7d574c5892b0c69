"""Which units a country has, and how times, lengths of time and phases are shown."""

from datetime import date

import pytest
from fakes.rows import each_row

from bot import figures as units
from bot.languages import ENGLISH


@each_row(
    ("code", "expected"),
    [
        *[(code, "imperial") for code in ("US", "us", "PR", "GU", "VI", "AS", "MP", "LR", "KY")],
        *[(code, "imperial") for code in ("BS", "BZ", "PW", "FM", "MH", "UM")],
        *[(code, "metric") for code in ("DE", "GB", "CA", "MX", "JP")],
        ("", None),
    ],
)
def test_a_country_has_units(code: str, expected: str | None) -> None:
    """None where no country is named."""
    assert units.units_of_country(code) == expected


@each_row(
    ("tag", "expected"),
    [
        ("en-US", "imperial"),
        ("es-us", "imperial"),
        ("en-GB", "metric"),
        ("zh-Hant-TW", "metric"),
        ("en-Latn-US", "imperial"),
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
    [(0, "0 min"), (-5, "0 min"), (2280, "38 min"), (3599, "1 h 0 min"), (30_600, "8 h 30 min")],
)
def test_lengths_of_time(seconds: float, text: str) -> None:
    """To the minute."""
    assert units.duration(seconds, ENGLISH) == text


@each_row(
    ("phase", "word"),
    [
        (0.0, "new moon"),
        (0.1, "waxing crescent"),
        (0.25, "first quarter"),
        (0.4, "waxing gibbous"),
        (0.5, "full moon"),
        (0.6, "waning gibbous"),
        (0.75, "last quarter"),
        (0.9, "waning crescent"),
        (0.99, "new moon"),
    ],
)
def test_phases_of_the_moon(phase: float, word: str) -> None:
    """The nearest of eight."""
    assert units.moon(phase)[0] == word


def test_what_is_not_known_stays_unsaid() -> None:
    """Never zero."""
    nothing = [
        *(units.concentration(None), units.pollen(None), units.index(None)),
        units.clock_time(None, date(2026, 11, 23), ENGLISH),
    ]

    assert nothing == [None] * 4


@each_row(
    ("field", "value", "metric", "imperial"),
    [
        ("high_c", 4.25, "4.2 °C", "39.6 °F"),
        ("wind_kmh", 14.4, "14 km/h", "9 mph"),
        ("precipitation_mm", 12.7, "12.7 mm", "0.50 in"),
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


@pytest.mark.parametrize("celsius", [-0.04, 0.04, -0.0])
def test_a_zero_has_no_minus(celsius: float) -> None:
    """Neither in words nor in a chart."""
    assert units.shown("high_c", celsius, "metric", ENGLISH) == "0.0 °C"
    assert str(units.bare("high_c", celsius, "metric")) == "0.0"
