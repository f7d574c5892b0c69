"""Chat completions as they are written and read, against a server that keeps the API's rules."""

from collections.abc import Iterator

import pytest
from fakes.chat_model import text_turn, tool_turn
from fakes.model_bench import ASKER, QUESTION, DeclaredTool, Stage, open_stage

from bot.errors import ModelError
from bot.messages import Message, ToolCall
from bot.models import Completion
from bot.models.openai_chat import OpenAIChat


@pytest.fixture(scope="module", name="stage")
def _stage() -> Iterator[Stage]:
    """Yield a stage for all tests here."""
    with open_stage(OpenAIChat) as stage:
        yield stage


def test_words_come_back_with_their_token_counts(stage: Stage) -> None:
    """The server's usage figures are kept."""
    b = stage.open_bench(text_turn("Sunny.", prompt_tokens=7, completion_tokens=3))
    completion = b.ask()

    assert completion == Completion("Sunny.", prompt_tokens=7, completion_tokens=3)


def test_tool_calls_come_back_as_they_are_in_order(stage: Stage) -> None:
    """Broken arguments are the batch's business, not the client's."""
    turn = tool_turn(
        ("get_weather", {"place": "Oslo"}),
        ("get_weather", '{"place": "Ber'),
        {"id": "x", "type": "custom", "custom": {"name": "shell", "input": "ls"}},
        {"id": "y", "type": "function", "function": {"name": "f", "arguments": {"a": 1}}},
        {"id": None, "type": "function", "function": {"name": "g", "arguments": None}},
    )

    b = stage.open_bench(turn)
    completion = b.ask()

    assert completion.content == ""
    assert completion.tool_calls == (
        ToolCall("call_1", "get_weather", '{"place": "Oslo"}'),
        ToolCall("call_2", "get_weather", '{"place": "Ber'),
        ToolCall("y", "f", '{"a": 1}'),
        ToolCall("", "g", ""),
    )


def test_a_whole_conversation_is_written_in_the_api_s_shape(stage: Stage) -> None:
    """Calls, results and earlier answers are all sent, and nothing that a model may refuse."""
    call = ToolCall("call_1", "get_weather", '{"place":"Oslo"}')
    messages = (
        *QUESTION,
        Message("assistant", "", (call,)),
        Message("tool", '{"temperature":"3 °C"}', tool_call_id="call_1"),
        Message("assistant", "3 °C in Oslo."),
        Message("user", "Thanks"),
    )

    b = stage.open_bench(text_turn("You're welcome."))
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


def test_words_are_asked_for_when_no_tool_may_be_called(stage: Stage) -> None:
    """The tools stay declared, since the conversation may hold calls."""
    b = stage.open_bench()
    completion = b.ask(may_call_tools=False)

    assert completion.content == "Words without a tool."
    assert b.fake.requests[0].body["tool_choice"] == "none"
    assert "tools" in b.fake.requests[0].body


def test_without_tools_nothing_is_said_about_them(stage: Stage) -> None:
    """The API refuses a tool_choice without tools."""
    b = stage.open_bench(text_turn("Hello."))
    b.model.complete(QUESTION, (), ASKER, b.deadline, may_call_tools=False)

    assert b.fake.requests[0].body.keys() == {"model", "messages"}


def test_a_refusal_counts_as_words(stage: Stage) -> None:
    """The person reads why the model would not answer."""
    turn = text_turn("")
    turn["choices"][0]["message"] |= {"content": None, "refusal": "I can't help with that."}

    b = stage.open_bench(turn)
    completion = b.ask()

    assert completion.content == "I can't help with that."


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
    messages: tuple[Message, ...], said: str, stage: Stage
) -> None:
    """The API's own rules hold in tests, so that the agent can't break them unseen."""
    b = stage.open_bench()

    with pytest.raises(ModelError, match=said):
        b.ask(messages)

    assert len(b.fake.requests) == 1


def test_a_description_that_is_too_long_is_refused(stage: Stage) -> None:
    """Azure takes 1,024 characters."""
    b = stage.open_bench()
    tool = DeclaredTool(description="x" * 1025)

    with pytest.raises(ModelError, match="maximum length 1024"):
        b.model.complete(QUESTION, (tool,), ASKER, b.deadline)
