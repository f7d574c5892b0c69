"""Which calls questions become, with all of their arguments: the tools, the days and the hours."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes.offered_tools import offered_tools
from fakes.rows import each_row
from told_calls import last_turn

from bot.messages import Asker
from bot.models.offline import OfflineModel
from bot.places.gazetteer import Gazetteer
from bot.tools import own_units_of

FILE = Path(__file__).parent.parent / "data" / "calls.txt"


@pytest.fixture(scope="module")
def model() -> Iterator[OfflineModel]:
    """Yield the model over the real gazetteer."""
    gazetteer = Gazetteer()
    yield OfflineModel(gazetteer, signs=False)
    gazetteer.close()


def rows() -> Iterator[tuple[Asker, str, list[str], str]]:
    """Yield who asks, the tool that is not offered, the questions and the last turn of each line.

    A line that begins with "#" names the moment, in UTC, for those below it, and the place and the
    units of who asks. Questions of a thread have ">" between them, calls "|".
    """
    asker, missing = Asker(datetime.min.replace(tzinfo=UTC)), ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            said, _, missing = line[2:].partition(" without ")
            said, _, units = said.partition(" with chosen units ")
            moment, _, home = said.partition(" at home in ")
            asked_at = datetime.strptime(moment, "%a %Y-%m-%d %H:%M").replace(tzinfo=UTC)
            asker = Asker(asked_at, units=own_units_of({"units": units}), home=home)
        elif line:
            questions, turn = line.split(" = ")
            yield asker, missing, questions.split(" > "), turn


@each_row(("asker", "missing", "questions", "turn"), rows)
def test_a_question_becomes_these_calls_and_no_others(
    asker: Asker, missing: str, questions: list[str], turn: str, model: OfflineModel
) -> None:
    """Each once, in this order; or a sentence where no tool can tell."""
    tools = tuple(tool for tool in offered_tools() if tool.name != missing)
    assert " | ".join(last_turn(model, tools, asker, questions)) == turn
