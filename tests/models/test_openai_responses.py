"""The Responses API as it is written, against a server that keeps its rules."""

import json
from contextlib import closing
from dataclasses import replace

import pytest
from fakes.chat_model import ChatRequest, FakeChatModel, Fault, Turn, error_fault, text_turn
from fakes.clock import FakeTime
from fakes.engine_thread import engine_thread
from fakes.model_bench import ASKER, CALLED, KEY, QUESTION, RESULT, TOOLS, Stage, stage_of
from fakes.rows import each_row
from fakes.serving import serve

from bot.clock import system_clock
from bot.errors import ModelError
from bot.messages import Message, ToolCall
from bot.models.openai import OpenAIModel
from bot.models.openai.client import OpenAIClient
from bot.models.openai.responses import RESPONSES
from bot.models.openai.server import azure_server

stage = stage_of("responses")


def test_a_whole_conversation_is_written_in_the_api_s_shape(stage: Stage) -> None:
    """Words, calls and results are items; the server is asked to keep nothing."""
    called = replace(CALLED, content="One moment.")
    answered = (Message("assistant", "3 °C in Oslo."), Message("user", "Thanks"))

    b = stage.open_bench(text_turn("You're welcome."))
    b.ask((*QUESTION, called, RESULT, *answered))

    assert b.fake.requests[0].body == {
        "model": "fake-model",
        "max_output_tokens": 16_384,
        "store": False,
        "include": ["reasoning.encrypted_content"],
        "input": [
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
        ],
        "tools": [
            {
                "type": "function",
                "name": "get_weather",
                "description": "Current weather",
                "parameters": {"type": "object"},
                "strict": False,
            }
        ],
    }


def test_without_tools_nothing_is_said_about_them(stage: Stage) -> None:
    """A tool_choice without tools is refused."""
    b = stage.open_bench(text_turn("Hello."))
    b.model.complete(QUESTION, (), ASKER, b.deadline, may_call_tools=False)

    assert b.fake.requests[0].body.keys() == {
        *("model", "max_output_tokens", "input", "store", "include"),
    }


@each_row("items", ["[]", "[null]", '["hi"]', '[{"type": "reasoning"}]'])
@each_row("reason", ["content_filter", "max_output_tokens"])
def test_a_response_without_items_says_how_it_ended(stage: Stage, items: str, reason: str) -> None:
    """A filter or a limit can leave nothing of it."""
    details = f'{{"reason": "{reason}"}}'
    b = stage.open_bench(Fault(body=f'{{"output": {items}, "incomplete_details": {details}}}'))

    completion = b.ask()

    assert (completion.content, completion.tool_calls) == ("", ())
    assert (completion.is_filtered, completion.is_cut_off) == (
        reason == "content_filter",
        reason == "max_output_tokens",
    )


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
            model = OpenAIModel(client, RESPONSES)
            model.complete(QUESTION, TOOLS, ASKER, clock.deadline(10))

    (request,) = fake.requests
    assert (request.path, request.body["model"]) == (path, "my-deployment")
    assert request.query == ({"api-version": api_version} if api_version else {})
    assert KEY in request.headers[header]
    assert model.name == "my-deployment"


BAD_NAME = Message("assistant", "", (ToolCall("a", "f.g", "{}"),))


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        ((*QUESTION, CALLED), "No tool output found for function call call_1"),
        (
            (*QUESTION, RESULT),
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


ANSWER = "**Oslo**: mainly clear."


def message_item(text: str, **fields: str) -> dict[str, object]:
    """Return the JSON of a message among a response's items."""
    return {"type": "message", "content": [{"type": "output_text", "text": text}], **fields}


def respond(*items: dict[str, object], **fields: object) -> Fault:
    """Return a response of these items."""
    return Fault(body=json.dumps({"status": "completed", "output": items, **fields}))


def test_the_final_message_is_the_answer(stage: Stage) -> None:
    """What comments on the work is not."""
    commentary = message_item("I look at the results.", phase="commentary")
    final = message_item(ANSWER, phase="final_answer")

    assert stage.open_bench(respond(commentary, final)).ask().content == ANSWER


def test_commentary_is_never_the_answer(stage: Stage) -> None:
    """Nor is what a message of another role says, nor a message that is there twice."""
    commentary = message_item("I look at the results.", phase="commentary")
    answer, asked = message_item(ANSWER), message_item("Oslo?", role="user")
    b = stage.open_bench(respond(commentary), respond(commentary, asked, answer, answer))

    assert b.ask().content == ANSWER
    assert len(b.fake.requests) == 2


def test_several_messages_are_set_apart(stage: Stage) -> None:
    """Where none is called final."""
    said = stage.open_bench(respond(message_item("Clear."), message_item(ANSWER))).ask().content

    assert said == f"Clear.\n\n{ANSWER}"


@each_row(
    "fields",
    [
        {"status": "cancelled"},
        {"status": "failed"},
        {"status": "in_progress"},
        {"status": "incomplete"},
        {"status": "incomplete", "incomplete_details": {"reason": "steered"}},
    ],
)
def test_a_response_that_is_not_completed_is_tried_again(
    stage: Stage, fields: dict[str, object]
) -> None:
    """Half an answer is none."""
    half = respond(message_item("Light rain and"), **fields)
    b = stage.open_bench(half, text_turn(ANSWER))

    assert b.ask().content == ANSWER


def test_a_message_that_says_it_is_torn_is_tried_again(stage: Stage) -> None:
    """Though the response counts as completed."""
    torn = respond(message_item("Light rain and", status="incomplete"))

    assert stage.open_bench(torn, text_turn(ANSWER)).ask().content == ANSWER


def test_reasoning_goes_back_in_front_of_the_call_it_led_to() -> None:
    """As it came, beside what the server has put on the call itself and on the words before it."""
    thought = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAA"}
    call = {"type": "function_call", "name": "get_weather", "arguments": '{"place":"Oslo"}'}
    own = {**call, "call_id": "call_1", "id": "fc_1", "status": "completed", "signature": "s"}
    other = {**call, "call_id": "call_2", "arguments": '{"place":"Rome"}'}

    comment = message_item("I look at Oslo.", phase="commentary")

    model = FakeChatModel(
        lambda _: (
            respond(comment, thought, own, other) if len(model.requests) == 1 else text_turn(ANSWER)
        )
    )
    with engine_thread(model, system_clock(), CHAT_API="responses") as thread:
        thread.ask("weather in Oslo?")

    assert model.requests[1].body["input"][2:6] == [
        {"role": "assistant", "content": "I look at Oslo.", "phase": "commentary"},
        thought,
        {**call, "call_id": "call_1", "signature": "s"},
        other,
    ]


def test_reasoning_that_a_server_cannot_read_is_kept_back() -> None:
    """A gateway may send the next request to another region, which has other keys."""
    thought = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAA"}
    call = {"type": "function_call", "name": "get_weather", "arguments": '{"place":"Oslo"}'}
    said = "The encrypted content gAAA could not be verified."

    def answer(request: ChatRequest) -> Turn:
        items = request.body["input"]
        if any(item.get("type") == "reasoning" for item in items):
            return error_fault(400, said, "invalid_encrypted_content")
        if any(item.get("type") == "function_call_output" for item in items):
            return text_turn(ANSWER)
        return respond(thought, {**call, "call_id": "call_1"})

    model = FakeChatModel(answer)
    with engine_thread(model, system_clock(), CHAT_API="responses") as thread:
        text = thread.ask("weather in Oslo?").reply.text

    assert (text, len(model.requests)) == (ANSWER, 3)
