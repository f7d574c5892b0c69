#!/usr/bin/env bash
# Versions: fast_json_repair 0.2.3, json_repair 0.64.6.
# Behaviour: where text touches the first brace, as in <tool_call>{...}, the outer object is skipped and the
#   first object or list inside it is the answer: the arguments without the name of the tool, or the places
#   alone.
# One would expect: the whole object, which json_repair returns, whose drop-in replacement it is by its README;
#   'surrounding text' is one of the cases listed there, and with a space or a line break before the brace it
#   holds.
# Why it matters: models that write their tool calls as text put a tag straight before the brace: the call
#   arrives as valid JSON without its name, and no error says so.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'fast_json_repair==0.2.3' 'json_repair==0.64.6'

cat >program.py <<'PYTHON'
from importlib.metadata import version

import fast_json_repair
import json_repair

print(*(f"{name} {version(name)}" for name in ("fast_json_repair", "json_repair")))
for text in (
    '<tool_call> {"name": "get_weather", "arguments": {"places": ["Oslo", "Lima"]}} </tool_call>',
    '<tool_call>{"name": "get_weather", "arguments": {"places": ["Oslo", "Lima"]}}</tool_call>',
    '<|message|>{"places": ["Oslo", "Lima"]}',
):
    print(text)
    print("  json_repair:     ", json_repair.loads(text))
    print("  fast_json_repair:", fast_json_repair.loads(text))
PYTHON

cat >expected <<'TEXT'
fast_json_repair 0.2.3 json_repair 0.64.6
<tool_call> {"name": "get_weather", "arguments": {"places": ["Oslo", "Lima"]}} </tool_call>
  json_repair:      {'name': 'get_weather', 'arguments': {'places': ['Oslo', 'Lima']}}
  fast_json_repair: {'name': 'get_weather', 'arguments': {'places': ['Oslo', 'Lima']}}
<tool_call>{"name": "get_weather", "arguments": {"places": ["Oslo", "Lima"]}}</tool_call>
  json_repair:      {'name': 'get_weather', 'arguments': {'places': ['Oslo', 'Lima']}}
  fast_json_repair: {'places': ['Oslo', 'Lima']}
<|message|>{"places": ["Oslo", "Lima"]}
  json_repair:      {'places': ['Oslo', 'Lima']}
  fast_json_repair: ['Oslo', 'Lima']
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: fast_json_repair now keeps the outer object.' >&2
    exit 1
fi
echo 'As described.'
