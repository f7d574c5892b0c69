#!/usr/bin/env bash
# Versions: aviconv-met 0.4.0.
# Behaviour: the M of 'M1/4SM' means 'less than'; aviconv-met reads it as the minus that it is in temperatures:
#   a visibility of -0.25 miles.
# One would expect: 0.25 with a sign for 'less than'.
# Why it matters: fog so thick that it can't be measured gets a distance that no check of 'visibility < 1' is
#   surprised by, and a conversion to -402 m.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'aviconv-met==0.4.0'

cat >program.py <<'PYTHON'
from importlib.metadata import version

from aviconv_met import parse_metar

print("aviconv-met", version("aviconv-met"))
for visibility in ("1/4SM", "M1/4SM"):
    report = parse_metar(f"METAR KBOS 251754Z 24003KT {visibility} FG OVC001 05/05 A2992=")
    print(f"{visibility}: {report.visibility.distance} {report.visibility.unit}")
PYTHON

cat >expected <<'TEXT'
aviconv-met 0.4.0
1/4SM: 0.25 SM
M1/4SM: -0.25 SM
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: aviconv-met no longer gives a visibility below zero.' >&2
    exit 1
fi
echo 'As described.'
