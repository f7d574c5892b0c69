"""The doctor's look at the weather services: each host is asked for something small."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from datetime import timedelta
from typing import Any, Final, NamedTuple

from bot.bootstrap.weather.services import live_services
from bot.clock import Clock, Deadline
from bot.errors import DeadlineError, Finding, ProviderError
from bot.fetching import Fetcher
from bot.kinds.air import AIR
from bot.kinds.alerts import ALERTS
from bot.kinds.current import CURRENT
from bot.kinds.days import PAST
from bot.kinds.sea import SEA
from bot.places.gazetteer import Gazetteer
from bot.places.geocoder import Geocoder
from bot.providers import WeatherProvider
from bot.queries import Span
from bot.reports import Kind, Place
from bot.settings import Settings

_PLACES: Final = (
    Place("Hamburg", 53.55, 9.99, "Europe/Berlin", "DE", "Germany", "Hamburg"),
    Place("New York", 40.71, -74.01, "America/New_York", "US", "United States", "New York"),
    Place("Halifax", 44.65, -63.57, "America/Halifax", "CA", "Canada", "Nova Scotia"),
)
_SETTINGS: Final = {
    ("OpenMeteo", CURRENT.name): "OPEN_METEO_URL",
    ("OpenMeteo", AIR.name): "OPEN_METEO_AIR_QUALITY_URL",
    ("OpenMeteo", PAST.name): "OPEN_METEO_ARCHIVE_URL",
    ("OpenMeteo", SEA.name): "OPEN_METEO_MARINE_URL",
    ("MetNorway", CURRENT.name): "MET_NORWAY_URL",
    ("Nws", ALERTS.name): "NWS_URL",
    ("Msc", ALERTS.name): "MSC_GEOMET_URL",
    ("MeteoAlarm", ALERTS.name): "METEOALARM_URL",
}
"""The setting of each host, by the provider's class and a kind of data that the host has."""

_LONG_AGO_DAYS: Final = 60


class _Request(NamedTuple):
    """A request to one host: its setting, and whether the bot is of no use without it."""

    setting: str
    is_needed: bool
    send: Callable[[Deadline], object]


class _Failure(NamedTuple):
    """A request that failed, and whether its service was not reached at all."""

    finding: Finding
    is_unreached: bool


def look_at(
    settings: Settings,
    fetcher: Fetcher,
    gazetteer: Gazetteer,
    clock: Clock,
    deadline: Deadline,
) -> list[Finding]:
    """Return a finding for each weather service that gives no usable answer."""
    with ExitStack() as at_end:
        services, geocoder = live_services(settings, clock, fetcher, gazetteer, at_end)
        if not services:
            return [_simulated()]
        requests = [*_requests(services, clock), *_geocoding(geocoder)]
        found = [_sent_apart(request, settings, deadline) for request in requests]
        failures = [failure for each in found if (failure := each.result())]
        if len(failures) == len(requests) and all(each.is_unreached for each in failures):
            return [_nothing_reached(failures)]
        return [each.finding for each in failures]


def _nothing_reached(failures: Sequence[_Failure]) -> Finding:
    """Return the one finding for services of which none is reached: the way to them is at fault."""
    first = failures[0].finding.problem
    return Finding(
        "weather",
        f"None of the {len(failures)} weather services is reached, the first because: {first}",
        "Check the network, HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE.",
    )


def _requests(services: Iterable[WeatherProvider], clock: Clock) -> Iterable[_Request]:
    """Yield one request for each host of the services."""
    long_ago = clock.now().date() - timedelta(days=_LONG_AGO_DAYS)
    spans: Mapping[Kind[Any], Span] = {PAST: Span(1, long_ago)}
    for number, service in enumerate(services):
        place = next(place for place in _PLACES if service.covers(place))
        for kind in (CURRENT, AIR, PAST, SEA, ALERTS):
            if kind in service.kinds:
                is_needed = number == 0 and kind is CURRENT
                send = _fetching(service, kind, place, spans.get(kind, Span(1)))
                yield _Request(_SETTINGS[type(service).__name__, kind.name], is_needed, send)


def _fetching(
    service: WeatherProvider, kind: Kind[Any], place: Place, span: Span
) -> Callable[[Deadline], object]:
    return lambda deadline: service.fetch(kind, [place], span, deadline)


def _geocoding(geocoder: Geocoder | None) -> list[_Request]:
    if geocoder is None:
        return []

    def search(deadline: Deadline) -> object:
        return geocoder.search("Hamburg", country_code="", language="en", deadline=deadline)

    return [_Request("OPEN_METEO_GEOCODING_URL", is_needed=False, send=search)]


def _sent_apart(
    request: _Request, settings: Settings, deadline: Deadline
) -> Future[_Failure | None]:
    """Send a request from a thread of its own, for which the end of the program does not wait."""
    found = Future[_Failure | None]()

    def send() -> None:
        try:
            found.set_result(_sent(request, settings, deadline))
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            found.set_exception(error)

    threading.Thread(target=send, name="doctor-weather", daemon=True).start()
    return found


def _sent(request: _Request, settings: Settings, deadline: Deadline) -> _Failure | None:
    """Send a request; return what went wrong, a fault only where no other service stands in."""
    try:
        request.send(deadline)
    except ProviderError as error:
        remedy = _remedy(request.setting, error, has_key=bool(settings.open_meteo_api_key))
        finding = Finding("weather", f"{error}.", remedy, is_warning=not request.is_needed)
        return _Failure(finding, is_unreached=not error.status)
    except DeadlineError:
        problem = f"The service of {request.setting} gave no answer within the time of this check."
        remedy = f"Check {request.setting}, the network and HTTPS_PROXY."
        finding = Finding("weather", problem, remedy, is_warning=not request.is_needed)
        return _Failure(finding, is_unreached=True)
    return None


def _remedy(setting: str, error: ProviderError, *, has_key: bool) -> str:
    if setting.startswith("OPEN_METEO") and error.status in (400, 401, 403) and has_key:
        return f"Check OPEN_METEO_API_KEY: the service refuses it. Check {setting} as well."
    if error.status in (401, 403) and setting in _WITH_CONTACT:
        return f"Check {setting}, and that MET_NORWAY_CONTACT names a real address of yours."
    if error.status == _TOO_MANY and setting.startswith("OPEN_METEO") and not has_key:
        return "Wait, or set OPEN_METEO_API_KEY: the free limit of requests is used up."
    if error.status == _TOO_MANY:
        return "Wait: the service takes no more requests for now."
    if error.status:
        return f"Check {setting}: does it name the service's base address?"
    return f"Check {setting}, the network, HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE."


def _simulated() -> Finding:
    return Finding(
        "weather",
        "WEATHER_PROVIDER is simulated: people in Slack would be told made-up weather.",
        "Remove WEATHER_PROVIDER, or set it to open-meteo or met-norway.",
        is_warning=True,
    )


_WITH_CONTACT: Final = frozenset(("MET_NORWAY_URL", "NWS_URL", "MSC_GEOMET_URL"))
"""The settings of the services that are told of MET_NORWAY_CONTACT."""

_TOO_MANY: Final = 429
