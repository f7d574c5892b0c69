"""Reports as they are shown: exhibits, credits, notes, and the message with them.

Composed are reports of each kind, alone and with others, of one place and of several whose names
and clocks may be alike, in each system of units and each language. Told are the exhibits, whether
they are read as they were stored, the provenance, and the message.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Final

from fakes import kinds
from fakes.draws import drawn

from bot.languages import language_of
from bot.messages import Answer, Reply, answer_from_json, to_json
from bot.presentation import exhibits_of
from bot.presentation.provenance import provenance_of
from bot.reports import Shown, Units
from composed import Told
from composed._bent_reports import NOW, PLACES, SOURCES, WAYS, bent
from handlers.blocks import render

TAGS: Final = ("en", "de", "ja", "es")
SYSTEMS: Final[tuple[Units | None, ...]] = ("metric", "imperial", None)
COUNTS: Final = (1, 2, 3, 4, 7, 8, 20, 21, 48)
AUTUMN: Final = datetime(2026, 10, 25, 0, 20, tzinfo=UTC)
"""Soon, clocks in Europe go back."""


def told() -> Told:
    """Yield reports with all that is shown of them."""
    for number, (kind, count, way) in enumerate(product(kinds.ALL, COUNTS, WAYS)):
        one = PLACES[number % len(PLACES)]
        report = bent(kind, one, way, 0 if number % 31 == 0 else count, source=SOURCES[number % 4])
        tag, units = TAGS[number % 4], SYSTEMS[number % 3]
        given = f"{kind.name} {count} {way} {one.label} {tag} {units} {number}"
        yield given, _shown([Shown(report, units)], tag, number)
    for number in range(800):
        yield from _several(number)
    for number, (way, count, first) in enumerate(product(WAYS[:2], (3, 5, 24), range(-3, 3))):
        hours = [bent(kinds.HOURLY, at, way, count, first=first, now=AUTUMN) for at in PLACES[:2]]
        shown = [Shown(report, "metric") for report in hours]
        yield f"autumn {way} {count} {first}", _shown(shown, TAGS[number % 4], number)


def _several(number: int) -> Told:
    """Yield reports of one kind or more, of places whose clocks and names may be alike."""
    some = [drawn(f"{number} kind {at}", kinds.ALL) for at in range(2)]
    shown = []
    for at in range(2 + number % 7):
        kind = some[0] if number % 3 else drawn(f"{number} {at}", some)
        count = COUNTS[number % 5 + at % 2] if number % 4 else 3
        way = drawn(f"{number} way {at}", WAYS[:3])
        report = bent(
            kind,
            drawn(f"{number} place {at}", PLACES if number % 5 < 4 else PLACES[:3]),
            way,
            count,
            first=at % 2 if number % 6 == 0 else 0,
            now=(NOW, AUTUMN)[number % 5 // 4] - _ago(number) * (at % 2),
            source=drawn(f"{number} source {at}", SOURCES),
            is_last_good=drawn(f"{number} old {at}", range(4)) == 0,
        )
        units = drawn(f"{number} units {at}", SYSTEMS)
        shown.append(Shown(report, units, is_aside=drawn(f"{number} aside {at}", range(6)) == 0))
    shown += [replace(shown[0], units="imperial")] if number % 8 == 0 else []
    given = [f"{item.report.kind.name} {item.report.place.label} {item.units}" for item in shown]
    tag = TAGS[number // 2 % 4]
    yield f"{number} {tag}: {'; '.join(given)}", _shown(shown, tag, number)


def _ago(number: int) -> timedelta:
    return timedelta(minutes=37 * (number % 2), days=31 * (number % 12 == 0))


def _shown(shown: Sequence[Shown], tag: str, number: int) -> str:
    language = language_of(tag)
    exhibits = exhibits_of(shown, language)
    asked_at = NOW + timedelta(seconds=(0, 29, 30, 3600, 90_000)[number % 5])
    provenance = provenance_of(shown, asked_at, language)
    reply = Reply("Mild.", provenance, exhibits, tag)
    stored = json.loads(json.dumps(to_json(Answer(reply))))
    read = [f"{answer_from_json(stored).reply == reply}"]
    if number % 50 == 0:
        of_old = {name: stored["reply"][name] for name in ("text", "provenance")}
        read.append(f"{answer_from_json({'reply': of_old, 'turn': (), 'model_calls': ()})}")
    ages = [f"{item.report.is_blank} {item.report.as_of:%d %H:%M}" for item in shown]
    text, blocks = render(reply)
    return "\n".join(
        (*map(repr, exhibits), repr(provenance), f"{read} {ages}", text, *map(str, blocks))
    )
