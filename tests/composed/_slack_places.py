"""Places where the app is installed, with all that Slack says of them beside an event."""

from collections.abc import Mapping
from typing import Any, Final

Fields = Mapping[str, Any]

_WHOLE: Final = {"enterprise_id": "E~", "team_id": None, "is_enterprise_install": True}
_SHARED: Final = {"is_ext_shared_channel": True}
PLACES: Final[Mapping[str, tuple[str, Fields, Fields]]] = {
    "own": ("T~", {}, {}),
    "unauthorized": ("T~", {"authorizations": None}, {}),
    "oddly authorized": ("T~", {"authorizations": [{}]}, {}),
    "authorized for another": ("T~", {"team_id": "W~"}, {}),
    "of nobody": ("T~", {"authorizations": [], "team_id": 7}, {}),
    "nowhere": ("", {}, {}),
    "guest": ("T~", {"team_id": "W~", **_SHARED}, {"user_team": "W~"}),
    "guest by source": ("T~", {**_SHARED}, {"user_team": "", "source_team": "W~", "team": "T~"}),
    "guest by team": ("T~", {}, {"team": "W~"}),
    "own in shared": ("T~", {"team_id": "W~", **_SHARED}, {"user_team": "T~"}),
    "organisation": ("E~", {"enterprise_id": "E~", "authorizations": [_WHOLE]}, {}),
    "organisation by name": (
        "E~",
        {"enterprise": {"id": "E~"}, "is_enterprise_install": "true", "authorizations": [_WHOLE]},
        {},
    ),
    "organisation's other": (
        "E~",
        {"enterprise_id": "E~", "authorizations": [_WHOLE]},
        {"user_team": "W~"},
    ),
    "organisation's guest": (
        "E~",
        {"enterprise_id": "F~", "team_id": "W~", "authorizations": [_WHOLE], **_SHARED},
        {"user_team": "W~"},
    ),
    "organisation alone": (
        "E~",
        {"enterprise_id": "E~", "team_id": None, "authorizations": [_WHOLE]},
        {"team": "T~"},
    ),
}
"""The owner of the installation, the fields of a body, and those of its event, by names."""
