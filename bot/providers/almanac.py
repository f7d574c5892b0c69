"""The almanac: the sun and the moon of any day and place, computed without a request."""

import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.clock import Clock, Deadline
from bot.kinds.sky import SKY
from bot.providers._sky import exists, is_known, sky_on
from bot.providers._sky_ahead import with_days_ahead
from bot.queries import Span
from bot.reports import Kind, Place, Report, Source, zone_of

SOURCE = Source("almanac", "PyEphem", "https://rhodesmill.org/pyephem/")


class Almanac:
    """A provider that computes the sun and the moon."""

    source = SOURCE
    places_per_request = sys.maxsize  # it takes none
    kinds = frozenset({SKY})

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def covers(self, place: Place) -> bool:  # noqa: ARG002 - the sky is everywhere
        """Return True: the sky is over every place."""
        return True

    def fetch(
        self,
        kind: Kind[Any],  # noqa: ARG002 - there is one
        places: Sequence[Place],
        span: Span,
        deadline: Deadline,
    ) -> list[Report | None]:
        """Return one report for each place, in their order; None if the day is out of reach.

        A day that a place has skipped is left out.

        Raises:
            DeadlineError: The deadline passed first.
        """
        return [self._report(place, span, deadline) for place in places]

    def _report(self, place: Place, span: Span, deadline: Deadline) -> Report | None:
        deadline.check(SOURCE.name)
        now = self._clock.now()
        first = span.first_date or now.astimezone(zone_of(place.timezone)).date()
        if not is_known(first):
            return None
        dates = (first + timedelta(days=number) for number in range(span.days))
        skies = (sky_on(place, day) for day in dates if exists(place, day))
        records = tuple(with_days_ahead(place, skies))
        return Report(place, SOURCE, now, SKY, records) if records else None
