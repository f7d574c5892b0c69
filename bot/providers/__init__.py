"""The socket for weather services: every other module in this folder is one plug-in."""

from collections.abc import Sequence
from typing import Any, Protocol

from bot.clock import Deadline
from bot.queries import Span
from bot.reports import Kind, Place, Report, Source


class WeatherProvider(Protocol):
    """A weather service that answers about many places in one request."""

    @property
    def source(self) -> Source:
        """The source's name, attribution and link, which are shown with its figures."""
        ...

    @property
    def kinds(self) -> frozenset[Kind[Any]]:
        """The kinds of data that the service has."""
        ...

    @property
    def places_per_request(self) -> int:
        """The number of places that one request can be about."""
        ...

    def covers(self, place: Place) -> bool:
        """Return whether the service can have data of a place."""
        ...

    def fetch(
        self, kind: Kind[Any], places: Sequence[Place], span: Span, deadline: Deadline
    ) -> list[Report | None]:
        """Return one report for each place, in their order; None for a place without data.

        All places share the span. Kinds about the present ignore it; hourly reports cover every
        hour of its days. A report may have more days or hours than the span, and lacks those that
        the service doesn't know.

        Raises:
            ProviderError: There is no usable answer for any place.
            DeadlineError: The deadline passed first.
        """
        ...
