"""Resolve all tool calls of one model turn together: one result per call, in call order.

A tool or a source that raises costs its own calls alone: the others are still answered.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.clock import Deadline
from bot.errors import ToolError
from bot.messages import Asker, ToolCall, ToolResult
from bot.reports import Outcome, Query, Report, Unavailable, Units
from bot.tool_calls import read_arguments
from bot.tools import Tool, units_of

logger = logging.getLogger(__name__)

_FAILED = {"error": "failed", "message": "This tool has failed. Answer without it."}


class WeatherSource(Protocol):
    """Answers all queries of a batch at once."""

    def fetch(
        self, queries: Sequence[Query], *, language: str, deadline: Deadline
    ) -> list[Outcome]:
        """Return one outcome for each query, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What came of a batch.

    Attributes:
        results: One for each call, in call order.
        reports: Those that the results were rendered from, without repetition.
        units: The units that the results use.
    """

    results: tuple[ToolResult, ...]
    reports: tuple[Report, ...]
    units: frozenset[Units]


@dataclass(frozen=True, slots=True)
class _ReadCall:
    """A call that can be answered: its tool, its arguments and the weather it needs."""

    tool: Tool
    arguments: Mapping[str, Any]
    queries: Sequence[Query]


@dataclass(frozen=True, slots=True)
class BatchResolver:
    """Answers the tool calls of a turn from one fetch of all the weather they need."""

    tools: Sequence[Tool]
    weather: WeatherSource
    max_calls: int

    def resolve(
        self,
        calls: Sequence[ToolCall],
        asker: Asker,
        deadline: Deadline,
        on_places: Callable[[int], None],
    ) -> BatchResult:
        """Return a result for every call, whatever became of it.

        `on_places` is told how many places are looked up, before they are.
        """
        read = [self._read(call, number, asker) for number, call in enumerate(calls)]
        readable = [item for item in read if isinstance(item, _ReadCall)]
        queries = list(dict.fromkeys(query for item in readable for query in item.queries))
        outcomes: dict[Query, Outcome] = {}
        if queries:
            on_places(len({query.place.casefold() for query in queries}))
            outcomes = dict(zip(queries, self._fetch(queries, asker, deadline), strict=True))
        results = tuple(
            ToolResult(call.id, _as_text(_rendered(item, outcomes, asker)))
            for call, item in zip(calls, read, strict=True)
        )
        return BatchResult(
            results=results,
            reports=tuple(outcome for outcome in outcomes.values() if isinstance(outcome, Report)),
            units=frozenset(units_of(item.arguments, asker) for item in readable),
        )

    def _fetch(
        self, queries: Sequence[Query], asker: Asker, deadline: Deadline
    ) -> Sequence[Outcome]:
        try:
            return self.weather.fetch(queries, language=asker.language, deadline=deadline)
        except Exception:
            logger.exception("weather.raised")
            reason = "The weather can't be looked up at the moment."
            return [Unavailable(query.place, reason) for query in queries]

    def _read(self, call: ToolCall, number: int, asker: Asker) -> _ReadCall | dict[str, str]:
        """Return the call with the weather it needs, or the error that the model is told."""
        if number >= self.max_calls:
            return _error("limit", f"Only {self.max_calls} calls are answered in one turn.")
        tool = next((tool for tool in self.tools if tool.name == call.name), None)
        if tool is None:
            known = ", ".join(tool.name for tool in self.tools)
            return _error("unknown_tool", f"There is no such tool. The tools are: {known}.")
        arguments = read_arguments(call.arguments)
        if arguments is None:
            return _error("bad_arguments", "Write the arguments again, as one short JSON object.")
        try:
            return _ReadCall(tool, arguments, tool.queries(arguments, asker))
        except ToolError as error:
            return _error("bad_arguments", str(error))
        except Exception:
            logger.exception("tool.raised")
            return _FAILED


def cut_off(calls: Sequence[ToolCall]) -> BatchResult:
    """Return a result for every call of a turn that ended in the middle: none is carried out."""
    content = _error("cut_off", "Your turn was cut off by its length. Make fewer calls at once.")
    results = tuple(ToolResult(call.id, _as_text(content)) for call in calls)
    return BatchResult(results, reports=(), units=frozenset())


def _rendered(
    item: _ReadCall | dict[str, str], outcomes: Mapping[Query, Outcome], asker: Asker
) -> Mapping[str, Any]:
    if not isinstance(item, _ReadCall):
        return item
    try:
        return item.tool.render(item.arguments, [outcomes[query] for query in item.queries], asker)
    except Exception:
        logger.exception("tool.raised")
        return _FAILED


def _error(name: str, message: str) -> dict[str, str]:
    return {"error": name, "message": message}


def _as_text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
