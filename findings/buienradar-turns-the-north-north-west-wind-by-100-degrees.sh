#!/usr/bin/env bash
# Versions: buienradar 1.0.9.
# Behaviour: parse_data() gives a day's forecast with the wind direction NNW a wind azimuth of 237.5
#   degrees, which is between south-west and west-south-west. NW beside it is 315, and NNO, the Dutch north-
#   north-east, 22.5.
# One would expect: 337.5 degrees, 22.5 beyond NW.
# Why it matters: 'which way does the wind blow' is answered with the opposite shore, on one wind of
#   sixteen, with words and degrees that contradict each other in one object.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'buienradar==1.0.9'

cat >program.py <<'PYTHON'
import json
from importlib.metadata import version

from buienradar.buienradar import parse_data

print("buienradar", version("buienradar"))
STATION = {
    "stationid": 6260, "stationname": "Meetstation De Bilt", "lat": 52.1, "lon": 5.18, "temperature": 8.1,
    "iconurl": "https://www.buienradar.nl/resources/images/icons/weather/30x30/c.png", "timestamp": "2026-11-30T09:00:00",
}
days = [
    {
        "day": f"2026-12-{number:02}T00:00:00", "windDirection": direction, "wind": 4, "mintemperatureMin": "2",
        "mintemperatureMax": "4", "maxtemperatureMin": "7", "maxtemperatureMax": "9", "rainChance": 40, "sunChance": 20,
        "mmRainMin": 0, "mmRainMax": 2, "iconurl": STATION["iconurl"],
    }
    for number, direction in enumerate(("wnw", "nw", "nnw", "n", "nno"), start=1)
]
feed = {"actual": {"stationmeasurements": [STATION]}, "forecast": {"fivedayforecast": days}}
for day in parse_data(json.dumps(feed), None, 52.1, 5.18)["data"]["forecast"]:
    print(day["winddirection"], day["windazimuth"])
PYTHON

cat >expected <<'TEXT'
buienradar 1.0.9
WNW 292.5
NW 315
NNW 237.5
N 0
NNO 22.5
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: buienradar now gives north-north-west another azimuth.' >&2
    exit 1
fi
echo 'As described.'
