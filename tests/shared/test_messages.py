"""What is stored comes back as it was, whichever release has stored it."""

import json
from dataclasses import replace

from fakes.questions import question
from fakes.rows import each_row

from bot.exhibits import Card, Chart, Notice, Series, Table
from bot.messages import (
    Answer,
    Credit,
    Message,
    ModelCall,
    Provenance,
    Question,
    Remark,
    Reply,
    ToolCall,
    answer_from_json,
    question_from_json,
    reference_of,
    to_json,
    words_alone,
)

TURN = (
    Message("user", "weather?"),
    Message(
        "assistant",
        "I look.",
        (ToolCall("1", "get_weather", '{"place":"Oslo"}'), ToolCall("2", "get_sky", "{}")),
    ),
    Message("tool", "{}", tool_call_id="1"),
    Message("assistant", "Mild."),
)


def test_an_answer_comes_back_as_it_was() -> None:
    """With every field that is not as by default, through the text of JSON."""
    answer = Answer(
        Reply(
            "Mild.",
            Provenance((Credit("Source", "https://source.example"), Credit("2", "")), ("°C", "mm")),
            (
                Table(("a",), (("b",),)),
                Chart("t", ("Mo",), (Series("s", (1.5, None)),), "°C"),
                Card("t", "s", "b"),
                Notice("severe", "storm"),
            ),
            language="de",
            is_answer=True,
            has_units=False,
        ),
        turn=TURN,
        model_calls=(ModelCall("m", 1, 2, 3, 4, has_failed=True), ModelCall("n", 5, 6, 7, 8)),
        starts_anew=True,
        home="Oslo, Norway",
        remarks=(
            Remark("Ada", "Oslo?", is_own=True, ts="1.1", people=("U7", "U8", "U9")),
            Remark("Bo", "Rome!"),
        ),
    )
    homeless = replace(answer, home="")
    asked = replace(
        question(), revision="2.1", answer_url="https://x", pressed_by="U2", asked_ts="1.2"
    )

    for stored in (answer, homeless, replace(answer, home=None)):
        assert answer_from_json(json.loads(json.dumps(to_json(stored)))) == stored
    assert question_from_json(json.loads(json.dumps(to_json(asked)))) == asked
    assert "https://x" not in repr(asked)


def test_an_answer_of_an_older_release_has_what_was_usual_then() -> None:
    """It was saved before an upgrade, and is posted after it."""
    provenance = {"credits": [], "notes": ["°C"]}
    call = {"id": "1", "name": "get_weather", "arguments": "{}"}
    said = {"role": "assistant", "content": "", "tool_calls": [call], "tool_call_id": ""}
    counts = ("prompt_characters", "prompt_tokens", "completion_tokens", "took_ms")
    cost = {"model": "m", **dict.fromkeys(counts, 1)}
    reply = {"text": "Mild.", "provenance": provenance}
    stored = {"reply": reply, "turn": [said], "model_calls": [cost]}

    assert answer_from_json(stored) == Answer(
        Reply("Mild.", Provenance((), ("°C",)), (), language="en", is_answer=False, has_units=True),
        turn=(Message("assistant", "", (ToolCall("1", "get_weather", "{}"),)),),
        model_calls=(ModelCall("m", 1, 1, 1, 1, has_failed=False),),
        starts_anew=False,
        home=None,
        remarks=(),
    )


def test_what_a_model_has_to_read_of_a_turn_is_counted() -> None:
    """The names and arguments of its calls are; of the words alone, nothing of them is left."""
    assert [message.characters for message in TURN] == [8, 7 + 11 + 16 + 7 + 2, 2, 5]
    assert words_alone(TURN) == (TURN[0], TURN[3])


@each_row(
    ("asked", "key", "thread_key"),
    [
        (question(ts="2.1", thread="1.1"), "T1:C1:2.1", "T1:C1:1.1"),
        (replace(question(ts="2.1"), revision="3.1"), "T1:C1:2.1:3.1", "T1:C1:2.1"),
        (replace(question(ts="2.1"), surface="command", revision="9"), "T1:C1:9", "T1:C1:2.1"),
    ],
)
def test_a_question_is_named_by_where_and_when(asked: Question, key: str, thread_key: str) -> None:
    """A release that named it otherwise would answer everything once more."""
    assert (asked.key, asked.thread_key) == (key, thread_key)
    assert len(asked.reference) == 8
    assert asked.reference != replace(asked, channel="C2").reference
    assert reference_of("T1:C1:2.1") == "6df0650b"
