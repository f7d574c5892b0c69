"""A reply channel that keeps what it is given, and fails when a test says so."""

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from bot.clock import Deadline
from bot.messages import Asker, Question, Remark, Reply
from fakes.clock import MONDAY
from fakes.waiting import PATIENCE_S


@dataclass(frozen=True)
class Fault:
    """How an attempt to post goes wrong; `arrives` posts the reply all the same."""

    error: Exception
    arrives: bool = False


class FakeChannel:
    """A ReplyChannel; its state may be read from any thread.

    Attributes:
        posts: What is in the threads, in order; the first has the id "reply-1".
        tries: Every reply that was to be posted, the failed ones included.
        ended: The questions whose progress is over.
        edits: Replies that were put in the place of earlier ones, with those's ids.
        gone: The ids of replies that somebody has deleted, in whose place a new one is posted.
        told: Who was told something alone, and what.
        shown_alone: Replies that were shown to who asked, and to nobody else.
        searches: The questions whose replies were looked for.
        remarks: What people said in every thread before the question.
        readings: The questions whose threads were read.
        reading_s: The seconds that each of these readings was given.
        faults: What happens to the next attempts to post, one by one; None lets one pass.
        search_faults: What the next searches raise.
        asker_faults: What the next questions about an asker raise.
        before_post: Called with each attempt to post.
        before_search: Called with each look for a reply.
        before_tell: Called before somebody is told something alone.
        language: The language of whoever asks.
    """

    def __init__(self) -> None:
        self.posts: list[tuple[Question, Reply]] = []
        self.tries: list[Reply] = []
        self.searches: list[Question] = []
        self.statuses: list[str] = []
        self.ended: list[Question] = []
        self.edits: list[tuple[str, Reply]] = []
        self.gone: set[str] = set()
        self.told: list[tuple[str, str]] = []
        self.shown_alone: list[tuple[Question, Reply]] = []
        self.remarks: Sequence[Remark] = ()
        self.readings: list[Question] = []
        self.reading_s: list[float] = []
        self.faults: deque[Fault | None] = deque()
        self.search_faults: deque[Exception] = deque()
        self.asker_faults: deque[Exception] = deque()
        self.before_post = _nothing
        self.before_search = _nothing
        self.before_tell = _nothing
        self.language = "en-GB"
        self._changed = threading.Condition()

    def texts(self, question: Question) -> list[str]:
        """Return the words of all replies to a question."""
        with self._changed:
            return [reply.text for asked, reply in self.posts if asked == question]

    def wait_for_posts(self, count: int) -> None:
        """Return as soon as so many replies are posted."""
        with self._changed:
            enough = self._changed.wait_for(lambda: len(self.posts) >= count, PATIENCE_S)
            assert enough, f"{len(self.posts)} posts, not {count}"

    def asker(self, question: Question) -> Asker:  # noqa: ARG002
        """Return somebody in London, or raise."""
        if self.asker_faults:
            raise self.asker_faults.popleft()
        return Asker(asked_at=MONDAY, language=self.language)

    def show_progress(self, question: Question, status: str, steps: Sequence[str] = ()) -> None:  # noqa: ARG002
        """Keep the status."""
        self.statuses.append(status)

    def end_progress(self, question: Question) -> None:
        """Keep whose it was."""
        self.ended.append(question)

    def tell(self, question: Question, user: str, text: str) -> None:  # noqa: ARG002
        """Keep what a person is told."""
        self.before_tell()
        self.told.append((user, text))

    def said_before(self, question: Question, deadline: Deadline) -> Sequence[Remark]:
        """Return what people said, unless the question opens its thread."""
        self.readings.append(question)
        self.reading_s.append(deadline.left_s())
        return () if question.thread == question.ts else self.remarks

    def post(self, question: Question, reply: Reply) -> str:
        """Keep the reply, or fail."""
        self.before_post()
        with self._changed:
            self.tries.append(reply)
            fault = self.faults.popleft() if self.faults else None
            if fault is None or fault.arrives:
                self.posts.append((question, reply))
                self._changed.notify_all()
            if fault is not None:
                raise fault.error
            return f"reply-{len(self.posts)}"

    def edit(self, question: Question, reply_id: str, reply: Reply) -> str:
        """Keep the reply with the id of the one whose place it takes, or post it."""
        if reply_id in self.gone:
            return self.post(question, reply)
        with self._changed:
            self.edits.append((reply_id, reply))
            self._changed.notify_all()
        return reply_id

    def show_alone(self, question: Question, reply: Reply) -> None:
        """Keep what is shown."""
        self.shown_alone.append((question, reply))

    def find(self, question: Question) -> str | None:
        """Return the id of the newest reply to a question."""
        self.before_search()
        with self._changed:
            self.searches.append(question)
            if self.search_faults:
                raise self.search_faults.popleft()
            ids = [n for n, (asked, _) in enumerate(self.posts, 1) if asked == question]
            return f"reply-{ids[-1]}" if ids else None


def _nothing() -> None:
    """Let a reply be posted at once."""
