"""Names of places, as people write them, to places, choices, suggestions or refusals.

Composed are names of cities, regions, counties, countries, airports and points with qualifiers, in
several spellings and zones of the asker, without a geocoder and with one; and names that only the
geocoder knows, with its answers whole, spoilt and refused, and postcodes in several languages. Told
are what a name means, what of it is known without a request, and the requests.
"""

from collections.abc import Mapping, Sequence
from itertools import cycle, product
from random import Random
from typing import Any, Final

from fakes.clock import FakeTime
from fakes.log import captured_log
from fakes.telling_service import Said, TellingService
from told_reports import told_value

from bot.fetching import Fetcher
from bot.fetching.open_meteo import OpenMeteoClient
from bot.places import Places
from bot.places.gazetteer import Gazetteer
from bot.places.geocoder import Geocoder
from composed import Told

Json = dict[str, Any]

NAMES: Final = (
    *("Paris", "London", "Springfield", "San José", "Washington", "Georgia", "New York"),
    "Portland",
    *("Cordoba", "Victoria", "Birmingham", "Saint-Louis", "St. Petersburg", "Santiago", "Ontario"),
    *("Franca", "Luxembourg", "Mexico", "Granada", "Reading", "Salisbury", "Odessa", "Valencia"),
    *("Kent", "County Cork", "Yorkshire", "Bavaria", "Texas", "Hessen", "Long Island", "Bay Area"),
    *("JFK", "LAX", "ORD", "PA", "DE", "CA", "IN", "GE", "US", "UK", "XX", "Oslo airport"),
    *("Flughafen München", "Heathrow", "Wien", "NOLA", "Indy", "Beantown", "the Hague"),
    "The Bronx",
    *(
        "Europe",
        "the Pacific",
        "東京",
        "羽田空港",
        "Москва",
        "München",
        "Munchen",
        "Zürich",
        "Lodz",
    ),
    *("Newcastle", "Frankfurt", "Halle", "Perth", "Melbourne", "Hyde Park", "Brooklyn"),
    "Easter Island",
    *("Pembroke", "San Juan", "Georgetown", "Wellington", "Republic of Moldova"),
    "Jordan (the country)",
)
QUALIFIERS: Final = (
    *("", "France", "Texas", "TX", "USA", "UK", "England", "Ontario", "CA", "Georgia", "Germany"),
    "DE",
    *("Spain", "Mass.", "Calif", "County Durham", "Illinois", "IL", "PR", "Bermuda", "Nowhere"),
    "Europe",
    *(
        "Florida, USA",
        "Hessen, Germany",
        "London",
        "Oblast",
        "Mexico",
        "日本",
        "Republic of Ireland",
    ),
)
FORMS: Final = ("{}, {}", "{} {}", "{} ({})", "{}、{}", "{},{}", "{2}, {1}", "the {}; {}")
ZONES: Final = (
    *("", "America/Chicago", "Europe/London", "Australia/Perth", "Europe/Madrid", "UTC", "No/Zone"),
)
POINTS: Final = (
    *("48.85, 2.35", "48.85N 2.35E", "33.9 S, 151.2 W", "lat 10 lon -20", "lat: 91, long: 5"),
    "90.0, 180.0",
    *("-90.0,-180.0", "90.1, 0.0", "0.0, 180.5", "48, 2", "48.85", "48.123456789, 2.0"),
    *("12°N 13°E", "1.5;2.5"),
    *("0.0, -37.4", "0.0, -37.6", "-60.0, 7.5", "-60.0, -7.6", "latitude=10.5/longitude=20.25"),
    "5.5 n 6.5 s",
    *("51.5, -0.1 today", "+51.50, -0.12", "51.4776, 0.0", "40.7, -74.0, USA"),
)
HOSTILE: Final = (
    *("", " ", ",", "(", ", France", "Paris,", "x" * 101, "x" * 1000, "Paris\n\nFrance", "\ud800"),
    "\x00",
    *("'; DROP TABLE place; --", "%", "Paris" * 30, "🌍", "-", "a", "The", "the the", "."),
    *("12345678", "()"),
    *("New  York", "PARIS", "paris", " Paris ", "P a r i s", "Pariss", "Londn", "Edinburg"),
    *("Berlim", "Munchn"),
)
POSTCODES: Final = (
    *("10115", "10115 Berlin", "D-10115", "D-10115 Berlin", "SW1A 1AA", "sw1a1aa London"),
    "K1A 0B1",
    *("k1a0b1 Ottawa", "1012 AB", "1012AB Amsterdam", "94103-1234", "01310-100", "〒100-0001"),
    "100-0001 Tokyo",
    *("1000-001 Lisboa", "00-950 Warszawa", "75001", "F-75001 Paris", "1234", "123 45"),
    "Berlin, 10115",
    *("10115 Nowhereville", "99999", "A-1010 Wien", "10115, Germany", "SW1A", "10115-Berlin"),
    "110001 Delhi",
)
TRIED: Final = {"en": (0, 1, 2, 4), "de-DE": (1, 2, 3, 4)}
LANGUAGES: Final = ("en", "de-DE", "ES", "fr", "ja", "")


def _found(name: str, /, **fields: Any) -> Json:
    own = {"name": name, "latitude": 45.51234567, "longitude": 10.25, "feature_code": "PPL"}
    own |= {
        "country_code": "it",
        "country": "Italy",
        "timezone": "Europe/Rome",
        "admin1": "Lombardy",
    }
    return {key: value for key, value in (own | fields).items() if value != "gone"}


VALUES: Final[Mapping[str, Sequence[Any]]] = {
    "name": (
        *("gone", "", None, 5, "Qwertz", "Qwert", "Qwertzian", "qwertz ", "Qwertz Alto", "Q\nw"),
        "Z" * 120,
    ),
    "latitude": ("gone", None, "45", True, 90, 90.1, -90.0, float("nan"), 10**400),
    "longitude": ("gone", None, 180, -180.5, [], 10.000049),
    "feature_code": ("gone", None, "PPLC", "PPLA", "MT", "LK", 5),
    "country_code": ("gone", None, "", "us", "DE", 5, "GB"),
    "country": ("gone", None, "Germany", "Italia"),
    "timezone": ("gone", None, "Mars", "America/New_York"),
    "admin1": ("gone", None, "Texas", "Kentucky", "England", 5),
    "admin2": ("Brescia", None, 5, "Harlan County"),
    "admin3": ("Milan", "", "Oblast"),
    "admin4": ("London",),
    "population": ("gone", 0, 1, 499, 5e5, 1e300, -5, "9", True, 3_000_000, 14_999),
}
ASKED: Final = (
    *("Qwertz", "Qwertz, Italy", "Qwertz KY", "Qwertz, Harlan County", "the Qwertz"),
    "Qwertz (Milan)",
    *("Qwertz, Lombardy, Italy", "Qwertz, London", "Qwertz, Oblast", "Qwertz Texas USA"),
    *("Qwertz, GB", "Italy, Qwertz"),
)


def told() -> Told:
    """Yield the cases with what came of each."""
    service, fetcher, gazetteer = TellingService(), Fetcher(), Gazetteer()
    with service.serve() as address, captured_log() as log:

        def came(
            name: str, language: str, zone: str, *answers: Said, again_s: Sequence[float] = (0,)
        ) -> str:
            """Return the meaning of a name, asked after so many seconds each, by these answers."""
            time, told = FakeTime(), list[str]()
            service.answer_in_turn(answers)
            client = OpenMeteoClient(fetcher, time.clock, sleep=time.pass_s, spread=lambda: 0.5)
            geocoder = Geocoder(client, address) if answers else None
            places = Places(gazetteer, geocoder, time.clock)
            for seconds in again_s:
                time.pass_s(seconds)
                deadline = time.clock.deadline(5)
                meant = places.resolve([name], language=language, deadline=deadline, zone=zone)
                known = [*places.known([name], zone)]
                requests = service.taken()
                told.append(f"{requests}\n{told_value(meant[name])}\nknown {known == [name]}")
            places.close()
            failed = (entry for entry in log.taken() if entry["event"] == "geocoder.failed")
            logged = [entry["reason"] for entry in failed]
            return "\n".join([*told, *logged]).replace(address.removeprefix("http://"), "HOST")

        yield from _of_names(came)
        yield from _of_answers(came)
        several = ["Paris", "Paris", "Qwertz", "48.5, 2.5", "Londn", "Europe", " paris "]
        places = Places(gazetteer, None, FakeTime().clock)
        deadline = FakeTime().clock.deadline(5)
        for number in range(len(several)):
            resolved = places.resolve(several[number:], language="en", deadline=deadline)
            yield f"{several[number:]} at once", told_value([*resolved.items()])
        places.close()
    fetcher.close()
    gazetteer.close()


def _of_names(came: Any) -> Told:
    """Yield names of the gazetteer, of points, and hostile ones."""
    zones, forms, nothing = cycle(ZONES), cycle(FORMS), Said({})
    for name, zone in product(NAMES, ZONES[:4]):
        yield f"{name} from {zone}", came(name, "en", zone)
    for number, (name, qualifier) in enumerate(product(NAMES, QUALIFIERS[1:])):
        if number % 7 == 0 or qualifier in ("USA", "UK"):
            zone, form = next(zones), next(forms)
            asked = (
                form.format(name, qualifier, qualifier)
                if "2" not in form
                else f"{qualifier}, {name}"
            )
            answers = (nothing,) if number % 5 == 0 else ()
            yield f"{asked} from {zone} {len(answers)}", came(asked, "en", zone, *answers)
    for name in (*POINTS, *HOSTILE):
        yield f"{name[:200]!r} {len(name)}", came(name, "en", "")
        yield f"{name[:200]!r} {len(name)} with a geocoder", came(name, "en", "", nothing)
    for name in NAMES:
        small = _found(
            name, population=20_000, country_code="US", country="United States", admin1="Ohio"
        )
        yield f"{name} beside a town", came(name, "en", "", Said({"results": [small]}))


def _of_answers(came: Any) -> Told:
    """Yield names that the geocoder alone has, with its answers."""
    asked, languages, zones = cycle(ASKED), cycle(LANGUAGES), cycle(ZONES)
    random = Random(31)  # noqa: S311 - the same in every run
    changes = [(key, value) for key in VALUES for value in VALUES[key]]
    rows = [[{key: value}] for key, value in changes]
    rows += [
        [dict(random.sample(changes, random.choice((0, 1, 2, 3)))) for _ in range(count)]
        for count in (2, 3, 2, 5) * 40
    ]
    for number, row in enumerate(rows):
        name, language, zone = next(asked), next(languages), next(zones)
        found = [_found("Qwertz", **({"population": 9 + at} | own)) for at, own in enumerate(row)]
        given = f"{number} {name} {language} {zone} {row!r:.400}"
        yield given, came(name, language, zone, Said({"results": found}))
    bodies = ({}, [], None, {"results": None}, {"results": {}}, {"results": [None, 5, [], {}]})
    found = {"results": [_found("Qwertz"), *[_found("Qwertz", population=n) for n in range(60)]]}
    faults = [Said(body) for body in bodies] + [Said(b"x"), Said({}, 500), Said(found)]
    faults += [Said({"reason": "Hourly limit exceeded"}, 429), Said({"reason": "api key"}, 400)]
    waits = cycle(((0, 599), (0, 600), (0, 30 * 86_400 - 1, 1)))
    for ((number, fault), name), wait in zip(
        product(enumerate(faults), ASKED), waits, strict=False
    ):
        given = f"fault {number} {name} again after {wait}"
        yield given, came(name, "en", "", fault, Said(found), again_s=wait)
    for name, language in product(POSTCODES, LANGUAGES[:4]):
        there = _found(
            "Mitte", country_code="DE", country="Germany", admin1="Berlin", admin2="Berlin"
        )
        empty, results = Said({}), Said({"results": [there, _found("Wien", country_code="AT")]})
        for number, answers in enumerate(
            ([], [empty], [results], [empty, results], [Said({}, 500)])
        ):
            if number in TRIED.get(language, (1,)):
                yield f"{name} {language} {number}", came(name, language, "", *answers)
