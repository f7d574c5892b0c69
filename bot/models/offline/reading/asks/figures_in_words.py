"""Figures that a question tells in words, in digits: "twenty degrees", "two and a half inches"."""

import re
from typing import Final

from bot.models.offline.reading.numbers import SPELLED, number

_OF_AN_INCH: Final = {"half": 0.5, "1/2": 0.5, "quarter": 0.25, "1/4": 0.25} | dict.fromkeys(
    ("three quarters", "3/4"), 0.75
)
_HUNDRED: Final = 100
_PART: Final = rf"(?:{'|'.join(_OF_AN_INCH)})"
_INCHES: Final = re.compile(
    rf"\b(?:(?P<whole>{SPELLED}|\d{{1,3}})(?: and)?(?: an?)? (?P<more>{_PART}) inch(?:es)?"
    rf"|(?:an?|one) inch and (?:an? )?(?P<behind>{_PART})"
    rf"|(?:an? )?(?P<part>{_PART})(?: (?:of )?an?)? inch"
    r"|(?<!\d )(?<!\band )(?:an?|one) inch)\b"
)
SPELLED_OF_UNIT: Final = re.compile(
    rf"\b(?:(?P<number>{SPELLED})|(?:an?|one) hundred)"
    r"(?= ?(?:deg(?:ree)?s?|\u00b0|inch(?:es)?|mph|miles (?:per|an) hour"
    r"|kph|km/h|kmh|km (?:per|an) hour|kilomet\w+|knots?|mm|millimet\w+|cm|centimet\w+|feet|foot"
    r"|met(?:er|re)s?|per ?cent|%)(?!\w))"
)
"""A number in words before a unit of figures."""


def in_digits(plain: str) -> str:
    """Return a question in small letters with the figures of its units in digits."""
    inches = _INCHES.sub(lambda said: f"{_inches(said):g} inch", plain)
    return SPELLED_OF_UNIT.sub(
        lambda said: str(number(said["number"]) if said["number"] else _HUNDRED), inches
    )


def _inches(said: re.Match[str]) -> float:
    part = said["more"] or said["behind"] or said["part"]
    whole = number(said["whole"] or "one") if said["whole"] or not said["part"] else 0
    return whole + (_OF_AN_INCH[part] if part else 0.0)
