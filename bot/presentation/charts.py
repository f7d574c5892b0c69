"""Line charts of the hours and days in reports, made by pure functions."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC
from typing import Final

from bot import figures
from bot.exhibits import Chart, Series
from bot.languages import Language
from bot.reports import Comparison, Plot, Shown, Units

MAX_SERIES: Final = 6
"""Lines that Slack draws in a chart at most; the page is named below."""

MAX_POINTS: Final = 20
"""Points that Slack draws in a line at most:
https://docs.slack.dev/reference/block-kit/blocks (checked 2026-11-23)."""

_FEWEST_POINTS: Final = 3
_MOST_WITH_WEEKDAY: Final = 7


def charts_of(shown: Sequence[Shown], language: Language) -> tuple[Chart, ...]:
    """Return the charts of the hours in these reports, else of the days: at most two.

    Several places are compared in one chart, with a line for each of the first `MAX_SERIES`. One
    place gets all charts of its kind. A chart with fewer than three points is left out.
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


def names_of(shown: Sequence[Shown]) -> list[str]:
    """Return the names of the reports' places; for those that share one, their whole labels."""
    places = [item.report.place for item in shown]
    alike = Counter(name for name, _ in {(place.name, place.label) for place in places})
    return [place.label if alike[place.name] > 1 else place.name for place in places]


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
    first, field, names = shown[0], comparison.field, names_of(shown)
    name, title, moments = first.report.place.name, comparison.title, _clock_times
    # Places whose hours have the same clock times are compared by those, others by the hour in UTC.
    if any(_clock_times(item) != _clock_times(first) for item in shown) and _is_hourly(first):
        title, moments = comparison.title_by_clock, _hours_of_the_world
    lines = []
    for line, item in zip(names, shown, strict=True):
        # The days of a place where it is tomorrow already begin with another date.
        known = dict(zip(moments(item), _values(item, field, first), strict=True))
        lines.append((line, [known.get(moment) for moment in moments(first)]))
    unit = figures.sign(field, _units(first))
    return _chart(language.text(title, place=name), _labels(first, language), lines, unit)


def _is_hourly(item: Shown) -> bool:
    return item.report.kind.shape == "hours"


def _labels(item: Shown, language: Language) -> list[str]:
    """Return labels so short that 16 fit side by side: "Sat 09", "Sat 28", or "28" of many days."""
    if _is_hourly(item):
        times = [hour.time for hour in item.report.records]
        return [f"{language.weekday(at)} {at:{'%H:%M' if at.minute else '%H'}}" for at in times]
    dates = [day.date for day in item.report.records]
    if len(dates) <= _MOST_WITH_WEEKDAY:
        return [f"{language.weekday(day)} {day.day}" for day in dates]
    is_named = {dates[0], *(day for day in dates if day.day == 1)}
    return [language.day_of_month(day) if day in is_named else str(day.day) for day in dates]


def _clock_times(item: Shown) -> list[str]:
    """Return the clock times of a report's hours at the place, or the dates of its days.

    An hour that the clock shows twice, in autumn, has two of them.
    """
    if _is_hourly(item):
        return [f"{hour.time:%a %H:%M} {hour.time.fold}" for hour in item.report.records]
    return [day.date.isoformat() for day in item.report.records]


def _hours_of_the_world(item: Shown) -> list[str]:
    """Return a report's hours in UTC; half an hour, as in India, counts as the full one before."""
    return [f"{hour.time.astimezone(UTC):%d %H}" for hour in item.report.records]


def _chart(
    title: str, labels: Sequence[str], lines: Sequence[tuple[str, list[float | None]]], unit: str
) -> Chart | None:
    """Return a chart of the points that are known for all lines; None when they are too few."""
    count = len(labels)
    step = -(-count // MAX_POINTS)  # every second or third point, if there are too many
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
