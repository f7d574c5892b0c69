"""Find the places that a question names: by a gazetteer, by prepositions and by capital letters."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.gazetteer import Gazetteer
from bot.question_names import LARGE_CITY, Names
from bot.question_tokens import Span, Word, split_words
from bot.question_words import (
    ACTIONS,
    CALENDAR,
    COMMON,
    GRAMMAR,
    MISSPELT,
    NEVER_ALONE,
    OTHER_PREPOSITIONS,
    PARTS_OF_PLACES,
    PLACE_PREPOSITIONS,
    WEATHER,
)

_LIST = re.compile(r"(?i)(?:[,;/&+\s]|\band\b|\bor\b|\bvs\.?|\bversus\b)+(?:in\s+|at\s+)?(?:the\s+)?")
_PARTICLES = {"of", "the", "de", "la", "le", "du", "del", "di", "da", "upon", "and", "&"}
_CAPITAL_PARTICLES = _PARTICLES | {"on", "under", "am", "or", "by", "for", "in"}
_KINDS_OF_AREA = {"recreation", "natural", "wildlife", "management", "conservation", "wilderness"}
_NO_NAME = re.compile(r".+(?:ing|ly|able|ful|ness|ish|wise|est)")
_HEADLINES = {"weather", "forecast", "temperature", "temp", "temps", "wether", "forcast"}
# No name follows these: "my town", "a walk", "too windy".
_DETERMINERS = {
    *("my", "our", "your", "his", "her", "their", "a", "an", "some", "any", "no", "every", "each"),
    *("this", "that", "these", "those", "very", "too"),
}
_MAX_NAME = 100
_SHORT = 3
_LONG_WORD = 6
_ALIKE = 0.86


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a question: what to ask for, and where it stands in the text."""

    place: str
    start: int
    end: int


def find_places(text: str, gazetteer: Gazetteer, taken: Sequence[Span] = ()) -> list[Mention]:
    """Return the places of a question in its order, each once.

    A region or country behind a name is kept with it ("Springfield, IL"). Names that the gazetteer
    does not have are kept when the sentence shows that they are places.
    """
    words = split_words(text, taken)
    reader = _Reader(text, words, Names.of(text, words, gazetteer), _case_counts(text, words))
    found = reader.mentions(lenient=False) or reader.mentions(lenient=True)
    unique: dict[str, Mention] = {}
    for mention in found:
        unique.setdefault(mention.place.casefold(), mention)
    return list(unique.values())


def _case_counts(text: str, words: Sequence[Word]) -> bool:
    """Return whether capitals mark names; not where all words have them, or none."""
    plain = [
        word.text[0].islower()
        for at, word in enumerate(words)
        if at and word.folded in GRAMMAR | WEATHER and word.text != "I"
    ]
    if not plain:
        return any(word.text[0].islower() for word in words)
    return sum(plain) * 2 > len(plain) and not text.isupper()


@dataclass(frozen=True, slots=True)
class _Run:
    """Words in a row that can be a name, and what stands before them."""

    first: int
    end: int


@dataclass(frozen=True, slots=True)
class _Reader:
    """A question cut into words, read for the runs of them that are places."""

    text: str
    words: Sequence[Word]
    names: Names
    case_counts: bool

    def mentions(self, *, lenient: bool) -> list[Mention]:
        """Return the places; leniently: with less of a sign beside the name."""
        found: list[Mention] = []
        waiting: list[_Run] = []
        at = 0
        while at < len(self.words):
            run = self._run_at(at)
            if run is None:
                at += 1
            elif self._is_place(run, found, lenient=lenient):
                at = self._add(found, run)
            else:
                waiting.append(run)
                at = run.end
        for run in reversed(waiting):
            end = self.words[run.end - 1].end
            if self._has_name(run) and any(self._are_listed(end, other.start) for other in found):
                self._add(found, run)
        return sorted(found, key=lambda mention: mention.start)

    def _add(self, found: list[Mention], run: _Run) -> int:
        """Add the places of a run with their qualifiers; return the index of the word behind."""
        end = run.end
        for first, last in self.names.pieces(run.first, run.end):
            name = place = self.names.name(first, last)
            end = last
            for _ in range(2):
                qualifier = self.names.qualifier(name, end) or self._town_of(first, last, end)
                if not qualifier:
                    break
                place += f", {self.names.name(*qualifier)}"
                end = qualifier[1]
            found.append(Mention(place[:_MAX_NAME], self.words[first].start, self.words[end - 1].end))
        return end

    def _town_of(self, first: int, last: int, end: int) -> tuple[int, int] | None:
        """Return the run of a town that a landmark lies in: "Cheesman Park in Denver"."""
        if end + 1 >= len(self.words) or self.words[end].folded != "in" or end != last:
            return None
        run = self._run_at(end + 1)
        if run is None or run.first > end + 2 or (self.names.population(first, last) or 0) > LARGE_CITY:
            return None
        pieces = self.names.pieces(run.first, run.end)
        return pieces[0] if self._has_name(run) else None

    def _run_at(self, at: int) -> _Run | None:
        """Return the longest name that can start at a word; None when none can."""
        if not self._is_name_like(at) or self._is_part_of_place(at):
            return None
        end = self._run_end(at)
        first = self._trimmed_start(at, end)
        return _Run(first, self._trimmed_end(first, end))

    def _run_end(self, at: int) -> int:
        end = max(at + 1, self.names.long_end(at))
        while end < len(self.words) and self.names.is_glued(end):
            behind = end
            particles = _CAPITAL_PARTICLES if self._is_capitalised(end - 1) else _PARTICLES
            while behind < len(self.words) and self.words[behind].folded in particles:
                behind += 1
            if behind >= len(self.words) or not self._goes_on(end, behind):
                break
            end = max(behind + 1, self.names.long_end(behind))
        return end

    def _goes_on(self, end: int, behind: int) -> bool:
        """Return whether a name goes on with a word, with or without particles in between."""
        if any(not self.names.is_glued(at) for at in range(end + 1, behind + 1)):
            return False
        if not self._is_name_like(behind):
            return self.names.is_area(behind, behind + 1, behind="x") and behind == end and (
                not self.words[behind].is_taken
            )
        between = {word.folded for word in self.words[end:behind]}
        if not between:
            return True
        if between & {"in", "for", "by", "or", "on"} and "the" not in between:
            return False
        if self._is_capitalised(end - 1) != self._is_capitalised(behind):
            return False
        if between & {"and", "&"}:
            kinds = {self.words[end - 1].folded, self.words[behind].folded}
            return kinds <= COMMON and self._is_capitalised(behind)
        if between & {"in", "for", "by", "or", "the"} and not between & {"of", "on", "under", "upon"}:
            return False
        return between != {"the"}

    def _trimmed_start(self, first: int, end: int) -> int:
        """Return where a run starts without the plain words before a name in capitals."""
        if self.names.long_end(first):
            return first
        capitals = [at for at in range(first, end) if self._is_capitalised(at)]
        if capitals and not self._is_capitalised(first) and self._kind(first) != "name":
            return capitals[0]
        is_town_part = self.words[first].folded in NEVER_ALONE and first + 1 < end
        if is_town_part and self._kind(first + 1) == "name":
            return first + 1
        return first

    def _trimmed_end(self, first: int, end: int) -> int:
        """Return where a run ends without the plain words behind the name."""
        while end > first + 1 and self.names.population(first, end) is None:
            last = end - 1
            word = self.words[last].folded
            is_area = word == "area" and self.words[last - 1].folded in _KINDS_OF_AREA
            if (word not in NEVER_ALONE or is_area or self._is_capitalised(last)) and (
                self._kind(last) != "action" or self._is_capitalised(last)
            ):
                break
            if word in {"city", "town", "village", "island", "state", "country"}:
                break
            end -= 1
        return end

    def _is_place(self, run: _Run, found: Sequence[Mention], *, lenient: bool) -> bool:
        """Return whether the sentence, or how well it is known, makes a run a place."""
        before, has_article = self._before(run.first)
        has_name = self._has_name(run)
        is_several = run.end > run.first + 1
        population = self.names.population(run.first, run.end)
        is_capital = any(self._is_capitalised(at) for at in range(run.first, run.end))
        if before in PLACE_PREPOSITIONS:
            is_known = population is not None and not has_article
            is_name = has_name or is_known or (is_several and (is_capital or not has_article))
            return is_name or self._has_region(run)
        if found and self._are_listed(found[-1].end, self.words[run.first].start):
            return has_name or population is not None
        if is_capital:
            return has_name or is_several or population is not None
        if not has_name:
            return self._has_region(run)
        if before in OTHER_PREPOSITIONS and (population is not None or self._is_area(run)):
            return True
        if self.names.long_end(run.first) or self._has_region(run):
            return True
        is_large = (population or 0) >= LARGE_CITY
        is_long = len(self.words[run.first].text) > _SHORT or is_several
        if is_large and is_long:
            return True
        return lenient and is_long and self._is_place_leniently(run, before, population)

    def _is_place_leniently(self, run: _Run, before: str, population: int | None) -> bool:
        """Return whether a name in lower case, or that opens the question, is a place at last."""
        if before in OTHER_PREPOSITIONS and (population or before not in {"to", "than", "on"}):
            return True
        neighbours = [at for at in (run.first - 1, run.end) if 0 <= at < len(self.words)]
        is_headline = any(self.words[at].folded in _HEADLINES for at in neighbours)
        return is_headline or (run.first == 0 and all(self.words[at].is_taken for at in neighbours))

    def _has_region(self, run: _Run) -> bool:
        """Return whether a region stands behind a name."""
        ((first, end), *_) = self.names.pieces(run.first, run.end)
        if end < run.end:
            return True
        qualifier = self.names.qualifier(self.names.name(first, end), end)
        return qualifier is not None and self.words[end].folded not in {"in", "the", "of"}

    def _is_area(self, run: _Run) -> bool:
        return self.names.is_area(run.first, run.end)

    def _has_name(self, run: _Run) -> bool:
        """Return whether a word of a run is no plain English one, or the run is well known."""
        if self.names.long_end(run.first) or self._is_area(run):
            return True
        return any(self._kind(at) == "name" for at in range(run.first, run.end))

    def _is_name_like(self, at: int) -> bool:
        """Return whether a word can be part of a name."""
        word, kind = self.words[at], self._kind(at)
        if word.is_taken or (self._is_determined(at) and not self._is_capitalised(at)):
            return False
        if self.names.long_end(at):
            return True
        if kind == "grammar":
            return False
        if kind in ("name", "noun"):
            return True
        if self._is_capitalised(at) and kind == "action":
            return True
        if self._is_capitalised(at) and self._is_among_capitals(at):
            return True
        if self._is_capitalised(at) and kind in ("calendar", "weather"):
            return self.names.qualifier(word.text, at + 1) is not None
        before, has_article = self._before(at)
        if kind == "weather" and before in PLACE_PREPOSITIONS and not has_article:
            return at + 1 < len(self.words) and self.names.is_glued(at + 1) and (
                self.words[at + 1].folded in COMMON  # "in dry creek"
            )
        is_known = self.names.population(at, at + 1) is not None
        return kind == "action" and is_known and (
            (before in PLACE_PREPOSITIONS and not has_article) or self._is_in_list(at)
            or self.names.qualifier(word.text, at + 1) is not None
        )

    def _is_determined(self, at: int) -> bool:
        return at > 0 and self.words[at - 1].folded in _DETERMINERS and self.names.is_glued(at)

    def _is_in_list(self, at: int) -> bool:
        gaps = [self.names.gap(other) for other in (at, at + 1) if 0 < other < len(self.words)]
        return any("," in gap for gap in gaps)

    def _is_among_capitals(self, at: int) -> bool:
        return any(
            0 <= other < len(self.words)
            and self.names.is_glued(max(at, other))
            and self._is_capitalised(other)
            and self._kind(other) in ("name", "noun", "action")
            for other in (at - 1, at + 1)
        )

    def _kind(self, at: int) -> str:
        """Return what a word is by itself."""
        word = self.words[at].folded.replace("\u2019", "'")
        kinds = (
            ("grammar", GRAMMAR),
            ("calendar", CALENDAR),
            ("weather", WEATHER | MISSPELT),
            ("noun", COMMON | NEVER_ALONE),
            ("action", ACTIONS),
        )
        if "'" in word and word.partition("'")[0] in GRAMMAR:
            return "grammar"  # "I'm", "it'll"
        if word in CALENDAR and self._is_capitalised(at):
            return "calendar"
        known = next((kind for kind, words in kinds if word in words), "")
        if known:
            return known
        if self.names.population(at, at + 1) is None and not self._is_capitalised(at):
            if _NO_NAME.fullmatch(word):
                return "action"
            if _is_misspelt_weather(word):
                return "weather"
        return "name"

    def _is_capitalised(self, at: int) -> bool:
        """Return whether a capital letter, or a script without them, marks a word as a name."""
        word = self.words[at]
        before = self.text[: word.start].rstrip()
        opens_sentence = not before or before[-1] in ".!?:\n"
        return self.case_counts and not opens_sentence and not word.text[0].islower()

    def _is_part_of_place(self, at: int) -> bool:
        """Return whether a word only leads to a place: "city" in "the city of Nuremberg"."""
        is_led = at + 1 < len(self.words) and self.words[at + 1].folded == "of"
        return is_led and self.words[at].folded in PARTS_OF_PLACES and not self._is_capitalised(at)

    def _before(self, at: int) -> tuple[str, bool]:
        """Return the preposition before a word, and whether an article follows it."""
        has_article = bool(at) and self.words[at - 1].folded == "the"
        at -= has_article
        if not at or self.text[self.words[at - 1].end : self.words[at].start].strip():
            return "", has_article
        before = self.words[at - 1].folded
        if before == "of" and at > 1 and self.words[at - 2].folded in PARTS_OF_PLACES:
            return "in", False
        if before in {"to", "from", "as", "by"} and at > 1:
            leads = {"close", "next", "far", "near", "area", "outside", "distance"}
            return ("in", has_article) if self.words[at - 2].folded in leads else (before, has_article)
        return before, has_article

    def _are_listed(self, end: int, start: int) -> bool:
        return end < start and bool(_LIST.fullmatch(self.text[end:start]))


def _is_misspelt_weather(word: str) -> bool:
    return len(word) >= _LONG_WORD and bool(
        difflib.get_close_matches(word, _LONG_WEATHER, 1, _ALIKE)
    )


_LONG_WEATHER = tuple(sorted(word for word in WEATHER if len(word) >= _LONG_WORD))
