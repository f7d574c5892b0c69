#!/usr/bin/env bash
# Versions: pymetaf 1.1.1.
# Behaviour: a TAF's visibility is the first four digits that no slash follows, and these are the end of its period:
#   2906/3012 is a visibility of 3012 m, whatever visibility the forecast names later.
# One would expect: what a METAR of the same words gives, 6000 m for 6000 and 99999, its sign for ten kilometres and
#   more, for 9999; the group with the slash is the period, from the 29th at 06 to the 30th at 12 UTC.
# Why it matters: every forecast has a visibility of one to three kilometres that changes with its dates: on the 3rd of
#   a month the whole world is told fog, on the 30th haze.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'pymetaf==1.1.1'

cat >program.py <<'PYTHON'
from importlib.metadata import version

from pymetaf import parse_text

print("pymetaf", version("pymetaf"))
for report in (
    "METAR EDDF 290520Z 24008KT 6000 BKN020 08/06 Q1018",
    "TAF EDDF 290500Z 2906/3012 24008KT 6000 BKN020",
    "TAF EDDF 290500Z 2906/3012 24008KT 9999 BKN020",
    "TAF EDDF 020500Z 0206/0306 24008KT 9999 BKN020",
):
    read = parse_text(report, 2026, 11)
    print(report, "->", read["visibility"], read["visibility_units"])
PYTHON

cat >expected <<'TEXT'
pymetaf 1.1.1
METAR EDDF 290520Z 24008KT 6000 BKN020 08/06 Q1018 -> 6000 m
TAF EDDF 290500Z 2906/3012 24008KT 6000 BKN020 -> 3012 m
TAF EDDF 290500Z 2906/3012 24008KT 9999 BKN020 -> 3012 m
TAF EDDF 020500Z 0206/0306 24008KT 9999 BKN020 -> 306 m
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: pymetaf now reads the visibility of a TAF elsewhere.' >&2
    exit 1
fi
echo 'As described.'
