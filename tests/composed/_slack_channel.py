"""The bot's way back to Slack, for nets of what it sends and reads there."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from fakes.clock import MONDAY, FakeTime
from fakes.log import Log, captured_log
from fakes.slack import FakeSlack, Fault, fake_slack
from fakes.slack_side import channel_to

from bot.clock import Clock
from bot.errors import DeliveryError, RefusedError
from bot.messages import Question
from composed._slack_app import TimelessSlack
from handlers.delivery import SlackChannel

EARLIER: Final = "1763895650.000100"

Act = Callable[[SlackChannel, Question], object]


@dataclass(frozen=True)
class ChannelAtDesk:
    """A channel to a workspace that is empty again for each case."""

    slack: FakeSlack
    log: Log
    time: FakeTime
    channel: SlackChannel

    def come_of(self, asked: Question, faults: Mapping[str, Sequence[Fault]], act: Act) -> str:
        """Return the outcome of an act: its result or error, the calls, and the log."""
        self.slack.clear()
        self.time.pass_s(100_000)
        root = {"channel": "C1", "ts": asked.thread, "user": "U1", "text": "?"}
        self.slack.keep(root)
        self.slack.keep({**root, **self.slack.bot, "ts": EARLIER, "thread_ts": asked.thread})
        if asked.surface == "command":
            asked = replace(asked, answer_url=self.slack.new_answer("U1", "C1"), revision="1.a")
        for method, said in faults.items():
            self.slack.fail(method, *said)
        self.log.taken()
        try:
            lines = [repr(act(self.channel, asked))]
        except DeliveryError as error:
            fields: tuple[object, ...] = (error.may_have_arrived, error.retry_after_s)
            if isinstance(error, RefusedError):
                fields += (error.code, error.is_final, error.is_mendable)
            lines = [f"{type(error).__name__} {error} {fields}"]
        for call in self.slack.calls():
            lines.append(f"{call.method} {json.dumps(call.arguments, ensure_ascii=False)}")
        for entry in self.log.taken():
            lines.append(str({name: told for name, told in entry.items() if name != "time"}))
        return "\n".join(lines)


@contextmanager
def channel_at_desk() -> Iterator[ChannelAtDesk]:
    """Yield a channel with all around it."""
    time = FakeTime()
    with fake_slack(TimelessSlack) as slack, captured_log() as log:
        clock = Clock(lambda: MONDAY, time.clock.monotonic)
        with channel_to(slack, clock) as channel:
            yield ChannelAtDesk(slack, log, time, channel)
