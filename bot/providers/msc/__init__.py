"""The Meteorological Service of Canada: official warnings, without a key, one request a point.

https://api.weather.gc.ca/collections/weather-alerts (MSC GeoMet, an OGC API of features). Its
usage policy (https://eccc-msc.github.io/open-data/usage-policy/readme_en/, read 2026-11-28) asks
for a User-Agent that names the client, and to request only data that are used. Its licence forbids
to alter a warning, and wants Environment and Climate Change Canada named.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from bot.clock import Clock, Deadline
from bot.fetching import Fetcher
from bot.kinds.alerts import ALERTS
from bot.providers import _cap as cap
from bot.providers._gathering import gather
from bot.providers.msc.alerts import SENDER, alerts_at
from bot.queries import Span
from bot.reports import Kind, Place, Report, Source, zone_of

SOURCE: Final = Source(SENDER, f"Warnings by {SENDER}", "https://weather.gc.ca/")

_AT_ONCE: Final = 4
_REACH_DEG: Final = 0.01
"""Half of the side of the requested box; it is small, since only warnings at its centre count."""


class Msc:
    """The live service of Canada's warnings; safe to share between threads."""

    source = SOURCE
    places_per_request = 1
    kinds = frozenset({ALERTS})

    def __init__(self, fetcher: Fetcher, clock: Clock, *, base_url: str, contact: str) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._url = f"{base_url}/collections/weather-alerts/items"
        self._headers = {"User-Agent": f"slack-weather-bot ({contact})"}
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="msc")

    def covers(self, place: Place) -> bool:
        """Return whether a place is in Canada."""
        return place.country_code == "CA"

    def fetch(
        self,
        kind: Kind[Any],  # noqa: ARG002 - there is only one
        places: Sequence[Place],
        span: Span,  # noqa: ARG002 - warnings are those of the present moment
        deadline: Deadline,
    ) -> list[Report | None]:
        """Return one report for each place, in their order; None for a failed request.

        Raises:
            ProviderError: There is no usable answer for any place.
            DeadlineError: The deadline passed first.
        """
        deadline.check(SENDER)
        flights = {
            place: self._pool.submit(self._report, place, deadline)
            for place in dict.fromkeys(places)
        }
        reports = gather(flights, deadline, SENDER)
        return [reports.get(place) for place in places]

    def close(self) -> None:
        """Start no more requests; those under way end by themselves."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _report(self, place: Place, deadline: Deadline) -> Report:
        params = {"f": "json", "bbox": _box_around(place)}
        payload = self._fetcher.get_json(self._url, params, deadline, self._headers)
        now, zone = self._clock.now(), zone_of(place.timezone)
        alerts = alerts_at(payload, place.latitude, place.longitude, now)
        return Report(
            place, SOURCE, now, ALERTS, tuple(cap.in_zone(alert, zone) for alert in alerts)
        )


def _box_around(place: Place) -> str:
    """Return a small box around a place: its west, south, east and north in degrees."""
    west, south = place.longitude - _REACH_DEG, place.latitude - _REACH_DEG
    east, north = place.longitude + _REACH_DEG, place.latitude + _REACH_DEG
    return ",".join(f"{degrees:.4f}" for degrees in (west, south, east, north))
