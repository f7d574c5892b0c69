"""Official warnings of the US, of Canada and of Europe: messages, whole and spoilt, to reports.

Composed are the fields of a message with values good and bad, one alone and several in one to three
messages, such as updates, cancellations, issues of the same event and other areas; and areas by
names, codes, polygons, circles and outlines with places in and beside them. Told are the requests
and the reports.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import cycle, product
from random import Random
from string import ascii_uppercase
from typing import Any, Final

from fakes.alerts import meteoalarm_area, meteoalarm_warning, nws_warning
from fakes.clock import FakeTime
from fakes.msc import OTTAWA_AREA, msc_warning, polygon, square
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

Json = dict[str, Any]
Values = Mapping[str, Sequence[Any]]

NOW: Final = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
MOMENTS: Final = (
    *(None, 7, "", "soon", "2026-11-23T11:00:00+00:00", "2026-11-23T10:59:59Z", "2026-11-23"),
    *("2026-11-23T04:00:01-07:00", "2026-11-23T12:30:00", "1899-12-31T23:59:59Z", "1900-01-01"),
    *("9000-12-31T00:00:00Z", "9001-01-01T00:00:00Z", "0001-01-01T00:00:00+09:00"),
    "2026-11-21T11:00Z",
    *("2026-11-21T11:00:01+00:00", "2026-12-24T00:00:00+01:00", "2026-11-22T03:00:00-07:00"),
)
TEXTS: Final = (None, "", " \n ", 5, ["x"], "Ein Sturm\u2028kommt", "W" * 101, "w " * 160, "\ud800")
STATUS: Final = (None, "", "Actual", "ACTUAL ", "Test", "Exercise", "System", "Draft", 1)
TYPES: Final = (None, "", "Alert", "Update", "cancel", "Ack", "Error", "Cancelled", 1)
LEVELS: Final = (*("Minor", "moderate ", "SEVERE", "Extreme", "Unknown", "worst"), None, 3)
CLEAR: Final = (
    *(None, "AllClear", ["AllClear"], ["allclear", "Monitor"], [], "Shelter", ["allclear "]),
)


def _vtec(*codes: str) -> Json:
    return {"VTEC": [f"/O.{code}.FL.W.0042.261123T0000Z-000000T0000Z/" for code in codes]}


_NWS_IDS: Final = tuple(f"urn:oid:2.49.0.1.840.0.{n}.001.1" for n in (1, 2, 3))
NWS: Final[Values] = {
    "id": (None, "", _NWS_IDS[0], _NWS_IDS[1]),
    "status": STATUS,
    "messageType": TYPES,
    "severity": LEVELS,
    **dict.fromkeys(("event", "headline", "areaDesc", "senderName"), TEXTS),
    **dict.fromkeys(("sent", "effective", "onset", "ends", "expires"), MOMENTS),
    "response": CLEAR,
    "references": (
        *(None, [], "x", [{"identifier": _NWS_IDS[0]}], [{"identifier": _NWS_IDS[2]}, 5, {}]),
        *([{"identifier": 4}], {"identifier": _NWS_IDS[1]}, f"w@x.example,{_NWS_IDS[0]},2026"),
    ),
    "parameters": (
        *(None, [], _vtec(), _vtec("NEW.KPUB"), _vtec("CON.KPUB"), _vtec("CAN.KPUB"), {"VTEC": 4}),
        *(_vtec("CAN.KPUB", "CON.KPUB"), _vtec("UPG.KPUB"), _vtec("EXP.KDEN")),
        {"VTEC": [None, "/"]},
        {"expiredReferences": [f"w@nws,{_NWS_IDS[0]},2026 w@nws,{_NWS_IDS[1]},2026"]},
        {"expiredReferences": f"w@nws,{_NWS_IDS[1]},2026"},
    ),
}
NWS_FEATURES: Final = ([], [5], [{}], [{"properties": None}], {}, None, "x", [{}] * 1001)

MSC: Final[Values] = {
    "status_en": (None, "", "Ended", "expired", "CANCELLED", "continued", 5),
    "alert_type": (None, "", "watch", "Advisory", "statement", "warning", "other", 5),
    "risk_colour_en": (None, "", "Red", "yellow", "orange", "grey", "blue", 5),
    **dict.fromkeys(("alert_name_en", "alert_short_name_en", "feature_name_en"), TEXTS),
    **dict.fromkeys(("alert_name_fr", "feature_name_fr"), TEXTS[:6]),
    **dict.fromkeys(("publication_datetime", "validity_datetime"), MOMENTS),
    **dict.fromkeys(("event_end_datetime", "expiration_datetime"), MOMENTS),
}
_NEAR: Final = square(-75.8, 45.3, -75.6, 45.5)
_AWAY: Final = square(-80.0, 40.0, -79.0, 41.0)
OUTLINES: Final = (
    *(OTTAWA_AREA, None, {}, [], "x", polygon(), polygon([]), polygon(_AWAY), polygon(_NEAR)),
    *(polygon(square(-76.2, 45.2, -75.4, 45.6), _NEAR), polygon(_NEAR, _NEAR), polygon(_NEAR[:2])),
    *(polygon(_NEAR[:3]), polygon([*_NEAR, [None, 1]]), polygon([*_NEAR, [-75.7]])),
    polygon([*_NEAR, 5]),
    polygon([[x, y, 99.0] for x, y in _NEAR]),
    *(
        {"type": "MultiPolygon", "coordinates": each}
        for each in ([[_AWAY], [_NEAR]], [], [[_AWAY], 5])
    ),
    *({"type": "MultiPolygon", "coordinates": each} for each in ([[_AWAY]], "x", [[_NEAR], None])),
    *({"type": "Point", "coordinates": [-75.7, 45.4]}, {"type": "Polygon", "coordinates": 5}),
    # The place is a corner, on an edge, and level with a corner.
    *(polygon(square(-75.7, 45.4, -75.0, 46.0)), polygon(square(-75.7, 45.0, -75.0, 46.0))),
    polygon([[-75.9, 45.4], [-75.8, 45.5], [-75.8, 45.3]]),
    polygon([[-75.9, 45], [-75.5, 45.8], [-75, 45]]),
    polygon([[-75.6, 45.4], [-75.5, 45.5], [-75.5, 45.3]]),
    polygon([[-76, 45.4], [-75, 45.4], [-75, 46]]),
)
OTTAWA: Final = Place("Ottawa", 45.4, -75.7, "America/Toronto", "CA", "Canada", "Ontario")
POINTS: Final = (
    Place("Salida", 38.5347, -105.9989, "America/Denver", "US", "United States", "Colorado"),
    Place("Apia", -14.27806, -170.7, "Pacific/Pago_Pago", "AS", "American Samoa"),
    Place("Zero", 0.00004, -10.0, "", "US"),
)

EUROPE: Final[Values] = {
    "identifier": (None, "", "2.49.0.0.276.0.DWD.1", "2.49.0.0.276.0.DWD.2"),
    "status": STATUS,
    "msgType": TYPES,
    "sent": MOMENTS,
    "references": (
        *(None, "x", "o@dwd,2.49.0.0.276.0.DWD.1,2026", "o@dwd,2.49.0.0.276.0.DWD.2,2026 a,b,c"),
        *("2.49.0.0.276.0.DWD.1", ["2.49.0.0.276.0.DWD.1"]),
    ),
    "info": (None, [], {}, 5, [5], {"event": "storm"}),
}


def _parameters(*values: object) -> Sequence[Json]:
    return [{"valueName": "awareness_Level", "value": value} for value in values]


INFO: Final[Values] = {
    "language": (None, "", "EN", "de", "fr-FR", "en-US", 5),
    "severity": LEVELS,
    "event": (*TEXTS, "Green wind", "Red rain", "orange", "yellowish fog"),
    **dict.fromkeys(("headline", "senderName"), TEXTS),
    **dict.fromkeys(("effective", "onset", "expires"), MOMENTS),
    "responseType": CLEAR,
    "parameter": (
        *(None, [], 5, _parameters("1; green; Minor"), _parameters("3;orange"), _parameters(4)),
        *(_parameters("red"), _parameters("9; ; Severe"), _parameters("9; mauve", "2")),
        _parameters(None),
        *(_parameters(*(True,)), {"valueName": "awareness_level", "value": "4; red"}),
        [{"valueName": "awareness_type", "value": "3; Snow"}, *_parameters("4; red")],
    ),
}
_TRIANGLE: Final = "50.4,9.5 50.7,9.5 50.7,9.9 50.4,9.5"
AREAS: Final = tuple(
    meteoalarm_area(*each)
    for each in (
        *(("Kreis Fulda",), ("Fulda", "DE248"), ("x", "DE248", "DE999"), ("Fulda", "DE999")),
        ("Hessen",),
        *(("Kreis Fulda und Kreis Kassel",), ("Kassel|Fulda; Hof",), ("Kassel, Fulda, Hof",)),
        ("",),
        *(("Kassel", "DE248", "DE999"), ("Kassel", "DE248"), ("Kassel", "DE999", "DE248")),
        *(("Germany",), ("DEUTSCHLAND",), ("Land Hessen (Nord, Fulda)",)),
        ("Rhein (Main, Kinzig)",),
        *(("Kreis",), ("Kreis Fuerth", "DE020"), ("Munich",), ("München", "de056")),
        ("Wien", "AT010"),
        *(("Vorarlberg", "AT002"), ("Liechtenstein",), ("Andorre", "FR001"), ("Monaco",)),
        ("Alpes-Maritimes",),
        *(("Nice, Menton and Cannes",), ("Galway, Mayo & Clare",), ("County Galway",)),
        ("Connacht",),
        *(("Zürich",), ("Kanton Zürich / Aargau",), ("Oberland (Bern), Zürich",)),
        ("City of Vaduz",),
    )
) + tuple(
    meteoalarm_area("Somewhere", **each)
    for each in (
        *({"polygon": _TRIANGLE}, {"polygon": [_TRIANGLE, "x"]}, {"polygon": "50,9 51,9"}),
        {"polygon": ""},
        *({"polygon": "50.4,9.5,50.7,9.5,50.7,9.9,1"}, {"polygon": "50,9 50,9 50,9"}),
        {"polygon": "x"},
        *({"polygon": "nan,9 51,9 51,10"}, {"polygon": "50,9 51,9 51,10", "circle": "0,0 1"}),
        *({"circle": "50.55,9.67 1"}, {"circle": "50.55,9.67 0"}, {"circle": "50.55,9.9 16.2"}),
        *({"circle": "50.55,9.9 15.5"}, {"circle": ["1,1 5", "50.5,9.7 30"]}, {"circle": "50 9"}),
    )
)
NAMES: Final = (
    *("Fulda", "Munich", "Vienna", "Vaduz", "Andorra la Vella", "Monaco", "Nice", "Galway"),
    *("Zurich", "Fürth", "Mariehamn", "Kassel", "Valletta"),
)


def told() -> Iterator[tuple[str, str]]:
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
) -> Iterator[tuple[str, str]]:
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
    # Here all of time passes: a feed is as old as it is.
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
