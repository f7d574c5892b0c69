"""The course of a question as bars: what was measured, on one scale, and the loop beside it."""

import json
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


def course(*requests: dict[str, Any], failing: str = "") -> Course:
    """Return the course of a question about three cities, with some weather requests."""
    question = {"role": "user", "content": "weather?"}
    results = [
        {
            "role": "tool",
            "tool_call_id": name,
            "content": '{"error":"unknown_place"}' if name == failing else "a table",
        }
        for name in CITIES
    ]
    calls = {"role": "assistant", "tool_calls": [called(name) for name in CITIES]}
    steps = [
        *turn(0.0, 1000.0, [question]),
        step("batch", 1000.0, 610.0),
        *turn(1610.0, 800.0, [question, calls, *results]),
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
    """The batch's request, one that had begun before, the cache; or it has none."""
    ahead, now = request(("Oslo",), 3.0, 600.0), request(("Rome",), 1005.0, 600.0)

    shown = drawn(course(ahead, now))
    failed = drawn(course(ahead, now, failing="Rome"))

    assert [call["source"] for call in shown["tools"]] == ["predicted", "requested", "cached"]
    assert failed["tools"][1]["source"] == "refused"


def test_requests_of_other_questions_are_left_out() -> None:
    """Those from before it began, and those from after its batch."""
    others = (request(CITIES, -500.0, 600.0), request(CITIES, 1700.0, 600.0))

    shown = drawn(course(*others))

    assert shown["requests"] == 0
    assert {call["source"] for call in shown["tools"]} == {"cached"}
