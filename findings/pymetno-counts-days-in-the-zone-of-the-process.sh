#!/usr/bin/env bash
# Versions: PyMetno 0.13.0.
# Behaviour: get_forecast(time_zone) takes noon in the zone given, but gathers the day's high from the steps
#   that fall on that date in the zone of the process: on a server in UTC each day in Kiritimati (UTC+14) gets
#   the high of the afternoon before.
# One would expect: that the zone which is an argument decides what a day is; the same call with the process in
#   that zone is right.
# Why it matters: right on the developer's machine at home, a day late in a container, and only for places
#   far from Greenwich.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'PyMetno==0.13.0'

cat >program.py <<'PYTHON'
import os
from datetime import UTC, datetime, time, timedelta, timezone
from importlib.metadata import version
from unittest.mock import Mock

from metno import MetWeatherData

place = timezone(timedelta(hours=14))
today = datetime.now(place).date()


def step(moment):
    """Let the high of the local day at 15:00 be 20 degrees plus the number of days from today."""
    local = moment.astimezone(place)
    high = 20 + (local.date() - today).days
    details = {"air_temperature": high if local.hour == 15 else 10}
    return {"time": f"{moment:%Y-%m-%dT%H:%M:%SZ}", "data": {"instant": {"details": details}}}


first = datetime.combine(today, time(), place).astimezone(UTC) - timedelta(days=1)
weather = MetWeatherData({"lat": 1.87, "lon": -157.4}, websession=Mock())
weather.data = {"properties": {"timeseries": [step(first + timedelta(hours=h)) for h in range(144)]}}
highs = [day["temperature"] for day in weather.get_forecast(place, range_stop=4)]
print(f"PyMetno {version('PyMetno')}, process in {os.environ['TZ']}: highs {highs}, in truth [21, 22, 23]")
PYTHON

cat >expected <<'TEXT'
PyMetno 0.13.0, process in UTC: highs [20, 21, 22], in truth [21, 22, 23]
PyMetno 0.13.0, process in <+14>-14: highs [21, 22, 23], in truth [21, 22, 23]
TEXT

{
    TZ=UTC venv/bin/python program.py
    TZ='<+14>-14' venv/bin/python program.py
} | tee seen
if ! diff expected seen; then
    echo 'Changed: PyMetno now counts days in the zone that it is given.' >&2
    exit 1
fi
echo 'As described.'
