"""Tell when the sun and the moon rise and set, and when they will, where they don't."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from bot.languages import Language, phrase
from bot.models.offline.reading.asks import Side
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.wording.leads.stretches import Stretch, time_of
from bot.models.offline.wording.leads.verdicts import Answer, Judgement
from bot.models.offline.wording.parts import in_words, joined, text

_TIMES: Final[Mapping[Aspect, tuple[str, str]]] = {
    Aspect.SUNRISE: ("sunrise", phrase("sunrise {time}")),
    Aspect.SUNSET: ("sunset", phrase("sunset {time}")),
    Aspect.POLAR_NIGHT: ("sunrise", phrase("sunrise {time}")),
    Aspect.MIDNIGHT_SUN: ("sunset", phrase("sunset {time}")),
    Aspect.DAYLIGHT: ("day_length", phrase("daylight {time}")),
    Aspect.MOONRISE: ("moonrise", phrase("moonrise {time}")),
    Aspect.MOONSET: ("moonset", phrase("moonset {time}")),
}
_MOONS: Final[Mapping[Aspect, tuple[str, str]]] = {
    Aspect.FULL_MOON: ("next_full_moon", phrase("the next full moon is on {day}")),
    Aspect.NEW_MOON: ("next_new_moon", phrase("the next new moon is on {day}")),
}
_CLOCK: Final = re.compile(
    r"(?:(?P<hours>\d{1,2}) ?(?:h|:) ?)?(?P<minutes>\d{1,2})(?: min)?(?P<is_beside> \()?"
)
"""A clock time or a length; one of the day before or after has its weekday in brackets."""
_A_DAY_MIN: Final = 24 * 60
_NOW: Final = re.compile(r"\d\d:(\d\d)$")
At = tuple[int | None, Side]
"""An hour that a question names, 0 to 24, and the side of it that it asks for."""
NOT_TIMED: Final[At] = (None, "")
SKY: Final = frozenset({*_TIMES, *_MOONS, Aspect.MOON, Aspect.MOON_UP, Aspect.DARK})
"""The aspects of sun and moon."""

_STATES: Final = {
    Aspect.DARK: (Aspect.SUNRISE, Aspect.SUNSET),
    Aspect.MOON_UP: (Aspect.MOONRISE, Aspect.MOONSET),
}
"""What is so at a moment, with the times between which it is so or isn't."""
_ABSENCES: Final = frozenset({Aspect.POLAR_NIGHT, Aspect.MIDNIGHT_SUN})
_OF_SUN: Final = frozenset({Aspect.SUNRISE, Aspect.SUNSET, Aspect.DAYLIGHT, *_ABSENCES})
_UP: Final = ("above the horizon", "set", "earlier day")
"""The ends of the notes on a day that has the sun up and lacks a sunrise or a sunset."""
_NONE: Final[Mapping[Aspect, str]] = {
    Aspect.MOONRISE: phrase("no moonrise on this day"),
    Aspect.MOONSET: phrase("no moonset on this day"),
}
_STAYS: Final[Mapping[str, tuple[str, str]]] = {
    "next_day_with_sunrise": (
        phrase("the sun does not rise today; it is back on {day}"),
        phrase("the sun does not rise; it is back on {day}"),
    ),
    "next_day_with_sunset": (
        phrase("the sun does not set today; the next sunset is on {day}"),
        phrase("the sun does not set; the next sunset is on {day}"),
    ),
}


def sky(stretch: Stretch, aspect: Aspect, language: Language) -> str:
    """Return the answer about sun or moon in a few words; "" where nothing is known of it."""
    if stretch.kind != "sky":
        return ""
    if aspect in _STATES:
        return _between(stretch, aspect, language)
    if aspect in _MOONS:
        name, said = _MOONS[aspect]
        return _on_day(said, stretch.result.get(name), stretch, language)
    if aspect not in _TIMES:
        phase = text(stretch.data[0].get("moon"))
        return language.text(phase) if phase else ""
    if aspect in _OF_SUN and (stays := _stays(stretch, language)):
        return stays
    name, said = _TIMES[aspect]
    time = in_words(text(stretch.data[0].get(name)), language)
    is_of_sun = aspect in _OF_SUN and aspect is not Aspect.DAYLIGHT
    note = _sun_note(stretch) if is_of_sun else ""
    none = language.text(note or _NONE.get(aspect, ""))
    return language.text(said, time=time) if time else none


def _between(stretch: Stretch, aspect: Aspect, language: Language) -> str:
    """Return the two times between which it is so or isn't, or that the moon has neither."""
    note = text(stretch.data[0].get("moon_note"))
    if aspect is Aspect.MOON_UP and note:
        return language.text(note)
    times = (sky(stretch, each, language) for each in _STATES[aspect])
    return joined(list(dict.fromkeys(times)), ", ")


def minutes_of(stretch: Stretch, aspect: Aspect) -> int | None:
    """Return the minutes of a clock time or of the daylight of a day; None for all else.

    A sunrise before the midnight that begins the day comes before all its hours, a sunset after
    the one that ends it behind them.
    """
    name = _TIMES[aspect][0] if aspect in _TIMES else ""
    match = _CLOCK.match(text(stretch.data[0].get(name)))
    if not match:
        return None
    minutes = int(match["hours"] or 0) * 60 + int(match["minutes"])
    if match["is_beside"]:
        minutes += -_A_DAY_MIN if name == "sunrise" else _A_DAY_MIN
    return minutes


def _is_on_side(stretch: Stretch, aspect: Aspect, at: At) -> bool | None:
    """Return whether the sun or the moon rises or sets before an hour, or after it, as asked."""
    minutes, (hour, side) = minutes_of(stretch, aspect), at
    if minutes is None or hour is None or not side or aspect is Aspect.DAYLIGHT:
        return None
    return minutes < hour * 60 if side == "before" else minutes > hour * 60


def _is_dark(stretch: Stretch, hour: int | None) -> bool | None:
    """Return whether the sun is down at an hour, or now; None where that is unknown."""
    rises, sets = (minutes_of(stretch, each) for each in _STATES[Aspect.DARK])
    minutes = _minutes_at(stretch, hour)
    if minutes is None:
        return None
    if rises is None or sets is None:
        return not _sun_note(stretch).endswith(_UP)
    return not rises <= minutes < sets


def _is_light(stretch: Stretch, at: At) -> bool:
    """Return whether the sun is up at an hour or on its side, or at all where none is named."""
    hour, side = at
    if hour is not None and not side:
        return _is_dark(stretch, hour) is False
    end = _is_on_side(stretch, Aspect.SUNRISE if side == "before" else Aspect.SUNSET, at)
    return bool(minutes_of(stretch, Aspect.DAYLIGHT)) if end is None else end


def _is_moon_up(stretch: Stretch, hour: int | None) -> bool | None:
    """Return whether the moon is up at an hour, or now; None where that is unknown."""
    rises, sets = (minutes_of(stretch, each) for each in _STATES[Aspect.MOON_UP])
    minutes = _minutes_at(stretch, hour)
    if minutes is None:
        return None
    if rises is None and sets is None:
        return text(stretch.data[0].get("moon_note")).endswith("above the horizon")
    has_risen = rises is not None and minutes >= rises
    has_set = sets is not None and minutes >= sets
    if rises is None or (sets is not None and sets < rises):
        return has_risen or not has_set
    return has_risen and not has_set


def _minutes_at(stretch: Stretch, hour: int | None) -> int | None:
    """Return the minutes from midnight to an hour, or to now; None for now on another day."""
    if hour is not None:
        return hour * 60
    told = text(stretch.result.get("local_time"))
    date, now = time_of({"time": told})
    clock = _NOW.search(told)
    return now * 60 + int(clock[1]) if clock and now is not None and date == stretch.date else None


def judge_sky(
    stretch: Stretch, aspect: Aspect, language: Language, *, at: At = NOT_TIMED
) -> Judgement | None:
    """Return whether the moon is full or new, or the sun or moon rises or sets; or None."""
    said = sky(stretch, aspect, language)
    if not said:
        return None
    if aspect in _STATES:
        holds = (_is_dark if aspect is Aspect.DARK else _is_moon_up)(stretch, at[0])
        return None if holds is None else Judgement(Answer.YES if holds else Answer.NO, said)
    if aspect in _MOONS:
        phase = text(stretch.data[0].get("moon"))
        if phase == aspect.value:
            return Judgement(Answer.YES, language.text(phase))
        return Judgement(Answer.NO, joined([language.text(phase), said], "; "))
    if (on_side := _is_on_side(stretch, aspect, at)) is not None:
        return Judgement(Answer.YES if on_side else Answer.NO, said)
    name = _TIMES[aspect][0] if aspect in _TIMES else ""
    holds = bool(stretch.data[0].get(name))
    if aspect is Aspect.DAYLIGHT:
        holds = _is_light(stretch, at)
    if aspect in _ABSENCES:
        is_up = _sun_note(stretch).endswith(_UP)
        holds = not holds and is_up == (aspect is Aspect.MIDNIGHT_SUN)
    return Judgement(Answer.YES if holds else Answer.NO, said) if name else None


def _sun_note(stretch: Stretch) -> str:
    """Return the reason why a day has no sunrise or no sunset; "" on others."""
    return text(stretch.data[0].get("sun_note"))


def _stays(stretch: Stretch, language: Language) -> str:
    """Return until when the sun stays down or up on a day without its times; "" on others."""
    day = stretch.data[0]
    if day.get("sunrise") or day.get("sunset"):
        return ""
    is_today = time_of({"time": stretch.result.get("local_time")})[0] == stretch.date
    for name, (today, another_day) in _STAYS.items():
        if name in stretch.result:
            said = today if is_today else another_day
            return _on_day(said, stretch.result[name], stretch, language)
    return ""


def _on_day(said: str, value: object, stretch: Stretch, language: Language) -> str:
    """Return a phrase with a day in it, which has its year where that is another one."""
    try:
        day = date.fromisoformat(text(value))
    except ValueError:
        return ""
    has_year = not stretch.date.startswith(f"{day.year}")
    return language.text(said, day=language.full_day(day, with_year=has_year))
