#!/usr/bin/env bash
# Versions: suntime 1.4.0.
# Behaviour: asked for 1 June in Apia with its time zone, get_sunrise_time() and get_sunset_time() answer with 2
#   June; the date is counted from the longitude, 171 degrees west, although Samoa's clocks are 13 hours ahead
#   of UTC.
# One would expect: 1 June, 06:44, which astral answers and almanacs print.
# Why it matters: Samoa, Tonga, eastern Kiribati and the Chatham Islands have a western longitude and the date
#   of Asia: 'is the sun up' is wrong there all day, every day.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'suntime==1.4.0' 'tzdata==2026.6'

cat >program.py <<'PYTHON'
from datetime import datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

from suntime import Sun

print("suntime", version("suntime"))
day = datetime(2026, 6, 1)
for zone, latitude, longitude in (
    ("Pacific/Apia", -13.83, -171.76), ("Pacific/Fiji", -18.14, 178.44), ("Pacific/Honolulu", 21.31, -157.86)
):
    sun = Sun(latitude, longitude)
    times = sun.get_sunrise_time(day, ZoneInfo(zone)), sun.get_sunset_time(day, ZoneInfo(zone))
    print(zone, *(time.strftime("%d %B %H:%M") for time in times), sep=", ")
PYTHON

cat >expected <<'TEXT'
suntime 1.4.0
Pacific/Apia, 02 June 06:44, 02 June 18:05
Pacific/Fiji, 01 June 06:30, 01 June 17:37
Pacific/Honolulu, 01 June 05:49, 01 June 19:09
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: suntime now answers Samoa with the day that was asked for.' >&2
    exit 1
fi
echo 'As described.'
