"""The tool for the sea: its water and its waves, now and on the coming days."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot import figures as units
from bot.kinds.sea import SEA, SEA_DAYS, Sea, SeaDay
from bot.languages import ENGLISH, phrase
from bot.messages import Asker
from bot.queries import HORIZON_DAYS, Outcome, Query
from bot.reports import Kind, Report, Units
from bot.tools import PLACE_SCHEMA, UNITS_SCHEMA, own_units_of, place_of, schema_of, units_of
from bot.tools._days import (
    DAYS_SCHEMA,
    as_words,
    days_of,
    first_day_of,
    heading,
    missing_note,
)
from bot.tools._results import result_of

_REACH = f"forecasts of the sea have {HORIZON_DAYS} days, from today on"
_FIRST_DAY = (
    "now (default), or the first day: today, tomorrow, an English weekday for the next one, or a "
    "date as YYYY-MM-DD"
)
_NOW = (None, "", "null", "now")


class SeaConditions:
    """Water temperature and waves at one place on the coast."""

    name = "get_sea"
    kinds: frozenset[Kind[Any]] = frozenset({SEA, SEA_DAYS})
    can = phrase("the sea: water temperature and waves")
    asked_by = (
        r"(?:how \w+ (?:is|are|was|were|will) )?(?:the )?(?:"
        r"(?:sea|ocean|water|surf|waves?) (?:surface )?"
        r"(?:temperatures?|temps?|conditions?|heights?)"
        r"|(?:temperatures?|temps?) (?:of|in) (?:the )?(?:sea|ocean|water)"
        r"|(?:sea|ocean)(?! (?:breeze|level|fog|air))|(?<!heat )(?<!cold )waves?|surf|swells?"
        r"|too (?:rough|choppy))"
        r"|(?:how \w+ (?:is|will)(?: it)? )?the water"
    )
    description = (
        "Sea on a coast: water temperature, waves. Now where first_day and days are null, else by "
        "day, 15 ahead."
    )
    parameters: Mapping[str, Any] = schema_of(
        place=PLACE_SCHEMA,
        first_day={"type": ["string", "null"], "description": _FIRST_DAY},
        days=DAYS_SCHEMA,
        units=UNITS_SCHEMA,
    )

    def queries(self, arguments: Mapping[str, Any], asker: Asker) -> list[Query]:
        """Return the one query that a call needs.

        Raises:
            ToolError: An argument is missing or of the wrong form.
        """
        own_units_of(arguments)
        first_day, days = first_day_of(arguments, asker), days_of(arguments, asker)
        if _is_now(arguments):
            return [Query(place_of(arguments), SEA)]
        return [Query(place_of(arguments), SEA_DAYS, first_day, days)]

    def render(
        self, arguments: Mapping[str, Any], outcomes: Sequence[Outcome], asker: Asker
    ) -> dict[str, Any]:
        """Return the sea with its units, or why there is none; null is unknown."""
        (outcome,) = outcomes

        def figures(report: Report) -> dict[str, Any]:
            shown_in = units_of(arguments, asker, report.place)
            if now := SEA.of(report):
                return {"local_time": units.moment(now[0].observed_at), **_now(now[0], shown_in)}
            days = SEA_DAYS.of(report)
            return {
                "days": [_day(day, shown_in) for day in days],
                **missing_note(days, days_of(arguments, asker), "days", _REACH),
            }

        return result_of(outcome, asker, figures)


def _is_now(arguments: Mapping[str, Any]) -> bool:
    return as_words(arguments.get("first_day")) in _NOW and arguments.get("days") in _NOW


def _now(sea: Sea, shown_in: Units) -> dict[str, str | None]:
    return {
        "water_temperature": units.shown("water_c", sea.water_c, shown_in, ENGLISH),
        "wave_height": units.shown("wave_height_m", sea.wave_height_m, shown_in, ENGLISH),
        "waves_from": units.shown("waves_from_deg", sea.waves_from_deg, shown_in, ENGLISH),
        "wave_period": units.shown("wave_period_s", sea.wave_period_s, shown_in, ENGLISH),
    }


def _day(day: SeaDay, shown_in: Units) -> dict[str, str | None]:
    return {
        **heading(day.date),
        "warmest_water": units.shown("water_c", day.water_c, shown_in, ENGLISH),
        "highest_waves": units.shown("wave_height_m", day.wave_height_m, shown_in, ENGLISH),
        "waves_from": units.shown("waves_from_deg", day.waves_from_deg, shown_in, ENGLISH),
        "wave_period": units.shown("wave_period_s", day.wave_period_s, shown_in, ENGLISH),
    }
