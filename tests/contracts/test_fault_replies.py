"""What a person reads for each fault of a model: a table over both APIs, with and without fallback.

What the adapters make of the same faults is in `test_model_faults`.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest
from fakes.chat_model import (
    ChatRequest,
    FakeChatModel,
    Fault,
    Turn,
    error_fault,
    text_turn,
    tool_turn,
)
from fakes.clock import MONDAY, slow_clock
from fakes.databases import make_file
from fakes.questions import question
from fakes.rows import check_rows, each_row
from fakes.serving import serve

from bot.answering.conversation import FALLBACK, FILTERED_ANSWER, OUTAGE, REFUSED, Surroundings
from bot.bootstrap.engine import Engine, build_engine
from bot.messages import Answer, Asker, Message, Question, Reply, ToolCall
from bot.presentation.provenance import SIMULATED
from bot.settings import load_settings
from bot.telemetry import Trace

KEY = "key-0123456789"
SAID = f"Traceback: made-up {KEY} of org-A1b2C3 and sk-proj-xyz, see https://gateway.example/help"
LEAKS = ("made-up", "key-", "org-", "sk-", "http", "127.0.0.1", "Traceback", "html", "Error")

FAULTS: dict[str, Turn] = {
    "401": error_fault(401, SAID, "invalid_api_key"),
    "404": error_fault(404, SAID, "DeploymentNotFound"),
    "quota for good": error_fault(429, SAID, "insufficient_quota"),
    "429 for long": error_fault(429, SAID, "rate_limit_exceeded", retry_after="120"),
    "500 for ever": error_fault(500, SAID, "server_error", retry_after_ms="1"),
    "HTML with 200": Fault(body=f"<html>{SAID}</html>", content_type="text/html"),
    "invalid JSON": Fault(body='{"choices": [{"mess'),
    "nothing in it": Fault(body='{"choices": [], "output": [], "status": "completed"}'),
    "null content": text_turn(None),
    "empty content": text_turn(""),
    "body cut": Fault(closes=True),
    "hang": Fault(stalls="before"),
    "body that drips": Fault(stalls="drip"),
    "always too long": error_fault(400, SAID, "context_length_exceeded", "messages"),
    "filter of questions": error_fault(400, SAID, "content_filter", "prompt"),
    "filter of answers": text_turn(None, finish_reason="content_filter"),
    "filter of half an answer": text_turn("Mild, and", finish_reason="content_filter"),
    "bad request": error_fault(400, SAID, "invalid_request_error"),
}
FILTERED = ("filter of questions", "filter of answers", "filter of half an answer")
# A short deadline ends these.
SLOW = ("hang", "body that drips", "body cut")
# These wait longest, for an answer or before they ask again; they are played first and all at once.
FIRST = (*SLOW, "bad request", "500 for ever")


class Case(NamedTuple):
    """One cell of the table; `at` is the model turn in which the fault comes."""

    fault: str
    api: str
    at: int
    has_fallback: bool


CASES = [
    Case(*cell)
    for cell in itertools.product(
        sorted(FAULTS, key=lambda name: name not in FIRST),
        ("chat", "responses"),
        (1, 2),
        (True, False),
    )
]
# Each fault with every two of API, turn and fallback together.
EVERY_PAIR = [
    case
    for case in CASES
    if (("chat", "responses").index(case.api) + case.at + case.has_fallback) % 2
]
LOOKS = [
    pytest.param(EVERY_PAIR, id="every pair"),
    pytest.param(CASES, id="every cell", marks=pytest.mark.slow),
]
Table = dict[Case, Future["Told"]]


@dataclass(frozen=True)
class Told:
    """What a person was told for a question, and for the next one in the thread.

    Attributes:
        sent: The requests of the next question.
        refusals: What broke the API's rules in any cell.
    """

    question: Question
    answer: Answer
    next: Answer
    sent: list[ChatRequest]
    refusals: list[str]


class Stage:
    """All engines, before a model whose questions name the case that they are asked in."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.fake = FakeChatModel(self._play, key=KEY)
        url = stack.enter_context(serve(self.fake.app))
        self._sent: defaultdict[str, list[ChatRequest]] = defaultdict(list)
        self._engines: dict[tuple[str, bool], Engine] = {}
        for api, has_fallback in itertools.product(("chat", "responses"), (True, False)):
            database = folder / f"{api}-{has_fallback}.db"
            make_file(database)
            environ = {
                "OPENAI_BASE_URL": f"{url}/v1",
                "OPENAI_API_KEY": KEY,
                "OPENAI_MODEL": "m",
                "WEATHER_PROVIDER": "simulated",
                "DATABASE_URL": f"sqlite:///{database}",
                "MODEL_FALLBACK": str(has_fallback),
                "CHAT_API": api,
            }
            settings = load_settings(environ, needs_slack=False)
            built = build_engine(settings, slow_clock(), may_simulate=False)
            engine = stack.enter_context(closing(built))
            engine.answering.warm_up()
            self._engines[api, has_fallback] = engine

    def play(self, case: Case) -> Told:
        """Ask a question in a thread with a past, and then another one."""
        channel = f"C{CASES.index(case)}"
        asked, later = (
            question(f"{text} ({channel})", ts=f"{ts}.0", thread="99.0", channel=channel)
            for ts, text in ((101, "What's the weather in Oslo and Rome?"), (102, "Thank you!"))
        )
        call = ToolCall("call_1", "get_weather", '{"place":"Lima"}')
        past = (
            Message("user", "Lima?"),
            Message("assistant", "", (call,)),
            Message("tool", '{"temperature":"20 °C"}', tool_call_id="call_1"),
            Message("assistant", "Warm."),
        )
        engine = self._engines[case.api, case.has_fallback]
        _keep(
            engine,
            question(ts="100.0", thread="99.0", channel=channel),
            Answer(Reply("Warm."), past),
        )
        return Told(
            asked,
            self._answer(engine, asked, 1.0 if case.fault in SLOW else 20.0),
            self._answer(engine, later, 20.0),
            self._sent[later.text],
            self.fake.refusals,
        )

    def _answer(self, engine: Engine, asked: Question, deadline_s: float) -> Answer:
        answer = engine.conversation.answer(
            asked,
            Asker(MONDAY),
            engine.clock.deadline(deadline_s),
            Surroundings(lambda *_: None, lambda _: ()),
            Trace(asked.reference, engine.clock),
        )
        _keep(engine, asked, answer)
        return answer

    def _play(self, request: ChatRequest) -> Turn:
        asked = _asked_last(request)
        self._sent[asked].append(request)
        if asked.startswith("Thank"):
            return text_turn("You're welcome.")
        case = CASES[int(asked.rpartition("(C")[2].rstrip(")"))]
        if case.at == 2 and request.messages[-1]["role"] == "user":
            places = ("Oslo", "Rome")
            return tool_turn(*(("get_weather", {"place": place}) for place in places))
        return FAULTS[case.fault]


def _asked_last(request: ChatRequest) -> str:
    asked: str = [m["content"] for m in request.messages if m["role"] == "user"][-1]
    return asked


def _keep(engine: Engine, asked: Question, answer: Answer) -> None:
    with engine.database.transaction() as transaction:
        engine.history.append(transaction, asked, answer)


@pytest.fixture(scope="module", params=LOOKS)
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Table]:
    """Play the cells of the table, many at a time: most of it is waiting."""
    cases: list[Case] = request.param
    with ExitStack() as stack:
        stage = Stage(tmp_path_factory.mktemp("told"), stack)
        pool = stack.enter_context(ThreadPoolExecutor(sum(case.fault in FIRST for case in cases)))
        yield {case: pool.submit(stage.play, case) for case in cases}


def test_each_fault_gets_one_useful_reply_and_the_thread_works_on(told: Table) -> None:
    """The weather and who has worded it, or a plain sentence; never what the server has said."""
    check_rows(_check_told, [(str(case), (case, future)) for case, future in told.items()])


def _check_told(case: Case, future: Future[Told]) -> None:
    shown = future.result(20)

    reply, next_reply = shown.answer.reply, shown.next.reply
    if case.fault in FILTERED and case.at == 2:
        # The question has passed, so that the weather is known; code words it.
        assert [reply.text.count(f"**{city},") for city in ("Oslo", "Rome")] == [1, 1]
        assert reply.text.endswith(FILTERED_ANSWER)
    elif case.fault in FILTERED:
        assert reply == Reply(REFUSED.format(reference=shown.question.reference))
    elif case.has_fallback:
        assert [reply.text.count(f"**{city},") for city in ("Oslo", "Rome")] == [1, 1]
        assert reply.text.count("°C") >= 2
        # Many cells fail at the same time, in a row or not.
        down = OUTAGE.format(reference=shown.question.reference)
        assert reply.text.endswith((FALLBACK, down))
        assert SIMULATED in reply.provenance.notes
    else:
        assert reply.text.startswith("Sorry, ")
        assert shown.question.reference in reply.text
        assert (len(reply.text.splitlines()), reply.provenance.notes) == (1, ())
    assert not [leak for leak in LEAKS if leak in repr(reply)]
    assert next_reply == Reply("You're welcome.")
    assert (len(shown.sent), shown.refusals) == (1, [])


@each_row("fault", FILTERED)
def test_what_was_filtered_is_not_shown_again(told: Table, fault: str) -> None:
    """In any cell of its row in which the question itself was."""
    for case, future in told.items():
        if case.fault == fault and case.at == 1:
            (request,) = future.result(20).sent
            assert "Oslo and Rome" not in str(request.messages)
