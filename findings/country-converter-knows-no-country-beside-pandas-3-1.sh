#!/usr/bin/env bash
# Versions: country_converter 1.3.2 with pandas 3.1.1, which a fresh installation takes, as it asks for 1.0 or
#   later.
# Behaviour: convert() raises a TypeError about a pattern for every country, since pandas 3.1 reads Namibia's
#   code NA as a missing value even where a column has str as its converter; pandas 3.0.6 leaves it.
# One would expect: 'NO' for Norway: neither pandas nor the library says that they do not fit, and Namibia was
#   not asked for.
# Why it matters: the names of countries stop working on the day that an image is built anew, with a message
#   that names no country.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'country_converter==1.3.2' 'pandas==3.1.1'

cat >program.py <<'PYTHON'
from importlib.metadata import version
from io import StringIO

import country_converter
import pandas

print(*(f"{name} {version(name)}" for name in ("country_converter", "pandas")))
table = pandas.read_csv(StringIO("name,code\nNamibia,NA\nNorway,NO\n"), converters={"code": str})
print("codes that pandas reads:", table.code.tolist())
try:
    print(country_converter.convert("Norway", to="ISO2"))
except TypeError as error:
    print("Norway: TypeError:", error)
PYTHON

cat >expected <<'TEXT'
country_converter 1.3.2 pandas 3.1.1
codes that pandas reads: [nan, 'NO']
Norway: TypeError: first argument must be string or compiled pattern
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: country_converter now works beside this pandas.' >&2
    exit 1
fi
echo 'As described.'
