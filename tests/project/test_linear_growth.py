"""No text makes a reader work longer than its length accounts for.

The readers are found by their signatures and the patterns in the modules that own them, so that a
new one is under test as soon as it exists. Processor time is compared between sizes of a text.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from types import FunctionType

import pytest
from fakes.clock import MONDAY, FakeTime
from fakes.costs import cost_s, first_complaint
from fakes.offered_tools import NAMES
from fakes.pattern_attacks import Attack, attacks_on
from fakes.readers import Pattern, patterns, plain_way, text_functions, vocabulary
from fakes.reports import BERLIN
from fakes.rows import check_rows, each_row

from bot.answering.argument_values import converted, counted
from bot.answering.arguments import read_calls
from bot.answering.grounding import invented_figures
from bot.bootstrap import TOOLS
from bot.calls import named_tool
from bot.kinds.current import CURRENT
from bot.languages import ENGLISH
from bot.messages import Asker, Message
from bot.models.offline import OfflineModel
from bot.models.offline.asked import Asked
from bot.models.offline.chosen import choosing
from bot.models.offline.compared import by_order, by_what_was_asked, is_among, is_one_sided
from bot.models.offline.follow_ups import asked_in
from bot.models.offline.foreign import is_english, translated
from bot.models.offline.foreign.endings import uninflected
from bot.models.offline.foreign.exonyms import in_english
from bot.models.offline.foreign.names import spaced_names_in
from bot.models.offline.foreign.others import likeliest_other, script_of, word_parts
from bot.models.offline.foreign.unspaced import lies_in, names_in
from bot.models.offline.foreign.vocabulary import Match
from bot.models.offline.late_hours import late_hour
from bot.models.offline.limits import which_other
from bot.models.offline.reading import read_question, read_words
from bot.models.offline.reading.areas.airports import airports_in
from bot.models.offline.reading.areas.here import spans_of_here, with_here
from bot.models.offline.reading.areas.in_front import Mention
from bot.models.offline.reading.areas.postcodes import postcodes_in, with_postcodes
from bot.models.offline.reading.areas.qualifiers import is_code_of, region_behind
from bot.models.offline.reading.asks import find_ask
from bot.models.offline.reading.asks.advising import form_of_advice
from bot.models.offline.reading.asks.amounts import is_of_length, with_measure
from bot.models.offline.reading.asks.bounds import find_bound
from bot.models.offline.reading.asks.clauses import clauses_by_place
from bot.models.offline.reading.asks.comparisons import (
    comparing,
    is_against,
    is_of_another,
    is_of_less,
)
from bot.models.offline.reading.asks.contraries import between_contraries
from bot.models.offline.reading.asks.turning import is_turned
from bot.models.offline.reading.aspects import Aspect, is_about_people
from bot.models.offline.reading.by_place import asked_of
from bot.models.offline.reading.following import follows_up
from bot.models.offline.reading.mentions import find_places
from bot.models.offline.reading.sentence import Sentence
from bot.models.offline.reading.times import find_when
from bot.models.offline.reading.times.asked import with_days
from bot.models.offline.reading.times.bounds import is_until_midnight, widened
from bot.models.offline.reading.times.counted import ahead, step
from bot.models.offline.reading.times.days import find_days, impossible_day
from bot.models.offline.reading.times.holidays import holiday
from bot.models.offline.reading.times.hours import Hours, find_hours
from bot.models.offline.reading.times.moments import moments_in
from bot.models.offline.reading.times.needed import idle
from bot.models.offline.reading.times.parts import parts_of as times_apart
from bot.models.offline.reading.times.respelling import respelled
from bot.models.offline.reading.times.spellings import NEEDED
from bot.models.offline.reading.times.turns import Days, in_turn, weekday_from
from bot.models.offline.reading.tokens import masked, split_words, words_outside
from bot.models.offline.reading.topics import (
    find_asked,
    find_topics,
    is_about_weather,
    units_of,
    unread_word,
    without,
)
from bot.models.offline.reading.unknowns import without_told
from bot.models.offline.said import Said
from bot.models.offline.wording.leads.labels import short_name
from bot.models.offline.wording.leads.moments import day_of
from bot.models.offline.wording.leads.told import wind_from
from bot.models.offline.wording.parts import in_words, moment
from bot.models.openai import tool_call
from bot.models.openai.changes import plainer
from bot.models.openai.refusals import read_refusal, short
from bot.models.openai.remedies import remedies
from bot.models.openai.written_calls import written_calls
from bot.normalization import normalized
from bot.places.airports import airport_named, is_airport
from bot.places.choices import candidates_of
from bot.places.counties import county_called
from bot.places.gazetteer import Gazetteer
from bot.places.points import place_at
from bot.providers._cap import alert_from, in_force
from bot.providers.meteoalarm.areas import warnings_from
from bot.providers.meteoalarm.names import parts_of
from bot.providers.msc.alerts import alerts_at
from bot.providers.msc.outlines import contains
from bot.providers.open_meteo.answers import reports_from
from bot.terminal import for_terminal
from bot.tools.current_weather import CurrentWeather
from bot.untrusted import one_line, read_json
from handlers.delivery.response_urls import is_slacks
from handlers.escaping import cut
from handlers.message_words import beginning_of, is_named_in
from handlers.payloads import id_in, message_at, plain_text, question_from, string_in, ts_in
from handlers.playground.acts import command_payload

MOST_CHARACTERS = 4000
POSSESSIVE_GROUP = re.compile(r"(?<!\\)\)(?:[*+?]|\{\d*,?\d*\})\+")
pytestmark = pytest.mark.costs
NOTHING_NAMED: tuple[tuple[int, int], ...] = ()

# They take a text that is the program's own, the operator's, or one that they only hand on.
CHOICES = (
    Message("user", "Springfield"),
    Message("tool", json.dumps({"choices": ["Springfield, Illinois", "Springfield, Ohio"]})),
)
NO_READERS = frozenset(
    (
        "apology",
        "are_of_weather",
        "bare",
        "blows_from",
        "azure_server",
        "call",
        "call_when_allowed",
        "can_be_read",
        "cannot_start",
        "check_call",
        "clothes",
        "configure_logging",
        "count_of",
        "decide",
        "engine_for",
        "failure_of",
        "hours_at_sun",
        "first_of",
        "gather",
        "hours_in_short",
        "in_order",
        "in_wind_unit",
        "joined",
        "copy_database",
        "can_listen",
        "examine_database",
        "examine_installations",
        "open_in_browser",
        "missing_folder",
        "is_by_name",
        "is_outlying",
        "keep_what_is_told",
        "labelled",
        "likelier",
        "log_event",
        "log_pause",
        "missing_note",
        "objection",
        "of_all",
        "of_record",
        "one_of",
        "progress",
        "send",
        "setting",
        "shown",
        "sign",
        "send_as_taken",
        "token_count",
        "unpacked",
        "web_client",
        "weights",
        "with_progress",
        "with_sound_ids",
        "with_token",
    )
)
# Words that people can write over and over; readers have stumbled over several of them.
WORST = ("fact ", "12 °C ", "° 1/1 ", "paris, ", "in 3 hours ", "a", "[", "e\u0301\u0316")
OTHERS = (
    "on monday ",
    "far ",
    "1/1 ",
    "Jan 12 to 13 °C or ",
    "Paris ",
    "new york and ",
    "of the ",
    "in the state of ",
    " ",
    "&lt;",
    "<@U1> ",
    "*",
)

# Each in a zone of its own.
CITIES = (
    *("Honolulu", "Anchorage", "Los Angeles", "Denver", "Chicago", "New York City", "Halifax"),
    *("Buenos Aires", "Caracas", "Reykjavik", "London", "Paris", "Cairo", "Moscow", "Tehran"),
    *("Dubai", "Kabul", "Karachi", "Mumbai", "Kathmandu", "Dhaka", "Bangkok", "Shanghai"),
    *("Tokyo", "Adelaide", "Sydney", "Auckland", "Apia", "Lagos", "Nairobi", "Almaty", "Perth"),
)


@cache
def _ways(gazetteer: Gazetteer) -> dict[Callable[..., object], Callable[[str], object]]:
    """Return how readers are called that need more than a text."""
    oslo = read_question("Oslo", gazetteer, MONDAY, TOOLS)
    told = Asked(Said("rain in Oslo"), oslo, oslo.places)
    return {
        step: lambda text: step(text, text),
        ahead: lambda text: ahead(MONDAY.date(), text, text),
        parts_of: lambda text: parts_of(text, {"central tayside fife"}),
        alert_from: lambda text: alert_from(
            dict.fromkeys(("headline", "event", "senderName", "onset"), text),
            level="minor",
            area=text,
            sent=text,
            end_field="expires",
        ),
        alerts_at: lambda text: alerts_at(
            {"features": [_feature(word) for word in text.split()]}, 45.4, -75.7, MONDAY
        ),
        named_tool: lambda text: named_tool(text, NAMES),
        plainer: lambda text: plainer({"enum": [text], "type": [text]}, "type"),
        converted: lambda text: converted(
            [{"city": text, "country": text}], CurrentWeather.parameters["properties"]["place"]
        ),
        counted: lambda text: counted(text, "days"),
        read_calls: lambda text: read_calls(text, CurrentWeather()),
        written_calls: lambda text: written_calls(f"<tool_call>{text}", NAMES),
        candidates_of: lambda text: candidates_of(text, [BERLIN], []),
        contains: lambda text: contains(
            {"type": "Polygon", "coordinates": [[[ord(sign), at] for at, sign in enumerate(text)]]},
            45.4,
            -75.7,
        ),
        command_payload: lambda text: command_payload(text, text, user=text, channel=text),
        beginning_of: lambda text: beginning_of(text, len(text) // 2),
        cut: lambda text: cut(text, len(text) // 2),
        day_of: lambda text: day_of(text, ENGLISH),
        is_airport: lambda text: is_airport(text, gazetteer),
        airport_named: lambda text: airport_named(text, gazetteer),
        moments_in: lambda text: moments_in(text, MONDAY),
        place_at: lambda text: place_at(text, gazetteer),
        times_apart: lambda text: times_apart(text, (), MONDAY, is_compared=False),
        unread_word: lambda text: unread_word(text, NOTHING_NAMED),
        follows_up: lambda text: follows_up(text, NOTHING_NAMED),
        comparing: lambda text: comparing(text, 1, has_day=True),
        find_bound: lambda text: find_bound(text, (Aspect.SNOW,)),
        is_of_length: lambda text: is_of_length(text, (Aspect.DAYLIGHT,)),
        between_contraries: lambda text: between_contraries({Aspect.CALM}, text),
        form_of_advice: lambda text: form_of_advice(text, (Aspect.OUTDOORS,)),
        is_turned: lambda text: is_turned(text, (Aspect.OUTDOORS,)),
        is_against: lambda text: is_against(text, has_aspects=False),
        with_measure: lambda text: with_measure(text, (Aspect.RAIN,)),
        weekday_from: lambda text: weekday_from(MONDAY.date(), f"mon{text}"),
        with_days: lambda text: with_days(
            find_ask(text, places=1, has_day=True),
            text,
            find_when(text, MONDAY),
            MONDAY,
            (),
        ),
        is_of_another: lambda text: is_of_another(text, 1, ()),
        is_of_less: lambda text: is_of_less(text, Aspect.WIND),
        find_ask: lambda text: find_ask(text, places=1, has_day=False),
        find_days: lambda text: find_days(text, MONDAY.date()),
        in_turn: lambda text: in_turn(
            text, [Days(MONDAY.date(), MONDAY.date(), 0, len(text))] * 2, ()
        ),
        impossible_day: lambda text: impossible_day(text, MONDAY.date()),
        find_hours: lambda text: find_hours(text, MONDAY, is_another_day=False),
        find_places: lambda text: find_places(text, gazetteer),
        find_asked: lambda text: find_asked(text, TOOLS, NOTHING_NAMED),
        find_topics: lambda text: find_topics(text, NOTHING_NAMED, NOTHING_NAMED),
        find_when: lambda text: find_when(text, MONDAY),
        holiday: lambda text: holiday(text, 2026),
        idle: lambda text: idle(NEEDED, text),
        id_in: lambda text: id_in({"id": text}, "id"),
        in_force: lambda text: in_force(
            [
                {"id": str(at), "messageType": "Update", "references": f"{word} {at - 1}"}
                for at, word in enumerate(text.split())
            ],
            id_field="id",
            type_field="messageType",
        ),
        invented_figures: lambda text: invented_figures(text, (), (text,), text),
        late_hour: lambda text: late_hour(text, MONDAY.date(), told),
        is_about_people: lambda text: is_about_people((Aspect.OUTDOORS,), text),
        is_about_weather: lambda text: is_about_weather(text, NOTHING_NAMED, has_subject=True),
        is_named_in: lambda text: is_named_in({"text": text, "blocks": text}, "<@U1>", text[:9]),
        is_slacks: lambda text: is_slacks(text, "https://slack.com/api/"),
        names_in: lambda text: names_in(text, gazetteer, _known_words(text)),
        spaced_names_in: lambda text: spaced_names_in(text, gazetteer, _known_words(text)),
        uninflected: lambda text: uninflected(text, gazetteer),
        script_of: script_of,
        county_called: lambda text: county_called(text, text),
        postcodes_in: postcodes_in,
        with_postcodes: lambda text: with_postcodes([Mention("Oslo", 0, 1)] * len(text), text),
        word_parts: word_parts,
        likeliest_other: lambda text: likeliest_other(text, "fr"),
        translated: lambda text: translated(text, gazetteer, "de"),
        is_english: is_english,
        in_english: lambda text: in_english(text, "es", gazetteer),
        lies_in: lambda text: lies_in(text, text, gazetteer),
        read_words: lambda text: read_words(text, ("Oslo",), MONDAY, TOOLS),
        is_until_midnight: lambda text: is_until_midnight(
            Hours(0, 1, 0, 9, is_next_night=True), text
        ),
        widened: lambda text: widened(Hours(18, 1, 0, 9), text, MONDAY, is_today=True),
        wind_from: lambda text: wind_from(text, ENGLISH),
        in_words: lambda text: in_words(text, ENGLISH),
        moment: lambda text: moment(text, ENGLISH),
        respelled: lambda text: respelled(text, MONDAY),
        for_terminal: lambda text: for_terminal(text, is_terminal=True),
        masked: lambda text: masked(text, [(at, at + 1) for at in range(0, len(text), 2)]),
        message_at: lambda text: message_at("T1", "C1", {"ts": text, "user": text, "text": text}),
        normalized: lambda text: normalized("NFKC", text),
        one_line: lambda text: one_line(text, 300),
        read_json: lambda text: read_json(text.encode()),
        plain_text: lambda text: plain_text(text, "U1", {"U2": "Ada"}),
        question_from: lambda text: question_from(
            {"type": "app_mention", "user": "U2", "ts": "1.0", "channel": "C1", "text": text},
            "T1",
            "U1",
        ),
        clauses_by_place: lambda text: clauses_by_place(
            text, [Mention(word, at, at + 1) for at, word in enumerate(text.split())]
        ),
        choosing: lambda text: choosing(oslo, text, CHOICES, gazetteer, lambda _: oslo),
        by_order: lambda text: by_order(text, oslo, told),
        by_what_was_asked: lambda text: by_what_was_asked(oslo, told, text),
        is_among: lambda text: is_among(oslo, text),
        is_one_sided: lambda text: is_one_sided(text, oslo),
        which_other: lambda text: which_other(text, ENGLISH),
        asked_of: lambda text: asked_of(oslo, text),
        units_of: lambda text: units_of(text.split(), text),
        without_told: lambda text: without_told(text, [(0, 4)]),
        asked_in: lambda text: asked_in([Said("rain in Oslo"), Said(text)], lambda _: oslo, ""),
        read_question: lambda text: read_question(text, gazetteer, MONDAY, TOOLS),
        read_refusal: lambda text: (
            refusal := read_refusal(400, json.dumps({"error": {"message": text}}).encode()),
            refusal.error("key"),
            refusal.pause_s,
            list(remedies(refusal, {"messages": [{"content": None, "x": 1}], "temperature": 1})),
        ),
        reports_from: lambda text: reports_from(
            {"current": {"time": text, "temperature_2m": text}, "hourly": {"time": text.split()}},
            CURRENT,
            [BERLIN],
            MONDAY,
        ),
        short_name: lambda text: short_name(text, {text, f"{text}, Norway"}),
        short: lambda text: short(text, "key"),
        split_words: lambda text: split_words(text, [(at, at + 1) for at in range(len(text))]),
        string_in: lambda text: string_in({"text": text}, "text"),
        ts_in: lambda text: ts_in({"ts": text}, "ts"),
        tool_call: lambda text: tool_call(text, {"name": text, "arguments": {"place": text}}),
        warnings_from: lambda text: warnings_from(
            {
                "warnings": [
                    {"alert": _alert(word, str(at))} for at, word in enumerate(text.split())
                ]
            },
            {},
        ),
        is_code_of: lambda text: (
            is_code_of(Sentence.of(text, gazetteer, ()).names, text.split()[0], 1)
            if len(text.split()) > 1
            else None
        ),
        region_behind: lambda text: (
            region_behind(Sentence.of(text, gazetteer, ()).names, text.split()[0], 1)
            if len(text.split()) > 1 and len(split_words(text, ())) > 1
            else None
        ),
        airports_in: lambda text: airports_in(text, NOTHING_NAMED, gazetteer),
        with_here: lambda text: with_here([Mention("Oslo", 0, 1)], spans_of_here(text), text),
        without: lambda text: without(text, [(at, at + 1) for at in range(0, len(text), 2)]),
        words_outside: lambda text: words_outside(text, [(at, at + 1) for at in range(len(text))]),
    }


def _known_words(text: str) -> list[Match]:
    """Return every word of a text as one that means something else than a place."""
    return [Match(*found.span(), english="") for found in re.finditer(r"\w+", text)]


def _alert(word: str, number: str) -> dict[str, object]:
    area = {"areaDesc": word, "geocode": [{"valueName": "EMMA_ID", "value": word}]}
    area |= {"polygon": word, "circle": [word]}
    info = {"language": "en-GB", "event": word, "headline": word, "area": [area]}
    return {"identifier": number, "msgType": "Alert", "references": word, "info": [info]}


def _feature(word: str) -> dict[str, object]:
    names = ("alert_name_en", "alert_type", "feature_name_en", "risk_colour_en", "status_en")
    dates = ("event_end_datetime", "publication_datetime", "validity_datetime")
    return {"properties": dict.fromkeys((*names, *dates), word)}


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    """One for all tests."""
    with closing(Gazetteer()) as gazetteer:
        yield gazetteer


METHODS: dict[str, Callable[[Gazetteer], Callable[[str], object]]] = {
    "Gazetteer.find": lambda gazetteer: gazetteer.find,
    "Gazetteer.seats": lambda gazetteer: gazetteer.seats,
    "Gazetteer.areas": lambda gazetteer: gazetteer.areas,
    "Gazetteer.similar": lambda gazetteer: gazetteer.similar,
    "OfflineModel.complete": lambda gazetteer: (
        lambda text: OfflineModel(gazetteer).complete(
            [Message("user", text)], (), Asker(MONDAY), FakeTime().clock.deadline(60)
        )
    ),
}
"""Readers that are methods of something."""
SHARES = 12


@cache
def functions() -> dict[str, FunctionType]:
    """Return the readers that are functions, by module and name."""
    return {
        name: function
        for name, function in text_functions().items()
        if function.__name__ not in NO_READERS
    }


def readers() -> list[str]:
    """Return the names of all readers."""
    return [*functions(), *METHODS]


def reader(name: str, gazetteer: Gazetteer) -> Callable[[str], object]:
    """Return how a reader is called with a text."""
    if name in METHODS:
        return METHODS[name](gazetteer)
    way = _ways(gazetteer).get(functions()[name]) or plain_way(functions()[name])
    assert way, f"tell _ways how {name} is called, or NO_READERS that it reads nothing foreign"
    return way


def complaint_about(name: str, gazetteer: Gazetteer, own: int) -> str:
    """Return what is wrong with a reader's cost, if anything is.

    It reads words that are known for it, and so many that its own module knows.
    """
    read = reader(name, gazetteer)
    cost_s(read, "Oslo")  # What a first reading makes ready is no cost of a text.
    known = functions().get(name) if own else None
    words = vocabulary(known.__module__, own) if known else []
    attacks = [
        Attack("weather in Oslo at 5 ", piece, " x\N{SNOWMAN}")
        for piece in (*WORST, *(OTHERS if own else ()), *(f"{word} " for word in words))
    ]
    return first_complaint(read, (each.text for each in attacks), MOST_CHARACTERS)


def costs_less(factor: float, places: str, others: str, when: str, gazetteer: Gazetteer) -> bool:
    """Return whether a question about places costs less than a factor times one about others.

    The least of up to three readings of each counts, since others may disturb some of them. Both
    are filled up to the same length with words for a time.
    """
    read = METHODS["OfflineModel.complete"](gazetteer)
    cost_s(read, "Oslo")  # what the first one alone costs
    costs_s: dict[str, list[float]] = {places: [], others: []}
    for at in range(3):
        for named, spent_s in costs_s.items():
            text = f"weather in {named} {'x' * at} {when * 400}"[:2000]
            spent_s.append(cost_s(read, text))
        if min(costs_s[places]) < factor * min(costs_s[others]):
            return True
    return False


def test_places_in_many_zones_cost_little_more_than_in_one(gazetteer: Gazetteer) -> None:
    """A question is searched for times once, by however many clocks it is read."""
    in_one, in_many = ", ".join(["Paris"] * len(CITIES)), ", ".join(CITIES)

    assert costs_less(8, in_many, in_one, "at 5 pm ", gazetteer)


def test_many_places_by_one_clock_cost_little_more_than_one(gazetteer: Gazetteer) -> None:
    """A question's times are read once for each clock, not for each place."""
    names = ", ".join(f"{first}{second}rville" for first in "BDFGHKLMNP" for second in "aeiouyrlst")

    assert costs_less(4, names, "Paris", "on the Big ", gazetteer)


def test_only_what_is_there_is_left_out() -> None:
    """Neither list names a function that is gone."""
    found = set(text_functions().values())

    assert {function.__name__ for function in found} >= NO_READERS
    with closing(Gazetteer()) as gazetteer:
        assert found >= set(_ways(gazetteer))


@pytest.mark.timeout(300)  # One that is no longer linear takes its time.
@each_row("name", readers)
def test_readers_cost_no_more_than_a_text_is_long(name: str, gazetteer: Gazetteer) -> None:
    """Four times the text may cost some four times as much, whatever is repeated in it."""
    assert complaint_about(name, gazetteer, own=0) == ""


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_readers_bear_every_word_they_know(share: int, gazetteer: Gazetteer) -> None:
    """The same with many words of each reader's own."""

    def check(name: str) -> None:
        assert complaint_about(name, gazetteer, own=150) == ""

    check_rows(check, [(name, (name,)) for name in readers()[share::SHARES]])


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "are_all",
    [
        pytest.param(False, id="alternatives"),
        pytest.param(True, id="all", marks=pytest.mark.slow),
    ],
)
@each_row("pattern", patterns)
def test_patterns_cost_no_more_than_a_text_is_long(pattern: Pattern, *, are_all: bool) -> None:
    """Even on their own alternatives, over and over, which is where they have most to try."""
    attacks = attacks_on(pattern.compiled, all_=are_all)

    assert first_complaint(pattern.run, (each.text for each in attacks), MOST_CHARACTERS) == ""


def test_no_pattern_means_something_else_to_another_python() -> None:
    """Before 3.11.5, which Debian 12 lacks, a possessive group misses what it should match.

    An atomic group, "(?>(?:...)*)" in place of "(?:...)*+", is the same to all; see gh-106052 of
    CPython.
    """
    texts = {each.name: str(each.compiled.pattern) for each in patterns()}

    assert [name for name, text in texts.items() if POSSESSIVE_GROUP.search(text)] == []
