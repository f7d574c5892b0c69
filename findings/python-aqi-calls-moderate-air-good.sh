#!/usr/bin/env bash
# Versions: python-aqi 0.6.1 against aqi-hub 0.3.3.
# Behaviour: python-aqi computes the American index of fine dust with the bounds from before May 2024, aqi-hub
#   with today's: 12 µg/m³ is 50 (good) or 56 (moderate), 130 is 189 or 205, 300 is 350 or 449.
# One would expect: one index by one name, or the year of its rule in the name.
# Why it matters: two sources of a bot differ by a hundred points in smoke, and the older one says 'good'
#   where the authority does not.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'python-aqi==0.6.1' 'aqi-hub==0.3.3'

cat >program.py <<'PYTHON'
from importlib.metadata import version

import aqi
from aqi_hub.aqi_usa.aqi import cal_iaqi_usa

print("python-aqi", version("python-aqi"), "aqi-hub", version("aqi-hub"))
for dust in ("9", "12", "130", "300"):
    older = aqi.to_iaqi(aqi.POLLUTANT_PM25, dust, algo=aqi.ALGO_EPA)
    print(f"PM2.5 {dust}: python-aqi {older}, aqi-hub {cal_iaqi_usa(float(dust), 'PM25_24H')}")
PYTHON

cat >expected <<'TEXT'
python-aqi 0.6.1 aqi-hub 0.3.3
PM2.5 9: python-aqi 38, aqi-hub 50
PM2.5 12: python-aqi 50, aqi-hub 56
PM2.5 130: python-aqi 189, aqi-hub 205
PM2.5 300: python-aqi 350, aqi-hub 449
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: the two libraries now use other bounds.' >&2
    exit 1
fi
echo 'As described.'
