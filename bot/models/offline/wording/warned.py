"""Say first whether there are official warnings, and put the bot's own words about them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.languages import Language, phrase
from bot.models.offline.wording.extras import is_warning
from bot.models.offline.wording.parts import Finding, items, joined, text

_YES: Final = phrase("Yes: {reason}.")
_NO: Final = phrase("No: {reason}.")
_NO_WARNING: Final = phrase("no official warning is known")
_SEVERITIES: Final = (phrase("extreme"), phrase("severe"), phrase("moderate"), phrase("minor"))


def warned(findings: Sequence[Finding], language: Language) -> str:
    """Return whether there are warnings for the one place that was asked about; "" for several.

    Where nobody knows, the reason is the answer.
    """
    told = [finding.data for finding in findings if is_warning(finding.data)]
    if len(told) != 1:
        return ""
    (data,) = told
    if count := _count(data):
        official = language.plural("{count} official warning", "{count} official warnings", count)
        return language.text(_YES, reason=official)
    if data.get("official"):
        return language.text(_NO, reason=language.text(_NO_WARNING))
    return language.text(text(data.get("message")))


def warnings_in(data: Mapping[str, Any], language: Language) -> str:
    """Return the warnings at a place on one line, in the words of their office.

    How severe they are, and until when, is in the language; so is that there are none.
    """
    none = text(data.get("message")) or _NO_WARNING
    return joined(list(_told(data, language)), "; ") or language.text(none)


def _told(data: Mapping[str, Any], language: Language) -> Iterator[str]:
    for alert in items(data.get("alerts")):
        severity = text(alert.get("severity"))
        is_known = severity in _SEVERITIES
        event = joined(
            [text(alert.get("event")), f"({language.text(severity)})" if is_known else ""], " "
        )
        opening = joined([event, text(alert.get("headline"))], ": ")
        yield joined([opening, *_span(alert, language)], ", ")


def _span(alert: Mapping[str, Any], language: Language) -> Iterator[str]:
    begin, end = text(alert.get("from")), text(alert.get("until"))
    if begin and not alert.get("in_force"):
        yield language.text(phrase("from {time}"), time=begin)
    if end:
        yield language.text(phrase("until {time}"), time=end)


def _count(data: Mapping[str, Any]) -> int:
    more = data.get("more_alerts")
    return len(items(data.get("alerts"))) + (more if isinstance(more, int) else 0)
