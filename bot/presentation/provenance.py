"""The sources, times and units of a reply's figures, told by code and never left to a model."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from bot import figures
from bot.clock import elapsed_s
from bot.languages import Language, phrase
from bot.messages import Credit, Provenance
from bot.reports import Shown, Units

SIMULATED = phrase("simulated data, not real weather")

_SYSTEMS: Final[tuple[Units, ...]] = ("metric", "imperial")
_OLD = phrase("last good values, {age} old")
_UP_TO_SO_OLD = phrase("last good values, up to {age} old")
_AND = phrase("{one} and {other}")
_SPAN = phrase("{begin} to {end}")
_COMMA = phrase(", ")


def provenance_of(shown: Sequence[Shown], asked_at: datetime, language: Language) -> Provenance:
    """Return the credits and notes for the figures in the reports that people were shown.

    It is empty without reports. Each source that asks for a credit gets one, in the order of the
    reports; made-up data have no credit.
    """
    sources = dict.fromkeys(item.report.source for item in shown)
    return Provenance(
        credits=tuple(
            Credit(source.attribution, source.url)
            for source in sources
            if source.attribution and not source.is_simulated
        ),
        notes=tuple(_notes(shown, asked_at, language)),
    )


def _notes(shown: Sequence[Shown], asked_at: datetime, language: Language) -> Iterator[str]:
    reports = list(dict.fromkeys(item.report for item in shown))
    moments: dict[str, list[datetime]] = defaultdict(list)
    for report in reports:
        moments[report.kind.noted_as].append(report.as_of)
    for what, when in moments.items():
        yield language.text(what, span=_span(when, language))
    if signs := [text for units in _SYSTEMS if (text := _signs(shown, units, language))]:
        yield _both(signs, language)
    old = [report for report in reports if report.is_last_good]
    ages_s = [elapsed_s(report.as_of, asked_at) for report in old]
    if ages_s:
        words = _OLD if len(ages_s) == 1 else _UP_TO_SO_OLD
        yield language.text(words, age=figures.duration(max(ages_s), language))
    if any(report.source.is_simulated for report in reports):
        yield language.text(SIMULATED)


def _signs(shown: Sequence[Shown], units: Units, language: Language) -> str:
    """Return the signs of one system's units that figures were shown in."""
    kinds = [item.report.kind for item in shown if item.units == units]
    return language.text(_COMMA).join(figures.signs(kinds, units))


def _both(names: Sequence[str], language: Language) -> str:
    return names[0] if len(names) == 1 else language.text(_AND, one=names[0], other=names[1])


def _span(moments: Sequence[datetime], language: Language) -> str:
    """Return the first and last moment, in their common zone or else in UTC."""
    zones = {str(moment.tzinfo) for moment in moments}
    is_common = len(zones) == 1
    first, last = (
        limit if is_common else limit.astimezone(UTC) for limit in (min(moments), max(moments))
    )
    begin, end = language.moment(first), language.moment(last)
    if first.date() == last.date():
        end = f"{last:%H:%M}"
    span = begin if begin.endswith(end) else language.text(_SPAN, begin=begin, end=end)
    return f"{span} ({zones.pop() if is_common else 'UTC'})"
