"""The pool of threads that answer questions from the inbox."""

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from bot.errors import DatabaseError
from bot.questions.worker import Worker
from bot.storage.fair_share import share_of
from bot.telemetry import OnceAMinute, log_event

if TYPE_CHECKING:
    from bot.storage.inbox import Lease

logger = logging.getLogger(__name__)

POLL_S = 0.5
GATHER_S = 0.02
"""Seconds in which questions end whose threads are then given new ones together."""
RELEASE_S = 3.0


class WorkerPool:
    """Threads that answer questions from the inbox, one question each at a time."""

    def __init__(self, worker: Worker, *, threads: int) -> None:
        self._worker = worker
        self._inbox = worker.inbox
        # With the share that is kept for others on top, one person alone can use all of `threads`.
        self._threads = threads = threads + threads // 3
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="worker")
        self._held: dict[Future[None], Lease] = {}
        self._renew_every_s = worker.inbox.lease_s / 3
        self._renew_at_s = 0.0
        self._may_complain = OnceAMinute(worker.clock)
        self._news = threading.Event()
        self._is_asked = threading.Event()
        self._is_closed = threading.Event()
        self._is_over = threading.Event()
        self._dispatcher = threading.Thread(target=self._dispatch, name="dispatcher", daemon=True)

    def start(self) -> None:
        """Begin to lease questions."""
        self._dispatcher.start()

    def wake(self) -> None:
        """Look into the inbox now: a new question need not wait for the next poll."""
        self._is_asked.set()
        self._news.set()

    def close(self) -> None:
        """Lease no more questions; the work on leased ones goes on."""
        self._is_closed.set()
        self._news.set()

    def stop(self, timeout_s: float, *, release_s: float = RELEASE_S) -> None:
        """Lease no more questions, wait for those in work, and give back the unfinished ones.

        The call returns `release_s` after the timeout at the latest. A thread that still works then
        has lost its lease. A question that could not be given back is leased again when its lease
        has run out.
        """
        self.close()
        self._dispatcher.join(timeout_s)
        self._is_over.set()
        self._news.set()
        self._dispatcher.join(release_s)
        if self._dispatcher.is_alive():
            log_event(logger, logging.ERROR, "questions.not_released", reason="the database hangs")
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _dispatch(self) -> None:
        while not self._is_over.is_set():
            self._news.clear()
            self._is_asked.clear()
            self._forget_done()
            if self._is_closed.is_set() and not self._held:
                return
            try:
                may_be_more = self._take()
            except Exception as error:  # noqa: BLE001 - without this loop nothing is answered
                if self._may_complain():
                    log_event(logger, logging.ERROR, "inbox.failed", reason=_reason(error))
                may_be_more = False
            if not may_be_more and self._news.wait(min(POLL_S, self._renew_every_s)):
                # Each look costs as much as a part of an answer, and many questions end at once.
                self._is_asked.wait(GATHER_S)
        self._give_back()

    def _forget_done(self) -> None:
        for future in [future for future in self._held if future.done()]:
            del self._held[future]

    def _take(self) -> bool:
        """Renew the held leases and lease due questions; return whether more may be due."""
        # Renewing comes first: after a pause of the whole machine, the questions that are held here
        # must not be leased a second time.
        now_s = self._worker.clock.monotonic()
        if self._held and now_s >= self._renew_at_s:
            self._inbox.renew(list(self._held.values()))
            self._renew_at_s = now_s + self._renew_every_s
        free = 0 if self._is_closed.is_set() else self._threads - len(self._held)
        in_work = [lease.question for lease in self._held.values()]
        most, passed_over = share_of(free, self._threads, in_work)
        leases = self._inbox.claim(most, passed_over=passed_over) if most else []
        for lease in leases:
            future = self._pool.submit(self._worker.work, lease)
            self._held[future] = lease
            future.add_done_callback(lambda _: self._news.set())
        return 0 < most == len(leases)

    def _give_back(self) -> None:
        self._forget_done()
        if not self._held:
            return
        try:
            count = self._inbox.release_all(list(self._held.values()))
        except Exception as error:  # noqa: BLE001 - their leases run out by themselves
            log_event(logger, logging.ERROR, "questions.not_released", reason=_reason(error))
        else:
            log_event(logger, logging.WARNING, "questions.released", count=count)


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, DatabaseError) else type(error).__name__
