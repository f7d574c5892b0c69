"""The tool for sun and moon."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot import figures as units
from bot.kinds.sky import SKY, Sky
from bot.languages import ENGLISH, phrase
from bot.messages import Asker
from bot.queries import Outcome, Query
from bot.reports import Kind, Report
from bot.tools import PLACE_SCHEMA, place_of, schema_of
from bot.tools._days import DAYS_SCHEMA, FIRST_DAY_SCHEMA, days_of, first_day_of, heading, sun_note
from bot.tools._results import result_of


class SunAndMoon:
    """Sunrise, sunset and the moon at one place, by day."""

    name = "get_sun_and_moon"
    kinds: frozenset[Kind[Any]] = frozenset({SKY})
    can = phrase("sun and moon")
    asked_by = (
        r"(?:when|what (?:time|hour)) (?:does|will|is|do) (?:the )?(?:sun|moon)"
        r"(?: (?:rise|set|come up|go down|rising|setting|up|down))?"
        r"(?! (?:shine|come out|be out))"
        r"|sun ?(?:rise|set)s?|moon ?(?:rise|set)s?|moon|daylight|day length"
        r"|sun go(?:es)?(?: \w+){0,3} (?:up|down)|goes (?:\w+ ){0,3}sun (?:\w+ ){0,3}(?:up|down)"
        r"|(?:gets?|getting) (?:dark|light)|dusk|dawn"
        r"|midnight sun|polar night"
        r"|length of (?:the )?day|how long (?:is|are) the days?|hours of (?:day|sun)light"
    )
    description = (
        "Sunrise, sunset, length of day, moon's phase, rise and set in local time, of any day; the "
        "next full and new moon; in polar night or midnight sun, when that ends."
    )
    parameters: Mapping[str, Any] = schema_of(
        place=PLACE_SCHEMA, first_day=FIRST_DAY_SCHEMA, days=DAYS_SCHEMA
    )

    def queries(self, arguments: Mapping[str, Any], asker: Asker) -> list[Query]:
        """Return the one query that a call needs.

        Raises:
            ToolError: An argument is missing or of the wrong form.
        """
        first_day, days = first_day_of(arguments, asker), days_of(arguments, asker)
        return [Query(place_of(arguments), SKY, first_day, days)]

    def render(
        self,
        arguments: Mapping[str, Any],  # noqa: ARG002
        outcomes: Sequence[Outcome],
        asker: Asker,
    ) -> dict[str, Any]:
        """Return the days, and what is next; an event that a day does not have is null with a note.

        The days to come are counted from the first day on.
        """
        (outcome,) = outcomes
        return result_of(outcome, asker, _figures)


def _figures(report: Report) -> dict[str, Any]:
    days = SKY.of(report)
    return {"days": [_day(sky) for sky in days], **_ahead(days[0])}


def _ahead(first: Sky) -> dict[str, str]:
    """Return the days to come of the moon, and of the sun where it stays up or down."""
    back = "next_day_with_sunset" if first.day_length_s else "next_day_with_sunrise"
    days = {
        back: first.sun_back,
        "next_full_moon": first.full_moon,
        "next_new_moon": first.new_moon,
    }
    return {name: str(day) for name, day in days.items() if day}


def _day(sky: Sky) -> dict[str, str | None]:
    moon, emoji = units.moon(sky.moon_phase)
    return {
        **heading(sky.date),
        "sunrise": units.clock_time(sky.sunrise, sky.date, ENGLISH),
        "sunset": units.clock_time(sky.sunset, sky.date, ENGLISH),
        **sun_note(sky.sunrise, sky.sunset, sky.day_length_s),
        "day_length": units.duration(sky.day_length_s, ENGLISH),
        "moon": moon,
        "emoji": emoji,
        "moonrise": _times(sky.moonrise, sky.second_moonrise),
        "moonset": _times(sky.moonset, sky.second_moonset),
        **_moon_note(sky),
    }


def _times(*moments: datetime | None) -> str | None:
    """Return one or two times of a day, such as "00:09 and 23:54"; None for none."""
    return " and ".join(f"{moment:%H:%M}" for moment in moments if moment) or None


def _moon_note(sky: Sky) -> dict[str, str]:
    """Return in words why the moon neither rises nor sets; nothing where it does."""
    if sky.moonrise or sky.moonset or sky.moon_up_s is None:
        return {}
    return {"moon_note": f"the moon stays {'above' if sky.moon_up_s else 'below'} the horizon"}
