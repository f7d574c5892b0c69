"""The time of one question is shared out between the model, the batch and the words."""

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import pytest
from fakes import kinds
from fakes.clock import MONDAY, FakeTime
from fakes.reports import BERLIN, NOON, REPORTS, SOURCE
from fakes.rows import each_row
from fakes.scripted_model import ScriptedModel, calls, words

from bot.answering.agent import Agent
from bot.answering.batch import BatchResolver
from bot.answering.outage import Outage
from bot.answering.prediction import Prediction
from bot.answering.prompts import Prompt
from bot.clock import Deadline
from bot.errors import BadRequestError, ContextTooLongError, DeadlineError, ModelError
from bot.kinds.alerts import Alert
from bot.messages import Asker, Message, ModelCall, ToolCall
from bot.models import Completion
from bot.models.offline.wording import word_results
from bot.queries import Outcome, Query, Unavailable
from bot.reports import Report
from bot.telemetry import Count, OnceAMinute, Trace
from bot.tools.alerts import Alerts
from bot.tools.current_weather import CurrentWeather

QUESTION = Prompt("Answer.", (), (), Message("user", "weather in Oslo?"))


@dataclass
class SlowWeather:
    """Takes all the time that it is given."""

    time: FakeTime

    def fetch(
        self,
        queries: Sequence[Query],
        *,
        language: str,  # noqa: ARG002
        deadline: Deadline,
        count: Count,  # noqa: ARG002
    ) -> list[Outcome]:
        """Return nothing useful, at the very end."""
        self.time.pass_s(deadline.left_s())
        return [Unavailable(query.place, "Too slow.") for query in queries]

    def prefetch(self, queries: Sequence[Query]) -> bool:
        """Never asked."""
        raise NotImplementedError


def agent(
    model: ScriptedModel,
    time: FakeTime,
    fallback: ScriptedModel | None = None,
    weather: SlowWeather | None = None,
) -> Agent:
    """Return an agent whose weather is slow, or another."""
    batch = BatchResolver((CurrentWeather(),), weather or SlowWeather(time))
    may_complain = OnceAMinute(time.clock)
    return Agent(
        model, fallback, batch, word_results, 4, 64, time.clock, may_complain, Outage(), None
    )


def respond(agent: Agent, time: FakeTime, within_s: float = 60, question: Prompt = QUESTION) -> str:
    """Return what the agent says within so many seconds."""
    deadline = time.clock.deadline(within_s)
    trace = Trace("test", time.clock)
    return agent.respond(question, Asker(MONDAY), deadline, lambda *_: None, trace).text


def test_a_batch_that_takes_all_its_time_leaves_some_for_the_words() -> None:
    """Data that nobody words are no answer."""
    time = FakeTime()
    model = ScriptedModel(calls("Oslo"), words("Sorry, nothing."))

    assert respond(agent(model, time), time) == "Sorry, nothing."
    assert model.requests[1].left_s == pytest.approx(10)


def test_a_model_leaves_time_to_the_one_that_may_have_to_replace_it() -> None:
    """A hang would otherwise take the whole deadline, and the fallback would have none."""
    time = FakeTime()
    model, fallback = ScriptedModel(ModelError("gone")), ScriptedModel(words("Mild."))

    assert respond(agent(model, time, fallback), time) == "Mild."
    assert model.requests[0].left_s == pytest.approx(45)
    assert fallback.requests[0].left_s == pytest.approx(60)


WARNED = Report(
    BERLIN, SOURCE, NOON, kinds.ALERTS, (Alert("wind", "severe", headline="Gusts of 99 km/h"),)
)


class MildWeather(SlowWeather):
    """Knows the weather of every place, at once."""

    def fetch(self, queries: Sequence[Query], **_: Any) -> list[Outcome]:
        """Return the same report of each place."""
        known = [REPORTS.get(query.kind, WARNED) for query in queries]
        places = [replace(BERLIN, name=query.place) for query in queries]
        return [replace(told, place=at) for told, at in zip(known, places, strict=True)]

    def prefetch(self, queries: Sequence[Query]) -> bool:
        """Return that all of them will be answered."""
        return bool(queries)


def test_what_was_looked_up_ahead_is_shown_and_makes_figures_true_as_all_else() -> None:
    """Those of its reports, more exact than the results that a model reads, and of words there."""
    time, exact = FakeTime(), words("Wind: 14.2 km/h, and a warning of 99 km/h.")
    warnings = ToolCall("b", "get_alerts", '{"place":"Rome"}')
    asked = Completion("", (*calls("Oslo").tool_calls, warnings))
    for turns in ([exact], [asked, exact]):
        model, tools = ScriptedModel(*turns, words("Hm.")), (CurrentWeather(), Alerts())
        mild = replace(agent(model, time), batch=BatchResolver(tools, MildWeather(time)))
        shown: list[tuple[str, list[str]]] = []
        with closing(Prediction("calls", ScriptedModel(asked), mild.batch)) as prediction:
            response = replace(mild, prediction=None if turns[1:] else prediction).respond(
                QUESTION,
                Asker(MONDAY),
                time.clock.deadline(60),
                lambda status, places, shown=shown: shown.append((status, list(places))),
                Trace("test", time.clock),
            )

        assert response.text == exact.content
        assert shown == [("is checking the weather in 2 places", ["Oslo", "Rome"])]


def test_an_answer_stands_on_the_reports_of_all_its_turns() -> None:
    """Each once; the trace has the calls of each batch, and all messages are there to be kept."""
    time = FakeTime()
    rome = replace(calls("Rome", "Oslo"), content="And Rome.")
    model = ScriptedModel(calls("Oslo"), rome, replace(words("Mild."), language="de"))
    mild, trace = agent(model, time, weather=MildWeather(time)), Trace("test", time.clock)

    response = mild.respond(
        QUESTION, Asker(MONDAY), time.clock.deadline(60), lambda *_: None, trace
    )

    assert [shown.report.place.name for shown in response.shown] == ["Oslo", "Rome"]
    assert (response.text, response.language, response.prompt) == ("Mild.", "de", QUESTION)
    assert (response.is_fallback, response.is_cut_off, response.is_filtered) == (False,) * 3
    roles = ["assistant", "tool", "assistant", "tool", "tool", "assistant"]
    assert [message.role for message in response.messages] == roles
    assert response.messages[2].content == "And Rome."
    ids = [call.id for message in response.messages for call in message.tool_calls]
    assert len(set(ids)) == 3
    batches = [[call.weather[0][1] for call in step.calls] for step in trace.steps if step.calls]
    place = REPORTS[kinds.CURRENT].place.label.partition(",")[2]
    assert batches == [[f"Oslo,{place}"], [f"Rome,{place}", f"Oslo,{place}"]]
    assert trace.counted("tool_calls") == 3


class SlowModel(ScriptedModel):
    """Takes hardly less than a second and a half for each turn."""

    def __init__(self, time: FakeTime, *turns: Completion | Exception) -> None:
        super().__init__(*turns)
        self._time = time

    def complete(self, *args: Any, **more: Any) -> Completion:
        """Return the next turn."""
        self._time.pass_s(1.4996)
        return super().complete(*args, **more)


def test_a_model_call_is_recorded_with_all_that_was_read_and_its_time() -> None:
    """The tools are read with the messages; a turn that failed has cost its time as well."""
    time = FakeTime()
    model = SlowModel(time, calls("Oslo"), ModelError("gone"))
    slow, trace = agent(model, time), Trace("test", time.clock)

    with pytest.raises(ModelError, match="gone"):
        slow.respond(QUESTION, Asker(MONDAY), time.clock.deadline(60), lambda *_: None, trace)

    tool = CurrentWeather()
    tools = len(tool.description) + len(json.dumps(tool.parameters))
    read = [tools + sum(item.characters for item in each.messages) for each in model.requests]
    assert trace.model_calls == (
        ModelCall("scripted", read[0], 10, 2, 1500),
        ModelCall("scripted", read[1], 0, 0, 1500, has_failed=True),
    )


@each_row("error", [BadRequestError("broken"), ContextTooLongError("broken")])
def test_a_fallback_is_not_asked_with_less(error: ModelError) -> None:
    """It has nothing against a long thread: what it fails at is something else."""
    time, thread = FakeTime(), replace(QUESTION, past=((Message("user", "Hi."),),))
    model, fallback = ScriptedModel(ModelError("gone")), ScriptedModel(error)

    with pytest.raises(ModelError, match="broken"):
        respond(agent(model, time, fallback), time, question=thread)

    assert len(fallback.requests) == 1


def test_what_was_left_out_of_a_thread_makes_no_figure_true() -> None:
    """The model can't have read it there; of what it has read it may tell the figures."""
    time, hot = FakeTime(), words("It was 40 °C.")
    thread = replace(QUESTION, past=((Message("user", "Hi."), Message("assistant", hot.content)),))
    too_long = [ContextTooLongError("no")] * 2
    models = [ScriptedModel(*too_long[:left], hot, words("Mild.")) for left in range(3)]

    told = [respond(agent(model, time), time, question=thread) for model in models]

    assert told == ["It was 40 °C.", "It was 40 °C.", "Mild."]


def test_a_fallback_makes_its_calls_in_one_turn() -> None:
    """It has all of them, whatever the model has used up; then it has to answer."""
    time = FakeTime()
    model = ScriptedModel(calls("Rome"), ModelError("gone"))
    fallback = ScriptedModel(calls(*map("P{}".format, range(64))), words("Mild."))
    mild = agent(model, time, fallback, MildWeather(time))

    assert respond(mild, time) == "Mild."
    assert [request.may_call_tools for request in fallback.requests] == [True, False]
    results = [item for item in fallback.requests[1].messages if item.role == "tool"]
    assert len(results) == 64
    assert not any("limit" in item.content for item in results)


def test_calls_that_fail_count_as_others_do() -> None:
    """In whichever turn: what is left of the limit is for the next one."""
    time = FakeTime()
    wrong = Completion("", tuple(ToolCall(call_id, "get_weather", "{}") for call_id in "ab"))
    model = ScriptedModel(wrong, calls("Oslo", "Rome"), words("Mild."))
    three = replace(agent(model, time, weather=MildWeather(time)), max_tool_calls=3)
    trace, deadline = Trace("test", time.clock), time.clock.deadline(60)

    three.respond(QUESTION, Asker(MONDAY), deadline, lambda *_: None, trace)

    results = [item.content for item in model.requests[2].messages if item.role == "tool"]
    errors = [json.loads(result).get("error") for result in results]
    assert errors == ["bad_arguments", "bad_arguments", None, "limit"]
    made = [call.has_failed for step in trace.steps for call in step.calls]
    assert made == [True, True, False, True]


def test_results_that_are_left_out_give_their_calls_back() -> None:
    """All of them may be made once more."""
    time, thread = FakeTime(), replace(QUESTION, past=((Message("user", "Hi."),),))
    two = calls("Oslo", "Rome")
    model = ScriptedModel(two, ContextTooLongError("no"), two, words("Mild."))
    mild = replace(agent(model, time, weather=MildWeather(time)), max_tool_calls=2)

    assert respond(mild, time, question=thread) == "Mild."
    results = [item.content for item in model.requests[3].messages if item.role == "tool"]
    assert [json.loads(result).get("error") for result in results] == [None, None]


def test_a_turn_without_words_is_a_failure_as_long_as_there_may_be_calls() -> None:
    """Behind results, too: the model may have meant to look up more."""
    time = FakeTime()
    model, fallback = ScriptedModel(calls("Oslo"), words(" ")), ScriptedModel(words("Mild."))

    assert respond(agent(model, time, fallback, MildWeather(time)), time) == "Mild."


def test_no_call_has_the_id_of_one_in_the_thread() -> None:
    """Whatever its model calls it: some count from one in each turn."""
    time, (call,) = FakeTime(), calls("Rome").tool_calls
    past = (Message("assistant", "", (call,)), Message("tool", "{}", tool_call_id=call.id))
    model = ScriptedModel(calls("Oslo"), words("Mild."))

    respond(agent(model, time), time, question=replace(QUESTION, past=(past,)))

    made = [call for item in model.requests[1].messages for call in item.tool_calls]
    assert [each.name for each in made] == ["get_weather"] * 2
    assert made[1].id != made[0].id == call.id


def test_a_fallback_that_fails_as_well_is_the_end() -> None:
    """Nobody else is left to ask, and it is not asked again; the question has failed once."""
    time = FakeTime()
    model, fallback = ScriptedModel(ModelError("gone")), ScriptedModel(ModelError("broken"))
    failing, states = agent(model, time, fallback), list[bool]()

    for _ in range(3):
        with pytest.raises(ModelError, match="broken"):
            respond(failing, time)
        states.append(failing.outage.is_on)

    assert (len(model.requests), len(fallback.requests)) == (3, 3)
    assert states == [False, False, True]


def test_words_of_rules_are_of_any_length() -> None:
    """Code has made them from the results, and nobody's text goes out in the bot's name."""
    time, told = FakeTime(), "Mild. " * 4000
    models = [ScriptedModel(words(told), is_by_rules=by_rules) for by_rules in (True, False)]

    said = [respond(agent(model, time), time) for model in models]

    assert said[0] == told
    assert len(said[1]) <= 600


def test_a_short_deadline_is_shared_out_as_well() -> None:
    """Nobody reserves more than a third of what is left."""
    time = FakeTime()
    model, fallback = ScriptedModel(DeadlineError("late")), ScriptedModel(words("Mild."))

    assert respond(agent(model, time, fallback), time, within_s=6) == "Mild."
    assert model.requests[0].left_s == pytest.approx(4)
