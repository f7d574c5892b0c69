"""The part of a message that asks: without a greeting, "could you tell me", and why one asks."""

import re
from typing import Final

_OPENS: Final = (
    r"(?:what|whats|how|hows|will|is|are|do|does|did|should|can|could|would|when|which|where|any"
    r"|need)\b"
)
_GREETING: Final = re.compile(
    r"\W{0,5}+(?:hi|hello|hey|hiya|howdy|(?:good )?(?:morning|afternoon|evening|day))\b"
    r"(?: (?:all|team|bot|everyone|there|folks|guys|again))?"
    rf"(?:\s{{0,3}}[!,.:;\u2013-]{{1,5}}|(?=\s{{1,5}}{_OPENS}))"
)
_INDIRECT: Final = re.compile(
    r"\b(?:(?:can|could|would|will) (?:you|u|someone|anyone) (?:please |pls |kindly )?"
    r"(?:tell|let) (?:me|us)(?: know)?|do (?:you|u) (?:happen to )?know|any idea"
    r"|i(?:'?m| am)? (?:was |just )?wonder(?:ing)?|i(?:'d| would)? (?:like|want|need) to know"
    r"|tell me|let me know|do (?:you|we) think)\b"
)
_STATEMENT: Final = re.compile(
    r"\W{0,5}+(?:i|im|we|my|our|they|she|he)\b"
    rf"[^?]{{1,200}}?[,.;:!\u2013-]{{1,5}}\s{{1,5}}(?:(?:so|and|but) )?(?={_OPENS})"
)


def asking_part(plain: str) -> str:
    """Return a question in small letters with blanks for all of it that asks nothing."""
    for pattern in (_GREETING, _STATEMENT):
        if match := pattern.match(plain):
            plain = " " * match.end() + plain[match.end() :]
    return _INDIRECT.sub(lambda match: " " * len(match[0]), plain)
