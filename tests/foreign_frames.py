"""The basic frames in German, Spanish and Japanese, with follow-ups on a place and on a day."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from answer_sets import Exchange
from ask_frames import Ask, Frame, Time, turn_of
from frame_answers import wanted_verdicts
from frame_parts import lead_of, parts_of
from thread_frames import Turn

_PLAIN: Final = Ask("plain", "weather", "soon")
_RAIN: Final = Ask("rain", "yes rain", "soon")
_UMBRELLA: Final = Ask("rain", "yes umbrella", "soon")
_SNOW: Final = Ask("rain", "yes snow", "soon")
_HIGH: Final = Ask("high", "figure high", "soon")
_LOW: Final = Ask("high", "figure low", "soon")
_WIND: Final = Ask("day", "figure wind", "soon")
_SUNSET: Final = Ask("sky", "figure sunset", "soon")
_SUNRISE: Final = Ask("sky", "figure sunrise", "soon")

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
        ("{when}の{at}の天気は\uff1f", _PLAIN),
        ("{at}の{when}の天気を教えて", _PLAIN),
        ("{when}、{at}で雨は降りますか\uff1f", _RAIN),
        ("{at}は{when}雨が降る\uff1f", _RAIN),
        ("{when}の{at}で傘は必要ですか\uff1f", _UMBRELLA),
        ("{when}、{at}で雪は降りますか\uff1f", _SNOW),
        ("{when}の{at}の日没は何時ですか\uff1f", _SUNSET),
        ("{at}の{when}の日の出は何時\uff1f", _SUNRISE),
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
_NAMES: Final = {
    "ja": {"Oslo": "オスロ", "Madrid": "マドリード", "London": "ロンドン", "Paris": "パリ"},
}
_PLACES: Final = (("Oslo",), ("Madrid", "Oslo"), ("London", "Madrid", "Oslo"))
_VERDICTS: Final = {
    "de": {"Yes": "Ja", "No": "Nein", "Perhaps": "Vielleicht"},
    "es": {"Yes": "Sí", "No": "No", "Perhaps": "Quizás"},
    "ja": {"Yes": "はい", "No": "いいえ", "Perhaps": "もしかすると"},
}
_NEXT: Final = {
    "de": ("und in Paris?", "und {when}?"),
    "es": ("¿y en Paris?", "¿y {when}?"),
    "ja": ("パリは\uff1f", "{when}は\uff1f"),
}


LANGUAGES: Final = tuple(_ASKS)


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


def turn_in(language: str, frame: Frame) -> list[str]:
    """Return the calls that a frame takes; in Japanese with the places as they are written."""
    told, names = turn_of(frame), _NAMES.get(language, {})
    for name, own in names.items():
        told = [call.replace(f" {name.lower()} ", f" {own} ") for call in told]
    return told


def faults_in(language: str, frame: Frame, exchange: Exchange) -> list[str]:
    """Return the figures and the yes or no that an answer in a language lacks."""
    way, _, what = frame.ask.told.partition(" ")
    lead, parts = lead_of(exchange.words), list(parts_of(exchange.results))
    shown = [each for part in parts for each in part.shown(what)] if way == "figure" else []
    if language != "ja":
        shown = [each.replace(".", ",") for each in shown]
    faults = [f"{each} is not in {lead!r}" for each in shown if each not in lead]
    wanted = [wanted_verdicts(what, part) for part in parts] if way == "yes" else []
    verdicts = _VERDICTS[language]
    said = [verdicts[each] for each in wanted[0]] if len(wanted) == 1 else []
    if said and not lead.startswith(tuple(said)):
        faults.append(f"{lead!r} in place of {wanted}")
    if way == "yes" and not lead.startswith(tuple(verdicts.values())):
        faults.append(f"no yes or no: {lead!r}")
    return faults
