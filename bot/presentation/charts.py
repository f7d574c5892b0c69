"""Line charts of the hours and days in reports; pure functions."""

from collections.abc import Sequence
from datetime import UTC
from typing import Final

from bot import figures
from bot.exhibits import Chart, Series
from bot.languages import ENGLISH, Language
from bot.reports import Comparison, Plot, Shown, Units

MAX_SERIES: Final = 6
MAX_POINTS: Final = 20
"""What Slack draws: https://docs.slack.dev/reference/block-kit/blocks (checked 2026-11-23)."""

_FEWEST_POINTS: Final = 3


def charts_of(shown: Sequence[Shown], language: Language = ENGLISH) -> tuple[Chart, ...]:
    """Return the charts for hours, else for days: at most two, none where there is little to see.

    Several places are compared by one figure, as far as there is room for lines; one place gets
    the others of its kind as well.
    """
    able = [
        item
        for item in shown
        if item.report.kind.plots and len(item.report.records) >= _FEWEST_POINTS
    ]
    if not able:
        return ()
    first = min(able, key=_order)
    alike = [item for item in able if item.report.kind.plots is first.report.kind.plots]
    comparison = first.report.kind.comparison
    if len(alike) == 1 or not comparison:
        charts = [_plotted(plot, first, language) for plot in first.report.kind.plots]
    else:
        charts = [_compared(comparison, alike[:MAX_SERIES], language)]
    return tuple(chart for chart in charts if chart)


def _order(item: Shown) -> tuple[bool, int]:
    kind = item.report.kind
    return kind.shape != "hours", kind.rank


def _plotted(plot: Plot, item: Shown, language: Language) -> Chart | None:
    """Return a chart of one place."""
    name = item.report.place.name
    lines = [
        (language.text(line) or name, _values(item, field, item)) for line, field in plot.lines
    ]
    unit = figures.sign(plot.lines[0][1], _units(item))
    return _chart(language.text(plot.title, place=name), _labels(item, language), lines, unit)


def _compared(comparison: Comparison, shown: Sequence[Shown], language: Language) -> Chart | None:
    """Return a chart with one line for each place."""
    first, field = shown[0], comparison.field
    name, title, moments = first.report.place.name, comparison.title, _clock_times
    # The same hours of everybody's day where that was asked for, else the same hours of the world.
    if any(_clock_times(item) != _clock_times(first) for item in shown) and _is_hourly(first):
        title, moments = comparison.title_by_clock, _hours_of_the_world
    lines = []
    for item in shown:
        # Where it is tomorrow already, the days begin with another one.
        known = dict(zip(moments(item), _values(item, field, first), strict=True))
        lines.append((item.report.place.name, [known.get(moment) for moment in moments(first)]))
    unit = figures.sign(field, _units(first))
    return _chart(language.text(title, place=name), _labels(first, language), lines, unit)


def _is_hourly(item: Shown) -> bool:
    return item.report.kind.shape == "hours"


def _labels(item: Shown, language: Language) -> list[str]:
    if _is_hourly(item):
        times = [hour.time for hour in item.report.records]
        return [f"{language.weekday(time)} {time:%H:%M}" for time in times]
    return [language.day(day.date) for day in item.report.records]


def _clock_times(item: Shown) -> list[str]:
    """Return the hours by the clock of the place, or the dates."""
    if _is_hourly(item):
        return [f"{hour.time:%a %H:%M}" for hour in item.report.records]
    return [day.date.isoformat() for day in item.report.records]


def _hours_of_the_world(item: Shown) -> list[str]:
    """Return the hours in UTC; where clocks are half an hour off, the hour before."""
    return [f"{hour.time.astimezone(UTC):%d %H}" for hour in item.report.records]


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


def _values(item: Shown, field: str, first: Shown) -> list[float | None]:
    """Return a field of all records in the units of the first report: a chart has one scale."""
    units = _units(first)
    return [figures.bare(field, getattr(record, field), units) for record in item.report.records]


def _units(item: Shown) -> Units:
    return item.units or "metric"
