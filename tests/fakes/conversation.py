"""A conversation as the program has it, but for the model and with simulated weather."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Literal

from bot.answering.agent import Agent
from bot.answering.batch import BatchResolver
from bot.answering.conversation import Conversation
from bot.answering.outage import Outage
from bot.answering.prediction import Prediction
from bot.clock import Clock
from bot.models import ChatModel
from bot.models.offline import OfflineModel
from bot.models.offline.wording import word_results
from bot.places import Places
from bot.places.gazetteer import Gazetteer
from bot.providers.almanac import Almanac
from bot.providers.simulated import Simulated
from bot.storage.history import History
from bot.telemetry import OnceAMinute
from bot.tools.current_weather import CurrentWeather
from bot.tools.forecast import Forecast
from bot.weather import Weather
from bot.weather.failover import Failover


@contextmanager
def conversation(
    model: ChatModel,
    history: History,
    clock: Clock,
    *,
    max_model_turns: int = 4,
    max_tool_calls: int = 64,
    has_fallback: bool = False,
    reader: ChatModel | None = None,
    prediction: Literal["weather", "calls"] = "weather",
) -> Iterator[Conversation]:
    """Yield a conversation with a model, and with the offline model behind it where wanted.

    With a reader, the weather is looked up ahead by the calls that the reader makes.
    """
    tools = (CurrentWeather(), Forecast())
    made_up = {kind for tool in tools for kind in tool.kinds}
    providers = Failover([Simulated(made_up, clock), Almanac(clock)], clock)
    with (
        closing(Gazetteer()) as gazetteer,
        closing(Places(gazetteer, None, clock)) as places,
        closing(Weather(places, providers, clock)) as weather,
        ExitStack() as stack,
    ):
        batch = BatchResolver(tools, weather)
        fallback = OfflineModel(gazetteer, signs=False) if has_fallback else None
        expecting = Prediction(prediction, reader, batch) if reader else None
        if expecting:
            stack.enter_context(closing(expecting))
        agent = Agent(
            model=model,
            fallback=fallback,
            batch=batch,
            word_results=word_results,
            max_model_turns=max_model_turns,
            max_tool_calls=max_tool_calls,
            clock=clock,
            may_complain=OnceAMinute(clock),
            outage=Outage(),
            prediction=expecting,
        )
        yield Conversation(agent, history)
