"""Unicode normalization of text from outside, in linear time."""

import unicodedata
from itertools import chain, groupby, islice
from typing import Final, Literal

MAX_MARKS: Final = 30
"""How many combining marks are kept in a row; Unicode's stream-safe format (UAX #15) has as many.

No language needs more, and `unicodedata.normalize` sorts a row in quadratic time, while nothing
else runs: 32,000 mixed marks take it more than a second.
"""


def normalized(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """Return a text in a normal form, without the marks of a row that are over the limit."""
    if text.isascii():
        return text
    # Some marks, as those of Tibetan, are told only by what they are made of.
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
