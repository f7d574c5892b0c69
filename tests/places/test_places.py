"""What names resolve to."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from fakes.clock import FakeTime
from fakes.log import captured_log
from fakes.rows import each_row
from fakes.waiting import PATIENCE_S, until
from fakes.weather import HTML, OVERLOADED, FakeWeather, Fault
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import DeadlineError
from bot.fetching import Fetcher
from bot.fetching.open_meteo import OpenMeteoClient
from bot.places import Places, Resolved
from bot.places.gazetteer import Gazetteer
from bot.places.geocoder import Found, Geocoder
from bot.places.lookups import FRESH_FOR_S
from bot.places.points import is_near
from bot.queries import AmbiguousPlace, Unavailable, UnknownPlace
from bot.reports import Place

CLOCK = FakeTime().clock


def found(name: str, **fields: Any) -> dict[str, Any]:
    """Return a result as the geocoder words it."""
    defaults = {
        "name": name,
        "latitude": 45.5,
        "longitude": 10.25,
        "feature_code": "PPL",
        "country_code": "IT",
        "country": "Italy",
        "timezone": "Europe/Rome",
    }
    return {key: value for key, value in (defaults | fields).items() if value is not None}


class World:
    """Places over the real gazetteer and a loopback geocoder."""

    def __init__(self, url: str, fake: FakeWeather, fetcher: Fetcher, gazetteer: Gazetteer) -> None:
        self.fake = fake
        self.time = FakeTime()
        self.geocoder = Geocoder(OpenMeteoClient(fetcher, self.time.clock, "key-1"), url)
        self.places = Places(gazetteer, self.geocoder, self.time.clock)
        self.offline = Places(gazetteer, None, self.time.clock)

    def resolve(self, *names: str, language: str = "en") -> list[Resolved]:
        """Return what the names mean, in their order."""
        deadline = self.time.clock.deadline(5)
        resolved = self.places.resolve(names, language=language, deadline=deadline)
        return [resolved[name] for name in names]

    def label(self, name: str) -> str:
        """Return the label of the one place that a name means."""
        (place,) = self.resolve(name)
        assert isinstance(place, Place), place
        return place.label


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[FakeWeather, str, Fetcher, Gazetteer]]:
    """Serve one geocoder for all tests; starting one takes its time."""
    fake, fetcher, gazetteer = FakeWeather(), Fetcher(), Gazetteer()
    with fake.serve() as url:
        yield fake, url, fetcher, gazetteer
    fetcher.close()
    gazetteer.close()


@pytest.fixture
def world(served: tuple[FakeWeather, str, Fetcher, Gazetteer]) -> Iterator[World]:
    """Give a geocoder that knows nothing yet."""
    fake, url, fetcher, gazetteer = served
    fake.places.clear()
    fake.geocoding_requests.clear()
    fake.geocoding_fault = None
    world = World(url, fake, fetcher, gazetteer)
    yield world
    world.places.close()
    world.offline.close()


@each_row(
    ("name", "label"),
    [
        ("Bengaluru", "Bengaluru, Karnataka, India"),
        ("  london\n", "London, England, United Kingdom"),
        ("Paris", "Paris, France"),
        ("Paris, Texas", "Paris, Texas, United States"),
        ("Paris TX", "Paris, Texas, United States"),
        ("Paris (Texas)", "Paris, Texas, United States"),
        ("paris, texas, usa", "Paris, Texas, United States"),
        ("Paris, Île-de-France, France", "Paris, France"),
        ("London, Ontario", "London, Ontario, Canada"),
        ("London, CA", "London, Ontario, Canada"),
        ("Richmond, CA", "Richmond, California, United States"),
        ("Portland, Maine", "Portland, Maine, United States"),
        ("Springfield IL", "Springfield, Illinois, United States"),
        ("san francisco california usa", "San Francisco, California, United States"),
        ("Birmingham, UK", "Birmingham, England, United Kingdom"),
        ("Birmingham, USA", "Birmingham, Alabama, United States"),
        ("New York, New York", "New York City, New York, United States"),
        ("Washington, D.C.", "Washington, District of Columbia, United States"),
        ("Tbilisi, Georgia", "Tbilisi, Georgia"),
        ("東京、日本", "Tokyo, Japan"),
        ("Petrovsk, Saratov", "Petrovsk, Saratov, Russia"),
        ("Zürich (Kreis 11) / Seebach", "Zürich (Kreis 11) / Seebach, Zürich, Switzerland"),
        ("Paris TX USA", "Paris, Texas, United States"),
        ("Paris, Europe", "Paris, France"),
        ("Moscow Idaho", "Moscow, Idaho, United States"),
        ("Manchester New Hampshire USA", "Manchester, New Hampshire, United States"),
        ("Birmingham AL", "Birmingham, Alabama, United States"),
        ("Cordoba Spain", "Córdoba, Spain"),
        ("Germany, Berlin", "Berlin, Germany"),
        ("Campinas - SP", "Campinas, São Paulo, Brazil"),
        ("St. Louis", "St. Louis, Missouri, United States"),
        ("Lyon, Frankreich", "Lyon, France"),
        ("Florencia, Toscana", "Florence, Italy"),
        ("Ontario, CA", "Ontario, California, United States"),
        ("Rome, Georgia", "Rome, Georgia, United States"),
        ("Washington", "Washington, District of Columbia, United States"),
        ("LA", "Los Angeles, California, United States"),
        ("Luxembourg", "Luxembourg"),
        ("New York", "New York City, New York, United States"),
        ("Granada", "Granada, Spain"),
        # Names of countries in other languages, but large cities are called just so.
        ("Franca", "Franca, São Paulo, Brazil"),
        ("Salvador", "Salvador, Bahia, Brazil"),
        ("Brasilia", "Brasília, Distrito Federal, Brazil"),
        ("Nederland, TX", "Nederland, Texas, United States"),
        ("Palestine, Texas", "Palestine, Texas, United States"),
        # Also names of a town, which a geocoder would be asked for.
        ("HOU", "William P. Hobby Airport (HOU), Texas, United States"),
        ("The Dalles", "The Dalles, Oregon, United States"),
        ("The Woodlands", "The Woodlands, Texas, United States"),
        ("the Hague", "The Hague, The Netherlands"),
        ("the Gold Coast", "Gold Coast, Queensland, Australia"),
        ("Taizhou, Xyzshire, China", "Taizhou, China"),
        # In the district of its own name, which the gazetteer lacks, and behind its country.
        ("Salamanca, Salamanca, Spain", "Salamanca, Spain"),
        ("the Leeds, Leeds, England", "Leeds, England, United Kingdom"),
        ("Germany, Munich, Bavaria", "Munich, Bavaria, Germany"),
        ("Queens, USA, New York City", "New York City, New York, United States"),
        ("ITO", "Hilo International Airport (ITO), Hawaii, United States"),
    ],
)
def test_known_names_need_no_request(world: World, name: str, label: str) -> None:
    """The qualifier decides first, then population."""
    assert world.label(name) == label
    assert world.fake.geocoding_requests == []


@each_row(
    ("name", "city", "area"),
    [
        ("France", "Paris, France", "France"),
        ("Frankreich", "Paris, France", "France"),
        ("フランス", "Paris, France", "France"),
        ("França", "Paris, France", "France"),
        ("Nederland", "Amsterdam, The Netherlands", "The Netherlands"),
        ("Włochy", "Rome, Italy", "Italy"),
        ("Tailandia", "Bangkok, Thailand", "Thailand"),
        ("Líbano", "Beirut, Lebanon", "Lebanon"),
        ("Palestine", "East Jerusalem, Palestinian Territory", "Palestinian Territory"),
        ("Palästina", "East Jerusalem, Palestinian Territory", "Palestinian Territory"),
        ("Hrvatska", "Zagreb, Croatia", "Croatia"),
        ("Shqipëri", "Tirana, Albania", "Albania"),
        ("Pilipinas", "Manila, Philippines", "Philippines"),
        ("Armenija", "Yerevan, Armenia", "Armenia"),
        ("Kolumbija", "Bogotá, Colombia", "Colombia"),
        ("Þýskaland", "Berlin, Germany", "Germany"),
        ("Elfenbeinküste", "Yamoussoukro, Ivory Coast", "Ivory Coast"),
        ("East Timor", "Dili, Timor Leste", "Timor Leste"),
        ("한국", "Seoul, South Korea", "South Korea"),
        ("FR", "Paris, France", "France"),
        ("fr", "Paris, France", "France"),
        ("NL", "Amsterdam, The Netherlands", "The Netherlands"),
        ("SE", "Stockholm, Sweden", "Sweden"),
        ("PE", "Lima, Peru", "Peru"),
        ("BA", "Salvador, Bahia, Brazil", "Bahia, Brazil"),
        ("Escocia", "Edinburgh, Scotland, United Kingdom", "Scotland, United Kingdom"),
        ("the Netherlands", "Amsterdam, The Netherlands", "The Netherlands"),
        ("UK", "London, England, United Kingdom", "United Kingdom"),
        ("Mexico", "Mexico City, Mexico", "Mexico"),
        ("Armenia", "Yerevan, Armenia", "Armenia"),
        ("KY", "Louisville, Kentucky, United States", "Kentucky, United States"),
        ("texas, usa", "Houston, Texas, United States", "Texas, United States"),
        ("Georgia USA", "Atlanta, Georgia, United States", "Georgia, United States"),
        ("Washington state", "Seattle, Washington, United States", "Washington, United States"),
        ("Ontario", "Toronto, Ontario, Canada", "Ontario, Canada"),
        ("Punjab, India", "Ludhiana, Punjab, India", "Punjab, India"),
        ("Alberta, CA", "Calgary, Alberta, Canada", "Alberta, Canada"),
        ("Bayern", "Munich, Bavaria, Germany", "Bavaria, Germany"),
        ("NRW", "Köln, North Rhine-Westphalia, Germany", "North Rhine-Westphalia, Germany"),
        ("Scotland", "Edinburgh, Scotland, United Kingdom", "Scotland, United Kingdom"),
        ("Sicily", "Palermo, Italy", "Sicily, Italy"),
        ("北海道", "Sapporo, Japan", "Hokkaido, Japan"),
        ("Bali", "Denpasar, Indonesia", "Bali, Indonesia"),
        ("Nunavut", "Iqaluit, Nunavut, Canada", "Nunavut, Canada"),
        ("Kent, England", "Maidstone, England, United Kingdom", "Kent, United Kingdom"),
        ("Cook County, Illinois", "Chicago, Illinois, United States", "Cook County, United States"),
        ("Provence", "Marseille, France", "Provence, France"),
        ("County Cork", "Cork, Ireland", "County Cork, Ireland"),
        ("Co. Kerry", "Tralee, Munster, Ireland", "County Kerry, Ireland"),
        ("Long Island", "Hempstead, New York, United States", "Long Island, United States"),
        ("Long Island, Bahamas", "Clarence Town, Long Island, Bahamas", "Long Island, Bahamas"),
        ("Dolomites", "Bolzano, Italy", "Dolomites, Italy"),
    ],
)
def test_countries_and_regions_are_stood_for_by_a_city(
    world: World, name: str, city: str, area: str
) -> None:
    """A country by its capital, a region by its largest city, and so it can be said."""
    (place,) = world.resolve(name)

    assert isinstance(place, Place)
    assert (place.label, place.stands_for) == (city, area)
    assert world.fake.geocoding_requests == []


@each_row(
    ("name", "others"),
    [
        ("Georgia", ("Georgia, United States",)),
        ("Punjab", ("Punjab, India",)),
        ("Ontario", ("Ontario, California, United States",)),
        ("Holland", ("Holland, Michigan, United States",)),
        ("Odessa", ("Odesa, Ukraine",)),
    ],
)
def test_what_else_a_region_can_mean_is_told(
    world: World, name: str, others: tuple[str, ...]
) -> None:
    """Another country or region by itself, a city by its label, also a far larger namesake."""
    (place,) = world.resolve(name)

    assert isinstance(place, Place)
    assert place.others == others


def test_a_city_tells_of_the_region_of_its_name(world: World) -> None:
    """By the city that would stand for it."""
    (place,) = world.resolve("Washington")

    assert isinstance(place, Place)
    assert place.others[0] == "Seattle, Washington, United States"


@each_row("name", ["Europe", "Afrika", "the Pacific Ocean", "Antarctica", "欧洲"])
def test_continents_and_oceans_have_no_one_weather(world: World, name: str) -> None:
    """Nobody is asked for them; the person is told why."""
    (answer,) = world.resolve(name)

    assert answer == Unavailable(
        name, f"{name!r} is too large to have one weather; a city or a country has."
    )
    assert world.fake.geocoding_requests == []


def test_other_places_of_a_name_are_told(world: World) -> None:
    """So that the answer can say which one it is for; not where nobody would mean the other."""
    english, alabamian, paris = world.resolve("Birmingham", "Birmingham, Alabama", "Paris")

    assert isinstance(english, Place)
    assert isinstance(alabamian, Place)
    assert isinstance(paris, Place)
    assert english.others == ("Birmingham, Alabama, United States",)
    assert (alabamian.others, paris.others) == ((), ())


@each_row(
    ("name", "label"),
    [
        ("Venice", "Venice, Veneto, Italy"),
        ("Aberdeen", "Aberdeen, Scotland, United Kingdom"),
        ("Salisbury", "Salisbury, England, United Kingdom"),
        ("Bethlehem, PA", "Bethlehem, Pennsylvania, United States"),
        ("Monterey", "Monterey, California, United States"),
        ("Frankfort", "Frankfort, Kentucky, United States"),
        ("Saint Andrews", "Saint Andrews, Scotland, United Kingdom"),
        ("Princeton", "Princeton, New Jersey, United States"),
        ("Sparta", "Sparta, Peloponnese, Greece"),
        ("Bayeux", "Bayeux, Normandy, France"),
        ("Filadelfia", "Filadelfia, Boquerón, Paraguay"),
        ("Bombay", "Mumbai, Maharashtra, India"),
        ("Milan", "Milan, Italy"),
        ("Halle", "Halle (Saale), Saxony-Anhalt, Germany"),
        ("Reading", "Reading, England, United Kingdom"),
        ("NOLA", "New Orleans, Louisiana, United States"),
        ("Sant Andreu de la Barca", "Sant Andreu de la Barca, Catalonia, Spain"),
        ("Sin City", "Las Vegas, Nevada, United States"),
        ("Beantown", "Boston, Massachusetts, United States"),
        ("okc", "Oklahoma City, Oklahoma, United States"),
        ("Nippon", "Tokyo, Japan"),
        ("Norwich, Norfolk", "Norwich, England, United Kingdom"),
        ("Deal, Kent", "Deal, England, United Kingdom"),
        ("Bangor, Gwynedd", "Bangor, Wales, United Kingdom"),
    ],
)
def test_fame_counts_beside_people_and_by_names_come_last(
    world: World, name: str, label: str
) -> None:
    """A place with many names is known to many; a nickname weighs a hundredth."""
    assert world.label(name) == label


def test_a_town_comes_before_a_city_of_that_nickname_unless_it_is_tiny(world: World) -> None:
    """A hundredth of the city's people are enough."""
    told = []
    for people in (6_000, 7_000):
        world.time.pass_s(FRESH_FOR_S)
        world.fake.places["vegas"] = [found("Vegas", population=people)]
        told += [world.label("Vegas"), world.label("the Vegas")]

    assert told == [*["Las Vegas, Nevada, United States"] * 2, *["Vegas, Italy"] * 2]


def test_a_by_name_that_no_town_has_is_the_city_at_home(world: World) -> None:
    """Once the geocoder has been asked for a town; Russia and Kazakhstan have one each."""
    deadline = world.time.clock.deadline(5)

    found = world.places.resolve(["Aksaj"], language="en", deadline=deadline, zone="Europe/Moscow")

    assert [request.params["name"] for request in world.fake.geocoding_requests] == ["Aksaj"]
    assert getattr(found["Aksaj"], "label", None) == "Aksay, Rostovskaya oblast', Russia"


def test_a_town_of_a_country_comes_before_one_of_its_territories_unless_it_is_tiny(
    world: World,
) -> None:
    """A fifth of the people are enough; without an answer the known one is meant."""
    told = [world.label("Ramsey, UK")]
    fields = {"country_code": "GB", "country": "United Kingdom", "admin1": "England"}
    for people in (1_500, 1_600):
        world.time.pass_s(FRESH_FOR_S)
        world.fake.places["ramsey"] = [found("Ramsey", population=people, **fields)]
        told += [world.label("Ramsey, UK"), world.label("Ramsey UK")]
    world.fake.geocoding_fault = OVERLOADED
    world.time.pass_s(FRESH_FOR_S)

    assert told == [
        *["Ramsey, Isle of Man"] * 3,
        *["Ramsey, England, United Kingdom"] * 2,
    ]
    assert world.label("Ramsey, UK") == "Ramsey, Isle of Man"


def test_a_place_in_a_territory_that_no_town_outweighs_takes_no_request(world: World) -> None:
    """Nor one whose territory is named."""
    names = ["San Juan, USA", "Bermuda, UK", "Ramsey, Isle of Man", "Nuuk, Greenland, Denmark"]

    assert all(isinstance(place, Place) for place in world.resolve(*names))
    assert world.fake.geocoding_requests == []


@each_row("code", ["PA", "WA", "AL", "MS", "MT", "SC", "IN", "OR", "ME"])
def test_two_capitals_are_a_state(world: World, code: str) -> None:
    """Before a foreign town or region of that name."""
    (place,) = world.resolve(code)

    assert isinstance(place, Place)
    assert (place.country_code, place.stands_for.rpartition(", ")[2]) == ("US", "United States")


@each_row("name", ["Springfield", "Cambridge", "Salamanca", "Charleston", "Newcastle"])
def test_even_places_come_back_as_choices_that_resolve(world: World, name: str) -> None:
    """Each choice is a name that means that place alone."""
    (ambiguous,) = world.resolve(name)

    assert isinstance(ambiguous, AmbiguousPlace)
    assert len(ambiguous.choices) >= 2
    assert [world.label(choice) for choice in ambiguous.choices] == list(ambiguous.choices)


@each_row(
    ("name", "zone", "label"),
    [
        ("Valencia", "", "Valencia, Spain"),
        ("Toledo", "", "Toledo, Castilla-La Mancha, Spain"),
        ("Toledo", "America/Los_Angeles", "Toledo, Ohio, United States"),
        ("León", "", "León de los Aldama, Guanajuato, Mexico"),
        ("Kingston", "", "Kingston, Jamaica"),
        ("Hyderabad", "", "Hyderabad, Telangana, India"),
        ("Hyderabad", "Asia/Karachi", "Hyderabad, Pakistan"),
        ("Newcastle", "Europe/London", "Newcastle upon Tyne, England, United Kingdom"),
        ("Cambridge", "Europe/London", "Cambridge, England, United Kingdom"),
        ("Cambridge", "America/Chicago", "Cambridge, Massachusetts, United States"),
        ("Paris", "America/Chicago", "Paris, France"),
        ("Hull", "", "Kingston upon Hull, England, United Kingdom"),
        ("Kent", "", "Maidstone, England, United Kingdom"),
        ("Valencia, Venezuela", "Europe/Madrid", "Valencia, Venezuela"),
    ],
)
def test_of_several_the_famous_one_or_the_one_at_home_is_meant(
    world: World, name: str, zone: str, label: str
) -> None:
    """Far more famous, or in the country of the person's time zone; the others are told."""
    deadline = world.time.clock.deadline(5)
    place = world.offline.resolve([name], language="en", deadline=deadline, zone=zone)[name]

    assert isinstance(place, Place)
    assert place.label == label


def test_of_several_that_the_geocoder_finds_the_one_at_home_is_meant(world: World) -> None:
    """By the person's time zone, as of those that the gazetteer knows; also behind a postcode."""
    world.fake.places["xburg"] = world.fake.places["1234"] = [
        found("Xburg", country_code=code, country=country, population=people)
        for code, country, people in (("DE", "Germany", 9_000), ("AT", "Austria", 8_000))
    ]

    def meant(zone: str) -> list[str]:
        deadline = world.time.clock.deadline(5)
        names = ["Xburg", "1234 Xburg"]
        found = world.places.resolve(names, language="en", deadline=deadline, zone=zone)
        return [getattr(place, "country_code", "several") for place in found.values()]

    assert meant("Europe/Vienna") == ["AT", "AT"]
    assert meant("Europe/Berlin") == ["DE", "DE"]
    assert meant("Asia/Tokyo") == ["several", "several"]


@each_row(
    ("zone", "code"), [("America/Chicago", "US"), ("Europe/London", "GB"), ("Asia/Tokyo", None)]
)
def test_a_city_beside_a_postcode_is_the_one_at_home(
    world: World, zone: str, code: str | None
) -> None:
    """Where nobody knows the postcode, or can be asked; elsewhere there is a choice."""
    name, deadline = "02139 Cambridge", world.time.clock.deadline(5)
    world.fake.geocoding_fault = None

    for places in (world.places, world.offline):
        city = places.resolve([name], language="en", deadline=deadline, zone=zone)[name]
        assert getattr(city, "country_code", None) == code
        assert code or isinstance(city, AmbiguousPlace)
    world.fake.geocoding_fault = OVERLOADED
    world.time.pass_s(FRESH_FOR_S)
    deadline = world.time.clock.deadline(5)
    city = world.places.resolve([name], language="en", deadline=deadline, zone=zone)[name]
    assert getattr(city, "country_code", None) == code


def test_places_that_no_label_tells_apart_are_not_offered(world: World) -> None:
    """There are two of Taizhou, China; the larger one is taken."""
    assert world.label("Taizhou") == "Taizhou, China"


def test_unknown_names_are_searched_for(world: World) -> None:
    """With the language and the country that the name says, and the key in a header."""
    world.fake.places["riva"] = [found("Riva", admin1="Trentino")]

    (place,) = world.resolve("Riva, Italy", language="de-AT")

    (request,) = world.fake.geocoding_requests
    assert isinstance(place, Place)
    assert place.label == "Riva, Trentino, Italy"
    assert request.params["name"] == "Riva"
    assert (request.params["language"], request.params["countryCode"]) == ("de", "IT")
    assert request.headers["x-api-key"] == "key-1"
    assert "key-1" not in str(request.params)


def test_results_are_ranked_by_ourselves(world: World) -> None:
    """Exact names first, then capitals, population and settlements."""
    world.fake.places["riva"] = [
        found("Riva Ridge", population=900_000, admin1="Longer"),
        found("Riva", feature_code="LK", admin1="Lake"),
        found("Riva", admin1="Village"),
        found("Riva", admin1="Town", population=17_000),
        found("Riva", admin1="Capital", population=16_000, feature_code="PPLC"),
        found("Rivadavia", population=9_000_000, admin1="Only begins so"),
    ]

    (place,) = world.resolve("riva")

    # The town is as large as the capital, so that both are even.
    assert isinstance(place, AmbiguousPlace)
    assert place.choices == ("Riva, Capital, Italy", "Riva, Town, Italy")
    assert [world.label(choice) for choice in place.choices] == list(place.choices)


@each_row(
    ("name", "asked"),
    [
        ("the Xrville KY", ["Xrville", "the Xrville"]),
        ("Xqville USA", ["Xqville", "Xqville USA"]),
        ("Xsville Iowa", ["Xsville Iowa", "Xsville"]),
    ],
)
def test_two_searches_are_the_most_for_a_name(world: World, name: str, asked: list[str]) -> None:
    """Without what is a code first, and with what can be a part of the name."""
    world.fake.geocoding_requests.clear()

    (unknown,) = world.resolve(name)

    assert isinstance(unknown, UnknownPlace)
    assert [request.params["name"] for request in world.fake.geocoding_requests] == asked


def test_what_either_search_finds_elsewhere_is_suggested(world: World) -> None:
    """Though it does not lie where it was said to."""
    world.fake.places["xqville"] = [found("Xqville")]

    assert world.resolve("Xqville KY") == [UnknownPlace("Xqville KY", ("Xqville, Italy",))]


def test_of_two_results_the_more_populous_comes_first_and_then_the_settlement(
    world: World,
) -> None:
    """Capitals come before both, former ones don't."""
    fields = [("LK", 4), ("PPL", 4), ("PPLCH", 2), ("ADM1", 5), ("PPLC", 3)]
    world.fake.places["xwater"] = [
        found("Xwater", feature_code=feature, admin1=feature, population=people)
        for feature, people in fields
    ]

    told = world.geocoder.search(
        "Xwater", country_code="", language="en", deadline=world.time.clock.deadline(5)
    )

    assert [one.place.region for one in told] == ["PPLC", "ADM1", "PPL", "LK", "PPLCH"]


def test_a_result_is_read_with_all_its_fields(world: World) -> None:
    """Coordinates to ten metres; districts from the largest on; the most populous first."""
    position = {"latitude": 45.883349, "longitude": 10.841166, "timezone": "Europe/Rome"}
    areas = {"admin1": "Trentino", "admin2": "Trento", "admin3": "Alto Garda", "admin4": "Riva"}
    world.fake.places["riva"] = [
        found("Riva", feature_code="LK", admin1="Lake"),
        found("Riva", admin1="Village", country_code="it", timezone="Mars/Base"),
        *(found("Riva", admin1="Hamlet") for _ in range(40)),
        found("Riva", population=17_123, **position, **areas),
    ]

    (first, second, *others, last), in_italy = (
        world.geocoder.search(
            "Riva", country_code=code, language="PT-br", deadline=world.time.clock.deadline(5)
        )
        for code in ("", "IT")
    )

    town = Place("Riva", 45.8833, 10.8412, "Europe/Rome", "IT", "Italy", "Trentino", 17_123)
    assert first == Found(town, ("Trento", "Alto Garda", "Riva"))
    assert second == Found(Place("Riva", 45.5, 10.25, "UTC", "IT", "Italy", "Village"))
    assert (len(others), last.place.region) == (40, "Lake")
    assert in_italy == (first, *others, last)
    asked = {"name": "Riva", "count": "50", "language": "pt"}
    requests = [request.params for request in world.fake.geocoding_requests]
    assert requests == [asked, asked | {"countryCode": "IT"}]


def test_a_qualifier_is_checked_against_the_results(world: World) -> None:
    """By the region's name in the results, or by what the gazetteer knows of it."""
    world.fake.places["cordoba del sol"] = [
        *[found("Cordoba del Sol", admin1="Veracruz", country_code="MX", country="Mexico")] * 2,
        found("Cordoba del Sol", admin1="Andalusia", country_code="ES", country="Spain"),
    ]
    name = "Cordoba del Sol"

    andalusian, mexican, unknown = world.resolve(
        f"{name}, andalusia", f"{name}, MX", f"{name}, Narnia"
    )

    assert isinstance(andalusian, Place)
    assert isinstance(mexican, Place)
    assert (andalusian.country, mexican.country) == ("Spain", "Mexico")
    assert isinstance(unknown, UnknownPlace)
    assert unknown.suggestions == (f"{name}, Veracruz, Mexico", f"{name}, Andalusia, Spain")


def test_a_result_that_only_begins_like_the_name_is_none(world: World) -> None:
    """One that is called otherwise has the name as another one."""
    world.fake.places["riva"] = [
        found(name, admin1=name) for name in ("Rivadavia Sul", "Rivariva", "New Riva", "Riva Bella")
    ]

    told = world.geocoder.search(
        "Riva", country_code="", language="en", deadline=world.time.clock.deadline(5)
    )

    assert [one.place.region for one in told] == ["New Riva", "Riva Bella"]


def test_results_may_lack_fields(world: World) -> None:
    """Zero and empty fields are left out; a result without a position that can be read is none."""
    world.fake.places["ile x"] = [
        found("Ile X", latitude=None, country=None, country_code=None, timezone="Mars/Base"),
        found("Ile X", latitude=None, longitude=None),
        found("Ile X", latitude=123.0, population=9),
        found("Ile X", latitude=-90.5, population=9),
        *(found("Ile X", longitude=at, population=9) for at in (-180.5, 180.5)),
        {**found("Ile X", population=9), "latitude": None},
        {**found("Ile X", population=9), "longitude": "ten"},
        found("", population=5),
        {"name": 7, "latitude": "1"},
    ]

    world.fake.places["corner"] = [found("Corner", latitude=-90, longitude=180)]

    nowhere_x = found("Nowhere X", latitude=None, longitude=None)
    world.fake.places["nowhere x"] = [nowhere_x, found(""), found("\x07")]
    world.fake.places["xwich"] = [
        found("Xwich", longitude=None, admin1="Kent", population="many", feature_code=7)
    ]

    place, corner, nowhere, meridian = world.resolve("Ile X", "Corner", "Nowhere X", "Xwich")

    assert place == Place("Ile X", 0.0, 10.25, "UTC")
    assert isinstance(nowhere, UnknownPlace)
    assert meridian == Place("Xwich", 45.5, 0.0, "Europe/Rome", "IT", "Italy", "Kent")
    assert isinstance(corner, Place)
    assert (corner.latitude, corner.longitude) == (-90, 180)


def test_text_of_the_geocoder_is_tamed(world: World) -> None:
    """Control characters and endless names come from outside."""
    world.fake.places["ile x"] = [found("Ile\u202e X\n\n" + "y" * 5_000, admin1="a\x00b")]

    (place,) = world.resolve("Ile X")

    assert isinstance(place, Place)
    assert place.name.startswith("Ile X")
    assert len(place.name) <= 100
    assert place.region == "a b"


def test_more_places_than_asked_for_are_not_read(world: World) -> None:
    """Each takes time, and a service that is out of order can send thousands."""
    labels = []
    for number, name in ((49, "Ile X"), (50, "Ile Y")):
        places = [*[found("Elsewhere")] * number, found(name)]
        world.fake.geocoding_fault = Fault(body=json.dumps({"results": places}))
        labels.append(world.label(name))

    assert labels == ["Ile X, Italy", "Elsewhere, Italy"]


def test_nobody_knows_the_name(world: World) -> None:
    """Names that look alike are suggested; the asked one is capped and cleaned."""
    unknown, gibberish, empty = world.resolve("Bangalroe", "\x07" + "q" * 500, " \x00 ")

    assert unknown == UnknownPlace("Bangalroe", ("Bengaluru, Karnataka, India",))
    assert gibberish == UnknownPlace("q" * 100)
    assert empty == UnknownPlace("")


@given(
    name=st.text(max_size=150) | st.from_regex(r"[A-Z][a-z]+,? [A-Z]{2} \d{4,5}", fullmatch=True)
)
def test_any_text_has_an_answer(name: str) -> None:
    """Whatever people and models write."""
    with closing(Gazetteer()) as gazetteer, closing(Places(gazetteer, None, CLOCK)) as places:
        resolved = places.resolve([name], language="", deadline=CLOCK.deadline(5))

    assert list(resolved) == [name]


def test_without_a_geocoder_the_gazetteer_is_all(world: World) -> None:
    """As in work without a network."""
    deadline = world.time.clock.deadline(5)

    resolved = world.offline.resolve(
        ["London", "Xanadu-on-Sea", "London, Narnia"], language="en", deadline=deadline
    )

    assert isinstance(resolved["London"], Place)
    assert world.fake.geocoding_requests == []
    unknown = resolved["Xanadu-on-Sea"]
    assert isinstance(unknown, UnknownPlace)
    assert unknown.is_of_towns
    (searched,) = world.resolve("Xanadu-on-Sea")
    assert isinstance(searched, UnknownPlace)
    assert not searched.is_of_towns
    toledo = "Toledo, Ohio, United States"
    known = world.offline.known(["Toledo ", "Xanadu", "Springfield"], "America/New_York")
    assert {name: place.label for name, place in known.items()} == {"Toledo ": toledo}
    assert "London, England, United Kingdom" in resolved["London, Narnia"].suggestions  # type: ignore[union-attr] # it is unknown


def test_what_takes_no_request_is_known_beforehand(world: World) -> None:
    """Airports and points too; not what the geocoder may know another place for."""
    names = [
        "ITO",
        "48.85, 2.35",
        "Vegas",
        "Xanadu-on-Sea",
        "Springfield",
        "Europe",
        "oslo",
        " Oslo",
        "Boston, Mass.",
    ]

    known = {name: place.name for name, place in world.places.known(names).items()}
    offline = {name: place.name for name, place in world.offline.known(names).items()}

    assert known == {
        "ITO": "Hilo International Airport (ITO)",
        "48.85, 2.35": "near Paris",
        "oslo": "Oslo",
        " Oslo": "Oslo",
        "Boston, Mass.": "Boston",
    }
    assert offline == {**known, "Vegas": "Las Vegas"}
    assert world.fake.geocoding_requests == []


def test_searches_are_kept_for_thirty_days(world: World) -> None:
    """By language, since names are told in it; the country of the language doesn't matter."""
    world.fake.places["riva"] = [found("Riva")]

    world.resolve("Riva", language="de-AT")
    world.resolve("Riva", language="DE-CH")
    world.resolve("Riva", language="it")
    world.time.pass_s(FRESH_FOR_S + 1)
    world.resolve("Riva", language="it")

    languages = [request.params["language"] for request in world.fake.geocoding_requests]
    assert languages == ["de", "it", "it"]


def test_that_nobody_knows_a_name_is_kept_for_ten_minutes(world: World) -> None:
    """Not longer: somebody may add the place tomorrow."""
    world.resolve("Xanadu-on-Sea")
    world.resolve("Xanadu-on-Sea")
    soon = len(world.fake.geocoding_requests)
    world.time.pass_s(601)
    world.resolve("Xanadu-on-Sea")

    assert (soon, len(world.fake.geocoding_requests)) == (1, 2)


def test_equal_searches_from_several_threads_are_one(world: World) -> None:
    """Whoever comes while one is under way waits for its answer."""
    asked: list[str] = []
    has_begun, may_end = threading.Event(), threading.Event()

    class Slow:
        """A search that ends when the test lets it."""

        def search(self, name: str, **_: object) -> tuple[Found, ...]:
            """Say that it has begun, and wait."""
            asked.append(name)
            has_begun.set()
            may_end.wait(10)
            return (Found(Place(name, 1, 1, "UTC")),)

    places = Places(world.offline._gazetteer, Slow(), world.time.clock)

    def resolve(language: str) -> Resolved:
        deadline = world.time.clock.deadline(5)
        return places.resolve(["Riva"], language=language, deadline=deadline)["Riva"]

    with ThreadPoolExecutor() as pool:
        first = pool.submit(resolve, "en")
        has_begun.wait(5)
        others = [pool.submit(resolve, "en-GB") for _ in range(3)]
        may_end.set()
        answers = {first.result(), *(other.result() for other in others)}
    places.close()

    assert answers == {Place("Riva", 1, 1, "UTC")}
    assert asked == ["Riva"]


def test_a_geocoder_over_its_limit_is_left_alone(world: World) -> None:
    """Until the limit is lifted; places that the gazetteer knows are found all the while."""
    world.fake.places["riva"] = [found("Riva")]
    world.fake.geocoding_fault = type(HTML)(429, "Minutely API request limit exceeded.")

    refused = world.resolve("Riva")
    world.fake.geocoding_fault = None
    resting = world.resolve("Riva", "Nowhere-on-Sea", "London")
    requests = len(world.fake.geocoding_requests)
    world.time.pass_s(3600)
    (found_again,) = world.resolve("Riva")

    assert [type(place) for place in (*refused, *resting)] == [Unavailable] * 3 + [Place]
    assert requests == 1
    assert isinstance(found_again, Place)


@pytest.mark.parametrize(
    ("name", "searches"),
    [
        ("Valhalla, KY", [("Valhalla", "")]),
        ("Valhalla KY", [("Valhalla", ""), ("Valhalla KY", "")]),
        ("Valhalla Kentucky", [("Valhalla Kentucky", ""), ("Valhalla", "US")]),
        ("Valhalla KY USA", [("Valhalla", ""), ("Valhalla KY USA", "")]),
        ("Valhalla Bavaria DE", [("Valhalla", ""), ("Valhalla Bavaria DE", "")]),
        ("Valhalla, Bavaria, Midgard", [("Valhalla", "DE")]),
        ("Lake Ontario", [("Lake Ontario", ""), ("Lake", "CA")]),
        ("the Grand Canyon", [("Grand Canyon", ""), ("the Grand Canyon", "")]),
        ("Yosemite National Park", [("Yosemite National Park", "")]),
        ("Central Park, New York, USA", [("Central Park", "US")]),
    ],
)
def test_a_name_is_searched_for_in_two_ways_at_most(
    world: World, name: str, searches: list[tuple[str, str]]
) -> None:
    """Whole and without what looks like its region, the likelier one first."""
    (place,) = world.resolve(name)

    asked = [
        (request.params["name"], request.params.get("countryCode", ""))
        for request in world.fake.geocoding_requests
    ]
    assert asked == searches
    assert isinstance(place, UnknownPlace)


def test_the_first_way_that_finds_something_is_the_last(world: World) -> None:
    """A park is a place as well as a town is."""
    world.fake.places["lake ontario"] = [found("Lake Ontario", feature_code="LK")]

    assert world.label("Lake Ontario") == "Lake Ontario, Italy"
    assert len(world.fake.geocoding_requests) == 1


def test_a_qualifier_may_be_a_district_or_in_the_language_of_the_question(world: World) -> None:
    """The geocoder names counties, and tells regions in that language."""
    fields = {"country_code": "GB", "country": "Großbritannien", "admin1": "England"}
    world.fake.places["hampton court"] = [
        found("Hampton Court", **fields, admin2="Surrey", admin3="Elmbridge", admin4="Molesey"),
        found("Hampton Court", **fields, admin2="Kent"),
    ]
    world.fake.places["xort"] = [
        found("Xort", country_code="XX", country="Xland", admin1="Xregion"),
        found("Xort", country_code="YY", country="Yland", admin1="Yregion"),
    ]
    world.fake.places["kleinort"] = [
        found("Kleinort", country_code="DE", country="Deutschland", admin1="Bayern"),
        found("Kleinort", country_code="DE", country="Deutschland", admin1="Hessen"),
    ]

    districts = ("Surrey", "Elmbridge", "Molesey")
    *courts, village = world.resolve(
        *(f"Hampton Court, {district}" for district in districts),
        "Kleinort, Bavaria",
        language="de",
    )

    for court in courts:
        assert isinstance(court, Place)
        assert court.label == "Hampton Court, England, Großbritannien"
    assert isinstance(village, Place)
    assert village.region == "Bayern"
    hessian = "Kleinort, Hessen, Deutschland"
    for qualifiers in ("Germany, Hesse, Narnia", "Germany, Hesse", "Narnia, Germany, Hesse"):
        for name in ("Kleinort", "the Kleinort"):
            assert world.label(f"{name}, {qualifiers}") == hessian
    for qualifier in ("yland", "yregion", "Yregion, Yland"):
        assert world.label(f"Xort, {qualifier}") == "Xort, Yregion, Yland"
    assert isinstance(world.resolve("Xort, Xregion, Yland")[0], UnknownPlace)


def test_a_quarter_lies_next_to_its_city(world: World) -> None:
    """Whatever region the geocoder has it in, and be it the smaller city of its name."""
    fields = {"country_code": "GB", "country": "United Kingdom", "admin1": "England"}
    world.fake.places["xquarter"] = [
        found("Xquarter", latitude=53.4, longitude=-2.2, population=90_000, **fields),
        found("Xquarter", latitude=51.48, longitude=-0.29, **fields),
        found("Xquarter", latitude=51.4, longitude=-2.4, **fields),
        found("Xquarter", latitude=33.5, longitude=-86.8, **fields),
    ]

    names = [
        f"Xquarter, {city}"
        for city in ("London", "Bath", "Birmingham", "Berlin", "Guildford", "Leipzig")
    ]
    quarter, small, namesake, elsewhere, town, abroad = world.resolve(*names)

    assert isinstance(quarter, Place)
    assert isinstance(small, Place)
    assert isinstance(namesake, Place)
    assert (quarter.latitude, small.latitude, namesake.latitude) == (51.48, 51.4, 33.5)
    assert isinstance(elsewhere, UnknownPlace)
    assert isinstance(town, UnknownPlace)
    suggested = ("Xquarter, England, United Kingdom", "Leipzig, Saxony, Germany")
    assert abroad == UnknownPlace("Xquarter, Leipzig", suggested)


def test_a_nickname_that_nobody_finds_is_still_the_place_it_stands_for(world: World) -> None:
    """No town of that very name that is far smaller comes before it."""
    names = [world.label(name).partition(",")[0] for name in ("Hull", "Mombaca", "Asmar")]

    assert names == ["Kingston upon Hull", "Mombasa", "Asmara"]


def test_an_unknown_qualifier_beside_a_known_one_narrows_nothing(world: World) -> None:
    """Such as a county that the geocoder leaves out."""
    world.fake.places["riva"] = [found("Riva", admin1="Trentino")]

    assert world.label("Riva, Vallagarina, Italy") == "Riva, Trentino, Italy"


def test_a_county_that_the_gazetteer_lacks_is_searched_for_among_towns_of_one_name(
    world: World,
) -> None:
    """The largest of them need not lie in it."""
    fields = {"country_code": "US", "country": "United States", "admin1": "Oregon"}
    world.fake.places["springfield"] = [found("Springfield", **fields, admin2="Xanadu")]
    fields = {"country_code": "GB", "country": "United Kingdom", "admin1": "England"}
    larger = found("Newport", **fields, admin2="Elsewhere", population=90_000) | {"admin1": "Wales"}
    world.fake.places["newport"] = [larger, found("Newport", **fields, admin2="Xanadu")]

    assert world.label("Springfield, Xanadu, USA") == "Springfield, Oregon, United States"
    assert world.label("Newport, Xanadu, UK") == "Newport, England, United Kingdom"


@pytest.mark.parametrize(
    ("name", "language", "searches"),
    [
        ("90210", "en", [("90210", "US"), ("90210", "")]),
        ("10115", "de", [("10115", "DE"), ("10115", "")]),
        ("10115", "ja", [("10115", "")]),
        ("1010", "de", [("1010", "")]),
        ("D-10115", "en", [("10115", "DE")]),
        ("D-10115 Xdorf, Austria", "en", [("10115", "DE")]),
        ("90210-1234", "fr", [("90210", "US")]),
        ("SW1A 1AA", "en", [("SW1A 1AA", "GB"), ("SW1A", "GB")]),
        ("k1a 0b1", "en", [("K1A 0B1", "CA"), ("K1A", "CA")]),
        ("N6A 1A1 London", "en", [("N6A 1A1", "CA"), ("N6A", "CA")]),
        ("1012 AB", "nl", [("1012", "NL")]),
        ("〒100-0001", "ja", [("100-0001", "JP")]),
        ("10115, Germany", "en", [("10115", "DE")]),
        ("10115 Berlin", "en", [("10115", "DE")]),
        ("Smallville, KS 66002, USA", "fr", [("66002", "US")]),
    ],
)
def test_postcodes_are_searched_for_where_they_belong(
    world: World, name: str, language: str, searches: list[tuple[str, str]]
) -> None:
    """By how they are written, by what stands with them, and by the language of the question."""
    world.resolve(name, language=language)

    asked = [
        (request.params["name"], request.params.get("countryCode", ""))
        for request in world.fake.geocoding_requests
    ]
    assert asked == searches


def test_a_postcode_finds_its_place(world: World) -> None:
    """The place has another name than the code."""
    fields = {"country_code": "US", "country": "United States", "admin1": "California"}
    world.fake.places["90210"] = [found("Beverly Hills", population=34_000, **fields)]

    alone, with_city = world.resolve("90210", "Beverly Hills, CA 90210")

    assert isinstance(alone, Place)
    assert alone.label == "Beverly Hills, California, United States"
    assert with_city == alone


def test_a_postcode_beside_its_country_or_region_is_no_other_town_of_it(world: World) -> None:
    """Whatever language that is named in; of another region, the code is not meant."""
    fields = {"country_code": "DE", "country": "Deutschland", "admin1": "Bayern"}
    world.fake.places["95444"] = [found("Bayreuth", **fields)]

    names = ["95444, Germany", "95444 Deutschland", "95444 Bavaria", "Bayern 95444"]
    towns = world.resolve(*names, "95444 Hamburg", "95444 Hesse", language="de")

    told = ["Bayreuth"] * 4 + ["Hamburg", "Frankfurt am Main"]
    assert [getattr(town, "name", town) for town in towns] == told


def test_a_postcode_of_several_towns_is_that_of_all(world: World) -> None:
    """In the order of the service; a region or a district beside it says which is meant."""
    fields = {"country_code": "DE", "country": "Germany"}
    world.fake.places["01234"] = [
        found("Xdorf", population=9_000, admin1="Xland", admin2="X", admin3="Xkreis", **fields),
        found("Ydorf", population=8_000, admin1="Yland", admin2="Ykreis", **fields),
        found("Zdorf", population=7_000, admin1="Yland", admin4="Zkreis", **fields),
    ]
    names = ["01234", "01234 xland", "01234 xkreis", "ykreis 01234", "Zkreis, 01234"]

    several, *towns = world.resolve(*names, language="de")

    labels = ("Xdorf, Xland, Germany", "Ydorf, Yland, Germany", "Zdorf, Yland, Germany")
    assert several == AmbiguousPlace("01234", labels)
    assert [getattr(town, "name", town) for town in towns] == ["Xdorf", "Xdorf", "Ydorf", "Zdorf"]
    (unknown,) = world.resolve("01234 Nowhere", language="de")
    assert unknown == UnknownPlace("01234 Nowhere", labels)
    world.fake.places["sw1a 1aa"] = [found("Westminster", country_code="GB", country="UK")]
    (elsewhere,) = world.resolve("SW1A 1AA Nowhere")
    assert elsewhere == UnknownPlace("SW1A 1AA Nowhere", ("Westminster, UK",))


@pytest.mark.parametrize("fault", [None, OVERLOADED])
def test_a_city_with_a_postcode_is_found_without_it(world: World, fault: Any) -> None:
    """When the geocoder does not know the code, knows another place by it, or fails."""
    world.fake.places["10115"] = [found("Elsewhere", country_code="DE", country="Germany")]
    world.fake.geocoding_fault = fault

    assert world.label("10115 Berlin") == "Berlin, Germany"
    deadline = world.time.clock.deadline(5)
    offline = world.offline.resolve(["10115 Berlin"], language="en", deadline=deadline)
    assert isinstance(offline["10115 Berlin"], Place)


def test_a_postcode_alone_needs_the_geocoder(world: World) -> None:
    """When it fails, nothing is made up."""
    world.fake.geocoding_fault = OVERLOADED

    (answer,) = world.resolve("90210")

    assert answer == Unavailable("90210", "The place '90210' can't be looked up at the moment.")


@each_row(
    ("name", "suggestion"),
    [
        ("Germny", "Germany"),
        ("Califronia", "California, United States"),
        ("Sprngfield, IL", "Springfield, Illinois, United States"),
        ("Sprngfield IL", "Springfield, Illinois, United States"),
        ("Sprngfield, MO", "Springfield, Missouri, United States"),
        ("paris tennessee", "Paris, France"),
        ("Xyzzyquarter, Berlin", "Berlin, Germany"),
    ],
)
def test_what_may_have_been_meant_is_suggested(world: World, name: str, suggestion: str) -> None:
    """Countries and regions too, and within the region that was named."""
    (unknown,) = world.resolve(name)

    assert isinstance(unknown, UnknownPlace)
    assert unknown.suggestions[0] == suggestion


def test_the_store_of_searches_is_bounded(world: World) -> None:
    """A stream of made-up names can't fill the memory."""
    searched: list[str] = []

    class Counting:
        """A search that notes what it is asked."""

        def search(self, name: str, **_: object) -> tuple[Found, ...]:
            """Find it at once."""
            searched.append(name)
            return (Found(Place(name, 1, 1, "UTC")),)

    places = Places(world.offline._gazetteer, Counting(), world.time.clock)
    deadline = world.time.clock.deadline(20)
    names = [f"zz{number}" for number in range(1_001)]
    places.resolve(names, language="en", deadline=deadline)
    places.resolve([names[-1], names[0]], language="en", deadline=deadline)
    places.close()

    assert sorted(searched) == sorted([*names, names[0]])


@pytest.mark.parametrize("fault", [OVERLOADED, HTML])
def test_a_failing_geocoder_concerns_only_the_names_that_need_it(world: World, fault: Any) -> None:
    """The person is told in plain words, the operator in the log."""
    world.fake.geocoding_fault = fault

    with captured_log() as log:
        london, riva = world.resolve("London", "Riva")

    assert isinstance(london, Place)
    assert riva == Unavailable("Riva", "The place 'Riva' can't be looked up at the moment.")
    (entry,) = log.entries("geocoder.failed")
    assert entry["level"] == "WARNING"
    assert "answered" in entry["reason"]


def test_a_geocoder_that_takes_too_long_concerns_only_the_names_that_need_it(world: World) -> None:
    """Though the question itself has time left."""

    class Late:
        """A search that is always late."""

        def search(self, name: str, **_: object) -> tuple[Found, ...]:
            """Come too late."""
            raise DeadlineError(f"{name} took too long")

    places = Places(world.offline._gazetteer, Late(), world.time.clock)
    deadline = world.time.clock.deadline(5)
    with captured_log() as log:
        told = places.resolve(["London", "Riva"], language="en", deadline=deadline)
    places.close()

    assert isinstance(told["London"], Place)
    reason = "The place 'Riva' can't be looked up at the moment."
    assert told["Riva"] == Unavailable("Riva", reason)
    assert [entry["reason"] for entry in log.entries("geocoder.failed")] == ["Riva took too long"]


def test_an_answer_of_another_form_is_a_failure(world: World) -> None:
    """It says nothing about the place; in a list of places, what is none is left out."""
    world.fake.places["riva"] = [found("Riva")]
    world.fake.geocoding_fault = None
    weird, fetcher, resolved = FakeWeather(), Fetcher(), list[object]()

    with weird.serve() as url:
        places = Places(
            world.offline._gazetteer,
            Geocoder(OpenMeteoClient(fetcher, world.time.clock), url),
            world.time.clock,
        )
        for body in ('{"results": "none"}', "[]", "7", '{"results": [7, null, ["Riva"]]}'):
            weird.geocoding_fault = type(HTML)(body=body)
            deadline = world.time.clock.deadline(5)
            resolved += places.resolve(["Riva"], language="en", deadline=deadline).values()
        places.close()
    fetcher.close()

    reason = "The place 'Riva' can't be looked up at the moment."
    *failed, unknown = resolved
    assert failed == [Unavailable("Riva", reason)] * 3
    assert isinstance(unknown, UnknownPlace)


def test_a_geocoder_that_hangs_is_not_waited_for_beyond_the_deadline(world: World) -> None:
    """The lookups that did not come are unavailable, and those that wait are not begun any more."""
    asked: list[str] = []

    class Hanging:
        """A search that never ends by itself."""

        ended = threading.Event()

        def search(self, name: str, **_: object) -> tuple[Found, ...]:
            """Wait for the end of the test."""
            asked.append(name)
            self.ended.wait(10)
            return (Found(Place(name, 1, 1, "UTC")),)

    hanging = Hanging()
    places = Places(world.offline._gazetteer, hanging, world.time.clock)
    resolved = places.resolve(
        ["London", "zz1", "zz2", "zz3", "zz4", "zz5", "zz6"],
        language="en",
        deadline=world.time.clock.deadline(0.05),
    )
    hanging.ended.set()
    places.resolve(["zz7"], language="en", deadline=world.time.clock.deadline(5))
    places.close()

    kinds = [type(place) for place in resolved.values()]
    assert kinds == [Place] + [Unavailable] * 6
    assert sorted(asked) == ["zz1", "zz2", "zz3", "zz4", "zz5", "zz7"]


def test_searches_that_have_not_begun_at_the_end_are_not_made(world: World) -> None:
    """Those under way end by themselves."""
    asked: list[str] = []
    begun, may_end = threading.Semaphore(0), threading.Event()

    class Slow:
        """A search that ends when the test lets it."""

        def search(self, name: str, **_: object) -> tuple[Found, ...]:
            """Say that it has begun, and wait."""
            asked.append(name)
            begun.release()
            may_end.wait(PATIENCE_S)
            return (Found(Place(name, 1, 1, "UTC")),)

    places = Places(world.offline._gazetteer, Slow(), world.time.clock)
    names = [f"zz{number}" for number in range(7)]
    with ThreadPoolExecutor(1) as pool:
        deadline = world.time.clock.deadline(2 * PATIENCE_S)
        resolving = pool.submit(places.resolve, names, language="en", deadline=deadline)
        assert all(begun.acquire(timeout=PATIENCE_S) for _ in range(5))
        until(lambda: places._pool._work_queue.qsize() == 2)
        places.close()
        may_end.set()
        assert isinstance(resolving.exception(PATIENCE_S), CancelledError)
    places._pool.shutdown()

    assert sorted(asked) == names[:5]


def test_searches_of_a_batch_run_five_at_a_time() -> None:
    """Together, but no more: the free service admits few at once."""
    running, most, lock = 0, 0, threading.Lock()
    five = threading.Barrier(5)

    class Counting:
        """A search that counts its neighbours."""

        def search(self, name: str, **_: object) -> tuple[Found, ...]:
            """Wait until five are here."""
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            five.wait(5)
            with lock:
                running -= 1
            return (Found(Place(name, 1, 1, "UTC")),)

    gazetteer, time = Gazetteer(), FakeTime()
    places = Places(gazetteer, Counting(), time.clock)
    names = [f"zz{number}" for number in range(10)]
    resolved = places.resolve(names, language="en", deadline=time.clock.deadline(5))
    places.close()
    gazetteer.close()

    assert list(resolved) == names
    assert all(isinstance(place, Place) for place in resolved.values())
    assert most == 5


def test_a_geocoder_does_not_show_its_key() -> None:
    """Whatever prints it."""
    with closing(Fetcher()) as fetcher:
        geocoder = Geocoder(
            OpenMeteoClient(fetcher, FakeTime().clock, "key-1"), "https://geocoder.example"
        )

        assert "https://geocoder.example" in repr(geocoder)
        assert "key-1" not in repr(geocoder)


def test_what_is_next_to_a_city_is_measured_by_distance() -> None:
    """To the north, degrees of longitude are shorter."""
    oslo, singapore = (Place("x", at, 10.0, "UTC") for at in (60.0, 1.0))

    assert is_near(replace(oslo, longitude=10.7), oslo)
    assert not is_near(replace(singapore, longitude=10.7), singapore)
