#!/usr/bin/env bash
# Versions: markdown-to-slack-blocks 1.5.0 (npm).
# Behaviour: of a quote only its paragraphs reach the blocks: a list or a table inside it is left out, without an error.
# One would expect: the items as lines of the quote, or as a list below it; Slack's rich_text_list has 'border' for one
#   that belongs to a quote.
# Why it matters: an official warning is quoted word for word, and what it says of each place is a list: the reader sees
#   'Storm warning for:' and nothing behind the colon.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" 'markdown-to-slack-blocks@1.5.0'

cat >program.mjs <<'JAVASCRIPT'
import { readFileSync } from "node:fs";
import converter from "markdown-to-slack-blocks";

const about = JSON.parse(readFileSync("node_modules/markdown-to-slack-blocks/package.json", "utf8"));
console.log("markdown-to-slack-blocks", about.version);
const warning = "Storm warning for:\n\n- Bergen: 105 km/h\n- Molde: 120 km/h";
const texts = (part) =>
  Array.isArray(part) ? part.flatMap(texts)
  : typeof part !== "object" || part === null ? []
  : [...(typeof part.text === "string" ? [part.text] : texts(part.text)), ...texts(part.elements), ...texts(part.rows)];
console.log("plain:", texts(converter.markdownToBlocks(warning)));
console.log("quoted:", texts(converter.markdownToBlocks(warning.replace(/^/gm, "> "))));
JAVASCRIPT

cat >expected <<'TEXT'
markdown-to-slack-blocks 1.5.0
plain: [ 'Storm warning for:', 'Bergen: 105 km/h', 'Molde: 120 km/h' ]
quoted: [ 'Storm warning for:' ]
TEXT

node program.mjs | tee seen
if ! diff expected seen; then
    echo 'Changed: markdown-to-slack-blocks now keeps the list of a quote.' >&2
    exit 1
fi
echo 'As described.'
