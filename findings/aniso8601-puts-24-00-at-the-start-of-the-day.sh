#!/usr/bin/env bash
# Versions: aniso8601 10.0.1.
# Behaviour: 2026-11-29T24:00 is accepted and becomes midnight at the start of the 29th; an interval from 18:00
#   to 24:00 ends eighteen hours before it begins.
# One would expect: the start of the 30th: in ISO 8601 24:00 is the end of the day named; isodate 0.7.2 refuses
#   it.
# Why it matters: 'valid until 24:00' is how warnings and German bulletins write it: the warning is over before
#   it starts.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'aniso8601==10.0.1'

cat >program.py <<'PYTHON'
from importlib.metadata import version

import aniso8601

print("aniso8601", version("aniso8601"))
for text in ("2026-11-29T23:59Z", "2026-11-29T24:00Z"):
    print(text, "->", aniso8601.parse_datetime(text).strftime("%Y-%m-%d %H:%M"))
start, end = aniso8601.parse_interval("2026-11-29T18:00Z/2026-11-29T24:00Z")
print("18:00 to 24:00 lasts", (end - start).total_seconds() / 3600, "hours")
PYTHON

cat >expected <<'TEXT'
aniso8601 10.0.1
2026-11-29T23:59Z -> 2026-11-29 23:59
2026-11-29T24:00Z -> 2026-11-29 00:00
18:00 to 24:00 lasts -18.0 hours
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: aniso8601 now reads 24:00 in another way.' >&2
    exit 1
fi
echo 'As described.'
