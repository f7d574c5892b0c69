"""Find where a name in a question begins and ends: "Gates of the Arctic National Park"."""

import re
from dataclasses import dataclass
from typing import Final

from bot.models.offline.reading.known_names import LARGE_CITY
from bot.models.offline.reading.memory import remembered
from bot.models.offline.reading.sentence import Sentence
from bot.models.offline.reading.words import COMMON, DIRECTIONS, NEVER_ALONE, PARTS_OF_PLACES

_PARTICLES: Final = frozenset(
    {"of", "the", "de", "la", "le", "du", "del", "di", "da", "upon", "and"}
)
_CAPITAL_PARTICLES: Final = _PARTICLES | {"on", "under", "am"}
_BEFORE_ARTICLE: Final = {"of", "on", "under", "upon"}
_SECOND_KINDS: Final = frozenset(
    {"preserve", "gardens", "park", "zoo", "museum", "aquarium", "reserve", "seashore"}
)
_KINDS_OF_AREA: Final = frozenset(
    {"recreation", "natural", "wildlife", "management", "conservation", "wilderness"}
)
_MOST_PLAIN_WORDS: Final = 12
"""No name goes on behind so many words in a row that can't end one."""
_PRAISE: Final = {"best", "nice"}
_ASKS_WHICH: Final = re.compile(
    r"(?i)\b(?:which|what|where|who)\b[^,;?.!]{0,40}(?:\b(?:is|are|was|be|looks)|['\u2019]s)"
    r"(?: it| the weather)?(?: be)? (?:the )?$"
)
_ENDS_OF_NAMES: Final = {"city", "town", "village", "island", "state", "country"}


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that can be a name: the first, and the one behind the last."""

    first: int
    end: int


def run_at(sentence: Sentence, at: int) -> Run | None:
    """Return the longest name that can start at a word, or right behind it; None when none can."""
    if not sentence.is_name_like(at) or _only_leads(sentence, at) or _is_said(sentence, at):
        return None
    first = _trimmed_start(sentence, at, _end(sentence, at))
    return Run(first, _trimmed_end(sentence, first, _end(sentence, first)))


def is_airport(sentence: Sentence, run: Run) -> bool:
    """Return whether a run is a name with the word behind it: "Oslo airport"."""
    return run.first < run.end - 1 and sentence.words[run.end - 1].folded == "airport"


def opens_clause(sentence: Sentence, run: Run) -> bool:
    """Return whether an area in capitals stands first, with a time behind it: "Kent today"."""
    words, text = sentence.words, sentence.text
    is_capital = words[run.first].text[0].isupper() and not text.isupper()
    before = text[: words[run.first].start].rstrip()[-1:]
    behind = words[run.end] if run.end < len(words) else None
    is_led = behind is not None and behind.folded in ("between", "from")
    timed = words[run.end + is_led : run.end + is_led + 1]
    is_timed = bool(timed) and timed[0].is_taken and sentence.names.is_glued(run.end)
    is_first = is_capital and before in ("", *"?!.;,:/")
    return is_first and is_timed and sentence.names.is_area(run.first, run.end)


def _only_leads(sentence: Sentence, at: int) -> bool:
    """Return whether a word only leads to a place: "city" in "the city of Nuremberg"."""
    words = sentence.words
    is_led = at + 1 < len(words) and words[at + 1].folded == "of"
    return is_led and words[at].folded in PARTS_OF_PLACES and not sentence.is_capitalised(at)


def _is_said(sentence: Sentence, at: int) -> bool:
    """Return whether a word says how a place is: "which is best, Oslo or Rome?"."""
    word, text = sentence.words[at], sentence.text
    is_over = text[word.end : word.end + 1] in (",", ":", "?")
    return is_over and word.text in _PRAISE and bool(_ASKS_WHICH.search(text, 0, word.start))


def _end(sentence: Sentence, at: int) -> int:
    end = max(at + 1, sentence.names.long_end(at))
    plain = 0
    while plain < _MOST_PLAIN_WORDS and (further := _further_end(sentence, end)) > end:
        end = further
        plain = plain + 1 if _is_plain(sentence, end - 1) else 0
    return end


@remembered
def _further_end(sentence: Sentence, end: int) -> int:
    """Return the end of a name that goes on behind a word by one more; the same if it doesn't."""
    words, names = sentence.words, sentence.names
    if end >= len(words) or not names.is_glued(end):
        return end
    behind = end
    particles = _CAPITAL_PARTICLES if _is_capital(sentence, end - 1) else _PARTICLES
    while behind < len(words) and words[behind].folded in particles:
        behind += 1
    if behind >= len(words) or not _goes_on(sentence, end, behind):
        return end
    return max(behind + 1, names.long_end(behind))


def _goes_on(sentence: Sentence, end: int, behind: int) -> bool:
    """Return whether a name goes on with a word, with or without particles in between."""
    names = sentence.names
    if any(not names.is_glued(at) for at in range(end + 1, behind + 1)):
        return False
    if not sentence.is_name_like(behind):
        is_free = behind == end and not sentence.words[behind].is_taken
        return is_free and names.is_area(behind, behind + 1, behind=names.name(end - 1, end))
    between = frozenset(word.folded for word in sentence.words[end:behind])
    is_capital = sentence.is_capitalised(behind)
    if between and _is_capital(sentence, end - 1) != is_capital:
        return False
    if "and" in between:
        return is_capital and sentence.words[behind].folded in _SECOND_KINDS
    if "the" in between:
        return not between.isdisjoint(_BEFORE_ARTICLE)
    return "on" not in between


def _is_capital(sentence: Sentence, at: int) -> bool:
    """Return whether a word is capitalised, or the first of a question with a capital letter."""
    word = sentence.words[at]
    is_first = at == 0 and sentence.case_counts and word.text[0].isupper()
    return sentence.is_capitalised(at) or (is_first and sentence.kind(at) == "name")


def _trimmed_start(sentence: Sentence, first: int, end: int) -> int:
    """Return the start of a run without the plain words before a name in capitals."""
    if sentence.names.long_end(first):
        return first
    capitals = [at for at in range(first, end) if sentence.is_capitalised(at)]
    if capitals and not sentence.is_capitalised(first) and sentence.kind(first) != "name":
        return first if _opens_name(sentence, first, capitals[0], end) else capitals[0]
    is_part = sentence.words[first].folded in NEVER_ALONE and first + 1 < end
    return first + 1 if is_part and sentence.kind(first + 1) == "name" else first


def _opens_name(sentence: Sentence, first: int, capital: int, end: int) -> bool:
    """Return whether the noun that opens a question is part of an unknown name: "Cape Cod"."""
    word = sentence.words[first]
    is_side = word.folded in DIRECTIONS and sentence.words[capital].folded in COMMON
    is_noun = word.text[0].isupper() and (is_side or word.folded in COMMON - NEVER_ALONE)
    rest = sentence.names.population(capital, end) or 0
    return is_noun and capital == first + 1 and rest < LARGE_CITY


def _trimmed_end(sentence: Sentence, first: int, end: int) -> int:
    """Return the end of a run without the plain words behind the name."""
    while (
        end > first + 1
        and sentence.names.population(first, end) is None
        and _is_plain(sentence, end - 1)
    ):
        end -= 1
    return end


@remembered
def _is_plain(sentence: Sentence, last: int) -> bool:
    """Return whether a word can't be the last one of a name."""
    word = sentence.words[last].folded
    if word in _ENDS_OF_NAMES or sentence.is_capitalised(last):
        return False
    is_area = word == "area" and sentence.words[last - 1].folded in _KINDS_OF_AREA
    return sentence.kind(last) == "action" or (word in NEVER_ALONE and not is_area)
