"""The words in which servers refuse a request, as far as they say what about it is refused.

They are those of public reports and of the servers' sources; each server has its own.
"""

import re

FILTERED = re.compile(r"content management policy|content filter|flagged as potentially")
TOO_LONG = re.compile(
    r"context (?:length|window|size|limit)"
    r"|(?:prompt|input|conversation|message)s? (?:is|are) too long"
    r"|(?:prompt|input) (?:length|tokens?)\b[^\n]{0,80}(?:exceed|maximum|too|range|should)"
    r"|tokens?\b[^\n]{0,80}exceeds? the (?:max|limit)|too many (?:input |prompt )?tokens"
    r"|maximum (?:prompt|input) length"
    r"|reduce (?:the length|your prompt|the (?:size|number of tokens))",
    re.IGNORECASE,
)
REFUSED = re.compile(
    r"un(?:supported|recognized|known|expected)|\bnot (?:be )?(?:support|permit|allow)|only allowed"
    r"|invalid",
    re.IGNORECASE,
)
NO_REASONING = re.compile(r"function tools with reasoning_effort are not supported", re.IGNORECASE)
NO_SYSTEM = re.compile(
    r"\b(?:system|developer)\W{0,2} (?:role|message|prompt|instruction)s?\b.{0,40}"
    r"(?:\bnot\b|n't|\bun)\s?(?:be )?(?:support|allow|accept|permit|enabl)",
    re.IGNORECASE | re.DOTALL,
)
NO_ENCRYPTION = re.compile(r"encrypted content is not supported", re.IGNORECASE)
# A stream is nothing that this client reads.
WANTED = re.compile(
    r"\b(?!stream)(?P<name>[a-z]\w{2,40})\W{1,4}(?:must|should) be (?:set to )?[`'\"]?"
    r"(?P<value>true|false)\b"
    r"|\bset [`'\"]?(?!stream)(?P<set>[a-z]\w{2,40})[`'\"]?(?: to |\s?=\s?)[`'\"]?"
    r"(?P<to>true|false)\b"
    r"|\b(?P<streamed>enable_\w{2,30})[`'\"]? only supports? stream",
    re.IGNORECASE,
)
NO_ITEM = re.compile(r"\bitem\b.{0,80}\b(?:not found|reasoning)|reasoning item", re.IGNORECASE)
ABOUT_WORDS = re.compile(
    r"\bcontent\b.{0,200}\b(?:null|none|str|string|type|required|missing|must|empty|valid)\b"
    r"|\b(?:null|none|required|missing|must have)\b.{0,80}\bcontent\b",
    re.IGNORECASE | re.DOTALL,
)
ABOUT_NOTHING = re.compile(r"\b(?:null|none|nonetype)\b", re.IGNORECASE)
ABOUT_SCHEMA = re.compile(
    r"\bschema|\.parameters\b|\bproperties\b|\benum\b|additional_?properties"
    r"|function_?declarations|\bproto\b|input_schema|\btype\b[^.]{0,40}\b(?:list|array)\b"
    r"|\b(?:list|array|union)\b[^.]{0,40}\btypes?\b",
    re.IGNORECASE,
)
CALL_FAILED = re.compile(
    r"failed to (?:call a function|parse|generate)|parsing failed|could not be parsed"
    r"|tool call validation failed|(?:malformed|invalid) (?:function|tool)[ _]?call",
    re.IGNORECASE,
)
# What some say with a status that blames the request.
BUSY = re.compile(
    r"overloaded|\bat capacity|capacity (?:is )?exceeded|throttl|too many requests|rate[ _-]?limit"
    r"|temporarily unavailable|\bbusy\b|(?:try|retry)(?: again)? later",
    re.IGNORECASE,
)
LIMIT_REFUSED = re.compile(
    r"max_\w{0,20}tokens\b.{0,200}(?:too (?:large|high|big)|at most|limit was reached)"
    r"|at most \d+ (?:completion|output) tokens|(?<!\d)\d++ in the completion",
    re.IGNORECASE,
)
