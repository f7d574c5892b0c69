"""Refusals of weather services, their broken bodies, and the places that they refuse.

Composed are statuses, reasons, headers and bodies at moments of the hour, alone and after others
in a row; bodies of all kinds, packed and not; and many places, of which Open-Meteo refuses some.
Told are the answer or the error, with the rest that it asks for, the pauses and the requests.
"""

import gzip
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from itertools import cycle, product
from typing import Any, Final

from fakes.clock import FakeTime
from fakes.telling_service import Said, TellingService
from fakes.weather import hosts_at
from told_reports import told_error, told_value

from bot.errors import DeadlineError, ProviderError
from bot.fetching import Fetcher
from bot.fetching.open_meteo import OpenMeteoClient
from bot.kinds.current import CURRENT
from bot.providers.open_meteo import OpenMeteo
from bot.queries import Span
from bot.reports import Place
from composed import Told

REASONS: Final = (
    *("", "Too many concurrent requests", "TOO MANY CONCURRENT REQUESTS; hourly limit"),
    *("Minutely API request limit exceeded.", "Hourly API request limit exceeded.", "hourly"),
    *("Daily API request limit exceeded. Try tomorrow.", "The supplied API key is invalid.", "no"),
    *("Latitude must be in range of -90 to 90°.", "No data is available for this location"),
    *("latitudes", "x" * 201, "minutely daily limit", "limit of longitude"),
)
STATUSES: Final = (400, 401, 403, 404, 429, 500, 503, 201, 203, 204, 302, 304)
HEADERS: Final[tuple[Mapping[str, str], ...]] = tuple(
    {"Retry-After": after, **({"Date": sent} if sent else {})}
    for after in (
        *("0", "30", "600", "601", "99999", "-5", "1.5", " 7 ", "", "soon", "²"),
        *("Mon, 23 Nov 2026 11:05:00 GMT", "Mon, 23 Nov 2026 10:59:00 GMT"),
        *("Mon, 23 Nov 2026 12:30:00 +0000", "Mon, 23 Nov 2026 11:02:00", "Mon, 99 Nov 2026"),
    )
    for sent in ("", "Mon, 23 Nov 2026 11:00:00 GMT", "now")
)
MOMENTS: Final = (
    datetime(2026, 11, 23, 11, 0, tzinfo=UTC),
    datetime(2026, 11, 23, 11, 0, 59, 500_000, tzinfo=UTC),
    datetime(2026, 11, 23, 23, 59, 30, tzinfo=UTC),
)
_GZIP: Final = {"Content-Encoding": "gzip"}
_PACKED: Final = gzip.compress(b'{"a": [1, 2, 3]}', mtime=0)
BODIES: Final = {
    **{
        f"body {body!r:.40}": Said(body)
        for body in (
            b"",
            b"{}",
            b"[]",
            b"null",
            b"3",
            b'"x"',
            b"{",
            b"<html>no</html>",
            b"nan",
            b"[nan]",
            b"[ nan , -nan,nan ]",
            b'{"a":nan}',
            b'{"a": nan}',
            b'["nan", nan]',
            b'{"nan": 1}',
            b"[NaN, Infinity, -Infinity]",
            b"[nano]",
            b"[1 nan]",
            b"\xff",
            b"\xef\xbb\xbf{}",
            b'"\\ud800"',
            b"[" * 2000 + b"]" * 2000,
            b"[1]" * 2,
            b"1e999",
            b"{}" + b" " * 200_000,
        )
    },
    "gzip": Said(_PACKED, headers=_GZIP),
    "x-gzip": Said(_PACKED, headers={"Content-Encoding": "X-GZIP"}),
    "deflate": Said(_PACKED, headers={"Content-Encoding": "deflate"}),
    "gzip unnamed": Said(_PACKED),
    "gzip cut": Said(_PACKED[:-9], headers=_GZIP),
    "gzip without its end": Said(_PACKED[:20], headers=_GZIP),
    "gzip in two members": Said(
        gzip.compress(b"[1,", mtime=0) + gzip.compress(b"2]", mtime=0), headers=_GZIP
    ),
    "gzip and more": Said(_PACKED + b"more", headers=_GZIP),
    "no gzip": Said(b"{}", headers=_GZIP),
    "gzip empty": Said(b"", headers=_GZIP),
    "gzip that unpacks to much": Said(gzip.compress(b" " * 400_000, mtime=0), headers=_GZIP),
}
MOST_BYTES: Final = 200_002
_PLACES: Final = tuple(
    Place(f"P{number}", number / 4 - 40, number % 90 + 0.5, "UTC") for number in range(230)
)


def told() -> Told:
    """Yield the cases with what came of each."""
    service, fetcher = TellingService(), Fetcher()
    with service.serve() as address:
        yield from _of_bodies(service, fetcher, address)
        yield from _of_refusals(service, fetcher, address)
        yield from _of_many(service, fetcher, address)
    fetcher.close()


def _came(call: Callable[[], object], address: str) -> str:
    try:
        return told_value(call())
    except (ProviderError, DeadlineError) as error:
        return told_error(error, address)


def _of_bodies(service: TellingService, fetcher: Fetcher, address: str) -> Told:
    """Yield bodies with each status, and moments in headers."""
    clock = FakeTime().clock
    sent: tuple[Mapping[str, str], ...] = ({}, {"If-Modified-Since": "Mon, 23 Nov 2026 10:00 GMT"})
    for (name, said), status, headers in product(BODIES.items(), (200, 203, 304, 500), sent):
        answer = Said(said.body, status, said.headers)
        service.answer = lambda *_, answer=answer: answer
        for seconds in (9, 0) if status == 200 else (9,):

            def get(headers: Mapping[str, str] = headers, seconds: float = seconds) -> object:
                deadline = clock.deadline(seconds)
                url = f"{address}/path"
                got = fetcher.get(
                    url, {"q": "ä &/", "": "n"}, deadline, headers, most_bytes=MOST_BYTES
                )
                return got.data, got.is_unchanged, got.expires_at

            came = _came(get, address)
            yield f"{name} {status} {headers} {seconds}", f"{service.taken()}\n{came}"
    for moment in ("Mon, 23 Nov 2026 11:05:00 GMT", "Mon, 23 Nov 2026 11:05 +0130", "", "0", "x"):
        service.answer = lambda *_, at=moment: Said(b"[]", headers={"expires": at})
        yield (
            f"expires {moment}",
            _came(
                lambda: fetcher.get(address, {}, clock.deadline(9)).expires_at,
                address,
            ),
        )


def _of_refusals(service: TellingService, fetcher: Fetcher, address: str) -> Told:
    """Yield refusals to Open-Meteo's client, one and several in a row."""
    moments, headers = cycle(MOMENTS), cycle(HEADERS)
    single = [
        *((status, reason, {}) for status, reason in product(STATUSES, REASONS)),
        *((status, REASONS[0], each) for status, each in product((429, 503), HEADERS)),
        *((status, reason, next(headers)) for status, reason in product((400, 429), REASONS)),
    ]
    bodies = (b"[]", {"reason": 5}, {"error": True}, {"reason": None}, b"{" * 9, b"[" * 3000)
    long = (json.dumps({"reason": "a hourly limit", "x": "y" * n}).encode() for n in (9, 65_496))
    said = [Said({"reason": reason}, status, each) for status, reason, each in single]
    said += [Said(body, status) for body in (*bodies, *long) for status in (400, 429)]
    crowded, fine = Said({"reason": REASONS[1]}, 429), Said({"fine": 1})
    rows = [[each] for each in said]
    rows += [[crowded, fine], [crowded, crowded, fine], [crowded, Said({}, 500), fine]]
    rows += [[crowded, Said({"reason": each}, 400)] for each in REASONS]
    for (number, row), seconds in product(enumerate(rows), (9, 2)):
        time, paused_s = FakeTime(next(moments)), list[float]()

        def pause(pause_s: float, time: FakeTime = time, paused_s: list[float] = paused_s) -> None:
            paused_s.append(pause_s)
            time.pass_s(pause_s)

        service.answer_in_turn(row)
        key = ("", "key-1")[number % 2]
        client = OpenMeteoClient(fetcher, time.clock, key, sleep=pause, spread=lambda: 0.5)
        get = partial(client.get_json, f"{address}/v1", {}, time.clock.deadline(seconds))
        shown = [f"{each.status} {each.as_bytes()[:99]!r} {each.headers}" for each in row]
        given = f"{number} {time.clock.now()} {key} {shown} within {seconds} s"
        came = _came(get, address)
        yield given, f"{service.taken()}\npauses {paused_s}\n{came}"


def _of_many(service: TellingService, fetcher: Fetcher, address: str) -> Told:
    """Yield requests about many places, some of which are refused."""
    refused = ((), (0,), (1,), (0, 1), (2, 3), (5, 60, 61), (99,), (100,), (100, 101), range(70))
    faults = {
        "about it": Said({"reason": "Longitude is wrong"}, 400),
        "of another status": Said({"reason": "location"}, 422),
        "of another reason": Said({"reason": "translocations"}, 400),
        "limit": Said({"reason": "Hourly limit at this location"}, 400),
        "no answer": Said(b"", 500),
        "one too few": Said([]),
    }
    clock = FakeTime().clock
    live = OpenMeteo(OpenMeteoClient(fetcher, clock), clock, hosts=hosts_at(address))
    for count, those, (name, fault) in product((1, 2, 3, 100, 101, 230), refused, faults.items()):
        wrong = {str(_PLACES[at].latitude) for at in those}
        if not wrong.intersection(str(place.latitude) for place in _PLACES[:count]) and wrong:
            continue

        def answer(
            _: str, params: Mapping[str, str], wrong: set[str] = wrong, fault: Said = fault
        ) -> Said:
            asked = params["latitude"].split(",")
            points: Any = [{"current": {"temperature_2m": float(each)}} for each in asked]
            return fault if wrong.intersection(asked) else Said(points if asked[1:] else points[0])

        service.answer = answer

        def fetch(count: int = count) -> object:
            found = live.fetch(CURRENT, _PLACES[:count], Span(), clock.deadline(9))
            return [each.records[0].temperature_c if each else None for each in found]

        came = _came(fetch, address)
        yield f"{count} places, {list(those)} {name}", f"{service.taken()}\n{came}"
