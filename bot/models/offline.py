"""A model of rules instead of a language model: the embedded default, with no key and no network.

It reads English questions about the weather, calls the same tools and words one answer.
"""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from bot.clock import Deadline
from bot.errors import ToolError
from bot.gazetteer import Gazetteer
from bot.messages import Asker, Message, ToolCall
from bot.models import Completion
from bot.question_places import find_places, words_outside
from bot.question_times import When, find_units, find_when
from bot.question_words import GRAMMAR, NEVER_ALONE, WEATHER
from bot.reports import HORIZON_DAYS
from bot.tool_calls import read_arguments
from bot.tools import Tool
from bot.wording import Finding, word_answer

_NOW: Final = "get_weather"
_DAYS: Final = "get_forecast"
_KEPT: Final = ("units", "first_day", "days")
"""What a follow-up keeps of the calls before it."""

_SIGNATURE = "_Worded by the built-in offline model, not by a language model._"
_HELP = (
    "I can tell you the current weather and forecasts of up to 16 days, for one place or many:"
    ' try "weather in London and Paris tomorrow".'
)
_WELCOME = "Hello! Ask me about the weather in any place, or in several at once."
_THANKED = "You're welcome!"
_WHICH_PLACE = "Which place do you mean? Name one or several, such as London and Paris."
_NO_CALLS = "I can't look that up now. Please ask again."
_NO_PAST = "I know the weather of today and the next 15 days, not of the past."
_TOO_FAR = "Forecasts reach 16 days, up to {last:%A} {last.day} {last:%B}; that day is beyond them."

_GREETING = re.compile(
    r"(?:hi|hello|hey|hiya|howdy|greetings|yo|good (?:morning|afternoon|evening|day))"
    r"(?: (?:there|again|bot|weather ?bot|all|everyone|team))*"
)
_THANKS = re.compile(
    r"(?:ok |okay |great |cool |perfect |nice )*"
    r"(?:(?:many )?thanks|thank you|thankyou|thx|ty|cheers|ta|cool|great|perfect|awesome|nice)\b"
    r"(?: (?:a lot|so much|very much|again|bot|weather ?bot|you|everyone|all|then))*"
    r"(?: for(?: (?:the|your|that|this|all))?(?: \w+){0,2})?"
)
_RAIN = re.compile(r"\b(?:rain\w*|umbrellas?|showers?|drizzl\w+|wet)\b", re.IGNORECASE)
_AHEAD = re.compile(r"\b(?:will|won't|'ll|going to|gonna|umbrellas?|should i)\b", re.IGNORECASE)
_FORECAST = re.compile(r"\b(?:forecasts?|outlook)\b", re.IGNORECASE)
_FOLLOW_UP = re.compile(r"\W*(?:and|what about|how about|also|same|then)\b", re.IGNORECASE)
# Grammar that asks for something else: "what time is it in Paris", "where is Paris".
_OTHER_TOPICS: Final = frozenset({"time", "where", "who", "why", "when", "many", "country"})


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a call is to ask: a tool and its arguments besides the place."""

    tool: str
    arguments: Mapping[str, Any]


class OfflineModel:
    """A chat model that answers by rules; it keeps nothing between two calls."""

    def __init__(self, gazetteer: Gazetteer, *, signs: bool = True) -> None:
        """Answer with a line below that says whose words they are, unless somebody else adds it."""
        self._gazetteer = gazetteer
        self._signature = f"\n\n{_SIGNATURE}" if signs else ""

    @property
    def name(self) -> str:
        """The name in the log."""
        return "offline"

    def complete(
        self,
        messages: Sequence[Message],
        tools: Sequence[Tool],
        asker: Asker,
        deadline: Deadline,
        *,
        may_call_tools: bool = True,
    ) -> Completion:
        """Return tool calls for a question about the weather, else words, which take no time.

        Raises:
            DeadlineError: No time is left to answer the calls.
        """
        asked_at = max((at for at, item in enumerate(messages) if item.role == "user"), default=-1)
        question = messages[asked_at].content if asked_at >= 0 else ""
        earlier, since = messages[: max(asked_at, 0)], messages[asked_at + 1 :]
        if findings := _findings(since):
            is_about_rain = bool(_RAIN.search(question))
            return self._words(word_answer(findings, asks_about_rain=is_about_rain))
        completion = self._first_turn(question, earlier, tools if may_call_tools else (), asker)
        if completion.tool_calls:
            deadline.check("the offline model's calls")
        return completion

    def _first_turn(
        self, question: str, earlier: Sequence[Message], tools: Sequence[Tool], asker: Asker
    ) -> Completion:
        """Return what a question needs before anything has been looked up for it."""
        if small_talk := _small_talk(question):
            return self._words(small_talk)
        today = asker.asked_at.date()
        when = find_when(question, today)
        units, units_spans = find_units(question)
        mentions = find_places(question, self._gazetteer, when.spans + units_spans)
        spans = [*when.spans, *units_spans, *((item.start, item.end) for item in mentions)]
        last_calls = _last_calls(earlier, tools, asker)
        home = [asker.home] if asker.home else []
        places = [item.place for item in mentions] or list(last_calls) or home
        if not _is_about_weather(question, spans, has_subject=bool(spans)):
            return self._words(_HELP)
        if not places:
            return self._words(_WHICH_PLACE)
        if out_of_reach := _out_of_reach(when, today):
            return self._words(out_of_reach)
        is_follow_up = not mentions or bool(_FOLLOW_UP.match(question))
        before = next(iter(last_calls.values()), None) if is_follow_up else None
        wish = _wish(question, when, before, asker)
        if units:
            wish = _Wish(wish.tool, {**wish.arguments, "units": units})
        if wish.tool not in {tool.name for tool in tools}:
            return self._words(_NO_CALLS)
        return Completion("", _calls(places, wish))

    def _words(self, text: str) -> Completion:
        return Completion(f"{text}{self._signature}")


def _small_talk(question: str) -> str:
    """Return the answer to a greeting, to thanks or to nothing at all; empty for the rest."""
    text = " ".join(re.sub(r"[^\w\s']", " ", question.lower()).split())
    if not text:
        return _HELP
    if _GREETING.fullmatch(text):
        return _WELCOME
    return _THANKED if _THANKS.fullmatch(text) else ""


def _out_of_reach(when: When, today: date) -> str:
    """Return what to say about days that no forecast covers; empty for all others."""
    if when.first_day and when.first_day < today:
        return _NO_PAST
    last = today + timedelta(days=HORIZON_DAYS - 1)
    return _TOO_FAR.format(last=last) if when.first_day and when.first_day > last else ""


def _is_about_weather(
    question: str, spans: Sequence[tuple[int, int]], *, has_subject: bool
) -> bool:
    """Return whether a word of weather is in it, or nothing but a place, a day and grammar."""
    words = words_outside(question, spans)
    return any(word in WEATHER for word in words) or (
        has_subject
        and (GRAMMAR | NEVER_ALONE).issuperset(words)
        and _OTHER_TOPICS.isdisjoint(words)
    )


def _wish(question: str, when: When, before: _Wish | None, asker: Asker) -> _Wish:
    """Return the tool for the days asked for; a follow-up keeps what it doesn't change."""
    kept = {"units": before.arguments["units"]} if before and "units" in before.arguments else {}
    if when.first_day:
        return _forecast((when.first_day - asker.asked_at.date()).days, when, kept)
    if when.is_now:
        return _Wish(_NOW, kept)
    if before and before.tool == _DAYS:
        return before
    if _FORECAST.search(question):
        return _Wish(_DAYS, {"first_day": "today", "days": 3, **kept})
    if _AHEAD.search(question):
        return _Wish(_DAYS, {"first_day": "today", "days": 1, **kept})
    return _Wish(_NOW, kept)


def _forecast(ahead: int, when: When, kept: Mapping[str, Any]) -> _Wish:
    first_day = {0: "today", 1: "tomorrow"}.get(ahead, str(when.first_day))
    days = min(when.days, HORIZON_DAYS - ahead)
    return _Wish(_DAYS, {"first_day": first_day, "days": days, **kept})


def _calls(places: Sequence[str], wish: _Wish) -> tuple[ToolCall, ...]:
    return tuple(
        ToolCall(f"offline_{number}", wish.tool, _json({"place": place, **wish.arguments}))
        for number, place in enumerate(places, 1)
    )


def _last_calls(
    messages: Sequence[Message], tools: Sequence[Tool], asker: Asker
) -> dict[str, _Wish]:
    """Return the places of the latest calls in a conversation, with what was asked of each.

    Another model may have made them, of other tools and with arguments that no tool takes.
    """
    offered = {tool.name: tool for tool in tools}
    calls = next((item.tool_calls for item in reversed(messages) if item.tool_calls), ())
    found: dict[str, _Wish] = {}
    for call in calls:
        arguments = read_arguments(call.arguments) or {}
        wanted: dict[str, Any] = {name: arguments.pop(name) for name in _KEPT if name in arguments}
        nothing: dict[str, Any] = {}
        for kept in (wanted, nothing):  # the second, where no tool takes the first
            with suppress(LookupError, ToolError):
                query = offered[call.name].queries({**arguments, **kept}, asker)[0]
                found.setdefault(query.place, _Wish(call.name, kept))
    return found


def _findings(messages: Sequence[Message]) -> list[Finding]:
    """Return what the tools have said to this model's own calls since the question, in order."""
    places = {
        call.id: json.loads(call.arguments)["place"]
        for item in messages
        for call in item.tool_calls
    }
    return [
        Finding(places[item.tool_call_id], json.loads(item.content))
        for item in messages
        if item.role == "tool"
    ]


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
