"""The doctor's look at the chat model: a real round trip with a tool call."""

from contextlib import ExitStack
from typing import Final

from bot.bootstrap.model import build_model
from bot.clock import Clock, Deadline
from bot.errors import DeadlineError, Finding, ModelError, SettingsError
from bot.messages import Asker, Message
from bot.models import ChatModel
from bot.places.gazetteer import Gazetteer
from bot.settings import Settings
from bot.tools.current_weather import CurrentWeather

_RULES: Final = "Answer questions about the weather with the tool alone, never from memory."
_QUESTION: Final = "What is the weather in London now?"
_RESULT: Final = '{"place": "London", "temperature_c": 12, "conditions": "clear"}'


def look_at(
    settings: Settings, gazetteer: Gazetteer, clock: Clock, deadline: Deadline
) -> list[Finding]:
    """Return the faults of the model, which must call a tool and word an answer; empty for none."""
    if settings.chat_model_used == "offline":
        return [] if settings.chat_model else [_none_configured()]
    with ExitStack() as at_end:
        try:
            model, _ = build_model(settings, gazetteer, clock, at_end)
        except SettingsError as error:
            return [Finding("model", problem, "See README.md.") for problem in error.problems]
        try:
            return _round_trip(model, clock, deadline)
        except ModelError as error:
            remedy = _sentence(error.remedy) if error.remedy else _ANY
            return [Finding("model", _sentence(str(error)), remedy)]
        except DeadlineError:
            problem = f"The model {model.name!r} gave no answer within the time of this check."
            return [Finding("model", problem, _ANY)]


def _round_trip(model: ChatModel, clock: Clock, deadline: Deadline) -> list[Finding]:
    asker, tools = Asker(clock.now()), [CurrentWeather()]
    messages = [Message("system", _RULES), Message("user", _QUESTION)]
    turn = model.complete(messages, tools, asker, deadline)
    if not turn.tool_calls:
        return [_calls_no_tool(model)]
    call = turn.tool_calls[0]
    messages += [
        Message("assistant", turn.content, (call,), extra=turn.extra),
        Message("tool", _RESULT, tool_call_id=call.id),
    ]
    answer = model.complete(messages, tools, asker, deadline, may_call_tools=False)
    if not answer.content.strip():
        problem = f"The model {model.name!r} has called a tool, and then said nothing."
        return [Finding("model", problem, "Name the deployment of another chat model.")]
    return []


def _calls_no_tool(model: ChatModel) -> Finding:
    return Finding(
        "model",
        f"The model {model.name!r} answers, but calls no tool: it would make the weather up.",
        "Name a chat model that can call tools (functions), or try CHAT_API=responses.",
    )


def _none_configured() -> Finding:
    return Finding(
        "model",
        "No language model is configured: the built-in offline model answers, by rules.",
        "Set AZURE_OPENAI_ENDPOINT, its key and AZURE_OPENAI_DEPLOYMENT_NAME, or OPENAI_MODEL;"
        " CHAT_MODEL=offline says that it is meant so.",
        is_warning=True,
    )


def _sentence(text: str) -> str:
    """Return a text with a capital and a full stop, which it may have at its end already."""
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."


_ANY: Final = "Look at the model service's own status and quota, the network and HTTPS_PROXY."
