"""What the status line of one question shows, and what it should show next; no I/O."""

from dataclasses import dataclass, field
from threading import Event
from typing import Literal

REFRESH_S = 90.0
"""Slack drops a status after two minutes."""
SESSION_AFTER_S = 3.0
"""From then on a button that stops the work is worth it; before, it would only flicker."""

SessionState = Literal["processing", "active"]


@dataclass(frozen=True, slots=True)
class Status:
    """A text such as "is thinking…", and the steps that take turns with it; "" is none."""

    text: str
    steps: tuple[str, ...] = ()


NOTHING = Status("")

Step = Status | SessionState


@dataclass(slots=True)
class StatusLine:
    """One question's line; whoever uses it holds a lock.

    Attributes:
        since_s: When the question was taken up.
        shown: What Slack was told last, so far as it still shows it.
        on_its_way: What Slack is being told at this moment.
        is_in_hand: Whether a thread brings it up to date.
        has_news: Wakes that thread from its first pause.
    """

    since_s: float
    shown: Status = NOTHING
    shown_at_s: float | None = None
    wanted: Status | None = None
    session: SessionState | None = None
    wanted_session: SessionState | None = None
    on_its_way: Step | None = None
    is_in_hand: bool = False
    has_ended: bool = False
    has_news: Event = field(default_factory=Event)

    def want(self, status: Status) -> None:
        """Show this next, in place of what still waits."""
        self.wanted = status
        self.has_news.set()

    def look_at_clock(self, now_s: float) -> None:
        """Want again what Slack is about to drop, and a session for what takes long."""
        if self.has_ended:
            return
        if self.session is None and now_s - self.since_s >= SESSION_AFTER_S:
            self.session = self.wanted_session = "processing"
        if self.shown.text and now_s - (self.shown_at_s or 0.0) >= REFRESH_S:
            self.wanted = self.wanted or self.shown

    def posted(self) -> None:
        """Slack has cleared the line with a post; not what reaches it after that."""
        self.shown = NOTHING
        if isinstance(self.on_its_way, Status):
            self.shown = self.on_its_way

    def end(self) -> None:
        """Want nothing to be shown any more."""
        self.has_ended = True
        self.wanted = None
        if self.session is not None:
            self.wanted_session = "active"
        self.has_news.set()

    def next_step(self, now_s: float) -> Step | None:
        """Return what to tell Slack now; None when it shows what it should."""
        if self.wanted is None and self.has_ended and self.shown.text:
            self.wanted = NOTHING
        step: Step | None = None
        if self.wanted is not None:
            step, self.shown, self.shown_at_s = self.wanted, self.wanted, now_s
            self.wanted = None
        elif self.wanted_session is not None:
            step, self.wanted_session = self.wanted_session, None
        self.on_its_way = step
        return step
