"""A prediction helps an answer along, and never hurts it."""

from contextlib import closing
from pathlib import Path
from typing import Literal

import pytest
from fakes.clock import FakeTime
from fakes.conversation import conversation
from fakes.log import captured_log
from fakes.questions import question
from fakes.scripted_model import ScriptedModel, calls, words

from bot.answering.conversation import Surroundings
from bot.answering.prediction import MAX_CHARACTERS
from bot.messages import Answer, Asker, ToolCall
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
    tmp_path: Path, prediction: Literal["weather", "calls"], reader: ScriptedModel
) -> None:
    """The warning has the question's reference, and says what was raised."""
    model = ScriptedModel(calls("Oslo"), words("Bring a coat."))
    with captured_log() as log:
        answer, reference = answered(tmp_path, model, reader, prediction)

    assert answer.reply.text == "Bring a coat."
    (entry,) = log.entries("prediction.raised")
    assert (entry["level"], entry["reference"]) == ("WARNING", reference)
    assert "Error" in entry["exception"]


def test_results_are_told_ahead_only_where_all_have_weather(tmp_path: Path) -> None:
    """A model that is told of one place out of two may forget to ask for the other."""
    (oslo,) = calls("Oslo").tool_calls
    too_late = ToolCall("call_2", "get_forecast", '{"place": "Oslo", "first_day": "2027-08-01"}')
    told = []
    for expected in ((oslo,), (oslo, too_late)):
        model = ScriptedModel(words("Hm."))
        answered(tmp_path, model, ScriptedModel(Completion("", expected)), "calls")
        told.append([item.role for item in model.requests[0].messages].count("tool"))

    assert told == [1, 0]


def test_a_text_that_is_hardly_one_question_is_not_read_ahead(tmp_path: Path) -> None:
    """Reading it would take a while, in which every other question waits."""
    read = []
    for length in (MAX_CHARACTERS, MAX_CHARACTERS + 1):
        model, reader = ScriptedModel(words("Hm.")), ScriptedModel(calls("Oslo"))
        answered(tmp_path, model, reader, "calls", "rain? " + "x" * (length - 6))
        read.append(len(reader.requests))

    assert read == [1, 0]


def answered(
    tmp_path: Path,
    model: ScriptedModel,
    reader: ScriptedModel,
    prediction: Literal["weather", "calls"],
    text: str = "weather in Oslo?",
) -> tuple[Answer, str]:
    """Return the answer to a question whose weather a reader expects, and its reference."""
    time, asked = FakeTime(), question(text)
    database = Database(f"sqlite:///{tmp_path / 'bot.db'}")
    history = History(database, max_tokens=8000)
    with (
        closing(database),
        conversation(model, history, time.clock, reader=reader, prediction=prediction) as talk,
    ):
        answer = talk.answer(
            asked,
            Asker(time.clock.now()),
            time.clock.deadline(60),
            Surroundings(lambda *_: None, lambda _: []),
            Trace(asked.reference, time.clock),
        )
    return answer, asked.reference
