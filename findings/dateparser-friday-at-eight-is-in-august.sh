#!/usr/bin/env bash
# Versions: dateparser 1.5.0.
# Behaviour: 'friday at 8' and 'at 7' take the number for a month, 25 August and 25 July when asked on 25
#   November; 'tomorrow at 5' drops it and keeps the present minute, 10:17.
# One would expect: 8 o'clock on Friday, 7 and 5 o'clock, or nothing; 'friday at 8am' is read so.
# Why it matters: people don't write 'am' or ':00' to a chat; the answer is next August's weather, or the
#   wrong hour.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'dateparser==1.5.0'

cat >program.py <<'PYTHON'
from datetime import datetime
from importlib.metadata import version

from dateparser import parse

print("dateparser", version("dateparser"))
settings = {"RELATIVE_BASE": datetime(2026, 11, 25, 10, 17), "PREFER_DATES_FROM": "future"}
for text in ("friday at 8am", "friday at 8", "at 7", "tomorrow at 5pm", "tomorrow at 5"):
    print(f"{text}: {parse(text, languages=['en'], settings=settings)}")
PYTHON

cat >expected <<'TEXT'
dateparser 1.5.0
friday at 8am: 2026-11-27 08:00:00
friday at 8: 2027-08-25 00:00:00
at 7: 2027-07-25 00:00:00
tomorrow at 5pm: 2026-11-26 17:00:00
tomorrow at 5: 2026-11-26 10:17:00
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: dateparser now reads the hour.' >&2
    exit 1
fi
echo 'As described.'
