"""What became of the questions, seen from Slack's side.

- lost: acknowledged, and without a reply;
- doubled: more than one reply;
- wrong: a reply whose words say that they answer another question than the reply itself says;
- out of order: replied to after a later question of the same thread, although acknowledged before
  that later one was leased for the attempt that posted its reply;
- late: the same, but acknowledged only after that. Nobody knew yet that it would come, so it can't
  be in order. That happens when the process that its event was sent to has been killed, while the
  events of later questions went to others;
- never acknowledged: none of Slack's tries met a process that lived long enough. It was neither
  accepted nor lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fakes.chaos.courier import Asked
from fakes.chaos.plan import number_in
from fakes.slack import FakeSlack

NEVER = float("inf")
STARTED_S = 2.0
"""After this time a process is no longer busy with its own start."""

_APOLOGY = "Sorry, I can't answer that just now"
_FALLBACK = "The language model gave no answer"


@dataclass(slots=True)
class Findings:
    """The numbers of the questions to which each of it happened.

    Attributes:
        stories: What is known of each question to which something happened that must not.
    """

    never_acknowledged: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)
    out_of_order: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    apologies: list[int] = field(default_factory=list)
    fallbacks: list[int] = field(default_factory=list)
    stories: list[str] = field(default_factory=list)

    @property
    def forbidden(self) -> set[int]:
        """The questions to which something happened that must not."""
        return {*self.lost, *self.doubled, *self.wrong, *self.out_of_order}


@dataclass(slots=True)
class _Answered:
    """A question with its replies; times are of time.monotonic(), infinite for what never was."""

    asked: Asked
    leases_s: Sequence[float]
    posted_at_s: float
    replies: list[dict[str, Any]] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.asked.planned.number

    @property
    def leased_at_s(self) -> float:
        """When it was leased for the attempt that posted its first reply."""
        return max((at_s for at_s in self.leases_s if at_s <= self.posted_at_s), default=NEVER)

    @property
    def replied_ts(self) -> str:
        return str(self.replies[0]["ts"])

    def story(self) -> str:
        """Return what is known of it; times in seconds after it was asked."""
        asked_s = self.asked.deliveries[0].sent_at_s
        leases = ", ".join(f"{at_s - asked_s:.2f}" for at_s in self.leases_s)
        return (
            f"no. {self.number} ({self.asked.key}): acknowledged after"
            f" {self.asked.acknowledged_at_s - asked_s:.2f} s, leased after {leases}, posted after"
            f" {self.posted_at_s - asked_s:.2f}, replies at ts {[r['ts'] for r in self.replies]}"
        )


def judge(
    slack: FakeSlack, asked: Sequence[Asked], leased_at_s: Mapping[str, Sequence[float]]
) -> Findings:
    """Hold the replies in all threads against the questions.

    `leased_at_s` has all times at which each question was leased, by its key.
    """
    findings = Findings()
    posted = _posting_times(slack)
    by_key = {
        q.key: _Answered(q, leased_at_s.get(q.key, ()), posted.get(q.key, NEVER)) for q in asked
    }
    for channel, root_ts in dict.fromkeys(question.thread for question in asked):
        for reply in slack.replies(channel, root_ts):
            _assign(reply, (channel, root_ts), by_key, findings)
    for answered in by_key.values():
        _judge_alone(answered, findings)
    for thread in dict.fromkeys(question.thread for question in asked):
        _judge_order([a for a in by_key.values() if a.asked.thread == thread], findings)
    findings.stories = [a.story() for a in by_key.values() if a.number in findings.forbidden]
    return findings


def _assign(
    reply: Mapping[str, Any],
    thread: tuple[str, str],
    by_key: Mapping[str, _Answered],
    findings: Findings,
) -> None:
    """Add a reply to the question that it says it answers."""
    key = reply.get("metadata", {}).get("event_payload", {}).get("key")
    answered = by_key.get(key)
    number = number_in(reply["text"])
    if answered is None or answered.asked.thread != thread:
        findings.wrong.append(number or 0)
        return
    if number not in (None, answered.number):
        findings.wrong.append(answered.number)
    answered.replies.append(dict(reply))


def _posting_times(slack: FakeSlack) -> dict[str, float]:
    """Return when a reply to each question was posted first, by the question's key."""
    times: dict[str, float] = {}
    for call in slack.calls("chat.postMessage"):
        key = call.arguments.get("metadata", {}).get("event_payload", {}).get("key")
        times.setdefault(key, call.at_s)
    return times


def _judge_alone(answered: _Answered, findings: Findings) -> None:
    if answered.asked.acknowledged_at_s == NEVER:
        findings.never_acknowledged.append(answered.number)
    elif not answered.replies:
        findings.lost.append(answered.number)
    if len(answered.replies) > 1:
        findings.doubled.append(answered.number)
    for reply in answered.replies[:1]:
        if _APOLOGY in reply["text"]:
            findings.apologies.append(answered.number)
        if _FALLBACK in reply["text"]:
            findings.fallbacks.append(answered.number)


def _judge_order(thread: Sequence[_Answered], findings: Findings) -> None:
    """Compare every question of a thread, in the order of asking, with all later ones."""
    replied = [answered for answered in thread if answered.replies]
    for index, answered in enumerate(replied):
        overtaken_by = [
            later for later in replied[index + 1 :] if later.replied_ts < answered.replied_ts
        ]
        known_at_s = answered.asked.acknowledged_at_s
        if any(known_at_s < later.leased_at_s for later in overtaken_by):
            findings.out_of_order.append(answered.number)
        elif overtaken_by:
            findings.late.append(answered.number)


@dataclass(frozen=True, slots=True)
class Waits:
    """How long acknowledgements took in ms, from the first delivery of an event to the first yes.

    Attributes:
        undisturbed_ms: Of events none of whose deliveries met a killed process before that, nor
            the database while it was away.
        settled_ms: Of those among them that went to processes which had not just been started.
    """

    all_ms: Sequence[float]
    undisturbed_ms: Sequence[float]
    settled_ms: Sequence[float]


def waits(asked: Sequence[Asked], away_s: tuple[float, float]) -> Waits:
    """Return the waits; `away_s` is when the database went away, and when it was back."""
    accepted = [question for question in asked if question.acknowledged_at_s < NEVER]
    undisturbed = [question for question in accepted if not _is_disturbed(question, away_s)]
    settled = [question for question in undisturbed if question.deliveries[0].age_s > STARTED_S]
    return Waits(*([_wait_ms(q) for q in those] for those in (accepted, undisturbed, settled)))


def _wait_ms(question: Asked) -> float:
    return 1000 * (question.acknowledged_at_s - question.deliveries[0].sent_at_s)


def _is_disturbed(question: Asked, away_s: tuple[float, float]) -> bool:
    until_s = question.acknowledged_at_s
    first_s = question.deliveries[0].sent_at_s
    was_away = first_s < away_s[1] and until_s > away_s[0]
    return was_away or any(d.is_cut_off and d.sent_at_s < until_s for d in question.deliveries)


def percentile(values_ms: Sequence[float], share: float) -> float:
    """Return the value that so large a share of all does not exceed; NaN when there are none."""
    ordered = sorted(values_ms)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")
