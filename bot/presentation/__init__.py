"""What a reply shows beside its words, made by code from its reports."""

from collections.abc import Callable, Sequence
from typing import Final, Literal

from bot.exhibits import Card, Exhibit, Notice, Table
from bot.languages import ENGLISH, Language, phrase
from bot.presentation import columns
from bot.presentation.charts import charts_of
from bot.presentation.columns import PLACE, Column
from bot.reports import Alert, Report, Shown

MAX_NOTICES: Final = 3

_SEPARATOR: Final = " · "
_UNTIL: Final = phrase("until {time}")
_UNKNOWN: Final = "-"
_WORST_FIRST: Final[tuple[Literal["extreme", "severe", "moderate"], ...]] = (
    *("extreme", "severe", "moderate"),
)

_LAYOUTS: Final[tuple[tuple[Callable[[Report], bool], Sequence[Column]], ...]] = (
    (lambda report: report.current is not None, columns.NOW),
    (lambda report: len(report.days) == 1, columns.ONE_DAY),
    (lambda report: len(report.days) > 1, columns.DAYS),
    (lambda report: report.air is not None, columns.AIR),
    (lambda report: len(report.sky) > 0, columns.SKY),
)


def exhibits_of(shown: Sequence[Shown], language: Language = ENGLISH) -> tuple[Exhibit, ...]:
    """Return what to show for these reports, from the top of a reply to its end.

    Warnings; then a table where several reports are about the same, or a card where there is just
    one; then charts of hours and days.
    """
    # The same report may have been shown in two systems of units; once is enough here.
    shown = list({item.report: item for item in reversed(shown)}.values())[::-1]
    return (
        *_notices(shown, language)[:MAX_NOTICES],
        *_figures(shown, language),
        *charts_of(shown, language),
    )


def _notices(shown: Sequence[Shown], language: Language) -> list[Notice]:
    """Return the warnings that must not be missed, the worst of all places first."""
    return [
        Notice(severity, _warning(alert, item, language))
        for severity in _WORST_FIRST
        for item in shown
        for alert in item.report.alerts or ()
        if alert.severity == severity
    ]


def _warning(alert: Alert, item: Shown, language: Language) -> str:
    until = ""
    if alert.ends:
        until = language.text(_UNTIL, time=f"{language.weekday(alert.ends)} {alert.ends:%H:%M}")
    parts = (item.report.place.name, alert.area, until, alert.sender)
    return f"{alert.event}: {_SEPARATOR.join(dict.fromkeys(part for part in parts if part))}"


def _figures(shown: Sequence[Shown], language: Language) -> tuple[Exhibit, ...]:
    """Return a table or a card for what the first reports are about; nothing for hours alone."""
    for belongs, layout in _LAYOUTS:
        alike = [item for item in shown if belongs(item.report)]
        if len(alike) > 1:
            return (_table(layout, alike, language),)
        if alike and len(alike[0].report.days) <= 1:  # the days of one place make a chart
            return _card(layout, alike[0], language)
    return ()


def _table(layout: Sequence[Column], shown: Sequence[Shown], language: Language) -> Table:
    """Return a row for each report; a column that no source fills is left out."""
    filled = [column for column in layout if any(column.text(item, language) for item in shown)]
    return Table(
        columns=tuple(language.text(column.heading) for column in (PLACE, *filled)),
        rows=tuple(
            tuple(column.text(item, language) or _UNKNOWN for column in (PLACE, *filled))
            for item in shown
        ),
    )


def _card(layout: Sequence[Column], item: Shown, language: Language) -> tuple[Card, ...]:
    known = [(column.heading, text) for column in layout if (text := column.text(item, language))]
    if not known:
        return ()
    body = _SEPARATOR.join(f"{language.text(heading)} {text}" for heading, text in known[1:])
    return (Card(item.report.place.label, known[0][1], body),)
