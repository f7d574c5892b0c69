"""The course of one question as bars on one scale of time, beside the loop of one call a turn."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from handlers.playground.workspace.rules import Message

_OWN: Final = {
    "save": ("Save the answer", "It is stored before it is posted."),
    "settle": ("Settle the question", "The question is closed and the thread's history kept."),
}
_NEAR: Final = 0.06
"""Degrees by which a service's grid may move the place of a call."""


@dataclass(frozen=True, slots=True)
class Course:
    """One attempt at a question.

    Attributes:
        began_ms: Its beginning, in milliseconds since 1970; steps are counted from there.
        calls: The calls to Slack's Web API meanwhile.
        requests: The weather requests of the last while, of any question.
        attempt: The number of the attempt that brought the answer.
    """

    began_ms: float
    steps: Sequence[Message]
    calls: Sequence[Message]
    deliveries: Sequence[Message]
    requests: Sequence[Message]
    attempt: int


def drawn(course: Course) -> dict[str, Any]:
    """Return the bars, the sums, the plain loop and the model's messages for the page."""
    turns = _turns(course)
    batches = [step for step in course.steps if step["name"] == "batch"]
    first_ms, last_ms = _window(batches)
    begins_ms = course.began_ms
    requests = [
        request
        for request in course.requests
        if begins_ms <= request["began_ms"] <= begins_ms + last_ms and batches
    ]
    tools = _tool_calls(turns, requests, begins_ms + first_ms, course)
    bars = [*_deliveries(course), *turns, *_batch(batches, tools), *_requests(requests, begins_ms)]
    bars += [
        _bar("own", *_OWN[step["name"]], step) for step in course.steps if step["name"] in _OWN
    ]
    bars += [_slack(call, begins_ms) for call in course.calls]
    bars.sort(key=lambda bar: bar["began_ms"])
    total_ms = max((bar["began_ms"] + bar["took_ms"] for bar in bars), default=0.0)
    return {
        "bars": bars,
        "tools": tools,
        "attempt": course.attempt,
        "total_ms": round(total_ms, 1),
        "turns": len(turns),
        "requests": len(requests),
        "slack_calls": len(course.calls),
        "tokens": [sum(turn[name] for turn in turns) for name in ("prompt", "completion")],
        "plain": _plain(turns, tools, requests, course.requests),
        "messages": [turn.pop("sent") for turn in turns],
    }


def _bar(kind: str, label: str, detail: str, step: Message, began_ms: float = 0.0) -> Message:
    begins = step["began_ms"] - began_ms
    times = {"began_ms": round(max(0.0, begins), 1), "took_ms": round(step["took_ms"], 1)}
    return {"kind": kind, "label": label, "detail": detail, **times}


def _turns(course: Course) -> list[Message]:
    """Return a bar for each turn of the model, with its tokens and what it was sent."""
    turns: list[Message] = []
    calls: list[Message] = []
    for step in course.steps:
        if step["name"] == "model_call":
            calls.append(step)
        elif step["name"] == "model":
            # A call's own time is in whole milliseconds; the span around a single call is finer.
            spans = [{**calls[0], **_times(step)}] if len(calls) == 1 else calls
            turns += [_turn(call, len(turns) + number) for number, call in enumerate(spans, 1)]
            calls = []
    return turns


def _times(step: Message) -> Message:
    return {name: step[name] for name in ("began_ms", "took_ms")}


def _turn(step: Message, number: int) -> Message:
    call = step.get("call") or {}
    failed = " (failed)" if call.get("has_failed") else ""
    tokens = {name: int(call.get(f"{name}_tokens", 0)) for name in ("prompt", "completion")}
    detail = f"{call.get('model', 'model')}, {call.get('prompt_characters', 0):,} characters sent"
    bar = _bar("model", f"Model turn {number}{failed}", detail, step)
    return {**bar, **tokens, "sent": step.get("sent", [])}


def _window(batches: Sequence[Message]) -> tuple[float, float]:
    ends = [step["began_ms"] + step["took_ms"] for step in batches]
    return min((step["began_ms"] for step in batches), default=0.0), max(ends, default=0.0)


def _batch(batches: Sequence[Message], tools: Sequence[Message]) -> list[Message]:
    count = len(tools)
    detail = f"{count} tool call{'s' * (count != 1)}, resolved together"
    return [_bar("batch", "Batch", detail, step) for step in batches]


def _tool_calls(
    turns: Sequence[Message], requests: Sequence[Message], batch_ms: float, course: Course
) -> list[Message]:
    """Return the tool calls that the last turn was shown, and where each answer came from."""
    sent = turns[-1]["sent"] if turns else []
    last_user = max((n for n, m in enumerate(sent) if m.get("role") == "user"), default=0)
    own = sent[last_user:]
    calls = [call for message in own for call in message.get("tool_calls") or ()]
    results = {m["tool_call_id"]: m["content"] for m in own if m.get("role") == "tool"}
    told = []
    for call in calls:
        result = str(results.get(call["id"], ""))
        source = _source(call, result, requests, batch_ms)
        told.append({**{k: call[k] for k in ("name", "arguments")}, "source": source})
    return told if course.steps else []


def _source(call: Message, result: str, requests: Sequence[Message], batch_ms: float) -> str:
    """Return the source of a call's answer: this batch's request, an earlier one, or the cache."""
    if result.startswith('{"error"'):
        return "refused"
    arguments = _read(call["arguments"])
    place = str(arguments.get("place", arguments.get("location", ""))).split(",")[0].casefold()
    for request in requests:
        if any(place and place in str(spot[0]).casefold() for spot in request["places"]):
            return "predicted" if request["began_ms"] < batch_ms - 1 else "requested"
    return "cached" if place else "computed"


def _read(arguments: str) -> Mapping[str, Any]:
    try:
        read = json.loads(arguments or "{}")
    except ValueError:
        return {}
    return read if isinstance(read, Mapping) else {}


def _requests(requests: Sequence[Message], begins_ms: float) -> list[Message]:
    bars = []
    for request in requests:
        places = request["places"]
        spots = "; ".join(f"{name} {lat:.2f}, {lon:.2f}" for name, lat, lon in places[:12])
        more = f"; and {len(places) - 12} more" if len(places) > 12 else ""  # noqa: PLR2004
        label = f"Weather request: {request['kind']}, {len(places)} place{'s' * (len(places) != 1)}"
        bars.append(_bar("weather", label, f"{spots}{more}", request, begins_ms))
    return bars


def _deliveries(course: Course) -> list[Message]:
    if not course.deliveries:
        return []
    count = len(course.deliveries)
    first = course.deliveries[0]
    detail = "acknowledged once the question is stored"
    if count > 1:
        detail += f"; {count} envelopes came for this message, one question was kept"
    return [_bar("slack", "Slack delivers the event", detail, first, course.began_ms)]


def _slack(call: Message, begins_ms: float) -> Message:
    detail = "accepted, but the response was lost" if call["is_lost"] else "Slack's Web API"
    return _bar("slack", call["method"], detail, call, begins_ms)


def _plain(
    turns: Sequence[Message],
    tools: Sequence[Message],
    own: Sequence[Message],
    recent: Sequence[Message],
) -> dict[str, Any]:
    """Return the same question in a loop of one tool call a turn, from this question's times.

    Each of its turns takes as long as the mean turn here, and each of its requests as long as the
    one request here, or as the last one where the answer came from the cache.
    """
    timed = [turn["took_ms"] for turn in turns]
    turn_ms = sum(timed) / len(timed) if timed else 0.0
    requests = own or recent[-1:]
    request_ms = sum(each["took_ms"] for each in requests) / len(requests) if requests else 0.0
    prompt = sum(turn["prompt"] for turn in turns)
    count = len(tools)
    bars, at_ms = [], 0.0
    for number in range(count + 1):
        pairs = [("model", turn_ms), ("weather", request_ms)]
        for kind, took_ms in pairs if number < count else pairs[:1]:
            bars.append({"kind": kind, "began_ms": round(at_ms, 1), "took_ms": round(took_ms, 1)})
            at_ms += took_ms
    tokens = round(prompt / len(turns) * (count + 1)) if turns else 0
    totals = {"turns": count + 1, "requests": count, "total_ms": round(at_ms, 1)}
    return {"bars": bars, "prompt_tokens": tokens, **totals}
