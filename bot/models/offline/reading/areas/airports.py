"""Find the airports that a question names by their codes alone: "JFK", "BER, MUC and FRA"."""

import re
from collections.abc import Sequence
from typing import Final

from bot.models.offline.reading.areas.in_front import Mention
from bot.models.offline.reading.tokens import Span
from bot.models.offline.reading.topics import overlaps
from bot.places.airports import is_airport
from bot.places.gazetteer import Gazetteer

_CODE: Final = 3
_AIRPORT_CODE: Final = re.compile(r"\b[A-Z]{3}\b")


def with_airports(named: list[Mention], airports: list[Mention]) -> list[Mention]:
    """Return mentions, or the codes of airports where there is none, or more codes than one."""
    if len(airports) <= 1:
        return named or airports
    return sorted([*named, *airports], key=lambda mention: mention.start)


def airports_in(
    text: str, taken: Sequence[Span], gazetteer: Gazetteer
) -> tuple[list[Mention], list[Span]]:
    """Return the airports that a question names by their codes, and the spans of several.

    Where codes are listed, none is part of another place's name: "JFK, Oslo and LHR".
    """
    airports = _airports(text, taken, gazetteer)
    spans = [(each.start, each.end) for each in airports]
    return airports, spans if len(spans) > 1 else []


def _airports(text: str, taken: Sequence[Span], gazetteer: Gazetteer) -> list[Mention]:
    """Return the airports that a question names by their codes: "JFK", "LHR tomorrow"."""
    codes_only = all(len(word) == _CODE for word in re.findall(r"\w+", text))
    if text.isupper() and len(text.split()) > 1 and not codes_only:
        return []
    first = {match[0]: match.span() for match in reversed([*_AIRPORT_CODE.finditer(text)])}
    codes = [code for code, span in first.items() if not overlaps(span, taken)]
    known = {code: code for code in codes if is_airport(code, gazetteer)}
    if len(known) > 1:  # Among airports "FRA" is none of France.
        others = (code for code in codes if is_airport(f"{code} airport", gazetteer))
        known |= {code: f"{code} airport" for code in others if code not in known}
    found = [Mention(name, *first[code]) for code, name in known.items()]
    return sorted(found, key=lambda mention: mention.start)
