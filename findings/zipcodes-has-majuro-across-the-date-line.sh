#!/usr/bin/env bash
# Versions: zipcodes 3.0.0.
# Behaviour: 96960, the post code of Majuro in the Marshall Islands, has a longitude of 171 degrees west,
#   and 96898, that of Wake Island, has the place and the time zone of Honolulu. The zone of Majuro is
#   right.
# One would expect: 171.38 degrees east, and for Wake Island 166.6 degrees east and Pacific/Wake.
# Why it matters: a forecast by post code tells the weather of the open sea 1,900 km away; and on Wake
#   Island that of Hawaii, 3,700 km away and on yesterday's date.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'zipcodes==3.0.0'

cat >program.py <<'PYTHON'
from importlib.metadata import version

import zipcodes

print("zipcodes", version("zipcodes"))
for code in ("96960", "96898", "96910"):
    for place in zipcodes.matching(code):
        print(code, place["city"], place["lat"], place["long"], place["timezone"], sep=", ")
PYTHON

cat >expected <<'TEXT'
zipcodes 3.0.0
96960, Majuro, 7.0801, -171.1569, Pacific/Majuro
96898, Wake Island, 21.3232, -157.8912, Pacific/Honolulu
96910, Hagatna, 13.4762, 144.7516, Pacific/Guam
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: zipcodes now has other places for these islands.' >&2
    exit 1
fi
echo 'As described.'
