"""Where there is sea, by cells of half a degree, for data that are made up."""

import zlib
from functools import cache
from pathlib import Path
from typing import Final

from bot.reports import Place

CELLS: Final = Path(__file__).parent / "_sea_cells.bin"
"""A bit for each cell, from the north-west on in rows, the lowest of a byte first; compressed.

Made from the GLOBE elevation data by scripts/build_sea_cells.py: set where there is sea in the
cell or within a tenth of a degree of it.
"""

ROWS: Final = 360
COLUMNS: Final = 720


def is_by_the_sea(place: Place) -> bool:
    """Return whether there is sea within some 30 km of a place, or 60 at the most."""
    row = min(ROWS - 1, int((90 - place.latitude) / 180 * ROWS))
    column = int((place.longitude + 180) / 360 * COLUMNS) % COLUMNS
    at = row * COLUMNS + column
    return bool(_cells()[at // 8] >> at % 8 & 1)


@cache
def _cells() -> bytes:
    return zlib.decompress(CELLS.read_bytes())
