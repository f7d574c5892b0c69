"""How well questions are read: by two sets of them, and by whatever people may write."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fakes.offered_tools import offered_tools
from fakes.rows import each_row
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from known_misses import known_misses
from question_sets import (
    ASKED_AT,
    HELD_OUT,
    TUNED_ON,
    Score,
    samples,
    scores_from_outside,
    scores_of_reading,
)

from bot.models.offline.reading import read_question
from bot.models.offline.reading.aspects import Aspect
from bot.models.offline.reading.topics import Topic
from bot.places.gazetteer import Gazetteer
from bot.tools.air_quality import AirQuality

PIECES = (
    *("in", "at", "the", "of", "on", "weather", "5", "12", "31", "feb", "may", "2031", "9999", "/"),
    *("am", "pm", "noon", "next", "last", "week", "friday", "ten", "second", "from now", "ago"),
    *("Paris", "IL", "New York,", ";", "and", "tonight", "half", "past", "years", "99/99", "'"),
    *("29 february", "2/30", "hours", "centuries", ".", "?", "\u5317\u4eac", "\u0130", "OR", "0"),
    *("sunset", "Tree Day", "easter", "3000000", "here", "\u00b0f", "Holy See", "\u2019s"),
)


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    """Yield the real gazetteer."""
    gazetteer = Gazetteer()
    yield gazetteer
    gazetteer.close()


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(HELD_OUT, id="held out"),
        pytest.param(TUNED_ON, id="tuned on", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize(
    "scores_of",
    [scores_of_reading, pytest.param(scores_from_outside, marks=pytest.mark.slow)],
)
def test_places_and_times_are_found(
    path: Path, scores_of: Callable[[Path, Gazetteer], tuple[Score, Score]], gazetteer: Gazetteer
) -> None:
    """Nine places in ten and more, and nearly as many times; all else is known to be missed."""
    places, times = scores_of(path, gazetteer)

    assert len(list(samples(path))) >= 200
    assert min(places.precision, places.recall) >= 0.90
    assert min(times.precision, times.recall) >= 0.85
    assert places.misread | times.misread == known_misses(f"{path.stem}, {scores_of.__name__}")


def _reading_s(text: str, gazetteer: Gazetteer) -> float:
    """Return how long the processor takes to read a question."""
    started_s = time.process_time()
    read_question(text, gazetteer, ASKED_AT, offered_tools())
    return time.process_time() - started_s


@each_row("piece", ["in ", "at 5 ", "a", "New York, ", "Xyz Abc "])
def test_a_question_without_end_is_read_in_time(piece: str, gazetteer: Gazetteer) -> None:
    """Longer texts are cut, so that ten times as much takes no longer."""
    long_s, endless_s = (
        _reading_s(piece * (characters // len(piece)), gazetteer) for characters in (4_000, 40_000)
    )

    assert endless_s < 5 * max(long_s, 0.01)  # less than that is noise


def test_days_behind_days_are_read_in_time(gazetteer: Gazetteer) -> None:
    """Each is counted from what stands near before it, and not from all that does."""
    days_s, behind_s = (
        _reading_s("friday " + piece * (4_000 // len(piece)), gazetteer)
        for piece in ("and on saturday ", "and two days later ")
    )

    assert behind_s < 20 * max(days_s, 0.01)  # less than that is noise


def test_what_a_tool_tells_is_known(gazetteer: Gazetteer) -> None:
    """A new tool needs no other file of the offline model."""

    class DewPoint(AirQuality):
        name = "get_dew_point"
        asked_by = r"dew ?points?"

    tools = (*offered_tools(), DewPoint())

    reading = read_question("dew point in Rome", gazetteer, ASKED_AT, tools)

    assert (reading.asked, reading.ask.unknown) == (("get_dew_point",), ())
    assert read_question("dew point in Rome", gazetteer, ASKED_AT, offered_tools()).ask.unknown


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=12),
    minutes=st.integers(0, 10_000_000),
)
def test_whatever_is_written_is_read(pieces: list[str], minutes: int, gazetteer: Gazetteer) -> None:
    """No text is an error, and what is found is sound."""
    asked_at = ASKED_AT + timedelta(minutes=minutes)

    reading = read_question(" ".join(pieces), gazetteer, asked_at, offered_tools())

    when = reading.when
    assert all(place.strip() and len(place) <= 100 for place in reading.places)
    assert (when.first_day is None) == (when.days == 0)
    assert when.first_hour is None or (0 <= when.first_hour < 24 and when.hours >= 1)


@each_row(
    "question",
    [
        "who won the football match in London?",
        "what time does the concert in Leeds start?",
        "where can I buy tickets for the tennis in London",
        "how much are tickets for the rugby in Cardiff",
        "what was the score of the cricket in Leeds?",
        "when does the zoo in Berlin open?",
        "who is playing golf in Faro on Sunday?",
        "what channel is the tennis in Paris on?",
    ],
)
def test_what_people_do_outdoors_is_no_question_about_the_weather(
    question: str, gazetteer: Gazetteer
) -> None:
    """Unless a word of weather is in it."""
    asked_too = f"{question.rstrip('?')} and will it rain?"

    assert not read_question(question, gazetteer, ASKED_AT, offered_tools()).is_about_weather
    assert read_question(asked_too, gazetteer, ASKED_AT, offered_tools()).is_about_weather


@each_row(
    "question",
    [
        "what's the weather like here?",
        "is it raining at my current location",
        "Tell me the forecast for my area tomorrow",
        "how cold is it where I am right now",
        "will it snow in this town on Monday",
        "weather around me",
        "is it cold here in one hour?",
        "rain here in the next 2 hours?",
    ],
)
def test_here_is_no_place_but_where_the_person_is(question: str, gazetteer: Gazetteer) -> None:
    """It is known as such, and nothing of it is looked up."""
    reading = read_question(question, gazetteer, ASKED_AT, offered_tools())

    assert (reading.places, reading.is_here, reading.is_about_weather) == ((), True, True)


@each_row(
    ("question", "places"),
    [
        ("Tours the weekend after next", "Tours"),
        ("Troyes rest of this month", "Troyes"),
        ("Mon-Wed Duluth", "Duluth"),
        ("Newquay every day till Sunday", "Newquay"),
        ("monday: hull", "hull"),
        ("DRC today", "DRC"),
        ("BER, MUC, FRA tomorrow", "BER|MUC|FRA airport"),
        ("ORD, DEN, SEA", "ORD|DEN|SEA"),
        ("Delft if you can", "Delft"),
        ("Leiden when you get a chance", "Leiden"),
        ("Vaasa, cheers", "Vaasa"),
        ("Deal this afternoon", "Deal"),
        ("Wilmington DE", "Wilmington, DE"),
        ("nice tomorrow?", ""),
        ("party tomorrow", ""),
        ("rain on Friday", ""),
        ("weather in St. Albert", "St. Albert"),
        ("weather for London SW1A 1AA", "London SW1A 1AA"),
        ("weather in M5V 3L9 tomorrow", "M5V 3L9"),
        ("weather 94103 San Francisco", "94103 San Francisco"),
        ("rain in Beverly Hills 90210 and 75008 Paris", "Beverly Hills 90210|75008 Paris"),
    ],
)
def test_what_is_beside_a_time_alone_is_a_place(
    question: str, places: str, gazetteer: Gazetteer
) -> None:
    """If it can be one, and no plain word of the weather."""
    reading = read_question(question, gazetteer, ASKED_AT, offered_tools())

    assert "|".join(reading.places) == places


@each_row(
    "question",
    [
        "is it going to be a cold night",
        "do I need to wear a heavy coat today",
        "how likely is it that it will hail",
        "should I close my windows tonight",
        "is there a good chance of precipitation in the forecast",
        "will the weather be suitable for jogging this morning",
        "are the roads icy",
        "what should i wear to work tomorrow",
        "is tomorrow a good day to go to the park?",
        "can my kids play outside this afternoon",
    ],
)
def test_plain_english_is_no_place(question: str, gazetteer: Gazetteer) -> None:
    """Even where towns are called like some of its words."""
    assert read_question(question, gazetteer, ASKED_AT, offered_tools()).places == ()


@each_row(
    "question",
    [
        ":sunny: weather in Oslo :wave:",
        "weather in Oslo https://x.slack.com/archives/C1/p1",
        "weather in Oslo :flag-no::skin-tone-2:?",
    ],
)
def test_addresses_and_the_names_of_emoji_are_no_words(question: str, gazetteer: Gazetteer) -> None:
    """Though ".com" is a town, and a wave is the sea's."""
    reading = read_question(question, gazetteer, ASKED_AT, offered_tools())

    assert (reading.places, reading.asked) == (("Oslo",), ())


@each_row(
    ("question", "topics"),
    [
        ("Oslo?", set()),
        ("do I need an umbrella in Oslo", {Topic.RAIN, Topic.AHEAD}),
        ("when will it snow in Oslo", {Topic.SNOW, Topic.AHEAD, Topic.WHEN}),
        ("how is the air in Oslo", {"get_air_quality"}),
        ("pollen in Oslo", {"get_air_quality"}),
        ("sunset in Oslo", {"get_sun_and_moon"}),
        ("Will the sun shine in Oslo", {Topic.AHEAD}),
        ("flood warnings for Oslo", {"get_alerts"}),
        ("UV in Oslo", {"get_air_quality", Topic.UV}),
        ("hourly forecast for Oslo", {Topic.HOURLY, Topic.FORECAST}),
        ("is it windy in Oslo, and how is the air quality", {"get_air_quality", Topic.WEATHER}),
        ("Is it dry in Rainy Lake", set()),
    ],
)
def test_what_is_asked_is_read_beside_places_and_times(
    question: str, topics: set[str], gazetteer: Gazetteer
) -> None:
    """Words of a name say nothing about it."""
    reading = read_question(question, gazetteer, ASKED_AT, offered_tools())

    assert {*reading.asked, *reading.topics} == topics


@each_row(
    "question",
    [
        "what is the air temperature in Oslo?",
        "how warm is the air in Oslo?",
        "is the air temp in Oslo below zero?",
        "is the air humid in Oslo?",
        "is the air cold in Oslo?",
    ],
)
def test_how_warm_or_moist_the_air_is_is_no_question_about_its_quality(
    question: str, gazetteer: Gazetteer
) -> None:
    """Nobody who asks whether the air is cold wants to know that it is clean."""
    reading = read_question(question, gazetteer, ASKED_AT, offered_tools())

    assert (reading.places, reading.asked) == (("Oslo",), ())
    assert Aspect.AIR not in reading.ask.aspects


@pytest.mark.parametrize("question", ["weather in Waves", "Waves weather", "Bend and Waves?"])
def test_a_town_that_is_called_like_what_a_tool_tells_is_a_place(
    question: str, gazetteer: Gazetteer
) -> None:
    """Its capital letter says so."""
    reading = read_question(question, gazetteer, ASKED_AT, offered_tools())

    assert reading.places[-1] == "Waves"
    assert reading.asked == ()
