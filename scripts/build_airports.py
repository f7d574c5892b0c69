"""Write bot/places/airports.csv, the large airports by their IATA codes.

It takes one argument: the file `airports/data/airports.gz` of the package airports-py (MIT), whose
kinds of airports are those of OurAirports (public domain).
"""

import csv
import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any, Final

from bot.places.airports import AIRPORTS, Airport

_LARGE: Final = "large_airport"


def main(source: Path) -> None:
    """Write the file anew."""
    found: list[dict[str, Any]] = json.loads(gzip.decompress(source.read_bytes()))
    large = [_airport(each) for each in found if each["type"] == _LARGE and each["iata"]]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(sorted(large))
    AIRPORTS.write_text(written.getvalue(), encoding="utf-8")
    print(f"{AIRPORTS.name}: {len(large)} airports, {AIRPORTS.stat().st_size:,} bytes")


def _airport(found: dict[str, Any]) -> Airport:
    return Airport(
        found["iata"],
        found["airport"],
        round(found["latitude"], 4),
        round(found["longitude"], 4),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
