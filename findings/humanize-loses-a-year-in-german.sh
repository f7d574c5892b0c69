#!/usr/bin/env bash
# Versions: humanize 4.17.0.
# Behaviour: in German a time of one year and one month is 'ein Monat', one month; twelve and fourteen months are right,
#   and so are thirteen in the other languages.
# One would expect: 'ein Jahr und ein Monat', as it says 'ein Jahr und 2 Monate' a month later.
# Why it matters: 'so warm as last seen' shrinks from thirteen months to one, for four weeks of a year, in one
#   language, and both answers look sound.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'humanize==4.17.0'

cat >program.py <<'PYTHON'
from datetime import timedelta
from importlib.metadata import version

import humanize

print("humanize", version("humanize"))
for language in ("de_DE", "nl_NL", "it_IT"):
    humanize.activate(language)
    print(language, "|", *(f"{days}: {humanize.naturaldelta(timedelta(days=days))} |" for days in (35, 366, 400, 440)))
PYTHON

cat >expected <<'TEXT'
humanize 4.17.0
de_DE | 35: ein Monat | 366: ein Jahr und 1 Tag | 400: ein Monat | 440: ein Jahr und 2 Monate |
nl_NL | 35: een maand | 366: 1 jaar, 1 dag | 400: 1 jaar, 1 maand | 440: 1 jaar, 2 maanden |
it_IT | 35: un mese | 366: un anno e 1 giorno | 400: un anno ed un mese | 440: un anno e 2 mesi |
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: humanize now counts the year in German.' >&2
    exit 1
fi
echo 'As described.'
