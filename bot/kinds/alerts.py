"""The kind "alerts": official warnings that are in force or announced."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from bot.exhibits import Notice
from bot.languages import Language, phrase
from bot.reports import Kind, Report

Severity = Literal["extreme", "severe", "moderate", "minor", "unknown"]

_SEPARATOR: Final = " · "
_Noticed = Literal["extreme", "severe", "moderate"]
_NOTICED: Final[tuple[_Noticed, ...]] = ("extreme", "severe", "moderate")


@dataclass(frozen=True, slots=True)
class Alert:
    """One official warning, in the words of its sender; it holds in `area`."""

    event: str
    severity: Severity
    headline: str = ""
    area: str = ""
    sender: str = ""
    onset: datetime | None = None
    ends: datetime | None = None
    issued_at: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        """Return whether the warning has ended; one without an end has not."""
        return self.ends is not None and self.ends <= now


def _notice(report: Report, alert: Alert, language: Language) -> tuple[int, Notice] | None:
    """Return the notice of a warning with its urgency, 0 for the severest; None for minor ones."""
    severity = next((each for each in _NOTICED if each == alert.severity), None)
    if severity is None:
        return None
    until = ""
    if alert.ends:
        time = f"{language.weekday(alert.ends)} {alert.ends:%H:%M}"
        until = language.text(phrase("until {time}"), time=time)
    parts = (report.place.name, alert.area, until, alert.sender)
    text = f"{alert.event}: {_SEPARATOR.join(dict.fromkeys(part for part in parts if part))}"
    return _NOTICED.index(severity), Notice(severity, text)


ALERTS: Final = Kind(
    name="alerts",
    record=Alert,
    shape="present",
    fresh_for_s=300.0,
    noted_as=phrase("warnings retrieved {span}"),
    notice=_notice,
)
