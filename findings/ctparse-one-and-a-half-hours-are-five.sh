#!/usr/bin/env bash
# Versions: ctparse 0.3.6.
# Behaviour: 'in 1.5 hours' is read as 5 hours: the dot ends one number and the digit behind it begins another.
#   'in 2 hours' is right.
# One would expect: 90 minutes, or nothing.
# Why it matters: the weather of the evening is told for the afternoon, and the result is a normal Duration
#   without any mark.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'ctparse==0.3.6'

cat >program.py <<'PYTHON'
from datetime import datetime
from importlib.metadata import version

from ctparse import ctparse

print("ctparse", version("ctparse"))
for text in ("in 2 hours", "in 1.5 hours"):
    print(f"{text}: {ctparse(text, ts=datetime(2026, 11, 25, 10)).resolution}")
PYTHON

cat >expected <<'TEXT'
ctparse 0.3.6
in 2 hours: 2 hours
in 1.5 hours: 5 hours
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: ctparse now reads a decimal number of hours in another way.' >&2
    exit 1
fi
echo 'As described.'
