"""Open-Meteo: worldwide, without a key, any number of places in one request.

Parameters: https://open-meteo.com/en/docs (read 2026-11-23).
"""

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock, Deadline
from bot.errors import DeadlineError, ProviderError
from bot.fetching.open_meteo import OpenMeteoClient
from bot.providers.open_meteo.answers import reports_from
from bot.providers.open_meteo.services import SERVICES, SOURCE
from bot.queries import HORIZON_DAYS, Span
from bot.reports import Kind, Place, Report, zone_of

# Halving a request about 100 places finds one refused place in 14 more requests.
_MAX_MORE_REQUESTS = 32
# The archive ends five days ago, and its last days are still being corrected.
_ARCHIVE_LAG_DAYS = 7
_ABOUT_A_LOCATION = re.compile(r"\b(latitude|longitude|location)\b", re.IGNORECASE)


class OpenMeteo:
    """The live services of Open-Meteo, on their several hosts; safe to share between threads."""

    source = SOURCE
    places_per_request = 100
    kinds = frozenset(SERVICES)

    def __init__(
        self,
        client: OpenMeteoClient,
        clock: Clock,
        *,
        hosts: Mapping[str, str],
    ) -> None:
        """Take the base URLs of the services by their names, such as "forecast"."""
        self._client = client
        self._clock = clock
        self._urls = {name: f"{host}/v1/{name}" for name, host in hosts.items()}

    def covers(self, place: Place) -> bool:  # noqa: ARG002 - its models cover the whole world
        """Return True: the services' models cover the whole world."""
        return True

    def fetch(
        self, kind: Kind[Any], places: Sequence[Place], span: Span, deadline: Deadline
    ) -> list[Report | None]:
        """Return one report for each place, in their order; None for a place without data.

        Raises:
            ProviderError: There is no usable answer for any place.
            DeadlineError: The deadline passed first.
        """
        found = [
            self._fetch(url, kind, places, part, deadline) for url, part in self._parts(kind, span)
        ]
        return [_joined(reports) for reports in zip(*found, strict=True)]

    def probe(self, deadline: Deadline) -> None:
        """Send the smallest request, and return normally if the service answers it.

        Raises:
            ProviderError: The service gave no usable answer.
            DeadlineError: The deadline passed first.
        """
        params = {"latitude": "0", "longitude": "0", "current": "is_day"}
        self._client.get_json(self._urls["forecast"], params, deadline)

    def _parts(self, kind: Kind[Any], span: Span) -> Iterator[tuple[str, Span]]:
        """Yield the URLs to ask with their days, the earliest days first."""
        service = SERVICES[kind]
        if not service.archive or not span.first_date:
            yield self._urls[service.name], span
            return
        newest = self._clock.now().date() - timedelta(days=_ARCHIVE_LAG_DAYS)
        archived = min(span.days, (newest - span.first_date).days + 1)
        if archived > 0:
            yield self._urls[service.archive], Span(archived, span.first_date)
        if archived < span.days:
            skipped = max(0, archived)
            first_date = span.first_date + timedelta(days=skipped)
            yield self._urls[service.name], Span(span.days - skipped, first_date)

    def _fetch(
        self, url: str, kind: Kind[Any], places: Sequence[Place], span: Span, deadline: Deadline
    ) -> list[Report | None]:
        """Return one report for each place from one URL; None for a place that is refused.

        A batch with a refused place is halved and asked for again.
        """
        reports: list[Report | None] = [None] * len(places)
        failure: ProviderError | DeadlineError | None = None
        size = self.places_per_request
        waiting = deque(range(len(places))[at : at + size] for at in range(0, len(places), size))
        for _ in range(len(waiting) + _MAX_MORE_REQUESTS):
            if not waiting or (isinstance(failure, ProviderError) and failure.rest_s):
                break
            part = waiting.popleft()
            try:
                asked = places[part.start : part.stop]
                reports[part.start : part.stop] = self._ask(url, kind, asked, span, deadline)
            except (ProviderError, DeadlineError) as error:
                if not _is_about_a_location(error):
                    failure = error
                elif len(part) > 1:
                    middle = len(part) // 2
                    waiting += part[:middle], part[middle:]
        if failure and not any(reports):
            raise failure
        return reports

    def _ask(
        self, url: str, kind: Kind[Any], places: Sequence[Place], span: Span, deadline: Deadline
    ) -> list[Report | None]:
        now = self._clock.now()
        params = {
            "latitude": ",".join(str(round(place.latitude, 4)) for place in places),
            "longitude": ",".join(str(round(place.longitude, 4)) for place in places),
            "timezone": "auto",
            SERVICES[kind].section: ",".join(SERVICES[kind].fields),
            **_days_asked(kind, places, span, now),
        }
        payload = self._client.get_json(url, params, deadline)
        return reports_from(payload, kind, places, self._clock.now())


def _days_asked(
    kind: Kind[Any], places: Sequence[Place], span: Span, now: datetime
) -> dict[str, str]:
    if kind.shape == "present":
        return {}
    if span.first_date:
        last_date = span.first_date + timedelta(days=span.days - 1)
        return {"start_date": span.first_date.isoformat(), "end_date": last_date.isoformat()}
    # The service ignores changes of the clocks, so that its days begin or end too early.
    if kind.shape == "hours" and any(_changes_clocks(place, now, span.days) for place in places):
        return {"past_days": "1", "forecast_days": str(min(span.days + 1, HORIZON_DAYS))}
    return {"forecast_days": str(span.days)}


def _changes_clocks(place: Place, now: datetime, days: int) -> bool:
    zone = zone_of(place.timezone)
    before, after = now - timedelta(days=1), now + timedelta(days=days)
    return before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset()


def _is_about_a_location(error: ProviderError | DeadlineError) -> bool:
    return (
        isinstance(error, ProviderError)
        and error.status == 400  # noqa: PLR2004 - bad request
        and not error.rest_s
        and bool(_ABOUT_A_LOCATION.search(error.reason))
    )


def _joined(reports: Sequence[Report | None]) -> Report | None:
    """Return one report joined from reports of days in a row; None if one of them is missing."""
    known = [report for report in reports if report]
    if len(known) < len(reports):
        return None
    days = tuple(day for report in known for day in report.records)
    return replace(known[0], records=days)
