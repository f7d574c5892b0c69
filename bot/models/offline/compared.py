"""Follow-ups that compare what was told: "which is windier?", "vs Rome", "warmer?", "Riyadh?"."""

import re
from dataclasses import replace
from typing import Final

from bot.models.offline.asked import Asked, Read
from bot.models.offline.reading import Reading
from bot.models.offline.reading.asks import Form
from bot.models.offline.reading.asks.comparisons import comparing, is_of_less
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.reading.times.turns import days_on
from bot.models.offline.said import Said

_QUALITIES: Final = frozenset({Aspect.NICE, Aspect.BAD, Aspect.HIGH, Aspect.LOW})
_OF_AIR: Final = frozenset({Aspect.AIR, Aspect.BAD_AIR})
_LEVELS: Final = _OF_AIR | {Aspect.UV, Aspect.POLLEN, Aspect.OZONE, Aspect.HUMID}
"""Of which much is bad, but for the air itself."""
_IS_THAT: Final = re.compile(r"(?i)\W*(?:is|was|isn't|are|aren't) (?:that|this|those|these)\b")
_COMPARED: Final = (Form.CHOICE, Form.RANKING, Form.DIFFERENCE)
"""Forms of questions about several."""
_AMONG_PLACES = re.compile(
    r"(?i)\b(?:which(?! (?:hours?|nights?|mornings?|afternoons?|evenings?|weekends?|weeks?)\b)"
    r"|where|who|compare (?:them|both|these|those|the two)"
    r"|(?:of|between) (?:them|the two|those|these|both)|the difference)\b"
)
_ALL_OF_THEM: Final = re.compile(
    r"(?i)\b(?:both|all (?:of them|of those|two|three|four|(?:the |these |those )?places)"
    r"|each of (?:them|those))\b"
)
_LED: Final = r"(?:(?:and|or|so|but|ok|now|how about|what about)[ ,]+)*"
_ORDER: Final = re.compile(
    rf"\W*{_LED}(?P<which>(?:which|who|where|what)(?:'s| one| place| city| of (?:them|the two|these"
    r"|those))*(?: (?:is|was|will be|has|gets|had))*(?: the)? )?"
    r"(?P<order>(?:more|less|most|least) \w+|\w+)\W*"
)
"""Words that can be nothing but a comparison: "warmer?", "which is later?"."""
_MORE: Final = re.compile(r"(?:lat|earli|long|short)(?:er|est)|more|less|most|least")
_VERSUS: Final = re.compile(
    rf"(?i)\W*{_LED}(?:how does (?:that|it|this) )?(?:vs\.?|versus|v\.?|against"
    r"|compared?(?: (?:it|that|this|them))?(?: (?:to|with|against))?) (?=\w)"
)
_THAN: Final = re.compile(r"(?i)\b(?:than|as) (?:(?:it is |that )?(?:in|at) )?(?:the )?")


def against_day(before: Asked, reading: Reading) -> Reading | None:
    """Return a reading of the days told and of others: "windier than Friday?"; or None."""
    told, other = before.when.first_day, reading.when.first_day
    if not told or not other or reading.places:
        return None
    told_last = days_on(told, before.when.days - 1)
    last = days_on(other, reading.when.days - 1)
    if other <= told_last and told <= last:
        return None
    periods = ((told, told_last), (other, last))
    ask = replace(reading.ask, form=Form.COMPARISON, periods=periods)
    return replace(reading, ask=ask, parts=(*before.parts, *reading.parts))


def against_told_or_today(before: Asked, reading: Reading, read: Read) -> Reading | None:
    """Return a reading of the day told, or else of today, and another or several; or None."""
    if both := against_day(before, reading):
        return both
    today = read(Said("today"))
    return against_day(replace(before, when=today.when, parts=today.parts), reading)


def by_what_was_asked(reading: Reading, before: Asked, question: str) -> Reading:
    """Return "which is worse?" as a comparison of what was told of, such as the air."""
    aspects = before.reading.ask.aspects
    if not aspects or not _QUALITIES.issuperset(reading.ask.aspects):
        return reading
    is_less = is_of_less(question.lower(), aspects[0])
    ask = replace(reading.ask, aspects=aspects, is_less=is_less)
    tools = reading.asked or (before.reading.asked if reading.places else ())
    return replace(reading, ask=ask, asked=tools)


def among_told(said: Said, reading: Reading, told: Asked) -> Reading | None:
    """Return "is it warmer in Prague?" as a comparison with the other of two places told of.

    None for all others, and where another time or another place is named.
    """
    places, own = told.reading.places, reading.places
    has_both = len(places) == 2 and len(own) == 1 and own[0] in places  # noqa: PLR2004 - a pair
    if not has_both or reading.when.spans or not reading.ask.aspects:
        return None
    if comparing(said.words.lower(), 2, has_day=False) is not Form.CHOICE:
        return None
    reading = by_what_was_asked(reading, told, said.words)  # "is it worse in Prague?"
    is_less = is_of_less(said.words.lower(), reading.ask.aspects[0])
    ask = replace(reading.ask, form=Form.COMPARISON, is_less=is_less)
    pair = (*own, *(each for each in places if each not in own))
    parts = told.parts or reading.parts
    return replace(
        reading, places=pair, ask=ask, when=told.when, parts=parts, is_about_weather=True
    )


def of_both(said: Said, reading: Reading, told: Asked) -> Reading:
    """Return "tomorrow for both" as a question about all the places that were told of."""
    if reading.places or len(told.places) <= 1 or not _ALL_OF_THEM.search(said.words):
        return reading
    is_compared = reading.ask.form in _COMPARED
    return replace(
        reading,
        places=told.places,
        is_follow_up=True,
        is_about_weather=reading.is_about_weather or is_compared,
    )


def judges_that(said: Said, reading: Reading, before: Asked) -> bool:
    """Return whether "is that bad in Rome?" asks on about what was told, such as the pollen."""
    own, told = reading.ask.aspects, before.reading.ask.aspects
    is_of_level = _QUALITIES.issuperset(own) and not _LEVELS.isdisjoint(told)
    return bool(own) and is_of_level and bool(_IS_THAT.match(said.words))


def judged_as_told(reading: Reading, before: Asked) -> Reading:
    """Return "is that bad?" as a question whether what was told of, such as the air, is so."""
    told, ask = before.reading.ask.aspects, reading.ask
    level = next((each for each in told if each in _LEVELS), None)
    is_of_quality = bool(ask.aspects) and _QUALITIES.issuperset(ask.aspects)
    if not level or not is_of_quality or ask.form is not Form.VERDICT:
        return reading
    is_good = ask.has(Aspect.NICE, Aspect.LOW)
    aspect = Aspect.BAD_AIR if level in _OF_AIR and not is_good else level
    is_turned = is_good != ask.is_turned if level not in _OF_AIR else ask.is_turned
    judging = replace(ask, aspects=(aspect,), is_turned=is_turned)
    topics = reading.topics | before.reading.topics
    return replace(reading, ask=judging, asked=before.reading.asked, topics=topics)


def of_all(reading: Reading, told: Asked) -> Reading:
    """Return a reading that compares the places that were told of, or the times of a single one."""
    is_of_times = len(told.places) < 2 <= len(told.times)  # noqa: PLR2004 - there is a choice
    parts = told.times if is_of_times else reading.parts
    named = {place for part in told.parts for place in part.places}
    if named and named == set(told.places):  # each has its own time
        parts = told.parts
    return replace(reading, places=told.places, parts=parts, is_about_weather=True)


def compared_again(reading: Reading, told: Asked, before: Asked) -> Reading:
    """Return another place beside those that were compared: "hotter than Dubai?", "Riyadh?".

    Another time is of all that were; one of the places is meant alone.
    """
    form, places = reading.ask.form, _places(before)
    is_compared = form in _COMPARED
    if not reading.places and (is_compared or form is Form.COMPARISON):
        return replace(reading, places=places)
    standard = _without_other(before)
    if standard and len(reading.places) == 1 and standard not in reading.places:
        return replace(reading, places=(*reading.places, standard))
    if len(reading.places) != 1 or not told.is_of_several or reading.places[0] in places:
        return reading
    if form is Form.COMPARISON:
        return replace(reading, places=(told.places[0], *reading.places))
    return replace(reading, places=told.places) if is_compared else reading


def _without_other(before: Asked) -> str:
    """Return the place behind "than" of a comparison that opened a thread with no other place.

    Empty for all others.
    """
    standard = before.places[0] if before.places else ""
    alone = replace(before.reading, places=(standard,))
    return standard if standard and is_one_sided(before.said.words, alone) else ""


def is_among(reading: Reading, question: str) -> bool:
    """Return whether a question without a place compares those that were told of: "which is?"."""
    has_own = reading.places or reading.when.spans
    return reading.ask.form in _COMPARED and not has_own and bool(_AMONG_PLACES.search(question))


def by_order(question: str, reading: Reading, told: Asked) -> Reading | None:
    """Return "warmer?" and "which is later?" as a comparison of what was told; None for others.

    Of several places it asks for the winner; of one, for the change from today.
    """
    match = _ORDER.fullmatch(question.lower())
    if not match or not _is_order(match["order"]):
        return None
    order = match["order"] if match["order"].endswith(("er", "est")) else ""  # Most is a town
    if any(place.lower() != order for place in reading.places):
        return None
    is_told_by_others = reading.when.spans and match["order"] != "later"
    if is_told_by_others or is_among(reading, question):
        return None
    before = told.reading.ask.aspects
    own = tuple(each for each in reading.ask.aspects if each not in _QUALITIES)
    if not (aspects := own or before):
        return None
    places = told.places or told.reading.places
    is_choice = len(places) > 1 or match["which"]
    form = Form.CHOICE if is_choice else Form.COMPARISON
    is_less = is_of_less(question.lower(), aspects[0])
    return replace(
        reading,
        places=places,
        ask=replace(reading.ask, form=form, aspects=aspects, is_less=is_less),
        asked=reading.asked or (() if own else told.reading.asked),
        when=told.when,
        parts=told.parts or reading.parts,
        is_about_weather=True,
    )


def _is_order(word: str) -> bool:
    is_compared = comparing(f"which one is {word}", 2, has_day=False) is Form.CHOICE
    return is_compared or bool(_MORE.fullmatch(word))


def set_beside(said: Said, reading: Reading, told: Asked, read: Read) -> Reading | None:
    """Return "vs Rome" and "vs Friday" as a comparison with what was told; None for others."""
    if not _VERSUS.match(said.words) or not (reading.places or reading.when.spans):
        return None
    aspects = told.reading.ask.aspects or reading.ask.aspects or (Aspect.HIGH,)
    ask = replace(told.reading.ask, form=Form.DIFFERENCE, aspects=aspects, is_against=True)
    topics = reading.topics | told.reading.topics
    asked = reading.asked or told.reading.asked
    reading = replace(reading, topics=topics, asked=asked, is_about_weather=True)
    if reading.places:
        has_time = bool(reading.when.spans)
        return replace(
            reading,
            ask=ask,
            places=tuple(dict.fromkeys((*_places(told), *reading.places))),
            when=reading.when if has_time else told.when,
            parts=reading.parts if has_time or not told.parts else told.parts,
        )
    both = against_told_or_today(told, reading, read) or read(said.behind("today"))
    ask = replace(ask, periods=both.ask.periods)
    return replace(reading, ask=ask, parts=both.parts, is_follow_up=True)


def _places(told: Asked) -> tuple[str, ...]:
    """Return the places of the last question of a thread, or those of the ones before it."""
    return told.reading.places or told.places


def is_one_sided(words: str, reading: Reading) -> bool:
    """Return whether a comparison names only the place behind "than": "hotter than Rome?"."""
    if reading.ask.form is not Form.COMPARISON or len(reading.places) != 1:
        return False
    name, low = reading.places[0].partition(",")[0].lower(), words.lower()
    behind = [match for match in _THAN.finditer(low) if low.startswith(name, match.end())]
    is_of_times = reading.when.days > 1  # "colder in Rome tomorrow than in Rome today?"
    return any(not is_of_times or name not in low[: match.start()] for match in behind)
