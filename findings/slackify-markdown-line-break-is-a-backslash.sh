#!/usr/bin/env bash
# Versions: slackify-markdown 4.5.0.
# Behaviour: two spaces at the end of a line, Markdown's line break, become a backslash at the end of the line;
#   Slack's mrkdwn has no such mark and shows it.
# One would expect: a line break and nothing else, as in mrkdwn.
# Why it matters: models end lines with two spaces when they list figures: every line of the answer ends in a
#   backslash.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" 'slackify-markdown@4.5.0'

cat >program.mjs <<'JAVASCRIPT'
import { readFileSync } from "node:fs";
import slackify from "slackify-markdown";

const about = JSON.parse(readFileSync("node_modules/slackify-markdown/package.json", "utf8"));
console.log("slackify-markdown", about.version);
const convert = typeof slackify === "function" ? slackify : slackify.default;
console.log(JSON.stringify(convert("Oslo: rain  \nLima: sun")));
JAVASCRIPT

cat >expected <<'TEXT'
slackify-markdown 4.5.0
"Oslo: rain\\\nLima: sun\n"
TEXT

node program.mjs | tee seen
if ! diff expected seen; then
    echo 'Changed: slackify-markdown now breaks the line without a backslash.' >&2
    exit 1
fi
echo 'As described.'
