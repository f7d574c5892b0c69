"""The tool for official warnings and for hints at hazards."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from bot import figures as units
from bot.kinds.alerts import ALERTS, Alert
from bot.kinds.days import DAILY
from bot.languages import phrase
from bot.messages import Asker
from bot.queries import NotCovered, Outcome, Query
from bot.reports import Kind, Place, Report
from bot.tools import PLACE_SCHEMA, own_units_of, place_of, schema_of, units_of
from bot.tools import _hazards as hazards
from bot.tools._results import age_of, identity_of, problem_of, source_of

_DAYS: Final = 3
_MAX_ALERTS: Final = 40
_MAX_ELSEWHERE: Final = 5
_NONE: Final = phrase("No official warning is in force or announced for this place.")
_NONE_NAMES_IT: Final = phrase(
    "No official warning that is in force or announced names this place."
)
_NO_FEED: Final = phrase(
    "There is no official feed of warnings for this country here, so whether there are any is not "
    "known."
)
_UNREADABLE: Final = phrase(
    "The official warnings can't be read at the moment, so whether there are any is not known."
)

_NOT_SIMULATED: Final = {
    "official": None,
    "alerts": None,
    "message": phrase("Warnings are not known while the weather is simulated."),
}


class Alerts:
    """Official warnings for one place, and hints from its forecast."""

    name = "get_alerts"
    kinds: frozenset[Kind[Any]] = frozenset({ALERTS, DAILY})
    can = phrase("official warnings")
    asked_by = (
        r"(?:(?:rain|snow|shower|blizzard)\w* )?(?:warnings?|alerts?|advisor(?:y|ies))|in danger"
        r"|(?:severe|extreme|dangerous|hazardous) (?:weather|conditions)|anything (?:severe"
        r"|dangerous)"
        r"|(?:tornado|storm|flood|winter|wind) watch(?:es)?|(?:weather|storm) hazards?"
    )
    description = (
        "Official weather warnings (US, Canada, Europe), and hints from the forecast everywhere. "
        "'official': true where the service has answered, also with no alerts; false where none is "
        "known. 'alerts' hold at the place: if not in_force, then from 'from'; without 'until', "
        "until further notice. 'elsewhere' is for the rest of the country: count it apart."
    )
    parameters: Mapping[str, Any] = schema_of(place=PLACE_SCHEMA)

    def queries(
        self,
        arguments: Mapping[str, Any],
        asker: Asker,  # noqa: ARG002
    ) -> list[Query]:
        """Return a query for the warnings and one for the forecast.

        Raises:
            ToolError: An argument is missing or of the wrong form.
        """
        own_units_of(arguments)
        place = place_of(arguments)
        return [Query(place, ALERTS), Query(place, DAILY, 0, _DAYS, is_aside=True)]

    def render(
        self, arguments: Mapping[str, Any], outcomes: Sequence[Outcome], asker: Asker
    ) -> dict[str, Any]:
        """Return the warnings and the hints; null stands for those that are not known."""
        warnings, forecast = outcomes
        place = _resolved(warnings) or _resolved(forecast)
        if place is None:
            assert not isinstance(warnings, Report), "a report has its place"
            return problem_of(warnings)
        return {
            **identity_of(place, asker),
            **_official(warnings, asker.asked_at),
            **(_NOT_SIMULATED if _is_made_up(warnings, forecast) else {}),
            "hints": None,
            **(_hints(forecast, arguments, asker) if isinstance(forecast, Report) else {}),
        }


def _resolved(outcome: Outcome) -> Place | None:
    return outcome.place if isinstance(outcome, Report | NotCovered) else None


def _is_made_up(warnings: Outcome, forecast: Outcome) -> bool:
    """Return whether there are no warnings because the weather is simulated."""
    is_simulated = isinstance(forecast, Report) and forecast.source.is_simulated
    return is_simulated and isinstance(warnings, NotCovered)


def _official(outcome: Outcome, asked_at: datetime) -> dict[str, Any]:
    """Return the official warnings in force or announced.

    `official` is False when no service covers the place, and None when it can't be reached.
    """
    if not isinstance(outcome, Report):
        is_covered = not isinstance(outcome, NotCovered)
        return {
            "official": None if is_covered else False,
            "alerts": None,
            "message": _UNREADABLE if is_covered else _NO_FEED,
        }
    # The report may be some minutes old.
    told = [alert for alert in ALERTS.of(outcome) if not alert.is_over(asked_at)]
    own = [alert for alert in told if not alert.elsewhere_in]
    elsewhere = [alert for alert in told if alert.elsewhere_in]
    more = len(own) - _MAX_ALERTS
    return {
        "official": True,
        "alerts": [_figures(alert, asked_at) for alert in own[:_MAX_ALERTS]],
        **({"more_alerts": more} if more > 0 else {}),
        **({} if own else {"message": _NONE_NAMES_IT if elsewhere else _NONE}),
        **({"elsewhere": _elsewhere(elsewhere, asked_at)} if elsewhere else {}),
        **source_of(outcome),
    }


def _elsewhere(alerts: Sequence[Alert], asked_at: datetime) -> dict[str, Any]:
    """Return the warnings for other parts of a country, the most severe of them in full."""
    return {
        "country": alerts[0].elsewhere_in,
        "count": len(alerts),
        "alerts": [_figures(alert, asked_at) for alert in alerts[:_MAX_ELSEWHERE]],
    }


def _figures(alert: Alert, asked_at: datetime) -> dict[str, Any]:
    return {
        "event": alert.event,
        "severity": alert.severity,
        "headline": alert.headline or None,
        "area": alert.area or None,
        "issued": _moment(alert.issued_at),
        "in_force": alert.has_begun(asked_at),
        "from": _moment(alert.onset),
        "until": _moment(alert.ends),
        "sender": alert.sender or None,
    }


def _moment(at: datetime | None) -> str | None:
    return units.moment(at) if at else None


def _hints(report: Report, arguments: Mapping[str, Any], asker: Asker) -> dict[str, Any]:
    shown_in = units_of(arguments, asker, report.place)
    return {
        "hints": hazards.hints(DAILY.of(report), shown_in),
        "hints_from": {**age_of(report, asker), **source_of(report)},
    }
