"""Tools as a model calls them: arguments of all kinds, and the results that it reads.

Composed are each tool's arguments, right, wrong, odd and missing, singly and in pairs, on each day
of the week, and each tool's outcomes with each kind of figures, in each system of units. Told are
the queries or the error; the result, how it is written for the model, and what is read of that.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any, Final
from zoneinfo import ZoneInfo

from fakes import kinds
from fakes.draws import drawn
from fakes.offered_tools import offered_tools

from bot.errors import ToolError
from bot.kinds.sea import SEA, SEA_DAYS
from bot.languages import language_of
from bot.messages import Asker
from bot.queries import AmbiguousPlace, NotCovered, Outcome, Query, Unavailable, UnknownPlace
from bot.reports import Kind
from bot.tools import Tool, capabilities, hour_of, read_result, with_tables
from composed import Told
from composed._bent_reports import PLACES, SOURCES, WAYS, bent

TOOLS: Final = {tool.name: tool for tool in offered_tools()}
MONDAY: Final = datetime(2026, 11, 23, 12, 20, tzinfo=ZoneInfo("Europe/Berlin"))
DAYS: Final = (
    *(MONDAY + timedelta(days=days) for days in range(7)),
    MONDAY.replace(month=12, day=31, hour=23, minute=59),
    MONDAY.replace(year=2024, month=2, day=28, hour=0, minute=0),
)
ASKER: Final = Asker(MONDAY)
WEEKDAYS: Final = ("Monday", "tue", "WED.", "thurs", "fri", "saturday", "Sun", "mo", "sundays")
FIRST_DAYS: Final[tuple[Any, ...]] = (
    *(None, "", "null", 0, 1, -1, -2, 15, 16, 3.0, 2.5, True, float("nan"), "3", "+2", "-2", " 4 "),
    *("2.0", "today", " Today ", "now", "tonight", "yesterday", "Last  Night", "tomorrow"),
    *("day before yesterday", "day after tomorrow", "the day after tomorrow", "in 3 days", [], {}),
    *("weekend", "this weekend", "The Weekend", "next weekend", "last weekend", "Heute"),
    *(f"{which} {day}" for which in ("this", "next", "coming", "last", "past") for day in WEEKDAYS),
    *WEEKDAYS,
    *("2026-11-22", "2026-11-23", "2026-11-24", "2026-11-24T09:00", "2026-11-24 09:00", "20261124"),
    *("2026-11-24 to 2026-11-26", "2026-11-24/2026-11-26", "2026-02-30", "2026-1-3", "24.11.2026"),
    *("1939-12-31", "1940-01-01", "2100-12-31", "2101-01-01", 10**30, -(10**30), "9" * 30, -31500),
)
COUNTS: Final[tuple[Any, ...]] = (
    *(None, "", "null", 0, 1, 2, -1, 11, 12, 13, 15, 16, 17, 30, 31, 32, 47, 48, 49, 10**30, 2.0),
    *(2.5, True, False, "3", "+3", " 3 ", "-3", "3.0", "three", "1_0", [], [2], {}, float("inf")),
)
HOURS: Final[tuple[Any, ...]] = (
    *(None, "", "null", " Now ", "now", 0, 1, 12, 23, 24, -1, 6.0, 6.5, True, "6", "06", "23"),
    *("24", "18:00", "18:30:59", "18:3", "6 pm", "6pm", "6 p.m.", "12 am", "12 pm", "12am", []),
    *("13 pm", "0 am", "noon", "Midnight", "noonish", "006", "-1", "+5", "6:15 AM", "11 PM"),
)
ODD_PLACES: Final[tuple[Any, ...]] = ("Oslo", " Oslo\n", "", " ", None, 7, ["Oslo"], {}, True)
NAMED: Final[tuple[Mapping[str, Any], ...]] = (
    *({"place": each} for each in ODD_PLACES),
    *({"place": "x" * count} for count in (99, 100, 101)),
    *({"place": f" {'x' * 99} "}, {}, {"Place": "Oslo"}, {"name": "Oslo"}, {"location": "Oslo"}),
    *({"city": "Oslo"}, {"city_name": "Oslo"}, {"location": "Rome", "place": "Oslo"}),
    *({"place": "", "city": "Oslo"}, {"place": None, "location": "Oslo"}, {"towns": ["Oslo"]}),
    {"city_name": "A", "city": "B", "location": "C"},
)
UNITS: Final[tuple[Any, ...]] = (
    *(None, "", "null", " ", "metric", " Metric ", "imperial", "IMPERIAL", "c", "°C", "celsius"),
    *("si", "f", "°F", "Fahrenheit", "us", "uk", "kelvin", "none", 0, 1, True, [], {}),
)
BESIDE: Final[tuple[Any, ...]] = (3, {}, {"emoji": "x"}, {"time": "Wed", "c": 1})


def told() -> Told:
    """Yield calls with their queries, outcomes with their results, and tables."""
    for name, tool in TOOLS.items():
        yield f"takes {name}", json.dumps(tool.parameters)
        for arguments in _calls(tool):
            asked = (_asked(tool, arguments, replace(ASKER, asked_at=day)) for day in DAYS)
            yield f"{name} {_short(arguments)}", "\n".join(dict.fromkeys(asked))
        for number, (arguments, outcomes, asker) in enumerate(_outcomes(tool)):
            yield f"{name} renders {number}", _rendered(tool, arguments, outcomes, asker)
    for hour in HOURS:
        yield f"hour {hour!r}", repr(hour_of(hour))
    for tag in ("en", "de", "es", "ja"):
        parts = [list(TOOLS.values())[:count] for count in (1, 2, 3, 8)]
        yield f"can in {tag}", "\n".join(capabilities(each, language_of(tag)) for each in parts)
    yield from _tables()


def _short(arguments: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in arguments.items())


def _calls(tool: Tool) -> Iterator[Mapping[str, Any]]:
    """Yield arguments, of which one or two are beside the usual."""
    yield from NAMED
    known = tool.parameters["properties"]
    values: dict[str, Sequence[Any]] = {"units": UNITS}
    values |= {"first_day": FIRST_DAYS, "days": COUNTS} if "first_day" in known else {}
    values |= {"first_hour": HOURS, "hours": COUNTS} if "hours" in known else {}
    for name, each in values.items():
        yield from ({"place": "Oslo", name: value} for value in each)
    for first, others in values.items():
        for second in (name for name in values if name > first):
            for a, b in product(others[::9], values[second][::8]):
                yield {"place": "Oslo", first: a, second: b}
    for weekend, days in product(("weekend", " The Weekend", "saturday"), (None, 1, 3)):
        yield {"place": "Oslo", "first_day": weekend, "days": days, "units": "f"}


def _asked(tool: Tool, arguments: Mapping[str, Any], asker: Asker) -> str:
    try:
        return "; ".join(map(_query, tool.queries(arguments, asker)))
    except ToolError as error:
        return f"ToolError: {error}"


def _query(query: Query) -> str:
    parts = [query.place[:105], query.kind.name, f"{query.first_day} for {query.days}"]
    parts += [f"{query.first_hour} for {query.hours}", "aside" if query.is_aside else "drawn"]
    return ", ".join((*parts, f"{query.must_be_new} {query.asked_at}"))


def _outcomes(tool: Tool) -> Iterator[tuple[Mapping[str, Any], Sequence[Outcome], Asker]]:
    """Yield arguments, with what the queries came to, and who asked."""
    several = tool.kinds & {kinds.DAILY, kinds.PAST, kinds.HOURLY, kinds.SKY, SEA_DAYS}
    counts = (1, 2, 3, 9) if several else (1,)
    past = {"first_day": "yesterday"}
    for number, (way, place, count) in enumerate(product(WAYS, PLACES, counts)):
        days = ({"first_day": "today"}, past, {"first_day": "2026-11-24"}, {})[number % 4]
        wanted = {"days": count + number % 2, "hours": count + number % 2}
        units = {"units": (None, "metric", "f", "")[(number - number // 16) % 4]}
        asker = replace(
            ASKER,
            asked_at=MONDAY + timedelta(minutes=(0, 1, 61, 1500)[number % 4]),
            units=(None, None, "imperial", "metric")[number // 4 % 4],
            default_units=("metric", "imperial")[number % 2],
        )
        arguments: dict[str, Any] = {"place": "Oslo", **days, **wanted, **units}
        source, is_old = SOURCES[number % 3], number % 5 == 0

        def report(kind: Kind[Any], many: int) -> Outcome:
            return bent(kind, place, way, many, source=source, is_last_good=is_old)  # noqa: B023

        if kinds.ALERTS in tool.kinds:
            for many in (0, 1, 2, 5, 7, 40, 41, 60):
                forecast = report(kinds.DAILY, 3) if many != 1 else Unavailable("Oslo", "Late.")
                yield arguments, [report(kinds.ALERTS, many), forecast], asker
            yield arguments, [NotCovered(place), report(kinds.DAILY, 3)], asker
            yield arguments, [Unavailable("Oslo", "Busy."), report(kinds.DAILY, 3)], asker
        elif SEA in tool.kinds and number % 3 == 0:
            yield {"place": "Oslo", **units}, [report(SEA, 1)], asker
        else:
            (kind,) = tool.kinds - {SEA}
            yield arguments, [report(kind, count)], asker
    problems: tuple[Outcome, ...] = (
        *(UnknownPlace("Osslo", ("Oslo", "Oss")), UnknownPlace("Os'lo", is_of_towns=True)),
        *(AmbiguousPlace("London", ("a", "b")), Unavailable("Oslo", "Too far.")),
        *(NotCovered(PLACES[1]), NotCovered(PLACES[6], "There is no sea at Nowhere.")),
    )
    for one, other, day in product(problems, problems, (-1, 0, 1, date(2026, 11, 23))):
        if kinds.ALERTS in tool.kinds or one == other:
            many = len(tool.queries({"place": "Oslo"}, ASKER))
            yield {"place": "Oslo", "first_day": str(day)}, [one, other][:many], ASKER


def _rendered(
    tool: Tool, arguments: Mapping[str, Any], outcomes: Sequence[Outcome], asker: Asker
) -> str:
    result = tool.render(arguments, outcomes, asker)
    written = json.dumps(with_tables(result), ensure_ascii=False)
    read = read_result(written)
    return "\n".join((_short(arguments), *map(repr, result.items()), written, repr(read)))


def _tables() -> Told:
    """Yield rows of all sorts as tables, and what is read of odd results."""
    cells: tuple[Any, ...] = (
        *(None, 0, 1, -3, 0.0, 2.5, True, "fog", "a|b", "a\nb", "", "0", "0.0", "0.0 °C"),
        *("-0.4 °C", "1 °C", "4 km/h", "4 mph", "0 km/h", "07:30", "9 km/h from SW", {}, []),
        *("rain", "8 h 30 min", "12.25 °C"),
    )
    times = ("Mon 2026-11-23 22:00", "Mon 2026-11-23 23:00", "Tue 2026-11-24 00:00", "00:30")
    for number in range(500):
        pool = [drawn(f"{number} cell {at}", cells) for at in range(2 + number % 3)]
        key = ("time", "date", "time", "when")[number % 4]
        rows: list[Any] = [
            {key: at, "a": drawn(f"{number} {at}", pool), "b": drawn(f"{at} {number}", pool)}
            for at in (times, times[1:], times[:1])[number % 7 % 3]
        ]
        if number % 11 < len(BESIDE):
            rows.append(BESIDE[number % 11])
        result = {"rows": rows, "emoji": "x", "source": "y", "b": None, "simulated": True}
        result |= {"alerts": []} if number % 13 == 0 else {}
        written = json.dumps(with_tables(result))
        yield f"table {number} {rows}", f"{written}\n{read_result(written)}"
    for text in ("", "{", "[]", "7", "null", '{"a": NaN}', "[" * 5000, '{"rows": ["time|a 1"]}'):
        yield f"reads {text[:30]}", repr(read_result(text))
    for lines in (
        *(
            ["time|a", "x|1"],
            ["time|a", "x|1", "y"],
            ["time|a: b throughout", "x", "y"],
            ["a|time"],
        ),
        *(
            ["date|a °C|b", "Mon 1|0|", "02:30|1.5|x"],
            ["time", "10", "11"],
            ["a", "x", "y"],
            [1, 2, 3],
        ),
    ):
        yield f"reads {lines}", repr(read_result(json.dumps({"rows": lines, "x": 1})))
