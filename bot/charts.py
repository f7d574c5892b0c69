"""Line charts of the hours and days in reports; pure functions."""

from collections.abc import Sequence
from typing import Final

from bot import units as figures
from bot.exhibits import Chart, Series
from bot.language import ENGLISH, Language, phrase
from bot.reports import Shown, Units

MAX_SERIES: Final = 6
MAX_POINTS: Final = 20
"""What Slack draws: https://docs.slack.dev/reference/block-kit/blocks (checked 2026-11-23)."""

_FEWEST_POINTS: Final = 3
_RAIN: Final = phrase("Rain")
_HIGH: Final = phrase("High")
_LOW: Final = phrase("Low")
_TEMPERATURES: Final = phrase("Temperature")
_HIGHEST: Final = phrase("Highest temperature")
_TEMPERATURE: Final = phrase("Temperature, {place}")
_CHANCE: Final = phrase("Chance of rain, {place}")


def charts_of(shown: Sequence[Shown], language: Language = ENGLISH) -> tuple[Chart, ...]:
    """Return the charts for hours, else for days: at most two, none where there is little to see.

    Several places are compared by their temperatures, as far as there is room for lines; one place
    gets its rain as well.
    """
    hourly = [item for item in shown if len(item.report.hours) >= _FEWEST_POINTS][:MAX_SERIES]
    daily = [item for item in shown if len(item.report.days) >= _FEWEST_POINTS][:MAX_SERIES]
    charts = _by_hour(hourly, language) if hourly else _by_day(daily, language) if daily else []
    return tuple(chart for chart in charts if chart)


def _by_hour(shown: Sequence[Shown], language: Language) -> list[Chart | None]:
    first = shown[0]
    hours = first.report.hours
    labels = [f"{language.weekday(hour.time)} {hour.time:%H:%M}" for hour in hours]
    temperatures = [
        (item.report.place.name, [_degrees(hour.temperature_c, item) for hour in item.report.hours])
        for item in shown
    ]
    unit = figures.temperature_unit(_units(first))
    if len(shown) > 1:
        return [_chart(language.text(_TEMPERATURES), labels, temperatures, unit)]
    place = first.report.place.name
    rain = [hour.precipitation_probability_pct for hour in hours]
    return [
        _chart(language.text(_TEMPERATURE, place=place), labels, temperatures, unit),
        _chart(language.text(_CHANCE, place=place), labels, [(language.text(_RAIN), rain)], "%"),
    ]


def _by_day(shown: Sequence[Shown], language: Language) -> list[Chart | None]:
    first = shown[0]
    days = first.report.days
    labels = [language.day(day.date) for day in days]
    unit = figures.temperature_unit(_units(first))
    if len(shown) > 1:
        highs = [
            (item.report.place.name, [_degrees(day.high_c, item) for day in item.report.days])
            for item in shown
        ]
        return [_chart(language.text(_HIGHEST), labels, highs, unit)]
    lines = [
        (language.text(_HIGH), [_degrees(day.high_c, first) for day in days]),
        (language.text(_LOW), [_degrees(day.low_c, first) for day in days]),
    ]
    place = first.report.place.name
    rain = [day.precipitation_probability_pct for day in days]
    return [
        _chart(language.text(_TEMPERATURE, place=place), labels, lines, unit),
        _chart(language.text(_CHANCE, place=place), labels, [(language.text(_RAIN), rain)], "%"),
    ]


def _chart(
    title: str, labels: Sequence[str], lines: Sequence[tuple[str, list[float | None]]], unit: str
) -> Chart | None:
    """Return a chart of what is known for all lines; None where that is too little to see."""
    count = min(len(labels), *(len(values) for _, values in lines))
    step = -(-count // MAX_POINTS)  # every second hour, or third, where there are too many
    points = [
        at for at in range(0, count, step) if all(values[at] is not None for _, values in lines)
    ]
    if len(points) < _FEWEST_POINTS:
        return None
    return Chart(
        title=title,
        categories=tuple(labels[at] for at in points),
        series=tuple(Series(name, tuple(values[at] for at in points)) for name, values in lines),
        unit=unit,
    )


def _degrees(celsius: float | None, item: Shown) -> float | None:
    return figures.degrees(celsius, _units(item))


def _units(item: Shown) -> Units:
    return item.units or "metric"
