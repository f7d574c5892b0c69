#!/usr/bin/env bash
# Versions: aio-geojson-client 2026.6.0.
# Behaviour: a polygon that crosses the meridian of Greenwich is turned inside out: longitudes are counted from 0 to
#   360, so that one from 1 degree west to 1 degree east spans the 358 degrees on the other side. London is 69 km away
#   from the square around it, and the places of Berlin's, Lake Baikal's and Newfoundland's longitudes are inside.
# One would expect: what the same square and places give twenty degrees further east: its middle inside, the others
#   hundreds of kilometres away. Counting that way is for polygons that cross the 180th meridian, says a comment.
# Why it matters: a warning for the south of England, the west of France or the east of Spain is told around the world
#   in its latitude, and not where it is in force.
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
places = {"London": (51.5, 0.0), "Berlin": (51.5, 13.4), "Lake Baikal": (51.5, 104.0), "Newfoundland": (51.5, -56.0)}
for shift in (0, 20):
    west, east = -1 + shift, 1 + shift
    square = Polygon([Point(51, west), Point(51, east), Point(52, east), Point(52, west), Point(51, west)])
    print(f"from {west} to {east}:")
    for name, (latitude, longitude) in places.items():
        place = (latitude, longitude + shift)
        distance = GeoJsonDistanceHelper.distance_to_geometry(place, square)
        print(f"  {name} at {place[1]:.1f}: {distance:.0f} km, inside: {square.is_inside(Point(*place))}")
PYTHON

cat >expected <<'TEXT'
aio-geojson-client 2026.6.0
from -1 to 1:
  London at 0.0: 69 km, inside: False
  Berlin at 13.4: 0 km, inside: True
  Lake Baikal at 104.0: 0 km, inside: True
  Newfoundland at -56.0: 0 km, inside: True
from 19 to 21:
  London at 20.0: 0 km, inside: True
  Berlin at 33.4: 854 km, inside: False
  Lake Baikal at 124.0: 6445 km, inside: False
  Newfoundland at -36.0: 3694 km, inside: False
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: aio-geojson-client now knows the meridian of Greenwich.' >&2
    exit 1
fi
echo 'As described.'
