#!/usr/bin/env bash
# Versions: pymetaf 1.1.1.
# Behaviour: of a visibility in fractions of a mile only the denominator is read: 1/4SM is 4 miles, 6437 m, and 1/8SM
#   is 8 miles, 12874 m.
# One would expect: 402 m and 201 m, as 1 1/2SM would be 2414 m: the sign between the two figures is a fraction's bar.
# Why it matters: the denser the fog, the farther one sees; the worst fog of an American airport is told as a clear
#   morning, and visibilities of whole miles are right.
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
for visibility in ("3SM", "1SM", "1/2SM", "1/4SM", "1/8SM"):
    read = parse_text(f"METAR KSFO 291356Z 00000KT {visibility} FG OVC002 09/09 A3012", 2026, 11)
    print(visibility, "->", read["visibility"], read["visibility_units"])
PYTHON

cat >expected <<'TEXT'
pymetaf 1.1.1
3SM -> 4828 m
1SM -> 1609 m
1/2SM -> 3218 m
1/4SM -> 6437 m
1/8SM -> 12874 m
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: pymetaf now reads fractions of a mile.' >&2
    exit 1
fi
echo 'As described.'
