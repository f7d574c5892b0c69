"""Threads as people ask, and composed of the offline model's tables.

The tables say how words are read, one by one; here each meets a question, a place and a follow-up,
which are drawn by the words themselves, so that a new row changes no other thread.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from answer_sets import conversing, opened_once
from fakes.draws import one_of
from question_sets import TUNED_ON, samples

from composed import Told

DATA: Final = Path(__file__).parents[1] / "data"
SHARES: Final = 8

Thread = tuple[str, tuple[str, ...]]
"""The language of who asks, and the questions in their order."""

_PLACES: Final = (
    *("Oslo", "Rome", "Bergen", "Paris", "Tromsø", "Cairo", "Lisbon", "Denver", "Sydney", "Delhi"),
    *("Tokyo", "London", "Nice", "Seattle", "Reykjavik", "Portland, Maine", "Bath", "Quito"),
)
_ABOUT_A_TIME: Final = (
    "Will it rain in {one} {time}?",
    "How warm will {one} be {time}?",
    "weather {one} {time}",
    "{time}, will it be dry in {one} and {other}?",
    "Is {one} warmer than {other} {time}?",
    "What's the wind in {one} {time}, in knots?",
    "do I need an umbrella in {one} {time}",
    "When will it rain in {one} {time}?",
    "Will it stay above 5 degrees in {one} {time}?",
    "What should I wear in {one} {time}?",
    "Which of {one}, {other} and Vienna is the sunniest {time}?",
    "how much snow {time} in {one}",
    "Any warnings for {one} {time}, and how humid is it in {other}?",
    "when is sunset in {one} {time}",
    "Is it good for a run {time} in {one}?",
    "how likely is rain in {one} {time}",
)
FOLLOW_UPS: Final = (
    "",
    "and in {other}?",
    "and the wind?",
    "in Fahrenheit?",
    "warmer than {other}?",
    "what about Monday?",
    "no, I meant {other}",
    "hourly?",
    "and the day after?",
    "will it snow?",
    "are you sure?",
    "until when?",
    "and on Friday evening in {other}?",
    "is it too hot for a walk?",
    "and last week?",
)
_BEHIND: Final = {
    "de": ("", "und morgen?", "und in Bergen?", "und der Wind?", "wärmer als in Rom?"),
    "es": ("", "¿y mañana?", "¿y en Bergen?", "¿y el viento?", "¿hace más calor que en Roma?"),
    "ja": ("", "明日は", "大阪は", "風は", "傘は必要"),
}


def given() -> list[str]:
    """Return each thread as one text, in order."""
    return [f"{language}: {' // '.join(questions)}" for language, questions in composed_threads()]


def told(share: int) -> Told:
    """Yield the threads of a share with their answers."""
    with opened_once(conversing) as answers_in:
        for thread, asked in list(zip(composed_threads(), given(), strict=True))[share::SHARES]:
            language, questions = thread
            yield asked, "\n".join(answers_in(language)(*questions))


def composed_threads() -> list[Thread]:
    """Return all threads, each once."""
    return list(
        dict.fromkeys((*_as_asked(), *_of_times(), *_of_questions(), *_in_other_languages()))
    )


def _as_asked() -> Iterator[Thread]:
    for line in lines_of("asked.txt"):
        language, _, questions = line.partition(": ")
        yield language, tuple(questions.split(" // "))


def _of_times() -> Iterator[Thread]:
    for words in variants_of("times.txt"):
        one, other = one_of(_PLACES, words), one_of(_PLACES, words[::-1])
        question = one_of(_ABOUT_A_TIME, words).format(one=one, other=other, time=words)
        yield _thread("en", question)


def _of_questions() -> Iterator[Thread]:
    asked = (sample.question for sample in samples(TUNED_ON))
    for question in (*variants_of("asks.txt"), *_rows("readings.txt", "; "), *asked):
        yield _thread("en", question)


def _in_other_languages() -> Iterator[Thread]:
    for language in _BEHIND:
        for sample in samples(DATA / f"questions_{language}.txt"):
            yield _thread(language, sample.question)
    for line in lines_of("translations.txt"):
        question, _, read = line.partition(" => ")
        language = read.partition(":")[0]
        yield _thread(language if language in _BEHIND else "en", question)


def _thread(language: str, question: str) -> Thread:
    """Return the thread of a question, with a follow-up behind most."""
    follow_up = one_of(_BEHIND.get(language, FOLLOW_UPS), question)
    follow_up = follow_up.format(other=one_of(_PLACES, question[::-1]))
    return language, (question, follow_up) if follow_up else (question,)


def variants_of(name: str) -> Iterator[str]:
    """Yield the words behind each line's reading, which bars divide."""
    for line in lines_of(name):
        yield from line.partition(": ")[2].split(" | ")


def _rows(name: str, sign: str) -> Iterator[str]:
    return (line.partition(sign)[0] for line in lines_of(name))


def lines_of(name: str) -> Iterator[str]:
    """Yield the lines of a table, without its comments."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return (line for line in lines if line and not line.startswith("#"))
