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


@each_row("latitude", [-90.0, -89.99, 0.0, 89.99, 90.0])
@each_row("longitude", [-180.0, -0.01, 0.0, 179.99, 180.0])
def test_every_point_has_an_answer(latitude: float, longitude: float) -> None:
    """At the poles and where the days change too."""
    assert is_by_the_sea(Place("x", latitude, longitude, "UTC")) in (True, False)
    assert is_by_the_sea(Place("Pole", 90.0, longitude, "UTC"))
    assert not is_by_the_sea(Place("Pole", -90.0, longitude, "UTC"))
