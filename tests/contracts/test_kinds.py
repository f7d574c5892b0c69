"""What every kind of data must declare; each is found by itself."""

import math
import re
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
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
from bot.kinds.air import Air
from bot.kinds.current import Current
from bot.kinds.days import Day
from bot.kinds.sea import SEA, SEA_DAYS, Sea, SeaDay
from bot.languages import ENGLISH, language_of
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
OF_METRES = re.compile(r" (?:°C|km/h|mm|m)\b")
GERMAN = language_of("de")

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


NOW = "Now: 🌦️ 4.2 °C light rain|Feels like: 1.0 °C|Wind: 14 km/h from SW"
MOON = "🌕 full moon"
SUN = "Sunrise: 07:30|Sunset: 16:00|Day: 8 h 30 min"
AIR = "Air quality: fair, 32 (European index)|US index: 70|PM2.5: 12.3 µg/m³|PM10: 20.0 µg/m³"
DAY = "Weather: ☁️ overcast|Low: -6.8 °C|High: 14.2 °C|Chance of rain: 55 %|Rain: 12.7 mm"
SHOWN: dict[Kind[Any], tuple[str, str]] = {
    kinds.CURRENT: (
        f"{NOW}|Rain: 0.2 mm|Humidity: 81 %",
        "",
    ),
    kinds.HOURLY: ("", ""),
    kinds.DAILY: (f"{DAY}|Wind: 23 km/h", "Lowest: -6.8 °C|Highest: 14.2 °C|Chance of rain: 55 %"),
    kinds.PAST: (f"{DAY}|Wind: 23 km/h", "Lowest: -6.8 °C|Highest: 14.2 °C|Chance of rain: 55 %"),
    kinds.AIR: (f"{AIR}|UV: 1", ""),
    kinds.SKY: (f"Sun: None|{SUN}|Moon: {MOON}", ""),
    SEA: ("Water: 17.3 °C|Waves: 1.5 m|From: WNW|Period: 9.2 s", ""),
    SEA_DAYS: (
        "Water: 17.9 °C|Waves: 2.3 m|From: NE|Period: 11.1 s",
        "Warmest water: 17.9 °C|Highest waves: 2.3 m",
    ),
}
"""The columns of one record, and those of several days."""


@each_with_figures
def test_a_kind_shows_each_figure_under_its_name(kind: Kind[Any]) -> None:
    """In an order; a report without figures shows none of them, and no empty text."""
    full, bare = (Shown(reports[kind], "metric") for reports in (REPORTS, BARE))

    told = tuple(
        "|".join(f"{column.heading}: {column.text(full, ENGLISH)}" for column in columns)
        for columns in (kind.columns, kind.columns_of_several)
    )

    assert told == SHOWN[kind]
    nothing = {column.text(bare, ENGLISH) for column in (*kind.columns, *kind.columns_of_several)}
    assert nothing <= ({None} if kind is not kinds.SKY else {None, "polar night", "0 min", MOON})


@each_with_figures
def test_a_kind_is_shown_in_the_units_and_the_language_of_the_person(kind: Kind[Any]) -> None:
    """Each of its columns."""
    items = (Shown(REPORTS[kind], units) for units in ("metric", "imperial"))
    columns = (*kind.columns, *kind.columns_of_several)

    metric, imperial = ([column.text(item, GERMAN) or "" for column in columns] for item in items)

    assert [text for text in imperial if OF_METRES.search(text)] == []
    changed = [text for text, other in zip(metric, imperial, strict=True) if text != other]
    assert changed == [text for text in metric if OF_METRES.search(text)]
    assert "🌕 full moon" not in metric


NONE_ELSE = "|None|None|None|None"


@each_row(
    ("record", "told"),
    [
        (Current(NOON, temperature_c=0.0), f"0.0 °C{NONE_ELSE}"),
        (Current(NOON, weather_code=0), f"☀️ clear sky{NONE_ELSE}"),
        (Current(NOON, weather_code=0, is_day=False), f"🌙 clear sky{NONE_ELSE}"),
        (Current(NOON, weather_code=4), f"None{NONE_ELSE}"),
        (Current(NOON, weather_code=4, temperature_c=-0.04), f"0.0 °C{NONE_ELSE}"),
        (
            Current(NOON, None, 0.0, 0, 0.0, wind_kmh=9.0, wind_from_deg=0.0),
            "None|0.0 °C|9 km/h from N|0.0 mm|0 %",
        ),
        (Current(NOON, wind_kmh=9.0), "None|None|9 km/h|None|None"),
        (Current(NOON, wind_from_deg=90.0), f"None{NONE_ELSE}"),
        (Day(NOON.date(), weather_code=0), f"☀️ clear sky|None{NONE_ELSE}"),
        (Day(NOON.date(), weather_code=4), f"None|None{NONE_ELSE}"),
        (
            Day(NOON.date(), None, None, 0.0, 0.0, 0, wind_kmh=0.0),
            "None|0.0 °C|None|0 %|0.0 mm|0 km/h",
        ),
        (Air(NOON, 0, 0, 0.0, 0.0, uv_index=0), "good, 0 (European index)|0|0.0 µg/m³|0.0 µg/m³|0"),
        (Air(NOON, us_aqi=0), "good, 0 (US index)|0|None|None|None"),
        (Sea(NOON, 0.0, 0.0, 0.0, 0.0), "0.0 °C|0.0 m|N|0.0 s"),
        (Sea(NOON, waves_from_deg=360.0), "None|None|N|None"),
    ],
)
def test_zero_is_told_and_what_is_unknown_is_left_out(record: Any, told: str) -> None:
    """Of several figures in one column those that are known."""
    kind = next(kind for kind in REPORTS if kind.record is type(record))
    item = Shown(replace(REPORTS[kind], records=(record,)), None)

    assert "|".join(str(column.text(item, ENGLISH)) for column in kind.columns) == told


def test_the_lowest_and_the_highest_are_those_of_all_days() -> None:
    """Days of which a figure is not known are passed over."""
    days = [Day(MONDAY.date(), low_c=low, high_c=high) for low, high in ((2, 9), (0, 8), (3, None))]
    week = replace(REPORTS[kinds.DAILY], records=tuple(days))
    seas = [SeaDay(MONDAY.date(), water, waves) for water, waves in ((17, 1), (18, None), (16, 2))]

    told = {
        column.heading: column.text(Shown(replace(report, records=tuple(records)), None), ENGLISH)
        for report, records in ((REPORTS[kinds.DAILY], days), (REPORTS[SEA_DAYS], seas))
        for column in report.kind.columns_of_several
    }

    assert told == {
        "Lowest": "0.0 °C",
        "Highest": "9.0 °C",
        "Chance of rain": None,
        "Warmest water": "18.0 °C",
        "Highest waves": "2.0 m",
    }
    american = Shown(week, "imperial")
    told = {each.heading: each.text(american, ENGLISH) for each in week.kind.columns_of_several}
    assert told == {"Lowest": "32.0 °F", "Highest": "48.2 °F", "Chance of rain": None}


HIGHS = "Temperature, {place}: High high_c, Low low_c"
RAIN = "Chance of rain, {place}: Rain precipitation_probability_pct"
CHARTS: dict[Kind[Any], tuple[str, ...]] = {
    kinds.HOURLY: (
        *("Temperature, {place}:  temperature_c", RAIN, "Temperature temperature_c"),
        "Temperature, {place} time",
    ),
    kinds.DAILY: (HIGHS, RAIN, "Highest temperature high_c", ""),
    kinds.PAST: (HIGHS, RAIN, "Highest temperature high_c", ""),
    SEA_DAYS: ("Highest waves, {place}:  wave_height_m", "Highest waves wave_height_m", ""),
}
"""The charts of one place with their lines, then the one that compares several."""


def test_a_kind_is_drawn_by_its_figures() -> None:
    """Of what has days or hours; the sun's are in its table."""
    drawn = {
        kind: (
            *(
                f"{plot.title}: {', '.join(f'{name} {field}' for name, field in plot.lines)}"
                for plot in kind.plots
            ),
            f"{each.title} {each.field}",
            each.title_by_clock,
        )
        for kind in kinds.ALL
        if (each := kind.comparison)
    }

    assert drawn == CHARTS
    assert {kind for kind in kinds.ALL if kind.plots} == set(CHARTS)


def test_of_several_kinds_in_a_reply_one_gets_the_table() -> None:
    """The weather before the air, the sun and the sea."""
    ranked = sorted(kinds.ALL, key=lambda kind: (kind.rank, kind.name))

    assert [(kind.name, kind.rank) for kind in ranked] == [
        *(("alerts", 0), ("current", 1), ("hourly", 1), ("daily", 2), ("past", 2), ("air", 3)),
        *(("sky", 4), ("sea", 5), ("sea_days", 6)),
    ]


def test_few_numbers_of_days_are_requested() -> None:
    """So that one answer serves many queries."""
    assert {kind.name: kind.days_per_request for kind in kinds.ALL if kind.days_per_request} == {
        "daily": (7, 16),
        "hourly": (3, 7, 16),
        "sea_days": (7, 16),
    }


def test_a_kind_is_shown_again_for_as_long_as_it_holds() -> None:
    """Its minutes without a new request, and those for which it stands in for a source."""
    minutes = {kind.name: (kind.fresh_for_s / 60, kind.good_for_s / 60) for kind in kinds.ALL}

    assert minutes == {
        "air": (60, 180),
        "alerts": (5, 0),
        "current": (10, 180),
        "daily": (30, 720),
        "past": (60, 0),
        "hourly": (30, 720),
        "sea": (30, 360),
        "sea_days": (60, 720),
        "sky": (math.inf, 0),
    }


def test_a_kind_reaches_as_far_as_its_sources() -> None:
    """From today on for sixteen days, and back to 1940; the sun's own days are all of them."""
    today, ahead = MONDAY.date(), MONDAY.date() + timedelta(days=15)
    reach = {kind.name: kind.reach(today) for kind in kinds.ALL if kind.shape != "present"}

    assert reach == {
        "daily": (today, ahead),
        "past": (date(1940, 1, 1), today - timedelta(days=1)),
        "hourly": (today, ahead),
        "sea_days": (today, ahead),
        "sky": (date.min, date.max),
    }
    assert kinds.PAST.settled_after == timedelta(days=7)
    assert [kind.name for kind in kinds.ALL if kind.is_by_date] == ["past", "sky"]


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
