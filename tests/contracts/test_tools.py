"""What every tool must do, and what each one makes of its arguments."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fakes.clock import MONDAY, FakeTime
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ToolError
from bot.gazetteer import Gazetteer
from bot.messages import Asker
from bot.places import Places
from bot.providers.open_meteo import SOURCE, reports_from
from bot.providers.simulated import Simulated
from bot.reports import (
    AmbiguousPlace,
    Current,
    Day,
    Kind,
    Outcome,
    Place,
    Query,
    Report,
    Unavailable,
    UnknownPlace,
)
from bot.tools import Tool, units_of
from bot.tools.current_weather import CurrentWeather
from bot.tools.forecast import Forecast
from bot.weather import Weather

TOOLS: tuple[Tool, ...] = (CurrentWeather(), Forecast())
ASKER = Asker(asked_at=datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Berlin")))
AMERICAN = Asker(asked_at=ASKER.asked_at, language="en-US", units="imperial")
BERLIN = Place("Berlin", 52.5, 13.4, "Europe/Berlin", country="Germany")

each_tool = pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)


@pytest.fixture
def weather() -> Iterator[Weather]:
    """Give simulated weather."""
    gazetteer, time = Gazetteer(), FakeTime()
    places = Places(gazetteer, None, time.clock)
    weather = Weather(places, Simulated(reports_from, time.clock), time.clock)
    yield weather
    weather.close()
    places.close()
    gazetteer.close()


def current(**figures: Any) -> Report:
    """Return a report on the conditions at noon in Berlin."""
    observed_at = ASKER.asked_at
    return Report(BERLIN, SOURCE, MONDAY, current=Current(observed_at, **figures))


def rendered(
    tool: Tool, outcome: Outcome, asker: Asker = ASKER, **arguments: Any
) -> dict[str, Any]:
    """Return what the model reads."""
    return tool.render({"place": "Berlin", **arguments}, [outcome], asker)


@each_tool
def test_a_tool_is_declared_as_the_model_s_service_accepts_it(tool: Tool) -> None:
    """Names, lengths and a closed schema in which only the place is required."""
    schema = tool.parameters

    assert tool.name.isidentifier()
    assert len(tool.description) <= 1024
    assert "once per place" in tool.description
    assert schema["required"] == ["place"]
    assert schema["additionalProperties"] is False
    for name, part in schema["properties"].items():
        assert name == "place" or "null" in part["type"]
    assert json.loads(json.dumps(schema)) == schema


@each_tool
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "'place' is missing"),
        ({"place": None}, "'place' is missing"),
        ({"place": ""}, "'place' is missing"),
        ({"place": " \n"}, "'place' is missing"),
        ({"place": ["London", "Paris"]}, "one place's name"),
        ({"place": 7}, "'place' is missing"),
        ({"place": "x" * 200_000}, "too long"),
        ({"place": "London", "units": "kelvin"}, "'units' can't be read"),
        ({"place": "London", "units": 1}, "'units' can't be read"),
        ({"place": "London", "units": ["metric"]}, "'units' can't be read"),
    ],
)
def test_arguments_that_can_t_be_read_are_explained(
    tool: Tool, arguments: dict[str, Any], said: str
) -> None:
    """Briefly, and with what to write instead."""
    with pytest.raises(ToolError, match=said) as caught:
        tool.queries(arguments, ASKER)

    assert len(str(caught.value)) < 200


@each_tool
@given(
    arguments=st.dictionaries(
        st.sampled_from(["place", "units", "first_day", "days", "x"]),
        st.one_of(
            st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text())
        ),
    )
)
def test_any_arguments_are_read_or_explained(tool: Tool, arguments: dict[str, Any]) -> None:
    """Nothing but a ToolError gets out."""
    try:
        queries = tool.queries(arguments, ASKER)
    except ToolError:
        return

    assert len(queries) == 1


@each_tool
@pytest.mark.parametrize("name", ["London", "Springfield", "Qwertyx"])
def test_whatever_comes_back_is_rendered_as_json(tool: Tool, weather: Weather, name: str) -> None:
    """Reports as well as everything else."""
    arguments = {"place": name}
    queries = tool.queries(arguments, ASKER)
    outcomes = weather.fetch(queries, language="en", deadline=FakeTime().clock.deadline(5))

    result = tool.render(arguments, outcomes, ASKER)

    assert json.loads(json.dumps(result, allow_nan=False)) == result
    if name == "London":
        assert result["place"] == "London, England, United Kingdom"
        assert result["time_zone"] == "Europe/London"
        assert (result["source"], result["simulated"]) == ("simulated data", True)
    else:
        assert result["error"] in ("unknown_place", "ambiguous_place")


@each_tool
def test_what_is_no_report_is_told_with_what_helps(tool: Tool) -> None:
    """Suggestions, choices, or the reason."""
    unknown = rendered(tool, UnknownPlace("Berlni", ("Berlin, Germany",)))
    ambiguous = rendered(tool, AmbiguousPlace("Cambridge", ("Cambridge, England", "Cambridge, MA")))
    unavailable = rendered(tool, Unavailable("Berlin, Germany", "It took too long."))

    assert (unknown["error"], unknown["suggestions"]) == ("unknown_place", ["Berlin, Germany"])
    assert ambiguous["error"] == "ambiguous_place"
    assert ambiguous["choices"] == ["Cambridge, England", "Cambridge, MA"]
    assert (unavailable["error"], unavailable["message"]) == ("unavailable", "It took too long.")


@pytest.mark.parametrize(
    ("written", "asker", "units"),
    [
        ({}, ASKER, "metric"),
        ({}, AMERICAN, "imperial"),
        ({"units": None}, AMERICAN, "imperial"),
        ({"units": ""}, AMERICAN, "imperial"),
        ({"units": "Metric "}, AMERICAN, "metric"),
        ({"units": "imperial"}, ASKER, "imperial"),
    ],
)
def test_units_are_the_call_s_own_or_the_asker_s(
    written: dict[str, Any], asker: Asker, units: str
) -> None:
    """The question decides before the person."""
    assert units_of(written, asker) == units


def test_current_conditions_carry_their_units() -> None:
    """One text for each figure, as it is to be quoted."""
    report = current(
        temperature_c=4.2,
        feels_like_c=1.0,
        humidity_pct=81.0,
        precipitation_mm=0.2,
        weather_code=61,
        cloud_cover_pct=90.0,
        wind_kmh=14.2,
        wind_from_deg=225.0,
        gusts_kmh=30.0,
    )

    assert CurrentWeather().queries({"place": " Berlin "}, ASKER) == [Query("Berlin", Kind.CURRENT)]
    assert rendered(CurrentWeather(), report) == {
        "place": "Berlin, Germany",
        "time_zone": "Europe/Berlin",
        "local_time": "Mon 2026-11-23 12:00",
        "conditions": "light rain",
        "temperature": "4.2 °C",
        "feels_like": "1.0 °C",
        "humidity": "81 %",
        "wind": "14 km/h from SW",
        "gusts": "30 km/h",
        "precipitation": "0.2 mm",
        "cloud_cover": "90 %",
        "source": "Open-Meteo",
    }
    american = rendered(CurrentWeather(), report, AMERICAN)
    assert (american["temperature"], american["wind"]) == ("39.6 °F", "9 mph from SW")
    assert rendered(CurrentWeather(), report, AMERICAN, units="metric")["gusts"] == "30 km/h"


def test_unknown_figures_are_null() -> None:
    """Never zero."""
    result = rendered(CurrentWeather(), current())

    figures = ("conditions", "temperature", "feels_like", "humidity", "wind", "gusts")
    assert [result[name] for name in figures] == [None] * 6


def test_other_places_of_the_name_are_named() -> None:
    """Only where there are any."""
    place = Place("Paris", 48.9, 2.4, "Europe/Paris", others=("Paris, Texas, United States",))
    report = Report(place, SOURCE, MONDAY, current=Current(ASKER.asked_at))

    result = rendered(CurrentWeather(), report)

    assert result["other_places_of_that_name"] == ["Paris, Texas, United States"]
    assert "other_places_of_that_name" not in rendered(CurrentWeather(), current())


def test_a_forecast_has_one_entry_a_day() -> None:
    """With local times of the sun."""
    sunrise = datetime(2026, 11, 24, 7, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    day = Day(
        date(2026, 11, 24),
        weather_code=3,
        high_c=14.2,
        low_c=-6.8,
        precipitation_mm=12.7,
        precipitation_probability_pct=55.0,
        wind_kmh=22.6,
        gusts_kmh=41.0,
        uv_index=2.35,
        sunrise=sunrise,
        sunset=sunrise + timedelta(hours=8.5),
    )
    report = Report(BERLIN, SOURCE, MONDAY, days=(day, Day(date(2026, 11, 25))))

    result = rendered(Forecast(), report, AMERICAN)

    known, unknown = result.pop("days")
    assert result == {
        "place": "Berlin, Germany",
        "time_zone": "Europe/Berlin",
        "source": "Open-Meteo",
    }
    assert known == {
        "date": "2026-11-24",
        "weekday": "Tuesday",
        "conditions": "overcast",
        "high": "57.6 °F",
        "low": "19.8 °F",
        "precipitation": "0.50 in",
        "precipitation_probability": "55 %",
        "wind": "14 mph",
        "gusts": "25 mph",
        "uv_index": 2.35,
        "sunrise": "07:30",
        "sunset": "16:00",
    }
    assert (unknown["weekday"], unknown["high"], unknown["sunset"]) == ("Wednesday", None, None)


@pytest.mark.parametrize(
    ("written", "first_day"),
    [
        (None, 0),
        ("", 0),
        ("today", 0),
        ("Tomorrow", 1),
        ("day after  tomorrow", 2),
        ("monday", 0),
        ("next monday", date(2026, 11, 30)),
        ("this Fri", date(2026, 11, 27)),
        ("this weekend", date(2026, 11, 28)),
        ("now", 0),
        ("2026-11-23", 0),
        ("2026-12-01T00:00:00", date(2026, 12, 1)),
        ("Sunday", date(2026, 11, 29)),
        ("next friday", date(2026, 11, 27)),
        ("2026-12-01", date(2026, 12, 1)),
        (" 2025-12-01 ", date(2025, 12, 1)),
        (3, 3),
        (3.0, 3),
        ("+3", 3),
        ("15", 15),
    ],
)
def test_the_first_day_is_read_as_people_write_it(written: object, first_day: int | date) -> None:
    """Weekdays count from the asker's own date."""
    (query,) = Forecast().queries({"place": "Berlin", "first_day": written}, ASKER)

    assert query == Query("Berlin", Kind.DAILY, first_day, 1)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        *[(None, 1), (1, 1), (16, 16), (20, 16), (10**30, 16), ("3", 3), (3.0, 3), ("", 1)],
        *[("            7", 7), ("+7", 7), ("9" * 5_000, 16)],
    ],
)
def test_the_number_of_days_is_read_leniently(written: object, days: int) -> None:
    """One by default."""
    (query,) = Forecast().queries({"place": "Berlin", "days": written}, ASKER)

    assert query.days == days


@pytest.mark.parametrize(
    ("name", "written"),
    [
        *[("days", wrong) for wrong in (0, -1, 2.5, True, "many", "+-5", [3], float("nan"))],
        *[("first_day", wrong) for wrong in ("someday", "01.12.2026", True, [1], 16, -1, 2.5)],
        *[
            ("first_day", wrong)
            for wrong in (
                "2026-13-01",
                "2026-02-31",
                "mo",
                "last friday",
                "9" * 5_000,
                float("inf"),
                {},
            )
        ],
    ],
)
def test_days_that_can_t_be_read_are_explained(name: str, written: object) -> None:
    """With what to write instead."""
    with pytest.raises(ToolError, match=f"'{name}'") as caught:
        Forecast().queries({"place": "Berlin", name: written}, ASKER)

    assert len(str(caught.value)) < 200


@each_tool
@pytest.mark.parametrize("name", ["place", "location", "city", "city_name"])
def test_a_place_is_read_by_the_names_that_models_give_it(tool: Tool, name: str) -> None:
    """Whatever the schema says; reading it saves a turn."""
    (query,) = tool.queries({name: "Oslo"}, ASKER)

    assert query.place == "Oslo"


def test_a_forecast_that_ends_early_says_so() -> None:
    """So that the model does not make up the other days."""
    arguments = {"place": "Berlin", "days": 3}
    report = Report(BERLIN, SOURCE, ASKER.asked_at, days=(Day(ASKER.asked_at.date()),))

    assert "16 days" in Forecast().render(arguments, [report], ASKER)["note"]
