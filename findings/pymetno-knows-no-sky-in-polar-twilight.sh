#!/usr/bin/env bash
# Versions: PyMetno 0.13.0.
# Behaviour: MET Norway's symbols end in _day, _night or _polartwilight; PyMetno knows the first two, so the
#   condition is None wherever the sun stays just below the horizon.
# One would expect: 'sunny' or 'clear-night', as for the other two endings of the same symbol.
# Why it matters: Tromso and Longyearbyen lose the sky for weeks every winter and no summer test can notice.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'PyMetno==0.13.0'

cat >program.py <<'PYTHON'
from datetime import UTC, datetime
from importlib.metadata import version
from unittest.mock import Mock

from metno import MetWeatherData

print("PyMetno", version("PyMetno"))
noon = datetime(2026, 12, 21, 12, tzinfo=UTC)
for ending in ("day", "night", "polartwilight"):
    data = {
        "instant": {"details": {"air_temperature": -9.0}},
        "next_1_hours": {"summary": {"symbol_code": f"fair_{ending}"}, "details": {}},
    }
    weather = MetWeatherData({"lat": 69.65, "lon": 18.96}, websession=Mock())
    weather.data = {"properties": {"timeseries": [{"time": f"{noon:%Y-%m-%dT%H:%M:%SZ}", "data": data}]}}
    print(f"fair_{ending}:", weather.get_weather(noon, hourly=True)["condition"])
PYTHON

cat >expected <<'TEXT'
PyMetno 0.13.0
fair_day: partlycloudy
fair_night: partlycloudy
fair_polartwilight: None
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: PyMetno now knows the symbols of polar twilight.' >&2
    exit 1
fi
echo 'As described.'
