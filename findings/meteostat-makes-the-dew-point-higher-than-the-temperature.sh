#!/usr/bin/env bash
# Versions: meteostat 2.1.5 with pandas 3.1.1.
# Behaviour: interpolate() moves the temperature to the height of the place, 6.5 degrees for each kilometre, and takes
#   the dew point and the relative humidity over from the station: a kilometre above a valley of 10.0 and 8.0 degrees
#   it answers with 3.5 degrees, a dew point of 8.0 and 87 %.
# One would expect: a dew point of 3.5 degrees at most: at that point the air is saturated, and it holds no more.
# Why it matters: a village on a slope is told a dew point that no air of its temperature can hold; whoever works out
#   the humidity from the two comes to 137 %, and fog is judged by that.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'meteostat==2.1.5' 'pandas==3.1.1'

cat >program.py <<'PYTHON'
from importlib.metadata import version

import pandas
from meteostat import Granularity, Point, TimeSeries, interpolate
from meteostat.utils.conversions import temp_dwpt_to_rhum

print("meteostat", version("meteostat"))
time = pandas.Timestamp("2026-11-29 12:00")
valley = {"name": "Valley", "country": "AT", "latitude": 47.0, "longitude": 13.0, "elevation": 600}
stations = pandas.DataFrame([valley], index=pandas.Index(["V1"], name="id"))
rows = pandas.MultiIndex.from_tuples([("V1", time, "isd_lite")], names=["station", "time", "source"])
measured = pandas.DataFrame({"temp": [10.0], "dwpt": [8.0], "rhum": [87]}, index=rows)
series = TimeSeries(Granularity.HOURLY, stations, measured, start=time, end=time)
for elevation in (600, 1100, 1600):
    (told,) = interpolate(series, Point(47.05, 13.05, elevation)).fetch().to_dict("records")
    print(elevation, "m:", *(f"{name} {value}" for name, value in told.items()), "|", end=" ")
    print(f"by its own formula {temp_dwpt_to_rhum(told):.0f} %")
PYTHON

cat >expected <<'TEXT'
meteostat 2.1.5
600 m: temp 10.0 dwpt 8.0 rhum 87 | by its own formula 87 %
1100 m: temp 6.8 dwpt 8.0 rhum 87 | by its own formula 109 %
1600 m: temp 3.5 dwpt 8.0 rhum 87 | by its own formula 137 %
TEXT

venv/bin/python program.py 2>/dev/null | tee seen
if ! diff expected seen; then
    echo 'Changed: meteostat now moves the dew point with the temperature.' >&2
    exit 1
fi
echo 'As described.'
