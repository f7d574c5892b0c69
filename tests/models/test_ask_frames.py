"""Questions and follow-ups made by rule: their calls and their answers are what their frames say."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import pytest
from answer_sets import Exchange, exchanging
from ask_frames import Frame, asks, called, each_wording, single_frames, turn_of
from fakes.rows import check_rows
from frame_answers import faults_of
from several_frames import several_frames
from thread_frames import threads

Ask = Callable[..., list[Exchange]]
Thread = tuple[tuple[str, ...], Frame]

_STEP = 3
"""The fast part takes one frame in so many; the slow one takes all."""


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Yield what answers the questions of a thread, on a Saturday at noon."""
    with exchanging("en") as exchanges:
        yield exchanges


def test_a_question_asks_for_what_its_frame_means_and_its_answer_tells_it(ask: Ask) -> None:
    """Each ask meets each time, and both meet each list of places, order and dressing."""
    _check(ask, islice(_singles(asks()), 0, None, _STEP))
    _check(ask, islice(_several(), 0, None, _STEP))
    _check(ask, islice(_threads(32), 0, None, _STEP))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_wording_asks_for_what_its_frame_means(ask: Ask) -> None:
    """Each wording meets each time."""
    _check(ask, _singles(each_wording(asks())))
    _check(ask, _several())


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_follow_up_changes_one_part_of_the_frame_before_it(ask: Ask) -> None:
    """Threads of two and of three questions."""
    _check(ask, _threads(320))


def _check(ask: Ask, frames: Iterator[Thread]) -> None:
    def check(questions: Sequence[str], frame: Frame) -> None:
        *_, last = ask(*questions)
        assert called(last.calls) == turn_of(frame)
        assert faults_of(frame, last) == []

    check_rows(check, [(" > ".join(each[0]), each) for each in frames])


def _singles(table: Sequence[object]) -> Iterator[Thread]:
    return (((question,), frame) for question, frame in single_frames(table))


def _several() -> Iterator[Thread]:
    return (((question,), frame) for question, frame in several_frames())


def _threads(count: int) -> Iterator[Thread]:
    return ((tuple(each.question for each in turns), turns[-1].frame) for turns in threads(count))
