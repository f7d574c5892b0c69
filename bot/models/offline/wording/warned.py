"""Say first whether there are official warnings, and put the bot's own words about them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from bot.languages import Language, phrase
from bot.models.offline.wording.extras import is_warning
from bot.models.offline.wording.parts import Finding, items, joined, moment, options, text

_YES: Final = phrase("Yes: {reason}.")
_NO: Final = phrase("No: {reason}.")
_NO_WARNING: Final = phrase("no official warning is known")
_SEVERITIES: Final = (phrase("extreme"), phrase("severe"), phrase("moderate"), phrase("minor"))

_HINT: Final = phrase("{day}: {hazard} in the forecast, which is no official warning")
_A_HINT: Final = re.compile(r"\w+ (?P<day>\d{4}-\d\d-\d\d): (?P<hazard>.+) in the forecast")
_HAZARDS: Final = {
    "gusts up to": phrase("gusts up to {figure}"),
    "of precipitation": phrase("{figure} of precipitation"),
    "a high of": phrase("a high of {figure}"),
    "a low of": phrase("a low of {figure}"),
    "a UV index of": phrase("a UV index of {figure}"),
}


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
    for hint in options(data.get("hints")):
        yield from _hint(hint, language)


def _hint(said: str, language: Language) -> Iterator[str]:
    """Yield a hint of the forecast in a language, which the tool gives in English."""
    match = _A_HINT.fullmatch(said)
    if not match:
        return
    for opening, words in _HAZARDS.items():
        if match["hazard"].startswith(opening) or match["hazard"].endswith(opening):
            figure = match["hazard"].replace(opening, "").strip()
            hazard = language.text(words, figure=figure)
            break
    else:
        hazard = language.text(match["hazard"])
    day = language.full_day(date.fromisoformat(match["day"]))
    yield language.text(_HINT, day=day, hazard=hazard)


def _span(alert: Mapping[str, Any], language: Language) -> Iterator[str]:
    begin, end = (moment(alert.get(name), language) for name in ("from", "until"))
    if begin and not alert.get("in_force"):
        yield language.text(phrase("from {time}"), time=begin)
    if end:
        yield language.text(phrase("until {time}"), time=end)


def _count(data: Mapping[str, Any]) -> int:
    more = data.get("more_alerts")
    return len(items(data.get("alerts"))) + (more if isinstance(more, int) else 0)
