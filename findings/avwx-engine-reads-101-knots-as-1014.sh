#!/usr/bin/env bash
# Versions: avwx-engine 1.9.10, metar-taf-parser-mivek 1.13.1.
# Behaviour: '290101G114KT', 101 knots with gusts of 114, is a wind of 1014 knots with gusts of 11 in the one
#   library, and of 10 knots without gusts in the other.
# One would expect: 101 and 114: a wind of 100 knots or more has three digits (Federal Meteorological Handbook
#   1), as Mount Washington reports it in most winters. Both read '29099G99KT' rightly.
# Why it matters: the strongest wind of all becomes a breeze or nonsense, and only then.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'avwx-engine==1.9.10' 'metar-taf-parser-mivek==1.13.1'

cat >program.py <<'PYTHON'
from importlib.metadata import version

from avwx import Metar
from metar_taf_parser.parser.parser import MetarParser

print(*(f"{name} {version(name)}" for name in ("avwx-engine", "metar-taf-parser-mivek")))
for wind in ("29099G99KT", "290101G114KT"):
    report = f"KMWN 150054Z {wind} 1SM BLSN OVC002 M10/M12 A2942"
    data, other = Metar.from_report(report).data, MetarParser().parse(report).wind
    print(wind, "avwx:", data.wind_speed.value, data.wind_gust.value, "other:", other.speed, other.gust)
PYTHON

cat >expected <<'TEXT'
avwx-engine 1.9.10 metar-taf-parser-mivek 1.13.1
29099G99KT avwx: 99 99 other: 99 99
290101G114KT avwx: 1014 11 other: 10 None
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: a wind of three digits is now read in another way.' >&2
    exit 1
fi
echo 'As described.'
