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
        """The name, attribution and link that its figures must carry."""
        ...

    @property
    def kinds(self) -> frozenset[Kind[Any]]:
        """The kinds of query it can serve."""
        ...

    @property
    def places_per_request(self) -> int:
        """The number of places that one request can be about."""
        ...

    def covers(self, place: Place) -> bool:
        """Return whether it can know anything about a place."""
        ...

    def fetch(
        self, kind: Kind[Any], places: Sequence[Place], span: Span, deadline: Deadline
    ) -> list[Report | None]:
        """Return one report for each place, in their order; None where it has no data.

        All places share the span, which what is told of the present moment ignores. Hours are
        told for all hours of its days. Reports have at least the days and hours of the span that
        the source knows, and may have more.

        Raises:
            ProviderError: There is no usable answer for any place.
            DeadlineError: The deadline passed first.
        """
        ...
