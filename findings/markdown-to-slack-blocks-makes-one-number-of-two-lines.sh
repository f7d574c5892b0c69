#!/usr/bin/env bash
# Versions: markdown-to-slack-blocks 1.3.1 (PyPI).
# Behaviour: a hard line break of Markdown, two spaces or a backslash at the end of a line, is dropped, with nothing in
#   its place: the end of one line and the start of the next are one word. A line that ends plainly is kept apart.
# One would expect: the line break, all the more as CommonMark has the two spaces and the backslash for it; the README
#   says that no text is dropped.
# Why it matters: '6:00 1' above '9:00 2' is '6:00 19:00 2': the one degree of the morning is gone, and the second
#   hour is seven in the evening.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'markdown-to-slack-blocks==1.3.1'

cat >program.py <<'PYTHON'
from importlib.metadata import version

from markdown_to_slack_blocks import blocks_to_plain_text, markdown_to_blocks

print("markdown-to-slack-blocks", version("markdown-to-slack-blocks"))
for name, end in (("plain end", ""), ("two spaces", "  "), ("backslash", "\\")):
    text = f"6:00 1{end}\n9:00 2"
    blocks = markdown_to_blocks(text)
    print(f"{name}:", repr(blocks[0]["text"]["text"]), "| in a list:", end=" ")
    print(repr(blocks_to_plain_text(markdown_to_blocks("- " + text.replace("\n", "\n  ")))))
PYTHON

cat >expected <<'TEXT'
markdown-to-slack-blocks 1.3.1
plain end: '6:00 1\n9:00 2' | in a list: '- 6:00 1\n9:00 2'
two spaces: '6:00 19:00 2' | in a list: '- 6:00 19:00 2'
backslash: '6:00 19:00 2' | in a list: '- 6:00 19:00 2'
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: markdown-to-slack-blocks now keeps a hard line break.' >&2
    exit 1
fi
echo 'As described.'
