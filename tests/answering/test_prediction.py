"""A prediction helps an answer along, and never hurts it."""

from pathlib import Path
from typing import Literal

import pytest
from fakes.clock import FakeTime
from fakes.conversation import conversation
from fakes.log import captured_log
from fakes.questions import question
from fakes.scripted_model import ScriptedModel, calls, words

from bot.answering.conversation import Surroundings
from bot.messages import Asker
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
    model, time, asked = (
        ScriptedModel(calls("Oslo"), words("Bring a coat.")),
        FakeTime(),
        question(),
    )
    database = Database(f"sqlite:///{tmp_path / 'bot.db'}")
    with (
        captured_log() as log,
        conversation(
            model,
            History(database, max_tokens=8000),
            time.clock,
            reader=reader,
            prediction=prediction,
        ) as talk,
    ):
        answer = talk.answer(
            asked,
            Asker(time.clock.now()),
            time.clock.deadline(60),
            Surroundings(lambda *_: None, lambda _: []),
            Trace(asked.reference, time.clock),
        )
    database.close()

    assert answer.reply.text == "Bring a coat."
    (entry,) = log.entries("prediction.raised")
    assert (entry["level"], entry["reference"]) == ("WARNING", asked.reference)
    assert "Error" in entry["exception"]
