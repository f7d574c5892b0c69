"""Figures that a model makes up don't go out: it is asked again, then code words the results."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing

import pytest
from fakes.chat_model import FakeChatModel, Turn, error_fault, text_turn, tool_turn
from fakes.clock import FakeTime
from fakes.databases import ready_database
from fakes.log import captured_log
from fakes.questions import question
from fakes.reports import NOON, REPORTS
from fakes.serving import serve

from bot.answering.agent import Agent
from bot.answering.batch import BatchResolver
from bot.answering.conversation import Conversation, Surroundings
from bot.answering.outage import Outage
from bot.clock import Deadline
from bot.messages import Answer, Asker, Provenance, Remark
from bot.models.offline.wording import NOTHING_KNOWN, word_results
from bot.models.openai import OpenAIModel
from bot.models.openai.chat import CHAT
from bot.models.openai.client import OpenAIClient
from bot.models.openai.server import ModelServer
from bot.queries import Outcome, Query
from bot.storage.database import Database
from bot.storage.history import History
from bot.telemetry import Count, OnceAMinute, Trace
from bot.tools.current_weather import CurrentWeather
from bot.tools.hourly_forecast import HourlyForecast

LOOK_UP = tool_turn(("get_weather", {"place": "Berlin"}))
TRUE, INVENTED = "Berlin has 4 °C.", "Berlin has 25 °C and 12 % humidity."
FIRST, SECOND = "1763895600.000100", "1763895601.000100"


class BerlinWeather:
    """Knows the weather of Berlin: 4.2 °C, and 81 % humidity."""

    def fetch(
        self,
        queries: Sequence[Query],
        *,
        language: str,  # noqa: ARG002
        deadline: Deadline,  # noqa: ARG002
        count: Count,  # noqa: ARG002
    ) -> list[Outcome]:
        """Return a report of each kind."""
        return [REPORTS[query.kind] for query in queries]

    def prefetch(self, queries: Sequence[Query]) -> bool:
        """Never asked."""
        raise NotImplementedError


class Stage:
    """A conversation with a model that is asked over HTTP."""

    def __init__(self, stack: ExitStack, turns: Sequence[Turn], max_model_turns: int) -> None:
        self.model = FakeChatModel(turns)
        url = stack.enter_context(serve(self.model.app))
        self._clock = FakeTime(NOON).clock
        server = ModelServer("m", "test-key", f"{url}/v1")
        client = stack.enter_context(closing(OpenAIClient(server, self._clock)))
        self._database = stack.enter_context(
            closing(Database(stack.enter_context(ready_database("sqlite"))))
        )
        self._history = History(self._database, max_tokens=8000)
        agent = Agent(
            OpenAIModel(client, CHAT),
            fallback=None,
            batch=BatchResolver((CurrentWeather(), HourlyForecast()), BerlinWeather()),
            word_results=word_results,
            max_model_turns=max_model_turns,
            max_tool_calls=64,
            clock=self._clock,
            may_complain=OnceAMinute(self._clock),
            outage=Outage(),
            prediction=None,
        )
        self._conversation = Conversation(agent, self._history)

    def ask(
        self, text: str = "How is Berlin?", ts: str = FIRST, remarks: Sequence[Remark] = ()
    ) -> Answer:
        """Return the answer to a question of the thread, in which people have said something."""
        asked = question(text, ts=ts, thread=FIRST)
        answer = self._conversation.answer(
            asked,
            Asker(NOON),
            self._clock.deadline(60),
            Surroundings(lambda *_: None, lambda _: remarks),
            Trace(asked.reference, self._clock),
        )
        with self._database.transaction() as transaction:
            self._history.append(transaction, asked, answer)
        return answer

    @property
    def is_in_order(self) -> bool:
        """Whether every request kept the rules of the model's API."""
        return not self.model.refusals


Start = Callable[..., Stage]


@pytest.fixture
def start() -> Iterator[Start]:
    """Set up a stage with the turns of a model."""
    with ExitStack() as stack:

        def start(*turns: Turn, max_model_turns: int = 4) -> Stage:
            return Stage(stack, turns, max_model_turns)

        yield start


def test_an_answer_with_figures_of_the_results_costs_two_model_calls(start: Start) -> None:
    """As ever."""
    stage = start(LOOK_UP, text_turn(TRUE))

    assert stage.ask().reply.text == TRUE
    assert len(stage.model.requests) == 2


def test_a_model_that_invents_figures_is_asked_once_more(start: Start) -> None:
    """It is told which of its figures nobody has told."""
    stage = start(LOOK_UP, text_turn(INVENTED), text_turn(TRUE))

    with captured_log() as log:
        answer = stage.ask()

    last, note = stage.model.requests[2].messages[-2:]
    assert answer.reply.text == TRUE
    assert (last["role"], last["content"]) == ("assistant", INVENTED)
    assert (note["role"], "25 °C, 12 %" in note["content"]) == ("user", True)
    assert len(stage.model.requests) == 3
    (told,) = log.entries("model.invented")
    asked = question("How is Berlin?", ts=FIRST, thread=FIRST)
    assert (told["level"], told["figures"], told["reference"]) == ("WARNING", 2, asked.reference)
    assert stage.is_in_order


def test_the_thread_does_not_remember_what_was_invented(start: Start) -> None:
    """Nor would it hold in a later answer."""
    stage = start(LOOK_UP, text_turn(INVENTED), text_turn(TRUE), text_turn("Still 25 °C."))

    turn = stage.ask().turn
    later = stage.ask("and now?", SECOND)

    assert [message.role for message in turn] == ["user", "assistant", "tool", "assistant"]
    assert "25 °C" not in str(turn)
    assert "25 °C" not in later.reply.text
    assert stage.is_in_order


def test_a_model_that_invents_twice_is_not_believed(start: Start) -> None:
    """Code words the results."""
    stage = start(LOOK_UP, text_turn(INVENTED), text_turn("Well then: 26 °C."))

    reply = stage.ask().reply

    assert "**Berlin, Germany**: 4.2 °C and light rain" in reply.text
    assert "26" not in reply.text
    assert "observed 23 Nov 12:00 (Europe/Berlin)" in reply.provenance.notes
    assert len(stage.model.requests) == 3


def test_what_a_model_says_beside_its_calls_is_no_source(start: Start) -> None:
    """It could vouch for itself."""
    calls = tool_turn(("get_weather", {"place": "Berlin"}), content="I expect some 25 °C.")
    stage = start(calls, text_turn(INVENTED), text_turn(TRUE))

    assert stage.ask().reply.text == TRUE
    assert stage.is_in_order


def test_an_answer_from_memory_is_looked_up(start: Start) -> None:
    """The model may call tools when it is asked once more; the note has done its work then."""
    stage = start(text_turn(INVENTED), LOOK_UP, text_turn(TRUE))

    answer = stage.ask()

    assert answer.reply.text == TRUE
    assert [m["role"] for m in stage.model.requests[2].messages] == [
        *("system", "user", "assistant", "tool"),
    ]
    assert stage.is_in_order


def test_memory_alone_is_no_source(start: Start) -> None:
    """Whatever the model insists on."""
    reply = start(text_turn(INVENTED), text_turn(INVENTED)).ask().reply

    assert (reply.text, reply.provenance) == (NOTHING_KNOWN, Provenance())


@pytest.mark.parametrize(
    "turn",
    [
        error_fault(401, "gone", "invalid_api_key"),
        error_fault(400, "no", "content_filter", "prompt"),
        error_fault(400, "no", "context_length_exceeded", "messages"),
        text_turn(""),
    ],
    ids=["refused", "filtered", "too long", "empty"],
)
def test_asking_once_more_never_costs_the_answer(start: Start, turn: Turn) -> None:
    """What has been looked up is told."""
    stage = start(LOOK_UP, text_turn(INVENTED), *[turn] * 5)

    assert "4.2 °C" in stage.ask().reply.text


def test_asking_once_more_counts_as_a_model_turn(start: Start) -> None:
    """Where none is left, code words the results at once."""
    stage = start(LOOK_UP, text_turn(INVENTED), max_model_turns=2)

    assert "4.2 °C" in stage.ask().reply.text
    assert len(stage.model.requests) == 2


def test_a_call_that_failed_is_not_worded(start: Start) -> None:
    """It is the model's own business; a place that is answered twice is named twice."""
    calls = tool_turn(
        ("get_weather", "{"),
        ("get_weather", {"city": "Berlin"}),
        ("get_stocks", {}),
    )
    stage = start(calls, text_turn(INVENTED), text_turn(INVENTED))

    text = stage.ask().reply.text

    assert text.startswith("**Berlin, Germany**: 4.2 °C")
    assert "place" not in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Is it above 30 °C?", "No, it is not above 30 °C."),
        ("I read 17 °C somewhere?", "Not 17 °C (62.6 °F): 4 °C."),
        ("How is Berlin?", "Chilly: 39.6 °F, about 15 km/h of wind, and no 24 in sight."),
    ],
)
def test_what_the_question_names_and_what_is_converted_is_not_invented(
    start: Start, text: str, words: str
) -> None:
    """Nobody is asked again for it."""
    stage = start(LOOK_UP, text_turn(words))

    assert stage.ask(text).reply.text == words
    assert len(stage.model.requests) == 2


def test_a_figure_of_an_earlier_turn_may_be_repeated(start: Start) -> None:
    """Without looking it up again."""
    stage = start(LOOK_UP, text_turn(TRUE), text_turn("As I said, 4 °C, and 81 % humidity."))

    stage.ask()
    later = stage.ask("what was it?", SECOND)

    assert later.reply.text.startswith("As I said")
    assert len(stage.model.requests) == 3


@pytest.mark.parametrize(
    "remark",
    [Remark("Ada", "Berlin is at 25 °C today, with 12 % humidity"), Remark("25 °C, 12 %", "Hi!")],
    ids=["words", "name"],
)
def test_what_other_people_say_makes_no_figure_true(start: Start, remark: Remark) -> None:
    """Neither their words in the thread nor their names."""
    stage = start(LOOK_UP, text_turn(INVENTED), text_turn(TRUE))

    answer = stage.ask(ts=SECOND, remarks=(remark,))

    assert answer.reply.text == TRUE
    assert len(stage.model.requests) == 3


def test_an_older_question_makes_no_figure_true(start: Start) -> None:
    """Anybody may have asked it."""
    stage = start(text_turn("Good to know."), LOOK_UP, text_turn(INVENTED), text_turn(TRUE))

    stage.ask("I read 25 °C and 12 % for Berlin.")

    assert stage.ask(ts=SECOND).reply.text == TRUE


def test_what_the_bot_has_said_before_it_lost_its_memory_may_be_repeated(start: Start) -> None:
    """Its own words come back from the channel."""
    stage = start(text_turn("As I said, 4 °C."))
    own = Remark("Weather Bot", TRUE, is_own=True)

    assert stage.ask("what was it?", SECOND, remarks=(own,)).reply.text == "As I said, 4 °C."
    assert len(stage.model.requests) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("is 70 °F warm?", "70 °F is 21 °C: pleasantly warm."),
        ("is 30 km/h of wind much?", "30 km/h (19 mph) is a fresh breeze."),
        ("tell me when it is below -10", "It is not below -10 °C."),
    ],
)
def test_the_question_may_be_answered_with_its_own_figures(
    start: Start, text: str, words: str
) -> None:
    """Converted, and without looking anything up."""
    stage = start(text_turn(words))

    assert stage.ask(text).reply.text == words
    assert len(stage.model.requests) == 1
