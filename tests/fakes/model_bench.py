"""A model adapter in front of a fake server, on a clock that only the client's pauses move."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from bot.clock import Clock, Deadline
from bot.messages import Asker, Message, ToolCall
from bot.models import Completion
from bot.models.openai import Dialect, OpenAIModel
from bot.models.openai.chat import CHAT
from bot.models.openai.client import OpenAIClient
from bot.models.openai.responses import RESPONSES
from bot.models.openai.server import ModelServer
from bot.queries import Outcome, Query
from fakes.chat_model import FakeChatModel, Turn
from fakes.clock import FakeTime
from fakes.serving import serve

ASKER = Asker(datetime(2026, 11, 23, 11, 0, tzinfo=UTC))
QUESTION = (Message("system", "Be brief."), Message("user", "Weather in Oslo?"))
CALLED = Message("assistant", "", (ToolCall("call_1", "get_weather", '{"place":"Oslo"}'),))
RESULT = Message("tool", '{"temperature":"3 °C"}', tool_call_id="call_1")
KEY = "test-key"

DIALECTS = {"chat": CHAT, "responses": RESPONSES}


@dataclass(frozen=True)
class DeclaredTool:
    """A tool that is only ever declared."""

    name: str = "get_weather"
    description: str = "Current weather"
    parameters: Mapping[str, Any] = field(default_factory=lambda: {"type": "object"})

    def queries(self, arguments: Mapping[str, Any], asker: Asker) -> list[Query]:
        """Never asked."""
        raise NotImplementedError

    def render(
        self, arguments: Mapping[str, Any], outcomes: Sequence[Outcome], asker: Asker
    ) -> dict[str, Any]:
        """Never asked."""
        raise NotImplementedError


TOOLS = (DeclaredTool(),)


def without_extra(calls: Sequence[ToolCall]) -> tuple[ToolCall, ...]:
    """Return calls without what their server put beside them."""
    return tuple(replace(call, extra="") for call in calls)


@dataclass
class ModelBench:
    """What plays on a stage: a server's script, and the pauses that the client took."""

    fake: FakeChatModel
    model: OpenAIModel
    client: OpenAIClient
    time: FakeTime
    deadline: Deadline
    pauses_s: list[float] = field(default_factory=list)

    def ask(self, messages: Sequence[Message] = QUESTION, **options: bool) -> Completion:
        """Return the model's next turn."""
        return self.model.complete(messages, TOOLS, ASKER, self.deadline, **options)


class Stage:
    """One server and one client, which play the bench that is on; a pause passes at once."""

    def __init__(self) -> None:
        self.client: OpenAIClient
        self.dialect: Dialect
        self.bench: ModelBench

    def open_bench(self, *turns: Turn, key: str = KEY, seconds: float = 60.0) -> ModelBench:
        """Put these turns on; `key` is the one that the server takes."""
        fake_time = FakeTime()
        self.bench = ModelBench(
            FakeChatModel(turns, key=key),
            OpenAIModel(self.client, self.dialect),
            self.client,
            fake_time,
            fake_time.clock.deadline(seconds),
        )
        return self.bench

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the fake answer."""
        await self.bench.fake.app(scope, receive, send)

    def now(self) -> datetime:
        """Return the time of the bench that is on."""
        return self.bench.time.clock.now()

    def sleep(self, pause_s: float) -> None:
        """Let the time of a pause pass at once."""
        self.bench.pauses_s.append(pause_s)
        self.bench.time.pass_s(pause_s)


@contextmanager
def open_stage(dialect: Dialect) -> Iterator[Stage]:
    """Serve a stage with a client of its own."""
    stage = Stage()
    clock = Clock(now=stage.now, monotonic=time.monotonic)
    with serve(stage) as url:
        server = ModelServer("fake-model", KEY, f"{url}/v1")
        client = OpenAIClient(server, clock, sleep=stage.sleep, jitter=lambda: 0.0)
        stage.client, stage.dialect = client, dialect
        with closing(client):
            yield stage


def stage_of(*names: str) -> Any:
    """Return the fixture of a module whose tests share one stage for each of these dialects."""

    @pytest.fixture(scope="module", params=names, name="stage")
    def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
        """Yield a stage for all tests of the module."""
        with open_stage(DIALECTS[request.param]) as opened:
            yield opened

    return stage


@contextmanager
def client_at(url: str, key: str = KEY) -> Iterator[OpenAIClient]:
    """Yield a client of a server that speaks OpenAI's API, on a clock that stands still."""
    server = ModelServer("fake-model", key, f"{url}/v1")
    client = OpenAIClient(server, FakeTime().clock, sleep=lambda _: None, jitter=lambda: 0.0)
    client.warm_up()
    with closing(client):
        yield client
