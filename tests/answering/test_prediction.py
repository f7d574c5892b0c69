"""A prediction helps an answer along, and never hurts it."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Literal

import pytest
from fakes.clock import FakeTime
from fakes.conversation import conversation
from fakes.databases import ready_database
from fakes.log import captured_log
from fakes.questions import question
from fakes.rows import each_row
from fakes.scripted_model import ScriptedModel, calls, words
from fakes.waiting import PATIENCE_S

from bot.answering.conversation import Surroundings
from bot.answering.prediction import MAX_CHARACTERS
from bot.errors import (
    BadRequestError,
    ContentFilterError,
    ContextTooLongError,
    ModelError,
)
from bot.messages import Answer, Asker, Provenance, Question, ToolCall
from bot.models import Completion
from bot.storage.database import Database
from bot.storage.history import History
from bot.telemetry import Trace


@pytest.mark.parametrize("prediction", ["weather", "calls"])
@pytest.mark.parametrize(
    "reader",
    [ScriptedModel(LookupError("no such rule")), ScriptedModel(Completion("", (None,)))],  # type: ignore[arg-type] # a broken plug-in
    ids=["raises", "makes calls that are none"],
)
def test_a_broken_reader_is_logged_and_the_answer_stands(
    prediction: Literal["weather", "calls"], reader: ScriptedModel
) -> None:
    """The warning has the question's reference, and says what was raised."""
    model = ScriptedModel(calls("Oslo"), words("Bring a coat."))
    with captured_log() as log:
        answer, reference = answered(model, reader, prediction)

    assert answer.reply.text == "Bring a coat."
    (entry,) = log.entries("prediction.raised")
    assert (entry["level"], entry["reference"]) == ("WARNING", reference)
    assert "Error" in entry["exception"]


def test_results_are_told_ahead_only_where_all_have_weather() -> None:
    """A model that is told of one place out of two may forget to ask for the other."""
    (oslo,) = calls("Oslo").tool_calls
    too_late = ToolCall("call_2", "get_forecast", '{"place": "Oslo", "first_day": "2027-08-01"}')
    told = []
    for expected in ((oslo,), (oslo, too_late)):
        model = ScriptedModel(words("Hm."))
        answered(model, ScriptedModel(Completion("", expected)), "calls")
        told.append([item.role for item in model.requests[0].messages].count("tool"))

    assert told == [1, 0]


def test_a_text_that_is_hardly_one_question_is_not_read_ahead() -> None:
    """Reading it would take a while, in which every other question waits."""
    read = []
    for length in (MAX_CHARACTERS, MAX_CHARACTERS + 1):
        model, reader = ScriptedModel(words("Hm.")), ScriptedModel(calls("Oslo"))
        answered(model, reader, "calls", "rain? " + "x" * (length - 6))
        read.append(len(reader.requests))

    assert read == [1, 0]


def test_questions_are_read_one_at_a_time() -> None:
    """More of them at once would share one interpreter, and the answers wait for it."""
    model, reader = ScriptedModel(words("Hm.")), ScriptedModel(calls("Oslo"))
    with (
        talking(model, reader, "weather") as ask,
        ThreadPoolExecutor(2) as pool,
        closed(model.gate, reader.gate),
    ):
        answers = [pool.submit(ask, question(ts=ts)) for ts in ("1.0", "2.0")]
        begun = [reader.arrivals.acquire(timeout=timeout_s) for timeout_s in (PATIENCE_S, 0.2)]

    assert begun == [True, False]
    assert [each.result().reply.text for each in answers] == ["Hm.", "Hm."]


@each_row(
    ("mode", "expected", "made", "counted"),
    [
        *((mode, ["Oslo"], ["Oslo"], (1, 0)) for mode in ("weather", "calls")),
        *((mode, ["Rome"], ["Oslo"], (0, 1)) for mode in ("weather", "calls")),
        *((mode, [], ["Oslo"], (0, 0)) for mode in ("weather", "calls")),
        ("calls", ["Oslo", "Rome"], [], (1, 0)),
        ("weather", ["Oslo", "Rome"], [], (0, 1)),
    ],
)
def test_hits_and_misses_are_counted(
    mode: Literal["weather", "calls"],
    expected: list[str],
    made: list[str],
    counted: tuple[int, int],
) -> None:
    """A hit has all weather that is needed; where none was expected, nothing is counted."""
    model = ScriptedModel(*([calls(*made)] if made else []), words("Mild."))

    _, trace = traced(model, ScriptedModel(calls(*expected)), mode)

    told = trace.counted("prediction_hits"), trace.counted("prediction_misses")
    assert told == counted


@each_row(("limit", "is_told"), [(3, True), (2, True), (1, False)])
def test_no_more_calls_are_made_ahead_than_a_model_may_make(limit: int, *, is_told: bool) -> None:
    """What was made ahead is in the trace, with its weather, as what a model makes."""
    model = ScriptedModel(words("Mild."))

    answer, trace = traced(
        model, ScriptedModel(calls("Oslo", "Rome")), "calls", max_tool_calls=limit
    )

    roles = ["user", *(["assistant", "tool", "tool"] if is_told else []), "assistant"]
    assert [message.role for message in answer.turn] == roles
    made = [call for step in trace.steps for call in step.calls]
    assert [(call.name, len(call.weather), call.has_failed) for call in made] == [
        ("get_weather", 1, False)
    ] * (2 * is_told)
    assert trace.counted("weather_ahead") == 2 * is_told


@each_row(
    ("asked", "places"),
    [
        (["Oslo"], ["Rome", "Oslo"]),
        (["oslo , Norway"], ["Rome", "Oslo"]),
        (["Oslo", "Rome"], ["Oslo", "Rome"]),
        (["", "Bergen"], ["Oslo", "Rome", "Bergen"]),
    ],
)
def test_what_a_model_asks_for_anew_is_kept_once(asked: list[str], places: list[str]) -> None:
    """By the name of the place alone; what was looked up of others stays, for the next question."""
    model = ScriptedModel(calls(*asked), words("Mild."))

    answer, _ = traced(model, ScriptedModel(calls("Oslo", "Rome")), "calls")

    results = [json.loads(item.content) for item in answer.turn if item.role == "tool"]
    named = [result["place"].partition(",")[0] for result in results if "place" in result]
    assert named == places
    assert all(message.content or message.tool_calls for message in answer.turn)


def test_what_was_looked_up_in_vain_is_kept_where_its_figures_are_told() -> None:
    """An answer stands on what it names."""
    reader, later = ScriptedModel(calls("Oslo")), ToolCall("x", "get_forecast", '{"place":"Oslo"}')
    probe = ScriptedModel(words("Mild."))
    traced(probe, reader, "calls")
    (result,) = (item for item in probe.requests[0].messages if item.role == "tool")
    temperature = json.loads(result.content)["temperature"]
    kept = []
    for text in (f"It has {temperature} now.", "Mild."):
        model = ScriptedModel(Completion("", (later,)), words(text))
        answer, _ = traced(model, reader, "calls")
        kept.append([item.role for item in answer.turn].count("tool"))

    assert kept == [2, 1]


@each_row(
    ("refusal", "is_learnt"),
    [
        (BadRequestError("no"), True),
        (ContentFilterError("no"), False),
        (ContextTooLongError("no"), False),
    ],
)
def test_a_request_that_is_refused_is_sent_again_without_what_was_looked_up(
    refusal: ModelError, *, is_learnt: bool
) -> None:
    """A server that takes no such turn at all gets none again, and the operator reads of it."""
    model = ScriptedModel(refusal, calls("Oslo"), words("Mild."))
    with captured_log() as log, talking(model, ScriptedModel(calls("Oslo")), "calls") as ask:
        first = ask(question(ts="1.0"))
        ask(question(ts="2.0"))

    told = [[item.role for item in request.messages].count("tool") for request in model.requests]
    assert told == [1, 0, 1, 0 if is_learnt else 1]
    assert first.reply.text == "Mild."
    references = [entry["reference"] for entry in log.entries("prediction.refused")]
    assert references == [question(ts="1.0").reference] * is_learnt
    without, _ = answered(
        ScriptedModel(refusal, words("Hm.")), ScriptedModel(calls("Oslo")), "calls"
    )
    assert (without.reply.provenance, without.reply.exhibits) == (Provenance(), ())


@contextmanager
def closed(*gates: threading.Event) -> Iterator[None]:
    """Keep gates closed for a while."""
    for gate in gates:
        gate.clear()
    try:
        yield
    finally:
        for gate in gates:
            gate.set()


@contextmanager
def talking(
    model: ScriptedModel,
    reader: ScriptedModel,
    prediction: Literal["weather", "calls"],
    *,
    traces: list[Trace] | None = None,
    max_tool_calls: int = 64,
) -> Iterator[Callable[[Question], Answer]]:
    """Yield what answers a question whose weather a reader expects, and keeps the answer."""
    time = FakeTime()

    def ask(asked: Question) -> Answer:
        trace = Trace(asked.reference, time.clock)
        if traces is not None:
            traces.append(trace)
        answer = talk.answer(
            asked,
            Asker(time.clock.now()),
            time.clock.deadline(60),
            Surroundings(lambda *_: None, lambda _: []),
            trace,
        )
        with database.transaction() as transaction:
            history.append(transaction, asked, answer)
        return answer

    with ready_database("sqlite") as url, closing(Database(url)) as database:
        history = History(database, max_tokens=8000)
        with conversation(
            model,
            history,
            time.clock,
            max_tool_calls=max_tool_calls,
            reader=reader,
            prediction=prediction,
        ) as talk:
            yield ask


def traced(
    model: ScriptedModel,
    reader: ScriptedModel,
    prediction: Literal["weather", "calls"],
    *,
    max_tool_calls: int = 64,
) -> tuple[Answer, Trace]:
    """Return the answer to a question whose weather a reader expects, and its trace."""
    traces: list[Trace] = []
    with talking(model, reader, prediction, traces=traces, max_tool_calls=max_tool_calls) as ask:
        return ask(question()), traces[0]


def answered(
    model: ScriptedModel,
    reader: ScriptedModel,
    prediction: Literal["weather", "calls"],
    text: str = "weather in Oslo?",
) -> tuple[Answer, str]:
    """Return the answer to a question whose weather a reader expects, and its reference."""
    asked = question(text)
    with talking(model, reader, prediction) as ask:
        return ask(asked), asked.reference
