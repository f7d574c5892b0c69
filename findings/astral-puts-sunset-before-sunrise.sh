#!/usr/bin/env bash
# Versions: astral 3.2.
# Behaviour: sunset() keeps to the date asked for, so a sunset after midnight is that of the evening before:
#   Reykjavik on 21 June has sunset at 00:02 and sunrise at 02:56 of one day.
# One would expect: the sunset that ends the day which that sunrise begins, 00:03 on the 22nd, or an error.
# Why it matters: the length of the day comes out as minus three hours, and a 'sun is up' test is false all
#   day long, though only for a few weeks in the north.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'astral==3.2' 'tzdata==2026.6'

cat >program.py <<'PYTHON'
from datetime import date
from importlib.metadata import version
from zoneinfo import ZoneInfo

from astral import Observer
from astral.sun import sunrise, sunset

print("astral", version("astral"))
asked = Observer(64.15, -21.94), date(2026, 6, 21)
zone = ZoneInfo("Atlantic/Reykjavik")
rise, end = sunrise(*asked, tzinfo=zone), sunset(*asked, tzinfo=zone)
print("sunrise", rise.strftime("%d %B %H:%M"))
print("sunset ", end.strftime("%d %B %H:%M"))
print("day lasts", round((end - rise).total_seconds() / 3600, 1), "hours")
PYTHON

cat >expected <<'TEXT'
astral 3.2
sunrise 21 June 02:56
sunset  21 June 00:02
day lasts -2.9 hours
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: astral'"'"'s sunset now follows its sunrise.' >&2
    exit 1
fi
echo 'As described.'
