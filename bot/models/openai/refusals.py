"""Refusals of a model's server; `remedies` has the changes of a request that they call for."""

import contextlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, Final

from bot.errors import BadRequestError, ContentFilterError, ContextTooLongError, ModelError
from bot.models.openai import refusal_words
from bot.models.openai.pauses import headers_in, pause_in_details_s, pause_in_words_s
from bot.telemetry import SHORTEST_SECRET
from bot.untrusted import as_object, as_text, objects, read_json

_MAX_CHARS = 200
_MAX_RAW_CHARS = 2000
_MAX_SAID_CHARS = 4000
"""Characters of an error's words that are read: all patterns for refusals search them."""
_MAX_NAME_CHARS = 200
_MAX_PARTS = 50_000
"""Parts of an error's JSON; some servers repeat the whole conversation in it, several times."""

# The last are tokens of an identity, which a gateway can repeat.
_SECRETS = re.compile(
    r"https?://\S+|\b(?:org|sk|proj)[-_][\w*.-]+|\b(?-i:eyJ)[\w-]{8,}\.[\w.-]+", re.IGNORECASE
)
# The second is Groq's for a call that its parser could not read: the next one may be better.
_PASSING_CODES: Final = frozenset({"server_error", "tool_use_failed"})
_SAID_BESIDE: Final = ("message", "detail", "msg", "error_msg", "error_message")
_SAID_IN: Final = (*_SAID_BESIDE, "error")
_NAMES_OF_STATUSES: Final = frozenset(status.phrase.lower() for status in HTTPStatus)
_TOO_LONG_CODES: Final = frozenset({"context_length_exceeded", "exceed_context_size_error"})
_NOT_THERE: Final = frozenset({"DeploymentNotFound", "model_not_found"})
_FORBIDDEN = 403
_TOO_LARGE = 413
BREAKDOWN: Final = 500
BAD_REQUEST: Final = frozenset({400, 413, 422})
"""The statuses with which servers blame the request itself."""
# Services answer 424, 425 and 498 (Groq's flex tier) while a part of them is busy.
_PASSING = frozenset({408, 409, 423, 424, 425, 429, 498, 499})


@dataclass(frozen=True, slots=True)
class Refusal:
    """A server's error; its texts are empty where the server gave none.

    Attributes:
        status: The HTTP status.
        codes: The server's codes for the reason, the most exact first.
        param: The name or path of the parameter that the error is about.
        asked_s: Seconds that the error's fields ask to wait; None when there is no such field.
        headers: The headers of a server behind the one that has answered.
    """

    status: int
    codes: tuple[str, ...]
    param: str
    message: str
    asked_s: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_filtered(self) -> bool:
        """Whether a content filter refused the request."""
        if any(map(refusal_words.FILTER_CODE.search, self.codes)):
            return True
        if self.status == _FORBIDDEN:
            return bool(refusal_words.FLAGGED.search(self.message))
        return self.status in BAD_REQUEST and bool(refusal_words.FILTERED.search(self.message))

    @property
    def is_too_long(self) -> bool:
        """Whether the conversation is longer than the model can read."""
        return (
            not _TOO_LONG_CODES.isdisjoint(self.codes)
            or self.status == _TOO_LARGE
            # Some servers at home break down over it.
            or (
                self.status in {*BAD_REQUEST, BREAKDOWN}
                and bool(refusal_words.TOO_LONG.search(self.message))
            )
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
        return (self.status in BAD_REQUEST and not self.is_busy) or (
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
    if isinstance(error, str) and (beside := _said_in(data, _SAID_BESIDE)):
        is_name = " " not in error or error.lower() in _NAMES_OF_STATUSES
        # Either can be the reason, beside the other one, such as "Bad Request".
        error = _named(error, data) if is_name else {**data, "message": f"{beside} {error}"}
    inner = as_object(as_object(error).get("error"))  # where a gateway's is around the server's own
    refusal = _refusal(status, inner or error)
    asked_s = pause_in_details_s(data) if refusal.asked_s is None else refusal.asked_s
    return replace(refusal, asked_s=asked_s)


def _named(name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an error with its name as a code, beside one that it has."""
    return {"type" if "code" in fields else "code": name, **fields}


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
    status = code if isinstance(code, int) and 100 <= code < 600 else 200  # noqa: PLR2004 - HTTP's own numbers
    return _refusal(status, error)


def _says_something(error: object) -> bool:
    return any(error.values()) if isinstance(error, dict) else bool(error)


def short(text: str, key: str) -> str:
    """Return outside text on one line of 200 characters at most, without keys, tokens and URLs."""
    is_secret = len(key) >= SHORTEST_SECRET
    blotted = _SECRETS.sub("***", text.replace(key, "***") if is_secret else text)
    return " ".join(blotted.split())[:_MAX_CHARS]


def _refusal(status: int, error: object) -> Refusal:
    if not isinstance(error, dict):
        return Refusal(status, (), "", _told(error))
    inner = error.get("innererror") or error.get("inner_error")
    inner_code = inner.get("code") if isinstance(inner, dict) else None
    # A gateway wraps the error of the server behind it.
    raw = as_object(error.get("metadata")).get("raw")
    behind = _behind(raw)
    codes = (error.get("code"), error.get("type"), inner_code, behind.get("code"))
    said = _said_in(error, _SAID_IN)
    return Refusal(
        status=status,
        codes=tuple(_told(code)[:_MAX_NAME_CHARS] for code in codes if code),
        param=_told(error.get("param") or behind.get("param") or _path_in(said))[:_MAX_NAME_CHARS],
        message=f"{said} {_told(raw or '')[:_MAX_RAW_CHARS]}".strip(),
        asked_s=pause_in_details_s(error),
        headers=headers_in(error),
    )


def _said_in(fields: Mapping[str, Any], names: Iterable[str]) -> str:
    """Return the beginning of the first of these fields that says something; "" for none."""
    return next((_told(fields[name]) for name in names if fields.get(name)), "")


def _behind(raw: object) -> dict[str, Any]:
    """Return the fields of the error that a gateway has wrapped; empty if they can't be read."""
    with contextlib.suppress(ValueError, RecursionError):
        raw = read_json(as_text(raw).encode(), most=_MAX_PARTS) if isinstance(raw, str) else raw
    fields = as_object(_alone(raw))
    return as_object(fields.get("error")) or fields


def _path_in(said: str) -> str:
    """Return the field of the request that a validator's report names first; "" for none."""
    path = refusal_words.PATH.search(said)
    return path["name"] if path else ""


def _told(value: object) -> str:
    """Return the beginning of a value's text; most servers have texts here, and some have lists."""
    return (value if isinstance(value, str) else str(value))[:_MAX_SAID_CHARS]
