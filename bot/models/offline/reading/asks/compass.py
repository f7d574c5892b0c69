"""Read from which side somebody asks whether the wind blows: "is it a northerly?"."""

import re
from typing import Final

_POINT = r"(?P<ns>north|south)?[- ]?(?P<ew>east|west)?"
_ASKED: Final = re.compile(
    rf"\b(?:wind\b.{{0,20}}\b(?:from|out of) (?:the )?(?=[nsew]){_POINT}\b"
    r"|(?=north|south|east|west)(?P<ns_of>north|south)?[- ]?(?P<ew_of>east|west)?"
    r"(?:erl(?:y|ies)|ern)?s?(?= winds?\b|\W*$| (?:in|at)\b)"
    r"|winds? (?:\w+ )??(?P<ns_is>north|south)?[- ]?"
    r"(?P<ew_is>east|west)?(?:erly|ern)\b)"
)
_LETTERS: Final = {"north": "N", "south": "S", "east": "E", "west": "W"}


def find_compass_point(plain: str) -> str:
    """Return the side the wind is asked to blow from, such as "NE"; "" where none is named."""
    match = _ASKED.search(plain) if "wind" in plain or "erl" in plain else None
    if not match:
        return ""
    named = (match[name] for name in ("ns", "ns_of", "ns_is", "ew", "ew_of", "ew_is"))
    return "".join(_LETTERS[word] for word in named if word)
