"""A weather provider that does as it is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.clock import Deadline
from bot.queries import Span
from bot.reports import Kind, Place, Report, Source
from fakes import kinds

Told = Sequence[Report | None] | Exception | Callable[[Sequence[Place]], list[Report | None]]


@dataclass(frozen=True)
class ProviderRequest:
    """One request as it arrived."""

    kind: Kind
    places: tuple[str, ...]
    span: Span
    given_s: float


class ScriptedProvider:
    """Answers with what it was given: reports, an error, or a function of the places."""

    places_per_request = 100

    def __init__(
        self,
        told: Told,
        *,
        name: str = "Scripted",
        kinds: frozenset[Kind] = frozenset({kinds.DAILY}),
        countries: Sequence[str] = (),
    ) -> None:
        self.source = Source(name, f"by {name}", "")
        self.kinds = kinds
        self.told = told
        self._countries = countries
        self.requests: list[ProviderRequest] = []

    def covers(self, place: Place) -> bool:
        """Return whether a place is in its countries; without any, it knows the world."""
        return not self._countries or place.country_code in self._countries

    def fetch(
        self, kind: Kind, places: Sequence[Place], span: Span, deadline: Deadline
    ) -> list[Report | None]:
        """Return or raise what was given."""
        names = tuple(place.name for place in places)
        self.requests.append(ProviderRequest(kind, names, span, deadline.left_s()))
        if isinstance(self.told, Exception):
            raise self.told
        if callable(self.told):
            return self.told(places)
        return list(self.told)[: len(places)]
