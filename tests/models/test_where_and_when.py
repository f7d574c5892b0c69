"""Questions composed of places and times, each with a meaning that is known before it is read."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import pytest
from fakes.offered_tools import offered_tools
from fakes.rows import check_rows
from question_sets import ASKED_AT
from told_calls import last_turn
from where_and_when import HOME, Frame, Tables

from bot.messages import Asker
from bot.models.offline import OfflineModel
from bot.places.gazetteer import Gazetteer

FEW: Final = (
    *(("en", "single", 53), ("en", "listed", 160), ("en", "parted", 240), ("en", "followed", 230)),
    *((language, "single", 16) for language in ("de", "es", "ja")),
)
"""Languages, what is composed in them, and of how many questions one is asked."""
MANY: Final = (
    *(("en", "single", 5), ("en", "listed", 3), ("en", "parted", 3), ("en", "followed", 4)),
    *((language, kind, 1) for language in ("de", "es", "ja") for kind in ("single", "listed")),
)
LEFT_OUT: Final = (
    (
        r"(?:SW1A 1AA|10001|10115 Berlin|Cornwall|Bavaria).*\b(?:here|at home|I live)\b",
        "the person's own place is not found behind a clause with a postcode or an area",
    ),
    (r"friday to sunday here;", "nor before one, behind the end of a span of days"),
    (r"Bavaria on the night", "an area needs a time right behind it"),
    (r"monday.*\bthurs(?:day)?\b(?!,)", "behind a Monday a Thursday can be the next but one"),
    (r"(?i)the hague last friday", "in small letters a weekday follows the town of Hague"),
    (r"after friday at 40\.71", "what is at such a day is an hour"),
    (r"大阪 週末", "these words are Chinese, too"),
)
"""Questions that are not read as they are meant, or could be meant otherwise, and why."""


@pytest.fixture(scope="module")
def model() -> Iterator[OfflineModel]:
    """Yield the model over the real gazetteer."""
    gazetteer = Gazetteer()
    yield OfflineModel(gazetteer, signs=False)
    gazetteer.close()


def test_composed_questions_become_the_calls_of_what_they_mean(model: OfflineModel) -> None:
    """Places and times in words, forms and manners of all kinds, some of each."""
    for language, kind, step in FEW:
        _check(model, getattr(Tables(language), kind)(step))


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("language", "kind", "step"), MANY)
def test_each_wording_of_a_time_meets_each_of_a_place(
    language: str, kind: str, step: int, model: OfflineModel
) -> None:
    """In all forms and manners."""
    _check(model, getattr(Tables(language), kind)(step))


def _check(model: OfflineModel, frames: Iterable[Frame]) -> None:
    def check(frame: Frame) -> None:
        assert _asked(model, frame.questions) == tuple(map(str.casefold, frame.calls))

    said = [(" > ".join(frame.questions), frame) for frame in frames]
    left = [each for each in said if not any(re.search(words, each[0]) for words, _ in LEFT_OUT)]
    check_rows(check, [(questions, (frame,)) for questions, frame in left])


def _asked(model: OfflineModel, questions: Iterable[str]) -> tuple[str, ...]:
    """Return the calls for the last question of a thread in small letters, without their units."""
    calls = last_turn(model, offered_tools(), Asker(ASKED_AT, home=HOME), questions)
    return tuple(re.sub(r" units=\w+", "", call).casefold() for call in calls)
