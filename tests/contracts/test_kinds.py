"""What every kind of data must declare; each is found by itself."""

from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo

from fakes import kinds
from fakes.clock import MONDAY, FakeTime
from fakes.plugins import classes_in, modules_in
from fakes.reports import BARE, BERLIN, NOON, REPORTS
from fakes.rows import each_row

from bot import figures, providers
from bot import kinds as room
from bot.bootstrap import TOOLS
from bot.languages import ENGLISH
from bot.messages import Provenance
from bot.presentation import exhibits_of
from bot.presentation.provenance import provenance_of
from bot.providers.simulated import Simulated
from bot.queries import Span
from bot.reports import Kind, Place, Shown

TIMES = {"present": ("observed_at", datetime), "days": ("date", date), "hours": ("time", datetime)}
# What is counted without a unit.
BARE_NUMBERS = ("aqi", "code", "index", "phase")
A_DAY_S = 24 * 3600

each_kind = each_row("kind", kinds.ALL, ids=kinds.name_of)
each_with_figures = each_row("kind", REPORTS, ids=kinds.name_of)
each_made_up = each_row("kind", [kind for kind in kinds.ALL if kind.simulate], ids=kinds.name_of)


def test_every_module_of_the_room_declares_a_kind() -> None:
    """By a name of its own."""
    declared = [
        [value for value in vars(module).values() if isinstance(value, Kind)]
        for module in modules_in(room)
    ]

    assert all(declared)
    assert len({kind.name for kind in kinds.ALL}) == len(kinds.ALL)


@each_kind
def test_a_kind_is_asked_for_and_told(kind: Kind[Any]) -> None:
    """One that no tool asks for, or that nobody tells, is forgotten."""
    served = [getattr(found, "kinds", ()) for found in classes_in(providers, "fetch", "covers")]

    assert any(kind in tool.kinds for tool in TOOLS)
    assert any(kind in each for each in served if isinstance(each, frozenset))


@each_kind
def test_a_record_says_in_its_names_what_its_figures_are(kind: Kind[Any]) -> None:
    """Its time first; quantities end in their unit."""
    assert is_dataclass(kind.record)
    (first, told), *others = get_type_hints(kind.record).items()
    name, wanted = TIMES[kind.shape]

    assert (first, told) == (name, wanted) or kind is kinds.ALERTS
    for field, hint in others:
        if float in (hint, *get_args(hint)):
            assert figures.sign(field, "metric") or field.endswith(BARE_NUMBERS)


@each_kind
def test_a_kind_says_for_how_long_it_is_good(kind: Kind[Any]) -> None:
    """An expired report is shown for longer than a fresh one, or never; never one of yesterday."""
    today = MONDAY.date()
    first, last = kind.reach(today)

    assert kind.fresh_for_s > 0
    assert kind.good_for_s == 0 or kind.fresh_for_s < kind.good_for_s <= A_DAY_S
    assert first <= last
    assert (first, last) == (today, today) or kind.shape != "present"
    assert kind.blank is None or kind.blank(today) == kind.record(today)


@each_with_figures
@each_row("reports", [REPORTS, BARE], ids=["full", "bare"])
def test_a_kind_is_shown_and_noted(kind: Kind[Any], reports: dict[Kind[Any], Any]) -> None:
    """In both systems of units, alone, with others of its kind, and with figures missing."""
    report = reports[kind]
    elsewhere = replace(report, place=Place("Bern", 46.9, 7.4, "Europe/Zurich"))

    for units in ("metric", "imperial"):
        shown = [Shown(each, units) for each in (report, elsewhere)]
        assert len(exhibits_of(shown[:1], ENGLISH)) <= 1
        assert len(exhibits_of(shown, ENGLISH)) <= 1
        assert provenance_of(shown, NOON, ENGLISH) != Provenance()
    assert report.kind.of(report) == report.records


@each_made_up
def test_a_made_up_kind_is_the_same_whenever_it_is_asked_for(kind: Kind[Any]) -> None:
    """And another one on other days and at other places, wherever there is any."""
    clock = FakeTime().clock
    made_up = Simulated(kinds.ALL, clock)
    places = [
        Place(f"P{at}", latitude, 10.0 * at, "UTC")
        for at, latitude in enumerate(range(-85, 86, 10))
    ]

    first, again = (
        made_up.fetch(kind, [BERLIN, *places], Span(3), clock.deadline(30)) for _ in range(2)
    )

    assert first == again
    told = [report for report in first if report and not report.is_blank]
    assert len({replace(report, place=BERLIN) for report in told}) == len(told) > 0


@each_made_up
def test_made_up_figures_are_of_the_types_that_are_declared(kind: Kind[Any]) -> None:
    """As a service's would be."""
    assert kind.simulate
    clock = FakeTime(datetime(2026, 6, 21, 11, tzinfo=ZoneInfo("UTC"))).clock
    (report,) = Simulated([kind], clock).fetch(kind, [BERLIN], Span(2), clock.deadline(5))
    assert report

    hints = get_type_hints(kind.record)
    for record in report.records:
        for field in fields(record):
            value, wanted = getattr(record, field.name), hints[field.name]
            allowed = get_args(wanted) or (wanted,)
            assert isinstance(value, (*allowed, *((int,) if float in allowed else ())))
    times = [getattr(record, TIMES[kind.shape][0]) for record in report.records]
    assert times == sorted(times)
    assert len(times) == {"present": 1, "days": 2, "hours": 48}[kind.shape]
