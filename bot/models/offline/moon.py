"""Answer about the moon alone, which looks the same from everywhere, without a place."""

from collections.abc import Sequence
from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.reading import Reading
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.wording.first import first_of_all
from bot.models.offline.wording.parts import Finding, joined

ANYWHERE: Final = "London, England"
"""The place whose days are meant where none is named."""
_SAME_EVERYWHERE: Final = frozenset({Aspect.MOON, Aspect.FULL_MOON, Aspect.NEW_MOON})


def is_of_moon_alone(reading: Reading) -> bool:
    """Return whether a question is about the phase of the moon and names no place."""
    aspects = reading.ask.aspects
    return bool(aspects) and _SAME_EVERYWHERE.issuperset(aspects) and not reading.places


def moon_first(findings: Sequence[Finding], reading: Reading, language: Language) -> str:
    """Return the sentence about the moon, and that it is so everywhere; "" where nobody tells."""
    said = first_of_all(findings, reading.ask, language)
    return (
        joined([said, language.text(phrase("That is so all over the Earth."))], " ") if said else ""
    )
