"""The units of weather figures, as texts in several languages write them."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a quantity; a value is converted to the unit of reports by scale and offset.

    A report has `value * scale + offset`.
    """

    quantity: str
    scale: float = 1.0
    offset: float = 0.0


_CELSIUS: Final = Unit("temperature")
_FAHRENHEIT: Final = Unit("temperature", 5 / 9, -160 / 9)
_DEGREES: Final = r"(?:degrees?|grad|grados?|degrés?)"
_SIDES: Final = (
    r"(?-i:[NSEW])\b|north|south|east|west|latitude|longitude"
    r"|nördlich|südlich|östlich|norte|oeste|nord\b|süd\b|ost\b|sud\b|ouest|de l(?:at|on)"
)
_OF_CELSIUS: Final = (
    r"° ?c(?:elsius)?\b|(?-i:C)\b(?!['\u2019])"  # "C'est" begins a sentence
    rf"|(?:{_DEGREES} )?(?:celsius|centigrade|centígrados?)\b|{_DEGREES} c\b"
)
# Half a turn and a whole one are no temperatures, nor are times: a second one, 2度目, once more,
# もう1度, once a year, 年に1度.
_NO_TURN: Final = "(?<!180)(?<!360)(?<!180 )(?<!360 )"
_OF_EITHER: Final = (
    rf"(?:°|{_NO_TURN}{_DEGREES}\b|(?<!もう\d)(?<![年月週]に\d){_NO_TURN}度(?!目))"
    rf"(?! ?(?:{_SIDES}))"
)
_KM_PER_HOUR: Final = (
    r"km ?/ ?h\b|km?ph\b|kmh\b|kilomet(?:er|re)s? (?:per|an) hour|stundenkilometern?\b"
    r"|(?:kilometern? pro stunde|kilómetros por hora|kilomètres (?:par |à l.)heure)\b"
)
# The more exact first: "°C" before "°". "in" is a unit only before what follows amounts, since
# "UV 5 in Paris" has none.
_AMOUNT_FOLLOWS: Final = (
    r"(?=\s*(?:$|[.,;:!?)(/|]|of\b|rain|snow|precip|per\b|an hour|on\b|with\b|at\b|today|tonight"
    r"|tomorrow|overnight|expected|possible|likely))"
)
_NO_ALTITUDE: Final = r"(?! ?(?:/|above (?:mean )?sea|a\.?s\.?l\b|(?:of )?(?:elevation|altitude)))"
UNITS: Final = (
    (_OF_CELSIUS, (_CELSIUS,)),
    (
        rf"° ?f(?:ahrenheit)?\b|(?-i:F)\b|(?:{_DEGREES} )?fahrenheit\b|{_DEGREES} f\b",
        (_FAHRENHEIT,),
    ),
    (_OF_EITHER, (_CELSIUS, _FAHRENHEIT, Unit("angle"))),
    (r"%|per ?cent\b|prozent\b|por ?ciento\b|pour ?cent\b|パーセント", (Unit("share"),)),
    (_KM_PER_HOUR, (Unit("speed"),)),
    (r"mph\b|miles? (?:per|an) hour", (Unit("speed", 1.609344),)),
    (r"m ?/ ?s\b|met(?:er|re)s? (?:per|a) second", (Unit("speed", 3.6),)),
    (r"knots?\b|kts?\b|kn\b|knoten\b|nudos?\b|nœuds?\b", (Unit("speed", 1.852),)),
    (r"mm\b|millim[eè]t(?:er|re)[ns]?\b|milímetros?\b|ミリ(?!バール)", (Unit("length"),)),
    (
        r"cm\b|[cz]entim[eè]t(?:er|re)[ns]?\b|centímetros?\b|センチ",
        (Unit("length", 10), Unit("height", 0.01)),
    ),
    (rf"inch(?:es)?\b|in{_AMOUNT_FOLLOWS}", (Unit("length", 25.4),)),
    (rf"(?:(?-i:m)|met(?:er|re)s?)\b{_NO_ALTITUDE}", (Unit("height"),)),
    (rf"(?:ft|f(?:ee|oo)t)\b{_NO_ALTITUDE}", (Unit("height", 0.3048),)),
    # "The 60s" are no time.
    (r"(?<!\d)(?-i:s)\b|sec(?:ond)?s?\b", (Unit("time"),)),
    (r"hpa\b|mbar\b|millibars?\b", (Unit("pressure"),)),
    (r"[uμ]g/m3", (Unit("concentration"),)),
)
"""Patterns of units, without regard to capitals, and what each of them may stand for."""

# Latin letters alone part a figure from a word: Japanese and others put no space around it.
LETTER: Final = r"(?-i:[\da-zA-Z_À-ÿ])"
UNIT: Final = "|".join(f"(?:{at})" for at, _ in UNITS).replace(r"\b", f"(?!{LETTER})")
