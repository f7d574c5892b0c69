"""Questions with their words in English, whatever language they were asked in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from bot.languages import ENGLISH
from bot.messages import Asker
from bot.models.offline.corrections import correction_in
from bot.models.offline.foreign import Translation, is_english, translated
from bot.models.offline.reading import Reading, read_question, read_words
from bot.places.gazetteer import Gazetteer
from bot.tools import Tool

_ENDLESS: Final = re.compile(r"(?<![.,\d])(?:\d{13,}|\d{1,3}(?:,\d{3}){4,}(?!\d))")
_KEPT: Final = 16
"""Questions of a thread whose words and readings are kept."""
_MOST: Final = "999999999999"
"""What a longer number is read as: nothing of the weather is a matter of more."""


@dataclass(frozen=True, slots=True)
class Said:
    """A question with its words in English.

    Attributes:
        words: Without the places where it is translated.
        foreign: Its translation; None where it was asked in English.
        language: The code of its language, or that of the thread where it shows none itself; ""
            where neither is known.
        without: What a correction takes back, as it names it; empty for none.
    """

    words: str
    foreign: Translation | None = None
    language: str = ""
    without: str = ""

    def behind(self, words: str) -> "Said":
        """Return the question with other English words before its own."""
        return replace(self, words=f"{words} {self.words}")


class Reader:
    """The reader of the questions of one thread, for one person.

    The last readings are kept, since both turns of an answer read the same.
    """

    def __init__(self, gazetteer: Gazetteer, tools: Sequence[Tool], asker: Asker) -> None:
        """Read with the names of a gazetteer, for the tools that are offered."""
        self._gazetteer = gazetteer
        self._tools = tools
        self._asker = asker
        self._said = lru_cache(_KEPT)(self._in_english)
        self._readings = lru_cache(_KEPT)(self._reading)

    def thread(self, questions: Sequence[str]) -> list[Said]:
        """Return the questions of a thread, the oldest first, with their words in English.

        Words of several languages are in the one that the thread was in before.
        """
        found: list[Said] = []
        for question in questions:
            said = self._said(question, found[-1].language if found else "")
            found.append(_corrected(said) if found else said)
        return found

    def _in_english(self, question: str, spoken: str) -> Said:
        question = _ENDLESS.sub(_MOST, question)
        foreign = translated(question, self._gazetteer, self._asker.language, spoken)
        if foreign:
            return Said(foreign.english, foreign, foreign.language)
        return Said(question, language=ENGLISH.name if is_english(question) else spoken)

    def read(self, said: Said) -> Reading:
        """Return the reading of a question; in metric units where another language asks for none.

        Where a language other than English is at home, so is the metric system. What a person has
        chosen is kept.
        """
        return self._readings(said)

    def _reading(self, said: Said) -> Reading:
        foreign, at = said.foreign, self._asker.asked_at
        if not foreign:
            return read_question(said.words, self._gazetteer, at, self._tools)
        named = foreign.named if said.words == foreign.english else None
        reading = read_words(said.words, foreign.places, at, self._tools, named)
        is_open = foreign.language and not (reading.units or self._asker.units)
        return replace(reading, units="metric") if is_open else reading


def _corrected(said: Said) -> Said:
    """Return a question of a thread as a follow-up, where it corrects the one before it."""
    change = None if said.foreign else correction_in(said.words)
    return replace(said, words=change.words, without=change.without) if change else said
