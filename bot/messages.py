"""The vocabulary of a conversation: frozen values that every room uses."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.exhibits import Exhibit, exhibits_from_json

Surface = Literal["mention", "direct_message", "follow_up", "command", "terminal"]
Role = Literal["system", "user", "assistant", "tool"]


@dataclass(frozen=True, slots=True)
class Question:
    """A person's question, with its place and time.

    Attributes:
        thread: The ts of the thread's first message; the question's own ts when it opens one.
        ts: Seconds since 1970 with six decimals, in Slack's notation; questions of a thread are
            answered in its order.
        text: Plain text, without the mention that addressed the bot; may be empty.
        revision: A name that tells another wording, or another asking, of the same message apart:
            the ts of the edit or of the button's press. For a command, which is no message, it is
            Slack's trigger id. It is empty for a message's first wording.
        answer_url: The response URL of a command; empty for all others.
        pressed_by: The id of the person who had the message answered anew by a button; empty for
            all others.
        asked_ts: The ts at which the bot was called, where that is later than the message; empty
            for all others.
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
    asked_ts: str = ""

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
        return reference_of(self.key)


def reference_of(key: str) -> str:
    """Return the reference of the question with this key."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Remark:
    """A message of a thread from before the bot was asked.

    Attributes:
        name: The name by which people know its author.
        is_own: Whether the bot itself is the author.
        ts: The time of the message, as in a question; a stored remark is found by it.
        people: The ids of the author and of everybody whom the text names.
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
        units: The units that the person has chosen, by a setting or by the locale; None when the
            country of each place decides.
        default_units: The units for a place whose country is unknown.
        home: The place that "here" means, and the place of a question without one; "" when unknown.
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
    """The result of a tool call for the model; `content` is JSON text."""

    call_id: str
    content: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation with the chat model.

    Attributes:
        tool_calls: The calls that an assistant message asks for; empty in all other messages.
        tool_call_id: The call that a tool message answers; empty in all other messages.
        extra: The server's own fields, as on a call.
    """

    role: Role
    content: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    extra: str = ""

    @property
    def characters(self) -> int:
        """The number of characters that a model has to read, tool calls included."""
        return len(self.content) + sum(len(call.name + call.arguments) for call in self.tool_calls)


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit for the source of a reply's figures: the attribution it asks for, and its link."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """The content of a reply's context line, made by code; empty for a reply without figures.

    Attributes:
        credits: The sources of the figures.
        notes: Short notes on the figures: time of observation, units, "simulated data".
    """

    credits: tuple[Credit, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply to a question.

    Attributes:
        text: The model's Markdown, hostile until escaped. It is complete without the exhibits, and
            empty for a question that is left without a reply.
        language: A BCP 47 tag: the language of all that code adds to the text.
        has_units: Whether its figures would be others in other units.
        is_answer: Whether the reply answers the question, and is no apology, help or note.
    """

    text: str
    provenance: Provenance = Provenance()
    exhibits: tuple[Exhibit, ...] = ()
    language: str = "en"
    is_answer: bool = False
    has_units: bool = True


@dataclass(frozen=True, slots=True)
class ModelCall:
    """The cost of one model turn; its tokens are 0 when the server did not count them.

    Attributes:
        has_failed: Whether the turn brought nothing that could be used.
    """

    model: str
    prompt_characters: int
    prompt_tokens: int
    completion_tokens: int
    took_ms: int
    has_failed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply with the messages that led to it.

    Attributes:
        turn: The messages from the question to the last word, in order. An empty turn leaves
            nothing in the thread's history.
        starts_anew: Whether later questions must not be shown any turn before this one.
        home: The asker's home at that time; None when the answer does not depend on it.
        remarks: The remarks of the thread, if this turn was the first to be shown them.
    """

    reply: Reply
    turn: tuple[Message, ...] = ()
    model_calls: tuple[ModelCall, ...] = ()
    starts_anew: bool = False
    home: str | None = None
    remarks: tuple[Remark, ...] = ()


def words_alone(turn: Sequence[Message]) -> tuple[Message, ...]:
    """Return the messages of people and the bot in a turn, without tool calls and results."""
    return tuple(item for item in turn if item.role != "tool" and not item.tool_calls)


def to_json(value: Question | Answer | Message | Remark | Provenance) -> dict[str, Any]:
    """Return a value as plain JSON data, to be stored."""
    return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever the fields of frozen values hold
    """Return a field's value as JSON data; `dataclasses.asdict` would copy each text beforehand."""
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value


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
            # Earlier releases did not store the next three fields.
            exhibits=exhibits_from_json(reply.get("exhibits", ())),
            language=reply.get("language", "en"),
            is_answer=reply.get("is_answer", False),
            has_units=reply.get("has_units", True),
        ),
        turn=messages_from_json(data["turn"]),
        remarks=remarks_from_json(data.get("remarks", ())),
        model_calls=tuple(ModelCall(**call) for call in data["model_calls"]),
        # Earlier releases did not store the next two fields.
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
