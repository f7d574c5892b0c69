"""All tool calls of a turn are resolved together, with one result for each."""

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest
from fakes import kinds
from fakes.clock import MONDAY, FakeTime
from fakes.log import captured_log
from fakes.reports import REPORTS
from fakes.rows import each_row

from bot.answering.batch import BatchResolver, BatchResult
from bot.clock import Deadline
from bot.kinds.current import Current
from bot.messages import Asker, ToolCall
from bot.queries import Outcome, Query, UnknownPlace
from bot.reports import Place, Report, Source
from bot.telemetry import Count
from bot.tools import Tool
from bot.tools.air_quality import AirQuality
from bot.tools.current_weather import CurrentWeather
from bot.tools.forecast import Forecast

SOURCE = Source("Test", "Data by Test", "https://test.example")
ASKER = Asker(asked_at=MONDAY)


class MildWeather:
    """A weather source that knows every place but Nowhere, and remembers what it was asked."""

    def __init__(self) -> None:
        self.batches: list[list[Query]] = []
        self.languages: list[str] = []
        self.ahead: list[str] = []

    def fetch(
        self,
        queries: Sequence[Query],
        *,
        language: str,
        deadline: Deadline,  # noqa: ARG002
        count: Count,  # noqa: ARG002
    ) -> list[Outcome]:
        """Answer 10 °C everywhere."""
        self.batches.append(list(queries))
        self.languages.append(language)
        return [self._outcome(query) for query in queries]

    def prefetch(self, queries: Sequence[Query]) -> bool:
        """Find that one request answers whatever is asked."""
        self.ahead += [query.place for query in queries]
        return True

    def _outcome(self, query: Query) -> Outcome:
        if query.place == "Nowhere":
            return UnknownPlace("Nowhere")
        place = Place(query.place, 1.0, 2.0, "UTC")
        return Report(
            place, SOURCE, MONDAY, kinds.CURRENT, (Current(MONDAY.astimezone(UTC), 10.0),)
        )


def call(call_id: str, arguments: Any, name: str = "get_weather") -> ToolCall:
    """Return a call with arguments as JSON text, or as they are when they are text."""
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return ToolCall(call_id, name, text)


def resolve(
    calls: Sequence[ToolCall],
    weather: MildWeather | None = None,
    *,
    plug_in: Tool | None = None,
    limit: int = 64,
) -> tuple[BatchResult, list[dict[str, Any]], list[Sequence[str]]]:
    """Return the batch's result, its results read as JSON, and the places told."""
    places: list[Sequence[str]] = []
    tools: list[Tool] = [CurrentWeather(), Forecast(), *([plug_in] if plug_in else [])]
    batch = BatchResolver(tools, weather or MildWeather())
    deadline = FakeTime().clock.deadline(60)
    result = batch.resolve(
        calls, ASKER, deadline, places.append, limit=limit, count=lambda *_: None
    )
    return result, [strictly_read(item.content) for item in result.results], places


def strictly_read(text: str) -> dict[str, Any]:
    """Return the object that a reader sees who knows no NaN and nothing but UTF-8."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    data = json.loads(text.encode(), parse_constant=refuse)
    assert isinstance(data, dict)
    return data


def test_results_have_the_calls_ids_in_call_order() -> None:
    """However the calls differ."""
    calls = [call("c", {"place": "Oslo"}), call("a", "oops"), call("b", {"place": "Rome"})]

    result, told, places = resolve(calls)

    assert [item.call_id for item in result.results] == ["c", "a", "b"]
    assert [item.get("place") for item in told] == ["Oslo", None, "Rome"]
    assert places == [["Oslo", "Rome"]]
    assert "source" not in told[0]  # code shows it beside the words


def test_a_report_without_converted_figures_is_shown_in_no_units() -> None:
    """Nobody need be offered others."""

    class Air(MildWeather):
        def _outcome(self, query: Query) -> Outcome:
            return REPORTS[query.kind]

    calls = [call("a", {"place": "Oslo"}, "get_air_quality"), call("b", {"place": "Oslo"})]
    result, *_ = resolve(calls, Air(), plug_in=AirQuality())

    assert [shown.units for shown in result.shown] == [None, "metric"]


def test_a_place_of_several_calls_is_shown_once() -> None:
    """However it is written, and whatever is asked about it."""
    calls = [
        call("a", {"place": "Oslo"}),
        call("b", {"place": "OSLO"}),
        call("c", {"place": "Oslo"}, "get_forecast"),
        call("d", {"place": "Rome"}),
    ]

    *_, ((one, other),) = resolve(calls)

    assert (one.casefold(), other) == ("oslo", "Rome")


def test_calls_are_looked_up_ahead_only_if_each_can_be_read() -> None:
    """The model will write the others once more, and may mean other places by them."""
    oslo, torn = call("a", {"place": "Oslo"}), call("b", '{"place": "Ro')
    weather, rome = MildWeather(), call("d", {"place": "Rome"})
    batch = BatchResolver([CurrentWeather(), PlugIn(queries=list)], weather)
    alone = [call("c", {}, name="plug_in")]  # which needs no weather

    known = [batch.prefetch(calls, ASKER) for calls in ([oslo, rome], [oslo, torn], alone, [])]

    assert known == [True, False, False, False]
    assert weather.ahead == ["Oslo", "Rome", "Oslo"]


def test_a_source_that_raises_ahead_is_logged() -> None:
    """The answer stands without what it would have looked up."""

    class Broken(MildWeather):
        """A source that can't look ahead."""

        def prefetch(self, queries: Sequence[Query]) -> bool:
            """Raise what no source should."""
            raise KeyError(queries[0].place)

    with captured_log() as log:
        is_coming = BatchResolver([CurrentWeather()], Broken()).prefetch(
            [call("a", {"place": "Oslo"})], ASKER
        )

    (raised,) = log.entries("weather.raised")
    assert (is_coming, raised["level"]) == (False, "ERROR")
    assert raised["exception"].endswith("KeyError: 'Oslo'")


def test_weather_is_of_the_time_and_the_wish_of_who_asks() -> None:
    """An answer can be late, and a press of a button wants new values."""
    weather, asker = MildWeather(), replace(ASKER, wants_new=True, language="de-CH")
    batch, deadline = BatchResolver([CurrentWeather()], weather), FakeTime().clock.deadline(60)
    oslo = [call("a", {"place": "Oslo"})]

    batch.resolve(oslo, asker, deadline, lambda _: None, limit=9, count=lambda *_: None)

    ((query,),) = weather.batches
    assert (query.asked_at, query.must_be_new) == (MONDAY, True)
    assert weather.languages == ["de-CH"]


def test_all_weather_of_a_turn_is_fetched_at_once() -> None:
    """Equal wishes are one query, whatever the calls are called."""
    weather = MildWeather()

    _, told, _ = resolve(
        [call("1", {"place": "Oslo"}), call("2", {"place": "Oslo"}), call("3", {"place": "Rome"})],
        weather,
    )

    assert [[query.place for query in batch] for batch in weather.batches] == [["Oslo", "Rome"]]
    assert told[0] == told[1]


@each_row("arguments", ["", "{}", "[]", "null", "{", '{"place": ', "[" * 100_000, '"Oslo"', "NaN"])
def test_arguments_that_cannot_be_read_become_an_error_the_model_can_act_on(
    arguments: str,
) -> None:
    """The other calls of the batch are answered."""
    _, told, _ = resolve([call("1", arguments), call("2", {"place": "Oslo"})])

    assert told[0]["error"] == "bad_arguments"
    missing = "'place' is missing; write one place's name, such as 'London'."
    torn = "Write the arguments again, as one short JSON object."
    assert told[0]["message"] == (missing if arguments in ("", "{}") else torn)
    assert told[1]["temperature"] == "10.0 °C"


def test_an_unknown_tool_is_told_the_known_ones() -> None:
    """So that the model can choose again."""
    _, told, places = resolve([call("1", {}, name="get_stocks" + "s" * 60)])

    tools = "The tools are: get_weather, get_forecast."
    message = f"There is no tool 'get_stocks{'s' * 54}'. {tools}"
    assert told == [{"error": "unknown_tool", "message": message}]
    assert places == []


@pytest.mark.parametrize(("limit", "answered"), [(4, 4), (3, 3), (0, 0), (-1, 0)])
def test_calls_beyond_the_limit_are_told_so(limit: int, answered: int) -> None:
    """The first ones are answered; each of the others gets its result, and is not looked up."""
    weather = MildWeather()
    names = [f"P{number}" for number in range(4)]

    _, told, _ = resolve([call(name, {"place": name}) for name in names], weather, limit=limit)

    errors = [item.get("error") for item in told]
    assert errors == [None] * answered + ["limit"] * (4 - answered)
    said = {item["message"] for item in told if "error" in item}
    assert all("Answer with what you have and say what is missing." in text for text in said)
    fetched = [query.place for batch in weather.batches for query in batch]
    assert fetched == names[:answered]


def test_the_result_names_its_reports_and_units() -> None:
    """What the context line is made of; a place that failed adds no report."""
    result, _, _ = resolve(
        [
            call("1", {"place": "Oslo"}),
            call("2", {"place": "Nowhere"}),
            call("3", {"place": "Oslo", "units": "imperial"}),
            call("4", {"place": "Oslo"}),
        ]
    )

    assert [(shown.report.place.name, shown.units) for shown in result.shown] == [
        ("Oslo", "metric"),
        ("Oslo", "imperial"),
    ]


def test_text_is_sent_in_its_own_script() -> None:
    """Escaped letters would cost tokens, and so would spaces."""
    told = {"said": "北京 <&>\n", "days": [1, None], "uv": 0, "off": -1.5, "is_night": False}
    texts = []
    for rendered in (told, {}):
        plug_in = PlugIn(render=lambda rendered=rendered: rendered)
        result, _, _ = resolve([call("1", {}, name="plug_in")], plug_in=plug_in)
        texts.append(result.results[0].content)

    rest = '"days":[1,null],"uv":0,"off":-1.5,"is_night":false'
    assert texts == [f'{{"said":"北京 <&>\\n",{rest}}}', "{}"]


def test_the_result_names_no_units_that_nothing_is_shown_in() -> None:
    """A place without a report has no figures."""
    result, _, _ = resolve(
        [call("1", {"place": "Oslo"}), call("2", {"place": "Nowhere", "units": "imperial"})]
    )

    assert {shown.units for shown in result.shown} == {"metric"}


def test_half_a_character_in_a_name_can_be_sent_on() -> None:
    """Half of a surrogate pair has no UTF-8; the model reads a question mark instead."""
    _, told, _ = resolve([call("1", '{"place": "Os\\ud83clo"}')])

    assert told[0]["place"] == "Os?lo"


OSLO = Query("Oslo", kinds.CURRENT)


class PlugIn:
    """A tool that does what a test wants; by itself it looks at Oslo and says so."""

    name = "plug_in"
    description = "Do anything."
    parameters: Mapping[str, Any] = {"type": "object"}

    def __init__(
        self,
        queries: Callable[[], Any] = lambda: [OSLO],
        render: Callable[[], Any] = lambda: {"said": "Oslo"},
    ) -> None:
        self._queries = queries
        self._render = render

    def queries(self, arguments: Mapping[str, Any], asker: Asker) -> list[Query]:  # noqa: ARG002
        """Return anything at all."""
        found: list[Query] = self._queries()
        return found

    def render(
        self,
        arguments: Mapping[str, Any],  # noqa: ARG002
        outcomes: Sequence[Outcome],  # noqa: ARG002
        asker: Asker,  # noqa: ARG002
    ) -> dict[str, Any]:
        """Return anything at all."""
        rendered: dict[str, Any] = self._render()
        return rendered


def breaking() -> Any:
    """Raise what no tool and no source should."""
    raise KeyError("secret")


def breaking_on_the_way() -> Iterator[Query]:
    """Yield a query and raise."""
    yield OSLO
    breaking()


def circular() -> dict[str, Any]:
    """Return an object that is within itself."""
    data: dict[str, Any] = {}
    data["more"] = data
    return data


def bottomless() -> dict[str, Any]:
    """Return an object nested deeper than anybody reads."""
    data: dict[str, Any] = {}
    for _ in range(100_000):
        data = {"more": data}
    return data


QUERIES: dict[str, Callable[[], Any]] = {
    "raises": breaking,
    "raises on the way": breaking_on_the_way,
    "nothing": lambda: None,
    "text": lambda: ["Oslo"],
    "no name": lambda: [Query(None, kinds.CURRENT)],  # type: ignore[arg-type]  # a plug-in's slip
    "a number": lambda: [Query(7, kinds.CURRENT)],  # type: ignore[arg-type]  # the same
    "no day": lambda: [Query("Oslo", kinds.DAILY, [1])],  # type: ignore[arg-type]  # the same
}
RENDERED: dict[str, Callable[[], Any]] = {
    "raises": breaking,
    "a time": lambda: {"at": MONDAY},
    "bytes": lambda: {"said": b"Oslo"},
    "not a number": lambda: {"uv": math.nan},
    "infinite": lambda: {"days": [{"uv": math.inf}]},
    "a key that is no text": lambda: {(59.9, 10.7): "Oslo"},
    "circular": circular,
    "bottomless": bottomless,
    "a list": lambda: [{"said": "Oslo"}],
    "text": lambda: "Oslo",
    "nothing": lambda: None,
}


@each_row(
    "plug_in",
    [PlugIn(queries=queries) for queries in QUERIES.values()]
    + [PlugIn(render=render) for render in RENDERED.values()],
    ids=[f"queries: {name}" for name in QUERIES] + [f"render: {name}" for name in RENDERED],
)
def test_a_tool_that_fails_costs_its_own_call_alone(plug_in: Tool) -> None:
    """The model is told, and nothing of the error; the operator is told which tool it was."""
    calls = [call("1", {}, name="plug_in"), call("2", {"place": "Rome"})]

    with captured_log() as log:
        result, told, _ = resolve(calls, plug_in=plug_in)

    failed = {"error": "failed", "message": "This tool has failed. Answer without it."}
    assert (told[0], told[1]["temperature"]) == (failed, "10.0 °C")
    assert "secret" not in result.results[0].content
    (raised,) = log.entries("tool.raised")
    assert (raised["level"], raised["tool"]) == ("ERROR", "plug_in")
    assert "Error: " in raised["exception"]


def test_the_operator_is_told_why_a_tool_s_queries_are_of_no_use() -> None:
    """By the error, whoever raises it."""
    raised = {}
    for name, queries in QUERIES.items():
        with captured_log() as log:
            resolve([call("1", {}, name="plug_in")], plug_in=PlugIn(queries=queries))
        (entry,) = log.entries("tool.raised")
        *_, raised[name] = entry["exception"].splitlines()

    none = "TypeError: a tool's queries are no queries"
    assert raised == {
        "raises": "KeyError: 'secret'",
        "raises on the way": "KeyError: 'secret'",
        "nothing": "TypeError: 'NoneType' object is not iterable",
        **dict.fromkeys(("text", "no name", "a number", "no day"), none),
    }


def test_what_was_asked_for_beside_the_point_is_marked() -> None:
    """Such reports have a source, and no table or chart."""
    beside = PlugIn(queries=lambda: [OSLO, replace(OSLO, place="Rome", is_aside=True)])

    calls = [call("1", {}, name="plug_in")]
    result, _, _ = resolve(calls, plug_in=beside)

    assert [(each.report.place.name, each.is_aside) for each in result.shown] == [
        ("Oslo", False),
        ("Rome", True),
    ]
    (told,) = result.told(calls)
    assert [place for _, place, *_ in told.weather] == ["Oslo", "Rome"]


def test_a_result_that_failed_names_no_reports() -> None:
    """The context line is about figures that the model has read."""
    result, _, _ = resolve([call("1", {}, name="plug_in")], plug_in=PlugIn(render=breaking))

    assert result.shown == ()


def test_a_trace_tells_which_calls_have_failed_and_what_the_others_stand_on() -> None:
    """In call order; a result without weather has not failed."""
    calls = [
        call("a", "oops"),
        call("b", {"place": "Rome"}),
        call("c", {"place": "Nowhere"}),
        call("d", {}, name="plug_in"),
    ]

    plug_in = PlugIn(queries=list, render=lambda: {"said": "error"})

    result, *_ = resolve(calls, OddWeather(in_italy), plug_in=plug_in)

    told = result.told(calls)
    assert [each.has_failed for each in told] == [True, False, True, False]
    rome = ("current", "Rome, Italy", SOURCE.name, "asked")
    assert [each.weather for each in told] == [(), (rome,), (), ()]
    assert [(each.name, each.arguments) for each in told] == [
        (each.name, each.arguments) for each in calls
    ]


@pytest.mark.parametrize("units", ["knots", 5, ["metric"], {}])
def test_units_of_a_tool_s_own_do_not_break_the_batch(units: object) -> None:
    """It has taken them; what they are nobody else knows."""
    calls = [
        call("1", {"units": units}, name="plug_in"),
        call("2", {"place": "Rome", "units": "imperial"}),
    ]

    result, told, _ = resolve(calls, plug_in=PlugIn())

    assert (told[0], told[1]["temperature"]) == ({"said": "Oslo"}, "50.0 °F")
    assert {shown.units for shown in result.shown} == {None, "imperial"}


class OddWeather(MildWeather):
    """A source that makes something else of the outcomes that it should return."""

    def __init__(self, change: Callable[[list[Any]], Any]) -> None:
        super().__init__()
        self._change = change

    def fetch(
        self, queries: Sequence[Query], *, language: str, deadline: Deadline, count: Count
    ) -> list[Outcome]:
        """Return anything at all."""
        outcomes: list[Outcome] = self._change(
            super().fetch(queries, language=language, deadline=deadline, count=count)
        )
        return outcomes


def in_italy(outcomes: list[Any]) -> list[Any]:
    """Return reports with their places in Italy."""
    return [
        replace(each, place=replace(each.place, country="Italy"))
        if isinstance(each, Report)
        else each
        for each in outcomes
    ]


def test_places_are_told_before_they_are_looked_up() -> None:
    """People read of what they wait for."""
    steps: list[object] = []

    def look_up(outcomes: list[Any]) -> list[Any]:
        steps.append("looked up")
        return outcomes

    BatchResolver([CurrentWeather()], OddWeather(look_up)).resolve(
        [call("1", {"place": "Oslo"})],
        ASKER,
        FakeTime().clock.deadline(60),
        steps.append,
        limit=1,
        count=lambda *_: None,
    )

    assert steps == [["Oslo"], "looked up"]


def no_weather(place: str) -> dict[str, str]:
    """Return what a model is told of a place whose weather can't be looked up."""
    message = "The weather can't be looked up at the moment."
    return {"error": "unavailable", "place": place, "message": message}


def unhashable(report: Report) -> Report:
    """Return a report whose days are a list, which can't be told from others."""
    return Report(report.place, SOURCE, MONDAY, kinds.DAILY, [])  # type: ignore[arg-type]  # a source's slip


@each_row(
    "change",
    [
        lambda _: breaking(),
        lambda _: breaking_on_the_way(),
        lambda _: None,
        lambda _: [],
        lambda outcomes: outcomes[:-1],
        lambda outcomes: [*outcomes, outcomes[0]],
    ],
    ids=["raises", "raises on the way", "nothing", "empty", "too short", "too long"],
)
def test_a_source_that_fails_leaves_a_result_for_every_call(
    change: Callable[[list[Any]], Any],
) -> None:
    """No figure is guessed to be a place's own; the other errors stay what they are."""
    calls = [call("1", {"place": "Oslo"}), call("2", "{"), call("3", {"place": "Rome"})]

    with captured_log() as log:
        _, told, _ = resolve(calls, OddWeather(change))

    assert [item["error"] for item in told] == ["unavailable", "bad_arguments", "unavailable"]
    assert (told[0], told[2]) == (no_weather("Oslo"), no_weather("Rome"))
    assert "secret" not in str(told)
    (raised,) = log.entries("weather.raised")
    assert (raised["level"], "Error: " in raised["exception"]) == ("ERROR", True)


@each_row(
    ("change", "kind", "lost"),
    [
        (lambda outcomes: [None, *outcomes[1:]], "NoneType", 0),
        (lambda outcomes: [*outcomes[:-1], "sunny"], "str", 1),
        (lambda outcomes: [unhashable(outcomes[0]), *outcomes[1:]], "Report", 0),
    ],
)
def test_what_is_no_outcome_costs_its_own_place_alone(
    change: Callable[[list[Any]], Any], kind: str, lost: int
) -> None:
    """The others are answered."""
    places = ["Oslo", "Rome"]
    calls = [call(place, {"place": place}) for place in places]

    with captured_log() as log:
        result, told, _ = resolve(calls, OddWeather(change))

    assert told[lost] == no_weather(places[lost])
    assert told[1 - lost]["temperature"] == "10.0 °C"
    assert [shown.report.place.name for shown in result.shown] == [places[1 - lost]]
    logged = log.entries("weather.no_outcome")
    assert [(entry["level"], entry["type"]) for entry in logged] == [("ERROR", kind)]
