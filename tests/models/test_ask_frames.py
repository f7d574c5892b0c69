"""Questions and follow-ups made by rule: their calls and answers are what their frames say."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice

import pytest
from answer_sets import Exchange, exchanging
from ask_frames import Frame, asks, called, each_wording, single_frames, turn_of
from fakes.rows import check_rows
from foreign_frames import LANGUAGES, faults_in, foreign_threads, turn_in
from frame_answers import faults_of, faults_of_two
from several_frames import double_frames, several_frames
from thread_frames import Turn, threads

Conversation = Callable[..., list[Exchange]]


@pytest.fixture(scope="module")
def exchanges() -> Iterator[Conversation]:
    """Yield what answers the questions of a thread, on a Saturday at noon."""
    with exchanging("en") as exchanges:
        yield exchanges


def test_questions_ask_for_what_their_frames_mean_and_are_answered_so(
    exchanges: Conversation,
) -> None:
    """One in some: each ask is among them, each time, each order and each sort of follow-up."""
    _check(exchanges, islice(_alone(single_frames(asks())), 0, None, 13))
    _check(exchanges, islice(_alone(several_frames()), 0, None, 17))
    _check(exchanges, islice(threads(48), 0, None, 37))
    _check_doubles(exchanges, islice(double_frames(), 0, None, 11))
    for language in LANGUAGES:
        _check(exchanges, islice(foreign_threads(language), 0, None, 43), language)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_wording_asks_for_what_its_frame_means(exchanges: Conversation) -> None:
    """Each wording meets each time, and both meet each list of places, order and dressing."""
    _check(exchanges, _alone(single_frames(each_wording(asks()))))
    _check(exchanges, _alone(several_frames()))
    _check_doubles(exchanges, double_frames())


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_follow_up_changes_one_part_of_the_frame_before_it(exchanges: Conversation) -> None:
    """Threads of two and of three questions, in English and in other languages."""
    _check(exchanges, threads(160))
    for language in LANGUAGES:
        _check(exchanges, foreign_threads(language), language)


def _check(exchanges: Conversation, rows: Iterable[tuple[Turn, ...]], language: str = "en") -> None:
    calls_of = turn_of if language == "en" else partial(turn_in, language)
    faults = faults_of if language == "en" else partial(faults_in, language)

    def check(*turns: Turn) -> None:
        *_, last = exchanges(*(turn.question for turn in turns))
        assert called(last.calls) == calls_of(turns[-1].frame)
        assert faults(turns[-1].frame, last) == []

    check_rows(check, [(" > ".join(turn.question for turn in turns), turns) for turns in rows])


def _check_doubles(
    exchanges: Conversation, rows: Iterable[tuple[str, tuple[Frame, Frame]]]
) -> None:
    def check(question: str, frames: tuple[Frame, Frame]) -> None:
        (told,) = exchanges(question)
        assert called(told.calls) == [*turn_of(frames[0]), *turn_of(frames[1])]
        assert faults_of_two(frames, told) == []

    check_rows(check, [(row[0], row) for row in rows])


def _alone(frames: Iterable[tuple[str, Frame]]) -> Iterator[tuple[Turn, ...]]:
    return ((Turn(question, frame),) for question, frame in frames)
