"""Which units a country has, and how times, lengths of time and phases are shown."""

import pytest

from bot import figures as units


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        *[(code, "imperial") for code in ("US", "us", "PR", "GU", "VI", "AS", "MP", "LR", "KY")],
        *[(code, "imperial") for code in ("BS", "BZ", "PW", "FM", "MH")],
        *[(code, "metric") for code in ("DE", "GB", "CA", "MX", "JP")],
        ("", None),
    ],
)
def test_a_country_has_units(code: str, expected: str | None) -> None:
    """None where no country is named."""
    assert units.units_of_country(code) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en-US", "imperial"),
        ("es-us", "imperial"),
        ("en-GB", "metric"),
        ("zh-Hant-TW", "metric"),
        ("en", None),
        ("es-419", None),
        ("", None),
    ],
)
def test_a_locale_has_the_units_of_its_country(tag: str, expected: str | None) -> None:
    """None where it names a language alone."""
    assert units.units_of_locale(tag) == expected


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 min"), (-5, "0 min"), (2280, "38 min"), (3599, "1 h 0 min"), (30_600, "8 h 30 min")],
)
def test_lengths_of_time(seconds: float, text: str) -> None:
    """To the minute."""
    assert units.duration(seconds) == text


@pytest.mark.parametrize(
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
        units.clock_time(None),
    ]

    assert nothing == [None] * 4
