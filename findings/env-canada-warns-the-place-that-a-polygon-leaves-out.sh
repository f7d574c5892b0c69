#!/usr/bin/env bash
# Versions: env-canada 0.20.5.
# Behaviour: of an alert's polygon only the first ring is looked at: a place inside a hole, which the alert leaves out,
#   is told the alert.
# One would expect: no alert there. RFC 7946 calls the further rings of a polygon holes within its surface, and the
#   library tests the place itself because the box that it asks the service for is wider than the alert.
# Why it matters: a warning for the country around a town that is not for the town is told in the town, as its own.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'env-canada==0.20.5'

cat >program.py <<'PYTHON'
import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version

from env_canada import ec_alerts


def ring(west, south, east, north):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


outline, hole = ring(-76, 45, -75, 46), ring(-75.6, 45.4, -75.4, 45.6)[::-1]
alert = {
    "type": "Feature",
    "geometry": {"type": "Polygon", "coordinates": [outline, hole]},
    "properties": {"alert_type": "warning", "alert_name_en": "snowfall warning", "status_en": "issued"},
}
answer = json.dumps({"type": "FeatureCollection", "features": [alert]}).encode()


class Service(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


print("env-canada", version("env-canada"))
service = ThreadingHTTPServer(("127.0.0.1", 0), Service)
threading.Thread(target=service.serve_forever, daemon=True).start()
ec_alerts.GEOMET_WFS_URL = f"http://127.0.0.1:{service.server_port}/"
for name, place in (("inside", (45.1, -75.9)), ("in the hole", (45.5, -75.5)), ("outside", (46.5, -75.5))):
    alerts = ec_alerts.ECAlerts(coordinates=place)
    asyncio.run(alerts.update())
    print(f"{name}:", [found["title"] for found in alerts.alerts["warnings"]["value"]])
service.shutdown()
PYTHON

cat >expected <<'TEXT'
env-canada 0.20.5
inside: ['Snowfall Warning']
in the hole: ['Snowfall Warning']
outside: []
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: env-canada now heeds the holes of a polygon.' >&2
    exit 1
fi
echo 'As described.'
