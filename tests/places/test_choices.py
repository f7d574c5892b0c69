"""Which of the places of one name is meant: by people, fame and home, with made-up towns."""

import math
from dataclasses import replace

import pytest
from fakes.rows import each_row

from bot.places.choices import (
    Candidate,
    candidates_of,
    decide,
    in_order,
    is_by_name,
    likelier,
)
from bot.places.gazetteer import Area, Seat, weights
from bot.places.names import Asked
from bot.queries import AmbiguousPlace, UnknownPlace
from bot.reports import Place

AUSTRIAN, GERMAN = "Europe/Vienna", "Europe/Berlin"


def town(
    country: str, population: int, *, region: str = "R", name: str = "Xton", fame: int = 1
) -> Place:
    """Return a town of a country that is called by its code."""
    return Place(name, 1.0, 2.0, "UTC", country, country, region, population, fame=fame)


def chosen(places: list[Place], zone: str = "", *, weight: float = 0.0) -> str:
    """Return the country of the place that is meant, or all choices."""
    candidates = [Candidate(place, weight or place.population) for place in places]
    found = decide("Xton", Asked("Xton"), candidates, zone)
    return "|".join(found.choices) if isinstance(found, AmbiguousPlace) else found.country_code


@each_row(
    ("people", "zone", "meant"),
    [
        ((200_000, 100_000), "", "Xton, US|Xton, AT"),
        ((200_000, 99_999), "", "US"),
        ((400_000, 100_000), AUSTRIAN, "AT"),
        ((400_000, 99_999), AUSTRIAN, "US"),
        ((400_000, 100_000), GERMAN, "US"),
        ((200_000, 190_000), "America/New_York", "US"),
        ((0, 0), "", "US"),
    ],
)
def test_a_place_at_home_needs_a_quarter_of_the_people_and_a_rival_half(
    people: tuple[int, int], zone: str, meant: str
) -> None:
    """By the time zone of the person who asks."""
    places = [town(country, number) for country, number in zip(("US", "AT"), people, strict=True)]

    told = chosen(places, zone)

    assert told.replace(", R,", ",") == meant


@each_row(
    ("first", "other", "meant"),
    [
        ((1_200_000, 1), (300_000, 1), "AT"),
        ((300_000, 1), (1_200_000, 1), "DE"),
        ((1_200_000, 1), (500_000, 1), ""),
        ((50_000, 28), (60_000, 20), "AT"),
        ((50_000, 27), (60_000, 20), ""),
        ((90_000, 24), (30_000, 1), "AT"),
        ((89_000, 24), (30_000, 1), ""),
        ((30_000, 1), (90_000, 24), "DE"),
        ((1_200_000, 10), (500_000, 30), "DE"),
        ((50_000, 25), (60_000, 1), "AT"),
        ((50_000, 1), (0, 1), "AT"),
        ((1_000_000, 1), (300_000, 30), "AT"),
        ((999_999, 1), (300_000, 30), "DE"),
    ],
)
def test_the_world_knows_a_metropolis_or_what_many_languages_name(
    first: tuple[int, int], other: tuple[int, int], meant: str
) -> None:
    """Better than all others that are about as likely in other countries; else all are choices."""
    pair = [town("AT", first[0], fame=first[1]), town("DE", other[0], fame=other[1])]
    at_home = [pair[0], town("AT", other[0], fame=other[1], region="S", name="Xton B")]

    told = chosen(pair, weight=1.0)

    assert (told if "|" not in told else "") == meant
    assert "|" in chosen(at_home, weight=1.0)
    with_twin = chosen([*pair, replace(pair[0], country_code="FR", country="FR")], weight=1.0)
    assert with_twin == "DE" if meant == "DE" else "|" in with_twin


def test_who_outshines_one_of_several_is_not_put_first() -> None:
    """Only who outshines all."""
    people = {"AT": 90_000, "DE": 91_000, "FR": 30_300}

    told = chosen([town(country, number) for country, number in people.items()], weight=1.0)

    assert told == "Xton, R, AT|Xton, R, DE|Xton, R, FR"


@each_row("zone", ["", "UTC", "Etc/GMT+3", "Nowhere/At_All"])
def test_a_place_without_a_country_is_nobody_s_home(zone: str) -> None:
    """Nor is it meant alone because its label is the name."""
    assert chosen([town("US", 200_000), town("", 100_000)], zone) == "Xton, R, US|Xton"


def test_of_several_at_home_the_likeliest_is_meant() -> None:
    """Or is the first of the choices; all of them need a quarter of the people of one abroad."""

    def told(*people: int) -> str:
        at_home = [town("AT", each, region=f"R{each}") for each in people]
        candidates = [Candidate(each, each.population) for each in (town("US", 200_000), *at_home)]
        found = decide("Xton", Asked("Xton"), candidates, AUSTRIAN)
        return (
            "|".join(found.choices)
            if isinstance(found, AmbiguousPlace)
            else f"{found.region}, {found.country}"
        )

    assert in_order([], AUSTRIAN) == []
    assert told(120_000, 55_000) == "R120000, AT"
    assert told(90_000, 80_000) == "Xton, R90000, AT|Xton, R80000, AT"


def test_five_choices_and_three_others_are_told_at_most() -> None:
    """The likeliest first; others are named that are as large as a town, and called so."""
    even = [town(f"C{number}", 200_000 - number) for number in range(7)]
    largest = [town("AA", 1_000_000), *(town(f"C{n}", 90_000 - n) for n in range(5))]
    small = [town("AA", 230_000), town("BB", 15_400), town("CC", 15_300), town("DD", 14_999)]
    called_else = [town("AA", 230_000), town("BB", 90_000, name="Yton")]

    assert chosen(even) == "|".join(f"Xton, C{number}" for number in range(5))
    assert others(largest) == tuple(f"Xton, R, C{number}" for number in range(3))
    assert others(small) == ("Xton, R, BB",)
    assert others([town("AA", 225_000), town("BB", 15_000)]) == ("Xton, R, BB",)
    assert others([town("AA", 100_000), town("BB", 14_999)]) == ()
    assert others(called_else) == ()
    by_weight = [Candidate(place, place.population) for place in called_else]
    assert not getattr(decide("Xton", Asked("Xton"), by_weight), "others", None)
    assert others([town("AA", 100_000), town("BB", 500_000, name="Yton")]) == ("Yton, BB",)
    assert others([town("AA", 100_001), town("BB", 500_000, name="Yton")]) == ()
    assert others([town("AA", 90_000), town("BB", 499_999, name="Yton")]) == ()


@each_row(
    ("city", "weight", "told"),
    [
        (town("DE", 15_000), 15_000, ("Xton, R, DE",)),
        (town("DE", 14_999), 14_999, ()),
        (town("DE", 500_000, name="Yton"), 1, ()),
    ],
)
def test_a_town_is_named_beside_an_area_that_is_called_like_it(
    city: Place, weight: float, told: tuple[str, ...]
) -> None:
    """However many people the area has, and however few the city that stands for it."""
    area = Candidate(replace(town("AT", 5_000), stands_for="Xton, AT"), 1_000_000)

    found = decide("Xton", Asked("Xton"), [area, Candidate(city, weight)])

    assert isinstance(found, Place)
    assert found.others == told


def others(places: list[Place]) -> tuple[str, ...]:
    """Return the labels of the others beside the first place, which weighs far the most."""
    weights = [places[0].population, *(min(each.population, 90_000) for each in places[1:])]
    if places[1].name != places[0].name:
        weights[1:] = [1.0] * (len(places) - 1)
    found = decide("Xton", Asked("Xton"), list(map(Candidate, places, weights)))
    assert isinstance(found, Place)
    return found.others


@each_row(("weight", "count"), [(90_000, 1), (89_999, 0)], ids=["as likely", "less likely"])
def test_an_area_is_named_beside_a_city_that_is_no_likelier(weight: float, count: int) -> None:
    """It has as many people, or more."""
    area = Candidate(replace(town("DE", 90_000), stands_for="R, DE"), weight)

    told = decide("Xton", Asked("Xton"), [Candidate(town("AT", 90_000), 90_000), area])

    assert isinstance(told, Place)
    assert len(told.others) == count


@each_row(
    ("first", "other", "count"),
    [
        (math.inf, math.inf, 1),
        (math.inf, 100_000, 1),
        (math.inf, 99_999, 0),
        (1_000_000, 110_000, 1),
        (10**6, 109_999, 0),
    ],
)
def test_an_area_is_named_beside_another_that_is_not_far_larger(
    first: float, other: float, count: int
) -> None:
    """Beside a country, a region with as many people as a large city."""
    areas = [
        Candidate(replace(town(code, 5_000), stands_for=f"X, {code}"), weight)
        for code, weight in (("AT", first), ("DE", other))
    ]

    told = decide("X", Asked("X"), areas)

    assert isinstance(told, Place)
    assert told.others == ("X, DE",) * count


def test_areas_that_are_as_likely_are_choices_by_their_own_names() -> None:
    """And not by the cities that stand for them."""
    areas = [
        Candidate(replace(town(code, 5_000, name=f"{code}ton"), stands_for=f"X, {code}"), weight)
        for code, weight in (("AT", 1_000_000), ("DE", 900_000))
    ]

    assert decide("X", Asked("X"), areas) == AmbiguousPlace("X", ("X, AT", "X, DE"))


@each_row(
    ("people", "is_first"), [(6_900, True), (7_000, False)], ids=["fewer people", "more people"]
)
def test_one_name_more_says_little_of_a_village(people: int, *, is_first: bool) -> None:
    """It counts as if there were four names more of each, in square."""
    known = weights([town("AT", 10_000, fame=1), town("DE", people, fame=2)], "Xton")

    assert (known[0] > known[1]) is is_first


@each_row(
    ("people", "fame", "other_people", "is_first"),
    [
        (100_000, 1, 85_100, True),
        (100_000, 1, 85_300, False),
        (99_999, 1, 85_100, False),
        (99_999, 8, 85_100, True),
    ],
)
def test_a_large_city_counts_as_if_it_had_eight_names(
    people: int, fame: int, other_people: int, *, is_first: bool
) -> None:
    """Since few names are no sign of anything there; the other one has nine."""
    places = [town("AT", people, fame=fame), town("DE", other_people, fame=9)]
    known = weights(places, "Xton")

    assert (known[0] > known[1]) is is_first


@each_row(
    ("name", "asked", "divisor"),
    [
        ("Xton / Yton", "YTON", 1),
        ("Xton / Yton / Zton", "Yton", 1),
        ("Xton/Yton", "Yton", 100),
        ("Großxton", "GROSSXTON", 1),
        ("St. Xton", "Saint Xton", 2),
        ("Xton Bay", "Xton", 1.5),
        ("Xton upon Yton", "Yton", 1.5),
        ("Xton upon Yton Bay", "Yton", 100),
        ("Xtonia", "Xton", 100),
        ("Bay of Xton", "Xton", 100),
        ("Big Xton Bay", "Xton", 100),
    ],
)
def test_a_place_weighs_less_by_another_name(name: str, asked: str, divisor: float) -> None:
    """Its short form counts nearly as its own, a by-name hardly."""
    assert weights([town("AT", 9_000, name=name)], asked) == [9_000 / divisor]


def test_only_places_of_that_very_name_are_compared_by_their_fame() -> None:
    """A by-name of a famous one says nothing of them, nor do the names that a city lacks."""
    places = [town("AT", 100_000), town("DE", 60_000, fame=5)]
    famous = town("FR", 9_000_000, name="Yton", fame=50)

    assert weights([*places, famous], "Xton") == pytest.approx([100_000, 60_000, 90_000])


def test_a_whole_label_means_its_own_place() -> None:
    """Of places that no label tells apart the first one; with a qualifier there are no choices."""
    large, small = town("US", 90_000, region="Large"), town("US", 50_000, region="Small")
    twin = town("US", 50_000, region="Small", fame=9)
    candidates = [Candidate(place, place.population) for place in (large, small, twin)]

    whole = decide("xton, small, us", Asked("xton", ("small", "us")), candidates)
    within = decide("Xton, US", Asked("Xton", ("US",)), candidates)

    assert isinstance(whole, Place)
    assert (whole.region, whole.fame, whole.others) == ("Small", 1, ())
    assert isinstance(within, Place)
    assert (within.region, within.others) == ("Large", ("Xton, Small, US",))
    assert chosen([small, twin]) == "US"


def seat(country: str, population: int, *, region: str = "", is_code: bool = False) -> Seat:
    """Return the seat of a country, or of a region of it."""
    capital = Place(
        *("Capital", 5.0, 6.0, "UTC", country, country, region, population // 10),
        stands_for=region or country,
    )
    return Seat(capital, Area(country, region), population, is_code)


@each_row(
    ("code", "seats", "cities", "country"),
    [
        *(
            (code, [seat(code, 1, is_code=True), seat("DE", 9, is_code=True)], ["AT"], code)
            for code in ("PR", "GU", "VI", "AS", "MP")
        ),
        (
            "TX",
            [seat("US", 1, region="T", is_code=True), seat("DE", 9, is_code=True)],
            ["AT"],
            "US",
        ),
        ("TX", [seat("US", 1, region="T", is_code=True)], ["US"], "city"),
        ("TX", [seat("US", 1, region="T", is_code=True)], ["AT", "US"], "city"),
        ("DE", [seat("DE", 1, is_code=True), seat("AT", 9, region="D", is_code=True)], [], "AT"),
        ("DE", [seat("AT", 1, region="D", is_code=True), seat("DE", 9, is_code=True)], [], "DE"),
        ("DE", [seat("DE", 1, is_code=True)], ["AT"], "city"),
        ("tx", [seat("US", 1, region="T", is_code=True)], ["AT"], "city"),
        ("de", [seat("DE", 1, is_code=True)], [], "DE"),
        ("de", [seat("DE", 1, is_code=True)], ["AT"], "city"),
    ],
)
def test_two_capitals_are_a_code(
    code: str, seats: list[Seat], cities: list[str], country: str
) -> None:
    """Of a state before others, and of none where a large city is called so."""
    known = [town(each, 100_000, name=code) for each in cities]

    first, *_ = candidates_of(code, known, seats)

    assert (first.place.country_code if first.is_area else "city") == country


def test_a_small_town_is_no_rival_of_a_code() -> None:
    """Nor is an area rival of a country, which weighs more than all; three letters are no code."""
    (small,), (three,) = (
        candidates_of(code, [town("AT", 99_999, name=code)], [seat("DE", 1, is_code=True)])
        for code in ("DE", "DEU")
    )
    (by_letters,) = candidates_of("deu", [], [seat("DE", 1, is_code=True)])
    country, region, city = candidates_of(
        "Xton", [town("AT", 99_000)], [seat("DE", 1), seat("FR", 5_000_000, region="X")]
    )

    (large, _) = candidates_of("xton", [town("AT", 100_000)], [seat("DE", 1)])
    otherwise_written = [
        candidates_of(name, [town("AT", 100_000, name=own)], [seat("DE", 1)])[0]
        for name, own in (("Xtón", "Xton"), ("Xton", "Xtón"))
    ]

    by_code = [
        [each.place.country_code for each in candidates_of("de", [], seats)]
        for seats in (
            [seat("DE", 1, is_code=True), seat("AT", 9, region="D", is_code=True)],
            [seat("US", n, region=f"{n}", is_code=True) for n in (1, 9)],
        )
    ]

    assert by_code == [["AT"], ["US"]]
    assert (small.place.country_code, three.place.country_code) == ("DE", "AT")
    assert by_letters.weight == math.inf
    assert [each.is_area for each in (large, *otherwise_written)] == [False, True, True]
    own_name = candidates_of("xland", [town("AT", 100_000, name="Xland")], [seat("Xland", 1)])
    assert [each.is_area for each in own_name] == [True, False]
    assert [country.weight, region.weight, city.weight] == [math.inf, 5_000_000, 99_000]


def test_a_country_that_is_called_like_its_capital_is_the_capital() -> None:
    """In its own language alone; and no other city of that name is the country."""
    capital = seat("DE", 9_000)
    own = replace(capital.place, stands_for="")
    away = replace(own, latitude=7.0)

    told = [
        [each.is_area for each in candidates_of(name, [city], [capital])]
        for name, city in (("CAPITAL", own), ("Capitale", own), ("Capital", away))
    ]

    assert told == [[False], [True, False], [True, False]]


@each_row(
    ("city", "region", "is_city"),
    [(100_000, 900_000, True), (99_999, 900_000, False), (110_000, 1_000_001, False)],
)
def test_a_city_comes_before_a_region_of_its_name_when_it_is_large(
    city: int, region: int, *, is_city: bool
) -> None:
    """A tenth of its people, and a hundred thousand; a region around it is not told beside it."""
    cities = [town("AT", city), town("US", 9)]
    first, second, last = candidates_of("Xton", cities, [seat("FR", region, region="X")])
    around = seat("AT", region, region="R")
    others = [(town("AT", city),), (town("FR", city), town("AT", 9)), (town("FR", city),)]
    others += [(town("FR", city), town("AT", 9, name="Yton")), (town("AT", 9, name="Yton"),)]
    beside = [
        any(each.is_area for each in candidates_of("XTON", cities, [around])) for cities in others
    ]

    assert (first.is_area, second.is_area, last.is_area) == (not is_city, is_city, False)
    assert beside == [False, False, True, True, False]


@each_row(
    ("found", "population", "is_found"),
    [
        (town("AT", 1_000, name="Vegas"), 100_000, True),
        (town("AT", 999, name="Vegas"), 100_000, False),
        (town("AT", 9_000, name="Vegas Bajas"), 100_000, False),
        (town("AT", 9_000, name="Alta Vegas"), 100_000, False),
    ],
)
def test_a_town_of_that_very_name_needs_a_hundredth_of_the_people(
    found: Place, population: int, *, is_found: bool
) -> None:
    """Whatever else is found, the place with that by-name is meant."""
    known = town("US", population, name="Las Vegas")

    assert likelier(found, known, "the Vegas, AT") is (found if is_found else known)
    assert likelier(UnknownPlace("Vegas"), known, "Vegas") is known


@each_row(
    ("known", "name", "is_so"),
    [
        (town("US", 1_499_999, name="Las Vegas"), "Vegas", True),
        (town("US", 1_500_000, name="Las Vegas"), "Vegas", False),
        (town("US", 9_000, name="Vegas"), "Vegas", False),
        (town("US", 9_000, name="Vegas Bajas"), "Vegas", False),
        (town("US", 9_000, name="Vegas"), "Vegas Bajas", False),
        (town("US", 9_000, name="Vegas"), "Las Vegas Bajas", True),
        (town("US", 9_000, name="Vegasville"), "Vegas", True),
        (town("US", 9_000, name="Vegas"), "Vegasville", True),
        (seat("DE", 9_000).place, "Vegas", False),
        (UnknownPlace("Vegas"), "Vegas", False),
    ],
)
def test_a_by_name_is_none_that_the_place_itself_is_called(
    known: object, name: str, *, is_so: bool
) -> None:
    """And no metropolis, which no unknown town outweighs."""
    assert is_by_name(known, name) is is_so
