"""Questions in other languages than English: their words put into English, and their places found.

German, Spanish and Japanese have a file of words each. Of any other language the places alone are
found.
"""

import re
from dataclasses import dataclass

from bot.models.offline.foreign.names import names_in, spaced_names_in
from bot.models.offline.foreign.vocabulary import (
    KANA,
    UNSPACED,
    WORD,
    Match,
    Vocabulary,
    folded_letters,
    others,
    vocabularies,
    words_of,
)
from bot.models.offline.reading.words import ACTIONS, CALENDAR, COMMON, GRAMMAR, WEATHER
from bot.places.gazetteer import Gazetteer

_ENGLISH = (GRAMMAR | CALENDAR | WEATHER | ACTIONS | COMMON) - {"wetter"}  # German for weather
_MOST_ENGLISH = 0.34
_MOST_CHARACTERS = 4000  # English can be five times as long as Japanese.
_FEWEST_WORDS = 2
_LARGE_CITY = 100_000
_FEWEST_HINTS = 0.1
_WORD = re.compile(r"\w+")
_STATE = re.compile(r"(?<=[a-z][ ,])[ ]?\b[A-Z]{2}\b")
_ASKS = re.compile(r"[?\uff1f]|\u304b\u3002?\s*$")
"""A question by its mark, or by the last syllable of a Japanese one."""

_IS_QUESTION = re.compile(
    r"\b(?:is|are|was|did|will|do|can|how|when|what|which|weather|forecast|temperature|humidity|high"
    r"|low|chance|uv|pollen|air|sunrise|sunset|moon\w*|daylight|sea|warnings|than)\b"
)
"""English words that ask for something by themselves."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A question in another language, as far as it was understood.

    Attributes:
        language: The language's code, such as "de"; "" where it is none that is read.
        english: The words that are known, in English and in their order, without the places.
        places: The places in their order.
        remark: The sentence in the person's language that places alone were read; else "".
    """

    language: str
    english: str
    places: tuple[str, ...]
    remark: str = ""


def translated(text: str, gazetteer: Gazetteer, tag: str) -> Translation | None:
    """Return a question in another language than English; None where it is English.

    Two capitals are the code of a state, and no word of any: "Wilmington, DE".

    Where it may be in several, the language of the person's BCP 47 tag decides.
    """
    low = folded_letters(text if text.isupper() else _STATE.sub(_unsaid, text))
    own = tag.partition("-")[0].lower()
    found = [(_score(words, low, own), words) for words in vocabularies()]
    score, vocabulary = max(found, key=lambda each: each[0])
    english, count = _english_share(text, low)
    is_chinese = vocabulary.is_unspaced and not KANA.search(low) and _likeliest(low, own)[1] > 0
    is_other = not vocabulary.is_unspaced and _likeliest(low, own)[1] > score
    if score > english and score > 0 and not (is_chinese or is_other):
        return _read(text, low, vocabulary, gazetteer)
    if count < _FEWEST_WORDS and not UNSPACED.search(low):
        return None
    return _unread(text, low, gazetteer, own) if english <= _MOST_ENGLISH * count else None


def _unsaid(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _score(vocabulary: Vocabulary, low: str, own: str) -> float:
    """Return the number of known words of a text, and half a word for the person's own."""
    known = vocabulary.known_words(low)
    return known + 0.5 * (known > 0 and vocabulary.language == own)


def _english_share(text: str, low: str) -> tuple[int, int]:
    """Return the number of English words in a text, and of all its words.

    One in capitals behind the first is more likely a name: "Frankfurt am Main".
    """
    words = list(WORD.finditer(low))
    english = [word for word in words if word[0] in _ENGLISH]
    is_loud = text.isupper()
    return sum(
        is_loud or not word.start() or not text[word.start()].isupper() for word in english
    ), len(words)


def _read(text: str, low: str, vocabulary: Vocabulary, gazetteer: Gazetteer) -> Translation:
    matches = vocabulary.matches(low)
    if vocabulary.is_unspaced:
        places, taken = names_in(text, gazetteer, matches)
    else:
        places, taken = spaced_names_in(text, gazetteer, matches)
    english = [
        match.english for match in matches if not any(match.overlaps(span) for span in taken)
    ]
    if vocabulary.is_unspaced:
        places = [_in_japan(place, gazetteer) for place in places]
    words = " ".join(filter(None, english))[:_MOST_CHARACTERS]
    if _ASKS.search(low) and not _IS_QUESTION.search(words):
        words = f"is it {words}"
    return Translation(vocabulary.language, words, tuple(places))


def _in_japan(name: str, gazetteer: Gazetteer) -> str:
    """Return a name with its country where a large city in Japan is meant, and not one in China."""
    found = gazetteer.find(name)
    is_there = any(
        place.country_code == "JP" and place.population >= _LARGE_CITY for place in found[1:]
    )
    return f"{name}, 日本" if is_there and found[0].country_code == "CN" else name


def _unread(text: str, low: str, gazetteer: Gazetteer, own: str) -> Translation | None:
    """Return the places of a question in a language that is not read; None where it has none."""
    remark, hints, words = _likeliest(low, own)
    english, count = _english_share(text, low)
    is_english = own in ("", "en") or english > 0
    if is_english and hints <= max(english, count * _FEWEST_HINTS):
        return None
    find = names_in if UNSPACED.search(low) else spaced_names_in
    # A word of the language is no place: "καιρό" is the weather in Greek, and not Cairo.
    said = [
        Match(*match.span(), "")
        for match in _WORD.finditer(low)
        if match[0] in words and text[match.start()].islower()
    ]
    places, _ = find(text, gazetteer, said)
    return Translation("", "weather today", tuple(places), remark) if places else None


def _likeliest(low: str, own: str) -> tuple[str, int, frozenset[str]]:
    """Return the remark of the likeliest language, how many of its words show it, and all these."""
    words = set(words_of(low.replace("-", " "))) - _ENGLISH
    hints, is_own, remark, known = max(
        (
            (other.hints_in(low, words), other.language == own, other.remark, other.words)
            for other in others()
        ),
        key=lambda each: each[:3],
    )
    return (remark if hints or is_own else ""), hints, known
