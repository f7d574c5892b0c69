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
_PRAISE: Final = re.compile(
    r"\W{0,5}+(?>(?:(?:oh|ok|okay|all|very|that's|thats|sounds) ){0,2})"
    r"(?:great|cool|perfect|awesome|super|brilliant|excellent|lovely|good|fine|nice)\b"
    r"(?: (?:thanks|thank you|thx|to know|one))?"
    r"\s{0,3}(?:[.!;:\u2013-]{1,5}\s{1,5}(?=\S)"
    rf"|,\s{{0,5}}(?=(?:and|but|so|then|now|also|thanks)\b|{_OPENS}))"
)
"""What is said of the answer before, and not asked: "great, and in Bergen?"."""
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

_NO_FORECAST: Final = "".join(
    rf"(?<!{word} )"
    for word in ("going", "supposed", "expected", "likely", "meant", "set", "due", "need", "it")
)
_PURPOSE: Final = re.compile(
    r"(\b(?:wear|dress|pack|bring|put on|clothes|clothing|outfit|jacket|coat|layers)\b.{0,60}?)"
    rf"\b((?:{_NO_FORECAST}(?:(?:in order |so as )?to|so (?:that )?(?:i|we)(?:'ll| will| can)?)"
    r" (?:stay|keep|be|remain|feel)(?: (?:me|us|myself))?|(?:(?:will|would|can) )?keeps? (?:me|us))"
    r" (?:warm|dry|cool|cosy|cozy|comfortable|comfy|snug)(?: enough)?)\b"
)
"""What somebody wears something for, and not what it is going to be, beside clothes."""

_THAN_TODAY: Final = re.compile(
    r"(?i)(\b(?:when|how soon) (?:is|will|does) .{1,60}?"
    r"\b(?:\w+er|worse|(?:more|less) \w+)\b.{0,40}?) than (?:it is )?(?:today|(?:right )?now)\b"
)


def without_today(text: str) -> str:
    """Return "when is it warmer?" for the same "than today", with which changes are compared."""
    return _THAN_TODAY.sub(r"\1", text)


def asking_part(plain: str) -> str:
    """Return a question in small letters with blanks for all of it that asks nothing."""
    for pattern in (_GREETING, _PRAISE, _STATEMENT):
        if match := pattern.match(plain):
            plain = " " * match.end() + plain[match.end() :]
    plain = _PURPOSE.sub(lambda match: match[1] + " " * len(match[2]), plain)
    return _INDIRECT.sub(lambda match: " " * len(match[0]), plain)
