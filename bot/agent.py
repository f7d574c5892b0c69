"""The turn loop: model turn, batch of tool calls, model turn; two however many calls there are."""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.batch import BatchResolver, cut_off
from bot.clock import Clock, Deadline
from bot.errors import ContentFilterError, ContextTooLongError, DeadlineError, ModelError
from bot.messages import Asker, Message, ModelCall
from bot.models import ChatModel, Completion
from bot.reports import Report, Units
from bot.telemetry import OnceAMinute, Trace, log_event
from bot.tool_calls import sent_back, sound_calls

FALLBACK_RESERVE_S = 15.0
"""What a model that fails must leave to the fallback: one batch and a little more."""

WORDING_RESERVE_S = 10.0
"""What a batch must leave for the words about it."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Response:
    """What the model said in the end, and what it was based on.

    Attributes:
        messages: All that was added to the conversation, the last words included.
        is_fallback: Whether the fallback had to step in.
    """

    text: str
    messages: tuple[Message, ...]
    reports: tuple[Report, ...]
    units: frozenset[Units]
    model_calls: tuple[ModelCall, ...]
    is_fallback: bool


@dataclass(slots=True)
class _Course:
    """One question on its way: the conversation so far and what it has brought."""

    conversation: Sequence[Message]
    asker: Asker
    deadline: Deadline
    model: ChatModel
    may_shorten: bool
    turns_left: int
    added: list[Message] = field(default_factory=list)
    model_calls: list[ModelCall] = field(default_factory=list)
    reports: dict[Report, None] = field(default_factory=dict)
    units: set[Units] = field(default_factory=set)

    def start_anew(self, fallback: ChatModel) -> None:
        """Give the question to the fallback from its beginning, for one batch and its words.

        What the model has begun may be wrong calls or half the places; the weather that it has
        looked up is in the cache.
        """
        self.model, self.turns_left = fallback, 1
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
    clock: Clock
    may_complain: OnceAMinute

    def respond(
        self,
        conversation: Sequence[Message],
        asker: Asker,
        deadline: Deadline,
        on_progress: Callable[[str], None],
        trace: Trace,
        *,
        may_shorten: bool = False,
    ) -> Response:
        """Return the model's answer to the conversation's last message.

        Raises:
            ContentFilterError: The content filter of the model's service refused.
            ContextTooLongError: The conversation is longer than the model reads, and the caller
                may shorten it.
            ModelError: Neither the model nor the fallback gave a usable turn.
            DeadlineError: The deadline passed first.
        """
        turns_left = self.max_model_turns - 1
        course = _Course(conversation, asker, deadline, self.model, may_shorten, turns_left)
        while True:
            with trace.span("model"):
                completion = self._turn(course)
            if not completion.tool_calls or course.turns_left == 0:
                break
            course.turns_left -= 1
            trace.count("tool_calls", len(completion.tool_calls))
            with trace.span("batch"):
                self._resolve(course, completion, on_progress)
        for name in ("prompt_tokens", "completion_tokens"):
            trace.count(name, sum(getattr(call, name) for call in course.model_calls))
        trace.count("model_calls", len(course.model_calls))
        return Response(
            text=completion.content,
            messages=(*course.added, Message("assistant", completion.content)),
            reports=tuple(course.reports),
            units=frozenset(course.units),
            model_calls=tuple(course.model_calls),
            is_fallback=course.model is not self.model,
        )

    def _turn(self, course: _Course) -> Completion:
        """Return the next turn, by the fallback from the first failure of the model on."""
        if course.model is self.fallback or self.fallback is None:
            return self._complete(course, course.deadline)
        try:
            deadline = course.deadline.reserving(FALLBACK_RESERVE_S)
            return self._complete(course, deadline)
        except ContentFilterError:
            raise
        except (ModelError, DeadlineError) as error:
            if course.may_shorten and isinstance(error, ContextTooLongError):
                raise
            if self.may_complain():
                log_event(logger, logging.ERROR, "model.failed", reason=str(error))
            course.start_anew(self.fallback)
            return self._complete(course, course.deadline)

    def _complete(self, course: _Course, deadline: Deadline) -> Completion:
        may_call_tools = course.turns_left > 0
        messages = [*course.conversation, *course.added]
        started_s = self.clock.monotonic()
        completion = course.model.complete(
            messages, self.batch.tools, course.asker, deadline, may_call_tools=may_call_tools
        )
        course.model_calls.append(
            ModelCall(
                model=course.model.name,
                prompt_characters=sum(map(_characters, messages)) + self._tool_characters(),
                prompt_tokens=completion.prompt_tokens,
                completion_tokens=completion.completion_tokens,
                took_ms=round((self.clock.monotonic() - started_s) * 1000),
            )
        )
        must_answer = not (may_call_tools and completion.tool_calls)
        if must_answer and not completion.content.strip():
            raise ModelError("the model's last turn has no words")
        return completion

    def _resolve(
        self, course: _Course, completion: Completion, on_progress: Callable[[str], None]
    ) -> None:
        calls = sound_calls(completion.tool_calls, [*course.conversation, *course.added])
        if completion.is_cut_off:
            result = cut_off(calls)
        else:
            result = self.batch.resolve(
                calls,
                course.asker,
                course.deadline.reserving(WORDING_RESERVE_S),
                lambda n: on_progress(_checking(n)),
            )
        course.added.append(Message("assistant", completion.content, sent_back(calls)))
        course.added += [
            Message("tool", item.content, tool_call_id=item.call_id) for item in result.results
        ]
        course.reports.update(dict.fromkeys(result.reports))
        course.units |= result.units

    def _tool_characters(self) -> int:
        return sum(
            len(tool.description) + len(json.dumps(tool.parameters)) for tool in self.batch.tools
        )


def _characters(message: Message) -> int:
    calls = sum(len(call.name) + len(call.arguments) for call in message.tool_calls)
    return len(message.content) + calls


def _checking(places: int) -> str:
    return f"is checking the weather in {places} place{'' if places == 1 else 's'}"
