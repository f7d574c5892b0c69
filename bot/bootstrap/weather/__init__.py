"""The wiring of weather: its providers in the order in which they are asked, and its places."""

from collections.abc import Callable, Collection
from contextlib import ExitStack, closing
from typing import Any

from bot.clock import Clock
from bot.fetching import Fetcher
from bot.places import Places
from bot.places.gazetteer import Gazetteer
from bot.places.geocoder import Geocoder
from bot.providers import WeatherProvider
from bot.providers.almanac import Almanac
from bot.providers.simulated import Simulated
from bot.reports import Kind
from bot.settings import Settings
from bot.weather import Weather
from bot.weather.failover import Failover

WarmUp = Callable[[], None]
Live = tuple[list[WeatherProvider], Geocoder | None, WarmUp]


def build_weather(
    settings: Settings,
    clock: Clock,
    gazetteer: Gazetteer,
    at_end: ExitStack,
    *,
    kinds: Collection[Kind[Any]],
    may_simulate: bool,
    on_request: Callable[[str, str], None],
) -> tuple[Weather, Places, WeatherProvider, WarmUp]:
    """Return the weather, its places, the first provider that it asks, and what warms it up.

    `kinds` are the kinds of data that the simulated provider makes up.
    """
    sources, geocoder, warm_up = _live(
        settings, clock, gazetteer, at_end, may_simulate=may_simulate
    )
    provider = sources[0] if sources else Simulated(kinds, clock)
    places = at_end.enter_context(closing(Places(gazetteer, geocoder, clock)))
    failover = Failover([*(sources or [provider]), Almanac(clock)], clock, on_request)
    weather = Weather(places, failover, clock)
    return at_end.enter_context(closing(weather)), places, provider, warm_up


def _live(
    settings: Settings,
    clock: Clock,
    gazetteer: Gazetteer,
    at_end: ExitStack,
    *,
    may_simulate: bool,
) -> Live:
    """Return the services that are asked over the network, or none where weather is made up.

    Simulated data are never mixed with live data, real warnings among them, since people could not
    tell them apart. They are for machines without a network: there a geocoder would only cost time.
    """
    nothing: Live = ([], None, lambda: None)
    if settings.weather_provider == "simulated":
        return nothing
    from bot.bootstrap.weather import services  # noqa: PLC0415 - a tenth of what `ask` imports

    fetcher = at_end.enter_context(closing(Fetcher(settings.way_out)))
    if may_simulate and services.is_service_away(settings, clock, fetcher):
        return nothing
    live = services.live_services(settings, clock, fetcher, gazetteer, at_end)
    return *live, fetcher.warm_up
