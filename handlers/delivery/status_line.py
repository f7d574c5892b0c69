"""The status line of one question: the text that is shown and the one to show next; no I/O."""

from dataclasses import dataclass, field
from threading import Event
from typing import Literal

REFRESH_S = 90.0
"""Seconds after which a status is sent again, since Slack drops it after two minutes."""
SESSION_AFTER_S = 3.0
"""Seconds of work after which Slack's Stop button is shown; on quick answers it would flicker."""

SessionState = Literal["processing", "active"]


@dataclass(frozen=True, slots=True)
class Status:
    """A text such as "is thinking…", and steps shown in turn with it; "" clears the line."""

    text: str
    steps: tuple[str, ...] = ()


NOTHING = Status("")

Step = Status | SessionState


@dataclass(slots=True)
class StatusLine:
    """One question's status line; its callers hold a lock.

    Attributes:
        since_s: Monotonic time at which work on the question began.
        shown: The status that people see, as far as is known.
        shown_at_s: Monotonic time at which `shown` was sent; None before the first.
        wanted: The status to send next; None when there is none to send.
        session: The state of Slack's agent session; None before it is opened.
        wanted_session: The session state to send next; None when there is none to send.
        on_its_way: The status or session state of the call that is under way.
        is_in_hand: Whether a thread is making this line's calls.
        has_news: Ends that thread's first pause.
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

    @property
    def is_at_rest(self) -> bool:
        """Whether the line has ended, Slack has the right ones, and no thread is at it."""
        is_left = self.is_in_hand or self.shown.text or self.wanted or self.wanted_session
        return self.has_ended and not is_left

    def begin_again(self, now_s: float) -> None:
        """Stay for a question that is worked on again before all was cleared."""
        self.since_s, self.session, self.has_ended = now_s, None, False

    def want(self, status: Status) -> None:
        """Send this status next, in place of one that still waits."""
        self.wanted = status
        self.has_news.set()

    def look_at_clock(self, now_s: float) -> None:
        """Repeat a status before Slack drops it, and open a session when the work takes long."""
        if self.has_ended:
            return
        if self.session is None and now_s - self.since_s >= SESSION_AFTER_S:
            self.session = self.wanted_session = "processing"
        if self.shown.text and now_s - (self.shown_at_s or 0.0) >= REFRESH_S:
            self.wanted = self.wanted or self.shown

    def posted(self) -> None:
        """Record that posting the reply cleared the status.

        A status call that is still under way arrives later and stays visible.
        """
        self.shown = NOTHING
        if isinstance(self.on_its_way, Status):
            self.shown = self.on_its_way

    def end(self) -> None:
        """Have the status cleared, and the session ended."""
        self.has_ended = True
        self.wanted = None
        if self.session is not None:
            self.wanted_session = "active"
        self.has_news.set()

    def next_step(self, now_s: float) -> Step | None:
        """Return the status or session state to send now; None when Slack has the right ones."""
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
