#!/usr/bin/env bash
# Versions: babel 2.18.0.
# Behaviour: the skeleton "MMMMd" gives the full month, "3. November" in German. The skeleton "yMMMMd", which asks for the same full
#   month with a year beside it, gives an abbreviated one, "3. Nov. 2026"; so it is in English and French, and not in Spanish. CLDR
#   lists no "yMMMMd" for those; Babel takes the nearest one, "yMMMd", and leaves its month as it is, where CLDR's rules (UTS 35,
#   missing skeleton fields) have it widened to what was asked for.
# One would expect: "3. November 2026", as format_date(..., "long") says.
# Why it matters: the dates of one list look different as soon as one of them is in another year.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'babel==2.18.0'

cat >program.py <<'PYTHON'
from datetime import date
from importlib.metadata import version

from babel.dates import format_date, format_skeleton

print(f"babel {version('babel')}")
for locale in ("de", "en", "es", "fr"):
    day = date(2026, 11, 3)
    without, beside = (format_skeleton(each, day, locale=locale) for each in ("MMMMd", "yMMMMd"))
    print(f"{locale}: {without} | {beside} | {format_date(day, 'long', locale=locale)}")
PYTHON

venv/bin/python program.py | tee seen

cat >expected <<'TEXT'
babel 2.18.0
de: 3. November | 3. Nov. 2026 | 3. November 2026
en: November 3 | Nov 3, 2026 | November 3, 2026
es: 3 de noviembre | 3 de noviembre de 2026 | 3 de noviembre de 2026
fr: 3 novembre | 3 nov. 2026 | 3 novembre 2026
TEXT

if ! diff expected seen; then
    echo 'Changed: Babel writes the month of such a date otherwise.' >&2
    exit 1
fi
echo 'As described.'
