"""Find the postcodes of a question that are two words, and join postcodes with their towns."""

import re
from collections.abc import Sequence
from typing import Final

from bot.models.offline.reading.areas.in_front import Mention

_IN_TWO: Final = re.compile(r"(?i)\b(?:[a-z]{1,2}\d[a-z\d]? \d[a-z]{2}|[a-z]\d[a-z] ?\d[a-z]\d)\b")
"""Those of the United Kingdom and of Canada: "SW1A 1AA", "M5V 3L9"."""
_POSTCODE: Final = re.compile(rf"{_IN_TWO.pattern}|\d{{4,5}}(?:-\d{{3,4}})?")
_BESIDE: Final = re.compile(r" |, ?")


def postcodes_in(text: str) -> list[Mention]:
    """Return the postcodes of a text that have letters."""
    return [Mention(match[0], *match.span()) for match in _IN_TWO.finditer(text)]


def with_postcodes(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """Return places, each with the postcode right beside it: "10115 Berlin", "Oslo, 0150"."""
    joined: list[Mention] = []
    for mention in sorted(mentions, key=lambda each: each.start):
        last = joined[-1] if joined else mention
        codes = [bool(_POSTCODE.fullmatch(each.place)) for each in (last, mention)]
        gap = text[last.end : mention.start]
        is_beside = gap == " " if codes[0] else bool(_BESIDE.fullmatch(gap))
        if joined and is_beside and sum(codes) == 1:
            place = f"{last.place} {mention.place}"
            joined[-1] = Mention(place, last.start, mention.end)
        else:
            joined.append(mention)
    return joined
