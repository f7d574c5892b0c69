"""Find the names that the gazetteer knows whole, whatever words, months or signs are in them.

"Half Moon Bay" asks for no moon, "May Pen" for no month, and "Federal Way" is no way to Washington.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from bot.models.offline.reading.areas.qualifiers import has_code, in_a_row
from bot.models.offline.reading.runs import Run
from bot.models.offline.reading.sentence import Sentence
from bot.models.offline.reading.times.dates import MONTH, WEEKDAY
from bot.models.offline.reading.tokens import Span
from bot.models.offline.reading.words import (
    CALENDAR,
    COMMON,
    GRAMMAR,
    HEADLINES,
    OTHER_PREPOSITIONS,
    PLACE_PREPOSITIONS,
    TITLES,
    WEATHER,
)

_LEADS: Final = PLACE_PREPOSITIONS | {"for", "from", "of", "over", "than", "and", "or"}
_PLAIN: Final = GRAMMAR | CALENDAR | WEATHER | OTHER_PREPOSITIONS
_PARTICLES: Final = frozenset(("of", "the", "de", "la", "le", "du", "del", "di", "da", "am", "y"))
ADJECTIVES: Final = {"nice", "aurora"}
"""Cities whose names say something of the weather: "nice weather"."""
_SHORT: Final = 2
_NOTHING_ELSE: Final = re.compile(r"[\s?.]{0,9}")
KNOWN_TO_MANY: Final = 50_000
_DAYS: Final = CALENDAR | {"now", "this", "next", "right"}
_MORE: Final = frozenset(("state", "national", "regional", "county", "provincial", "nature"))
"""Words that a longer name goes on with: "Long Branch State Park"."""
_SHORT_WEEKDAYS: Final = frozenset(("mon", "tue", "tues", "wed", "thu", "thur", "fri", "sat"))
_OF_DAYS: Final = frozenset(("day", "eve", "festival"))
_NUMERALS: Final = frozenset(
    ("half", "second", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
)
LANDMARKS: Final = frozenset(
    {
        *("park", "beach", "zoo", "museum", "bridge", "tower", "stadium", "square", "castle"),
        *("lake", "gardens", "garden", "harbor", "harbour", "pier", "arena", "palace"),
        *("cathedral", "market"),
    }
)
_CAPITAL: Final = re.compile(r"(?:[dl]['\u2019])?[^\W\d_a-z\u00df-\u00ff]")
"""The first letter of a word in a name, with what is elided: "Cortina d'Ampezzo"."""
_NO_WORDS: Final = frozenset(("tx",))
"""Codes that are short for a word, such as "thanks", in small letters alone."""
_CODES: Final = frozenset(("uk",))
"""Codes of countries that are no words in small letters either."""
_TOWN: Final = re.compile(r", ?(?:in )?[^\W\d_a-z]| in [^\W\d_a-z]")
_SAYS_NOTHING: Final = _PLAIN | {"weather", "forecast", "it", "is", "what", "ps", "pm"}
_TIME: Final = re.compile(
    rf" (?:at|by|around) (?:\d|noon|midnight|midday)| (?:on|in) (?:the )?(?:\d|{WEEKDAY}|{MONTH})"
    r"| (?:at|by|around|towards|until|till) (?:the )?(?:end|start|beginning|weekend)\b"
    r"| (?:in|during|over|for) the (?:morning|afternoon|evening|night|weekend|week|coming|next)\b"
    r"| (?:early|late|later|mid|for the|over the) (?:this|next|week|in the|today|tonight|tomorrow)"
    r"| (?:rush hour|lunch(?:time)?|noon|midday)\b| later(?= on\b|\W*$)"
    rf"| (?:the )?\d{{1,2}}(?:st|nd|rd|th| {MONTH})"
)
_DAY: Final = re.compile(rf" (?:{'|'.join(sorted(_DAYS))})\b")
_LIKENESS: Final = re.compile(r" (?:(?:be|been) )?(?:like|looking|doing)\b")
_HAIL = r"(?i)\W*(?:(?:hey|hi|so|and|ok),? )?"
_ASKS_HOW: Final = re.compile(rf"{_HAIL}(?:what|how)(?:['\u2019]?s| is| was| will) ")
_ASKS_IF: Final = re.compile(rf"{_HAIL}(?:is|was|will|isn't|are) ")
_IS_FELT: Final = re.compile(
    r" (?:(?:going to |gonna )?be )?(?:(?:too|very|so|really|this|as) )?"
    rf"(?:{'|'.join(sorted(WEATHER - {'weather', 'air', 'climate', 'alert', 'warning'}))}"
    r"|nice|lovely|good|pleasant)\b"
)
_SEASONS: Final = frozenset(("spring", "summer", "autumn", "fall", "winter"))
_BEHIND: Final = HEADLINES | _DAYS | {"in", "at", "on"}


def whole_names(sentence: Sentence) -> list[Run]:
    """Return the runs of words that are names as they stand, from left to right.

    Something must mark each as a name: capitals, a preposition, the code of its region, or that
    the question opens with it.
    """
    return list(_runs(sentence))


def spans_of(sentence: Sentence, wholes: Sequence[Run]) -> list[Span]:
    """Return the spans of the names in the text, with the codes of their regions."""
    words, names = sentence.words, sentence.names
    return [
        (
            words[run.first].start,
            words[run.end].end
            if has_code(names, *_ends(run))
            else words[run.first].start + len(names.whole_name(*_ends(run))),
        )
        for run in wholes
    ]


def _ends(run: Run) -> tuple[int, int]:
    return run.first, run.end


def _runs(sentence: Sentence) -> Iterator[Run]:
    at = 0
    while at < len(sentence.words):
        run = next((run for run in _known_at(sentence, at) if _is_marked(sentence, run)), None)
        run = run or _code_at(sentence, at) or _unknown_at(sentence, at)
        if run:
            yield run
        at = run.end if run else at + 1


def _known_at(sentence: Sentence, at: int) -> Iterator[Run]:
    """Yield the known names that begin at a word, the longest first."""
    names = sentence.names
    for end in range(names.loose_reach(at), at, -1):
        if names.is_whole(at, end):
            yield Run(at, end)


def _unknown_at(sentence: Sentence, at: int) -> Run | None:
    """Return a name in capitals that opens a question and that nobody has to know.

    It begins with a number or a title, or is a landmark with its town: "Second Mesa tomorrow",
    "Mount Rainier", "Ocean Beach, San Diego".
    """
    words, names, end = sentence.words, sentence.names, 1
    if at or sentence.text.isupper() or words[0].text[0].islower():
        return None
    while end < len(words) and names.is_glued(end) and _CAPITAL.match(words[end].text):
        end += 1
    run = Run(0, end)
    is_led = words[0].folded in _NUMERALS | TITLES and _is_followed(sentence, run, _BEHIND)
    is_landmark = words[end - 1].folded in LANDMARKS and words[0].folded not in _PLAIN
    has_town = is_landmark and bool(_TOWN.match(sentence.text[words[end - 1].end :]))
    is_all = end == len(words) and (is_landmark or "'" in words[end - 1].text)
    return run if (is_led or has_town or is_all) and end > 1 and not in_a_row(names, end) else None


def _code_at(sentence: Sentence, at: int) -> Run | None:
    """Return a code that is all, or beside "weather" or a day: "UK", "UK weather", "TX today"."""
    words, word, run = sentence.words, sentence.words[at], Run(at, at + 1)
    is_plain = word.folded in _SAYS_NOTHING or word.folded in COMMON
    is_word = (is_plain and word.folded not in _NO_WORDS) or len(word.text) > _SHORT
    is_all = len(words) == 1 and bool(_NOTHING_ELSE.fullmatch(sentence.text, word.end))
    is_code = word.text.isupper() and (is_all or not sentence.text.isupper()) and not is_word
    if not (is_code or word.folded in _CODES) or word.text not in sentence.names.areas:
        return None
    low = sentence.text.lower()  # "UK weather in the morning" has no other place
    leads = (each.start - 1 for each in words if each.folded in PLACE_PREPOSITIONS)
    if not all(_TIME.match(low, start) for start in leads):
        return None
    is_told = not at or words[at - 1].folded in HEADLINES
    is_told = is_told and _is_followed(sentence, run, HEADLINES | _DAYS, or_time=True)
    return run if is_told and (is_all or len(words) > 1) else None


def _is_marked(sentence: Sentence, run: Run) -> bool:
    """Return whether anything but its being known makes a run a name."""
    said = {word.folded for word in sentence.words[run.first : run.end]}
    if _is_all(sentence, run):
        return True
    if _is_part(sentence, run):
        return False
    if run.end == run.first + 1:
        return _is_marked_word(sentence, run)
    if said <= _PLAIN:
        return False
    opens = run.first == 0 and _is_followed(sentence, run, _BEHIND) and _is_large(sentence, run)
    is_led = sentence.before(run.first)[0] in _LEADS
    return opens or is_led or _has_capitals(sentence, run) or has_code(sentence.names, *_ends(run))


def _is_all(sentence: Sentence, run: Run) -> bool:
    """Return whether a message is nothing but a name, and one of a city where it is a word too."""
    rest = sentence.text[: sentence.words[run.first].start]
    rest += sentence.text[sentence.words[run.end - 1].end :]
    if run.end - run.first < len(sentence.words) or not _NOTHING_ELSE.fullmatch(rest):
        return False
    words = {word.folded for word in sentence.words}
    is_word = bool(words & _SAYS_NOTHING or words & ADJECTIVES)
    is_capital = sentence.text.lstrip()[0].isupper() or not is_word
    return is_capital and _is_large(sentence, run) if is_word or len(words) == 1 else True


def _has_capitals(sentence: Sentence, run: Run) -> bool:
    words = sentence.words[run.first : run.end]
    return sentence.case_counts and all(
        not word.text[0].islower() for word in words if word.folded not in _PARTICLES
    )


def _is_marked_word(sentence: Sentence, run: Run) -> bool:
    """Return whether one word is a name although it is a plain one, or opens the question."""
    word, names = sentence.words[run.first].folded, sentence.names
    # A time or a number may be part of it: "Sept-Îles", "Lyon 07".
    is_more = "-" in word or names.whole_name(*_ends(run)) != names.name(*_ends(run))
    is_odd = is_more or sentence.kind(run.first) != "name"
    if is_odd and _is_led_capital(sentence, run):
        return True
    if word in _SAYS_NOTHING:
        return False
    if _is_likened(sentence, run) or _stands_alone(sentence, run):
        return True
    return has_code(names, *_ends(run)) or _opens_alone(sentence, run)


def _is_part(sentence: Sentence, run: Run) -> bool:
    """Return whether a name is part of a longer one, or the region of another name."""
    words, names = sentence.words, sentence.names
    if run.end < len(words) and names.is_glued(run.end) and not has_code(names, *_ends(run)):
        behind = words[run.end]
        is_more = behind.folded in _MORE and sentence.is_capitalised(run.end)
        if is_more or behind.folded in COMMON or behind.folded in _OF_DAYS:
            return True
    if run.first and words[run.first - 1].folded in TITLES and names.is_glued(run.first):
        return True
    return names.name(run.first, run.end) in names.areas and _stands_behind_a_name(sentence, run)


def _stands_behind_a_name(sentence: Sentence, run: Run) -> bool:
    """Return whether something that can be a name stands before: "Birmingham in the UK"."""
    at = run.first - 1
    while at >= 0 and sentence.words[at].folded in ("in", "the"):
        at -= 1
    if at < 0 or (before := sentence.words[at].folded) in _PLAIN or before in _LEADS:
        return False
    return sentence.text[sentence.words[at].end : sentence.words[at + 1].start].strip() in ("", ",")


def _is_led_capital(sentence: Sentence, run: Run) -> bool:
    """Return whether one word stands out behind "in", so that it is a name whatever it means."""
    word = sentence.words[run.first]
    return (
        sentence.case_counts
        and word.text[0].isupper()
        and word.folded not in CALENDAR
        and len(word.text) > _SHORT
        and sentence.is_led(run.first)
        and not (sentence.names.reach(run.first, 2) > run.end and sentence.is_capitalised(run.end))
    )


def _is_likened(sentence: Sentence, run: Run) -> bool:
    """Return whether a city stands where people ask how a place is.

    As in "what is bath like today", "how is hull tomorrow" and "is split nice now".
    """
    word, text = sentence.words[run.first], sentence.text
    behind = sentence.words[run.end - 1].end
    likeness = _LIKENESS.match(text, behind)
    if word.folded in _SEASONS | ADJECTIVES or not (likeness or _is_large(sentence, run)):
        return False
    if _ASKS_IF.fullmatch(text, 0, word.start):
        return bool(_IS_FELT.match(text.lower(), behind))
    rest = text[likeness.end() if likeness else behind :].lower()
    is_over = not re.search(r"\w", rest) or bool(_TIME.match(rest) or _DAY.match(rest))
    return is_over and bool(_ASKS_HOW.fullmatch(text, 0, word.start))


def _stands_alone(sentence: Sentence, run: Run) -> bool:
    """Return whether a city is all that is said of a day: "Monday: Cork.", "Tue Rome"."""
    words, text = sentence.words, sentence.text
    before = text[: words[run.first].start].rstrip()[-1:]
    behind = text[words[run.end - 1].end :].lstrip()[:1]
    is_alone = before == ":" and (not behind or behind in ".;!?,/")
    follows_day = run.first > 0 and words[run.first - 1].folded in _SHORT_WEEKDAYS
    return (is_alone or follows_day) and _is_large(sentence, run)


def _opens_alone(sentence: Sentence, run: Run) -> bool:
    """Return whether a city opens a question: "Cork weather", "Bath: rain tomorrow?"."""
    words, is_alone = sentence.words, run.end == len(sentence.words)
    if run.first or is_alone or words[0].folded in ADJECTIVES | {"come"}:
        return False
    is_label = sentence.text[words[0].end : words[0].end + 1] == ":"
    behind = HEADLINES | _DAYS | (WEATHER if is_label else set())
    is_beside = is_label or sentence.names.is_glued(run.end)
    is_told = is_beside and _is_followed(sentence, run, behind, or_time=True)
    return is_told and _is_large(sentence, run)


def _is_followed(
    sentence: Sentence, run: Run, words: Collection[str], *, or_time: bool = False
) -> bool:
    """Return whether a name ends the question, or one of some words stands behind it.

    Or, where that counts too, a clock, a day or a month: "Cork at 09:00".
    """
    if run.end == len(sentence.words) or sentence.words[run.end].folded in words:
        return True
    behind = sentence.text[sentence.words[run.end - 1].end :].lower()
    return or_time and bool(_TIME.match(behind))


def _is_large(sentence: Sentence, run: Run) -> bool:
    return (sentence.names.population(run.first, run.end) or 0) >= KNOWN_TO_MANY
