#!/usr/bin/env bash
# Versions: text2num 3.1.0.
# Behaviour: alpha2digit() makes 'between 205 100 metres' of 'between two hundred and five hundred metres':
#   the 'and' of a range is taken for that of 'two hundred and five', also where 'hundred' stands behind the
#   five. With tens it is a range: 'between 20 and 30'.
# One would expect: 'between 200 and 500 metres', or the words left as they are.
# Why it matters: a spoken forecast of the freezing level, of visibility or of a month's rain becomes two
#   figures that nobody said; with thousands too.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'text2num==3.1.0'

cat >program.py <<'PYTHON'
from importlib.metadata import version

from text_to_num import alpha2digit

print("text2num", version("text2num"))
for words in (
    "fog with a visibility between two hundred and five hundred metres",
    "snow between one thousand and two thousand metres",
    "between one hundred and one hundred and fifty millimetres of rain",
    "between twenty and thirty degrees",
):
    print(alpha2digit(words, "en"))
PYTHON

cat >expected <<'TEXT'
text2num 3.1.0
fog with a visibility between 205 100 metres
snow between 1002 1000 metres
between 101 150 millimetres of rain
between 20 and 30 degrees
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: text2num now keeps the two ends of a range in words apart.' >&2
    exit 1
fi
echo 'As described.'
