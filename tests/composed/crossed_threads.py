"""Threads that nobody wrote: real questions with each other's times, places and follow-ups.

Faults hide where two features meet. What meets is drawn by the words themselves, so that a new
question leaves nearly all other threads as they are. Who asks, when and of which weather is drawn
likewise, from a few `CIRCUMSTANCES`.
"""

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import product
from typing import Final, Literal
from zoneinfo import ZoneInfo

from answer_sets import Exchange, exchanging, opened_once
from digests import digest_of
from fakes.draws import number_of
from fakes.uneven import Uneven
from golden_answers import GOLDEN_FILES, language_of, read_golden

from bot.providers.simulated import Simulated
from composed import Told
from composed.threads import composed_threads, lines_of, variants_of

SHARES: Final = 16

Exchanges = Callable[..., list[Exchange]]
Crossed = tuple[int, str, tuple[str, ...]]
"""The number of the circumstances, the language of who asks, and the questions in their order."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The moment and place at which somebody asks, and the weather there."""

    asked_at: datetime
    home: str = ""
    units: Literal["metric", "imperial"] | None = None
    is_even: bool = False

    def exchanging(self, language: str) -> AbstractContextManager[Exchanges]:
        """Return a context with a function that answers threads in these circumstances."""
        return exchanging(
            language,
            self.asked_at,
            home=self.home,
            units=self.units,
            weather_of=Simulated if self.is_even else Uneven,
        )


def _at(when: str, zone: str) -> datetime:
    return datetime.fromisoformat(when).replace(tzinfo=ZoneInfo(zone))


CIRCUMSTANCES: Final = (
    Circumstances(_at("2026-11-28 12:00", "UTC"), is_even=True),
    Circumstances(_at("2026-11-28 12:00", "UTC")),
    Circumstances(_at("2026-11-30 00:20", "Europe/Oslo"), home="Oslo"),
    Circumstances(
        _at("2026-12-31 23:15", "America/New_York"), home="Portland, Maine", units="imperial"
    ),
    Circumstances(_at("2027-03-27 20:40", "Europe/Berlin"), home="Berlin"),
    Circumstances(_at("2028-02-29 05:55", "Asia/Tokyo"), home="Tokyo, Osaka"),
    Circumstances(_at("2027-07-07 16:30", "Europe/Lisbon"), is_even=True),
    Circumstances(_at("2027-10-01 09:00", "Australia/Sydney")),
)
"""Noon on a Saturday, the first and last minutes of a week, a year and a leap day, and a night in
which the clocks change."""

_NAMED: Final = re.compile(r"\b(?:Oslo|Rome|Bergen|Paris|Lisbon|Rom|Roma|London|Berlin|Madrid)\b")
_TIMED: Final = re.compile(
    r"\b(?:(?:on |this |next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"(?: (?:morning|afternoon|evening|night))?|tomorrow(?: (?:morning|afternoon|evening|night))?|"
    r"today|tonight|(?:this |next |at the )?weekend|(?:next|this|last) week|yesterday|now)\b",
    re.IGNORECASE,
)
_INSTEAD: Final = {
    "en": (
        *("Oslo and Rome", "Oslo, Rome and Bonn", "Tromsø", "Quito", "90210", "New Zealand"),
        *("Springfield", "Portland, Oregon", "the Alps", "Oslo or Bergen", "here", "Kathmandu"),
        *("Longyearbyen", "Paris, Texas", "Cornwall", "my hotel", "Paris, Lyon and Nice", "JFK"),
        *("Xanadu", "Georgia", "Mumbai and Delhi", "Bath", "St. John's", "Sydney vs Perth"),
        *("59.9, 10.7", "Oslo (Norway)", "the Canary Islands", "San Jose, CA", "SW1A 1AA"),
    ),
    "de": ("München und Köln", "Bayern", "Frankfurt", "Oslo", "hier", "80331", "den Alpen"),
    "es": ("Sevilla y Cádiz", "Galicia", "Córdoba", "Oslo", "aquí", "28013", "las Canarias"),
    "ja": ("東京と大阪", "北海道", "札幌", "Oslo", "ここ", "沖縄"),
}
_JOINED: Final = ("{} and {}", "{}? {}", "{}, {}", "{} or {}", "{}, then {}", "{}; also {}")
_FOR_WORDS: Final = {
    "de": ("Wetter in Oslo {}", "{} in Rom?", "Regnet es {} in Bergen?", "wie wird {} in Kiel"),
    "es": ("Tiempo en Oslo {}", "¿{} en Roma?", "¿Llueve {} en Bergen?", "cómo va a estar {} León"),
    "ja": ("東京{}", "{}の天気", "明日の大阪は{}", "札幌 {} 雨"),
}
_UNCLEAR: Final = {
    "en": ("Springfield", "Georgia", "Manzanillo", "San José", "Cordoba", "Newcastle", "Santiago"),
    "de": ("Springfield", "Manzanillo", "Frankfurt", "San José"),
    "es": ("Springfield", "Manzanillo", "San José", "Mérida"),
    "ja": ("Springfield", "府中", "Manzanillo"),
}
_CHOSEN: Final = {
    "en": (
        *("the second one", "the first", "the last one", "2", "number 1", "#2", "3", "both", "all"),
        *("the one in the US", "the one in Illinois", "Massachusetts", "MA", "Cuba", "the country"),
        *(
            "neither",
            "the other one",
            "the big one",
            "no, the 2nd",
            "the latter",
            "Illinois please",
        ),
        *("the second one tomorrow", "and the other?", "not the first", "the Mexican one", "ok"),
        *("I mean the one in Mexico", "the former", "Oslo", "one", "two"),
        *("the third", "any", "yes"),
    ),
    "de": ("das zweite", "das erste", "das in den USA", "Illinois", "beide", "2", "Kuba", "nein"),
    "es": ("el segundo", "la primera", "el de México", "Illinois", "los dos", "2", "Cuba", "no"),
    "ja": ("2番目", "最初", "メキシコ", "イリノイ州", "両方", "2", "キューバ", "いいえ"),
}
_BEFORE: Final = {
    "en": ("weather in {}", "Will it rain in {} tomorrow?", "{} or Oslo, which is warmer?"),
    "de": ("Wetter in {}", "Regnet es morgen in {}?"),
    "es": ("Tiempo en {}", "¿Llueve mañana en {}?"),
    "ja": ("{}の天気", "明日の{}は雨"),
}
_DAYS: Final = {"de": "Dienstag", "es": "martes", "ja": "火曜"}
_MONTHS: Final = {"de": "Januar", "es": "enero", "ja": "1月"}


class _Draws:
    """Some texts, of which one is drawn by words; a new text takes only the place of a few."""

    def __init__(self, options: Iterable[str]) -> None:
        self._options = sorted({number_of(option): option for option in options}.items())
        self._keys = [key for key, _ in self._options]

    def by(self, words: str) -> str:
        """Return the same text for the same words."""
        at = bisect(self._keys, number_of(words)) % len(self._options)
        return self._options[at][1]


def given() -> list[str]:
    """Return each thread as one text, in order."""
    return [_named(thread) for thread in crossed_threads()]


def told(share: int) -> Told:
    """Yield the threads of a share with their calls, results and answers."""
    with opened_once(Circumstances.exchanging) as exchanges_in:
        for thread in crossed_threads()[share::SHARES]:
            number, language, questions = thread
            yield (
                _named(thread),
                "\n".join(map(_told, exchanges_in(CIRCUMSTANCES[number], language)(*questions))),
            )


def _named(thread: Crossed) -> str:
    number, language, questions = thread
    return f"{number} {language}: {' // '.join(questions)}"


def _told(exchange: Exchange) -> str:
    calls = " | ".join(f"{call.name} {call.arguments}" for call in exchange.calls)
    return f"{calls}; results {digest_of(*exchange.results)}\n{exchange.words}"


@cache
def crossed_threads() -> tuple[Crossed, ...]:
    """Return all threads, each once; composing them takes a second, and each share needs them."""
    firsts, laters = _pools()
    made: list[tuple[str, tuple[str, ...]]] = []
    for language, asked in firsts.items():
        main = language if language in _INSTEAD else "en"
        made += _crossed(language, asked, _Draws(firsts[main]), _Draws(laters[main]))
    for language in ("en", "de", "es", "ja"):
        made += _in_contexts(language, laters[language], _Draws(firsts[language]))
    made += _in_words()
    made += _chosen()
    threads = dict.fromkeys(made)
    return tuple(
        (_circumstances_of(questions), language, questions) for language, questions in threads
    )


def _circumstances_of(questions: tuple[str, ...]) -> int:
    return number_of("\n".join(questions)) // 7 % len(CIRCUMSTANCES)


def _pools() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the first questions of threads and the later ones, by the language of who asks."""
    firsts, laters = dict[str, list[str]](), dict[str, list[str]]()
    threads = [
        (language_of(path), thread.questions)
        for path in GOLDEN_FILES
        for thread in read_golden(path)
    ]
    for language, (first, *later) in (*threads, *composed_threads()):
        firsts.setdefault(language, []).append(first)
        laters.setdefault(language, []).extend(later)
    return firsts, laters


def _crossed(
    language: str, asked: Sequence[str], firsts: _Draws, laters: _Draws
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield a thread for each question: with another place, time, question or only a follow-up."""
    places = _Draws(_INSTEAD.get(language, _INSTEAD["en"]))
    times, joined = _Draws(variants_of("times.txt")), _Draws(_JOINED)
    for first in asked:
        elsewhere = _NAMED.sub(places.by(first), first, count=1)
        then = _TIMED.sub(times.by(first), first, count=1) if language == "en" else first
        other = firsts.by(first[::-1])
        both = joined.by(first).format(first.rstrip("?!."), other)
        ways = (
            (elsewhere, laters.by(elsewhere)),
            (then, laters.by(then)),
            (elsewhere, laters.by(elsewhere), laters.by(first[::-1])),
            (both,),
            (first, other),
        )
        yield language, ways[number_of(first) // 11 % len(ways)]


def _in_contexts(
    language: str, laters: Sequence[str], firsts: _Draws
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for later in laters:
        for number in range(6):
            yield language, (firsts.by(f"{number} {later}"), later)


def _in_words() -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in lines_of("foreign_words.txt"):
        language, _, rest = line.partition(": ")
        for words in rest.partition(": ")[2].split(" | "):
            said = words.format(day=_DAYS[language], month=_MONTHS[language])
            for frame in _FOR_WORDS[language]:
                yield language, (frame.format(said),)


def _chosen() -> Iterator[tuple[str, tuple[str, ...]]]:
    for language, unclear in _UNCLEAR.items():
        for place, chosen in product(unclear, _CHOSEN[language]):
            before = _Draws(_BEFORE[language]).by(f"{place} {chosen}")
            yield language, (before.format(place), chosen)
