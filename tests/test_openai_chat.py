"""The chat completions client, against a server that keeps the API's rules."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

import pytest
from fakes.chat_model import FakeChatModel, Fault, Turn, error_fault, text_turn, tool_turn
from fakes.clock import FakeTime
from fakes.serving import serve
from starlette.types import Receive, Scope, Send

from bot.clock import Deadline, system_clock
from bot.errors import DeadlineError, ModelError
from bot.messages import Asker, Message, ToolCall
from bot.models import Completion
from bot.models.openai_chat import ModelServer, OpenAIChat, azure_server
from bot.reports import Outcome, Query

ASKER = Asker(datetime(2026, 11, 23, 11, 0, tzinfo=UTC))
QUESTION = (Message("system", "Be brief."), Message("user", "Weather in Oslo?"))


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


@dataclass
class Bench:
    """A client at a fake server, with the pauses that it took."""

    fake: FakeChatModel
    model: OpenAIChat
    time: FakeTime
    deadline: Deadline
    pauses_s: list[float] = field(default_factory=list)

    def ask(self, messages: Sequence[Message] = QUESTION, **options: bool) -> Completion:
        """Return the model's next turn."""
        return self.model.complete(messages, TOOLS, ASKER, self.deadline, **options)


class Stage:
    """One server and one client for all tests here; they play the bench that is on."""

    def __init__(self) -> None:
        self.bench: Bench | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the fake answer."""
        assert self.bench
        await self.bench.fake.app(scope, receive, send)

    def sleep(self, pause_s: float) -> None:
        """Let the time of a pause pass at once."""
        assert self.bench
        self.bench.pauses_s.append(pause_s)
        self.bench.time.pass_s(pause_s)


@pytest.fixture(scope="module")
def stage() -> Iterator[tuple[Stage, OpenAIChat]]:
    """Yield the stage and the client in front of it."""
    stage = Stage()
    with serve(stage) as url:
        server = ModelServer("fake-model", "test-key", f"{url}/v1")
        yield stage, OpenAIChat(server, sleep=stage.sleep, jitter=lambda: 0.0)


class OpenBench(Protocol):
    """Puts turns on the stage, on a clock that only the client's own pauses move."""

    def __call__(self, *turns: Turn, key: str = "test-key", seconds: float = 60.0) -> Bench:
        """Return the bench; `key` is the one that the server takes."""
        ...


@pytest.fixture
def bench(stage: tuple[Stage, OpenAIChat]) -> OpenBench:
    """Return what opens a bench."""

    def open_bench(*turns: Turn, key: str = "test-key", seconds: float = 60.0) -> Bench:
        fake, time = FakeChatModel(turns, key=key), FakeTime()
        stage[0].bench = Bench(fake, stage[1], time, time.clock.deadline(seconds))
        return stage[0].bench

    return open_bench


def test_words_come_back_with_their_token_counts(bench: OpenBench) -> None:
    """The server's usage figures are kept."""
    b = bench(text_turn("Sunny.", prompt_tokens=7, completion_tokens=3))
    completion = b.ask()

    assert completion == Completion("Sunny.", (), 7, 3)


def test_tool_calls_come_back_as_they_are_in_order(bench: OpenBench) -> None:
    """Broken arguments are the batch's business, not the client's."""
    turn = tool_turn(
        ("get_weather", {"place": "Oslo"}),
        ("get_weather", '{"place": "Ber'),
        {"id": "x", "type": "custom", "custom": {"name": "shell", "input": "ls"}},
        {"id": "y", "type": "function", "function": {"name": "f", "arguments": {"a": 1}}},
        {"id": None, "type": "function", "function": {"name": "g", "arguments": None}},
    )

    b = bench(turn)
    completion = b.ask()

    assert completion.content == ""
    assert completion.tool_calls == (
        ToolCall("call_1", "get_weather", '{"place": "Oslo"}'),
        ToolCall("call_2", "get_weather", '{"place": "Ber'),
        ToolCall("y", "f", '{"a": 1}'),
        ToolCall("", "g", ""),
    )


def test_a_whole_conversation_is_written_in_the_api_s_shape(bench: OpenBench) -> None:
    """Calls, results and earlier answers are all sent, and nothing that a model may refuse."""
    call = ToolCall("call_1", "get_weather", '{"place":"Oslo"}')
    messages = (
        *QUESTION,
        Message("assistant", "", (call,)),
        Message("tool", '{"temperature":"3 °C"}', tool_call_id="call_1"),
        Message("assistant", "3 °C in Oslo."),
        Message("user", "Thanks"),
    )

    b = bench(text_turn("You're welcome."))
    b.ask(messages)

    body = b.fake.requests[0].body
    assert body.keys() == {"model", "messages", "tools"}
    assert body["model"] == "fake-model"
    assert body["tools"] == [
        {
            "type": "function",
            "function": {
                "name": "get_weather",
                "description": "Current weather",
                "parameters": {"type": "object"},
            },
        }
    ]
    assert body["messages"][2]["content"] is None
    assert body["messages"][2]["tool_calls"][0]["function"]["arguments"] == '{"place":"Oslo"}'
    assert body["messages"][3] == {
        "role": "tool",
        "tool_call_id": "call_1",
        "content": '{"temperature":"3 °C"}',
    }
    assert [item["role"] for item in body["messages"][4:]] == ["assistant", "user"]


def test_words_are_asked_for_when_no_tool_may_be_called(bench: OpenBench) -> None:
    """The tools stay declared, since the conversation may hold calls."""
    b = bench()
    completion = b.ask(may_call_tools=False)

    assert completion.content == "Words without a tool."
    assert b.fake.requests[0].body["tool_choice"] == "none"
    assert "tools" in b.fake.requests[0].body


def test_without_tools_nothing_is_said_about_them(bench: OpenBench) -> None:
    """The API refuses a tool_choice without tools."""
    b = bench(text_turn("Hello."))
    b.model.complete(QUESTION, (), ASKER, b.deadline, may_call_tools=False)

    assert b.fake.requests[0].body.keys() == {"model", "messages"}


@pytest.mark.parametrize("ending", ["", "/", "/openai", "/openai/v1", "/openai/v1/"])
def test_an_azure_endpoint_may_be_written_in_every_usual_way(ending: str) -> None:
    """The v1 API is at the same place whatever the endpoint ends with."""
    fake = FakeChatModel([text_turn("Hello.")])

    with serve(fake.app) as url:
        model = OpenAIChat(azure_server(url + ending, "test-key", "my-deployment"))
        model.complete(QUESTION, TOOLS, ASKER, system_clock().deadline(10))

    assert fake.requests[0].path == "/openai/v1/chat/completions"
    assert fake.requests[0].query == {}
    assert fake.requests[0].body["model"] == "my-deployment"
    assert model.name == "my-deployment"


def test_a_version_selects_the_dated_azure_api() -> None:
    """The deployment is in the path, the version in the query, the key in its own header."""
    fake = FakeChatModel([text_turn("Hello.")])

    with serve(fake.app) as url:
        server = azure_server(f"{url}/openai/v1/", "test-key", "my-deployment", "2024-10-21")
        OpenAIChat(server).complete(QUESTION, TOOLS, ASKER, system_clock().deadline(10))

    request = fake.requests[0]
    assert request.path == "/openai/deployments/my-deployment/chat/completions"
    assert request.query == {"api-version": "2024-10-21"}
    assert request.headers["api-key"] == "test-key"
    assert "authorization" not in request.headers


@pytest.mark.parametrize("api_version", ["", "2024-10-21"])
def test_the_sdk_s_own_environment_variables_do_not_leak_in(
    api_version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what the settings say reaches the server."""
    for name in ("ORG_ID", "PROJECT_ID", "ADMIN_KEY", "WEBHOOK_SECRET"):
        monkeypatch.setenv(f"OPENAI_{name}", "leaked")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/leaked")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Extra: leaked\nAuthorization: Bearer leaked")
    monkeypatch.setenv("AZURE_OPENAI_AD_TOKEN", "leaked")
    monkeypatch.setenv("OPENAI_API_VERSION", "leaked")
    fake = FakeChatModel([text_turn("Hello.")])

    with serve(fake.app) as url:
        server = azure_server(url, "test-key", "my-deployment", api_version)
        OpenAIChat(server).complete(QUESTION, TOOLS, ASKER, system_clock().deadline(10))

    sent = fake.requests[0]
    assert "leaked" not in repr((sent.headers, sent.query, sent.path, sent.body))


def test_openai_itself_is_the_default_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address in the SDK's own variable changes nothing; warming up sends nothing."""
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/leaked")
    model = OpenAIChat(ModelServer("gpt", "test-key"))

    model.warm_up()

    assert model._client is not None
    assert str(model._client.base_url) == "https://api.openai.com/v1/"


def test_a_server_without_a_key_can_be_asked() -> None:
    """Servers at home often have none."""
    fake = FakeChatModel([text_turn("Hello.")], key="none")

    with serve(fake.app) as url:
        model = OpenAIChat(ModelServer("llama", "", f"{url}/v1"))
        completion = model.complete(QUESTION, TOOLS, ASKER, system_clock().deadline(10))

    assert completion.content == "Hello."


def test_the_key_is_not_shown() -> None:
    """Neither the model nor its server prints it."""
    server = azure_server("https://example.openai.azure.com", "secret-key", "chat")

    assert "secret-key" not in f"{server!r} {OpenAIChat(server)!r}"


@pytest.mark.parametrize("status", [408, 409, 429, 500, 503])
def test_a_passing_failure_is_tried_again(bench: OpenBench, status: int) -> None:
    """The second attempt's answer counts."""
    b = bench(error_fault(status), text_turn("Sunny."))
    completion = b.ask()

    assert completion.content == "Sunny."
    assert b.pauses_s == [0.5]


def test_a_cut_connection_is_tried_again(bench: OpenBench) -> None:
    """A connection that ends in the middle of the body is a passing failure."""
    b = bench(Fault(closes=True), text_turn("Sunny."))
    completion = b.ask()

    assert completion.content == "Sunny."
    assert len(b.fake.requests) == 2


def test_the_third_failure_is_final(bench: OpenBench) -> None:
    """The pauses grow, and the operator reads status, code and text."""
    faults = [error_fault(503, f"busy {number}", "overloaded") for number in range(3)]

    b = bench(*faults)

    with pytest.raises(ModelError, match=r"503.*overloaded.*busy 2"):
        b.ask()

    assert len(b.fake.requests) == 3
    assert b.pauses_s == [0.5, 1.0]


@pytest.mark.parametrize(
    ("header", "pause_s"),
    [
        ({"retry_after": "7"}, 7.0),
        ({"retry_after_ms": "250", "retry_after": "60"}, 0.25),
        ({"retry_after": "-3"}, 0.0),
        ({"retry_after": "soon"}, 0.5),
        ({"retry_after": "nan"}, 0.5),
    ],
)
def test_the_server_says_how_long_to_wait(
    bench: OpenBench, header: dict[str, str], pause_s: float
) -> None:
    """Milliseconds come before seconds; what can't be read leaves the usual pause."""
    b = bench(error_fault(429, **header), text_turn("Sunny."))
    completion = b.ask()

    assert completion.content == "Sunny."
    assert b.pauses_s == [pause_s]


def test_a_wait_longer_than_the_time_left_is_not_begun(bench: OpenBench) -> None:
    """The time that is left serves another model better."""
    b = bench(error_fault(429, retry_after="45"), seconds=30)

    with pytest.raises(ModelError):
        b.ask()

    assert b.pauses_s == []
    assert b.deadline.left_s() == 30


def test_a_final_refusal_is_not_tried_again(bench: OpenBench) -> None:
    """A wrong request stays wrong; the API's words are kept."""
    fault = error_fault(400, "The prompt was filtered.", "content_filter")

    b = bench(fault)

    with pytest.raises(ModelError, match=r"400.*content_filter.*was filtered"):
        b.ask()

    assert len(b.fake.requests) == 1


def test_an_error_stays_short(bench: OpenBench) -> None:
    """Pages in place of an answer are cut."""
    b = bench(error_fault(400, "Wrong\n" + "<p>" * 1000))

    with pytest.raises(ModelError) as caught:
        b.ask()

    assert len(str(caught.value)) < 300
    assert "\n" not in str(caught.value)


def test_a_wrong_key_is_a_model_error(bench: OpenBench) -> None:
    """The operator reads the status; nothing is tried again."""
    b = bench(key="secret-key")

    with pytest.raises(ModelError, match="401"):
        b.ask()

    assert len(b.fake.requests) == 1


def test_an_echoed_key_is_blotted_out(bench: OpenBench) -> None:
    """Whatever the server writes, the key is not in the log."""
    b = bench(error_fault(400, "no test-key here"))

    with pytest.raises(ModelError) as caught:
        b.ask()

    assert "test-key" not in str(caught.value)
    assert "***" in str(caught.value)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(body="<html>Sign in</html>", content_type="text/html"),
        Fault(body='{"choices": ['),
        Fault(body="[" * 100_000),
        Fault(body="[]"),
        Fault(body="null"),
        Fault(body=""),
        Fault(body='{"choices": []}'),
        Fault(body='{"choices": [null]}'),
        Fault(body='{"choices": [{"message": "hi"}]}'),
        Fault(body='{"choices": [{"message": {"content": 5}}]}'),
        Fault(body='{"choices": [{"message": {"tool_calls": [{"id": "a"}]}}]}'),
        text_turn(""),
        text_turn("  "),
        tool_turn({"id": "x", "type": "custom", "custom": {"name": "shell", "input": "ls"}}),
    ],
)
def test_a_success_without_a_completion_is_a_model_error(bench: OpenBench, fault: Turn) -> None:
    """Nothing that a server writes gets out in another form."""
    b = bench(fault)

    with pytest.raises(ModelError):
        b.ask()


def test_a_refusal_counts_as_words(bench: OpenBench) -> None:
    """The person reads why the model would not answer."""
    turn = text_turn("")
    turn["choices"][0]["message"] |= {"content": None, "refusal": "I can't help with that."}

    b = bench(turn)
    completion = b.ask()

    assert completion.content == "I can't help with that."


def test_a_server_that_is_not_there_is_a_model_error(unused_port: int) -> None:
    """After three attempts the log says that the connection failed."""
    pauses_s = list[float]()
    server = ModelServer("fake-model", "test-key", f"http://127.0.0.1:{unused_port}/v1")
    model = OpenAIChat(server, sleep=pauses_s.append, jitter=lambda: 1.0)

    with pytest.raises(ModelError, match="can't be reached"):
        model.complete(QUESTION, TOOLS, ASKER, system_clock().deadline(10))

    assert pauses_s == [0.375, 0.75]


def test_no_request_is_made_when_the_time_is_over(bench: OpenBench) -> None:
    """The deadline is checked before the network."""
    b = bench(seconds=0)

    with pytest.raises(DeadlineError):
        b.ask()

    assert b.fake.requests == []


def test_an_answer_that_takes_too_long_ends_with_the_deadline() -> None:
    """A silent server is left when the time is over."""
    gate = threading.Event()
    fake = FakeChatModel(gate=gate)

    with serve(fake.app) as url:
        model = OpenAIChat(ModelServer("fake-model", "test-key", f"{url}/v1"))
        with pytest.raises(DeadlineError):
            model.complete(QUESTION, TOOLS, ASKER, system_clock().deadline(0.3))
        gate.set()

    assert len(fake.requests) == 1


def test_a_problem_inside_the_sdk_is_a_model_error(bench: OpenBench) -> None:
    """A conversation that can't be encoded fails in the one form the agent knows."""
    b = bench()

    with pytest.raises(ModelError):
        b.ask((Message("user", "\ud800"),))

    assert b.fake.requests == []


def test_many_threads_share_one_client() -> None:
    """Every thread gets the answer to its own question."""

    def echo(request: Any) -> Turn:
        return text_turn(request.messages[-1]["content"])

    fake = FakeChatModel(echo)
    answers: dict[str, str] = {}

    with serve(fake.app) as url:
        model = OpenAIChat(ModelServer("fake-model", "test-key", f"{url}/v1"))

        def ask(text: str) -> None:
            deadline = system_clock().deadline(20)
            answers[text] = model.complete((Message("user", text),), (), ASKER, deadline).content

        threads = [threading.Thread(target=ask, args=(f"question {n}",)) for n in range(32)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)

    assert len(answers) == 32
    assert all(question == answer for question, answer in answers.items())


CALLED = Message("assistant", "", (ToolCall("call_1", "get_weather", "{}"),))


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        ((*QUESTION, CALLED), "did not have response messages: call_1"),
        ((*QUESTION, CALLED, *QUESTION), "did not have response messages: call_1"),
        ((*QUESTION, Message("tool", "{}", (), "call_1")), "must be a response to a preceding"),
        (
            (*QUESTION, Message("assistant", "", (ToolCall("a", "f.g", "{}"),))),
            r"does not match pattern",
        ),
        (
            (
                *QUESTION,
                Message("assistant", "", tuple(ToolCall(str(n), "f", "{}") for n in range(129))),
            ),
            "maximum length 128, but got an array with length 129",
        ),
    ],
)
def test_a_conversation_whose_pairing_is_broken_is_refused(
    messages: tuple[Message, ...], said: str, bench: OpenBench
) -> None:
    """The API's own rules hold in tests, so that the agent can't break them unseen."""
    b = bench()

    with pytest.raises(ModelError, match=said):
        b.ask(messages)

    assert len(b.fake.requests) == 1


def test_a_description_that_is_too_long_is_refused(bench: OpenBench) -> None:
    """Azure takes 1,024 characters."""
    b = bench()
    tool = DeclaredTool(description="x" * 1025)

    with pytest.raises(ModelError, match="maximum length 1024"):
        b.model.complete(QUESTION, (tool,), ASKER, b.deadline)
