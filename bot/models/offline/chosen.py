"""The choice among places of one name: what answers "Which one do you mean?"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from bot.messages import Message
from bot.models.offline.reading import Reading
from bot.models.offline.reading.numbers import ORDINAL, ordinal
from bot.models.offline.said import Said
from bot.models.offline.wording import findings_of
from bot.models.offline.wording.parts import options
from bot.places.gazetteer import Area, Gazetteer, fold

_NTH: Final = re.compile(rf"(?:the )?(?P<at>{ORDINAL}|\d)(?: (?:one|place))?(?:,? please)?[.!]?")
_MAX_CHARACTERS: Final = 100


def choosing(
    reading: Reading,
    question: str,
    earlier: Sequence[Message],
    gazetteer: Gazetteer,
    read: Callable[[Said], Reading],
) -> Reading:
    """Return a reading with the place that a reply chooses, as it is where it chooses none.

    A reply names the region or the country of one choice, or its place in the row: "Illinois",
    "the one in IL", "the second one".
    """
    choices = _choices(earlier)
    if not choices or len(question) > _MAX_CHARACTERS:
        return reading
    match = _NTH.fullmatch(question.strip().lower())
    if match and 1 <= (at := ordinal(match["at"])) <= len(choices):
        chosen = [choices[at - 1]]
        reading = read(Said(chosen[0]))  # "the second" is no date here
    elif len(reading.places) <= 1:
        named = reading.places[0] if reading.places else question.strip()
        chosen = [choice for choice in choices if _lies_in(choice, named, gazetteer)]
    else:
        chosen = []
    if not chosen:
        return reading
    # A reply that fits several leaves them open: "the one in the US".
    place = chosen[0] if len(chosen) == 1 else chosen[0].partition(",")[0]
    return replace(reading, places=(place,), is_about_weather=True, is_follow_up=True)


def _choices(earlier: Sequence[Message]) -> list[str]:
    """Return the choices that the last answer has left open; empty where it left none, or many."""
    asked_at = max((at for at, item in enumerate(earlier) if item.role == "user"), default=0)
    findings = findings_of(earlier[asked_at:])
    rows = [row for each in findings if (row := options(each.data.get("choices")))]
    return rows[0] if rows and all(row == rows[0] for row in rows) else []


def _lies_in(choice: str, named: str, gazetteer: Gazetteer) -> bool:
    """Return whether a region or country that is named is one that stands behind the town."""
    behind = [part.strip() for part in choice.split(",")[1:]]
    if fold(named) in map(fold, behind):
        return True
    areas: set[Area] = {area for part in behind for area in gazetteer.areas(part)}
    return not areas.isdisjoint(gazetteer.areas(named))
