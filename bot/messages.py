"""The vocabulary of a conversation: frozen values that every other module speaks in."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.exhibits import Exhibit, exhibits_from_json

Surface = Literal["mention", "direct_message", "follow_up", "command", "terminal"]
Role = Literal["system", "user", "assistant", "tool"]


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asked, and where.

    Attributes:
        thread: The ts of the thread's first message; the question's own ts when it opens one.
        ts: Seconds since 1970 with six decimals, as Slack writes them; orders a thread.
        text: Plain text, without the mention that addressed the bot; may be empty.
        revision: What tells another wording, or another asking, of the same message apart: the ts
            of the edit or of the button's press; for a command, which is no message, its trigger.
        answer_url: Where the answer to a command goes; empty for all others.
        pressed_by: Who has had the message answered anew by a button; empty for all others.
    """

    team: str
    channel: str
    thread: str
    ts: str
    user: str
    text: str
    surface: Surface
    revision: str = ""
    answer_url: str = field(default="", repr=False)
    pressed_by: str = ""

    @property
    def key(self) -> str:
        """The name under which this question is stored once, however often it arrives."""
        if self.surface == "command":
            return f"{self.team}:{self.channel}:{self.revision}"
        revision = f":{self.revision}" if self.revision else ""
        return f"{self.team}:{self.channel}:{self.ts}{revision}"

    @property
    def thread_key(self) -> str:
        """The name of the conversation that this question belongs to."""
        return f"{self.team}:{self.channel}:{self.thread}"

    @property
    def reference(self) -> str:
        """The short id that a person can quote and an operator can find in the log."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody said in a thread before the bot was asked; `name` as people know them.

    Attributes:
        is_own: Whether the bot itself has said it.
        ts: When it was said, as in a question; what it is found by.
        people: The ids of who said it and of everybody it names.
    """

    name: str
    text: str
    is_own: bool = False
    ts: str = ""
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asker:
    """The circumstances of a person that an answer depends on.

    Attributes:
        asked_at: The time of asking, aware, in the person's own time zone.
        language: A BCP 47 tag such as "en-GB".
        units: The units that the person has chosen, by a setting or by the locale; None where the
            country of each place decides.
        default_units: What holds where that country is not known either.
        home: The place that "here" means, and a question that names none; "" when unknown.
        wants_new: Whether weather that was looked up before is not good enough.
    """

    asked_at: datetime
    language: str = "en"
    units: Literal["metric", "imperial"] | None = None
    default_units: Literal["metric", "imperial"] = "metric"
    home: str = ""
    wants_new: bool = False


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call that the chat model asks for; `arguments` is JSON text, not yet checked.

    Attributes:
        extra: What the model's server put beside that, as its plug-in has written it down, to be
            given back within the question; never stored.
    """

    id: str
    name: str
    arguments: str
    extra: str = ""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What the model is told about one of its tool calls; `content` is JSON text."""

    call_id: str
    content: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation with the chat model.

    Attributes:
        tool_calls: What an assistant message asks for; empty on every other.
        tool_call_id: The call that a tool message answers; empty on every other.
        extra: As on a call.
    """

    role: Role
    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    extra: str = ""

    @property
    def characters(self) -> int:
        """How much of it a model has to read."""
        return len(self.content) + sum(len(call.name + call.arguments) for call in self.tool_calls)


@dataclass(frozen=True, slots=True)
class Credit:
    """A source of the figures in a reply: the attribution it asks for and the link to it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a reply's context line says about its figures, made by code; empty without figures.

    Attributes:
        notes: Short remarks: time of observation, units, "simulated data".
    """

    credits: tuple[Credit, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """The one answer to a question; `text` is the model's Markdown: hostile until escaped.

    Attributes:
        text: Complete without the exhibits; empty for a question that is left without a reply.
        language: A BCP 47 tag: that of what code adds to the words.
        is_answer: Whether it answers the question, and is no apology, help or note.
    """

    text: str
    provenance: Provenance = Provenance()
    exhibits: tuple[Exhibit, ...] = ()
    language: str = "en"
    is_answer: bool = False


@dataclass(frozen=True, slots=True)
class ModelCall:
    """What one model turn has cost; 0 tokens when its server did not say.

    Attributes:
        has_failed: Whether it brought nothing that could be used.
    """

    model: str
    prompt_characters: int
    prompt_tokens: int
    completion_tokens: int
    took_ms: int
    has_failed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply with the messages that led to it, in order, from the question to the last word.

    An empty turn leaves nothing in the thread's history.

    Attributes:
        starts_anew: Whether later questions must not be shown what was said before this turn.
        home: What the asker's home was; None where the answer does not depend on it.
        remarks: What was said in the thread before, if the turn was the first to be told of it.
    """

    reply: Reply
    turn: tuple[Message, ...] = ()
    model_calls: tuple[ModelCall, ...] = ()
    starts_anew: bool = False
    home: str | None = None
    remarks: tuple[Remark, ...] = ()


def words_alone(turn: Sequence[Message]) -> tuple[Message, ...]:
    """Return what people and the bot said in a turn, without what was looked up for it."""
    return tuple(item for item in turn if item.role != "tool" and not item.tool_calls)


def to_json(value: Question | Answer) -> dict[str, Any]:
    """Return a value as plain JSON data, to be stored."""
    return asdict(value)


def question_from_json(data: Mapping[str, Any]) -> Question:
    """Return the question that `to_json` wrote."""
    return Question(**data)


def answer_from_json(data: Mapping[str, Any]) -> Answer:
    """Return the answer that `to_json` wrote."""
    reply = data["reply"]
    return Answer(
        reply=Reply(
            text=reply["text"],
            provenance=provenance_from_json(reply["provenance"]),
            # What earlier releases did not store:
            exhibits=exhibits_from_json(reply.get("exhibits", ())),
            language=reply.get("language", "en"),
            is_answer=reply.get("is_answer", False),
        ),
        turn=messages_from_json(data["turn"]),
        remarks=remarks_from_json(data.get("remarks", ())),
        model_calls=tuple(ModelCall(**call) for call in data["model_calls"]),
        # What earlier releases did not store:
        starts_anew=data.get("starts_anew", False),
        home=data.get("home"),
    )


def provenance_from_json(data: Mapping[str, Any]) -> Provenance:
    """Return the provenance that `to_json` wrote as part of an answer."""
    return Provenance(
        credits=tuple(Credit(**credit) for credit in data["credits"]), notes=tuple(data["notes"])
    )


def remarks_from_json(data: Sequence[Mapping[str, Any]]) -> tuple[Remark, ...]:
    """Return the remarks that `to_json` wrote as part of an answer."""
    return tuple(Remark(**{**item, "people": tuple(item["people"])}) for item in data)


def messages_from_json(data: Sequence[Mapping[str, Any]]) -> tuple[Message, ...]:
    """Return the messages of a turn that `to_json` wrote as part of an answer."""
    return tuple(
        Message(
            role=item["role"],
            content=item["content"],
            tool_calls=tuple(ToolCall(**call) for call in item["tool_calls"]),
            tool_call_id=item["tool_call_id"],
        )
        for item in data
    )


MAX_ARGUMENTS_CHARACTERS = 4000


def read_arguments(text: str, limit: int = MAX_ARGUMENTS_CHARACTERS) -> dict[str, Any] | None:
    """Return the arguments of a call; none at all count as an empty object.

    None means that they are not a JSON object of a sensible length.
    """
    if len(text) > limit:
        return None
    try:
        arguments = json.loads(text.strip() or "{}", parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return arguments if isinstance(arguments, dict) else None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
