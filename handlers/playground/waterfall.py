"""The course of one question as bars on one scale of time, beside the loop of one call a turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from handlers.playground.workspace.rules import Message

_OWN: Final = {
    "save": ("Save the answer", "It is stored before it is posted."),
    "settle": ("Settle the question", "The question is closed and the thread's history kept."),
}
_SOURCES: Final = {
    "asked": "requested",
    "joined": "joined",
    "ahead": "predicted",
    "stored": "cached",
}
_COMPUTED: Final = "almanac"
"""The service that makes no request: it computes the sun and the moon."""

_SLACK_MS: Final = 50.0
"""Milliseconds that can pass on a busy machine between an event and its entry in the log."""

_MOST_NAMED: Final = 12
"""Places of a request that are named one by one."""


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
    tools = [call for step in course.steps for call in step.get("calls", ())]
    told = [_told(call) for call in tools]
    requests = _own_requests(course, tools)
    bars = [*_deliveries(course), *turns, *_batches(course.steps)]
    bars += [_request(request, course.began_ms) for request in requests]
    bars += [
        _bar("own", *_OWN[step["name"]], step) for step in course.steps if step["name"] in _OWN
    ]
    bars += [_slack(call, course.began_ms) for call in course.calls]
    bars.sort(key=lambda bar: bar["began_ms"])
    total_ms = max((bar["began_ms"] + bar["took_ms"] for bar in bars), default=0.0)
    sent = [request for request in requests if not _is_computed(request)]
    recent = [request for request in course.requests if not _is_computed(request)]
    return {
        "bars": bars,
        "tools": told,
        "attempt": course.attempt,
        "total_ms": round(total_ms, 1),
        "turns": len(turns),
        "requests": len(sent),
        "slack_calls": len(course.calls),
        "tokens": [sum(turn[name] for turn in turns) for name in ("prompt", "completion")],
        "plain": _plain(turns, told, sent, recent),
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


def _batches(steps: Sequence[Message]) -> list[Message]:
    """Return a bar for each batch with its calls, and for a look-up before the first turn."""
    bars: list[Message] = []
    calls: Sequence[Message] = ()
    for step in steps:
        if step["name"] == "tool_calls":
            calls = step["calls"]
        elif step["name"] == "batch":
            count = len(calls)
            detail = f"{count} tool call{'s' * (count != 1)}, resolved together"
            bars.append({**_bar("batch", "Batch", detail, step), "tools": list(map(_told, calls))})
            calls = ()
        elif step["name"] == "prediction":
            detail = "Rules read the question; its weather is on its way while the model thinks."
            bar = _bar("batch", "Look ahead", detail, step)
            bars.append({**bar, "tools": list(map(_told, calls))})
            calls = ()
    return bars


def _told(call: Message) -> Message:
    """Return a tool call for the page, with the sources of its answer, each once."""
    sources = [
        "computed" if service == _COMPUTED else _SOURCES[origin]
        for _, _, service, origin in call["weather"]
    ]
    if not sources:
        sources = ["refused" if call["has_failed"] else "computed"]
    arguments = call.get("arguments", "")
    return {"name": call["name"], "arguments": arguments, "sources": list(dict.fromkeys(sources))}


def _own_requests(course: Course, calls: Sequence[Message]) -> list[Message]:
    """Return the requests that a question has made: of those in its time, the ones it stands on.

    Where a call has brought nothing, all requests in its time count, since no report names its own.
    """
    works = [step for step in course.steps if step["name"] in ("batch", "prediction")]
    last_ms = max((step["began_ms"] + step["took_ms"] for step in works), default=-1.0)
    own = {
        (kind, place)
        for call in calls
        for kind, place, _, origin in call["weather"]
        if origin in ("asked", "ahead")
    }
    has_failed = any(call["has_failed"] for call in calls)
    return [
        request
        for request in course.requests
        if -_SLACK_MS <= request["began_ms"] - course.began_ms <= last_ms
        and (has_failed or own & {(request["kind"], spot[0]) for spot in request["places"]})
    ]


def _is_computed(request: Message) -> bool:
    return request.get("service") == _COMPUTED


def _request(request: Message, begins_ms: float) -> Message:
    places = request["places"]
    spots = "; ".join(f"{name} {lat:.2f}, {lon:.2f}" for name, lat, lon in places[:_MOST_NAMED])
    more = f"; and {len(places) - _MOST_NAMED} more" if len(places) > _MOST_NAMED else ""
    about = f"{request['kind']}, {len(places)} place{'s' * (len(places) != 1)}"
    is_own = _is_computed(request)
    kind, label = ("own", "Computed here") if is_own else ("weather", "Weather request")
    return _bar(kind, f"{label}: {about}", f"{spots}{more}", request, begins_ms)


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
    mean request here, or as the last one of all where the answer came from the cache.
    """
    timed = [turn["took_ms"] for turn in turns]
    turn_ms = sum(timed) / len(timed) if timed else 0.0
    requests = own or recent[-1:]
    request_ms = sum(each["took_ms"] for each in requests) / len(requests) if requests else 0.0
    prompt = sum(turn["prompt"] for turn in turns)
    count = len(tools)
    pieces = [("model", turn_ms)]
    for call in tools:
        pieces += [("weather", request_ms)] if call["sources"] != ["computed"] else []
        pieces.append(("model", turn_ms))
    bars, at_ms = [], 0.0
    for kind, took_ms in pieces:
        bars.append({"kind": kind, "began_ms": round(at_ms, 1), "took_ms": round(took_ms, 1)})
        at_ms += took_ms
    tokens = round(prompt / len(turns) * (count + 1)) if turns else 0
    asked = len(pieces) - count - 1
    totals = {"turns": count + 1, "requests": asked, "total_ms": round(at_ms, 1)}
    return {"bars": bars, "prompt_tokens": tokens, **totals}
