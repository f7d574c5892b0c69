"""Search for the weather figures in a text: the numbers with a weather unit, and their readings.

Numbers without a unit are ignored.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from bot.normalization import normalized

_NEAR_CHARACTERS: Final = 30
_BEFORE_CHARACTERS: Final = 40
"""Characters before a figure within which a word can say what the figure is."""
_THOUSAND_DIGITS: Final = 3


Bound = Literal["", "below", "above"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a quantity; a value is converted to the unit of reports by scale and offset.

    A report has `value * scale + offset`.
    """

    quantity: str
    scale: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit, in every way that it can be read.

    Attributes:
        readings: Pairs of a value and the worth of its last digit; "1,013" has two of them.
        units: The possible units; several if the sign is ambiguous, as "°" is.
        is_about: Whether the words before it say that it is not exact, as "about" does.
        is_comparison: Whether the words around it compare, as "warmer" does.
        bound: "below" or "above" if the words make it a threshold, as in "below 0 °C"; else empty.
    """

    text: str
    readings: tuple[tuple[float, float], ...]
    units: tuple[Unit, ...]
    is_about: bool
    is_comparison: bool
    bound: Bound = ""


_CELSIUS: Final = Unit("temperature")
_FAHRENHEIT: Final = Unit("temperature", 5 / 9, -160 / 9)
# The more exact first: "°C" before "°". "in" is a unit only before what follows amounts, since
# "UV 5 in Paris" has none.
_AMOUNT_FOLLOWS: Final = (
    r"(?=\s*(?:$|[.,;:!?)(/|]|of\b|rain|snow|precip|per\b|an hour|on\b|with\b|at\b|today|tonight"
    r"|tomorrow|overnight|expected|possible|likely))"
)
_NO_ALTITUDE: Final = (
    r"(?! ?(?:/|above (?:mean )?sea|a\.?s\.?l\b|elevation|altitude|of (?:elevation|altitude)))"
)
_UNITS: Final = (
    (r"° ?c\b|degrees? (?:celsius|centigrade|c\b)", (_CELSIUS,)),
    (r"° ?f\b|degrees? (?:fahrenheit|f\b)", (_FAHRENHEIT,)),
    (
        r"(?:°|degrees?\b)(?! ?(?:(?-i:[NSEW])\b|north|south|east|west|latitude|longitude))",
        (_CELSIUS, _FAHRENHEIT, Unit("angle")),
    ),
    (r"%|per ?cent\b", (Unit("share"),)),
    (r"km ?/ ?h\b|km?ph\b|kmh\b|kilomet(?:er|re)s? (?:per|an) hour", (Unit("speed"),)),
    (r"mph\b|miles? (?:per|an) hour", (Unit("speed", 1.609344),)),
    (r"m ?/ ?s\b|met(?:er|re)s? (?:per|a) second", (Unit("speed", 3.6),)),
    (r"knots?\b|kts?\b|kn\b", (Unit("speed", 1.852),)),
    (r"mm\b|millimet(?:er|re)s?\b", (Unit("length"),)),
    (r"cm\b|centimet(?:er|re)s?\b", (Unit("length", 10), Unit("height", 0.01))),
    (rf"inch(?:es)?\b|in{_AMOUNT_FOLLOWS}", (Unit("length", 25.4),)),
    (rf"(?:(?-i:m)|met(?:er|re)s?)\b{_NO_ALTITUDE}", (Unit("height"),)),
    (rf"(?:ft|f(?:ee|oo)t)\b{_NO_ALTITUDE}", (Unit("height", 0.3048),)),
    # "The 60s" are no time.
    (r"(?<!\d)(?-i:s)\b|sec(?:ond)?s?\b", (Unit("time"),)),
    (r"hpa\b|mbar\b|millibars?\b", (Unit("pressure"),)),
    (r"[uμ]g/m3", (Unit("concentration"),)),
)
_UNIT: Final = "|".join(f"(?:{pattern})" for pattern, _ in _UNITS)
# A dash behind a word or a figure joins; anywhere else it is a minus.
_SIGN: Final = r"(?:(?<![\w°%)])-|\bminus )"
_NUMBER: Final = (
    rf"{_SIGN}?(?:\d{{1,3}}(?: \d{{3}}){{1,3}}+(?!\d)(?:[.,]\d++)?|\d++(?:[.,]\d++)*+|\.\d++)"
)
# A figure starts neither inside of a word or a number, nor behind the fraction slash that NFKC
# makes of "½".
_START: Final = "(?<![\\w.,:/\N{FRACTION SLASH}])(?<!\\d-)"
_TO: Final = r"\s*(?:[-/~]|\.\.\.?|\b(?:to|or|through|bis|oder|à|a|ou|hasta)\b)\s*"
_BETWEEN: Final = r"(?:between|zwischen|entre|de|von)\s+"
_AND: Final = r"\s+(?:and|und|et|y|e)\s+"
_FLAGS: Final = re.IGNORECASE | re.MULTILINE
_FIGURE: Final = re.compile(
    rf"(?:{_BETWEEN}(?P<low>{_NUMBER}) ?(?:{_UNIT})?{_AND}"
    rf"|{_START}(?P<first>{_NUMBER})(?P<own> ?(?:{_UNIT}))?{_TO}"
    rf"|{_START})(?P<last>{_NUMBER})\s?(?P<unit>{_UNIT})",
    _FLAGS,
)
# Marks of Markdown go; what looks alike becomes one character.
_ALIKE: Final = str.maketrans(
    {
        **dict.fromkeys("*_`", ""),
        **dict.fromkeys("\N{MASCULINE ORDINAL INDICATOR}\N{RING ABOVE}", "°"),
        **dict.fromkeys("\N{MINUS SIGN}\N{EN DASH}\N{FIGURE DASH}", "-"),
        **dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}", "-"),
        "\N{EM DASH}": " - ",
        "\N{ARABIC DECIMAL SEPARATOR}": ".",
    }
)
_DAY_BEFORE: Final = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)\w*\.?\s*$",
    re.IGNORECASE,
)
_ABOUT: Final = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|approx\.?|nearly|almost|circa|ca\.?|etwa|rund"
    r"|environ|unos)|[~≈])\s*$",
    re.IGNORECASE,
)
_COMPARISON: Final = re.compile(
    r"\b(?:warmer|colder|cooler|hotter|milder|higher|lower|more|less|windier|drier|wetter|stronger"
    r"|weaker|differ\w*|apart|drop\w*|fall\w*|rise\w*|gap|swing|increase\w*|decrease\w*"
    r"|wärmer|kälter|kühler|höher|niedriger|mehr|weniger|unterschied|plus|moins|différence|écart"
    r"|más|menos|diferencia)\b",
    re.IGNORECASE,
)
# "Up to 5 °C" is no threshold: it names the highest value.
_BELOW: Final = (
    r"below|under|beneath|(?:less|lower|colder|cooler|fewer|weaker) than|at most|unter(?:halb von)?"
    r"|(?:weniger|kälter|niedriger) als|höchstens|sous|(?:moins|inférieure?s?) (?:de|à)|au plus"
    r"|(?:por )?debajo de|(?:menos|inferior(?:es)?) (?:de|a)|bajo|como máximo"
)
_ABOVE: Final = (
    r"above|over|beyond|(?:more|greater|higher|warmer|hotter|stronger) than|at least"
    r"|exceed(?:s|ed|ing)?|über(?:steigt)?|(?:mehr|wärmer|höher) als|mindestens|oberhalb von"
    r"|au-dessus de|(?:plus|supérieure?s?) (?:de|à)|au moins|(?:por )?encima de"
    r"|(?:más|superior(?:es)?) (?:de|a)|al menos|sobre"
)
_BOUND: Final = re.compile(
    r"(?P<negation>\bno |(?:\b(?:not|never|nicht|kein\w{0,2}|pas|nunca)|n't)\b[^.,;!?\n]{0,12})?"
    rf"\b(?:(?P<below>{_BELOW})|(?P<above>{_ABOVE}))\s{{1,3}}(?:the |about |around )?$",
    re.IGNORECASE,
)
# "Below 0 °C (32 °F)" says one thing in two units.
_SAME: Final = re.compile(r"\s?[(/]\s?(?:about |around )?", re.IGNORECASE)
_BOUND_BEHIND: Final = re.compile(r"\s?[CF]?(?:(?P<below>未満|以下)|(?P<above>以上|超))")
_THRESHOLD: Final = re.compile(
    rf"\b(?:above|over|below|under|than|least|reach\w*|hits?|exceeds?|beyond)\s+({_NUMBER})",
    re.IGNORECASE,
)


def figures_in(text: str) -> Iterator[Figure]:
    """Yield every number of a text that has a weather unit; a range yields both of its ends."""
    plain = normalized("NFKC", text.translate(_ALIKE))
    last_bound: Bound = ""
    last_end = 0
    for match in _FIGURE.finditer(plain):
        start, end = match.span()
        # Only a window before the figure is searched, so that the work stays linear in the text.
        before = max(0, start - _BEFORE_CHARACTERS)
        is_about = bool(_ABOUT.search(plain, before, start))
        is_comparison = bool(
            _COMPARISON.search(plain, max(0, start - _NEAR_CHARACTERS), start)
            or _COMPARISON.search(plain, end, end + _NEAR_CHARACTERS)
        )
        if bound := _bound(plain, before, start, end) or (
            last_bound if _SAME.fullmatch(plain, last_end, start) else ""
        ):
            last_bound, last_end = bound, end
        ends = [(match["last"], match["unit"])]
        # In "Mon 23 - 4 °C" the first number is the day's.
        is_day = match["first"] and not match["own"] and _DAY_BEFORE.search(plain, before, start)
        if (other := match["low"] or match["first"]) and not is_day:
            ends.insert(0, (other, (match["own"] or match["unit"]).strip()))
        for number, unit in ends:
            yield Figure(
                text=f"{number} {unit}",
                readings=_read(number),
                units=_units(unit),
                is_about=is_about,
                is_comparison=is_comparison,
                bound=bound if len(ends) == 1 else "",
            )


def _bound(text: str, before: int, start: int, end: int) -> Bound:
    """Return the side of a threshold that the words around a figure name; empty for none."""
    behind = _BOUND_BEHIND.match(text, end)
    bound = behind or _BOUND.search(text, before, start)
    if bound is None:
        return ""
    is_turned_round = behind is None and bool(bound["negation"])
    return "below" if bool(bound["below"]) != is_turned_round else "above"


def thresholds_in(text: str) -> set[float]:
    """Return the bare numbers that a text compares with, as in "is it above 30?", without sign."""
    matches = _THRESHOLD.finditer(text)
    return {abs(value) for match in matches for value, _ in _read(match[1])}


def _units(written: str) -> tuple[Unit, ...]:
    return next(units for pattern, units in _UNITS if re.match(pattern, written, _FLAGS))


def _read(number: str) -> tuple[tuple[float, float], ...]:
    """Return the possible values of a number, each with the worth of its last digit.

    "4,2" is a fraction; "1,013" is a fraction or has thousands. In "24 100" the space separates
    thousands, or a day from its figure.
    """
    number = number.lower().replace("minus ", "-")
    if " " in number:
        return *_read(number.replace(" ", "")), *_read(number.rpartition(" ")[2])
    digits = number.removeprefix("-")
    sign = 1.0 if digits == number else -1.0
    whole, *groups = re.split("[.,]", digits)
    if not groups:
        return ((sign * float(whole), 1.0),)
    *more, fraction = groups
    value = float(f"{whole}{''.join(more)}.{fraction}")
    readings = [(sign * value, 10.0 ** -len(fraction))]
    if whole and all(len(group) == _THOUSAND_DIGITS for group in groups):
        readings.append((sign * float(whole + "".join(groups)), 1.0))
    return tuple(readings)
