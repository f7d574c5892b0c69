"""Unicode normalization of text from outside, in linear time."""

import unicodedata
from itertools import chain, groupby, islice
from typing import Final, Literal

MAX_MARKS: Final = 30
"""Combining marks that are kept in a row, as in Unicode's stream-safe format (UAX #15).

No language needs more. `unicodedata.normalize` sorts a row in quadratic time, and no other thread
runs meanwhile: 32,000 mixed marks take it more than a second.
"""


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
