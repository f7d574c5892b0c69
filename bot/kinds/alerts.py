"""The kind "alerts": official warnings that are in force or announced."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from bot.exhibits import Notice
from bot.languages import Language, phrase
from bot.reports import Kind, Report

Severity = Literal["extreme", "severe", "moderate", "minor", "unknown"]

_SEPARATOR: Final = " · "
# Seven days on, the same day of the week comes again.
_BY_WEEKDAY_DAYS: Final = 6
_Noticed = Literal["extreme", "severe", "moderate"]
_NOTICED: Final[tuple[_Noticed, ...]] = ("extreme", "severe", "moderate")


@dataclass(frozen=True, slots=True)
class Alert:
    """One official warning, in the words of its sender.

    Attributes:
        area: The name of the area where the warning holds.
        ends: The end of the warning; None until further notice.
        event_id: The sender's own number for the event; "" where that is not known.
        elsewhere_in: The country of a warning that is not known to hold at the place; "" for a
            warning that holds there.
    """

    event: str
    severity: Severity
    headline: str = ""
    area: str = ""
    sender: str = ""
    onset: datetime | None = None
    ends: datetime | None = None
    issued_at: datetime | None = None
    elsewhere_in: str = ""
    event_id: str = ""

    def is_over(self, now: datetime) -> bool:
        """Return whether the warning has ended; one without an end has not."""
        return self.ends is not None and self.ends <= now

    def has_begun(self, now: datetime) -> bool:
        """Return whether the time of the warning has begun."""
        return self.onset is None or self.onset <= now


def _notice(report: Report, alert: Alert, language: Language) -> tuple[int, Notice] | None:
    """Return the notice of a warning with its urgency; None for minor ones and those elsewhere.

    The severest of those in force has the urgency 0; those that have not begun come after all.
    """
    severity = next((each for each in _NOTICED if each == alert.severity), None)
    if severity is None or alert.elsewhere_in:
        return None
    now = report.fetched_at
    urgency, span = _NOTICED.index(severity), []
    if alert.onset and not alert.has_begun(now):
        urgency += len(_NOTICED)
        span.append(language.text(phrase("from {time}"), time=_told(alert.onset, now, language)))
    if alert.ends:
        span.append(language.text(phrase("until {time}"), time=_told(alert.ends, now, language)))
    parts = (report.place.name, alert.area, " ".join(span), alert.sender)
    text = f"{alert.event}: {_SEPARATOR.join(dict.fromkeys(part for part in parts if part))}"
    return urgency, Notice(severity, text)


def _told(at: datetime, now: datetime, language: Language) -> str:
    """Return a moment by its day of the week, or by its date where that day could be another."""
    days = (at.date() - now.astimezone(at.tzinfo).date()).days
    day = language.weekday(at) if days <= _BY_WEEKDAY_DAYS else language.day(at)
    return f"{day} {at:%H:%M}"


ALERTS: Final = Kind(
    name="alerts",
    record=Alert,
    shape="present",
    fresh_for_s=300.0,
    noted_as=phrase("warnings retrieved {span}"),
    notice=_notice,
)
