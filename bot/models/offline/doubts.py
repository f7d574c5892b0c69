"""Say what an answer stands on, where somebody doubts it: "why?", "are you sure?"."""

import re
from collections.abc import Sequence
from typing import Final

from bot.languages import Language, phrase
from bot.messages import Message
from bot.models.offline.reading.asks import PLAIN
from bot.models.offline.wording import findings_of, word_answer

_DOUBT: Final = re.compile(
    r"(?:(?:but|and|so|hm+|wow|oh|ok|no|wait) )*"
    r"(?:why(?: (?:not|is that|so|do you (?:say|think) (?:so|that)))?|how come"
    r"|(?:are )?you (?:sure|certain)"
    r"(?: about (?:that|this|it))?|really(?: now)?|seriously|for real|is (?:that|this|it) (?:so"
    r"|right|true|correct|certain|sure|accurate|reliable)"
    r"|how (?:do|can|would) you know(?: (?:that|this))?"
    r"|(?:says who|who says)(?: (?:so|that))?|according to (?:who|whom|what)|based on what"
    r"|how (?:sure|certain|confident|accurate|reliable|good) (?:are you|is (?:that|this|it|the"
    r" forecast|your forecast))(?: (?:about|of) (?:that|this|it))?|can i (?:trust|rely on|believe)"
    r" (?:that|this|it|you)|(?:i )?(?:don't|do not|can't) believe (?:that|this|it|you)"
    r"|where (?:did|do|does|is) (?:you|that|this|it|the data|the figures) (?:get|have|come)?"
    r"(?: (?:that|this|it))? ?from|what(?:'s| is| are) (?:your|the) (?:source|sources|data)"
    r"|sources?|who told you(?: (?:that|so))?|that(?:'s| is| can't be| cannot be) (?:wrong|right"
    r"|not right|not true|impossible|nonsense)|(?:it )?can'?t be (?:right|true)|nonsense|rubbish"
    r"|i doubt (?:that|this|it)|you'?re wrong|no way)"
)


def is_doubt(words: str) -> bool:
    """Return whether a message asks nothing but why an answer says what it says."""
    text = " ".join(re.sub(r"[^\w\s']", " ", words.lower().replace("\u2019", "'")).split())
    return bool(_DOUBT.fullmatch(text))


def doubted(earlier: Sequence[Message], language: Language) -> str:
    """Return the figures that the last answer of a thread stands on; "" where it has none."""
    at = max((at for at, item in enumerate(earlier) if item.tool_calls), default=-1)
    findings = [each for each in findings_of(earlier[at:]) if "error" not in each.data]
    if at < 0 or not findings:
        return ""
    said = phrase(
        "My answer stands on these figures of the weather service alone; I add nothing to them,"
        " and a forecast can change."
    )
    return f"{language.text(said)}\n{word_answer(findings, PLAIN, language)}"
