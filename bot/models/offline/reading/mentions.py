"""Find the places that a question names: by a gazetteer, by prepositions and by capital letters."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.models.offline.reading.areas.in_front import Mention, with_areas_in_front
from bot.models.offline.reading.areas.qualifiers import pieces, region_behind
from bot.models.offline.reading.known_names import HUGE_CITY, LARGE_CITY
from bot.models.offline.reading.runs import Run, is_airport, opens_clause, run_at
from bot.models.offline.reading.sentence import Sentence
from bot.models.offline.reading.tokens import Span
from bot.models.offline.reading.whole_names import ADJECTIVES, KNOWN_TO_MANY, LANDMARKS, whole_names
from bot.models.offline.reading.words import (
    COMMON,
    HEADLINES,
    OTHER_PREPOSITIONS,
    PLACE_PREPOSITIONS,
    SIDES,
    TITLES,
)
from bot.places.gazetteer import Gazetteer

# What follows one that opens a question is mostly its subject: "is kentwood going to be rainy".
_OPENINGS: Final = {"is", "will", "does", "was", "did", "has"}
_MAX_NAME: Final = 100
_NOT: Final = re.compile(r"(?i),? \bnot (?:the (?:one|city|town) )?(?:(?:in|from) )?(?:the )?$")
_LONGEST_NOT: Final = 30
_LONGEST_LIST: Final = 40
_OF_TIME: Final = frozenset({"day", "days", "daily", "hour", "hours", "time"})
_MAX_QUALIFIERS: Final = 2
_PLAIN: Final = frozenset(("grammar", "weather", "calendar"))
_SHORT: Final = 3


def find_places(text: str, gazetteer: Gazetteer, taken: Sequence[Span] = ()) -> list[Mention]:
    """Return the places of a question in its order, as `places_of` does."""
    sentence = Sentence.of(text, gazetteer, ())
    return places_of(sentence, whole_names(sentence), taken)


def places_of(
    sentence: Sentence, wholes: Sequence[Run] = (), taken: Sequence[Span] = ()
) -> list[Mention]:
    """Return the places of a question in its order, each once.

    A region or country behind a name is kept with it ("Springfield, IL"). Names that the gazetteer
    does not have are kept when the sentence shows that they are places.

    Args:
        sentence: The question.
        wholes: The names that are known as they stand.
        taken: What belongs to something else, such as a date.
    """
    words = sentence.words
    names = [(words[run.first].start, words[run.end - 1].end) for run in wholes]
    reader = _Reader(sentence.without([*taken, *names]), {run.first: run for run in wholes})
    found = reader.mentions(lenient=False) or reader.mentions(lenient=True)
    found = found or reader.listed() or reader.beside_a_time()
    found = [each for each in found if not _is_denied(each, sentence.text)] or found
    unique: dict[str, Mention] = {}
    for mention in with_areas_in_front(found, sentence.names):
        unique.setdefault(mention.place.casefold(), mention)
    return list(unique.values())


def _is_denied(mention: Mention, text: str) -> bool:
    """Return whether a place is one that is not meant: "London, not Ontario"."""
    return bool(_NOT.search(text, max(0, mention.start - _LONGEST_NOT), mention.start))


@dataclass(frozen=True, slots=True)
class _Signs:
    """The signs that can make a run of words a place.

    Attributes:
        before: The preposition before it; empty for none.
        has_article: Whether "the" stands before it.
        has_name: Whether a word of it is no plain English one, or all of it is well known.
        has_capital: Whether a capital letter marks a word of it.
        population: Of the largest place of that name; None when there is none.
    """

    before: str
    has_article: bool
    has_name: bool
    has_capital: bool
    is_several: bool
    population: int | None

    @property
    def is_known(self) -> bool:
        """Whether the gazetteer has a place of that name."""
        return self.population is not None

    @property
    def is_large(self) -> bool:
        """Whether it is one that many people ask for."""
        return (self.population or 0) >= LARGE_CITY

    @property
    def is_huge(self) -> bool:
        """Whether it is so well known that three letters are enough: "nyc"."""
        return (self.population or 0) >= HUGE_CITY


@dataclass(frozen=True, slots=True)
class _Reader:
    """A sentence that is read for the runs of its words that are places."""

    sentence: Sentence
    wholes: Mapping[int, Run]

    def mentions(self, *, lenient: bool) -> list[Mention]:
        """Return the places; leniently: with less of a sign beside the name."""
        words, found = self.sentence.words, list[Mention]()
        waiting: list[Run] = []
        at = 0
        while at < len(words):
            whole = self.wholes.get(at)
            run = whole or run_at(self.sentence, at)
            if whole:
                at = self._add(found, whole)
            elif run is None:
                at += 1
            elif self._is_place(run, found, lenient=lenient):
                at = self._add(found, run)
            else:
                waiting.append(run)
                at = run.end
        starts = [mention.start for mention in found]
        for run in reversed(waiting):  # "nice, paris and rome": the first is known by the others
            signs, end = self._signs(run), words[run.end - 1].end
            following = bisect_right(starts, end)
            is_listed = following < len(starts) and self.sentence.are_listed(end, starts[following])
            if is_listed and (signs.has_name or signs.is_known):
                known = len(found)
                self._add(found, run)
                starts[following:following] = [mention.start for mention in found[known:]]
        found.sort(key=lambda mention: mention.start)
        ends = [0, *(mention.end for mention in found)]  # "Xanadu Field, London" is no London too
        return [each for each, end in zip(found, ends, strict=False) if each.start >= end]

    def listed(self) -> list[Mention]:
        """Return the places of a question that is nothing but names with commas between them.

        A time can stand behind them. At least half must be known: "ely, sandwich, rye today".
        """
        words, names, found = self.sentence.words, self.sentence.names, list[Mention]()
        last = next((at for at, word in enumerate(words) if word.is_taken), len(words))
        ends = [at for at in range(1, last) if "," in names.gap(at)]
        plain = [self.sentence.kind(at) in _PLAIN for at in range(last)]
        if not ends or last > _LONGEST_LIST or any(plain) or not self.sentence.is_time(last):
            return []
        runs = list(zip([0, *ends], [*ends, last], strict=True))
        known = [run for run in runs if names.population(*run) is not None or names.is_area(*run)]
        if 2 * len(known) < len(runs):
            return []
        for first, end in runs:
            self._add(found, Run(first, end))
        return found

    def beside_a_time(self) -> list[Mention]:
        """Return the name that is all of a question but a time: "Tours next week", "Mon: hull".

        One that is a word too must be one of a city.
        """
        words, names, found = self.sentence.words, self.sentence.names, list[Mention]()
        kinds = {at: self.sentence.kind(at) for at, word in enumerate(words) if not word.is_taken}
        said = [
            at
            for at, kind in kinds.items()
            if kind != "grammar" and words[at].folded not in _OF_TIME
        ]
        if not said or len(kinds) == len(words) or len(said) != said[-1] + 1 - said[0]:
            return []
        run = Run(said[0], said[-1] + 1)
        population = names.population(run.first, run.end) or 0
        is_name = all(kinds[at] == "name" for at in said)
        is_capital = words[run.first].text[0].isupper() and not self.sentence.text.isupper()
        is_known = population >= KNOWN_TO_MANY or (is_capital and population > 0)
        is_city = is_known and words[run.first].folded not in ADJECTIVES
        is_plain = any(kinds[at] in ("weather", "calendar") for at in said)
        if (is_city and not is_plain) or (
            is_name and (population or names.is_area(run.first, run.end))
        ):
            self._add(found, run)
        return found

    def _add(self, found: list[Mention], run: Run) -> int:
        """Add the places of a run with their qualifiers; return the index of the word behind."""
        words, names, end = self.sentence.words, self.sentence.names, run.end
        told = run.first
        for first, last in pieces(names, run.first, run.end):
            if first < told:
                continue  # it is the region of the one before
            is_whole = run in self.wholes.values()
            name = place = (names.whole_name if is_whole else names.name)(first, last)
            end, within = last, ""
            for _ in range(_MAX_QUALIFIERS):
                behind = region_behind(names, name, end) or self._town_of(first, last, end)
                if not behind or not names.can_be_part(within, names.name(*behind)):
                    break
                within = names.name(*behind)
                place += f", {within}"
                end = told = behind[1]
            found.append(Mention(place[:_MAX_NAME], words[first].start, words[end - 1].end))
        return end

    def _town_of(self, first: int, last: int, end: int) -> tuple[int, int] | None:
        """Return the run of a town that a landmark lies in: "Cheesman Park in Denver".

        It can be a large one behind a comma too: "Golden Gate Park, San Francisco".
        """
        words, names = self.sentence.words, self.sentence.names
        if end != last or end >= len(words):
            return None
        gap, kind = names.gap(end).strip(), words[end - 1].folded
        is_led = not gap and words[end].folded == "in"
        is_beside = (gap == "," and kind in COMMON) or (not gap and kind in LANDMARKS)
        at = end + 1 if is_led else end
        if at >= len(words) or not (is_led or is_beside):
            return None
        run = self.wholes.get(at) or run_at(self.sentence, at)
        city = last - is_airport(self.sentence, Run(first, last))
        is_city = (names.population(first, city) or 0) > LARGE_CITY
        if run is None or run.first > at + 1 or is_city or not self._signs(run).has_name:
            return None
        town = pieces(names, run.first, run.end)[0]
        is_large = (names.population(*town) or 0) > LARGE_CITY
        return town if is_large or is_led else None

    def _signs(self, run: Run) -> _Signs:
        sentence, names = self.sentence, self.sentence.names
        is_area = names.is_area(run.first, run.end)
        has_side = is_area and run.first > 0 and sentence.words[run.first - 1].folded in SIDES
        before, has_article = sentence.before(run.first - has_side)
        each = range(run.first, run.end)
        is_famous = names.long_end(run.first) or is_area
        return _Signs(
            before=before,
            has_article=has_article,
            has_name=bool(is_famous) or any(sentence.kind(at) == "name" for at in each),
            has_capital=any(sentence.is_capitalised(at) for at in each),
            is_several=len(each) > 1,
            population=names.population(run.first, run.end - is_airport(sentence, run)),
        )

    def _is_place(self, run: Run, found: Sequence[Mention], *, lenient: bool) -> bool:
        """Return whether the sentence, or how well it is known, makes a run a place."""
        signs, start = self._signs(run), self.sentence.words[run.first].start
        if signs.before in PLACE_PREPOSITIONS:
            can_be_known = not signs.has_article and (signs.is_known or signs.is_several)
            is_capital = signs.is_several and signs.has_capital
            return signs.has_name or can_be_known or is_capital or self._has_region(run)
        if found and self.sentence.are_listed(found[-1].end, start):
            return signs.has_name or signs.is_known
        if signs.has_capital or opens_clause(self.sentence, run):
            return signs.has_name or signs.is_several or signs.is_known
        if self._has_region(run) or (signs.is_several and signs.is_large):
            return True
        if signs.is_several and signs.before in ("for", "of"):
            return signs.has_name or not signs.has_article
        return signs.has_name and self._is_named(run, signs, lenient=lenient)

    def _is_named(self, run: Run, signs: _Signs, *, lenient: bool) -> bool:
        """Return whether a name in lower case, or that opens the question, is one of a place."""
        word, names = self.sentence.words[run.first], self.sentence.names
        is_known = signs.is_known or names.is_area(run.first, run.end)
        is_long = len(word.text) > _SHORT or signs.is_several or signs.is_huge
        if signs.before in OTHER_PREPOSITIONS and is_known:
            return True
        if names.long_end(run.first) or (signs.is_several and word.folded in TITLES):
            return True
        return is_long and (signs.is_large or (lenient and self._is_subject(run, signs)))

    def _is_subject(self, run: Run, signs: _Signs) -> bool:
        """Return whether the question seems to be about a name that nothing else makes a place."""
        words = self.sentence.words
        if signs.before in OTHER_PREPOSITIONS - {"to", "than", "on"}:
            return True
        if run.first == 1 and words[0].folded in _OPENINGS:
            return True
        neighbours = [words[at] for at in (run.first - 1, run.end) if 0 <= at < len(words)]
        is_headline = any(word.folded in HEADLINES for word in neighbours)
        return is_headline or (run.first == 0 and all(word.is_taken for word in neighbours))

    def _has_region(self, run: Run) -> bool:
        """Return whether a region stands right behind a name, or behind a comma."""
        names = self.sentence.names
        first, end = pieces(names, run.first, run.end)[0]
        if end < run.end:
            return True
        behind = region_behind(names, names.name(first, end), end)
        if behind is None:
            return False
        is_code = behind == (end, end + 1)
        return is_code or self.sentence.words[end].folded not in {"in", "the", "of"}
