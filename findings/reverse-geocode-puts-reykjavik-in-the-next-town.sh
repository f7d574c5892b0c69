#!/usr/bin/env bash
# Versions: reverse-geocode 1.6.6.
# Behaviour: the nearest place is sought in degrees, as if one of longitude were as long as one of latitude: the
#   middle of Reykjavik is answered with Kopavogur, 4 km off, although Reykjavik is in its list, 2.6 km off.
# One would expect: the nearest, as its README says: at 64 degrees north a degree of longitude is less than half
#   as long.
# Why it matters: the farther north, the more often a shared place gets its neighbour's name; cities of the
#   south, where one tests, are right.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'reverse-geocode==1.6.6'

cat >program.py <<'PYTHON'
from importlib.metadata import version
from math import asin, cos, radians, sin, sqrt

import reverse_geocode

print("reverse-geocode", version("reverse-geocode"))


def kilometres(here, there):
    (a, b), (c, d) = (map(radians, place) for place in (here, there))
    return 2 * 6371 * asin(sqrt(sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2))


asked = (64.1466, -21.9426)
for name, near in (("asked for", asked), ("its entry of Reykjavik", (64.1355, -21.8954))):
    place = reverse_geocode.get(near)
    away = kilometres(asked, (place["latitude"], place["longitude"]))
    print(f"{name}: {place['city']!a}, {away:.1f} km from what was asked for")
PYTHON

cat >expected <<'TEXT'
reverse-geocode 1.6.6
asked for: 'K\xf3pavogur', 4.1 km from what was asked for
its entry of Reykjavik: 'Reykjav\xedk', 2.6 km from what was asked for
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: reverse-geocode now answers with the nearest place.' >&2
    exit 1
fi
echo 'As described.'
