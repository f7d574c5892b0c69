"""The socket for weather services: every other module in this folder is one plug-in."""

from collections.abc import Sequence
from typing import Protocol

from bot.clock import Deadline
from bot.reports import Kind, Place, Report, Source


class WeatherProvider(Protocol):
    """A weather service that answers about many places in one request."""

    @property
    def source(self) -> Source:
        """The name, attribution and link that its figures must carry."""
        ...

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of query it can serve."""
        ...

    def fetch(
        self, kind: Kind, places: Sequence[Place], days: int, deadline: Deadline
    ) -> list[Report | None]:
        """Return one report for each place, in their order; None where it has no data.

        `days` counts from each place's own today and is ignored for current conditions.

        Raises:
            ProviderError: There is no usable answer for any place.
            DeadlineError: The deadline passed first.
        """
        ...
