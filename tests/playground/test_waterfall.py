"""The course of a question as bars: what was measured, on one scale, and the loop beside it."""

import json
from collections.abc import Sequence
from typing import Any

from handlers.playground.waterfall import Course, drawn

BEGAN_MS = 1_700_000_000_000.0
CITIES = ("Oslo", "Rome", "Lima")


def called(name: str) -> dict[str, str]:
    """Return a call of a tool for a place."""
    return {"id": name, "name": "get_weather", "arguments": json.dumps({"place": name})}


def step(name: str, began_ms: float, took_ms: float, **more: Any) -> dict[str, Any]:
    """Return one step of a trace as the log has it."""
    return {"name": name, "began_ms": began_ms, "took_ms": took_ms, **more}


def turn(began_ms: float, took_ms: float, sent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the two steps that a turn of the model leaves."""
    cost = {"model": "m", "prompt_characters": 4000, "prompt_tokens": 1000, "completion_tokens": 60}
    call = step("model_call", began_ms, round(took_ms), call=cost, sent=sent)
    return [call, step("model", began_ms, took_ms)]


def request(places: tuple[str, ...], began_ms: float, took_ms: float) -> dict[str, Any]:
    """Return a weather request as the journal keeps it, begun so long after the question."""
    spots = [[f"{name}, Somewhere", 1.0, 2.0] for name in places]
    began_ms += BEGAN_MS
    return {"kind": "current", "places": spots, "began_ms": began_ms, "took_ms": took_ms}


def answered(name: str, *weather: tuple[str, str], has_failed: bool = False) -> dict[str, Any]:
    """Return a call as the log has it; `weather` are services and origins of its reports."""
    reports = [["current", f"{name}, Somewhere", *each] for each in weather]
    return {**called(name), "weather": reports, "has_failed": has_failed}


def course(*requests: dict[str, Any], calls: Sequence[dict[str, Any]] = ()) -> Course:
    """Return the course of a question about three cities, with some weather requests."""
    question = {"role": "user", "content": "weather?"}
    results = [{"role": "tool", "tool_call_id": name, "content": "a table"} for name in CITIES]
    turn_of_calls = {"role": "assistant", "tool_calls": [called(name) for name in CITIES]}
    asked = calls or [answered(name, ("Open-Meteo", "asked")) for name in CITIES]
    steps = [
        *turn(0.0, 1000.0, [question]),
        step("tool_calls", 1610.0, 0.0, calls=asked),
        step("batch", 1000.0, 610.0),
        *turn(1610.0, 800.0, [question, turn_of_calls, *results]),
        step("save", 2410.0, 5.0),
        step("settle", 2500.0, 5.0),
    ]
    posted = {"method": "chat.postMessage", "is_lost": False, "took_ms": 60.0}
    return Course(BEGAN_MS, steps, [{**posted, "began_ms": BEGAN_MS + 2420}], [], requests, 1)


def test_turns_batch_request_and_post_are_on_one_scale() -> None:
    """In the order of their beginning, with the tokens of all turns added up."""
    shown = drawn(course(request(CITIES, 1005.0, 600.0)))

    kinds = [(bar["kind"], bar["began_ms"], bar["took_ms"]) for bar in shown["bars"]]
    assert kinds == [
        ("model", 0.0, 1000.0),
        ("batch", 1000.0, 610.0),
        ("weather", 1005.0, 600.0),
        ("model", 1610.0, 800.0),
        ("own", 2410.0, 5.0),
        ("slack", 2420.0, 60.0),
        ("own", 2500.0, 5.0),
    ]
    turns = [bar["label"] for bar in shown["bars"] if bar["kind"] == "model"]
    assert turns == ["Model turn 1", "Model turn 2"]
    assert (shown["turns"], shown["requests"], shown["total_ms"]) == (2, 1, 2505.0)
    assert shown["tokens"] == [2000, 120]
    assert [len(sent) for sent in shown["messages"]] == [1, 5]


def test_the_plain_loop_has_one_turn_more_than_calls() -> None:
    """Each of them takes the mean of the turns here, and each request what the one took."""
    plain = drawn(course(request(CITIES, 1005.0, 600.0)))["plain"]

    assert (plain["turns"], plain["requests"]) == (4, 3)
    assert plain["total_ms"] == 4 * 900 + 3 * 600
    assert plain["prompt_tokens"] == 4000


def test_each_call_says_where_its_answer_came_from() -> None:
    """Of all that weather can come from, each source once; or nothing came."""
    sources = {
        "Oslo": ([("Open-Meteo", "asked")], ["requested"]),
        "Rome": ([("Open-Meteo", "joined"), ("Open-Meteo", "joined")], ["joined"]),
        "Lima": ([("Open-Meteo", "ahead")], ["predicted"]),
        "Bern": ([("Open-Meteo", "stored"), ("NWS", "asked")], ["cached", "requested"]),
        "Kyiv": ([("almanac", "asked")], ["computed"]),
    }
    calls = [answered(name, *weather) for name, (weather, _) in sources.items()]

    shown = drawn(course(calls=[*calls, answered("Atlantis", has_failed=True)]))

    told = [call["sources"] for call in shown["tools"]]
    assert told == [*(sources for _, sources in sources.values()), ["refused"]]
    (batch,) = [bar for bar in shown["bars"] if bar["kind"] == "batch"]
    assert batch["tools"] == shown["tools"]


def test_requests_of_other_questions_are_left_out() -> None:
    """Those from before it began and from after its batch, and one that another has made."""
    others = (request(CITIES, -500.0, 600.0), request(CITIES, 1700.0, 600.0))
    joined = [answered(name, ("Open-Meteo", "joined")) for name in CITIES]

    assert drawn(course(*others))["requests"] == 0
    assert drawn(course(request(CITIES, 1005.0, 600.0), calls=joined))["requests"] == 0


def test_what_was_looked_up_ahead_is_the_question_s_own() -> None:
    """It was asked for before the model had called anything."""
    ahead = [answered(name, ("Open-Meteo", "ahead")) for name in CITIES]

    assert drawn(course(request(CITIES, 1005.0, 600.0), calls=ahead))["requests"] == 1


def test_the_plain_loop_takes_the_time_of_the_last_request_where_there_is_no_own() -> None:
    """The answers came from the cache, and a loop without one would have asked."""
    stored = [answered(name, ("Open-Meteo", "stored")) for name in CITIES]
    earlier = request(CITIES, -9000.0, 100.0), request(CITIES, -5000.0, 300.0)

    plain = drawn(course(*earlier, calls=stored))["plain"]

    assert plain["total_ms"] == 4 * 900 + 3 * 300


def test_a_request_that_brought_nothing_is_shown() -> None:
    """No report names it, so that all requests in its time are taken for its own."""
    failed = [answered(name, has_failed=True) for name in CITIES]

    assert drawn(course(request(CITIES, 1005.0, 600.0), calls=failed))["requests"] == 1


def test_a_bar_says_what_it_is_of() -> None:
    """A turn has failed, many places are not all named, and nothing begins before the question."""
    failed = {"model": "m", "has_failed": True, "prompt_tokens": 1, "completion_tokens": 0}
    steps = [
        step("model_call", 0.0, 10, call=failed, sent=[]),
        step("model", 0.0, 10.4),
        step("tool_calls", 20.0, 0.0, calls=[answered("Oslo", has_failed=True)]),
        step("batch", 10.4, 50.0),
    ]
    asked = [request(("Oslo",) * count, -9.0 + count, 5.0) for count in (1, 12, 13)]

    shown = drawn(Course(BEGAN_MS, steps, [], [], asked, 1))

    turn_bar, *_ = [bar for bar in shown["bars"] if bar["kind"] == "model"]
    assert (turn_bar["label"], turn_bar["took_ms"]) == ("Model turn 1 (failed)", 10.4)
    one, twelve, thirteen = [bar for bar in shown["bars"] if bar["kind"] == "weather"]
    assert (one["began_ms"], twelve["began_ms"]) == (0.0, 3.0)
    assert "more" not in twelve["detail"]
    assert thirteen["detail"].endswith("; and 1 more")


def test_what_is_computed_is_no_request() -> None:
    """The sun and the moon ask no service."""
    sky = [answered("Oslo", ("almanac", "asked"))]
    computed = {**request(("Oslo",), 1005.0, 2.0), "service": "almanac"}

    shown = drawn(course(computed, calls=sky))

    assert (shown["requests"], shown["plain"]["requests"]) == (0, 0)
    assert [bar["label"] for bar in shown["bars"] if "place" in bar["label"]] == [
        "Computed here: current, 1 place"
    ]
