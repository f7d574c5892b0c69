"""Refusals of a model's server, and the changes of a request that they call for."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.errors import BadRequestError, ContentFilterError, ContextTooLongError, ModelError
from bot.models.openai.changes import SCHEMA_WORDS, Change, extra_fields, has_null_content
from bot.models.openai.pauses import pause_in_details_s, pause_in_words_s
from bot.untrusted import as_object, as_text, objects

_MAX_CHARS = 200
_MAX_RAW_CHARS = 2000

_SECRETS = re.compile(r"https?://\S+|\b(?:org|sk|proj)[-_][\w*.-]+", re.IGNORECASE)
_FILTERED = re.compile(r"content management policy|content filter|flagged as potentially")
_TOO_LONG = re.compile(
    r"maximum context length|context window|context length|prompt is too long", re.IGNORECASE
)
_REFUSED = re.compile(
    r"un(?:supported|recognized|known|expected)|\bnot (?:be )?(?:support|permit|allow)|only allowed"
    r"|invalid",
    re.IGNORECASE,
)
_NO_REASONING = re.compile(r"function tools with reasoning_effort are not supported", re.IGNORECASE)
_NO_ENCRYPTION = re.compile(r"encrypted content is not supported", re.IGNORECASE)
# "stream must be set to true" is left out: this client can't read a stream.
_WANTED = re.compile(
    r"\b(?!stream)([a-z]\w{2,40}) (?:must|should) be (?:set to )?(true|false)\b", re.IGNORECASE
)
_NO_ITEM = re.compile(r"\bitem\b.{0,80}\b(?:not found|reasoning)|reasoning item", re.IGNORECASE)
_ABOUT_WORDS = re.compile(
    r"\bcontent\b(?!-type).{0,200}\b(?:null|none|str|string|type|required|missing|must|empty|valid)\b"
    r"|\b(?:null|none)\b.{0,80}\bcontent\b",
    re.IGNORECASE | re.DOTALL,
)
_ABOUT_SCHEMA = re.compile(
    r"\bschema|\.parameters\b|\bproperties\b|\benum\b|additional_?properties"
    r"|function_?declarations|\bproto\b|input_schema|\btype\b[^.]{0,40}\b(?:list|array)\b",
    re.IGNORECASE,
)
_FILTER_CODES: Final = frozenset(
    {"content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation"}
)
_PASSING_CODES: Final = frozenset(
    # The third is Groq's for a call that its parser could not read: the next one may be better.
    {"server_error", "rate_limit_exceeded", "tool_use_failed", "rate_limit_error"}
)
_CALL_FAILED = re.compile(
    r"failed to call a function|tool call validation failed|malformed function call", re.IGNORECASE
)
_NOT_THERE: Final = frozenset({"DeploymentNotFound", "model_not_found"})
_BAD_REQUEST = frozenset({400, 413, 422})
# Services answer 424, 425 and 498 (Groq's flex tier) while a part of them is busy.
_PASSING = frozenset({408, 409, 424, 425, 429, 498})
_NEEDED = frozenset({"model", "messages", "input", "tools"})
_LIMITS: Final = ("max_completion_tokens", "max_output_tokens", "max_tokens")
_LIMIT_REFUSED = re.compile(
    r"max_\w{0,20}tokens\b.{0,200}(?:too (?:large|high|big)|at most|limit was reached)"
    r"|at most \d+ (?:completion|output) tokens|(?<!\d)\d++ in the completion",
    re.IGNORECASE,
)
_OTHER_NAME: Final = {
    "max_tokens": "max_completion_tokens",
    "max_completion_tokens": "max_tokens",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A server's error; its texts are empty where the server gave none.

    Attributes:
        status: The HTTP status.
        codes: The server's codes for the reason, the most exact first.
        param: The name or path of the parameter that the error is about.
        asked_s: Seconds that the error's fields ask to wait; None when there is no such field.
    """

    status: int
    codes: tuple[str, ...]
    param: str
    message: str
    asked_s: float | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether a content filter refused the request."""
        return not _FILTER_CODES.isdisjoint(self.codes) or (
            self.status in _BAD_REQUEST and bool(_FILTERED.search(self.message))
        )

    @property
    def is_too_long(self) -> bool:
        """Whether the conversation is longer than the model can read."""
        return "context_length_exceeded" in self.codes or (
            self.status in _BAD_REQUEST and bool(_TOO_LONG.search(self.message))
        )

    @property
    def may_pass(self) -> bool:
        """Whether the same request may succeed a little later."""
        if "insufficient_quota" in self.codes or self.is_filtered or self.is_too_long:
            return False
        is_passing = self.status in _PASSING or self.status >= 500  # noqa: PLR2004 - HTTP's own number
        # An error inside of an answer with status 200 comes from a service behind the server.
        is_passing = is_passing or self.status == 200  # noqa: PLR2004 - HTTP's own number
        by_code = not _PASSING_CODES.isdisjoint(self.codes)
        return is_passing or by_code or bool(_CALL_FAILED.search(self.message))

    @property
    def pause_s(self) -> float | None:
        """The seconds that the error's fields or words ask to wait; None when they name no time."""
        return pause_in_words_s(self.message) if self.asked_s is None else self.asked_s

    @property
    def may_be_about_the_form(self) -> bool:
        """Whether the server may accept the same question in another form.

        Some servers answer 404 to messages that their templates or parsers can't handle.
        """
        return self.status in _BAD_REQUEST or (
            self.status == 404 and _NOT_THERE.isdisjoint(self.codes)  # noqa: PLR2004 - HTTP's own number
        )

    def error(self, key: str, remedy: str = "") -> ModelError:
        """Return the error to raise; its text has neither the API key nor a URL."""
        kind: type[ModelError] = ModelError
        if self.is_filtered:
            kind = ContentFilterError
        elif self.is_too_long:
            kind = ContextTooLongError
        elif self.may_be_about_the_form:
            kind = BadRequestError
        code, text = short("".join(self.codes[:1]), key), short(self.message, key)
        message = f"the chat model's server answered {self.status} (code {code!r}): {text}"
        return kind(message, remedy)

    def changes(self, body: Mapping[str, Any]) -> Iterator[Change]:
        """Yield the changes of a request that may avoid this error, the likeliest first."""
        if self.status not in _BAD_REQUEST or self.is_filtered:
            return
        if limits := [name for name in _LIMITS if name in body and self._refuses_a_limit]:
            yield Change("drop", limits[0])
        if self.is_too_long:
            return
        if "messages" in body and _NO_REASONING.search(self.message):
            yield Change("set", "reasoning_effort", "none")
            return
        if wanted := _WANTED.search(self.message):
            yield Change("set", wanted[1], wanted[2].lower() == "true")
        if "include" in body and _NO_ENCRYPTION.search(self.message):
            yield Change("drop", "include")
        if refused := self._refused_parameter(body):
            yield refused
            return
        yield from self._refused_parts(body)

    def _refused_parts(self, body: Mapping[str, Any]) -> Iterator[Change]:
        """Yield the changes inside of the tools and messages."""
        said = f"{self.param} {self.message}"
        for name in sorted(set(extra_fields(body))):
            if _has_word(name, said) or (name == "reasoning" and _NO_ITEM.search(said)):
                yield Change("withhold", name)
        if any("strict" in tool for tool in body.get("tools", ())) and _has_word("strict", said):
            yield Change("drop_of_tools", "strict")
        if _ABOUT_WORDS.search(said) and has_null_content(body):
            yield Change("no_null", "absent")
        if _ABOUT_WORDS.search(said):
            yield Change("no_null", "empty")
        if _ABOUT_SCHEMA.search(said):
            named = [word for word in SCHEMA_WORDS if _has_word(word, said)]
            for word in dict.fromkeys((*named, *SCHEMA_WORDS)):
                yield Change("plain_schema", word)

    @property
    def _refuses_a_limit(self) -> bool:
        """Whether the server refuses the request's limit for the tokens of a turn.

        Some servers add the limit to the prompt's length, and call the sum too long.
        """
        return bool(_LIMIT_REFUSED.search(self.message))

    def _refused_parameter(self, body: Mapping[str, Any]) -> Change | None:
        named = [name for name in body if name not in _NEEDED and self._names(name)]
        # The message may name several parameters; the error's own field names the refused one.
        named.sort(key=lambda name: not _is_in(name, self.param))
        for name in named:
            other = _OTHER_NAME.get(name)
            if other and _has_word(other, self.message):
                return Change("rename", name, other)
            return Change("drop", name)
        return None

    def _names(self, name: str) -> bool:
        return _is_in(name, self.param) or (
            _has_word(name, self.message) and bool(_REFUSED.search(self.message))
        )


def read_refusal(status: int, body: bytes) -> Refusal:
    """Return the refusal in an answer with an error status; its body can be anything."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    if isinstance(data, list) and len(data) == 1:
        (data,) = data  # Google's form
    if not isinstance(data, dict):
        return Refusal(status, (), "", body[: 2 * _MAX_CHARS].decode(errors="replace"))
    return _refusal(status, data.get("error") or data)


def refusal_inside(data: Mapping[str, Any]) -> Refusal | None:
    """Return the refusal in an answer with status 200, beside its turn or in it; None for none."""
    choices = objects(data.get("choices"))
    errors = (data.get("error"), *(choice.get("error") for choice in choices))
    error = next((each for each in errors if _says_something(each)), None)
    if error is None:
        return None
    code = error.get("code") if isinstance(error, dict) else None
    is_status = isinstance(code, int) and 100 <= code < 600  # noqa: PLR2004 - HTTP's own numbers
    return _refusal(code if isinstance(code, int) and is_status else 200, error)


def _says_something(error: object) -> bool:
    return any(error.values()) if isinstance(error, dict) else bool(error)


def short(text: str, key: str) -> str:
    """Return outside text on one line of 200 characters at most, without keys and URLs."""
    blotted = _SECRETS.sub("***", text.replace(key, "***") if key else text)
    return " ".join(blotted.split())[:_MAX_CHARS]


def _refusal(status: int, error: object) -> Refusal:
    if not isinstance(error, dict):
        return Refusal(status, (), "", str(error))
    inner = error.get("innererror") or error.get("inner_error")
    inner_code = inner.get("code") if isinstance(inner, dict) else None
    codes = (error.get("code"), error.get("type"), inner_code)
    # A gateway wraps the error of the server behind it.
    raw = as_text(as_object(error.get("metadata")).get("raw"))
    said = str(error.get("message") or error.get("detail") or "")
    return Refusal(
        status=status,
        codes=tuple(str(code) for code in codes if code),
        param=str(error.get("param") or ""),
        message=f"{said} {raw[:_MAX_RAW_CHARS]}".strip(),
        asked_s=pause_in_details_s(error),
    )


def _is_in(name: str, param: str) -> bool:
    """Return whether a path such as `tool_choice.type` begins with a parameter's name."""
    return re.split(r"[.\[]", param, maxsplit=1)[0] == name


def _has_word(word: str, text: str) -> bool:
    return bool(re.search(rf"(?<![\w]){re.escape(word)}(?![\w])", text))
