#!/usr/bin/env bash
# Versions: parsedatetime 2.6 and timefhuman 0.1.5.
# Behaviour: both read the 'tomorrow' in 'the day after tomorrow' and leave out the rest, without a sign that
#   words were left: 26 November when asked on the 25th.
# One would expect: 27 November, or nothing.
# Why it matters: a forecast of the wrong day, worded with confidence, from two libraries that agree with
#   each other.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'parsedatetime==2.6' 'timefhuman==0.1.5'

cat >program.py <<'PYTHON'
from datetime import datetime
from importlib.metadata import version

from parsedatetime import Calendar
from timefhuman import tfhConfig, timefhuman

print("parsedatetime", version("parsedatetime"), "timefhuman", version("timefhuman"))
now = datetime(2026, 11, 25, 10)
for text in ("tomorrow", "the day after tomorrow"):
    one, _ = Calendar().parseDT(text, sourceTime=now)
    other = timefhuman(text, config=tfhConfig(now=now))
    print(f"{text}: parsedatetime {one:%d %B}, timefhuman {other[0]:%d %B}")
PYTHON

cat >expected <<'TEXT'
parsedatetime 2.6 timefhuman 0.1.5
tomorrow: parsedatetime 26 November, timefhuman 26 November
the day after tomorrow: parsedatetime 26 November, timefhuman 26 November
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: one of the two now knows the day after tomorrow.' >&2
    exit 1
fi
echo 'As described.'
