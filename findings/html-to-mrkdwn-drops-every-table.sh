#!/usr/bin/env bash
# Versions: html-to-mrkdwn 3.0.0.
# Behaviour: a table of the HTML is not in the text, with its header and all of its cells; what stands before
#   and behind it is. No error, no mark.
# One would expect: the cells in some form, as a pre or a list keeps them; mrkdwn has no table, but the README
#   names no element that is left out.
# Why it matters: bulletins of weather services put the figures in tables: what reaches Slack is a headline and
#   a greeting.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" 'html-to-mrkdwn@3.0.0'

cat >program.mjs <<'JAVASCRIPT'
import { readFileSync } from "node:fs";
import convert from "html-to-mrkdwn";

const about = JSON.parse(readFileSync("node_modules/html-to-mrkdwn/package.json", "utf8"));
console.log("html-to-mrkdwn", about.version);
const table = "<table><tr><th>Place</th><th>Gust</th></tr><tr><td>Oslo</td><td>31 m/s</td></tr></table>";
console.log(JSON.stringify(convert(`<p>Warning</p>${table}<p>Stay safe.</p>`).text));
console.log(JSON.stringify(convert("<p>Warning</p><ul><li>Oslo 31 m/s</li></ul><p>Stay safe.</p>").text));
JAVASCRIPT

cat >expected <<'TEXT'
html-to-mrkdwn 3.0.0
"Warning\n\nStay safe."
"Warning\n\n• Oslo 31 m/s\n\nStay safe."
TEXT

node program.mjs | tee seen
if ! diff expected seen; then
    echo 'Changed: html-to-mrkdwn now keeps a table.' >&2
    exit 1
fi
echo 'As described.'
