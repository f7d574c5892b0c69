"""What a model's server says when it refuses, and what to change in a request because of it."""

import contextlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Literal

from bot.errors import BadRequestError, ContentFilterError, ContextTooLongError, ModelError

_MAX_CHARS = 200

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
_ASKED_PAUSE = re.compile(
    r"(?:retry after|try again in)((?:\s*+\d++(?:\.\d++)?\s*+(?:ms|milli|s|m|h)[a-z]*+)++)",
    re.IGNORECASE,
)
_DURATION = re.compile(r"(?<![\d.])(\d++(?:\.\d++)?)\s*(ms|milli|s|m|h)")
_UNITS_S: Final = {"ms": 0.001, "milli": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_NO_REASONING = re.compile(r"function tools with reasoning_effort are not supported", re.IGNORECASE)
_FILTER_CODES: Final = frozenset(
    {"content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation"}
)
_PASSING_CODES: Final = frozenset({"server_error", "rate_limit_exceeded", "rate_limit_error"})
_BAD_REQUEST = frozenset({400, 413, 422})
_PASSING = frozenset({408, 409, 429})
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
class Change:
    """What one server wants different in every request."""

    action: Literal["drop", "rename", "set"]
    name: str
    value: str = ""

    def apply(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the request's body with this change."""
        changed = dict(body)
        if self.action == "set":
            return changed | {self.name: self.value}
        if self.name in changed:
            kept = changed.pop(self.name)
            if self.action == "rename":
                changed[self.value] = kept
        return changed


@dataclass(frozen=True, slots=True)
class Refusal:
    """A server's error as it was read; every text is empty when the server did not say.

    Attributes:
        codes: Its own words for the reason, the most telling first.
    """

    status: int
    codes: tuple[str, ...]
    param: str
    message: str

    @property
    def is_filtered(self) -> bool:
        """Whether a content filter refused."""
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
        return is_passing or not _PASSING_CODES.isdisjoint(self.codes)

    @property
    def pause_s(self) -> float | None:
        """How many seconds the message asks to wait; None when it does not say so.

        A gateway may pass on the message and keep the header that says the same.
        """
        asked = _ASKED_PAUSE.search(self.message)
        if asked is None:
            return None
        return sum(
            float(number) * _UNITS_S[unit] for number, unit in _DURATION.findall(asked[1].lower())
        )

    def error(self, key: str) -> ModelError:
        """Return the error to raise, in which no key and no address is shown."""
        kind: type[ModelError] = ModelError
        if self.is_filtered:
            kind = ContentFilterError
        elif self.is_too_long:
            kind = ContextTooLongError
        elif self.status in _BAD_REQUEST:
            kind = BadRequestError
        code, text = short("".join(self.codes[:1]), key), short(self.message, key)
        return kind(f"the chat model's server answered {self.status} (code {code!r}): {text}")

    def change(self, body: Mapping[str, Any]) -> Change | None:
        """Return what to change because of this error, or None when that would not help."""
        if self.status not in _BAD_REQUEST or self.is_filtered:
            return None
        if limits := [name for name in _LIMITS if name in body and self._refuses_a_limit]:
            return Change("drop", limits[0])
        if self.is_too_long:
            return None
        if "messages" in body and _NO_REASONING.search(self.message):
            return Change("set", "reasoning_effort", "none")
        return self._refused_parameter(body)

    @property
    def _refuses_a_limit(self) -> bool:
        """Whether the model can't write as much as it was allowed to.

        Some servers count what is allowed as if it were written, and call that too long.
        """
        return bool(_LIMIT_REFUSED.search(self.message))

    def _refused_parameter(self, body: Mapping[str, Any]) -> Change | None:
        named = [name for name in body if name not in _NEEDED and self._names(name)]
        # The message may name others beside the one that is meant.
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
    """Return what an answer that is no success says; its body can be anything."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        return Refusal(status, (), "", body[: 2 * _MAX_CHARS].decode(errors="replace"))
    return _refusal(status, data.get("error") or data)


def refusal_inside(data: Mapping[str, Any]) -> Refusal | None:
    """Return the error that an answer of status 200 carries in place of a turn, if it does."""
    error = data.get("error")
    if not error or data.get("choices"):
        return None
    code = error.get("code") if isinstance(error, dict) else None
    return _refusal(code if isinstance(code, int) else 200, error)


def asked_pause_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return how many seconds the headers ask to wait, or None when they don't say so."""
    for name, unit_s in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        with contextlib.suppress(ValueError):
            pause_s = float(headers.get(name, "")) * unit_s
            if math.isfinite(pause_s):
                return max(0.0, pause_s)
    try:
        until = parsedate_to_datetime(headers.get("retry-after", ""))
    except (ValueError, OverflowError):
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def short(text: str, key: str) -> str:
    """Return foreign text short, on one line, without keys and addresses, which servers echo."""
    blotted = _SECRETS.sub("***", text.replace(key, "***") if key else text)
    return " ".join(blotted.split())[:_MAX_CHARS]


def _refusal(status: int, error: object) -> Refusal:
    if not isinstance(error, dict):
        return Refusal(status, (), "", str(error))
    inner = error.get("innererror") or error.get("inner_error")
    inner_code = inner.get("code") if isinstance(inner, dict) else None
    codes = (error.get("code"), error.get("type"), inner_code)
    return Refusal(
        status=status,
        codes=tuple(str(code) for code in codes if code),
        param=str(error.get("param") or ""),
        message=str(error.get("message") or error.get("detail") or ""),
    )


def _is_in(name: str, param: str) -> bool:
    """Return whether a path such as `tool_choice.type` begins with this parameter."""
    return re.split(r"[.\[]", param, maxsplit=1)[0] == name


def _has_word(word: str, text: str) -> bool:
    return bool(re.search(rf"(?<![\w]){re.escape(word)}(?![\w])", text))
