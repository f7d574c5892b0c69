"""Open-Meteo's geocoder, for place names that the gazetteer does not have.

Answers: https://open-meteo.com/en/docs/geocoding-api (read 2026-11-23). Fields that are empty or
zero are left out, `results` too, and the order is not by likeliness.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.clock import Deadline
from bot.errors import ProviderError
from bot.fetching.open_meteo import OpenMeteoClient
from bot.places.gazetteer import fold
from bot.reports import Place, zone_of
from bot.untrusted import finite_number, one_line

_MAX_FIELD_CHARS = 100
_COUNT = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A place that a search has found; `districts` are the areas around it below its region."""

    place: Place
    districts: tuple[str, ...] = ()

    def is_called(self, city: str) -> bool:
        """Return whether the place has the name of a city, or lies in it; True without a city."""
        names = (self.place.name, self.place.region, *self.districts)
        return not city or fold(city) in map(fold, names)


@dataclass(frozen=True, slots=True)
class Geocoder:
    """The live geocoder of Open-Meteo."""

    client: OpenMeteoClient
    base_url: str

    def search(
        self, name: str, *, country_code: str, language: str, deadline: Deadline
    ) -> tuple[Found, ...]:
        """Return the places that a name can mean, the likeliest first; empty if it is unknown.

        Args:
            name: A place's name without country or region, or a postcode.
            country_code: The country to look in; "" for the whole world.
            language: A BCP 47 tag; the places' names are in this language if they have one.
            deadline: The time by which the answer must be there.

        Raises:
            ProviderError: The service gave no usable answer.
            DeadlineError: The deadline passed first.
        """
        params = {
            "name": name,
            "count": str(_COUNT),
            "language": language.partition("-")[0].lower(),
        }
        if country_code:
            params["countryCode"] = country_code
        payload = self.client.get_json(f"{self.base_url}/v1/search", params, deadline)
        results = payload.get("results", []) if isinstance(payload, Mapping) else None
        if not isinstance(results, list):
            raise ProviderError("the geocoder answered in an unknown form")
        found = [item for item in results[:_COUNT] if isinstance(item, Mapping)]
        return _ranked(found, fold(name))


def _ranked(results: list[Mapping[str, Any]], folded: str) -> tuple[Found, ...]:
    """Return the places with exactly the asked name, or else those with it as another name.

    Capitals come first, then the most populous, then settlements before other features. A place
    whose name merely begins with the asked letters ("Springfield" for "Sprin") is left out.
    """
    found = [
        (Found(place, _districts(item)), _text(item, "feature_code"))
        for item in results
        if (place := _place(item)) and not _is_completion(fold(place.name), folded)
    ]
    exact = [(known, feature) for known, feature in found if fold(known.place.name) == folded]
    ranked = sorted(
        exact or found,
        key=lambda pair: (pair[1] == "PPLC", pair[0].place.population, pair[1].startswith("PPL")),
        reverse=True,
    )
    return tuple(known for known, _ in ranked)


def _is_completion(name: str, asked: str) -> bool:
    rest = name.removeprefix(asked)
    return rest not in ("", name) and not rest.startswith(" ")


def _place(item: Mapping[str, Any]) -> Place | None:
    name = _text(item, "name")
    # The service leaves zeros out; one of the two is there.
    is_somewhere = "latitude" in item or "longitude" in item
    latitude, longitude = (finite_number(item.get(field, 0)) for field in ("latitude", "longitude"))
    if not name or not is_somewhere or latitude is None or longitude is None:
        return None
    if abs(latitude) > 90 or abs(longitude) > 180:  # noqa: PLR2004
        return None
    return Place(
        name=name,
        latitude=round(latitude, 4),
        longitude=round(longitude, 4),
        timezone=str(zone_of(item.get("timezone"))),
        country_code=_text(item, "country_code").upper(),
        country=_text(item, "country"),
        region=_text(item, "admin1"),
        population=int(_number(item, "population")),
    )


def _districts(item: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(filter(None, (_text(item, f"admin{level}") for level in (2, 3, 4))))


def _text(item: Mapping[str, Any], field: str) -> str:
    return one_line(item.get(field), _MAX_FIELD_CHARS, end="")


def _number(item: Mapping[str, Any], field: str) -> float:
    """Return a number of an answer; 0 if it is missing, since the service leaves zeros out."""
    return finite_number(item.get(field)) or 0.0
