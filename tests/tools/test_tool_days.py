"""Which days and hours tools read in the arguments that models write."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fakes.reports import NOON
from fakes.rows import each_row

from bot.errors import ToolError
from bot.messages import Asker
from bot.queries import Query
from bot.tools import Tool, place_of
from bot.tools._days import missing_note
from bot.tools.forecast import Forecast
from bot.tools.hourly_forecast import HourlyForecast
from bot.tools.past_weather import PastWeather
from bot.tools.sun_and_moon import SunAndMoon

ASKER = Asker(asked_at=NOON)  # a Monday


def query(tool: Tool, **arguments: Any) -> Query:
    """Return what a call asks for."""
    (query,) = tool.queries({"place": "Berlin"} | arguments, ASKER)
    return query


@each_row(
    ("arguments", "place"),
    [
        ({"place": " Oslo "}, "Oslo"),
        ({"location": "Oslo"}, "Oslo"),
        ({"city": "Oslo"}, "Oslo"),
        ({"city_name": "Rome", "city": "Bern", "location": "Bonn", "place": "Oslo"}, "Oslo"),
        ({"city_name": "Rome", "city": "Bern", "location": "Oslo"}, "Oslo"),
        ({"place": "x" * 100}, "x" * 100),
        ({"place": "x" * 101}, None),
        ({"place": " " * 100 + "x"}, None),
        ({"place": "  "}, None),
        ({"place": ["Oslo"]}, None),
        ({}, None),
    ],
)
def test_a_call_names_one_place_of_a_hundred_letters_at_most(
    arguments: dict[str, Any], place: str | None
) -> None:
    """The model is told where it does not."""
    if place is None:
        with pytest.raises(ToolError, match="'place'"):
            place_of(arguments)
    else:
        assert place_of(arguments) == place


def test_a_note_counts_what_is_missing_and_nothing_else() -> None:
    """So that a model does not make it up."""
    for more in ([1, 2], [1, 2, 3]):
        assert missing_note(more, 2, "days", "as far as it goes") == {}
    assert missing_note([1], 2, "days", "as far as it goes") == {
        "note": "Only 1 of 2 days are known: as far as it goes."
    }


@each_row("tool", [Forecast(), HourlyForecast(), SunAndMoon()], ids=type)
@each_row(
    ("written", "first_day"),
    [
        (None, 0),
        ("", 0),
        ("null", 0),
        ("today", 0),
        ("tonight", 0),
        ("last night", -1),
        ("day before yesterday", -2),
        ("Tomorrow", 1),
        ("day after  tomorrow", 2),
        ("yesterday", -1),
        ("monday", 0),
        ("next monday", date(2026, 11, 30)),
        ("last monday", date(2026, 11, 16)),
        ("this Fri", date(2026, 11, 27)),
        ("last fri.", date(2026, 11, 20)),
        ("this weekend", date(2026, 11, 28)),
        ("the weekend", date(2026, 11, 28)),
        ("weekend", date(2026, 11, 28)),
        ("coming monday", 0),
        ("coming wed.", date(2026, 11, 25)),
        ("2026-12-01 06:00", date(2026, 12, 1)),
        ("2100-12-31", date(2100, 12, 31)),
        ("now", 0),
        ("2026-11-23", 0),
        ("2026-12-01T00:00:00", date(2026, 12, 1)),
        ("2026-12-01T00:00:00.000000-05:00", date(2026, 12, 1)),
        ("2026-12-01 tuesday", date(2026, 12, 1)),
        ("Sunday", date(2026, 11, 29)),
        ("next friday", date(2026, 11, 27)),
        ("2026-12-01", date(2026, 12, 1)),
        (" 2025-12-01 ", date(2025, 12, 1)),
        ("1940-01-01", date(1940, 1, 1)),
        (3, 3),
        (3.0, 3),
        ("+3", 3),
        ("15", 15),
        (-1, -1),
        ("-1", -1),
    ],
)
def test_the_first_day_is_read_as_people_write_it(
    tool: Tool, written: object, first_day: int | date
) -> None:
    """Weekdays count from the asker's own date."""
    assert query(tool, first_day=written).first_day == first_day


@each_row(
    ("weekday", "first_day", "days", "past"),
    [
        ("Friday", date(2026, 11, 28), 2, date(2026, 11, 21)),
        ("Saturday", 0, 2, date(2026, 11, 21)),
        ("Sunday", 0, 1, date(2026, 11, 28)),
    ],
)
def test_a_weekend_that_has_begun_is_what_is_left_of_it(
    weekday: str, first_day: int | date, days: int, past: date
) -> None:
    """On a Sunday it is the Sunday, and not the Saturday six days ahead; a past one is whole."""
    week = (NOON + timedelta(days=number) for number in range(7))
    asker = Asker(next(day for day in week if f"{day:%A}" == weekday))
    weekend = {"place": "Berlin", "first_day": "This  weekend "}

    asked, moon, gone, alone = (
        (query.first_day, query.days)
        for tool, more in (
            *((Forecast(), {}), (SunAndMoon(), {}), (PastWeather(), {})),
            (Forecast(), {"days": 1}),
        )
        for query in tool.queries(weekend | more, asker)
    )

    assert asked == moon == (first_day, days)
    assert (gone, alone) == ((past, 2), (first_day, 1))


def test_days_are_those_of_the_clock_of_who_asks() -> None:
    """Half an hour after midnight it is Sunday there, whatever day it is elsewhere."""
    asker = Asker(datetime(2026, 11, 29, 0, 30, tzinfo=ZoneInfo("Asia/Kolkata")))
    told = [
        (query.first_day, query.days)
        for day in ("weekend", "sunday", "2026-11-29", "monday", "next sunday")
        for query in Forecast().queries({"place": "Berlin", "first_day": day}, asker)
    ]

    assert told == [(0, 1)] * 3 + [(date(2026, 11, 30), 1), (date(2026, 12, 6), 1)]


@each_row(
    ("written", "first_day"),
    [
        (None, -1),
        ("null", -1),
        ("yesterday", -1),
        ("this friday", date(2026, 11, 27)),
        ("this monday", 0),
        ("coming friday", date(2026, 11, 27)),
        ("day before yesterday", -2),
        ("monday", date(2026, 11, 16)),
        ("Friday", date(2026, 11, 20)),
        ("last friday", date(2026, 11, 20)),
        ("weekend", date(2026, 11, 21)),
        ("next friday", date(2026, 11, 27)),
        ("2025-11-23", date(2025, 11, 23)),
        ("2026-11-23", date(2026, 11, 23)),
        ("today", 0),
    ],
)
def test_a_tool_that_looks_back_begins_with_the_latest_such_day(
    written: object, first_day: int | date
) -> None:
    """Yesterday by default; the asker's own date may be over at the place."""
    assert query(PastWeather(), first_day=written).first_day == first_day


@each_row(("tool", "most"), [(Forecast(), 16), (SunAndMoon(), 16), (PastWeather(), 31)])
def test_the_number_of_days_is_read_leniently(tool: Tool, most: int) -> None:
    """One by default; more than there are is all of them."""
    few = [None, "", 1, "3", 3.0, "            7 ", "+7", "null"]
    many = [most, most + 1, 10**30, "9" * 5_000]

    assert [query(tool, days=days).days for days in few] == [1, 1, 1, 3, 3, 7, 7, 1]
    assert {query(tool, days=days).days for days in many} == {most}


@each_row(
    ("written", "hour"),
    [
        (None, None),
        ("now", None),
        ("null", None),
        (0, 0),
        (23, 23),
        ("14", 14),
        ("18:00", 18),
        ("18:00:00", 18),
        ("6 pm", 18),
        ("6PM", 18),
        ("12 a.m.", 0),
        ("12pm", 12),
        ("0 am", 0),
        ("noon", 12),
        ("Midnight", 0),
        (" 14 ", 14),
        (" Now ", None),
        ("", None),
    ],
)
def test_the_first_hour_may_be_written_as_a_time(written: object, hour: int | None) -> None:
    """None is the present hour, or 0 on another day."""
    assert query(HourlyForecast(), first_hour=written).first_hour == hour


@each_row(("written", "hours"), [(None, 12), (1, 1), (48, 48), (49, 48), ("6", 6), ("", 12)])
def test_the_number_of_hours_is_read_leniently(written: object, hours: int) -> None:
    """Twelve by default."""
    assert query(HourlyForecast(), hours=written).hours == hours


@each_row(
    ("tool", "name", "written"),
    [
        *[(Forecast(), "days", wrong) for wrong in (0, -1, 2.5, True, "+-5", [3], float("nan"))],
        *[(HourlyForecast(), "hours", wrong) for wrong in (0, -1, 2.5, False, "some", {})],
        *[
            (HourlyForecast(), "first_hour", wrong)
            for wrong in (24, -1, 2.5, True, "evening", "25:00", "13 pm", [6], "at 14", "14 h")
        ],
        *[
            (Forecast(), "first_day", wrong)
            for wrong in (
                *("someday", "01.12.2026", True, [1], 2.5, {}, float("inf")),
                *("2026-13-01", "2026-02-31", "mo", "some friday", "every monday", "2101-01-01"),
                *("next day", ".fri", "next week", "not this friday", "until friday"),
                *("2026-12-01 to 2026-12-03", "2026-12-01t00:00/2026-12-03"),
                *("2026-12-011", "until 2026-12-01", "-2026-12-01"),
                *("9" * 5_000, 10**9, -(10**9), -40_000, "1939-12-31", "9999-12-31"),
            )
        ],
    ],
)
def test_what_can_t_be_read_is_explained(tool: Tool, name: str, written: object) -> None:
    """With what to write instead."""
    with pytest.raises(ToolError, match=f"'{name}'") as caught:
        query(tool, **{name: written})

    assert len(str(caught.value)) < 200


@each_row(
    ("tool", "written", "said"),
    [
        (Forecast(), {"place": " "}, "write one place's name, such as 'London'."),
        (Forecast(), {"place": "x" * 101}, "write one name, 100 letters at most."),
        (Forecast(), {"units": "kelvin"}, "write 'metric', 'imperial' or null."),
        (Forecast(), {"first_day": "soon"}, "an English weekday or a date as YYYY-MM-DD."),
        (Forecast(), {"first_day": "1939-12-31"}, "must be from 1940-01-01 to 2100-12-31."),
        (PastWeather(), {"first_day": "2101-01-01"}, "must be from 1940-01-01 to 2100-12-31."),
        (Forecast(), {"days": 0}, "write a whole number from 1 to 16."),
        (PastWeather(), {"days": "few"}, "write a whole number from 1 to 31."),
        (HourlyForecast(), {"hours": -1}, "write a whole number from 1 to 48."),
        (HourlyForecast(), {"first_hour": 24}, "write a whole number from 0 to 23, or null."),
    ],
)
def test_a_model_is_told_what_it_may_write_instead(
    tool: Tool, written: dict[str, Any], said: str
) -> None:
    """By each tool with its own bounds."""
    with pytest.raises(ToolError) as caught:
        query(tool, **written)

    assert str(caught.value).endswith(said)
