"""The journal: the course of each question, from Slack's side and from the bot's own log."""

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from handlers.playground.waterfall import Course, drawn
from handlers.playground.workspace import TEAM_ID
from handlers.playground.workspace.rules import Message

MOST_ENTRIES: Final = 2000
SLACK_BEFORE_MS: Final = 30_000
"""Milliseconds before the first step in which a call or a request still belongs to a question."""

NEWS: Final = {
    "model.failed": "The chat model has failed, and the built-in one takes over: {reason}",
    "model.down": "The chat model has failed {questions} times in a row.",
    "model.back": "The chat model answers again.",
    "weather.failed": "{source} has failed: {reason}",
    "question.failed": "Attempt {attempt} has failed; the question is kept for another: {reason}",
    "question.overtaken": "The question was changed, stopped or taken over meanwhile.",
    "question.stopped": "The question was stopped.",
    "slack.asks_to_wait": "Slack asks to wait {pause_s} s before the next {method}.",
}
"""What people are told of the bot's log, by the event."""

MOST_CHARACTERS: Final = 300


class Journal:
    """Keeps the newest entries; its methods may be called from any thread.

    Attributes:
        on_change: Is called, with a line for people or "", when there is something new.
    """

    def __init__(self, on_change: Callable[[str], None]) -> None:
        self.on_change = on_change
        self._lock = threading.Lock()
        self._calls: deque[Message] = deque(maxlen=MOST_ENTRIES)
        self._deliveries: deque[Message] = deque(maxlen=MOST_ENTRIES)
        self._requests: deque[Message] = deque(maxlen=MOST_ENTRIES)
        self._steps: dict[str, Message] = {}

    def hear_change(self, change: Message) -> None:
        """Keep a Slack call, if a change of the workspace is one."""
        if change["type"] != "call":
            return
        call, now_ms = change["call"], time.time() * 1000
        about = {name: call.arguments.get(name) for name in ("channel", "channel_id", "thread_ts")}
        kept = {
            "method": call.method,
            "channel": about["channel"] or about["channel_id"] or "",
            "thread_ts": about["thread_ts"] or call.arguments.get("ts") or "",
            "began_ms": now_ms - change["took_ms"],
            "took_ms": round(change["took_ms"], 1),
            "is_lost": change["is_lost"],
        }
        with self._lock:
            self._calls.append(kept)

    def hear_delivery(self, delivery: Message) -> None:
        """Keep the delivery of an event."""
        with self._lock:
            ended_ms = time.time() * 1000
            self._deliveries.append({**delivery, "began_ms": ended_ms - delivery["took_ms"]})
        self.on_change("")

    def hear_entry(self, entry: Mapping[str, Any]) -> None:
        """Keep what belongs to the course of a question from an entry of the bot's log."""
        event = entry.get("event")
        if event == "weather.requested":
            ended_ms = _time_ms(entry)
            with self._lock:
                began_ms = ended_ms - float(entry["took_ms"])
                self._requests.append({**entry, "began_ms": began_ms})
        elif event == "question.steps":
            with self._lock:
                kept = {**entry, "ended_ms": _time_ms(entry)}
                self._steps.pop(str(entry["question"]), None)  # the oldest come first
                self._steps[str(entry["question"])] = kept
                while len(self._steps) > MOST_ENTRIES:
                    del self._steps[next(iter(self._steps))]
            attempt = entry.get("attempt", 1)
            is_late = attempt > 1
            self.on_change(f"Attempt {attempt} has settled the question." if is_late else "")
        elif event in NEWS:
            told = NEWS[event].format_map(defaultdict(str, entry))
            self.on_change(told[:MOST_CHARACTERS])

    def course_of(self, channel: str, thread: str, ts: str) -> dict[str, Any] | None:
        """Return the newest course of the question with a ts; None while there is none."""
        key = f"{TEAM_ID}:{channel}:{ts}"
        with self._lock:
            same = [
                entry for name, entry in self._steps.items() if f"{name}:".startswith(f"{key}:")
            ]
            if not same:
                return None
            entry = max(same, key=lambda each: each["ended_ms"])
            steps = entry["steps"]
            began_ms = entry["ended_ms"] - entry["took_ms"]
            window = (began_ms - SLACK_BEFORE_MS, entry["ended_ms"] + 5)
            calls = [c for c in self._calls if c["channel"] == channel and c["thread_ts"] == thread]
            deliveries = [each for each in self._deliveries if each["about"] == ts]
            requests = [r for r in self._requests if window[0] <= r["began_ms"] <= window[1]]
        own = [call for call in calls if _overlaps(call, began_ms, entry["ended_ms"])]
        course = Course(began_ms, steps, own, deliveries, requests, entry.get("attempt", 1))
        return drawn(course)


def _overlaps(call: Message, began_ms: float, ended_ms: float) -> bool:
    slack_ms = 5.0  # two clocks of one machine, read one after the other
    return bool(began_ms - slack_ms <= call["began_ms"] <= ended_ms + slack_ms)


def _time_ms(entry: Mapping[str, Any]) -> float:
    return datetime.fromisoformat(str(entry["time"])).timestamp() * 1000
