"""What the model is told about official warnings, and the hints at hazards beside them."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from fakes import kinds
from fakes.reports import BERLIN, NOON, SOURCE
from fakes.rows import each_row

from bot.errors import ToolError
from bot.kinds.alerts import Alert
from bot.kinds.days import Day
from bot.languages import ENGLISH
from bot.messages import Asker
from bot.models.offline.reading.asks import PLAIN
from bot.models.offline.wording import word_answer
from bot.models.offline.wording.parts import Finding
from bot.queries import AmbiguousPlace, NotCovered, Outcome, Query, Unavailable, UnknownPlace
from bot.reports import Report, Source
from bot.tools.alerts import Alerts

ASKER = Asker(asked_at=NOON)
AMERICAN = Asker(asked_at=NOON, units="imperial")
LATER = Asker(asked_at=NOON + timedelta(minutes=9))
OFFICIAL = Source("Official", "Warnings by Official", "https://official.example")
WARNING = Alert(
    "wind gusts",
    "moderate",
    headline="Official WARNING of WIND GUSTS",
    area="Berlin",
    sender="Deutscher Wetterdienst",
    onset=NOON + timedelta(hours=3),
    ends=NOON + timedelta(hours=11),
    issued_at=NOON - timedelta(hours=1),
)
TODAY = date(2026, 11, 23)
CALM = Report(BERLIN, SOURCE, NOON, kinds.DAILY, (Day(TODAY, weather_code=3, gusts_kmh=40.0),))
STORMY = replace(CALM, records=(Day(TODAY, gusts_kmh=82.4),))
NO_WARNING = Report(BERLIN, OFFICIAL, NOON, kinds.ALERTS, ())
UNREACHABLE = Unavailable("Berlin, Germany", "The weather service can't be reached.")


def rendered(warnings: Outcome, forecast: Outcome = CALM, asker: Asker = ASKER) -> dict[str, Any]:
    """Return what the model reads."""
    result = Alerts().render({"place": "Berlin"}, [warnings, forecast], asker)
    assert json.loads(json.dumps(result, allow_nan=False)) == result
    return result


def warned(*alerts: Alert) -> Report:
    """Return a report of the official service."""
    return replace(NO_WARNING, records=alerts)


def hints(asker: Asker = ASKER, **figures: Any) -> list[str]:
    """Return the hints at one day with these figures, without the day."""
    forecast = replace(CALM, records=(Day(TODAY, **figures),))
    told = rendered(NO_WARNING, forecast, asker)["hints"]
    return [hint.removeprefix("Mon 2026-11-23: ") for hint in told]


def test_warnings_and_the_forecast_are_asked_for() -> None:
    """The forecast of three days, for the hints alone."""
    assert Alerts().queries({"place": "Berlin"}, ASKER) == [
        Query("Berlin", kinds.ALERTS),
        Query("Berlin", kinds.DAILY, 0, 3, is_aside=True),
    ]


def test_units_that_don_t_exist_are_explained() -> None:
    """Before anything is looked up."""
    with pytest.raises(ToolError, match="'units' can't be read"):
        Alerts().queries({"place": "Berlin", "units": "kelvin"}, ASKER)


def test_a_warning_is_told_as_it_is() -> None:
    """With local times, who says so, and since when; what is official comes first."""
    told = {
        "place": "Berlin, Germany",
        "local_time": "Mon 2026-11-23 12:00",
        "official": True,
        "alerts": [
            {
                "event": "wind gusts",
                "severity": "moderate",
                "headline": "Official WARNING of WIND GUSTS",
                "area": "Berlin",
                "issued": "Mon 2026-11-23 11:00",
                "in_force": False,
                "from": "Mon 2026-11-23 15:00",
                "until": "Mon 2026-11-23 23:00",
                "sender": "Deutscher Wetterdienst",
            }
        ],
        "source": "Official",
        "hints": ["Mon 2026-11-23: gusts up to 82 km/h in the forecast"],
        "hints_from": {"source": "Test"},
    }

    assert list(rendered(warned(WARNING), STORMY).items()) == list(told.items())


def test_what_a_warning_leaves_out_is_null() -> None:
    """Never an empty text."""
    (alert,) = rendered(warned(Alert("fog", "unknown")))["alerts"]

    assert alert.pop("event") == "fog"
    assert alert.pop("severity") == "unknown"
    assert alert.pop("in_force") is True
    assert set(alert.values()) == {None}


def test_no_warning_no_feed_and_no_answer_are_three_answers() -> None:
    """Nobody must take one for another."""
    none, nobody, unknown = map(rendered, (NO_WARNING, NotCovered(BERLIN), UNREACHABLE))

    assert (none["official"], none["alerts"]) == (True, [])
    assert none["message"].startswith("No official warning is in force")
    assert nobody["official"] is False
    assert nobody["message"].startswith("There is no official feed")
    assert unknown["official"] is None
    assert unknown["message"].startswith("The official warnings can't be read")
    for result in (nobody, unknown):
        assert result["alerts"] is None
        assert not {"source", "error"} & result.keys()
        assert result["place"] == "Berlin, Germany"
        assert result["hints"] == []


def test_the_tool_is_described_as_what_it_tells() -> None:
    """What its fields mean, and where they are from; there is no part beside these."""
    begun = replace(WARNING, onset=NOON, ends=None)
    far = replace(WARNING, elsewhere_in="Germany")
    coming, open_ended = rendered(warned(WARNING, begun, far))["alerts"]
    elsewhere = rendered(warned(WARNING, begun, far))["elsewhere"]
    none, nobody = rendered(NO_WARNING), rendered(NotCovered(BERLIN), STORMY)
    held = {
        "Official weather warnings (US, Canada, Europe), and hints from the forecast everywhere.": (
            nobody["hints"] and nobody["hints_from"] == {"source": "Test"}
        ),
        "'official': true where the service has answered, also with no alerts; false where none is"
        " known.": none["official"] is True and not none["alerts"] and nobody["official"] is False,
        "'alerts' hold at the place: if not in_force, then from 'from'; without 'until', until"
        " further notice.": (
            (coming["in_force"], coming["from"]) == (False, "Mon 2026-11-23 15:00")
            and (open_ended["in_force"], open_ended["until"]) == (True, None)
        ),
        "'elsewhere' is for the rest of the country: count it apart.": (
            (elsewhere["country"], elsewhere["count"]) == ("Germany", 1)
        ),
    }

    assert " ".join(held) == Alerts().description
    assert all(held.values()), held


def test_they_are_three_answers_in_the_words_of_code_too() -> None:
    """Which stand in where no model answers."""
    none, nobody, unknown = (
        word_answer([Finding("Berlin", rendered(outcome))], PLAIN, ENGLISH)
        for outcome in (NO_WARNING, NotCovered(BERLIN), UNREACHABLE)
    )

    assert "there is no official warning" in none
    assert "there is no official feed" in nobody
    assert "nothing is known of warnings" in unknown


def test_a_warning_that_has_ended_since_is_not_told() -> None:
    """A report may be some minutes old."""
    over = replace(WARNING, ends=LATER.asked_at)
    without_end = replace(WARNING, event="fog", ends=None)

    result = rendered(warned(over, without_end), asker=LATER)

    assert [(alert["event"], alert["until"]) for alert in result["alerts"]] == [("fog", None)]
    assert rendered(warned(over), asker=LATER)["message"].startswith("No official warning")


def test_a_place_s_own_warnings_are_all_told() -> None:
    """But for a flood of them, of which the number is."""
    many = [replace(WARNING, event=str(number)) for number in range(43)]

    result = rendered(warned(*many))

    assert [alert["event"] for alert in result["alerts"]] == [str(n) for n in range(40)]
    assert result["more_alerts"] == 3
    elsewhere = replace(WARNING, elsewhere_in="Germany")
    assert "more_alerts" not in rendered(warned(*many[:40], elsewhere))


def test_warnings_elsewhere_are_told_and_counted_apart() -> None:
    """The most severe of them in full."""
    far = replace(WARNING, onset=NOON, elsewhere_in="Germany")
    others = [replace(far, event=f"far {number}") for number in range(43)]

    ended = replace(others[0], ends=NOON)

    result = rendered(warned(WARNING, ended, *others))
    alone = rendered(warned(*others))

    assert [alert["event"] for alert in result["alerts"]] == ["wind gusts"]
    assert "message" not in result
    assert (result["elsewhere"]["country"], result["elsewhere"]["count"]) == ("Germany", 43)
    near = rendered(warned(replace(others[0], elsewhere_in="")))
    assert result["elsewhere"]["alerts"][0] == near["alerts"][0]
    assert [alert["event"] for alert in result["elsewhere"]["alerts"]] == [
        f"far {number}" for number in range(5)
    ]
    assert (alone["official"], alone["alerts"]) == (True, [])
    assert alone["message"].endswith("names this place.")


def test_a_warning_is_in_force_from_its_beginning_on() -> None:
    """One that does not say when it begins has begun."""
    beginning = (LATER.asked_at, LATER.asked_at + timedelta(minutes=1), None)
    warnings = warned(*(replace(WARNING, onset=at) for at in beginning))
    told = rendered(warnings, asker=LATER)["alerts"]

    assert [alert["in_force"] for alert in told] == [True, False, True]


def test_without_a_forecast_the_hints_are_unknown() -> None:
    """The warnings are told all the same."""
    official = rendered(warned(WARNING), UNREACHABLE)
    nobody = rendered(NotCovered(BERLIN), UNREACHABLE)

    assert len(official["alerts"]) == 1
    assert official["hints"] is nobody["hints"] is None
    assert "hints_from" not in official
    assert (nobody["place"], nobody["official"]) == ("Berlin, Germany", False)


@each_row(
    ("outcome", "error"),
    [
        (UnknownPlace("Berlni", ("Berlin, Germany",)), "unknown_place"),
        (AmbiguousPlace("Cambridge", ("Cambridge, England", "Cambridge, MA")), "ambiguous_place"),
        (UNREACHABLE, "unavailable"),
    ],
)
def test_what_nothing_is_known_about_is_told_with_what_helps(outcome: Outcome, error: str) -> None:
    """As by other tools."""
    assert rendered(outcome, outcome)["error"] == error
    assert rendered(outcome, UNREACHABLE)["error"] == error


def test_hints_say_how_old_and_how_real_their_forecast_is() -> None:
    """Apart from the warnings, which have a source of their own."""
    old = replace(STORMY, is_last_good=True, source=replace(SOURCE, is_simulated=True))
    later = replace(ASKER, asked_at=NOON + timedelta(minutes=38))

    result = rendered(NO_WARNING, old, later)

    assert result["source"] == "Official"
    assert "simulated" not in result
    assert result["hints_from"] == {"age": "38 min old", "source": "Test", "simulated": True}


def test_a_place_that_stands_for_more_says_so() -> None:
    """Whichever of both services knows the place."""
    place = replace(BERLIN, stands_for="Germany")

    for warnings in (replace(NO_WARNING, place=place), NotCovered(place), UNREACHABLE):
        result = rendered(warnings, replace(CALM, place=place))
        assert result["stands_for"] == "Germany"
    assert rendered(UNREACHABLE, NotCovered(place))["stands_for"] == "Germany"


@each_row(
    ("figures", "hint"),
    [
        ({"gusts_kmh": 75.0}, "gusts up to 75 km/h in the forecast"),
        ({"uv_index": 8.0}, "a UV index of 8 in the forecast"),
        ({"high_c": 40.0}, "a high of 40.0 °C in the forecast"),
        ({"low_c": -20.0}, "a low of -20.0 °C in the forecast"),
        ({"precipitation_mm": 30.0}, "30.0 mm of precipitation in the forecast"),
        ({"weather_code": 66}, "light freezing rain in the forecast"),
        ({"weather_code": 67}, "freezing rain in the forecast"),
        ({"weather_code": 82}, "violent showers in the forecast"),
        ({"weather_code": 86}, "heavy snow showers in the forecast"),
        ({"weather_code": 95}, "thunderstorm in the forecast"),
        ({"weather_code": 96}, "thunderstorm with light hail in the forecast"),
        ({"weather_code": 99}, "thunderstorm with heavy hail in the forecast"),
    ],
)
def test_a_hazard_in_the_forecast_is_hinted_at(figures: dict[str, Any], hint: str) -> None:
    """From its threshold on; a hint never calls itself a warning."""
    assert hints(**figures) == [hint]


@each_row(
    "figures",
    [
        {},
        {"gusts_kmh": 74.9, "uv_index": 7.9, "high_c": 39.9, "low_c": -19.9},
        {"precipitation_mm": 29.9, "weather_code": 65},
        {"weather_code": 98},
        {"high_c": -25.0, "low_c": 45.0},
    ],
)
def test_below_the_thresholds_there_is_no_hint(figures: dict[str, Any]) -> None:
    """Nor for what is unknown, nor for a code that nobody defined."""
    assert hints(**figures) == []


def test_a_few_kinds_of_weather_are_a_hazard_by_themselves() -> None:
    """Freezing rain, violent showers, heavy snow showers and thunderstorms."""
    hazards = {code for code in range(100) if hints(weather_code=code)}

    assert hazards == {66, 67, 82, 86, 95, 96, 99}


def test_hints_are_in_the_asker_s_units_and_in_the_order_of_the_days() -> None:
    """One for each hazard of each day."""
    days = (
        Day(TODAY, weather_code=95, gusts_kmh=100.0, precipitation_mm=50.8),
        Day(TODAY + timedelta(days=1)),
        Day(TODAY + timedelta(days=2), high_c=41.0),
    )

    assert rendered(NO_WARNING, replace(CALM, records=days), AMERICAN)["hints"] == [
        "Mon 2026-11-23: thunderstorm in the forecast",
        "Mon 2026-11-23: gusts up to 62 mph in the forecast",
        "Mon 2026-11-23: 2.00 in of precipitation in the forecast",
        "Wed 2026-11-25: a high of 105.8 °F in the forecast",
    ]


def test_hints_are_in_the_units_of_their_place_unless_others_are_wanted() -> None:
    """By the person, or by the call."""
    there = replace(STORMY, place=replace(BERLIN, country_code="US"))
    asked = {"place": "Berlin", "units": "metric"}

    told = [
        rendered(NO_WARNING, there)["hints"],
        rendered(NO_WARNING, there, replace(ASKER, units="metric"))["hints"],
        Alerts().render(asked, [NO_WARNING, there], AMERICAN)["hints"],
    ]

    hint = "Mon 2026-11-23: gusts up to {} in the forecast"
    assert told == [[hint.format("51 mph")], *[[hint.format("82 km/h")]] * 2]


def test_simulated_weather_has_no_warnings_and_says_so() -> None:
    """It would be wrong to say that a country has no official feed."""
    simulated = replace(CALM, source=replace(SOURCE, is_simulated=True))

    result = rendered(NotCovered(BERLIN), simulated)

    assert (result["official"], result["alerts"]) == (None, None)
    assert result["message"] == "Warnings are not known while the weather is simulated."
    unreachable = rendered(UNREACHABLE, simulated)["message"]
    assert unreachable.startswith("The official warnings can't be read")
    official = rendered(warned(WARNING), simulated)
    assert (official["official"], len(official["alerts"])) == (True, 1)
    assert not {"message", "simulated"} & official.keys()
    made_up = replace(NO_WARNING, source=replace(OFFICIAL, is_simulated=True))
    assert rendered(made_up)["simulated"] is True
