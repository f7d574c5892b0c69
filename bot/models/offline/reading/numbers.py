"""Numbers as people write them in a question: "3", "the second"."""

from functools import lru_cache
from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ONES: Final = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_TENS: Final = _words("twenty thirty forty fifty sixty seventy eighty ninety")
_ORDINALS: Final = _words(
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_COUPLE: Final = 2
_FEW: Final = 3

# They stand in patterns as seldom as can be: the time to compile one is that of its length.
_OF_TEN = "|".join(_TENS)
_SMALL = "|".join(sorted(_ONES, key=len, reverse=True))
_SMALL_ORDINALS = "|".join(sorted(_ORDINALS[1:], key=len, reverse=True))

_LARGE: Final = {"thousand": 1_000, "million": 1_000_000, "billion": 10**9, "trillion": 10**12}

NUMBER: Final = (
    rf"(?:(?:(?:\d{{1,4}}|an?|{_SMALL}) )?(?:{'|'.join(_LARGE)})|\d{{1,3}}(?:,\d{{3}}){{1,3}}"
    rf"|\d{{1,12}}|(?:(?:{_OF_TEN})[ -])?(?:{_SMALL})|{_OF_TEN}|an|a couple(?: of)?"
    r"|couple(?: of)?|a few|few|several|a|1/2|half an?)"
)
"""A pattern without groups for what `number` reads."""

SPELLED: Final = rf"(?:(?:{_OF_TEN})[ -](?:{_SMALL})|{_OF_TEN}|{_SMALL})"
"""A pattern without groups for the numbers up to 99 in words, each of which `number` reads."""

ORDINAL: Final = (
    rf"(?:\d{{1,2}} ?(?:st|nd|rd|th)|(?:(?:twenty|thirty)[ -])?(?:{_SMALL_ORDINALS})"
    r"|twentieth|thirtieth)"
)
"""A pattern without groups for what `ordinal` reads, beside plain digits."""

YEAR_IN_FIGURES: Final = r"(?:\d{4}(?!\d)|(?<!in )(?<!, )\d{5,9})"
"""Five figures behind "in" or a comma are a postcode: "on 2 December in 10115 Berlin"."""


@lru_cache(maxsize=8)
def lower(text: str) -> str:
    """Return the text in lower case with plain apostrophes, letter for letter: spans stay true."""
    if text.isascii():
        return text.lower()
    text = text.replace("\u2019", "'").replace("\u2018", "'")
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def number(text: str) -> int:
    """Return a number that `NUMBER` has matched; "a" is one, "a few" three, "half" none."""
    count, _, large = text.rpartition(" ")
    if large in _LARGE:
        return _LARGE[large] * (number(count) if count else 1)
    text = text.replace(",", "")
    if text.isdecimal():
        return int(text)
    first, _, rest = text.replace("-", " ").partition(" ")
    if first in _TENS:
        return 10 * (_TENS.index(first) + 2) + (number(rest) if rest else 0)
    return _ONES.index(first) if first in _ONES else _vague(text)


def _vague(text: str) -> int:
    if "couple" in text:
        return _COUPLE
    if "few" in text or text == "several":
        return _FEW
    return 0 if "half" in text or "/" in text else 1


def ordinal(text: str) -> int:
    """Return the place in a row that `ORDINAL` or digits have matched."""
    digits = "".join(letter for letter in text if letter.isdecimal())
    if digits:
        return int(digits)
    tens = {"twen": 20, "thir": 30}.get(text[:4], 0) if text.startswith(("twent", "thirt")) else 0
    last = text.replace("-", " ").split()[-1]
    if last in _ORDINALS:
        return _ORDINALS.index(last) + (tens if " " in text.replace("-", " ") else 0)
    return tens
