"""Time zones: the newest data decide, wherever they are."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import tzdata
from fakes.rows import each_row
from fakes.zones import OLD_RULES, write_zones

from bot.zones import country_of, find_zone

# Which data are in use is decided once in a process, so that each case has one of its own.
PROGRAM = """
import json, sys, zoneinfo
from datetime import UTC, datetime
from bot.reports import zone_of
from bot.zones import zone_data
before = [zoneinfo.ZoneInfo(name) for name in sys.argv[1:]]  # by whatever zoneinfo takes by itself
at = datetime(2026, 12, 1, 20, tzinfo=UTC)
hours = {name: f"{at.astimezone(zone_of(name)):%H:%M}" for name in sys.argv[1:]}
data = zone_data()
print(json.dumps([hours, data.version, data.folder and str(data.folder)]))
"""
OWN_CLOCK = """
import os
from datetime import UTC, datetime
from bot.zones import machine_zone
zone = machine_zone(os.environ)
at = datetime(2026, 12, 1, 20, tzinfo=UTC)
print(f"{at.astimezone(zone):%H:%M}" if zone else "-")
"""
AT_20_UTC = {
    "America/Vancouver": "13:00",
    "America/Edmonton": "14:00",
    "America/Winnipeg": "15:00",
    "Africa/Casablanca": "20:00",
    "America/Havana": "16:00",
    "Europe/Berlin": "21:00",
}
"""What the clocks say by the rules of autumn 2026: IANA's release notes 2026a to 2026f."""


def run(zones: Path | str, *command: str, **more: str) -> str:
    """Return what a process prints that finds the system's zones in a folder."""
    environ = {"PYTHONTZPATH": str(zones), "WEATHER_PROVIDER": "simulated", **more}
    done = subprocess.run(  # noqa: S603 - this Python, and what the test wrote
        [sys.executable, *command],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    return done.stdout


def told(zones: Path | str) -> tuple[dict[str, str], str, str | None]:
    """Return the hours at these zones, and which data have told them."""
    hours, version, folder = json.loads(run(zones, "-c", PROGRAM, *AT_20_UTC))
    return hours, version, folder


@pytest.mark.parametrize("version", ["2025b", pytest.param("1999c", marks=pytest.mark.slow), ""])
def test_an_old_system_gives_way_to_the_package(tmp_path: Path, version: str) -> None:
    """So does one that doesn't tell how old it is."""
    zones = write_zones(tmp_path, OLD_RULES, version)

    assert told(zones) == (AT_20_UTC, tzdata.IANA_VERSION, None)


def test_a_machine_without_zones_has_those_of_the_package() -> None:
    """As in many a container."""
    assert told("") == (AT_20_UTC, tzdata.IANA_VERSION, None)
    assert told("/nonexistent") == (AT_20_UTC, tzdata.IANA_VERSION, None)


@pytest.mark.parametrize(
    ("setting", "clock"),
    [
        pytest.param("America/Vancouver", "13:00", marks=pytest.mark.slow),
        (":America/Havana", "16:00"),
        pytest.param("X", "-", marks=pytest.mark.slow),
    ],
)
def test_the_person_at_the_keyboard_has_the_newest_zones_too(
    tmp_path: Path, setting: str, clock: str
) -> None:
    """The machine's own zone goes by its name; one that has none is left to the system."""
    zones = write_zones(tmp_path, OLD_RULES, "2025b")

    told_by_clock = run(zones, "-c", OWN_CLOCK, TZ=setting)

    assert told_by_clock.strip() == clock


@each_row("name", ["", "Mars/Base", "Europe", "../../etc/localtime", "a\0b", "x." * 40, "Ü"])
def test_a_name_that_is_of_no_zone_is_none(name: str) -> None:
    """Whatever a person or a service calls it, and be it a folder of the data."""
    assert find_zone(name) is None


def test_a_zone_is_in_the_country_that_it_is_named_for() -> None:
    """By the table of the same data; UTC is of all of them."""
    found = [country_of(zone) for zone in ("Europe/Berlin", "America/Vancouver", "UTC", "")]

    assert found == ["DE", "CA", "", ""]
    assert str(find_zone("Europe/Berlin")) == "Europe/Berlin"


def test_a_system_that_is_newer_than_the_package_counts(tmp_path: Path) -> None:
    """Its administrators update it, and nobody the bot."""
    rules = {**OLD_RULES, "America/Vancouver": "<-06>6"}
    zones = write_zones(tmp_path, rules, "2999a")

    for version in ("2999a", "3001b"):
        hours, found, folder = told(zones)
        assert (hours["America/Vancouver"], found, folder) == ("14:00", version, str(tmp_path))
        (tmp_path / "tzdata.zi").unlink(missing_ok=True)
        (tmp_path / "+VERSION").write_text("3001b\n")  # as macOS and the BSDs have it
    (tmp_path / "tzdata.zi").write_text("# redo posix_only\n")  # which tells nothing
    assert run(zones, "-c", "import bot.zones as z; print(z.zone_data().version)") == "3001b\n"


@pytest.mark.slow
def test_an_old_system_gives_way_in_an_answer(tmp_path: Path) -> None:
    """Vancouver stays an hour ahead of its old winter time from November 2026 on."""
    zones = write_zones(tmp_path, OLD_RULES, "2025b")

    answer = run(zones, "-m", "bot", "ask", "sunrise in Vancouver on 1 December 2026")

    assert "sunrise 08:4" in answer
