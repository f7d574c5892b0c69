"""Answers to a question in a thread, whatever its model says: two turns, three, each failure.

Composed are a model's turns and failures, in pairs and in rows, with a fallback, with weather that
was looked up ahead, with what was said in the thread before, and with limits. Told are the reply
and what it stands on, what is stored, each request to a model, and what is logged and counted.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Final
from zoneinfo import ZoneInfo

from fakes.clock import MONDAY, FakeTime
from fakes.log import captured_log
from fakes.offered_tools import offered_tools
from fakes.questions import question
from fakes.scripted_model import Request, ScriptedModel, calls, words

from bot.answering.agent import Agent
from bot.answering.batch import BatchResolver
from bot.answering.conversation import Conversation, Surroundings, apology
from bot.answering.outage import Outage
from bot.answering.prediction import Prediction
from bot.answering.prompts import Prompt, home_of, rules
from bot.errors import (
    BadRequestError,
    ContentFilterError,
    ContextTooLongError,
    DeadlineError,
    ModelError,
)
from bot.messages import Answer, Asker, Message, Remark, ToolCall
from bot.models import Completion
from bot.models.offline.wording import word_results
from bot.storage.past.in_memory import MemoryHistory
from bot.telemetry import OnceAMinute, Trace
from composed import Told
from composed.model_calls import Known

Turn = Completion | Exception

OSLO: Final = calls("Oslo")
TURNS: Final[Mapping[str, Turn]] = {
    "true": words("**Oslo**: 4 °C."),
    "invented": words("Oslo: 25 °C and 77 km/h."),
    "repeats": words("As said, 14."),
    "silent": words(" \n"),
    "long": words("Mild " * 140),
    "cut": replace(words("Oslo: 4 °C, and"), is_cut_off=True),
    "cut silent": replace(words(""), is_cut_off=True),
    "filtered": replace(words("Oslo"), is_filtered=True),
    "in German": replace(words("Mild."), language="de", extra='{"t":1}'),
    "calls": replace(OSLO, content="I look: 30 °C.", extra='{"t":2}'),
    "two calls": calls("Oslo, Norway", "Paris"),
    "cut calls": replace(calls("Rome"), is_cut_off=True),
    "bad call": replace(OSLO, tool_calls=(ToolCall("call_1", "get_weather", "{"),)),
    "fails": ModelError("gone", "check OPENAI_API_KEY"),
    "bad request": BadRequestError("template"),
    "refused": ContentFilterError("no"),
    "too long": ContextTooLongError("long"),
    "late": DeadlineError("late"),
    "raises": KeyError("x"),
}
FAILURES: Final = ("fails", "bad request", "refused", "too long", "calls", "invented", "true")
SECOND: Final = ("true", "calls", "invented", "bad request", "refused")
REMARKS: Final = (
    Remark("Ann", "Is it 30 °C in Rome?", ts="1763895500.000100", people=("U2",)),
    Remark("Weather Bot", "Rome had 22 °C.", is_own=True, ts="1763895501.000100"),
)
FIRST: Final = "1763895600.000100"

ASKER: Final = Asker(MONDAY)


@dataclass(frozen=True)
class Stage:
    """The circumstances of a question."""

    has_fallback: bool = False
    is_ahead: bool = False
    past: int = 0
    turns: int = 4
    calls: int = 64
    surface: Any = "mention"
    asker: Asker = ASKER
    text: str = "and in Oslo, above 40?"
    remarks: Sequence[Remark] = ()
    times: int = 1
    left_s: float = 60.0

    def came(self, *script: str | Turn) -> str:
        """Return the outcome of the question to a model with these turns; the last one repeats."""
        turns = [TURNS[turn] if isinstance(turn, str) else turn for turn in script]
        time, lines, counts = FakeTime(), list[str](), list[str]()
        model = ScriptedModel(*turns)
        fallback = ScriptedModel(calls("Rome"), words("Rome: as found."), is_by_rules=True)
        weather = Known()
        batch = BatchResolver(offered_tools()[:3], weather)
        with (
            captured_log() as log,
            closing(Prediction("calls", ScriptedModel(OSLO, is_by_rules=True), batch)) as ahead,
        ):
            agent = Agent(
                model,
                fallback if self.has_fallback else None,
                batch,
                word_results,
                self.turns,
                self.calls,
                time.clock,
                OnceAMinute(time.clock),
                Outage(),
                ahead if self.is_ahead else None,
            )
            talk = Conversation(agent, _history(self.past))
            around = Surroundings(
                lambda status, places: lines.append(f"{status} {list(places)}"),
                lambda deadline: self._said(deadline.left_s(), lines),
            )
            for number in range(self.times):
                asked = question(self.text, ts=f"17638957{number:02}.000100", thread=FIRST)
                asked = replace(asked, surface=self.surface)
                trace = Trace(asked.reference, time.clock)
                deadline = time.clock.deadline(self.left_s)
                lines += _told(talk.answer(asked, self.asker, deadline, around, trace))
                counts.append(f"{trace.fields()}")
                counts += [f"{step.calls}" for step in trace.steps if step.name == "tool_calls"]
        lines += [line for each in (*model.requests, *fallback.requests) for line in _sent(each)]
        lines += [
            f"{ {name: each[name] for name in each if name not in ('time', 'exception')} }"
            for each in log.taken()
        ]
        return "\n".join((*lines, *weather.asked, *counts))

    def _said(self, left_s: float, lines: list[str]) -> Sequence[Remark]:
        lines.append(f"reads the thread within {left_s}")
        return self.remarks


def _history(past: int) -> MemoryHistory:
    """Return the history of a thread with so many turns, the newest of which are short."""
    history = MemoryHistory(max_tokens=8000)
    for number in range(past):
        asked = question(f"weather {number}?", ts=f"17638956{number:02}.000100", thread=FIRST)
        said = f"It was 1{number} °C in Rome." + " So it was." * 40 * (past - number - 1)
        result = Message("tool", '{"place":"Rome","temperature":"14 °C"}', (), f"id{number}")
        call = ToolCall(f"id{number}", "get_weather", '{"place":"Rome"}')
        turn = (Message("user", asked.text), Message("assistant", "", (call,)), result)
        answer = Answer(apology(asked, "en"), (*turn, Message("assistant", said)))
        history.append(asked, answer)
    return history


def _told(answer: Answer) -> Iterator[str]:
    reply = answer.reply
    yield f"{reply.text!r} {reply.provenance} {reply.language} {reply.is_answer} {reply.has_units}"
    yield f"{[type(each).__name__ for each in reply.exhibits]} {answer.starts_anew} {answer.home}"
    yield f"{answer.remarks} {answer.model_calls}"
    yield from map(_shown, answer.turn)


def _shown(message: Message) -> str:
    ids = [f"{call.id}{call.arguments}{call.extra}" for call in message.tool_calls]
    most = 60 if message.role == "system" else 200
    return f"{message.role}{ids}{message.tool_call_id}: {message.content[-most:]}{message.extra}"


def _sent(request: Request) -> Iterator[str]:
    yield f"-- {request.may_call_tools} {request.left_s:g}"
    yield from map(_shown, request.messages)


def told() -> Told:
    """Yield a model's turns after a question, with the answer that they lead to."""
    stages = {
        "plain": Stage(),
        "fallback": Stage(has_fallback=True),
        "ahead": Stage(is_ahead=True),
        "past": Stage(past=3),
        "overheard": Stage(surface="follow_up", is_ahead=True),
        "all": Stage(
            has_fallback=True,
            is_ahead=True,
            past=2,
            remarks=REMARKS,
            asker=Asker(MONDAY, "de", home="Bonn"),
        ),
    }
    for (name, stage), first, second in product(stages.items(), TURNS, TURNS):
        if name == "plain" or first in SECOND or second in SECOND[:2]:
            yield f"{name}: {first}, {second}", stage.came(first, second)
    for past, script in product((1, 4), product(FAILURES, repeat=3)):
        stage = Stage(past=past, has_fallback=past == 1)
        yield f"{past} turns: {script}", stage.came(*script, "true")
    for turns, most, last in product((1, 2, 3), (0, 1, 2), TURNS):
        stage = Stage(turns=turns, calls=most, has_fallback=most == 1)
        yield f"{turns} and {most}: {last}", stage.came("two calls", last)
    for times, name in product((2, 3, 4), TURNS):
        stage = Stage(has_fallback=True, times=times)
        yield f"{times} times {name}", stage.came(name)
        yield f"{times} times {name}, then", stage.came(*[name] * (times - 1), "true")
        ahead = Stage(is_ahead=True, times=times)
        yield f"{times} times ahead: {name}, then", ahead.came(name, "true", name, "true")
    yield from _surroundings()
    yield from _limits()
    yield from _prompts()


def _surroundings() -> Told:
    askers = (
        Asker(MONDAY, home="Ōsaka"),
        Asker(MONDAY.astimezone(ZoneInfo("Asia/Kolkata")), "en-IN", units="imperial"),
    )
    for past, remarks, (at, asker), script in product(
        (0, 1),
        ((), REMARKS),
        enumerate(askers),
        (
            ("refused",),
            ("refused", "true"),
            ("too long", "true"),
            ("bad request", "bad request", "bad request", "repeats"),
            ("calls", "bad request", "true"),
            ("repeats",),
        ),
    ):
        for is_ahead in (False, True):
            stage = Stage(past=past, remarks=remarks, asker=asker, is_ahead=is_ahead)
            yield f"{past} {len(remarks)} {at} {is_ahead} {script}", stage.came(*script)
    for left_s, has_fallback, script in product((0.0, 9.0, 45.0), (True, False), ("calls", "late")):
        stage = Stage(left_s=left_s, has_fallback=has_fallback, remarks=REMARKS)
        yield f"{left_s} left {has_fallback} {script}", stage.came(script, "true")
    for surface, language, script in product(
        ("mention", "direct_message", "follow_up", "command", "terminal"),
        ("en", "de", "ja", "xx", ""),
        ("fails", "refused", "true", "silent"),
    ):
        stage = Stage(surface=surface, asker=Asker(MONDAY, language))
        yield f"{surface} {language} {script}", stage.came(script)
        yield (
            f"{surface} {language}: apology",
            f"{apology(replace(question(), surface=surface), language)}",
        )


def _limits() -> Told:
    for length in (0, 1, 1000, 1001, 4000, 4001):
        text = "a" * length
        yield f"{length} asked", Stage(text=text, is_ahead=True).came("true")
    for length, said, past in product(
        (600, 601, 680, 14_999, 15_000, 15_001, 16_000), ("x", "xy ", "xyz" * 40 + " "), (0, 1)
    ):
        text = words((said * length)[:length])
        given = f"{length} of {said.strip()} behind {past} turns"
        yield given, Stage(past=past).came(text)
        yield f"{given}, of results", Stage(past=past).came("calls", text)


def _prompts() -> Told:
    """Yield prompts, and each form that is left when a part of them is left out."""
    call = ToolCall("a", "get_weather", "{}")
    lines = (
        *(Message("user", "q"), Message("assistant", "4 °C"), Message("assistant", "x", (call,))),
        Message("tool", '{"t":1}', (), "a"),
    )
    turns = ((), lines[:2], (lines[0], *lines[2:], lines[1]), (Message("user", "y" * 50),))
    homes = ((), home_of(Asker(MONDAY, home="Ōsaka")))
    for past, home, (first, second) in product(
        ((), *product(turns, turns)), homes, product((False, True), repeat=2)
    ):
        introduction = lines[:1] if first else ()
        prompt = Prompt("R.", past, introduction, lines[0], ("own",), home, is_told_inside=second)
        forms = (
            prompt,
            prompt.lesser(),
            prompt.shorter(),
            prompt.bare(),
            prompt.with_results(lines),
        )
        told = (
            f"{each.told} {each.is_bare} {each.is_cut} {each.is_forgetful} {each.is_told_inside}"
            f" {each.messages(is_last_turn=first, is_looked_up=second)}"
            for each in forms
            if each
        )
        yield f"{past} {home} {first} {second}", "\n".join(told)
    for zone, units, home, is_overheard in product(
        ("UTC", "Asia/Kolkata"), (None, "metric", "imperial"), ("", "Oslo"), (True, False)
    ):
        at = MONDAY.astimezone(ZoneInfo(zone)) if zone != "UTC" else MONDAY
        asker = Asker(at, units=units, home=home)
        told = rules(asker, offered_tools(), is_overheard=is_overheard)
        yield f"{zone} {units} {home} {is_overheard}", f"{told} {home_of(asker)}"
