#!/usr/bin/env bash
# Versions: atis-parser 0.0.1.
# Behaviour: a METAR whose trend begins with TEMPO has the weather 'PO', dust whirls: the two letters of the code are
#   found inside the word.
# One would expect: no weather, as in the same report with NOSIG; a group of weather stands between spaces.
# Why it matters: European reports end with a trend: Heathrow has the whirls of a desert whenever its weather is about
#   to change, and none on a quiet day.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'atis-parser==0.0.1'

cat >program.py <<'PYTHON'
from importlib.metadata import version

from atis_parser import parse_metar

print("atis-parser", version("atis-parser"))
for trend in ("", "NOSIG", "BECMG BKN010", "TEMPO BKN010", "TEMPO 3000 BKN010"):
    read = parse_metar(f"METAR EGLL 290750Z 24008KT 9999 SCT020 15/10 Q1029 {trend}".strip())
    print(f"trend {trend!r}: weather {read.weather_phenomena}")
PYTHON

cat >expected <<'TEXT'
atis-parser 0.0.1
trend '': weather []
trend 'NOSIG': weather []
trend 'BECMG BKN010': weather []
trend 'TEMPO BKN010': weather ['PO']
trend 'TEMPO 3000 BKN010': weather ['PO']
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: atis-parser now sees no weather in TEMPO.' >&2
    exit 1
fi
echo 'As described.'
