"""Questions for advice: what to wear, whether to go, and the weather of what people tell of."""

import re
from collections.abc import Sequence
from typing import Final

from bot.models.offline.reading.asks.forms import Form
from bot.models.offline.reading.aspects import ADVICE, Aspect

_WHAT_IT_IS_LIKE: Final = re.compile(
    r"\b(?:how|what)(?:'s| is| will|s)?(?: the)? (?:weather|forecast|it)\b"
    r"(?: (?:going to|gonna|look\w*|be|will|like|there|then|in|on|at|for|_+)){0,6}\W*$"
)
"""The end of a question that says before it why it asks: "a match at 10, what will it be like?"."""


def form_of_advice(plain: str, aspects: Sequence[Aspect]) -> Form:
    """Return the form of a question that advice answers, or the weather of what it tells of."""
    if aspects and ADVICE.issuperset(aspects) and _WHAT_IT_IS_LIKE.search(plain):
        return Form.PLAIN
    return Form.FIGURE if Aspect.CLOTHES in aspects else Form.VERDICT
