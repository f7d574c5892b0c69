"""Every name of the gazetteer, asked for in the ways that people write, and what is misread.

Nothing is looked up outside: the gazetteer alone answers.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Final

from fakes.clock import FakeTime

from bot.bootstrap import TOOLS
from bot.models.offline.reading import read_question
from bot.places import Places, Resolved
from bot.places.gazetteer import Gazetteer, fold
from bot.queries import AmbiguousPlace
from bot.reports import Place

ASKED_AT: Final = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
TOWN_FORMS: Final = (
    "weather in {town}, {code}",
    "weather in {town} {code}",
    "in {small} {small_code} tomorrow",
    "{small} {small_code} weather",
)
MOST_NAMES_MISREAD: Final = 50
LEAST_TOWNS_RIGHT: Final = 0.995
_LARGE_TOWNS: Final = """
    SELECT DISTINCT place.name, region.name, upper(area.folded)
    FROM place JOIN region ON region.id = place.region
    JOIN area ON area.region = region.id AND is_code AND length(area.folded) = 2
    WHERE place.country IN ('US', 'CA') AND place.population > 20000
"""
_STATES: Final = """
    SELECT upper(folded), area.country, coalesce(region.name, '') FROM area
    LEFT JOIN region ON region.id = area.region
    WHERE is_code AND length(folded) = 2
    AND (area.country = 'US' AND area.region OR folded IN ('pr', 'gu', 'vi', 'as', 'mp')
         AND area.country = upper(folded))
"""


def wrong_towns(gazetteer: Gazetteer, form: str) -> tuple[list[str], int]:
    """Return the questions about large American towns that are misread, and how many were asked."""
    towns = gazetteer.read(_LARGE_TOWNS, ())
    with closing(_places(gazetteer)) as places:
        wrong = []
        for town, region, code in towns:
            values = {"town": town, "code": code, "small": town.lower()}
            question = form.format(**values, small_code=code.lower())
            found = _resolved(gazetteer, places, question)
            is_right = len(found) == 1 and isinstance(found[0], Place) and found[0].region == region
            wrong += [] if is_right else [question]
    return wrong, len(towns)


def wrong_states(gazetteer: Gazetteer) -> tuple[list[str], int]:
    """Return the codes of states that alone mean another place, and how many codes there are."""
    states = gazetteer.read(_STATES, ())
    with closing(_places(gazetteer)) as places:
        wrong = []
        for code, country, region in states:
            found = _resolved(gazetteer, places, f"weather in {code}")
            place = found[0] if len(found) == 1 else None
            is_right = (
                isinstance(place, Place)
                and place.country_code == country
                and region in ("", place.region)
            )
            wrong += [] if is_right else [code]
    return wrong, len(states)


def misread_names(gazetteer: Gazetteer) -> Iterator[str]:
    """Yield the names of the gazetteer that "weather in" does not lead to their place."""
    with closing(_places(gazetteer)) as places:
        for (name,) in gazetteer.read("SELECT DISTINCT name FROM place", ()):
            found = _resolved(gazetteer, places, f"weather in {name}")
            if not (len(found) == 1 and _is_called(gazetteer, found[0], name)):
                yield name


def _places(gazetteer: Gazetteer) -> Places:
    return Places(gazetteer, None, FakeTime(ASKED_AT).clock)


def _resolved(gazetteer: Gazetteer, places: Places, question: str) -> list[Resolved]:
    named = read_question(question, gazetteer, ASKED_AT, TOOLS).places
    return list(
        places.resolve(
            named, language="en", deadline=FakeTime(ASKED_AT).clock.deadline(20)
        ).values()
    )


def _is_called(gazetteer: Gazetteer, found: Resolved, name: str) -> bool:
    """Return whether a place, an area it stands for, or each choice between some is called so."""
    if isinstance(found, AmbiguousPlace):
        return True
    if not isinstance(found, Place):
        return False
    if found.stands_for:
        return fold(name) == fold(found.stands_for.split(",")[0]) or bool(gazetteer.areas(name))
    at = (found.latitude, found.longitude)
    return at in {(place.latitude, place.longitude) for place in gazetteer.find(name)}
