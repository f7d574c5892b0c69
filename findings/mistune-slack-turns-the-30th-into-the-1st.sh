#!/usr/bin/env bash
# Versions: mistune-slack 0.1.4 with mistune 3.4.0.
# Behaviour: the number that an ordered list starts with is dropped: a line '30. November: Regen' becomes the
#   first item of a list, and Slack shows '1. November: Regen'.
# One would expect: 30: CommonMark keeps the start of a list, mistune passes it on, and Slack's rich_text_list
#   has 'offset' for it.
# Why it matters: German, Norwegian and Czech write the day of the month with a point: a forecast by days begins
#   at the 1st, with the right weather of another day beside it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'mistune-slack==0.1.4' 'mistune==3.4.0'

cat >program.py <<'PYTHON'
from importlib.metadata import version

import mistune
from mistune_slack import render_slack_blocks_from_markdown

print(*(f"{name} {version(name)}" for name in ("mistune-slack", "mistune")))
text = "30. November: Regen"
print("mistune:", mistune.create_markdown(renderer=None)(text)[0]["attrs"])
(block,) = render_slack_blocks_from_markdown(text)
(found,) = block["elements"]
print("mistune-slack:", {key: value for key, value in found.items() if key != "elements"})
print("text:", found["elements"][0]["elements"][0]["text"])
PYTHON

cat >expected <<'TEXT'
mistune-slack 0.1.4 mistune 3.4.0
mistune: {'depth': 0, 'ordered': True, 'start': 30}
mistune-slack: {'type': 'rich_text_list', 'style': 'ordered'}
text: November: Regen
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: mistune-slack now keeps the number that a list starts with.' >&2
    exit 1
fi
echo 'As described.'
