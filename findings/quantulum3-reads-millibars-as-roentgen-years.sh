#!/usr/bin/env bash
# Versions: quantulum3 0.10.0.
# Behaviour: '1000 mbar' is a quantity in 'millibarn year roentgen', '985 mbar' one with South African rand,
#   '1013 mb' millibarns; '5 ug/m3' is 'atomic mass unit gram per cubic metre', '5 Bft' 'board-foot tonne'.
#   A unit that it does not know is put together from letters that it knows, and nothing says so. 'hPa' and
#   'bar' are known.
# One would expect: millibars, micrograms and Beaufort, or 'dimensionless', as it answers for 'okta' and
#   'dBZ'.
# Why it matters: these are the units of pressure, of fine dust and of wind in bulletins; the figure is
#   right, and its unit is nonsense that converts without an error.
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
for text in ("1000 hPa", "1000 mbar", "985 mbar", "1013 mb", "5 ug/m3", "5 Bft", "4 okta"):
    print(text, [(found.value, found.unit.name) for found in parser.parse(text)])
PYTHON

cat >expected <<'TEXT'
quantulum3 0.10.0
1000 hPa [(1000.0, 'hectopascal')]
1000 mbar [(1000.0, 'millibarn year roentgen')]
985 mbar [(985.0, 'millibarn year south african rand')]
1013 mb [(1013.0, 'millibarn')]
5 ug/m3 [(5.0, 'atomic mass unit gram per cubic metre')]
5 Bft [(5.0, 'board-foot tonne')]
4 okta [(4.0, 'dimensionless')]
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: quantulum3 now reads other units here.' >&2
    exit 1
fi
echo 'As described.'
