"""The words for what each tool gives; whatever is missing is left out, and nothing is made up."""

import re
from dataclasses import replace
from typing import Any

import pytest
from fakes.rows import each_row

from bot.languages import ENGLISH, language_of
from bot.messages import Message, ToolCall
from bot.models.offline.reading.asks import PLAIN, Ask, Form
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.wording import NOTHING_KNOWN, word_answer, word_results
from bot.models.offline.wording.parts import Finding

RAIN = Ask(Form.VERDICT, (Aspect.RAIN,))
SNOW = Ask(Form.VERDICT, (Aspect.SNOW,))
LIKELY = (Aspect.CHANCE, Aspect.RAIN, Aspect.SNOW, Aspect.FALLING, Aspect.DRY)
OSLO = {"place": "Oslo, Norway", "time_zone": "Europe/Oslo"}


def say(data: dict[str, Any], ask: Ask = PLAIN, *, is_past: bool = False) -> str:
    """Return the words for one result."""
    return word_answer([Finding("Oslo", data, is_past=is_past)], ask, ENGLISH)


def side_by_side(data: dict[str, Any]) -> list[str]:
    """Return the lines for a result that stands beside another one."""
    findings = [Finding("Oslo", data), Finding("Rome", {"error": "unavailable"})]
    return word_answer(findings, PLAIN, ENGLISH).split("\n")[:-1]


def hour(at: int, date: str = "2026-11-25", **figures: Any) -> dict[str, Any]:
    """Return one hour as get_hourly_forecast gives it."""
    return {
        "time": f"Wed {date} {at:02}:00",
        "conditions": "overcast",
        "temperature": f"{at / 2:.1f} °C",
        "feels_like": None,
        "precipitation": "0.0 mm",
        "precipitation_probability": "10 %",
        "wind": "14 km/h",
        "gusts": None,
        **figures,
    }


def hours(*each: dict[str, Any]) -> dict[str, Any]:
    """Return what get_hourly_forecast gives."""
    return {**OSLO, "hours": list(each), "source": "somebody"}


WET = {"precipitation_probability": "80 %", "precipitation": "1.2 mm", "conditions": "rain"}


def test_an_hour_is_a_sentence() -> None:
    """So are two or three: the first is the one that was asked for."""
    assert say(hours(hour(12), hour(13))) == (
        "**Oslo, Norway**, Wednesday 25 November, 12:00: 6.0 °C, overcast, rain 10 %, wind 14 km/h."
    )


def test_many_hours_are_a_list_of_some_of_them() -> None:
    """Every third one, with the date where it changes."""
    data = hours(*(hour(at) for at in range(18, 24)), hour(0, "2026-11-26"))

    assert say(data) == (
        "Down to 0.0 °C at 00:00. **Oslo, Norway**, Wednesday 25 November:\n"
        "- 18:00: 9.0 °C, overcast, rain 10 %, wind 14 km/h\n"
        "- 21:00: 10.5 °C, overcast, rain 10 %, wind 14 km/h\n"
        "- Thursday 26 November, 00:00: 0.0 °C, overcast, rain 10 %, wind 14 km/h"
    )


@each_row(
    ("count", "clocks"),
    [
        (3, ["00:00"]),
        (4, ["00:00", "01:00", "02:00", "03:00"]),
        (6, ["00:00", "01:00", "02:00", "03:00", "04:00", "05:00"]),
        (7, ["00:00", "03:00", "06:00"]),
        (24, [f"{at:02}:00" for at in range(0, 24, 3)]),
        (25, ["00:00", "06:00", "12:00", "18:00", "00:00"]),
    ],
)
def test_the_more_hours_there_are_the_fewer_of_them_are_told(count: int, clocks: list[str]) -> None:
    """Few are one line, six are all told, and a day has eight lines."""
    data = hours(*(hour(at % 24, f"2026-11-{25 + at // 24}") for at in range(count)))

    assert re.findall(r"\d\d:00(?=: )", say(data)) == clocks


def test_an_hour_has_all_its_figures() -> None:
    """What it feels like and the gusts too; an hour without its time is an unknown one."""
    told = hour(1, feels_like="-3.1 °C", gusts="40 km/h", precipitation="0.2 mm")

    assert say(hours(told)).endswith(
        "01:00: 0.5 °C, overcast, feels like -3.1 °C, rain 10 % (0.2 mm), wind 14 km/h,"
        " gusts 40 km/h."
    )
    for clock in ("14:30", "05:45"):  # of a zone that is half an hour off
        told = hours({"time": f"Wed 2026-11-25 {clock}", "temperature": "3 °C"})
        assert say(told).endswith(f", Wednesday 25 November, {clock}: 3 °C.")
    assert say(hours({"time": "soon", "temperature": "3 °C"})).endswith(", soon: 3 °C.")
    assert say(hours({"temperature": "3 °C"})).endswith(", at an unknown hour: 3 °C.")
    at_ten = {**WET, "time": "2026-11-25T10:00"}
    assert say(hours(at_ten, at_ten | {"time": "2026-11-25T11:00"}), RAIN).startswith(
        "Yes: 80 %, rain from 10:00 to 12:00 (2.4 mm). **Oslo, Norway**, Wednesday 25 November, 10"
    )
    frosty = (hour(at, temperature=f"{9 - at} °C") for at in (8, 10, 19, 12))
    assert "from 08:00: -10 °C to 1 °C" in side_by_side(hours(*frosty))[0]


@each_row(
    ("data", "ask", "start"),
    [
        (
            hours(hour(13), hour(14, **WET), hour(15, **WET), hour(16, **WET), hour(17)),
            RAIN,
            "Yes: 80 %, rain from 14:00 to 17:00 (3.6 mm). **Oslo",
        ),
        (
            hours(hour(10, **WET), hour(11), hour(23, **WET)),
            RAIN,
            "Yes: 80 %, rain from 10:00 to 11:00 and from 23:00 to 00:00 (2.4 mm). **Oslo",
        ),
        (
            hours(hour(23), *(hour(at, "2026-11-26", **WET) for at in (2, 5))),
            RAIN,
            "Yes: 80 %, rain on Thursday 26 November from 02:00 to 03:00 and from 05:00 to 06:00",
        ),
        (
            hours(*(hour(at, **WET) for at in range(6, 23))),
            RAIN,
            "Yes: 80 %, rain from 06:00 to 23:00 (20.4 mm). **Oslo",
        ),
        (
            hours(*(hour(at, **WET) for at in range(6, 24))),
            RAIN,
            "Yes: 80 %, rain all day (21.6 mm). **Oslo",
        ),
        (
            hours(*(hour(at, **WET) for at in range(5, 23)), hour(23)),
            RAIN,
            "Yes: 80 %, rain from 05:00 to 23:00 (21.6 mm). **Oslo",
        ),
        (hours(hour(10), hour(11)), RAIN, "No: 10 %, overcast. **Oslo"),
        (
            hours(hour(10, precipitation_probability=None, precipitation="0.4 mm")),
            RAIN,
            "Yes: overcast (0.4 mm). **Oslo",
        ),
        (
            hours(hour(10, precipitation_probability=None, precipitation=None)),
            RAIN,
            "No: overcast. **Oslo",
        ),
        (
            hours(hour(10, precipitation_probability=None, precipitation=None, conditions=None)),
            RAIN,
            "**Oslo",
        ),
        (
            hours(hour(10, conditions="light snow")),
            SNOW,
            "Perhaps: 10 %, light snow. **Oslo",
        ),
        (
            hours(
                hour(10, **WET),
                *(hour(at, **WET | {"conditions": "light drizzle"}) for at in (11, 12)),
                hour(13),
            ),
            RAIN,
            "Yes: 80 %, rain, light drizzle from 10:00 to 13:00 (3.6 mm). ",
        ),
        (hours(hour(10)), SNOW, "No: overcast, 5.0 °C. **Oslo"),
        (hours(hour(10, conditions=None)), SNOW, "**Oslo"),
    ],
)
def test_rain_and_snow_have_their_windows(data: dict[str, Any], ask: Ask, start: str) -> None:
    """By probability, else by amount or conditions; nothing is said where nothing is known."""
    assert say(data, ask).startswith(start)


def test_hours_of_several_places_are_one_line_each() -> None:
    """The span of temperatures, and when it rains."""
    assert side_by_side(hours(hour(12))) == [
        (
            "- **Oslo, Norway**, Wednesday 25 November, 12:00: 6.0 °C, overcast, rain 10 %,"
            " wind 14 km/h"
        )
    ]
    assert side_by_side(hours(hour(8), hour(9, **WET), hour(10), hour(12))) == [
        (
            "- **Oslo, Norway**, Wednesday 25 November, from 08:00: 4.0 °C to 6.0 °C, 80 %,"
            " rain from 09:00 to 10:00 (1.2 mm)"
        )
    ]
    for chance, words in (("29 %", ""), ("30 %", ", 30 %, overcast")):
        dry = (hour(at, precipitation_probability=chance) for at in (8, 9, 10, 12))
        assert side_by_side(hours(*dry))[0].endswith(f"from 08:00: 4.0 °C to 6.0 °C{words}")
    nothing = {"time": "Wed 2026-11-25 08:00"}
    assert side_by_side(hours(*[nothing] * 4)) == [
        "- **Oslo, Norway**, Wednesday 25 November, from 08:00: no figures are known"
    ]


@each_row("listed", [[], None, "none", [None], [{}], [{"time": "soon"}]])
def test_hours_that_can_t_be_read_are_no_error(listed: object) -> None:
    """What is no list of hours gives an honest answer."""
    assert "no figures are known" in say({**OSLO, "hours": listed})
    assert "no figures are known" in side_by_side({**OSLO, "hours": listed})[0]


def test_the_hours_at_a_sunrise_are_those_of_the_first_one_that_they_reach() -> None:
    """Three of them, behind its time; of several places there is none to begin with."""
    days = [
        {"date": "2026-11-25", "sunrise": "08:41", "moon": None},
        {"date": "2026-11-26", "sunrise": "07:59", "moon": None},
    ]
    sky = {**OSLO, "days": days}
    told = hours(*(hour(at) for at in range(12, 24)), *(hour(at, "2026-11-26") for at in range(11)))
    at_sunrise = Ask(at_sun="sunrise")
    found = [Finding("Oslo", sky), Finding("Oslo", told)]
    rome = [replace(each, data={**each.data, "place": "Rome, Italy"}) for each in found]
    line = (
        "**Oslo, Norway**, Thursday 26 November, 07:00: 3.5 °C, overcast, rain 10 %, wind 14 km/h"
    )

    assert word_answer(found, at_sunrise, ENGLISH) == f"Sunrise 07:59. {line}."
    assert word_answer([*found, *rome], at_sunrise, ENGLISH) == (
        f"- {line}\n- {line.replace('Oslo, Norway', 'Rome, Italy')}"
    )


AIR = {
    **OSLO,
    "local_time": "Wed 2026-11-25 12:00",
    "air_quality": "fair",
    "european_aqi": 42,
    "us_aqi": 55,
    "pm2_5": "8 µg/m³",
    "pm10": None,
    "uv_index": 1.5,
    "pollen": {"birch": None, "grass": 3, "ragweed": 0},
}


def test_the_air_is_a_quality_with_its_figures() -> None:
    """Pollen that nobody counts is left out."""
    assert say(AIR) == (
        "**Oslo, Norway**: air quality fair (European index 42, US index 55) at 12:00 local time.\n"
        "PM2.5 8 µg/m³, UV index 1.5, pollen: grass 3, ragweed 0."
    )
    assert side_by_side(AIR) == [
        (
            "- **Oslo, Norway**: air quality fair (European index 42, US index 55), PM2.5 8 µg/m³,"
            " UV index 1.5, pollen: grass 3, ragweed 0"
        )
    ]


def test_air_that_is_unknown_is_said_so() -> None:
    """Every figure can be missing."""
    nothing = dict.fromkeys(AIR, None) | {"place": "Oslo"}

    assert say(nothing) == "**Oslo**: the air quality is unknown."
    assert side_by_side(nothing) == ["- **Oslo**: no figures are known"]


@each_row(
    ("data", "words"),
    [
        ({"air_quality": "fair"}, ": air quality fair."),
        ({"european_aqi": 42}, ": air quality (European index 42)."),
        ({"days": [{"date": "2026-11-28", "moon": "full moon"}]}, "ber: moon phase: full moon."),
        (
            {"days": [{"date": "2026-11-28", "day_length": "6 h 46 min"}]},
            "ber: daylight 6 h 46 min.",
        ),
        ({"days": [{"date": "2026-11-28", "conditions": "rain"}]}, "ber: rain."),
        ({"days": [{"date": "2026-11-28", "low": "3 °C"}]}, "ber: down to 3 °C."),
        ({"days": [{"date": "2026-11-28", "precipitation": "2 mm"}]}, "ber: 2 mm."),
        ({"days": [{"date": "2026-11-28", "precipitation": "0.0 mm"}]}, "no figures are known."),
        ({"days": [{"date": "2026-11-28", "precipitation_probability": "4 %"}]}, "ber: rain 4 %."),
        (
            {"days": [{"conditions": "sleet", "precipitation_probability": "4 %"}]},
            "that day: sleet, snow 4 %.",
        ),
        (
            {"days": [{"conditions": "blizzard", "precipitation": "4 mm"}]},
            "that day: blizzard, 4 mm.",
        ),
        (
            {"days": [{"conditions": "blizzard", "precipitation_probability": "4 %"}]},
            "that day: blizzard, snow 4 %.",
        ),
        ({"temperature": "3 °C"}, ": 3 °C."),
        ({"temperature": "3 °C", "precipitation": "0.2 mm"}, ": 3 °C.\nPrecipitation 0.2 mm."),
        ({"temperature": "3 °C", "precipitation": "0.0 mm"}, ": 3 °C."),
    ],
)
def test_one_figure_shows_what_a_result_is_about(data: dict[str, Any], words: str) -> None:
    """The air, the sky or the weather, whatever else is missing."""
    assert say({**OSLO, **data}).endswith(words)


SKY = {
    "date": "2026-11-28",
    "sunrise": "08:42",
    "sunset": "15:28",
    "day_length": "6 h 46 min",
    "moon": "waning gibbous",
    "moonrise": None,
    "moonset": "13:01",
}


def test_sun_and_moon_are_told_by_day() -> None:
    """In the polar night there is no sunrise to tell."""
    words = (
        "sunrise 08:42, sunset 15:28, daylight 6 h 46 min, moon phase: waning gibbous,"
        " moonset 13:01"
    )
    night = {"date": "2026-11-29", "sunrise": None, "moon": None}

    assert say({**OSLO, "days": [SKY]}) == f"**Oslo, Norway**, Saturday 28 November: {words}."
    assert say({**OSLO, "days": [SKY, night]}) == (
        f"**Oslo, Norway**:\n- Saturday 28 November: {words}\n"
        "- Sunday 29 November: nothing is known of sun and moon"
    )
    assert side_by_side({**OSLO, "days": [SKY]}) == [
        f"- **Oslo, Norway**, Saturday 28 November: {words}"
    ]


def test_a_day_without_its_date_is_that_day() -> None:
    """And a moment without its figures says so."""
    assert (
        say({**OSLO, "days": [{"high": "8.0 °C"}]}) == "**Oslo, Norway**, that day: up to 8.0 °C."
    )
    assert say({**OSLO, "conditions": None}) == "**Oslo, Norway**: no temperature is known."
    assert say({**OSLO, "days": [{"high": None}]}).endswith(", that day: no figures are known.")


def test_what_the_sky_does_not_do_is_said() -> None:
    """In the words of the result."""
    night = {"date": "2026-11-29", "sun_note": "the sun stays below the horizon", "moon": None}
    night |= {"day_length": "0 min", "moon_note": "the moon stays above the horizon"}

    assert say({**OSLO, "days": [night]}) == (
        "**Oslo, Norway**, Sunday 29 November: the sun stays below the horizon, daylight 0 min,"
        " the moon stays above the horizon."
    )


@each_row(
    ("low", "high", "words", "translated"),
    [
        ("4.0 °C", "18.3 °C", "4.0 °C to 18.3 °C", "4,0 °C bis 18,3 °C"),
        (None, "18.3 °C", "up to 18.3 °C", "bis zu 18,3 °C"),
        ("4.0 °C", None, "down to 4.0 °C", "bis hinunter auf 4,0 °C"),
    ],
)
def test_a_high_without_a_low_is_no_bare_figure(
    low: str | None, high: str | None, words: str, translated: str
) -> None:
    """As of the last day of a forecast, and of a day that has begun; in other languages too."""
    data = {**OSLO, "days": [{"date": "2026-11-28", "low": low, "high": high}]}
    said = word_answer([Finding("Oslo", data)], PLAIN, language_of("de"))

    assert say(data) == f"**Oslo, Norway**, Saturday 28 November: {words}."
    assert said.endswith(f": {translated}")


ALERT = {
    "event": "wind warning",
    "severity": "severe",
    "headline": "Storm from the south-west",
    "area": "Oslo",
    "in_force": False,
    "from": "Wed 2026-11-25 18:00",
    "until": "Thu 2026-11-26 06:00",
    "sender": "MET Norway",
}
ELSEWHERE = {
    "country": "Norway",
    "count": 3,
    "alerts": [{"event": "storm", "area": "Bergen, Voss"}, {"event": "flood"}],
}


@each_row(
    ("data", "words"),
    [
        (
            {"alerts": [ALERT], "official": True},
            (
                "1 official warning.\n- Wind warning (severe): Storm from the south-west;"
                " for Oslo, from Wednesday 25 November, 18:00 until Thursday 26 November, 06:00,"
                " by MET Norway"
            ),
        ),
        (
            {"alerts": [ALERT | {"in_force": True, "until": None}], "official": True},
            (
                "1 official warning.\n- Wind warning (severe): Storm from the south-west; for Oslo,"
                " by MET Norway"
            ),
        ),
        ({"alerts": [{"event": "flood", "headline": "flood"}]}, "1 official warning.\n- Flood"),
        (
            {"alerts": [{"event": "flood", "headline": "high water"}]},
            "1 official warning.\n- Flood: high water",
        ),
        (
            {"alerts": [{"event": "flood"}] * 9, "more_alerts": 2, "official": True},
            "11 official warnings." + "\n- Flood" * 9 + "\n- and 2 more",
        ),
        (
            {"alerts": [{"event": "fog"}], "official": True, "elsewhere": ELSEWHERE},
            (
                "1 official warning.\n- Fog\n"
                "Elsewhere in Norway: 3 official warnings, of which the most severe 2.\n"
                "- Storm: for Bergen, Voss\n- Flood"
            ),
        ),
        (
            {"alerts": [], "official": True, "elsewhere": ELSEWHERE | {"count": 2}},
            (
                "there is no official warning that names this place.\n"
                "Elsewhere in Norway: 2 official warnings.\n- Storm: for Bergen, Voss\n- Flood"
            ),
        ),
        (
            {"alerts": [{"event": None, "severity": "unknown"}, {"event": "flood"}]},
            "2 official warnings.\n- Warning\n- Flood",
        ),
        (
            {"alerts": [{"event": "flood"}], "more_alerts": 0, "elsewhere": {"count": 0}},
            "1 official warning.\n- Flood",
        ),
        ({"alerts": [], "official": True}, "there is no official warning."),
        ({"alerts": [], "official": False}, "there is no official feed of warnings here."),
        ({"alerts": []}, "there is no official warning."),
        ({"alerts": None}, "nothing is known of warnings."),
        (
            {"alerts": None, "official": False, "hints": ["gusts of 90 km/h on Friday"]},
            (
                "there is no official feed of warnings here.\n"
                "- A hint from the forecast, not an official warning: gusts of 90 km/h on Friday"
            ),
        ),
    ],
)
def test_no_warning_and_nobody_who_warns_are_different_answers(
    data: dict[str, Any], words: str
) -> None:
    """And a hint from the forecast is called one."""
    assert say({**OSLO, **data}) == f"**Oslo, Norway**: {words}"


def test_warnings_of_several_places_are_one_line_each() -> None:
    """With all of them in it."""
    assert side_by_side({**OSLO, "alerts": [{"event": "flood"}, {"event": "frost"}]}) == [
        "- **Oslo, Norway**: Flood; Frost"
    ]
    eight = side_by_side({**OSLO, "alerts": [{"event": "flood"}] * 8})
    assert eight == [f"- **Oslo, Norway**: {'; '.join(['Flood'] * 8)}"]
    assert side_by_side({**OSLO, "alerts": [{"event": "flood"}] * 9, "elsewhere": ELSEWHERE}) == [
        (
            f"- **Oslo, Norway**: 9 official warnings; {'Flood; ' * 8}"
            "elsewhere in Norway: 3 official warnings, of which the most severe 2"
        )
    ]
    assert side_by_side({**OSLO, "alerts": [], "official": True, "elsewhere": ELSEWHERE}) == [
        (
            "- **Oslo, Norway**: there is no official warning that names this place;"
            " elsewhere in Norway: 3 official warnings, of which the most severe 2"
        )
    ]
    hinted = {**OSLO, "alerts": [], "official": True, "hints": ["gusts", "frost"]}
    assert side_by_side(hinted) == [
        (
            "- **Oslo, Norway**: there is no official warning;"
            " a hint from the forecast, not an official warning: gusts;"
            " a hint from the forecast, not an official warning: frost"
        )
    ]


def test_a_place_that_stands_for_an_area_says_so() -> None:
    """Beside what else the name could mean."""
    cheyenne = {"place": "Cheyenne, Wyoming", "stands_for": "Wyoming", "temperature": "3.0 °C"}
    others = {"other_places_of_that_name": ["Wyoming, Michigan"]}

    assert say(cheyenne) == "**Cheyenne, Wyoming** (for Wyoming): 3.0 °C."
    assert say(cheyenne | others) == (
        "**Cheyenne, Wyoming** (for Wyoming; not Wyoming, Michigan): 3.0 °C."
    )


def test_past_rain_is_told_by_its_amount_and_a_year_of_the_past_by_its_number() -> None:
    """Nobody asks how likely it was."""
    day = {"date": "2005-07-26", "precipitation": "4.6 mm", "precipitation_probability": "39 %"}
    data = {**OSLO, "local_time": "Wed 2026-11-25 17:40", "days": [day]}

    for asked, start in (
        (RAIN, "Yes: 4.6 mm."),
        *((Ask(Form.FIGURE, (aspect,)), "4.6 mm.") for aspect in LIKELY),
    ):
        assert say(data, asked, is_past=True).startswith(
            f"{start} **Oslo, Norway**, Tuesday 26 July 2005:"
        )


def test_the_uv_of_a_day_is_told_to_who_asks_for_it() -> None:
    """With the air, which nobody forecasts by the day."""
    data = {**OSLO, "days": [{"date": "2026-11-26", "high": "5.0 °C", "uv_index": "2.4"}]}

    assert say(data, Ask(Form.FIGURE, (Aspect.UV,))).endswith("5.0 °C, UV index 2.4.")
    assert "UV" not in say(data)
    findings = [Finding("Oslo", data), Finding("Rome", data | {"place": "Rome, Italy"})]
    both = word_answer(findings, Ask(Form.FIGURE, (Aspect.UV,)), ENGLISH)
    assert both.count("5.0 °C, UV index 2.4") == len(findings)
    now = [Finding("Oslo", AIR), Finding("Rome", AIR | {"place": "Rome, Italy"})]
    assert word_answer(now, Ask(Form.FIGURE, (Aspect.UV,)), ENGLISH).count(", UV index 1.5") == 2


def test_figures_of_a_tool_without_words_of_its_own_are_told_by_their_names() -> None:
    """Of now, of one day and of several; null is not told."""
    now = {
        "place": "Lisbon, Portugal",
        "local_time": "Mon 2026-11-23 12:00",
        "water_depth": "3.0 m",
        "waves_from": "NW",
        "clarity": None,
        "source": "Test",
        "simulated": True,
        "is_clear": True,
        "buoys": ["north", "south"],
        "emoji": "wave",
        "time_zone": "Europe/Lisbon",
        "hint": "Call another tool for later days.",
        "note": "It has few days.",
        "age": "3 min",
        "salts": {"iodine": "2 %"},
        "humidity": "64 %",
    }
    monday = {"date": "2026-11-23", "weekday": "Monday", "water_depth": "3.0 m"}
    tuesday = {"date": "2026-11-24", "weekday": "Tuesday", "water_depth": None, "rank": 0}
    days = {"place": "Lisbon, Portugal", "source": "Test"}

    assert say(now) == (
        "**Lisbon, Portugal**: water depth 3.0 m, waves from NW, iodine 2 %, humidity 64 %"
        " at 12:00 local time."
    )
    assert say(days | {"days": [monday]}) == (
        "**Lisbon, Portugal**, Monday 23 November: water depth 3.0 m."
    )
    assert say(days | {"days": [monday, tuesday]}) == (
        "**Lisbon, Portugal**:\n"
        "- Monday 23 November: water depth 3.0 m\n"
        "- Tuesday 24 November: rank 0"
    )
    assert say(days | {"stands_for": "Portugal", "water_depth": "3.0 m"}) == (
        "**Lisbon, Portugal** (for Portugal): water depth 3.0 m."
    )
    at_ten = {"time": "Mon 2026-11-23 10:00", "water_depth": "2.0 m"}
    assert say(days | {"hours": [at_ten, at_ten | {"time": "Mon 2026-11-23 11:00"}]}) == (
        "**Lisbon, Portugal**:\n"
        "- Mon 2026-11-23 10:00: water depth 2.0 m\n"
        "- Mon 2026-11-23 11:00: water depth 2.0 m"
    )
    both = word_answer(
        [Finding("Lisbon", now), Finding("Lisbon", days | {"days": [monday]})], PLAIN, ENGLISH
    )
    assert both == (
        "- **Lisbon, Portugal**: water depth 3.0 m, waves from NW, iodine 2 %, humidity 64 %\n"
        "- **Lisbon, Portugal**, Monday 23 November: water depth 3.0 m"
    )


def test_what_is_not_there_is_said_in_the_tool_s_words() -> None:
    """It is no lack of data."""
    data = {"error": "not_there", "place": "Oslo, Norway", "message": "There is no lava at Oslo."}

    assert say(data) == "There is no lava at Oslo."


def test_foreign_text_has_no_marks_and_no_list_is_endless() -> None:
    """Whatever Markdown would read is left out, and of many choices eight are told."""
    choices = [f"Springfield {at}" for at in range(1, 10)]

    assert say({"place": "a*b_c`d~e[f]g<h>i|j", "temperature": "3 °C"}) == "**abcdefghij**: 3 °C."
    assert say({"error": "ambiguous_place", "choices": [None, *choices]}) == (
        f"There are several places called Oslo: {'; '.join(choices[:7])}. Which one do you mean?"
    )
    assert say({"error": "unknown_place", "suggestions": ["Osla", "Oslob"]}) == (
        "I don't know a place called Oslo; did you mean Osla or Oslob?"
    )


def test_what_is_long_ends_with_a_sign_of_it() -> None:
    """Nobody takes a part for the whole."""
    longest = "x" * 300
    assert say({"error": "not_there", "message": longest}) == longest
    assert say({"error": "not_there", "message": f"{longest}x"}) == f"{longest[:-1]}…"
    assert say({"error": "not_there", "place": "Oslo", "message": "word " * 100}).endswith(" word…")


@each_row(
    ("told", "words"),
    [
        ({"hints": ["Wed 2026-11-25: gusts up to 82 km/h in the forecast"]}, "Böen bis 82 km/h"),
        ({"hints": ["Wed 2026-11-25: 52 mm of precipitation in the forecast"]}, "52 mm Niederschl"),
        ({"hints": ["Wed 2026-11-25: a high of 41 °C in the forecast"]}, "Höchstwert 41 °C"),
        ({"hints": ["Wed 2026-11-25: a low of -25 °C in the forecast"]}, "Tiefstwert -25 °C"),
        ({"hints": ["Wed 2026-11-25: a UV index of 11 in the forecast"]}, "UV-Index 11"),
        ({"hints": ["Wed 2026-11-25: thunderstorm in the forecast"]}, "Gewitter"),
        (
            {"alerts": [ALERT]},
            "wind warning (schwer): Storm from the south-west, ab Mittwoch, 25. Nov",
        ),
        (
            {"alerts": [ALERT]},
            "ab Mittwoch, 25. November, 18:00, bis Donnerstag, 26. November, 06:00",
        ),
        ({"alerts": [ALERT | {"until": "noon"}]}, ", bis noon"),
        ({"alerts": [ALERT | {"in_force": True}]}, "south-west, bis Donnerstag, 26. November"),
        ({"alerts": [ALERT | {"severity": "extreme"}]}, "wind warning (extrem):"),
        ({"alerts": [ALERT | {"severity": "moderate"}]}, "wind warning (mäßig):"),
        ({"alerts": [ALERT | {"severity": "minor"}]}, "wind warning (gering):"),
        ({"alerts": [ALERT | {"severity": "unknown"}]}, "wind warning: Storm"),
        ({"alerts": [{"event": "flood"}, {"event": "fog"}]}, "flood; fog"),
        ({"official": True}, "keine amtliche Warnung"),
        ({"message": "Warnings are not known while the weather is simulated."}, "nicht bekannt"),
        ({"hints": ["frost is coming"], "official": True}, "keine amtliche Warnung"),
    ],
)
def test_in_other_languages_warnings_are_in_the_words_of_their_office(
    told: dict[str, Any], words: str
) -> None:
    """The bot's own words about them are in the language, and so are the hazards of a hint."""
    said = word_answer([Finding("Oslo", {**OSLO, "alerts": [], **told})], PLAIN, language_of("de"))

    assert words in said


@pytest.mark.parametrize(("asked_for", "name"), [("80331", "München"), ("münchen", "München")])
def test_in_other_languages_a_place_is_named_as_its_person_named_it(
    asked_for: str, name: str
) -> None:
    """But for a postcode, which is no name."""
    data = {"place": "Munich, Bavaria, Germany", "temperature": "4 °C", "conditions": "overcast"}

    said = word_answer([Finding(asked_for, data)], PLAIN, language_of("de"))

    assert said.startswith(f"**{name}, Deutschland**")


def test_results_are_worded_without_the_mistakes_in_calls() -> None:
    """Those concern the model alone; why a place has no report is for people too."""
    call = ToolCall("1", "get_current_weather", '{"place": "Oslo"}')
    asked = Message("assistant", "", (call,))
    mistakes = ("bad_arguments", "unknown_tool", "cut_off", "failed", "lost")
    wrong = [Message("tool", f'{{"error": "{each}"}}', tool_call_id="1") for each in mistakes]
    none = Message("tool", '{"error": "not_covered"}', tool_call_id="1")
    told = Message("tool", '{"place": "Oslo, Norway", "temperature": "4 °C"}', tool_call_id="1")

    assert word_results([asked, *wrong, told]) == "**Oslo, Norway**: 4 °C."
    assert word_results([asked, *wrong, none]) == "Nobody tells this about Oslo."
    assert word_results([asked, *wrong]) == word_results([]) == NOTHING_KNOWN
    unread = Message("assistant", "", (replace(call, arguments="Oslo"),))
    assert word_results([unread, none]) == "Nobody tells this about this place."


def test_equal_results_are_worded_once() -> None:
    """A model may ask nine times for the same, by several names; errors are each place's own."""
    data = {"place": "Oslo, Norway", "temperature": "4 °C"}
    lost = {"error": "unavailable"}
    names = ("Oslo", "oslo", "Oslo, Norway")

    once = word_answer([Finding(name, data) for name in names], PLAIN, ENGLISH)
    mixed = word_answer(
        [*(Finding(name, data) for name in names), Finding("Rome", lost)], PLAIN, ENGLISH
    )
    errors = word_answer([Finding(name, lost) for name in ("Rome", "Rome", "Lima")], PLAIN, ENGLISH)

    assert once == say(data)
    assert [len(text.splitlines()) for text in (mixed, errors)] == [2, 2]
