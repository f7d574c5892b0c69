"""The Responses API as it is written and read, against a server that keeps its rules."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from fakes.chat_model import FakeChatModel, text_turn, tool_turn
from fakes.clock import FakeTime
from fakes.model_bench import ASKER, KEY, QUESTION, TOOLS, DeclaredTool, Stage, open_stage
from fakes.serving import serve

from bot.errors import ModelError
from bot.messages import Message, ToolCall
from bot.models import Completion
from bot.models.openai_responses import OpenAIResponses
from bot.openai_client import OpenAIClient, azure_server


@pytest.fixture(scope="module", name="stage")
def _stage() -> Iterator[Stage]:
    """Yield a stage for all tests here."""
    with open_stage(OpenAIResponses) as stage:
        yield stage


def test_words_come_back_with_their_token_counts(stage: Stage) -> None:
    """Reasoning and other items that come with them are passed over."""
    b = stage.open_bench(text_turn("Sunny.", prompt_tokens=7, completion_tokens=3))

    assert b.ask() == Completion("Sunny.", prompt_tokens=7, completion_tokens=3)


def test_tool_calls_come_back_as_they_are_in_order(stage: Stage) -> None:
    """A call is known by its call_id; one of another type is not offered and not answered."""
    turn = tool_turn(
        ("get_weather", {"place": "Oslo"}),
        ("get_weather", '{"place": "Ber'),
        {"id": "x", "type": "custom", "custom": {"name": "shell", "input": "ls"}},
        {"id": "y", "type": "function", "function": {"name": "f", "arguments": {"a": 1}}},
        {"id": None, "type": "function", "function": {"name": "g", "arguments": None}},
        content="One moment.",
    )

    completion = stage.open_bench(turn).ask()

    assert completion.content == "One moment."
    assert completion.tool_calls == (
        ToolCall("call_1", "get_weather", '{"place": "Oslo"}'),
        ToolCall("call_2", "get_weather", '{"place": "Ber'),
        ToolCall("y", "f", '{"a": 1}'),
        ToolCall("", "g", ""),
    )


def test_a_whole_conversation_is_written_in_the_api_s_shape(stage: Stage) -> None:
    """Words, calls and results are items; the server is asked to keep nothing."""
    call = ToolCall("call_1", "get_weather", '{"place":"Oslo"}')
    messages = (
        *QUESTION,
        Message("assistant", "One moment.", (call,)),
        Message("tool", '{"temperature":"3 °C"}', tool_call_id="call_1"),
        Message("assistant", "3 °C in Oslo."),
        Message("user", "Thanks"),
    )

    b = stage.open_bench(text_turn("You're welcome."))
    b.ask(messages)

    body = b.fake.requests[0].body
    assert body.keys() == {"model", "input", "tools", "store"}
    assert (body["model"], body["store"]) == ("fake-model", False)
    assert body["tools"] == [
        {
            "type": "function",
            "name": "get_weather",
            "description": "Current weather",
            "parameters": {"type": "object"},
            "strict": False,
        }
    ]
    assert body["input"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Weather in Oslo?"},
        {"role": "assistant", "content": "One moment."},
        {
            "type": "function_call",
            "call_id": "call_1",
            "name": "get_weather",
            "arguments": '{"place":"Oslo"}',
        },
        {
            "type": "function_call_output",
            "call_id": "call_1",
            "output": '{"temperature":"3 °C"}',
        },
        {"role": "assistant", "content": "3 °C in Oslo."},
        {"role": "user", "content": "Thanks"},
    ]


def test_words_are_asked_for_when_no_tool_may_be_called(stage: Stage) -> None:
    """The tools stay declared, since the conversation may hold calls."""
    b = stage.open_bench()

    assert b.ask(may_call_tools=False).content == "Words without a tool."
    assert b.fake.requests[0].body["tool_choice"] == "none"
    assert "tools" in b.fake.requests[0].body


def test_without_tools_nothing_is_said_about_them(stage: Stage) -> None:
    """A tool_choice without tools is refused."""
    b = stage.open_bench(text_turn("Hello."))
    b.model.complete(QUESTION, (), ASKER, b.deadline, may_call_tools=False)

    assert b.fake.requests[0].body.keys() == {"model", "input", "store"}


def test_a_refusal_counts_as_words(stage: Stage) -> None:
    """The person reads why the model would not answer."""
    turn = text_turn(None)
    turn["choices"][0]["message"]["refusal"] = "I can't help with that."

    assert stage.open_bench(turn).ask().content == "I can't help with that."


@pytest.mark.parametrize(
    ("api_version", "path", "header"),
    [
        ("", "/openai/v1/responses", "authorization"),
        ("2025-04-01-preview", "/openai/responses", "api-key"),
    ],
)
def test_azure_is_asked_by_its_own_address(api_version: str, path: str, header: str) -> None:
    """The dated API has no deployment in the path here, only a version in the query."""
    fake = FakeChatModel([text_turn("Hello.")])
    clock = FakeTime().clock

    with serve(fake.app) as url:
        server = azure_server(url, KEY, "my-deployment", api_version)
        with closing(OpenAIClient(server, clock)) as client:
            model = OpenAIResponses(client)
            model.complete(QUESTION, TOOLS, ASKER, clock.deadline(10))

    (request,) = fake.requests
    assert (request.path, request.body["model"]) == (path, "my-deployment")
    assert request.query == ({"api-version": api_version} if api_version else {})
    assert KEY in request.headers[header]
    assert model.name == "my-deployment"


CALLED = Message("assistant", "", (ToolCall("call_1", "get_weather", "{}"),))
BAD_NAME = Message("assistant", "", (ToolCall("a", "f.g", "{}"),))


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        ((*QUESTION, CALLED), "No tool output found for function call call_1"),
        (
            (*QUESTION, Message("tool", "{}", (), "call_1")),
            "No tool call found for function call output with call_id call_1",
        ),
        ((*QUESTION, BAD_NAME), "does not match pattern"),
    ],
)
def test_a_conversation_whose_pairing_is_broken_is_refused(
    messages: tuple[Message, ...], said: str, stage: Stage
) -> None:
    """The API's own rules hold in tests, so that the agent can't break them unseen."""
    b = stage.open_bench()

    with pytest.raises(ModelError, match=said):
        b.ask(messages)

    assert len(b.fake.requests) == 1


def test_a_description_that_is_too_long_is_refused(stage: Stage) -> None:
    """The limit is the same as for chat completions."""
    b = stage.open_bench()
    tool = DeclaredTool(description="x" * 1025)

    with pytest.raises(ModelError, match="maximum length 1024"):
        b.model.complete(QUESTION, (tool,), ASKER, b.deadline)
