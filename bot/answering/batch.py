"""Resolve all tool calls of one model turn together: one result per call, in call order.

A tool or a source that raises costs its own calls alone: the others are still answered.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from bot import figures
from bot.calls import read_arguments
from bot.clock import Deadline
from bot.errors import ToolError
from bot.messages import Asker, ToolCall, ToolResult
from bot.queries import Outcome, Query, Unavailable
from bot.reports import Report, Shown, Units
from bot.telemetry import AnsweredCall, Count, log_event
from bot.tools import Tool, units_of, with_tables

logger = logging.getLogger(__name__)

_FAILED = {"error": "failed", "message": "This tool has failed. Answer without it."}
_LIMIT = {
    "error": "limit",
    "message": "Only so many calls are answered per question. "
    "Answer with what you have and say what is missing.",
}
_NO_WEATHER = "The weather can't be looked up at the moment."


class WeatherSource(Protocol):
    """Answers all queries of a batch at once."""

    def fetch(
        self, queries: Sequence[Query], *, language: str, deadline: Deadline, count: Count
    ) -> list[Outcome]:
        """Return one outcome for each query, in their order."""
        ...

    def prefetch(self, queries: Sequence[Query]) -> bool:
        """Start the one request that queries need, and return whether that will answer them all."""
        ...


@dataclass(frozen=True, slots=True)
class BatchResult:
    """The results of a batch, and the reports behind them.

    Attributes:
        results: One result for each call, in call order.
        shown_by_call: The reports that each result was rendered from, in call order.
    """

    results: tuple[ToolResult, ...]
    shown_by_call: tuple[tuple[Shown, ...], ...]

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The reports of all results, without repetition."""
        return tuple(dict.fromkeys(shown for each in self.shown_by_call for shown in each))

    def told(self, calls: Sequence[ToolCall]) -> list[AnsweredCall]:
        """Return the calls that were answered, in call order, for a trace."""
        answers = zip(calls, self.results, self.shown_by_call, strict=True)
        return [
            AnsweredCall(
                call.name,
                call.arguments,
                tuple(_told(each.report) for each in shown),
                has_failed=result.content.startswith('{"error"'),
            )
            for call, result, shown in answers
        ]


@dataclass(frozen=True, slots=True)
class _ReadCall:
    """A call that can be answered: its tool, its arguments and the weather it needs."""

    tool: Tool
    arguments: Mapping[str, Any]
    queries: Sequence[Query]


@dataclass(frozen=True, slots=True)
class _Answered:
    """The result of a call as JSON text, and the reports that its figures are from."""

    content: str
    shown: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchResolver:
    """Answers the tool calls of a turn from one fetch of all the weather they need."""

    tools: Sequence[Tool]
    weather: WeatherSource

    def resolve(
        self,
        calls: Sequence[ToolCall],
        asker: Asker,
        deadline: Deadline,
        on_places: Callable[[Sequence[str]], None],
        *,
        limit: int,
        count: Count,
    ) -> BatchResult:
        """Return a result for every call, in call order; a call that fails gets an error result.

        Only the first `limit` calls are answered; each of the others gets an error that says so.
        `on_places` is called before the look-up with the names of the places as they were asked,
        `count` with the numbers of reports by where they came from.
        """
        read = [
            self._read(call, asker) if number < limit else _LIMIT
            for number, call in enumerate(calls)
        ]
        outcomes = self._fetch(read, asker, deadline, on_places, count)
        answered = [_answered(item, outcomes, asker) for item in read]
        return BatchResult(
            results=tuple(
                ToolResult(call.id, item.content)
                for call, item in zip(calls, answered, strict=True)
            ),
            shown_by_call=tuple(item.shown for item in answered),
        )

    def prefetch(self, calls: Sequence[ToolCall], asker: Asker) -> bool:
        """Have the weather of calls looked up in the background, if that takes one request.

        Return whether all calls can be answered from what is there or under way then.
        """
        read = [self._read(call, asker) for call in calls]
        queries = _queries_of(read)
        try:
            is_coming = self.weather.prefetch(queries) if queries else False
        except Exception:
            logger.exception("weather.raised")
            return False
        return is_coming and all(isinstance(item, _ReadCall) for item in read)

    def _fetch(
        self,
        read: Sequence[_ReadCall | dict[str, str]],
        asker: Asker,
        deadline: Deadline,
        on_places: Callable[[Sequence[str]], None],
        count: Count,
    ) -> dict[Query, Outcome]:
        """Return an outcome for every query of the calls, asking the source once for all."""
        queries = _queries_of(read)
        if not queries:
            return {}
        on_places(list({query.place.casefold(): query.place for query in queries}.values()))
        try:
            found = self.weather.fetch(
                queries, language=asker.language, deadline=deadline, count=count
            )
            # With one outcome too few or too many, the others would belong to the wrong queries.
            outcomes = dict(zip(queries, found, strict=True))
        except Exception:
            logger.exception("weather.raised")
            return {query: Unavailable(query.place, _NO_WEATHER) for query in queries}
        return {query: _checked(outcome, query) for query, outcome in outcomes.items()}

    def _read(self, call: ToolCall, asker: Asker) -> _ReadCall | dict[str, str]:
        """Return the call with the queries it needs, or an error result for the model."""
        tool = next((tool for tool in self.tools if tool.name == call.name), None)
        if tool is None:
            known = ", ".join(tool.name for tool in self.tools)
            unknown = f"There is no tool {call.name[:64]!r}. The tools are: {known}."
            return _error("unknown_tool", unknown)
        arguments = read_arguments(call.arguments)
        if arguments is None:
            return _error("bad_arguments", "Write the arguments again, as one short JSON object.")
        try:
            return _ReadCall(tool, arguments, _queries(tool, arguments, asker))
        except ToolError as error:
            return _error("bad_arguments", str(error))
        except Exception:
            logger.exception("tool.raised", extra={"fields": {"tool": tool.name}})
            return _FAILED


def _told(report: Report) -> tuple[str, str, str, str]:
    return report.kind.name, report.place.label, report.source.name, report.origin


def _queries_of(read: Sequence[_ReadCall | dict[str, str]]) -> list[Query]:
    """Return the queries of all calls that could be read, each once."""
    readable = (item for item in read if isinstance(item, _ReadCall))
    return list(dict.fromkeys(query for item in readable for query in item.queries))


def cut_off(calls: Sequence[ToolCall]) -> BatchResult:
    """Return a result for every call of a turn that ended in the middle: none is carried out."""
    content = _error("cut_off", "Your turn was cut off by its length. Make fewer calls at once.")
    results = tuple(ToolResult(call.id, _as_text(content)) for call in calls)
    return BatchResult(results, shown_by_call=((),) * len(results))


def _queries(tool: Tool, arguments: Mapping[str, Any], asker: Asker) -> Sequence[Query]:
    """Return the queries for the weather that a call needs.

    Raises:
        ToolError: The tool can't read the arguments.
        TypeError: The tool returned something else; left in, it would fail the whole batch.
    """
    queries = tuple(tool.queries(arguments, asker))
    if not all(
        isinstance(query, Query) and isinstance(query.place, str) and _is_hashable(query)
        for query in queries
    ):
        raise TypeError("a tool's queries are no queries")
    return tuple(
        replace(query, must_be_new=asker.wants_new, asked_at=asker.asked_at) for query in queries
    )


def _answered(
    item: _ReadCall | dict[str, str], outcomes: Mapping[Query, Outcome], asker: Asker
) -> _Answered:
    if not isinstance(item, _ReadCall):
        return _Answered(_as_text(item))
    own = [outcomes[query] for query in item.queries]
    try:
        content = _as_text(item.tool.render(item.arguments, own, asker))
    except Exception:
        logger.exception("tool.raised", extra={"fields": {"tool": item.tool.name}})
        return _Answered(_as_text(_FAILED))
    shown = (
        Shown(outcome, _units(item.arguments, outcome, asker), query.is_aside)
        for query, outcome in zip(item.queries, own, strict=True)
        if isinstance(outcome, Report)
    )
    return _Answered(content, tuple(shown))


def _units(arguments: Mapping[str, Any], report: Report, asker: Asker) -> Units | None:
    """Return the units that a report's figures were shown in.

    None if the kind has no figure that is converted, or the tool has units of its own.
    """
    if not figures.signs([report.kind], asker.default_units):
        return None
    try:
        return units_of(arguments, asker, report.place)
    except ToolError:
        return None


def _checked(outcome: Outcome, query: Query) -> Outcome:
    """Return a source's outcome for a query; `Unavailable` if it is not a valid outcome."""
    if isinstance(outcome, Outcome) and _is_hashable(outcome):
        return outcome
    log_event(logger, logging.ERROR, "weather.no_outcome", type=type(outcome).__name__)
    return Unavailable(query.place, _NO_WEATHER)


def _is_hashable(value: object) -> bool:
    """Return whether a value is hashable; a record that contains a list is not."""
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _error(name: str, message: str) -> dict[str, str]:
    return {"error": name, "message": message}


def _as_text(content: object) -> str:
    """Return a result as strict JSON text.

    Raises:
        TypeError, ValueError, RecursionError: The result can't be written as JSON.
    """
    if not isinstance(content, dict):
        raise TypeError("a result is no object")
    told = with_tables(content)
    text = json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # Half of a surrogate pair, as in torn arguments, can't be encoded as UTF-8 or sent.
    return text.encode(errors="replace").decode()
