"""Open-Meteo's answers, whole and spoilt: what is asked, and the reports or the error of it.

Composed are the kinds of data with places of odd zones, moments about changes of the clocks, spans
of days, and faults in answers, two at once in some; then refused places in requests of many, and
refusals by status, reason and header. Told are the requests, the reports and the pauses.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, product
from random import Random
from typing import Any, Final

from fakes.clock import FakeTime
from fakes.telling_service import Said, TellingService
from fakes.weather import hosts_at
from told_reports import told_reports

from bot.fetching import Fetcher
from bot.fetching.open_meteo import OpenMeteoClient
from bot.providers.open_meteo import OpenMeteo
from bot.providers.open_meteo.services import SERVICES
from bot.queries import HORIZON_DAYS, Span
from bot.reports import Kind, Place, zone_of
from composed import Told

Json = dict[str, Any]
Twist = Callable[[Json, str], None]

PLACES: Final = (
    Place("Berlin", 52.52437, 13.41053, "Europe/Berlin"),
    Place("Tromsø", 69.6489, 18.95508, "Europe/Oslo"),
    Place("Saint John's", 47.56494, -52.70931, "America/St_Johns"),
    Place("Kathmandu", 27.70169, 85.3206, "Asia/Kathmandu"),
    Place("Lord Howe", -31.55, 159.08, "Australia/Lord_Howe"),
    Place("Chatham", -43.95, -176.55, "Pacific/Chatham"),
    Place("Kiritimati", 1.94, -157.48, "Pacific/Kiritimati"),
    Place("Pago Pago", -14.27806, -170.7025, "Pacific/Pago_Pago"),
    *(Place("Null", 0.0, -0.00004, "Etc/GMT"), Place("Nowhere", 89.99996, 179.99996, "No/Zone")),
)
MOMENTS: Final = tuple(
    datetime.fromisoformat(f"{each}+00:00")
    for each in (
        *("2026-11-23T11:00", "2026-10-24T23:59:59", "2026-10-25T01:00", "2027-03-26T12:00"),
        *("2027-03-28T00:30", "2028-02-28T23:00", "2026-12-31T10:00", "2027-04-03T14:59"),
    )
)
VALUES: Final = (
    *(None, "", "12", True, False, 0, -0.0, -7, 0.4, 1e300, float("nan"), float("inf"), 10**400),
    *([], [1], {}, 99.95),
)
TIMES: Final = (
    *(None, 5, "", "noon", "2026-02-30", "2026-11-24", "2026-11-24T05:30", "20261124"),
    *("2026-11-24T05:30:15", "2026-11-24T05:00+09:00", "0001-01-01T00:00", "9999-12-31T23:00"),
)
OFFSETS: Final = (
    *(None, True, "3600", 0, 900, 901, 3600, 3600.0, 19_800, 50_400, 51_300, -43_200, -44_100),
    *(1e12, float("nan")),
)
UNITS: Final = ("°F", "°C", "mp/h", "km/h", "m/s", "inch", "mm", "ft", "m", "", "kn", 5, None)
SECTION_UNITS: Final = (None, [], {}, "°F")


def _points(kind: Kind[Any], params: Mapping[str, str], now: datetime) -> list[Json]:
    """Return the answer about each place, with another value in every field."""
    name, latitudes = SERVICES[kind].section, params["latitude"].split(",")
    points = []
    for number, latitude in enumerate(latitudes):
        place = next(each for each in PLACES if str(round(each.latitude, 4)) == latitude)
        zone = zone_of(place.timezone)
        local = now.astimezone(zone)
        times = [*_times(kind, params, local)]
        values = {
            field: [10 * at + row + number / 4 for row in range(len(times))]
            for at, field in enumerate(params[name].split(","))
        }
        section: Json = {"time": times, **values}
        if kind.shape == "present":
            section = {field: column[0] for field, column in section.items()}
        offset = local.utcoffset() or timedelta()
        own = {"utc_offset_seconds": offset.total_seconds(), "timezone": place.timezone}
        points.append({**own, name: section, f"{name}_units": {}})
    return points


def _times(kind: Kind[Any], params: Mapping[str, str], local: datetime) -> Iterator[str]:
    first = local.date() - timedelta(days=int(params.get("past_days", 0)))
    days = int(params.get("forecast_days", 1)) + int(params.get("past_days", 0))
    if "start_date" in params:
        first, last = (date.fromisoformat(params[f"{end}_date"]) for end in ("start", "end"))
        days = (last - first).days + 1
    for day in (first + timedelta(days=number) for number in range(days)):
        if kind.shape == "hours":
            yield from (f"{day}T{hour:02}:00" for hour in range(24))
        else:
            yield day.isoformat() if kind.shape == "days" else f"{local:%Y-%m-%dT%H:%M}"


def _in_section(change: Callable[[Json], None]) -> Twist:
    """Return a twist of a section with something in it; an earlier one may have taken it away."""
    return lambda point, name: change(point[name]) if isinstance(point[name], dict) else None


def _value(at: int, value: object) -> Twist:
    """Return a twist that sets one value: of a column its second one."""

    def change(section: Json) -> None:
        field = [*section, "time"][at % (len(section) or 1)]
        if isinstance(column := section.get(field), list):
            section[field] = [*column[:1], value, *column[2:]]
        else:
            section[field] = value

    return _in_section(change)


def _column(at: int, change: Callable[[Any], object]) -> Twist:
    def put(section: Json) -> None:
        field = [*section, "time"][at % (len(section) or 1)]
        section[field] = change(section.get(field))

    return _in_section(put)


def _list(own: object) -> list[Any]:
    return own if isinstance(own, list) else [own]


def _set(field: str, value: object) -> Twist:
    return lambda point, name: point.update({field.format(name): value})


def _unit(at: int, unit: object) -> Twist:
    def change(point: Json, name: str) -> None:
        fields = [*(point[name] or ()), "time"] if isinstance(point[name], dict) else ["time"]
        point[f"{name}_units"] = {fields[at % len(fields)]: unit}

    return change


def _twists() -> dict[str, Twist]:
    """Return the faults that an answer can have, by what they do."""
    twists: dict[str, Twist] = {f"time {value!r}": _value(0, value) for value in TIMES}
    for at in range(1, 11):
        twists |= {f"field {at} {value!r:.20}": _value(at, value) for value in VALUES}
        twists |= {f"unit of {at} {unit!r}": _unit(at, unit) for unit in UNITS}
    for at in (0, 1, 4):
        twists[f"column {at} cut"] = _column(at, lambda own: _list(own)[:2])
        twists[f"column {at} is none"] = _column(at, lambda _: None)
        twists[f"column {at} is a text"] = _column(at, str)
        twists[f"column {at} is turned"] = _column(at, lambda own: _list(own)[::-1])
    twists["400 times as long"] = _in_section(
        lambda section: section.update(
            {name: own * 400 for name, own in section.items() if isinstance(own, list)}
        )
    )
    twists |= {f"offset {each!r}": _set("utc_offset_seconds", each) for each in OFFSETS}
    zones = (None, "", "GMT", "Mars/Olympus", "Asia/Tokyo", 7)
    twists |= {f"zone {each!r}": _set("timezone", each) for each in zones}
    twists |= {f"section {each!r}": _set("{}", each) for each in (None, [], {}, "", 3)}
    twists |= {f"units {each!r}": _set("{}_units", each) for each in SECTION_UNITS}
    return twists


def told() -> Told:
    """Yield the cases with what came of each."""
    service, fetcher = TellingService(), Fetcher()
    with service.serve() as address:

        def came(
            kind: Kind[Any], places: Sequence[Place], span: Span, now: datetime, *spoilt: Twist
        ) -> str:
            def answer(_: str, params: Mapping[str, str]) -> Said:
                points = _points(kind, params, now)
                for spoil in spoilt:
                    spoil(points[-1], SERVICES[kind].section)
                return Said(points if len(points) > 1 else points[0])

            service.answer = answer
            clock = FakeTime(now).clock
            live = OpenMeteo(OpenMeteoClient(fetcher, clock), clock, hosts=hosts_at(address))
            told = told_reports(lambda: live.fetch(kind, places, span, clock.deadline(9)), address)
            return f"{service.taken()}\n{told}"

        yield from _of_places(came)
        yield from _of_twists(came)
    fetcher.close()


def _of_places(came: Callable[..., str]) -> Told:
    """Yield whole answers about each place at each moment, of each kind and many spans."""
    sizes = cycle((1, 2, 3, 7, 15, HORIZON_DAYS))
    for number, (kind, place, now) in enumerate(product(SERVICES, PLACES, MOMENTS)):
        if kind.shape == "present" and number % 3:
            continue
        days = next(sizes) if kind.shape != "hours" else next(sizes) % 4 + 1
        span = Span(days)
        if kind.is_by_date:
            span = Span(days, now.date() - timedelta(days=days + 4))
        yield f"{kind.name} {place.name} {now} {span}", came(kind, [place], span, now)
    past = next(kind for kind in SERVICES if kind.is_by_date)
    for ago, days in product(range(1, 14), range(1, 9)):
        span = Span(days, MOMENTS[0].date() - timedelta(days=ago))
        yield f"past, {ago} days ago {days}", came(past, PLACES[:2], span, MOMENTS[0])
    hourly = next(kind for kind in SERVICES if kind.shape == "hours")
    for place, ahead, days in product(PLACES[:5], range(-2, 3), (1, 2, 15, HORIZON_DAYS)):
        now = datetime(2026, 10, 25, 12, tzinfo=UTC) - timedelta(days=days + ahead, hours=ahead)
        given = f"hourly {place.name} {now} {days}"
        yield given, came(hourly, [place, PLACES[3]], Span(days), now)


def _of_twists(came: Callable[..., str]) -> Told:
    """Yield each fault alone in an answer of some kinds, and two at once."""
    random, twists = Random(11), _twists()  # noqa: S311 - the same in every run
    places, moments, kinds = cycle(PLACES[:9]), cycle(MOMENTS), cycle(SERVICES)
    times = {name: 1 if name.startswith(("field", "unit of")) else 3 for name in twists}
    names = [(name,) for name in twists for _ in range(times[name])]
    pairs = [tuple(random.sample([*twists], 2)) for _ in range(300)]
    for number, chosen in enumerate([*names, *pairs]):
        kind, place, now = next(kinds), next(places), next(moments)
        asked = [PLACES[0], place] if number % 5 == 0 else [place]
        span = Span(3, now.date() - timedelta(days=4)) if kind.is_by_date else Span(2)
        given = f"{number} {kind.name} {[each.name for each in asked]} {now} {chosen}"
        yield given, came(kind, asked, span, now, *(twists[name] for name in chosen))
