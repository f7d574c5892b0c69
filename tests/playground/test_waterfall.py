"""The course of a question as bars: what was measured, on one scale, and the loop beside it."""

import itertools
import json
from collections.abc import Sequence
from typing import Any

from handlers.playground.waterfall import Course, drawn

BEGAN_MS = 1_700_000_000_000.0
CITIES = ("Oslo", "Rome", "Lima")
MIXED = (("almanac", "asked"), ("Open-Meteo", "asked"))


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
    """Each of them takes the mean of the turns here, and each request that of the requests."""
    requests = request(CITIES[:2], 1005.0, 600.0), request(CITIES[2:], 1006.0, 300.0)
    shown = drawn(course(*requests))
    plain = shown["plain"]

    assert (shown["requests"], plain["turns"], plain["requests"]) == (2, 4, 3)
    assert plain["total_ms"] == 4 * 900 + 3 * 450
    assert plain["prompt_tokens"] == 4000


def test_each_call_says_where_its_answer_came_from() -> None:
    """Of all that weather can come from, each source once; or nothing came."""
    sources = {
        "Oslo": ([("Open-Meteo", "asked")], ["requested"]),
        "Rome": ([("Open-Meteo", "joined"), ("Open-Meteo", "joined")], ["joined"]),
        "Lima": ([("simulated data", "ahead")], ["predicted"]),
        "Bern": ([("NWS", "asked"), ("Open-Meteo", "stored")], ["requested", "cached"]),
        "Kyiv": ([("almanac", "asked")], ["computed"]),
    }
    calls = [answered(name, *weather) for name, (weather, _) in sources.items()]
    calls += [answered("Atlantis", has_failed=True), answered("a place")]

    shown = drawn(course(calls=calls))

    told = [call["sources"] for call in shown["tools"]]
    assert told == [*(sources for _, sources in sources.values()), ["refused"], ["computed"]]
    (batch,) = [bar for bar in shown["bars"] if bar["kind"] == "batch"]
    assert batch["tools"] == shown["tools"]


def test_requests_of_other_questions_are_left_out() -> None:
    """Those from before it began and from after its batch, and one that another has made.

    An event can be logged a little late: requests may begin up to 50 ms before their question.
    """
    joined = [answered(name, ("Open-Meteo", "joined")) for name in CITIES]

    began_ms = (-500.0, -51.0, -50.0, 1610.0, 1611.0)
    shown = [drawn(course(request(CITIES, each, 9000.0))) for each in began_ms]
    shown.append(drawn(course(request(CITIES, 1005.0, 9000.0), calls=joined)))
    bars = [[bar["kind"] for bar in each["bars"]].count("weather") for each in shown]
    assert bars == [each["requests"] for each in shown] == [0, 0, 1, 1, 0, 0]
    assert [each["total_ms"] for each in shown] == [2505, 2505, 9000, 10_610, 2505, 2505]


def test_a_request_is_of_the_question_that_has_asked_for_its_kind_and_its_place() -> None:
    """Whatever else it brings; where one call of several has brought nothing, all of them are."""
    others = {**request(CITIES, 1005.0, 9.0), "kind": "daily"}, request(("Bern",), 1005.0, 9.0)
    shared = request(("Bern", "Oslo"), 1005.0, 9.0)
    one_failed = [answered("Oslo", ("Open-Meteo", "asked")), answered("Rome", has_failed=True)]

    assert drawn(course(*others, shared))["requests"] == 1
    assert drawn(course(*others, shared, calls=one_failed))["requests"] == 3


def test_what_was_looked_up_ahead_is_the_question_s_own() -> None:
    """It was asked for before the model had called anything."""
    ahead = [answered(name, ("Open-Meteo", "ahead")) for name in CITIES]

    assert drawn(course(request(CITIES, 1005.0, 600.0), calls=ahead))["requests"] == 1


def test_the_plain_loop_takes_the_time_of_the_last_request_where_there_is_no_own() -> None:
    """The answers came from the cache, and a loop without one would have asked.

    What was computed since took no time that a service takes.
    """
    stored = [answered(name, ("Open-Meteo", "stored")) for name in CITIES]
    earlier = request(CITIES, -9000.0, 100.0), request(CITIES, -5000.0, 300.0)
    computed = {**request(CITIES, -4000.0, 1.0), "service": "almanac"}

    plain = drawn(course(*earlier, computed, calls=stored))["plain"]

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
    (batch,) = [bar for bar in shown["bars"] if bar["kind"] == "batch"]
    assert batch["detail"] == "1 tool call, resolved together"
    one, twelve, thirteen = [bar for bar in shown["bars"] if bar["kind"] == "weather"]
    assert (one["began_ms"], twelve["began_ms"]) == (0.0, 3.0)
    assert twelve["detail"] == "; ".join(["Oslo, Somewhere 1.00, 2.00"] * 12)
    assert thirteen["detail"] == f"{twelve['detail']}; and 1 more"


def test_what_is_computed_is_no_request() -> None:
    """The sun and the moon ask no service; what else the same call has brought was asked for."""
    sky = [answered("Oslo", ("almanac", "asked"))]
    both = [answered("Oslo", *each) for each in itertools.permutations(MIXED)]
    computed = {**request(("Oslo",), 1005.0, 2.0), "service": "almanac"}

    shown = drawn(course(computed, calls=sky))

    assert (shown["requests"], shown["plain"]["requests"]) == (0, 0)
    assert drawn(course(computed, calls=both))["plain"]["requests"] == 2
    assert [bar["label"] for bar in shown["bars"] if "place" in bar["label"]] == [
        "Computed here: current, 1 place"
    ]


def test_a_course_is_drawn_as_a_whole() -> None:
    """A look-ahead, a turn of two calls, a batch, a lost post and two deliveries, word by word."""
    first = {"model": "big", "prompt_characters": 12_345, "prompt_tokens": 900}
    failed = {**first, "has_failed": True, "completion_tokens": 0}
    second = {**first, "prompt_tokens": 1_100, "completion_tokens": 40}
    weather = {"weather": [["daily", "Oslo, Norway", "NWS", "ahead"]], "has_failed": False}
    ahead = {"name": "get_forecast", "arguments": "{}", **weather}
    sky = {"name": "get_sky", "weather": [["sky", "Oslo", "almanac", "asked"]]} | {
        "has_failed": False
    }
    steps = [
        step("tool_calls", 5.0, 0.0, calls=[ahead]),
        step("prediction", 5.04, 1.0),
        step("model_call", 10.0, 40, call=failed, sent=["a"]),
        step("model_call", 60.0, 200, call=second, sent=["b"]),
        step("model", 10.0, 250.26),
        step("tool_calls", 300.0, 0.0, calls=[ahead, sky]),
        step("batch", 270.0, 30.0),
        step("model_call", 300.0, 100, call=None),
        step("model", 300.04, 99.96),
        step("check", 400.0, 1.0),
        step("save", 401.0, 2.0),
        step("settle", 450.0, 3.0),
    ]
    posted = {"method": "chat.postMessage", "took_ms": 30.0, "began_ms": BEGAN_MS + 410}
    calls = [{**posted, "is_lost": True}, {**posted, "began_ms": BEGAN_MS + 445, "is_lost": False}]
    came = {"began_ms": BEGAN_MS - 8, "took_ms": 6.0}
    asked = {**request(("Oslo", "Rome"), 20.0, 80.0), "kind": "daily", "service": "NWS"}
    asked["places"] = [["Oslo, Norway", 59.912, 10.754], ["Rome, Italy", 41.9, 12.5]]
    computed = {**request(("Oslo",), 271.0, 1.0), "kind": "sky", "service": "almanac"}
    computed["places"] = [["Oslo", 59.912, -10.754]]
    requests = [asked, computed]

    shown = drawn(Course(BEGAN_MS, steps, calls, [came, came], requests, 2))

    told = {"name": "get_forecast", "arguments": "{}", "sources": ["predicted"]}
    of_the_sky = {"name": "get_sky", "arguments": "", "sources": ["computed"]}
    lost, slack = "accepted, but the response was lost", "Slack's Web API"
    stored = "acknowledged once the question is stored"
    characters = "big, 12,345 characters sent"
    bars = [
        (
            "slack",
            "Slack delivers the event",
            f"{stored}; 2 envelopes came for this message, one question was kept",
            (0.0, 6.0),
        ),
        (
            "batch",
            "Look ahead",
            "Rules read the question; its weather is on its way while the model thinks.",
            (5.0, 1.0),
            {"tools": [told]},
        ),
        ("model", "Model turn 1 (failed)", characters, (10.0, 40), {"prompt": 900}),
        (
            "weather",
            "Weather request: daily, 2 places",
            "Oslo, Norway 59.91, 10.75; Rome, Italy 41.90, 12.50",
            (20.0, 80.0),
        ),
        (
            "model",
            "Model turn 2",
            characters,
            (60.0, 200),
            {"prompt": 1_100, "completion": 40},
        ),
        (
            "batch",
            "Batch",
            "2 tool calls, resolved together",
            (270.0, 30.0),
            {"tools": [told, of_the_sky]},
        ),
        ("own", "Computed here: sky, 1 place", "Oslo 59.91, -10.75", (271.0, 1.0)),
        ("model", "Model turn 3", "model, 0 characters sent", (300.0, 100.0), {}),
        ("own", "Save the answer", "It is stored before it is posted.", (401.0, 2.0)),
        ("slack", "chat.postMessage", lost, (410.0, 30.0)),
        ("slack", "chat.postMessage", slack, (445.0, 30.0)),
        (
            "own",
            "Settle the question",
            "The question is closed and the thread's history kept.",
            (450.0, 3.0),
        ),
    ]
    assert shown.pop("bars") == [
        {
            "kind": kind,
            "label": label,
            "detail": detail,
            "began_ms": began_ms,
            "took_ms": took_ms,
            **({"prompt": 0, "completion": 0} if kind == "model" else {}),
            **(more[0] if more else {}),
        }
        for kind, label, detail, (began_ms, took_ms), *more in bars
    ]
    plain = shown.pop("plain")
    assert shown == {
        "tools": [told, told, of_the_sky],
        "attempt": 2,
        "total_ms": 475.0,
        "turns": 3,
        "requests": 1,
        "slack_calls": 2,
        "tokens": [2_000, 40],
        "messages": [["a"], ["b"], []],
    }
    mean_ms, request_ms, at_ms, loop = 113.3, 80.0, 0.0, []
    for kind in ("model", "weather", "model", "weather", "model", "model"):
        took_ms = mean_ms if kind == "model" else request_ms
        loop.append((kind, round(at_ms, 1), took_ms))
        at_ms += 340 / 3 if kind == "model" else request_ms
    assert [tuple(bar.values()) for bar in plain.pop("bars")] == loop
    assert plain == {
        "prompt_tokens": 2_667,
        "turns": 4,
        "requests": 2,
        "total_ms": round(at_ms, 1),
    }


def test_what_a_look_ahead_or_a_batch_has_called_is_no_other_batch_s() -> None:
    """The request of a look-ahead is the question's own all the same."""
    ahead = answered("Oslo", ("Open-Meteo", "ahead"))
    steps = [
        step("tool_calls", 1.0, 0.0, calls=[ahead]),
        step("prediction", 1.0, 90.0),
        step("batch", 50.0, 1.0),
        step("tool_calls", 99.0, 0.0, calls=[answered("Rome", ("Open-Meteo", "stored"))]),
        step("batch", 98.0, 1.0),
        step("batch", 99.0, 1.0),
    ]

    shown = drawn(Course(BEGAN_MS, steps, [], [], [request(("Oslo",), 80.0, 5.0)], 1))

    tools = [bar["tools"] for bar in shown["bars"] if bar["kind"] == "batch"]
    assert tools == [shown["tools"][:1], [], shown["tools"][1:], []]
    details = {bar["detail"] for bar in shown["bars"] if bar.get("tools") == []}
    assert (shown["requests"], details) == (1, {"0 tool calls, resolved together"})


def test_a_course_of_nothing_is_empty() -> None:
    """As of a question that was stopped before anything was done."""
    assert drawn(Course(BEGAN_MS, [], [], [], [], 1)) == {
        "bars": [],
        "tools": [],
        "attempt": 1,
        "total_ms": 0.0,
        "turns": 0,
        "requests": 0,
        "slack_calls": 0,
        "tokens": [0, 0],
        "plain": {
            "bars": [{"kind": "model", "began_ms": 0.0, "took_ms": 0.0}],
            "prompt_tokens": 0,
            "turns": 1,
            "requests": 0,
            "total_ms": 0.0,
        },
        "messages": [],
    }
