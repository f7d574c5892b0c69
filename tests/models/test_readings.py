"""What is read out of questions, word by word: the things asked for, the times and the places."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.offered_tools import offered_tools
from fakes.rows import each_row
from question_sets import ASKED_AT

from bot.models.offline.foreign import Translation, translated
from bot.models.offline.foreign.others import others
from bot.models.offline.reading import Reading, read_question
from bot.models.offline.reading.times import When
from bot.places.gazetteer import Gazetteer

FILE = Path(__file__).parent.parent / "data" / "readings.txt"
FOREIGN = FILE.with_name("translations.txt")


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    """Yield the real gazetteer."""
    gazetteer = Gazetteer()
    yield gazetteer
    gazetteer.close()


def readings() -> list[list[str]]:
    """Return each question of the file with what is read out of it, behind a semicolon."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return [line.split("; ", 1) for line in lines if line and not line.startswith("#")]


@each_row(("question", "read"), readings)
def test_words_ask_for_what_they_mean(question: str, read: str, gazetteer: Gazetteer) -> None:
    """And belong to no name; a question says nothing of the time where "on" is missing."""
    assert _told(read_question(question, gazetteer, ASKED_AT, offered_tools())) == read


def _told(reading: Reading) -> str:
    """Return a reading in words: aspects, <topics>, tools, "unknown things", times and places.

    The place is left out where it is Oslo.
    """
    ask = reading.ask
    told = [*ask.aspects, *(f"<{topic}>" for topic in sorted(reading.topics)), *reading.asked]
    told += [*(f'"{unknown}"' for unknown in ask.unknown), *_times(reading.when)]
    told += [reading.units or "", "here" if reading.is_here else ""]
    told += [f"unread {ask.unread}" if ask.unread else ""]
    told += ["people" if reading.is_about_people else ""]
    told += ["taken up" if reading.is_follow_up and reading.places else ""]
    told += ["" if reading.is_about_weather else "no weather"]
    told += ["" if reading.places == ("Oslo",) else f"at {' & '.join(reading.places) or 'none'}"]
    return ", ".join(filter(None, told)) or "all"


def _times(when: When) -> Iterator[str]:
    if when.first_day:
        yield f"on {when.first_day:%d %b}" + (f" for {when.days} days" if when.days > 1 else "")
    if when.first_hour is not None:
        yield f"{when.hours} h from {when.first_hour}:00"


def translations() -> list[list[str]]:
    """Return each foreign question of the other file: its language, its English and its places."""
    lines = FOREIGN.read_text(encoding="utf-8").splitlines()
    return [line.split(" => ") for line in lines if line and not line.startswith("#")]


@each_row(("question", "read"), translations)
def test_foreign_words_are_put_into_english(question: str, read: str, gazetteer: Gazetteer) -> None:
    """Beside their places, each where it stands; of languages that are not read, the places."""
    assert _put(translated(question, gazetteer, "en-GB")) == read


def _put(said: Translation | None) -> str:
    """Return a translation in words; "English" for none."""
    if said is None:
        return "English"
    languages = {other.remark: other.language for other in others()}
    words = said.named.text.strip() if said.named else said.english
    return f"{said.language or languages[said.remark]}: {words}: {' & '.join(said.places)}"
