#!/usr/bin/env bash
# Versions: parsedatetime 2.6.
# Behaviour: parseDT(text, sourceTime) counts 'tonight' and 'tomorrow evening' from sourceTime, but 'this
#   evening', 'this morning' and 'this afternoon' from the clock of the machine.
# One would expect: that all of them count from the time that was passed for the purpose.
# Why it matters: a question that waited over midnight, or a person in another zone, gets the day of the
#   server; tests with a fixed time pass for every other wording.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'parsedatetime==2.6'

cat >program.py <<'PYTHON'
from datetime import date, datetime
from importlib.metadata import version

from parsedatetime import Calendar

print("parsedatetime", version("parsedatetime"))
days = {
    date(2020, 1, 1): "1 January 2020",
    date(2020, 1, 2): "2 January 2020",
    date.today(): "the day on which this runs",
}
for text in ("tonight", "tomorrow evening", "this evening", "this morning"):
    found, _ = Calendar().parseDT(text, sourceTime=datetime(2020, 1, 1, 10))
    print(f"{text}: {days.get(found.date(), found.date())}")
PYTHON

cat >expected <<'TEXT'
parsedatetime 2.6
tonight: 1 January 2020
tomorrow evening: 2 January 2020
this evening: the day on which this runs
this morning: the day on which this runs
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: parsedatetime now counts these words from the time given.' >&2
    exit 1
fi
echo 'As described.'
