#!/usr/bin/env bash
# Versions: meteoalertapi 0.3.1.
# Behaviour: a CAP message with two languages yields its awareness_level; the same message in one language alone
#   yields event and severity but no level and no type, without an error.
# One would expect: the same fields, as both messages hold the same parameters.
# Why it matters: MeteoAlarm's colours are in the level; countries that publish in one language look as if
#   they had none.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'meteoalertapi==0.3.1'

cat >program.py <<'PYTHON'
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version

from meteoalertapi import Meteoalert

INFO = (
    "<info><language>{}</language><event>Wind</event><severity>Severe</severity>"
    "<parameter><valueName>awareness_level</valueName><value>3; orange; Severe</value></parameter>"
    "<parameter><valueName>awareness_type</valueName><value>1; Wind</value></parameter></info>"
)
LANGUAGES = {"one": ["en-GB"], "two": ["en-GB", "de-DE"]}


class Feed(BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.path[1:]
        if name.startswith("cap-"):
            infos = "".join(INFO.format(language) for language in LANGUAGES[name[4:]])
            body = f"<alert><identifier>1</identifier>{infos}</alert>"
        else:
            link = f"http://127.0.0.1:{self.server.server_port}/cap-{name}"
            body = (
                "<feed xmlns:cap='urn:cap'><entry><cap:areaDesc>Tyrol</cap:areaDesc>"
                f"<link type='application/cap+xml' href='{link}'/><link href='{link}'/></entry></feed>"
            )
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Feed)
threading.Thread(target=server.serve_forever, daemon=True).start()
Meteoalert.endpoint = f"http://127.0.0.1:{server.server_port}/{{0}}"
print("meteoalertapi", version("meteoalertapi"))
for name, languages in LANGUAGES.items():
    print(*languages, "->", sorted(Meteoalert(name, "Tyrol", "en-GB").get_alert()))
PYTHON

cat >expected <<'TEXT'
meteoalertapi 0.3.1
en-GB -> ['event', 'language', 'severity']
en-GB de-DE -> ['awareness_level', 'awareness_type', 'event', 'language', 'severity']
TEXT

venv/bin/python program.py | tee seen
if ! diff expected seen; then
    echo 'Changed: meteoalertapi now gives the level of a message in one language.' >&2
    exit 1
fi
echo 'As described.'
