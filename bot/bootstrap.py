"""Settings in, wired parts out: the only engine module that names concrete classes."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial

from bot.agent import Agent
from bot.batch import BatchResolver
from bot.clock import Clock
from bot.conversation import Conversation
from bot.database import Database
from bot.errors import WeatherBotError
from bot.failover import Providers
from bot.fetching import Fetcher
from bot.gazetteer import Gazetteer
from bot.geocoder import Geocoder
from bot.history import History
from bot.inbox import Inbox
from bot.models import ChatModel
from bot.models.offline import OfflineModel
from bot.models.openai_chat import CHAT
from bot.models.openai_responses import RESPONSES
from bot.open_meteo_format import reports_from
from bot.openai_client import ModelServer, OpenAIClient, azure_server
from bot.openai_model import OpenAIModel
from bot.places import Places
from bot.providers import WeatherProvider
from bot.providers.almanac import Almanac
from bot.providers.met_norway import MetNorway
from bot.providers.meteoalarm import MeteoAlarm
from bot.providers.nws import Nws
from bot.providers.open_meteo import OpenMeteo
from bot.providers.simulated import Simulated
from bot.retention import PAUSE_S, Retention
from bot.settings import Settings
from bot.telemetry import OnceAMinute
from bot.tools import Tool
from bot.tools.air_quality import AirQuality
from bot.tools.alerts import Alerts
from bot.tools.current_weather import CurrentWeather
from bot.tools.forecast import Forecast
from bot.tools.hourly_forecast import HourlyForecast
from bot.tools.past_weather import PastWeather
from bot.tools.sun_and_moon import SunAndMoon
from bot.weather import Weather
from bot.worker import ReplyChannel, Worker, WorkerPool

PROBE_S = 1.0


@dataclass(frozen=True, slots=True)
class Engine:
    """The wired parts of one process."""

    settings: Settings
    clock: Clock
    database: Database
    inbox: Inbox
    history: History
    conversation: Conversation
    retention: Retention
    model: ChatModel
    provider: WeatherProvider
    warm_up: Callable[[], None]
    at_end: ExitStack

    def worker_pool(self, channel: ReplyChannel) -> WorkerPool:
        """Return the threads that answer questions into this channel, not yet started."""
        worker = Worker(
            inbox=self.inbox,
            history=self.history,
            conversation=self.conversation,
            database=self.database,
            channel=channel,
            clock=self.clock,
            turn_deadline_s=self.settings.turn_deadline_s,
            max_attempts=self.settings.max_attempts,
            log_messages=self.settings.log_messages,
        )
        return WorkerPool(worker, threads=self.settings.workers)

    def close(self) -> None:
        """Close connections and files."""
        self.at_end.close()


def build_engine(settings: Settings, clock: Clock, *, may_simulate: bool) -> Engine:
    """Wire the engine by the settings.

    With `may_simulate`, and no provider chosen, simulated data stand in for an Open-Meteo that
    does not answer within a second; that is decided here, once.

    Raises:
        DatabaseError: The database or the gazetteer can't be opened.
    """
    at_end = ExitStack()
    fetcher = at_end.enter_context(closing(Fetcher()))
    gazetteer = at_end.enter_context(closing(Gazetteer()))
    sources = _weather_services(settings, clock, fetcher, at_end, may_simulate=may_simulate)
    provider = sources[0]
    if not provider.source.is_simulated:  # no real warnings of weather that is made up
        sources += _warning_services(settings, clock, fetcher, gazetteer, at_end)
    sources.append(Almanac(clock))
    # Simulated data are for machines without a network, where a geocoder would only take time.
    geocoder = None if provider.source.is_simulated else _geocoder(settings, fetcher, clock)
    places = at_end.enter_context(closing(Places(gazetteer, geocoder, clock)))
    weather = at_end.enter_context(closing(Weather(places, Providers(sources, clock), clock)))
    model, warm_up = _model(settings, gazetteer, clock, at_end)
    batch = BatchResolver(_tools(), weather)
    fallback = OfflineModel(gazetteer, signs=False) if settings.model_fallback else None
    agent = Agent(
        model=model,
        fallback=fallback,
        batch=batch,
        max_model_turns=settings.max_model_turns,
        max_tool_calls=settings.max_tool_calls,
        clock=clock,
        may_complain=OnceAMinute(clock),
    )
    database = at_end.enter_context(closing(Database(settings.database_url)))
    history = _history(settings, database)
    return Engine(
        settings=settings,
        clock=clock,
        database=database,
        inbox=_inbox(settings, clock, database),
        history=history,
        conversation=Conversation(agent, history),
        retention=build_retention(settings, clock, database),
        model=model,
        provider=provider,
        warm_up=warm_up,
        at_end=at_end,
    )


def build_retention(settings: Settings, clock: Clock, database: Database) -> Retention:
    """Return what deletes from a database; it needs nothing else of the engine."""
    return Retention(
        database=database,
        inbox=_inbox(settings, clock, database),
        history=_history(settings, database),
        clock=clock,
        days=settings.history_days,
        pause=partial(time.sleep, PAUSE_S),
    )


def _tools() -> tuple[Tool, ...]:
    return (
        CurrentWeather(),
        Forecast(),
        HourlyForecast(),
        AirQuality(),
        PastWeather(),
        SunAndMoon(),
        Alerts(),
    )


def _inbox(settings: Settings, clock: Clock, database: Database) -> Inbox:
    return Inbox(database, clock, lease_s=settings.lease_s)


def _history(settings: Settings, database: Database) -> History:
    return History(database, max_tokens=settings.history_max_tokens)


def _weather_services(
    settings: Settings, clock: Clock, fetcher: Fetcher, at_end: ExitStack, *, may_simulate: bool
) -> list[WeatherProvider]:
    """Return the weather services in the order in which they are asked.

    Simulated data are never among live ones: nobody could tell them apart.
    """
    norwegian = at_end.enter_context(
        closing(
            MetNorway(
                fetcher,
                clock,
                base_url=settings.met_norway_url,
                contact=settings.met_norway_contact,
            )
        )
    )
    if settings.weather_provider == "met-norway":
        return [norwegian]
    worldwide = OpenMeteo(
        fetcher,
        clock,
        forecast_url=settings.open_meteo_forecast_host,
        air_quality_url=settings.open_meteo_air_quality_host,
        archive_url=settings.open_meteo_archive_host,
        api_key=settings.open_meteo_api_key or None,
    )
    may_simulate = may_simulate and settings.weather_provider is None
    is_simulated = settings.weather_provider == "simulated"
    if is_simulated or (may_simulate and not _answers(worldwide, clock)):
        return [Simulated(reports_from, clock)]
    return [worldwide, norwegian]


def _warning_services(
    settings: Settings, clock: Clock, fetcher: Fetcher, gazetteer: Gazetteer, at_end: ExitStack
) -> list[WeatherProvider]:
    """Return who publishes official warnings."""
    american = Nws(fetcher, clock, base_url=settings.nws_url, contact=settings.met_norway_contact)
    european = MeteoAlarm(
        fetcher, clock, base_url=settings.meteoalarm_url, names_of=gazetteer.names_of
    )
    return [at_end.enter_context(closing(american)), at_end.enter_context(closing(european))]


def _answers(live: OpenMeteo, clock: Clock) -> bool:
    """Return whether the service answers in time; looking up a host name can't be cut short."""
    has_answered = Future[bool]()

    def probe() -> None:
        try:
            live.probe(clock.deadline(PROBE_S))
        except WeatherBotError:
            has_answered.set_result(False)
        else:
            has_answered.set_result(True)

    threading.Thread(target=probe, name="probe", daemon=True).start()
    try:
        return has_answered.result(PROBE_S)
    except TimeoutError:
        return False


def _geocoder(settings: Settings, fetcher: Fetcher, clock: Clock) -> Geocoder:
    return Geocoder(
        fetcher, clock, settings.open_meteo_geocoding_host, settings.open_meteo_api_key or None
    )


def _model(
    settings: Settings, gazetteer: Gazetteer, clock: Clock, at_end: ExitStack
) -> tuple[ChatModel, Callable[[], None]]:
    """Return the chat model, and what makes it ready before its first question."""
    if settings.chat_model_used == "offline":
        return OfflineModel(gazetteer), lambda: None
    if settings.chat_model_used == "azure":
        server = azure_server(
            settings.azure_openai_endpoint,
            settings.azure_openai_api_key,
            settings.azure_openai_deployment_name,
            settings.azure_openai_api_version,
        )
    else:
        server = ModelServer(
            settings.openai_model, settings.openai_api_key, settings.openai_base_url
        )
    client = at_end.enter_context(closing(OpenAIClient(server, clock)))
    dialect = RESPONSES if settings.chat_api == "responses" else CHAT
    return OpenAIModel(client, dialect), client.warm_up
