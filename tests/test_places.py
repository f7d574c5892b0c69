"""What names resolve to."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from fakes.clock import FakeTime
from fakes.weather import HTML, OVERLOADED, FakeWeather

from bot.fetching import Fetcher
from bot.gazetteer import Gazetteer
from bot.geocoder import Geocoder
from bot.places import FRESH_FOR_S, Places, Resolved
from bot.reports import AmbiguousPlace, Place, Unavailable, UnknownPlace


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
        self.places = Places(gazetteer, Geocoder(fetcher, url, "key-1"), self.time.clock)
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


@pytest.mark.parametrize(
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
        ("Petrovsk, Russia", "Petrovsk, Russia"),
        ("Zürich (Kreis 11) / Seebach", "Zürich (Kreis 11) / Seebach, Switzerland"),
    ],
)
def test_known_names_need_no_request(world: World, name: str, label: str) -> None:
    """The qualifier decides first, then population."""
    assert world.label(name) == label
    assert world.fake.geocoding_requests == []


def test_other_places_of_a_name_are_told(world: World) -> None:
    """So that the answer can say which one it is for."""
    paris, texan, bengaluru = world.resolve("Paris", "Paris, Texas", "Bengaluru")

    assert isinstance(paris, Place)
    assert isinstance(texan, Place)
    assert isinstance(bengaluru, Place)
    assert paris.others == ("Paris, Texas, United States",)
    assert (texan.others, bengaluru.others) == ((), ())


@pytest.mark.parametrize("name", ["Springfield", "Cambridge", "Richmond", "Valencia", "Newcastle"])
def test_even_places_come_back_as_choices_that_resolve(world: World, name: str) -> None:
    """Each choice is a name that means that place alone."""
    (ambiguous,) = world.resolve(name)

    assert isinstance(ambiguous, AmbiguousPlace)
    assert len(ambiguous.choices) >= 2
    assert [world.label(choice) for choice in ambiguous.choices] == list(ambiguous.choices)


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


def test_a_qualifier_is_checked_against_the_results(world: World) -> None:
    """By the region's name in the results, or by what the gazetteer knows of it."""
    world.fake.places["cordoba del sol"] = [
        found("Cordoba del Sol", admin1="Veracruz", country_code="MX", country="Mexico"),
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
    assert f"{name}, Veracruz, Mexico" in unknown.suggestions


def test_results_may_lack_fields(world: World) -> None:
    """Zero and empty fields are left out; a result without any position is none."""
    world.fake.places["ile x"] = [
        found("Ile X", latitude=None, country=None, country_code=None, timezone="Mars/Base"),
        found("Ile X", latitude=None, longitude=None),
        found("Ile X", latitude=123.0),
        found("", population=5),
        {"name": 7, "latitude": "1"},
    ]

    (place,) = world.resolve("Ile X")

    assert place == Place("Ile X", 0.0, 10.25, "UTC")


def test_text_of_the_geocoder_is_tamed(world: World) -> None:
    """Control characters and endless names come from outside."""
    world.fake.places["ile x"] = [found("Ile\u202e X\n\n" + "y" * 5_000, admin1="a\x00b")]

    (place,) = world.resolve("Ile X")

    assert isinstance(place, Place)
    assert place.name.startswith("Ile X")
    assert len(place.name) <= 100
    assert place.region == "a b"


def test_nobody_knows_the_name(world: World) -> None:
    """Names that look alike are suggested; the asked one is capped and cleaned."""
    unknown, gibberish, empty = world.resolve("Bangalroe", "\x07" + "q" * 500, " \x00 ")

    assert unknown == UnknownPlace("Bangalroe", ("Bengaluru, Karnataka, India",))
    assert gibberish == UnknownPlace("q" * 100)
    assert empty == UnknownPlace("")


def test_without_a_geocoder_the_gazetteer_is_all(world: World) -> None:
    """As in work without a network."""
    deadline = world.time.clock.deadline(5)

    resolved = world.offline.resolve(
        ["London", "Xanadu-on-Sea", "London, Narnia"], language="en", deadline=deadline
    )

    assert isinstance(resolved["London"], Place)
    assert isinstance(resolved["Xanadu-on-Sea"], UnknownPlace)
    assert "London, England, United Kingdom" in resolved["London, Narnia"].suggestions  # type: ignore[union-attr] # it is unknown
    assert world.fake.geocoding_requests == []


def test_searches_are_kept_for_thirty_days(world: World) -> None:
    """But not those that found nothing: somebody may add the place tomorrow."""
    world.fake.places["riva"] = [found("Riva")]

    world.resolve("Riva", "Xanadu-on-Sea")
    world.resolve("Riva")
    asked_twice = len(world.fake.geocoding_requests)
    world.time.pass_s(FRESH_FOR_S + 1)
    world.resolve("Riva")

    assert (asked_twice, len(world.fake.geocoding_requests)) == (2, 3)


def test_the_store_of_searches_is_bounded(world: World) -> None:
    """A stream of made-up names can't fill the memory."""
    searched: list[str] = []

    class Counting:
        """A search that notes what it is asked."""

        def search(self, name: str, **_: object) -> tuple[Place, ...]:
            """Find it at once."""
            searched.append(name)
            return (Place(name, 1, 1, "UTC"),)

    places = Places(world.offline._gazetteer, Counting(), world.time.clock)
    deadline = world.time.clock.deadline(20)
    names = [f"zz{number}" for number in range(1_001)]
    places.resolve(names, language="en", deadline=deadline)
    places.resolve([names[-1], names[0]], language="en", deadline=deadline)
    places.close()

    assert sorted(searched) == sorted([*names, names[0]])


@pytest.mark.parametrize("fault", [OVERLOADED, HTML])
def test_a_failing_geocoder_concerns_only_the_names_that_need_it(
    world: World, fault: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """The person is told in plain words, the operator in the log."""
    world.fake.geocoding_fault = fault

    london, riva = world.resolve("London", "Riva")

    assert isinstance(london, Place)
    assert riva == Unavailable("Riva", "The place 'Riva' can't be looked up at the moment.")
    assert "geocoder.failed" in caplog.text


def test_an_answer_of_another_form_is_a_failure(world: World) -> None:
    """It says nothing about the place."""
    world.fake.places["riva"] = [found("Riva")]
    world.fake.geocoding_fault = None
    weird = FakeWeather()
    weird.geocoding_fault = type(HTML)(body='{"results": "none"}')
    fetcher = Fetcher()

    with weird.serve() as url:
        places = Places(world.offline._gazetteer, Geocoder(fetcher, url), world.time.clock)
        resolved = places.resolve(["Riva"], language="en", deadline=world.time.clock.deadline(5))
        places.close()
    fetcher.close()

    assert isinstance(resolved["Riva"], Unavailable)


def test_a_geocoder_that_hangs_is_not_waited_for_beyond_the_deadline(world: World) -> None:
    """The lookups that did not come are unavailable."""

    class Hanging:
        """A search that never ends by itself."""

        ended = threading.Event()

        def search(self, name: str, **_: object) -> tuple[Place, ...]:
            """Wait for the end of the test."""
            self.ended.wait(10)
            return (Place(name, 1, 1, "UTC"),)

    hanging = Hanging()
    places = Places(world.offline._gazetteer, hanging, world.time.clock)
    resolved = places.resolve(
        ["London", "zz", "zy", "zx", "zw", "zv"],
        language="en",
        deadline=world.time.clock.deadline(0.05),
    )
    hanging.ended.set()
    places.close()

    kinds = [type(place) for place in resolved.values()]
    assert kinds == [Place] + [Unavailable] * 5


def test_searches_of_a_batch_run_four_at_a_time() -> None:
    """Together, but no more: the free service admits few at once."""
    running, most, lock = 0, 0, threading.Lock()
    four = threading.Barrier(4)

    class Counting:
        """A search that counts its neighbours."""

        def search(self, name: str, **_: object) -> tuple[Place, ...]:
            """Wait until four are here."""
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            four.wait(5)
            with lock:
                running -= 1
            return (Place(name, 1, 1, "UTC"),)

    gazetteer, time = Gazetteer(), FakeTime()
    places = Places(gazetteer, Counting(), time.clock)
    names = [f"zz{number}" for number in range(8)]
    resolved = places.resolve(names, language="en", deadline=time.clock.deadline(5))
    places.close()
    gazetteer.close()

    assert list(resolved) == names
    assert all(isinstance(place, Place) for place in resolved.values())
    assert most == 4
