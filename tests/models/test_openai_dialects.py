"""Both APIs of OpenAI, as data: what a conversation becomes, and what is read of an answer."""

import json
from dataclasses import replace
from typing import Any

import pytest
from fakes.rows import each_row

from bot.errors import ModelError
from bot.messages import Message, ToolCall
from bot.models import Completion
from bot.models.openai import as_extra, joined, token_count, tool_call, words
from bot.models.openai.chat import CHAT
from bot.models.openai.responses import RESPONSES

FUNCTION = {"name": "t", "description": "d", "parameters": {"type": "object"}}
REASONING = {"type": "reasoning", "id": "r1"}
SIGNED = ToolCall("a", "t", '{"x":1}', json.dumps({"seal": "s", "function": {"sig": "z"}}))
THOUGHT = ToolCall("a", "t", '{"x":1}', json.dumps({"ns": "x", "before": [REASONING]}))
BARE = ToolCall("b", "u", "{}")


def talk(call: ToolCall) -> list[Message]:
    """Return a conversation with calls, with and without words beside them."""
    return [
        Message("system", "rules"),
        Message("user", "q"),
        Message("assistant", "I look.", (call, BARE), extra='{"thoughts": "Hm."}'),
        Message("tool", "r1", tool_call_id="a"),
        Message("assistant", "", (BARE,)),
        Message("tool", "r2", tool_call_id="b"),
        Message("assistant", "Done.", extra='{"phase": "final_answer"}'),
        Message("assistant", ""),
    ]


def test_a_conversation_is_written_as_chat_completions() -> None:
    """A server's own fields go back where they came from; nothing said beside calls is null."""
    bare = {"id": "b", "type": "function", "function": {"name": "u", "arguments": "{}"}}
    signed = {
        "seal": "s",
        "id": "a",
        "type": "function",
        "function": {"sig": "z", "name": "t", "arguments": '{"x":1}'},
    }

    assert CHAT.write_messages(talk(SIGNED)) == {
        "messages": [
            {"role": "system", "content": "rules"},
            {"role": "user", "content": "q"},
            {
                "role": "assistant",
                "content": "I look.",
                "thoughts": "Hm.",
                "tool_calls": [signed, bare],
            },
            {"role": "tool", "tool_call_id": "a", "content": "r1"},
            {"role": "assistant", "content": None, "tool_calls": [bare]},
            {"role": "tool", "tool_call_id": "b", "content": "r2"},
            {"role": "assistant", "content": "Done.", "phase": "final_answer"},
            {"role": "assistant", "content": ""},
        ]
    }
    assert CHAT.write_tool(FUNCTION) == {"type": "function", "function": FUNCTION}


def test_a_conversation_is_written_as_items_of_the_responses_api() -> None:
    """Nothing is stored there; thoughts stand before the call that they came before."""
    bare = {"type": "function_call", "call_id": "b", "name": "u", "arguments": "{}"}
    call = {"type": "function_call", "call_id": "a", "name": "t", "arguments": '{"x":1}'}

    assert RESPONSES.write_messages(talk(THOUGHT)) == {
        "store": False,
        "include": ["reasoning.encrypted_content"],
        "input": [
            {"role": "system", "content": "rules"},
            {"role": "user", "content": "q"},
            {"role": "assistant", "content": "I look.", "thoughts": "Hm."},
            REASONING,
            {**call, "ns": "x"},
            bare,
            {"type": "function_call_output", "call_id": "a", "output": "r1"},
            bare,
            {"type": "function_call_output", "call_id": "b", "output": "r2"},
            {"role": "assistant", "content": "Done.", "phase": "final_answer"},
            {"role": "assistant", "content": ""},
        ],
    }
    assert RESPONSES.write_tool(FUNCTION) == {"type": "function", **FUNCTION, "strict": False}


def choice(reason: str | None = "stop", **message: Any) -> dict[str, Any]:
    """Return a choice with a message of these fields."""
    return {"finish_reason": reason, "message": {"role": "assistant", **message}}


def function(name: str, arguments: object, **more: object) -> dict[str, Any]:
    """Return a call of the API with more fields beside its own."""
    return {"type": "function", "function": {"name": name, "arguments": arguments}, **more}


CALLED = {"id": "a", **function("t", '{"x":1}')}
ONE_CALL = (ToolCall("a", "t", '{"x":1}'),)
CHAT_TURNS: list[tuple[list[dict[str, Any]], Completion]] = [
    ([choice(content="Hi.")], Completion("Hi.")),
    ([choice(None, content=[{"type": "text", "text": "Hi."}])], Completion("Hi.")),
    ([choice(content=None, refusal="I can't.")], Completion("I can't.")),
    ([choice(content="Hi.", refusal="I can't.")], Completion("Hi.")),
    ([choice("length", content="H")], Completion("H", is_cut_off=True)),
    ([choice("content_filter", content="H")], Completion("H", is_filtered=True)),
    ([{"finish_reason": "content_filter"}], Completion("", is_filtered=True)),
    (
        [choice(content="Hi.", reasoning_content="Hm.", annotations=[], audio=None)],
        Completion("Hi.", extra='{"reasoning_content": "Hm."}'),
    ),
    ([choice("tool_calls", content=None, tool_calls=[CALLED])], Completion("", ONE_CALL)),
    (
        [choice(content="", tool_calls=[{**CALLED, "seal": "s", "index": None}])],
        Completion("", (ToolCall("a", "t", '{"x":1}', '{"seal": "s"}'),)),
    ),
    (
        [choice(content="", tool_calls=[function("t", {"y": 2})])],
        Completion("", (ToolCall("", "t", '{"y": 2}'),)),
    ),
    (
        [choice(content="I look."), choice(content="I look.", tool_calls=[CALLED])],
        Completion("I look.", ONE_CALL),
    ),
    (
        [choice(content="A.", thoughts="Hm."), choice(content="B.", seal="s", thoughts=None)],
        Completion("A.\n\nB.", extra='{"thoughts": "Hm.", "seal": "s"}'),
    ),
    (
        [choice(content="A.", tool_calls=[CALLED]), choice(content="B.", tool_calls=[CALLED])],
        Completion("A.\n\nB.", ONE_CALL),
    ),
    (
        [choice(content="", function_call={"name": "t", "arguments": "{}"})],
        Completion("", (ToolCall("", "t", "{}"),)),
    ),
    (
        [choice(content="", tool_calls=[CALLED], function_call={"name": "u", "arguments": "{}"})],
        Completion("", ONE_CALL),
    ),
    *(
        (
            [choice(content="", tool_calls=[{"id": "a", "type": kind, "name": "t", **given}])],
            Completion("", (ToolCall("a", "t", arguments),)),
        )
        for kind, given, arguments in (
            ("function", {"arguments": "{}"}, "{}"),
            ("function_call", {"arguments": '{"x":1}'}, '{"x":1}'),
            ("tool_call", {"input": {"x": 1}}, '{"x": 1}'),
        )
    ),
    (
        [choice(content=[{"type": "tool_use", "id": "a", "name": "t", "input": {"x": 1}}])],
        Completion("", (ToolCall("a", "t", '{"x": 1}'),)),
    ),
    ([choice(content="Hi.", audio={"id": "x"}, annotations=[{"url": "x"}])], Completion("Hi.")),
    (
        [choice(content="A."), choice("length", content="B.")],
        Completion("A.\n\nB.", is_cut_off=True),
    ),
    (
        [choice("length", content="B."), choice("content_filter"), choice(content="A.")],
        Completion("B.\n\nA.", is_cut_off=True, is_filtered=True),
    ),
    (
        [
            choice(content="", tool_calls=[{"id": f"{n}", **function("t", "{}")} for n in some])
            for some in (range(300), range(200, 600))
        ],
        Completion("", tuple(ToolCall(f"{n}", "t", "{}") for n in range(500))),
    ),
    (
        [
            *([choice(content="")] * 499),
            choice(content="", tool_calls=[CALLED]),
            choice(content="", tool_calls=[{**CALLED, "id": "b"}]),
        ],
        Completion("", ONE_CALL),
    ),
    (
        [
            choice(
                content=[
                    *([{"type": "text", "text": ""}] * 499),
                    *({"type": "tool_use", "id": i, "name": "t", "input": "{}"} for i in "ab"),
                ]
            )
        ],
        Completion("", (ToolCall("a", "t", "{}"),)),
    ),
    ([choice(content=[{"type": "tool_use", "id": "a", "input": {}}])], Completion("")),
    (
        [choice(content=[{"type": "tool_use", "id": "b", "name": "u"}], tool_calls=[CALLED])],
        Completion("", ONE_CALL),
    ),
    ([choice(content="Hi.", tool_calls="none")], Completion("Hi.")),
    ([choice(content="", tool_calls=[{"type": "custom", "name": "t"}, "x"])], Completion("")),
]


@each_row(("choices", "turn"), CHAT_TURNS)
def test_a_turn_is_read_of_chat_completions(
    choices: list[dict[str, Any]], turn: Completion
) -> None:
    """Of all choices, in every form that servers and gateways give it."""
    assert CHAT.read({"choices": choices}) == turn
    usage = {"prompt_tokens": 5, "completion_tokens": 7}
    counted = replace(turn, prompt_tokens=5, completion_tokens=7)
    assert CHAT.read({"choices": choices, "usage": usage}) == counted


@each_row(
    ("reasons", "announced"),
    [
        *(([reason], True) for reason in ("tool_calls", "tool_call", "tool_use", "function_call")),
        (["tool_calls", "tool_calls"], True),
        (["tool_calls", "stop"], False),
        (["stop"], False),
        ([], False),
    ],
)
def test_calls_are_announced_by_every_choice_s_end(reasons: list[str], *, announced: bool) -> None:
    """In chat completions; the other API says nothing of it."""
    data = {"choices": [choice(reason) for reason in reasons]}

    assert CHAT.announces_calls(data) == announced
    assert not RESPONSES.announces_calls(data)


def said(text: str, **more: object) -> dict[str, Any]:
    """Return a message of the Responses API."""
    content = [{"type": "output_text", "text": text}]
    return {"type": "message", "role": "assistant", "content": content, "id": "m", **more}


ITEM = {"type": "function_call", "id": "f", "call_id": "a", "name": "t", "arguments": '{"x":1}'}
THOUGHT_CALL = ToolCall("a", "t", '{"x":1}', json.dumps({"before": [REASONING]}))
RESPONSE_TURNS: list[tuple[list[dict[str, Any]], Completion]] = [
    ([said("Hi.", status="completed")], Completion("Hi.")),
    ([said("A."), said("B.")], Completion("A.\n\nB.")),
    ([said("Hm.", phase="commentary"), said("Hi.")], Completion("Hi.")),
    (
        [said("Hm."), said("Hi.", phase="final_answer")],
        Completion("Hi.", extra='{"phase": "final_answer"}'),
    ),
    (
        [said(text, phase="final_answer") for text in ("B.", "A.")],
        Completion("B.\n\nA.", extra='{"phase": "final_answer"}'),
    ),
    (
        [said("Hm.", phase="commentary"), ITEM],
        Completion("Hm.", ONE_CALL, extra='{"phase": "commentary"}'),
    ),
    (
        [said("Hm.", phase="commentary"), ITEM, REASONING],
        Completion("Hm.", ONE_CALL, extra='{"phase": "commentary"}'),
    ),
    ([said("Hm.", role="tool"), said("Hi.")], Completion("Hi.")),
    (
        [said("A.", seal="s"), said("B.", thoughts="Hm.", seal=None)],
        Completion("A.\n\nB.", extra='{"seal": "s", "thoughts": "Hm."}'),
    ),
    ([{"type": "message", "content": None}, said("Hi.")], Completion("Hi.")),
    ([{"type": "message", "content": "Hi."}], Completion("Hi.")),
    ([REASONING, {**ITEM, "status": "completed"}], Completion("", (THOUGHT_CALL,))),
    (
        [REASONING, ITEM, {**ITEM, "call_id": None, "seal": "s"}],
        Completion("", (THOUGHT_CALL, ToolCall("f", "t", '{"x":1}', '{"seal": "s"}'))),
    ),
    ([{**ITEM, "before": "x"}], Completion("", (ToolCall("a", "t", '{"x":1}'),))),
    ([REASONING], Completion("")),
]


@each_row(("items", "turn"), RESPONSE_TURNS)
def test_a_turn_is_read_of_a_response(items: list[dict[str, Any]], turn: Completion) -> None:
    """The final answer alone, where one is marked; thoughts stay with their call."""
    assert RESPONSES.read({"status": "completed", "output": items}) == turn
    usage = {"input_tokens": 5, "output_tokens": 7}
    counted = replace(turn, prompt_tokens=5, completion_tokens=7)
    assert RESPONSES.read({"status": "completed", "output": items, "usage": usage}) == counted


def test_the_end_of_a_response_is_that_of_its_turn() -> None:
    """A limit, a filter, or a message that is torn in a response that counts as whole."""
    cut = {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}
    filtered = {"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}
    torn = [said("H", status="incomplete")]

    assert RESPONSES.read({**cut, "output": torn}) == Completion("H", is_cut_off=True)
    assert RESPONSES.read({**filtered, "output": torn}) == Completion("H", is_filtered=True)
    assert len(RESPONSES.read({"output": [ITEM] * 600}).tool_calls) == 500
    for status in ("incomplete", "failed", "cancelled"):
        with pytest.raises(ModelError, match=f"in the middle: '{status}'"):
            RESPONSES.read({"status": "completed", "output": [said("H", status=status)]})
    for status in ("failed", "cancelled", "in_progress"):
        with pytest.raises(ModelError, match=f"'{status}'"):
            RESPONSES.read({"status": status, "output": [said("H")]})
    both = [said("H", status=status) for status in ("failed", "incomplete")]
    with pytest.raises(ModelError, match="'failed'"):
        RESPONSES.read({"status": "completed", "output": both})
    with pytest.raises(ModelError, match="no response"):
        RESPONSES.read({"output": None})
    for data in ({}, {"choices": []}, {"choices": [{"finish_reason": "stop"}]}):
        with pytest.raises(ModelError, match="no completion"):
            CHAT.read(data)


@each_row(
    ("content", "text"),
    [
        ("Hi.", "Hi."),
        (None, ""),
        (7, ""),
        ([], ""),
        (["b", "a"], "ba"),
        (
            [{"text": "b"}, {"type": "output_text", "text": "a"}, {"type": "text", "text": "c"}],
            "bac",
        ),
        ([{"type": "refusal", "refusal": "No."}, {"type": "thinking", "text": "Hm."}], "No."),
        ([{"type": "text", "text": 5}, "x"], ""),
        (
            [{"type": "refusal", "text": None, "refusal": "No."}, {"text": "", "refusal": "!"}],
            "No.!",
        ),
        ([{"type": {"a": []}, "text": "a"}, {"type": [], "text": "b"}, {"text": "c"}], "c"),
    ],
)
def test_words_are_read_of_a_text_or_of_its_parts(content: object, text: str) -> None:
    """Without thoughts and whatever else is no word."""
    assert words(content) == text


def test_what_a_server_adds_and_counts_is_read_whatever_it_is() -> None:
    """Nothing of it can break a turn."""
    assert joined(["a", "", "b", "a"]) == "a\n\nb"
    assert as_extra({"a": 1, "b": None, "c": [], "d": "", "e": 0}, {"a"}) == '{"d": "", "e": 0}'
    assert as_extra({"a": 1}, {"a"}) == as_extra({}, ()) == ""
    calls = [tool_call(5, {"name": None}), tool_call("i", {"name": "n", "arguments": ["x"]}, "e")]
    assert calls == [ToolCall("", "", ""), ToolCall("i", "n", '["x"]', "e")]
    counts = (5, 0, -1, True, "5", None, 1.5)
    assert [token_count({"usage": {"n": count}}, "n") for count in counts] == [5, *[0] * 6]
    assert token_count({}, "n") == token_count({"usage": None}, "n") == 0
