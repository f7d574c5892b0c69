"""All tool calls of a turn are resolved together, with one result for each."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

import pytest
from fakes.clock import MONDAY, FakeTime

from bot.batch import BatchResolver, BatchResult
from bot.clock import Deadline
from bot.messages import Asker, ToolCall
from bot.reports import Current, Outcome, Place, Query, Report, Source, UnknownPlace
from bot.tools.current_weather import CurrentWeather
from bot.tools.forecast import Forecast

SOURCE = Source("Test", "Data by Test", "https://test.example")
ASKER = Asker(asked_at=MONDAY)


class MildWeather:
    """A weather source that knows every place but Nowhere, and remembers what it was asked."""

    def __init__(self) -> None:
        self.batches: list[list[Query]] = []

    def fetch(
        self,
        queries: Sequence[Query],
        *,
        language: str,  # noqa: ARG002
        deadline: Deadline,  # noqa: ARG002
    ) -> list[Outcome]:
        """Answer 10 °C everywhere."""
        self.batches.append(list(queries))
        return [self._outcome(query) for query in queries]

    def _outcome(self, query: Query) -> Outcome:
        if query.place == "Nowhere":
            return UnknownPlace("Nowhere")
        place = Place(query.place, 1.0, 2.0, "UTC")
        return Report(place, SOURCE, MONDAY, current=Current(MONDAY.astimezone(UTC), 10.0))


def call(call_id: str, arguments: Any, name: str = "get_weather") -> ToolCall:
    """Return a call with arguments as JSON text, or as they are when they are text."""
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return ToolCall(call_id, name, text)


def resolve(
    calls: Sequence[ToolCall], weather: MildWeather | None = None, max_calls: int = 64
) -> tuple[BatchResult, list[dict[str, Any]], list[int]]:
    """Return the batch's result, its results read as JSON, and the numbers of places told."""
    places: list[int] = []
    batch = BatchResolver((CurrentWeather(), Forecast()), weather or MildWeather(), max_calls)
    result = batch.resolve(calls, ASKER, FakeTime().clock.deadline(60), places.append)
    return result, [json.loads(item.content) for item in result.results], places


def test_results_have_the_calls_ids_in_call_order() -> None:
    """However the calls differ."""
    calls = [call("c", {"place": "Oslo"}), call("a", "oops"), call("b", {"place": "Rome"})]

    result, told, places = resolve(calls)

    assert [item.call_id for item in result.results] == ["c", "a", "b"]
    assert [item.get("place") for item in told] == ["Oslo", None, "Rome"]
    assert places == [2]


def test_all_weather_of_a_turn_is_fetched_at_once() -> None:
    """Equal wishes are one query, whatever the calls are called."""
    weather = MildWeather()

    _, told, _ = resolve(
        [call("1", {"place": "Oslo"}), call("2", {"place": "Oslo"}), call("3", {"place": "Rome"})],
        weather,
    )

    assert [[query.place for query in batch] for batch in weather.batches] == [["Oslo", "Rome"]]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "arguments", ["", "{}", "[]", "null", "{", '{"place": ', "[" * 100_000, '"Oslo"', "NaN"]
)
def test_arguments_that_cannot_be_read_become_an_error_the_model_can_act_on(
    arguments: str,
) -> None:
    """The other calls of the batch are answered."""
    _, told, _ = resolve([call("1", arguments), call("2", {"place": "Oslo"})])

    assert told[0]["error"] == "bad_arguments"
    assert told[0]["message"]
    assert told[1]["temperature"] == "10.0 °C"


def test_an_unknown_tool_is_told_the_known_ones() -> None:
    """So that the model can choose again."""
    _, told, places = resolve([call("1", {}, name="get_stocks")])

    assert told[0]["error"] == "unknown_tool"
    assert "get_weather, get_forecast" in told[0]["message"]
    assert places == []


def test_calls_beyond_the_limit_are_told_so() -> None:
    """Each still gets its result."""
    _, told, _ = resolve([call(str(n), {"place": f"P{n}"}) for n in range(4)], max_calls=3)

    assert [item.get("error") for item in told] == [None, None, None, "limit"]


def test_the_result_names_its_reports_and_units() -> None:
    """What the context line is made of; a place that failed adds no report."""
    result, _, _ = resolve(
        [
            call("1", {"place": "Oslo"}),
            call("2", {"place": "Nowhere"}),
            call("3", {"place": "Oslo", "units": "imperial"}),
        ]
    )

    assert [report.place.name for report in result.reports] == ["Oslo"]
    assert result.units == {"metric", "imperial"}


def test_text_is_sent_in_its_own_script() -> None:
    """Escaped letters would cost tokens."""
    result, _, _ = resolve([call("1", {"place": "北京"})])

    assert "北京" in result.results[0].content


class BrokenTool:
    """A tool that fails in one of its steps."""

    name = "break"
    description = "Break."
    parameters: Mapping[str, Any] = {"type": "object"}

    def __init__(self, *, breaks_early: bool) -> None:
        self._breaks_early = breaks_early

    def queries(self, arguments: Mapping[str, Any], asker: Asker) -> list[Query]:  # noqa: ARG002
        """Break, or need nothing."""
        if self._breaks_early:
            raise KeyError("early")
        return []

    def render(
        self,
        arguments: Mapping[str, Any],  # noqa: ARG002
        outcomes: Sequence[Outcome],  # noqa: ARG002
        asker: Asker,  # noqa: ARG002
    ) -> dict[str, Any]:
        """Break."""
        raise KeyError("late")


@pytest.mark.parametrize("breaks_early", [True, False])
def test_a_tool_that_raises_costs_its_own_call_alone(
    breaks_early: bool,  # noqa: FBT001
) -> None:
    """The model is told, and nothing of the error."""
    tools = (BrokenTool(breaks_early=breaks_early), CurrentWeather())
    batch = BatchResolver(tools, MildWeather(), max_calls=64)
    calls = [call("1", {}, name="break"), call("2", {"place": "Oslo"})]

    result = batch.resolve(calls, ASKER, FakeTime().clock.deadline(60), lambda _: None)

    told = [json.loads(item.content) for item in result.results]
    assert (told[0]["error"], told[1]["temperature"]) == ("failed", "10.0 °C")
    assert "Key" not in result.results[0].content


class BrokenWeather(MildWeather):
    """A source that raises what no source should."""

    def fetch(
        self,
        queries: Sequence[Query],  # noqa: ARG002
        *,
        language: str,  # noqa: ARG002
        deadline: Deadline,  # noqa: ARG002
    ) -> list[Outcome]:
        """Break."""
        raise ZeroDivisionError("secret")


def test_a_source_that_raises_leaves_a_result_for_every_call() -> None:
    """The other errors of the batch stay what they are."""
    _, told, _ = resolve([call("1", {"place": "Oslo"}), call("2", "{")], BrokenWeather())

    assert [item["error"] for item in told] == ["unavailable", "bad_arguments"]
    assert "secret" not in str(told)
