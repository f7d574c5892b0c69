"""What is read out of questions, word by word: the things asked for, the times and the places."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from pathlib import Path

import pytest
from babel.dates import get_day_names, get_month_names
from fakes.offered_tools import offered_tools
from fakes.rows import each_row
from question_sets import ASKED_AT

from bot.models.offline.foreign import Translation, translated
from bot.models.offline.foreign.others import others
from bot.models.offline.reading import Reading, read_question
from bot.models.offline.reading.asks import Ask
from bot.models.offline.reading.asks.bounds import Bound
from bot.models.offline.reading.aspects import find_aspects
from bot.models.offline.reading.times import When, find_when
from bot.models.offline.reading.unknowns import find_unknowns, spans_of_unknowns
from bot.places.gazetteer import Gazetteer

FILE = Path(__file__).parent.parent / "data" / "readings.txt"
FOREIGN = FILE.with_name("translations.txt")
WORDS = FILE.with_name("foreign_words.txt")
ASKS = FILE.with_name("asks.txt")
ASPECTS = FILE.with_name("aspects.txt")
UNKNOWN = FILE.with_name("unknown_things.txt")
TIMES = FILE.with_name("times.txt")
CLOCKS = FILE.with_name("clocks.txt")


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    """Yield the real gazetteer."""
    gazetteer = Gazetteer()
    yield gazetteer
    gazetteer.close()


def rows_of(file: Path, sign: str) -> list[list[str]]:
    """Return the two parts of each line of a file, which a sign divides; "#" opens a heading."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.split(sign, 1) for line in lines if line and not line.startswith("#")]


@each_row(("question", "read"), lambda: rows_of(FILE, "; "))
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


@each_row(("question", "read"), lambda: rows_of(FOREIGN, " => "))
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


def alike_abroad() -> Iterator[tuple[str, str, list[str]]]:
    """Yield a language, English words and what is said for them, for each day and month anew."""
    for language, words in rows_of(WORDS, ": "):
        english, said = words.split(": ", 1)
        for name, own in named_in(language, english):
            yield language, english.format(**name), said.format(**own).split(" | ")


def named_in(language: str, words: str) -> list[tuple[dict[str, str], dict[str, str]]]:
    """Return the days or months that words leave open, in English and in a language."""
    of = {"day": get_day_names, "month": get_month_names}
    kind = next((kind for kind in of if f"{{{kind}}}" in words), "")
    if not kind:
        return [({}, {})]
    english, own = (of[kind](locale=each).values() for each in ("en", language))
    names = zip(english, own, strict=True)
    # In Japanese the last syllable of a day is often left out.
    return [({kind: name.lower()}, {kind: said.removesuffix("\u65e5")}) for name, said in names]


@each_row(("language", "english", "said"), alike_abroad)
def test_each_foreign_word_is_known(
    language: str, english: str, said: list[str], gazetteer: Gazetteer
) -> None:
    """As often as it is said, and for no place."""
    mark, end = ("\u3001", "\u3067\u3059") if language == "ja" else ("; ", "")

    put = translated(mark.join(said) + end, gazetteer, language)

    assert put
    assert (put.language, put.places) == (language, ())
    assert put.english == " ".join([english] * len(said)).strip()


def alike(file: Path) -> list[tuple[str, str]]:
    """Return what each line of a file has many words for, and those words."""
    return [(said, read) for read, words in rows_of(file, ": ") for said in words.split(" | ")]


@each_row(("question", "asked"), lambda: alike(ASKS))
def test_many_words_ask_the_same(question: str, asked: str, gazetteer: Gazetteer) -> None:
    """Whatever the verb, the unit or the courtesy around it."""
    assert _asked(read_question(question, gazetteer, ASKED_AT, offered_tools()).ask) == asked


def _asked(ask: Ask) -> str:
    """Return all that an ask says, beside the hour that is told with the times."""
    told = [ask.form.value, *ask.aspects]
    for field in fields(ask):
        value = getattr(ask, field.name)
        if field.name in ("form", "aspects", "hour", "by_place") or value == field.default:
            continue
        name = field.name.removeprefix("is_").replace("_", " ")
        told.append(name if value is True else f"{name} {_shown(value)}")
    return ", ".join(told)


def _shown(value: object) -> str:
    if isinstance(value, Bound):
        kept = " always" if value.is_kept else ""
        side = "above" if value.is_above else "below"
        return f"of {value.of}{kept} {side} {value.value:g} {value.unit}".rstrip()
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


@each_row(("words", "read"), lambda: alike(TIMES))
def test_many_words_name_the_same_time(words: str, read: str) -> None:
    """Asked on a Wednesday in November, in the morning."""
    assert _when(find_when(words, ASKED_AT)) == read


def by_clock() -> list[tuple[str, str, str]]:
    """Return each moment of asking with words, and the time that they name by then."""
    rows = [(asked_at, *rest.split(": ", 1)) for asked_at, rest in rows_of(CLOCKS, "; ")]
    return [(at, said, read) for at, read, words in rows for said in words.split(" | ")]


@each_row(("asked_at", "words", "read"), by_clock)
def test_the_same_words_name_another_time_by_another_clock(
    asked_at: str, words: str, read: str
) -> None:
    """At weekends, at night, at the ends of months and years, and on the day that is named."""
    assert _when(find_when(words, datetime.fromisoformat(f"{asked_at}+00:00"))) == read


def _when(when: When) -> str:
    """Return a time in words: its first day and those behind it, its hours, and what else it is."""
    told = []
    if when.first_day:
        told.append(f"{when.first_day:%a %d %b %Y}")
        told += [f"{when.days} days"] if when.days > 1 else []
    told += [f"{when.hours} h from {when.first_hour}"] if when.first_hour is not None else []
    told += [when.sun, f'"{when.unknown_day}"' if when.unknown_day else ""]
    told += ["now" if when.is_now else "", "more hours" if when.has_more_hours else ""]
    return ", ".join(filter(None, told)) or "no time"


@each_row(("words", "aspects"), lambda: alike(ASPECTS))
def test_many_words_ask_for_one_thing(words: str, aspects: str) -> None:
    """And those that only look like them for nothing."""
    assert (" & ".join(find_aspects(words)) or "nothing") == aspects


@each_row(("words", "thing"), lambda: alike(UNKNOWN))
def test_what_no_tool_knows_is_told_by_all_its_words(words: str, thing: str) -> None:
    """None of them asks for something else beside it."""
    assert find_unknowns(words) == (thing,)
    assert spans_of_unknowns(words) == [(0, len(words))]
