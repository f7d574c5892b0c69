"""Time zones by name, from the newer of the system's data and those of the package tzdata."""

import re
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import tzdata

_LONGEST_NAME: Final = 64  # for each dot, tzdata would look for a package within a package
_MOST_NAMES: Final = 1024
# Debian, Red Hat and others keep the source of all zones, macOS and the BSDs a file of their own.
_VERSION_FILES: Final = ("tzdata.zi", "+VERSION")
_MACHINE_ZONE: Final = Path("/etc/localtime")
_VERSION = re.compile(r"\b\d{4}[a-z]+\b")


@dataclass(frozen=True, slots=True)
class ZoneData:
    """The time zone data that are in use.

    Attributes:
        version: The release of the IANA data, such as "2026f".
        folder: The system's folder they are read from; None for those of the package tzdata.
    """

    version: str
    folder: Path | None


@cache
def zone_data() -> ZoneData:
    """Choose the newest time zone data for all use of the process, and return them.

    A system's folder that doesn't tell its version counts as the older one.
    """
    folder = next((path for path in map(Path, zoneinfo.TZPATH) if path.is_dir()), None)
    version = _version_of(folder) if folder else ""
    if folder and version > tzdata.IANA_VERSION:
        return ZoneData(version, folder)
    # By itself, zoneinfo prefers the system's folder, however old its data are.
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
    return ZoneData(tzdata.IANA_VERSION, None)


@lru_cache(maxsize=_MOST_NAMES)
def find_zone(name: str) -> zoneinfo.ZoneInfo | None:
    """Return the time zone of an IANA name; None for an unknown name."""
    zone_data()
    if not 0 < len(name) <= _LONGEST_NAME:
        return None
    try:
        return zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def country_of(zone: str) -> str:
    """Return the code of the country that a zone is named for; "" for none, such as UTC."""
    return _countries().get(zone, "")


@cache
def _countries() -> Mapping[str, str]:
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="ascii")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return {zone: code for code, _, zone, *_ in rows}


def machine_zone(environ: Mapping[str, str]) -> zoneinfo.ZoneInfo | None:
    """Return this machine's own zone, from TZ or the system's setting; None for one without name.

    The system's clock functions would count by the system's data, however old these are.
    """
    name = environ.get("TZ", "").removeprefix(":")
    if not name:
        name = str(_MACHINE_ZONE.resolve()).rpartition("zoneinfo/")[2]
    return find_zone(name)


def _version_of(folder: Path) -> str:
    """Return the version of a folder's data, from the first lines of its files; "" for none."""
    return next(filter(None, map(_told_version, _first_lines(folder))), "")


def _told_version(line: str) -> str:
    told = _VERSION.search(line)
    return told[0] if told else ""


def _first_lines(folder: Path) -> Iterable[str]:
    for name in _VERSION_FILES:
        try:
            with (folder / name).open(encoding="ascii", errors="replace") as lines:
                yield lines.readline()
        except OSError:
            continue
