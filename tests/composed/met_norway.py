"""MET Norway's forecasts, whole, cut and spoilt, and the sky of the almanac, to reports.

Composed are steps of one and six hours from many first moments on, in places of odd zones and at
changes of the clocks, with faults in the steps, two at once in some; all symbols of the sky; rows
of requests with headers and refusals while time passes; and the sky of days in odd places. Told are
the requests, the pauses and the reports.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import cycle, product
from random import Random
from typing import Any, Final

from fakes.clock import MONDAY, FakeTime
from fakes.telling_service import Said, TellingService
from told_reports import told_reports

from bot.fetching import Fetcher
from bot.kinds.current import CURRENT
from bot.kinds.days import DAILY
from bot.kinds.hours import HOURLY
from bot.kinds.sky import SKY
from bot.providers.almanac import Almanac
from bot.providers.met_norway import MetNorway
from bot.queries import Span
from bot.reports import Kind, Place
from composed import Told

Json = dict[str, Any]
Twist = Callable[[list[Json]], None]

PLACES: Final = (
    Place("Oslo", 59.91273, 10.74609, "Europe/Oslo"),
    Place("Kathmandu", 27.70169, 85.3206, "Asia/Kathmandu"),
    Place("Honolulu", 21.30694, -157.85833, "Pacific/Honolulu"),
    Place("Lord Howe", -31.55, 159.08, "Australia/Lord_Howe"),
    Place("Kiritimati", 1.9405, -157.4755, "Pacific/Kiritimati"),
    Place("Longyearbyen", 78.22334, 15.64689, "Arctic/Longyearbyen"),
    Place("Nowhere", 0.0, -0.0004, "No/Zone"),
)
MOMENTS: Final = tuple(
    datetime.fromisoformat(f"{each}+00:00")
    for each in ("2026-11-23T11:00", "2026-10-24T17:30", "2027-03-27T22:59", "2028-02-28T23:00")
)
VALUES: Final = (None, "", "3", True, -0.0, -4, 7.77, 1e300, float("nan"), [], {}, 10**400)
FIELDS: Final = (
    *("air_temperature", "relative_humidity", "cloud_area_fraction", "wind_speed"),
    *("wind_from_direction", "wind_speed_of_gust"),
)
AHEAD: Final = (
    *("precipitation_amount", "probability_of_precipitation", "air_temperature_max"),
    "air_temperature_min",
)
TIMES: Final = (
    *(None, 5, "", "2026-11-23T13:00", "2026-11-23T13:00:00Z", "2026-11-23T15:00:00+02:00"),
    *("2026-11-23", "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "2026-11-23T13:30Z"),
)
SYMBOLS: Final = tuple(
    f"{name}{variant}"
    for name in (
        *("clearsky", "fair", "partlycloudy", "cloudy", "fog", "", "storm", "rainfall"),
        "sleetsnow",
        *(
            f"{light}{s}{fall}{showers}{thunder}"
            for light, s, fall, showers, thunder in product(
                ("", "light", "heavy"),
                ("", "s"),
                ("rain", "sleet", "snow"),
                ("", "showers"),
                ("", "andthunder"),
            )
        ),
    )
    for variant in ("", "_day", "_night", "_polartwilight", "_day_night")
)

_MILD: Final = 40  # Thunder outweighs all others.


def _series(first: datetime, hourly: int = 56, longer: int = 30) -> list[Json]:
    """Return steps of an hour and then of six, each with other figures."""
    first = first.replace(minute=0, second=0)
    steps = [_step(first + timedelta(hours=at), at, 1) for at in range(hourly)]
    begin = first + timedelta(hours=hourly)
    begin += timedelta(hours=-begin.hour % 6 if hourly else 0)
    steps += [_step(begin + timedelta(hours=6 * at), hourly + at, 6) for at in range(longer)]
    return steps


def _step(moment: datetime, at: int, hours: int) -> Json:
    instant = {name: round(at * 37 % 23 - 5 + n / 8, 3) for n, name in enumerate(FIELDS)}
    ahead = {name: at * 31 % 19 + n / 4 for n, name in enumerate(AHEAD)}
    symbol = {"symbol_code": SYMBOLS[at * 7 % _MILD]}
    data = {"instant": {"details": instant}}
    return {
        "time": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "data": {**data, f"next_{hours}_hours": {"summary": symbol, "details": ahead}},
    }


def _details(step: Json, name: str) -> Json:
    """Return the part of a step's data that has a figure; a part that was spoilt is replaced."""
    data = step["data"] if isinstance(step.get("data"), dict) else {}
    part = data.get("instant") if name in FIELDS else next(iter([*data.values()][1:]), {})
    details = part.get("details") if isinstance(part, dict) else None
    return details if isinstance(details, dict) else {}


def _put(at: int, name: str, value: object) -> Twist:
    return lambda steps: _details(steps[at % len(steps)], name).update({name: value})


def _without(name: str, every: int, left: int) -> Twist:
    """Return a twist that leaves a figure out of each of so many steps, but for one."""

    def change(steps: list[Json]) -> None:
        for number, step in enumerate(steps):
            if number % every != left:
                _details(step, name).pop(name, None)

    return change


def _time(at: int, value: object) -> Twist:
    return lambda steps: steps[at % len(steps)].update(time=value)


def _data(at: int, value: object) -> Twist:
    return lambda steps: steps[at % len(steps)].update(data=value)


def _cut(begin: int, end: int) -> Twist:
    def change(steps: list[Json]) -> None:
        del steps[begin:end]

    return change


def _twists() -> dict[str, Twist]:
    """Return the faults that the steps can have, by what they do."""
    twists: dict[str, Twist] = {}
    for name, value in product((*FIELDS, *AHEAD), VALUES):
        twists[f"{name} {value!r:.20}"] = _put(0, name, value)
    for name, (every, left) in product((*FIELDS, *AHEAD), ((2, 1), (5, 0), (9, 4), (40, 39))):
        twists[f"{name} but for {left} of {every}"] = _without(name, every, left)
    for at, value in product((0, 2, -1), TIMES):
        twists[f"time of {at} {value}"] = _time(at, value)
    for at, value in product((0, 3, -1), (None, [], {}, {"instant": {}}, {"next_1_hours": None})):
        twists[f"data of {at} {value}"] = _data(at, value)
    for begin, end in ((0, 1), (1, 2), (5, 6), (0, 40), (30, 99), (55, 58), (3, 20), (60, 70)):
        twists[f"without {begin} to {end}"] = _cut(begin, end)
    twists["turned"] = lambda steps: steps.reverse()
    twists["twice"] = lambda steps: steps.extend(steps)
    twists["600 times"] = lambda steps: steps.extend(steps[:1] * 600)
    return twists


def told() -> Told:
    """Yield the cases with what came of each."""
    service, fetcher = TellingService(), Fetcher()
    with service.serve() as address:

        def came(
            kind: Kind[Any], place: Place, now: datetime, steps: Sequence[Json], *spoilt: Twist
        ) -> str:
            series = list(steps)
            for spoil in spoilt:
                spoil(series)
            service.answer = lambda *_: Said({"properties": {"timeseries": series}})
            clock = FakeTime(now).clock
            live = MetNorway(fetcher, clock, base_url=address, contact="a@b.example")
            deadline = clock.deadline(9)
            told = told_reports(lambda: live.fetch(kind, [place], Span(), deadline), address)
            live.close()
            return f"{service.taken()}\n{told}"

        yield from _of_steps(came)
        yield from _of_twists(came)
        yield from _of_rows(service, fetcher, address)
    fetcher.close()
    yield from _of_skies()


def _of_steps(came: Callable[..., str]) -> Told:
    sizes = cycle(((56, 12), (1, 0), (0, 9), (0, 1), (3, 1), (13, 2), (33, 0), (9, 90), (0, 5)))
    agos = cycle((0, -30, 59, 61, 119, 120, 121, 720))
    for kind, place, now in product((CURRENT, DAILY, HOURLY), PLACES, MOMENTS):
        for _ in range(5 if kind is DAILY else 3):
            (hourly, longer), ago = next(sizes), timedelta(minutes=next(agos))
            steps = _series(now - ago, hourly, longer)
            given = f"{kind.name} {place.name} {now} {ago} ago {hourly} {longer}"
            yield given, came(kind, place, now, steps)
    for hour in range(24):
        now = datetime(2026, 11, 23, hour, 20, tzinfo=UTC)
        yield f"daily from {now} on", came(DAILY, PLACES[hour % 7], now, _series(now, 30, 6))
    for at in range(0, len(SYMBOLS), 9):
        steps = _series(MONDAY, 9, 0)
        for step, symbol in zip(steps, SYMBOLS[at:], strict=False):
            step["data"]["next_1_hours"]["summary"]["symbol_code"] = symbol
        yield f"symbols {SYMBOLS[at : at + 9]}", came(HOURLY, PLACES[0], MONDAY, steps)


def _of_twists(came: Callable[..., str]) -> Told:
    random, twists = Random(12), _twists()  # noqa: S311 - the same in every run
    places, moments, kinds = cycle(PLACES), cycle(MOMENTS), cycle((DAILY, CURRENT, HOURLY))
    names = [(name,) for name in twists for _ in range(2)]
    pairs = [tuple(random.sample([*twists], 2)) for _ in range(150)]
    for number, chosen in enumerate([*names, *pairs]):
        place, now = next(places), next(moments)
        kind = DAILY if "but for" in chosen[0] else next(kinds)
        given = f"{number} {kind.name} {place.name} {now} {chosen}"
        steps = _series(now, 30, 9)
        yield given, came(kind, place, now, steps, *(twists[each] for each in chosen))


def _of_rows(service: TellingService, fetcher: Fetcher, address: str) -> Told:
    """Yield several requests in a row, with time between them."""
    good = {"properties": {"timeseries": _series(MONDAY, 3, 0)}}
    soon = {"Expires": "Mon, 23 Nov 2026 11:30:00 GMT", "Last-Modified": "Mon, 23 Nov 2026 10:00"}
    answers = {
        "good": Said(good, headers=soon),
        "undated": Said(good),
        "stale": Said(good, headers={"Expires": "Mon, 23 Nov 2026 10:00:00 GMT"}),
        "unchanged": Said(status=304, headers=soon | {"Expires": "Mon, 23 Nov 2026 12:30:00 GMT"}),
        "throttled": Said(b"", 429),
        "throttled for long": Said(b"", 429, {"Retry-After": "90"}),
        "blocked": Said(b"", 403),
        "broken": Said(b"", 500),
        "resting": Said(b"", 503, {"Retry-After": "40"}),
        "empty": Said({}),
        "none": Said([]),
    }
    waits_s = cycle((0, 1801, 59, 61, 1800, 90, 30))
    for first, second, _ in product(answers, answers, range(2)):
        wait_s = next(waits_s)
        time, paused_s = FakeTime(), list[float]()
        service.answer_in_turn([answers[first], answers[second]])
        live = MetNorway(
            fetcher, time.clock, base_url=address, contact="a@b", sleep=paused_s.append
        )
        came = []
        # Of two requests at the same time, nobody knows which is answered first.
        many = (PLACES[0], PLACES[6], PLACES[0]) if first == second == "good" else PLACES[:1] * 2
        for places in (PLACES[:1], many, PLACES[6:]):
            fetch = partial(live.fetch, HOURLY, places, Span(), time.clock.deadline(9))
            told = told_reports(fetch, address)
            came.append(f"{service.taken()}\n{told}\npauses {sorted(paused_s)}")
            time.pass_s(wait_s)
        live.close()
        yield f"{first}, then {second} {wait_s} s later", "\n".join(came)


def _of_skies() -> Told:
    """Yield the sky of places of all latitudes on days of all seasons."""
    almanac = Almanac(FakeTime().clock)
    latitudes, zones = (
        (90.0, 78.2, 66.0, 54.9, 55.1, 0.0, -33.9, -69.0, -90.0),
        ("UTC", "Asia/Tokyo"),
    )
    days = [date(2026, 1, 3) + timedelta(days=47 * n) for n in range(8)]
    odd = (date(1800, 1, 1), date(2199, 12, 31), date(2200, 1, 1), date(1799, 12, 31))
    far = [Place("Far", 40.0, longitude, "Etc/GMT") for longitude in (-180.0, -100.0, 100.0)]
    apia = Place("Apia", -13.83, -171.77, "Pacific/Apia")
    north = [Place("At", each, 25.0, zone) for each in latitudes for zone in zones]
    asked = [(place, day, 2) for place in north for day in days]
    asked += [(place, day, 1) for place in (*far, PLACES[0]) for day in (*odd, *days[:4])]
    asked += [(apia, date(2011, 12, 28), 5), (PLACES[3], date(2026, 10, 3), 3)]
    asked += [(place, date(2026, 12, 20), 30) for place in (PLACES[0], PLACES[5])]
    for place, day, count in asked:
        deadline = FakeTime().clock.deadline(1)
        fetch = partial(almanac.fetch, SKY, [place], Span(count, day), deadline)
        at = f"{place.latitude} {place.longitude} {place.timezone}"
        yield f"sky {place.name} {at} {day} {count}", told_reports(fetch, "")
