#!/usr/bin/env bash
# Versions: astral 3.2 against ephem 4.2.1.
# Behaviour: moonrise() with a zone east of Greenwich searches the day in UTC: a day whose moon rises between
#   local midnight and the zone's offset gets the error 'Moon never rises on this date'.
# One would expect: the moonrise of 2 December at 00:32 in Helsinki, which ephem finds.
# Why it matters: 'the moon doesn't rise today' is told of a day with a moonrise, east of Greenwich only; a
#   test for London never sees it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'astral==3.2' 'tzdata==2026.6' 'ephem==4.2.1'

cat >program.py <<'PYTHON'
from datetime import UTC, date
from importlib.metadata import version
from zoneinfo import ZoneInfo

import ephem
from astral import Observer
from astral.moon import moonrise

print("astral", version("astral"), "ephem", version("ephem"))
zone = ZoneInfo("Europe/Helsinki")
for day in (1, 2, 3):
    try:
        found = moonrise(Observer(60.17, 24.94), date(2026, 12, day), zone)
    except ValueError as error:
        found = error
    print(f"astral, {day} December:", found)
place = ephem.Observer()
place.lat, place.lon, place.pressure, place.horizon = "60.17", "24.94", 0, "-0:34"
rise = place.next_rising(ephem.Moon(), start="2026/11/30 22:00").datetime().replace(tzinfo=UTC)
print("ephem, from the start of 1 December:", rise.astimezone(zone).strftime("%d %B %H:%M"))
PYTHON

cat >expected <<'TEXT'
astral 3.2 ephem 4.2.1
astral, 1 December: None
astral, 2 December: Moon never rises on this date, at this location
astral, 3 December: 2026-12-03 02:03:00+02:00
ephem, from the start of 1 December: 02 December 00:32
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: astral now finds the moonrise after local midnight.' >&2
    exit 1
fi
echo 'As described.'
