"""Weather that is there before the model asks for it, by the calls that a question leads to expect.

Rules read the question in milliseconds; while the model thinks, the weather is on its way.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from typing import Final, Literal, TypeVar

from bot.answering.batch import BatchResolver
from bot.answering.grounding import invented_figures
from bot.answering.run import Run
from bot.answering.tool_calls import sound_calls
from bot.calls import read_arguments
from bot.errors import BadRequestError, ContentFilterError, ContextTooLongError, ToolError
from bot.messages import Message, ToolCall
from bot.models import ChatModel
from bot.reports import Shown
from bot.telemetry import log_event
from bot.tools import place_of

AHEAD_S: Final = 2.0
"""Seconds that a first model turn waits for results; what comes later is there for the second."""

MAX_CHARACTERS: Final = 1000
"""A longer text is hardly one question, and reading it would take a while."""

QUIET_S: Final = 0.02
"""Seconds without another question after which questions are read: their models are asked first."""

OnPlaces = Callable[[Sequence[str]], None]
"""Is told which places are looked up, before they are."""

_Found = TypeVar("_Found")

logger = logging.getLogger(__name__)


class _Aside:
    """A thread for what may wait: it begins when no more of it has come for `QUIET_S` seconds.

    So all questions that come in at once reach their models first, which think meanwhile. There is
    one thread, since more of them would share one interpreter, and the answers wait for it.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="prediction")
        self._changed = threading.Condition()
        self._waiting = 0
        self._has_news = self._is_awaited = False

    def submit(self, work: Callable[[], _Found]) -> Future[_Found]:
        """Return the end of a piece of work, which is done later."""
        with self._changed:
            self._waiting += 1
            self._has_news = True
            self._changed.notify()
        self._pool.submit(self._wait_for_quiet)
        return self._pool.submit(self._take_up, work)

    def settle(self, work: Future[_Found], timeout_s: float) -> None:
        """Wait for a piece of work now; it is given up if it is one of several not begun yet."""
        if work.done():
            return
        with self._changed:
            if self._waiting > 1 and work.cancel():
                self._waiting -= 1
                return
            self._is_awaited = not (work.running() or work.done())
            self._changed.notify()
        wait([work], timeout_s)

    def close(self) -> None:
        """Begin no more work."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _wait_for_quiet(self) -> None:
        with self._changed:
            while self._has_news and not self._is_awaited:
                self._has_news = False
                self._changed.wait_for(lambda: self._has_news or self._is_awaited, QUIET_S)
            self._is_awaited = False

    def _take_up(self, work: Callable[[], _Found]) -> _Found:
        with self._changed:
            self._waiting -= 1
        return work()


class Prediction:
    """Has the weather looked up that a question will need; safe to share between threads."""

    def __init__(
        self, mode: Literal["weather", "calls"], reader: ChatModel, batch: BatchResolver
    ) -> None:
        """Expect the calls that the reader makes, a model of rules that answers at once.

        By "calls", their results stand in the first request as a turn of their own, so that a
        model which finds them right answers in one call.
        """
        self._mode = mode
        self._reader = reader
        self._batch = batch
        self._lock = threading.Lock()
        self._is_refused = False
        self._reading = _Aside()

    def begin(self, run: Run, on_places: OnPlaces) -> None:
        """Have the weather of a run's question looked up, where one request is enough for it.

        By "weather" this returns at once, and the question is read while the model thinks.
        """
        if self._mode == "weather":
            run.prediction = self._reading.submit(partial(self._prefetch, run))
            return
        calls = self._prefetch(run)
        may_look_ahead = not run.prompt.is_overheard and len(calls) <= run.calls_left
        if calls and may_look_ahead and not self._has_been_refused():
            self._look_ahead(run, calls, on_places)

    def settle(self, run: Run) -> None:
        """Wait until the weather of a run's question is on its way, or will not be looked up.

        It will not where its question is one of several still unread: the models were faster.
        """
        if run.prediction:
            self._reading.settle(run.prediction, run.deadline.left_s())

    def close(self) -> None:
        """Read no more questions."""
        self._reading.close()

    def learn_refusal(self, reference: str) -> None:
        """Put no more turns into requests: the model's server takes none that it did not write."""
        with self._lock:
            self._is_refused = True
        log_event(logger, logging.WARNING, "prediction.refused", reference=reference)

    def _prefetch(self, run: Run) -> tuple[ToolCall, ...]:
        """Start to look the weather up, and return the calls it is for; none where it is not.

        Whatever the reader or a tool raises is logged: the answer stands without a prediction.
        """
        try:
            calls = self._expected(run)
            if not calls or not self._batch.prefetch(calls, run.asker):
                return ()
        except Exception:
            fields = {"reference": run.trace.reference}
            logger.warning("prediction.raised", exc_info=True, extra={"fields": fields})
            return ()
        run.is_predicted = True
        return calls

    def _has_been_refused(self) -> bool:
        with self._lock:
            return self._is_refused

    def _expected(self, run: Run) -> tuple[ToolCall, ...]:
        """Return the calls that the question leads to expect; none where it is not clear."""
        messages, tools = run.prompt.messages(), self._batch.tools
        if len(run.prompt.question.content) > MAX_CHARACTERS:
            return ()
        turn = self._reader.complete(messages, tools, run.asker, run.deadline)
        # Only calls that are told to a model need ids that none of the thread has.
        is_told = self._mode == "calls"
        return sound_calls(turn.tool_calls, tools, messages) if is_told else turn.tool_calls

    def _look_ahead(self, run: Run, calls: Sequence[ToolCall], on_places: OnPlaces) -> None:
        """Put the calls with their results into the run, if each of them has brought weather."""
        found = self._batch.resolve(
            calls,
            run.asker,
            run.deadline.within(AHEAD_S),
            on_places,
            limit=len(calls),
            count=run.trace.count,
        )
        run.trace.add_tool_calls(found.told(calls))
        if all(found.shown_by_call):
            results = (Message("tool", each.content, (), each.call_id) for each in found.results)
            run.ahead = (Message("assistant", "", tuple(calls)), *results)
            run.ahead_shown = found.shown_by_call


def is_dropped(run: Run, error: Exception) -> bool:
    """Take what was looked up ahead out of a request that was refused, and return whether it was.

    It may be what the server, its filter or its limit of length has refused.
    """
    refusals = (BadRequestError, ContentFilterError, ContextTooLongError)
    if not run.ahead or run.added or not isinstance(error, refusals):
        return False
    run.ahead, run.ahead_shown = (), ()
    run.is_ahead_refused = isinstance(error, BadRequestError)
    return True


def keep_what_is_told(run: Run, words: str) -> None:
    """Leave out of a run what was looked up ahead in vain: nobody has told its figures.

    That is so where the model has asked anew about the same places, and its words hold without.
    """
    if run.is_predicted:
        is_hit = run.shown and not run.trace.counted("weather_asked")
        run.trace.count("prediction_hits" if is_hit else "prediction_misses")
    if not run.ahead or not run.added:
        return  # it was the answer
    asked = {_place(call) for message in run.added for call in message.tool_calls}
    called, *results = run.ahead
    kept = [at for at, call in enumerate(called.tool_calls) if _place(call) not in asked]
    shown = tuple(run.ahead_shown[at] for at in kept)
    reports = [each.report for each in (*_all(shown), *run.own_shown)]
    own = [message.content for message in run.added if message.role == "tool"]
    told = (*run.prompt.told, *(results[at].content for at in kept), *own)
    if invented_figures(words, reports, told, run.prompt.question.content):
        return  # some of them are told after all
    calls = tuple(called.tool_calls[at] for at in kept)
    turn = (Message("assistant", "", calls), *(results[at] for at in kept))
    run.ahead, run.ahead_shown = turn if calls else (), shown


def _place(call: ToolCall) -> str:
    try:
        place = place_of(read_arguments(call.arguments) or {})
    except ToolError:
        return ""
    return place.partition(",")[0].strip().casefold()


def _all(shown_by_call: Sequence[Sequence[Shown]]) -> list[Shown]:
    return [shown for each in shown_by_call for shown in each]
