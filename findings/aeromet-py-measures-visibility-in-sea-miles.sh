#!/usr/bin/env bash
# Versions: aeromet-py 0.1.2.
# Behaviour: a METAR's visibility in SM is multiplied by 1852, the metres of a nautical mile: 10SM is 18520 m,
#   and its in_sea_miles is 10.
# One would expect: 16093 m: SM in a METAR is a statute mile of 1609.344 m (Federal Meteorological Handbook 1).
# Why it matters: every visibility of the United States and Canada is 15 % too good, while European reports in
#   metres are right.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'aeromet-py==0.1.2'

cat >program.py <<'PYTHON'
from importlib.metadata import version

from aeromet_py import Metar

print("aeromet-py", version("aeromet-py"))
for group in ("10SM", "1/2SM", "0800"):
    report = f"METAR KBOS 150054Z 28010KT {group} BR OVC002 10/10 Q1013"
    print(group, "->", round(Metar(report).prevailing_visibility.in_meters), "m")
PYTHON

cat >expected <<'TEXT'
aeromet-py 0.1.2
10SM -> 18520 m
1/2SM -> 926 m
0800 -> 800 m
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: aeromet-py'"'"'s statute mile is now another length.' >&2
    exit 1
fi
echo 'As described.'
