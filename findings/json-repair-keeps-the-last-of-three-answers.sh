#!/usr/bin/env bash
# Versions: json-repair 0.64.6.
# Behaviour: of several objects in a row with the same keys only the last is kept, whatever their values are, by line or
#   with words between them; with different keys, or a comma between them, all come back as a list.
# One would expect: a list of all of them in both cases, or an error; 'Oslo', 'Bergen' and 'Molde' are three answers and
#   no newer state of one.
# Why it matters: a model that is asked for three places writes three objects of one form, one a line: two places are
#   lost without a trace, and a test with two kinds of object passes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'json-repair==0.64.6'

cat >program.py <<'PYTHON'
from importlib.metadata import version

import json_repair

print("json-repair", version("json-repair"))
three = ['{"place": "Oslo", "high": -5}', '{"place": "Bergen", "high": 3}', '{"place": "Molde", "high": 1}']
print("by line:", json_repair.loads("\n".join(three)))
print("with words between:", json_repair.loads("First " + " then ".join(three)))
print("with commas:", [found["place"] for found in json_repair.loads(", ".join(three))])
other = three[1].replace("high", "low")
print("with other keys:", [found["place"] for found in json_repair.loads("\n".join((three[0], other, three[2])))])
PYTHON

cat >expected <<'TEXT'
json-repair 0.64.6
by line: {'place': 'Molde', 'high': 1}
with words between: {'place': 'Molde', 'high': 1}
with commas: ['Oslo', 'Bergen', 'Molde']
with other keys: ['Oslo', 'Bergen', 'Molde']
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: json-repair now keeps objects of the same keys.' >&2
    exit 1
fi
echo 'As described.'
