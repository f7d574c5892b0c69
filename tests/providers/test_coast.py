"""Where made-up data have sea."""

from contextlib import closing

from fakes.rows import each_row

from bot.places.gazetteer import Gazetteer
from bot.providers._coast import is_by_the_sea
from bot.reports import Place

COASTAL = "lisbon biarritz barcelona miami honolulu sydney mumbai reykjavik mombasa suva nuuk"
INLAND = "madrid paris berlin vienna denver chicago canberra moscow delhi nairobi kathmandu zurich"


@each_row(("names", "is_coastal"), [(COASTAL, True), (INLAND, False)], ids=["coastal", "inland"])
def test_cities_lie_by_the_sea_or_inland(names: str, *, is_coastal: bool) -> None:
    """Lakes are no sea."""
    with closing(Gazetteer()) as gazetteer:
        cities = [
            max(gazetteer.find(name), key=lambda place: place.population) for name in names.split()
        ]

    wrong = [city.label for city in cities if is_by_the_sea(city) != is_coastal]
    assert wrong == []


@each_row(
    ("latitude", "longitude", "is_coastal"),
    [
        *((53.01, 6.25, True), (52.99, 6.25, False), (52.75, 5.99, True), (52.75, 6.01, False)),
        *((46.01, 12.25, False), (45.99, 12.25, True), (45.75, 11.99, False), (45.75, 12.01, True)),
    ],
)
def test_the_map_has_cells_of_half_a_degree(
    latitude: float, longitude: float, *, is_coastal: bool
) -> None:
    """From Friesland to Drenthe, and from the Dolomites to Venice."""
    assert is_by_the_sea(Place("x", latitude, longitude, "UTC")) is is_coastal


@each_row("latitude", [-90.0, -89.99, 0.0, 89.99, 90.0])
@each_row("longitude", [-180.0, -0.01, 0.0, 179.99, 180.0])
def test_every_point_has_an_answer(latitude: float, longitude: float) -> None:
    """At the poles and where the days change too."""
    assert is_by_the_sea(Place("x", latitude, longitude, "UTC")) in (True, False)
    assert is_by_the_sea(Place("Pole", 90.0, longitude, "UTC"))
    assert not is_by_the_sea(Place("Pole", -90.0, longitude, "UTC"))
