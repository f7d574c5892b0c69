"""The words that names of places are written with: abbreviations, by-names, postcodes, points."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.rows import each_row

from bot.places.abbreviations import spelled_out
from bot.places.airports import airport_named, is_airport
from bot.places.coordinates import COORDINATES, coordinates_of, zone_at
from bot.places.counties import COUNTIES
from bot.places.gazetteer import Gazetteer, fold
from bot.places.names import Asked, Postcode, postcode_of, readings, split, without_article
from bot.places.points import is_near
from bot.reports import Place


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    """Open the committed file."""
    with closing(Gazetteer()) as opened:
        yield opened


WITH_A_DOT = """\
Ala|Alabama Ariz|Arizona Ark|Arkansas Cal|California Colo|Colorado Del|Delaware Ill|Illinois
Ind|Indiana Kan|Kansas Mass|Massachusetts Miss|Mississippi Mont|Montana Neb|Nebraska Nev|Nevada
N.Dak|North~Dakota S.Dak|South~Dakota Ont|Ontario Ore|Oregon Que|Quebec Tex|Texas Wash|Washington
W.Va|West~Virginia Wis|Wisconsin Man|Manitoba
"""
WITHOUT_ONE = """\
Calif|California Conn|Connecticut Fla|Florida Ida|Idaho Kans|Kansas Mich|Michigan Minn|Minnesota
Nebr|Nebraska Okla|Oklahoma Oreg|Oregon Penn|Pennsylvania Penna|Pennsylvania Sask|Saskatchewan
Tenn|Tennessee Wisc|Wisconsin Wyo|Wyoming Alta|Alberta Nfld|Newfoundland~and~Labrador
Newfoundland|Newfoundland~and~Labrador PEI|Prince~Edward~Island P.E.I|Prince~Edward~Island
"""


@each_row("pair", WITH_A_DOT.split())
def test_an_abbreviated_region_has_its_dot(pair: str) -> None:
    """Without it, it can be a name of its own."""
    short, full = pair.replace("~", " ").split("|")

    assert spelled_out(f"Xtown, {short}.") == f"Xtown, {full}"
    assert spelled_out(f"Xtown,{short.upper()}., USA") == f"Xtown, {full}, USA"
    assert spelled_out(f"Xtown, {short}") == f"Xtown, {short}"
    assert spelled_out(f"Xtown, {short}.x") == f"Xtown, {short}.x"


@each_row("pair", WITHOUT_ONE.split())
def test_an_abbreviation_that_is_nothing_else_needs_no_dot(pair: str) -> None:
    """Behind a comma."""
    short, full = pair.replace("~", " ").split("|")

    for written in (short, f"{short}.", short.lower()):
        assert spelled_out(f"Xtown, {written}") == f"Xtown, {full}"


@each_row(
    ("written", "read"),
    [
        ("Gander Nfld", "Gander, Newfoundland and Labrador"),
        ("Gander newfoundland", "Gander, Newfoundland and Labrador"),
        ("Souris PEI", "Souris, Prince Edward Island"),
        ("Souris P.E.I.", "Souris, Prince Edward Island"),
        ("nfld.", "Newfoundland and Labrador"),
        ("Newfoundland", "Newfoundland and Labrador"),
        ("Newfoundland and Labrador", "Newfoundland and Labrador"),
        ("Gander, Newfoundland and Labrador", "Gander, Newfoundland and Labrador"),
        *(
            (f"Gander{before}{written} Labrador", f"Gander{before}Newfoundland and Labrador")
            for before in (" ", ", ")
            for written in ("Newfoundland and", "newfoundland &", "Nfld and", "Nfld. &")
        ),
        ("nfld & labrador", "Newfoundland and Labrador"),
        ("Gander Nfld and Oslo", "Gander, Newfoundland and Labrador and Oslo"),
        ("Gander Newfoundland & Oslo", "Gander, Newfoundland and Labrador & Oslo"),
        ("Souris PEI and Boston", "Souris, Prince Edward Island and Boston"),
        ("Souris pei", "Souris pei"),
        ("Gander Newfoundlander", "Gander Newfoundlander"),
        ("Xnewfoundland", "Xnewfoundland"),
        ("Åland", "Åland Islands"),
        ("the Åland Islands", "Åland Islands"),
        *((name, name) for name in ("Aland", "Småland", "Tesco Cork", "state of Georgiana")),
        *((f"Georgia {what}", f"Georgia {what}") for what in ("the countryside", "statement")),
        *((f"the Republic of {name}", name) for name in ("Georgia", "Ireland", "Turkey", "Malta")),
        ("Republic of Cyprus", "Cyprus"),
        ("Republic of Korea", "Republic of Korea"),
        *((f"{name} the country", name) for name in ("Georgia", "Jordan", "Chad")),
        ("Georgia (the country)", "Georgia"),
        ("Jordan, the country", "Jordan"),
        ("downstate Illinois", "Illinois"),
        ("downstate New York", "New York"),
        *((f"the state of {name}", f"{name} State") for name in ("Georgia", "Washington")),
        *((f"{us} state of new york", "New York State") for us in ("U.S.", "the US")),
        ("New York State", "New York State"),
        ("new york, the state", "New York State"),
        ("Washington state", "Washington State"),
        ("georgia, the state", "Georgia State"),
        *(
            (f"washington state {what}", f"washington state {what}")
            for what in ("university", "fair", "park")
        ),
        ("Truro, county Cornwall", "Truro, Cornwall"),
        *((f"Naas,{county} Kildare", "Naas, Kildare") for county in (" Co.", "  county ")),
        ("Co. Kerry", "County Kerry"),
        ("Boulder, CO USA", "Boulder, CO USA"),
        ("Consett, County Durham", "Consett, County Durham"),
    ],
)
def test_regions_are_spelled_out(written: str, read: str) -> None:
    """States, republics and islands that people call by another name, each as often as it comes."""
    assert spelled_out(written) == read
    assert spelled_out(f"{written}; {written}") == f"{read}; {read}"


IRISH = """\
Antrim Armagh Carlow Cavan Clare Cork Derry Donegal Down Dublin Durham Fermanagh Galway Kerry
Kildare Kilkenny Laois Leitrim Limerick Londonderry Longford Louth Mayo Meath Monaghan Offaly
Roscommon Sligo Tipperary Tyrone Waterford Westmeath Wexford Wicklow
"""


@each_row("county", IRISH.split())
def test_co_is_a_county_in_ireland_and_durham(county: str) -> None:
    """Nothing else is called so there."""
    assert spelled_out(f"Co {county}") == spelled_out(f"Co. {county}") == f"County {county}"
    assert spelled_out(f"Co. {county}ville") == f"Co. {county}ville"


BY_NAMES = """\
NOLA|New Orleans;Addis|Addis Ababa;HCMC|Ho Chi Minh City;Jozi|Johannesburg;KL|Kuala Lumpur
Melb|Melbourne;Brissie|Brisbane;brizzie|Brisbane;Barça|Barcelona;barca|Barcelona;Beantown|Boston
Chi-town|Chicago;Chitown|Chicago;Cincy|Cincinnati;City of Angels|Los Angeles;City of Light|Paris
City of Lights|Paris;City of London|London;Emerald City|Seattle;Eternal City|Rome;Indy|Indianapolis
Jax|Jacksonville, Florida;Music City|Nashville;OKC|Oklahoma City;San Fran|San Francisco
Sin City|Las Vegas;SLC|Salt Lake City;Space City|Houston;Steel City|Pittsburgh;Vancity|Vancouver
Nippon|Japan;Nihon|Japan;Bharat|India;Persia|Iran;Ceylon|Sri Lanka;Siam|Thailand;KSA|Saudi Arabia
"""


@each_row("pair", BY_NAMES.replace("\n", ";").strip(";").split(";"))
def test_a_by_name_is_the_place(pair: str) -> None:
    """As a whole, as often as it comes; not within another name."""
    name, place = pair.split("|")

    assert spelled_out(name) == spelled_out(name.upper()) == place
    assert spelled_out(f"{name} or {name}") == f"{place} or {place}"
    for other in (
        f"x{name}",
        f"{name}x",
        f"'{name}",
        f"{name}'s",
        f"{name} Park",
        f"{name} park",
        f"{name} airport",
        "La Barca",
    ):
        assert spelled_out(other) == other


def test_a_by_name_that_is_part_of_the_name_is_left() -> None:
    """Nor is it one before a name of a street or school; its article goes with it."""
    assert spelled_out("the Eternal City") == "Rome"
    assert spelled_out("Manila KL") == "Manila Kuala Lumpur"  # an article is a word
    for name in ("Addis Ababa", "Indy Jones", "Persia beach", "Bharat University"):
        is_name_in_small_letters = name != "Indy Jones"
        assert (spelled_out(name.lower()) == name.lower()) is is_name_in_small_letters
        assert spelled_out(name) == name


AREAS = Path(__file__).parents[1] / "data" / "counties.txt"
"""A line for each region, with its counties and their towns."""


@each_row("line", AREAS.read_text(encoding="utf-8").splitlines())
def test_a_county_has_its_region_and_town(line: str) -> None:
    """The region is empty for a whole country, the town where the gazetteer has none."""
    area, _, counties = line.partition(": ")
    country, _, region = area.partition(" ")
    towns = dict((*county.split("="), "")[:2] for county in counties.split("; "))

    assert {name: COUNTIES[name] for name in towns} == {
        name: (country, region, town) for name, town in towns.items()
    }
    assert [name for name, known in COUNTIES.items() if known[:2] == (country, region)] == [*towns]


def test_of_two_towns_of_a_name_a_county_has_the_larger(gazetteer: Gazetteer) -> None:
    """Sendai in Miyagi is ten times as large as the one on Kyushu."""
    (seat,) = gazetteer.seats("Tohoku")

    assert (seat.place.name, seat.place.region) == ("Sendai", "Miyagi")


def test_every_town_of_a_county_is_in_the_gazetteer(gazetteer: Gazetteer) -> None:
    """In the county's own region; and no county is lost."""
    towns = json.dumps([town for *_, town in COUNTIES.values()])
    known = {tuple(row) for row in gazetteer.read(TOWNS_OF, (towns,))}
    anywhere = {(country, "", town) for country, _, town in known}

    wrong = [
        name
        for name, county in COUNTIES.items()
        if fold(name) != name or (county[2] and county not in known | anywhere)
    ]

    assert (wrong, len(COUNTIES)) == ([], 314)


TOWNS_OF = """
    SELECT country_code, region, name FROM known WHERE name IN (SELECT value FROM json_each(?))
"""


@each_row(
    ("name", "code"),
    [
        *((f"{word} airport", "BER") for word in ("Berlin", "berlin international", "BERLIN")),
        *((f"Berlin {word}", "BER") for word in ("intl airport", "int'l airport", "Airport")),
        ("Berlin regional airport", "BER"),
        ("Berlin, the airport", "BER"),
        ("Berlinairport", None),
        ("Berlin municipal airport", "BER"),
        ("Flughafen Berlin", "BER"),
        ("Flughafen Berlin airport", "BER"),
        ("aeropuerto de Berlin", "BER"),
        ("aeroporto di Berlin", "BER"),
        ("aeroport del Berlin", "BER"),
        ("Albuquerque Sunport", "ABQ"),
        ("羽田空港", "HND"),
        ("成田国際空港", "NRT"),
        ("関西空港", "KIX"),
        ("新千歳空港", "CTS"),
        ("伊丹空港", "ITM"),
        ("中部国際空港", "NGO"),
        ("仁川空港", "ICN"),
        ("Stockholm airport", "ARN"),
        ("Paris airport", "CDG"),
        ("Sao Paulo airport", "GRU"),
        ("London airport", "LHR"),
        ("Beijing airport", "PEK"),
        ("Phoenix airport", "PHX"),
        ("Shanghai airport", "PVG"),
        ("Chengdu airport", "TFU"),
        ("Minsk airport", "MSQ"),
        ("lhr airport", "LHR"),
        ("Yellowstone", None),
        ("Yosemite", None),
        ("Provence", None),
        *((small, None) for small in ("lhr", " lhr", "lhr ")),
        *((small, "LHR") for small in ("heathrow airport", "the heathrow airport")),
        ("Newcastle airport", None),
        ("Belfast City airport", "BHD"),
        ("Belfast airport", "BFS"),
        ("OR airport", None),
        ("cox", None),
        ("bai", None),
        ("airport", None),
    ],
)
def test_airports_are_called_in_many_ways(
    name: str, code: str | None, gazetteer: Gazetteer
) -> None:
    """By their city or its code with a word for an airport, of several the busiest."""
    found = airport_named(name, gazetteer)

    assert (found and found.name[-4:-1]) == code
    assert is_airport(name, gazetteer) is (code is not None)
    assert found is None or found.population == 0
    if code == "LHR":
        assert found
        assert (found.latitude, found.longitude) == pytest.approx((51.47, -0.45), abs=0.02)


@each_row(
    ("text", "point"),
    [
        ("48.85, 2.35", (48.85, 2.35)),
        ("48.85;-2.35", (48.85, -2.35)),
        *((text, (48.85, 2.35)) for text in ("+48.85° , 2.35°", "48.85 °, 2.35 °")),
        ("  48.123456, 2.12345678  ", (48.1235, 2.1235)),
        ("48 N 2 E", (48, 2)),
        *((text, (-48.5, -2.5)) for text in ("48.5°s, 2.5°w", "48.5 S 2.5 W")),
        *((text, (48.5, 2.5)) for text in ("48.5 n;2.5 e", "48.5 ° N ; 2.5 ° E")),
        ("lat 48.85 lon 2.35", (48.85, 2.35)),
        ("latitude=48, longitude=-2", (48, -2)),
        *((text, (48, 2)) for text in ("Lat:48/Lng:2", "lat 48; lon 2")),
        ("lat 48 long 2", (48, 2)),
        ("90.0, 180.0", (90, 180)),
        ("-90.0, -180.0", (-90, -180)),
        *((text, None) for text in ("48, 2", "48.85", "48.85, 2.35, 1")),
        *((f"{sign}{text}", None) for sign in ("", "-") for text in ("90.1, 0.0", "90.1 N 0 E")),
        *((f"0.0, {sign}180.1", None) for sign in ("", "-")),
        *((text, None) for text in ("48.85 2.35", "48 N 2 N", "x48.85, 2.35", "48.85, 2.35%")),
    ],
)
def test_a_point_is_two_numbers_in_degrees(text: str, point: tuple[float, float] | None) -> None:
    """With a fraction each, with the letters of their directions, or named; to 10 m."""
    assert coordinates_of(text) == point


@each_row(
    ("longitude", "zone"),
    [
        *((0, "Etc/GMT"), (7.4, "Etc/GMT"), (7.6, "Etc/GMT-1"), (-7.6, "Etc/GMT+1")),
        *((180, "Etc/GMT-12"), (-180, "Etc/GMT+12"), (-123.4, "Etc/GMT+8")),
    ],
)
def test_the_open_sea_has_zones_of_fifteen_degrees(longitude: float, zone: str) -> None:
    """East of Greenwich the names have a minus."""
    assert zone_at(longitude) == zone


PREFIXES = "A:AT B:BE D:DE E:ES F:FR I:IT L:LU S:SE DK:DK"


@each_row(
    ("name", "postcode"),
    [
        ("SW1A 1AA", (("SW1A 1AA", "SW1A"), "GB", "")),
        ("m1 1ae", (("M1 1AE", "M1"), "GB", "")),
        ("sw11 2bb", (("SW11 2BB", "SW11"), "GB", "")),
        ("EC1A1BB", (("EC1A1BB", "EC1A"), "GB", "")),
        ("London W1A 0AX, UK", (("W1A 0AX", "W1A"), "GB", "London , UK")),
        ("K1A0B1 Ottawa", (("K1A0B1", "K1A"), "CA", "Ottawa")),
        ("1012 AB Amsterdam", (("1012",), "NL", "Amsterdam")),
        ("1012AB", (("1012",), "NL", "")),
        ("1012 ab", (("1012",), "", "ab")),
        ("90210-1234", (("90210",), "US", "")),
        ("01310-100 Sao Paulo", (("01310-100",), "BR", "Sao Paulo")),
        ("〒 100-0001 東京", (("100-0001",), "JP", "東京")),
        ("100-0001", (("100-0001",), "JP", "")),
        ("1000-001 Lisboa", (("1000-001",), "PT", "Lisboa")),
        ("00-950 Warszawa", (("00-950",), "PL", "Warszawa")),
        *(
            (f"{prefix}-12345", (("12345",), code, ""))
            for prefix, code in (pair.split(":") for pair in PREFIXES.split())
        ),
        ("111 22 Stockholm", (("111 22",), "", "Stockholm")),
        ("10115 - Berlin", (("10115",), "", "Berlin")),
        ("Berlin,  10115", (("10115",), "", "Berlin")),
        ("560001", (("560001",), "", "")),
        ("1010 Wien", (("1010",), "", "Wien")),
        *((text, None) for text in ("123", "1234567", "01310100", "SW1A 1A", "012-345")),
        *((text, None) for text in ("x-10115", "1012-ab", "Berlin", "")),
    ],
)
def test_a_postcode_is_known_by_its_form(
    name: str, postcode: tuple[tuple[str, ...], str, str] | None
) -> None:
    """With the country that writes it so, and the name beside it."""
    assert postcode_of(name) == (postcode and Postcode(*postcode))


@each_row(
    ("language", "country"),
    [*((code, code.upper()) for code in ("de", "es", "fr", "it")), ("en", "US"), ("ja", "")],
)
def test_five_digits_are_a_postcode_at_home(language: str, country: str) -> None:
    """No other number is."""
    assert Postcode(("10115",), "", "").home(language) == country
    assert Postcode(("1011",), "", "").home(language) == ""
    assert Postcode(("101155",), "", "").home(language) == ""


@each_row(
    ("name", "ways"),
    [
        ("Paris", ["Paris"]),
        ("Paris, Texas", ["Paris, Texas", "Paris|Texas", "Paris|Texas", "Texas|Paris"]),
        (
            "Paris (TX), USA",
            ["Paris (TX), USA", "Paris (TX)|USA", "Paris|TX|USA", "USA|Paris|TX"],
        ),
        (
            "Paris (TX) , USA ",
            ["Paris (TX) , USA ", "Paris (TX)|USA", "Paris|TX|USA", "USA|Paris|TX"],
        ),
        ("Paris TX USA", ["Paris TX USA", "Paris TX|USA", "Paris|TX|USA", "Paris|TX USA"]),
        *((name, [name]) for name in ("Easter Island", "easter island", "EASTER ISLAND.")),
        (
            "A B C D E",
            [
                *("A B C D E", "A B C D|E", "A B C|D|E", "A B|C D|E", "A|B C D|E"),
                *("A B C|D E", "A B|C|D E", "A|B C|D E", "A B|C D E", "A|B|C D E"),
            ],
        ),
        (
            "A B C D E F",
            [
                *("A B C D E F", "A B C D E|F", "A B C D|E|F", "A B C|D E|F", "A B|C D E|F"),
                *("A B C D|E F", "A B C|D|E F", "A B|C D|E F", "A|B C D|E F"),
                *("A B C|D E F", "A B|C|D E F", "A|B C|D E F"),
            ],
        ),
        ("東京、日本", ["東京、日本", "東京|日本", "東京|日本", "日本|東京"]),
    ],
)
def test_a_name_is_parted_in_all_ways_that_it_may_be_meant(name: str, ways: list[str]) -> None:
    """The likeliest first."""
    assert ["|".join((each.name, *each.qualifiers)) for each in readings(name)] == ways


def test_marks_alone_are_no_part_of_a_name() -> None:
    """Nor is an article, but in front of nothing."""
    assert split("Paris, , (Texas)") == split("-, Paris, ?! (Texas)") == Asked("Paris", ("Texas",))
    assert split("Paris, , (Texas)") == split("Paris, ., -, Texas") == Asked("Paris", ("Texas",))
    for comma in (",", ";", "\u3001", "\uff0c"):
        assert split(f"Paris{comma}Texas") == Asked("Paris", ("Texas",))
    assert split("; 、, ") == Asked("; 、, ")
    articles = ("the ", "theatre", "Berwick on the Sea")
    assert [without_article(name) for name in ("the Hague", "The Hague", *articles)] == [
        *["Hague"] * 2,
        *articles,
    ]


@each_row(
    ("text", "found"),
    [
        ("weather at 48.85, 2.35?", "48.85, 2.35"),
        ("from 48.85, 2.35.", "48.85, 2.35"),
        ("near lat 48 lon 2, please", "lat 48 lon 2"),
        *((f"48.85, 2.35{more}", "") for more in (".7", "/7", ":30", "%", "x", "123456789")),
        *((f"{before}48.85, 2.35", "") for before in (".", ",", ":", "/", "99", "x", "5-", "5+")),
    ],
)
def test_a_point_within_a_text_is_no_part_of_a_longer_number(text: str, found: str) -> None:
    """Nor of a version, a time of day or a share."""
    match = COORDINATES.search(text)

    assert (match[0] if match else "") == found


@each_row(
    ("latitude", "longitude", "is_beside"),
    [
        *((60.39, 10.0, True), (60.41, 10.0, False), (59.61, 10.0, True), (59.59, 10.0, False)),
        *((60.0, 10.79, True), (60.0, 10.81, False), (60.0, 9.21, True), (60.0, 9.19, False)),
        (60.3, 10.6, False),
    ],
)
def test_what_is_beside_a_city_is_within_forty_kilometres(
    latitude: float, longitude: float, *, is_beside: bool
) -> None:
    """Two fifths of a degree, of which those of longitude are half as long in the far north."""
    city = Place("City", 60.0, 10.0, "UTC")

    assert is_near(Place("Park", latitude, longitude, "UTC"), city) is is_beside
