#!/usr/bin/env bash
# Versions: siphon 0.11.0, pandas 3.1.1.
# Behaviour: NDBC gives the time of an hour's strongest gust as hour and minute alone. siphon puts the day of the
#   report in front of it, so the report of 00:50 has its gust of 23:57 nearly a day later than itself.
# One would expect: the last 23:57 before the report, of the day before: the hour that a report covers ends with it.
# Why it matters: the peak of a storm that passes at midnight is dated to an evening that has not come yet.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check 'siphon==0.11.0' 'pandas==3.1.1'

cat >program.py <<'PYTHON'
from importlib.metadata import version

from siphon.simplewebservice.ndbc import NDBC

FILE = """\
#YY  MM DD hh mm WDIR WSPD GDR   GST GTIME
#yr  mo dy hr mn degT m/s degT   m/s hhmm
2026 01 20 01 50  250 10.8 260  17.9 0131
2026 01 20 00 50  240 12.4 250  24.6 2357
2026 01 19 23 50  240 11.2 250  19.5 2318
"""


class Buoy(NDBC):
    def raw_buoy_data(self, buoy, data_type):
        return FILE


print("siphon", version("siphon"))
for _, row in Buoy.realtime_observations("41009", data_type="cwind").iterrows():
    print(f"report {row['time']:%d %H:%M}, gust {row['wind_gust']} m/s at {row['gust_time']:%d %H:%M}")
PYTHON

cat >expected <<'TEXT'
siphon 0.11.0
report 20 01:50, gust 17.9 m/s at 20 01:31
report 20 00:50, gust 24.6 m/s at 20 23:57
report 19 23:50, gust 19.5 m/s at 19 23:18
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: siphon now dates a gust before its report.' >&2
    exit 1
fi
echo 'As described.'
