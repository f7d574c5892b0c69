"""Corrections of the question before: "no, Paris", "I meant tomorrow", "not Bergen, Trondheim"."""

import re
from dataclasses import dataclass
from typing import Final

_MOST_CHARACTERS: Final = 120
"""A longer message says more than what it corrects."""
_I_MEAN: Final = (
    r"(?:i (?:mean|meant|said|was (?:actually )?thinking of)|meant|that is|i'm asking about)"
)
_OPENS: Final = re.compile(
    r"(?i)\W{0,5}+(?:(?:(?:ah|oh|ok|okay|er|um|well|and|but|so|then)\b[\s,.:;!\u2013-]{1,5}+){0,3}"
    r"(?:(?:no+|nope|nah)(?:\s{0,3}[,.:;!\u2013-]{1,5}+\s{0,5}+"
    r"|\s{1,5}+(?=(?:i|no+|not|sorry|wait)\b))"
    r"|(?:no+|nope|nah)\s+(?=(?-i:[A-Z])|(?:to|yester)day\b|tomorrow\b|tonight\b|\w+day\b)"
    rf"|(?:sorry|sry|oops|ops|whoops|pardon|wait|hang on|hold on|actually|correction|{_I_MEAN}"
    r"|my (?:bad|mistake|fault)|scratch that|typo|make (?:it|that)(?! \d)"
    r"|change (?:it|that) to|rather|try)\b[\s,.:;!\u2013-]{0,5}+)){1,5}"
)
_CLOSES: Final = re.compile(
    rf"(?i)(?:,\s{{0,3}}|\s{{1,3}})?\b(?:{_I_MEAN}|instead|rather|please|sorry|though)\W{{0,5}}$"
)
_NOT_BUT: Final = re.compile(
    r"(?i)(?:(?:and|but|so|ok)[ ,]{1,2}){0,2}not (?:for |in |at )?(?P<without>[^,;.]{1,40}?)"
    r"(?:\s*[,;.\u2013-]\s*(?:but )?| but )(?P<rest>\S.*)"
)
_RATHER_THAN: Final = re.compile(
    r"(?i)(?!(?:and |but |so )?(?:is|are|was|were|will|does|did) (?:it|that|this|those|these|they)"
    r" not\b)(?P<rest>[^,;]{1,40}?)(?:,\s*(?:and )?not|\s+(?:rather than|instead of|not))"
    r" (?:for |in |at )?(?P<without>[^,;]{1,40}?)\W*"
)
_LEAVE: Final = re.compile(
    r"(?i)\W*(?:(?:and|but|ok|now|please)[ ,]+)*(?:forget(?: about)?|drop|remove|leave(?: out)?"
    r"|exclude|ignore|without|except(?: for)?|minus|all but|not)"
    r"\s+(?P<without>[^?]{1,60}?)(?: out)?\W*"
)


@dataclass(frozen=True, slots=True)
class Correction:
    """A message that corrects the question before it.

    Attributes:
        words: What it asks, as a follow-up: "and Paris".
        without: What it takes back, as it is named; empty for none.
    """

    words: str
    without: str = ""


def correction_in(question: str) -> Correction | None:
    """Return the correction that a message of a thread is; None for all others."""
    said = question.strip()
    if len(said) > _MOST_CHARACTERS:
        return None
    opened = _OPENS.match(said)
    rest = said[opened.end() :] if opened else said
    closed = _CLOSES.search(rest)
    rest = rest[: closed.start()] if closed else rest
    if change := _NOT_BUT.fullmatch(rest) or _RATHER_THAN.fullmatch(rest):
        return Correction(_behind(change["rest"]), change["without"])
    if leave := _LEAVE.fullmatch(rest):
        return Correction(question, leave["without"])
    is_correction = (opened or closed) and re.search(r"\w", rest)
    return Correction(_behind(rest)) if is_correction else None


def _behind(rest: str) -> str:
    words = _OPENS.sub("", rest, count=1) or rest
    return f"and {_CLOSES.sub('', words).strip()}"
