"""Give each place of a question what is asked of it: "cloudy in Rome and windy in Oslo?"."""

import re
from collections.abc import Sequence
from typing import Final

from bot.models.offline.reading.areas.in_front import Mention
from bot.models.offline.reading.asks.bounds import find_bound
from bot.models.offline.reading.aspects import find_aspects
from bot.models.offline.reading.unknowns import spans_of_unknowns

_SEPARATOR: Final = re.compile(r"\b(?:and|but|or|while|whereas)\b|[,;?&]")
_WEATHER: Final = re.compile(r"\b(?:weather|forecast)\b")
_SHARED: Final = re.compile(
    r"_,? (?:and|or|,) (?:in )?_+ (?:both )?"
    r"(?:be|get|go|stay|drop|rise|fall|reach|exceed|remain|hit|top|feel|above|below|over|under)\b"
    r"|\b(?:[a-z]+er|worse|(?:more|less) [a-z]+) or (?:[a-z]+er|worse|(?:more|less) [a-z]+)"
    r" (?:\w+ ){0,2}than\b"
)
"""What is asked of several places at once.

"The highs in Oslo and Rome be below freezing", "is Rome warmer or colder than Oslo?".
"""
_MOST_CLAUSES: Final = 12

ClauseOf = tuple[tuple[str, ...], str]
"""Some places with the words that ask of them."""


def clauses_by_place(plain: str, places: Sequence[Mention]) -> tuple[ClauseOf, ...]:
    """Return the places of a question, each with the words of its own that ask of it.

    Empty where one clause asks of all places, or one asks of none.

    Args:
        plain: The question in small letters, with underscores for its places and times.
        places: In the order of the question.
    """
    clauses = [] if _SHARED.search(plain) else _clauses(plain)
    if len(places) < 2 or len(clauses) > _MOST_CLAUSES:  # noqa: PLR2004 - one place has all
        return ()
    found: list[ClauseOf] = []
    begin = 0
    for start, end in clauses:
        names = tuple(each.place for each in places if start <= each.start < end)
        if not names:
            continue
        if _asks(plain[begin:end]):
            found.append((names, plain[begin:end]))
        elif found:
            found[-1] = (*found[-1][0], *names), found[-1][1]
        else:
            return ()
        begin = end
    return tuple(found) if len(found) > 1 and not _asks(plain[begin:]) else ()


def _asks(clause: str) -> bool:
    """Return whether a clause asks for anything of the weather."""
    named = find_aspects(clause) or spans_of_unknowns(clause) or find_bound(clause, ())
    return bool(named or _WEATHER.search(clause))


def _clauses(plain: str) -> list[tuple[int, int]]:
    """Return the spans of a question from one word that parts it to the next one."""
    ends = [match.start() for match in _SEPARATOR.finditer(plain)]
    return list(zip([0, *ends], [*ends, len(plain)], strict=True))
