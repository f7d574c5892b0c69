#!/usr/bin/env bash
# Versions: simple-dwd-weatherforecast 3.6.0.
# Behaviour: hours that are "pouring" or "snowy-rainy" by the package's own table do not count in the condition of a
#   day or of a span of hours: twelve hours of sun and twelve of violent showers (WMO code 82) are "sunny", 24 such
#   hours are "cloudy". Each hour by itself is told right.
# One would expect: at least "rainy", which twelve hours of light drizzle (51) make of the same day.
# Why it matters: the summary is mildest where the weather is worst, and no hour looks wrong.
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
from simple_dwd_weatherforecast.dwdforecast import Weather  # noqa: E402

DAY = datetime(2026, 7, 1, tzinfo=UTC)
KML = """<kml:kml xmlns:kml="http://www.opengis.net/kml/2.2"
 xmlns:dwd="https://opendata.dwd.de/weather/lib/pointforecast_dwd_extension_V1_0.xsd"><kml:Document>
<dwd:IssueTime>2026-07-01T00:00:00.000Z</dwd:IssueTime><dwd:ForecastTimeSteps>{}</dwd:ForecastTimeSteps>
<kml:Placemark><kml:description>MUENSTER</kml:description><kml:ExtendedData>
<dwd:Forecast dwd:elementName="ww"><dwd:value>{}</dwd:value></dwd:Forecast>
</kml:ExtendedData></kml:Placemark></kml:Document></kml:kml>"""

print("simple-dwd-weatherforecast", version("simple-dwd-weatherforecast"))
weather = Weather("10315")
times = [f"{DAY + timedelta(hours=hour):%Y-%m-%dT%H:%M:%S.000Z}" for hour in range(24)]
steps = "".join(f"<dwd:TimeStep>{time}</dwd:TimeStep>" for time in times)
for sunny_hours, code in ((12, 51), (12, 82), (0, 82), (12, 86)):
    codes = ["1.00"] * sunny_hours + [f"{code}.00"] * (24 - sunny_hours)
    weather.parse_kml(KML.format(steps, " ".join(codes)))
    last = weather.get_forecast_condition(DAY.replace(hour=23), shouldUpdate=False)
    day = weather.get_daily_condition(DAY, shouldUpdate=False)
    print(f"{sunny_hours} h sun, {24 - sunny_hours} h {last} ({code}):", day)
PYTHON

cat >expected <<'TEXT'
simple-dwd-weatherforecast 3.6.0
12 h sun, 12 h rainy (51): rainy
12 h sun, 12 h pouring (82): sunny
0 h sun, 24 h pouring (82): cloudy
12 h sun, 12 h snowy-rainy (86): sunny
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: simple-dwd-weatherforecast now counts heavy showers in the condition of a day.' >&2
    exit 1
fi
echo 'As described.'
