"""A system's folder of time zones as it was in some year, and the zone of the machine itself."""

import os
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import tzset
from unittest.mock import patch

OLD_RULES = {
    "America/Vancouver": "PST8PDT,M3.2.0,M11.1.0",
    "America/Edmonton": "MST7MDT,M3.2.0,M11.1.0",
    "America/Winnipeg": "CST6CDT,M3.2.0,M11.1.0",
    "America/Havana": "CST5CDT,M3.2.0/0,M11.1.0/1",
    "Africa/Casablanca": "<+01>-1",
    "Europe/Berlin": "CET-1CEST,M3.5.0,M10.5.0/3",
    "Etc/UTC": "UTC0",
    "UTC": "UTC0",
}
"""What these zones had before 2026, as POSIX writes it."""


def write_zones(folder: Path, rules: Mapping[str, str], version: str = "") -> Path:
    """Write a file in the system's format for each zone, and the version if there is one."""
    for name, rule in rules.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_tzif(rule))
    if version:
        (folder / "tzdata.zi").write_text(f"# version {version}\n# redo posix_only\n")
    return folder


def _tzif(rule: str) -> bytes:
    """Return a file whose times all follow one rule: https://www.rfc-editor.org/rfc/rfc9636."""
    one_type = struct.pack(">lBB", 0, 0, 0) + b"\0"
    header = b"TZif2" + bytes(15) + struct.pack(">6l", 0, 0, 0, 0, 1, 1)
    return header + one_type + header + one_type + f"\n{rule}\n".encode()


@contextmanager
def machine_in(zone: str) -> Iterator[None]:
    """Have this process' machine stand in a zone for as long as the context lasts."""
    try:
        with patch.dict(os.environ, {"TZ": zone}):
            tzset()
            yield
    finally:
        tzset()
