"""Measure how well the offline model reads questions, and whether it answers them.

Places and times are those of its readings and calls; an answer is right when it begins with what
was asked for, and none of its figures contradicts it. The held-out sets are kept apart from what
the rules are tuned on: look at their figures only.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from answer_sets import (
    ANSWERS_HELD_OUT,
    ANSWERS_TUNED_ON,
    answer_samples,
    answerer,
    contradiction_in,
)
from foreign_sets import LANGUAGES, english_in, foreign_samples
from place_sweeps import TOWN_FORMS, misread_names, wrong_states, wrong_towns
from question_sets import (
    ASKED_AT,
    HELD_OUT,
    TUNED_ON,
    Score,
    code_of,
    plain,
    samples,
    scores_from_outside,
    scores_of_reading,
)

from bot.bootstrap import TOOLS
from bot.models.offline.reading import read_question
from bot.places.gazetteer import Gazetteer


def show_errors(gazetteer: Gazetteer) -> None:
    """Print the misread questions of the set that the rules are tuned on."""
    for sample in samples(TUNED_ON):
        reading = read_question(sample.question, gazetteer, ASKED_AT, TOOLS)
        wanted, found = set(map(plain, sample.places)), set(map(plain, reading.places))
        if wanted != found or code_of(reading.when) != sample.time:
            print(f"{sample.question!r}: {sorted(found)} {code_of(reading.when)!r}")


def show(name: str, places: Score, times: Score) -> None:
    """Print one line of figures."""
    print(
        f"{name:32} places {places.precision:.3f} / {places.recall:.3f}"
        f"   times {times.precision:.3f} / {times.recall:.3f}"
    )


def show_answers(name: str, path: Path, *, has_errors: bool) -> None:
    """Print how many answers begin with what was asked, and how many contradict themselves."""
    samples = answer_samples(path)
    with answerer() as answer:
        answers = {sample: answer(sample.question) for sample in samples}
    wrong = [sample for sample, words in answers.items() if not sample.is_answered_by(words)]
    contradictions = [each for each in samples if contradiction_in(each.question, answers[each])]
    for sample in wrong if has_errors else ():
        print(f"{sample.question!r} ({sample.kind}): {answers[sample].splitlines()[0]!r}")
    share = 1 - len(wrong) / len(samples)
    print(f"{name:32} answered first {share:.3f}   contradictions {len(contradictions)}")


def show_languages(gazetteer: Gazetteer) -> None:
    """Print how many questions in other languages are read, and answered without English."""
    with answerer() as answer:
        for language in LANGUAGES:
            samples = foreign_samples(language)
            right = [sample for sample in samples if sample.is_read(gazetteer, language)]
            english = [each for each in samples if english_in(answer(each.question))]
            share = len(right) / len(samples)
            print(f"{language:32} read {share:.3f}   English in {len(english)} answers")


def show_sweeps(gazetteer: Gazetteer) -> None:
    """Print how many names of the gazetteer are misread, which takes some minutes."""
    for form in TOWN_FORMS:
        wrong, count = wrong_towns(gazetteer, form)
        print(f"{form:32} {1 - len(wrong) / count:.4f} of {count} towns right; not: {wrong}")
    wrong, count = wrong_states(gazetteer)
    print(f"{'codes of states alone':32} {count - len(wrong)} of {count} right; not: {wrong}")
    misread = list(misread_names(gazetteer))
    print(f"{'weather in NAME':32} {len(misread)} misread: {misread}")


def main() -> None:
    """Print precision and recall of both sets, how questions are answered, and the time of each.

    With the argument "all" every name of the gazetteer is asked for as well.
    """
    gazetteer = Gazetteer()
    show_errors(gazetteer)
    print(f"\n{'precision / recall':32}")
    for name, path in {"tuned on": TUNED_ON, "held out": HELD_OUT}.items():
        show(f"{name}, as read", *scores_of_reading(path, gazetteer))
        show(f"{name}, by calls and replies", *scores_from_outside(path, gazetteer))
    show_answers("tuned on", ANSWERS_TUNED_ON, has_errors=True)
    show_answers("held out", ANSWERS_HELD_OUT, has_errors=False)
    show_languages(gazetteer)
    questions = [sample.question for sample in samples(HELD_OUT)]
    started_s = time.perf_counter()
    for question in questions:
        read_question(question, gazetteer, ASKED_AT, TOOLS)
    each_ms = (time.perf_counter() - started_s) * 1000 / len(questions)
    print(f"{each_ms:.1f} ms a question")
    if "all" in sys.argv[1:]:
        show_sweeps(gazetteer)
    gazetteer.close()


if __name__ == "__main__":
    main()
