"""The words in which servers refuse a request, as far as they say what about it is refused.

They are those of public reports and of the servers' sources; each server has its own.
"""

import re

from bot.models._patterns import late

_FLAGGED = r"\bflagged (?:as|for)\b"
FLAGGED = late(_FLAGGED, re.IGNORECASE)
FILTERED = late(
    r"content management policy|content (?:filter|policy|exists risk)|inappropriate content"
    rf"|{_FLAGGED}|data_?inspection_?failed|considered high risk|usage polic(?:y|ies)\b"
    r"|guardrail|prohibited_content|safety system|敏感内容",
    re.IGNORECASE,
)
# Of a code, whose ending differs: "content_filter", "content_policy_violation".
FILTER_CODE = late(
    r"content_?(?:filter|policy)|responsibleai|moderation|inspection_?failed|policy_violation",
    re.IGNORECASE,
)
TOO_LONG = late(
    r"context (?:length|window|size|limit)|token limit: \d|max_seq_len|超长"
    r"|inputs?\W{0,2} must have less than \d+ tokens"
    r"|string too long\b.{0,80}maximum length \d{5}"
    r"|(?:prompt|input|conversation|message)s? (?:is|are) too long"
    r"|(?:prompt|input) (?:length|tokens?)\b[^\n]{0,80}(?:exceed|maximum|too|range|should)"
    r"|tokens?\b[^\n]{0,80}exceeds? the (?:max|limit)|too many (?:input |prompt )?tokens"
    r"|maximum (?:prompt|input) length"
    r"|reduce (?:the length|your prompt|the (?:size|number of tokens))",
    re.IGNORECASE,
)
REFUSED = late(
    r"un(?:supported|recognized|known|expected)|\bnot (?:be )?(?:support|permit|allow)|only allowed"
    r"|invalid",
    re.IGNORECASE,
)
NO_REASONING = late(r"function tools with reasoning_effort are not supported", re.IGNORECASE)
NO_SYSTEM = late(
    r"\b(?:system|developer)\W{0,2} (?:role|message|prompt|instruction)s?\b.{0,40}"
    r"(?:\bnot\b|n't|\bun)\s?(?:be )?(?:support|allow|accept|permit|enabl)",
    re.IGNORECASE | re.DOTALL,
)
NO_ENCRYPTION = late(r"encrypted content is not supported", re.IGNORECASE)
# What the system says is in all requests, so that a role which is refused may be its role.
ABOUT_SYSTEM = late(
    r"\broles?\b.{0,40}\bsystem\b"
    r"|not support.{0,20}\bsystem (?:message|prompt|instruction|role)",
    re.IGNORECASE | re.DOTALL,
)
ABOUT_ROLES = late(r"\A(?!.{0,999}tool).{0,999}\broles?\b", re.IGNORECASE | re.DOTALL)
# A stream is nothing that this client reads.
WANTED = late(
    r"\b(?!stream)(?P<name>[a-z]\w{2,40})\W{1,4}(?:must|should) be (?:set to )?[`'\"]?"
    r"(?P<value>true|false)\b"
    r"|\b(?P<bound>enable_\w{2,30})\b.{0,30}\brestricted to (?P<only>true|false)\b"
    r"|\bset [`'\"]?(?!stream)(?P<set>[a-z]\w{2,40})[`'\"]?(?: to |\s?=\s?)[`'\"]?"
    r"(?P<to>true|false)\b"
    r"|\b(?P<streamed>enable_\w{2,30})[`'\"]? only supports? stream",
    re.IGNORECASE,
)
NO_ITEM = late(
    r"\bitem\b.{0,80}\b(?:not found|reasoning)|reasoning item"
    r"|encrypted.content\b.{0,80}\bcould not",
    re.IGNORECASE | re.DOTALL,
)
ABOUT_WORDS = late(
    r"\bcontent\b.{0,200}\b(?:null|none|str|string|type|required|missing|must|empty|valid)\b"
    r"|\b(?:null|none|required|missing|must have)\b.{0,80}\bcontent\b"
    r"|\bvariant of untagged enum Message",
    re.IGNORECASE | re.DOTALL,
)
# Mistral's API and the template of gpt-oss take words or calls of a turn, but not both.
NO_WORDS_BESIDE_CALLS = late(
    r"content\b.{0,60}\btool.?calls\b.{0,60}\bnot both|cannot pass both content", re.IGNORECASE
)
ABOUT_NOTHING = late(r"\b(?:null|none|nonetype)\b", re.IGNORECASE)
ABOUT_SCHEMA = late(
    r"\bschema|\.parameters\b|\bproperties\b|\benum\b|additional_?properties"
    r"|function_?declarations|\bproto\b|input_schema|\btype\b[^.]{0,40}\b(?:list|array)\b"
    r"|\b(?:list|array|union)\b[^.]{0,40}\btypes?\b",
    re.IGNORECASE,
)
CALL_FAILED = late(
    r"failed to (?:call a function|parse|generate)|parsing failed|could not be parsed"
    r"|tool call validation failed|(?:malformed|invalid) (?:function|tool)[ _]?call"
    # The parsers of servers at home, which blame the request for what the model has written.
    r"|unterminated string|expecting (?:value|property name|'[,:]' delimiter)"
    r"|while expecting start token|tokens remaining in message header",
    re.IGNORECASE,
)
# What some say with a status that blames the request.
BUSY = late(
    r"overloaded|\bat capacity|capacity (?:is )?exceeded|throttl|too many requests|rate[ _-]?limit"
    r"|temporarily unavailable|\bbusy\b|try(?: again)? later"
    r"|upstream connect|no healthy|degraded function|model (?:has )?(?:crashed|(?:was )?unloaded)"
    r"|timed out|(?:still|currently) loading|loading model",
    re.IGNORECASE,
)
# The limit for the tokens of a turn, which each server names in its own way.
LIMIT = late(
    r"max(?:imum)?[ _-]?(?:(?:completion|output|new|generated)[ _-]?)?tokens(?![a-z])"
    r"|\bmaximum (?:allowed )?(?:number of )?(?:output|completion) tokens",
    re.IGNORECASE,
)
# The words of those that count it as part of the conversation.
LIMIT_COUNTED = late(
    r"\b(?:in|for) the (?:completion|output)\b|(?:output|completion) tokens|max tokens must be"
    r"|max_\w{0,20}tokens\b.{0,99}(?:too (?:large|high|big)|at most|limit was reached)",
    re.IGNORECASE | re.DOTALL,
)
# Where a validator says which field it refuses: FastAPI's form, as JSON or as Python's text.
PATH = late(r"[\"']loc[\"']: ?[\[(]\s?[\"']body[\"'], ?[\"'](?P<name>\w{1,40})[\"']")
