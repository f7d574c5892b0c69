"""Chat completions as they are written, against a server that keeps the API's rules."""

import pytest
from fakes.chat_model import Fault, text_turn
from fakes.model_bench import ASKER, CALLED, QUESTION, RESULT, Stage, stage_of

from bot.errors import ModelError
from bot.messages import Message, ToolCall

stage = stage_of("chat")


def test_a_whole_conversation_is_written_in_the_api_s_shape(stage: Stage) -> None:
    """Calls, results and earlier answers are all sent, and nothing that a model may refuse."""
    answered = (Message("assistant", "3 °C in Oslo."), Message("user", "Thanks"))

    b = stage.open_bench(text_turn("You're welcome."))
    b.ask((*QUESTION, CALLED, RESULT, *answered))

    function = {"name": "get_weather", "arguments": '{"place":"Oslo"}'}
    assert b.fake.requests[0].body == {
        "model": "fake-model",
        "max_completion_tokens": 16_384,
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Weather in Oslo?"},
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [{"id": "call_1", "type": "function", "function": function}],
            },
            {"role": "tool", "tool_call_id": "call_1", "content": '{"temperature":"3 °C"}'},
            {"role": "assistant", "content": "3 °C in Oslo."},
            {"role": "user", "content": "Thanks"},
        ],
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": "get_weather",
                    "description": "Current weather",
                    "parameters": {"type": "object"},
                },
            }
        ],
    }


def test_without_tools_nothing_is_said_about_them(stage: Stage) -> None:
    """The API refuses a tool_choice without tools."""
    b = stage.open_bench(text_turn("Hello."))
    b.model.complete(QUESTION, (), ASKER, b.deadline, may_call_tools=False)

    assert b.fake.requests[0].body.keys() == {"model", "max_completion_tokens", "messages"}


def test_a_message_that_a_filter_has_taken_back_is_filtered(stage: Stage) -> None:
    """There may be none at all then."""
    b = stage.open_bench(Fault(body='{"choices": [{"finish_reason": "content_filter"}]}'))

    assert b.ask().is_filtered


def test_an_object_for_all_calls_is_none(stage: Stage) -> None:
    """As whatever else is no list of them."""
    b = stage.open_bench(Fault(body='{"choices": [{"message": {"tool_calls": {"a": 1}}}]}'))

    completion = b.ask()

    assert (completion.content, completion.tool_calls) == ("", ())


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        ((*QUESTION, CALLED), "did not have response messages: call_1"),
        ((*QUESTION, CALLED, *QUESTION), "did not have response messages: call_1"),
        ((*QUESTION, RESULT), "must be a response to a preceding"),
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
