"""Airports by their codes and names."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from fakes.clock import FakeTime
from fakes.rows import each_row

from bot.places import Places
from bot.places.gazetteer import Gazetteer
from bot.reports import Place


@pytest.fixture(scope="module")
def places() -> Iterator[Places]:
    """Yield the finder of places without a geocoder."""
    with (
        closing(Gazetteer()) as gazetteer,
        closing(Places(gazetteer, None, FakeTime().clock)) as places,
    ):
        yield places


@each_row(
    ("name", "label"),
    [
        ("JFK", "John F. Kennedy International Airport (JFK), New York, United States"),
        ("jfk airport", "John F. Kennedy International Airport (JFK), New York, United States"),
        (
            "the JFK airport",
            "John F. Kennedy International Airport (JFK), New York, United States",
        ),
        ("JFK, airport", "John F. Kennedy International Airport (JFK), New York, United States"),
        ("MUC, Flughafen", "Munich International Airport (MUC), Bavaria, Germany"),
        ("airport, OSL", "Oslo Airport (OSL), Akershus, Norway"),
        ("LYS,", "Lyon Saint-Exupery Airport (LYS), Auvergne-Rhône-Alpes, France"),
        ("the Oslo airport", "Oslo Airport (OSL), Akershus, Norway"),
        ("Heathrow", "London Heathrow Airport (LHR), England, United Kingdom"),
        ("Gatwick Airport", "London Gatwick Airport (LGW), England, United Kingdom"),
        ("O'Hare", "O'Hare International Airport (ORD), Illinois, United States"),
        ("Oslo airport", "Oslo Airport (OSL), Akershus, Norway"),
        ("London airport", "London Heathrow Airport (LHR), England, United Kingdom"),
        ("Flughafen München", "Munich International Airport (MUC), Bavaria, Germany"),
        ("Flughafen Wien", "Vienna International Airport (VIE), Vienna, Austria"),
        ("aéroport de Lyon", "Lyon Saint-Exupery Airport (LYS), Auvergne-Rhône-Alpes, France"),
        ("羽田空港", "Haneda Airport (HND), Tokyo, Japan"),
        ("Cochin airport", "Cochin International Airport (COK), Kerala, India"),
        ("ATH", "Athens International Airport (ATH), Attica, Greece"),
        ("ITO", "Hilo International Airport (ITO), Hawaii, United States"),
        ("MAN", "Manchester Airport (MAN), England, United Kingdom"),
        ("TUL", "Tulsa International Airport (TUL), Oklahoma, United States"),
        ("SYD", "Sydney Airport (SYD), New South Wales, Australia"),
        ("FEZ", "Fes-Saiss Airport (FEZ), Fès-Meknès, Morocco"),
        ("UFA", "Ufa, Russia"),
        ("GOA", "Mormugao, Goa, India"),
        ("Denver", "Denver, Colorado, United States"),
        ("Hilo", "Hilo, Hawaii, United States"),
        ("Orlando airport", "Orlando International Airport (MCO), Florida, United States"),
        (
            "Yosemite airport",
            "Fresno Yosemite International Airport (FAT), California, United States",
        ),
        (
            "Fresno Yosemite",
            "Fresno Yosemite International Airport (FAT), California, United States",
        ),
    ],
)
def test_a_large_airport_is_a_place_by_its_code_and_by_its_name(
    name: str, label: str, places: Places
) -> None:
    """But for metropolises and regions that are called like a code."""
    deadline = FakeTime().clock.deadline(5)

    place = places.resolve([name], language="en", deadline=deadline)[name]

    assert getattr(place, "label", place) == label


def test_a_landmark_is_not_the_airport_that_is_called_after_it(places: Places) -> None:
    """Only with the airport's own name or the word beside it; nor is a small word a code."""
    deadline = FakeTime().clock.deadline(5)

    names = ["Yosemite", "Yellowstone", "Lehigh Valley", "Bay County", "Tome Island", "jfk"]
    names += ["Northwest Florida Beaches"]
    found = places.resolve(names, language="en", deadline=deadline)

    airports = [place for place in found.values() if getattr(place, "name", "").endswith(")")]
    assert airports == []


def test_an_airport_has_the_country_and_the_clock_of_the_nearest_town(places: Places) -> None:
    """But its own coordinates, and no people; far from all towns it has its longitude's zone."""
    deadline = FakeTime().clock.deadline(5)

    known, lonely = places.resolve(["NRT", "OME"], language="en", deadline=deadline).values()

    name = "Narita International Airport (NRT)"
    assert known == Place(name, 35.7732, 140.3874, "Asia/Tokyo", "JP", "Japan", "Chiba", fame=1)
    assert lonely == Place("Nome Airport (OME)", 64.5106, -165.4311, "Etc/GMT+11")
