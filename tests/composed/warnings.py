"""Official warnings of the US, of Canada and of Europe: messages, whole and spoilt, to reports.

Composed are the fields of a message with values good and bad, one alone and several in one to three
messages, such as updates, cancellations, issues of the same event and other areas; and areas by
names, codes, polygons, circles and outlines with places in and beside them. Told are the requests
and the reports.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import cycle, product
from random import Random
from string import ascii_uppercase
from typing import Any

from fakes.alerts import meteoalarm_area, meteoalarm_warning, nws_warning
from fakes.clock import FakeTime
from fakes.msc import msc_warning
from fakes.telling_service import Said, TellingService
from told_reports import told_reports

from bot.clock import Clock
from bot.fetching import Fetcher
from bot.kinds.alerts import ALERTS
from bot.places.gazetteer import Gazetteer
from bot.providers import WeatherProvider
from bot.providers.meteoalarm import FRESH_FOR_S, MeteoAlarm
from bot.providers.msc import Msc
from bot.providers.nws import Nws
from bot.queries import Span
from bot.reports import Place
from composed import Told
from composed._warning_values import (
    AREAS,
    EUROPE,
    INFO,
    MSC,
    NAMES,
    NOW,
    NWS,
    NWS_FEATURES,
    OTTAWA,
    OUTLINES,
    POINTS,
    Json,
    Values,
)


def told() -> Told:
    """Yield the cases with what came of each."""
    service, fetcher, gazetteer, time = TellingService(), Fetcher(), Gazetteer(), FakeTime(NOW)
    with service.serve() as address:
        us = Nws(fetcher, time.clock, base_url=address, contact="a@b.example")
        canada = Msc(fetcher, time.clock, base_url=address, contact="a@b.example")

        def came(live: WeatherProvider, body: object, *places: Place) -> str:
            service.answer = lambda *_: Said(body)
            deadline = FakeTime().clock.deadline(9)
            fetch = lambda: live.fetch(ALERTS, places, Span(), deadline)  # noqa: E731
            return f"{service.taken()}{told_reports(fetch, address)}\n{service.taken()}"

        points = cycle(POINTS)
        for given, messages in _messages(NWS, nws_warning, 21):
            body = {"features": [{"properties": each} for each in messages]}
            yield f"us {given}", came(us, body, next(points))
        for given, body in _bodies(NWS_FEATURES, {"properties": nws_warning()}):
            yield f"us {given}", came(us, body, *POINTS, POINTS[0])
        for given, features in _messages(MSC, msc_warning, 22):
            yield f"canada {given}", came(canada, {"features": features}, OTTAWA)
        for outline, other in product(OUTLINES, (*OUTLINES[:9:2], "alone")):
            body = {"features": [msc_warning(1, outline), msc_warning(2, other, alert_name_en="x")]}
            body["features"] = body["features"][: 1 if other == "alone" else 2]
            yield f"canada {outline} beside {other}", came(canada, body, OTTAWA)
        for number, (given, body) in product(
            (None, 0, 1, 2.5, "9"), _bodies(NWS_FEATURES, msc_warning())
        ):
            counted = {**body, "numberMatched": number} if isinstance(body, dict) else body
            yield f"canada {number} {given}", came(canada, counted, OTTAWA, OTTAWA)
        for code in map("".join, product(ascii_uppercase, repeat=2)):
            place = Place("Middle", 50.0, 10.0, "Europe/Berlin", code, "Its country")
            europe = MeteoAlarm(fetcher, time.clock, base_url=address, gazetteer=gazetteer)
            live = [each for each in (us, canada, europe) if each.covers(place)]
            yield f"in {code}", "\n".join(came(each, {"warnings": []}, place) for each in live)
            europe.close()
        us.close()
        canada.close()
        yield from _of_europe(service, fetcher, gazetteer, address)
    fetcher.close()
    gazetteer.close()


def _messages(values: Values, make: Any, seed: int) -> Iterator[tuple[str, list[Json]]]:
    """Yield a message with each value, and messages with several at random."""
    random = Random(seed)  # noqa: S311 - the same in every run
    changes = [(name, value) for name in values for value in values[name]]
    for name, value in changes:
        yield f"{name}={value!r:.60} {len(str(value))}", [make(1, **{name: value})]
    for number in range(220):
        chosen = [dict(random.sample(changes, random.choice((0, 1, 1, 2)))) for _ in range(3)]
        chosen = chosen[: random.choice((2, 2, 3))]
        yield f"{number} {chosen!r:.300}", [make(at, **own) for at, own in enumerate(chosen, 1)]


def _bodies(lists: Sequence[object], good: object) -> Iterator[tuple[str, object]]:
    for each in lists:
        yield f"list {each!r:.80}", {"features": each, "warnings": each}
        beside = [*each, good] if isinstance(each, list) else each
        yield f"good beside {each!r:.80}", {"features": beside, "warnings": beside}
    yield from ((f"body {each!r}", each) for each in (None, [], "x", 5, {}))


def _of_europe(
    service: TellingService, fetcher: Fetcher, gazetteer: Gazetteer, address: str
) -> Told:
    """Yield messages of each language, and of areas beside places; no feed is old."""
    passed = FakeTime()
    clock = Clock(now=lambda: NOW, monotonic=passed.clock.monotonic)
    live = MeteoAlarm(fetcher, clock, base_url=address, gazetteer=gazetteer)
    places = {name: gazetteer.find(name)[0] for name in NAMES}
    # A place that is called like a kind of district is none of that kind.
    places["Stadt"] = Place("Stadt", 50.0, 9.0, "Europe/Berlin", "DE", "Land", "Kreis")
    malta = places["Valletta"]

    def came(body: object, *asked: Place) -> str:
        passed.pass_s(FRESH_FOR_S)
        service.answer = lambda *_: Said(body)
        deadline = clock.deadline(9)
        told = told_reports(lambda: live.fetch(ALERTS, asked, Span(), deadline), address)
        return f"{service.taken()}\n{told}"

    named = (("Malta",), ("Malta", "Gozo"), ("Comino",))
    message = lambda number, **own: meteoalarm_warning(number, named[number % 3], **own)  # noqa: E731
    info = lambda number, **own: message(number, words=own)  # noqa: E731, PLW0108
    for given, messages in (*_messages(EUROPE, message, 23), *_messages(INFO, info, 24)):
        yield f"europe {given}", came({"warnings": messages}, malta)
    for given, feed in _translated():
        yield f"europe {given}", came({"warnings": feed}, malta)
    for given, body in _bodies(NWS_FEATURES[:-1], meteoalarm_warning()):
        yield f"europe {given}", came(body, malta, places["Vaduz"])
    others = cycle(AREAS[1:])
    for number, (name, area) in enumerate(product(places, AREAS)):
        if number * 5 % 8 > 3 and name not in ("Fulda", "Stadt"):
            continue
        words = {"area": [area]}
        feed = [meteoalarm_warning(1, words=words)]
        feed += [meteoalarm_warning(2, words={"area": [next(others), area]}, sent=None)]
        yield (
            f"europe {name} {area} {feed[1]['alert']['info'][0]['area']}",
            came({"warnings": feed}, places[name]),
        )
    live.close()
    yield from _of_old_feeds(service, fetcher, gazetteer, address)


def _of_old_feeds(
    service: TellingService, fetcher: Fetcher, gazetteer: Gazetteer, address: str
) -> Told:
    """Yield the warnings of a feed that is asked for again after some time."""
    malta = gazetteer.find("Valletta")[0]
    for first, second in product((0, 1, 299, 300, 301, 86_400), repeat=2):
        time = FakeTime(NOW)
        live = MeteoAlarm(fetcher, time.clock, base_url=address, gazetteer=gazetteer)
        told = []
        for number, wait_s in enumerate((0, first, second)):
            time.pass_s(wait_s)
            feed = [meteoalarm_warning(number, ("Malta",))] if number != 1 or first % 2 else 5
            service.answer = lambda *_, feed=feed: Said({"warnings": feed})
            fetch = partial(live.fetch, ALERTS, [malta], Span(), time.clock.deadline(9))
            told += [told_reports(fetch, address), service.taken()]
        live.close()
        yield f"europe after {first} and {second} s", "\n".join(told)


def _translated() -> Iterator[tuple[str, list[Json]]]:
    """Yield messages with blocks in several languages, which are or are not translations."""
    random = Random(25)  # noqa: S311 - the same in every run
    languages = ("en", "de", "fr", "", None, "en-GB", "mt")
    differing = [
        (name, value)
        for name in ("onset", "expires", "parameter", "effective")
        for value in INFO[name]
    ]
    for number in range(150):
        infos = []
        for _ in range(random.choice((1, 2, 2, 3, 4))):
            own = dict(random.sample(differing, random.choice((0, 0, 1))))
            codes = random.choice((("MT001",), ("MT001", "MT002"), ()))
            language = random.choice(languages)
            own |= {"language": language, "event": f"storm in {language}"}
            (first, _) = meteoalarm_warning(words=own)["alert"]["info"]
            infos.append(first | own | {"area": [meteoalarm_area("Malta", *codes)]})
        shown = [{name: info[name] for name in ("language", "onset", "expires")} for info in infos]
        yield f"{number} in languages {shown}", [meteoalarm_warning(info=infos)]
