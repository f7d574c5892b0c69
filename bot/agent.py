"""The turn loop: model turn, batch of tool calls, model turn; two however many calls there are."""

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bot.batch import BatchResolver, cut_off
from bot.clock import Clock, Deadline
from bot.errors import (
    BadRequestError,
    ContentFilterError,
    ContextTooLongError,
    DeadlineError,
    ModelError,
)
from bot.messages import Asker, Message, ModelCall
from bot.models import ChatModel, Completion
from bot.prompts import Prompt
from bot.reports import Report, Units
from bot.telemetry import OnceAMinute, Trace, log_event
from bot.tool_calls import sent_back, sound_calls
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
        prompt: What the model was shown in the end, which can be less than it was given.
        is_fallback: Whether the fallback had to step in.
    """

    text: str
    messages: tuple[Message, ...]
    prompt: Prompt
    reports: tuple[Report, ...]
    units: frozenset[Units]
    is_fallback: bool


@dataclass(slots=True)
class _Course:
    """One question on its way: who answers it, what is shown, and what that has brought."""

    prompt: Prompt
    asker: Asker
    deadline: Deadline
    trace: Trace
    model: ChatModel
    turns_left: int = 0
    calls_left: int = 0
    added: list[Message] = field(default_factory=list)
    reports: dict[Report, None] = field(default_factory=dict)
    units: set[Units] = field(default_factory=set)

    def start_over(self, turns: int, calls: int) -> None:
        """Drop what has been begun; the weather that was looked up is in the cache."""
        self.turns_left, self.calls_left = turns, calls
        self.added.clear()
        self.reports.clear()
        self.units.clear()


@dataclass(frozen=True, slots=True)
class Agent:
    """A chat model with tools, and another model that takes its place when it fails."""

    model: ChatModel
    fallback: ChatModel | None
    batch: BatchResolver
    max_model_turns: int
    max_tool_calls: int
    clock: Clock
    may_complain: OnceAMinute

    def respond(
        self,
        prompt: Prompt,
        asker: Asker,
        deadline: Deadline,
        on_progress: OnProgress,
        trace: Trace,
    ) -> Response:
        """Return the model's answer to the prompt's question.

        A thread that stands in the way is left out: most of it where it is too long for the model,
        and all of it where that does not help or where the model's service refuses it.

        Raises:
            ContentFilterError: The content filter of the model's service refused the question.
            ModelError: Neither the model nor the fallback gave a usable turn.
            DeadlineError: The deadline passed first.
        """
        course = _Course(prompt, asker, deadline, trace, self.model)
        course.start_over(self.max_model_turns - 1, self.max_tool_calls)
        while True:
            with trace.span("model"):
                completion = self._turn(course)
            if not completion.tool_calls or course.turns_left == 0:
                break
            course.turns_left -= 1
            trace.count("tool_calls", len(completion.tool_calls))
            with trace.span("batch"):
                self._resolve(course, completion, on_progress)
        return Response(
            text=completion.content,
            messages=(*course.added, Message("assistant", completion.content)),
            prompt=course.prompt,
            reports=tuple(course.reports),
            units=frozenset(course.units),
            is_fallback=course.model is not self.model,
        )

    def _turn(self, course: _Course) -> Completion:
        """Return the next turn, however often the question has to be started over for it."""
        while True:
            try:
                return self._complete(course)
            except (ModelError, DeadlineError) as error:
                if less := self._less_of(course, error):
                    course.prompt = less
                    # What was looked up is asked for again, and must be looked up again.
                    course.start_over(max(1, course.turns_left), self.max_tool_calls)
                elif not self._falls_back(course, error):
                    raise

    def _less_of(self, course: _Course, error: ModelError | DeadlineError) -> Prompt | None:
        """Return a prompt with less of the thread that may pass; None where that is no remedy."""
        prompt = course.prompt
        if course.model is self.fallback or prompt.is_bare:
            return None
        if isinstance(error, ContextTooLongError) and not prompt.is_cut:
            return prompt.shorter()
        is_refused = isinstance(error, (BadRequestError, ContentFilterError, ContextTooLongError))
        return prompt.bare() if is_refused else None

    def _falls_back(self, course: _Course, error: ModelError | DeadlineError) -> bool:
        """Give the question to the fallback; return False where that is not possible."""
        if isinstance(error, ContentFilterError):
            return False
        if self.may_complain():
            fields = {"reference": course.trace.reference, "reason": str(error)}
            log_event(logger, logging.ERROR, "model.failed", **fields)
        if self.fallback is None or course.model is self.fallback:
            return False
        course.model = self.fallback
        # From the beginning: what the model has begun may be wrong calls or half the places.
        course.start_over(1, self.max_tool_calls)
        return True

    def _may_be_replaced(self, course: _Course) -> bool:
        return self.fallback is not None and course.model is not self.fallback

    def _complete(self, course: _Course) -> Completion:
        """Return one turn of the model in charge, and keep what it has cost."""
        may_call_tools = course.turns_left > 0
        messages = [*course.prompt.messages(is_last_turn=not may_call_tools), *course.added]
        started_s = self.clock.monotonic()
        completion = None
        try:
            completion = self._ask(course, messages, may_call_tools=may_call_tools)
        finally:
            call = ModelCall(
                model=course.model.name,
                prompt_characters=_characters(messages, self.batch.tools),
                prompt_tokens=completion.prompt_tokens if completion else 0,
                completion_tokens=completion.completion_tokens if completion else 0,
                took_ms=round((self.clock.monotonic() - started_s) * 1000),
                has_failed=completion is None,
            )
            course.trace.add_model_call(call)
        if not may_call_tools and completion.tool_calls and self._may_be_replaced(course):
            # The words beside such calls announce them, and answer nothing.
            raise ModelError("the model's last turn calls tools")
        must_answer = not (may_call_tools and completion.tool_calls)
        if must_answer and not completion.content.strip():
            raise ModelError("the model's last turn has no words")
        return completion

    def _ask(
        self, course: _Course, messages: Sequence[Message], *, may_call_tools: bool
    ) -> Completion:
        """Ask the model in charge, so that whatever it raises is one of the known errors."""
        reserve_s = FALLBACK_RESERVE_S if self._may_be_replaced(course) else 0.0
        try:
            return course.model.complete(
                messages,
                self.batch.tools,
                course.asker,
                course.deadline.reserving(reserve_s),
                may_call_tools=may_call_tools,
            )
        except (ModelError, DeadlineError):
            raise
        except Exception as error:
            logger.exception("model.raised")
            raise ModelError(f"the model's plug-in raised {type(error).__name__}") from error

    def _resolve(self, course: _Course, completion: Completion, on_progress: OnProgress) -> None:
        calls = sound_calls(completion.tool_calls, [*course.prompt.messages(), *course.added])
        if completion.is_cut_off:
            result = cut_off(calls)
        else:
            result = self.batch.resolve(
                calls,
                course.asker,
                course.deadline.reserving(WORDING_RESERVE_S),
                lambda places: on_progress(_checking(len(places)), places),
                limit=course.calls_left,
            )
            course.calls_left = max(0, course.calls_left - len(calls))
        course.added.append(Message("assistant", completion.content, sent_back(calls)))
        course.added += [
            Message("tool", item.content, tool_call_id=item.call_id) for item in result.results
        ]
        course.reports.update(dict.fromkeys(result.reports))
        course.units |= result.units


def _characters(messages: Iterable[Message], tools: Iterable[Tool]) -> int:
    """Return how much a model has to read, its tools included."""
    return sum(message.characters for message in messages) + sum(
        len(tool.description) + len(json.dumps(tool.parameters)) for tool in tools
    )


def _checking(places: int) -> str:
    return f"is checking the weather in {places} place{'' if places == 1 else 's'}"
