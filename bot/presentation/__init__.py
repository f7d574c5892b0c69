"""Exhibits: the tables, cards, charts and notices of a reply, made by code from its reports."""

from collections.abc import Sequence
from typing import Final

from bot.exhibits import Card, Exhibit, Notice, Table
from bot.languages import Language, phrase
from bot.presentation.charts import charts_of, names_of
from bot.reports import Column, Report, Shown

MAX_NOTICES: Final = 3

_SEPARATOR: Final = " · "
_UNKNOWN: Final = "-"
_PLACE: Final = phrase("Place")


def exhibits_of(shown: Sequence[Shown], language: Language) -> tuple[Exhibit, ...]:
    """Return the exhibits for these reports, from the top of a reply to its end.

    First come warnings; then a table of several reports of one kind, or a card for a single report;
    then charts of hours and days.
    """
    # A report may have been shown in two systems of units; its exhibits are made once, where and
    # as it was shown first.
    first: dict[Report, Shown] = {}
    for item in shown:
        if not item.is_aside:
            first.setdefault(item.report, item)
    shown = list(first.values())
    return (
        *_notices(shown, language)[:MAX_NOTICES],
        *_figures(shown, language),
        *charts_of(shown, language),
    )


def _notices(shown: Sequence[Shown], language: Language) -> list[Notice]:
    """Return the notices of all places, the most urgent first."""
    told = [
        notice(item.report, record, language)
        for item in shown
        if (notice := item.report.kind.notice)
        for record in item.report.records
    ]
    return [notice for _, notice in sorted(filter(None, told), key=lambda each: each[0])]


def _figures(shown: Sequence[Shown], language: Language) -> tuple[Exhibit, ...]:
    """Return a table or a card of the kind with the lowest rank; nothing for hours alone."""
    tabular = [item for item in shown if item.report.records and item.report.kind.columns]
    if not tabular:
        return ()
    first = min(tabular, key=_order)
    layout = _columns(first)
    alike = [item for item in tabular if _columns(item) is layout]
    if len(alike) > 1:
        return (_table(layout, alike, language),)
    # Several days of one place need no card: they make a chart.
    return () if layout is first.report.kind.columns_of_several else _card(layout, first, language)


def _order(item: Shown) -> tuple[int, bool]:
    return item.report.kind.rank, len(item.report.records) > 1


def _columns(item: Shown) -> tuple[Column, ...]:
    kind = item.report.kind
    is_one = len(item.report.records) == 1
    return kind.columns if is_one else kind.columns_of_several or kind.columns


def _table(layout: Sequence[Column], shown: Sequence[Shown], language: Language) -> Table:
    """Return a table with a row for each report, without the columns that no source fills."""
    filled = [column for column in layout if any(column.text(item, language) for item in shown)]
    return Table(
        columns=tuple(
            language.text(heading) for heading in (_PLACE, *(column.heading for column in filled))
        ),
        rows=tuple(
            (name, *(column.text(item, language) or _UNKNOWN for column in filled))
            for name, item in zip(names_of(shown), shown, strict=True)
        ),
    )


def _card(layout: Sequence[Column], item: Shown, language: Language) -> tuple[Card, ...]:
    known = [(column, text) for column in layout if (text := column.text(item, language))]
    if not known:
        return ()
    first, *others = (f"{language.text(column.heading)} {text}" for column, text in known)
    subtitle = first if known[0][0].needs_heading else known[0][1]
    return (Card(item.report.place.label, subtitle, _SEPARATOR.join(others)),)
