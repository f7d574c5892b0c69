"""Questions in German, Spanish and Japanese with their places and days, and how many are right.

Each line of a set has a question, its places, and "now" or the first day counted from the day of
asking, a Saturday, with the number of days where there are several: "0-2".
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.bootstrap import TOOLS
from bot.models.offline.foreign import translated
from bot.models.offline.reading import read_words
from bot.models.offline.reading.times import When
from bot.places.gazetteer import Gazetteer

ASKED_AT: Final = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
LANGUAGES: Final = ("de", "es", "ja")

_ENGLISH: Final = re.compile(
    r"(?i)\b(?:the|is|are|and|from|with|what|which|you|know|sky|clear|cloudy|rain|snow|wind|gusts"
    r"|feels|like|humidity|yes|perhaps|no figures|degrees|today|tomorrow|monday|tuesday"
    r"|wednesday|thursday|friday|saturday|sunday|november|to|of|at|local|sunrise|sunset|moon"
    r"|daylight|quality|pollen|germany|spain|united|warning)\b"
)
_GERMAN_TOO: Final = {"november", "wind", "warning", "pollen"}


@dataclass(frozen=True, slots=True)
class ForeignSample:
    """A question with the places and the day that it is about."""

    question: str
    places: tuple[str, ...]
    when: str

    def is_read(self, gazetteer: Gazetteer, language: str) -> bool:
        """Return whether its places and its day are found, for somebody with an English locale."""
        translation = translated(self.question, gazetteer, "en")
        if translation is None or translation.language != language:
            return False
        reading = read_words(translation.english, translation.places, ASKED_AT, TOOLS)
        return reading.places == self.places and _code(reading.when) == self.when


def foreign_samples(language: str) -> list[ForeignSample]:
    """Return the samples of a language."""
    path = Path(__file__).parent / "data" / f"questions_{language}.txt"
    lines = [line.split("|") for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        ForeignSample(question.strip(), tuple(re.split(r",(?! )", places.strip())), when.strip())
        for question, places, when in lines
    ]


def english_in(words: str) -> list[str]:
    """Return the English words of an answer in another language, besides the names of places."""
    return [
        word
        for word in _ENGLISH.findall(re.sub(r"\*\*.*?\*\*", "", words))
        if word.lower() not in _GERMAN_TOO
    ]


def _code(when: When) -> str:
    if when.first_day is None:
        return "now"
    ahead = (when.first_day - ASKED_AT.date()).days
    return f"{ahead}-{when.days}" if when.days > 1 and when.first_hour is None else f"{ahead}"
