#!/usr/bin/env bash
# Versions: babel 2.16.0 with tzdata 2026.6.
# Behaviour: Irish law makes summer the standard time, so tzdata marks the winter as the one with (negative)
#   daylight saving; Babel looks only whether dst() is zero and swaps the names: July is 'Greenwich Mean Time',
#   January 'Irish Standard Time'.
# One would expect: 'Irish Standard Time' in July (+01:00) and 'Greenwich Mean Time' in January (+00:00), as in
#   CLDR.
# Why it matters: a forecast for Dublin names the wrong hour all year round, and only there.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'babel==2.16.0' 'tzdata==2026.6'

cat >program.py <<'PYTHON'
from datetime import datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name

print(f"babel {version('babel')}, tzdata {version('tzdata')}")
for month in (1, 7):
    noon = datetime(2026, month, 1, 12, tzinfo=ZoneInfo("Europe/Dublin"))
    print(f"{noon:%B %z %Z}: {get_timezone_name(noon, locale='en')}")
PYTHON

cat >expected <<'TEXT'
babel 2.16.0, tzdata 2026.6
January +0000 GMT: Irish Standard Time
July +0100 IST: Greenwich Mean Time
TEXT

PYTHONTZPATH='' venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: Babel now names the Irish seasons the right way round.' >&2
    exit 1
fi
echo 'As described.'
