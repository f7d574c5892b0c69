#!/usr/bin/env bash
# Versions: ephem 4.2.1.
# Behaviour: next_rising() judges by the one transit that follows the start: it raises NeverUpError for the moon
#   at local midnight of 28 July in Oulu, though the moon rises at 23:29 on that very day, as the same call a
#   few hours later says.
# One would expect: the next rising, as the method's name says, or an error only where none comes.
# Why it matters: the error is the documented sign for 'never rises', so a bot tells it for the whole day; it
#   is wrong on rare days from 64° north on.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'ephem==4.2.1'

cat >program.py <<'PYTHON'
from importlib.metadata import version

import ephem

print("ephem", version("ephem"))
for start in ("2026/7/27 21:00", "2026/7/28 06:00"):
    place = ephem.Observer()
    place.lat, place.lon, place.pressure, place.horizon = "65.0121", "25.4651", 0, "-0:34"
    try:
        found = str(place.next_rising(ephem.Moon(), start=start))[:-3]
    except ephem.NeverUpError as error:
        found = type(error).__name__
    print(f"from {start} UTC: {found}")
PYTHON

cat >expected <<'TEXT'
ephem 4.2.1
from 2026/7/27 21:00 UTC: NeverUpError
from 2026/7/28 06:00 UTC: 2026/7/28 20:29
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: ephem now finds that moonrise from midnight on.' >&2
    exit 1
fi
echo 'As described.'
