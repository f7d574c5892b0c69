"""Word results in another language than English: a line for each, from its catalogue.

The sentences of English stand in their own modules; here a line is figures in one order for all.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

from bot.languages import ENGLISH, Language, phrase
from bot.models.offline.foreign.vocabulary import cities_in
from bot.models.offline.wording.extras import is_air, is_warning
from bot.models.offline.wording.leads.told import is_snowy, wind_from
from bot.models.offline.wording.parts import (
    Finding,
    in_words,
    is_of_another_year,
    items,
    joined,
    number,
    options,
    text,
)
from bot.models.offline.wording.warned import warnings_in
from bot.places.gazetteer import fold

_MAX_HOURS: Final = 8
_JOINS: Final = frozenset(
    (
        *("de", "del", "la", "las", "los", "el", "y", "do", "da"),
        *("am", "an", "der", "im", "in", "of", "upon"),
    )
)
_SOFT_HYPHEN: Final = "\u00ad"
_HOUR: Final = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)")
_WORD: Final = re.compile(r"\w+")
_LITTLE: Final = frozenset({"the", "and"})
_OTHERWISE: Final = {
    "turkey": "TR",
    "ivory coast": "CI",
    "cabo verde": "CV",
    "myanmar": "MM",
    "vatican": "VA",
    "democratic republic of congo": "CD",
    "republic of congo": "CG",
    "pitcairn": "PN",
    "palestinian territory": "PS",
    "cocos islands": "CC",
}
"""The codes of countries that GeoNames calls otherwise in English than Unicode's CLDR does."""
_SKY: Final = {
    "sunrise": phrase("sunrise {time}"),
    "sunset": phrase("sunset {time}"),
    "day_length": phrase("daylight {time}"),
    "moonrise": phrase("moonrise {time}"),
    "moonset": phrase("moonset {time}"),
}
_FIGURES: Final = {
    "humidity": phrase("humidity {share}"),
    "air_quality": phrase("air quality {quality}"),
    "european_aqi": phrase("European index {index}"),
    "water_temperature": phrase("water {temperature}"),
    "wave_height": phrase("waves {height}"),
    "warmest_water": phrase("water {temperature}"),
    "highest_waves": phrase("waves {height}"),
}
_FEELS: Final = phrase("feels like {temperature}")
_AMOUNTS: Final = {True: phrase("snow {share}"), False: phrase("rain {share}")}
_PROBLEMS: Final = {
    "not_covered": phrase("Nobody tells this about {place}."),
    "limit": phrase(
        "I can't look up so many places for one question; please ask for {place} in another one."
    ),
}
_NO_DATA: Final = phrase("There is no data for {place} right now.")
_UNKNOWN: Final = phrase("I don't know a place called {place}.")
_UNKNOWN_BUT: Final = phrase("I don't know a place called {place}; did you mean {choices}?")
_SEVERAL: Final = phrase("There are several places called {place}: {choices}. Which one?")
_NO_FIGURES: Final = phrase("no figures are known")
_NOTES: Final = (
    phrase("the sun stays below the horizon"),
    phrase("the sun stays above the horizon"),
    phrase("the sun doesn't set"),
    phrase("the sun has been up since an earlier day"),
    phrase("the moon stays below the horizon"),
    phrase("the moon stays above the horizon"),
)
_LONGEST_CODE: Final = 3


def localized(finding: Finding, language: Language) -> Finding:
    """Return a result whose place is named as the person named it, with its country.

    A region that was named, too, stays, or two towns of one name would look alike.
    """
    label = text(finding.data.get("place"))
    if not label:
        return finding
    asked, _, behind = map(str.strip, finding.asked_for.partition(","))
    if asked and not any(map(str.isdigit, asked)):
        is_shouted = asked.isupper() and len(asked) > _LONGEST_CODE
        is_plain = asked.islower() or is_shouted
        asked = _titled(asked.lower()) if is_plain else asked[0].upper() + asked[1:]
        asked = cities_in(language.name).get(asked, asked)
        if not finding.data.get("stands_for"):
            label = ", ".join([asked, *label.split(", ")[1:]])
    short = _label(label, language)
    names_region = behind and not label.endswith(behind) and not short.endswith(behind)
    label = _full_label(label, language) if names_region else short
    if finding.data.get("stands_for") and asked not in label:
        label = f"{label} ({asked})"
    return replace(finding, data={**finding.data, "place": label})


def _titled(name: str) -> str:
    """Return a name in small letters with its capitals: "Mar del Plata", "Frankfurt am Main"."""
    first, *rest = name.split(" ")
    titled = (word if word in _JOINS else word.title() for word in rest)
    return " ".join([first.title(), *titled])


def lines_about(finding: Finding, language: Language, *, has_uv: bool) -> Iterator[str]:
    """Yield the lines about one result, each with its place in bold."""
    data = finding.data
    if "error" in data:
        yield _problem(finding, language)
        return
    label = f"**{text(data.get('place'))}**"
    if is_warning(data):
        yield f"{label}: {warnings_in(data, language)}"
    elif days := items(data.get("days")):
        for each in days:
            figures = _figures(each, language, has_uv=has_uv)
            yield f"{label}, {_day(each.get('date'), language, data)}: {figures}"
    elif hours := items(data.get("hours")):
        step = -(-len(hours) // _MAX_HOURS)
        for each in hours[::step]:
            when = _HOUR.search(text(each.get("time")))
            day, clock = (when[1], when[2]) if when else ("", text(each.get("time")))
            figures = _figures(each, language, has_uv=has_uv)
            yield f"{label}, {_day(day, language, data)}, {clock}: {figures}"
    else:
        yield f"{label}: {_figures(data, language, has_uv=has_uv)}"


def _figures(data: Mapping[str, Any], language: Language, *, has_uv: bool) -> str:
    known = list(_known(data, language, has_uv=has_uv))
    return joined(known, ", ") or language.text(_NO_FIGURES)


def _ends(low: str, high: str, language: Language) -> str:
    """Return both ends of the temperature of a day, or the one that is known."""
    if low and high:
        return language.text(phrase("{low} to {high}"), low=low, high=high)
    if high:
        return language.text(phrase("up to {high}"), high=high)
    return language.text(phrase("down to {low}"), low=low) if low else ""


def _known(data: Mapping[str, Any], language: Language, *, has_uv: bool) -> Iterator[str]:
    """Yield the figures of a moment, an hour or a day, each with its name."""
    conditions = text(data.get("conditions"))
    yield text(data.get("temperature"))
    yield language.text(conditions)
    yield _ends(text(data.get("low")), text(data.get("high")), language)
    if feels := text(data.get("feels_like")):
        yield language.text(_FEELS, temperature=feels)
    yield _falling(data, conditions, language)
    for name, words in (("wind", phrase("wind {speed}")), ("gusts", phrase("gusts {speed}"))):
        if speed := text(data.get(name)):
            yield language.text(words, speed=wind_from(speed, language))
    named = {**_FIGURES, **(_SKY if "moon" in data or "day_length" in data else {})}
    for name, words in named.items():
        if figure := text(data.get(name)):
            yield _filled(words, in_words(figure, language), language)
    if uv := text(data.get("uv_index")) if has_uv or is_air(data) else "":
        yield _filled(phrase("UV index {index}"), uv, language)
    for name in ("sun_note", "moon", "moon_note"):
        yield language.text(text(data.get(name)))


def _filled(words: str, figure: str, language: Language) -> str:
    name = words.partition("{")[2].partition("}")[0]
    return language.text(words, **{name: figure})


def _falling(data: Mapping[str, Any], conditions: str, language: Language) -> str:
    """Return the probability and the amount of rain or snow, as far as they are known."""
    share = text(data.get("precipitation_probability"))
    amount = text(data.get("precipitation")) if number(data.get("precipitation")) else ""
    said = language.text(_AMOUNTS[is_snowy(conditions)], share=share) if share else ""
    return joined([said, f"({amount})" if said and amount else amount], " ")


def _day(value: object, language: Language, seen_from: Mapping[str, Any]) -> str:
    try:
        day = date.fromisoformat(text(value))
        return language.full_day(day, with_year=is_of_another_year(day, seen_from))
    except ValueError:
        return text(value)


def _problem(finding: Finding, language: Language) -> str:
    own = cities_in(language.name)
    data, name = finding.data, text(own.get(finding.asked_for, finding.asked_for))
    guesses = [_full_label(each, language) for each in options(data.get("suggestions"))]
    choices = [_full_label(each, language) for each in options(data.get("choices"))]
    if data["error"] == "unknown_place":
        known = _UNKNOWN_BUT if guesses else _UNKNOWN
        return language.text(known, place=name, choices=", ".join(guesses))
    if data["error"] == "ambiguous_place":
        return language.text(_SEVERAL, place=name, choices="; ".join(choices))
    return language.text(_PROBLEMS.get(str(data["error"]), _NO_DATA), place=name)


def _label(label: str, language: Language) -> str:
    """Return the name of a place with its country in a language, without its region."""
    name, *rest = label.split(", ")
    countries = _countries(language.name)
    if not rest:
        return countries.get(_key(name), _city(name, language.name))
    country = countries.get(_key(rest[-1]), rest[-1])
    return ", ".join([_city(name, language.name), country])


def _full_label(label: str, language: Language) -> str:
    """Return the name of a place with its region, which tells namesakes apart, and its country."""
    _, *regions = label.split(", ")
    town, *country = _label(label, language).split(", ")
    own = [cities_in(language.name).get(region, region) for region in regions[:-1]]
    return ", ".join([town, *own, *country])


@lru_cache(maxsize=1000)
def _city(name: str, language: str) -> str:
    """Return the name of a city in a language, as far as it is known there."""
    from babel import Locale  # noqa: PLC0415 - English does without

    if own := cities_in(language).get(name):
        return own
    zone = _zones().get(name.casefold(), "")
    known = Locale.parse(language).time_zones.get(zone, {})
    return str(known.get("city", name)).replace(_SOFT_HYPHEN, "")


@lru_cache
def _zones() -> Mapping[str, str]:
    """Return the time zones that are called like their cities, by the names of these."""
    from babel.core import get_global  # noqa: PLC0415 - English does without

    zones = (str(zone) for zone in get_global("zone_territories"))
    return {zone.rpartition("/")[2].replace("_", " ").casefold(): zone for zone in zones}


@lru_cache
def _countries(language: str) -> Mapping[str, str]:
    """Return the names of countries in a language by the keys of their English ones."""
    from babel import Locale  # noqa: PLC0415 - English does without

    own, english = Locale.parse(language).territories, Locale.parse(ENGLISH.name).territories
    by_key = {_key(name): own.get(code, name) for code, name in english.items()}
    return by_key | {name: own[code] for name, code in _OTHERWISE.items()}


@lru_cache(maxsize=1000)
def _key(name: str) -> str:
    """Return the letters that all spellings of a country's English name share."""
    words = _WORD.findall(fold(name))
    return " ".join("st" if word == "saint" else word for word in words if word not in _LITTLE)
