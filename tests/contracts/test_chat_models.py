"""What holds for every chat model: the same conversations against each of them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fakes.chat_model import FakeChatModel
from fakes.clock import FakeTime
from fakes.model_bench import DIALECTS, client_at
from fakes.plugins import classes_in
from fakes.serving import serve

from bot import models
from bot.bootstrap import model as wiring
from bot.bootstrap import servers
from bot.clock import system_clock
from bot.errors import DeadlineError
from bot.messages import Asker, Message
from bot.models import ChatModel, Completion
from bot.models.offline import OfflineModel
from bot.models.openai import OpenAIModel
from bot.places.gazetteer import Gazetteer
from bot.tools.current_weather import CurrentWeather
from bot.tools.forecast import Forecast

ASKER = Asker(datetime(2026, 11, 23, 11, 0, tzinfo=UTC))
TOOLS = (CurrentWeather(), Forecast())
PLACES = ("Bengaluru", "London", "Austin")
QUESTION = (
    Message("system", "You answer about the weather."),
    Message("user", "What's the weather like in Bengaluru, London, and Austin?"),
)


@pytest.fixture(params=[*DIALECTS, "offline"])
def model(request: pytest.FixtureRequest) -> Iterator[ChatModel]:
    """Yield each chat model in turn, ready to be asked."""
    if dialect := DIALECTS.get(request.param):
        with serve(FakeChatModel(places=PLACES).app) as url, client_at(url) as client:
            yield OpenAIModel(client, dialect)
        return
    gazetteer = Gazetteer()
    yield OfflineModel(gazetteer)
    gazetteer.close()


def test_every_model_is_named_in_the_wiring_and_tested_here() -> None:
    """One that is added is asked the same."""
    found = set(classes_in(models, "complete"))

    assert found == {OfflineModel, OpenAIModel}
    named = (*vars(wiring).values(), *vars(servers).values())
    assert found <= {value for value in named if isinstance(value, type)}


def complete(
    model: ChatModel, messages: tuple[Message, ...], *, may_call_tools: bool = True
) -> Completion:
    """Return the model's turn on these messages."""
    deadline = system_clock().deadline(20)
    return model.complete(messages, TOOLS, ASKER, deadline, may_call_tools=may_call_tools)


def answered(completion: Completion) -> tuple[Message, ...]:
    """Return the question with the calls of a turn and a result for each."""
    results = (
        Message(
            "tool",
            f'{{"place": "{place}, Somewhere", "temperature": "{degrees} °C"}}',
            tool_call_id=call.id,
        )
        for degrees, (call, place) in enumerate(zip(completion.tool_calls, PLACES, strict=True), 11)
    )
    return (*QUESTION, Message("assistant", completion.content, completion.tool_calls), *results)


def test_several_places_are_called_for_in_one_turn(model: ChatModel) -> None:
    """One call for each place, in the order of the question, with ids of their own."""
    completion = complete(model, QUESTION)

    assert [json.loads(call.arguments)["place"] for call in completion.tool_calls] == list(PLACES)
    assert {call.name for call in completion.tool_calls} == {"get_weather"}
    assert len({call.id for call in completion.tool_calls}) == 3


def test_calls_are_readable_by_their_tools(model: ChatModel) -> None:
    """The declared tool takes the arguments as they are."""
    completion = complete(model, QUESTION)

    queries = [
        query
        for call in completion.tool_calls
        for tool in TOOLS
        if tool.name == call.name
        for query in tool.queries(json.loads(call.arguments), ASKER)
    ]

    assert [query.place for query in queries] == list(PLACES)


def test_results_become_one_answer_in_words(model: ChatModel) -> None:
    """The answer holds every figure and calls nothing again."""
    conversation = answered(complete(model, QUESTION))

    completion = complete(model, conversation)

    assert completion.tool_calls == ()
    positions = [completion.content.index(f"{degrees} °C") for degrees in (11, 12, 13)]
    assert positions == sorted(positions)


def test_words_come_when_no_tool_may_be_called(model: ChatModel) -> None:
    """With results or without them."""
    conversation = answered(complete(model, QUESTION))

    completions = [
        complete(model, messages, may_call_tools=False) for messages in (QUESTION, conversation)
    ]

    assert all(completion.content.strip() for completion in completions)
    assert all(completion.tool_calls == () for completion in completions)


def test_nothing_is_done_after_the_deadline(model: ChatModel) -> None:
    """Time that is over is an error of its own."""
    deadline = FakeTime().clock.deadline(0)

    with pytest.raises(DeadlineError):
        model.complete(QUESTION, TOOLS, ASKER, deadline)


def test_a_model_has_a_name_for_the_log(model: ChatModel) -> None:
    """It is never empty."""
    assert model.name
