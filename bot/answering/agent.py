"""The turn loop: model turn, batch of tool calls, model turn; two however many calls there are.

One more where the model has made up figures; then code words the results.
"""

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.answering.batch import BatchResolver, cut_off
from bot.answering.grounding import invented_figures, objection
from bot.answering.model_words import limited
from bot.answering.outage import Outage
from bot.answering.prompts import Prompt
from bot.answering.retreat import step_back
from bot.answering.run import Run
from bot.answering.tool_calls import sent_back, sound_calls
from bot.clock import Clock, Deadline
from bot.errors import ContentFilterError, DeadlineError, ModelError
from bot.languages import language_of
from bot.messages import Asker, Message, ModelCall
from bot.models import ChatModel, Completion
from bot.reports import Shown
from bot.telemetry import OnceAMinute, Trace, log_event
from bot.tools import Tool

FALLBACK_RESERVE_S = 15.0
"""What a model that fails must leave to the fallback: one batch and a little more."""

WORDING_RESERVE_S = 10.0
"""What a batch must leave for the words about it."""

OnProgress = Callable[[str, Sequence[str]], None]
"""Shows a status, and what it is about while it lasts: the places that are looked up."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Response:
    """What the model said in the end, and what it was based on.

    Attributes:
        messages: All that was added to the prompt, the last words included.
        shown: The reports it was based on.
        prompt: What the model was shown in the end, which can be less than it was given.
        is_fallback: Whether the fallback had to step in.
        is_cut_off: Whether a limit of length ended the text in the middle.
        is_filtered: Whether code has worded the results since the content filter stopped the model.
    """

    text: str
    messages: tuple[Message, ...]
    prompt: Prompt
    shown: tuple[Shown, ...]
    is_fallback: bool
    is_cut_off: bool
    is_filtered: bool


@dataclass(frozen=True, slots=True)
class Agent:
    """A chat model with tools, and another model that takes its place when it fails.

    Attributes:
        word_results: Words an answer by code, from the tool results among the messages of a run.
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

    def respond(
        self,
        prompt: Prompt,
        asker: Asker,
        deadline: Deadline,
        on_progress: OnProgress,
        trace: Trace,
    ) -> Response:
        """Return the model's answer to the prompt's question.

        A thread that stands in the way is left out, for this question alone: see `step_back`.

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
        words: str | None = None
        while words is None:
            with trace.span("model"):
                completion = self._turn(run)
            if completion.tool_calls and run.may_call_tools:
                run.turns_left -= 1
                trace.count("tool_calls", len(completion.tool_calls))
                with trace.span("batch"):
                    self._resolve(run, completion, on_progress)
            else:
                words = self._words(run, completion)
        if run.model is self.model:
            self.outage.end()
        return Response(
            text=words,
            messages=(*run.added, Message("assistant", words)),
            prompt=run.prompt,
            shown=tuple(run.shown),
            is_fallback=run.model is not self.model,
            is_cut_off=completion.is_cut_off and bool(completion.content),
            is_filtered=run.is_filtered,
        )

    def _words(self, run: Run, completion: Completion) -> str | None:
        """Return the words that go out; None where the model is to write them once more."""
        words = completion.content
        if run.model is self.fallback or run.is_filtered:
            return words  # they were made by code
        if not words.strip():
            return self.word_results(run.added)
        # Neither what other people say nor what a model says beside its calls makes a figure true.
        results = [message.content for message in run.added if message.role == "tool"]
        said = (*run.prompt.told, *results)
        asked = run.prompt.question.content
        reports = [shown.report for shown in run.shown]
        invented = invented_figures(words, reports, said, asked)
        if not invented:
            return words
        fields = {"reference": run.trace.reference, "figures": len(invented)}
        log_event(logger, logging.WARNING, "model.invented", **fields)
        if run.has_objected or run.turns_left == 0:
            return self.word_results(run.added)
        run.turns_left -= 1
        run.objection, run.has_objected = objection(words, invented, completion.extra), True
        return None

    def _turn(self, run: Run) -> Completion:
        """Return the next turn, however often the question has to be started over for it."""
        while True:
            try:
                return self._complete(run)
            except (ModelError, DeadlineError) as error:
                # A second answer must not cost the first, and a question that has passed the filter
                # is not what the filter refuses later.
                run.is_filtered = self._is_filtered_late(run, error)
                if run.objection or run.is_filtered:
                    return Completion(self.word_results(run.added))
                may_ask = run.model is not self.fallback
                has_asked_for_less = may_ask and step_back(run, error, self.max_tool_calls)
                if not (has_asked_for_less or self._falls_back(run, error)):
                    raise

    def _is_filtered_late(self, run: Run, error: Exception) -> bool:
        return isinstance(error, ContentFilterError) and bool(run.added)

    def _falls_back(self, run: Run, error: ModelError | DeadlineError) -> bool:
        """Give the question to the fallback; return False where that is not possible."""
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
        """Return one turn of the model in charge, and keep what it has cost."""
        messages = run.messages()
        started_s = self.clock.monotonic()
        completion, is_usable = Completion(""), False
        try:
            completion = self._ask(run, messages, may_call_tools=run.may_call_tools)
            self._check(completion, run)
            if run.model is not self.fallback:  # its words are made by code
                completion = limited(completion, run)
            is_usable = True
        finally:
            call = ModelCall(
                model=run.model.name,
                prompt_characters=_characters(messages, self.batch.tools),
                prompt_tokens=completion.prompt_tokens,
                completion_tokens=completion.completion_tokens,
                took_ms=round((self.clock.monotonic() - started_s) * 1000),
                has_failed=not is_usable,
            )
            run.trace.add_model_call(call, messages)
        return completion

    def _check(self, completion: Completion, run: Run) -> None:
        """Do nothing for a turn that brings the question on.

        Raises:
            ContentFilterError: The content filter has ended it, if only in the middle.
            ModelError: There is nothing in it, or calls for which it is too late.
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
        """Ask the model in charge, so that whatever it raises is one of the known errors."""
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

    def _resolve(self, run: Run, completion: Completion, on_progress: OnProgress) -> None:
        conversation = [*run.prompt.messages(), *run.added]
        calls = sound_calls(completion.tool_calls, self.batch.tools, conversation)
        if completion.is_cut_off:
            result = cut_off(calls)
        else:
            result = self.batch.resolve(
                calls,
                run.asker,
                run.deadline.reserving(WORDING_RESERVE_S),
                lambda places: on_progress(_checking(len(places), run.asker), places),
                limit=run.calls_left,
            )
            run.calls_left = max(0, run.calls_left - len(calls))
        run.objection = ()
        run.added.append(
            Message("assistant", completion.content, sent_back(calls), extra=completion.extra)
        )
        run.added += [
            Message("tool", item.content, tool_call_id=item.call_id) for item in result.results
        ]
        run.shown.update(dict.fromkeys(result.shown))


def _characters(messages: Iterable[Message], tools: Iterable[Tool]) -> int:
    """Return how much a model has to read, its tools included."""
    return sum(message.characters for message in messages) + sum(
        len(tool.description) + len(json.dumps(tool.parameters)) for tool in tools
    )


def _checking(places: int, asker: Asker) -> str:
    return language_of(asker.language).plural(
        "is checking the weather in {count} place",
        "is checking the weather in {count} places",
        places,
    )
