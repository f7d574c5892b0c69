"""Questions in other languages than English: their words put into English, and their places found.

German, Spanish and Japanese have a file of words each. Of any other language the places alone are
found.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.languages import ENGLISH
from bot.models.offline.foreign.exonyms import in_english, zone_cities
from bot.models.offline.foreign.names import spaced_names_in
from bot.models.offline.foreign.others import LATIN, Other, likeliest_other, script_of, word_parts
from bot.models.offline.foreign.unspaced import names_in
from bot.models.offline.foreign.vocabulary import (
    KANA,
    UNSPACED,
    WORD,
    Match,
    Vocabulary,
    folded_letters,
    own_names,
    vocabularies,
    words_of,
)
from bot.models.offline.reading.times.parts import Named, PlaceAt
from bot.models.offline.reading.tokens import NO_WORDS, Span, masked
from bot.models.offline.reading.words import ACTIONS, CALENDAR, COMMON, GRAMMAR, WEATHER
from bot.places.gazetteer import Gazetteer

_SHARED = frozenset({"wetter", "meteo"})  # weather in German, and in French and Italian
_ENGLISH = (GRAMMAR | CALENDAR | WEATHER | ACTIONS | COMMON) - _SHARED
_MOST_CHARACTERS = 4000  # English can be five times as long as Japanese.
_FEWEST_WORDS = 2
_MARKS = " ?!.,"
_LARGE_CITY = 100_000
_LONG = 4
"""The letters of a word that shows its language by itself."""
_CJK = "CJK"
_PARTICLES = frozenset(("de", "la", "le", "les", "du", "del", "di", "da", "do", "das", "dos", "e"))
"""Words of many languages that stand in names."""
_UNITS = frozenset({"celsius", "fahrenheit", "kelvin"})
_GAP = "____"
_STATE = re.compile(r"(?<=[a-z][ ,])[ ]?\b(?!UV|WE)[A-Z]{2}\b")
_INSIDE = re.compile(
    r"(?<=[ (-])[A-Z][\w'\u2019]{1,30}[ -](?P<word>of|upon|on|under|by|the|and|or)"
    r"(?=[ -](?:the )?[A-Z])"
)
"""A little word of a name, and no English one of the question."""
_DAY = r"(?:yesterday|today|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_THAN_BEHIND = re.compile(rf"(?P<first>{_DAY}) (?P<day>{_DAY}) (?P<more>\w+er than)$")
"""A comparison of two days in the order of Japanese."""
_ASKS = re.compile(r"[?\uff1f]|\u304b\u3002?\s*$")
"""A question by its mark, or by the last syllable of a Japanese one."""

_IS_QUESTION = re.compile(
    r"\b(?:feels|is|are|was|did|will|do|can|how|when|what|which|weather|forecast|temperature|humidity|high"
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
        named: The same words with the places, each of which may have a time of its own.
    """

    language: str
    english: str
    places: tuple[str, ...]
    remark: str = ""
    named: Named | None = None


def translated(text: str, gazetteer: Gazetteer, tag: str, spoken: str = "") -> Translation | None:
    """Return a question in another language than English; None where it is English.

    Two capitals are the code of a state, and no word of any: "Wilmington, DE".

    Where it may be in several, the language spoken in its thread before decides, and in a new one
    that of the person's BCP 47 tag.
    """
    text = NO_WORDS.sub(_unsaid, text)
    low = _folded(text)
    own = spoken or tag.partition("-")[0].lower()
    found = [(_score(words, low, own), words) for words in vocabularies()]
    score, vocabulary = max(found, key=lambda each: (each[0], each[1].is_unspaced))
    other, known = likeliest_other(low, own)
    words = _english_words(text, low)
    if spoken == ENGLISH.name and (text.islower() or len(words_of(low)) == 1):
        words += _SHARED.intersection(words_of(low))  # a noun of German has a capital
    is_chinese = vocabulary.is_unspaced and other.script == _CJK and not KANA.search(low) and known
    is_other = not vocabulary.is_unspaced and len(known) > score
    is_read = score > len(words) or (KANA.search(low) and vocabulary.is_unspaced and not words)
    if is_read and not (is_chinese or is_other):
        return _read(text, low, vocabulary, gazetteer, own)
    return _unread(text, low, gazetteer, own, words)


def is_english(text: str) -> bool:
    """Return whether a text that is in no other language shows itself to be English.

    A single word with a capital does not: "Bath?" is a place.
    """
    low = _folded(text)
    is_name = len(words_of(low)) == 1 and text.strip()[:1].isupper()
    return not is_name and bool(_english_words(text, low))


def _folded(text: str) -> str:
    return folded_letters(text if text.isupper() else _STATE.sub(_unsaid, text))


def _unsaid(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _score(vocabulary: Vocabulary, low: str, own: str) -> float:
    """Return the number of known words of a text, and half a word for the person's own."""
    known = vocabulary.known_words(low)
    return known + 0.5 * (known > 0 and vocabulary.language == own)


def _english_words(text: str, low: str) -> list[str]:
    """Return the English words of a text.

    One in capitals behind the first is more likely a name: "Frankfurt am Main", and so is one
    between two of them: "Port of Spain". A unit is none.
    """
    is_loud = text.isupper()
    inside = {match.start("word") for match in _INSIDE.finditer(text)}
    return [
        word[0]
        for word in WORD.finditer(low)
        if word.start() not in inside
        and (
            word[0] in _UNITS
            or (
                word[0] in _ENGLISH
                and (is_loud or not word.start() or not text[word.start()].isupper())
            )
        )
    ]


def _read(
    text: str, low: str, vocabulary: Vocabulary, gazetteer: Gazetteer, own: str
) -> Translation | None:
    """Return a question with its words in English; None where all that is known is in names."""
    matches = vocabulary.matches(low)
    if vocabulary.is_unspaced:
        places, taken = names_in(text, gazetteer, matches)
        places = [_in_japan(place, gazetteer) for place in places]
    else:
        language = vocabulary.language
        known = {**zone_cities(language), **own_names(language)}
        places, taken = spaced_names_in(text, gazetteer, matches, own=known)
        places = [in_english(place, language, gazetteer) for place in places]
    outside = [match for match in matches if not any(match.overlaps(span) for span in taken)]
    if own != vocabulary.language and _is_name(text, outside, gazetteer):
        return None
    words = " ".join(match.english for match in outside if match.english)[:_MOST_CHARACTERS]
    if vocabulary.is_unspaced:
        words = _THAN_BEHIND.sub(r"\g<first> \g<more> \g<day>", words)
    if _ASKS.search(low) and not _IS_QUESTION.search(words):
        words = f"is it {words}"
    return Translation(
        vocabulary.language,
        words,
        tuple(dict.fromkeys(places)),
        named=_named(outside, places, taken),
    )


def _is_name(text: str, words: Sequence[Match], gazetteer: Gazetteer) -> bool:
    """Return whether the only known word of a text, if any, is a place too: "Como, Italy".

    A word for the weather is the name of a country or a region: "Nevada, Texas and Ohio".
    """
    if not words:
        return not KANA.search(text)
    first = text[words[0].start : words[0].end]
    if len(words) > 1 or first[0].islower():
        return False
    return bool(gazetteer.areas(first) if words[0].english else gazetteer.find(first))


def _named(words: Sequence[Match], places: Sequence[str], spans: Sequence[Span]) -> Named:
    """Return the words of a question in English with underscores for its places."""
    said = [(match.start, match.english, "") for match in words if match.english]
    said += [(start, _GAP, place) for place, (start, _) in zip(places, spans, strict=True)]
    text, found = "", []
    for _, english, place in sorted(said):
        if place:
            found.append(PlaceAt(place, len(text), len(text) + len(english)))
        text += f"{english} "
    return Named(text[:_MOST_CHARACTERS], tuple(found))


def _in_japan(name: str, gazetteer: Gazetteer) -> str:
    """Return a name with its country where a large city in Japan is meant, and not one in China."""
    found = gazetteer.find(name)
    is_there = any(
        place.country_code == "JP" and place.population >= _LARGE_CITY for place in found[1:]
    )
    return f"{name}, 日本" if is_there and found[0].country_code == "CN" else name


def _unread(
    text: str, low: str, gazetteer: Gazetteer, own: str, english: Sequence[str]
) -> Translation | None:
    """Return the places of a question in a language that is not read; None where it is none."""
    other, known = likeliest_other(low, own)
    is_alien = script_of(low) == other.script != LATIN
    hints = known - _ENGLISH
    is_unspaced = bool(UNSPACED.search(low))
    if len(words_of(low)) < _FEWEST_WORDS and not is_unspaced:
        word = text.strip(_MARKS)
        if not hints or word.lower() in _SHARED or gazetteer.find(word):
            return None
    is_own = other.language == own
    is_likely = is_own or len(hints) > 1 or len(max(hints, key=len, default="")) >= _LONG
    others = [word for word in english if word not in known]
    if len(hints) + is_own <= len(others) or not (is_likely or is_alien):
        return None
    if others and hints <= _PARTICLES:
        return None  # "weather in Santiago de la Ribera"
    # A word of the language is no place: "καιρό" is the weather in Greek, and not Cairo.
    said = [
        Match(*match.span(), "")
        for match in WORD.finditer(low)
        if match[0] in other.words and (not match.start() or not text[match.start()].isupper())
    ]
    if is_unspaced:
        places, spans = names_in(text, gazetteer, said)
    else:
        places, spans = spaced_names_in(text, gazetteer, said, other.endings)
    if not _says_more(text, spans, other, hints, is_alien=is_alien):
        return None
    return Translation("", "weather today", tuple(dict.fromkeys(places)), other.remark)


def _says_more(
    text: str, spans: Sequence[Span], other: Other, hints: AbstractSet[str], *, is_alien: bool
) -> bool:
    """Return whether anything is said of the places of a text, and not their names alone."""
    rest = folded_letters(masked(text, spans))
    if is_alien:
        return bool(WORD.search(rest))
    return bool(other.known_in(rest, word_parts(rest)) & hints)
