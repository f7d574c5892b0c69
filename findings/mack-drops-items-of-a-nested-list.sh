#!/usr/bin/env bash
# Versions: @tryfabric/mack 1.2.1.
# Behaviour: markdownToBlocks() keeps the outer items of a list and leaves out the items of the lists inside,
#   without an error.
# One would expect: all items, indented or flat.
# Why it matters: an answer with a list of places and the days below each arrives in Slack as the names of
#   the places.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" '@tryfabric/mack@1.2.1'

cat >program.mjs <<'JAVASCRIPT'
import { readFileSync } from "node:fs";
import mack from "@tryfabric/mack";

const about = JSON.parse(readFileSync("node_modules/@tryfabric/mack/package.json", "utf8"));
console.log("@tryfabric/mack", about.version);
const blocks = await mack.markdownToBlocks("- Oslo\n  - Monday: rain\n  - Tuesday: sun\n- Lima\n");
console.log(JSON.stringify(blocks.map((block) => block.text.text)));
JAVASCRIPT

cat >expected <<'TEXT'
@tryfabric/mack 1.2.1
["• Oslo\n• Lima"]
TEXT

node program.mjs | tee seen
if ! diff expected seen; then
    echo 'Changed: mack now keeps the inner items.' >&2
    exit 1
fi
echo 'As described.'
