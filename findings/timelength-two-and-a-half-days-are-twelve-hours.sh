#!/usr/bin/env bash
# Versions: timelength 3.0.4.
# Behaviour: TimeLength('two and a half days') is a success of 43,200 seconds: 'half' multiplies the days,
#   and the two is dropped. 'One and a half hours' is 30 minutes, 'an hour and a half' one hour; 2.5 is
#   read.
# One would expect: 60 hours, or a result that says that it is no success.
# Why it matters: a forecast for the next two and a half days ends at noon today, and the flag that a bot
#   would look at says that all is well.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'timelength==3.0.4'

cat >program.py <<'PYTHON'
from importlib.metadata import version

from timelength import TimeLength

print("timelength", version("timelength"))
for words in ("2.5 days", "two and a half days", "one and a half hours", "2 1/2 hours", "an hour and a half"):
    result = TimeLength(words).result
    print(f"{words}: {result.seconds / 3600} h, success: {result.success}")
PYTHON

cat >expected <<'TEXT'
timelength 3.0.4
2.5 days: 60.0 h, success: True
two and a half days: 12.0 h, success: True
one and a half hours: 0.5 h, success: True
2 1/2 hours: 0.5 h, success: True
an hour and a half: 1.0 h, success: True
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: timelength now counts the number before a half.' >&2
    exit 1
fi
echo 'As described.'
