"""Give each place of a question what is asked of it: "cloudy in Rome and windy in Oslo?"."""

import re
from collections.abc import Sequence
from typing import Final

from bot.models.offline.reading.areas.in_front import Mention
from bot.models.offline.reading.aspects import Aspect, find_aspects

_SEPARATOR: Final = re.compile(r"\b(?:and|but|while|whereas)\b|[,;?&]")

_MOST_CLAUSES: Final = 12

AspectsAt = tuple[tuple[str, ...], tuple[Aspect, ...]]
"""Some places with what is asked of them."""


def aspects_by_place(plain: str, places: Sequence[Mention]) -> tuple[AspectsAt, ...]:
    """Return the places of a question with their aspects; empty where all are asked the same.

    Args:
        plain: The question in small letters, with underscores for its places and times.
        places: In the order of the question.
    """
    clauses = _clauses(plain)
    if len(places) < 2 or len(clauses) > _MOST_CLAUSES:  # noqa: PLR2004 - one place has all
        return ()
    found: list[AspectsAt] = []
    asked: tuple[Aspect, ...] = ()
    for start, end in clauses:
        names = tuple(each.place for each in places if start <= each.start < end)
        asked += find_aspects(plain[start:end])
        if names and asked:
            found.append((names, asked))
            asked = ()
        elif names and found:
            found[-1] = (*found[-1][0], *names), found[-1][1]
        elif names:
            return ()
    is_of_each = len({aspects for _, aspects in found}) > 1 and not asked
    return tuple(found) if is_of_each else ()


def _clauses(plain: str) -> list[tuple[int, int]]:
    """Return the spans of a question from one word that parts it to the next one."""
    ends = [match.start() for match in _SEPARATOR.finditer(plain)]
    return list(zip([0, *ends], [*ends, len(plain)], strict=True))
