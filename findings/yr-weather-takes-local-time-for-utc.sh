#!/usr/bin/env bash
# Versions: yr-weather 0.4.0.
# Behaviour: get_forecast_time() formats the datetime that it is given and writes a Z behind it, so an aware
#   09:00 in Tokyo returns the step of 09:00 UTC, which is 18:00 in Tokyo.
# One would expect: that the zone of an aware datetime counts, 00:00 UTC here.
# Why it matters: the answer is another hour's weather of the right place, plausible and never noticed near
#   Greenwich.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'yr-weather==0.4.0' 'tzdata==2026.6'

cat >program.py <<'PYTHON'
from datetime import datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

from yr_weather.data.locationforecast import Forecast

print("yr-weather", version("yr-weather"))
LATER = {
    f"next_{hours}_hours": {"summary": {"symbol_code": "cloudy"}, "details": {}} for hours in (1, 6, 12)
}
steps = [
    {"time": f"2026-06-01T{hour:02}:00:00Z", "data": {"instant": {"details": {"air_temperature": hour}}, **LATER}}
    for hour in range(24)
]
answer = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [139.7, 35.7, 40]},
    "properties": {"meta": {"updated_at": "2026-06-01T00:00:00Z", "units": {}}, "timeseries": steps},
}
asked = datetime(2026, 6, 1, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
found = Forecast(answer).get_forecast_time(asked)
print("asked for", asked.astimezone(ZoneInfo("UTC")).strftime("%H:%M UTC"))
print(f"got the step of {found.details.air_temperature:02}:00 UTC")
PYTHON

cat >expected <<'TEXT'
yr-weather 0.4.0
asked for 00:00 UTC
got the step of 09:00 UTC
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: yr-weather now heeds the zone of a datetime.' >&2
    exit 1
fi
echo 'As described.'
