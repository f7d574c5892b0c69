#!/usr/bin/env bash
# Versions: metar-taf-parser-mivek 1.13.1.
# Behaviour: a sea level pressure below 990 hPa in the remarks comes out a hundred higher: SLP850, 985.0 hPa, is
#   '1085.0 HPa', in the same report as its altimeter of 29.09 inches, 985 hPa. Only a group that begins with 9
#   is put below 1000.
# One would expect: 985.0: the group leaves out the hundreds, and from 50 upwards the tens belong to 9xx
#   (Federal Meteorological Handbook 1); 1085 hPa has hardly ever been measured.
# Why it matters: a storm's pressure is told as a record high, and fair weather is always right.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'metar-taf-parser-mivek==1.13.1'

cat >program.py <<'PYTHON'
from importlib.metadata import version

from metar_taf_parser.parser.parser import MetarParser

print("metar-taf-parser-mivek", version("metar-taf-parser-mivek"))
for altimeter, pressure in (("A2994", "SLP139"), ("A2942", "SLP963"), ("A2909", "SLP850"), ("A2809", "SLP512")):
    report = f"PADU 150056Z 24035G50KT 10SM OVC020 05/02 {altimeter} RMK AO2 {pressure}"
    read = MetarParser().parse(report)
    print(pressure, "->", *(remark for remark in read.remarks if "pressure" in remark), "| altimeter", read.altimeter)
PYTHON

cat >expected <<'TEXT'
metar-taf-parser-mivek 1.13.1
SLP139 -> sea level pressure of 1013.9 HPa | altimeter 1013
SLP963 -> sea level pressure of 996.3 HPa | altimeter 996
SLP850 -> sea level pressure of 1085.0 HPa | altimeter 985
SLP512 -> sea level pressure of 1051.2 HPa | altimeter 951
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: metar-taf-parser now reads the pressure of a deep low in another way.' >&2
    exit 1
fi
echo 'As described.'
