#!/usr/bin/env bash
# Versions: babel 2.19.0.
# Behaviour: the German name of one city of all time zones has two invisible characters in it: Reykjavik is eleven
#   characters, with a soft hyphen (U+00AD) behind 'Reyk' and another behind 'ja'.
# One would expect: the nine characters that everybody types; no other zone's city in German, and none of these other
#   languages, has a soft hyphen.
# Why it matters: the name that a bot shows for the zone is not the name that a person or a geocoder writes: comparing
#   and searching find nothing, a table is two columns too wide, and the two look alike on every screen.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'babel==2.19.0'

cat >program.py <<'PYTHON'
from importlib.metadata import version

from babel import Locale
from babel.dates import get_timezone_location

print("babel", version("babel"))
city = get_timezone_location("Atlantic/Reykjavik", locale="de", return_city=True)
print(ascii(city), len(city), "characters, equal to the typed name:", city == "Reykjavík")
for language in ("de", "en", "es", "fr", "is", "it", "ja", "nb", "nl", "pl", "sv"):
    names = [names.get("city") or "" for names in Locale.parse(language).time_zones.values()]
    print(language, "cities with a soft hyphen:", sum("\N{SOFT HYPHEN}" in name for name in names))
PYTHON

cat >expected <<'TEXT'
babel 2.19.0
'Reyk\xadja\xadv\xedk' 11 characters, equal to the typed name: False
de cities with a soft hyphen: 1
en cities with a soft hyphen: 0
es cities with a soft hyphen: 0
fr cities with a soft hyphen: 0
is cities with a soft hyphen: 0
it cities with a soft hyphen: 0
ja cities with a soft hyphen: 0
nb cities with a soft hyphen: 0
nl cities with a soft hyphen: 0
pl cities with a soft hyphen: 0
sv cities with a soft hyphen: 0
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: babel now writes Reykjavik without soft hyphens.' >&2
    exit 1
fi
echo 'As described.'
