"""A prediction helps an answer along, and never hurts it."""

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
from fakes.scripted_model import ScriptedModel, calls, words
from fakes.waiting import PATIENCE_S

from bot.answering.conversation import Surroundings
from bot.answering.prediction import MAX_CHARACTERS
from bot.messages import Answer, Asker, Question, ToolCall
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
    model: ScriptedModel, reader: ScriptedModel, prediction: Literal["weather", "calls"]
) -> Iterator[Callable[[Question], Answer]]:
    """Yield what answers a question whose weather a reader expects, and keeps the answer."""
    time = FakeTime()

    def ask(asked: Question) -> Answer:
        answer = talk.answer(
            asked,
            Asker(time.clock.now()),
            time.clock.deadline(60),
            Surroundings(lambda *_: None, lambda _: []),
            Trace(asked.reference, time.clock),
        )
        with database.transaction() as transaction:
            history.append(transaction, asked, answer)
        return answer

    with ready_database("sqlite") as url, closing(Database(url)) as database:
        history = History(database, max_tokens=8000)
        with conversation(model, history, time.clock, reader=reader, prediction=prediction) as talk:
            yield ask


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
