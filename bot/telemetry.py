"""Telemetry: the trace of a question, with its named spans and counts, and the log."""

import json
import logging
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal, TextIO

from bot.clock import Clock
from bot.messages import Message, ModelCall

Count = Callable[[str, int], None]
"""Adds a number to one of a question's counts, by its name."""

SHORTEST_SECRET = 8
"""Characters from which a secret is taken out; a shorter one, such as "x" or "none", is a word."""

_KEY_LIKE = r"\b(?:xox[a-z](?:\.xox[a-z])?|xapp|sk|Bearer)[- ][\w.~+/=-]{6,}"


@dataclass(frozen=True, slots=True)
class AnsweredCall:
    """One tool call of a batch, and the weather that its result stands on.

    Attributes:
        arguments: The arguments as JSON text.
        weather: The kind, the label of the place, the service and the origin of each report; empty
            for a call that needs none or got none.
        has_failed: Whether the result is an error.
    """

    name: str
    arguments: str
    weather: tuple[tuple[str, str, str, str], ...]
    has_failed: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of work on a question, in the order in which the pieces ended.

    Attributes:
        began_ms: The time from the beginning of the trace to that of the step.
        call: The cost of a step that is one model call; None for all others.
        sent: The messages that the model was sent in it.
        calls: The tool calls of a batch, in the order in which the model made them.
    """

    name: str
    began_ms: float
    took_ms: float
    call: ModelCall | None = None
    sent: tuple[Message, ...] = ()
    calls: tuple[AnsweredCall, ...] = ()


class Trace:
    """The spans and counts of one attempt at a question; safe to feed from several threads."""

    def __init__(self, reference: str, clock: Clock) -> None:
        self.reference = reference
        self._clock = clock
        self._started_s = clock.monotonic()
        self._lock = threading.Lock()
        self._spans_s: dict[str, float] = {}
        self._counts: dict[str, int] = {}
        self._facts: dict[str, object] = {}
        self._model_calls: list[ModelCall] = []
        self._steps: list[Step] = []

    @contextmanager
    def span(self, name: str) -> Iterator[None]:
        """Measure a piece of work; times under one name add up."""
        started_s = self._clock.monotonic()
        try:
            yield
        finally:
            took_s = self._clock.monotonic() - started_s
            with self._lock:
                self._spans_s[name] = self._spans_s.get(name, 0.0) + took_s
                self._steps.append(self._step(name, started_s, took_s))

    def count(self, name: str, number: int = 1) -> None:
        """Add to a count such as "tool_calls"; adding nothing makes none."""
        if not number:
            return
        with self._lock:
            self._counts[name] = self._counts.get(name, 0) + number

    def note(self, **facts: object) -> None:
        """Keep facts about the question, such as `fallback=True`, for the log."""
        with self._lock:
            self._facts |= facts

    @property
    def facts(self) -> dict[str, object]:
        """The facts that were noted so far."""
        with self._lock:
            return dict(self._facts)

    @property
    def counts(self) -> dict[str, int]:
        """The counts so far, by name."""
        with self._lock:
            return dict(self._counts)

    @property
    def spans_s(self) -> dict[str, float]:
        """The seconds that each kind of work took so far, and "total" since the beginning."""
        with self._lock:
            return {**self._spans_s, "total": self._clock.monotonic() - self._started_s}

    def counted(self, name: str) -> int:
        """Return a count so far; 0 for one that nothing was added to."""
        with self._lock:
            return self._counts.get(name, 0)

    def add_model_call(self, call: ModelCall, sent: Sequence[Message] = ()) -> None:
        """Keep the cost of a model turn that has just ended, also of one that failed."""
        took_s = call.took_ms / 1000
        step = self._step("model_call", self._clock.monotonic() - took_s, took_s)
        with self._lock:
            self._model_calls.append(call)
            self._steps.append(replace(step, call=call, sent=tuple(sent)))

    def add_tool_calls(self, calls: Sequence[AnsweredCall]) -> None:
        """Keep the tool calls of a batch that has just been resolved."""
        step = self._step("tool_calls", self._clock.monotonic(), 0.0)
        with self._lock:
            self._steps.append(replace(step, calls=tuple(calls)))

    @property
    def steps(self) -> tuple[Step, ...]:
        """All spans, model calls and tool calls that have ended; an outer one after its inner."""
        with self._lock:
            return tuple(self._steps)

    @property
    def model_calls(self) -> tuple[ModelCall, ...]:
        """The costs of all model turns so far, in order."""
        with self._lock:
            return tuple(self._model_calls)

    def _step(self, name: str, started_s: float, took_s: float) -> Step:
        began_ms = max(0.0, (started_s - self._started_s) * 1000)
        return Step(name, round(began_ms, 1), round(took_s * 1000, 1))

    def fields(self) -> dict[str, object]:
        """Return the counts, and the spans so far and their total, in milliseconds."""
        total_s = self._clock.monotonic() - self._started_s
        if calls := self.model_calls:
            tokens = {
                "prompt_tokens": sum(call.prompt_tokens for call in calls),
                "completion_tokens": sum(call.completion_tokens for call in calls),
                "model_calls": len(calls),
            }
        else:
            tokens = {}
        with self._lock:
            spans = {f"{name}_ms": round(took_s * 1000) for name, took_s in self._spans_s.items()}
            known = {"reference": self.reference, **self._facts, **self._counts, **tokens}
            return {**known, **spans} | {"total_ms": round(total_s * 1000)}


class OnceAMinute:
    """A limit for one complaint, which an outage would otherwise repeat for every question."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._quiet_until_s = float("-inf")

    def __call__(self) -> bool:
        """Return whether the complaint may be logged now; if so, it may not for 60 seconds."""
        now_s = self._clock.monotonic()
        with self._lock:
            if now_s < self._quiet_until_s:
                return False
            self._quiet_until_s = now_s + 60
            return True


def log_event(logger: logging.Logger, level: int, event: str, **fields: object) -> None:
    """Log an event by name with its fields, which become `key=value` or JSON."""
    logger.log(level, event, extra={"fields": fields})


class _Formatter(logging.Formatter):
    """Formats a record as one line, with secrets removed from all of it, exceptions included."""

    def __init__(self, *, as_json: bool, secrets: Sequence[str]) -> None:
        super().__init__()
        self._as_json = as_json
        # Longer secrets are searched first, since a short one may be a part of a longer one.
        known = sorted((s for s in secrets if len(s) >= SHORTEST_SECRET), key=len, reverse=True)
        self._secret = re.compile("|".join([*map(_spelled, known), _KEY_LIKE]))

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        fields = getattr(record, "fields", {})
        entry: dict[str, object] = {
            "time": time,
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
            **fields,
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        # Secrets are removed before the fields are encoded: none looks the same afterwards.
        return self._as_line({name: self._redacted(value) for name, value in entry.items()})

    def _as_line(self, entry: dict[str, object]) -> str:
        if self._as_json:
            return json.dumps(entry, ensure_ascii=False)
        exception = entry.pop("exception", None)
        head = [_printable(str(entry.pop(name))) for name in ("time", "level", "logger", "event")]
        line = " ".join(head + [f"{name}={_shown(value)}" for name, value in entry.items()])
        if not exception:
            return line
        # Indented, since a line in an exception's text must not pass for an entry of the log.
        return "\n".join((line, *(f"  {_printable(part)}" for part in str(exception).splitlines())))

    def _redacted(self, value: object) -> object:
        """Return a value with types that JSON has, and without secrets."""
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping):
            return {self._redact(str(key)): self._redacted(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._redacted(item) for item in value]
        return self._redact(str(value))

    def _redact(self, text: str) -> str:
        return self._secret.sub("[redacted]", text)


def _spelled(secret: str) -> str:
    """Return the pattern of a secret in all its spellings: each quoting adds backslashes.

    A server may echo a key in its JSON, and an error then quotes that JSON as a string.
    """
    pieces = re.findall(r"(\\+|)([^\\]|\Z)", secret)
    return "".join(
        (r"\\+" if backslashes else "" if _is_plain(letter) else r"\\*") + _spelled_letter(letter)
        for backslashes, letter in pieces
    )


def _spelled_letter(letter: str) -> str:
    encoded = {json.dumps(letter)[1:-1], ascii(letter)[1:-1]}
    bare = {letter, *(spelling.lstrip("\\") for spelling in encoded)}
    patterns = (r"\\+".join(map(re.escape, spelling.split("\\"))) for spelling in bare)
    return f"(?:{'|'.join(sorted(patterns))})"


def _is_plain(letter: str) -> bool:
    return letter.isascii() and letter.isprintable() and letter not in ('"', "'")


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def _shown(value: object) -> str:
    """Return a value as one word, in quotation marks if it has spaces or could break the line."""
    text = str(value)
    is_word = re.fullmatch(r"[\w.:/+-]+", text)
    return text if is_word else _printable(json.dumps(text, ensure_ascii=False))


def configure_logging(
    stream: TextIO, *, level: str, log_format: Literal["text", "json"], secrets: Sequence[str]
) -> None:
    """Send this process's log to a stream.

    Libraries log from WARNING up, urllib3 from ERROR: below, they log people's words and addresses.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Formatter(as_json=log_format == "json", secrets=secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name, lowest in {"bot": level, "handlers": level, "urllib3": "ERROR"}.items():
        logging.getLogger(name).setLevel(lowest)


@contextmanager
def silenced_log() -> Iterator[None]:
    """Have nobody in this process log anything as long as the context lasts."""
    before = logging.root.manager.disable
    logging.disable()
    try:
        yield
    finally:
        logging.disable(before)
