"""Figures, days and names as people read them, in each language and system of units.

Composed are figures at the edges of what is rounded, days and moments, tags, zones and countries,
the buttons below an answer with what is read of a press, and the home tab. Told is each text.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any, Final, get_args

from fakes import kinds

from bot import figures
from bot.languages import language_of
from bot.messages import Question, Surface, question_from_json, to_json
from bot.reports import Place, Units, zone_of
from bot.zones import country_of, find_zone
from composed import Told
from composed._bent_reports import NOW, PLACES
from handlers.blocks import buttons, home

SYSTEMS: Final[Sequence[Units]] = get_args(Units)
VALUES: Final = (
    *(None, 0.0, -0.0, 0.04, 0.05, -0.04, -0.05, 0.25, 0.44, 0.45, 0.5, 0.8, 0.81, 1.5, 2.5, 11.24),
    *(11.26, 12.7, 33.74, 33.76, 45.0, 99.5, 180.0, 348.74, 348.76, 359.9, 360.0, -17.8, 1234.56),
)
FIELDS: Final = (
    *("high_c", "wind_kmh", "rain_mm", "wave_m", "period_s", "humidity_pct", "waves_from_deg"),
    *("dust_ugm3", "birch_m3", "uv_index", "c", "", "m", "count"),
)
TAGS: Final = ("en", "de", "ja", "es")
ODD_TAGS: Final = (
    *("", "DE", "de-AT", "de_AT", "en-US", "en-us-x", "es-419", "pt-BR", "ja-Jpan-JP", "d", "deu"),
    *("de-AT-x-y", "../de", "de.po", "en-GB", "fr-FR", "zh-Hant-TW", "xx-PR", "en-USA", "e n-US"),
)


def told() -> Told:
    """Yield each value with its wording."""
    yield from _figures()
    yield from _codes()
    yield from _days()
    yield from _names()
    yield from _buttons()
    yield from _home()


def _figures() -> Told:
    for value, field in product(VALUES, FIELDS):
        made: list[object] = [figures.bare(field, value, units) for units in SYSTEMS]
        made += [
            figures.shown(field, value, units, language_of(tag))
            for units, tag in product(SYSTEMS, ("en", "de"))
        ]
        names = [figures.quantity(field), *(figures.sign(field, units) for units in SYSTEMS)]
        yield f"{field} {value}", f"{made} {names}"
    of_one: tuple[Callable[[Any], object], ...] = (
        *(figures.percent, figures.concentration, figures.pollen, figures.index),
        *(lambda it, u=units: figures.temperature(it, u) for units in SYSTEMS),
        *(lambda it, u=units: figures.speed(it, u) for units in SYSTEMS),
        *(lambda it, u=units: figures.precipitation(it, u) for units in SYSTEMS),
    )
    for value in VALUES:
        yield f"figure {value}", repr([make(value) for make in of_one])
        for units, tag in product(SYSTEMS, TAGS):
            winds = [figures.wind(value, deg, units, language_of(tag)) for deg in VALUES]
            yield f"wind {value} {units} {tag}", repr(winds)


def _codes() -> Told:
    for number in range(65):
        yield f"moon {number}", repr(figures.moon(number / 64))
    for code in (None, *range(-1, 101)):
        icons = [figures.emoji(code, is_day=is_day) for is_day in (None, True, False)]
        words = figures.conditions(code)
        said = [language_of(tag).text(words) for tag in TAGS if words]
        yield f"code {code}", f"{words} {icons} {said}"
    for seconds, tag in product((-5, 0, 29, 30, 31, 59, 3569, 3570, 3600, 86_400, 1e6), TAGS):
        yield f"for {seconds} {tag}", figures.duration(seconds, language_of(tag))
    for units in SYSTEMS:
        signs = [figures.signs(some, units) for some in ((), kinds.ALL, *((k,) for k in kinds.ALL))]
        yield f"signs {units}", repr(signs)


def _days() -> Told:
    days = [date(2026, 11, 23) + timedelta(days=days) for days in range(7)]
    days += [date(2026, month, 1 + month) for month in range(1, 13)] + [date(2024, 2, 29)]
    for day, tag in product(days, TAGS):
        said, at = language_of(tag), datetime(day.year, day.month, day.day, day.day % 24, 5)  # noqa: DTZ001 - a time of no place
        made = [said.weekday(day), said.weekday_in_full(day), said.day(day), said.full_day(day)]
        made += [said.full_day(day, with_year=True), said.day_of_month(day), said.moment(at)]
        made += [figures.moment(at)]
        made += [f"{figures.clock_time(at, other, said)}" for other in (day, days[0], days[-1])]
        yield f"{day} {tag}", "\n".join((*made, f"{figures.clock_time(None, day, said)}"))
    for tag in TAGS:
        said = language_of(tag)
        lists = [said.listed([*"abcd"][:count]) for count in range(1, 5)]
        units = (
            "°C",
            "°F",
            "mm",
            "cm",
            "in",
            "m",
            "ft",
            "s",
            "µg/m³",
            "km/h",
            "mi",
            "%",
            "min",
            "",
        )
        texts = [said.with_decimals(f"{x} {unit}.") for x in ("1.5", "1.2345") for unit in units]
        yield f"lists {tag}", f"{lists} {texts} {said.text('')}"


def _names() -> Told:
    for tag in ODD_TAGS:
        yield f"tag {tag}", f"{language_of(tag).name} {figures.units_of_locale(tag)}"
    for code in ("", "US", "us", "BS", "GB", "FM", "PW", "LR", "CA", "MX", "PR", "XX", "KY", "BZ"):
        yield f"country {code!r}", f"{figures.units_of_country(code)}"
    names = ("Europe/Oslo", "Asia/Kolkata", "UTC", "", "x" * 65, "../x", "Etc", None)
    for name, default in product((*names, "America/Nassau"), ("UTC", "Asia/Tokyo", "Mars/Base")):
        found = find_zone(name) if isinstance(name, str) else None
        at = NOW.astimezone(zone_of(name, default))
        yield f"zone {name} {default}", f"{found} {country_of(str(name))!r} {at:%H:%M %z}"
    for code, population, region in product(("US", "NO", ""), (0, 99_999, 100_000), ("", "R", "A")):
        place = Place("A", 0, 0, "UTC", code, "C" if code else "", region, population)
        yield f"label {code} {population} {region}", place.label


def _buttons() -> Told:
    for number, surface in product(range(8), get_args(Surface)):
        revision, later = ("", "1.5")[number % 2], ("", "2.5")[number // 2 % 2]
        question = Question(
            "T1", "C:1" if number == 7 else "C1", "1.0", "2.0", "U1", "x", surface, revision
        )
        question = question_from_json({**to_json(question), "asked_ts": later})
        names = [question.key, question.thread_key, question.reference, buttons.name_of(question)]
        for has_units, tag in product((True, False), TAGS):
            said = language_of(tag)
            shown = buttons.answer_buttons(question, said, has_units=has_units)
            values = [each.get("value") for each in shown[0]["elements"]]
            read = [buttons.pressed({"value": value}) for value in values]
            yield f"buttons {question} {has_units} {tag}", f"{names}\n{shown}\n{read}"
    odd = (None, "", "x", "good T:C:1:2", "good  T:C:1:2", "T:C:1:2", "a b T:C:1:2", "good T:C:1")
    for value in (*odd, "good T::1:2", "good T:C:1:2:3", "good T:C:1: 2", 7):
        yield f"pressed {value!r}", repr(buttons.pressed({"value": value}))
    yield "pressed nothing", repr(buttons.pressed({}))


def _home() -> Told:
    odd_names = ("", "Oslo", "x" * 151, "<@U1> & co", "a\nb\u202e", "&" * 60)
    for number, (units, one, other) in enumerate(
        product(("", "metric", "imperial", "kelvin"), odd_names, odd_names)
    ):
        state = home.HomeState(units, one, other, "a & b", f"{one} {other}")
        yield f"home {state}", repr(home.render(state, language_of(TAGS[number % 4])))
    for place in PLACES:
        yield f"place {place.label}", repr(place)
