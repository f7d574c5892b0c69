"""Rows by hour or day reach the model as a small table, and are read back as they were."""

import json
from typing import Any

from fakes.rows import each_row
from hypothesis import given
from hypothesis import strategies as st

from bot.tools import read_result, with_tables

HOURS = [
    {"time": "Mon 2026-11-23 22:00", "sky": "fog", "emoji": "🌫️", "temperature": "0.0 °C", "uv": 0},
    {"time": "Mon 2026-11-23 23:00", "sky": "fog", "emoji": "🌫️", "temperature": "-0.4 °C", "uv": 1},
    {"time": "Tue 2026-11-24 00:00", "sky": "fog", "emoji": "🌫️", "temperature": "-1.0 °C", "uv": 2},
    {"time": "Tue 2026-11-24 01:30", "sky": "fog", "emoji": "🌫️", "temperature": None, "uv": 0},
]
VALUES = st.one_of(
    st.none(),
    st.integers(0, 11),
    st.sampled_from([0.4, 11.5, -2.25]),
    st.sampled_from(["fog", "light rain", "9 km/h from SW", "8 h 30 min", "07:30"]),
    st.floats(-40, 40).map(lambda value: f"{value:.1f} °C"),
    st.floats(0, 900).map(lambda value: f"{value:.0f} km/h"),
)


def read(result: dict[str, Any]) -> dict[str, Any]:
    """Return what is read from a result as it was told."""
    found = read_result(json.dumps(with_tables(result)))
    assert found is not None
    return found


def test_a_table_tells_units_and_what_holds_throughout_once() -> None:
    """And a day only where it begins."""
    assert with_tables({"days": HOURS[2:]})["days"] == [
        "time|sky: fog throughout|temperature °C|uv",
        "Tue 2026-11-24 00:00|-1.0|2",
        "01:30||0",
    ]
    assert with_tables({"hours": HOURS})["hours"] == [
        "time|sky: fog throughout|temperature °C|uv",
        "Mon 2026-11-23 22:00|0|0",
        "23|-0.4|1",
        "Tue 2026-11-24 00:00|-1.0|2",
        "01:30||0",
    ]


def test_a_table_is_read_back_as_it_was() -> None:
    """But for what code shows beside the words."""
    assert read({"hours": HOURS})["hours"] == [
        {name: value for name, value in hour.items() if name != "emoji"} for hour in HOURS
    ]


@given(st.lists(st.fixed_dictionaries({"a": VALUES, "b": VALUES}), min_size=2, max_size=5))
def test_whatever_is_known_by_day_is_read_back(rows: list[dict[str, Any]]) -> None:
    """Each value, or that it is unknown."""
    days = [{"date": f"2026-11-2{number}", **row} for number, row in enumerate(rows)]

    found = read({"days": days})["days"]

    assert [{name: row.get(name) for name in ("date", "a", "b")} for row in found] == days


@each_row(
    "rows",
    [
        [{"date": "2026-11-23", "high": "1.0 °C"}],
        [{"event": "a | b"}, {"event": "c"}],
        [{"date": "1", "text": "a|b"}, {"date": "2", "text": "c"}],
        [{"date": "1", "text": "a\nb"}, {"date": "2", "text": "c"}],
        [{"date": "1", "text": ""}, {"date": "2", "text": "c"}],
        [{"date": "1", "sun": {"up": 1}}, {"date": "2", "sun": {"up": 2}}],
        ["2026-11-23", "2026-11-24", "2026-11-25"],
        ["date|high", "2026-11-24|4.0 °C", 5],
        [{"event": "a"}, {"event": "b"}],
        [{"event": "a", "date": "1"}, {"event": "b", "date": "2"}],
        [{"date": "1"}, {"event": "b"}],
        [{}, {}],
        [["date"], ["date"]],
        [{"date": "1", "is_night": True}, {"date": "2", "is_night": False}],
        7,
        "date",
    ],
    ids=[
        "one row",
        "no rows by time",
        "a bar",
        "a line break",
        "no text",
        "more in a cell",
        "texts",
        "texts and a number",
        "no days",
        "days behind something else",
        "a day and something else",
        "nothing",
        "lists",
        "truths",
        "a number",
        "a text",
    ],
)
def test_what_is_no_table_stays_as_it_is(rows: Any) -> None:
    """Nothing is lost."""
    assert with_tables({"days": rows})["days"] == rows
    assert read({"days": rows})["days"] == rows


@each_row(
    "rows",
    [
        [{"date": "1", "rain": "0.0 mm"}, {"date": "2", "rain": None}],
        [{"date": "1", "wind": "0 km/h"}, {"date": "2", "wind": "9 km/h"}],
        [{"date": "1", "rain": "0.0 mm"}, {"date": "2", "rain": "1.5 mm"}],
        [{"date": "1", "uv": 2, "air": 0.5}, {"date": "2", "uv": 0, "air": 1.0}],
        [{"time": "Mon noon", "uv": 2}, {"time": "Mon one", "uv": 3}],
        [{"time": "Mon 12:00", "uv": 2}, {"time": "Mon 12:30", "uv": 3}],
        [{"date": "1", "day": "8 h 30 min"}, {"date": "2", "day": "8 h 33 min"}],
    ],
)
def test_zeros_numbers_and_times_are_read_back_in_their_own_form(rows: list[Any]) -> None:
    """A whole number has no point, and a nought has as many digits as the others."""
    assert json.dumps(read({"days": rows})) == json.dumps({"days": rows})


def test_what_is_unknown_throughout_has_no_column() -> None:
    """Not even an empty one."""
    rows = [{"date": day, "uv": uv, "rain": None} for day, uv in (("1", 2), ("2", 3))]

    assert with_tables({"days": rows})["days"] == ["date|uv", "1|2", "2|3"]


def test_what_is_known_on_some_days_has_a_column() -> None:
    """Such as a note on the sun, on whichever of them."""
    note = "the sun doesn't set"
    days = [{"date": "1", "uv": 2}, {"date": "2", "note": note}, {"date": "3", "uv": 4}]

    assert with_tables({"days": days})["days"] == ["date|uv|note", "1|2|", f"2||{note}", "3|4|"]
    assert read({"days": days})["days"] == [{"uv": None, "note": None} | day for day in days]


def test_results_of_earlier_releases_are_read() -> None:
    """Stored turns have them."""
    stored = '{"days":[{"date":"2026-11-23","high":"1.0 °C"},{"date":"2026-11-24","high":null}]}'

    assert read_result(stored) == json.loads(stored)


@each_row("text", ["", "{", "[]", "[" * 100_000, "1"])
def test_a_text_that_is_no_result_is_none(text: str) -> None:
    """Such as words."""
    assert read_result(text) is None


def test_torn_tables_can_be_read() -> None:
    """A stored turn may have been shortened by hand."""
    table = ["time|temperature °C|wind: 9 km/h throughout", "x|", "01", "a|b|c|d"]

    assert len((read_result(json.dumps({"hours": table})) or {})["hours"]) == 3


DAYS = [
    {"date": "2026-11-23", "weekday": "Monday", "rain": "1 mm", "wind": "9 km/h", "uv": 2},
    {"date": "2026-11-24", "weekday": "Tuesday", "rain": "1.5 mm", "wind": "9 km/h", "uv": 2},
]


def test_days_are_a_table_as_hours_are() -> None:
    """Figures of one column that differ in their digits keep their units; a number is no text."""
    lines = ["date|weekday|rain|wind: 9 km/h throughout|uv"]
    lines += ["2026-11-23|Monday|1 mm|2", "2026-11-24|Tuesday|1.5 mm|2"]

    assert with_tables({"days": DAYS}) == {"days": lines}
    assert read({"days": DAYS}) == {"days": DAYS}
    hours = [{"time": f"{hour}:00", "uv": hour} for hour in (17, 18)]
    assert read({"hours": hours}) == {"hours": hours}


def test_beside_tables_a_result_has_what_is_known_and_needed() -> None:
    """But for warnings, of which it counts who tells them and what is not known."""
    told = {"place": "Oslo", "wind": None, "emoji": "x", "source": "y", "simulated": True}
    known = {"uv_index": 0, "is_night": False, "suggestions": [], "area": ""}
    warned = {"alerts": None, "official": None, "source": "y"}

    assert with_tables(told) == {"place": "Oslo"}
    assert with_tables(known) == known
    assert with_tables(warned) == warned
    for few in (["time", "date"], ["time"], ["Oslo", "Rome", "Bern"], ["dates", "Rome", "Bern"]):
        assert read({"choices": few}) == {"choices": few}
