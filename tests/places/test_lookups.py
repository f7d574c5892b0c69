"""The searches that are kept and shared, with a geocoder that says what a test wants."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from fakes.clock import FakeTime
from fakes.rows import each_row
from fakes.waiting import PATIENCE_S, until

from bot.clock import Deadline
from bot.errors import DeadlineError, ProviderError
from bot.places.geocoder import Found
from bot.places.lookups import FRESH_FOR_S, Lookup, Lookups
from bot.reports import Place


class Search:
    """A search that finds one place of each name but "Nowhere", or raises what it is told to.

    Attributes:
        asked: What it was asked, in order, with the seconds that each search had.
        gate: Searches wait until it is set; it is set unless a test clears it.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str, float]] = []
        self.error: BaseException | None = None
        self.gate = threading.Event()
        self.gate.set()

    def search(
        self, name: str, *, country_code: str, language: str, deadline: Deadline
    ) -> tuple[Found, ...]:
        """Return a place of that name."""
        self.asked.append((name, country_code, language, deadline.left_s()))
        assert self.gate.wait(PATIENCE_S)
        if self.error:
            raise self.error
        return () if name == "Nowhere" else (Found(Place(name, 1.0, 2.0, "UTC")),)

    def names(self) -> list[str]:
        """Return the names that were searched for since the last look."""
        names = [name for name, *_ in self.asked]
        self.asked.clear()
        return names


class World:
    """Searches on a clock that stands still."""

    def __init__(self) -> None:
        self.time = FakeTime()
        self.search = Search()
        self.lookups = Lookups(self.search, self.time.clock)

    def find(self, name: str, country: str = "", language: str = "en") -> tuple[Found, ...]:
        """Search for a name, with a minute to spare."""
        return self.lookups.find(Lookup(name, country, language), self.time.clock.deadline(60))


@pytest.fixture
def world() -> World:
    """Nothing is kept yet."""
    return World()


def test_a_search_is_known_by_its_name_country_and_language(world: World) -> None:
    """It has five seconds, however much the first who waits for it has."""
    for country, language in (("", "en"), ("DE", "en"), ("", "de"), ("", "en")):
        assert world.find("Riva", country, language)[0].place.name == "Riva"

    assert world.search.asked == [
        ("Riva", "", "en", 5.0),
        ("Riva", "DE", "en", 5.0),
        ("Riva", "", "de", 5.0),
    ]
    with pytest.raises(DeadlineError, match="the geocoder"):
        world.lookups.find(Lookup("Riva", "", "en"), world.time.clock.deadline(0))


def test_a_place_is_known_for_a_month_and_an_unknown_name_for_ten_minutes(world: World) -> None:
    """Places seldom move, but new ones are added."""
    asked = []
    for pass_s in (0, 599, 1, 30 * 24 * 3600 - 601, 1):
        world.time.pass_s(pass_s)
        for name in ("Riva", "Nowhere"):
            assert bool(world.find(name)) is (name == "Riva")
        asked.append(world.search.names())

    assert asked == [["Riva", "Nowhere"], [], ["Nowhere"], ["Nowhere"], ["Riva"]]


def test_what_was_searched_for_first_is_given_up_first(world: World) -> None:
    """A search that was made anew is as new as the last one."""
    world.find("zz0")
    world.time.pass_s(1)
    for number in range(1, 1_000):
        world.find(f"zz{number}")
    world.time.pass_s(FRESH_FOR_S - 1)
    world.find("zz0")
    world.find("zz1000")
    world.search.names()

    for name in ("zz0", "zz1000", "zz2", "zz1"):
        world.find(name)

    assert world.search.names() == ["zz1"]


@each_row(
    "error",
    [ProviderError("gone"), DeadlineError("gone"), ValueError("gone"), SystemExit("gone")],
)
def test_whoever_waits_for_a_search_hears_of_its_failure(error: BaseException) -> None:
    """As whoever made it does; the next one is made anew."""
    world = World()
    looks: list[float] = []

    def look() -> float:
        """Return the time, and note that somebody has looked: once to begin, once to wait."""
        looks.append(0.0)
        return 0.0

    world.search.gate.clear()
    world.search.error = error
    riva = Lookup("Riva", "", "en")
    with ThreadPoolExecutor(2) as pool:
        flights = [pool.submit(world.find, "Riva")]
        until(lambda: bool(world.search.asked))
        flights += [pool.submit(world.lookups.find, riva, Deadline(60.0, look))]
        until(lambda: len(looks) > 1)
        world.search.gate.set()
        errors = [flight.exception(PATIENCE_S) for flight in flights]
    world.search.error = None

    assert [str(error) for error in errors] == ["gone"] * 2
    assert world.find("Riva")


@pytest.mark.parametrize(("rest_s", "asked"), [(30.0, []), (0.0, ["Garda"])])
def test_a_geocoder_is_left_alone_for_as_long_as_it_asks(
    world: World, rest_s: float, asked: list[str]
) -> None:
    """Whoever asks meanwhile hears why; what is kept is found."""
    world.time.pass_s(1000)
    world.find("Kept")
    world.search.error = ProviderError("too many", rest_s=rest_s)
    with pytest.raises(ProviderError):
        world.find("Riva")
    world.search.names()
    world.time.pass_s(29)

    with pytest.raises(ProviderError, match="too many"):
        world.find("Garda")
    assert world.find("Kept")
    assert world.search.names() == asked
    world.search.error = None
    world.time.pass_s(1)
    assert world.find("Garda")


@each_row(
    ("late_s", "rest_s", "told"),
    [(10.0, 60.0, "Limited"), (0.0, 60.0, "Limited"), (90.0, 90.0, "Late")],
)
def test_a_pause_outlasts_shorter_ones_of_searches_under_way(
    late_s: float, rest_s: float, told: str
) -> None:
    """A host that is away for a moment does not lift a limit."""
    world = World()

    class Late(Search):
        """A search that another one overtakes."""

        def search(
            self, name: str, *, country_code: str, language: str, deadline: Deadline
        ) -> tuple[Found, ...]:
            """Fail behind the other one, for another reason."""
            if name == "Late":
                with pytest.raises(ProviderError):
                    lookups.find(Lookup("Limited", "", "en"), deadline)
            self.error = ProviderError(name, rest_s=late_s if name == "Late" else 60.0)
            return super().search(
                name, country_code=country_code, language=language, deadline=deadline
            )

    search = Late()
    lookups = Lookups(search, world.time.clock)
    steps = [("Late", 0.0, ["Limited", "Late"], "Late")]
    steps += [("Garda", rest_s - 0.1, [], told), ("Garda", 0.1, ["Garda"], "Garda")]
    for name, pause_s, asked, reason in steps:
        world.time.pass_s(pause_s)
        with pytest.raises(ProviderError, match=reason):
            lookups.find(Lookup(name, "", "en"), world.time.clock.deadline(60))
        assert search.names() == asked
