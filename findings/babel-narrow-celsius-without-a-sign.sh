#!/usr/bin/env bash
# Versions: babel 2.16.0.
# Behaviour: format_unit with length='narrow' prints the internal name of the unit where CLDR's narrow form is
#   inherited from another length: '21 temperature-celsius' in German, Japanese and Chinese.
# One would expect: the short form, '21 °C', as ICU falls back to; English, French and Spanish do get a sign.
# Why it matters: narrow is the length for tables and cards, English tests are green, and German readers get
#   the name of an identifier.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'babel==2.16.0'

cat >program.py <<'PYTHON'
from importlib.metadata import version

from babel.units import format_unit

print("babel", version("babel"))
for locale in ("en", "de", "ja", "zh"):
    forms = [format_unit(21, "temperature-celsius", length, locale=locale) for length in ("short", "narrow")]
    print(locale, *map(ascii, forms))
PYTHON

cat >expected <<'TEXT'
babel 2.16.0
en '21\xb0C' '21\xb0C'
de '21 \xb0C' '21 temperature-celsius'
ja '21\xb0C' '21 temperature-celsius'
zh '21\xb0C' '21 temperature-celsius'
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: Babel'"'"'s narrow form now has a sign in these languages.' >&2
    exit 1
fi
echo 'As described.'
