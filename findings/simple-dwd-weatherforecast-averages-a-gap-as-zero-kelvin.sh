#!/usr/bin/env bash
# Versions: simple-dwd-weatherforecast 3.6.0.
# Behaviour: get_daily_avg and get_timeframe_avg leave an hour without a value (MOSMIX writes "-") out of the sum and
#   still divide by all hours: a gap is averaged as 0 kelvin. Minimum and maximum leave it out.
# One would expect: the mean of the hours that have a value, 290 K of six hours with 290 K, or None; not 145 K, far
#   below the minimum of the same hours.
# Why it matters: one missing hour of 24 makes the mean of a day twelve degrees colder, which reads like a cold front.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check 'simple-dwd-weatherforecast==3.6.0'

cat >program.py <<'PYTHON'
import csv
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

# The package subscripts this class in an annotation, which Python knows from 3.12 on.
csv.DictReader.__class_getitem__ = classmethod(lambda reader, _: reader)
from simple_dwd_weatherforecast.dwdforecast import Weather, WeatherDataType  # noqa: E402

DAY = datetime(2026, 7, 1, tzinfo=UTC)
KML = """<kml:kml xmlns:kml="http://www.opengis.net/kml/2.2"
 xmlns:dwd="https://opendata.dwd.de/weather/lib/pointforecast_dwd_extension_V1_0.xsd"><kml:Document>
<dwd:IssueTime>2026-07-01T00:00:00.000Z</dwd:IssueTime><dwd:ForecastTimeSteps>{}</dwd:ForecastTimeSteps>
<kml:Placemark><kml:description>MUENSTER</kml:description><kml:ExtendedData>
<dwd:Forecast dwd:elementName="ww"><dwd:value>1 1 1 1 1 1 1 1 1 1 1 1</dwd:value></dwd:Forecast>
<dwd:Forecast dwd:elementName="TTT"><dwd:value>{}</dwd:value></dwd:Forecast>
</kml:ExtendedData></kml:Placemark></kml:Document></kml:kml>"""

print("simple-dwd-weatherforecast", version("simple-dwd-weatherforecast"))
weather = Weather("10315")
times = [f"{DAY + timedelta(hours=hour):%Y-%m-%dT%H:%M:%S.000Z}" for hour in range(12)]
steps = "".join(f"<dwd:TimeStep>{time}</dwd:TimeStep>" for time in times)
for values in (["290.00"] * 12, ["290.00"] * 6 + ["-"] * 6):
    weather.parse_kml(KML.format(steps, " ".join(values)))
    asked = (WeatherDataType.TEMPERATURE, DAY, 12, False)
    told = [tell(*asked) for tell in (weather.get_timeframe_min, weather.get_timeframe_avg, weather.get_timeframe_max)]
    print(values.count("-"), "hours without a value: minimum {}, mean {}, maximum {} K".format(*told))
PYTHON

cat >expected <<'TEXT'
simple-dwd-weatherforecast 3.6.0
0 hours without a value: minimum 290.0, mean 290.0, maximum 290.0 K
6 hours without a value: minimum 290.0, mean 145.0, maximum 290.0 K
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: simple-dwd-weatherforecast now leaves a gap out of a mean.' >&2
    exit 1
fi
echo 'As described.'
