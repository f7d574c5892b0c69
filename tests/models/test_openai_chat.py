"""Chat completions as they are written, against a server that keeps the API's rules."""

import json
from contextlib import closing

import pytest
from fakes.chat_model import FakeChatModel, Fault, text_turn
from fakes.clock import FakeTime
from fakes.engine_thread import engine_thread
from fakes.log import captured_log
from fakes.model_bench import (
    ASKER,
    CALLED,
    KEY,
    QUESTION,
    RESULT,
    TOOLS,
    Stage,
    stage_of,
    without_extra,
)
from fakes.rows import each_row
from fakes.serving import serve

from bot.clock import system_clock
from bot.errors import ModelError
from bot.messages import Message, ToolCall
from bot.models.openai import OpenAIModel
from bot.models.openai.chat import CHAT
from bot.models.openai.client import OpenAIClient
from bot.models.openai.server import ModelServer

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
    for calls in ('{"a": 1}', '[{"type": "function", "id": "a"}]', '[{"type": "x", "name": "t"}]'):
        body = f'{{"choices": [{{"message": {{"tool_calls": {calls}}}}}]}}'

        completion = stage.open_bench(*[Fault(body=body)] * 3).ask()

        assert (completion.content, completion.tool_calls) == ("", ()), calls


@each_row(
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


ANSWER = "**Oslo**: mainly clear."


WRITTEN = '<tool_call>{"name": "get_weather", "arguments": {}}</tool_call>'


def choice(finish_reason: str, **message: object) -> dict[str, object]:
    """Return the JSON of a choice."""
    return {"finish_reason": finish_reason, "message": {"role": "assistant", **message}}


def plays(*choices: dict[str, object]) -> Fault:
    """Return a chat completion of several choices."""
    return Fault(body=json.dumps({"choices": choices}))


CALL = {
    "id": "a",
    "type": "function",
    "function": {"name": "get_weather", "arguments": '{"place":"Oslo"}'},
}


def test_all_choices_are_one_turn(stage: Stage) -> None:
    """Gateways put the words into one and the calls into another."""
    announced = choice("stop", content="I'll look that up.")
    called = choice("tool_calls", content=None, tool_calls=[CALL])
    again = choice("tool_calls", content="I'll look that up.", tool_calls=[CALL])

    completion = stage.open_bench(plays(announced, called, again)).ask()

    assert without_extra(completion.tool_calls) == (
        ToolCall("a", "get_weather", '{"place":"Oslo"}'),
    )
    assert completion.content == "I'll look that up."


def test_the_call_of_an_old_server_is_read(stage: Stage) -> None:
    """It has one, without an id."""
    body = choice("function_call", content=None, function_call=CALL["function"])

    completion = stage.open_bench(plays(body)).ask()

    assert completion.tool_calls == (ToolCall("", "get_weather", '{"place":"Oslo"}'),)


FLAT = {"id": "a", "type": "function", "name": "get_weather", "arguments": '{"place":"Oslo"}'}
USED = {"id": "a", "type": "tool_use", "name": "get_weather", "input": {"place": "Oslo"}}


@each_row("message", [{"tool_calls": [FLAT]}, {"content": [USED]}])
def test_a_call_in_another_api_s_form_is_read(stage: Stage, message: dict[str, object]) -> None:
    """Gateways pass on what the service behind them writes."""
    (call,) = stage.open_bench(plays(choice("tool_use", **message))).ask().tool_calls

    assert (call.id, call.name, json.loads(call.arguments)) == (
        *("a", "get_weather"),
        {"place": "Oslo"},
    )


def test_a_call_among_the_thoughts_is_made_where_nothing_else_is_there(stage: Stage) -> None:
    """The model has forgotten to end them, and its server has kept all of it apart."""
    thought = f"I look.\n{WRITTEN}"
    fields = {"reasoning_content": None, "reasoning": "<|im_end|>", "thinking": " \n"}
    for name, nothing in fields.items():
        alone = plays(choice("stop", content=nothing, **{name: thought}))
        beside = plays(choice("stop", content=ANSWER, **{name: thought}))

        assert [call.name for call in stage.open_bench(alone).ask().tool_calls] == ["get_weather"]
        assert stage.open_bench(beside).ask().tool_calls == ()


def test_a_turn_that_announces_calls_and_has_none_is_tried_again(stage: Stage) -> None:
    """Its server has lost them; one that says so of every answer is believed at last."""
    said = choice("tool_calls", content="I'll look that up.")
    announced = plays(said)

    for choices in ([said], said, [None, "", said]):
        lost = Fault(body=json.dumps({"choices": choices}))
        assert stage.open_bench(lost, text_turn(ANSWER)).ask().content == ANSWER
    asked_on = (CALLED, RESULT, Message("assistant", ANSWER), Message("user", "And Rome?"))
    b = stage.open_bench(announced, text_turn(ANSWER))
    assert b.ask((*QUESTION, *asked_on)).content == ANSWER
    assert stage.open_bench(*[announced] * 3).ask().content == "I'll look that up."
    half = plays(choice("error", content="Light rain and"))
    with pytest.raises(ModelError, match="in the middle: 'error'"):
        stage.open_bench(announced, half, half).ask()
    one_of_two = plays(said, choice("stop", content=ANSWER))
    assert stage.open_bench(one_of_two).ask().content == f"I'll look that up.\n\n{ANSWER}"


def test_the_operator_is_told_why_a_turn_is_tried_again() -> None:
    """By what was wrong with it; its server takes it for a success."""
    useless = {
        "the chat model's turn announces calls and has none": plays(
            choice("tool_calls", content="I'll look that up.")
        ),
        "the chat model's turn has nothing in it": text_turn(" \n"),
        "the chat model answered with no completion": Fault(body="{}"),
    }
    turns = [turn for each in useless.values() for turn in (each, text_turn(ANSWER))]
    time, fake = FakeTime(), FakeChatModel(turns, key=KEY)

    with serve(fake.app) as url, captured_log() as log:
        server = ModelServer("fake-model", KEY, f"{url}/v1")
        client = OpenAIClient(server, time.clock, sleep=time.pass_s, jitter=lambda: 0.0)
        with closing(client):
            for _ in useless:
                OpenAIModel(client, CHAT).complete(QUESTION, TOOLS, ASKER, time.clock.deadline(60))
                time.pass_s(60)

    told = [(each["attempt"], each["reason"]) for each in log.entries("model.retry")]
    assert told == [(1, reason) for reason in useless]


def test_an_answer_to_results_is_one_though_it_announces_calls(stage: Stage) -> None:
    """Servers were seen that say so of everything; so is one where no call is wanted or offered."""
    b = stage.open_bench(*[plays(choice("tool_calls", content=ANSWER))] * 3)

    assert b.ask((*QUESTION, CALLED, RESULT)).content == ANSWER
    assert b.ask(may_call_tools=False).content == ANSWER
    assert b.model.complete(QUESTION, (), ASKER, b.deadline).content == ANSWER
    assert len(b.fake.requests) == 3


def test_a_call_of_the_api_counts_before_one_among_the_words(stage: Stage) -> None:
    """The model has written down what it does."""
    both = plays(choice("tool_calls", content=WRITTEN, tool_calls=[CALL]))

    completion = stage.open_bench(both).ask()

    assert completion.content == ""
    assert without_extra(completion.tool_calls) == (
        ToolCall("a", "get_weather", '{"place":"Oslo"}'),
    )


@each_row(
    "reason",
    [
        *("error", "network_error", "sensitive", "abort", "insufficient_system_resource"),
        *("MALFORMED_FUNCTION_CALL", "SAFETY", "recitation", "cancelled"),
    ],
)
def test_a_half_turn_is_tried_again(stage: Stage, reason: str) -> None:
    """Half a sentence is never an answer, nor are half its calls made."""
    half = choice(reason, content="Light rain and", tool_calls=[CALL])
    b = stage.open_bench(plays(half), text_turn(ANSWER))

    assert b.ask().content == ANSWER


@each_row("reason", ["stop", "end_turn", "eos", "STOP", "", None])
def test_a_whole_turn_is_one_by_any_server_s_word(stage: Stage, reason: str | None) -> None:
    """Many never send one."""
    whole = {"message": {"content": ANSWER}, "finish_reason": reason}

    assert stage.open_bench(plays(whole)).ask().content == ANSWER


@pytest.mark.parametrize("reason", ["length", "max_tokens", "model_context_window_exceeded"])
def test_a_turn_that_is_too_long_is_cut_off(stage: Stage, reason: str) -> None:
    """A note says so to people."""
    completion = stage.open_bench(plays(choice(reason, content="Light rain and"))).ask()

    assert (completion.content, completion.is_cut_off) == ("Light rain and", True)


@each_row("content", [["**Oslo**: ", "mainly clear."], [ANSWER]])
def test_words_in_a_list_are_read(stage: Stage, content: list[str]) -> None:
    """As parts without a type."""
    assert stage.open_bench(plays(choice("stop", content=content))).ask().content == ANSWER


def test_words_without_end_are_read_up_to_a_limit(stage: Stage) -> None:
    """A turn has so many tokens at most; a server that sends more is out of order."""
    most, thought = "rain," * 20_000, {"reasoning": "rain," * 20_000 + WRITTEN}
    whole = stage.open_bench(plays(choice("stop", content=most))).ask()
    lost = stage.open_bench(plays(choice("length", content="", **thought))).ask()
    said = stage.open_bench(plays(choice("stop", content="rain," * 100_000))).ask()
    calls: tuple[dict[str, list[object]], ...] = (
        *({"tool_calls": [CALL] * 1_000}, {"tool_calls": [FLAT] * 1_000}),
        {"tool_calls": [FLAT], "content": [USED] * 999},
    )
    called = [stage.open_bench(plays(choice("stop", **each))).ask().tool_calls for each in calls]

    assert (whole.content, whole.is_cut_off) == (most, False)
    assert (said.content, said.is_cut_off) == (most, True)
    assert (lost.content, lost.tool_calls) == ("", ())
    assert [len(each) for each in called] == [500] * 3


def test_fields_of_a_server_s_own_go_back_where_they_came_from() -> None:
    """Unchanged, on the message, the call and its function; what is empty is left out."""
    own = {**CALL, "extra_content": {"sig": "s"}}
    own["function"] = {**CALL["function"], "thought": "t"}  # type: ignore[dict-item]
    called = choice(
        "tool_calls", content=None, tool_calls=[own], reasoning="hm", audio=None, refusal=None
    )
    model = FakeChatModel(
        lambda _: plays(called) if len(model.requests) == 1 else text_turn(ANSWER)
    )
    with engine_thread(model, system_clock()) as thread:
        thread.ask("weather in Oslo?")

    _, _, back, _ = model.requests[1].messages
    assert back == {"role": "assistant", "content": None, "tool_calls": [own], "reasoning": "hm"}
