#!/usr/bin/env bash
# Versions: tzdata 2026.6 beside the zone folder of tzdata 2025.2, Python's zoneinfo.
# Behaviour: zoneinfo reads the system's folder first and never looks whether the installed wheel is newer;
#   pinning the wheel has no effect where a system folder exists.
# One would expect: that a pinned, newer tzdata decides, or that zoneinfo says that two versions are there.
# Why it matters: British Columbia stays on UTC-7 from November 2026 on: every time in Vancouver is an hour
#   wrong on a server with last year's Debian package, whatever the lock file says.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'tzdata==2026.6'
venv/bin/pip install --quiet --disable-pip-version-check --no-deps --target older 'tzdata==2025.2'

cat >program.py <<'PYTHON'
import os
from datetime import UTC, datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

moment = datetime(2026, 12, 1, 20, tzinfo=UTC).astimezone(ZoneInfo("America/Vancouver"))
where = "with the older folder" if os.environ["PYTHONTZPATH"] else "with the wheel alone"
print(f"tzdata {version('tzdata')} {where}: {moment:%H:%M %Z}")
PYTHON

cat >expected <<'TEXT'
tzdata 2026.6 with the older folder: 12:00 PST
tzdata 2026.6 with the wheel alone: 13:00 MST
TEXT

{
    PYTHONTZPATH="$folder/older/tzdata/zoneinfo" venv/bin/python program.py
    PYTHONTZPATH='' venv/bin/python program.py
} | tee seen
if ! diff expected seen; then
    echo 'Changed: zoneinfo now prefers the newer of the two.' >&2
    exit 1
fi
echo 'As described.'
