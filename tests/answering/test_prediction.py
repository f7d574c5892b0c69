"""A prediction helps an answer along, and never hurts it."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Literal

import pytest
from fakes import kinds
from fakes.clock import FakeTime
from fakes.conversation import conversation
from fakes.databases import ready_database
from fakes.log import captured_log
from fakes.questions import question
from fakes.reports import REPORTS
from fakes.rows import each_row
from fakes.scripted_model import ScriptedModel, calls, words
from fakes.waiting import PATIENCE_S, until

from bot.answering.batch import BatchResolver
from bot.answering.conversation import Surroundings
from bot.answering.prediction import MAX_CHARACTERS, Prediction, is_dropped, keep_what_is_told
from bot.answering.prompts import Prompt
from bot.answering.run import Run
from bot.clock import Deadline
from bot.errors import (
    BadRequestError,
    ContentFilterError,
    ContextTooLongError,
    ModelError,
)
from bot.messages import Answer, Asker, Message, Provenance, Question, ToolCall
from bot.models import Completion
from bot.queries import Outcome, Query
from bot.reports import Shown
from bot.storage.database import Database
from bot.storage.history import History
from bot.telemetry import Count, Trace
from bot.tools.current_weather import CurrentWeather


@pytest.mark.parametrize("prediction", ["weather", "calls"])
@pytest.mark.parametrize(
    "reader",
    [ScriptedModel(LookupError("no such rule")), ScriptedModel(Completion("", (None,)))],  # type: ignore[arg-type] # a broken plug-in
    ids=["raises", "makes calls that are none"],
)
def test_a_broken_reader_is_logged_and_the_answer_stands(
    prediction: Literal["weather", "calls"], reader: ScriptedModel
) -> None:
    """The warning has the question's reference, and says what was raised."""
    model = ScriptedModel(calls("Oslo"), words("Bring a coat."))
    with captured_log() as log:
        answer, reference = answered(model, reader, prediction)

    assert answer.reply.text == "Bring a coat."
    (entry,) = log.entries("prediction.raised")
    assert (entry["level"], entry["reference"]) == ("WARNING", reference)
    assert "Error" in entry["exception"]


def test_results_are_told_ahead_only_where_all_have_weather() -> None:
    """A model that is told of one place out of two may forget to ask for the other."""
    (oslo,) = calls("Oslo").tool_calls
    too_late = ToolCall("call_2", "get_forecast", '{"place": "Oslo", "first_day": "2027-08-01"}')
    told, made = [], []
    for expected in ((oslo,), (oslo, too_late)):
        model = ScriptedModel(words("Hm."))
        _, trace = traced(model, ScriptedModel(Completion("", expected)), "calls")
        told.append([item.role for item in model.requests[0].messages].count("tool"))
        made.append([call.name for step in trace.steps for call in step.calls])

    assert told == [1, 0]
    assert made == [["get_weather"], ["get_weather", "get_forecast"]]


def test_results_are_not_told_ahead_of_what_may_be_no_question() -> None:
    """People who talk to each other would read of a look-up."""
    model = ScriptedModel(words("silence"))

    with talking(model, ScriptedModel(calls("Oslo")), "calls") as ask:
        ask(replace(question(thread="1.0"), surface="follow_up"))

    assert [message.role for message in model.requests[0].messages] == ["system", "user"]


def test_a_text_that_is_hardly_one_question_is_not_read_ahead() -> None:
    """Reading it would take a while, in which every other question waits."""
    read = []
    for length in (MAX_CHARACTERS, MAX_CHARACTERS + 1):
        model, reader = ScriptedModel(words("Hm.")), ScriptedModel(calls("Oslo"))
        answered(model, reader, "calls", "rain? " + "x" * (length - 6))
        read.append(len(reader.requests))

    assert read == [1, 0]


def test_questions_are_read_one_at_a_time() -> None:
    """More of them at once would share one interpreter, and the answers wait for it."""
    model, reader = ScriptedModel(words("Hm.")), ScriptedModel(calls("Oslo"))
    with (
        talking(model, reader, "weather") as ask,
        ThreadPoolExecutor(2) as pool,
        closed(model.gate, reader.gate),
    ):
        answers = [pool.submit(ask, question(ts=ts)) for ts in ("1.0", "2.0")]
        begun = [reader.arrivals.acquire(timeout=timeout_s) for timeout_s in (PATIENCE_S, 0.2)]

    assert begun == [True, False]
    assert [each.result().reply.text for each in answers] == ["Hm.", "Hm."]


@each_row(
    ("mode", "expected", "made", "counted"),
    [
        *((mode, ["Oslo"], ["Oslo"], (1, 0)) for mode in ("weather", "calls")),
        *((mode, ["Rome"], ["Oslo"], (0, 1)) for mode in ("weather", "calls")),
        *((mode, [], ["Oslo"], (0, 0)) for mode in ("weather", "calls")),
        ("calls", ["Oslo", "Rome"], [], (1, 0)),
        ("weather", ["Oslo", "Rome"], [], (0, 1)),
    ],
)
def test_hits_and_misses_are_counted(
    mode: Literal["weather", "calls"],
    expected: list[str],
    made: list[str],
    counted: tuple[int, int],
) -> None:
    """A hit has all weather that is needed; where none was expected, nothing is counted."""
    model = ScriptedModel(*([calls(*made)] if made else []), words("Mild."))

    _, trace = traced(model, ScriptedModel(calls(*expected)), mode)

    told = trace.counted("prediction_hits"), trace.counted("prediction_misses")
    assert told == counted


@each_row(("limit", "is_told"), [(3, True), (2, True), (1, False)])
def test_no_more_calls_are_made_ahead_than_a_model_may_make(limit: int, *, is_told: bool) -> None:
    """What was made ahead is in the trace, with its weather, as what a model makes."""
    model = ScriptedModel(words("Mild."))

    answer, trace = traced(
        model, ScriptedModel(calls("Oslo", "Rome")), "calls", max_tool_calls=limit
    )

    roles = ["user", *(["assistant", "tool", "tool"] if is_told else []), "assistant"]
    assert [message.role for message in answer.turn] == roles
    made = [call for step in trace.steps for call in step.calls]
    assert [(call.name, len(call.weather), call.has_failed) for call in made] == [
        ("get_weather", 1, False)
    ] * (2 * is_told)
    assert trace.counted("weather_ahead") == 2 * is_told


@each_row(
    ("asked", "places"),
    [
        (["Oslo"], ["Rome", "Oslo"]),
        (["oslo , Norway"], ["Rome", "Oslo"]),
        (["Oslo", "Rome"], ["Oslo", "Rome"]),
        (["", "Bergen"], ["Oslo", "Rome", "Bergen"]),
    ],
)
def test_what_a_model_asks_for_anew_is_kept_once(asked: list[str], places: list[str]) -> None:
    """By the name of the place alone; what was looked up of others stays, for the next question."""
    model = ScriptedModel(calls(*asked), words("Mild."))

    answer, _ = traced(model, ScriptedModel(calls("Oslo", "Rome")), "calls")

    results = [json.loads(item.content) for item in answer.turn if item.role == "tool"]
    named = [result["place"].partition(",")[0] for result in results if "place" in result]
    assert named == places
    ids = [call.id for message in answer.turn for call in message.tool_calls]
    assert len(set(ids)) == len(ids)
    assert all(message.content or message.tool_calls for message in answer.turn)


def test_what_was_looked_up_in_vain_is_kept_where_its_figures_are_told() -> None:
    """An answer stands on what it names."""
    reader, later = ScriptedModel(calls("Oslo")), ToolCall("x", "get_forecast", '{"place":"Oslo"}')
    probe = ScriptedModel(words("Mild."))
    traced(probe, reader, "calls")
    (result,) = (item for item in probe.requests[0].messages if item.role == "tool")
    temperature = json.loads(result.content)["temperature"]
    kept = []
    for text in (f"It has {temperature} now.", "Mild."):
        model = ScriptedModel(Completion("", (later,)), words(text))
        answer, _ = traced(model, reader, "calls")
        kept.append([item.role for item in answer.turn].count("tool"))

    assert kept == [2, 1]


@each_row(
    ("refusal", "is_learnt"),
    [
        (BadRequestError("no"), True),
        (ContentFilterError("no"), False),
        (ContextTooLongError("no"), False),
    ],
)
def test_a_request_that_is_refused_is_sent_again_without_what_was_looked_up(
    refusal: ModelError, *, is_learnt: bool
) -> None:
    """A server that takes no such turn at all gets none again, and the operator reads of it."""
    model = ScriptedModel(refusal, calls("Oslo"), words("Mild."))
    with captured_log() as log, talking(model, ScriptedModel(calls("Oslo")), "calls") as ask:
        first = ask(question(ts="1.0"))
        ask(question(ts="2.0"))

    told = [[item.role for item in request.messages].count("tool") for request in model.requests]
    assert told == [1, 0, 1, 0 if is_learnt else 1]
    assert first.reply.text == "Mild."
    refused = [(told["level"], told["reference"]) for told in log.entries("prediction.refused")]
    assert refused == [("WARNING", question(ts="1.0").reference)] * is_learnt
    without, _ = answered(
        ScriptedModel(refusal, words("Hm.")), ScriptedModel(calls("Oslo")), "calls"
    )
    assert (without.reply.provenance, without.reply.exhibits) == (Provenance(), ())


def test_a_request_that_fails_is_not_sent_again_without_what_was_looked_up() -> None:
    """That is not what has stood in its way."""
    model = ScriptedModel(ModelError("gone"), words("Mild."))

    answered(model, ScriptedModel(calls("Oslo")), "calls")

    assert [[item.role for item in each.messages].count("tool") for each in model.requests] == [1]


HOT = words("It is 99 °C.")


@each_row("turns", [[HOT, HOT], [HOT, ModelError("gone")], [*[calls("")] * 3, words(" ")]], ids=str)
def test_code_words_what_was_looked_up_ahead_where_a_model_has_no_words_for_it(
    turns: list[Completion | Exception],
) -> None:
    """As it does with what a model has looked up itself."""
    answer, _ = answered(ScriptedModel(*turns), ScriptedModel(calls("Oslo")), "calls")

    assert answer.reply.text.startswith("**Oslo, Norway**")
    assert [message.role for message in answer.turn[1:3]] == ["assistant", "tool"]


class Weather:
    """The weather of Berlin for every query; it notes how long each look-up may take."""

    def __init__(self) -> None:
        self.given_s: list[float] = []

    def fetch(
        self,
        queries: Sequence[Query],
        *,
        language: str,  # noqa: ARG002
        deadline: Deadline,
        count: Count,  # noqa: ARG002
    ) -> list[Outcome]:
        """Return a report for each query."""
        self.given_s.append(deadline.left_s())
        return [REPORTS[kinds.CURRENT] for _ in queries]

    def prefetch(self, queries: Sequence[Query]) -> bool:
        """Return that all of them will be answered."""
        return bool(queries)


def predicting(
    reader: ScriptedModel,
    mode: Literal["weather", "calls"] = "weather",
    weather: Weather | None = None,
) -> closing[Prediction]:
    """Return a prediction by a reader, which is closed at the end of a block."""
    batch = BatchResolver((CurrentWeather(),), weather or Weather())
    return closing(Prediction(mode, reader, batch))


def new_run(left_s: float = 60) -> Run:
    """Return the run of the second question of a thread, which compares with 30."""
    clock, past = FakeTime().clock, calls("Rome").tool_calls
    thread = (
        Message("user", "q"),
        Message("assistant", "", past),
        Message("tool", '{"was":"11 °C"}', (), "call_1"),
    )
    prompt = Prompt("Answer.", (thread,), (), Message("user", "is it above 30 in Oslo?"))
    return Run(
        given=prompt,
        asker=Asker(clock.now()),
        deadline=clock.deadline(left_s),
        trace=Trace("test", clock),
        model=ScriptedModel(),
        prompt=prompt,
        turns_left=1,
        calls_left=5,
    )


def begin(prediction: Prediction, left_s: float = 60) -> Run:
    """Begin with a question, and return its run."""
    run = new_run(left_s)
    prediction.begin(run, lambda _: None)
    return run


def state(run: Run) -> str:
    """Return what has become of the reading of a run's question."""
    assert run.prediction
    return "given up" if run.prediction.cancelled() else "read" if run.prediction.done() else "open"


def read_after_s(prediction: Prediction, reader: ScriptedModel) -> float:
    """Return the seconds from the last of two questions at once to the first reading."""
    while True:
        begun_s = time.monotonic()
        runs = [begin(prediction) for _ in range(2)]
        last_s = time.monotonic()
        assert reader.arrivals.acquire(timeout=PATIENCE_S)
        read_s = time.monotonic()
        assert reader.arrivals.acquire(timeout=PATIENCE_S)
        for run in runs:
            assert run.prediction
            run.prediction.result(PATIENCE_S)
        if last_s - begun_s < 0.01:  # else a busy machine has let them come one by one
            return read_s - last_s


def settled_after_s(prediction: Prediction, reader: ScriptedModel) -> float:
    """Return the seconds for which a question that nobody comes after is waited for."""
    begun_s = time.monotonic()
    prediction.settle(begin(prediction))
    settled_s = time.monotonic()
    assert reader.arrivals.acquire(timeout=PATIENCE_S)
    return settled_s - begun_s


@each_row(("left_s", "given_s"), [(60, 2.0), (1, 1.0)])
def test_a_first_turn_waits_two_seconds_for_results(left_s: float, given_s: float) -> None:
    """Or until the question's end; their calls have ids that none of the thread has.

    The rules read the thread as the model does, and have all the time of the question.
    """
    weather, reader = Weather(), ScriptedModel(calls("Oslo"))
    with predicting(reader, "calls", weather) as prediction:
        run = begin(prediction, left_s)

    assert weather.given_s == [given_s]
    (read,) = reader.requests
    assert (read.messages, read.left_s) == (tuple(run.prompt.messages()), left_s)
    (call,) = run.ahead[0].tool_calls
    assert call.id != "call_1"
    assert [message.tool_call_id for message in run.ahead[1:]] == [call.id]


@each_row("mode", ["weather", "calls"])
def test_what_one_request_does_not_answer_is_not_looked_up_ahead(
    mode: Literal["weather", "calls"],
) -> None:
    """Nor does it count as a prediction."""

    class Far(Weather):
        def prefetch(self, queries: Sequence[Query]) -> bool:  # noqa: ARG002
            return False

    with predicting(ScriptedModel(calls("Oslo")), mode, Far()) as prediction:
        run = begin(prediction)
        prediction.settle(run)

    assert (run.ahead, run.is_predicted) == ((), False)


def test_questions_are_read_when_no_other_has_come_for_a_moment() -> None:
    """So all that come in at once reach their models first; one that is awaited is read at once."""
    reader = ScriptedModel(Completion(""))
    with predicting(reader) as prediction:
        waits_s = [read_after_s(prediction, reader)]
        until(lambda: settled_after_s(prediction, reader) < 0.015)
        waits_s.append(read_after_s(prediction, reader))
        with closed(reader.gate):
            awaited = begin(prediction, 0.01)
            assert reader.arrivals.acquire(timeout=PATIENCE_S)
            prediction.settle(awaited)
        waits_s.append(read_after_s(prediction, reader))

    assert 0.005 < min(waits_s) < 1


def test_a_question_that_is_one_of_several_unread_ones_is_not_waited_for() -> None:
    """The last of them is, but no longer than its answer may take."""
    reader = ScriptedModel(Completion(""))
    with predicting(reader) as prediction:
        with closed(reader.gate):
            first = begin(prediction, 0.01)
            assert reader.arrivals.acquire(timeout=PATIENCE_S)
            second, third = begin(prediction, 0.01), begin(prediction)
            for run in (first, second):
                prediction.settle(run)
            states = [state(run) for run in (first, second, third)]
        prediction.settle(third)
        states.append(state(third))

    assert states == ["open", "given up", "open", "read"]


def test_no_question_is_read_after_the_end() -> None:
    """That which is being read is not waited for."""
    reader = ScriptedModel(Completion(""))
    with predicting(reader) as prediction, closed(reader.gate):
        first = begin(prediction)
        assert reader.arrivals.acquire(timeout=PATIENCE_S)
        second = begin(prediction)
        prediction.close()
        states = [state(first), state(second)]

    assert states == ["open", "given up"]


def told_run(*, is_anew: bool = True) -> Run:
    """Return a run that has looked up three places ahead; its model Bergen, then Oslo anew."""
    run, own = new_run(), ToolCall("own", "get_weather", '{"place":"Bergen"}')
    again = ToolCall("again", "get_weather", '{"place":"OSLO , Norway"}')
    ahead = calls("Oslo", "Rome", "Lima").tool_calls
    run.ahead = (
        Message("assistant", "", ahead),
        Message("tool", '{"now":"21 °C"}', (), ahead[0].id),
        Message("tool", '{"now":"22 °C"}', (), ahead[1].id),
        Message("tool", '{"now":"25 °C"}', (), ahead[2].id),
    )
    berlin = REPORTS[kinds.CURRENT]  # with 4.2 °C
    run.ahead_shown = (
        (Shown(REPORTS[kinds.DAILY], "metric"),),
        (Shown(berlin, "metric"),),
        (Shown(REPORTS[kinds.AIR], None),),  # with 18.5 µg/m³
    )
    if is_anew:
        run.added = [
            Message("assistant", "", (own,)),
            Message("tool", '{"now":"23 °C"}', (), "own"),
            Message("assistant", "", (again,)),
            Message("tool", '{"now":"24 °C"}', (), "again"),
        ]
        run.own_shown = {Shown(REPORTS[kinds.HOURLY], "metric"): None}  # with 77 %
    return run


@each_row(
    ("words", "is_kept"),
    [
        ("It has 21 °C.", True),
        ("It has 14.2 °C.", True),
        ("It has 22 °C.", False),
        ("It has 23 °C.", False),
        ("It has 24 °C.", False),
        ("It has 4.2 °C.", False),
        ("It has 25 °C.", False),
        ("It has 18.5 µg/m³.", False),
        ("It has 77 %.", False),
        ("It had 11 °C.", False),
        ("It has 30 °C.", False),
        ("It has 31 °C.", True),
        ("Mild.", False),
    ],
)
def test_what_was_looked_up_again_goes_where_all_figures_stand_without_it(
    words: str, *, is_kept: bool
) -> None:
    """Those of the thread, the question, the other places and the model's own calls are known."""
    run = told_run()
    called, oslo, *others = run.ahead
    shown = run.ahead_shown

    keep_what_is_told(run, words)

    if is_kept:
        assert (run.ahead, run.ahead_shown) == ((called, oslo, *others), shown)
    else:
        assert run.ahead == (replace(called, tool_calls=called.tool_calls[1:]), *others)
        assert run.ahead_shown == shown[1:]


def test_what_was_looked_up_ahead_stays_where_a_model_has_asked_nothing() -> None:
    """It was the answer; and once a model has called tools, a refusal is not laid to it."""
    for run in (told_run(is_anew=False), told_run()):
        ahead, shown = run.ahead, run.ahead_shown
        if run.added:
            assert not is_dropped(run, BadRequestError("no"))
        else:
            keep_what_is_told(run, "Mild.")
        assert (run.ahead, run.ahead_shown) == (ahead, shown)


@contextmanager
def closed(*gates: threading.Event) -> Iterator[None]:
    """Keep gates closed for a while."""
    for gate in gates:
        gate.clear()
    try:
        yield
    finally:
        for gate in gates:
            gate.set()


@contextmanager
def talking(
    model: ScriptedModel,
    reader: ScriptedModel,
    prediction: Literal["weather", "calls"],
    *,
    traces: list[Trace] | None = None,
    max_tool_calls: int = 64,
) -> Iterator[Callable[[Question], Answer]]:
    """Yield what answers a question whose weather a reader expects, and keeps the answer."""
    time = FakeTime()

    def ask(asked: Question) -> Answer:
        trace = Trace(asked.reference, time.clock)
        if traces is not None:
            traces.append(trace)
        answer = talk.answer(
            asked,
            Asker(time.clock.now()),
            time.clock.deadline(60),
            Surroundings(lambda *_: None, lambda _: []),
            trace,
        )
        with database.transaction() as transaction:
            history.append(transaction, asked, answer)
        return answer

    with ready_database("sqlite") as url, closing(Database(url)) as database:
        history = History(database, max_tokens=8000)
        with conversation(
            model,
            history,
            time.clock,
            max_tool_calls=max_tool_calls,
            reader=reader,
            prediction=prediction,
        ) as talk:
            yield ask


def traced(
    model: ScriptedModel,
    reader: ScriptedModel,
    prediction: Literal["weather", "calls"],
    *,
    max_tool_calls: int = 64,
) -> tuple[Answer, Trace]:
    """Return the answer to a question whose weather a reader expects, and its trace."""
    traces: list[Trace] = []
    with talking(model, reader, prediction, traces=traces, max_tool_calls=max_tool_calls) as ask:
        return ask(question()), traces[0]


def answered(
    model: ScriptedModel,
    reader: ScriptedModel,
    prediction: Literal["weather", "calls"],
    text: str = "weather in Oslo?",
) -> tuple[Answer, str]:
    """Return the answer to a question whose weather a reader expects, and its reference."""
    asked = question(text)
    with talking(model, reader, prediction) as ask:
        return ask(asked), asked.reference
