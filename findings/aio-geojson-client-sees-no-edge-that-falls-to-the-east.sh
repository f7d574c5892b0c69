#!/usr/bin/env bash
# Versions: aio-geojson-client 2026.6.0.
# Behaviour: the distance to a polygon heeds its edges from south-west to north-east, and not those from north-west to
#   south-east, in whichever order their ends come: from such an edge the distance is that to its nearest end.
# One would expect: one distance for a triangle and for the same triangle in a mirror.
# Why it matters: a place 13 km in front of a warning's edge is told 42 km, and with a radius of 20 km nothing, by the
#   side of the warning that it lies on; with a box or on the other side all is right.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'aio-geojson-client==2026.6.0'

cat >program.py <<'PYTHON'
from importlib.metadata import version

from aio_geojson_client.geojson_distance_helper import GeoJsonDistanceHelper
from aio_geojson_client.geometries import Point, Polygon

print("aio-geojson-client", version("aio-geojson-client"))
corners = [(50.0, 10.0), (51.0, 11.0), (50.0, 11.0), (50.0, 10.0)]
place = (50.6, 10.4)


def mirrored(point):
    return point[0], round(21.0 - point[1], 1)


for name, here, ring in (("rising", place, corners), ("falling", mirrored(place), [mirrored(end) for end in corners])):
    for order, points in (("", ring), (" the other way round", ring[::-1])):
        polygon = Polygon([Point(*point) for point in points])
        distance = GeoJsonDistanceHelper.distance_to_geometry(here, polygon)
        print(f"{name} edge{order}, from {here}: {distance:.1f} km")
PYTHON

cat >expected <<'TEXT'
aio-geojson-client 2026.6.0
rising edge, from (50.6, 10.4): 13.2 km
rising edge the other way round, from (50.6, 10.4): 13.2 km
falling edge, from (50.6, 10.6): 42.3 km
falling edge the other way round, from (50.6, 10.6): 42.3 km
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: aio-geojson-client now heeds an edge that falls to the east.' >&2
    exit 1
fi
echo 'As described.'
