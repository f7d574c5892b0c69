"""Questions about the sea, from the words to the answer."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from fakes.questions import question
from fakes.weather import SEA, FakeWeather

from bot.answering.conversation import Surroundings
from bot.bootstrap.engine import Engine, build_engine
from bot.clock import system_clock
from bot.messages import Answer, Asker
from bot.settings import load_settings
from bot.telemetry import Trace

Ask = Callable[[str], Answer]
INLAND = "40.4165,-3.7026"  # Madrid


def ask_of(engine: Engine, text: str) -> Answer:
    """Return what the engine answers to a question."""
    asked, clock = question(text), engine.clock
    around = Surroundings(on_progress=lambda *_: None, said_before=lambda _: ())
    trace = Trace(asked.reference, clock)
    return engine.conversation.answer(asked, Asker(clock.now()), clock.deadline(20), around, trace)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """What a test has opened is closed at its end."""
    with ExitStack() as stack:
        yield stack


def engine(stack: ExitStack, **environ: str) -> Engine:
    """Return an engine with the offline model."""
    given = {"DATABASE_URL": "sqlite://", "CHAT_MODEL": "offline", **environ}
    built = build_engine(
        load_settings(given, needs_slack=False), system_clock(), may_simulate=False
    )
    stack.callback(built.close)
    return built


@pytest.fixture
def made_up(stack: ExitStack) -> Ask:
    """Ask with made-up data."""
    built = engine(stack, WEATHER_PROVIDER="simulated")
    return lambda text: ask_of(built, text)


@pytest.fixture
def service() -> FakeWeather:
    """The services; inland, the one for the sea knows nothing."""
    fake = FakeWeather()
    fake.values[INLAND] = dict.fromkeys(SEA)
    return fake


@pytest.fixture
def live(stack: ExitStack, service: FakeWeather) -> Ask:
    """Ask with the services on loopback."""
    url = stack.enter_context(service.serve())
    names = ("URL", "GEOCODING_URL", "MARINE_URL", "AIR_QUALITY_URL", "ARCHIVE_URL")
    built = engine(stack, MET_NORWAY_URL=url, **{f"OPEN_METEO_{name}": url for name in names})
    return lambda text: ask_of(built, text)


def test_the_water_of_now(live: Ask, service: FakeWeather) -> None:
    """With who says so, and the units that are in it."""
    reply = live("how warm is the sea in Lisbon?").reply

    assert "water temperature 17.3 °C, wave height 1.5 m, waves from WNW" in reply.text
    assert "Copernicus Marine" in reply.provenance.credits[0].text
    assert "°C, m" in reply.provenance.notes
    assert [request.path for request in service.requests] == ["/v1/marine"]


def test_the_waves_of_tomorrow(live: Ask) -> None:
    """By day it is the highest ones."""
    text = live("how high are the waves in Biarritz tomorrow").reply.text

    assert "highest waves 2.3 m, waves from WNW" in text


def test_inland_there_is_no_sea(live: Ask) -> None:
    """It is said of that place alone, and never that data are missing right now."""
    alone = live("sea temperature in Madrid").reply
    mixed = live("how warm is the sea in Lisbon and Madrid").reply

    assert alone.text.startswith("There is no sea at Madrid, Spain.")
    assert "right now" not in alone.text
    assert alone.exhibits == ()
    assert "17.3 °C" in mixed.text
    assert "There is no sea at Madrid, Spain." in mixed.text


def test_the_weather_is_told_beside_the_sea(live: Ask, service: FakeWeather) -> None:
    """In the same answer, from two requests."""
    text = live("weather and sea temperature in Nice").reply.text

    assert "water temperature 17.3 °C" in text
    assert "12.3 °C" in text
    paths = {request.path for request in service.requests}
    assert paths == {"/v1/marine", "/v1/forecast"}


def test_several_places_are_one_request_and_a_table(live: Ask, service: FakeWeather) -> None:
    """As for the weather."""
    reply = live("sea temperature in Lisbon, Nice and Brighton").reply

    (table,) = reply.exhibits
    assert table.kind == "table"
    assert table.columns == ("Place", "Water", "Waves", "From", "Period")
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    ("text", "told", "is_there"),
    [
        ("how warm is the sea in Lisbon?", "water temperature", True),
        ("waves in Sydney on Friday", "highest waves", True),
        ("how warm is the sea in Vienna?", "There is no sea at Vienna", False),
    ],
)
def test_made_up_data_have_a_sea_where_there_is_one(
    text: str, told: str, *, is_there: bool, made_up: Ask
) -> None:
    """And say that they are made up."""
    reply = made_up(text).reply

    assert told in reply.text
    assert ("simulated data, not real weather" in reply.provenance.notes) == is_there
