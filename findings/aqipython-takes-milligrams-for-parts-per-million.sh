#!/usr/bin/env bash
# Versions: AQIPython 1.0.1.
# Behaviour: the unit 'mg/m3' is handled like 'ppm'. For dust, which has no ppm, the figure is left as it is:
#   0.2 mg/m3 of PM2.5 has an index of 0.3 in India, the same 200 ug/m3 have one of 362.
# One would expect: one index for one concentration: a milligram is a thousand micrograms, and the README lists
#   mg/m3 as a unit.
# Why it matters: a day of thick smoke is told as the cleanest air there is.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'AQIPython==1.0.1'

cat >program.py <<'PYTHON'
from importlib.metadata import version

from AQIPython.aqi_Calc import calculate_aqi

print("AQIPython", version("AQIPython"))
for amount, unit in ((200, "ug/m3"), (0.2, "mg/m3")):
    print("PM2.5", amount, unit, "->", round(calculate_aqi("IN", "PM25", amount, unit), 1))
PYTHON

cat >expected <<'TEXT'
AQIPython 1.0.1
PM2.5 200 ug/m3 -> 361.9
PM2.5 0.2 mg/m3 -> 0.3
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: AQIPython now reads mg/m3 in another way.' >&2
    exit 1
fi
echo 'As described.'
