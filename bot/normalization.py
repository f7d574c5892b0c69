"""Unicode normalization of text from outside, in linear time."""

import re
import unicodedata
from itertools import chain, groupby, islice
from typing import Final, Literal

MAX_MARKS: Final = 30
"""Combining marks that are kept in a row, as in Unicode's stream-safe format (UAX #15).

No language needs more. `unicodedata.normalize` sorts a row in quadratic time, and no other thread
runs meanwhile: 32,000 mixed marks take it more than a second.
"""


_FULL_WIDTH: Final = {
    ord("\N{FULLWIDTH DIGIT ZERO}") + number: ord("0") + number for number in range(10)
} | {
    ord(wide) + number: ord(narrow) + number
    for wide, narrow in (
        ("\N{FULLWIDTH LATIN CAPITAL LETTER A}", "A"),
        ("\N{FULLWIDTH LATIN SMALL LETTER A}", "a"),
    )
    for number in range(26)
}
_SIGNS: Final = {
    "\N{FULLWIDTH COLON}": ":",
    "\N{FULLWIDTH SOLIDUS}": "/",
    "\N{FULLWIDTH FULL STOP}": ".",
}
_BETWEEN_DIGITS: Final = re.compile(f"(?<=[0-9])[{''.join(_SIGNS)}](?=[0-9])")
_HYPHENS: Final = dict.fromkeys(
    map(
        ord,
        "\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{SMALL HYPHEN-MINUS}\N{FULLWIDTH HYPHEN-MINUS}",
    ),
    "-",
)
_DASH: Final = re.compile("(?<=[^\\W\\d_])[\N{FIGURE DASH}\N{MINUS SIGN}](?=[^\\W\\d_])")
_APOSTROPHE: Final = re.compile(
    "(?<=\\w)[\N{LEFT SINGLE QUOTATION MARK}\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}"
    "\N{MODIFIER LETTER APOSTROPHE}\N{PRIME}\N{FULLWIDTH APOSTROPHE}](?=\\w)"
)


# The blocks of Unicode whose marks go with the letters of any alphabet.
_LOOSE_MARKS: Final = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\ufe20-\ufe2f]+")


def as_typed(text: str) -> str:
    """Return a person's text as a plain keyboard would have it, for all its readers.

    Letters have their accents (NFC), Latin letters, digits and the signs of a time, a date or a
    fraction between them one width, and a hyphen or an apostrophe within a word one form.
    """
    if text.isascii():
        return text
    composed = normalized("NFC", text).translate({**_FULL_WIDTH, **_HYPHENS})
    figures = _BETWEEN_DIGITS.sub(lambda sign: _SIGNS[sign[0]], composed)
    return _DASH.sub("-", _APOSTROPHE.sub("'", figures))


def without_loose_marks(text: str) -> str:
    """Return a composed text without the accents that no letter has taken in, such as in "Ọ̀yọ́".

    A pattern for letters would end a word there. Marks of other scripts, such as vowels of Hindi,
    stay.
    """
    return text if text.isascii() else _LOOSE_MARKS.sub("", normalized("NFC", text))


def normalized(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """Return a text in a normal form, with at most `MAX_MARKS` combining marks in a row."""
    if text.isascii():
        return text
    # Some marks, such as Tibetan ones, are recognised only by their decomposition.
    marks = {
        character
        for character in set(text)
        if unicodedata.combining(unicodedata.normalize("NFKD", character)[0])
    }
    if marks:
        rows = groupby(text, marks.__contains__)
        kept = (islice(row, MAX_MARKS) if is_marks else row for is_marks, row in rows)
        text = "".join(chain.from_iterable(kept))
    return unicodedata.normalize(form, text)
