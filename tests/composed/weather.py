"""Batches of weather queries to outcomes, from the store, joined and new requests, and fail-over.

Composed are the kinds of data with days, hours, moments of asking and zones; what two services
answer, fail with or lack, in rows with time between them; queries of many places at once; and
look-ups ahead. Told are the outcomes, the requests, the counts, and what the log says of failures.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import StringIO
from itertools import cycle, product
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from fakes import kinds
from fakes.log import logging_as_before

from bot.kinds.sea import SEA
from bot.places.gazetteer import Gazetteer
from bot.queries import Query
from bot.telemetry import configure_logging
from composed import Told
from composed._two_services import KINDS, TwoServices

NAMES: Final = ("Berlin", "Kathmandu", "Honolulu", "Adelaide", "Apia", "St. John's", "London")
MOMENTS: Final = tuple(
    datetime.fromisoformat(f"{each}+00:00")
    for each in (
        *("2026-11-23T11:00", "2026-10-24T22:30", "2026-10-25T00:59:59", "2027-03-28T00:30"),
        *("2028-02-28T23:45", "2026-12-31T10:15"),
    )
)
FIRST_DAYS: Final = (
    *(0, 1, -1, 2, 6, 14, 15, 16, -2, -8, -30, 400, -40_000),
    *(date(2026, 11, 23), date(2026, 10, 25), date(2027, 3, 28), date(1939, 12, 31)),
    date(1940, 1, 1),
    *(date(2199, 12, 31), date(2028, 2, 29)),
)
HOURS: Final = (None, 0, 1, 2, 3, 11, 12, 13, 23)
MODES: Final = (
    *("whole", "none", "blank", "short", "late", "gap", "empty", "fails", "rests", "rests long"),
    *("times out", "raises"),
)
CALM: Final = ("rests", "fails")

LOGGED: Final = ("event", "source", "kind", "rest_s", "reason", "places", "days", "service")


def told() -> Told:
    """Yield the cases with what came of each."""
    gazetteer, log = Gazetteer(), StringIO()
    with logging_as_before():
        configure_logging(log, level="DEBUG", log_format="json", secrets=())
        for cases in (_of_needs, _of_rows, _of_many):
            for given, both in cases(gazetteer, log):
                told = both.end()
                yield given, f"{told}\n{_logged(log.getvalue())}"
                log.seek(0)
                log.truncate()
    gazetteer.close()


def _logged(text: str) -> str:
    """Return the entries of a log in the order of their text, with what they say of services."""
    entries = map(json.loads, text.splitlines())
    return "\n".join(
        sorted(str([entry[name] for name in LOGGED if name in entry]) for entry in entries)
    )


def _of_needs(gazetteer: Gazetteer, log: StringIO) -> Iterator[tuple[str, TwoServices]]:
    """Yield queries of all days and hours, which one service answers wholly."""
    names, moments, counts = cycle(NAMES), cycle(MOMENTS), cycle((1, 2, 7, 16, 17, 0))
    asked = cycle((None, -1, 0, 0, -26, 0, 20))
    queries = [
        Query("", kind, first, next(counts))
        for kind, first in product(KINDS, FIRST_DAYS)
        if kind.shape != "hours"
    ]
    sizes = cycle((1, 2, 24, 48, 25))
    queries += [
        Query("", kinds.HOURLY, first, 1, hour, next(sizes))
        for first, hour in product((*FIRST_DAYS[:8], *FIRST_DAYS[15:18]), HOURS)
    ]
    queries += [
        Query("", kinds.HOURLY, first, 1, hour, hours)
        for first, hour, hours in product((0, 1, 15), (None, 1, 2, 3, 23), (1, 24, 47, 48))
    ]
    for query, _ in product(queries, range(2)):
        name, now, ago = next(names), next(moments), next(asked)
        zone = ZoneInfo(("America/New_York", "Asia/Tokyo")[now.minute % 2])
        asked_at = None if ago is None else (now + timedelta(hours=ago)).astimezone(zone)
        own = replace(query, place=name, asked_at=asked_at)
        given = f"{name} {query.kind.name} {query.first_day!r} {query.days} {query.first_hour} "
        yield (
            f"{given}{query.hours} at {now} asked at {asked_at}",
            TwoServices(gazetteer, log, now).ask(own),
        )


def _of_rows(gazetteer: Gazetteer, log: StringIO) -> Iterator[tuple[str, TwoServices]]:
    """Yield two questions in a row, of services that answer in all modes."""
    used, waits = cycle(KINDS), cycle((0, 29, 59, 30, 61, 299, 599, 600, 1799, 1800, 3601, 86_400))
    for at, (mode, other) in enumerate(product(MODES, MODES)):
        for number in range(4):
            kind, wait_s, later = next(used), next(waits), MODES[(at + 5 * number) % len(MODES)]
            both = TwoServices(gazetteer, log, MOMENTS[at % len(MOMENTS)])
            first, second = both.services
            modes = [mode, other, later]
            if number == 3:
                # Each place has another service then, at the same time: none may have to rest.
                first.lacks = ("DE",)
                modes = [each.replace(*CALM) for each in modes]
            first.mode, second.mode, later = modes
            first_day = -20 if kind.name == "past" and number % 2 else -3 * kind.is_by_date
            query = Query("Berlin", kind, first_day, 3, None, 30)
            both.ask(query, seconds=(20, 3, 9)[at % 3])
            both.time.pass_s(wait_s)
            first.mode, second.mode = later, modes[0]
            new = replace(query, must_be_new=number == 1, days=(3, 4)[at % 2])
            both.ask(new, replace(query, place="Kathmandu", days=1))
            both.time.pass_s(wait_s)
            if number == 2:
                both.look_ahead(query)
            both.ask(new)
            given = f"{at} {kind.name} {mode} {other}, after {wait_s} {later} {mode}, {number}"
            yield given, both


def _of_many(gazetteer: Gazetteer, log: StringIO) -> Iterator[tuple[str, TwoServices]]:
    """Yield questions about several places, kinds and days at once, and looked up ahead."""
    random = Random(41)  # noqa: S311 - the same in every run
    names = (*NAMES, "Paris", "Nowhereville", "Springfield", "Europe", "berlin", "52.52, 13.40")
    for number in range(250):
        both = TwoServices(gazetteer, log, random.choice(MOMENTS))
        first, second = both.services
        modes = [each.replace(*CALM) for each in (*MODES, "whole", "whole")]
        first.mode, second.mode = random.choice(modes), random.choice(modes)
        first.lacks = random.choice(((), ("DE",), ("NP", "US"), ("GB",)))
        first.kinds = random.choice((first.kinds, first.kinds - {kinds.DAILY, kinds.ALERTS}))
        second.kinds = random.choice((second.kinds, second.kinds - {kinds.ALERTS, SEA}))
        queries = []
        for _ in range(random.choice((1, 2, 3, 5))):
            kind, name = random.choice(KINDS[: random.choice((2, 9))]), random.choice(names)
            first_day, days = random.choice((0, 0, 1, -2)), random.choice((1, 1, 3, 8))
            new = random.random() < 0.1
            queries.append(Query(name, kind, first_day, days, None, 20, must_be_new=new))
        given = [(each.place, each.kind.name, each.first_day, each.days) for each in queries]
        if number % 2:
            both.look_ahead(*queries)
        both.ask(*queries)
        both.time.pass_s(random.choice((0, 45, 61, 700, 4000)))
        both.ask(*queries[:2], *queries)
        yield f"{number} {given} {first.mode} {first.lacks} {second.mode}", both
