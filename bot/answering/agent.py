"""The turn loop: model turn, batch of tool calls, model turn.

A question takes two model turns, however many calls the first one makes. An answer with invented
figures gets one more turn; if that doesn't help, code words the results.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.batch import BatchResolver, cut_off
from bot.answering.grounding import invented_figures, objection
from bot.answering.model_words import limited
from bot.answering.outage import Outage
from bot.answering.prediction import OnPlaces, Prediction, is_dropped, keep_what_is_told
from bot.answering.prompts import Prompt
from bot.answering.retreat import step_back
from bot.answering.run import Response, Run
from bot.answering.tool_calls import sent_back, sound_calls
from bot.clock import Clock, Deadline
from bot.errors import ContentFilterError, DeadlineError, ModelError
from bot.languages import language_of
from bot.messages import Asker, Message, ModelCall
from bot.models import ChatModel, Completion
from bot.telemetry import OnceAMinute, Trace, log_event

FALLBACK_RESERVE_S = 15.0
"""Seconds that a failing model must leave to the fallback: for one batch and a little more."""

WORDING_RESERVE_S = 10.0
"""Seconds that a batch must leave for the model turn that words its results."""

OnProgress = Callable[[str, Sequence[str]], None]
"""Shows a status text, with the names of the places that are being looked up."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Agent:
    """A chat model with tools, and a second model, the fallback, for when the first one fails.

    Attributes:
        word_results: Returns an answer made by code from the tool results among the messages.
    """

    model: ChatModel
    fallback: ChatModel | None
    batch: BatchResolver
    word_results: Callable[[Sequence[Message]], str]
    max_model_turns: int
    max_tool_calls: int
    clock: Clock
    may_complain: OnceAMinute
    outage: Outage
    prediction: Prediction | None

    def respond(
        self,
        prompt: Prompt,
        asker: Asker,
        deadline: Deadline,
        on_progress: OnProgress,
        trace: Trace,
    ) -> Response:
        """Return the model's answer to the prompt's question.

        If the thread makes the model fail, it is left out for this question: see `step_back`.

        Raises:
            ContentFilterError: The content filter of the model's service refused the question.
            ModelError: Neither the model nor the fallback gave a usable turn.
            DeadlineError: The deadline passed first.
        """
        run = Run(
            given=prompt,
            asker=asker,
            deadline=deadline,
            trace=trace,
            model=self.model,
            prompt=prompt,
            turns_left=self.max_model_turns - 1,
            calls_left=self.max_tool_calls,
        )

        def on_places(places: Sequence[str]) -> None:
            on_progress(_checking(len(places), asker), places)

        if self.prediction:
            with trace.span("prediction"):
                self.prediction.begin(run, on_places)
        words: str | None = None
        while words is None:
            with trace.span("model"):
                completion = self._turn(run)
            if completion.tool_calls and run.may_call_tools:
                run.turns_left -= 1
                trace.count("tool_calls", len(completion.tool_calls))
                self._settle_prediction(run)
                with trace.span("batch"):
                    self._resolve(run, completion, on_places)
            else:
                with trace.span("check"):
                    words = self._words(run, completion)
        return self._response(run, words, completion)

    def _response(self, run: Run, words: str, completion: Completion) -> Response:
        """Return the end of a run: its words, and what they stand on."""
        if run.model is self.model:
            self.outage.end()
        self._settle_prediction(run)
        keep_what_is_told(run, words)
        return Response(
            text=words,
            messages=(*run.done, Message("assistant", words)),
            prompt=run.prompt,
            shown=run.shown,
            is_fallback=run.model is not self.model,
            is_cut_off=completion.is_cut_off and words == completion.content,
            is_filtered=run.is_filtered,
            language=completion.language,
        )

    def _settle_prediction(self, run: Run) -> None:
        if self.prediction:
            with run.trace.span("prediction"):
                self.prediction.settle(run)

    def _words(self, run: Run, completion: Completion) -> str | None:
        """Return the text of the answer; None if the model must write it once more."""
        words = completion.content
        if run.model.is_by_rules or run.is_filtered:
            return words  # Code has made these words from the results.
        if not words.strip():
            return self.word_results(run.done)
        # Neither what other people say nor what a model says beside its calls makes a figure true.
        results = [message.content for message in run.done if message.role == "tool"]
        said = (*run.prompt.told, *results)
        asked = run.prompt.question.content
        reports = [shown.report for shown in run.shown]
        invented = invented_figures(words, reports, said, asked)
        if not invented:
            return words
        fields = {"reference": run.trace.reference, "figures": len(invented)}
        log_event(logger, logging.WARNING, "model.invented", **fields)
        if run.has_objected or run.turns_left == 0:
            return self.word_results(run.done)
        run.turns_left -= 1
        run.objection, run.has_objected = objection(words, invented, completion.extra), True
        return None

    def _turn(self, run: Run) -> Completion:
        """Return the next model turn; a failed one is repeated with less, then by the fallback."""
        while True:
            try:
                return self._complete(run)
            except (ModelError, DeadlineError) as error:
                if is_dropped(run, error):
                    continue
                # A failed second answer must not lose the results of the first. A question that
                # has passed the filter once is not the cause of a later refusal.
                run.is_filtered = self._is_filtered_late(run, error)
                if run.objection or run.is_filtered:
                    return Completion(self.word_results(run.done))
                may_ask = run.model is not self.fallback
                has_asked_for_less = may_ask and step_back(run, error, self.max_tool_calls)
                if not (has_asked_for_less or self._falls_back(run, error)):
                    raise

    def _is_filtered_late(self, run: Run, error: Exception) -> bool:
        return isinstance(error, ContentFilterError) and bool(run.added)

    def _falls_back(self, run: Run, error: ModelError | DeadlineError) -> bool:
        """Give the question to the fallback; return False if there is none that may take it."""
        if isinstance(error, ContentFilterError):
            return False
        if run.model is self.model:
            self.outage.add_failure(str(error))
        if self.may_complain():
            fields = {"reference": run.trace.reference, "reason": str(error)}
            log_event(logger, logging.ERROR, "model.failed", **fields)
        if self.fallback is None or run.model is self.fallback:
            return False
        run.model = self.fallback
        # From the beginning: what the model has begun may be wrong calls or half the places, and
        # what was left out of the thread was not what stood in its way.
        run.start_over(run.given, 1, self.max_tool_calls)
        return True

    def _may_be_replaced(self, run: Run) -> bool:
        return self.fallback is not None and run.model is not self.fallback

    def _complete(self, run: Run) -> Completion:
        """Return one turn of the current model, and record its size and duration in the trace."""
        messages = run.messages()
        started_s = self.clock.monotonic()
        completion, is_usable = Completion(""), False
        try:
            completion = self._ask(run, messages, may_call_tools=run.may_call_tools)
            self._check(completion, run)
            if not run.model.is_by_rules:
                completion = limited(completion, run)
            is_usable = True
            if run.is_ahead_refused and self.prediction:
                self.prediction.learn_refusal(run.trace.reference)
                run.is_ahead_refused = False
        finally:
            call = ModelCall(
                model=run.model.name,
                prompt_characters=self._characters(messages),
                prompt_tokens=completion.prompt_tokens,
                completion_tokens=completion.completion_tokens,
                took_ms=round((self.clock.monotonic() - started_s) * 1000),
                has_failed=not is_usable,
            )
            run.trace.add_model_call(call, messages)
        return completion

    def _characters(self, messages: Sequence[Message]) -> int:
        """Return the number of characters that a model reads: the messages and the tools."""
        return self.batch.tool_characters + sum(message.characters for message in messages)

    def _check(self, completion: Completion, run: Run) -> None:
        """Raise an error for a turn that neither calls tools nor answers the question.

        Raises:
            ContentFilterError: The content filter ended the turn, at its beginning or later.
            ModelError: The turn is empty, or calls tools when no more calls are allowed.
        """
        if completion.is_filtered:
            raise ContentFilterError("the content filter has ended the model's turn")
        if completion.tool_calls and run.may_call_tools:
            return
        if completion.tool_calls and self._may_be_replaced(run):
            # The words beside such calls announce them, and answer nothing.
            raise ModelError("the model's last turn calls tools")
        if not completion.content.strip() and (run.may_call_tools or not run.shown):
            end = "was cut off by its length" if completion.is_cut_off else "ended by itself"
            raise ModelError(f"the model's turn has no words; it {end}")

    def _ask(self, run: Run, messages: Sequence[Message], *, may_call_tools: bool) -> Completion:
        """Return the current model's turn; an unknown exception is raised as a `ModelError`."""
        reserve_s = FALLBACK_RESERVE_S if self._may_be_replaced(run) else 0.0
        try:
            return run.model.complete(
                messages,
                self.batch.tools,
                run.asker,
                run.deadline.reserving(reserve_s),
                may_call_tools=may_call_tools,
            )
        except (ModelError, DeadlineError):
            raise
        except Exception as error:
            logger.exception("model.raised")
            raise ModelError(f"the model's plug-in raised {type(error).__name__}") from error

    def _resolve(self, run: Run, completion: Completion, on_places: OnPlaces) -> None:
        conversation = [*run.prompt.messages(), *run.done]
        calls = sound_calls(completion.tool_calls, self.batch.tools, conversation)
        if completion.is_cut_off:
            result = cut_off(calls)
        else:
            result = self.batch.resolve(
                calls,
                run.asker,
                run.deadline.reserving(WORDING_RESERVE_S),
                on_places,
                limit=run.calls_left,
                count=run.trace.count,
            )
            run.calls_left = max(0, run.calls_left - len(calls))
        run.trace.add_tool_calls(result.told(calls))
        run.objection = ()
        run.added.append(
            Message("assistant", completion.content, sent_back(calls), extra=completion.extra)
        )
        run.added += [
            Message("tool", item.content, tool_call_id=item.call_id) for item in result.results
        ]
        run.own_shown.update(dict.fromkeys(result.shown))


def _checking(places: int, asker: Asker) -> str:
    return language_of(asker.language).plural(
        "is checking the weather in {count} place",
        "is checking the weather in {count} places",
        places,
    )
