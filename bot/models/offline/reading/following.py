"""Tell whether a question takes up another: "and Rome?", "ok, what about Friday?", "Galway?"."""

import re
from collections.abc import Sequence
from typing import Final

from bot.models.offline.reading.tokens import Span, words_outside

_BESIDE_PLACES: Final = frozenset(
    ("and", "or", "too", "also", "as", "well", "please", "pls", "then", "what", "about", "in")
)
_ANSWERED: Final = frozenset(("ok", "okay", "alright", "but", "yes", "no", "right"))
ALSO: Final = re.compile(
    r"(?i)\A(\W{0,5}(?!(?:and|so|or|but|what|how|when|it|that|this)\b)"
    r"[\w'-]{1,30}(?: [\w'-]{1,30})?),? (?:too|also|as well|then)(?=\W{0,5}\Z)"
)
"""A question of a place alone, with a word that takes up another one: "Tromsø too?"."""
_FOLLOW_UP: Final = re.compile(
    r"\W*(?>(?:(?:ok|okay|alright|great|cool(?! or\b)|thanks|but|yes|no|right"
    r"|(?:perfect|awesome|super|brilliant|excellent|lovely|good|fine|nice)(?=\s*[,.!;:]))\W+)*)"
    r"(?:and|or|what about|how about|also|same|then)\b",
    re.IGNORECASE,
)


def follows_up(text: str, taken: Sequence[Span]) -> bool:
    """Return whether a question takes up another by its first word, or has nothing but places."""
    names_only = (_BESIDE_PLACES | _ANSWERED).issuperset(words_outside(text, taken))
    return names_only or bool(_FOLLOW_UP.match(text))
