"""The frame of every tool's result: place, time, age and source, or the problem."""

from collections.abc import Callable, Mapping
from typing import Any

from bot import figures as units
from bot.clock import elapsed_s
from bot.languages import ENGLISH
from bot.messages import Asker
from bot.queries import AmbiguousPlace, NotCovered, Outcome, Unavailable, UnknownPlace
from bot.reports import Place, Report, zone_of


def result_of(
    outcome: Outcome, asker: Asker, figures: Callable[[Report], Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the result of a query for the model: figures in their frame, or the problem.

    `local_time` is the time of asking at the place, unless `figures` has its own moment.
    """
    if not isinstance(outcome, Report):
        return problem_of(outcome)
    return {
        **identity_of(outcome.place, asker),
        **figures(outcome),
        **age_of(outcome, asker),
        **source_of(outcome),
    }


def identity_of(place: Place, asker: Asker) -> dict[str, Any]:
    """Return the first fields of a result: its place, and the time of asking there."""
    here_and_now = asker.asked_at.astimezone(zone_of(place.timezone))
    others = {"other_places_of_that_name": list(place.others)} if place.others else {}
    stands_for = {"stands_for": place.stands_for} if place.stands_for else {}
    return {
        "place": place.label,
        **stands_for,
        **others,
        "local_time": units.moment(here_and_now),
    }


def age_of(report: Report, asker: Asker) -> dict[str, str]:
    """Return the age of an expired report that is shown since no source answers; else nothing."""
    if not report.is_last_good:
        return {}
    return {"age": f"{units.duration(elapsed_s(report.as_of, asker.asked_at), ENGLISH)} old"}


def source_of(report: Report) -> dict[str, Any]:
    """Return the last fields of a result: its source, and whether that is simulated."""
    simulated = {"simulated": True} if report.source.is_simulated else {}
    return {"source": report.source.name, **simulated}


def problem_of(outcome: UnknownPlace | AmbiguousPlace | Unavailable | NotCovered) -> dict[str, Any]:
    """Return the result of a query that has no report: the problem, in words for the model."""
    if isinstance(outcome, UnknownPlace):
        towns = {"only_towns_known": True} if outcome.is_of_towns else {}
        return {
            "error": "unknown_place",
            "message": f"No place named {outcome.name!r} is known.",
            "suggestions": list(outcome.suggestions),
            **towns,
        }
    if isinstance(outcome, AmbiguousPlace):
        return {
            "error": "ambiguous_place",
            "message": f"Several places are named {outcome.name!r}; ask which one is meant.",
            "choices": list(outcome.choices),
        }
    if isinstance(outcome, NotCovered) and outcome.reason:
        return {"error": "not_there", "place": outcome.place.label, "message": outcome.reason}
    if isinstance(outcome, NotCovered):
        return {
            "error": "not_covered",
            "place": outcome.place.label,
            "message": "No source tells this about the place, and asking again won't help.",
        }
    return {"error": "unavailable", "place": outcome.place, "message": outcome.reason}
