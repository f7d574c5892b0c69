"""The turn loop: model turn, batch of tool calls, model turn; two however many calls there are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.batch import BatchResolver
from bot.clock import Deadline
from bot.errors import ModelError
from bot.messages import Asker, Message
from bot.models import ChatModel
from bot.reports import Report, Units
from bot.telemetry import Trace


@dataclass(frozen=True, slots=True)
class Response:
    """What the model said in the end, and what it was based on.

    Attributes:
        messages: All that was added to the conversation, the last words included.
    """

    text: str
    messages: tuple[Message, ...]
    reports: tuple[Report, ...]
    units: frozenset[Units]


@dataclass(frozen=True, slots=True)
class Agent:
    """A chat model with tools."""

    model: ChatModel
    batch: BatchResolver
    max_model_turns: int

    def respond(
        self,
        conversation: Sequence[Message],
        asker: Asker,
        deadline: Deadline,
        on_progress: Callable[[str], None],
        trace: Trace,
    ) -> Response:
        """Return the model's answer to the conversation's last message.

        Raises:
            ModelError: The model gave no usable turn.
            DeadlineError: The deadline passed first.
        """
        added: list[Message] = []
        reports: dict[Report, None] = {}
        units: set[Units] = set()
        for turns_left in reversed(range(self.max_model_turns)):
            with trace.span("model"):
                completion = self.model.complete(
                    [*conversation, *added],
                    self.batch.tools,
                    asker,
                    deadline,
                    may_call_tools=turns_left > 0,
                )
            trace.count("model_calls")
            trace.count("prompt_tokens", completion.prompt_tokens)
            trace.count("completion_tokens", completion.completion_tokens)
            if not completion.tool_calls or turns_left == 0:
                break
            trace.count("tool_calls", len(completion.tool_calls))
            with trace.span("batch"):
                result = self.batch.resolve(
                    completion.tool_calls, asker, deadline, lambda n: on_progress(_checking(n))
                )
            added.append(Message("assistant", completion.content, completion.tool_calls))
            added += [Message("tool", r.content, tool_call_id=r.call_id) for r in result.results]
            reports.update(dict.fromkeys(result.reports))
            units |= result.units
        if not completion.content.strip():
            raise ModelError("the model's last turn has no words")
        added.append(Message("assistant", completion.content))
        return Response(completion.content, tuple(added), tuple(reports), frozenset(units))


def _checking(places: int) -> str:
    return f"is checking the weather in {places} place{'' if places == 1 else 's'}"
