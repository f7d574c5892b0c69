"""Find the figures of a text that carry a weather unit, and those of them that nobody has told.

A figure holds if it is one of the reports' or of what was said before, rounded or converted. Bare
numbers are left alone.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Final

from bot.reports import Report

_HALF: Final = 0.55
"""How far off a figure may be, in units of its last digit: half, and some for rounding twice."""
_ABOUT_SHARE: Final = 0.15
_ABOUT_AT_MOST: Final = 2.5
"""How far off a figure with "about" may be: by this share of it, or by this many units."""
_NEAR_CHARACTERS: Final = 30
_THOUSAND_DIGITS: Final = 3
_TINY: Final = 1e-6


@dataclass(frozen=True, slots=True)
class _Unit:
    """What a unit measures; reports have `value * scale + offset` of it."""

    quantity: str
    scale: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number with its unit, as far as they can be read.

    Attributes:
        readings: Values with the worth of their last digit; "1,013" has two.
        units: More than one where the sign leaves it open, as "°" does.
    """

    text: str
    readings: tuple[tuple[float, float], ...]
    units: tuple[_Unit, ...]
    is_about: bool
    is_comparison: bool


# By what a report's fields are called: quantities carry their unit in the name.
_FIELDS: Final = {
    "c": "temperature",
    "kmh": "speed",
    "mm": "length",
    "pct": "share",
    "deg": "angle",
    "ugm3": "concentration",
}
_CELSIUS: Final = _Unit("temperature")
_FAHRENHEIT: Final = _Unit("temperature", 5 / 9, -160 / 9)
# The more exact first: "°C" before "°". "in" is a unit only before what follows amounts, since
# "UV 5 in Paris" has none.
_AMOUNT_FOLLOWS: Final = (
    r"(?=\s*(?:$|[.,;:!?)(/|]|of\b|rain|snow|precip|per\b|an hour|on\b|with\b|at\b|today|tonight"
    r"|tomorrow|overnight|expected|possible|likely))"
)
_UNITS: Final = (
    (r"° ?c\b|degrees? (?:celsius|centigrade|c\b)", (_CELSIUS,)),
    (r"° ?f\b|degrees? (?:fahrenheit|f\b)", (_FAHRENHEIT,)),
    (
        r"(?:°|degrees?\b)(?! ?(?:(?-i:[NSEW])\b|north|south|east|west|latitude|longitude))",
        (_CELSIUS, _FAHRENHEIT, _Unit("angle")),
    ),
    (r"%|per ?cent\b", (_Unit("share"),)),
    (r"km ?/ ?h\b|km?ph\b|kmh\b|kilomet(?:er|re)s? (?:per|an) hour", (_Unit("speed"),)),
    (r"mph\b|miles? (?:per|an) hour", (_Unit("speed", 1.609344),)),
    (r"m ?/ ?s\b|met(?:er|re)s? (?:per|a) second", (_Unit("speed", 3.6),)),
    (r"knots?\b|kts?\b|kn\b", (_Unit("speed", 1.852),)),
    (r"mm\b|millimet(?:er|re)s?\b", (_Unit("length"),)),
    (r"cm\b|centimet(?:er|re)s?\b", (_Unit("length", 10),)),
    (rf"inch(?:es)?\b|in{_AMOUNT_FOLLOWS}", (_Unit("length", 25.4),)),
    (r"hpa\b|mbar\b|millibars?\b", (_Unit("pressure"),)),
    (r"[uμ]g/m3", (_Unit("concentration"),)),
)
_UNIT: Final = "|".join(f"(?:{pattern})" for pattern, _ in _UNITS)
# A dash behind a word or a figure joins; anywhere else it is a minus.
_SIGN: Final = r"(?:(?<![\w°%)])-|\bminus )"
_NUMBER: Final = rf"{_SIGN}?(?:\d++(?:[.,]\d++)*+|\.\d++)"
# Nor behind a fraction slash, which is what "½" is made of.
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
_THRESHOLD: Final = re.compile(
    rf"\b(?:above|over|below|under|than|least|reach\w*|hits?|exceeds?|beyond)\s+({_NUMBER})",
    re.IGNORECASE,
)

_Points = Mapping[str, list[float]]


def invented_figures(
    text: str, reports: Collection[Report], said: Collection[str], question: str
) -> tuple[str, ...]:
    """Return the figures of a text that nobody has told, as they are written, each once.

    Told are those of the reports, and those of what was said, results of tools included. A
    comparison ("5 degrees warmer") may be the difference of two of them. The question may have
    named a bare number, as in "is it above 30?".
    """
    figures = list(_figures(text))
    if not figures:
        return ()
    points = _points(reports, [*said, question])
    asked = {abs(value) for match in _THRESHOLD.finditer(question) for value, _ in _read(match[1])}
    return tuple(
        dict.fromkeys(figure.text for figure in figures if not _holds(figure, points, asked))
    )


def has_weather_figures(text: str) -> bool:
    """Return whether a text has figures that carry a weather unit."""
    return any(True for _ in _figures(text))


def _holds(figure: _Figure, points: _Points, asked: Collection[float]) -> bool:
    if any(abs(value) in asked for value, _ in figure.readings):
        return True
    return any(
        _is_told(unit, reading, points[unit.quantity], is_about=figure.is_about)
        or (figure.is_comparison and _is_difference(unit, reading, points[unit.quantity]))
        for unit in figure.units
        if unit.quantity in points
        for reading in figure.readings
    )


def _is_told(
    unit: _Unit, reading: tuple[float, float], points: list[float], *, is_about: bool
) -> bool:
    value, digit = reading
    slack = _HALF * digit + _TINY
    if is_about:
        slack = max(slack, min(_ABOUT_AT_MOST, _ABOUT_SHARE * abs(value)))
    low, high = ((value + off) * unit.scale + unit.offset for off in (-slack, slack))
    at = bisect_left(points, low)
    return at < len(points) and points[at] <= high


def _is_difference(unit: _Unit, reading: tuple[float, float], points: list[float]) -> bool:
    """Return whether two points are so far apart; each of them may have been rounded."""
    value, digit = reading
    low, high = ((abs(value) + off) * unit.scale for off in (-digit - _TINY, digit + _TINY))
    for point in points:
        at = bisect_left(points, point + low)
        if at < len(points) and points[at] <= point + high:
            return True
    return False


def _points(reports: Collection[Report], texts: Collection[str]) -> _Points:
    """Return all values that are told, by quantity and in the units of reports, sorted."""
    found: dict[str, set[float]] = defaultdict(set)
    for report in reports:
        for item in (report.current, report.air, *report.days, *report.hours):
            for field in fields(item) if item else ():
                quantity = _FIELDS.get(field.name.rpartition("_")[2])
                value = getattr(item, field.name)
                if quantity and value is not None:
                    found[quantity].add(value)
    for text in texts:
        for figure in _figures(text):
            for unit in figure.units:
                found[unit.quantity].update(
                    value * unit.scale + unit.offset for value, _ in figure.readings
                )
    return {quantity: sorted(values) for quantity, values in found.items()}


def _figures(text: str) -> Iterator[_Figure]:
    """Yield every number that carries a unit, both ends of a range among them."""
    plain = unicodedata.normalize("NFKC", text.translate(_ALIKE))
    for match in _FIGURE.finditer(plain):
        before, behind = plain[: match.start()], plain[match.end() :]
        near = f"{before[-_NEAR_CHARACTERS:]}\n{behind[:_NEAR_CHARACTERS]}"
        is_about, is_comparison = bool(_ABOUT.search(before)), bool(_COMPARISON.search(near))
        ends = [(match["last"], match["unit"])]
        # In "Mon 23 - 4 °C" the first number is the day's.
        is_day = match["first"] and not match["own"] and _DAY_BEFORE.search(before)
        if (other := match["low"] or match["first"]) and not is_day:
            ends.insert(0, (other, (match["own"] or match["unit"]).strip()))
        for number, unit in ends:
            yield _Figure(f"{number} {unit}", _read(number), _units(unit), is_about, is_comparison)


def _units(written: str) -> tuple[_Unit, ...]:
    return next(units for pattern, units in _UNITS if re.match(pattern, written, _FLAGS))


def _read(number: str) -> tuple[tuple[float, float], ...]:
    """Return what a number can mean: "4,2" a fraction, "1,013" a fraction or a thousand."""
    digits = number.lower().removeprefix("minus ").removeprefix("-")
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
