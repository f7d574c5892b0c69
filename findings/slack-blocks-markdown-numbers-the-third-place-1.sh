#!/usr/bin/env bash
# Versions: slack-blocks-markdown 0.2.1.
# Behaviour: a numbered list with bullets under its second item becomes three lists of Slack's rich text,
#   and the third begins without an 'offset': Slack numbers its first item 1. A list that begins with 3 in
#   the Markdown has its offset of 2.
# One would expect: an offset of 2 for what stands behind the bullets, which Slack draws as 3.
# Why it matters: a ranking of places with a remark under the second has two first places, and no third.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'slack-blocks-markdown==0.2.1'

cat >program.py <<'PYTHON'
from importlib.metadata import version

from slack_blocks_markdown import markdown_to_blocks

RANKING = "1. Oslo: 3 °C\n2. Bergen: 5 °C\n   - rain from noon\n3. Rome: 14 °C"

print("slack-blocks-markdown", version("slack-blocks-markdown"))
for markdown in (RANKING, "3. Rome: 14 °C"):
    print(repr(markdown))
    [block] = markdown_to_blocks(markdown)
    for part in block["elements"]:
        first = part["elements"][0]["elements"][0]["text"]
        print(part["style"], f"offset {part.get('offset', 0)}", first, sep=", ")
PYTHON

cat >expected <<'TEXT'
slack-blocks-markdown 0.2.1
'1. Oslo: 3 °C\n2. Bergen: 5 °C\n   - rain from noon\n3. Rome: 14 °C'
ordered, offset 0, Oslo: 3 °C
bullet, offset 0, rain from noon
ordered, offset 0, Rome: 14 °C
'3. Rome: 14 °C'
ordered, offset 2, Rome: 14 °C
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: slack-blocks-markdown now numbers on behind a nested list.' >&2
    exit 1
fi
echo 'As described.'
