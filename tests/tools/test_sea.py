"""What the model is told about the sea, and which days it can ask about."""

from datetime import date
from typing import Any

from fakes.reports import BERLIN, NOON, SOURCE
from fakes.rows import each_row

from bot.kinds.sea import SEA, SEA_DAYS, Sea, SeaDay
from bot.messages import Asker
from bot.queries import NotCovered, Query
from bot.reports import Report
from bot.tools.sea import SeaConditions

ASKER = Asker(NOON)
NOW = Report(BERLIN, SOURCE, NOON, SEA, (Sea(NOON, 17.3, 1.46, 293.0, 9.15),))
DAYS = Report(
    BERLIN,
    SOURCE,
    NOON,
    SEA_DAYS,
    (SeaDay(date(2026, 11, 24), 17.9, 2.34, 301.0, 11.05), SeaDay(date(2026, 11, 25))),
)
TOMORROW = {
    "date": "2026-11-24",
    "weekday": "Tuesday",
    "warmest_water": "64.2 °F",
    "highest_waves": "7.7 ft",
    "waves_from": "WNW",
    "wave_period": "11.1 s",
}


@each_row(
    ("arguments", "query"),
    [
        ({}, Query("Nice", SEA)),
        ({"first_day": None, "days": None}, Query("Nice", SEA)),
        ({"first_day": "now"}, Query("Nice", SEA)),
        ({"first_day": " Now "}, Query("Nice", SEA)),
        ({"days": 1}, Query("Nice", SEA_DAYS, 0, 1)),
        ({"first_day": "null", "days": "null"}, Query("Nice", SEA)),
        ({"first_day": "", "days": ""}, Query("Nice", SEA)),
        ({"first_day": "today"}, Query("Nice", SEA_DAYS, 0, 1)),
        ({"first_day": "tomorrow", "days": 3}, Query("Nice", SEA_DAYS, 1, 3)),
        ({"days": 7}, Query("Nice", SEA_DAYS, 0, 7)),
        ({"first_day": "now", "days": 3}, Query("Nice", SEA_DAYS, 0, 3)),
        ({"first_day": "Weekend"}, Query("Nice", SEA_DAYS, date(2026, 11, 28), 2)),
    ],
)
def test_it_is_about_now_unless_days_are_named(arguments: dict[str, Any], query: Query) -> None:
    """One call is one query."""
    assert SeaConditions().queries({"place": "Nice", **arguments}, ASKER) == [query]


def test_the_sea_of_now_carries_its_units() -> None:
    """And the moment that it is of."""
    told = SeaConditions().render({"place": "Berlin"}, [NOW], ASKER)

    assert told == {
        "place": "Berlin, Germany",
        "local_time": "Mon 2026-11-23 12:00",
        "water_temperature": "17.3 °C",
        "wave_height": "1.5 m",
        "waves_from": "WNW",
        "wave_period": "9.2 s",
        "source": "Test",
    }


def test_days_tell_the_warmest_water_and_the_highest_waves() -> None:
    """Converted, and with a note when there are fewer than were asked for."""
    arguments = {"place": "Berlin", "first_day": "tomorrow", "days": 3, "units": "imperial"}

    told = SeaConditions().render(arguments, [DAYS], ASKER)

    known, unknown = told["days"]
    assert known == TOMORROW
    assert set(unknown.values()) == {"2026-11-25", "Wednesday", None}
    reach = "forecasts of the sea have 16 days, from today on"
    assert told["note"] == f"Only 2 of 3 days are known: {reach}."


def test_no_sea_is_no_lack_of_data() -> None:
    """The model is told so in a sentence."""
    told = SeaConditions().render({"place": "Berlin"}, [NotCovered(BERLIN, "No sea.")], ASKER)

    assert told == {"error": "not_there", "place": "Berlin, Germany", "message": "No sea."}
