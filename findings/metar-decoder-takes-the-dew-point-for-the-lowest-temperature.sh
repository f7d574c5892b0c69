#!/usr/bin/env bash
# Versions: metar-decoder 1.0.2.
# Behaviour: the group of remarks that repeats temperature and dew point in tenths, T02000150, becomes the highest and
#   the lowest temperature of 24 hours, 20.0 and 15.0; the group that gives these two, 402560139, is not read.
# One would expect: 25.6 and 13.9 from the group that begins with 4, and nothing from the other (Federal Meteorological
#   Handbook 1): it repeats what stands before the pressure.
# Why it matters: nearly every American report has the T group, so each hour of each station has a 'highest of the day'
#   that is the temperature now, and the dew point as its lowest: in dry air far below what was measured.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'metar-decoder==1.0.2'

cat >program.py <<'PYTHON'
from importlib.metadata import version

from metar_decoder import MetarDecoder

print("metar-decoder", version("metar-decoder"))
for remarks in ("AO2", "AO2 402560139", "AO2 T02000150", "AO2 T02000150 402560139"):
    read = MetarDecoder(f"METAR KDEN 290653Z 12010KT 10SM CLR 20/15 A2995 RMK {remarks}").to_flat_dict()
    print(f"{remarks}: highest {read['temp_max_24h_c']}, lowest {read['temp_min_24h_c']}")
PYTHON

cat >expected <<'TEXT'
metar-decoder 1.0.2
AO2: highest None, lowest None
AO2 402560139: highest None, lowest None
AO2 T02000150: highest 20.0, lowest 15.0
AO2 T02000150 402560139: highest 20.0, lowest 15.0
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: metar-decoder now reads the extremes of the day elsewhere.' >&2
    exit 1
fi
echo 'As described.'
