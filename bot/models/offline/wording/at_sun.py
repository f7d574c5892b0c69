"""Take the hours around a real sunrise or sunset out of those of a whole day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from bot.languages import Language, phrase
from bot.models.offline.wording.extras import is_sky
from bot.models.offline.wording.parts import Finding, items, text

_LOOK: Final = 3
_CLOCK: Final = re.compile(r"(\d\d):\d\d")
_SAID: Final = {"sunrise": phrase("sunrise {time}"), "sunset": phrase("sunset {time}")}


def hours_at_sun(
    findings: Sequence[Finding], event: str, language: Language
) -> tuple[list[Finding], str]:
    """Return findings with the hours at a "sunrise" or "sunset" alone, and a phrase with its time.

    A place where the sun neither rises nor sets keeps its sky, which says so, and no hours. The
    phrase is empty for none and for several places.
    """
    skies = {_place(each): each for each in findings if is_sky(each.data)}
    found: list[Finding] = []
    times: list[str] = []
    for finding in findings:
        sky, hours = skies.get(_place(finding)), items(finding.data.get("hours"))
        if sky and hours:
            cut, time = _cut(hours, items(sky.data.get("days")), event)
            found += [replace(finding, data={**finding.data, "hours": cut})] if cut else [sky]
            times += [time] if cut else []
        elif finding is not sky:
            found.append(finding)
    said = language.text(_SAID[event], time=times[0]) if len(times) == 1 else ""
    return found, said


def _place(finding: Finding) -> str:
    return text(finding.data.get("place"))


def _cut(
    hours: Sequence[Mapping[str, Any]], days: Sequence[Mapping[str, Any]], event: str
) -> tuple[Sequence[Mapping[str, Any]], str]:
    """Return the hours from the first such event on that they reach, and its clock time."""
    for day in days:
        clock = _CLOCK.fullmatch(text(day.get(event)))
        moment = f"{text(day.get('date'))}T{clock[1]}" if clock else ""
        for at, hour in enumerate(hours):
            if moment and text(hour.get("time")).replace(" ", "T")[-16:].startswith(moment):
                return hours[at : at + _LOOK], clock[0] if clock else ""
    return (), ""
