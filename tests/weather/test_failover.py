"""Several weather services: who is asked when, and what is said when nobody answers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from fakes import kinds
from fakes.clock import MONDAY, FakeTime
from fakes.rows import each_row
from fakes.scripted_provider import ScriptedProvider, Told

from bot.errors import DeadlineError, ProviderError
from bot.kinds.days import Day
from bot.queries import Span
from bot.reports import Kind, Place, Report, Source
from bot.weather.failover import NO_DATA, TOO_SLOW, UNREACHABLE, Failover, Missing

LONDON = Place("London", 51.5, -0.1, "Europe/London", "GB")
AUSTIN = Place("Austin", 30.3, -97.7, "America/Chicago", "US")
OSLO = Place("Oslo", 59.9, 10.7, "Europe/Oslo", "NO")
PLACES = (LONDON, AUSTIN, OSLO)
WEEK = Span(7)


def report(place: Place, source: str = "first", high_c: float | None = 9.0) -> Report:
    """Return a report on a place."""
    day = Day(date(2026, 11, 23), high_c=high_c, day_length_s=30_000.0)
    return Report(place, Source(source, "", ""), MONDAY, kinds.DAILY, (day,))


def all_of(source: str) -> Told:
    """Return what makes a provider answer for every place."""
    return lambda places: [report(place, source) for place in places]


class Chain:
    """Two or more providers in a row, at a time that a test moves."""

    def __init__(self, *told: Told) -> None:
        self.time = FakeTime()
        self.members = [
            ScriptedProvider(item, name=name)
            for name, item in zip(("first", "second", "third"), told, strict=False)
        ]
        self.providers = Failover(self.members, self.time.clock)

    def fetch(self, *places: Place, seconds: float = 12) -> list[Report | Missing]:
        """Ask for a week at places."""
        deadline = self.time.clock.deadline(seconds)
        return self.providers.fetch(kinds.DAILY, places, WEEK, deadline)

    def asked(self) -> list[list[tuple[str, ...]]]:
        """Return the places that each provider was asked about, request by request."""
        return [[request.places for request in member.requests] for member in self.members]


def sources(answers: Sequence[Report | Missing]) -> list[str]:
    """Return who has answered, or why nobody did."""
    return [a.source.name if isinstance(a, Report) else a.reason for a in answers]


def test_the_first_that_answers_is_enough() -> None:
    """The second is not asked."""
    chain = Chain(all_of("first"), all_of("second"))

    answers = chain.fetch(*PLACES)

    assert sources(answers) == ["first"] * 3
    assert chain.asked() == [[("London", "Austin", "Oslo")], []]


@each_row("error", [ProviderError("503"), DeadlineError("hangs"), KeyError("a bug")])
def test_the_next_is_asked_when_one_fails(error: Exception) -> None:
    """Whatever its failure looks like."""
    chain = Chain(error, all_of("second"))

    assert sources(chain.fetch(*PLACES)) == ["second"] * 3


def test_the_next_is_asked_for_what_one_lacks_alone() -> None:
    """The answers stay in the order of the places."""
    chain = Chain([report(LONDON), None, report(OSLO)], all_of("second"))

    assert sources(chain.fetch(*PLACES)) == ["first", "second", "first"]
    assert chain.asked()[1] == [("Austin",)]


def test_the_next_is_asked_where_every_figure_is_unknown() -> None:
    """What has no figures is told only where nobody has better."""
    blank = [report(place, high_c=None) for place in (LONDON, AUSTIN)]
    chain = Chain([*blank, report(OSLO)], [None, report(AUSTIN, "second")])

    assert sources(chain.fetch(*PLACES)) == ["first", "second", "first"]
    assert chain.asked()[1] == [("London", "Austin")]


def test_that_there_is_nothing_is_an_answer_too() -> None:
    """As where no warning is in force: nobody else is asked for one."""
    chain = Chain([replace(report(LONDON), records=())], all_of("second"))

    assert sources(chain.fetch(LONDON)) == ["first"]
    assert chain.asked()[1] == []


def test_a_provider_is_asked_about_what_it_covers() -> None:
    """And about kinds that it can tell."""
    time = FakeTime()
    american = ScriptedProvider(all_of("us"), name="us", countries=("US",))
    nordic = ScriptedProvider(all_of("no"), name="no", countries=("NO",))
    providers = Failover([american, nordic], time.clock)

    answers = providers.fetch(kinds.DAILY, PLACES, WEEK, time.clock.deadline(5))

    assert sources(answers) == [NO_DATA, "us", "no"]
    assert [providers.covers(kinds.DAILY, place) for place in PLACES] == [False, True, True]
    assert not providers.covers(kinds.AIR, AUSTIN)
    deadline = time.clock.deadline(5)
    assert sources(providers.fetch(kinds.DAILY, [OSLO], WEEK, deadline)) == ["no"]


def test_nobody_answers_in_a_plain_sentence() -> None:
    """The last one says why."""
    unreachable = Chain(ProviderError("x"), ProviderError("y")).fetch(LONDON)
    too_slow = Chain(ProviderError("x"), DeadlineError("y")).fetch(LONDON)
    no_data = Chain([None], [None]).fetch(LONDON)

    assert sources([*unreachable, *too_slow, *no_data]) == [UNREACHABLE, TOO_SLOW, NO_DATA]


def test_one_that_may_hang_leaves_time_for_the_next() -> None:
    """Both are within the deadline of the whole: four seconds, or a third where there are few."""
    for seconds, left_s in ((12, 4), (60, 4), (9, 3)):
        chain = Chain(DeadlineError("hangs"), all_of("second"))

        chain.fetch(LONDON, seconds=seconds)

        given_s = [request.given_s for member in chain.members for request in member.requests]
        assert given_s == [seconds - left_s, seconds]


def test_one_whose_places_no_other_knows_has_all_the_time() -> None:
    """Nothing has to be left to a service that can't know them."""
    time = FakeTime()
    american = ScriptedProvider(all_of("us"), name="us", countries=["US"])
    norwegian = ScriptedProvider(all_of("no"), name="no", countries=["NO"])
    providers = Failover([american, norwegian], time.clock)

    providers.fetch(kinds.DAILY, [AUSTIN], WEEK, time.clock.deadline(12))

    assert [request.given_s for request in american.requests] == [12]
    assert norwegian.requests == []
    asked = [providers.first_asked(kinds.DAILY, place) for place in (AUSTIN, OSLO, LONDON)]
    assert asked == ["us", "no", ""]


def test_one_of_whose_places_any_other_knows_one_leaves_time() -> None:
    """Whichever place and whichever other it is."""
    time = FakeTime()
    members = [
        ScriptedProvider([], name=name, countries=countries)
        for name, countries in (("all", ()), ("us", ["US"]), ("no", ["NO"]))
    ]
    members[0].told = ProviderError("x")
    providers = Failover(members, time.clock)

    for places in ([LONDON, OSLO], [OSLO, LONDON], [LONDON]):
        members[2].told = [None] * len(places)
        providers.fetch(kinds.DAILY, places, WEEK, time.clock.deadline(12))

    assert [request.given_s for request in members[0].requests] == [8, 8, 12]


def test_requests_are_counted_by_the_service_that_is_asked_first() -> None:
    """One that has the kind of data and knows the places; full requests are no more than needed."""
    air = ScriptedProvider([], name="air", kinds=frozenset({kinds.AIR}))
    american = ScriptedProvider([], name="us", countries=["US"])
    everywhere = ScriptedProvider([], name="all")
    air.places_per_request = american.places_per_request = 1
    everywhere.places_per_request = 2
    providers = Failover([air, american, everywhere], FakeTime().clock)

    names = [providers.first_asked(kinds.DAILY, place) for place in PLACES]
    counts = [providers.requests_for(kinds.DAILY, [LONDON] * number) for number in (1, 2, 3, 4, 5)]

    assert names == ["all", "us", "all"]
    assert counts == [1, 1, 2, 2, 3]
    assert providers.first_asked(kinds.AIR, LONDON) == "air"
    assert providers.requests_for(kinds.DAILY, [AUSTIN] * 3) == 3


def test_one_over_its_limit_is_left_alone_until_that_is_lifted() -> None:
    """Asking it would cost the next limit, and the place is answered by the other meanwhile."""
    chain = Chain(ProviderError("429", rest_s=40), all_of("second"))

    chain.fetch(LONDON)
    chain.time.pass_s(39)
    resting = chain.fetch(LONDON)
    chain.time.pass_s(2)
    chain.members[0].told = all_of("first")
    back = chain.fetch(LONDON)

    assert sources([*resting, *back]) == ["second", "first"]
    assert len(chain.members[0].requests) == 2


def test_what_becomes_of_one_kind_of_data_concerns_no_other() -> None:
    """A service has a host for each, with a limit of its own."""
    time = FakeTime()
    one = ScriptedProvider([], name="one", kinds=frozenset({kinds.DAILY, kinds.AIR}))
    providers = Failover([one], time.clock)

    def ask(kind: Kind[Any], told: Told) -> list[bool]:
        one.told = told
        providers.fetch(kind, [LONDON], WEEK, time.clock.deadline(9))
        return [providers.is_ready(each, LONDON) for each in (kinds.DAILY, kinds.AIR)]

    limit = ProviderError("429", rest_s=40)
    ready = [ask(kinds.AIR, [None]), ask(kinds.DAILY, limit), ask(kinds.AIR, [None])]
    ready.append(ask(kinds.AIR, ProviderError("429", rest_s=10)))
    time.pass_s(10)
    ready += [ask(kinds.AIR, [None]), ask(kinds.DAILY, [None])]

    limited = [False, True]
    assert ready == [[True, True], limited, limited, [False, False], limited, limited]
    assert len(one.requests) == 5
    assert providers.is_failing("one")


@each_row(
    "late",
    [
        None,
        KeyError("a bug"),
        DeadlineError("hangs"),
        ProviderError("torn"),
        ProviderError("away", rest_s=10),
    ],
)
def test_a_limit_outlasts_requests_that_were_under_way(late: Exception | None) -> None:
    """Whatever becomes of them."""

    def tell(places: Sequence[Place]) -> list[Report | None]:
        if places[0] is OSLO:
            raise ProviderError("429", rest_s=60)
        chain.fetch(OSLO)  # while this request is under way
        if late:
            raise late
        return [report(place) for place in places]

    chain = Chain(tell, all_of("second"))
    chain.fetch(LONDON)
    for pause_s in (59.9, 0.1):
        chain.time.pass_s(pause_s)
        chain.fetch(AUSTIN)
        assert not chain.providers.is_ready(kinds.DAILY, AUSTIN)

    first, _ = chain.asked()
    assert first == [("London",), ("Oslo",), ("Austin",), ("Oslo",)]


def test_each_request_is_told_with_its_outcome() -> None:
    """For the operator's figures; a service that is left alone has none."""
    told: list[tuple[str, str]] = []
    time = FakeTime()
    one = ScriptedProvider([None], name="one")
    providers = Failover([one], time.clock, lambda *each: told.append(each))
    limit = ProviderError("429", rest_s=40)
    said = []
    for answer in ([None], DeadlineError("hangs"), KeyError("a bug"), limit, limit):
        one.told = answer
        said += providers.fetch(kinds.DAILY, [LONDON], WEEK, time.clock.deadline(9))
    is_resting = not providers.is_ready(kinds.DAILY, LONDON)

    assert [outcome for _, outcome in told] == ["ok", "late", "failed", "failed"]
    assert sources(said) == [NO_DATA, TOO_SLOW, *[UNREACHABLE] * 3]
    assert {name for name, _ in told} == {"one"}
    assert is_resting


def test_one_that_failed_is_asked_again_at_once() -> None:
    """Only limits are waited for."""
    chain = Chain(ProviderError("503"), all_of("second"))

    chain.fetch(LONDON)
    chain.members[0].told = all_of("first")

    assert sources(chain.fetch(LONDON)) == ["first"]


def test_one_that_answers_again_is_well_again() -> None:
    """Until then it is called failing, and nothing is asked of it ahead."""
    chain = Chain(ProviderError("503"), all_of("second"))
    states = []

    told_well = all_of("first")
    faults = (ProviderError("503"), told_well, DeadlineError("hangs"), [None], KeyError("a bug"))
    for told in (*faults, told_well):
        chain.members[0].told = told
        chain.fetch(LONDON)
        is_failing = chain.providers.is_failing("first")
        states.append((is_failing, chain.providers.is_ready(kinds.DAILY, LONDON)))

    assert states == [(True, False), (False, True)] * 3
    chain.members[0].told = ProviderError("503")
    chain.fetch(LONDON)
    names = ("first", "second", "a", "firs", "z")
    assert [name for name in names if chain.providers.is_failing(name)] == ["first"]
    chain.members[1].told = ProviderError("503")
    chain.fetch(LONDON)
    assert [name for name in names if chain.providers.is_failing(name)] == ["first", "second"]


def test_failures_are_in_the_log_with_their_source(caplog: pytest.LogCaptureFixture) -> None:
    """An operator sees who failed and why."""
    Chain(ProviderError("host answered 503", rest_s=4.6), DeadlineError("hangs")).fetch(LONDON)

    fields = [vars(record).get("fields") for record in caplog.records]
    assert fields == [
        {"source": "first", "kind": "daily", "rest_s": 5, "reason": "host answered 503"},
        {"source": "second", "kind": "daily", "rest_s": 0, "reason": "hangs"},
    ]
    assert {record.levelname for record in caplog.records} == {"WARNING"}
