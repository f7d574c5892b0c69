"""What a turn is made of in every dialect, against a server that keeps the API's rules."""

import json
from datetime import UTC, datetime
from itertools import takewhile

import pytest
from fakes.chat_model import text_turn, tool_turn
from fakes.model_bench import (
    ASKER,
    DIALECTS,
    QUESTION,
    DeclaredTool,
    Stage,
    stage_of,
    without_extra,
)
from fakes.offered_tools import offered_tools

from bot.answering.prompts import rules
from bot.errors import ModelError
from bot.messages import Asker, Message, ToolCall
from bot.models import Completion
from bot.reports import zone_of

stage = stage_of(*DIALECTS)


def test_words_come_back_with_their_token_counts(stage: Stage) -> None:
    """The server's usage figures are kept; items beside the words are passed over."""
    b = stage.open_bench(text_turn("Sunny.", prompt_tokens=7, completion_tokens=3))

    assert b.ask() == Completion("Sunny.", prompt_tokens=7, completion_tokens=3)


def test_tool_calls_come_back_as_they_are_in_order(stage: Stage) -> None:
    """Broken arguments are the batch's business; a call of another type was never offered."""
    turn = tool_turn(
        ("get_weather", {"place": "Oslo"}),
        ("get_weather", '{"place": "Ber'),
        {"id": "x", "type": "custom", "custom": {"name": "shell", "input": "ls"}},
        ("get_weather", {"place": "Rome"}),
    )

    completion = stage.open_bench(turn).ask()

    assert completion.content == ""
    assert without_extra(completion.tool_calls) == (
        ToolCall("call_1", "get_weather", '{"place": "Oslo"}'),
        ToolCall("call_2", "get_weather", '{"place": "Ber'),
        ToolCall("call_4", "get_weather", '{"place": "Rome"}'),
    )


def test_words_are_asked_for_when_no_tool_may_be_called(stage: Stage) -> None:
    """The tools stay declared, since the conversation may hold calls."""
    b = stage.open_bench()

    assert b.ask(may_call_tools=False).content == "Words without a tool."
    assert b.fake.requests[0].body["tool_choice"] == "none"
    assert "tools" in b.fake.requests[0].body


def test_what_two_people_are_alike_in_stands_first(stage: Stage) -> None:
    """The tools and the rules but for the time and the units, so that servers can keep them."""
    b = stage.open_bench(text_turn("Hi."), text_turn("Hi."))
    noon = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    askers = (Asker(noon), Asker(noon.astimezone(zone_of("Asia/Tokyo")), "imperial", "ja"))
    for asker in askers:
        words = Message("system", rules(asker, offered_tools()))
        question = Message("user", f"Weather at {asker.asked_at}?")
        b.model.complete((words, question), offered_tools(), asker, b.deadline)

    one, other = (json.dumps(request.body) for request in b.fake.requests)
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    alike = "".join(letter for letter, _ in pairs)
    assert alike.endswith("It is Monday, 2026-11-23, ")
    assert alike.startswith('{"model": ')
    assert all(f'"name": "{tool.name}"' in alike for tool in offered_tools())


@pytest.mark.parametrize("content", ["", None])
def test_a_refusal_counts_as_words(stage: Stage, content: str | None) -> None:
    """The person reads why the model would not answer."""
    turn = text_turn(content)
    turn["choices"][0]["message"]["refusal"] = "I can't help with that."

    assert stage.open_bench(turn).ask().content == "I can't help with that."


def test_a_description_that_is_too_long_is_refused(stage: Stage) -> None:
    """The server takes 1,024 characters."""
    b = stage.open_bench()
    tool = DeclaredTool(description="x" * 1025)

    with pytest.raises(ModelError, match="maximum length 1024"):
        b.model.complete(QUESTION, (tool,), ASKER, b.deadline)
