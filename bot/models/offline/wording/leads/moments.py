"""Say when something is: days, hours, and windows of hours."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.wording.leads.stretches import Stretch

_ALL_DAY_HOURS: Final = 18
_HOUR: Final = timedelta(hours=1)


def day_of(value: str, language: Language, *, with_year: bool = False) -> str:
    """Return an ISO date as people say it; the text itself when it is none."""
    try:
        return language.full_day(date.fromisoformat(value), with_year=with_year)
    except ValueError:
        return value


def moment_of(hour: Stretch, language: Language) -> str:
    """Return the day and the hour of a stretch."""
    day = day_of(hour.date, language)
    return day if hour.hour is None else f"{day}, {hour.hour:02}:00"


def windows(hours: Sequence[Stretch], within: Stretch, language: Language) -> str:
    """Return hours as windows: "from 14:00 to 17:00 and on Tuesday 24 November from 20:00".

    The day is said where it is another one than that on which the stretch begins.
    """
    known = [hour for hour in hours if hour.date and hour.hour is not None]
    if len(known) == len(within.data) >= _ALL_DAY_HOURS:
        return language.text(phrase("all day"))
    said, day = [], within.date
    for first, end in _runs(known):
        clock = language.text(
            phrase("from {start} to {end}"), start=f"{first:%H:%M}", end=f"{end:%H:%M}"
        )
        if str(first.date()) != day:
            day = str(first.date())
            clock = language.text(
                phrase("on {day} {hours}"), day=language.full_day(first), hours=clock
            )
        said.append(clock)
    return language.listed(said) if said else ""


def _runs(hours: Sequence[Stretch]) -> list[tuple[datetime, datetime]]:
    """Return the moments at which each window begins and ends."""
    runs: list[tuple[datetime, datetime]] = []
    for hour in hours:
        begin = datetime.fromisoformat(f"{hour.date}T{hour.hour:02}:00")
        if runs and runs[-1][1] == begin:
            runs[-1] = (runs[-1][0], begin + _HOUR)
        else:
            runs.append((begin, begin + _HOUR))
    return runs
