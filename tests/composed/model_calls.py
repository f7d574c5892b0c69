"""Tool calls of a model: repaired, answered in one batch, sent back and kept.

Composed are names of arguments with values, slips of JSON, wrappers, ids and names of calls. Told
are the calls that go on, the queries that they need, and the results that a model reads.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, Final

from fakes.clock import MONDAY, FakeTime
from fakes.log import captured_log
from fakes.offered_tools import offered_tools
from fakes.reports import BERLIN, REPORTS

from bot.answering.batch import BatchResolver, BatchResult, cut_off
from bot.answering.tool_calls import kept, sent_back, sound_calls
from bot.clock import Deadline
from bot.errors import ToolError
from bot.messages import Asker, Message, ToolCall
from bot.queries import AmbiguousPlace, Outcome, Query, UnknownPlace
from bot.telemetry import Count
from bot.tools.current_weather import CurrentWeather
from composed import Told

DAYS, HOURS, NOW = "get_forecast", "get_hourly_forecast", "get_weather"
KEYS: Final = (
    *("place", "Place", "location", "city", "places", "locations", "cities", "name", "query", "q"),
    *("region", "country", "state", "where", "locale", "target_area", "value", "arguments", "x"),
    *("first_day", "date", "start_date", "day", "when", "dates", "period", "end_date", "until"),
    *("days", "num_days", "hours", "hour", "time", "first_hour", "start_time", "units", "unit"),
    *("temperature_unit", "unit_system", "forecast_days", "lastday", "to", "0", "placees", "Tool"),
)
VALUES: Final[tuple[Any, ...]] = (
    *("Oslo", "", None, " none ", "<UNKNOWN>", "Paris, Texas", ["Oslo"], ["Oslo", "Rome"], []),
    *({"city": "Bonn", "country": "Germany"}, {"name": "Paris", "state": "Paris"}, {}, [{}], [[1]]),
    *([{"city": "Oslo", "days": 2}, {"place": "Rome", "units": None}], '["Oslo"]', '"Oslo"', "7"),
    *(0, 1, 7, 17, True, False, 2.0, "3 days", "two weeks", "a week", "48 hours", "1 day", "99.0"),
    *("2026-11-25", "2026-11-25T15:00", "2026-11-25 07:30", ["2026-11-24", "2026-11-27"], "today"),
    *("2026-11-24 to 2026-11-26", {"a": "2026-11-24", "b": "2026-11-24"}, "2026-13-01", "now"),
    *(["2026-11-24", "2026-11-25", "2026-11-26"], ["2026-11-26", "2026-11-24"], "15:00", "3 pm"),
    *("metric", "Imperial", "celsius or metric", "°F", "kelvin", "user default", "tomorrow", 23),
    24,
)
PAIRS: Final = (
    *(("place", "Oslo"), ("city", "Bonn"), ("places", ["Oslo", "Rome"]), ("country", "Norway")),
    *(("state", "Oslo"), ("region", " none "), ("date", "2026-11-25"), ("first_day", "2026-11-24")),
    *(("first_day", None), ("end_date", "2026-11-27"), ("until", "2026-11-24"), ("days", 3)),
    *(("days", None), ("days", "two weeks"), ("start_time", "15:00"), ("units", "default")),
    *(("first_hour", "2026-11-25T06:00"), ("first_hour", 6), ("hours", "12 hours"), ("to", "x")),
    ("locations", [{"city": "Oslo", "days": 2}, "Rome"]),
    ("dates", ["2026-11-24", "2026-11-26"]),
    *(("query", ""), ("query", "Rome"), ("name", "Rome"), ("location", {"city": "Rome"})),
    *(("first_day", ["2026-11-24", "2026-11-25"]), ("lastday", "2026-11-20")),
    ("unit_system", "si"),
)
TEXTS: Final = (
    *("", " ", "null", "[]", "Oslo", '"Oslo"', "none", "{", "}", "{}{}", "place: Oslo", "42"),
    '"{}"',
    *('{"place":"Oslo"}}', '{"place":"Oslo"', "{'place':'Oslo',}", '{place:"Oslo"}'),
    "f(place='Oslo')",
    *('{"place":"Oslo"}{"place":"Rome"}', '{"place":"Oslo"},{"place":"Oslo"}'),
    '[{"place":"Oslo"}]',
    *('{"place":"Oslo","days":NaN}', '{"place":"Oslo"} trust me', '```json\n{"place":"Oslo"}\n```'),
    *('{"place":"Os\\ud800lo"}', '{"place":"Ōsaka"}', "[" * 3000, '"' * 5, "\\", "Oslo; Rome"),
    "Oslo\n",
    *('{"place":"Oslo","x":"' + "x" * length + '"}' for length in (3976, 3977, 3978, 3979, 4100)),
    *(json.dumps([{"place": f"P{at}"} for at in range(many)]) for many in (127, 128, 129, 200)),
    *(json.dumps({"places": [f"P{at}" for at in range(many)]}) for many in (127, 129)),
)
WRAPPERS: Final = (
    *('{{"arguments":{}}}', '{{"name":"get_forecast","parameters":{}}}', "[{}]", "[[{}]]"),
    "[[[[[{}]]]]]",
    *('{{"a":{}}}', '{{"a":{},"b":1}}', '{{"a":{{"b":{{"c":{}}}}}}}'),
    '{{"a":{{"b":{{"c":{{"d":{}}}}}}}}}',
    *('{{"type":"x","input":{}}}', '{{"input":{0},"args":{0}}}', '{{"x":{0},"y":{0}}}'),
    '{{"place":{}}}',
    *('[{{"name":"place","value":{}}}]', '{{"name":"days","value":{}}}'),
    '{{"place":"Rome","args":{}}}',
    *('{{"location":{}}}', '{{"calls":[{0},{0}]}}', '{{"properties":{0},"id":3,"extra":1}}'),
    "{{}}{}",
)
INNER: Final = (
    '{"place":"Oslo"}',
    '{"city":"Oslo","days":2}',
    '"Oslo"',
    '"{\\"place\\":\\"Oslo\\"}"',
    "{}",
    "3",
    "null",
)
NAMES: Final = (
    *(NOW, "get-weather", "getWeather", "functions.get_weather:0", "GET_WEATHER", "get weather"),
    "",
    *("weather", "get_weather<|channel|>commentary", "get_forecast get_weather", "x" * 70, "sea()"),
    "é",
    *("multi_tool_use.parallel", "functions.parallel", " parallel ", "get_weather_v2"),
    "tool.get_sea",
)
IDS: Final = (
    "a",
    "",
    "b c",
    "x" * 40,
    "x" * 41,
    "call_1__thought__abc/+=",
    "q" * 61 + "__thought__a",
    "é",
)
USES: Final[tuple[Any, ...]] = (
    *([], None, "x", [None], [{}]),
    [{"recipient_name": "functions.get_weather", "parameters": {"place": "Oslo"}}],
    [
        {"name": NOW, "arguments": '{"place":"Oslo"}'},
        {"recipient_name": DAYS, "parameters": None},
        3,
    ],
)


class Known:
    """Weather that is known of every place whose name doesn't say otherwise."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def fetch(
        self,
        queries: Sequence[Query],
        *,
        language: str,
        deadline: Deadline,
        count: Count,
    ) -> list[Outcome]:
        """Return an outcome for each query, or one too few, or anything."""
        self.asked += [_query(query) for query in queries]
        count("weather_asked", len(queries))
        if any(query.place == "Break" for query in queries):
            raise ToolError(f"{language} {deadline.left_s()}")
        few = any(query.place == "Few" for query in queries)
        return [self._outcome(query) for query in queries][few:]

    def prefetch(self, queries: Sequence[Query]) -> bool:
        """Return whether all are of one place."""
        if any(query.place == "Break" for query in queries):
            raise ToolError("ahead")
        return len({query.place for query in queries}) == 1

    def _outcome(self, query: Query) -> Any:
        outcomes: Mapping[str, Any] = {
            "Nowhere": UnknownPlace("Nowhere", ("Norway",)),
            "Paris": AmbiguousPlace("Paris", ("Paris, Texas", "Paris, France")),
            "None": None,
            "List": replace(REPORTS[query.kind], records=[REPORTS[query.kind].records]),
        }
        country = "US" if "Texas" in query.place else "NO"
        place = replace(BERLIN, name=query.place, country_code=country)
        report = replace(REPORTS[query.kind], place=place)
        report = replace(report, origin="stored" if country == "US" else "asked")
        return outcomes.get(query.place, report)


def _query(query: Query) -> str:
    span = f"{query.first_day}+{query.days} {query.first_hour}+{query.hours}"
    told = f"{query.kind.name} {query.place} {span}{' aside' * query.is_aside}"
    return f"{told} {query.must_be_new} {query.asked_at:%d %H:%M}"


def came(
    calls: Sequence[ToolCall], *, limit: int = 64, whole: bool = False, asker: Asker | None = None
) -> str:
    """Return the outcome of calls, with their results as a whole or by their beginning."""
    weather, counts, places = Known(), list[str](), list[Sequence[str]]()
    tools, asker = offered_tools(), asker or Asker(MONDAY)
    sound = sound_calls(calls, tools, [Message("assistant", "", (ToolCall("a", "t", ""),))])
    batch = BatchResolver(tools, weather)
    result: BatchResult = batch.resolve(
        sound,
        asker,
        FakeTime().clock.deadline(60),
        places.append,
        limit=limit,
        count=lambda *counted: counts.append(f"{counted}"),
    )
    most = None if whole else 70
    lines = [f"{each.id}:{each.name} {each.arguments} {each.extra}" for each in sent_back(sound)]
    lines += [f"{item.call_id} {item.content[:most]}" for item in result.results]
    lines += [*weather.asked, *counts, f"{places} {batch.prefetch(sound, asker)}"]
    lines += [f"{each.units} {each.is_aside}" for each in result.shown if whole]
    lines += [f"{each}" for each in result.told(sound) if whole]
    return "\n".join(lines)


def told() -> Told:
    """Yield calls with their outcomes."""
    with captured_log():
        for key, value, name in product(KEYS, VALUES, (DAYS, HOURS)):
            arguments = {key: value} if "pla" in key else {key: value, "place": "Rome"}
            text = json.dumps(arguments)
            yield f"{name} {text}", came([ToolCall("c", name, text)])
        for first, second, name in product(PAIRS, PAIRS, (DAYS, HOURS)):
            text = json.dumps(dict([first, second]))
            yield f"{name} {text}", came([ToolCall("c", name, text)])
        for text in (*TEXTS, *(form.format(inner) for form, inner in product(WRAPPERS, INNER))):
            yield f"text {text}", came([ToolCall("c", DAYS, text)])
        for name, call_id in product(NAMES, IDS):
            calls = [
                ToolCall(call_id, name, '{"place":"Oslo"}', '{"s":1}'),
                ToolCall(call_id, name, "{"),
            ]
            yield f"{name} {call_id}", came(calls)
        for name, uses in product(NAMES[-5:], USES):
            text = json.dumps({"tool_uses": uses})
            yield f"{name} {text}", came([ToolCall("w", name, text, '{"s":1}')])
        yield from _batches()
        yield from _kept()


def _batches() -> Told:
    places = (
        "Oslo",
        "oslo",
        "Nowhere",
        "Paris",
        "None",
        "List",
        "Few",
        "Break",
        "Austin, Texas",
        "",
    )
    askers = (
        Asker(MONDAY),
        Asker(MONDAY, "de", units="imperial", wants_new=True),
        Asker(MONDAY, home="Bonn", default_units="imperial"),
    )
    for first, second, (number, asker), name in product(
        places, places, enumerate(askers), (NOW, "get_sun_and_moon", "get_alerts")
    ):
        calls = [
            ToolCall("1", NOW, json.dumps({"place": first})),
            ToolCall("2", name, json.dumps({"place": second, "units": "metric"})),
        ]
        yield f"{number} {name}: {first}, {second}", came(calls, whole=True, asker=asker)
    call = ToolCall("1", NOW, '{"place":"Oslo"}')
    for many, limit in product((0, 1, 2, 127, 128, 129), (0, 1, 2, 64)):
        calls = [replace(call, arguments=f'{{"place":"P{at}"}}') for at in range(many)]
        yield f"{many} of {limit}", came(calls, limit=limit)
        yield f"{many} cut off", f"{cut_off(calls)}"
    for length in (199_999, 200_000):
        use = {"name": NOW, "parameters": {"place": "Oslo"}, "x": ""}
        text = json.dumps({"tool_uses": [{**use, "x": "x" * (length - 100)}]})
        text = text.replace('"x": "', '"x": "' + "x" * (length - len(text)))
        yield f"wrapper of {len(text)}", came([ToolCall("", "parallel", text)])
    tools = (CurrentWeather(), *offered_tools())
    for known in ((), tools[:1], tools):
        characters = BatchResolver(known, Known()).tool_characters
        yield (
            f"{len(known)} known",
            f"{sound_calls([call, call], known)} {characters}",
        )


def _kept() -> Told:
    call = ToolCall("1", NOW, "{}", '{"s":1}')
    asked = (Message("user", "q"), Message("assistant", "I look.", (call,), extra='{"t":1}'))
    sizes = (0, 1, 9_999, 10_000, 10_001, 20_000, 20_001)
    for first, second, third in product(sizes, sizes, (0, 1, 20_000)):
        results = [Message("tool", "x" * size, (), "1") for size in (first, second, third)]
        turn = kept((*asked, *results, Message("assistant", "y" * 30_000, extra="{}")))
        again = "the same again" if kept(turn) == turn else "another again"
        lines = [f"{item.role} {len(item.content)} {item.tool_calls} {item.extra}" for item in turn]
        yield f"kept {first} {second} {third}", "\n".join((*lines, again))
