#!/usr/bin/env bash
# Versions: pynws 2.1.0.
# Behaviour: DetailedForecast converts degF to Celsius, but skips values that are false in Python: 0 °F stays 0
#   and reads as 0 °C.
# One would expect: -17.8, between the -17.2 of 1 °F and the -18.3 of -1 °F.
# Why it matters: the hour at exactly 0 °F is told 18 degrees too warm, at the freezing point, in the middle
#   of a right cold spell.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'pynws==2.1.0'

cat >program.py <<'PYTHON'
from datetime import UTC, datetime
from importlib.metadata import version

from pynws.forecast import DetailedForecast

print("pynws", version("pynws"))
values = [
    {"validTime": f"2026-01-20T{hour:02}:00:00+00:00/PT1H", "value": degrees}
    for hour, degrees in enumerate((1, 0, -1))
]
forecast = DetailedForecast(
    {"updateTime": "2026-01-20T00:00:00+00:00", "temperature": {"uom": "wmoUnit:degF", "values": values}}
)
for hour, value in enumerate(values):
    told = forecast.get_details_for_time(datetime(2026, 1, 20, hour, 30, tzinfo=UTC))
    print(value["value"], "degF ->", *(round(celsius, 1) for celsius in told.values()))
PYTHON

cat >expected <<'TEXT'
pynws 2.1.0
1 degF -> -17.2
0 degF -> 0
-1 degF -> -18.3
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: pynws now converts 0 °F.' >&2
    exit 1
fi
echo 'As described.'
