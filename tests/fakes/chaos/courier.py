"""Slack's side of the deliveries: every event twice, and again while nobody says to have it.

Twice at once is how a mention comes in a channel all of whose messages the bot is told: as
`app_mention` and as `message`.
"""

import heapq
import itertools
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from fakes.chaos.plan import Planned
from fakes.slack import TEAM_ID, FakeSlack
from handlers.playground.workspace.sockets import Delivery

ACKNOWLEDGED_WITHIN_S = 3.0
RETRIES = 3
_CHANNELS = 8


@dataclass(slots=True)
class Asked:
    """One question on its way, with all its deliveries so far."""

    planned: Planned
    event: dict[str, Any]
    payload: dict[str, Any]
    deliveries: list[Delivery] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The name by which the bot's replies say what they answer."""
        return f"{TEAM_ID}:{self.event['channel']}:{self.event['ts']}"

    @property
    def thread(self) -> tuple[str, str]:
        """The channel and the ts of the thread's first message."""
        return self.event["channel"], self.event.get("thread_ts", self.event["ts"])

    @property
    def acknowledged_at_s(self) -> float:
        """When it was acknowledged first, by time.monotonic(); infinite if never."""
        times = (d.acknowledged_at_s for d in self.deliveries if d.acknowledged.is_set())
        return min(times, default=float("inf"))


class Courier:
    """Delivers a plan; `asked` holds what has been asked so far, in the order of its ts."""

    def __init__(self, slack: FakeSlack, planned: Sequence[Planned], dice: random.Random) -> None:
        self.asked: list[Asked] = []
        self.redeliveries = 0
        self._slack = slack
        self._dice = dice
        self._started_s = 0.0
        self._roots: dict[int, str] = {}
        self._order = itertools.count()
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        for question in planned:
            self._at(question.at_s, partial(self._ask, question))

    def run(self, is_over: threading.Event) -> None:
        """Deliver everything, which ends with the last event that Slack cares about."""
        self._started_s = time.monotonic()
        while self._due and not is_over.is_set():
            wait_s = self._due[0][0] - self._now_s()
            if wait_s > 0:
                is_over.wait(wait_s)
            else:
                heapq.heappop(self._due)[2]()

    def _ask(self, question: Planned) -> None:
        place = {"channel": f"C{question.thread % _CHANNELS}"}
        if question.thread in self._roots:
            place["thread_ts"] = self._roots[question.thread]
        event = self._slack.mention(question.text, **place)
        self._roots.setdefault(question.thread, event["ts"])
        asked = Asked(question, event, self._slack.payload_of(event))
        self.asked.append(asked)
        self._send(asked, asked.payload)
        if question.copy_at_s == question.at_s:
            twin = {**event, "type": "message", "channel_type": "channel"}
            self._send(asked, self._slack.payload_of(twin), by=asked.deliveries[0].connection)
        else:
            self._at(question.copy_at_s, partial(self._send, asked, asked.payload))
        self._look_after(asked, retry=1)

    def _look_after(self, asked: Asked, retry: int) -> None:
        def look() -> None:
            if asked.acknowledged_at_s == float("inf") and retry <= RETRIES:
                self.redeliveries += 1
                self._send(asked, asked.payload, retry_attempt=retry, retry_reason="timeout")
                self._look_after(asked, retry + 1)

        self._at(self._now_s() + ACKNOWLEDGED_WITHIN_S, look)

    def _send(
        self, asked: Asked, payload: dict[str, Any], *, by: int | None = None, **envelope: Any
    ) -> None:
        """Send by a connection, else by any other than the last one."""
        before = asked.deliveries[-1].connection if asked.deliveries else 0
        connections = self._slack.connections
        others = [number for number in connections if number != before] or connections or [0]
        by = self._dice.choice(others) if by is None else by
        asked.deliveries.append(self._slack.send_payload(payload, by=by, **envelope))

    def _at(self, at_s: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._due, (at_s, next(self._order), action))

    def _now_s(self) -> float:
        return time.monotonic() - self._started_s
