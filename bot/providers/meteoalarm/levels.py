"""The severity of a warning of MeteoAlarm, by the colours that all countries share."""

from typing import Final

from bot.kinds.alerts import Severity
from bot.providers import _cap as cap
from bot.untrusted import objects

# The awareness levels; green means that there is nothing to warn of.
_LEVELS: Final[dict[str, Severity | None]] = {
    "1": None,
    "2": "moderate",
    "3": "severe",
    "4": "extreme",
    "green": None,
    "yellow": "moderate",
    "orange": "severe",
    "red": "extreme",
}
_PARAMETER: Final = "awareness_level"


def level_of(info: cap.Words) -> Severity | None:
    """Return the severity of an info block by its awareness level; None for green.

    Without a level, the colour at the beginning of the event counts, or else the block's own
    severity, whose lowest value is taken for green.
    """
    words = [word for parameter in objects(info.get("parameter")) for word in _level(parameter)]
    words += cap.text(info.get("event")).lower().split()[:1]
    for word in words:
        if word in _LEVELS:
            return _LEVELS[word]
    stated = cap.severity(info.get("severity"))
    return None if stated == "minor" else stated


def _level(parameter: cap.Words) -> list[str]:
    """Return the words of a parameter for the level, such as "2" and "yellow"."""
    if cap.text(parameter.get("valueName")).lower() != _PARAMETER:
        return []
    value = parameter.get("value")
    written = str(value) if isinstance(value, int) else cap.text(value)
    return [word.strip().lower() for word in written.split(";")]
