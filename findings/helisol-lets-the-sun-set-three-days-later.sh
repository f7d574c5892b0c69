#!/usr/bin/env bash
# Versions: helisol 0.5.3.
# Behaviour: a sunrise or sunset whose time in UTC is past midnight, or before it, comes out three days off: for 29
#   November the sun rises in Los Angeles on the 29th and sets on 2 December; in Tokyo it rises and sets on the 26th.
# One would expect: a sunset on the 30th for Los Angeles, a sunrise on the 28th and a sunset on the 29th for Tokyo; the
#   hours are right everywhere, and in Oslo, where all is on one day, the dates too.
# Why it matters: the day of Los Angeles lasts 82 hours, and in Tokyo the sun has set three days before noon; whoever
#   tries it in Europe sees nothing of that.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'helisol==0.5.3'

cat >program.py <<'PYTHON'
from datetime import datetime
from importlib.metadata import version

from helisol import SunObservation

print("helisol", version("helisol"))
places = {"Oslo": (59.91, 10.75), "Los Angeles": (34.05, -118.24), "Sydney": (-33.87, 151.2), "Tokyo": (35.7, 139.7)}
for name, place in places.items():
    seen = SunObservation(place, datetime(2026, 11, 29, 12))
    events = {"sunrise": seen.sunrise, "noon": seen.noon, "sunset": seen.sunset}
    print(f"{name}, 29 November, UTC:", ", ".join(f"{event} {str(time)[:13]}h" for event, time in events.items()))
PYTHON

cat >expected <<'TEXT'
helisol 0.5.3
Oslo, 29 November, UTC: sunrise 2026-11-29 07h, noon 2026-11-29 11h, sunset 2026-11-29 14h
Los Angeles, 29 November, UTC: sunrise 2026-11-29 14h, noon 2026-11-29 19h, sunset 2026-12-02 00h
Sydney, 29 November, UTC: sunrise 2026-11-26 18h, noon 2026-11-29 01h, sunset 2026-11-26 08h
Tokyo, 29 November, UTC: sunrise 2026-11-26 21h, noon 2026-11-29 02h, sunset 2026-11-26 07h
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: helisol now puts sunrise and sunset on their own days.' >&2
    exit 1
fi
echo 'As described.'
