"""What every tool must do, and what each one tells."""

import json
import re
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from fakes import kinds
from fakes.plugins import classes_in
from fakes.reports import BARE, BERLIN, NOON, REPORTS, SOURCE
from fakes.rows import each_row
from hypothesis import given
from hypothesis import strategies as st

from bot import figures, tools
from bot.bootstrap import TOOLS
from bot.errors import ToolError
from bot.kinds.days import Day
from bot.languages import language_of
from bot.messages import Asker
from bot.queries import AmbiguousPlace, NotCovered, Outcome, Query, Unavailable, UnknownPlace
from bot.reports import Kind, Place, Report, Units
from bot.tools import Tool, capabilities, units_of
from bot.tools.air_quality import AirQuality
from bot.tools.current_weather import CurrentWeather
from bot.tools.forecast import Forecast
from bot.tools.hourly_forecast import HourlyForecast
from bot.tools.past_weather import PastWeather
from bot.tools.sea import SeaConditions
from bot.tools.sun_and_moon import SunAndMoon

ASKER = Asker(asked_at=NOON)
MOONRISE = datetime(2026, 11, 24, 0, 9, tzinfo=UTC)
AMERICAN = Asker(asked_at=NOON, language="en-US", units="imperial")
TYPES = {
    "place": "string",
    "units": ["string", "null"],
    "first_day": ["string", "null"],
    **{name: ["integer", "null"] for name in ("days", "first_hour", "hours")},
}
# What strict function calling takes no schema with.
NOT_STRICT = {"minimum", "maximum", "pattern", "format", "minLength", "maxLength", "default"}

FOUND = tuple(tool() for tool in classes_in(tools, "queries", "render"))
# What asks for two kinds of weather has tests of its own beside these.
ONE_QUERY = [tool for tool in FOUND if len(tool.queries({"place": "Berlin"}, ASKER)) == 1]
each_tool = each_row("tool", ONE_QUERY, ids=lambda tool: tool.name)
each_tool_by_itself = pytest.mark.parametrize("tool", ONE_QUERY, ids=lambda tool: tool.name)
each_declared = each_row("tool", FOUND, ids=lambda tool: tool.name)
each_with_units = each_row(
    "tool", [tool for tool in ONE_QUERY if "units" in tool.parameters["properties"]], ids=type
)


def kind_of(tool: Tool) -> Kind[Any]:
    """Return the kind of weather that a tool asks for."""
    (query,) = tool.queries({"place": "Berlin"}, ASKER)
    return query.kind


def rendered(
    tool: Tool, outcome: Outcome | None = None, asker: Asker = ASKER, **arguments: Any
) -> dict[str, Any]:
    """Return what the model reads; without an outcome, of a report that has all figures."""
    report = outcome or REPORTS[kind_of(tool)]
    return tool.render({"place": "Berlin", **arguments}, [report], asker)


@each_declared
def test_a_tool_is_declared_as_the_model_s_service_accepts_it(tool: Tool) -> None:
    """Names, lengths and a closed schema that could be sent as a strict one."""
    schema = tool.parameters

    assert tool.name.isidentifier()
    assert len(tool.description) < 1024
    assert schema["required"] == list(schema["properties"])
    assert (schema["type"], schema["additionalProperties"]) == ("object", False)
    assert {name: part["type"] for name, part in schema["properties"].items()} == {
        name: TYPES[name] for name in schema["properties"]
    }
    if units := schema["properties"].get("units"):
        assert units["enum"] == ["metric", "imperial", None]
    for name, part in schema["properties"].items():
        assert (part["type"] == "string") if name == "place" else ("null" in part["type"])
        # The rules say how a place is named, once for all tools.
        assert name == "place" or part["description"]
        assert NOT_STRICT.isdisjoint(part)
        # What the type alone allows, strict servers refuse and models never write.
        assert "enum" not in part or (None in part["enum"]) == ("null" in part["type"])
    assert json.loads(json.dumps(schema)) == schema


def test_a_tool_takes_what_it_can_be_asked_about() -> None:
    """The place first: a model writes the arguments in their order."""
    of_days = ["place", "first_day", "days"]

    assert {tool.name: list(tool.parameters["properties"]) for tool in FOUND} == {
        "get_weather": ["place", "units"],
        "get_forecast": [*of_days, "units"],
        "get_hourly_forecast": ["place", "first_day", "first_hour", "hours", "units"],
        "get_past_weather": [*of_days, "units"],
        "get_air_quality": ["place"],
        "get_alerts": ["place"],
        "get_sea": [*of_days, "units"],
        "get_sun_and_moon": of_days,
    }


@each_declared
def test_as_many_days_and_hours_are_asked_for_as_the_schema_names(tool: Tool) -> None:
    """The model knows of no others."""
    properties = tool.parameters["properties"]
    told = {
        name: re.findall(r"to (\d+)", properties[name]["description"])
        for name in ("days", "hours")
        if name in properties
    }

    asked = tool.queries({"place": "Berlin", **dict.fromkeys(told, 999)}, ASKER)[0]

    assert told == {name: [str(getattr(asked, name))] for name in told}


def test_every_tool_is_offered() -> None:
    """By a name of its own; one that exists and is not named in the wiring is forgotten."""
    names = [tool.name for tool in FOUND]

    assert len(set(names)) == len(names)
    assert sorted(names) == sorted(tool.name for tool in TOOLS)


TOLD_OF: dict[str, list[tuple[str, str]]] = {
    "get_weather": [
        ("Weather now:", ""),
        ("conditions,", "conditions"),
        ("temperature,", "temperature"),
        ("wind,", "wind"),
        ("rain,", "precipitation"),
        ("humidity.", "humidity"),
    ],
    "get_forecast": [
        ("Forecast by day, today and 15 more:", "days"),
        ("conditions,", "conditions"),
        ("high,", "high"),
        ("low,", "low"),
        ("rain,", "precipitation"),
        ("wind,", "wind"),
        ("UV,", "uv_index"),
        ("sunrise and sunset.", "sunrise sunset"),
    ],
    "get_hourly_forecast": [
        ("Forecast by hour, local time, 48 at most:", "hours time"),
        ("conditions,", "conditions"),
        ("temperature,", "temperature"),
        ("rain,", "precipitation"),
        ("wind.", "wind"),
        ("For times of day, when rain starts or stops, umbrellas.", "precipitation_probability"),
    ],
    "get_past_weather": [
        ("Weather of past days since 1940:", "days"),
        ("conditions,", "conditions"),
        ("high,", "high"),
        ("low,", "low"),
        ("rain,", "precipitation"),
        ("wind.", "wind"),
    ],
    "get_air_quality": [
        ("Air now:", ""),
        ("quality in a word,", "air_quality"),
        ("European and US index,", "european_aqi us_aqi"),
        ("fine dust,", "pm2_5 pm10"),
        ("ozone,", "ozone"),
        ("nitrogen dioxide,", "nitrogen_dioxide"),
        ("UV index,", "uv_index"),
        ("pollen.", "pollen"),
    ],
    "get_sea": [
        ("Sea on a coast:", ""),
        ("water temperature,", "water_temperature"),
        ("waves.", "wave_height"),
        ("Now where first_day and days are null, else by day, 15 ahead.", ""),
    ],
    "get_sun_and_moon": [
        ("Sunrise,", "sunrise"),
        ("sunset,", "sunset"),
        ("length of day,", "day_length"),
        ("moon's phase,", "moon"),
        ("rise and set in local time, of any day;", "moonrise moonset"),
        ("the next full and new moon;", "next_full_moon next_new_moon"),
        ("in polar night or midnight sun, when that ends.", "next_day_with_sunset"),
    ],
}
"""The parts of each description, and the fields of the result that it promises by them."""


@each_tool
def test_a_tool_is_described_as_what_it_tells(tool: Tool) -> None:
    """All that it promises is there, in the time of its place; and it promises nothing else."""
    report = REPORTS[kind_of(tool)]
    if isinstance(tool, SunAndMoon):
        (sky,), ahead = report.records, date(2026, 12, 24)
        sky = replace(sky, moonrise=sky.sunset, full_moon=ahead, new_moon=ahead, sun_back=ahead)
        report = replace(report, records=(sky,))
    result = rendered(tool, report)
    (entry,) = result.get("days", result.get("hours", [result]))
    told = {name for name, value in {**result, **entry}.items() if value is not None}

    assert " ".join(part for part, _ in TOLD_OF[tool.name]) == tool.description
    assert {name for _, names in TOLD_OF[tool.name] for name in names.split()} <= told


COMING = {"wednesday": date(2026, 11, 25), "2026-12-01": date(2026, 12, 1)}
READ_AS: dict[str, dict[object, object]] = {
    "today (default), tomorrow, weekday or YYYY-MM-DD": {
        None: 0,
        "today": 0,
        "tomorrow": 1,
        **COMING,
    },
    "now (default), or the first day: today, tomorrow, an English weekday for the next one, or a"
    " date as YYYY-MM-DD": {None: 0, "now": 0, "today": 0, "tomorrow": 1, **COMING},
    "yesterday (default), weekday or YYYY-MM-DD": {
        None: -1,
        "yesterday": -1,
        "wednesday": date(2026, 11, 18),
        "2026-11-01": date(2026, 11, 1),
    },
    "1 (default) to 16": {None: 1, 1: 1, 16: 16, 17: 16},
    "1 (default) to 31": {None: 1, 1: 1, 31: 31, 32: 31},
    "0 to 23; null: now, or 0 on another day": {None: None, 0: 0, 23: 23},
    "1 to 48; 12 by default": {None: 12, 1: 1, 48: 48, 49: 48},
}
"""The descriptions of arguments; each value that one names, and how a query has it."""


@each_declared
def test_an_argument_is_described_as_it_is_read(tool: Tool) -> None:
    """Each value that it names, and the one that counts where nothing is written."""
    for name, part in tool.parameters["properties"].items():
        if name == "units":
            assert part["description"] == "null unless asked for"
        elif name != "place":
            for written, meant in READ_AS[part["description"]].items():
                query, *_ = tool.queries({"place": "Berlin", name: written}, ASKER)
                assert getattr(query, name) == meant, (name, written)


@each_declared
def test_a_tool_says_what_it_knows_and_what_asks_for_it(tool: Tool) -> None:
    """In a few words for people, and by a pattern of words in small letters."""
    assert 0 < len(tool.can) < 60
    assert tool.can[0].islower()
    assert tool.asked_by == tool.asked_by.lower()
    assert not re.search(rf"\b(?:{tool.asked_by or 'x'})\b", "")


@each_declared
@each_row("first_day", [None, "tomorrow"])
def test_a_tool_asks_for_the_kinds_that_it_declares(tool: Tool, first_day: str | None) -> None:
    """Whatever day it is asked about."""
    queries = tool.queries({"place": "Berlin", "first_day": first_day}, ASKER)

    assert {query.kind for query in queries} <= tool.kinds <= set(kinds.ALL)


@each_declared
@each_row(
    ("arguments", "said"),
    [
        ({}, "'place' is missing"),
        ({"place": None}, "'place' is missing"),
        ({"place": ""}, "'place' is missing"),
        ({"place": " \n"}, "'place' is missing"),
        ({"place": ["London", "Paris"]}, "one place's name"),
        ({"place": 7}, "'place' is missing"),
        ({"place": "x" * 200_000}, "too long"),
    ],
)
def test_a_place_that_can_t_be_read_is_explained(
    tool: Tool, arguments: dict[str, Any], said: str
) -> None:
    """Briefly, and with what to write instead."""
    with pytest.raises(ToolError, match=said) as caught:
        tool.queries(arguments, ASKER)

    assert len(str(caught.value)) < 200


@each_with_units
@each_row("written", ["kelvin", 1, ["metric"]])
def test_units_that_don_t_exist_are_explained(tool: Tool, written: object) -> None:
    """Before anything is looked up."""
    with pytest.raises(ToolError, match="'units' can't be read"):
        tool.queries({"place": "London", "units": written}, ASKER)


@each_tool_by_itself
@given(
    arguments=st.dictionaries(
        st.sampled_from(["place", "units", "first_day", "days", "first_hour", "hours", "x"]),
        st.one_of(
            *(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
            *(st.lists(st.text()), st.dates().map(str), st.sampled_from(["yesterday", "6 pm"])),
        ),
    )
)
def test_any_arguments_are_read_or_explained(tool: Tool, arguments: dict[str, Any]) -> None:
    """Nothing but a ToolError gets out, and what was read is rendered."""
    try:
        (query,) = tool.queries(arguments, ASKER)
    except ToolError:
        return

    assert isinstance(query, Query)
    assert 1 <= query.days <= 31
    assert 0 <= query.hours <= 48
    assert tool.render(arguments, [REPORTS[query.kind]], ASKER)["place"] == "Berlin, Germany"


@each_declared
def test_its_topic_is_told_in_every_language(tool: Tool) -> None:
    """The English one is for English alone."""
    told = {tag: capabilities([tool], language_of(tag)) for tag in ("en", "de", "es", "ja")}

    assert told["en"] == tool.can
    assert len(set(told.values())) == len(told)


@each_tool
@each_row("reports", [REPORTS, BARE], ids=["full", "bare"])
def test_a_report_is_told_in_one_frame(tool: Tool, reports: dict[Kind[Any], Report]) -> None:
    """Where, in which zone, at what time there, and from whom."""
    result = rendered(tool, reports[kind_of(tool)])

    assert json.loads(json.dumps(result, allow_nan=False)) == result
    assert list(result)[:2] == ["place", "local_time"]
    assert result["place"] == "Berlin, Germany"
    assert result["local_time"] == "Mon 2026-11-23 12:00"
    assert result["source"] == "Test"
    assert not {"simulated", "age", "stands_for", "other_places_of_that_name"} & result.keys()


@each_tool_by_itself
@given(data=st.data())
def test_whatever_a_source_leaves_out_is_null(tool: Tool, data: st.DataObject) -> None:
    """Any field can be missing, and costs no other one."""
    report = REPORTS[kind_of(tool)]
    (one,) = report.records
    known = {"date", "time", "observed_at", "day_length_s", "moon_phase"}
    optional = [field.name for field in fields(one) if field.name not in known]
    lost = data.draw(st.lists(st.sampled_from(optional), min_size=1, unique=True))
    less: Any = replace(one, **dict.fromkeys(lost))

    result = rendered(tool, replace(report, records=(less,)))

    assert result.keys() == rendered(tool).keys()
    assert "None" not in json.dumps(result)


@each_tool
def test_a_nought_is_told_as_any_figure(tool: Tool) -> None:
    """It is not unknown: there may be no wind, no ozone and no sun."""
    report = REPORTS[kind_of(tool)]
    (one,) = report.records
    figures = {field.name: getattr(one, field.name) for field in fields(one)}
    noughts: Any = {
        name: 0 * value for name, value in figures.items() if type(value) in (int, float)
    }

    result = rendered(tool, replace(report, records=(replace(one, **noughts),)))

    assert noughts
    assert json.dumps(result).count("null") == json.dumps(rendered(tool)).count("null")


@each_tool
def test_made_up_data_are_labelled(tool: Tool) -> None:
    """In the result that the model reads."""
    report = REPORTS[kind_of(tool)]

    result = rendered(tool, replace(report, source=replace(SOURCE, is_simulated=True)))

    assert result["simulated"] is True


@each_tool
def test_a_last_good_report_says_how_old_it_is(tool: Tool) -> None:
    """Counted from the moment that its figures are of."""
    later = replace(ASKER, asked_at=NOON + timedelta(minutes=38))

    fetched = replace(REPORTS[kind_of(tool)], fetched_at=NOON + timedelta(minutes=8))
    result = rendered(tool, replace(fetched, is_last_good=True), later)

    is_observed = kind_of(tool).shape == "present"
    assert result["age"] == ("38 min old" if is_observed else "30 min old")


def test_an_age_is_right_where_clocks_are_put_back() -> None:
    """At ten past two for the second time, half past two was forty minutes ago."""
    half_past = datetime(2026, 10, 25, 2, 30, tzinfo=NOON.tzinfo)
    told = REPORTS[kinds.CURRENT]
    records = (replace(told.records[0], observed_at=half_past),)
    old = replace(told, records=records, is_last_good=True)

    result = rendered(CurrentWeather(), old, Asker(half_past.replace(minute=10, fold=1)))

    assert result["age"] == "40 min old"


@each_tool
def test_a_place_that_stands_for_more_says_so(tool: Tool) -> None:
    """And one whose name others have too, that there are these."""
    others = ["Berlin, Maryland, United States", "Berlin, Ohio, United States"]
    place = replace(BERLIN, stands_for="Germany", others=tuple(others))

    result = rendered(tool, replace(REPORTS[kind_of(tool)], place=place))

    assert list(result.items())[:4] == [
        ("place", "Berlin, Germany"),
        ("stands_for", "Germany"),
        ("other_places_of_that_name", others),
        ("local_time", "Mon 2026-11-23 12:00"),
    ]
    for left_out in ("stands_for", "other_places_of_that_name"):
        one = replace(place, **({"stands_for": ""} if left_out == "stands_for" else {"others": ()}))
        less = rendered(tool, replace(REPORTS[kind_of(tool)], place=one))
        assert less == {name: told for name, told in result.items() if name != left_out}


@each_tool
def test_what_is_no_report_is_told_with_what_helps(tool: Tool) -> None:
    """Suggestions, choices, or the reason."""
    near = ["Berlin, Germany", "Bern, Switzerland"]
    unknown = rendered(tool, UnknownPlace("Berlni", tuple(near)))
    of_towns = rendered(tool, UnknownPlace("Berlni", is_of_towns=True))
    ambiguous = rendered(tool, AmbiguousPlace("Cambridge", ("Cambridge, England", "Cambridge, MA")))
    unavailable = rendered(tool, Unavailable("Berlin, Germany", "It took too long."))
    not_covered = rendered(tool, NotCovered(BERLIN))

    nowhere = {"error": "unknown_place", "message": "No place named 'Berlni' is known."}
    assert unknown == {**nowhere, "suggestions": near}
    assert of_towns == {**nowhere, "suggestions": [], "only_towns_known": True}
    assert ambiguous == {
        "error": "ambiguous_place",
        "message": "Several places are named 'Cambridge'; ask which one is meant.",
        "choices": ["Cambridge, England", "Cambridge, MA"],
    }
    assert unavailable == {
        "error": "unavailable",
        "place": "Berlin, Germany",
        "message": "It took too long.",
    }
    assert not_covered == {
        "error": "not_covered",
        "place": "Berlin, Germany",
        "message": "No source tells this about the place, and asking again won't help.",
    }


@each_declared
@each_row("name", ["place", "location", "city", "city_name"])
def test_a_place_is_read_by_the_names_that_models_give_it(tool: Tool, name: str) -> None:
    """Whatever the schema says; reading it saves a turn."""
    queries = tool.queries({name: " Oslo "}, ASKER)

    assert {query.place for query in queries} == {"Oslo"}


@each_row(
    ("written", "chosen", "country", "default", "units"),
    [
        ("metric", "imperial", "US", "imperial", "metric"),
        (" Metric ", "imperial", "US", "imperial", "metric"),
        *((word, None, "US", "imperial", "metric") for word in ("celsius", "C", "°C", "SI")),
        *((word, None, "DE", "metric", "imperial") for word in ("Fahrenheit", "f", "°F", "us")),
        ("null", "metric", "US", "imperial", "metric"),
        (None, "metric", "US", "imperial", "metric"),
        ("", "imperial", "DE", "metric", "imperial"),
        (None, None, "US", "metric", "imperial"),
        (None, None, "DE", "imperial", "metric"),
        (None, None, "", "imperial", "imperial"),
        (None, None, "", "metric", "metric"),
    ],
)
def test_units_are_the_call_s_the_person_s_the_country_s_or_the_default(
    written: str | None, chosen: Any, country: str, default: Any, units: str
) -> None:
    """The first of them that is known."""
    asker = replace(ASKER, units=chosen, default_units=default)
    place = replace(BERLIN, country_code=country)

    assert units_of({"units": written}, asker, place) == units


def signs_in(text: str, signs: Sequence[str]) -> list[str]:
    """Return the signs of units that stand behind a figure in a text."""
    return [sign for sign in signs if re.search(rf"\d {sign}(?!\w)", text)]


@each_with_units
def test_figures_are_shown_in_the_units_of_their_place(tool: Tool) -> None:
    """Where neither the question nor the person has chosen."""
    report = REPORTS[kind_of(tool)]
    austin = Place("Austin", 30.3, -97.7, "America/Chicago", country_code="US")

    there = json.dumps(rendered(tool, replace(report, place=austin)), ensure_ascii=False)
    here = json.dumps(rendered(tool), ensure_ascii=False)
    asked_for = json.dumps(rendered(tool, units="metric", asker=AMERICAN), ensure_ascii=False)

    metric, imperial = (figures.signs([report.kind], units) for units in get_args(Units))
    # A tool need not show all that its kind has: the wind alone has no temperature.
    shown = signs_in(here, metric)
    assert shown
    assert signs_in(there, imperial) == [imperial[metric.index(sign)] for sign in shown]
    assert signs_in(here, imperial) == signs_in(there, metric) == []
    assert asked_for == here


@each_row("tool", [CurrentWeather(), AirQuality(), SeaConditions()])
def test_the_present_is_told_with_its_own_time(tool: Tool) -> None:
    """That of the figures, though they are asked for some minutes later."""
    later = replace(ASKER, asked_at=NOON + timedelta(minutes=9))

    assert rendered(tool, asker=later)["local_time"] == "Mon 2026-11-23 12:00"


def test_current_conditions_carry_their_units() -> None:
    """One text for each figure, as it is to be quoted."""
    assert CurrentWeather().queries({"place": "Berlin"}, ASKER) == [Query("Berlin", kinds.CURRENT)]
    assert rendered(CurrentWeather()) == {
        "place": "Berlin, Germany",
        "local_time": "Mon 2026-11-23 12:00",
        "conditions": "light rain",
        "emoji": "🌦️",
        "temperature": "4.2 °C",
        "feels_like": "1.0 °C",
        "humidity": "81 %",
        "wind": "14 km/h from SW",
        "gusts": "30 km/h",
        "precipitation": "0.2 mm",
        "cloud_cover": "90 %",
        "source": "Test",
    }


def test_current_conditions_tell_of_the_night_where_the_sky_alone_would_mean_sunshine() -> None:
    """A field that nobody needs costs words of the model with every answer."""
    report = REPORTS[kinds.CURRENT]

    def read(code: int | None, *, is_day: bool | None) -> dict[str, Any]:
        record = replace(report.records[0], weather_code=code, is_day=is_day)
        return rendered(CurrentWeather(), replace(report, records=(record,)))

    def told(code: int | None, *, is_day: bool | None) -> bool | None:
        told: bool | None = read(code, is_day=is_day).get("is_night")
        return told

    assert [read(0, is_day=is_day)["emoji"] for is_day in (True, False, None)] == ["☀️", "🌙", "☀️"]

    assert [told(code, is_day=False) for code in (0, 1, 2, 3, 45, 95, None)] == [True] * 3 + [
        None
    ] * 4
    assert [told(0, is_day=is_day) for is_day in (True, None)] == [None, None]


def test_a_forecast_has_one_entry_a_day() -> None:
    """With local times of the sun."""
    report = replace(
        REPORTS[kinds.DAILY], records=(*REPORTS[kinds.DAILY].records, Day(date(2026, 11, 25)))
    )

    known, unknown = rendered(Forecast(), report, AMERICAN, days=2)["days"]

    assert known == {
        "date": "2026-11-24",
        "weekday": "Tuesday",
        "conditions": "overcast",
        "emoji": "☁️",
        "high": "57.6 °F",
        "low": "19.8 °F",
        "precipitation": "0.50 in",
        "precipitation_probability": "55 %",
        "wind": "14 mph",
        "gusts": "25 mph",
        "uv_index": 2,
        "sunrise": "07:30",
        "sunset": "16:00",
    }
    assert (unknown["weekday"], unknown["high"], unknown["sunset"]) == ("Wednesday", None, None)


def test_hours_have_local_times() -> None:
    """And the moon for the sun at night."""
    assert rendered(HourlyForecast(), hours=1)["hours"] == [
        {
            "time": "Mon 2026-11-23 14:00",
            "conditions": "clear sky",
            "emoji": "🌙",
            "temperature": "5.0 °C",
            "feels_like": "2.5 °C",
            "precipitation": "0.0 mm",
            "precipitation_probability": "40 %",
            "humidity": "77 %",
            "wind": "9 km/h",
            "gusts": "18 km/h",
        }
    ]
    (hour,) = REPORTS[kinds.HOURLY].records
    wet = replace(hour, weather_code=1, precipitation_mm=3.0, is_day=None)
    (told,) = rendered(HourlyForecast(), replace(REPORTS[kinds.HOURLY], records=(wet,)))["hours"]
    assert (told["conditions"], told["emoji"]) == ("mainly clear", "🌤️")
    assert told["precipitation"] == "3.0 mm"


def test_the_air_is_told_with_a_word_and_its_parts() -> None:
    """An index has no unit; pollen that is not known is null."""
    result = rendered(AirQuality())

    assert all(type(result[name]) is int for name in ("european_aqi", "us_aqi", "uv_index"))
    assert result == {
        "place": "Berlin, Germany",
        "local_time": "Mon 2026-11-23 12:00",
        "air_quality": "fair",
        "european_aqi": 32,
        "us_aqi": 70,
        "pm2_5": "12.3 µg/m³",
        "pm10": "20.0 µg/m³",
        "ozone": "41.0 µg/m³",
        "nitrogen_dioxide": "18.5 µg/m³",
        "uv_index": 1,
        "pollen": {"birch": "0 grains/m³", "grass": "26 grains/m³", "ragweed": None},
        "source": "Test",
    }


@each_row(
    ("country", "european", "american", "word"),
    [
        ("DE", 0.0, 500.0, "good"),
        ("DE", 20.0, None, "good"),
        ("DE", 20.5, 500.0, "fair"),
        ("DE", 40.0, None, "fair"),
        ("DE", 40.5, None, "moderate"),
        ("DE", 60.0, None, "moderate"),
        ("DE", 60.5, None, "poor"),
        ("DE", 80.0, None, "poor"),
        ("DE", 80.5, None, "very poor"),
        ("DE", 100.0, None, "very poor"),
        ("DE", 100.5, None, "extremely poor"),
        ("US", 90.0, 0.0, "good"),
        ("US", None, 50.0, "good"),
        ("US", 10.0, 51.0, "moderate"),
        ("US", None, 100.0, "moderate"),
        ("US", None, 101.0, "unhealthy for sensitive groups"),
        ("US", None, 150.0, "unhealthy for sensitive groups"),
        ("US", None, 151.0, "unhealthy"),
        ("US", None, 200.0, "unhealthy"),
        ("US", None, 201.0, "very unhealthy"),
        ("US", None, 300.0, "very unhealthy"),
        ("US", None, 301.0, "hazardous"),
        ("US", 30.0, None, "fair"),
        ("DE", None, 30.0, "good"),
        ("DE", None, None, None),
    ],
)
def test_the_word_for_the_air_is_the_one_that_is_used_there(
    country: str, european: float | None, american: float | None, word: str | None
) -> None:
    """By the bands of the European or the American index."""
    report = REPORTS[kinds.AIR]
    air = replace(report.records[0], european_aqi=european, us_aqi=american)
    place = replace(BERLIN, country_code=country)

    assert (
        rendered(AirQuality(), replace(report, records=(air,), place=place))["air_quality"] == word
    )


def test_past_days_are_told_as_coming_ones_are() -> None:
    """With the same figures."""
    (coming,) = rendered(Forecast())["days"]
    (day,) = rendered(PastWeather())["days"]

    sun = {"sunrise": "07:30 (Tuesday)", "sunset": "16:00 (Tuesday)"}  # another day's, here
    assert day == {**coming, "date": "2026-11-22", "weekday": "Sunday", **sun}


def test_sun_and_moon_are_told_by_day() -> None:
    """What does not happen on a day is null."""
    assert rendered(SunAndMoon())["days"] == [
        {
            "date": "2026-11-24",
            "weekday": "Tuesday",
            "sunrise": "07:30",
            "sunset": "16:00",
            "day_length": "8 h 30 min",
            "moon": "full moon",
            "emoji": "🌕",
            "moonrise": None,
            "moonset": "07:30",
        }
    ]
    (polar_night,) = rendered(SunAndMoon(), BARE[kinds.SKY])["days"]
    assert (polar_night["sunrise"], polar_night["day_length"]) == (None, "0 min")


@each_row(
    ("length_s", "back"), [(0.0, "next_day_with_sunrise"), (86_400.0, "next_day_with_sunset")]
)
def test_what_comes_next_of_sun_and_moon_is_told_from_the_first_day_on(
    length_s: float, back: str
) -> None:
    """Where the sun stays down, its next rise; where it stays up, its next set."""
    (sky,) = REPORTS[kinds.SKY].records
    days = [sky.date, *(date(2027, 1, number) for number in range(2, 5))]
    first = replace(
        sky, day_length_s=length_s, sun_back=days[1], full_moon=days[0], new_moon=days[2]
    )
    report = replace(
        REPORTS[kinds.SKY], records=(first, replace(first, full_moon=days[3], sun_back=None))
    )

    told = {name: each for name, each in rendered(SunAndMoon(), report).items() if "next" in name}

    assert told == {
        back: "2027-01-02",
        "next_full_moon": "2026-11-24",
        "next_new_moon": "2027-01-03",
    }
    assert "next" not in str(rendered(SunAndMoon()))


ASKED = {
    "get_alerts": (
        "warning|warnings|alert|rain alert|snow warnings|advisory|advisories|in danger"
        "|severe weather|extreme conditions|dangerous weather|hazardous conditions"
        "|anything severe|anything dangerous|tornado watch|flood watches|weather hazards"
    ),
    "get_air_quality": (
        "air quality|air pollution|pollution|how's the air|how is the air|how clean is the air"
        "|how bad is the air|how good is the air|is the air|aqi|smog|smoggy|polluted|unhealthy air"
        "|pollen|ozone|allergies|allergic|asthma|hay fever|hayfever|pm2.5|pm 10|pm 2,5|uv"
        "|ultraviolet|particulates"
    ),
    "get_sun_and_moon": (
        "when does the sun rise|what time is the sun|when will the moon set|what hour does the sun"
        "|sunrise|sun sets|moonrise|moon sets|moon|daylight|day length|goes the sun up"
        "|gets dark|getting light|get dark|dusk|dawn|midnight sun|polar night|length of the day"
        "|how long are the days|how long is the day|hours of daylight|hours of sunlight"
    ),
    "get_sea": (
        "sea temperature|ocean temps|water temperature|surf conditions|wave height|waves"
        "|temperature of the sea|temps in the water|the sea|ocean|surf|swell|too rough|too choppy"
        "|how warm is the water|how cold is it the water"
    ),
}
NOT_ASKED = {
    "get_air_quality": "is the air cold|how is the air temperature|airport|is the air so humid",
    "get_sun_and_moon": "when will the sun shine|sunny|sunday|today|when will the sun come out",
    "get_sea": "sea breeze|sea level|sea fog|heat wave|cold wave|search|season|oceania",
    "get_alerts": "watch|wind|storm|weather|danger",
}


@each_declared
def test_english_words_ask_for_a_tool(tool: Tool) -> None:
    """Those of its own topic alone; what tells the weather itself needs none."""
    pattern = re.compile(rf"\b(?:{tool.asked_by or 'x'})\b")
    asked, others = (each.get(tool.name, "").split("|") for each in (ASKED, NOT_ASKED))

    assert [word for word in asked if word and not pattern.fullmatch(word)] == []
    assert [word for word in others if word and pattern.search(word)] == []
    assert bool(tool.asked_by) == (tool.name in ASKED)


@each_row(
    ("sun", "told"),
    [
        ({"sunrise": None, "sunset": None, "day_length_s": 0.0}, "the sun stays below the horizon"),
        (
            {"sunrise": None, "sunset": None, "day_length_s": 86_400.0},
            "the sun stays above the horizon",
        ),
        ({"sunset": None}, "the sun doesn't set"),
        ({"sunrise": None}, "the sun has been up since an earlier day"),
        ({}, None),
    ],
)
def test_a_sunrise_that_does_not_happen_is_said_in_words(
    sun: dict[str, Any], told: str | None
) -> None:
    """The same by every tool that tells the sun; null alone could mean unknown too."""
    for tool, kind in ((SunAndMoon(), kinds.SKY), (Forecast(), kinds.DAILY)):
        report = REPORTS[kind]
        sunny = {"day_length_s": 8.5 * 3600} | sun
        changed = replace(report, records=(replace(report.records[0], **sunny),))
        (day,) = rendered(tool, changed)["days"]

        assert day.get("sun_note") == told


def test_a_forecast_tells_what_time_it_is_at_its_place() -> None:
    """However late it is for the person who asks."""
    late = Asker(datetime(2026, 11, 23, 23, 30, tzinfo=UTC))

    assert rendered(Forecast(), asker=late)["local_time"] == "Tue 2026-11-24 00:30"


def test_of_a_sun_that_no_source_tells_there_is_no_note() -> None:
    """Unknown is not below the horizon."""
    told = REPORTS[kinds.DAILY]
    bare = replace(told.records[0], sunrise=None, sunset=None, day_length_s=None)

    (day,) = rendered(Forecast(), replace(told, records=(bare,)))["days"]

    assert "sun_note" not in day


@each_row(
    ("moon", "told"),
    [
        ({"moonset": None, "moon_up_s": 0.0}, (None, None, "the moon stays below the horizon")),
        (
            {"moonset": None, "moon_up_s": 86_400.0},
            (None, None, "the moon stays above the horizon"),
        ),
        ({"moonset": None}, (None, None, None)),
        ({"moon_up_s": 30_000.0}, (None, "07:30", None)),
        ({"moonrise": MOONRISE, "moonset": None, "moon_up_s": 9.0}, ("00:09", None, None)),
        (
            {"moonrise": MOONRISE, "second_moonrise": MOONRISE + timedelta(hours=23.75)},
            ("00:09 and 23:54", "07:30", None),
        ),
        (
            {"moonset": MOONRISE, "second_moonset": MOONRISE + timedelta(hours=23.75)},
            (None, "00:09 and 23:54", None),
        ),
    ],
)
def test_the_moon_of_the_far_north_is_said_in_words(
    moon: dict[str, Any], told: tuple[str | None, ...]
) -> None:
    """It rises twice on some days, and not at all on others."""
    report = REPORTS[kinds.SKY]
    changed = replace(report, records=(replace(report.records[0], **moon),))

    (day,) = rendered(SunAndMoon(), changed)["days"]

    assert (day["moonrise"], day["moonset"], day.get("moon_note")) == told


def test_a_sunset_after_midnight_is_told_with_its_weekday() -> None:
    """By every tool that tells the sun; and so is a sunrise before it."""
    sun: dict[str, Any] = {
        "sunrise": datetime(2026, 11, 23, 23, 57, tzinfo=UTC),
        "sunset": datetime(2026, 11, 25, 0, 3, tzinfo=UTC),
    }
    for tool, kind in ((SunAndMoon(), kinds.SKY), (Forecast(), kinds.DAILY)):
        report = REPORTS[kind]
        changed = replace(report, records=(replace(report.records[0], **sun),))
        (day,) = rendered(tool, changed)["days"]

        assert (day["sunrise"], day["sunset"]) == ("23:57 (Monday)", "00:03 (Wednesday)")


@each_row(
    ("tool", "asked", "note"),
    [
        (Forecast(), {"days": 3}, "3 days are known: forecasts have 16 days, from today on."),
        (
            PastWeather(),
            {"days": 31},
            "31 days are known: past weather reaches from 1940-01-01 to yesterday.",
        ),
        *(
            (tool, {"first_day": "weekend"}, f"2 days are known: {reach}.")
            for tool, reach in (
                (Forecast(), "forecasts have 16 days, from today on"),
                (PastWeather(), "past weather reaches from 1940-01-01 to yesterday"),
            )
        ),
        (
            HourlyForecast(),
            {"hours": 48},
            "48 hours are known: hours that are over or too far ahead are left out.",
        ),
        (
            HourlyForecast(),
            {},
            "12 hours are known: hours that are over or too far ahead are left out.",
        ),
    ],
)
def test_a_result_that_ends_early_says_so(tool: Tool, asked: dict[str, Any], note: str) -> None:
    """So that the model does not make up the rest."""
    on_sunday = replace(ASKER, asked_at=NOON - timedelta(days=1))

    result = rendered(tool, **asked)

    assert result["note"] == f"Only 1 of {note}"
    assert list(result)[3:] == ["note", "source"]
    weekend = rendered(tool, asker=on_sunday, **asked | {"first_day": "weekend", "hours": 1})
    is_whole = "days" in asked or isinstance(tool, PastWeather)
    assert ("note" in weekend) == is_whole


@each_row(
    ("tool", "first_day", "names"),
    [
        (Forecast(), "yesterday", "get_past_weather"),
        (Forecast(), "2025-11-23", "get_past_weather"),
        (Forecast(), "last friday", "get_past_weather"),
        (HourlyForecast(), "yesterday", "get_past_weather"),
        (PastWeather(), "today", "get_forecast"),
        (PastWeather(), "2026-12-01", "get_forecast"),
        (PastWeather(), "tomorrow", "get_forecast"),
    ],
)
def test_a_tool_that_looks_the_wrong_way_names_the_other(
    tool: Tool, first_day: str, names: str
) -> None:
    """So that the model can ask again."""
    nothing = Unavailable("Berlin, Germany", "Out of reach.")

    assert names in rendered(tool, nothing, first_day=first_day)["hint"]
    for other in (UnknownPlace("Berlni"), NotCovered(BERLIN)):
        assert "hint" not in rendered(tool, other, first_day=first_day)


@each_row(
    ("tool", "first_day"),
    [
        *((Forecast(), day) for day in (None, "today", "tomorrow", "monday", "2027-11-23")),
        *((PastWeather(), day) for day in (None, "yesterday", "monday", "2026-11-22")),
    ],
)
def test_a_tool_that_looks_the_right_way_names_no_other(tool: Tool, first_day: str | None) -> None:
    """Neither for a day that is too far ahead nor during an outage; by the asker's own clock."""
    nothing = Unavailable("Berlin, Germany", "Out of reach.")
    early = Asker(datetime(2026, 11, 23, 0, 30, tzinfo=ZoneInfo("Asia/Kolkata")))

    for asker in (ASKER, early):
        assert "hint" not in rendered(tool, nothing, asker, first_day=first_day)


@each_row(
    ("tool", "first_day"),
    [(Forecast(), "yesterday"), (HourlyForecast(), "yesterday"), (PastWeather(), "today")],
)
def test_a_call_that_got_its_weather_names_no_other_tool(tool: Tool, first_day: str) -> None:
    """What is over for the person who asks can go on at a place far to the west."""
    assert "hint" not in rendered(tool, first_day=first_day)
