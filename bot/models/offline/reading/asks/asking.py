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


_THAN_TODAY: Final = re.compile(
    r"(?i)(\b(?:when|how soon) (?:is|will|does) .{1,60}?"
    r"\b(?:\w+er|worse|(?:more|less) \w+)\b.{0,40}?) than (?:it is )?(?:today|(?:right )?now)\b"
)


def without_today(text: str) -> str:
    """Return "when is it warmer?" for the same "than today", with which changes are compared."""
    return _THAN_TODAY.sub(r"\1", text)


def asking_part(plain: str) -> str:
    """Return a question in small letters with blanks for all of it that asks nothing."""
    for pattern in (_GREETING, _STATEMENT):
        if match := pattern.match(plain):
            plain = " " * match.end() + plain[match.end() :]
    return _INDIRECT.sub(lambda match: " " * len(match[0]), plain)
