"""Text from outside made harmless: no mention, no link, nothing invisible gets through.

Text of people, tools and the chat model is hostile until it has passed through here.
"""

import re
import unicodedata
from functools import lru_cache

LINK_REMOVED = "(link removed)"

_PLAIN = re.compile(r"[\w ,.%°/+()-]*")
"""Letters, figures and signs that nothing harmful can be made of, but for "www."."""

_TAB_OR_BREAK = "\t\n"
_HIDDEN_CATEGORIES = ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp")
_VARIATION_SUPPLEMENT = range(0xE0100, 0xE01F0)  # invisible and able to carry text
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\n]{0,2000}\)")
_ADDRESS = re.compile(
    # Markdown drops a backslash before a sign.
    r"(?:[a-z][a-z0-9+.-]{0,30}\\?:\\?/\\?/|www\\?\.(?=\S)|(?:mailto|slack|javascript)\\?:(?=\S)"
    r"|\btel\\?:(?=\\?[+\d])|\bdata\\?:(?=[a-z]+\\?/))[^\s<>()\[\]|]*",
    re.IGNORECASE,
)
_BROADCAST = re.compile(r"@(?=(?:channel|here|everyone)\b)", re.IGNORECASE)
_LINK_JOINT = re.compile(r"\](?=[(:\[])")
_CUT_ENTITY = re.compile(r"&[a-z]{0,3}\Z")


def visible(text: str) -> str:
    """Return the text without control, bidi, zero-width, tag and other unseen characters."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    hidden = {ord(character): None for character in set(unified) if not _is_visible(character)}
    return unified.translate(hidden) if hidden else unified


def escape(text: str) -> str:
    """Return the text with the three characters replaced that open Slack's own markup.

    Source: https://docs.slack.dev/messaging/formatting-message-text (checked 2026-11-23).
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def harmless(text: str) -> str:
    """Return Markdown without mentions and links; emphasis, lists and tables stay."""
    # Most texts are cells of tables, and looking for each kind of harm takes a while.
    if _PLAIN.fullmatch(text) and "www" not in text.lower():
        return text
    seen = _MARKDOWN_LINK.sub(rf"\1 {LINK_REMOVED}", visible(text))
    unlinked = _ADDRESS.sub(LINK_REMOVED, seen)
    return escape(_BROADCAST.sub("@ ", _LINK_JOINT.sub("] ", unlinked)))


def cut(escaped: str, limit: int, ending: str = "…") -> str:
    """Return at most `limit` characters of an escaped text, with an ending where it was cut."""
    if len(escaped) <= limit:
        return escaped
    return _CUT_ENTITY.sub("", escaped[: limit - len(ending)]).rstrip() + ending


@lru_cache(maxsize=1024)
def _is_visible(character: str) -> bool:
    if character in _TAB_OR_BREAK:
        return True
    if ord(character) in _VARIATION_SUPPLEMENT:
        return False
    return unicodedata.category(character) not in _HIDDEN_CATEGORIES
