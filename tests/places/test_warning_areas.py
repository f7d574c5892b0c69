"""Which areas of official warnings a place lies in, and what they may be called."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import check_warning_areas
import pytest
from fakes.rows import each_row

from bot.places.gazetteer import Gazetteer
from bot.places.outlines import contains, distance_km, packed, unpacked
from bot.places.warning_areas import WarningArea, WarningAreas, areas_at
from bot.reports import Place

SQUARE = (0.0, 0.0, 4.0, 0.0, 4.0, 4.0, 0.0, 4.0)
HOLE = (1.0, 1.0, 3.0, 1.0, 3.0, 3.0, 1.0, 3.0)


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    """Open the committed file."""
    opened = Gazetteer()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def areas(gazetteer: Gazetteer) -> WarningAreas:
    """Give the areas in it."""
    return WarningAreas(gazetteer)


def named(gazetteer: Gazetteer, name: str, country: str) -> Place:
    """Return the likeliest place of a name in a country."""
    return next(place for place in gazetteer.find(name) if place.country_code == country)


@each_row(
    ("name", "country", "codes"),
    [
        ("Milan", "IT", {"IT003"}),
        ("Koblenz", "DE", {"DE277"}),
        ("Vilnius", "LT", {"LT010", "LT013"}),
        ("Scheveningen", "NL", {"NL009", "NL802"}),
        ("Saint-Malo", "FR", {"FR050"}),
        ("Sofia", "BG", {"BG022"}),
        ("Samokov", "BG", {"BG023"}),
        ("Razgrad", "BG", {"BG017"}),
        ("Varna", "BG", {"BG003"}),
        ("Konstanz", "DE", {"DE419"}),
        ("Zürich", "CH", set()),
        ("London", "GB", {"GB-se"}),
        ("Penzance", "GB", {"GB-sw"}),
        ("Burton upon Trent", "GB", {"GB-wm"}),
        ("Inverness", "GB", {"GB-he"}),
        ("Boston", "US", set()),
    ],
)
def test_a_place_lies_in_the_areas_around_it(
    gazetteer: Gazetteer, areas: WarningAreas, name: str, country: str, codes: set[str]
) -> None:
    """Also as a geocoder gives it; a coarse coast loses none, and some countries have no areas."""
    place = named(gazetteer, name, country)
    otherwise_named = replace(place, name="Something else", latitude=place.latitude + 0.0003)

    assert areas.codes_at(place) == codes
    assert areas.codes_at(otherwise_named) == codes


def test_a_city_lies_in_the_area_of_its_name(gazetteer: Gazetteer, areas: WarningAreas) -> None:
    """Though its outline is too coarse to hold the city's middle."""
    for name, country, code in (("Oslo", "NO", "NO010"), ("Kemi", "FI", "FI016")):
        codes = areas.codes_at(named(gazetteer, name, country))
        assert {each for each in codes if each[2] != "8"} == {code}


def test_a_place_far_from_all_areas_lies_in_none(areas: WarningAreas) -> None:
    """Such as an island that belongs to a country with outlines."""
    jan_mayen = Place("Jan Mayen", 70.98, -8.5, "Arctic/Longyearbyen", "NO", "Norway")

    assert areas.codes_at(jan_mayen) == frozenset()
    beside = Place("Beyond the border", 64.0, 31.1, "Europe/Helsinki", "FI", "Finland")
    assert areas.codes_at(beside) == {"FI026"}
    assert areas.codes_at(replace(beside, longitude=31.5)) == frozenset()
    between = Place("Beside two", 38.0, -6.9, "Europe/Lisbon", "PT", "Portugal")
    assert areas.codes_at(between) == {"PT005"}, "the nearer one"


@each_row(
    ("longitude", "latitude", "country", "code"),
    [
        *((14.541, 35.51, "MT", "MT001"), (14.235, 36.35, "MT", "MT001")),
        *((13.838, 36.056, "MT", "MT001"), (14.949, 35.824, "MT", "MT001")),
        *((31.8, 70.293, "NO", "NO015"), (-25.05, 65.5, "IS", "IS004")),
    ],
)
def test_a_place_off_a_coarse_coast_lies_in_the_area_behind_it(
    areas: WarningAreas, longitude: float, latitude: float, country: str, code: str
) -> None:
    """To the south, the north, the west and the east, also where degrees are short."""
    place = Place("Off the coast", latitude, longitude, "", country, "")

    assert {each for each in areas.codes_at(place) if each[2] != "8"} == {code}


def test_areas_are_known_by_their_codes_and_names(areas: WarningAreas) -> None:
    """Names are folded; a country without outlines has none."""
    german = areas.known_in("DE")

    assert german["DE248"] == german["kreis fulda"] == {"DE248"}
    assert len(areas.known_in("PT")["portugal"]) > 1
    assert areas.known_in("CH") == {}


def test_an_area_may_have_several_names(areas: WarningAreas) -> None:
    """Those of today and those of older feeds."""
    british = areas.known_in("GB")

    assert british["sw scotland lothian borders"] == british["dumfries galloway lothian borders"]
    assert british["wales"] == {"GB-wl"}


def test_names_are_in_the_letters_of_their_country(areas: WarningAreas) -> None:
    """The package has some in those of others."""
    assert areas.known_in("CZ")["stredocesky"] == {"CZ009"}
    assert areas.known_in("SK")["lucenec"]


def test_a_place_is_named_in_all_languages_and_so_is_what_it_lies_in(
    gazetteer: Gazetteer, areas: WarningAreas
) -> None:
    """Folded; geocoders round, so it may lie some hundred metres off."""
    vienna = named(gazetteer, "Wien", "AT")
    moved = replace(vienna, latitude=vienna.latitude + 0.004)
    palermo = named(gazetteer, "Palermo", "IT")

    for place in (vienna, moved):
        assert {"vienna", "wien", "becs", "вена", "austria"} <= areas.names_at(place)
    assert {"palermo", "sicilia", "sicily", "italia"} <= areas.names_at(palermo)
    assert "lombardia" not in areas.names_at(palermo)
    elsewhere = replace(vienna, region="Sóme-where", country="Nowhere Land")
    assert {"some where", "nowhere land"} <= areas.names_at(elsewhere)
    nowhere = replace(vienna, name="Xdorf", latitude=47.0, region="", country="", population=0)
    assert {"xdorf", "osterreich"} <= areas.names_at(nowhere)
    assert not {"", "at", "aut"} & areas.names_at(nowhere)


def test_a_name_of_a_larger_place_is_not_the_place_s(
    gazetteer: Gazetteer, areas: WarningAreas
) -> None:
    """Neither as a by-name nor as its own."""
    freiberg = named(gazetteer, "Freiberg", "DE")
    hamm = Place("Hamm", 53.5608, 10.0579, "Europe/Berlin", "DE", "Germany", "Hamburg")

    assert "freiberg" in areas.names_at(freiberg)
    assert "freiburg" not in areas.names_at(freiberg)
    assert "hamm" not in areas.names_at(hamm)
    assert "hamm" in areas.names_at(replace(hamm, population=1_000_000, region=""))
    as_large = replace(hamm, population=named(gazetteer, "Hamm", "DE").population, region="")
    assert "hamm" not in areas.names_at(as_large), "of two as large nobody knows which is meant"
    assert "hamm" in areas.names_at(replace(as_large, population=as_large.population + 1))
    hamburg = replace(named(gazetteer, "Hamburg", "DE"), region="")
    assert "hamburg" in areas.names_at(hamburg), "the region of its name may be its own"
    assert "brest" in areas.names_at(named(gazetteer, "Brest", "FR")), "a larger one is abroad"


@each_row(
    ("name", "country", "own"),
    [
        ("Frankfurt am Main", "DE", "frankfurt"),
        ("Freiburg", "DE", "freiburg"),
        ("Halle (Saale)", "DE", "halle"),
        ("Newport", "GB", "newport"),
    ],
)
def test_a_place_that_no_number_of_people_is_told_of_keeps_its_names(
    gazetteer: Gazetteer, areas: WarningAreas, name: str, country: str, own: str
) -> None:
    """A geocoder leaves it out; the gazetteer knows how large the place is beside its namesakes."""
    place = named(gazetteer, name, country)
    rounded = replace(place, population=0, latitude=place.latitude + 0.004)
    elsewhere = replace(place, population=0, latitude=place.latitude + 1)

    assert own in areas.names_at(replace(place, population=0))
    assert own in areas.names_at(replace(place, population=1))
    assert own in areas.names_at(rounded)
    assert own not in areas.names_at(replace(elsewhere, name=own))


NRW = "North Rhine-Westphalia"


@each_row(
    ("name", "place"),
    [
        ("mulheim", Place("Mülheim", 50.9664, 7.0038, "", "DE", "", NRW, population=41_711)),
        ("hayes", Place("Hayes", 51.3779, 0.0168, "", "GB", "", "England", population=15_908)),
    ],
)
def test_a_larger_place_straight_north_or_west_has_the_name_too(
    areas: WarningAreas, name: str, place: Place
) -> None:
    """Mülheim on the Ruhr lies north of the one in Cologne, and one Hayes west of the other."""
    assert name not in areas.names_at(place)
    assert name in areas.names_at(replace(place, population=1_000_000))


@pytest.mark.slow
def test_cities_are_told_of_their_own_areas_and_of_no_neighbour_s(gazetteer: Gazetteer) -> None:
    """In each country, as the gazetteer knows them and as a geocoder would."""
    by_country = defaultdict(list)
    for outlined in check_warning_areas.outlined_areas():
        by_country[outlined.country].append(outlined)

    for country, outlined in by_country.items():
        counts = check_warning_areas.counted(gazetteer, country, outlined)
        for asked in ("own", "neighbour"):
            for way in ("joined", "simplified"):
                assert counts[asked, way] >= 0.995 * counts[asked], (country, asked, way)
            assert counts[asked, "joined"] == counts[asked], (country, asked)

    assert len(by_country) == 36


@each_row(
    ("longitude", "latitude", "is_inside"),
    [(0.5, 0.5, True), (2.0, 2.0, False), (3.5, 2.0, True), (5.0, 2.0, False), (2.0, -1.0, False)],
)
def test_what_lies_in_a_hole_is_outside(
    longitude: float, latitude: float, *, is_inside: bool
) -> None:
    """As is what lies beyond."""
    assert contains([SQUARE, HOLE], longitude, latitude) is is_inside
    assert not contains([], longitude, latitude)


@each_row(
    ("longitude", "codes"),
    [(3.9, {"land"}), (4.1, {"land", "sea"}), (4.5, {"sea"}), (7.9, {"sea"}), (8.1, set())],
)
def test_a_place_in_a_sea_alone_is_on_the_coast_next_to_it(
    longitude: float, codes: set[str]
) -> None:
    """Up to 30 km: the outlines of coasts are coarse, and an area of the sea is nobody's home."""
    beside = [degrees + 4 * (at % 2 == 0) for at, degrees in enumerate(SQUARE)]
    land = WarningArea("land", is_sea=False, bounds=(0, 0, 4, 4), rings=lambda: [SQUARE])
    sea = WarningArea("sea", is_sea=True, bounds=(4, 0, 8, 4), rings=lambda: [beside])

    assert areas_at([land, sea], longitude, 2.0) == codes


@each_row(
    ("longitude", "latitude", "codes"),
    [
        *((4.269, 2.0, {"land"}), (4.28, 2.0, set()), (2.0, -0.26, {"land"}), (2.0, -0.28, set())),
        *((4.5, 60.0, {"north"}), (4.55, 60.0, set()), (-0.5, 60.0, {"north"}), (4.1, 6.0, set())),
        *((8.5, 2.0, {"east"}), (6.0, 2.0, set())),
    ],
)
def test_a_place_outside_of_all_areas_lies_in_the_nearest_within_thirty_kilometres(
    longitude: float, latitude: float, codes: set[str]
) -> None:
    """Farther north, that is more degrees of longitude."""
    areas = []
    for code, east, north in (("land", 0, 0), ("north", 0, 58), ("east", 8.6, 0), ("far", 9, 0)):
        ring = [degrees + (north if at % 2 else east) for at, degrees in enumerate(SQUARE)]
        bounds = (east, north, east + 4, north + 4)
        areas.append(WarningArea(code, is_sea=False, bounds=bounds, rings=lambda ring=ring: [ring]))

    assert areas_at(areas, longitude, latitude) == codes


def test_the_distance_to_an_outline_is_that_of_its_nearest_line() -> None:
    """In kilometres; a degree of longitude is shorter in the north."""
    assert distance_km([], 2.0, -1.0) == math.inf
    assert distance_km([SQUARE], 2.0, -1.0) == pytest.approx(111.2)
    assert distance_km([SQUARE, HOLE], 2.0, 2.5) == pytest.approx(0.5 * 111.2)
    assert distance_km([(*SQUARE, *SQUARE[-2:])], 2.0, -1.0) == pytest.approx(111.2)
    north = [degrees + 60 * (at % 2) for at, degrees in enumerate(SQUARE)]
    assert distance_km([north], -1.0, 60.0) == pytest.approx(55.6)


def test_an_outline_is_kept_to_a_thousandth_of_a_degree() -> None:
    """However it is packed."""
    ring = [-8.12365, 70.1, 0.0, 0.0, 33.3337, -1.5]

    assert unpacked(packed([ring, SQUARE])) == [[-8.124, 70.1, 0, 0, 33.334, -1.5], list(SQUARE)]
