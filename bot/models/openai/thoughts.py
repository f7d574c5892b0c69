"""Removal of thoughts, special tokens and hidden marks from a model's words."""

import re
from typing import Final

# A tag whose name has to do with thinking, whatever the family and the brackets; and what a tool
# has told, which a model repeats to itself.
_NAME: Final = (
    r"(?:[\w:.-]{0,20}(?:think|thought|reason|reflect|monologue|scratch_?pad|deliberat|introspect)"
    r"[\w.-]{0,20}|(?:\w{1,12}:)?(?:analysis|internal|inner|planning|plan|cot|chain_of_\w{1,10}"
    r"|tool_(?:response|result|output)s?))"
)
# Families with names of their own for both ends, with the end in the name, or with a sentence.
_BEGUN: Final = (
    r"<\|inner_prefix\|>|<\|im_start\|>think\b|\bhere(?:'s| is) my thought process:"
    r"|(?P<steps>\bhere are my reasoning steps:)|\[(?:think|thinking|thoughts?)\]"
)
_ENDED: Final = (
    r"<\|(?:end_of_thought|END_THINKING|inner_suffix|(?:thought|think|reasoning)_end)\|>"
    r"|<\|im_start\|>answer\b|<\|begin\|>assistant<\|content\|>"
    r"|\bhere(?:'s| is) my response:|\[BEGIN FINAL RESPONSE\]|\[/(?:think|thinking|thoughts?)\]"
)
_OPENING: Final = (
    rf"<\|?\s{{0,2}}{_NAME}(?:\s[^<>]{{0,80}})?\|?>|◁think▷|<\|channel>|<unused94>|<ctrl94>"
    rf"|{_BEGUN}"
)
_CLOSING: Final = (
    rf"<(?:/\|?|\|/)\s{{0,2}}{_NAME}\s{{0,3}}\|?>|◁/think▷|<channel\|>|<unused95>|<ctrl95>"
    rf"|{_ENDED}"
)
_TAG = re.compile(rf"{_CLOSING}|(?P<opening>{_OPENING})", re.IGNORECASE)
# Blocks that end as others do, which are none: a fence, and what a page would fold.
_BLOCK = re.compile(
    r"```(?:think|thought|reason)\w{0,6}\s(?>(?:[^`]|`(?!``))*)(?:```)?"
    r"|<details\s[^<>]{0,40}reasoning[^<>]{0,80}>(?>(?:[^<]|<(?!/details))*)(?:</details>)?"
    r"|<!--(?>(?:[^-]|-(?!->))*)(?:-->)?",
    re.IGNORECASE,
)
# MiniMax's own sign for the edges of its tags, which is left between them and the words.
_EDGE = re.compile(r"\]<\]\w{1,20}\[>\[")
_CALLS_BEHIND_STEPS: Final = "<tool_calls>"
"""What Apriel's models write behind their thoughts, often without an end of these before it."""
_ESCAPED = re.compile(rf"&lt;(/?{_NAME})&gt;", re.IGNORECASE)
# An agent's labels, and those of a turn's speaker, in front of what is meant for people.
_LABEL = re.compile(
    r"\A\s*+(?:[*#]{0,4} ?(?:thoughts?|thinking|reasoning)\*{0,2}:.*?\n[ \t]*+)?"
    r"[*#]{0,4} ?(?:final answer|answer|response|assistant)\*{0,2}:\*{0,2}\s*+",
    re.IGNORECASE | re.DOTALL,
)
_LETTER = re.compile(r"\w")

# OpenAI's Harmony format has named channels, of which one is for people. Some servers remove the
# special tokens and leave the names.
_CHANNEL: Final = "<|channel|>"
_CHANNEL_WITHOUT_TOKEN = re.compile(r"\s*+(?:analysis|commentary|final)\b[^<]{0,40}<\|message\|>")
_FINAL_WITHOUT_TOKENS: Final = "assistantfinal"
_CALL_WITHOUT_TOKENS = re.compile(r"(?:assistant)?commentary to=")
_ANALYSIS_WITHOUT_TOKENS = re.compile(r"\s*+analysis(?=[A-Z\"'*])")
_END_OF_MESSAGE = re.compile(r"<\|(?:end|return|call|start)\|>")

_OF_OTHERS: Final = r"\s*+(?:user|system|tool|ipython|human)\b"
_END_OF_TURN = re.compile(
    r"<\|(?:im_end|eot_id|eom_id|eot|endoftext|end_of_text|end|return|END_OF_TURN_TOKEN)\|>"
    r"|</s>|<end_of_turn>|<turn\|>|<eos>|<\uff5cend▁of▁sentence\uff5c>"
    r"|<\|(?:user|system|observation|tool)\|>|<\uff5cUser\uff5c>"
    rf"|<(?:\|(?:im_start|start_header_id|start|turn)\|?|start_of_turn)>{_OF_OTHERS}"
)
_ROLE = re.compile(
    r"<\|(?:im_start|start_header_id|start|begin)\|>\s*+(?:assistant|user|system)?\s*+"
    r"(?:<\|end_header_id\|>)?|<\|start_of_role\|>\w{1,20}<\|end_of_role\|>|<start_of_turn>(?:model)?|<\|turn>(?:model)?"
)
_TOKEN = re.compile(
    r"<[|\uff5c][^<>|\uff5c]{1,60}[|\uff5c]>|</?s>|<(?:bos|eos|pad|unk)>|\[/?INST\]"
    r"|</?(?:answer|response|final_answer|final|output|result|assistant|co(?::[\s\d,]{1,20})?)>"
    r"|\[END FINAL RESPONSE\]|\[gMASK\]|<sop>|\[\|\w{1,20}\|\]"
)
# The first four are citations, which only the model's own application could show.
_HIDDEN = re.compile(
    "\ue200[^\ue200\ue201]{0,400}\ue201|【[^【】]{0,40}†[^【】]{0,100}】"
    r"| ?(?::contentReference)?\[oaicite:\d{1,3}\](?:\{index=\d{1,3}\})?| ?\[citation:\d{1,3}\]"
    "|[\x00\ufeff\ue000-\uf8ff\U000f0000-\U0010ffff]+"
)
_NOTHING = re.compile(
    r"(?>(?:[\s.…*_~\"'`{}()\[\]\u200b-\u200f\u2060\ufeff-]++|(?:null|none|undefined|n/a)\b)*)",
    re.IGNORECASE,
)


def without_thoughts(text: str) -> str:
    """Return a model's words without its thoughts; tool calls written among the words stay.

    A thought without a closing tag goes on to the end of the text. A thought without an opening
    tag begins with the first word.
    """
    text = _ESCAPED.sub(r"<\1>", _EDGE.sub("", text))
    if _CHANNEL_WITHOUT_TOKEN.match(text):
        text = _CHANNEL + text
    if _CHANNEL in text:
        return _of_channels(text)
    if (final := text.rfind(_FINAL_WITHOUT_TOKENS)) >= 0:
        return text[final + len(_FINAL_WITHOUT_TOKENS) :]
    if call := _CALL_WITHOUT_TOKENS.search(text):
        return text[call.start() :]
    if _ANALYSIS_WITHOUT_TOKENS.match(text):
        return ""
    return _without_tagged(text)


def without_marks(text: str) -> str:
    """Return a model's words without special tokens and hidden marks; "" if none are left.

    Text behind a token for the end of the turn is left out.
    """
    before, *_ = _END_OF_TURN.split(text, maxsplit=1)
    said = _LABEL.sub("", _plain(before) or _plain(text))
    return "" if _NOTHING.fullmatch(said) else said


def _plain(text: str) -> str:
    return _HIDDEN.sub("", _TOKEN.sub("", _ROLE.sub("", text))).strip()


def _without_tagged(text: str) -> str:
    text = _BLOCK.sub("", text)
    kept: list[str] = []
    at, is_thought, is_of_steps = 0, False, False
    for tag in _TAG.finditer(text):
        if not is_thought:
            kept.append(text[at : tag.start()])
        if tag["opening"]:
            is_thought, is_of_steps = True, bool(tag["steps"])
        else:
            if not is_thought and _LETTER.search(text, tag.end()):
                kept.clear()
            is_thought = False
        at = tag.end()
    if not is_thought:
        kept.append(text[at:])
    elif is_of_steps:
        _, calls, behind = text[at:].partition(_CALLS_BEHIND_STEPS)
        kept.append(calls + behind)
    return "".join(kept)


def _of_channels(text: str) -> str:
    """Return the tool calls in the channels of a text, or else the words for people."""
    before, *parts = text.split(_CHANNEL)
    final: list[str] = []
    calls: list[str] = []
    recipient = _recipient(before)
    for part in parts:
        header, _, body = part.partition("<|message|>")
        said, *rest = _END_OF_MESSAGE.split(body, maxsplit=1)
        if recipient or "to=" in header:
            calls.append(f"{recipient}{_CHANNEL}{part}")
        elif header.strip().startswith("final"):
            final.append(said or header.strip().removeprefix("final"))
        recipient = _recipient(rest[0] if rest else "")
    if calls or final:
        return "\n".join(calls or final)
    return "" if _LETTER.search(_plain(before)) is None else _without_tagged(before)


def _recipient(text: str) -> str:
    """Return the recipient "to=…" at the end of a text; empty if the message is for no tool."""
    return text[text.rindex("to=") :] if "to=" in text[-100:] else ""
