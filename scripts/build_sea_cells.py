"""Write bot/providers/_sea_cells.bin, the map of the sea for made-up data.

It takes one argument: the mask of the GLOBE elevation data (NOAA), 21,600 rows from north to south
of 43,200 bytes from 180° W on, 1 for sea, as `mask.npy` in the file
`globe_combined_mask_compressed.npz` of the package global-land-mask.
"""

import sys
import zipfile
import zlib
from pathlib import Path
from typing import Final

from bot.providers._coast import CELLS, COLUMNS, ROWS

_HEADER_BYTES: Final = 128
_WIDTH: Final = 43_200
_PER_CELL: Final = _WIDTH // COLUMNS
_MARGIN: Final = 12
"""Pixels beyond its edges that a cell takes into account: a tenth of a degree."""


def main(mask: Path) -> None:
    """Write the file anew."""
    cells = bytearray(ROWS * COLUMNS // 8)
    with zipfile.ZipFile(mask) as archive, archive.open("mask.npy") as pixels:
        pixels.read(_HEADER_BYTES)
        for line in range(ROWS * _PER_CELL):
            sea = _columns_with_sea(pixels.read(_WIDTH))
            near = {(line + off) // _PER_CELL for off in (-_MARGIN, 0, _MARGIN)}
            for row in near & set(range(ROWS)):
                for column in sea:
                    at = row * COLUMNS + column
                    cells[at // 8] |= 1 << at % 8
    CELLS.write_bytes(zlib.compress(bytes(cells), 9))
    print(f"{CELLS.name}: {CELLS.stat().st_size:,} bytes")


def _columns_with_sea(line: bytes) -> list[int]:
    """Return the columns of cells that have sea in a line of pixels, or just beyond their edges."""
    return [
        column
        for column in range(COLUMNS)
        if line.find(1, max(0, column * _PER_CELL - _MARGIN), (column + 1) * _PER_CELL + _MARGIN)
        >= 0
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
