"""Requests to the server of a chat model within a deadline; the only user of the SDK."""

import json
import logging
import random
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.clock import Clock, Deadline
from bot.errors import DeadlineError, ModelError
from bot.models.openai.refusals import (
    Change,
    Refusal,
    asked_pause_s,
    read_refusal,
    refusal_inside,
    short,
)
from bot.telemetry import OnceAMinute, log_event

if TYPE_CHECKING:
    from openai import OpenAI

    from bot.models.openai.bounded_http import BoundedClient

logger = logging.getLogger(__name__)

CALL_LIMIT_S = 20.0

_MAX_ATTEMPTS = 3
_FIRST_PAUSE_S = 0.5
_MAX_CONNECTIONS = 256


@dataclass(frozen=True, slots=True)
class ModelServer:
    """Where a model is, and the key to it; `azure_server` makes one for Azure OpenAI.

    Attributes:
        model: The model's name there; the deployment's on Azure.
        base_url: Up to and including its `/v1`; empty means OpenAI itself. With an Azure API
            version: the address of the resource.
        azure_api_version: When set, the server speaks the dated Azure API of this version.
    """

    model: str
    api_key: str = field(repr=False)
    base_url: str = ""
    azure_api_version: str = ""


def azure_server(
    endpoint: str, api_key: str, deployment: str, api_version: str = ""
) -> ModelServer:
    """Return the server of an Azure OpenAI resource: its v1 API, or the dated one of a version.

    The endpoint may carry a path of the API already, as in the addresses that Azure's portal
    shows.
    """
    resource = re.sub(r"/(openai|models)(/.*)?$", "", endpoint).rstrip("/")
    base_url = resource if api_version else f"{resource}/openai/v1/"
    return ModelServer(deployment, api_key, base_url, api_version)


class OpenAIClient:
    """One client of one server, which all threads share.

    It remembers what the server wants different in requests: see `refusals.Change` beside this
    module. The SDK takes half a second to import, so that it waits for the first use or `warm_up`.
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

    def post(self, path: str, body: Mapping[str, Any], deadline: Deadline) -> dict[str, Any]:
        """Return the JSON object of a successful answer.

        Everything together takes `call_limit_s` at most: three attempts, the pauses that the server
        asks for, connecting, and however slowly an answer drips in.

        Raises:
            ContentFilterError: The service's content filter refused.
            ContextTooLongError: The conversation is longer than the model reads.
            BadRequestError: The server can't take the conversation as it is.
            ModelError: The server can't be reached, refuses, or answers no JSON object.
            DeadlineError: The deadline passed first.
        """
        limit = deadline.within(self._call_limit_s)
        attempt = 1
        while True:
            deadline.check("the chat model")
            changes = self._changes
            answer = self._attempt(path, _changed(body, changes), limit, deadline)
            if isinstance(answer, dict):
                return answer
            if self._learn(answer, _changed(body, changes), changes):
                continue
            deadline.check("the chat model")
            pause_s = answer.pause_s
            if pause_s is None:
                pause_s = _FIRST_PAUSE_S * 2 ** (attempt - 1) * (1 - self._jitter() / 4)
            is_last = attempt == _MAX_ATTEMPTS or pause_s >= limit.left_s()
            if is_last or not answer.may_pass:
                raise answer.error from answer.cause
            if self._may_complain():
                reason = str(answer.error)
                log_event(logger, logging.WARNING, "model.retry", attempt=attempt, reason=reason)
            self._sleep(pause_s)
            attempt += 1

    def _attempt(
        self, path: str, body: Mapping[str, Any], limit: Deadline, deadline: Deadline
    ) -> "dict[str, Any] | _Failure":
        """Send one request; return the JSON object of a success."""
        sdk = self._ready_sdk()
        import httpx2  # noqa: PLC0415 - openai brings it
        import openai  # noqa: PLC0415 - takes half a second

        try:
            # The typed method walks through the whole conversation once more, which costs more
            # time than everything else here.
            response = sdk.post(
                path,
                cast_to=httpx2.Response,
                body=body,
                # 0 would be "don't wait at all", whose error says nothing of time.
                options={"timeout": max(limit.left_s(), 0.001)},
            )
        except openai.APIStatusError as error:
            refusal = read_refusal(error.status_code, error.response.content)
            pause_s = asked_pause_s(error.response.headers, self._clock.now())
            return self._failure(refusal, error, pause_s)
        except openai.APITimeoutError as error:
            if deadline.ends_at_s <= limit.ends_at_s:
                raise DeadlineError("no time is left for the chat model") from error
            message = f"the chat model gave no answer within {self._call_limit_s:g} s"
            raise ModelError(message) from error
        except (openai.APIConnectionError, RuntimeError) as error:
            # A RuntimeError: another thread has just closed this clogged client.
            reason = self._short(f"{error} {error.__cause__ or ''}")
            message = f"the chat model can't be reached: {reason}"
            return _Failure(ModelError(message), error, may_pass=True)
        except (openai.OpenAIError, httpx2.InvalidURL, ValueError, TypeError) as error:
            message = f"the chat model's SDK refused: {self._short(str(error))}"
            return _Failure(ModelError(message), error)
        return self._read(response.content)

    def _read(self, content: bytes) -> "dict[str, Any] | _Failure":
        """Read a success, which can be anything: an HTML page, broken JSON, an error after all."""
        try:
            data = json.loads(content)
        except (ValueError, RecursionError) as error:
            return _Failure(self._no_turn(content), error)
        if not isinstance(data, dict):
            return _Failure(self._no_turn(content))
        refusal = refusal_inside(data)
        return self._failure(refusal) if refusal else data

    def _failure(
        self, refusal: Refusal, cause: Exception | None = None, pause_s: float | None = None
    ) -> "_Failure":
        error = refusal.error(self._server.api_key)
        pause_s = refusal.pause_s if pause_s is None else pause_s
        return _Failure(error, cause, refusal.may_pass, pause_s, refusal)

    def _no_turn(self, content: bytes) -> ModelError:
        start = self._short(content[:80].decode(errors="replace"))
        return ModelError(f"the chat model answered with no JSON object: {start!r}")

    def _learn(
        self, failure: "_Failure", sent: Mapping[str, Any], changes: tuple[Change, ...]
    ) -> bool:
        """Remember what this server wants different; return whether to send again at once."""
        change = failure.refusal.change(sent) if failure.refusal else None
        if change is None or change in changes:
            return False
        with self._lock:
            if change not in self._changes:
                self._changes = (*self._changes, change)
                fields = {"action": change.action, "parameter": change.name}
                log_event(logger, logging.WARNING, "model.adapted", **fields)
        return True

    def _ready_sdk(self) -> "OpenAI":
        with self._lock:
            if self._sdk and self._sdk[1].is_clogged:
                # What others have under way in it fails and is tried again.
                self._sdk[1].close()
                self._sdk = None
            if self._sdk is None:
                self._sdk = _build_sdk(self._server)
            return self._sdk[0]

    def _short(self, text: str) -> str:
        return short(text, self._server.api_key)


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why an attempt gave nothing; `pause_s` is how long the server asks to be left alone."""

    error: ModelError
    cause: Exception | None = None
    may_pass: bool = False
    pause_s: float | None = None
    refusal: Refusal | None = None


def _changed(body: Mapping[str, Any], changes: tuple[Change, ...]) -> Mapping[str, Any]:
    for change in changes:
        body = change.apply(body)
    return body


def _build_sdk(server: ModelServer) -> "tuple[OpenAI, BoundedClient]":
    """Return the SDK's client, which knows what the settings say and nothing else."""
    from httpx2 import Limits  # noqa: PLC0415 - openai brings it
    from openai import AzureOpenAI, OpenAI  # noqa: PLC0415 - takes half a second

    from bot.models.openai.bounded_http import BoundedClient  # noqa: PLC0415 - imports httpx2

    http = BoundedClient(Limits(max_connections=None, max_keepalive_connections=_MAX_CONNECTIONS))
    api_key = server.api_key or "none"
    sdk: OpenAI
    if server.azure_api_version:
        sdk = AzureOpenAI(
            azure_endpoint=server.base_url,
            api_version=server.azure_api_version,
            api_key=api_key,
            max_retries=0,
            http_client=http,
        )
    else:
        base_url = server.base_url or "https://api.openai.com/v1"
        sdk = OpenAI(base_url=base_url, api_key=api_key, max_retries=0, http_client=http)
    # The SDK fills these from environment variables of its own.
    sdk.organization = sdk.project = sdk.admin_api_key = sdk.webhook_secret = None
    sdk._custom_headers = {}  # noqa: SLF001 - OPENAI_CUSTOM_HEADERS has no public switch
    return sdk, http
