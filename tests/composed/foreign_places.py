"""Places in other languages: their names there, in the forms that a sentence gives them.

The names of cities and countries are those of CLDR; the endings, and the words that show a
language, are the offline model's own. Names in the languages that it reads come as they are.
"""

from collections.abc import Iterator
from functools import cache
from typing import Final

from answer_sets import conversing, opened_once
from babel import Locale
from fakes.draws import number_of, one_of

from bot.models.offline.foreign.endings import Ending
from bot.models.offline.foreign.others import Other, others
from composed import Told
from composed.threads import lines_of

SHARES: Final = 4
_READ: Final = {
    "de": ("Wetter in {}", "Regnet es morgen in {}?", "Ist es in {} wärmer als in {}?"),
    "es": ("Tiempo en {}", "¿Llueve mañana en {}?", "¿Hace más calor en {} que en {}?"),
    "ja": ("{}の天気", "明日の{}は雨", "{}と{}の気温"),
}
_OF_AN_ENDING: Final = 4


def given() -> list[str]:
    """Return each question with its language, in order."""
    return [f"{language}: {question}" for language, question in _questions()]


def told(share: int) -> Told:
    """Yield the questions of a share with their answers."""
    with opened_once(conversing) as answers_in:
        for language, question in _questions()[share::SHARES]:
            yield f"{language}: {question}", answers_in(language)(question)[0]


def _questions() -> list[tuple[str, str]]:
    read = (each for language in _READ for each in _in_a_language_read(language))
    unread = (each for other in others() for each in _in_another(other))
    return list(dict.fromkeys((*read, *unread)))


def _in_a_language_read(language: str) -> Iterator[tuple[str, str]]:
    rows = (line.partition(": ") for line in lines_of("foreign_cities.txt"))
    known = (rest.split(" | ") for tag, _, rest in rows if tag == language)
    names = [row.partition(" = ")[2] for cities in known for row in cities]
    names += _names_in(language)
    for name, after in zip(names, [*names[7:], *names[:7]], strict=True):
        yield language, one_of(_READ[language], name).format(name, after)


def _in_another(other: Other) -> Iterator[tuple[str, str]]:
    names, words = _names_in(other.language), sorted(other.words)
    for word in words:
        yield other.language, f"{word} {one_of(words, word[::-1])} {one_of(names, word)}"
    for ending in other.endings:
        fit = sorted((name for name in names if _fits(name, ending)), key=number_of)
        for name in fit[:_OF_AN_ENDING]:
            first, second, third = (one_of(words, f"{name} {place}") for place in range(3))
            asker = one_of(("en", other.language), name)
            yield asker, f"{first} {second} {_inflected(name, ending)} {third}?"


def _fits(name: str, ending: Ending) -> bool:
    return ending.is_beginning or (name.lower().endswith(ending.lacks) and len(name) > 3)


def _inflected(name: str, ending: Ending) -> str:
    if ending.is_beginning:
        return ending.has + name
    return name[: len(name) - len(ending.lacks)] + ending.has


@cache
def _names_in(language: str) -> tuple[str, ...]:
    """Return the names of cities and countries in a language."""
    locale = Locale.parse(language)
    cities = (zone.get("city") for zone in locale.time_zones.values())
    countries = (name for code, name in locale.territories.items() if code.isalpha())
    return tuple(dict.fromkeys(name for name in (*cities, *countries) if name))
