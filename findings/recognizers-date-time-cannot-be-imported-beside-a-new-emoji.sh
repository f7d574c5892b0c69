#!/usr/bin/env bash
# Versions: recognizers-text-suite 1.0.2a2 with the emoji that pip chooses for it today (2.x).
# Behaviour: pip installs the suite without a complaint, and its first import ends with an ImportError about a
#   name that emoji took out in release 2.0.
# One would expect: the suite to bound the release of emoji that it needs, or to do without that table.
# Why it matters: of the libraries for "next Friday" in many languages it is the one with the most of them, and a
#   fresh installation of it can't be imported at all; pinning emoji below 2 mends it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'recognizers-text-suite==1.0.2a2' 'emoji==2.15.0'

cat >program.py <<'PYTHON'
from importlib.metadata import version

print("recognizers-text-suite", version("recognizers-text-suite"), "emoji", version("emoji"))
try:
    from recognizers_date_time import recognize_datetime
except ImportError as error:
    print("import:", str(error).split(" (")[0])
else:
    print("import: fine", bool(recognize_datetime))
PYTHON

cat >expected <<'TEXT'
recognizers-text-suite 1.0.2a2 emoji 2.15.0
import: cannot import name 'UNICODE_EMOJI' from 'emoji'
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: recognizers-text-suite can be imported beside this release of emoji.' >&2
    exit 1
fi
echo 'As described.'
