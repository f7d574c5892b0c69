"""The wiring: it turns settings into the connected parts of a process.

Only this room names tools, models and providers. What answers a question is wired here; `engine`
adds the database and all that needs it, whose imports take half of a start.
"""

from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Final

from bot.answering.agent import Agent
from bot.answering.batch import BatchResolver
from bot.answering.figure_reading import figure_pattern
from bot.answering.outage import Outage
from bot.answering.prediction import Prediction
from bot.bootstrap.memory import begin_collection, limit_arenas
from bot.bootstrap.model import build_model
from bot.bootstrap.weather import build_weather
from bot.clock import Clock
from bot.models import ChatModel
from bot.models.offline import OfflineModel, word_results
from bot.places import Places
from bot.places.gazetteer import Gazetteer
from bot.providers import WeatherProvider
from bot.settings import Settings
from bot.telemetry import OnceAMinute
from bot.tools import Tool
from bot.tools.air_quality import AirQuality
from bot.tools.alerts import Alerts
from bot.tools.current_weather import CurrentWeather
from bot.tools.forecast import Forecast
from bot.tools.hourly_forecast import HourlyForecast
from bot.tools.past_weather import PastWeather
from bot.tools.sea import SeaConditions
from bot.tools.sun_and_moon import SunAndMoon
from bot.weather import Weather

TOOLS: Final[tuple[Tool, ...]] = (
    CurrentWeather(),
    HourlyForecast(),
    Forecast(),
    PastWeather(),
    Alerts(),
    AirQuality(),
    SunAndMoon(),
    SeaConditions(),
)
"""All tools, in the order in which the model is offered them and people are told of them."""


@dataclass(frozen=True, slots=True)
class Answering:
    """The wired parts that answer a question, whatever keeps the threads.

    Attributes:
        provider: The weather service that is asked first.
        warm_up: Imports what the first question would wait for.
    """

    settings: Settings
    clock: Clock
    agent: Agent
    weather: Weather
    places: Places
    provider: WeatherProvider
    warm_up: Callable[[], None]


def build_answering(
    settings: Settings,
    clock: Clock,
    at_end: ExitStack,
    *,
    may_simulate: bool,
    on_request: Callable[[str, str], None] = lambda *_: None,
) -> Answering:
    """Wire what answers a question by the settings; `at_end` closes it.

    With `may_simulate`, and no provider chosen, simulated data replace Open-Meteo if it does not
    answer within a second. The choice is made once, here. `on_request` is told the service and the
    outcome of each request for weather.

    Raises:
        DatabaseError: The gazetteer can't be opened.
        SettingsError: The model needs a package that is not installed.
    """
    limit_arenas()
    gazetteer = at_end.enter_context(closing(Gazetteer()))
    kinds = {kind for tool in TOOLS for kind in tool.kinds}
    weather, places, provider, *warming = build_weather(
        settings,
        clock,
        gazetteer,
        at_end,
        kinds=kinds,
        may_simulate=may_simulate,
        on_request=on_request,
    )
    model, warm_up_model = build_model(settings, gazetteer, clock, at_end)
    by_rules = OfflineModel(gazetteer, signs=False)
    warming += [by_rules.warm_up, warm_up_model]
    batch = BatchResolver(TOOLS, weather)
    prediction = _prediction(settings, by_rules, batch, at_end)
    agent = _agent(settings, model, by_rules, batch, clock=clock, prediction=prediction)

    def warm_up() -> None:
        for each in warming:
            each()
        figure_pattern()
        begin_collection()

    return Answering(settings, clock, agent, weather, places, provider, warm_up)


def _agent(
    settings: Settings,
    model: ChatModel,
    by_rules: OfflineModel,
    batch: BatchResolver,
    *,
    clock: Clock,
    prediction: Prediction | None,
) -> Agent:
    return Agent(
        model=model,
        fallback=by_rules if settings.model_fallback else None,
        batch=batch,
        word_results=word_results,
        max_model_turns=settings.max_model_turns,
        max_tool_calls=settings.max_tool_calls,
        clock=clock,
        may_complain=OnceAMinute(clock),
        outage=Outage(),
        prediction=prediction,
    )


def _prediction(
    settings: Settings, reader: OfflineModel, batch: BatchResolver, at_end: ExitStack
) -> Prediction | None:
    """Return the prediction of weather; none for the offline model, which calls tools at once."""
    if settings.prediction == "off" or settings.chat_model_used == "offline":
        return None
    return at_end.enter_context(closing(Prediction(settings.prediction, reader, batch)))
