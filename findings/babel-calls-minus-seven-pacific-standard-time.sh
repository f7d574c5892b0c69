#!/usr/bin/env bash
# Versions: babel 2.16.0 with tzdata 2026.6.
# Behaviour: the hour comes from tzdata, the zone's name from Babel's own older CLDR tables, and nothing
#   compares them: Vancouver at UTC-7 is called Pacific Standard Time, Winnipeg at UTC-5 Central Standard Time.
# One would expect: a name that belongs to the offset printed beside it, as tzdata's own MST and EST do.
# Why it matters: a reader who trusts '12:00 Pacific Standard Time' is an hour off; since the zones changed
#   in 2026 only the offset or the city may be shown.
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

from babel.dates import format_datetime

print(f"babel {version('babel')}, tzdata {version('tzdata')}")
for zone in ("America/Vancouver", "America/Winnipeg"):
    noon = datetime(2026, 12, 1, 12, tzinfo=ZoneInfo(zone))
    print(f"{zone}: {noon:%z %Z}, {format_datetime(noon, 'HH:mm zzzz', locale='en')}")
PYTHON

cat >expected <<'TEXT'
babel 2.16.0, tzdata 2026.6
America/Vancouver: -0700 MST, 12:00 Pacific Standard Time
America/Winnipeg: -0500 EST, 12:00 Central Standard Time
TEXT

PYTHONTZPATH='' venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: Babel'"'"'s names now follow the new offsets.' >&2
    exit 1
fi
echo 'As described.'
