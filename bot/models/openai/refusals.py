"""Refusals of a model's server, and the changes of a request that they call for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.errors import BadRequestError, ContentFilterError, ContextTooLongError, ModelError
from bot.models.openai import refusal_words
from bot.models.openai.changes import SCHEMA_WORDS, Change, extra_fields, has_null_content
from bot.models.openai.pauses import pause_in_details_s, pause_in_words_s
from bot.untrusted import as_object, as_text, objects, read_json

_MAX_CHARS = 200
_MAX_RAW_CHARS = 2000
_MAX_SAID_CHARS = 4000
"""Characters of an error's words that are read: all patterns for refusals search them."""
_MAX_NAME_CHARS = 200
_MAX_PARTS = 50_000
"""Parts of an error's JSON; some servers repeat the whole conversation in it, several times."""

_SECRETS = re.compile(r"https?://\S+|\b(?:org|sk|proj)[-_][\w*.-]+", re.IGNORECASE)
_FILTER_CODES: Final = frozenset(
    {"content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation"}
)
_PASSING_CODES: Final = frozenset(
    # The third is Groq's for a call that its parser could not read: the next one may be better.
    {"server_error", "rate_limit_exceeded", "tool_use_failed", "rate_limit_error"}
)
_SAID_IN: Final = ("message", "detail", "msg", "error_msg", "error_message", "error")
_NOT_THERE: Final = frozenset({"DeploymentNotFound", "model_not_found"})
_TOO_LARGE = 413
_BAD_REQUEST = frozenset({400, 413, 422})
# Services answer 424, 425 and 498 (Groq's flex tier) while a part of them is busy.
_PASSING = frozenset({408, 409, 423, 424, 425, 429, 498, 499})
_NEEDED = frozenset({"model", "messages", "input", "tools"})
_LIMITS: Final = ("max_completion_tokens", "max_output_tokens", "max_tokens")
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
            self.status in _BAD_REQUEST and bool(refusal_words.FILTERED.search(self.message))
        )

    @property
    def is_too_long(self) -> bool:
        """Whether the conversation is longer than the model can read."""
        return (
            "context_length_exceeded" in self.codes
            or self.status == _TOO_LARGE
            or (self.status in _BAD_REQUEST and bool(refusal_words.TOO_LONG.search(self.message)))
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
        return (
            is_passing
            or by_code
            or self.is_busy
            or bool(refusal_words.CALL_FAILED.search(self.message))
        )

    @property
    def is_busy(self) -> bool:
        """Whether the server says, with whatever status, that it has too much to do."""
        return bool(refusal_words.BUSY.search(" ".join((*self.codes, self.message))))

    @property
    def pause_s(self) -> float | None:
        """The seconds that the error's fields or words ask to wait; None when they name no time."""
        return pause_in_words_s(self.message) if self.asked_s is None else self.asked_s

    @property
    def may_be_about_the_form(self) -> bool:
        """Whether the server may accept the same question in another form.

        Some servers answer 404 to messages that their templates or parsers can't handle.
        """
        return (self.status in _BAD_REQUEST and not self.is_busy) or (
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
        if refusal_words.NO_SYSTEM.search(self.message):
            # Templates say so, which break down over it.
            yield Change("no_system", "role")
        if self.status not in _BAD_REQUEST or self.is_filtered:
            return
        if limits := [name for name in _LIMITS if name in body and self._refuses_a_limit]:
            yield Change("drop", limits[0])
        if self.is_too_long:
            return
        if "messages" in body and refusal_words.NO_REASONING.search(self.message):
            yield Change("set", "reasoning_effort", "none")
            return
        if wanted := refusal_words.WANTED.search(self.message):
            name = wanted["name"] or wanted["set"] or wanted["streamed"]
            value = wanted["value"] or wanted["to"] or "false"
            yield Change("set", name, value.lower() == "true")
        if "include" in body and refusal_words.NO_ENCRYPTION.search(self.message):
            yield Change("drop", "include")
        if refused := self._refused_parameter(body):
            yield refused
            return
        yield from self._refused_parts(body)

    def _refused_parts(self, body: Mapping[str, Any]) -> Iterator[Change]:
        """Yield the changes inside of the tools and messages."""
        said = f"{self.param} {self.message}"
        for name in sorted(set(extra_fields(body))):
            if _has_word(name, said) or (
                name == "reasoning" and refusal_words.NO_ITEM.search(said)
            ):
                yield Change("withhold", name)
        if any("strict" in tool for tool in body.get("tools", ())) and _has_word("strict", said):
            yield Change("drop_of_tools", "strict")
        is_about_words = bool(refusal_words.ABOUT_WORDS.search(said))
        is_about_null = has_null_content(body) and bool(refusal_words.ABOUT_NOTHING.search(said))
        if has_null_content(body) and (is_about_words or is_about_null):
            yield Change("no_null", "absent")
        if is_about_words or is_about_null:
            yield Change("no_null", "empty")
        if refusal_words.ABOUT_SCHEMA.search(said):
            named = [word for word in SCHEMA_WORDS if _has_word(word, said)]
            for word in dict.fromkeys((*named, *SCHEMA_WORDS)):
                yield Change("plain_schema", word)

    @property
    def _refuses_a_limit(self) -> bool:
        """Whether the server refuses the request's limit for the tokens of a turn.

        Some servers add the limit to the prompt's length, and call the sum too long.
        """
        return bool(refusal_words.LIMIT_REFUSED.search(self.message))

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
            # A name of several words is that of the parameter, whatever is said of it.
            _has_word(name, self.message)
            and ("_" in name or bool(refusal_words.REFUSED.search(self.message)))
        )


def read_refusal(status: int, body: bytes) -> Refusal:
    """Return the refusal in an answer with an error status; its body can be anything."""
    try:
        data = read_json(body, most=_MAX_PARTS)
    except (ValueError, RecursionError):
        data = None
    data = _alone(data)  # Google's form
    if not isinstance(data, dict):
        return Refusal(status, (), "", body[: 2 * _MAX_CHARS].decode(errors="replace"))
    error = _alone(data.get("error") or data.get("errors")) or data
    if isinstance(error, dict) and isinstance(error.get("error"), dict):
        error = error["error"]  # a gateway's around the server's own
    refusal = _refusal(status, error)
    asked_s = pause_in_details_s(data) if refusal.asked_s is None else refusal.asked_s
    return replace(refusal, asked_s=asked_s)


def _alone(data: object) -> object:
    """Return the only item of a list, or what is no such list as it is."""
    return data[0] if isinstance(data, list) and len(data) == 1 else data


def refusal_inside(data: Mapping[str, Any]) -> Refusal | None:
    """Return the refusal in an answer with status 200, beside its turn or in it; None for none."""
    choices = objects(data.get("choices"))
    messages = (as_object(choice.get("message")) for choice in choices)
    errors = (data.get("error"), *(each.get("error") for each in (*choices, *messages)))
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
        return Refusal(status, (), "", _told(error))
    inner = error.get("innererror") or error.get("inner_error")
    inner_code = inner.get("code") if isinstance(inner, dict) else None
    codes = (error.get("code"), error.get("type"), inner_code)
    # A gateway wraps the error of the server behind it.
    raw = as_text(as_object(error.get("metadata")).get("raw"))
    said = next((_told(error[name]) for name in _SAID_IN if error.get(name)), "")
    return Refusal(
        status=status,
        codes=tuple(_told(code)[:_MAX_NAME_CHARS] for code in codes if code),
        param=_told(error.get("param") or "")[:_MAX_NAME_CHARS],
        message=f"{said} {raw[:_MAX_RAW_CHARS]}".strip(),
        asked_s=pause_in_details_s(error),
    )


def _told(value: object) -> str:
    """Return the beginning of a value's text; most servers have texts here, and some have lists."""
    return (value if isinstance(value, str) else str(value))[:_MAX_SAID_CHARS]


def _is_in(name: str, param: str) -> bool:
    """Return whether a path such as `tool_choice.type` begins with a parameter's name."""
    return re.split(r"[.\[]", param, maxsplit=1)[0] == name


def _has_word(word: str, text: str) -> bool:
    return bool(re.search(rf"(?<![\w]){re.escape(word)}(?![\w])", text))
