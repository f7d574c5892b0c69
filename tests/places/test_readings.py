"""Names of places as people, newspapers and maps write them."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from fakes.clock import FakeTime
from fakes.rows import each_row
from place_sweeps import (
    ASKED_AT,
    LEAST_TOWNS_RIGHT,
    MOST_NAMES_MISREAD,
    TOWN_FORMS,
    misread_names,
    wrong_states,
    wrong_towns,
)

from bot.places import Places, Resolved
from bot.places.coordinates import coordinates_of
from bot.places.gazetteer import Gazetteer
from bot.queries import UnknownPlace
from bot.reports import Place


@pytest.fixture(scope="module")
def places() -> Iterator[Places]:
    """Yield places without a geocoder."""
    with (
        closing(Gazetteer()) as gazetteer,
        closing(Places(gazetteer, None, FakeTime(ASKED_AT).clock)) as places,
    ):
        yield places


def resolved(places: Places, name: str) -> Resolved:
    """Return the meaning of one name."""
    deadline = FakeTime(ASKED_AT).clock.deadline(20)
    return places.resolve([name], language="en", deadline=deadline)[name]


@each_row(
    ("name", "label"),
    [
        ("Boston, Mass.", "Boston, Massachusetts, United States"),
        ("Tampa, Fla.", "Tampa, Florida, United States"),
        ("Duluth, Minn", "Duluth, Minnesota, United States"),
        ("St. John's Nfld", "St. John's, Newfoundland and Labrador, Canada"),
        ("St. John's, Newfoundland", "St. John's, Newfoundland and Labrador, Canada"),
        ("Charlottetown, PEI", "Charlottetown, Prince Edward Island, Canada"),
        ("Newfoundland", "St. John's, Newfoundland and Labrador, Canada"),
        ("Penzance, Bristol", "Penzance, England, United Kingdom"),
        ("Cork, Co. Cork", "Cork, Ireland"),
        ("the state of Georgia", "Atlanta, Georgia, United States"),
        ("the republic of Georgia", "Tbilisi, Georgia"),
        ("Republic of Ireland", "Dublin, Ireland"),
        ("upstate New York", "Albany, New York, United States"),
        ("Leeds, Yorkshire", "Leeds, England, United Kingdom"),
        ("Paris, Xyzshire, Texas", "Paris, Texas, United States"),
        ("Penzance, Cornwall", "Penzance, England, United Kingdom"),
        ("Pago Pago, USA", "Pago Pago, Eastern District, American Samoa"),
        ("Hagåtña, USA", "Hagåtña, Hagatna, Guam"),
        ("Saipan, USA", "Saipan, Northern Mariana Islands"),
        ("San Juan, USA", "San Juan, Puerto Rico"),
        ("Saint-Louis, France", "Saint-Louis, Grand-Est, France"),
        ("Saint-Louis, Reunion, France", "Saint-Louis, Reunion"),
        ("Charlotte Amalie, USA", "Charlotte Amalie, Saint Thomas Island, U.S. Virgin Islands"),
        ("The Valley, UK", "The Valley, Anguilla"),
        ("Hamilton, Bermuda, UK", "Hamilton, Bermuda"),
        ("Stanley, Falkland Islands, UK", "Stanley, Falkland Islands"),
        ("Saint Peter Port, UK", "Saint Peter Port, St Peter Port, Guernsey"),
        ("Gibraltar, UK", "Gibraltar"),
        ("Douglas, UK", "Douglas, Isle of Man"),
        ("Saint Helier, UK", "Saint Helier, Jersey"),
        ("George Town, UK", "George Town, Cayman Islands"),
        ("Plymouth, Montserrat, UK", "Plymouth, Saint Anthony, Montserrat"),
        ("Jamestown, UK", "Jamestown, Saint Helena"),
        ("Cockburn Town, UK", "Cockburn Town, Turks and Caicos Islands"),
        ("Road Town, UK", "Road Town, British Virgin Islands"),
        ("Gustavia, France", "Gustavia, Saint Barthelemy"),
        ("Cayenne, France", "Cayenne, Guyane, French Guiana"),
        ("Basse-Terre, France", "Basse-Terre, Guadeloupe"),
        ("Marigot, France", "Marigot, Saint Martin"),
        ("Fort-de-France, France", "Fort-de-France, Martinique"),
        ("Nouméa, France", "Nouméa, South Province, New Caledonia"),
        ("Papeete, France", "Papeete, Îles du Vent, French Polynesia"),
        (
            "Saint-Pierre, Saint Pierre and Miquelon, France",
            "Saint-Pierre, Saint Pierre and Miquelon",
        ),
        ("Saint-Denis, Reunion, France", "Saint-Denis, Reunion"),
        ("Mata-Utu, France", "Mata-Utu, Uvea, Wallis and Futuna"),
        ("Mamoudzou, France", "Mamoudzou, Mayotte"),
        ("Tórshavn, Denmark", "Tórshavn, Streymoy, Faroe Islands"),
        ("Nuuk, Denmark", "Nuuk, Kommuneqarfik Sermersooq, Greenland"),
        ("Oranjestad, Netherlands", "Oranjestad, Aruba"),
        ("Kralendijk, Netherlands", "Kralendijk, Bonaire, Bonaire, Saint Eustatius and Saba"),
        ("Willemstad, Netherlands", "Willemstad, Curacao"),
        ("Philipsburg, Netherlands", "Philipsburg, Sint Maarten"),
        ("Hong Kong, China", "Hong Kong"),
        ("Macau, China", "Macau, Macao"),
        ("Mariehamn, Finland", "Mariehamn, Aland Islands"),
        ("Longyearbyen, Norway", "Longyearbyen, Svalbard, Svalbard and Jan Mayen"),
        ("West Island, Australia", "West Island, Cocos Islands"),
        ("Flying Fish Cove, Australia", "Flying Fish Cove, Christmas Island"),
        ("Kingston, Australia", "Kingston, Norfolk Island"),
        ("Avarua, New Zealand", "Avarua, Rarotonga, Cook Islands"),
        ("Alofi, New Zealand", "Alofi, Niue"),
        ("Nukunonu, New Zealand", "Nukunonu, Tokelau"),
        ("Plymouth, UK", "Plymouth, England, United Kingdom"),
        ("Stanley, UK", "Stanley, England, United Kingdom"),
        ("Hamilton, UK", "Hamilton, Scotland, United Kingdom"),
        ("Puerto Rico, USA", "San Juan, Puerto Rico"),
        ("Nice, Provence", "Nice, France"),
        ("Leeds, Xyzshire", "Leeds, England, United Kingdom"),
        ("Penzance, Liverpool", "Penzance, England, United Kingdom"),
        ("Oslo, Narnia, Bergen, X", "Oslo, Norway"),
    ],
)
def test_regions_are_read_as_they_are_written(name: str, label: str, places: Places) -> None:
    """Abbreviated, as a state or republic, or as a part that no list of regions has."""
    place = resolved(places, name)

    assert isinstance(place, Place)
    assert place.label == label


@each_row(
    ("name", "suggestions"),
    [
        (
            "Camden, London",
            ("London, England, United Kingdom", "Camden, New Jersey, United States"),
        ),
        (
            "Camden, Leipzig",
            ("Leipzig, Saxony, Germany", "Camden, New Jersey, United States"),
        ),
        ("Penzance, Xyz, Texas", ("Penzance, England, United Kingdom",)),
        ("Penzance, Talatona", ("Talatona, Angola", "Penzance, England, United Kingdom")),
        ("Xyzquarter, Jaffa", ("Jaffa, Israel",)),
        ("Xyzquarter, Menghuan", ()),
        ("Xyzquarter, Jaffa, Leipzig", ("Jaffa, Israel", "Leipzig, Saxony, Germany")),
        ("Peking, Xyzshire", ("Beijing, China",)),
        ("Easter Island", ()),
        ("Estancias de Florida, FL", ("Estancias de Florida, Florida, Puerto Rico",)),
        (
            "Springfield, Xyzshire",
            (
                "Springfield, Illinois, United States",
                "Springfield, Massachusetts, United States",
                "Springfield, Missouri, United States",
            ),
        ),
    ],
)
def test_a_quarter_or_an_island_is_no_other_town(
    name: str, suggestions: tuple[str, ...], places: Places
) -> None:
    """A namesake on another continent may be suggested, a part of Iceland not."""
    assert resolved(places, name) == UnknownPlace(name, suggestions, is_of_towns=True)


@each_row(
    ("name", "label", "timezone"),
    [
        ("48.85, 2.35", "near Paris, France", "Europe/Paris"),
        ("48.8561,2.3522", "near Paris, France", "Europe/Paris"),
        ("lat 48.85 lon 2.35", "near Paris, France", "Europe/Paris"),
        ("latitude: 48.85, longitude: 2.35", "near Paris, France", "Europe/Paris"),
        ("33.87 S 151.21 E", "near Sydney, New South Wales, Australia", "Australia/Sydney"),
        (
            "78.2 N 20 E",
            "near Longyearbyen, Svalbard, Svalbard and Jan Mayen",
            "Arctic/Longyearbyen",
        ),
        ("16.85 S 179.97 W", "near Labasa, Northern, Fiji", "Pacific/Fiji"),
        (
            "40.71° N, 74.01° W",
            "near Financial District, New York, United States",
            "America/New_York",
        ),
        ("-48.5, -123.4", "-48.5, -123.4", "Etc/GMT+8"),
    ],
)
def test_coordinates_are_a_place(name: str, label: str, timezone: str, places: Places) -> None:
    """Called after the nearest town; on the high seas by themselves."""
    place = resolved(places, name)

    assert isinstance(place, Place)
    assert (place.label, place.timezone) == (label, timezone)
    assert (place.latitude, place.longitude) == coordinates_of(name)


@pytest.mark.parametrize("name", ["95.5, 12.25", "12.5, 181.5", "12, 13"])
def test_numbers_that_are_no_point_on_earth_are_none(name: str, places: Places) -> None:
    """Nor are two whole numbers without their directions."""
    assert isinstance(resolved(places, name), UnknownPlace)


def test_codes_of_states_alone_are_the_states() -> None:
    """All but LA, which is a city to more people."""
    with closing(Gazetteer()) as gazetteer:
        wrong, count = wrong_states(gazetteer)

    assert (wrong, count) == (["LA"], 56)


@pytest.mark.slow
@pytest.mark.parametrize("form", TOWN_FORMS)
def test_towns_with_the_code_of_their_state_are_found(form: str) -> None:
    """All of the United States and Canada with more than 20,000 people."""
    with closing(Gazetteer()) as gazetteer:
        wrong, count = wrong_towns(gazetteer, form)

    assert len(wrong) <= (1 - LEAST_TOWNS_RIGHT) * count, wrong


@pytest.mark.slow
def test_names_of_the_gazetteer_are_read_whole() -> None:
    """Whatever words are in them."""
    with closing(Gazetteer()) as gazetteer:
        misread = list(misread_names(gazetteer))

    assert len(misread) <= MOST_NAMES_MISREAD, misread
