#!/usr/bin/env bash
# Versions: ephem 4.2.1.
# Behaviour: next_new_moon and its like compute with one Sun and one Moon that all threads of the process share. Asked by
#   several threads, some answers are the new moon of another month, or a day off; nothing is raised.
# One would expect: the same date as alone: a function of one date that is called without any object of the library.
# Why it matters: a server that computes almanacs in threads tells a new moon weeks away, about once in a hundred
#   batches of a dozen days, and no test with one thread shows it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'ephem==4.2.1'

cat >program.py <<'PYTHON'
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

import ephem

print("ephem", version("ephem"))
days = [ephem.Date("2026/1/1") + 4 * number for number in range(200)]
alone = [ephem.next_new_moon(day).datetime().date() for day in days]
again = [ephem.next_new_moon(day).datetime().date() for day in days]
print("one thread, twice the same:", alone == again)
sys.setswitchinterval(1e-6)  # as a busy machine does
until_s, wrong = time.monotonic() + 60, 0
with ThreadPoolExecutor(8) as pool:
    while not wrong and time.monotonic() < until_s:
        found = [moon.datetime().date() for moon in pool.map(ephem.next_new_moon, days)]
        wrong = sum(one != other for one, other in zip(alone, found, strict=True))
print("eight threads, all the same:", not wrong)
PYTHON

cat >expected <<'TEXT'
ephem 4.2.1
one thread, twice the same: True
eight threads, all the same: False
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: the phases of the moon are now the same in all threads, or were in a minute of trying.' >&2
    exit 1
fi
echo 'As described.'
