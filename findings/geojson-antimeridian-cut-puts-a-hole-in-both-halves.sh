#!/usr/bin/env bash
# Versions: geojson-antimeridian-cut 0.1.0, geojson-utils 1.1.0.
# Behaviour: a polygon that crosses the date line is cut into two, and each of its holes is in both: a hole of the
#   western half is also one of the eastern half, tens of degrees outside of the ring that it should lie in.
# One would expect: the hole in the half that holds it. RFC 7946 calls the further rings holes within the surface of
#   the first, and the README promises an equivalent object.
# Why it matters: whoever counts the crossings of all rings of a part, as geojson-utils does, finds the place in the
#   hole inside the other half: a warning that spares an island is told to the island.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" 'geojson-antimeridian-cut@0.1.0' 'geojson-utils@1.1.0'

cat >program.mjs <<'JAVASCRIPT'
import { readFileSync } from "node:fs";
import cut from "geojson-antimeridian-cut";
import geometry from "geojson-utils";

const about = JSON.parse(readFileSync("node_modules/geojson-antimeridian-cut/package.json", "utf8"));
console.log("geojson-antimeridian-cut", about.version);
const box = (west, east, south, north) => [[west, south], [east, south], [east, north], [west, north], [west, south]];
const span = (ring) => ["from", Math.min(...ring.map(([x]) => x)), "to", Math.max(...ring.map(([x]) => x))].join(" ");
const island = { type: "Point", coordinates: [173, 53] };
const halves = cut({ type: "Polygon", coordinates: [box(170, -170, 50, 60), box(172, 174, 54, 52)] });
for (const [outline, ...holes] of halves.coordinates) console.log(`${span(outline)}, hole ${holes.map(span)}`);
console.log("island at 173 inside:", geometry.pointInMultiPolygon(island, halves));
halves.coordinates[1].pop();
console.log("with the hole in the west alone:", geometry.pointInMultiPolygon(island, halves));
JAVASCRIPT

cat >expected <<'TEXT'
geojson-antimeridian-cut 0.1.0
from 170 to 180, hole from 172 to 174
from -180 to -170, hole from 172 to 174
island at 173 inside: true
with the hole in the west alone: false
TEXT

node program.mjs | tee seen
if ! diff expected seen; then
    echo 'Changed: geojson-antimeridian-cut now puts a hole in one half.' >&2
    exit 1
fi
echo 'As described.'
