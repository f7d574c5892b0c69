"""Search for the weather figures in a text: the numbers with a weather unit, and their readings.

Numbers without a unit are ignored.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal

from bot.answering.figure_units import LETTER, UNIT, UNITS, Unit
from bot.normalization import normalized

_NEAR_CHARACTERS: Final = 30
_BEFORE_CHARACTERS: Final = 40
"""Characters before a figure within which a word can say what the figure is."""
_THOUSAND_DIGITS: Final = 3
_CELL_CHARACTERS: Final = 24
"""Characters of a cell of a table, such as "18 °C", whose values are remembered."""

Bound = Literal["", "below", "above"]


@dataclass(slots=True, eq=False)
class Context:
    """The words around a number, which are searched when they are asked for: most need no look.

    Only a window is searched, so that the work stays linear in the text.

    Attributes:
        same: The context of the number directly before, which says the same in another unit.
    """

    text: str
    start: int
    end: int
    same: "Context | None"
    _bound: Bound | None = None

    @property
    def is_about(self) -> bool:
        """Whether the words around the number say that it is not exact, as "about" does."""
        return bool(
            _ABOUT.search(self.text, self._first, self.start)
            or _ABOUT_BEHIND.match(self.text, self.end)
        )

    @property
    def is_comparison(self) -> bool:
        """Whether the words around the number compare, as "warmer" does."""
        first = max(0, self.start - _NEAR_CHARACTERS)
        return bool(
            _COMPARISON.search(self.text, first, self.start)
            or _COMPARISON.search(self.text, self.end, self.end + _NEAR_CHARACTERS)
        )

    @property
    def bound(self) -> Bound:
        """The side of a threshold that the words name, as in "below 0 °C"; empty for none."""
        if self._bound is None:
            own = _bound(self.text, self._first, self.start, self.end)
            self._bound = own or (self.same.bound if self.same else "")
        return self._bound

    @property
    def _first(self) -> int:
        return max(0, self.start - _BEFORE_CHARACTERS)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit, in every way that it can be read.

    Attributes:
        readings: Pairs of a value and the worth of its last digit; "1,013" has two of them.
        units: The possible units; several if the sign is ambiguous, as "°" is.
        is_alone: Whether it is no end of a range, which is no threshold.
    """

    text: str
    readings: tuple[tuple[float, float], ...]
    units: tuple[Unit, ...]
    context: Context
    is_alone: bool


# A dash behind a word or a figure joins; anywhere else it is a minus.
# "Au moins 4" and "al menos 4" are no minus either, and "más o menos 4" ("mais ou menos" in
# Portuguese) is about as much.
_SIGN: Final = (
    rf"(?:(?<!{LETTER})(?<![°%)])-|\bminus |\b(?<!al )(?<![ou] )menos "
    r"|\b(?<!au )(?<!ou )(?<!du )moins |マイナス|零下|氷点下)"
)
_NUMBER: Final = (
    rf"{_SIGN}?(?:\d{{1,3}}(?>(?: \d{{3}}){{1,3}})(?!\d)(?:[.,]\d++)?|\d++(?>(?:[.,]\d++)*)"
    r"|(?<!\.)\.\d++)"
)
# A figure starts neither inside of a word, a number or a time, nor behind the fraction slash that
# NFKC makes of "½". It may stand directly behind a colon or a comma, as in "High:25 °C".
# Nor behind the name of a latitude or a longitude, which 緯 and 経 are too.
_AXES: Final = (
    *(r"\blat", r"\blon", "latitude", "longitude", "latitud", "longitud"),
    *(r"\bbreite", r"\blänge", "breitengrad", "längengrad"),
)
_GAPS: Final = (":", " ", ": ", ":-", " -", ": -")
_START: Final = (
    f"(?<!{LETTER})(?<![/\N{FRACTION SLASH}緯経])(?<!\\d[.,:])(?<!\\d-)"
    "(?<![緯経][: 度約])(?<![緯経]: )(?<![緯経]度[は: ])(?<![緯経]度: )"
    rf"(?={_SIGN}?\.?\d)"  # for speed: what follows here looks back far
    + "".join(f"(?<!{axis}{gap})" for axis in _AXES for gap in _GAPS)
)
_SIGN_AND_DIGITS: Final = re.compile(r"([^\d.]*+)(.*)")
_BELOW_ZERO: Final = re.compile(
    r"\s(?:below zero|unter (?:null|0)|bajo cero|(?:sous|au-dessous de|en dessous de) (?:zéro|0))",
    re.IGNORECASE,
)
_TO: Final = r"\s*(?:[-/~]|\.\.\.?|\b(?:to|or|through|bis|oder|à|a|ou|hasta)\b)\s*"
_BETWEEN: Final = r"(?:between|zwischen|entre|de|von)\s+"
_AND: Final = r"\s+(?:and|und|et|y|e)\s+"
_FLAGS: Final = re.IGNORECASE | re.MULTILINE
# Marks of Markdown go; what looks alike becomes one character.
_ALIKE: Final = str.maketrans(
    {
        **dict.fromkeys("*_`", ""),
        **dict.fromkeys("\N{MASCULINE ORDINAL INDICATOR}\N{RING ABOVE}", "°"),
        **dict.fromkeys("\N{MINUS SIGN}\N{EN DASH}\N{FIGURE DASH}\N{HYPHEN}\u2011", "-"),
        "\N{WAVE DASH}": "~",
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
    r"|environ|un[oa]s|ungefähr|knapp|gut|fast|um die|casi|cerca de|alrededor de|aproximadamente"
    r"|m[áa]i?s ou? menos|presque|près de|autour de|approximativement)"
    r"|[~≈約]|およそ|だいたい|ほぼ)\s*$",
    re.IGNORECASE,
)
_ABOUT_BEHIND: Final = re.compile(r"\s?(?:くらい|ぐらい|ほど|前後|程度)")
_COMPARISON: Final = re.compile(
    r"\b(?:warmer|colder|cooler|hotter|milder|higher|lower|more|less|windier|drier|wetter|stronger"
    r"|weaker|differ\w*|apart|drop\w*|fall\w*|rise\w*|gap|swing|increase\w*|decrease\w*"
    r"|wärmer|kälter|kühler|höher|niedriger|mehr|weniger|unterschied|plus|moins|différence|écart"
    r"|más|menos|diferencia|ge(?:stieg|sunk|fall)en|steig\w*|sink\w*|fällt|sub(?:e|en|ir\w*)"
    r"|baja[nr]\w*|descend\w*|desciend\w*|aument\w*|augment\w*|mont(?:e(?= d)|er\w*)|baiss\w*"
    r"|diminu\w*|hausse)\b|\bbaja (?:\w+ )?$|より|差|違い|比[べ較]|[年前]日?比|上が|下が|上昇|低下",
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
    r"(?P<negation>\bno |(?:\b(?:(?:can)?not|never|nicht|kein\w{0,2}|pas|nunca)|n['\u2019]t)\b"
    r"[^.,;!?\n]{0,12})?"
    rf"\b(?:(?P<below>{_BELOW})|(?P<above>{_ABOVE}))\s{{1,3}}(?:the |about |around )?$",
    re.IGNORECASE,
)
# "Below 0 °C (32 °F)" says one thing in two units.
_SAME: Final = re.compile(r"\s?[(/]\s?(?:about |around )?", re.IGNORECASE)
_BOUND_BEHIND: Final = re.compile(r"\s?(?:(?P<below>未満|以下)|(?P<above>以上|超))")
_THRESHOLD: Final = re.compile(
    rf"\b(?:{_BELOW}|{_ABOVE}|than|least|reach\w*|hits?|erreich\w*|alcan\w*|attein\w*)\s+({_NUMBER})",
    re.IGNORECASE,
)


@cache
def figure_pattern() -> re.Pattern[str]:
    """Return the pattern of figures; to compile it takes as long as half an answer."""
    return re.compile(
        rf"(?:{_BETWEEN}(?P<low>{_NUMBER}) ?(?:{UNIT})?{_AND}"
        rf"|{_START}(?P<first>{_NUMBER})(?P<own> ?(?:{UNIT}))?{_TO}"
        rf"|{_START})(?P<last>{_NUMBER})\s?(?P<unit>{UNIT})",
        _FLAGS,
    )


def figures_in(text: str) -> Iterator[Figure]:
    """Yield every number of a text that has a weather unit; a range yields both of its ends."""
    plain, before = _plain(text), None
    for match in figure_pattern().finditer(plain):
        is_same = before and _SAME.fullmatch(plain, before.end, match.start())
        before = Context(plain, *match.span(), before if is_same else None)
        if before.same:
            _ = before.same.bound  # Kept there: a long row of numbers is not walked along again.
        ends = _ends(match)
        for number, unit in ends:
            yield Figure(f"{number} {unit}", _read(number), _units(unit), before, len(ends) == 1)


def values_in(text: str) -> frozenset[tuple[str, float]]:
    """Return every number of a text that has a weather unit, as a quantity and its value.

    The value is in the unit of reports; a number that can be read in several ways has them all.
    """
    # Results are full of the same few cells.
    return _cell_values(text) if len(text) <= _CELL_CHARACTERS else _values(text)


def _values(text: str) -> frozenset[tuple[str, float]]:
    written = {end for match in figure_pattern().finditer(_plain(text)) for end in _ends(match)}
    return frozenset(
        (unit.quantity, value * unit.scale + unit.offset)
        for number, sign in written
        for unit in _units(sign)
        for value, _ in _read(number)
    )


@lru_cache(maxsize=1024)
def _cell_values(text: str) -> frozenset[tuple[str, float]]:
    return _values(text)


def _plain(text: str) -> str:
    return normalized("NFKC", text.translate(_ALIKE))


def _ends(match: re.Match[str]) -> list[tuple[str, str]]:
    """Return the numbers of a match with their units: one, or both ends of a range."""
    ends = [(match["last"], match["unit"])]
    start = match.start()
    before = max(0, start - _BEFORE_CHARACTERS)
    # In "Mon 23 - 4 °C" the first number is the day's.
    is_day = match["first"] and not match["own"] and _DAY_BEFORE.search(match.string, before, start)
    if (other := match["low"] or match["first"]) and not is_day:
        ends.insert(0, (other, (match["own"] or match["unit"]).strip()))
    is_of_heat = _units(match["unit"])[0].quantity == "temperature"
    if is_of_heat and _BELOW_ZERO.match(match.string, match.end()):
        return [(f"-{number.lstrip('-')}", unit) for number, unit in ends]
    return ends


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
    return {abs(value) for match in _THRESHOLD.finditer(text) for value, _ in _read(match[1])}


@lru_cache(maxsize=256)
def _units(written: str) -> tuple[Unit, ...]:
    return next(units for pattern, units in UNITS if re.match(pattern, written, _FLAGS))


@lru_cache(maxsize=512)
def _read(number: str) -> tuple[tuple[float, float], ...]:
    """Return the possible values of a number, each with the worth of its last digit.

    "4,2" is a fraction; "1,013" is a fraction or has thousands. In "24 100" the space separates
    thousands, or a day from its figure.
    """
    signed, digits = _SIGN_AND_DIGITS.fullmatch(number).groups()  # type: ignore[union-attr] # any text matches
    if " " in digits:
        return *_read(signed + digits.replace(" ", "")), *_read(digits.rpartition(" ")[2])
    sign = -1.0 if signed else 1.0
    whole, *groups = re.split("[.,]", digits)
    if not groups:
        return ((sign * float(whole), 1.0),)
    *more, fraction = groups
    value = float(f"{whole}{''.join(more)}.{fraction}")
    readings = [(sign * value, 10.0 ** -len(fraction))]
    if whole and all(len(group) == _THOUSAND_DIGITS for group in groups):
        readings.append((sign * float(whole + "".join(groups)), 1.0))
    return tuple(readings)
