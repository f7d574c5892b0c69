"""The basic frames in German, Spanish and Japanese, with follow-ups on a place and on a day."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ask_frames import Ask, Frame, Time
from thread_frames import Turn

_ANY: Final = ("",)
_PLAIN: Final = Ask("plain", "weather", "soon", _ANY)
_RAIN: Final = Ask("rain", "yes rain", "soon", _ANY)
_UMBRELLA: Final = Ask("rain", "yes umbrella", "soon", _ANY)
_SNOW: Final = Ask("day", "yes snow", "soon", _ANY)
_HIGH: Final = Ask("high", "figure high", "soon", _ANY)
_LOW: Final = Ask("high", "figure low", "soon", _ANY)
_WIND: Final = Ask("day", "figure wind", "soon", _ANY)
_SUNSET: Final = Ask("sky", "figure sunset", "soon", _ANY)
_SUNRISE: Final = Ask("sky", "figure sunrise", "soon", _ANY)

_Days = tuple[tuple[str, int, int], ...]

_ASKS: Final[dict[str, tuple[tuple[str, Ask], ...]]] = {
    "de": (
        ("Wie wird das Wetter {when} {at}?", _PLAIN),
        ("Regnet es {when} {at}?", _RAIN),
        ("Wird es {at} {when} regnen?", _RAIN),
        ("Brauche ich {when} {at} einen Regenschirm?", _UMBRELLA),
        ("Schneit es {when} {at}?", _SNOW),
        ("Wie warm wird es {when} {at}?", _HIGH),
        ("Wie kalt wird es {at} {when}?", _LOW),
        ("Wie windig wird es {when} {at}?", _WIND),
        ("Wie stark ist der Wind {when} {at}?", _WIND),
        ("Wann geht {when} {at} die Sonne unter?", _SUNSET),
        ("Wann geht {at} {when} die Sonne auf?", _SUNRISE),
    ),
    "es": (
        ("¿Qué tiempo hará {when} {at}?", _PLAIN),
        ("¿Va a llover {when} {at}?", _RAIN),
        ("¿Lloverá {at} {when}?", _RAIN),
        ("¿Necesito un paraguas {when} {at}?", _UMBRELLA),
        ("¿Va a nevar {at} {when}?", _SNOW),
        ("¿Cuánto viento hará {when} {at}?", _WIND),
        ("¿A qué hora se pone el sol {when} {at}?", _SUNSET),
        ("¿A qué hora sale el sol {at} {when}?", _SUNRISE),
    ),
    "ja": (
        ("{when}の{at}の天気は？", _PLAIN),
        ("{at}の{when}の天気を教えて", _PLAIN),
        ("{when}、{at}で雨は降りますか？", _RAIN),
        ("{at}は{when}雨が降る？", _RAIN),
        ("{when}の{at}で傘は必要ですか？", _UMBRELLA),
        ("{when}、{at}で雪は降りますか？", _SNOW),
        ("{when}の{at}の日没は何時ですか？", _SUNSET),
        ("{at}の{when}の日の出は何時？", _SUNRISE),
    ),
}
_DAYS: Final[dict[str, _Days]] = {
    "de": (("morgen", 1, 1), ("am Freitag", 6, 1), ("übermorgen", 2, 1), ("am 2. Dezember", 4, 1)),
    "es": (
        *(("mañana", 1, 1), ("el viernes", 6, 1), ("pasado mañana", 2, 1)),
        ("el 2 de diciembre", 4, 1),
    ),
    "ja": (("明日", 1, 1), ("金曜日", 6, 1), ("明後日", 2, 1), ("12月2日", 4, 1)),
}
_LISTS: Final = {
    "de": ("in Oslo", "in Madrid und Oslo", "in London, Madrid und Oslo"),
    "es": ("en Oslo", "en Madrid y Oslo", "en London, Madrid y Oslo"),
    "ja": ("オスロ", "マドリードとオスロ", "ロンドンとマドリードとオスロ"),
}
_PLACES: Final = (("Oslo",), ("Madrid", "Oslo"), ("London", "Madrid", "Oslo"))
_NEXT: Final = {
    "de": ("und in Paris?", "und {when}?"),
    "es": ("¿y en Paris?", "¿y {when}?"),
    "ja": ("パリは？", "{when}は？"),
}


def foreign_threads(language: str) -> Iterator[tuple[Turn, ...]]:
    """Yield a question of each ask on each day, alone and with a follow-up."""
    days, number = _DAYS[language], 0
    for template, ask in _ASKS[language]:
        for words, ahead, count in days:
            which = number % len(_PLACES)
            number += 1
            frame = Frame(ask, _PLACES[which], Time(words, ahead, count), "metric")
            question = template.format(when=words, at=_LISTS[language][which])
            first = Turn(question[0].upper() + question[1:], frame)
            yield (first,)
            place, day = _NEXT[language]
            yield first, Turn(place, replace(frame, places=("Paris",)))
            other = days[(number + 1) % len(days)]
            later = replace(frame, time=Time(*other))
            yield first, Turn(day.format(when=other[0]), later)
