"""Bounds that a question names: "above 30 degrees", "gusts over 60 km/h", "less than 5 mm"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.models.offline.reading.asks.figures_in_words import SPELLED_OF_UNIT, in_digits
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.reading.spans import first_of
from bot.models.offline.reading.wind_units import KNOT_KMH, METRE_A_SECOND_KMH, kmh_of_force

BoundUnit = Literal["c", "f", "kmh", "mph", "mm", "in", "m", "ft", "%", ""]
"""A unit of figures; "" where a question leaves it open."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure that a question asks to be above or below: "above 30 degrees".

    Attributes:
        unit: As the question names it; "" where it leaves that open.
        is_kept: Whether all of a time has to be within it: "will it stay above 5?".
        of: What of the weather it bounds.
        is_of_snow: Whether rain is nothing to it: "more than 1 inch of snow".
    """

    value: float
    unit: BoundUnit
    is_above: bool
    is_kept: bool = False
    of: Aspect = Aspect.TEMPERATURE
    is_of_snow: bool = False


_SCALE: Final = r"(?P<scale>(?:on )?(?:beaufort|bft) (?:force )?|force )?"
_NUMBER: Final = (
    r"(?P<minus>-|\u2212|minus |negative )?"
    r"(?P<n>(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?:[.,]\d{1,2})?)"
)
_UNIT: Final = (
    r" ?(?P<unit>(?:deg(?:ree)?s? |\u00b0 ?)?(?:c|f|celsius|fahrenheit)(?![a-z])"
    r"|deg(?:ree)?s?|\u00b0"
    r"|km ?/? ?p?h|kph|(?:km|kilomet\w+) (?:per|an) hour|mph|miles (?:per|an) hour"
    r"|m ?/ ?s|met(?:er|re)s? (?:per|a) second"
    r"|kn(?:ots?)?|(?:on the )?(?:beaufort|bft)"
    r"|kts?|mm|millimet\w+|cm|centimet\w+|inch(?:es)?|met(?:er|re)s?|m(?![\w/])|f(?:ee|oo)?t|%"
    r"|per ?cent)?(?![a-z\d]|[.,]\d)(?! ?(?:[ap]\.?m|o'? ?clock)\b)"
    r"(?! (?:days?|weeks?|fortnights?|months?|years?|hours?|hrs?|minutes?|mins?|miles|km"
    r"|daylight)\b)"
)
_DEGREES: Final = re.compile(r"(?:\bdeg(?:ree)?s?\b|\u00b0) ?")
_ABOVE: Final = (
    r"(?:winds?|gusts?) (?:of|up to|at|be)|above|over|more than|at least|exceed\w*|(?:get(?:s"
    r"|ting)? (?:up )?|climb\w* |ris(?:es?"
    r"|ing) |up "
    r"|warm(?:s|ing)? up |go(?:es)? (?:up )?)to|reach\w*|hit(?:s|ting)?|touch\w*|top(?:s|ping)"
    r"|(?:is|will) it(?: be| get)?"
    r"(?= \d+ ?(?:degrees|\u00b0)(?! (?:warm|hott|cold|cool|high|low)er))"
    r"|top(?= \d+ ?(?:mph|km|kph|kn|mm|%|\u00b0|degrees))"
    r"|(?<!quarter )(?<!half )(?<!minutes )(?<!\bten )(?<!twenty )(?<!\bfive )pas(?:t|s(?:es|ed)?)"
    r"|(?:high|hott|warm|strong|great|bigg|larg|fast|hard)er than|(?:as )?(?:high|hot|warm|much) as"
    r"|upwards of|beyond|(?:rain|snow|get|have|see|expect|there(?: be)?)"
    r"(?= \d+(?:[.,]\d+)? ?(?:mm|millim|cm|centim|inch))"
)
_BELOW: Final = (
    r"below|under|(?:less|fewer|low|cold|cool|small|weak)(?:er)? than|beneath|(?:drop\w*|fall\w*"
    r"|dip\w*|down|sink\w*|plunge\w*) to|as (?:low|cold|cool) as|at most"
    r"|no more than"
    r"|within"
)
_BOUND: Final = re.compile(
    rf"\b(?:(?P<below>{_BELOW})|(?P<above>{_ABOVE}))"
    rf"(?: a| the)?(?: (?:high|low|max\w*|minimum) of)? {_SCALE}{_NUMBER}{_UNIT}"
)
_BEHIND: Final = re.compile(
    rf"(?<![\w.]){_NUMBER}{_UNIT}"
    r"(?= ?(?:or |and |(?!(?:high|strong|hott|warm|low|cold|cool)er))"
    r"(?:(?P<above>more|higher|above|over|plus|up|stronger|hotter|warmer|\+)"
    r"|(?P<below>less|lower|below|under|colder|cooler))\b(?! (?:than|\d)))"
)
_WITHOUT_ITSELF: Final = re.compile(r"above|over|exceed|past|beyond|under|below|\w+ than")
_HALF: Final = 0.5
_NEVER: Final = re.compile(r"\bnever\b")
"""Before a bound it asks for all to be on the other side: "will it never fall below zero?"."""
_KEPT: Final = re.compile(
    r"\b(?:stay\w*|remain\w*|keep\w*|always|never|all (?:day|night|week|_+))\b"
)
_UNITS: Final[Mapping[str, BoundUnit]] = {
    "c": "c",
    "celsius": "c",
    "f": "f",
    "fahrenheit": "f",
    "mph": "mph",
    "kph": "kmh",
    "%": "%",
    "percent": "%",
}
_A_SECOND: Final = re.compile(r"m.*(?:/ ?s| second)")
_BEGINNINGS: Final[tuple[tuple[str, BoundUnit, float], ...]] = (
    ("mph", "mph", 1.0),
    ("miles", "mph", 1.0),
    ("kn", "kmh", KNOT_KMH),
    ("kt", "kmh", KNOT_KMH),
    ("k", "kmh", 1.0),
    ("mm", "mm", 1.0),
    ("millim", "mm", 1.0),
    ("c", "mm", 10.0),
    ("inch", "in", 1.0),
    ("m", "m", 1.0),
    ("f", "ft", 1.0),
)
"""The units by the letters that they begin with, each with its factor."""
_BY_UNIT: Final[Mapping[BoundUnit, Aspect]] = {
    **dict.fromkeys(("kmh", "mph"), Aspect.WIND),
    **dict.fromkeys(("mm", "in"), Aspect.AMOUNT),
    **dict.fromkeys(("m", "ft"), Aspect.WAVES),
    "%": Aspect.CHANCE,
}
_BY_ASPECT: Final = (
    Aspect.UV,
    Aspect.AIR,
    Aspect.BAD_AIR,
    Aspect.HUMID,
    Aspect.WIND,
    Aspect.GUSTS,
    Aspect.WAVES,
    Aspect.FEEL,
)
"""What a bare number bounds where the question is about it."""
_DEPTHS: Final[tuple[tuple[BoundUnit, float], ...]] = (("mm", 10.0), ("in", 1.0))
"""Centimetres and inches, in which people tell the depth of snow, with their factors."""
_WATER_PER_SNOW: Final = 0.1
"""Fresh snow melts to about a tenth of its depth of water, which is what reports tell."""
_STAYS_BELOW: Final = re.compile(
    r"\b(?:stay|remain|keep)\w*(?: \w+){0,2} (?:below|under) (?:freezing|zero)\b"
    r"|\b(?:below|under) (?:freezing|zero) all (?:day|night|week)\b"
)
_OF_ITS_END: Final = re.compile(r"\b(?:how (?:long|much longer)|(?:until|till) when|stops?)\b")
_IN_WORDS: Final = (
    (
        re.compile(r"\b(?:plus|positive) (?:degrees|temperatures|figures)|into the plus\b"),
        (0.0, True),
    ),
    (re.compile(r"\bheat ?waves?\b"), (32.0, True)),
    (re.compile(r"\bcold (?:snaps?|spells?|waves?)\b"), (0.0, False)),
    (re.compile(r"\b(?:above|over) (?:freezing|zero|the freezing point)\b"), (0.0, True)),
    (_STAYS_BELOW, (0.0, False)),
    (re.compile(r"\bdouble (?:digits|figures)\b"), (9.9, True)),
    (re.compile(r"\bsingle (?:digits|figures)\b"), (10.0, False)),
)
_END_BELOW_ZERO: Final = re.compile(
    r"\b(?:(?P<high>highs?|highest|max(?:imum)?)|lowest|coldest(?= temp)|min(?:imum)?)\b"
    r"(?:,? (?!(?:and|or) (?:is|are|will|does|do|it)\b)\w+){0,9}"
    r" (?:below|under) (?:zero|freezing|the freezing point)\b"
)
_LOWS: Final = re.compile(r"\b(?:lows?(?! clouds?\b)|lowest|min(?:imum)?)\b")
_BOUNDED: Final = frozenset(
    {
        *(Aspect.TEMPERATURE, Aspect.HIGH, Aspect.LOW, Aspect.HOT, Aspect.WARM, Aspect.COLD),
        *(Aspect.COOL, Aspect.FEEL, Aspect.FREEZING),
    }
)
_BOUNDED_BY: Final = {
    Aspect.AMOUNT: (Aspect.RAIN, Aspect.SNOW, Aspect.FALLING),
    Aspect.CHANCE: (Aspect.RAIN, Aspect.SNOW, Aspect.FALLING),
    Aspect.WIND: (Aspect.WIND, Aspect.GUSTS, Aspect.CALM),
    Aspect.GUSTS: (Aspect.WIND, Aspect.GUSTS, Aspect.CALM),
    Aspect.HUMID: (Aspect.HUMID,),
    Aspect.CLOUD: (Aspect.CLOUD,),
    Aspect.UV: (Aspect.UV,),
    Aspect.AIR: (Aspect.AIR, Aspect.BAD_AIR),
    Aspect.WAVES: (Aspect.WAVES, Aspect.ROUGH, Aspect.WATER),
}
"""The aspects that a bound stands for."""


def find_bound(plain: str, aspects: Sequence[Aspect]) -> Bound | None:
    """Return the bound that a question in small letters names, by the aspects it is about."""
    plain = in_digits(plain)
    match, behind = _BOUND.search(plain), _BEHIND.search(plain)
    if behind and (not match or behind.start("n") == match.start("n")):
        match = behind  # "will it be 3 degrees or less?"
    if not match:
        return _in_words(plain, aspects)
    unit, factor = _unit(match["unit"] or "")
    value = _figure(match["n"]) * factor
    if _is_on_the_scale(match):
        unit, value = "kmh", _speed_kmh(value, match)
    if Aspect.SNOW in aspects and (unit, factor) in _DEPTHS:
        value *= _WATER_PER_SNOW
    is_above = bool(match["above"]) != _is_turned(plain, match)
    return Bound(
        -value if match["minus"] else value,
        unit,
        is_above=is_above,
        is_kept=_is_kept(plain, aspects, is_above),
        of=_bounded(unit, aspects),
        is_of_snow=Aspect.SNOW in aspects and unit in ("mm", "in"),
    )


def _in_words(plain: str, aspects: Sequence[Aspect]) -> Bound | None:
    """Return the bound that words name without a figure, such as "above freezing"."""
    if end := _END_BELOW_ZERO.search(plain):
        return Bound(0.0, "c", is_above=False, is_kept=bool(end["high"]))
    for words, (value, names_above) in _IN_WORDS:
        is_end = words is _STAYS_BELOW and _OF_ITS_END.search(plain)
        if not is_end and (match := words.search(plain)):
            is_above = names_above != _is_turned(plain, match)
            is_of_lows = is_above and bool(_LOWS.search(plain))  # frost hides them in the aspects
            return Bound(value, "c", is_above, is_of_lows or _is_kept(plain, aspects, is_above))
    return None


def _is_turned(plain: str, match: re.Match[str]) -> bool:
    """Return whether a bound is asked for the other way round by what stands before it."""
    return bool(_NEVER.search(plain, 0, match.start()))


def _figure(said: str) -> float:
    """Return a figure, whose thousands may stand apart: "1,000", and "2,5" as two and a half."""
    is_grouped = re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", said)
    return float(said.replace(",", "" if is_grouped else "."))


def _is_on_the_scale(match: re.Match[str]) -> bool:
    named = (match["unit"] or "", match.groupdict().get("scale") or "")
    return any(word in each for each in named for word in ("beaufort", "bft", "force"))


def _speed_kmh(force: float, match: re.Match[str]) -> float:
    """Return the speed at which a force of Beaufort begins, or ends where it is left out itself."""
    is_above = bool(match["above"])
    is_beyond = match.re is _BOUND and bool(_WITHOUT_ITSELF.match(match[0]))
    is_beyond = is_beyond and not match[0].startswith("no more")
    edge = force + (_HALF if is_above == is_beyond else -_HALF)
    return kmh_of_force(max(edge, 0.0))


def beside_bound(aspects: Sequence[Aspect], bound: Bound) -> tuple[Aspect, ...]:
    """Return the aspects of a question that are asked beside what it bounds."""
    bounded = {*_BOUNDED, *_BOUNDED_BY.get(bound.of, ())}
    return tuple(each for each in aspects if each not in bounded)


def _is_kept(plain: str, aspects: Sequence[Aspect], is_above: bool) -> bool:  # noqa: FBT001
    """Return whether all has to be within a bound: a low above it is, as is a high below it."""
    end = Aspect.LOW if is_above else Aspect.HIGH
    return end in aspects or bool(_KEPT.search(plain))


def spans_of_bounds(plain: str) -> list[tuple[int, int]]:
    """Return the spans of the figures of bounds in small letters, no clock times and no names."""
    in_words = [match.span() for match in first_of(SPELLED_OF_UNIT, plain)]
    return [match.span("n") for match in first_of(_BOUND, plain)] + in_words


def _unit(said: str) -> tuple[BoundUnit, float]:
    """Return a unit with the factor by which what is said in it becomes what it stands for."""
    word = _DEGREES.sub("", said)
    if not word:
        return "", 1.0
    if word in _UNITS:
        return _UNITS[word], 1.0
    if word.startswith("per"):
        return "%", 1.0
    if _A_SECOND.match(word):
        return "kmh", METRE_A_SECOND_KMH
    for begin, unit, factor in _BEGINNINGS:
        if word.startswith(begin):
            return unit, factor
    return "", 1.0


def _bounded(unit: BoundUnit, aspects: Sequence[Aspect]) -> Aspect:
    """Return the aspect that a bound is about, by its unit and by the words beside it."""
    if unit == "%" and Aspect.HUMID in aspects:
        return Aspect.HUMID
    if unit == "%" and Aspect.CLOUD in aspects:
        return Aspect.CLOUD
    if unit in ("kmh", "mph") and Aspect.GUSTS in aspects:
        return Aspect.GUSTS
    if unit in _BY_UNIT:
        return _BY_UNIT[unit]
    if unit:
        return Aspect.FEEL if Aspect.FEEL in aspects else Aspect.TEMPERATURE
    named = next((each for each in aspects if each in _BY_ASPECT), Aspect.TEMPERATURE)
    return Aspect.AIR if named is Aspect.BAD_AIR else named
