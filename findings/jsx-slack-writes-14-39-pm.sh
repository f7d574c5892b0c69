#!/usr/bin/env bash
# Versions: jsx-slack 6.1.2.
# Behaviour: the fallback text that <time> writes for {time} and {time_secs} has the hour of the 24-hour clock with
#   AM or PM behind it: "14:39 PM", and "00:33 AM" after midnight.
# One would expect: "2:39 PM", as Slack shows {time} to readers with that clock, or "14:39" alone; Intl
#   writes "2:39 PM" for the same instant.
# Why it matters: the issue time of a forecast is right where Slack formats it, and wrong in each client and program
#   that reads the fallback.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" 'jsx-slack@6.1.2'

cat >program.mjs <<'JAVASCRIPT'
import { readFileSync } from "node:fs";
import { jsxslack } from "jsx-slack";

const about = JSON.parse(readFileSync("node_modules/jsx-slack/package.json", "utf8"));
console.log("jsx-slack", about.version);
for (const text of ["2026-01-20T14:39:00Z", "2026-01-20T00:33:00Z"]) {
  const instant = new Date(text);
  const [block] = jsxslack`<Blocks><Section><time datetime=${instant}>{time}</time></Section></Blocks>`;
  // Some versions of Node put a narrow space before the PM.
  const intl = instant.toLocaleTimeString("en-US", { timeStyle: "short", timeZone: "UTC" }).replace(/\s/u, " ");
  console.log(block.text.text, "and Intl:", intl);
}
JAVASCRIPT

cat >expected <<'TEXT'
jsx-slack 6.1.2
<!date^1768919940^{time}|14:39 PM> and Intl: 2:39 PM
<!date^1768869180^{time}|00:33 AM> and Intl: 12:33 AM
TEXT

node program.mjs | tee seen
if ! diff expected seen; then
    echo 'Changed: jsx-slack no longer writes AM or PM behind an hour of 24.' >&2
    exit 1
fi
echo 'As described.'
