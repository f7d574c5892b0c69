"""The words of a message, in Slack's own markup: its text, its blocks, and what it forwards.

Source: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block (checked 2026-11-28).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.untrusted import as_text, objects
from handlers.escaping import escape

_ADDRESS = re.compile(r"<[@!][^<>]*>")
# The one markup of Slack's own that Markdown keeps.
_MENTION = re.compile(r"&lt;([@!][\w^]{1,60})&gt;")

_TORN = re.compile(r"<[^<>]*\Z")

MAX_DEPTH = 8
MAX_FORWARDED = 5


def words_of(message: Mapping[str, Any]) -> str:
    """Return the words of a message, with forwarded ones as a quotation; "" without words.

    An app can leave the text to the blocks, and a forwarded message stands beside the text.
    """
    own = own_words_of(message)
    shares = [item for item in _objects(message.get("attachments")) if _is_share(item)]
    quoted = (_quotation(_forwarded(share)) for share in shares[:MAX_FORWARDED])
    return "\n".join(part for part in (own, *quoted) if part)


def beginning_of(words: str, most: int) -> str:
    """Return the first `most` characters of words in Slack's markup, without torn markup."""
    return words if len(words) <= most else _TORN.sub("", words[:most])


def own_words_of(message: Mapping[str, Any]) -> str:
    """Return a message's own words; "" without words."""
    text = as_text(message.get("text"))
    if _ADDRESS.sub("", text).strip():
        return text
    return _in_blocks(message.get("blocks")) or text


def is_named_in(message: Mapping[str, Any], *mentions: str) -> bool:
    """Return whether a message's own text or its blocks have one of these beginnings of markup."""
    said = f"{as_text(message.get('text'))}\n{_in_blocks(message.get('blocks'))}"
    return any(mention in said for mention in mentions)


def _is_share(attachment: Mapping[str, Any]) -> bool:
    """Return whether somebody has forwarded it, unlike a link that Slack has unfurled."""
    return attachment.get("is_share") is True and not attachment.get("is_msg_unfurl")


def _forwarded(share: Mapping[str, Any]) -> str:
    blocks = [item.get("message") for item in _objects(share.get("message_blocks"))]
    inner = [block for message in _objects(blocks) for block in _objects(message.get("blocks"))]
    return own_words_of({"text": share.get("text"), "blocks": inner}) or as_text(
        share.get("fallback")
    )


def _quotation(words: str) -> str:
    return "\n".join(f"&gt; {line}" for line in words.splitlines() if line.strip())


def _in_blocks(blocks: object) -> str:
    return "\n".join(filter(None, (_in_block(block).strip() for block in _objects(blocks))))


def _in_block(block: Mapping[str, Any]) -> str:
    if block.get("type") == "rich_text":
        return "\n".join(_in_rich_text(item, MAX_DEPTH) for item in _objects(block.get("elements")))
    if block.get("type") == "markdown":
        return _MENTION.sub(r"<\1>", escape(as_text(block.get("text"))))
    texts = [block.get("text"), *_sequence(block.get("fields")), *_sequence(block.get("elements"))]
    return "\n".join(filter(None, map(_text_object, _objects(texts))))


def _text_object(value: Mapping[str, Any]) -> str:
    text = as_text(value.get("text"))
    if value.get("type") == "plain_text":
        return escape(text)
    return text if value.get("type") == "mrkdwn" else ""


def _in_rich_text(element: Mapping[str, Any], depth: int) -> str:
    """Return the words of a section, a list, a quotation or one piece of these."""
    inner = element.get("elements")
    if not isinstance(inner, list):
        return _piece(element)
    joint = "\n" if element.get("type") == "rich_text_list" else ""
    return joint.join(_in_rich_text(item, depth - 1) for item in _objects(inner)) if depth else ""


def _piece(element: Mapping[str, Any]) -> str:
    kind = element.get("type")
    if kind == "link":
        return escape(as_text(element.get("text")) or as_text(element.get("url")))
    if kind in _MENTIONS:
        field, before = _MENTIONS[kind]
        name = as_text(element.get(field))
        return f"<{before}{name}>" if name and not set(name) & set("<>|") else ""
    return escape(as_text(element.get("text")) or as_text(element.get("fallback")))


_MENTIONS = {
    "user": ("user_id", "@"),
    "channel": ("channel_id", "#"),
    "usergroup": ("usergroup_id", "!subteam^"),
    "broadcast": ("range", "!"),
}


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _objects(value: object) -> list[dict[str, Any]]:
    return objects(value) if isinstance(value, list) else []
