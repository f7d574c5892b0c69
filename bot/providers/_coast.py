"""A coarse map of the sea, in cells of half a degree, for simulated data."""

import zlib
from functools import cache
from pathlib import Path
from typing import Final

from bot.reports import Place

CELLS: Final = Path(__file__).parent / "_sea_cells.bin"
"""A compressed file with a bit for each cell, row by row from the north-west, lowest bit first.

The script scripts/build_sea_cells.py makes it from the GLOBE elevation data: a bit is set if there
is sea in the cell or within a tenth of a degree of it.
"""

ROWS: Final = 360
COLUMNS: Final = 720


def is_by_the_sea(place: Place) -> bool:
    """Return whether there is sea near a place: within 30 km about, and 60 km at most."""
    row = min(ROWS - 1, int((90 - place.latitude) / 180 * ROWS))
    column = int((place.longitude + 180) / 360 * COLUMNS) % COLUMNS
    at = row * COLUMNS + column
    return bool(_cells()[at // 8] >> at % 8 & 1)


@cache
def _cells() -> bytes:
    return zlib.decompress(CELLS.read_bytes())
