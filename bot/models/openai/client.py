"""Requests to the server of a chat model within a deadline; the only user of the SDK."""

import logging
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.clock import Clock, Deadline
from bot.errors import BadRequestError, DeadlineError, ModelError, SettingsError
from bot.models.openai.changes import Change
from bot.models.openai.pauses import pause_in_headers_s, pause_until_reset_s
from bot.models.openai.refusals import Refusal, read_refusal, refusal_inside, short
from bot.models.openai.remedies import remedies
from bot.models.openai.server import ModelServer
from bot.telemetry import OnceAMinute, log_event
from bot.untrusted import read_json

if TYPE_CHECKING:
    from openai import OpenAI

    from bot.models.openai.bounded_http import BoundedClient

logger = logging.getLogger(__name__)

CALL_LIMIT_S = 20.0

_MAX_ATTEMPTS = 3
_FIRST_PAUSE_S = 0.5
_TOO_MANY = 429
_BREAKDOWN = 500


class OpenAIClient:
    """A client of one server; safe to share between threads.

    The client remembers the changes that the server needs in every request: see `Change`. The SDK
    takes half a second to import, so that it is imported at the first use or by `warm_up`.
    """

    def __init__(
        self,
        server: ModelServer,
        clock: Clock,
        *,
        call_limit_s: float = CALL_LIMIT_S,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._server = server
        self._clock = clock
        self._call_limit_s = call_limit_s
        self._sleep = sleep
        self._jitter = jitter
        self._may_complain = OnceAMinute(clock)
        self._lock = threading.Lock()
        self._sdk: tuple[OpenAI, BoundedClient] | None = None
        self._changes: tuple[Change, ...] = ()

    def __repr__(self) -> str:
        return f"OpenAIClient({self._server!r})"

    @property
    def name(self) -> str:
        """The model's name, or the deployment's."""
        return self._server.model

    def warm_up(self) -> None:
        """Import the SDK and build its client, without a request."""
        self._ready_sdk()

    def close(self) -> None:
        """Close all connections; a later request opens new ones."""
        with self._lock:
            if self._sdk:
                self._sdk[1].close()
            self._sdk = None

    def post(
        self,
        path: str,
        body: Mapping[str, Any],
        deadline: Deadline,
        problem_of: Callable[[Mapping[str, Any]], str] = lambda _: "",
    ) -> dict[str, Any]:
        """Return the JSON object of a successful answer.

        Up to three attempts, with the pauses between them, take `call_limit_s` seconds at most.
        `problem_of` returns the reason why an answer is of no use, or an empty text; such an
        answer is asked for again, and returned if it was the last attempt.

        Raises:
            ContentFilterError: The service's content filter refused.
            ContextTooLongError: The conversation is longer than the model reads.
            BadRequestError: The server can't take the conversation as it is.
            ModelError: The server can't be reached, refuses, or answers no JSON object.
            DeadlineError: The deadline passed first.
        """
        limit = deadline.within(self._call_limit_s)
        changes, failures = self._changes, list[_Failure]()
        while True:
            deadline.check("the chat model")
            sent = _changed(body, changes)
            answer = self._attempt(path, sent, limit, deadline)
            if isinstance(answer, dict):
                problem = problem_of(answer)
                if not problem:
                    self._remember(changes)
                    return answer
                failure = _Failure(ModelError(problem), may_pass=True, answer=answer)
            elif change := _helpful(answer, sent, changes):
                changes = (*changes, change)
                continue
            else:
                failure = answer
            failures.append(failure)
            deadline.check("the chat model")
            pause_s = self._pause_s(failure, len(failures))
            is_last = len(failures) == _MAX_ATTEMPTS or pause_s >= limit.left_s()
            if is_last or not failure.may_pass:
                return _outcome(failures)
            self._complain(failure, len(failures))
            self._sleep(pause_s)

    def _pause_s(self, failure: "_Failure", attempt: int) -> float:
        if failure.pause_s is not None:
            return failure.pause_s
        doubled_s: float = _FIRST_PAUSE_S * 2 ** (attempt - 1)
        return doubled_s * (1 - self._jitter() / 4)

    def _complain(self, failure: "_Failure", attempt: int) -> None:
        if self._may_complain():
            reason = str(failure.error)
            log_event(logger, logging.WARNING, "model.retry", attempt=attempt, reason=reason)

    def _attempt(
        self, path: str, body: Mapping[str, Any], limit: Deadline, deadline: Deadline
    ) -> "dict[str, Any] | _Failure":
        """Send one request; return the JSON object of a success, or else the failure."""
        import httpx2  # noqa: PLC0415 - openai brings it
        import openai  # noqa: PLC0415 - takes half a second

        try:
            sdk = self._ready_sdk()
            # The SDK's typed method walks through the whole conversation once more, which takes
            # longer than everything else here.
            response = sdk.post(
                path,
                cast_to=httpx2.Response,
                body=body,
                # A timeout of 0 would mean "don't wait", and fail with an error of another type.
                # Without a key the SDK would draw one, which it does not send.
                options={"timeout": max(limit.left_s(), 0.001), "idempotency_key": ""},
            )
        except openai.APIStatusError as error:
            refusal = read_refusal(error.status_code, error.response.content)
            return self._failure(refusal, error, self._asked_s(refusal, error.response.headers))
        except openai.APITimeoutError as error:
            if deadline.ends_at_s <= limit.ends_at_s:
                raise DeadlineError("no time is left for the chat model") from error
            message = f"the chat model gave no answer within {self._call_limit_s:g} s"
            raise ModelError(message) from error
        except (openai.APIConnectionError, RuntimeError) as error:
            # A RuntimeError means that another thread has just closed the client.
            reason = self._short(f"{error} {error.__cause__ or ''}")
            message = f"the chat model can't be reached: {reason}"
            return _Failure(ModelError(message, self._server.advice(0)), error, may_pass=True)
        except (openai.OpenAIError, httpx2.InvalidURL, ValueError, TypeError) as error:
            message = f"the chat model's SDK refused: {self._short(str(error))}"
            return _Failure(ModelError(message), error)
        except SettingsError as error:  # no token was to be had, or certificates are gone
            return _Failure(ModelError(str(error)), error)
        return self._read(response.content)

    def _read(self, content: bytes) -> "dict[str, Any] | _Failure":
        """Return the JSON object of an answer with status 200, or else a failure.

        The body can be anything: an HTML page, broken JSON, an error after all.
        """
        try:
            data = read_json(content)
        except (ValueError, RecursionError) as error:
            return _Failure(self._no_turn(content), error, may_pass=True)
        if not isinstance(data, dict):
            return _Failure(self._no_turn(content), may_pass=True)
        refusal = refusal_inside(data)
        return self._failure(refusal, None, refusal.pause_s) if refusal else data

    def _asked_s(self, refusal: Refusal, headers: Mapping[str, str]) -> float | None:
        """Return the seconds for which the server asks for a pause; None when it asks for none."""
        now = self._clock.now()
        pause_s = pause_in_headers_s(headers, now)
        if pause_s is None:
            pause_s = refusal.pause_s
        if pause_s is None and refusal.status == _TOO_MANY:
            # Some servers tell of limits in every answer, which says nothing of a breakdown.
            pause_s = pause_until_reset_s({**refusal.headers, **headers}, now)
        return pause_s

    def _failure(
        self, refusal: Refusal, cause: Exception | None, pause_s: float | None
    ) -> "_Failure":
        error = refusal.error(self._server.api_key, self._server.advice(refusal.status))
        return _Failure(error, cause, refusal.may_pass, pause_s, refusal)

    def _no_turn(self, content: bytes) -> ModelError:
        start = self._short(content[:80].decode(errors="replace"))
        return ModelError(f"the chat model answered with no JSON object: {start!r}")

    def _remember(self, changes: tuple[Change, ...]) -> None:
        """Keep the changes of a successful request for all later ones."""
        with self._lock:
            for change in changes:
                if change not in self._changes:
                    self._changes = (*self._changes, change)
                    fields = {"action": change.action, "parameter": change.name}
                    log_event(logger, logging.WARNING, "model.adapted", **fields)

    def _ready_sdk(self) -> "OpenAI":
        with self._lock:
            if self._sdk is None:
                self._sdk = self._server.build_sdk()
            return self._sdk[0]

    def _short(self, text: str) -> str:
        return short(text, self._server.api_key)


@dataclass(frozen=True, slots=True)
class _Failure:
    """An attempt without a usable answer.

    Attributes:
        may_pass: Whether the same request may succeed a little later.
        pause_s: Seconds for which the server asks for a pause; None when it asks for none.
        answer: The answer that is of no use; None if the request itself failed.
    """

    error: ModelError
    cause: Exception | None = None
    may_pass: bool = False
    pause_s: float | None = None
    refusal: Refusal | None = None
    answer: dict[str, Any] | None = None


def _outcome(failures: Sequence[_Failure]) -> dict[str, Any]:
    """Return the last attempt's answer if it has one, although it is of no use.

    Raises:
        BadRequestError: Every attempt got status 500. The conversation itself may cause that, in
            the template by which the server writes it for the model.
        ModelError: The last attempt failed otherwise.
    """
    last = failures[-1]
    if last.answer is not None:
        return last.answer
    statuses = [failure.refusal.status if failure.refusal else 0 for failure in failures]
    if statuses == [_BREAKDOWN] * _MAX_ATTEMPTS and type(last.error) is ModelError:
        raise BadRequestError(str(last.error)) from last.cause
    raise last.error from last.cause


def _helpful(
    failure: _Failure, sent: Mapping[str, Any], changes: tuple[Change, ...]
) -> Change | None:
    """Return the first change that may help and has not been tried yet; None if there is none."""
    offered = remedies(failure.refusal, sent) if failure.refusal else ()
    untried = (change for change in offered if change not in changes)
    return next((change for change in untried if change.apply(sent) != sent), None)


def _changed(body: Mapping[str, Any], changes: tuple[Change, ...]) -> Mapping[str, Any]:
    for change in changes:
        body = change.apply(body)
    return body
