"""The wiring of weather: its providers in the order in which they are asked, and its places."""

import threading
from collections.abc import Callable, Collection
from concurrent.futures import Future
from contextlib import ExitStack, closing
from typing import Any

from bot.clock import Clock
from bot.errors import WeatherBotError
from bot.fetching import Fetcher
from bot.fetching.open_meteo import OpenMeteoClient
from bot.places import Places
from bot.places.gazetteer import Gazetteer
from bot.places.geocoder import Geocoder
from bot.providers import WeatherProvider
from bot.providers.almanac import Almanac
from bot.providers.met_norway import MetNorway
from bot.providers.meteoalarm import MeteoAlarm
from bot.providers.msc import Msc
from bot.providers.nws import Nws
from bot.providers.open_meteo import OpenMeteo
from bot.providers.simulated import Simulated
from bot.reports import Kind
from bot.settings import Settings
from bot.weather import Weather
from bot.weather.failover import Failover

PROBE_S = 1.0


def build_weather(
    settings: Settings,
    clock: Clock,
    gazetteer: Gazetteer,
    at_end: ExitStack,
    *,
    kinds: Collection[Kind[Any]],
    may_simulate: bool,
    on_request: Callable[[str, str], None],
) -> tuple[Weather, Places, WeatherProvider, Callable[[], None]]:
    """Return the weather, its places, the first provider that it asks, and what warms it up.

    `kinds` are the kinds of data that the simulated provider makes up.
    """
    fetcher = at_end.enter_context(closing(Fetcher(settings.way_out)))
    sources = _weather_services(
        settings, clock, fetcher, at_end, kinds=kinds, may_simulate=may_simulate
    )
    provider = sources[0]
    if not provider.source.is_simulated:  # made-up weather must not have real warnings
        sources += _warning_services(settings, clock, fetcher, gazetteer, at_end)
    sources.append(Almanac(clock))
    # Simulated data are for machines without a network: there a geocoder would only cost time.
    geocoder = None if provider.source.is_simulated else _geocoder(settings, fetcher, clock)
    places = at_end.enter_context(closing(Places(gazetteer, geocoder, clock)))
    failover = Failover(sources, clock, on_request)
    weather = Weather(places, failover, clock)
    warm_up = (lambda: None) if provider.source.is_simulated else fetcher.warm_up
    return at_end.enter_context(closing(weather)), places, provider, warm_up


def live_services(
    settings: Settings, clock: Clock, fetcher: Fetcher, gazetteer: Gazetteer, at_end: ExitStack
) -> tuple[list[WeatherProvider], Geocoder | None]:
    """Return all services that are asked over the network, and the geocoder; none for made-up data.

    The first one is that which answers as a rule; the others stand in for it or add to it.
    """
    if settings.weather_provider == "simulated":
        return [], None
    sources = _weather_services(settings, clock, fetcher, at_end, kinds=(), may_simulate=False)
    sources += _warning_services(settings, clock, fetcher, gazetteer, at_end)
    return sources, _geocoder(settings, fetcher, clock)


def must_simulate(settings: Settings, clock: Clock) -> bool:
    """Return whether no provider was chosen, and the one by default does not answer now."""
    if settings.weather_provider is not None:
        return False
    with closing(Fetcher(settings.way_out)) as fetcher:
        client = _client(settings, fetcher, clock)
        return not _answers(OpenMeteo(client, clock, hosts=settings.open_meteo_hosts), clock)


def _weather_services(
    settings: Settings,
    clock: Clock,
    fetcher: Fetcher,
    at_end: ExitStack,
    *,
    kinds: Collection[Kind[Any]],
    may_simulate: bool,
) -> list[WeatherProvider]:
    """Return the weather services in the order in which they are asked.

    Simulated data are never mixed with live data, since people could not tell them apart.
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
        _client(settings, fetcher, clock),
        clock,
        hosts=settings.open_meteo_hosts,
    )
    may_simulate = may_simulate and settings.weather_provider is None
    is_simulated = settings.weather_provider == "simulated"
    if is_simulated or (may_simulate and not _answers(worldwide, clock)):
        return [Simulated(kinds, clock)]
    return [worldwide, norwegian]


def _warning_services(
    settings: Settings, clock: Clock, fetcher: Fetcher, gazetteer: Gazetteer, at_end: ExitStack
) -> list[WeatherProvider]:
    """Return the providers of official warnings."""
    contact = settings.met_norway_contact
    american = Nws(fetcher, clock, base_url=settings.nws_url, contact=contact)
    canadian = Msc(fetcher, clock, base_url=settings.msc_geomet_url, contact=contact)
    european = MeteoAlarm(fetcher, clock, base_url=settings.meteoalarm_url, gazetteer=gazetteer)
    return [at_end.enter_context(closing(each)) for each in (american, canadian, european)]


def _answers(live: OpenMeteo, clock: Clock) -> bool:
    """Return whether the service answers within `PROBE_S`.

    The request runs on a thread of its own, since looking up a host name can't be cut short.
    """
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
    return Geocoder(_client(settings, fetcher, clock), settings.open_meteo_hosts["geocoding"])


def _client(settings: Settings, fetcher: Fetcher, clock: Clock) -> OpenMeteoClient:
    return OpenMeteoClient(fetcher, clock, settings.open_meteo_api_key)
