"""When sun and moon rise and set, by another ephemeris and another search than the bot's."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path

from bot.reports import Place

TABLE = Path(__file__).parents[1] / "data" / "sky.json.z"
"""Written by `scripts/build_sky_table.py` with Skyfield from JPL's DE421."""

EVENTS = ("sun_rises", "sun_sets", "moon_rises", "moon_sets")


@dataclass(frozen=True)
class Seen:
    """The moments (UTC) of all events at a place, by their kind, each in its order."""

    place: Place
    events: Mapping[str, Sequence[datetime]]


@cache
def seen() -> dict[str, Seen]:
    """Return the table by the names of its places."""
    table = json.loads(zlib.decompress(TABLE.read_bytes()))
    first = datetime.fromisoformat(table["first"])
    return {
        item["name"]: Seen(
            Place(item["name"], item["latitude"], item["longitude"], item["zone"]),
            {
                event: [first + timedelta(minutes=sum_) for sum_ in accumulate(item[event])]
                for event in EVENTS
            },
        )
        for item in table["places"]
    }
