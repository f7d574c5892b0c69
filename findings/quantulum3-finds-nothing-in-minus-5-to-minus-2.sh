#!/usr/bin/env bash
# Versions: quantulum3 0.10.0.
# Behaviour: '-5 to -2 °C' holds no quantity at all, nor does 'from 5 to -2 °C'; '-2 to 3 °C', '-5 °C to -2
#   °C' and 'between -5 and -2 °C' are ranges. A range whose second end is below zero and whose first has no
#   unit is dropped whole, without an error.
# One would expect: -3.5 degrees Celsius, give or take 1.5, as with the unit twice.
# Why it matters: frost is what a forecast is read for, and a check that compares the figures of an answer
#   with those of a source finds none to compare.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'quantulum3==0.10.0'

cat >program.py <<'PYTHON'
import logging
import warnings
from importlib.metadata import version

warnings.simplefilter("ignore")
logging.disable()
from quantulum3 import parser

print("quantulum3", version("quantulum3"))
for text in ("5 to 8 °C", "-2 to 3 °C", "-5 to -2 °C", "from 5 to -2 °C", "-5 °C to -2 °C", "between -5 and -2 °C"):
    print(text, [(found.value, found.uncertainty, found.unit.name) for found in parser.parse(text)])
PYTHON

cat >expected <<'TEXT'
quantulum3 0.10.0
5 to 8 °C [(6.5, 1.5, 'degree Celsius')]
-2 to 3 °C [(0.5, 2.5, 'degree Celsius')]
-5 to -2 °C []
from 5 to -2 °C []
-5 °C to -2 °C [(-3.5, 1.5, 'degree Celsius')]
between -5 and -2 °C [(-3.5, 1.5, 'degree Celsius')]
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: quantulum3 now finds ranges below zero.' >&2
    exit 1
fi
echo 'As described.'
