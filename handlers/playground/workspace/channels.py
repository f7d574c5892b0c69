"""The messages of a workspace's channels, and the news of what changes in them."""

import itertools
import threading
import time
from collections.abc import Callable, Mapping

from handlers.playground.workspace.rules import Message

Listener = Callable[[Message], None]
"""Hears of every change, in order, while the workspace is locked."""


class Channels:
    """Messages by channel and ts; the methods may be called from any thread."""

    def __init__(self, now_ns: Callable[[], int] = time.time_ns) -> None:
        self._now_ns = now_ns
        self.listeners: list[Listener] = []
        self._changed = threading.Condition()
        self._counter = itertools.count(1)
        self._newest_us = 0
        self._messages: dict[str, dict[str, Message]] = {}

    def keep(self, message: Mapping[str, object]) -> None:
        """Put a person's message into its channel, so that it can be replied to."""
        channel, ts = message.get("channel"), message.get("ts")
        if isinstance(channel, str) and isinstance(ts, str):
            with self._changed:
                messages = self._messages.setdefault(channel, {})
                if ts not in messages:
                    messages[ts] = {**message, "type": "message"}
                    self._tell("message", channel, message=messages[ts])

    def change(self, event: Mapping[str, str], **fields: object) -> None:
        """Change a message that somebody has written."""
        with self._changed:
            message = self._messages[event["channel"]][event["ts"]]
            message |= fields
            self._tell("message", event["channel"], message=message)

    def delete(self, channel: str, ts: str) -> Message:
        """Take a message out of its channel, and return it."""
        with self._changed:
            message = self._messages[channel].pop(ts)
            self._tell("deleted", channel, ts=ts)
        return message

    def message(self, channel: str, ts: str) -> Message | None:
        """Return a message as it stands; None if there is none."""
        with self._changed:
            return self._messages.get(channel, {}).get(ts)

    def next_ts(self) -> str:
        """Return the time as a ts that is later than all before, also of a clock set back."""
        with self._changed:
            self._newest_us = max(self._newest_us + 1, self._now_ns() // 1000)
            return f"{self._newest_us // 1_000_000}.{self._newest_us % 1_000_000:06d}"

    def _thread(self, channel: str, root_ts: str) -> list[Message]:
        messages = self._messages.get(channel, {}).values()
        return [m for m in messages if root_ts in (m["ts"], m.get("thread_ts"))]

    def _tell(self, kind: str, channel: str, **fields: object) -> None:
        for listener in self.listeners:
            listener({"type": kind, "channel": channel, **fields})
