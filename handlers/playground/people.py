"""The people and the channels of the demo's workspace."""

from collections.abc import Mapping
from typing import Any, Final

_FACES: Final = (
    ("UADA", "Ada Lovell", "en-GB", "Europe/London", "°C, km/h"),
    ("UMAX", "Max Rivera", "en-US", "America/Chicago", "°F, mph"),
    ("ULENA", "Lena Vogt", "de-DE", "Europe/Berlin", "°C, km/h"),
    ("UKENJI", "Kenji Mori", "ja-JP", "Asia/Tokyo", "°C, km/h"),
)

USERS: Final[Mapping[str, dict[str, Any]]] = {
    id_: {
        "real_name": name,
        "profile": {"display_name": name, "real_name": name},
        "locale": locale,
        "tz": zone,
        "units": units,
    }
    for id_, name, locale, zone, units in _FACES
}
"""The people by id, as `users.info` tells of them, each with the units of their locale."""

CHANNELS: Final[Mapping[str, str]] = {"CGENERAL": "general", "CTRAVEL": "travel"}
"""The names of the channels by id."""

BOT_NAME: Final = "Weather Bot"


def direct_channel(user: str) -> str:
    """Return the id of a person's direct messages with the bot."""
    return f"D{user[1:]}"


def owner_of(channel: str) -> str:
    """Return the person whose direct messages a channel is; empty for a channel of all."""
    return f"U{channel[1:]}" if channel.startswith("D") else ""
