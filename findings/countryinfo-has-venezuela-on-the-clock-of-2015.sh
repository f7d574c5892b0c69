#!/usr/bin/env bash
# Versions: countryinfo 1.0.1, tzdata 2026.6.
# Behaviour: timezones() answers with the offset that a country had about 2015: Venezuela with UTC-04:30,
#   which ended in 2016, Turkey with UTC+02:00, which ended in 2016, Namibia and both Sudans with those that
#   ended in 2017 and 2021. The minus is U+2212, which int() does not read, and Georgia has None. North
#   Korea and Samoa, which changed too, are right.
# One would expect: the offsets of today, as the same date has in tzdata; or names of zones, which age by
#   themselves.
# Why it matters: an hour's forecast of Istanbul or Caracas is told an hour or half an hour off, all year,
#   by a release of this year.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'countryinfo==1.0.1' 'tzdata==2026.6'

cat >program.py <<'PYTHON'
from datetime import UTC, datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

from countryinfo import CountryInfo

print("countryinfo", version("countryinfo"))
moment = datetime(2026, 12, 1, tzinfo=UTC)
for country, zone in (
    ("Venezuela", "America/Caracas"), ("Turkey", "Europe/Istanbul"), ("Namibia", "Africa/Windhoek"),
    ("Sudan", "Africa/Khartoum"), ("South Sudan", "Africa/Juba"), ("Georgia", "Asia/Tbilisi"), ("Nepal", "Asia/Kathmandu"),
):
    print(country, CountryInfo(country).timezones(), moment.astimezone(ZoneInfo(zone)).strftime("%z"))
PYTHON

cat >expected <<'TEXT'
countryinfo 1.0.1
Venezuela ['UTC−04:30'] -0400
Turkey ['UTC+02:00'] +0300
Namibia ['UTC+01:00'] +0200
Sudan ['UTC+03:00'] +0200
South Sudan ['UTC+03:00'] +0200
Georgia None +0400
Nepal ['UTC+05:45'] +0545
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: countryinfo now has other offsets.' >&2
    exit 1
fi
echo 'As described.'
