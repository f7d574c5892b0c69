"""Begin an answer with what was asked, of all places at once or of each what was asked of it."""

from collections.abc import Sequence
from typing import Final

from bot.languages import Language
from bot.models.offline.reading.asks import Ask
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.wording.at_sea import sea_first
from bot.models.offline.wording.leads import lead
from bot.models.offline.wording.leads.labels import short_name
from bot.models.offline.wording.parts import Finding, text
from bot.models.offline.wording.warned import warned

_OF_SEA: Final = frozenset(
    {
        *(Aspect.WATER, Aspect.WAVES, Aspect.TEMPERATURE, Aspect.HIGH, Aspect.LOW),
        *(Aspect.HOT, Aspect.WARM, Aspect.COLD, Aspect.COOL),
    }
)
"""All that is asked of where a question is about the sea alone."""


def first_of_all(findings: Sequence[Finding], ask: Ask, language: Language) -> str:
    """Return the sentence that answers what was asked; "" where nothing was, or nothing tells."""
    return _first(ask, findings, language)


def first_of_each(findings: Sequence[Finding], ask: Ask, language: Language) -> str:
    """Return the answer for each place with an ask of its own; "" where none is told.

    Nothing is said of places whose weather could not be had: their lines tell why.
    """
    told = []
    for places, own in ask.by_place:
        some = [finding for finding in findings if finding.asked_for in places]
        if some and all("error" in finding.data for finding in some):
            continue
        said = _first(own, some, language, findings)
        if said:
            told.append(_named(said, some, findings))
    return " ".join(told)


def _first(
    ask: Ask, findings: Sequence[Finding], language: Language, among: Sequence[Finding] = ()
) -> str:
    """Return the sentence about some findings, by the names that they have among others, if any."""
    of_warnings = warned(findings, language) if ask.has(Aspect.WARNING) else ""
    of_sea = of_warnings or sea_first(findings, ask, language, is_named=bool(among))
    # The warmth of the air is no answer about the sea.
    is_of_sea = ask.has(Aspect.WATER, Aspect.WAVES) and _OF_SEA.issuperset(ask.aspects)
    return of_sea if of_sea or is_of_sea else lead(ask, findings, language, among)


def _named(said: str, findings: Sequence[Finding], among: Sequence[Finding]) -> str:
    """Return a sentence behind the name of its place, where it does not name that itself."""
    labels = {text(finding.data.get("place")) for finding in among}
    name = short_name(text(findings[0].data.get("place")), labels) if findings else ""
    return f"{name}: {said}" if said and name and name not in said else said
