"""Find where a question names the place of the person who asks: "here", "where I live"."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from bot.models.offline.reading.areas.in_front import Mention
from bot.models.offline.reading.numbers import NUMBER
from bot.models.offline.reading.tokens import Span, words_outside
from bot.models.offline.reading.words import WEATHER

HERE: Final = "here"
"""The place of the person, among the places of a question."""

_PLACE: Final = (
    r"(?:location|position|place|spot|area|city|town|village|neighbou?rhood|region|state|county"
    r"|country|address|house|home|whereabouts|zip ?code|street|vicinity|zone)"
)
_HERE: Final = re.compile(
    rf"\b(?<!\bair )(?<!\bair out )(?:(?:in|at|for|near|around|of|to|from|by|on|within) ){{0,3}}(?:"
    rf"(?:my|our|the|this|that)? ?(?:own )?(?:current|present|exact) (?:\w+ )?{_PLACE}"
    rf"|(?:my|our) (?:\w+ )?{_PLACE}|this (?:general |very )?{_PLACE}"
    rf"|(?:right |over |out |around |up |down )?here(?! in (?!{NUMBER}h?\b"
    r"|the (?:next|coming|morning|afternoon|evening)\b))"
    r"|where (?:i am|i'm|im|i live|i stay|we are|we live|we're)(?: now| right now| at)?"
    r"|the area i'?m in|around me|near me|nearby|close to me|my way|our way|at home|home"
    r"|outside my (?:window|door|house))\b",
    re.IGNORECASE,
)
_IS_PLACE: Final = re.compile(r"(?i)\b(?:here|home|where|my|our)\b(?! way)")
_AGAINST: Final = r"(?:than|vs\.?|versus|compared (?:to|with)|from|to)"
_ITEM: Final = r"(?:\s{0,3}+(?:[,;/&+]|(?:and|or)\b)\s{0,3}+(?>(?:(?:and|or)\b)?)\s{0,3}+)"
_LEAD: Final = r"(?>(?:(?:in|at|it is|it's|is it)\s{1,3}+){0,3})"
_BEHIND: Final = re.compile(
    rf"(?i)(?:{_ITEM}|\s{{1,3}}+(?>(?:(?!{_AGAINST}\s)\w{{1,20}}+\s{{1,3}}+){{0,6}}){_AGAINST}\s{{1,3}}+){_LEAD}"
)
_BEFORE: Final = re.compile(rf"(?i)(?:{_ITEM}|\s{{1,3}}+(?:as|{_AGAINST})\s{{1,3}}+){_LEAD}")
_ASKS: Final = re.compile(
    r"(?i)(?:^|[?!.;,:/]|\band\b)\s{0,3}+(?>(?:(?:and|or|but|then|also|please)\s{1,3}+){0,2})"
    r"(?:(?:the\s)?(?:weather|forecast|temperatures?)|how|what|will|is|was|when|do|does|should)\b"
    r"[^?!.;,:/]*$"
)
"""The beginning of a clause that asks, up to its end."""
_TIMES: Final = r"(?>_+(?:(?:,? (?:and |or )?| ?& ?)_+){0,6})"
_OPENS: Final = re.compile(
    r"(?:^|[?!.;,:/])\s{0,3}+(?>(?:(?:and|or|then)\s{1,3}+){0,2})"
    rf"(?:{_TIMES}\s?)?$"
)
_OF_PEOPLE: Final = re.compile(
    r"(?i)\b(?:you|they|people|(?:any|every|some)(?:one|body)|far|lunch|dinner|breakfast)\b"
    r"|\b(?:this|that|(?:i|we) do|(?:get|go|going|come|fly|drive|travel|head|walk)(?: back)?)\s?$"
)
"""What makes a clause one of somebody, unless it has a word of the weather: "how are you here?"."""
_TIMED: Final = re.compile(r"(?i)\s?(?:from )?_")
_NEAR_CHARACTERS: Final = 300
"""Characters between two places that are told together, at most; six words and times fit in."""


def spans_of_here(text: str) -> tuple[Span, ...]:
    """Return the spans of a text that name the place of the person."""
    return tuple(match.span() for match in _HERE.finditer(text))


def with_here(mentions: Sequence[Mention], here: Sequence[Span], text: str) -> list[Mention]:
    """Return the places of a question with that of the person, where it is one of several.

    They are told in a list or compared: "here and London", "warmer in Lisbon than here"; and not in
    "it's lovely here, how is Miami?".

    Args:
        mentions: In the order of the question.
        here: The spans that name the person's place.
        text: The question, with underscores for its times.
    """
    starts, ends = [each.start for each in mentions], [each.end for each in mentions]
    for start, end in here if mentions else ():
        is_beside = False
        if at := bisect_right(ends, start):
            is_beside = _is_between(_BEHIND, text, ends[at - 1], start)
        if not is_beside and (at := bisect_left(starts, end)) < len(starts):
            is_beside = _is_between(_BEFORE, text, end, starts[at])
        is_beside = is_beside or _is_asked(text, start, end, starts)
        if is_beside and _IS_PLACE.search(text, start, end):
            own = Mention(HERE, start, end)
            return sorted([*mentions, own], key=lambda mention: mention.start)
    return list(mentions)


def _is_asked(text: str, start: int, end: int, others: Sequence[int]) -> bool:
    """Return whether a clause asks for "here" alone: "weather here, and in Rome tomorrow?"."""
    before = text[max(0, start - _NEAR_CHARACTERS) : start]
    opens = _OPENS.search(before)
    is_timed = opens and ("_" in opens[0] or _TIMED.match(text, end))
    asks = opens if is_timed else _ASKS.search(before)
    lead = start - len(before) + asks.start() if asks else start
    behind = next((each for each in others if each >= end), len(text))
    is_alone = not any(lead <= other < start for other in others)
    ends = behind == len(text) or re.search(r"[?!.;,:/]|\band\b", text[end:behind])
    if not asks or not is_alone or not ends:
        return False
    is_of_people = not is_timed and bool(_OF_PEOPLE.search(text, lead, start))
    return not is_of_people or _names_weather(text[lead:start])


def _names_weather(text: str) -> bool:
    return not WEATHER.isdisjoint(words_outside(text, ()))


def _is_between(pattern: re.Pattern[str], text: str, start: int, end: int) -> bool:
    """Return whether a pattern matches all that stands between two names, if that is not much."""
    if end - start > _NEAR_CHARACTERS:
        return False
    return pattern.fullmatch(_plain(text, start, end)) is not None


def _plain(text: str, start: int, end: int) -> str:
    """Return the letters between two others without those of times."""
    return re.sub(rf" ?{_TIMES}", "", text[start:end])
