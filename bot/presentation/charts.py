"""Line charts of the hours and days in reports; pure functions."""

from collections.abc import Sequence
from datetime import UTC
from typing import Final

from bot import figures
from bot.exhibits import Chart, Series
from bot.languages import ENGLISH, Language, phrase
from bot.reports import Shown, Units

MAX_SERIES: Final = 6
MAX_POINTS: Final = 20
"""What Slack draws: https://docs.slack.dev/reference/block-kit/blocks (checked 2026-11-23)."""

_FEWEST_POINTS: Final = 3
_RAIN: Final = phrase("Rain")
_HIGH: Final = phrase("High")
_LOW: Final = phrase("Low")
_TEMPERATURES: Final = phrase("Temperature")
_TEMPERATURES_AT: Final = phrase("Temperature, {place} time")
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
    name = first.report.place.name
    labels = [f"{language.weekday(hour.time)} {hour.time:%H:%M}" for hour in first.report.hours]
    unit = figures.temperature_unit(_units(first))
    if len(shown) == 1:
        warmth = [_degrees(hour.temperature_c, first) for hour in first.report.hours]
        rain = [hour.precipitation_probability_pct for hour in first.report.hours]
        return [
            _chart(language.text(_TEMPERATURE, place=name), labels, [(name, warmth)], unit),
            _chart(language.text(_CHANCE, place=name), labels, [(language.text(_RAIN), rain)], "%"),
        ]
    # The same hours of everybody's day where that was asked for, else the same hours of the world.
    is_same_time = all(_clock_times(item) == _clock_times(first) for item in shown)
    times = _clock_times if is_same_time else _hours_of_the_world
    lines = []
    for item in shown:
        warmth = [_degrees(hour.temperature_c, first) for hour in item.report.hours]
        known = dict(zip(times(item), warmth, strict=True))
        lines.append((item.report.place.name, [known.get(time) for time in times(first)]))
    title = _TEMPERATURES if is_same_time else _TEMPERATURES_AT
    return [_chart(language.text(title, place=name), labels, lines, unit)]


def _by_day(shown: Sequence[Shown], language: Language) -> list[Chart | None]:
    first = shown[0]
    name, days = first.report.place.name, first.report.days
    labels = [language.day(day.date) for day in days]
    unit = figures.temperature_unit(_units(first))
    if len(shown) == 1:
        highs = [_degrees(day.high_c, first) for day in days]
        lows = [_degrees(day.low_c, first) for day in days]
        rain = [day.precipitation_probability_pct for day in days]
        high, low, wet = (language.text(line) for line in (_HIGH, _LOW, _RAIN))
        return [
            _chart(
                language.text(_TEMPERATURE, place=name), labels, [(high, highs), (low, lows)], unit
            ),
            _chart(language.text(_CHANCE, place=name), labels, [(wet, rain)], "%"),
        ]
    lines = []
    for item in shown:
        # Where it is tomorrow already, the days begin with another one.
        known = {day.date: _degrees(day.high_c, first) for day in item.report.days}
        lines.append((item.report.place.name, [known.get(day.date) for day in days]))
    return [_chart(language.text(_HIGHEST), labels, lines, unit)]


def _clock_times(item: Shown) -> list[str]:
    return [f"{hour.time:%a %H:%M}" for hour in item.report.hours]


def _hours_of_the_world(item: Shown) -> list[str]:
    """Return the hours in UTC; where clocks are half an hour off, the hour before."""
    return [f"{hour.time.astimezone(UTC):%d %H}" for hour in item.report.hours]


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


def _degrees(celsius: float | None, first: Shown) -> float | None:
    """Return a temperature in the units of the first report: a chart has one scale."""
    return figures.degrees(celsius, _units(first))


def _units(item: Shown) -> Units:
    return item.units or "metric"
