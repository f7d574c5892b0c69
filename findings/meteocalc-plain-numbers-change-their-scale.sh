#!/usr/bin/env bash
# Versions: meteocalc 1.1.0.
# Behaviour: a plain number is Celsius in dew_point() and Fahrenheit in heat_index(), wind_chill() and
#   feels_like(); so are their results.
# One would expect: one scale in all functions of a module, or a refusal of numbers without one.
# Why it matters: 30 and 70 % give a dew point of 23.9 and a heat index of 26.0 where 35.0 is right: both
#   look like Celsius, only one is.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'meteocalc==1.1.0'

cat >program.py <<'PYTHON'
from importlib.metadata import version

import meteocalc
from meteocalc import Temp

print("meteocalc", version("meteocalc"))
for name in ("dew_point", "heat_index"):
    function = getattr(meteocalc, name)
    print(f"{name}: 30 -> {float(function(30, 70)):.1f}, 30 Celsius -> {function(Temp(30, 'c'), 70).c:.1f} Celsius")
PYTHON

cat >expected <<'TEXT'
meteocalc 1.1.0
dew_point: 30 -> 23.9, 30 Celsius -> 23.9 Celsius
heat_index: 30 -> 26.0, 30 Celsius -> 35.0 Celsius
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: meteocalc now takes plain numbers alike.' >&2
    exit 1
fi
echo 'As described.'
