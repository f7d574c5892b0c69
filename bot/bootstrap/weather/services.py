"""The wiring of the services that are asked over the network, in the order in which they are."""

import threading
from concurrent.futures import Future
from contextlib import ExitStack, closing

from bot.clock import Clock
from bot.errors import WeatherBotError
from bot.fetching import Fetcher
from bot.fetching.open_meteo import OpenMeteoClient
from bot.places.gazetteer import Gazetteer
from bot.places.geocoder import Geocoder
from bot.providers import WeatherProvider
from bot.providers.met_norway import MetNorway
from bot.providers.meteoalarm import MeteoAlarm
from bot.providers.msc import Msc
from bot.providers.nws import Nws
from bot.providers.open_meteo import OpenMeteo
from bot.settings import Settings

PROBE_S = 1.0


def live_services(
    settings: Settings, clock: Clock, fetcher: Fetcher, gazetteer: Gazetteer, at_end: ExitStack
) -> tuple[list[WeatherProvider], Geocoder | None]:
    """Return all services that are asked over the network, and the geocoder; none for made-up data.

    The first one is that which answers as a rule; the others stand in for it or add to it.
    """
    if settings.weather_provider == "simulated":
        return [], None
    _check_certificates(settings)
    sources = _weather_services(settings, clock, fetcher, at_end)
    sources += _warning_services(settings, clock, fetcher, gazetteer, at_end)
    client = _client(settings, fetcher, clock)
    return sources, Geocoder(client, settings.open_meteo_hosts["geocoding"])


def must_simulate(settings: Settings, clock: Clock) -> bool:
    """Return whether the weather must be made up now: see `is_service_away`."""
    with closing(Fetcher(settings.way_out)) as fetcher:
        return is_service_away(settings, clock, fetcher)


def is_service_away(
    settings: Settings, clock: Clock, fetcher: Fetcher, *, probe_s: float = PROBE_S
) -> bool:
    """Return whether no provider was chosen, and the one by default does not answer in time."""
    _check_certificates(settings)
    is_chosen = settings.weather_provider is not None
    return not is_chosen and not _answers(_open_meteo(settings, fetcher, clock), clock, probe_s)


def _check_certificates(settings: Settings) -> None:
    """Read the certificates of the settings, so that a file that has none is no missing service.

    Raises:
        SettingsError: The file has none.
    """
    if settings.ssl_cert_file:
        assert settings.way_out.tls


def _weather_services(
    settings: Settings, clock: Clock, fetcher: Fetcher, at_end: ExitStack
) -> list[WeatherProvider]:
    """Return the weather services in the order in which they are asked."""
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
    return [_open_meteo(settings, fetcher, clock), norwegian]


def _warning_services(
    settings: Settings, clock: Clock, fetcher: Fetcher, gazetteer: Gazetteer, at_end: ExitStack
) -> list[WeatherProvider]:
    """Return the providers of official warnings."""
    contact = settings.met_norway_contact
    american = Nws(fetcher, clock, base_url=settings.nws_url, contact=contact)
    canadian = Msc(fetcher, clock, base_url=settings.msc_geomet_url, contact=contact)
    european = MeteoAlarm(fetcher, clock, base_url=settings.meteoalarm_url, gazetteer=gazetteer)
    return [at_end.enter_context(closing(each)) for each in (american, canadian, european)]


def _answers(live: OpenMeteo, clock: Clock, probe_s: float) -> bool:
    """Return whether the service answers within `probe_s`.

    The request runs on a thread of its own, since looking up a host name can't be cut short.
    """
    has_answered = Future[bool]()

    def probe() -> None:
        try:
            live.probe(clock.deadline(probe_s))
        except WeatherBotError:
            has_answered.set_result(False)
        else:
            has_answered.set_result(True)

    threading.Thread(target=probe, name="probe", daemon=True).start()
    try:
        return has_answered.result(probe_s)
    except TimeoutError:
        return False


def _open_meteo(settings: Settings, fetcher: Fetcher, clock: Clock) -> OpenMeteo:
    client = _client(settings, fetcher, clock)
    return OpenMeteo(client, clock, hosts=settings.open_meteo_hosts)


def _client(settings: Settings, fetcher: Fetcher, clock: Clock) -> OpenMeteoClient:
    return OpenMeteoClient(fetcher, clock, settings.open_meteo_api_key)
