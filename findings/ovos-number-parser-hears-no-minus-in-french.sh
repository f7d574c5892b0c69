#!/usr/bin/env bash
# Versions: ovos-number-parser 0.19.13.
# Behaviour: extract_number() keeps the sign of '-3 °C' in English, German, Dutch and Polish, and drops it in
#   French, Spanish, Italian, Portuguese and Romanian: the answer is 3. The words 'moins trois' are -3.
# One would expect: -3 in each: the figure is the same in all of these languages.
# Why it matters: in half of Europe a frost becomes a mild day, and a test in English is green.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'ovos-number-parser==0.19.13'

cat >program.py <<'PYTHON'
from importlib.metadata import version

from ovos_number_parser import extract_number

print("ovos-number-parser", version("ovos-number-parser"))
for language in ("en", "de", "nl", "pl", "fr", "es", "it", "pt", "ro"):
    print(language, extract_number("-3 °C", lang=language))
print("fr", "moins trois:", extract_number("moins trois degrés", lang="fr"))
PYTHON

cat >expected <<'TEXT'
ovos-number-parser 0.19.13
en -3.0
de -3
nl -3.0
pl -3.0
fr 3
es 3
it 3
pt 3
ro 3
fr moins trois: -3
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: ovos-number-parser now reads the minus in other languages.' >&2
    exit 1
fi
echo 'As described.'
